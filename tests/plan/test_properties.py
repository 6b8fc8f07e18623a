"""What must hold for every case, tried on small ones drawn at random. Tolerances are relative to the cost of the plan."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geju.core.case import load
from geju.plan.plan import Stated, stand
from geju.plan.prepare import prepare
from networks import Network, draw, write
from toys import Solved, policy, solved

SEEDS = st.integers(0, 10_000)
NUMBER = count()
TEXT = "要多建。"
few = settings(max_examples=15)
some = settings(max_examples=25)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """A new folder at every call."""
    base = tmp_path_factory.mktemp("cases")
    return lambda: base / str(next(NUMBER))


def near(value: float) -> Any:
    return pytest.approx(value, rel=1e-7, abs=1e-6)


def plain(seed: int, **figures: float) -> Network:
    """A network whose plants all have some figures alike."""
    net = draw(seed)
    return {**net, "plants": [{**p, **figures} for p in net["plants"]]}


def clauses_of(net: Network, level: float) -> tuple[str, ...]:
    """Firm clauses that can be met where nothing must run, since what is missed is paid: what lines carry, what is
    emitted and given."""
    year = net["periods"][-1]
    most = level * sum(8.76 * p["co2"] * p["standing"][-1] for p in net["plants"])
    bodies = [f"activity: {{tags: [line]}}, at_most: {{{year}: {level} GW}}"]
    if any(p["co2"] for p in net["plants"]):
        bodies.append(f"emission: {{}}, at_most: {{{year}: {most} Mt/yr}}")
    bodies.append(f"output: {{commodity: power, tags: [plant]}}, at_most: {{{year}: {10 * level} GW}}")
    return tuple(f"treat: modelled\n    require: {{{body}}}" for body in bodies)


def with_clauses(folder: Path, net: Network, *bodies: str, **changes: Any) -> Path:
    return write(folder, net, clauses=policy(*bodies), text=TEXT, **changes)


@some
@given(SEEDS, st.floats(0.1, 0.9), st.floats(0.1, 1))
def test_a_tighter_clause_is_never_cheaper(home: Callable[[], Path], seed: int, loose: float, part: float) -> None:
    """At most less: the cost does not fall. And no clause at all costs no more than any."""
    net = plain(seed, floor=0)
    free = solved(write(home(), net)).total
    wide = solved(with_clauses(home(), net, *clauses_of(net, loose))).total
    tight = solved(with_clauses(home(), net, *clauses_of(net, loose * part))).total
    assert free <= wide + 1e-7 * wide and wide <= tight + 1e-7 * tight


@few
@given(SEEDS, st.floats(0.1, 0.9))
def test_leaving_a_clause_out_never_costs_more(home: Callable[[], Path], seed: int, level: float) -> None:
    net = plain(seed, floor=0)
    folder = with_clauses(home(), net, *clauses_of(net, level))
    whole = solved(folder).total
    for clause in ("c0", "c1"):
        assert solved(folder, frozenset({clause})).total <= whole + 1e-7 * whole


def slopes(stated: Stated, row: int, step: float) -> tuple[float, float]:
    """The change of the optimum per unit when the sides of a row move down and up."""
    matrix, model = stated.model.matrix, stated.model
    low, high, at = matrix.low[row], matrix.high[row], np.array([row])
    found = []
    for move in (-step, 0.0, step):
        model.sides(at, np.array([low + move]), np.array([high + move]))
        outcome = model.run()
        found.append(outcome.objective if outcome.status == "optimal" else np.inf)
    model.sides(at, np.array([low]), np.array([high]))
    return (found[1] - found[0]) / step, (found[2] - found[1]) / step


@few
@given(SEEDS, st.floats(0.1, 0.9), st.randoms(use_true_random=False))
def test_a_dual_is_what_a_little_more_costs(
    home: Callable[[], Path], seed: int, level: float, r: random.Random
) -> None:
    """The cost is convex in every side: a dual lies between the slopes to its left and right, which are alike unless it
    is degenerate."""
    net = plain(seed, floor=0)
    s = solved(with_clauses(home(), net, *clauses_of(net, level)))
    rows = [
        (name, i) for name in ("balance", "clause", "capacity") for i in range(s.stated.programme.rowsets[name].size)
    ]
    for name, i in [
        *r.sample([row for row in rows if row[0] != "clause"], 6),
        *(row for row in rows if row[0] == "clause"),
    ]:
        dual = s.x.duals[name].ravel()[i]
        left, right = slopes(s.stated, s.stated.programme.rowsets[name].start + i, 1e-3)
        assert left - 1e-6 * (1 + abs(left)) <= dual + 1e-4 and dual - 1e-4 <= right + 1e-6 * (1 + abs(right)), (
            name,
            i,
        )


@few
@given(SEEDS)
def test_a_price_is_what_a_little_more_demand_costs(home: Callable[[], Path], seed: int) -> None:
    """Σ over slots of price · demand shape · share of the year · discount factor, from the tables, against a demand a
    little larger or
    smaller in the table: CNY/MWh are 0.0876 yiCNY per GW and year."""
    net = draw(seed)
    s = solved(write(home(), net))
    node, y, step = net["nodes"][0], len(net["periods"]) - 1, 1e-4
    share = np.array(net["days"]) / sum(net["days"])
    blocks = np.array(net["demand"][0]["shape"]).reshape(2, net["blocks"], -1).mean(axis=2)
    shape = blocks / (blocks.mean(axis=1) * share).sum()
    weight = np.repeat(share, net["blocks"]) / net["blocks"]
    here = s.tables["price"].filter(commodity="power", place=node, period=str(net["periods"][y]))
    assert set(here["unit"]) == {"CNY/MWh"}
    dual = 0.0876 * float((here["value"].to_numpy() * shape.ravel() * weight).sum()) * s.system.calendar.disc[y]
    totals = []
    for move in (-step, step):
        moved = {
            **net,
            "demand": [
                {**d, "amount": [*d["amount"][:-1], d["amount"][-1] + move * (i == 0)]}
                for i, d in enumerate(net["demand"])
            ],
        }
        totals.append(solved(write(home(), moved)).total)
    left, right = (s.total - totals[0]) / step, (totals[1] - s.total) / step
    assert left - 1e-4 * (1 + abs(left)) <= dual <= right + 1e-4 * (1 + abs(right))


@few
@given(SEEDS, st.floats(0.2, 0.9))
def test_the_price_of_a_clause_is_what_a_little_more_of_it_costs(
    home: Callable[[], Path], seed: int, level: float
) -> None:
    """The clause table's CNY/MWh against the same clause written a little tighter and looser."""
    net = draw(seed)
    disc, step = load(write(home(), net)).calendar().disc[-1], 1e-4

    def at(bound: float) -> Solved:
        body = f"treat: modelled\n    require: {{activity: {{tags: [line]}}, at_most: {{{net['periods'][-1]}: {bound} GW}}}}"
        return solved(with_clauses(home(), net, body))

    looser, here, tighter = (at(level + move) for move in (step, 0, -step))
    (row,) = here.tables["clause"].to_dicts()
    price = 0.0876 * row["price"] * disc
    assert row["price_unit"] == "CNY/MWh" and row["price"] >= 0
    small = 1e-6 * here.total
    assert (here.total - looser.total - small) / step <= price <= (tighter.total - here.total + small) / step
    assert row["binding"] == (row["price"] > 1e-9)


