"""Long chains of slots: the start that slots taken together give changes the way, never the optimum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geju.plan import solve
from geju.plan.coarse import Chain, linking
from geju.plan.lp import Matrix, Programme
from geju.plan.solve import StandingModel


def chain(slots: int, edges: tuple[int, ...] = (0,), seed: int = 3) -> tuple[Matrix, Chain]:
    """A plant with a changing share of its capacity, a dear one and a store, all to be built, against a load with a day in it."""
    draw, t = np.random.default_rng(seed), np.arange(slots)
    lp = Programme()
    cap = lp.cols("cap", (3, 1), cost=np.array([[60.0], [30.0], [4.0]]) * slots / 24)
    act = lp.cols("act", (4 * slots,), cost=np.repeat([0.1, 9.0, 0.0, 0.0], slots))
    lev = lp.cols("lev", (slots,))
    rate = act.index.reshape(4, slots)
    share = np.clip(0.5 + 0.5 * np.sin(t / 24 * 2 * np.pi) + draw.normal(0, 0.2, slots), 0, 1)
    one = act.index.ravel()[0]
    ceiling = lp.rows("ceiling", (4 * slots,), upper=0.0)
    ceiling[:] += act[:]
    for item, (owner, high) in enumerate(((0, share), (1, np.ones(slots)), (2, np.ones(slots)), (2, np.ones(slots)))):
        ceiling[item * slots + t] += -high * cap[np.full(slots, owner), 0]
    full = lp.rows("full", (slots,), upper=0.0)
    full[:] += lev[:]
    full[:] += -6.0 * cap[np.full(slots, 2), 0]
    load = 10 + 3 * np.sin((t - 6) / 24 * 2 * np.pi)
    balance = lp.rows(
        "balance", (2 * slots,), np.concatenate([load, np.zeros(slots)]), np.concatenate([load, np.zeros(slots)])
    )
    for item, sign in ((0, 1.0), (1, 1.0), (2, -1.0), (3, 1.0)):
        balance[t] += sign * act[rate[item] - one]
    balance[slots + t] += 0.9 * act[rate[2] - one]
    balance[slots + t] += -1.0 * act[rate[3] - one]
    balance[slots + t] += -1.0 * lev[:]
    balance[slots + t] += 0.999 * lev[np.roll(t, 1)]
    ramp = lp.rows("limit", (slots - 1,), upper=1.5)
    ramp[:] += act[rate[1][1:] - one]
    ramp[:] += -1.0 * act[rate[1][:-1] - one]
    ends = np.array(edges)
    start = t - np.repeat(ends, np.diff(np.append(ends, slots)))
    return lp.build(), Chain(start, tuple(lp.columns.values()), tuple(lp.rowsets.values()))


@pytest.mark.parametrize(("slots", "seed"), [(1000, 1), (1001, 2), (1537, 3)])
def test_a_started_solution_has_the_optimum_of_one_from_nothing(slots: int, seed: int) -> None:
    matrix, given = chain(slots, seed=seed)
    plain, started = StandingModel(matrix).run(), StandingModel(matrix, chain=given).run()
    assert (plain.algorithm, started.algorithm) == ("ipx", "simplex")
    assert started.objective == pytest.approx(plain.objective, rel=1e-9)


def test_the_start_shortens_the_way() -> None:
    matrix, given = chain(1600)
    bare, helped = StandingModel(matrix), StandingModel(matrix, chain=given)
    bare._run(solve.CHAINED, np.inf)
    assert helped.run().iterations < 0.8 * bare.highs.getInfo().simplex_iteration_count


def test_slots_taken_together_are_a_small_programme_that_costs_about_as_much() -> None:
    matrix, given = chain(1000)
    groups = given.groups(matrix, 8)
    rough = groups.matrix(matrix)
    assert rough.size["columns"] == 3 + 4 * 125 + 125
    inner, between = 125, 124  # ramps inside a group are alike, those between groups are not
    assert rough.size["rows"] == 4 * 125 + 125 + 2 * 125 + inner + between
    assert rough.cost.sum() == pytest.approx(matrix.cost.sum())
    assert StandingModel(rough).run().objective == pytest.approx(StandingModel(matrix).run().objective, rel=0.1)


def test_groups_do_not_cross_the_edges_of_chains() -> None:
    matrix, given = chain(100, edges=(0, 37))
    act = given.groups(matrix, 8).column[3:103]
    assert len(set(act[:37]) & set(act[37:])) == 0
    assert len(set(act)) == 5 + 8


def test_only_few_linking_columns_over_many_slots_are_started_so() -> None:
    matrix, given = chain(1000)
    assert linking(given, matrix) == 3
    assert StandingModel(matrix, chain=given)._tries()[0] == solve.CHAINED
    assert StandingModel(matrix)._tries()[0] == solve.INTERIOR
    short, own = chain(400)
    assert StandingModel(short, chain=own)._tries()[0] == solve.INTERIOR
    with_clauses = replace(given, alone=False)
    assert StandingModel(matrix, chain=with_clauses)._tries()[0] == solve.INTERIOR


def test_a_large_chain_that_many_columns_tie_together_goes_to_hipo(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix, given = chain(600)
    plain = StandingModel(matrix, chain=given).run()
    monkeypatch.setattr(solve, "FEW", 2)
    assert StandingModel(matrix, chain=given)._tries()[0] == solve.INTERIOR  # few nonzeros
    monkeypatch.setattr(solve, "TIED", 5_000)
    assert StandingModel(matrix)._tries()[0] == solve.INTERIOR  # no chain
    tied = StandingModel(matrix, chain=given).run()
    assert (plain.algorithm, tied.algorithm) == ("ipx", "hipo")
    assert tied.objective == pytest.approx(plain.objective, rel=1e-9)


def test_a_chain_without_a_plan_is_told_as_such() -> None:
    matrix, given = chain(1000)
    matrix.upper[:3] = 1.0
    assert StandingModel(matrix, chain=given).run().status == "infeasible"


def test_groups_of_groups_are_the_coarser_groups() -> None:
    """What 8 slots together say of themselves under 64 is what the single slots say under 64."""
    matrix, given = chain(1200, edges=(0, 500))
    fine, coarse = given.groups(matrix, 8), given.groups(matrix, 64)
    between = coarse.over(fine)
    assert (between.column[fine.column] == coarse.column).all() and (between.row[fine.row] == coarse.row).all()
