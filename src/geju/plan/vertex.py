"""A vertex to start the simplex method from: the interior optimum by one sparse factorisation a step, and a vertex next to it.

    min c·x, low ≤ [A; I] x ≤ high        as        min c·x, [E; U; −L] x + s = b, s = 0 in E, s ≥ 0 in U and −L

E are the lines of [A; I] whose sides are equal, U and L those with an upper and a lower one. Clarabel (Goulart and Chen 2024,
"Clarabel: an interior-point solver for conic programs with quadratic objectives") factorises the whole system of a step, ordered
by minimum degree; IPX of HiGHS solves it by conjugate residuals over a basis that it keeps mending. The crossover of HiGHS then
pushes the point to a vertex, with what the rows amount to as columns (A x − s = 0), so that a row may stand at its side exactly.
Whatever is found is a basis to start from: from any, HiGHS ends at an optimum within its own tolerances.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import clarabel
import highspy
import numpy as np

from geju.core.calendar import Floats, Ints
from geju.plan.highs import MENDING, hand_over, opened, presolved
from geju.plan.lp import Body, Index, Matrix, assembled

# How many entries the factor may have for one of the programme, and from how many nonzeros on even asking takes too much memory.
# Clarabel took an eighth to nine tenths of the time of HiGHS with 2 to 8 entries, one and a half times it with 8 where HiPO was
# the choice, 2.4 times it with 15 and five times with 16 to 20 (docs/performance.md).
FILL, MOST = 9, 500_000
CLOSE = 1e-9  # feasibility and gap, relative
ITERATIONS = 300
BASIC = highspy.HighsBasisStatus.kBasic


@dataclass(frozen=True)
class _Columns:
    """A sparse matrix by columns with what Clarabel reads of scipy's, which takes a tenth of a second to load."""

    shape: tuple[int, int]
    indptr: Index
    indices: Index
    data: Floats
    has_canonical_format: bool = True

    @classmethod
    def of(cls, body: Body) -> _Columns:
        return cls(body.shape, body.indptr, body.indices, body.data)


@dataclass(frozen=True)
class _Lines:
    """The lines of [A; I] between ``low`` and ``high`` [line], and the rows of the cone programme: row k is ``line[k]`` times
    ``sign[k]``, the first ``equal`` of them lines whose sides are equal.
    """

    low: Floats
    high: Floats
    line: Ints
    sign: Floats
    equal: int

    @classmethod
    def of(cls, matrix: Matrix) -> _Lines:
        low, high = np.concatenate([matrix.low, matrix.lower]), np.concatenate([matrix.high, matrix.upper])
        equal = low == high
        parts = [np.flatnonzero(x) for x in (equal, np.isfinite(high) & ~equal, np.isfinite(low) & ~equal)]
        sign = np.repeat([1.0, 1.0, -1.0], [len(part) for part in parts])
        return cls(low, high, np.concatenate(parts), sign, len(parts[0]))

    def body(self, own: Body) -> Body:
        """The rows of the cone programme."""
        rows, columns = own.shape
        line = np.concatenate([own.indices, rows + np.arange(columns)])
        column = np.concatenate([own.columns, np.arange(columns, dtype=np.int32)])
        coef = np.concatenate([own.data, np.ones(columns)])
        places, kept = [], []
        for side in (self.sign > 0, self.sign < 0):
            place = np.full(rows + columns, -1, dtype=np.int32)
            place[self.line[side]] = np.flatnonzero(side)
            places.append(place[line])
            kept.append(np.flatnonzero(places[-1] >= 0))
        row = np.concatenate([place[cells] for place, cells in zip(places, kept, strict=True)])
        cells = np.concatenate(kept)
        return assembled(row, column[cells], self.sign[row] * coef[cells], (len(self.line), columns))

    def sides(self) -> Floats:
        """The right-hand sides of the rows of the cone programme."""
        return np.where(self.sign > 0, self.high[self.line], -self.low[self.line])

    def complementary(self, value: Floats, dual: Floats) -> tuple[Floats, Floats]:
        """A point whose lines stand at a side or have no price: at the side where the price is greater than the distance."""
        at_low = (dual > 0) & (dual >= value - self.low) | (self.low == self.high)
        at_high = (dual < 0) & (-dual >= self.high - value) & ~at_low
        value = np.select([at_low, at_high], [self.low, self.high], np.clip(value, self.low, self.high))
        return value, np.where(at_low | at_high, dual, 0.0)


def start(highs: Any, matrix: Matrix, time_limit: float = np.inf, fill: float = FILL) -> int | None:
    """Give HiGHS a basis to start from and tell the steps to it; None where HiGHS is left as it was: presolve needs no help, the
    factor fills in, there are whole numbers, or no vertex was found.

    Args:
        highs: HiGHS with the programme in it.
        matrix: The programme.
        time_limit: Seconds it may take.
        fill: How many entries the factor may have for one of the programme that presolve leaves.
    """
    end = time.perf_counter() + time_limit
    if len(matrix.integer):
        return None
    highs.presolve()
    reduced = presolved(highs)
    if reduced is not None and reduced.body.nnz <= MOST:
        basis, steps = _vertex(reduced, end, fill)
        if basis is not None and _restored(highs, reduced, basis):
            return steps
    highs.clearSolver()
    return None