def shuffled(folder: Path, r: random.Random) -> None:
    """Put the rows of every table in another order."""
    for path in sorted(folder.rglob("*.csv")):
        head, *rows = path.read_text(encoding="utf-8").splitlines()
        r.shuffle(rows)
        path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


@few
@given(SEEDS, st.floats(0.1, 0.9), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(home: Callable[[], Path], seed: int, level: float, r: random.Random) -> None:
    net = plain(seed, floor=0)
    bodies = list(clauses_of(net, level))
    first = solved(with_clauses(home(), net, *bodies)).total
    r.shuffle(bodies)
    folder = with_clauses(home(), net, *bodies)
    shuffled(folder, r)
    assert solved(folder).total == near(first)


def test_the_order_of_rows_does_not_matter_where_a_blank_stands_for_all(home: Callable[[], Path]) -> None:
    """A profile for every season and hour, with exceptions for a place, a season and an hour: the exceptions hold
    wherever they stand."""
    net = draw(3)
    node = net["nodes"][0]
    rows = [{"profile": "own", "value": 1}, {"profile": "own", "season": "cold", "value": 2}, {"profile": "own",
        "hour": 3, "value": 4},
            {"profile": "own", "place": node, "season": "warm", "hour": 3, "value": 5}, {"profile": "own", "place": node,
                "value": 1.5}]  # fmt: skip
    demand = [{"commodity": "power", "place": n, "amount": 5, "unit": "GW", "profile": "own"} for n in net["nodes"]]
    bare = {**net, "demand": [], "plants": [{**p, "shape": None} for p in net["plants"]]}
    totals = []
    for order in (rows, rows[::-1], rows[2:] + rows[:2]):
        fuel = [
            {"profile": f"fuel-{f['node']}", "season": s, "value": v}
            for f in net["fuel"]
            for s, v in zip(("cold", "warm"), f["shape"], strict=True)
        ]
        totals.append(solved(write(home(), bare, demand=demand, profiles=[*order, *fuel])).total)
    assert totals == pytest.approx([totals[0]] * 3)


@few
@given(SEEDS)
def test_doubling_every_cost_doubles_the_objective(home: Callable[[], Path], seed: int) -> None:
    net = plain(seed, money=0)  # a budget would not double with the costs it is drawn for
    year = net["periods"][-1]
    bends = f"treat: modelled\n    require: {{activity: {{tags: [line]}}, at_least: {{{year}: 40 GW}}}}\n    price: 7 CNY/MWh"
    folder = with_clauses(home(), net, bends)
    once = solved(folder).total
    for path in [*folder.rglob("*.csv"), folder / "clauses.yaml"]:
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub(r"([\d.]+)(?= CNY)", lambda m: str(2 * float(m[0])), text), encoding="utf-8")
    assert solved(folder).total == near(2 * once)


