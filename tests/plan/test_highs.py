"""What is passed to HiGHS comes out of it again; HiGHS itself says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from geju.plan.highs import hand_over, opened, presolved
from geju.plan.lp import Matrix, Programme


def programme() -> Matrix:
    """Two columns, one whole, under one row."""
    lp = Programme()
    x = lp.cols("x", (2,), lower=np.array([0.0, -1.0]), upper=np.array([3.5, 2.0]), cost=np.array([-2.0, 1.0]))
    row = lp.rows("row", (1,), lower=-4.0, upper=5.0)
    row[:] += 1.0 * x[:1]
    row[:] += 2.0 * x[1:]
    matrix = lp.build()
    return Matrix(
        matrix.cost, matrix.lower, matrix.upper, matrix.low, matrix.high, matrix.body, np.array([0], dtype=np.int32)
    )


def test_highs_holds_the_programme_as_it_was_stated(capfd: pytest.CaptureFixture[str]) -> None:
    highs = opened()
    hand_over(highs, programme())
    held = highs.getLp()
    assert list(held.col_cost_) == [-2, 1] and list(held.col_lower_) == [0, -1] and list(held.col_upper_) == [3.5, 2]
    assert (list(held.row_lower_), list(held.row_upper_)) == ([-4], [5])
    assert [list(x) for x in (held.a_matrix_.start_, held.a_matrix_.index_, held.a_matrix_.value_)] == [
        [0, 1, 2],
        [0, 0],
        [1, 2],
    ]
    assert [kind.name for kind in held.integrality_] == ["kInteger", "kContinuous"]
    highs.run()
    assert list(highs.getSolution().col_value) == [3, -1]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ["cost", "data", "low"])
def test_what_is_no_number_is_refused(name: str) -> None:
    matrix = programme()
    (matrix.body.data if name == "data" else getattr(matrix, name))[0] = np.nan
    with pytest.raises(ValueError, match="not a number"):
        hand_over(opened(), matrix)


def test_what_presolve_leaves_has_the_same_optimum() -> None:
    """A triangle of flows that nothing fixes beforehand; a fourth place that presolve takes away."""
    lp = Programme()
    x = lp.cols("x", (3, 2), upper=4.0, cost=np.array([[1.0, 2.0], [3.0, 1.0], [2.0, 2.0]]))
    alone = lp.cols("alone", (1,), lower=1.0, upper=1.0, cost=5.0)
    rows = lp.rows("rows", (3,), lower=np.array([3.0, 4.0, 5.0]), upper=np.array([6.0, 7.0, 8.0]))
    for k in range(3):
        rows[k] += 1.0 * x[k, 0]
        rows[k] += 1.5 * x[(k + 1) % 3, 1]
        rows[k] += -0.5 * x[(k + 2) % 3, 1]
    last = lp.rows("last", (1,), upper=9.0)
    last[:] += 2.0 * alone[:]
    matrix, highs, small = lp.build(), opened(), opened()
    hand_over(highs, matrix)
    highs.presolve()
    reduced = presolved(highs)
    assert reduced is not None and len(reduced.cost) < len(matrix.cost) and len(reduced.low) == 3
    hand_over(small, reduced)
    small.run()
    offset = highs.getPresolvedLp().offset_
    highs.run()
    assert small.getInfo().objective_function_value + offset == pytest.approx(highs.getInfo().objective_function_value)


@pytest.mark.parametrize(("lower", "left"), [(1.0, "all"), (9.0, "no optimum")])
def test_nothing_is_left_where_presolve_needs_no_help_or_finds_no_optimum(lower: float, left: str) -> None:
    lp = Programme()
    x = lp.cols("x", (1,), upper=3.0, cost=1.0)
    row = lp.rows("row", (1,), lower=lower)
    row[:] += 1.0 * x[:]
    highs = opened()
    hand_over(highs, lp.build())
    highs.presolve()
    assert presolved(highs) is None
    highs.run()
    assert highs.getModelStatus().name == {"all": "kOptimal", "no optimum": "kInfeasible"}[left]
