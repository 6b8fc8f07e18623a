"""A plan of many sectors on the page: what they share, what is imported, and figures that are those of the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import geju
from geju.plan.plan import Plan
from geju.report import accounts, shared, totals
from geju.report.page import document, render
from geju.report.text import SYMBOL, brief, texts
from geju.report.text import unit as unit_of
from geju.report.view import View, open_view

SYMBOLS = set(
    "W kW MW GW Wh kWh MWh GWh TWh h d km km2 m2 m3 Mt kt t kg bcm TEU".split()
)  # read alike in both languages
AREAS = ("CN-XJ", "CN-NM", "CN-YN", "CN-BJ")
BYTES_MOST = 3_000_000


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The shipped case, one mean day a season."""
    made = geju.plan(geju.load("west-china"), resolution="daily")
    assert made.status == "optimal"
    return made


@pytest.fixture(scope="module")
def view(plan: Plan) -> View:
    return open_view(plan)


@pytest.fixture(scope="module")
def content(view: View) -> dict[str, Any]:
    return document(view)


def summed(plan: Plan, commodity: str, period: str, **only: str) -> float:
    """What is given of a commodity in a period, by the account table."""
    frame = plan.tables["account"].filter((pl.col("commodity") == commodity) & (pl.col("period") == period))
    for column, value in only.items():
        frame = frame.filter(pl.col(column) == value)
    return float(frame.filter(pl.col("side") == "supply")["value"].sum())


def test_sectors_stand_in_the_order_of_the_case(plan: Plan, content: dict[str, Any]) -> None:
    assert plan.case is not None
    assert list(content["sectors"]) == list(plan.case.sectors)


def test_what_three_sectors_touch_is_shared_and_told_by_the_side_that_counts(view: View) -> None:
    found = {thing.code: thing for thing in shared.shared(view)}
    assert {"public-money", "jobs", "value-added", "water", "co2", "land", "electricity"} <= set(found)
    assert "cement" not in found
    assert len(found["land"].members) == 5
    assert {c for c, thing in found.items() if thing.side == shared.GIVES} == {
        "jobs",
        "value-added",
        "construction-jobs",
        "co2",
    }
    by_sector = (
        view.table("account").filter(pl.col("kind") != "").group_by("commodity").agg(pl.col("sector").n_unique())
    )
    for commodity, sectors in by_sector.rows():
        assert sectors < shared.SECTORS_LEAST or commodity.partition(":")[0] in found, commodity


def test_own_supply_is_what_is_not_imported(plan: Plan, view: View) -> None:
    last = view.periods[-1]
    grown = sum(summed(plan, "grain", last, kind=kind) for kind in ("grain-irrigated", "grain-rainfed"))
    imported = summed(plan, "grain", last, kind="grain-import")
    assert imported > 0
    assert shared.own_supply(view)["grain"][last] == pytest.approx(grown / (grown + imported), rel=1e-3)


def test_what_passes_through_cancels_out_over_the_land(plan: Plan, view: View) -> None:
    net = shared.net(view)
    assert net.filter(pl.col("kind") == "central-transfer").group_by("commodity", "period").agg(
        pl.col("value").sum())["value"].abs().max() == pytest.approx(0, abs=1e-6)  # fmt: skip
    table = plan.tables["account"].filter((pl.col("commodity") == "jobs") & (pl.col("kind") != ""))
    for sector, value in table.group_by("sector").agg(pl.col("value").sum()).rows():
        mine = net.filter((pl.col("commodity") == "jobs") & (pl.col("sector") == sector))["value"].sum()
        assert mine == pytest.approx(value)


def test_only_what_stays_within_a_sector_is_set_apart(view: View, content: dict[str, Any]) -> None:
    inside = accounts.inner(view)
    assert {"reserve:copper", "battery-charge"} <= inside
    assert not {"jobs", "carbon-sink", "grain", "electricity", "ore:copper"} & inside
    assert {a["id"] for a in content["accounts"]} == set(view.table("account")["commodity"])
    drawn = {layer["id"].partition("/")[2] for layer in content["map"]["layers"] if layer["group"] in ("use", "price")}
    assert not drawn & inside


def test_accounts_hold_every_value_of_the_table(plan: Plan, view: View, content: dict[str, Any]) -> None:
    for account in content["accounts"]:
        if account["id"] not in ("jobs", "value-added", "co2", "meat"):
            continue
        for place in AREAS:
            at = view.areas.index(place)
            shown = sum(r[-1] for r in account["rows"] if r[0] == at and accounts.SIDES[r[1]] == "supply")
            assert shown == pytest.approx(summed(plan, account["id"], view.periods[-1], place=place), rel=5e-3)


