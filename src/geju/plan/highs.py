"""A programme inside HiGHS."""

from __future__ import annotations

import mmap
from typing import Any

import highspy
import numpy as np

from geju.plan.lp import Index, Matrix

BY_COLUMN, MINIMISE = int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize)


class _Silent(highspy.Highs):
    """A HiGHS that is silent from the first: 1.16 says its name when callbacks are turned on, before an option can be set."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS's name
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def opened() -> Any:
    """A HiGHS that holds nothing and says nothing."""
    return _Silent()  # type: ignore[no-untyped-call]


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
