"""Coefficients near one: the same programme in other units, and answers in its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geju.plan import solve
from geju.plan.even import Units, evened
from geju.plan.lp import Matrix, Programme
from geju.plan.solve import StandingModel


def uneven(places: int = 12, slots: int = 24, seed: int = 5) -> Matrix:
    """Plants to build and run against a load that can also be sent around, with units a million apart."""
    draw, lp = np.random.default_rng(seed), Programme()
    t = np.arange(slots)
    cap = lp.cols("cap", (places, 2), cost=draw.uniform(4e4, 9e4, (places, 2)), upper=5e-2)
    act = lp.cols("act", (places, 2, slots), cost=draw.uniform(1, 5, (places, 2, 1)))
    sent = lp.cols("sent", (places, slots), cost=0.5)
    lack = lp.cols("lack", (places, slots), cost=800.0)
    ceiling = lp.rows("ceiling", (places, 2, slots), upper=0.0)
    share = np.stack([draw.uniform(0, 1, (places, slots)), np.ones((places, slots))], axis=1)
    ceiling[:] += act[:]
    ceiling[:] += -1e3 * share * cap[:, :, None]
    load = 20 + 8 * np.sin(t / 4) + draw.uniform(0, 3, (places, slots))
    balance = lp.rows("balance", (places, slots), load * 1e-3, load * 1e-3)
    for k in range(2):
        balance[:] += 1e-3 * act[:, k]
    balance[:] += 1e-3 * lack[:]
    balance[:] += -1e-3 * sent[:]
    balance[:] += 0.95e-3 * sent[np.roll(np.arange(places), 1)]
    total = lp.rows("total", (1,), upper=4e6)
    total[np.zeros((places, slots), int)] += 365.0 * act[:, 1]
    lp.rows("nothing", (1,), upper=1.0)
    lp.cols("idle", (1,), upper=1.0)
    return lp.build()


def plain(matrix: Matrix) -> solve.Outcome:
    """The answer of the simplex method to the programme as it was stated."""
    model = StandingModel(matrix)
    model._run(solve.SIMPLEX, np.inf)
    assert model.highs.getModelStatus().name == "kOptimal"
    return model._outcome("optimal", "simplex", 0.0)


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve, "SMALL", 1_000)


def close(a: solve.Outcome, b: solve.Outcome, matrix: Matrix) -> None:
    """The same optimum, and x and the duals of both hold in the units of the programme."""
    assert a.status == b.status == "optimal"
    assert a.objective == pytest.approx(b.objective, rel=1e-9)
    body = matrix.body
    for found in (a, b):
        row = np.bincount(body.indices, body.data * found.x[body.columns], len(matrix.low))
        assert (found.x >= matrix.lower - 1e-9).all() and (found.x <= matrix.upper + 1e-9).all()
        assert (row >= matrix.low - 1e-6).all() and (row <= matrix.high + 1e-6).all()
        reduced = matrix.cost - np.bincount(body.columns, body.data * found.dual[body.indices], len(matrix.cost))
        with np.errstate(invalid="ignore"):
            low = np.where(found.dual > 0, matrix.low, matrix.high)
            best = np.nansum(np.where(found.dual != 0, found.dual * low, 0.0))
            ends = np.where(reduced > 0, matrix.lower, matrix.upper)
            best += np.nansum(np.where(np.abs(reduced) > 1e-7, reduced * ends, 0.0))
        assert best == pytest.approx(found.objective, rel=1e-6)


def test_factors_are_powers_of_two_and_bring_coefficients_near_one() -> None:
    matrix = uneven()
    units = Units.of(matrix)
    for factor in (units.row, units.column):
        assert (np.log2(factor) == np.round(np.log2(factor))).all()
    other = units.matrix(matrix)
    for where, count in ((matrix.body.indices, len(matrix.low)), (matrix.body.columns, len(matrix.cost))):
        before, after = np.zeros(count), np.zeros(count)
        np.maximum.at(before, where, np.abs(matrix.body.data))
        np.maximum.at(after, where, np.abs(other.body.data))
        assert before[:-1].max() > 300 * before[:-1].min()
        assert after[-1] == 0 and (after[:-1] > 1 / 8).all() and (after[:-1] < 8).all()


def test_nothing_is_lost_in_other_units() -> None:
    """Powers of two change exponents alone: the way back gives every number bit for bit."""
    matrix = uneven()
    units = Units.of(matrix)
    back = Units(1 / units.row, 1 / units.column).matrix(units.matrix(matrix))
    for name in ("cost", "lower", "upper", "low", "high"):
        assert (getattr(back, name) == getattr(matrix, name)).all()
    assert (back.body.data == matrix.body.data).all()


def test_answers_are_in_the_units_of_the_programme() -> None:
    matrix = uneven()
    model = StandingModel(matrix)
    found = model.run()
    assert model.units is not None and found.algorithm == "ipx"
    close(found, plain(matrix), matrix)


def test_changes_after_a_solution_are_in_the_units_of_the_programme() -> None:
    matrix = uneven()
    model = StandingModel(matrix)
    model.run()
    columns, rows = np.arange(5), np.flatnonzero(np.isfinite(matrix.low))[:40]
    upper, cost = np.full(5, 1e-3), matrix.cost[10:20] * 1.5
    low, high = matrix.low[rows] * 1.1, matrix.high[rows] * 1.1
    model.bounds(columns, np.zeros(5), upper)
    model.cost(np.arange(10, 20), cost)
    model.sides(rows, low, high)
    other = replace(matrix, **{name: getattr(matrix, name).copy() for name in ("cost", "upper", "low", "high")})
    other.upper[columns], other.cost[10:20], other.low[rows], other.high[rows] = upper, cost, low, high
    close(model.run(), plain(other), other)


def test_a_programme_changed_before_its_first_solution_stays_as_it_was_stated() -> None:
    matrix = uneven()
    model = StandingModel(matrix)
    model.cost(np.arange(3), np.zeros(3))
    other = replace(matrix, cost=np.concatenate([np.zeros(3), matrix.cost[3:]]))
    found = model.run()
    assert model.units is None
    close(found, StandingModel(other).run(), other)


def test_a_programme_without_a_plan_is_told_as_such() -> None:
    matrix = uneven()
    matrix.upper[:] = np.minimum(matrix.upper, 1e-9)
    assert StandingModel(matrix).run().status == "infeasible"


@pytest.mark.parametrize(("name", "value"), [("data", 2e-9), ("upper", 1e19), ("cost", 9e19)])
def test_a_number_that_would_pass_for_nothing_or_for_infinite_keeps_the_programme_as_it_was_stated(
    name: str, value: float
) -> None:
    """A coefficient beside one of a thousand in its row; a bound and a cost of columns counted in other units."""
    matrix = uneven()
    units = Units.of(matrix)
    if name == "data":
        factor = units.row[matrix.body.indices] * units.column[matrix.body.columns]
        matrix.body.data[np.argmin(factor)] = value
    else:
        factor = 1 / units.column if name == "upper" else units.column
        getattr(matrix, name)[np.argmax(factor)] = value
    assert (factor.min() < 0.5 and factor.max() > 10) or name == "cost"
    assert evened(matrix) is None
    model = StandingModel(matrix)
    model.run()
    assert model.units is None
