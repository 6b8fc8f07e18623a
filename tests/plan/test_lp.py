"""The notation: what is written as maths is what the matrix holds."""

from __future__ import annotations

import numpy as np
import pytest

from geju.plan import lp as lp_
from geju.plan.lp import Programme
from geju.plan.solve import StandingModel


def test_a_term_enters_every_row_it_is_added_to() -> None:
    lp = Programme()
    act = lp.cols("act", (2, 3), upper=4.0, cost=np.array([[1.0], [2.0]]))
    balance = lp.rows("balance", (3,), lower=1.0, upper=[1.0, 2.0, 3.0])
    balance[:] += np.array([1.0, 2.0, 3.0]) * act[0]
    balance[1:] -= 0.5 * act[1, 1:]
    matrix = lp.build()
    assert matrix.body.toarray().tolist() == [[1, 0, 0, 0, 0, 0], [0, 2, 0, 0, -0.5, 0], [0, 0, 3, 0, 0, -0.5]]
    assert (
        matrix.cost.tolist() == [1, 1, 1, 2, 2, 2]
        and matrix.upper.tolist() == [4] * 6
        and matrix.lower.tolist() == [0] * 6
    )
    assert (matrix.low.tolist(), matrix.high.tolist()) == ([1, 1, 1], [1, 2, 3])
    assert matrix.size == {"columns": 6, "rows": 3, "nonzeros": 5}


def test_cells_may_stand_alone_and_with_a_sign() -> None:
    lp = Programme()
    x, row = lp.cols("x", (2,)), lp.rows("row", (2,))
    row[:] += x[:]
    row[0] -= x[1]
    row[1] += -x[0]
    row[1] += -(3.0 * x[1])
    assert lp.build().body.toarray().tolist() == [[1, -1], [-1, -2]]


def test_entries_of_the_same_row_and_column_add_up_and_zeros_are_left_out() -> None:
    lp = Programme()
    x, row = lp.cols("x", (2,)), lp.rows("row", (1,))
    for coef in (2.0, 0.5, 0.0):
        row[:] += coef * x[:1]
    row[:] += 1.0 * x[1:]
    row[:] += -1.0 * x[1:]
    matrix = lp.build()
    assert matrix.body.toarray().tolist() == [[2.5, 0]] and matrix.body.nnz == 1


def test_a_row_picked_twice_gets_both_terms() -> None:
    lp = Programme()
    x, row = lp.cols("x", (3,)), lp.rows("row", (2,))
    row[np.array([0, 0, 1])] += np.array([1.0, 2.0, 3.0]) * x[np.array([0, 0, 2])]
    assert lp.build().body.toarray().tolist() == [[3, 0, 0], [0, 0, 3]]


@pytest.mark.parametrize("shape", [(2, 3), (3,), (4, 2)])
def test_a_term_that_needs_more_rows_than_stand_there_is_refused(shape: tuple[int, ...]) -> None:
    lp = Programme()
    x, row = lp.cols("x", shape), lp.rows("row", (2,))
    with pytest.raises(ValueError, match=r"does not fit|broadcast"):
        row[:] += 1.0 * x[:]


def test_a_coefficient_that_needs_more_rows_than_stand_there_is_refused() -> None:
    lp = Programme()
    x, row = lp.cols("x", (1,)), lp.rows("row", (2,))
    with pytest.raises(ValueError, match="does not fit"):
        row[:] += np.ones((3, 2)) * x[:]


def test_a_name_is_stated_once() -> None:
    lp = Programme()
    lp.cols("x", (1,))
    lp.rows("r", (1,))
    with pytest.raises(ValueError, match="twice"):
        lp.cols("x", (1,))
    with pytest.raises(ValueError, match="twice"):
        lp.rows("r", (1,))


def test_blocks_of_nothing_are_allowed() -> None:
    lp = Programme()
    x, none, row = lp.cols("x", (2,)), lp.cols("none", (0, 4)), lp.rows("row", (0,))
    row[:] += 1.0 * x[np.zeros(0, dtype=int)]
    matrix = lp.build()
    assert none.size == 0 and matrix.body.shape == (0, 2)


def test_a_block_finds_its_part_of_a_vector_in_its_own_shape() -> None:
    lp = Programme()
    lp.cols("first", (2,))
    block = lp.cols("second", (2, 2))
    assert block.of(np.arange(6.0)).tolist() == [[2, 3], [4, 5]]
    assert block.index.tolist() == [[2, 3], [4, 5]] and lp["second"] is block


