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


@pytest.mark.parametrize("commodity", RESOURCES)
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
