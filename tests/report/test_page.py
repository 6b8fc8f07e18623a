"""The report is one file that needs nothing else, says everything twice, and cannot be talked into running a stranger's words."""

from __future__ import annotations

import base64
import doctest
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import geju
from geju.plan.plan import Plan
from geju.report import boundaries, page, running, text, tilemap, view
from geju.report.accounts import SIDES
from geju.report.page import GROUPS, SCRIPTS, document, embed, render
from geju.report.view import open_view
from toys import changed, places, two_regions
from whole import whole

ASSETS = text.ASSETS / "assets"
NASTY = "</script><script>alert(1)</script>"
TEXT = "要多建电源。要少用水。要讲团结。"
CLAUSES = """\
policy: toy
title: {zh: 例, en: Toy}
text: text.txt
date: 2030-01-01
clauses:
  - {id: build, quote: 要多建电源, theme: security, treat: modelled, firm: false, price: 900 CNY/kW/yr,
     basis: {title: 规划, status: assumed},
     require: {capacity: {kind: [cheap], in: west}, at_least: {2035: 12 GW}}}
  - {id: water, quote: 要少用水。, theme: protection, treat: modelled,
     require: {use: {commodity: water, in: west}, at_most: {2035: 1 yim3/yr}}}
  - {id: unity, quote: 要讲团结。, theme: cohesion, treat: out-of-scope, because: {zh: 不计算, en: nothing is computed}}
"""


class Tags(HTMLParser):
    """Every element of a page with its attributes."""

    def __init__(self, page_: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page_)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """The whole case with a policy of three sentences, solved."""
    made = geju.plan(whole(tmp_path_factory.mktemp("whole"), clauses=CLAUSES, text=TEXT))
    assert made.status == "optimal"
    return made


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    """Two places, one slot a year, nothing to build, no policy."""
    return geju.plan(two_regions(tmp_path_factory.mktemp("tiny")))


@pytest.fixture(scope="module")
def shown(plan: Plan) -> str:
    return page.page(plan)


def told(page_: str) -> dict[str, Any]:
    """The document that a page carries."""
    found = re.search(r'<script type="application/json" id="plan">(.*?)</script>', page_, re.DOTALL)
    assert found is not None
    loaded: dict[str, Any] = json.loads(found[1])
    return loaded


def frame_of(page_: str) -> str:
    """The page without its scripts."""
    return re.sub(r"<script\b.*?</script>", "", page_, flags=re.DOTALL)