def halved(net: Network, joined: bool) -> Network:
    """The first node in two identical halves, each with half of everything; ``joined`` by a free line without limit."""
    first, halves = net["nodes"][0], ("left", "right")
    sizes = ("standing", "potential", "amount", "tank")

    def half(item: dict[str, Any]) -> dict[str, Any]:
        return {k: [v / 2 for v in value] if k in sizes and isinstance(value, list) else value / 2 if k in sizes else value
                for k, value in item.items()}  # fmt: skip

    def split(items: list[dict[str, Any]], end: str = "node") -> list[dict[str, Any]]:
        return [
            x for item in items for x in ([{**half(item), end: h} for h in halves] if item[end] == first else [item])
        ]

    periods = len(net["periods"])
    tie = {"from": "left", "to": "right", "standing": [1e4] * periods, "potential": [1e4] * periods, "life": 30, "invest": 0,
           "yields": 1, "variable": 0}  # fmt: skip
    return {
        **net, "nodes": [*halves, *net["nodes"][1:]], "lines": [*split(net["lines"], "from"), *([tie] if joined else [])],
        **{name: split(net[name]) for name in ("plants", "cells", "demand", "fuel")},
    }  # fmt: skip


@few
@given(SEEDS, st.booleans())
def test_splitting_a_region_in_two_identical_halves_changes_nothing(
    home: Callable[[], Path], seed: int, joined: bool
) -> None:
    net = draw(seed)
    assert solved(write(home(), halved(net, joined))).total == near(solved(write(home(), net)).total)


@few
@given(SEEDS)
def test_splitting_a_period_in_two_alike_changes_nothing(home: Callable[[], Path], seed: int) -> None:
    """Ten years as one period or as two of five: what is built serves ten years and pays for ten. Money for building
    comes as a yearly sum,
    which one long period may spend at once; here none is drawn."""
    net = plain(seed, money=0)

    def over(periods: int) -> Network:
        def alike(item: dict[str, Any]) -> dict[str, Any]:
            return {
                **item,
                **{k: [item[k][0]] * periods for k in ("standing", "potential", "amount") if k in item},
                "life": 30,
            }

        years = {1: [10.0], 2: [5.0, 5.0]}[periods]
        items = {k: [alike(x) for x in net[k]] for k in ("plants", "lines", "cells", "demand", "fuel")}
        return {**net, **items, "periods": [2030, 2035][:periods], "years": years}

    assert solved(write(home(), over(1))).total == near(solved(write(home(), over(2))).total)


