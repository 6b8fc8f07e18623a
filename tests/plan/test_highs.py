"""What is passed to HiGHS comes out of it again; HiGHS itself says nothing."""

from __future__ import annotations

import numpy as np
import pytest

from geju.plan.highs import hand_over, opened
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
