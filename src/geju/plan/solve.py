"""Hand the programme to HiGHS, choose the algorithm by size and shape, keep the model standing for further questions."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np

from geju.core.calendar import Floats, Ints
from geju.plan.even import Units, evened
from geju.plan.highs import DUAL, MENDING, Options, hand_over, opened
from geju.plan.lp import Matrix
from geju.plan.vertex import FILL, start

Status = Literal["optimal", "infeasible", "unbounded", "limit", "failed"]
Progress = Callable[[str], None]

# Measured on 2 cores (docs/performance.md): simplex for small programmes, interior point with crossover above. Between one and a
# few million nonzeros HiPO took 1.2 to 3 times as long (the case by hours, country models of OSeMOSYS); beyond: unknown.
SMALL, LARGE = 5_000, 5_000_000
# One chain of slots that many columns tie together (places whose capacities are chosen): HiPO takes a third to a half of the time
# of IPX from 250,000 nonzeros on, twice its time at 110,000. Where nothing is to be chosen IPX stays the faster one.
FEW, TIED = 20, 200_000
GAP = 1e-4  # of the cost, for plans with whole lumps
THIN = 6  # entries of a factor for one of the programme up to which Clarabel was faster than HiPO
INTERIOR: Options = {"solver": "ipx", "run_crossover": "on"}
HIPO: Options = {"solver": "hipo", "run_crossover": "on"}
SIMPLEX: Options = {"solver": "simplex", "simplex_strategy": DUAL}
VERTEX = "clarabel"  # the name of a start from the interior point of Clarabel, mended by the simplex method

_STATUS: dict[Any, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible",
    highspy.HighsModelStatus.kTimeLimit: "limit",
    highspy.HighsModelStatus.kIterationLimit: "limit",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
}


@dataclass(frozen=True)
class Outcome:
    """What the solver says: ``x`` [column], ``row`` [row] value, ``dual`` [row], and how it got there."""

    status: Status
    objective: float
    x: Floats
    dual: Floats
    algorithm: str
    seconds: float
    iterations: int
    gap: float = 0.0


class StandingModel:
    """A programme inside HiGHS that can be changed in place and solved again from where it stands."""

    def __init__(
        self, matrix: Matrix, time_limit: float = np.inf, progress: Progress | None = None, gap: float = GAP,
        ties: int | None = None,
    ) -> None:  # fmt: skip
        self.matrix = matrix
        self.ties = ties  # columns that tie the slots of one chain together; None: there is not one chain alone
        self.time_limit = time_limit
        self.gap = gap  # how far from the best whole number of lumps is near enough
        self.progress = progress
        self.highs = opened()
        self.solved = self.lumps_fixed = self.changed = False
        self.units: Units | None = None  # in which HiGHS has the programme; None: as it was stated
        hand_over(self.highs, matrix)

    def bounds(self, columns: Ints, lower: Floats, upper: Floats) -> None:
        """Change the bounds of columns."""
        self._change()
        index = np.asarray(columns, dtype=np.int32)
        size = self.units.column[index] if self.units else 1.0
        self.highs.changeColsBounds(len(index), index, np.asarray(lower, float) / size, np.asarray(upper, float) / size)

    def cost(self, columns: Ints, cost: Floats) -> None:
        """Change the cost of columns."""
        self._change()
        index = np.asarray(columns, dtype=np.int32)
        size = self.units.column[index] if self.units else 1.0
        self.highs.changeColsCost(len(index), index, np.asarray(cost, float) * size)

    def sides(self, rows: Ints, low: Floats, high: Floats) -> None:
        """Change the two sides of rows."""
        self._change()
        index = np.asarray(rows, dtype=np.int32)
        size = self.units.row[index] if self.units else 1.0
        self.highs.changeRowsBounds(len(index), index, np.asarray(low, float) * size, np.asarray(high, float) * size)

    def run(self) -> Outcome:
        """Solve: cold by the guide, warm (after changes) with the dual simplex from the last basis."""
        begin = time.perf_counter()
        if len(self.matrix.integer) and not self.solved:
            return self._run_whole(begin)
        given = self._start()
        tries = self._tries(given)
        if tries[0] is INTERIOR and not self.changed:
            self._even()
        for options in tries:
            left = max(self.time_limit - (time.perf_counter() - begin), 0.01)
            self._run(options, left)
            status = _STATUS.get(self.highs.getModelStatus(), "failed")
            if status != "failed":
                break
            self.highs.clearSolver()
        self.solved = status == "optimal"
        if given is not None and options is MENDING:
            return self._outcome(status, VERTEX, begin, before=given)
        return self._outcome(status, str(options["solver"]), begin)

    def _start(self) -> int | None:
        """Start from a vertex where there is one chain of slots: the steps to it; None without one, or where it takes longer."""
        if self.ties is None or self.solved or self.changed or self.matrix.body.nnz < SMALL:
            return None
        if self.progress:
            self.progress(f"solve:{VERTEX}")
        return start(self.highs, self.matrix, self.time_limit, THIN if self._wide else FILL)

    @property
    def _wide(self) -> bool:
        """Whether HiPO is the choice in HiGHS."""
        return self.matrix.body.nnz > (TIED if (self.ties or 0) > FEW else LARGE)

    def _tries(self, given: int | None) -> tuple[Options, ...]:
        if given is not None:
            return (MENDING, INTERIOR)
        if self.solved or self.matrix.body.nnz < SMALL:
            return (SIMPLEX, INTERIOR)
        return (HIPO, INTERIOR, SIMPLEX) if self._wide else (INTERIOR, SIMPLEX)

    def _even(self) -> None:
        """Hand the programme over again in units that bring its coefficients near to one."""
        found = evened(self.matrix)
        if found:
            self.units, other = found
            hand_over(self.highs, other)

    def _run(self, options: Options, left: float) -> None:
        if np.isfinite(left):
            self.highs.setOptionValue("time_limit", left + self.highs.getRunTime())
        for name, value in options.items():
            self.highs.setOptionValue(name, value)
        if self.progress:
            self.progress(f"solve:{options['solver']}")
        self.highs.run()

    def _run_whole(self, begin: float) -> Outcome:
        """With whole lumps: solve the mixed programme, then fix the lumps and solve again for prices."""
        self.highs.setOptionValue("mip_rel_gap", self.gap)
        self._run({"solver": "choose"}, self.time_limit)
        status = _STATUS.get(self.highs.getModelStatus(), "failed")
        if status != "optimal":
            return self._outcome(status, "branch-and-cut", begin)
        gap = float(self.highs.getInfo().mip_gap)
        whole = self.matrix.integer
        count = np.round(np.asarray(self.highs.getSolution().col_value)[whole])
        self.highs.changeColsIntegrality(len(whole), whole, np.zeros(len(whole), dtype=np.uint8))
        self.highs.changeColsBounds(len(whole), whole, count, count)
        self.lumps_fixed = True
        self._run(INTERIOR if self.matrix.body.nnz >= SMALL else SIMPLEX, self.time_limit)
        self.solved = True
        return self._outcome(_STATUS.get(self.highs.getModelStatus(), "failed"), "branch-and-cut", begin, gap)

    def _change(self) -> None:
        """Before a change: the programme is no longer the one that was stated, and lumps are whole numbers to choose again."""
        self.changed = True
        if self.lumps_fixed:
            whole = self.matrix.integer
            self.highs.changeColsIntegrality(len(whole), whole, np.ones(len(whole), dtype=np.uint8))
            self.highs.changeColsBounds(len(whole), whole, self.matrix.lower[whole], self.matrix.upper[whole])
            self.solved = self.lumps_fixed = False

    def _outcome(self, status: Status, algorithm: str, begin: float, gap: float = 0.0, before: int = 0) -> Outcome:
        solution, report = self.highs.getSolution(), self.highs.getInfo()
        x, dual = (np.asarray(values, dtype=np.float64) for values in (solution.col_value, solution.row_dual))
        if self.units:  # what was not found is empty
            x, dual = x * self.units.column[: len(x)], dual * self.units.row[: len(dual)]
        return Outcome(
            status,
            float(report.objective_function_value),
            x,
            dual,
            algorithm,
            time.perf_counter() - begin,
            before
            + int(report.simplex_iteration_count + report.ipm_iteration_count + report.crossover_iteration_count),
            gap,
        )