@few
@given(SEEDS, st.floats(0.1, 0.9), st.floats(0.1, 0.9))
def test_a_changed_bound_on_a_standing_model_is_a_model_built_anew(
    home: Callable[[], Path], seed: int, one: float, other: float
) -> None:
    """Tighten or loosen, leave out, and price a clause on the model that stands: the optimum is that of the case written so."""
    net = plain(seed, floor=0)
    body, rest = clauses_of(net, one)[0], clauses_of(net, one)[1:]
    folder = with_clauses(home(), net, body, *rest)
    case = load(folder)
    stated = stand(prepare(case))
    model, lp, clauses = stated.model, stated.programme, stated.system.clauses
    (row,) = (i for i, name in enumerate(clauses.clause) if name == "c0")
    at, miss = np.array([lp.rowsets["clause"].start + row]), np.array([lp["miss"].start + row])
    first = model.run().objective
    constant = stated.system.constant

    model.sides(at, np.array([-other]), np.array([np.inf]))
    moved = solved(with_clauses(home(), net, clauses_of(net, other)[0], *rest))
    assert model.run().objective + constant == near(moved.total)

    model.sides(at, np.array([-one]), np.array([np.inf]))
    model.bounds(miss, np.array([0.0]), np.array([np.inf]))
    assert model.run().objective + constant == near(solved(folder, frozenset({"c0"})).total)

    disc = case.calendar().disc[-1]
    model.cost(miss, np.array([0.0876 * 50 * disc]))
    priced = solved(with_clauses(home(), net, body + "\n    price: 50 CNY/MWh", *rest))
    assert model.run().objective + constant == near(priced.total)

    model.bounds(miss, np.array([0.0]), np.array([0.0]))
    assert model.run().objective == near(first)


@some
@given(SEEDS)
def test_the_cost_table_adds_up_to_the_objective(home: Callable[[], Path], seed: int) -> None:
    """Σ disc · yearly costs + Σ annuity of what is built over the years it serves inside the horizon."""
    net = draw(seed)
    s = solved(write(home(), net))
    calendar, total = s.system.calendar, 0.0
    for y, period in enumerate(calendar.periods):
        total += calendar.disc[y] * s.sum(
            "cost", period=period, item=["fixed", "variable", "shortage", "surplus", "miss"]
        )
    for name in ("plant", "line", "cell"):
        for i, item in enumerate(net[f"{name}s"]):
            rate, life = net["rate"], item["life"]
            annuity = 0.01 * item["invest"] * (1 / life if rate == 0 else rate / (1 - (1 + rate) ** -life))
            for v, period in enumerate(calendar.periods):
                served = sum(calendar.disc[y] for y in range(v, len(calendar.periods)) if 5 * (y - v) < life)
                total += annuity * served * s.sum("capacity", "built", kind=f"{name}{i}", period=period)
    assert s.total == near(total)


@some
@given(SEEDS)
def test_every_account_of_what_cannot_be_left_over_sums_to_nothing(home: Callable[[], Path], seed: int) -> None:
    """Power and charge: what comes in goes out, with what stores keep and lose told too."""
    s = solved(write(home(), draw(seed)))
    account = s.tables["account"].filter(pl.col("commodity").is_in(["power", "charge"]))
    sums = account.group_by("commodity", "place", "period").agg(pl.col("value").sum())["value"]
    assert sums.to_list() == pytest.approx([0.0] * len(sums), abs=1e-6)


@some
@given(SEEDS, st.floats(0.1, 0.9))
def test_what_is_reached_meets_its_bound_or_is_missed_by_what_is_told(
    home: Callable[[], Path], seed: int, level: float
) -> None:
    net = draw(seed)
    bends = (
        f"{body}\n    price: {price}"
        for body, price in zip(clauses_of(net, level), ("30 CNY/MWh", "30 CNY/t", "30 CNY/MWh"), strict=False)
    )
    bodies = [body.replace("30 CNY/t", "30 CNY/MWh") if "emission" not in body else body for body in bends]
    assume(len(bodies) == 3)
    for row in solved(with_clauses(home(), net, *bodies)).tables["clause"].to_dicts():
        slack = row["target"] - row["reached"]
        assert row["miss"] >= -slack - 1e-6 * (1 + abs(slack)) and row["miss"] >= -1e-9
        assert row["miss"] <= max(0.0, -slack) + 1e-6 * (1 + abs(slack))
