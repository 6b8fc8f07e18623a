"""The start from an interior point: it decides how long the way is, never where it ends."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geju.plan import solve, vertex
from geju.plan.lp import Matrix, Programme, assembled
from geju.plan.solve import StandingModel
from geju.plan.vertex import start


def chain(slots: int, seed: int = 3) -> Matrix:
    """A plant with a changing share of its capacity, a dear one and a store, all to be built, against a load with a day in it."""
    draw, t = np.random.default_rng(seed), np.arange(slots)
    lp = Programme()
    cap = lp.cols("cap", (3, 1), cost=np.array([[60.0], [30.0], [4.0]]) * slots / 24)
    act = lp.cols("act", (4, slots), cost=np.repeat([0.1, 9.0, 0.0, 0.0], slots).reshape(4, slots))
    lev = lp.cols("lev", (slots,))
    share = np.clip(0.5 + 0.5 * np.sin(t / 24 * 2 * np.pi) + draw.normal(0, 0.2, slots), 0, 1)
    ceiling = lp.rows("ceiling", (4, slots), upper=0.0)
    for item, (owner, high) in enumerate(((0, share), (1, np.ones(slots)), (2, np.ones(slots)), (2, np.ones(slots)))):
        ceiling[item, t] += act[item, t]
        ceiling[item, t] += -high * cap[np.full(slots, owner), 0]
    full = lp.rows("full", (slots,), upper=0.0)
    full[:] += lev[:]
    full[:] += -6.0 * cap[np.full(slots, 2), 0]
    load = 10 + 3 * np.sin((t - 6) / 24 * 2 * np.pi)
    met = lp.rows("balance", (slots,), load, load)
    for item, sign in ((0, 1.0), (1, 1.0), (2, -1.0), (3, 1.0)):
        met[t] += sign * act[item, t]
    kept = lp.rows("kept", (slots,), 0.0, 0.0)
    kept[t] += 0.9 * act[2, t]
    kept[t] += -1.0 * act[3, t]
    kept[t] += -1.0 * lev[t]
    kept[t] += 0.999 * lev[np.roll(t, 1)]
    ramp = lp.rows("limit", (slots - 1,), lower=-2.5, upper=1.5)
    ramp[:] += act[1, t[1:]]
    ramp[:] += -1.0 * act[1, t[:-1]]
    return lp.build()


def loose(seed: int, rows: int = 12, columns: int = 15) -> Matrix:
    """A programme with an optimum: every kind of side and bound around a point, and a cost that prices with the right signs
    explain.
    """
    draw = np.random.default_rng(seed)
    dense = np.where(draw.random((rows, columns)) < 0.4, draw.integers(-4, 5, (rows, columns)), 0).astype(float)
    at = draw.integers(-3, 4, columns).astype(float)
    body = assembled(*(x.astype(np.int32) for x in np.nonzero(dense)), dense[np.nonzero(dense)], dense.shape)
    value = np.concatenate([dense @ at, at])
    kind = draw.integers(
        0, 6, rows + columns
    )  # equal, at the lower side, at the upper, between, free, far from one side
    near, far = np.zeros(rows + columns), draw.integers(1, 5, rows + columns)
    low = value - np.select([kind == 0, kind == 1, kind == 4], [near, near, np.full(len(kind), np.inf)], far)
    high = value + np.select([kind == 0, kind == 2, kind >= 4], [near, near, np.full(len(kind), np.inf)], far)
    price = np.select([kind == 0, kind == 1, kind == 2], [draw.normal(size=len(kind)), far * 1.0, -far * 1.0], 0.0)
    cost = dense.T @ price[:rows] + price[rows:]
    return Matrix(cost, low[rows:], high[rows:], low[:rows], high[:rows], body, np.zeros(0, dtype=np.int32))


def model_of(matrix: Matrix, ties: int | None = 3) -> StandingModel:
    """The programme standing in HiGHS, as that of one chain of slots."""
    return StandingModel(matrix, ties=ties)


def without_start(matrix: Matrix) -> StandingModel:
    """The same programme, solved by the simplex method from nothing."""
    model = StandingModel(matrix)
    model.highs.setOptionValue("solver", "simplex")
    model.highs.run()
    return model


@given(seed=st.integers(0, 10**6))
def test_the_start_is_an_optimal_vertex_of_any_programme(seed: int) -> None:
    """From the basis HiGHS needs hardly a step, and none of a programme is spared: sides, bounds, free and fixed columns."""
    matrix = loose(seed)
    basis, steps = vertex._vertex(matrix, np.inf, np.inf)
    assert basis is not None and 0 < steps < 50
    model, plain = StandingModel(matrix), without_start(matrix)
    assert model.highs.setBasis(basis).name == "kOk"
    model.highs.run()
    best = plain.highs.getInfo().objective_function_value
    assert plain.highs.getModelStatus().name == "kOptimal"
    assert model.highs.getInfo().objective_function_value == pytest.approx(best, rel=1e-7, abs=1e-7)
    assert model.highs.getInfo().simplex_iteration_count <= 5


@given(seed=st.integers(0, 10**6))
def test_a_start_changes_no_optimum_whatever_presolve_leaves(seed: int) -> None:
    matrix = loose(seed)
    model, plain = StandingModel(matrix), without_start(matrix)
    start(model.highs, matrix)
    model.highs.run()
    assert model.highs.getModelStatus().name == "kOptimal"
    best = plain.highs.getInfo().objective_function_value
    assert model.highs.getInfo().objective_function_value == pytest.approx(best, rel=1e-7, abs=1e-7)


@pytest.mark.parametrize(("slots", "seed"), [(432, 1), (777, 2), (1600, 3)])
def test_a_chain_is_solved_in_few_steps_from_its_start(slots: int, seed: int) -> None:
    matrix = chain(slots, seed)
    steps: list[str] = []
    model, plain = StandingModel(matrix, progress=steps.append, ties=3), without_start(matrix)
    found, info = model.run(), plain.highs.getInfo()
    assert (found.algorithm, found.status) == ("clarabel", "optimal")
    assert steps == ["solve:clarabel", "solve:simplex"]
    assert found.objective == pytest.approx(info.objective_function_value, rel=1e-9)
    assert found.iterations < 200 and info.simplex_iteration_count > 4 * found.iterations
    x = np.asarray(found.x)
    assert (x >= matrix.lower - 1e-6).all() and (x <= matrix.upper + 1e-6).all()


def test_the_same_programme_has_the_same_start() -> None:
    first, again = model_of(chain(200)), model_of(chain(200))
    matrix = first.matrix
    assert start(first.highs, matrix) == start(again.highs, matrix) is not None
    one, two = first.highs.getBasis(), again.highs.getBasis()
    assert list(one.col_status) == list(two.col_status) and list(one.row_status) == list(two.row_status)
    basic = [status.name == "kBasic" for status in (*one.col_status, *one.row_status)]
    assert sum(basic) == len(matrix.low)


def test_a_changed_programme_goes_on_from_where_it_stands() -> None:
    matrix = chain(300)
    model = model_of(matrix)
    model.run()
    model.cost(np.array([0]), np.array([matrix.cost[0] * 1.1]))
    other = replace(matrix, cost=np.concatenate([[matrix.cost[0] * 1.1], matrix.cost[1:]]))
    warm, cold = model.run(), model_of(other).run()
    assert (warm.algorithm, cold.algorithm) == ("simplex", "clarabel")
    assert warm.objective == pytest.approx(cold.objective, rel=1e-9)


def test_a_factor_that_fills_in_leaves_the_programme_to_highs() -> None:
    """Columns that enter rows anywhere: whatever the order, the factor of the system grows nearly full."""
    draw, size = np.random.default_rng(1), 900
    column, row = np.tile(np.arange(size), 7), np.concatenate([np.arange(size), draw.integers(0, size, 6 * size)])
    body = assembled(row.astype(np.int32), column.astype(np.int32), draw.random(7 * size), (size, size))
    none, more = np.zeros(size), np.full(size, np.inf)
    matrix = Matrix(1 + draw.random(size), none, more, draw.random(size), more, body, np.zeros(0, dtype=np.int32))
    found = model_of(matrix).run()
    assert (found.algorithm, found.status) == ("ipx", "optimal")
    assert start(model_of(matrix).highs, matrix, fill=np.inf) is not None


def test_where_a_thin_factor_would_be_asked_of_hipo_it_has_to_be_thinner(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    monkeypatch.setattr(solve, "start", lambda *words: asked.append(words[-1]))
    matrix = chain(300)
    assert [model_of(matrix, ties).run().algorithm for ties in (None, 3, 21)] == ["ipx"] * 3
    assert asked == [vertex.FILL] * 2  # no chain, no start
    monkeypatch.setattr(solve, "TIED", 5_000)
    assert [model_of(matrix, ties).run().algorithm for ties in (20, 21)] == ["ipx", "hipo"]
    assert asked == [vertex.FILL] * 3 + [solve.THIN]


def test_a_chain_without_a_plan_is_told_as_such() -> None:
    matrix = chain(300)
    matrix.upper[:3] = 1.0
    model = model_of(matrix)
    assert start(model.highs, matrix) is None
    assert model.run().status == "infeasible"


def test_costs_that_fall_for_ever_are_told_as_such() -> None:
    matrix = chain(300)
    matrix.cost[2] = -100.0
    model = model_of(matrix)
    assert start(model.highs, matrix) is None
    assert model.run().status == "unbounded"


def test_what_presolve_solves_alone_needs_no_start() -> None:
    lp = Programme()
    x = lp.cols("x", (3000,), cost=1.0)
    row = lp.rows("row", (3000,), lower=np.arange(3000.0))
    row[:] += 2.0 * x[:]
    row[1:] += 1.0 * x[:-1]
    matrix = lp.build()
    model = model_of(matrix)
    assert start(model.highs, matrix) is None or model.run().status == "optimal"


def test_no_start_for_whole_numbers_and_for_more_nonzeros_than_were_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = chain(150)
    assert start(model_of(matrix).highs, replace(matrix, integer=np.array([0], dtype=np.int32))) is None
    assert start(model_of(matrix).highs, matrix) is not None
    monkeypatch.setattr(vertex, "MOST", matrix.body.nnz // 2)
    assert start(model_of(matrix).highs, matrix) is None


def test_no_start_when_time_is_out() -> None:
    matrix = chain(1000)
    assert start(model_of(matrix).highs, matrix, 0.0) is None
    model = model_of(matrix)
    model.time_limit = 1e-3
    assert model.run().status == "limit"
    lines = vertex._Lines.of(matrix)
    found = vertex._solver(matrix, lines, np.inf).solve()
    dual = np.bincount(lines.line, -lines.sign * np.asarray(found.z), len(lines.low))
    ends = {end: vertex._crossed(matrix, lines, np.asarray(found.x), dual, end) for end in (0.0, 1e9, np.inf)}
    assert [basis is None for basis in ends.values()] == [True, False, False]


def test_a_first_question_of_a_process_may_be_a_long_one() -> None:
    """Without its threads HiGHS breaks the process when a crossover asks whether to stop."""
    first = (
        f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import test_vertex as t; m = t.chain(2500)"
    )
    words = f"{first}; t.vertex._vertex(m, t.np.inf, t.np.inf)"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]


def test_a_point_is_moved_to_the_side_whose_price_is_greater_than_its_distance() -> None:
    inf = np.inf
    rows = [  # low, high, value, dual → value, dual
        (0, 9, 0.1, 5, 0, 5),
        (0, 9, 5, 0.1, 5, 0),
        (0, 9, 8.9, -5, 9, -5),
        (0, 9, 5, -0.1, 5, 0),
        (2, 2, 2.1, -3, 2, -3),
        (0, inf, -1e-9, 0, 0, 0),
        (-inf, 9, 9.5, 0, 9, 0),
        (-inf, inf, 7, 1e-9, 7, 0),
        (-inf, inf, 7, -1e-9, 7, 0),
    ]
    low, high, value, dual, moved, priced = np.array(rows, dtype=float).T
    lines = vertex._Lines(low, high, np.zeros(0, dtype=np.int64), np.zeros(0), 0)
    found = lines.complementary(value, dual)
    assert (found[0] == moved).all() and (found[1] == priced).all()


def test_rows_of_the_cone_programme_are_sides_of_rows_and_columns() -> None:
    """x ≥ 0, 1 ≤ y ≤ 3; x + 2 y = 4, −x ≤ 5."""
    lp = Programme()
    x = lp.cols("x", (2,), lower=np.array([0.0, 1.0]), upper=np.array([np.inf, 3.0]))
    equal, most = lp.rows("equal", (1,), 4.0, 4.0), lp.rows("most", (1,), upper=5.0)
    equal[:] += 1.0 * x[:1]
    equal[:] += 2.0 * x[1:]
    most[:] += -1.0 * x[:1]
    matrix = lp.build()
    lines = vertex._Lines.of(matrix)
    assert lines.body(matrix.body).toarray().tolist() == [[1, 2], [-1, 0], [0, 1], [-1, 0], [0, -1]]
    assert lines.sides().tolist() == [4, 5, 3, 0, -1] and lines.equal == 1
