"""Hand the programme to HiGHS, choose the algorithm by size and shape, keep the model standing for further questions."""

from __future__ import annotations

import mmap
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import highspy
import numpy as np

from geju.core.calendar import Floats, Ints
from geju.plan.coarse import Chain, Groups, linking, spread
from geju.plan.even import Units, evened
from geju.plan.lp import Index, Matrix

Status = Literal["optimal", "infeasible", "unbounded", "limit", "failed"]
Progress = Callable[[str], None]

# Measured on 2 cores (docs/performance.md): simplex for small programmes, interior point with crossover above. Between one and a
# few million nonzeros HiPO took 1.2 to 3 times as long (the case by hours, country models of OSeMOSYS); beyond: unknown.
SMALL, LARGE = 5_000, 5_000_000
# One chain of slots that many columns tie together (places whose capacities are chosen): HiPO takes a third to a half of the time
# of IPX from 250,000 nonzeros on, twice its time at 110,000. Where nothing is to be chosen IPX stays the faster one.
TIED = 200_000
# A chain of so many slots that so few columns tie together (one place, thousands of hours): the dual simplex method from the
# basis of the same chain with 8 slots in one, and that from the basis of 64 in one. Processor seconds (2,920 slots, 6 capacities;
# 2,920, 8; 1,460, 17): interior point 7.4, 8.3, 9.6; simplex from nothing 4.3, 3.2, 9.2; from 8 3.3, 2.3, 5.7; so 2.4, 2.5, 4.8.
LONG, FEW, TOGETHER = 1_000, 20, (64, 8)
GAP = 1e-4  # of the cost, for plans with whole lumps
STEEPEST, DEVEX = -1, 1  # edge weights of the dual simplex method: as HiGHS chooses; cheaper steps, for long ways
Options = dict[str, str | int]
INTERIOR: Options = {"solver": "ipx", "run_crossover": "on"}
HIPO: Options = {"solver": "hipo", "run_crossover": "on"}
SIMPLEX: Options = {"solver": "simplex", "simplex_dual_edge_weight_strategy": STEEPEST}
CHAINED: Options = {"solver": "simplex", "simplex_dual_edge_weight_strategy": DEVEX}

BY_COLUMN, MINIMISE = int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize)

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
        chain: Chain | None = None,
    ) -> None:  # fmt: skip
        self.matrix, self.chain = matrix, chain
        self.time_limit = time_limit
        self.gap = gap  # how far from the best whole number of lumps is near enough
        self.progress = progress
        self.highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        self.highs.setOptionValue("output_flag", False)
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
        tries = self._tries()
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
        return self._outcome(status, str(options["solver"]), begin)

    def _tries(self) -> tuple[Options, ...]:
        size = self.matrix.body.nnz
        if self.solved or size < SMALL:
            return (SIMPLEX, INTERIOR)
        ties = linking(self.chain, self.matrix) if self.chain else 0
        if 0 < ties <= FEW and self._started():
            return (CHAINED, INTERIOR)
        return (HIPO, INTERIOR, SIMPLEX) if size > (TIED if ties > FEW else LARGE) else (INTERIOR, SIMPLEX)

    def _even(self) -> None:
        """Hand the programme over again in units that bring its coefficients near to one."""
        found = evened(self.matrix)
        if found:
            self.units, other = found
            hand_over(self.highs, other)

    def _started(self) -> bool:
        """Give the simplex method a basis: what the optimum says in which slots are taken together. For long chains alone."""
        chain = self.chain
        if chain is None or not chain.alone or chain.slots < LONG:
            return False
        before: tuple[Groups, Any] | None = None
        for size in TOGETHER:
            groups = chain.groups(self.matrix, size)
            rough = StandingModel(groups.matrix(self.matrix))
            if before:
                rough._begin(before[1], before[0].over(groups))
            rough._run(CHAINED, self.time_limit)
            if _STATUS.get(rough.highs.getModelStatus()) != "optimal":
                return False
            before = groups, rough.highs.getBasis()
        return self._begin(rough.highs.getBasis(), groups)

    def _begin(self, found: Any, groups: Groups) -> bool:
        """Start from a basis that was found for groups of these columns and rows."""
        basis = highspy.HighsBasis()
        basis.col_status, basis.row_status = (
            spread(found.col_status, groups.column),
            spread(found.row_status, groups.row),
        )
        basis.valid = basis.alien = True
        return bool(self.highs.setBasis(basis) == highspy.HighsStatus.kOk)

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

    def _outcome(self, status: Status, algorithm: str, begin: float, gap: float = 0.0) -> Outcome:
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
            int(report.simplex_iteration_count + report.ipm_iteration_count + report.crossover_iteration_count),
            gap,
        )


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