def _restored(highs: Any, reduced: Matrix, basis: Any) -> bool:
    """Mend the vertex of the programme that presolve left, and undo presolve."""
    small = opened()
    hand_over(small, reduced)
    small.setBasis(basis)
    for name, value in MENDING.items():
        small.setOptionValue(name, value)
        highs.setOptionValue(name, value)
    small.run()
    if small.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return False
    return bool(highs.postsolve(small.getSolution(), small.getBasis()) == highspy.HighsStatus.kOk)


def _vertex(matrix: Matrix, end: float, fill: float) -> tuple[Any, int]:
    """The basis of a vertex near the interior optimum, and the steps to that; None for one that was not found, or too dear."""
    lines = _Lines.of(matrix)
    solver = _solver(matrix, lines, end - time.perf_counter())
    if solver.get_info().linsolver.nnzL > fill * matrix.body.nnz:
        return None, 0
    found = solver.solve()
    if found.status != clarabel.SolverStatus.Solved:
        return None, 0
    x, price = np.asarray(found.x, dtype=np.float64), np.asarray(found.z, dtype=np.float64)
    del solver
    dual: Floats = np.bincount(lines.line, -lines.sign * price, len(lines.low)).astype(np.float64, copy=False)
    return _crossed(matrix, lines, x, dual, end), int(found.iterations)


def _solver(matrix: Matrix, lines: _Lines, time_limit: float) -> Any:
    """The cone programme inside Clarabel, the factor laid out and not yet computed."""
    body, columns = lines.body(matrix.body), len(matrix.cost)
    quadratic = _Columns((columns, columns), np.zeros(columns + 1, np.int32), np.zeros(0, np.int32), np.zeros(0))
    cones = [clarabel.ZeroConeT(lines.equal), clarabel.NonnegativeConeT(len(lines.line) - lines.equal)]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.direct_solve_method = "qdldl"  # one thread: the same steps every time
    settings.iterative_refinement_enable = False  # a fifth of the time, for digits that the simplex method gives anyway
    settings.tol_feas = settings.tol_gap_rel = settings.tol_gap_abs = CLOSE
    settings.max_iter = ITERATIONS
    settings.time_limit = time_limit
    return clarabel.DefaultSolver(quadratic, matrix.cost, _Columns.of(body), lines.sides(), cones, settings)


def _crossed(matrix: Matrix, lines: _Lines, x: Floats, dual: Floats, end: float) -> Any:
    """The basis of a vertex near a point, by the crossover of HiGHS; None where it finds none before ``end``."""
    rows, columns = matrix.body.shape
    order = np.concatenate(
        [np.arange(rows, rows + columns), np.arange(rows)]
    )  # the columns first, then the rows as columns
    value = np.concatenate([np.bincount(matrix.body.indices, matrix.body.data * x[matrix.body.columns], rows), x])
    value, dual = (part[order] for part in lines.complementary(value, dual))
    highs = opened()
    highs.run()  # of nothing, to start its threads: without them a crossover that asks whether to stop breaks the process
    hand_over(highs, _with_rows_as_columns(matrix, lines, order))
    if np.isfinite(end):
        highs.cbIpmInterrupt += lambda event: event.interrupt() if time.perf_counter() > end else None
    point = highspy.HighsSolution()
    point.col_value, point.col_dual = value, dual
    point.row_value, point.row_dual = np.zeros(rows), dual[columns:]
    point.value_valid = point.dual_valid = True
    if highs.crossover(point) == highspy.HighsStatus.kError:
        return None
    return _basis(highs.getBasis(), columns)


def _with_rows_as_columns(matrix: Matrix, lines: _Lines, order: Ints) -> Matrix:
    """The same programme with what its rows amount to as columns: A x − s = 0."""
    rows, columns = matrix.body.shape
    own, none = matrix.body, np.zeros(rows)
    body = Body(
        np.concatenate([own.indptr, own.indptr[-1] + np.arange(1, rows + 1, dtype=own.indptr.dtype)]),
        np.concatenate([own.indices, np.arange(rows, dtype=own.indices.dtype)]),
        np.concatenate([own.data, -np.ones(rows)]),
        (rows, columns + rows),
    )
    return Matrix(
        np.concatenate([matrix.cost, none]), lines.low[order], lines.high[order], none, none, body, matrix.integer
    )


def _basis(found: Any, columns: int) -> Any:
    """The basis of the programme itself: a row is basic where it is so as a row or as a column."""
    basis = highspy.HighsBasis()
    status, row = list(found.col_status), list(found.row_status)
    basis.col_status = status[:columns]
    basis.row_status = [BASIC if own == BASIC else other for own, other in zip(row, status[columns:], strict=True)]
    basis.valid = basis.alien = True
    return basis
