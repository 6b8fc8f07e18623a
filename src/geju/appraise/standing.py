"""A solved programme that is asked what it would cost without some of its clauses, each time from where it stands."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from geju.core.calendar import Floats
from geju.core.process import Flags
from geju.core.system import System
from geju.plan.plan import Plan, Stated
from geju.plan.solution import Solution, solution
from geju.plan.verify import verify

TOLERANCE = 1e-6
DUAL, PRIMAL = 1, 4  # the solver's numbers of its two ways of simplex
ENDLESS = ("infeasible", "unbounded")  # what is left when a clause goes can have no optimum only by falling without end


@dataclass(frozen=True)
class Answer:
    """``cost`` the optimum (−inf: it falls without end, NaN: time ran out) · ``missed`` [c] what clauses lack at it ·
    ``sound`` whether the certificate passed and nothing that was left out of the programme binds.
    """

    cost: float
    values: Solution | None
    sound: bool


class Standing:
    """The standing model of a plan. A clause is dropped by its ``miss`` column: no upper bound and no cost.

    That keeps the basis primal feasible, so dropping goes on by primal simplex from the optimal basis, and restoring a clause
    by dual simplex; with whole lumps to choose each question is solved anew.
    """

    def __init__(
        self, made: Plan, stated: Stated, left_out: Callable[[Solution | None], System | None], seconds: float = np.inf
    ) -> None:
        self.stated, self.model, self.system = stated, stated.model, stated.system
        self.left_out = left_out
        self.columns = stated.programme["miss"].index.ravel().astype(np.int64)
        self.end = time.perf_counter() + seconds
        self.whole = len(self.model.matrix.integer) > 0
        self.cost = made.objective + self.system.sunk
        self.dropped: Flags = np.zeros(len(self.columns), dtype=bool)
        self.home = self.basis()

    @property
    def left(self) -> float:
        """Seconds that may still be spent."""
        return self.end - time.perf_counter()

    def basis(self) -> object:
        """Where the solver stands; nothing when lumps are to be chosen."""
        return None if self.whole else self.model.highs.getBasis()

    def back(self, dropped: Flags, basis: object) -> None:
        """Have exactly these rows dropped and stand at a basis that was optimal so."""
        self._change(dropped)
        if basis is not None:
            self.model.highs.setBasis(basis)
            self.model.solved = True

    def _change(self, dropped: Flags) -> None:
        rows, matrix, c = np.flatnonzero(dropped != self.dropped), self.model.matrix, self.system.clauses
        if len(rows):
            columns = self.columns[rows]
            self.model.bounds(columns, np.zeros(len(rows)), np.where(dropped[rows], np.inf, c.miss_max[rows]))
            self.model.cost(columns, np.where(dropped[rows], 0.0, matrix.cost[columns]))
        self.dropped = dropped.copy()

    def ask(self, dropped: Flags) -> Answer:
        """The optimum with exactly these rows dropped, from where the model stands."""
        loosened = not (self.dropped & ~dropped).any()
        self._change(dropped)
        self.model.time_limit = max(self.left, 0.01)
        self.model.highs.setOptionValue("simplex_strategy", PRIMAL if loosened else DUAL)
        outcome = self.model.run()
        self.model.highs.setOptionValue("simplex_strategy", DUAL)
        if outcome.status in ENDLESS:
            return Answer(-np.inf, None, self.left_out(None) is None)
        if outcome.status != "optimal":
            return Answer(np.nan, None, outcome.status == "limit")
        bent = self.without(dropped)
        values = solution(bent, self.stated.programme, outcome)
        sound = verify(bent, values).passed and self.left_out(values) is None
        return Answer(outcome.objective, values, sound)

    def without(self, dropped: Flags) -> System:
        """The system in which those rows may be missed for nothing."""
        c = self.system.clauses
        rows = replace(c, miss_max=np.where(dropped, np.inf, c.miss_max), miss_cost=np.where(dropped, 0.0, c.miss_cost))
        return replace(self.system, clauses=rows)

    def rows(self, *clauses: str) -> Flags:
        """[c] the rows of some clauses of the policy."""
        named = np.isin(np.array(self.system.clauses.clause, dtype=object), clauses)
        return np.asarray(named & self.system.clauses.policy, dtype=bool)

    def slack(self, clause: str, duals: Floats) -> bool:
        """Whether no row of a clause has a price: then the same prices prove that the plan stays optimal without it.

        With whole lumps prices prove nothing and the question has to be asked.
        """
        most = 1e-9 * np.abs(duals).max(initial=0.0)
        return not self.whole and bool((np.abs(duals[self.rows(clause)]) <= most).all())

    def kept(self, rows: Flags, missed: Floats) -> bool:
        """Whether a plan made without some rows keeps them all the same."""
        scale = np.maximum(1.0, np.abs(self.system.clauses.target[rows]))
        return bool((missed[rows] <= TOLERANCE * scale).all())
