"""Budgets of the shipped case are whole: they tie to what is published, debt keeps its limit, more money is never worse."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import geju
from geju.core.case import Case
from geju.plan.plan import Plan

CASE = Path(__file__).parents[2] / "cases" / "west-china"
PERIODS = ("2025", "2030", "2035")
Row = dict[str, str]
Sums = dict[str, float]


def rows(name: str) -> list[Row]:
    with (CASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTS = {(r["indicator"], r["place"], r["year"]): float(r["value"])
         for name in ("money-statistics", "money-assumptions", "people-assumptions") for r in rows(f"facts/{name}")}  # fmt: skip
PROVINCES = sorted(r["place"] for r in rows("places") if r["level"] == "province")
WEST = {r["place"] for r in rows("facts/provinces") if r["region"] == "west"}
SPENT = {p: FACTS["money.expenditure", p, "2024"] for p in PROVINCES}


def sites(*kinds: str) -> list[Row]:
    return [r for r in rows("money/sites") if r["kind"] in kinds]


def amounts(table: str, period: str) -> Sums:
    return {r["place"]: float(r[f"amount_{period}"]) for r in rows(f"money/{table}")}


@pytest.fixture(scope="module")
def case() -> Case:
    found = geju.load("west-china")
    assert isinstance(found, Case)
    return found


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    """The one plan that the tests of this file look at."""
    return geju.plan(case, resolution="daily")


def account(plan: Plan, *where: pl.Expr) -> pl.DataFrame:
    return plan.tables["account"].filter(pl.col("commodity") == "public-money", *where)


def test_every_province_has_revenue_transfers_and_debt_of_its_own() -> None:
    assert sorted(r["place"] for r in sites("own-revenue")) == PROVINCES
    assert sorted(r["place"] for r in sites("bond")) == PROVINCES
    assert sorted(r["to"] for r in sites("central-transfer")) == PROVINCES
    assert sorted(r["to"] for r in sites("special-transfer")) == PROVINCES


def test_what_comes_in_at_first_is_the_published_spending_of_every_province() -> None:
    room, comes = FACTS["money.central.room", "", ""], defaultdict[str, float](float)
    for row in sites("own-revenue"):
        comes[row["place"]] += float(row["standing_2025"])
    for row in sites("central-transfer", "special-transfer", "eco-transfer", "pairing-fund", "compensation"):
        comes[row["to"]] += float(row["standing_2025"]) / (room if row["kind"] == "special-transfer" else 1)
    carried = amounts("supply", "2025")
    short = [p for p in PROVINCES if carried[p] == 0]  # these send some up
    assert all(comes[p] >= SPENT[p] for p in short) and len(short) < 8
    for place in set(PROVINCES) - set(short):
        assert comes[place] + carried[place] == pytest.approx(SPENT[place], rel=1e-4)


def test_the_budgets_add_up_to_the_nation() -> None:
    assert sum(SPENT.values()) == pytest.approx(243_885, rel=1e-3)
    assert sum(float(r["standing_2025"]) for r in sites("own-revenue")) == pytest.approx(119_272, rel=1e-3)
    sent = amounts("supply", "2025")["CN"] - FACTS["money.central.direct", "", ""]
    assert sent == pytest.approx(FACTS["money.central-transfer", "CN", "2025"])


def test_given_spending_is_what_is_published_less_works_and_what_the_plan_decides(plan: Plan) -> None:
    first = account(plan, pl.col("period") == "2025", pl.col("side") == "use")
    decided = -float(first.filter(~pl.col("kind").str.ends_with("-transfer"))["value"].sum())
    given, carried = amounts("demand", "2025"), amounts("supply", "2025")
    sent = sum(max(given[p] - SPENT[p], 0) for p in PROVINCES)
    works = FACTS["money.works.share", "", ""]
    assert sent == 0 and set(given) == set(carried) - {"CN"}
    assert sum(given.values()) + decided == pytest.approx((1 - works) * sum(SPENT.values()), rel=0.01)


def test_formula_transfers_and_the_least_of_the_others_fit_into_what_the_centre_has() -> None:
    least, room = FACTS["money.central.least", "", ""], FACTS["money.central.room", "", ""]
    centre, formula, most = (
        amounts("supply", "2025")["CN"],
        sum(float(r["standing_2025"]) for r in sites("central-transfer", "eco-transfer")),
        sum(float(r["standing_2025"]) for r in sites("special-transfer")),
    )
    assert formula + most * least / room < centre < formula + most


def test_pairing_money_flows_from_east_to_west_and_adds_up_to_the_year_2023() -> None:
    pairs = sites("pairing-fund")
    assert {r["to"] for r in pairs} == WEST - {"CN-XZ", "CN-XJ"}
    assert not {r["place"] for r in pairs} & WEST
    total = FACTS["money.pairing.total", "CN", "2023"]
    assert sum(float(r["standing_2025"]) for r in pairs) == pytest.approx(total, rel=1e-4)


def test_debt_of_today_and_its_limit_add_up_to_the_nation() -> None:
    bonds = sites("bond")
    assert sum(float(r["standing_2025"]) for r in bonds) == pytest.approx(
        FACTS["money.debt.balance", "CN", "2023"], rel=0.003
    )
    limit = FACTS["money.debt.limit", "CN", "2023"]
    assert sum(float(r["potential_2025"]) for r in bonds) == pytest.approx(limit, rel=1e-4)
    assert all(float(r[f"standing_{p}"]) < float(r[f"potential_{p}"]) for r in bonds for p in PERIODS)


def test_debt_keeps_within_its_limit_and_is_served_every_year(plan: Plan) -> None:
    limit = {(r["place"], p): float(r[f"potential_{p}"]) for r in sites("bond") for p in PERIODS}
    debt = plan.tables["capacity"].filter(pl.col("kind") == "bond")
    assert all(
        value <= limit[place, period] * (1 + 1e-6)
        for place, period, value in debt.select("place", "period", "capacity").rows()
    )
    for period in PERIODS:
        owed = float(debt.filter(pl.col("period") == period)["capacity"].sum())
        paid = account(plan, pl.col("period") == period, pl.col("kind") == "bond", pl.col("side") == "use")
        assert 0.035 < -float(paid["value"].sum()) / owed < 0.05


def test_money_is_priced_between_nothing_and_what_a_missing_yuan_costs(plan: Plan) -> None:
    price = plan.tables["price"].filter(pl.col("commodity") == "public-money")["value"].to_list()
    assert min(price) >= -1e-9 and max(price) <= FACTS["money.shortage", "", ""] * (1 + 1e-6)


def test_the_money_that_is_missing_is_less_than_a_hundredth_of_what_is_spent(plan: Plan) -> None:
    missing = account(plan, pl.col("side") == "shortage").group_by("period").agg(pl.col("value").sum())
    assert all(value < 0.01 * sum(SPENT.values()) for value in missing["value"])


def test_research_is_the_published_one_at_first_and_no_less_later(plan: Plan) -> None:
    spent = plan.tables["account"].filter(pl.col("commodity") == "rd-spending", pl.col("side") == "supply")
    found = dict(spent.group_by("period").agg(pl.col("value").sum()).rows())
    assert found["2025"] == pytest.approx(36_326.8, rel=1e-3)
    assert found["2025"] <= found["2030"] * (1 + 1e-6) and found["2030"] <= found["2035"] * (1 + 1e-6)


def test_twice_the_revenue_never_costs_more(case: Case, plan: Plan) -> None:
    before = case.tables["sites"]
    own, columns = pl.col("kind") == "own-revenue", [c for c in before.columns if c.startswith("standing_")]
    after = before.with_columns(pl.when(own).then(2 * pl.col(c)).otherwise(pl.col(c)).alias(c) for c in columns)
    richer = geju.plan(replace(case, tables={**case.tables, "sites": after}), resolution="daily")
    assert richer.total < plan.total
