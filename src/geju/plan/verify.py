"""The certificate of a plan: is it feasible, can nothing be cheaper? Recomputed from the tables, whatever the solver says."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.core.system import System
from geju.plan.restate import Family, Restated
from geju.plan.solution import Solution

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Certificate:
    """How far a solution is from being optimal, in three numbers without a unit, and where each is worst (``at``).

    ``primal``  largest violation of a row or bound, over max(1, turnover). The turnover of a row is the sum of the sizes of
    its terms, of a bound the size of the value: what is lost in a balance is judged beside what passes through it, and a
    row that moves little is judged as it stands, in its own unit, since no solver promises more.

    ``dual``  largest failure of "no column can move and gain, no row has a price without binding". For a column with
    reduced cost ``d = cost − Σ coef·dual`` it is the smaller of |d| over max(1, |cost| + Σ |coef·dual|) and of the distance,
    measured as above, to the bound that ``d`` presses it to (infinite where there is none): one of the two must be
    nothing. For a row the same with its dual and the side it presses to. So a fault in one small place counts in full,
    however great the whole.

    ``gap``  |primal − dual objective| over max(1, |primal objective|), or the difference of the primal objective to what
    the solver says, whichever is larger. Both are summed from the tables' costs, sides and bounds; a bound that is
    infinite counts in ``dual``.

    Builds in whole lumps are judged as fixed at their whole number: what is certified is the plan given the lumps.

    >>> Certificate(0.0, 2e-3, 0.0, ("", "act mine@west 2030", "")).words()
    'dual 2.0e-03 at act mine@west 2030'
    """

    primal: float
    dual: float
    gap: float
    at: tuple[str, str, str] = ("", "", "")
    tolerance: float = TOLERANCE

    @property
    def passed(self) -> bool:
        """Whether all three are within the tolerance; a value that is no number never is."""
        return all(value <= self.tolerance for value in (self.primal, self.dual, self.gap))

    def as_dict(self) -> dict[str, Any]:
        """The numbers and where each is worst."""
        primal, dual, gap = self.at
        worst = {"primal": primal, "dual": dual, "gap": gap}
        return {"primal": self.primal, "dual": self.dual, "gap": self.gap, "passed": self.passed, "worst": worst}

    def words(self) -> str:
        """What fails and where it is worst; nothing when all is well."""
        found = zip(("primal", "dual", "gap"), (self.primal, self.dual, self.gap), self.at, strict=True)
        return "; ".join(
            f"{name} {value:.1e} at {place}" for name, value, place in found if not value <= self.tolerance
        )


@dataclass(frozen=True)
class Pressed:
    """Columns or rows: ``value`` between ``low`` and ``high``, and the ``force`` (reduced cost, dual) that presses it to one."""

    families: list[Family]
    value: Floats
    low: Floats
    high: Floats
    force: Floats
    size: Floats
    strength: Floats

    @property
    def broken(self) -> Floats:
        """How far each value is outside its bounds."""
        outside = np.maximum(np.maximum(self.low - self.value, self.value - self.high), 0.0)
        return np.asarray(outside / np.maximum(1.0, self.size))

    @property
    def room(self) -> Floats:
        """Signed distance from the bound that the force presses to; infinite where there is none."""
        return np.asarray(self.value - np.where(self.force > 0, self.low, self.high))

    @property
    def idle(self) -> Floats:
        """The smaller of force and room: how much presses against nothing."""
        force = np.abs(self.force) / np.maximum(1.0, self.strength)
        return np.asarray(np.minimum(force, np.abs(self.room) / np.maximum(1.0, self.size)))

    @property
    def slack(self) -> Floats:
        """Force × room, the part of each in the gap; 0 where the room is infinite."""
        room = self.room
        return np.asarray(self.force * np.where(np.isinf(room), 0.0, room))

    def name(self, number: int) -> str:
        """Which column or row it is."""
        ends = list(accumulate(len(f.value) for f in self.families))
        family = self.families[bisect_right(ends, number)]
        return f"{family.name} {family.label(number - ends[bisect_right(ends, number)] + len(family.value))}"


def verify(system: System, solution: Solution) -> Certificate:
    """The certificate of a solution. It shares the tables with the builder, and no code.

    ValueError when a value or dual does not have the shape that the system gives it.
    """
    r = Restated(system, solution)
    parts = columns, rows = _pressed(r)
    primal, broken = _worst([p.broken for p in parts], parts)
    dual, idle = _worst([p.idle for p in parts], parts)
    cost = float(_join(r.columns, "cost") @ columns.value)
    bound = _bound(columns) + _bound(rows)
    _, slack = _worst([np.abs(p.slack) for p in parts], parts)
    told, apart = abs(cost - solution.objective), abs(cost - bound)
    gap = float(np.maximum(told, apart)) / max(1.0, abs(cost))
    return Certificate(primal, dual, gap, (broken, idle, "objective" if told > apart else slack))


def _pressed(r: Restated) -> tuple[Pressed, Pressed]:
    """The columns with their reduced costs and the rows with what they amount to."""
    row, column, coef = (np.concatenate([np.ravel(entry[i]) for entry in r.entries]) for i in range(3))
    x, cost, y = _join(r.columns, "value"), _join(r.columns, "cost"), _join(r.rows, "value")
    moved, pulled = coef * x[column], coef * y[row]
    made, turnover = (_sums(row, part, len(y)) for part in (moved, np.abs(moved)))
    pull, strength = (_sums(column, part, len(x)) for part in (pulled, np.abs(pulled)))
    sides = ((_join(families, "low"), _join(families, "high")) for families in (r.columns, r.rows))
    return (
        Pressed(r.columns, x, *next(sides), cost - pull, np.abs(x), np.abs(cost) + strength),
        Pressed(r.rows, made, *next(sides), y, turnover, np.zeros(len(y))),
    )


def _sums(place: Ints, part: Floats, count: int) -> Floats:
    return np.bincount(place, part, count).astype(np.float64, copy=False)


def _bound(part: Pressed) -> float:
    """The part's share of the dual objective: force × the bound it presses to; × the value where there is none."""
    bound = np.where(part.force > 0, part.low, part.high)
    return float(part.force @ np.where(np.isinf(bound), part.value, bound))


def _worst(measures: list[Floats], parts: tuple[Pressed, ...]) -> tuple[float, str]:
    """The largest of all, and its name."""
    found = [
        (float(m[i]), part.name(i))
        for m, part in zip(measures, parts, strict=True)
        if len(m)
        for i in [int(m.argmax())]
    ]
    bad = [pair for pair in found if np.isnan(pair[0])]
    return bad[0] if bad else max(found, default=(0.0, ""))


def _join(families: list[Family], name: str) -> Floats:
    return np.concatenate([np.zeros(0), *(getattr(f, name) for f in families)])
