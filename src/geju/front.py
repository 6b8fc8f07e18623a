"""What is asked of a case and of a model of another tool alike: plan it, explain it, price its clauses.

What only some questions need is loaded when they are asked: a small imported model is planned in less time than that takes.
"""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geju.bridge.case import case_of, policy_of
from geju.bridge.imported import Imported
from geju.core.case import Case
from geju.core.errors import Fault, Faults, Where
from geju.core.override import override
from geju.core.system import System
from geju.plan.plan import Manner, Plan, Stated, Writer, make_system, stand
from geju.plan.prepare import bound, prepare
from geju.plan.solution import Solution
from geju.plan.solve import Progress

if TYPE_CHECKING:
    from geju.appraise.price import Prices

WHOLE_GAP = 1e-9  # a model of another tool is solved as exactly as that tool would


@dataclass(frozen=True)
class Subject:
    """A case or an imported model, with the clauses asked of it and what was changed.

    ``case`` has the clauses · ``inputs`` is what plan.json keeps, so that later questions can be asked of the same.
    """

    case: Case
    imported: Imported | None
    resolution: str
    without: frozenset[str]
    inputs: dict[str, Any] = field(default_factory=dict)

    def system(self, also: frozenset[str] = frozenset(), imported: Imported | None = None) -> System:
        """The system, some more clauses left out. Errors: T and C codes, C011."""
        if self.imported is None:
            return prepare(self.case, self.resolution, self.without | also)
        model = imported or self.imported
        return bound(model.accounts(model.system) if self.case.policy else model.system, self.case, self.without | also)

    def left_out(self, values: Solution | None, also: frozenset[str] = frozenset()) -> System | None:
        """The system with the rows that were left out as never binding, when values break one (or there are none)."""
        again = self.imported.whole(values) if self.imported else None
        return None if again is None else self.system(also, again)

    def made(
        self, time_limit: float = np.inf, progress: Progress | None = None, loading: float = 0.0,
        also: frozenset[str] = frozenset(),
    ) -> tuple[Plan, Stated]:  # fmt: skip
        """The plan without some more clauses, and the programme it was made from. Errors: those of :meth:`system`, S codes."""
        begin = time.perf_counter()
        writers = self.writers()
        system, manner = self.system(also), Manner()
        if self.imported is not None:
            settle: Any = self.imported.settle
            manner = Manner(WHOLE_GAP, settle, partial(self.left_out, also=also))
        spent = time.perf_counter() - begin
        name = self.resolution or self.case.resolution
        found, stated = make_system(system, self.case, name, time_limit, progress, loading, spent, manner)
        left = max(time_limit - (time.perf_counter() - begin), 0.0) if np.isfinite(time_limit) else None
        return replace(found, writers=writers, inputs=self.inputs, conflict=self.clash(found, stated, left)), stated

    def writers(self) -> tuple[Writer, ...]:
        """What is written beside the tables: an imported model's own layout; of a case the report and the IAMC variables.

        A fault in a case's own template of IAMC variables is told here, before anything is solved.
        """
        if self.imported is not None:
            return (partial(_write_back, self.imported),)
        from geju.bridge.iamc_template import template
        from geju.report.page import render

        template(self.case)
        return (render, _write_iamc)

    def clash(self, found: Plan, stated: Stated, seconds: float | None) -> tuple[dict[str, Any], ...]:
        """Why there is no plan; nothing when there is one, or time ran out."""
        try:
            return self.explain(stated, seconds) if found.status == "infeasible" else ()
        except TimeoutError:
            return ()

    def explain(self, stated: Stated | None = None, seconds: float | None = None) -> tuple[dict[str, Any], ...]:
        """The clauses that cannot hold together and the cheapest repair; an imported model's own rows where those are why.

        ``TimeoutError`` when that is not known after ``seconds`` (none given: as long as clauses take, and a few for rows).
        """
        from geju.appraise.conflict import conflict, told
        from geju.appraise.impossible import SECONDS, impossible

        stated, begin = stated or stand(self.system()), time.perf_counter()
        clauses = self.imported is None or len(stated.system.clauses) > 0
        clash = conflict(stated, np.inf if seconds is None else seconds) if clauses else None
        if clash:
            return told(self.case, stated, clash)
        left = SECONDS if seconds is None else seconds - (time.perf_counter() - begin)
        return impossible(stated, left) if self.imported else ()

    def price(
        self, only: tuple[str, ...], alone: bool, time_limit: float, progress: Progress | None, loading: float
    ) -> Prices:
        """The plan, and what its clauses cost. Errors: those of :meth:`made`, A101, C011."""
        from geju.appraise.price import price

        begin = time.perf_counter()
        plan, stated = self.made(time_limit, progress, loading)
        left = time_limit - (time.perf_counter() - begin)

        def again(also: frozenset[str], seconds: float) -> Plan:
            return self.made(seconds, also=also)[0]

        return price(self.case, plan, stated, again, self.left_out, without=self.without, only=only, alone=alone,
                     seconds=left, progress=progress)  # fmt: skip


