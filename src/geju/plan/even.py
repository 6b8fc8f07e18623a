"""Coefficients brought near to one before an interior point: rows and columns in other units, by powers of two, so exactly.

    min (c C)·z, R low ≤ (R A C) z ≤ R high, C⁻¹ lower ≤ z ≤ C⁻¹ upper        x = C z, dual = R · dual of z

HiGHS does so for the simplex method and leaves its interior point with what it is given. The factors are those of Ruiz (2001, "A
scaling algorithm to equilibrate both rows and columns norms in matrices"): every row is divided by the root of its largest
coefficient and every column by the root of its own, at once, and then once more.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from geju.core.calendar import Floats
from geju.plan.lp import Matrix

PASSES = 2
NOTHING, INFINITE = 1e-9, 1e20  # what HiGHS takes a coefficient, and a bound or cost, for


@dataclass(frozen=True)
class Units:
    """What each ``row`` is multiplied with and what each ``column`` is counted in; powers of two."""

    row: Floats
    column: Floats

    @classmethod
    def of(cls, matrix: Matrix) -> Units:
        """The units in which the largest coefficients of rows and columns are near one."""
        body = matrix.body
        column, size = body.columns, np.log2(np.abs(body.data))
        factors = np.zeros(body.shape[0]), np.zeros(body.shape[1])
        for _ in range(PASSES):
            now = size + factors[0][body.indices] + factors[1][column]
            for factor, where in zip(factors, (body.indices, column), strict=True):
                largest = np.full(len(factor), -np.inf)
                np.maximum.at(largest, where, now)
                factor -= np.where(np.isfinite(largest), largest / 2, 0.0)
        return cls(*(np.exp2(np.round(factor)) for factor in factors))

    def matrix(self, own: Matrix) -> Matrix:
        """The programme in these units."""
        body = own.body
        data = body.data * self.row[body.indices] * self.column[body.columns]
        return Matrix(
            own.cost * self.column, own.lower / self.column, own.upper / self.column, own.low * self.row, own.high * self.row,
            replace(body, data=data), own.integer,
        )  # fmt: skip


def evened(own: Matrix) -> tuple[Units, Matrix] | None:
    """A programme in units that bring its coefficients near one; None where HiGHS would take a number for nothing or infinite."""
    units = Units.of(own)
    other = units.matrix(own)
    lost = (np.abs(own.body.data) > NOTHING) & (np.abs(other.body.data) <= NOTHING)
    vectors = [(getattr(own, name), getattr(other, name)) for name in ("cost", "lower", "upper", "low", "high")]
    grown = any(((np.abs(a) < INFINITE) & (np.abs(b) >= INFINITE)).any() for a, b in vectors)
    return None if lost.any() or grown else (units, other)
