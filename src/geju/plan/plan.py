"""The verb *plan*: a case in, a checked plan out."""

from __future__ import annotations

import json
import os
import resource
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import clarabel
import numpy as np
import polars as pl

from geju.core.case import Case
from geju.core.errors import Fault, Faults, Where
from geju.core.system import System
from geju.core.version import __version__
from geju.plan.highs import opened
from geju.plan.lp import Matrix, Programme
from geju.plan.prepare import prepare
from geju.plan.result import tables
from geju.plan.solution import Solution, solution
from geju.plan.solve import GAP, Progress, StandingModel
from geju.plan.state import state
from geju.plan.verify import Certificate, verify

Writer = Callable[["Plan", Path], object]
EXIT = {"optimal": 0, "infeasible": 2, "limit": 3}


SLOTTED = ("act", "lev", "short", "over")  # columns laid out item by item, each over all slots


@dataclass(frozen=True)
class Plan:
    """A solved case. ``tables`` are tidy frames, one a quantity; ``summary()`` is the document of ``--json``.

    ``status`` is optimal, infeasible or limit; tables are there only when it is optimal and the certificate passed. ``inputs``
    says what was asked, so that it can be asked again: the case, its clauses, what was left out and what was changed.
    """

    case: Case | None
    system: System
    resolution: str
    status: str
    objective: float
    certificate: Certificate | None
    size: dict[str, int]
    seconds: dict[str, float]
    algorithm: str
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    conflict: tuple[dict[str, Any], ...] = ()
    peak_mb: float = 0.0
    writers: tuple[Writer, ...] = ()
    values: Solution | None = field(default=None, repr=False)
    inputs: dict[str, Any] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """The unit of the objective."""
        return self.system.money

    @property
    def total(self) -> float:
        """The whole discounted cost: the solver's objective and the constant of what stands already."""
        return self.objective + self.system.constant

    @property
    def clauses(self) -> pl.DataFrame:
        """Every clause row: its bound, what was reached, whether it binds and its marginal price."""
        return self.tables.get("clause", pl.DataFrame())

    def summary(self, out: str = "") -> dict[str, Any]:
        """The document that ``geju plan --json`` prints."""
        rows = self.clauses
        rows = rows.filter(pl.col("policy")) if not rows.is_empty() else rows
        counts = {"modelled": 0, "tracked": 0, "context": 0, "out-of-scope": 0}
        for clause in self.case.policy.clauses if self.case and self.case.policy else ():
            counts[clause.treat] += 1
        named = {k.replace("-", "_"): v for k, v in counts.items()}
        return {
            "case": self.case.name if self.case else "",
            "resolution": self.resolution,
            "status": self.status,
            "objective": self.objective,
            "objective_constant": self.system.constant,
            "total": self.total,
            "currency": self.currency,
            "certificate": self.certificate.as_dict() if self.certificate else None,
            "algorithm": self.algorithm,
            "size": self.size,
            "seconds": self.seconds,
            "peak_mb": self.peak_mb,
            "clauses": named
            | {
                "binding": rows.filter(pl.col("binding"))["clause"].n_unique() if len(rows) else 0,
                "missed": rows.filter(pl.col("miss") > 1e-6)["clause"].n_unique() if len(rows) else 0,
            },
            "sentences": _sentences(self.case),
            "conflict": list(self.conflict),
            "out": out,
        }

    def save(self, out: Path | str) -> None:
        """Write Parquet tables, what the ``writers`` add (the report), and last plan.json, whose presence says: whole.

        Error K006 when the folder cannot be written.
        """
        folder = Path(out)
        begin = time.perf_counter()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "plan.json").unlink(missing_ok=True)
            with ThreadPoolExecutor(1) as beside:
                written = beside.submit(self._write, folder)
                for writer in self.writers:
                    writer(self, folder)
                written.result()
            self.seconds["write"] = round(time.perf_counter() - begin, 3)
            self.seconds["total"] = round(sum(v for k, v in self.seconds.items() if k != "total"), 3)
            with whole_file(folder / "plan.json") as path:
                path.write_text(json.dumps(self.document(folder), ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as error:
            raise Faults([Fault("K006", Where(str(folder)), {"path": str(folder), "why": str(error)})]) from None

    def _write(self, folder: Path) -> None:
        """The tables as Parquet, all in one call: it lets go of the interpreter, so that the writers go on meanwhile."""
        with ExitStack() as files:
            paths = {name: files.enter_context(whole_file(folder / f"{name}.parquet")) for name in self.tables}
            pl.collect_all([self.tables[name].lazy().sink_parquet(path, lazy=True) for name, path in paths.items()])

    def document(self, folder: Path) -> dict[str, Any]:
        """plan.json: the summary with what was asked, a fingerprint of the inputs and the versions used."""
        versions = {"geju": __version__, "clarabel": clarabel.__version__, "highspy": opened().version()}
        versions |= {"numpy": np.__version__, "polars": pl.__version__}
        told = {"inputs": self.inputs, "digest": self.case.digest if self.case else "", "versions": versions}
        return self.summary(str(folder)) | told


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A file that is there whole or not at all: written beside, then renamed."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        yield beside
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _sentences(case: Case | None) -> dict[str, int]:
    if case is None or case.policy is None:
        return {"total": 0, "accounted": 0}
    policy = case.policy
    return {"total": len(policy.sentences), "accounted": sum(bool(policy.quoting(s)) for s in policy.sentences)}


@dataclass(frozen=True)
class Stated:
    """A programme stated from a system and standing in the solver."""

    system: System
    programme: Programme
    model: StandingModel


def stand(system: System, time_limit: float = np.inf, progress: Progress | None = None, gap: float = GAP) -> Stated:
    """State the programme of a system and hand it to the solver."""
    programme = state(system)
    matrix = programme.build()
    model = StandingModel(matrix, time_limit, progress, gap, _ties(system, programme, matrix))
    return Stated(system, programme, model)


def _ties(system: System, programme: Programme, matrix: Matrix) -> int | None:
    """How many columns tie slots together: those outside the slots that enter more rows than half of them. None where there are
    several levels, of which one may already tie the slots of another.
    """
    if len(system.calendar.levels) > 1:
        return None
    entries, half = np.diff(matrix.body.indptr), system.calendar.levels[0].size // 2
    outside = [block for name, block in programme.columns.items() if name not in SLOTTED]
    return int(sum((entries[block.start : block.start + block.size] > half).sum() for block in outside))


def make(
    case: Case, resolution: str = "", without: frozenset[str] = frozenset(), time_limit: float = np.inf,
    progress: Progress | None = None, load_seconds: float = 0.0,
) -> tuple[Plan, Stated]:  # fmt: skip
    """Plan a case: expand it, state it, solve it, check it. Errors: those of :func:`prepare`, S002, S003, S005."""
    begin = time.perf_counter()
    system = prepare(case, resolution, without)
    return make_system(
        system, case, resolution or case.resolution, time_limit, progress, load_seconds, time.perf_counter() - begin
    )


@dataclass(frozen=True)
class Manner:
    """How a system is planned that no case gave rise to: ``gap`` for whole lumps · ``settle`` fills in what the programme had
    no need to state · ``whole`` the system with rows that were left out, when values break one (or there are none).
    """

    gap: float = GAP
    settle: Callable[[Solution], Solution] = lambda values: values
    whole: Callable[[Solution | None], System | None] = lambda _: None


def make_system(
    system: System, case: Case | None = None, resolution: str = "", time_limit: float = np.inf,
    progress: Progress | None = None, load_seconds: float = 0.0, build_seconds: float = 0.0, manner: Manner = Manner(),
) -> tuple[Plan, Stated]:  # fmt: skip
    """Plan a system: state it, solve it, check it. Errors S002, S003, S005.

    A plan that is infeasible or out of time comes back without tables; the standing model goes with it for further questions.
    """
    clock, name = [time.perf_counter() - build_seconds], case.name if case else ""
    stated = stand(system, time_limit, progress, manner.gap)
    clock.append(time.perf_counter())
    outcome = stated.model.run()
    clock.append(time.perf_counter())
    values = solution(system, stated.programme, outcome) if outcome.status == "optimal" else None
    if values is not None or outcome.status == "unbounded":
        again = manner.whole(values)
        if again is not None:
            manner = replace(manner, whole=lambda _: None)
            spent = time.perf_counter() - clock[0]
            return make_system(again, case, resolution, time_limit - spent, progress, load_seconds, spent, manner)
    if outcome.status in ("failed", "unbounded"):
        code, blanks = ("S005", {}) if outcome.status == "unbounded" else ("S002", {"status": outcome.status})
        raise Faults([Fault(code, Where(name=name), blanks)])
    certificate, found = None, {}
    if values is not None:
        certificate = verify(system, values)
        if not certificate.passed:
            raise Faults([Fault("S003", Where(name=name), {"what": certificate.words()})])
        values = manner.settle(values)
        found = tables(case, system, values)
    clock.append(time.perf_counter())
    build, solve, tell = np.diff(clock)
    seconds = {"load": load_seconds, "build": float(build), "solve": float(solve), "tell": float(tell), "write": 0.0}
    seconds = {name: round(value, 3) for name, value in seconds.items()}
    seconds["total"] = round(sum(seconds.values()), 3)
    plan = Plan(
        case, system, resolution, outcome.status, outcome.objective - system.sunk, certificate, stated.model.matrix.size,
        seconds, outcome.algorithm, found, peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        values=values,
    )  # fmt: skip
    return plan, stated
