"""Sensible answers: a change whose effect everyone knows must move the plan of the shipped case that way.

All at the coarsest resolution: a direction does not need hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest

import geju
from geju.core.case import Case
from geju.plan.plan import Plan

SHIPPED = geju.load("west-china")
ROOM = ("standing", "potential", "build_max")
RESOURCES = sorted(SHIPPED.tables["supply"]["commodity"].unique())
SECTOR = dict(SHIPPED.tables["commodities"].select("commodity", "sector").rows())
FIRST = {SECTOR[c]: c for c in reversed(RESOURCES)}  # one of each sector at every run, the others in the long ones
SOURCES = ("coal-mine", "gas-field", "hydro", "wind", "solar", "surface-water", "groundwater", "water-transfer")
CLAUSE = """
  - id: dearer-carbon
    quote: 大力推动传统产业节能降碳改造
    theme: protection
    bodies: [ndrc]
    treat: modelled
    mechanism: {price: {commodity: co2, amount: {2030: 300 CNY/t, 2035: 300 CNY/t}}}
    basis: {title: a test, year: 2026, status: assumed}
"""


def plan(case: Case) -> Plan:
    made = geju.plan(case, resolution="daily")
    assert made.status == "optimal" and made.certificate.passed
    return made


@cache
def shipped() -> Plan:
    return plan(SHIPPED)


def scaled(case: Case, table: str, where: pl.Expr, stems: Iterable[str], factor: float) -> Case:
    """The case with some figures of a table times a factor."""
    frame = case.tables[table]
    names = [
        c for c in frame.columns if any(c == s or c.startswith(s + "_") for s in stems) and frame[c].dtype.is_numeric()
    ]
    assert not frame.filter(where).is_empty()
    return replace(
        case,
        tables={
            **case.tables,
            table: frame.with_columns(pl.when(where).then(pl.col(names) * factor).otherwise(pl.col(names))),
        },
    )


def account(made: Plan, commodity: str) -> pl.DataFrame:
    return made.tables["account"].filter(pl.col("commodity") == commodity)


def total(frame: pl.DataFrame, column: str = "value") -> float:
    return float(frame[column].sum())


def close(made: Plan) -> float:
    """How near two optima can be told apart."""
    return 1e-7 * abs(made.objective)


@pytest.mark.parametrize(
    "commodity", [c if c in FIRST.values() else pytest.param(c, marks=pytest.mark.long) for c in RESOURCES]
)
def test_twice_as_much_of_what_is_given_never_costs_more(commodity: str) -> None:
    twice = plan(scaled(SHIPPED, "supply", pl.col("commodity") == commodity, ("amount",), 2.0))
    assert twice.objective <= shipped().objective + close(twice)


@pytest.mark.parametrize("kind", SOURCES)
def test_room_for_twice_as_much_never_costs_more(kind: str) -> None:
    twice = plan(scaled(SHIPPED, "sites", pl.col("kind") == kind, ("potential", "build_max"), 2.0))
    assert twice.objective <= shipped().objective + close(twice)


def test_the_plan_without_the_land_sea_corridor_costs_more() -> None:
    assert SHIPPED.policy
    on_it = pl.col("tags").list.contains("corridor")
    assert SHIPPED.tables["sites"].filter(on_it)["kind"].n_unique() > 1
    on_words = tuple(c.id for c in SHIPPED.policy.clauses if c.theme == "opening" and c.treat == "modelled")
    cases = (SHIPPED, scaled(SHIPPED, "sites", on_it, ROOM, 0.0))
    whole, without = (geju.plan(case, resolution="daily", without=on_words) for case in cases)
    assert without.objective > whole.objective + 1e3 * close(without)


def test_a_higher_carbon_price_cuts_coal_and_its_emissions(tmp_path: Path) -> None:
    clauses = tmp_path / "clauses.yaml"
    folder = geju.shipped()["west-china"]
    clauses.write_text((folder / "clauses.yaml").read_text(encoding="utf-8") + CLAUSE, encoding="utf-8")
    (tmp_path / "speech.txt").write_bytes((folder / "speech.txt").read_bytes())
    dearer = geju.plan(SHIPPED, clauses=clauses, resolution="daily")
    for commodity, side in (("coal", "use"), ("co2", "supply")):
        before, after = (
            total(account(made, commodity).filter((pl.col("side") == side) & (pl.col("period") != "2025")))
            for made in (shipped(), dearer)
        )
        assert abs(after) < 0.98 * abs(before), commodity


def dear_caps() -> Case:
    """The case with caps on water that are dear to break, but not dearer than going without water."""
    policy = SHIPPED.policy
    assert policy
    clauses = tuple(replace(c, price=(25.0, "CNY/m3")) if c.id == "water-security" else c for c in policy.clauses)
    return replace(SHIPPED, policy=replace(policy, clauses=clauses))


@cache
def under_dear_caps() -> Plan:
    return plan(dear_caps())


@pytest.mark.parametrize(
    ("place", "factor", "yields"),
    [("CN-XJ", 0.97, {"grain"}), ("CN-SX", 0.3, {"energy", "industry"})],
    ids=["fields yield first", "then plants"],
)
def test_a_tighter_water_cap_moves_water_hungry_uses_and_not_people(
    place: str, factor: float, yields: set[str]
) -> None:
    cap = (pl.col("bound") == "water-cap") & (pl.col("place") == place) & (pl.col("period") > 2025)
    tighter = plan(scaled(dear_caps(), "bounds", cap, ("amount",), factor))
    here = (pl.col("place") == place) & (pl.col("period") == "2035")
    drawn, given = [], []
    for made in (under_dear_caps(), tighter):
        water = account(made, "water")
        drawn.append(
            {s: -total(water.filter(here & (pl.col("sector") == s) & (pl.col("side") == "use"))) for s in yields}
        )
        given.append(total(water.filter(here & (pl.col("side") == "demand"))))
        assert total(water.filter(pl.col("side") == "shortage")) <= 1e-6
    assert given[1] == given[0] < 0, "people are given what they were given"
    for sector in yields:
        assert drawn[1][sector] < 0.99 * drawn[0][sector], sector
    assert tighter.objective > under_dear_caps().objective
    for good in ("electricity", "grain", "steel"):
        missed = total(account(tighter, good).filter(pl.col("side") == "shortage"))
        assert missed <= total(account(under_dear_caps(), good).filter(pl.col("side") == "shortage")) + 1e-6, good


@pytest.mark.parametrize(
    ("clause", "commodity", "side"),
    [
        ("protection-supports-quality", "co2", "supply"),
        ("integrate-science-industry", "rd-spending", "supply"),
        ("build-innovation-zones", "rd-spending", "supply"),
        ("deepen-pollution-control", "coal", "use"),
    ],
)
def test_the_base_of_a_clause_is_what_the_case_itself_has_in_its_first_period(
    clause: str, commodity: str, side: str
) -> None:
    assert SHIPPED.policy
    measure = next(c.measure for c in SHIPPED.policy.clauses if c.id == clause)
    assert measure
    scope = measure.parts["of"].scope
    assert scope["commodity"] == commodity
    rows = account(shipped(), commodity).filter((pl.col("side") == side) & (pl.col("period") == "2025"))
    if scope["in"] != "CN":
        places = SHIPPED.tables["places"].filter(pl.col("groups").list.contains(str(scope["in"])))["place"].to_list()
        rows = rows.filter(pl.col("place").is_in(places or list(scope["in"])))
    if "kind" in scope:
        rows = rows.filter(pl.col("kind").is_in(list(scope["kind"])))
    assert abs(total(rows)) == pytest.approx(float(str(measure.scope["base"]).split()[0]), rel=0.002)