def test_findings_speak_of_every_sector_and_of_what_they_share(view: View, content: dict[str, Any]) -> None:
    told = " ".join(text[1] + " ".join(line[1] for line in under) for _, text, under in content["findings"])
    for words in ("Energy", "Industry", "jobs", "value added", "carbon dioxide", "water", "public money", "grain: "):
        assert words in told, words
    assert "supply of electricity" in told
    (finding,) = totals.yearly(view)
    assert len(finding[2]) >= 3


def test_every_code_on_the_page_has_a_name_and_every_unit_is_read_in_both_languages(plan: Plan, view: View) -> None:
    for table, key in (("commodities", "commodity"), ("kinds", "kind")):
        assert plan.case is not None
        for code in plan.case.tables[table][key]:
            zh, en = view.name(key, code)
            assert re.search(r"[\u4e00-\u9fff]", zh), code
            assert not re.search(r"[\u4e00-\u9fff]", en), code
    units = {u for t in ("account", "capacity", "cost", "clause") for u in plan.tables[t]["unit"].drop_nulls()}
    for text in units:
        assert not {s for s in SYMBOL.findall(unit_of(text)[0]) if s.isascii()} - SYMBOLS - {"%", "Mha"}, text
    measures = set(plan.tables["clause"]["measure"])
    assert all(f"measure.{name}" in texts() for name in measures)


def test_units_that_are_composed_read_well() -> None:
    assert unit_of("(yiCNY/yr)/wan_person") == ("万元/人/年", "×10⁴ CNY/person/yr")
    assert unit_of("wan*km") == ("万公里", "×10⁴ km")
    assert unit_of("yiCNY") == ("亿元", "×10⁸ CNY")
    assert brief(("用水（取水量）", "water, as withdrawn")) == ("用水", "water")


@pytest.fixture(scope="module")
def report(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return render(plan, tmp_path_factory.mktemp("sectors"), lang="en")


def test_the_page_stays_small(report: Path) -> None:
    assert report.stat().st_size < BYTES_MOST


@pytest.fixture
def opened(browser: Any, report: Path) -> Iterator[tuple[Any, list[str]]]:
    """The page on a phone, and what its console said."""
    tab = browser.new_page(viewport={"width": 390, "height": 900})
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.goto(report.as_uri())
    tab.wait_for_selector("#sheet-list table")
    yield tab, said
    tab.close()


def tile(tab: Any, holder: str, name: str) -> float:
    """The large number of a tile, by the words above it."""
    words = tab.evaluate(
        "([h, n]) => [...document.querySelectorAll(`#${h} > div`)].find((d) => d.firstChild.textContent === n)"
        "?.querySelector('b').firstChild.textContent",
        [holder, name],
    )
    assert words, name
    return float(words.replace(",", "").replace("−", "-"))


@pytest.mark.browser
def test_tiles_of_sectors_and_places_are_the_sums_of_the_tables(
    plan: Plan, view: View, opened: tuple[Any, list[str]]
) -> None:
    tab, said = opened
    last, cost = view.periods[-1], plan.tables["cost"].filter(pl.col("period") == view.periods[-1])
    for sector in ("energy", "industry", "grain", "people"):
        tab.locator("#sector-controls").get_by_role("button", name=texts()[f"sector.{sector}"][1], exact=True).click()
        assert tile(tab, "sector-keys", "jobs, given") == pytest.approx(
            summed(plan, "jobs", last, sector=sector), rel=6e-3
        )
        spent = cost.filter((pl.col("sector") == sector) & (pl.col("item") == "invest"))["value"].sum()
        assert tile(tab, "sector-keys", "Investment") == pytest.approx(spent, rel=6e-3)
    for area in AREAS:
        tab.locator("#area-controls select").select_option(area)
        for commodity, name in (
            ("jobs", "jobs, given"),
            ("value-added", "value added, given"),
            ("co2", "carbon dioxide, given"),
        ):
            assert tile(tab, "area-keys", name) == pytest.approx(summed(plan, commodity, last, place=area), rel=1e-2)
    assert said == []


@pytest.mark.browser
def test_no_sector_widens_the_page_and_every_chart_has_few_kinds(view: View, opened: tuple[Any, list[str]]) -> None:
    tab, said = opened
    assert tab.evaluate("new Set(plan.sectors.map(hueOf)).size") == len(view.sectors) == 10
    for index in range(len(view.sectors)):
        tab.locator("#sector-controls .choice").first.locator("button").nth(index).click()
        tab.locator("#accounts-tabs .tabrow").first.locator("button").nth(index).click()
        tab.locator("#map-controls select").first.select_option(index=index + 1)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 390
        assert tab.locator("#sector-invest .legend button").count() <= 13
        assert tab.locator("#accounts-time .legend button").count() <= 2 * 13 + 4
    assert said == []