def whole(limit: float) -> Programme:
    """max x + 0.6·y with x + y ≤ limit, x whole, y ≤ 0.5."""
    lp = Programme()
    x = lp.cols("x", (1,), upper=9, cost=-1.0, integer=True)
    y = lp.cols("y", (1,), upper=0.5, cost=-0.6)
    row = lp.rows("row", (1,), upper=limit)
    row[:] += 1.0 * x[:]
    row[:] += 1.0 * y[:]
    return lp


def test_whole_columns_are_whole_and_the_rest_has_prices() -> None:
    """x + y ≤ 3.2: x = 3, y = 0.2; a little more room is filled by y at 0.6."""
    matrix = whole(3.2).build()
    assert matrix.integer.tolist() == [0]
    outcome = StandingModel(matrix).run()
    assert outcome.x == pytest.approx([3, 0.2]) and outcome.objective == pytest.approx(-3.12)
    assert outcome.dual == pytest.approx([-0.6])


def test_only_the_lumps_of_a_block_are_whole() -> None:
    lp = Programme()
    lp.cols("x", (2, 2), integer=np.array([[True], [False]]))
    assert lp.build().integer.tolist() == [0, 1]


def test_a_standing_model_with_whole_columns_answers_a_changed_question_as_a_new_one_would() -> None:
    """With room for 4.2 instead of 3.2 there is one lump more."""
    model = StandingModel(whole(3.2).build())
    model.run()
    model.sides(np.array([0]), np.array([-np.inf]), np.array([4.2]))
    again, fresh = model.run(), StandingModel(whole(4.2).build()).run()
    assert again.objective == pytest.approx(fresh.objective) and again.x == pytest.approx(fresh.x)


def test_a_standing_model_can_be_changed_in_every_part() -> None:
    def programme(cost: float, upper: float, low: float) -> Programme:
        lp = Programme()
        x = lp.cols("x", (2,), upper=[upper, 9.0], cost=[cost, 3.0])
        row = lp.rows("row", (1,), lower=low)
        row[:] += np.ones(1) * x[:1]
        row[:] += np.ones(1) * x[1:]
        return lp

    model = StandingModel(programme(1.0, 2.0, 5.0).build())
    assert model.run().objective == pytest.approx(2 + 9)
    model.bounds(np.array([0]), np.array([1.0]), np.array([4.0]))
    assert model.run().objective == pytest.approx(4 + 3)
    model.cost(np.array([0]), np.array([5.0]))
    assert model.run().objective == pytest.approx(5 + 12)
    model.sides(np.array([0]), np.array([6.0]), np.array([np.inf]))
    assert model.run().objective == pytest.approx(5 + 15)


def test_no_plan_and_endless_plans_are_told_apart() -> None:
    lp = Programme()
    lp.rows("row", (1,), lower=3.0)[:] += 1.0 * lp.cols("x", (1,), upper=2.0)[:]
    assert StandingModel(lp.build()).run().status == "infeasible"
    lp = Programme()
    lp.rows("row", (1,), upper=3.0)[:] += 1.0 * lp.cols("x", (1,))[:]
    lp.cols("y", (1,), cost=-1.0)
    assert StandingModel(lp.build()).run().status == "unbounded"


@pytest.mark.parametrize("place", ["coefficient", "cost", "bound", "side"])
def test_what_is_not_a_number_is_not_handed_over(place: str) -> None:
    part = {name: float("nan") if name == place else 1.0 for name in ("coefficient", "cost", "bound", "side")}
    lp = Programme()
    x = lp.cols("x", (1,), upper=part["bound"], cost=part["cost"])
    lp.rows("row", (1,), lower=part["side"])[:] += part["coefficient"] * x[:]
    with pytest.raises(ValueError, match="not a number"):
        StandingModel(lp.build())


def test_a_programme_without_rows_is_solved_by_its_bounds() -> None:
    lp = Programme()
    lp.cols("x", (2,), lower=[1.0, 0.0], cost=[2.0, 1.0])
    assert StandingModel(lp.build()).run().objective == pytest.approx(2)


@pytest.mark.parametrize("shape", [(5, 7), (300, 90_000), (70_000, 70_000)])
def test_few_entries_are_put_in_order_as_scipy_puts_many(
    shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = np.random.default_rng(5)
    rows, cols = (draw.integers(0, size, 2000).astype(np.int32) for size in shape)
    rows[-500:], cols[-500:] = rows[:500], cols[:500]
    coef = draw.integers(-2, 3, 2000).astype(float)
    own = lp_.assembled(rows.copy(), cols.copy(), coef.copy(), shape)
    monkeypatch.setattr(lp_, "MANY", 0)
    other = lp_.assembled(rows, cols, coef, shape)
    for part in ("indptr", "indices", "data"):
        assert np.array_equal(getattr(own, part), getattr(other, part))
        assert getattr(own, part).dtype == getattr(other, part).dtype
    assert 0 < own.nnz < 2000