def _write_iamc(made: Plan, folder: Path) -> None:
    """iamc.csv: the plan in the variables of integrated assessment."""
    from geju.bridge import iamc_plan

    if made.case is not None:
        iamc_plan.save(made.case, made.tables, folder)


def _write_back(imported: Imported, made: Plan, folder: Path) -> None:
    """The results in the layout of the tool the model came from, in a file or folder of its own."""
    if made.values is not None:
        name = imported.source.name if imported.source.is_file() else imported.source.name or imported.name
        imported.write(made.values, folder / name)


def subject(
    model: Case | Imported, clauses: str | Path = "", resolution: str = "", without: tuple[str, ...] = (),
    changes: tuple[str, ...] = (), name: str = "",
) -> Subject:  # fmt: skip
    """A case or model as it is asked about. Errors: P codes, K004, K005, A103."""
    path = Path(clauses) if clauses else None
    inputs = {
        "case": name, "clauses": str(path.resolve()) if path else "", "clauses_digest": _digest(path), "resolution": resolution,
        "without": sorted(without), "set": list(changes),
    }  # fmt: skip
    for change in changes:
        key, _, value = change.partition("=")
        model = changed(model, key.strip(), value.strip())
    if isinstance(model, Imported):
        return Subject(case_of(model, path), model, "", frozenset(without), inputs)
    if path:
        model = replace(model, policy=policy_of(path, model.periods))
    return Subject(model, None, resolution, frozenset(without), inputs)


def changed(model: Case | Imported, name: str, value: str) -> Case | Imported:
    """A case or model with one figure changed. Errors K004, K005."""
    return override(model, name, value) if isinstance(model, Case) else model.change(name, value)


def inputs_of(folder: Path) -> dict[str, Any]:
    """What the plan in a folder was made from: plan.json's ``inputs`` with its digest. Error A102."""
    try:
        document = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
        found = {**document["inputs"], "digest": str(document["digest"])}
        known = {"case": str, "clauses": str, "clauses_digest": str, "resolution": str, "without": list, "set": list}
        if not found["case"] or not all(isinstance(found[key], kind) for key, kind in known.items()):
            raise KeyError("case")
    except (OSError, ValueError, KeyError, TypeError):
        raise Faults([Fault("A102", Where(str(folder / "plan.json")), {"folder": str(folder)})]) from None
    return found


def unchanged(folder: Path, inputs: dict[str, Any], model: Case | Imported) -> None:
    """Refuse when the files a plan was made from are no longer what they were. Error A103."""
    clauses = Path(inputs["clauses"]) if inputs["clauses"] else None
    if model.digest != inputs["digest"] or _digest(clauses) != inputs["clauses_digest"]:
        raise Faults([Fault("A103", Where(str(folder)), {"folder": str(folder)})])


def _digest(path: Path | None) -> str:
    """A fingerprint of a clause file; blank for none."""
    if path is None or not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest()
