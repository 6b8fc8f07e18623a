"""People of the shipped case: services by standard and residents, posts, the floor under low incomes; never groups of persons."""

from __future__ import annotations

import csv
import doctest
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

import geju
from geju.plan.plan import Plan

CASE = Path(__file__).parents[2] / "cases" / "west-china"
PERIODS = ("2025", "2030", "2035")
SERVICES = {
    "hospital": "hospital-beds", "school": "school-places", "senior-school": "senior-places", "care-home": "care-places",
    "nursery": "nursery-places", "rural-road": "rural-roads",
}  # fmt: skip
NEVER = ("民族", "宗教", "信仰", "教派", "族群", "ethnic", "religio", "belief", "faith", "minorit", "nationality")
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (CASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fact(indicator: str, place: str = "", year: str = "") -> float:
    for name in ("population", "people-statistics", "people-assumptions"):
        for row in rows(f"facts/{name}"):
            if (row["indicator"], row["place"], row["year"]) == (indicator, place, year):
                return float(row["value"])
    raise KeyError(indicator)


PROVINCES = sorted(r["place"] for r in rows("places") if r["level"] == "province")


def amounts(commodity: str, period: str) -> dict[str, float]:
    return {r["place"]: float(r[f"amount_{period}"]) for r in rows("people/demand") if r["commodity"] == commodity}


@pytest.fixture(scope="module")
def made() -> Iterator[dict[str, ModuleType]]:
    """The modules that make these tables."""
    sys.path.insert(0, str(CASE))
    known = set(sys.modules)
    yield {name: import_module(name) for name in ("facts", "people.floor", "people.residents")}
    sys.path.remove(str(CASE))
    for name in set(sys.modules) - known:
        del sys.modules[name]


@pytest.fixture(scope="module")
def plan() -> Plan:
    """The one plan that the tests of this file look at."""
    return geju.plan("west-china", resolution="daily")


def value(plan: Plan, *where: pl.Expr) -> float:
    return float(plan.tables["account"].filter(*where)["value"].sum())


def residents(place: str, period: str) -> float:
    now, before = fact("pop_resident", place, "2024"), fact("people.residents", place, "2019")
    return now * (now / before) ** (fact("people.growth.damp") * (int(period) - 2025) / 5)


@pytest.mark.parametrize("place", ["CN-GX", "CN-XZ", "CN-XJ", "CN-GD"])
def test_what_is_asked_is_a_standard_times_residents(place: str) -> None:
    for period in PERIODS[1:]:
        asked = fact("people.nursery.per-thousand", "CN", "2025") * residents(place, period) / 1000
        assert amounts("nursery-places", period)[place] == pytest.approx(asked, rel=1e-4)
    beds = fact("people.beds.standard") * residents(place, "2035") / 1000
    assert amounts("hospital-beds", "2035")[place] == pytest.approx(beds, rel=1e-4)


def test_services_of_today_serve_what_is_asked_for_today() -> None:
    for kind, commodity in SERVICES.items():
        stands = {r["place"]: float(r["standing_2025"]) for r in rows("people/sites") if r["kind"] == kind}
        assert stands == pytest.approx(amounts(commodity, "2025"), rel=1e-5)
        assert sorted(stands) == PROVINCES


def test_services_add_up_to_the_nation() -> None:
    assert sum(amounts("school-places", "2025").values()) == pytest.approx(10_836.0 + 5_243.7, rel=1e-4)
    assert sum(amounts("senior-places", "2025").values()) == pytest.approx(2_803.6, rel=1e-4)
    assert sum(amounts("hospital-beds", "2025").values()) == pytest.approx(1_017.4, rel=0.01)
    assert sum(amounts("rural-roads", "2035").values()) == pytest.approx(500, rel=1e-4)


def test_fewer_children_come_to_school_and_more_to_upper_schools_until_2030() -> None:
    school, senior = ([sum(amounts(c, p).values()) for p in PERIODS] for c in ("school-places", "senior-places"))
    assert school[0] > school[1] > school[2]
    assert senior[1] > senior[0] > 0 and senior[1] > senior[2]


def test_seven_in_ten_live_in_towns_by_the_second_period(made: dict[str, ModuleType]) -> None:
    facts = made["facts"].Facts()
    people = {p: made["people.residents"].residents(facts, p, 2030).value for p in PROVINCES}
    urban = sum(made["people.residents"].urban_share(facts, p, 2030).value * n for p, n in people.items())
    assert urban / sum(people.values()) == pytest.approx(0.70, abs=0.005)


def test_the_floor_costs_what_assistance_costs_in_order_of_magnitude(made: dict[str, ModuleType]) -> None:
    facts = made["facts"].Facts()
    cost = {p: made["people.floor"].gap(facts, p, 2025).value for p in PROVINCES}
    spent = fact("people.floor.spending", "CN", "2022")
    assert spent / 2 < sum(cost.values()) < 2 * spent
    each = {p: cost[p] / fact("pop_resident", p, "2024") for p in PROVINCES}
    assert each["CN-GS"] > each["CN-SN"] > each["CN-ZJ"] > each["CN-SH"]


def test_the_example_of_the_shortfall_holds(made: dict[str, ModuleType]) -> None:
    found = doctest.testmod(made["people.floor"])
    assert found.attempted == 1 and found.failed == 0


def test_a_higher_floor_lacks_more_and_a_higher_income_less(made: dict[str, ModuleType]) -> None:
    lack = made["people.floor"].lack
    assert lack(9000, 40000, 0.8) > lack(8000, 40000, 0.8) > lack(8000, 50000, 0.8) > 0
    assert lack(8000, 40000, 0.9) > lack(8000, 40000, 0.8)
    assert lack(40000, 40000, 1e-3) == pytest.approx(0, abs=40)


def test_no_service_and_no_floor_is_missed(plan: Plan) -> None:
    for commodity in (*SERVICES.values(), "income-floor"):
        assert value(plan, pl.col("commodity") == commodity, pl.col("side") == "shortage") == pytest.approx(0, abs=1e-3)


def test_wages_and_assistance_bring_the_floor_in_every_province(plan: Plan) -> None:
    for period in PERIODS:
        here = plan.tables["account"].filter(
            pl.col("commodity") == "income-floor", pl.col("period") == period, pl.col("side") == "supply"
        )
        brought = dict(here.group_by("place").agg(pl.col("value").sum()).rows())
        asked = amounts("income-floor", period)
        assert all(brought[p] >= asked[p] * (1 - 1e-6) for p in PROVINCES)


def test_the_posts_of_today_are_those_that_the_floor_counts_with(plan: Plan) -> None:
    assistance = (pl.col("commodity") == "public-money", pl.col("kind") == "social-assistance")
    assisted = -value(plan, *assistance, pl.col("period") == "2025")
    posts = value(plan, pl.col("commodity") == "jobs", pl.col("side") == "supply", pl.col("period") == "2025")
    paid = value(plan, pl.col("commodity") == "income", pl.col("side") == "supply", pl.col("period") == "2025")
    assert paid == pytest.approx(posts * fact("people.wage", "CN", "2023") / 1e4, rel=1e-4)
    counted = sum(amounts("income-floor", "2025").values()) - value(
        plan, pl.col("commodity") == "income-floor", pl.col("kind") == "wages", pl.col("period") == "2025"
    )
    assert assisted == pytest.approx(counted, rel=1e-3)


def test_services_take_public_money_to_stand_and_to_build_and_give_posts() -> None:
    ports = {(r["kind"], r["commodity"], r["when"] or "running") for r in rows("people/ports")}
    for kind in SERVICES:
        assert {
            (kind, "public-money", "standing"),
            (kind, "public-money", "building"),
            (kind, "jobs", "standing"),
        } <= ports


def test_ports_for_other_sectors_name_kinds_that_exist() -> None:
    kinds = {r["kind"] for path in sorted(CASE.glob("*/kinds.csv")) for r in rows(f"{path.parent.name}/kinds")}
    assert {r["kind"] for r in rows("people/ports")} <= kinds


def test_nothing_names_ethnicity_or_belief() -> None:
    for path in sorted(CASE.glob("*/*.csv")):
        for row in rows(path.relative_to(CASE).with_suffix("").as_posix()):
            told = " ".join(
                row.get(column, "") or ""
                for column in ("kind", "commodity", "name_zh", "name_en", "tags", "mode", "indicator", "limit", "store")
            ).lower()
            assert not [word for word in NEVER if word in told], (path.name, told)
