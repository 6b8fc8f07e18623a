"""A programme inside HiGHS."""

from __future__ import annotations

import mmap
from typing import Any

import highspy
import numpy as np

from geju.plan.lp import Body, Index, Matrix, assembled

Options = dict[str, str | int]
AS_FITS, DUAL = 0, 1  # of the simplex methods: the primal one from a start that is feasible; the dual one
# From a vertex that is right but for a few prices: the primal method mends 8 to 80 in 0.02 to 0.1 s, the dual in 0.5 to 6 s.
MENDING: Options = {"solver": "simplex", "simplex_strategy": AS_FITS}
BY_COLUMN, MINIMISE = int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize)


class _Silent(highspy.Highs):
    """A HiGHS that is silent from the first: 1.16 says its name when callbacks are turned on, before an option can be set."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS's name
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def opened() -> Any:
    """A HiGHS that holds nothing and says nothing."""
    return _Silent()  # type: ignore[no-untyped-call]


def presolved(highs: Any) -> Matrix | None:
    """The programme that presolve left; None where it left none, or found that there is no optimum."""
    reduced = highspy.HighsPresolveStatus.kReduced, highspy.HighsPresolveStatus.kNotReduced
    if highs.getModelPresolveStatus() not in reduced:
        return None
    held = highs.getPresolvedLp()
    shape, cells = (held.num_row_, held.num_col_), held.a_matrix_
    start, index = np.asarray(cells.start_, np.int32), np.asarray(cells.index_, np.int32)
    data = np.asarray(cells.value_, np.float64)
    body = Body(start, index, data, shape)
    if cells.format_ != highspy.MatrixFormat.kColwise:
        row = np.repeat(np.arange(shape[0], dtype=np.int32), np.diff(start))
        body = assembled(row, index, data, shape)
    cost, lower, upper, low, high = (
        np.asarray(x, np.float64)
        for x in (held.col_cost_, held.col_lower_, held.col_upper_, held.row_lower_, held.row_upper_)
    )
    return Matrix(cost, lower, upper, low, high, body, np.zeros(0, dtype=np.int32))


def hand_over(highs: Any, matrix: Matrix) -> None:
    """Pass the arrays to HiGHS in one call (filling a ``HighsLp`` field by field is several times slower)."""
    body = matrix.body
    if not (np.isfinite(body.data).all() and np.isfinite(matrix.cost).all()):
        raise ValueError("a coefficient or a cost of the programme is not a number")
    kinds = _zeros(len(matrix.cost))  # always whole: HiGHS reads past an empty one
    kinds[matrix.integer] = 1
    status = highs.passModel(
        len(matrix.cost),
        len(matrix.low),
        int(body.nnz),
        BY_COLUMN,
        MINIMISE,
        0.0,
        matrix.cost,
        matrix.lower,
        matrix.upper,
        matrix.low,
        matrix.high,
        body.indptr,
        body.indices,
        body.data,
        kinds,
    )
    if status == highspy.HighsStatus.kError:
        raise ValueError("HiGHS refused the programme: a bound or coefficient is not a number")


def _zeros(count: int) -> Index:
    """Zeros that take no memory until they are written: pages of the system's own, copied when changed."""
    return np.frombuffer(mmap.mmap(-1, max(4 * count, 1), access=mmap.ACCESS_COPY), dtype=np.int32, count=count)
