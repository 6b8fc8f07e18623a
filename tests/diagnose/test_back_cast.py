"""A past year by the model and by statistics: checked by hand on two regions, and on the shipped case against its page."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import geju
import toys
from geju.core.case import Case, load
from geju.core.errors import Faults
from geju.diagnose import back_cast as module
from geju.diagnose.as_of import as_of, read_past, years
from geju.diagnose.back_cast import BackCast, back_cast

ROOT = Path(__file__).resolve().parents[2]
SAID = {"source": "made up", "status": "assumed"}
CHEAP = "output: {tags: [cheap], commodity: power}"
QUANTITIES = [
    ("cheap", "plants", "output: {tags: [cheap], commodity: power, in: here}"),
    ("cheap-share", "mix", f"share: {{of: {{{CHEAP}}}, in: {{output: {{tags: [plant], commodity: power}}}}}}"),
    ("net-import", "trade", "emission: {tags: [line], commodity: power, in: here}"),
    ("line", "trade", "flow: {commodity: power, from: west, to: here}"),
    ("standing", "capacity", "capacity: {kind: [cheap, line], from: here}"),
]  # fmt: skip
FIGURES = [
    ("cheap", "west", 4, "GW"), ("cheap", "east", 0, "GW"), ("cheap-share", "west", 70, "percent"),
    ("net-import", "east", 21.9, "TWh/yr"), ("net-import", "west", -2, "GW"), ("line", "east", 2.7, "GW"),
    ("standing", "west", 9, "GW"),
]  # fmt: skip


def table(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**row, **SAID} for row in rows]
    cell = lambda v: '"' + str(v).replace('"', '""') + '"'  # noqa: E731
    lines = [",".join(rows[0]), *(",".join(cell(v) for v in row.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def toy(tmp_path: Path, **changed: list[dict[str, Any]]) -> Case:
    """Two regions in which much may be built; 6 GW cheap and 3 GW of line stood in 2020, and the east asked for 5 GW."""
    kinds = [{**row, "invest": "1 CNY/kW", "life": 30} for row in toys.kinds()]
    sites = [{**row, "potential": 100} for row in toys.sites()]
    folder = toys.two_regions(tmp_path / "toy", periods=(2030, 2035), years=(5, 5), kinds=kinds, sites=sites)
    back = folder / "back-cast"
    names = ("quantity", "domain", "measure")
    table(back / "quantities.csv", [
        {**dict(zip(names, q, strict=True)), "domain_zh": "域", "name_zh": "量", "name_en": q[0]} for q in QUANTITIES
    ])  # fmt: skip
    tables: dict[str, list[dict[str, Any]]] = {
        "state": [
            {"kind": "cheap", "place": "west", "to": "", "standing": 6},
            {"kind": "line", "place": "west", "to": "east", "standing": 3},
        ],
        "demand": [{"commodity": "power", "place": "east", "amount": 5000, "unit": "MW"}],
        "statistics": [dict(zip(("quantity", "place", "value", "unit"), f, strict=True)) for f in FIGURES],
    }
    for name, rows in (tables | changed).items():
        table(back / "2020" / f"{name}.csv", rows)
    return load(folder)


def by_key(found: BackCast) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["quantity"], row["place"]): row for row in found.rows}


def test_every_figure_is_what_it_is_by_hand(tmp_path: Path) -> None:
    rows = by_key(back_cast(toy(tmp_path), "2020"))
    # 3 GW of line take 3 GW in the west and give 2.7 in the east; the east makes the other 2.3 itself, the west 3 + 2
    assert rows["cheap", "west"]["model"] == pytest.approx(5.0)
    assert rows["cheap", "west"]["error"] == pytest.approx(0.25)
    assert rows["cheap", "east"]["model"] == 0 and rows["cheap", "east"]["error"] is None
    assert rows["cheap-share", "west"]["model"] == pytest.approx(100 * 5 / 7.3)
    assert rows["cheap-share", "west"]["error"] == pytest.approx(100 * 5 / 7.3 - 70)
    assert rows["net-import", "east"]["model"] == pytest.approx(2.7 * 8.76)
    assert rows["net-import", "west"]["model"] == pytest.approx(-3.0)
    assert rows["net-import", "west"]["error"] == pytest.approx(-0.5)
    assert rows["line", "east"]["error"] == pytest.approx(0.0, abs=1e-9)
    assert rows["standing", "west"]["model"] == pytest.approx(9.0)


def test_the_summary_tells_median_worst_and_sum_by_domain_and_unit(tmp_path: Path) -> None:
    found = back_cast(toy(tmp_path), "2020")
    told = {(s["domain"], s["unit"]): s for s in found.summary}
    trade = told["trade", "GW"]
    assert (trade["count"], trade["wrong_sign"], trade["where"]) == (2, 0, "all")
    assert trade["median"] == pytest.approx(0.25) and trade["worst"] == pytest.approx(-0.5)
    assert trade["worst_place"] == "west" and trade["total"] == pytest.approx(1.0)
    assert told["plants", "GW"]["count"] == 2
    assert json.loads(json.dumps(found.as_dict()))["year"] == "2020"


def test_a_figure_of_the_wrong_sign_is_counted(tmp_path: Path) -> None:
    wrong = [{"quantity": "net-import", "place": "west", "value": 3, "unit": "GW"}]
    found = back_cast(toy(tmp_path, statistics=wrong), "2020")
    assert found.summary[0]["wrong_sign"] == 1


def test_as_of_a_year_nothing_is_built_and_what_is_not_told_is_that_of_the_first_period(tmp_path: Path) -> None:
    case = toy(tmp_path)
    then = as_of(case, read_past(case, "2020"))
    assert then.periods == ("2020",) and then.policy is None and years(case) == ("2020",)
    sites = {r["kind"]: r for r in then.tables["sites"].to_dicts()}
    assert [sites[k]["standing_2020"] for k in ("cheap", "dear", "line")] == [6, 20, 3]
    assert all(s["potential_2020"] == s["standing_2020"] for s in sites.values())
    amounts = {r["place"]: (r["amount_2020"], r["unit"]) for r in then.tables["demand"].to_dicts()}
    assert amounts == {"west": (2, "GW"), "east": (5000, "MW")}
    assert case.tables["sites"]["standing_2030"].to_list() == [10, 20, 5]


BAD = {
    "D002": {"state": [{"kind": "cheap", "place": "east", "to": "", "standing": 6}]},
    "D004": {"statistics": [{"quantity": "cheap", "place": "west", "value": 4, "unit": "km"}]},
    "T007": {"state": [{"kind": "cheap", "place": "west", "to": "", "standing": -1}]},
}


@pytest.mark.parametrize("code", BAD)
def test_a_faulty_table_of_the_year_is_refused(tmp_path: Path, code: str) -> None:
    with pytest.raises(Faults) as caught:
        back_cast(toy(tmp_path, **BAD[code]), "2020")
    assert [f.code for f in caught.value.faults] == [code]
    assert caught.value.text("zh") and caught.value.text("en")


@pytest.mark.parametrize(
    ("measure", "code"),
    [
        ("output: {", "D003"),
        ("outptu: {}", "P009"),
        ("output: {commodity: powre}", "C003"),
        ("output: {kind: [cheap]}", "C010"),
    ],
)
def test_a_measure_that_cannot_be_read_is_refused(tmp_path: Path, measure: str, code: str) -> None:
    case = toy(tmp_path)
    path = case.folder / "back-cast" / "quantities.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(QUANTITIES[0][2], measure), encoding="utf-8")
    with pytest.raises(Faults) as caught:
        back_cast(case, "2020")
    assert {f.code for f in caught.value.faults} == {code}


def test_a_year_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        back_cast(toy(tmp_path), "1999")
    assert caught.value.faults[0].code == "D001" and "2020" in caught.value.text("en")


def test_a_year_without_a_solution_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = SimpleNamespace(status="limit")
    monkeypatch.setattr(module, "stand", lambda system: SimpleNamespace(model=SimpleNamespace(run=lambda: outcome)))
    with pytest.raises(Faults) as caught:
        back_cast(toy(tmp_path), "2020")
    assert caught.value.faults[0].code == "D005"


# The shipped case


@pytest.fixture(scope="module")
def shipped() -> dict[str, BackCast]:
    case = geju.load("west-china")
    assert isinstance(case, Case)
    return {year: back_cast(case, year) for year in ("2023", "2024")}


def own(found: BackCast, quantity: str) -> list[dict[str, Any]]:
    return [row for row in found.rows if row["quantity"] == quantity]


def median(found: BackCast, domain: str, where: str) -> float:
    (one,) = [s["median"] for s in found.summary if (s["domain"], s["where"]) == (domain, where)]
    return float(one)


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_the_nation_makes_its_power_as_it_did(shipped: dict[str, BackCast], year: str) -> None:
    mix = [row for row in shipped[year].rows if row["domain"] == "power mix"]
    assert len(mix) == 5 and max(abs(row["error"]) for row in mix) < 2
    assert sum(row["model"] for row in mix) == pytest.approx(100)


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_western_plants_ran_about_as_they_did(shipped: dict[str, BackCast], year: str) -> None:
    most = {"2023": 0.08, "2024": 0.10}  # the goal is 0.08: see docs/believable.md
    assert median(shipped[year], "thermal", "west") < most[year]
    assert all(median(shipped[year], tech, "west") < 0.10 for tech in ("hydro", "wind", "solar"))


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_every_province_that_trades_more_than_ten_twh_is_on_the_right_side(
    shipped: dict[str, BackCast], year: str
) -> None:
    trade = own(shipped[year], "net-import")
    assert len(trade) == 31
    assert [r["place"] for r in trade if abs(r["statistic"]) > 10 and r["model"] * r["statistic"] < 0] == []
    assert sum(abs(r["model"] - r["statistic"]) for r in trade) < 380  # the goal is 250: see docs/believable.md


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_coal_water_and_freight_are_near(shipped: dict[str, BackCast], year: str) -> None:
    assert median(shipped[year], "coal output", "all") < 0.10
    assert median(shipped[year], "water", "all") < 0.10
    freight = [row for row in shipped[year].rows if row["domain"] == "freight"]
    far = [row["quantity"] for row in freight if abs(row["error"]) > 0.25]
    assert far == []


def test_the_rules_found_on_one_year_do_no_worse_than_a_third_on_the_next(shipped: dict[str, BackCast]) -> None:
    for domain in ("thermal", "hydro", "coal output", "water", "freight"):
        assert median(shipped["2024"], domain, "all") <= 4 / 3 * median(shipped["2023"], domain, "all") + 1e-3, domain


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_the_page_tells_the_figures_that_come_out(shipped: dict[str, BackCast], year: str) -> None:
    page = (ROOT / "docs" / "believable.md").read_text(encoding="utf-8")
    part = next(p for p in page.split("\n## ") if p.startswith(f"Errors of {year}"))
    rows = re.findall(r"^\| ([a-z0-9 ]+) \| (all|west) \| (\d+) \| ([\d.]+) ", part, re.MULTILINE)
    told = {(domain, where): (int(count), float(value)) for domain, where, count, value in rows}
    assert told.keys() == {(s["domain"], s["where"]) for s in shipped[year].summary}
    for one in shipped[year].summary:
        count, value = told[one["domain"], one["where"]]
        scale = 1 if one["unit"] == "percent" else 100
        assert count == one["count"]
        assert value == pytest.approx(scale * one["median"], abs=1.0), one["domain"]


def test_no_rule_of_the_state_names_a_province(shipped: dict[str, BackCast]) -> None:
    """Weather enters by one factor a technology: the ratio of availability to that of the case is the same everywhere."""
    case = geju.load("west-china")
    assert isinstance(case, Case)
    past = read_past(case, "2023")
    sites = {(k, p): a for k, p, a in case.tables["sites"].select("kind", "place", "availability").rows()}
    for kind in ("wind", "solar", "solar-rooftop"):
        rows = [r for r in past.tables["state"].to_dicts() if r["kind"] == kind]
        ratios = [r["availability"] / (a if np.isfinite(a := sites[kind, r["place"]]) else 1.0) for r in rows]
        assert max(ratios) - min(ratios) < 1e-4


RULES = (
    "dc.", "ac.use", "ac.tariff", "price.contract", "price.hours", "price.uneven", "coal.hours", "coal.floor", "coal.ceiling",
    "line.tolerance", "line.ceiling", "back-cast.within-year", "mine.headroom", "import.headroom", "utilisation_hours.coal",
)  # fmt: skip


def read(name: str) -> list[dict[str, str]]:
    """Rows of a file of the shipped case."""
    return list(csv.DictReader((ROOT / "cases" / "west-china" / name).read_text(encoding="utf-8").splitlines()))


def test_no_rule_of_dispatch_is_a_figure_of_a_province() -> None:
    facts = [r for p in sorted((ROOT / "cases/west-china/facts").glob("*.csv")) for r in read(f"facts/{p.name}")]
    ruling = [r for r in facts if r.get("indicator", "").startswith(RULES)]
    assert {r["place"] for r in ruling} <= {"", "CN"}
    assert all(any(r["indicator"].startswith(rule) for r in ruling) for rule in RULES)


@pytest.mark.parametrize("year", ["2023", "2024"])
def test_a_line_is_bound_to_what_it_published_before_the_year_and_never_in_it(year: str) -> None:
    figures = {
        (r["indicator"].removeprefix("line.energy."), int(r["year"])): float(r["value"]) / 8.76
        for r in read("facts/energy-line-use.csv")
    }
    lines = {r["line"]: r for r in read("facts/energy-lines.csv")}
    net: dict[tuple[str, str], float] = {}
    for line in {name for name, _ in figures}:
        before = [y for name, y in figures if name == line and y < int(year)]
        gw, mean = float(lines[line]["capacity_gw"]), figures[line, max(before)] if before else None
        allowed = min(1.08 * mean, gw) - 0.55 * gw if mean else 0.0
        promised = 0.45 * gw - 0.92 * mean if mean else 0.0
        for names, end in ((("dc-use", "dc-contract"), "place"), (("dc-arrivals", "dc-delivery"), "to")):
            for commodity, amount in zip(names, (allowed, promised), strict=True):
                key = commodity, lines[line][end]
                net[key] = net.get(key, 0.0) + amount
    told: dict[tuple[str, str], float] = {}
    for table, sign in (("supply", 1), ("demand", -1)):
        for r in (r for r in read(f"back-cast/{year}/{table}.csv") if r["commodity"].startswith("dc-")):
            assert float(r["amount"]) >= 0
            told[r["commodity"], r["place"]] = told.get((r["commodity"], r["place"]), 0.0) + sign * float(r["amount"])
    assert told == pytest.approx(net, abs=1e-4) and len(told) >= 20


def test_a_published_net_export_wins_over_consumption_less_generation(shipped: dict[str, BackCast]) -> None:
    told = {r["place"]: r for r in own(shipped["2024"], "net-import")}
    assert told["CN-XJ"]["statistic"] == pytest.approx(-126.7) and told["CN-SD"]["statistic"] == pytest.approx(154.8)
    assert "consumption less generation" in told["CN-GS"]["source"]
    assert "consumption less generation" not in told["CN-XJ"]["source"]
