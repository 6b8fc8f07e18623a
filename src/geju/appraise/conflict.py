"""Which clauses cannot hold together, and the cheapest repair: asked of the clauses only, physics never bends.

Elastic filter after Chinneck and Dravnieks (1991): every firm clause may be missed at its weight and nothing else costs
anything; what is missed is made firm again until no plan is left. What was made firm contains a conflict, and dropping
each in turn leaves a minimal one. The first elastic optimum is the cheapest repair.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.core.case import Case
from geju.core.system import ClauseRows
from geju.plan.plan import Stated

TOLERANCE = 1e-6
# What missing a whole clause costs in the elastic programme: far above the solver's tolerance on costs.
WHOLE = 1e4


@dataclass(frozen=True)
class Conflict:
    """``clash`` minimal rows of clauses that cannot hold together · ``repair`` [c] how much to relax each row (0: keep it)."""

    clash: Ints
    repair: Floats


def conflict(stated: Stated, seconds: float = np.inf) -> Conflict | None:
    """The conflict among the firm clauses of a standing model; None when a plan meets them all.

    ``TimeoutError`` when ``seconds`` go by before it is known.
    """
    question = _Elastic(stated, time.perf_counter() + seconds)
    missed = question.ask()
    if missed is None or not (missed > question.loose).any():
        return None
    repair = np.where(missed > question.loose, missed, 0.0)
    held: list[int] = []
    while missed is not None and (missed > question.loose).any():
        stretched = [int(i) for i in np.flatnonzero(missed > question.loose) if i not in held]
        if not stretched:
            break
        held += stretched
        question.hold(held)
        missed = question.ask()
    for row in list(held):
        others = [other for other in held if other != row]
        question.hold(others)
        if question.ask() is None:
            held = others
    return Conflict(np.array(sorted(held), dtype=np.int64), repair)


class _Elastic:
    """The standing model with clauses that bend and nothing else that costs."""

    def __init__(self, stated: Stated, end: float) -> None:
        clauses, programme = stated.system.clauses, stated.programme
        self.model, self.end = stated.model, end
        self.miss = programme["miss"].index.ravel().astype(np.int64)
        self.firm = np.flatnonzero(clauses.miss_max == 0)
        scale = np.maximum(np.abs(clauses.target), 1.0)
        self.loose = TOLERANCE * scale
        count = programme.column_count
        cost = np.zeros(count)
        cost[self.miss[self.firm]] = (WHOLE * clauses.weight / scale)[self.firm]
        self.model.cost(np.arange(count), cost)
        self.hold([])

    def hold(self, rows: list[int]) -> None:
        """Make these rows firm and let the other firm ones bend."""
        upper = np.full(len(self.firm), np.inf)
        upper[np.isin(self.firm, rows)] = 0.0
        self.model.bounds(self.miss[self.firm], np.zeros(len(self.firm)), upper)

    def ask(self) -> Floats | None:
        """By how much each firm row is missed at least (0 for the others); None when no plan is left."""
        self.model.time_limit = max(self.end - time.perf_counter(), 0.01)
        outcome = self.model.run()
        if outcome.status == "limit":
            raise TimeoutError
        if outcome.status != "optimal":
            return None
        missed = np.zeros(len(self.miss))
        missed[self.firm] = outcome.x[self.miss[self.firm]]
        return missed


def told(case: Case, stated: Stated, found: Conflict) -> tuple[dict[str, Any], ...]:
    """The conflict in the policy's words: one entry a row, those that clash and those to relax."""
    rows, words = stated.system.clauses, {c.id: c.quote for c in case.policy.clauses} if case.policy else {}
    shown = np.union1d(found.clash, np.flatnonzero(found.repair > 0))
    return tuple(
        {
            "clause": rows.clause[i], "quote": words.get(rows.clause[i], ""), "place": rows.place[i],
            "period": stated.system.calendar.periods[int(rows.period[i])], "bound": "at_least" if rows.sign[i] > 0 else "at_most",
            **_bound(rows, int(i)), "clashes": bool(i in found.clash), "relax_by": float(found.repair[i]),
            "relax_unit": rows.unit[i],
        }
        for i in shown
    )  # fmt: skip


def _bound(rows: ClauseRows, row: int) -> dict[str, Any]:
    """The bound of a row as it is written: a ratio, or an amount."""
    if np.isfinite(rows.asked[row]):
        return {"target": float(rows.asked[row]), "unit": rows.asked_unit[row]}
    return {"target": float(rows.sign[row] * rows.target[row]), "unit": rows.unit[row]}