def test_the_page_asks_the_network_for_nothing(shown: str) -> None:
    for tag, attributes in Tags(frame_of(shown)).found:
        for name in ("src", "href", "srcset", "action", "poster"):
            address = attributes.get(name) or ""
            assert not address or address.startswith(("#", "data:")), f"<{tag} {name}={address}>"
        assert tag not in ("iframe", "object", "embed", "base", "form")
    style = re.search(r"<style>(.*?)</style>", shown, re.DOTALL)
    assert style is not None
    assert "@import" not in style[1]
    assert "url(" not in style[1]
    own = "".join((ASSETS / name).read_text(encoding="utf-8") for name in SCRIPTS)
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import)\s*\(", own)
    assert "http" not in own


def test_the_security_policy_lets_run_what_is_there_and_nothing_else(shown: str) -> None:
    allowed = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', shown)
    assert allowed is not None
    assert allowed[1].startswith("default-src 'none'; ")
    scripts = re.findall(r"<script>(.*?)</script>", shown, re.DOTALL)
    assert len(scripts) == 2
    for script in scripts:
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in allowed[1]


def test_every_word_stands_in_both_languages() -> None:
    for key, (zh, en) in text.texts().items():
        assert zh.strip(), key
        assert en.strip(), key
        assert sorted(re.findall(r"\{(\w+)\}", zh)) == sorted(re.findall(r"\{(\w+)\}", en)), key
        assert not re.search(r"[\u4e00-\u9fff]", en.replace("格局", "")), key


def test_every_word_the_page_asks_for_is_there_and_none_is_left_over() -> None:
    own = "".join((ASSETS / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "page.html"))
    package = "".join(path.read_text(encoding="utf-8") for path in text.ASSETS.glob("*.py"))
    called = r"(?:(?<![.\w])(?:t|tile|fact|line|select|choice|searchField|say)\(\s*|data-t=)\"([a-z][\w.-]*)\""
    asked = set(re.findall(called, own + package))
    known = set(text.texts())
    assert asked <= known, sorted(asked - known)
    groups = {*GROUPS, "unit", "measure", "resolution", "solved", "check", "size", "seconds", "state", "group"}
    quoted = set(re.findall(r'"([a-z][\w.-]*)"', own + package))
    left = {key for key in known - quoted - asked if key.split(".")[0] not in groups}
    assert not left, sorted(left)


def test_the_page_holds_no_chinese_of_its_own_outside_the_texts() -> None:
    for name in (*SCRIPTS, "page.css"):
        visible = re.sub(r"//.*|/\*.*?\*/", "", (ASSETS / name).read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not re.search(r"[\u4e00-\u9fff]", visible), name


def test_words_of_a_case_cannot_become_markup(tmp_path: Path) -> None:
    named = changed(places(), {"place": "west"}, name_zh=NASTY, name_en=f"West {NASTY} <img onerror=alert(1)>")
    plain = page.page(geju.plan(two_regions(tmp_path / "plain")))
    nasty = page.page(geju.plan(two_regions(tmp_path / "nasty", places=named)))
    assert nasty.count("<script") == plain.count("<script")
    assert "<img" not in nasty
    assert told(nasty)["names"]["place"]["west"][0] == NASTY


def test_an_embedded_document_reads_back_as_it_was() -> None:
    content = {"words": f"{NASTY}<!--\u2028&amp;'\"\\", "numbers": [1, 2.5, None]}
    assert json.loads(embed(content)) == content
    assert not set("<>&\u2028") & set(embed(content))


def test_a_small_case_shows_what_it_has_and_leaves_out_the_rest(tiny: Plan) -> None:
    shown = page.page(tiny)
    for part in ("map", "accounts", "sheet"):
        assert f'<section id="{part}"' in shown
        assert f'href="#{part}"' in shown
    for part in ("policy", "sentences", "dispatch"):
        assert f'id="{part}"' not in shown
        assert f'href="#{part}"' not in shown
    assert "<!-- part" not in shown
    assert "{{" not in frame_of(shown)


def test_a_plan_without_tables_still_has_a_page(plan: Plan) -> None:
    shown = page.page(replace(plan, status="infeasible", tables={}, certificate=None))
    content = told(shown)
    assert content["head"]["status"] == "infeasible"
    assert content["map"] is None
    assert content["findings"] == []


def test_a_page_without_the_chart_library_still_opens(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "BUNDLE", "not-there.js")
    assert "<script></script>" in page.page(plan)


def test_the_page_opens_in_the_language_asked_for(plan: Plan, tmp_path: Path) -> None:
    english = render(plan, tmp_path, lang="en").read_text(encoding="utf-8")
    assert '<html lang="en">' in english
    assert ">Findings</h2>" in english
    assert ">要点</h2>" in page.page(plan)


def test_figures_on_the_page_are_those_of_the_tables(plan: Plan) -> None:
    content = document(open_view(plan))
    invest = plan.tables["cost"].filter(pl.col("item") == "invest")["value"].sum()
    assert sum(row[3] for row in content["spending"]["rows"]) == pytest.approx(invest, rel=1e-3)
    assert invest > 0
    (power,) = (a for a in content["accounts"] if a["id"] == "power")
    demand = (
        plan.tables["account"].filter((pl.col("commodity") == "power") & (pl.col("side") == "demand"))["value"].sum()
    )
    assert sum(sum(r[3:]) for r in power["rows"] if SIDES[r[1]] == "demand") == pytest.approx(demand, rel=1e-3)
    layer = next(x for x in content["map"]["layers"] if x["id"] == "capacity/cheap")
    west = plan.tables["capacity"].filter((pl.col("kind") == "cheap") & (pl.col("period") == "2035"))["capacity"].sum()
    assert layer["values"]["2035"][content["areas"].index("west")] == pytest.approx(west, rel=1e-2)


def test_clauses_and_sentences_are_all_there(plan: Plan) -> None:
    content = document(open_view(plan))
    counts = content["policy"]["counts"]
    assert (counts["modelled"], counts["out-of-scope"]) == (2, 1)
    assert (counts["sentences"], counts["covered"]) == (3, 3)
    assert {c["id"] for c in content["policy"]["clauses"]} == {"build", "water", "unity"}
    assert [s[3] for s in content["policy"]["sentences"]] == [["build"], ["water"], ["unity"]]
    (water,) = (c for c in content["policy"]["clauses"] if c["id"] == "water")
    assert water["rows"][0][5] == 1
    (account,) = (a for a in content["accounts"] if a["id"] == "water")
    assert account["caps"]["west"] == [2, 1]  # what is given in 2030, the clause's bound in 2035
    assert account["counted"]["west"][1] <= 1


def test_balances_by_the_hour_sum_to_the_yearly_account(plan: Plan) -> None:
    lines = running.balance(plan)
    slots = plan.tables["slot"].filter(pl.col("level") == "slice").select("period", "slot", "weight")
    keys = ["commodity", "place", "period", "kind"]
    mine = (
        lines.filter(pl.col("side") != "demand")
        .join(slots, on=["period", "slot"])
        .group_by(keys)
        .agg((pl.col("value") * pl.col("weight")).sum().alias("mine"))
    )
    account = plan.tables["account"].filter((pl.col("commodity") == "power") & (pl.col("kind") != ""))
    both = account.group_by(keys).agg(pl.col("value").sum()).join(mine, on=keys, how="left")
    assert both.height == 12
    for row in both.to_dicts():
        assert row["mine"] == pytest.approx(row["value"], abs=1e-6), row


def test_areas_without_a_tile_get_one_each(plan: Plan) -> None:
    ground = tilemap.ground(open_view(plan), real=False)
    assert ground is not None
    squares = [tuple(f["geometry"]["coordinates"][0][0]) for f in ground.shapes["features"]]
    assert len(set(squares)) == len(squares) == 2


def test_a_hub_stands_inside_the_square_of_its_province_and_a_market_outside_all(tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"place": f"p{i}", "name_zh": "省", "name_en": "P", "level": "province", "lon": 80 + 10 * (i % 2),
         "lat": 40 - 5 * (i // 2), "tile_x": i % 2, "tile_y": i // 2}
        for i in range(4)
    ]  # fmt: skip
    blank = {"name_zh": "点", "name_en": "N"}
    rows += [
        {"place": "hub", **blank, "level": "node", "parent": "p0", "lon": 83, "lat": 38},
        {"place": "market", **blank, "level": "market", "lon": 120, "lat": 10},
    ]
    made = view.View(
        plan=None, periods=(), places=tuple({**dict.fromkeys(view.PLACE.split()), **r} for r in rows),
        areas=("p0", "p1", "p2", "p3"), area_of={**{f"p{i}": f"p{i}" for i in range(4)}, "hub": "p0", "market": view.OUTSIDE},
        focus=frozenset(), names={}, colours={}, own_colours=frozenset(), sector={}, sector_of={}, sectors=(), tables={},
    )  # fmt: skip
    ground = tilemap.ground(made, real=False)
    assert ground is not None
    x, y = ground.position["hub"]
    assert 0 < x < 1
    assert -1 < y < 0
    x, y = ground.position["market"]
    assert x > 2 or y < -2


def test_tiles_are_drawn_when_boundaries_are_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boundaries.util, "find_spec", lambda _: None)
    assert boundaries.load({"a": "北京"}) is None


def test_boundaries_are_matched_by_name_and_refused_when_one_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    square = {"geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, "middle": [0.5, 0.5]}
    drawn = {"shapes": {"北京市": square, "内蒙古自治区": square, "台湾省": square}, "lines": [[[1, 2], [3, 4]]]}
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(boundaries.util, "find_spec", lambda _: True)
    monkeypatch.setattr(boundaries.metadata, "version", lambda _: "0")
    monkeypatch.setattr(boundaries, "_simplified", lambda: drawn)
    found = boundaries.load({"CN-BJ": "北京", "CN-NM": "内蒙古"})
    assert found is not None
    assert [f["properties"]["name"] for f in found.shapes["features"]] == ["CN-BJ", "CN-NM", "台湾省"]
    assert list((tmp_path / "geju").glob("*.json"))
    assert boundaries.load({"x": "火星"}) is None


def test_the_examples_in_the_docstrings_hold() -> None:
    for module in (text, view):
        assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("unit", "ratio", "zh"),
    [
        ("(yiCNY) / (yr) / (GW)", 11.4155251141553, "元/MWh"),
        ("yiCNY/yr/(Mt/yr)", 100.0, "元/吨"),
        ("yiCNY/yr/(yim3/yr)", 1.0, "元/立方米"),
        ("CNY/kW/yr", 1.0, "元/kW/年"),
        ("", 1.0, ""),
    ],
)
def test_prices_are_told_in_the_units_people_quote(unit: str, ratio: float, zh: str) -> None:
    factor, words = text.price(unit)
    assert factor == pytest.approx(ratio)
    assert words[0] == zh


def test_limits_are_listed_but_not_counted_as_clauses_of_the_policy(tmp_path: Path) -> None:
    limit = {"limit": "lid", "name_zh": "顶", "name_en": "lid", "measure": "activity", "kind": "cheap", "in": "west",
             "bound": "at_most", "amount": 100, "unit": "GW", "price": "1 CNY/MWh"}  # fmt: skip
    made = geju.plan(whole(tmp_path, clauses=CLAUSES, text=TEXT, limits=[limit]))
    content = document(open_view(made))["policy"]
    assert content["counts"]["rows"] == made.tables["clause"].filter(pl.col("policy")).height
    assert [c["name"] for c in content["clauses"] if c["treat"] == "limit"] == [("顶", "lid")]
