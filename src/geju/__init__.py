"""Geju (格局): turn a regional-development policy into a plan that can be costed, tested, explained and tracked."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from geju.appraise.conflict import conflict, told
from geju.core.case import Case
from geju.core.case import load as _load
from geju.core.errors import Fault, Faults, Where, nearest
from geju.plan.plan import Plan, make, stand
from geju.plan.prepare import prepare
from geju.plan.solve import Progress
from geju.report.page import render

__version__ = "0.1.0"
__all__ = ["Case", "Faults", "Plan", "explain", "load", "plan", "shipped"]


def shipped() -> dict[str, Path]:
    """The cases that come with Geju, by name: from a checkout, or from inside an installed package."""
    here = Path(__file__).parent
    homes = (here.parents[1] / "cases", here / "cases")
    return {path.parent.name: path.parent for home in reversed(homes) for path in sorted(home.glob("*/case.yaml"))}


def load(name: str | Path) -> Case:
    """A case by shipped name or folder. Errors: K001, and every fault of its files at once."""
    folder = Path(name)
    if not folder.is_dir():
        known = shipped()
        if str(name) not in known:
            blanks = {"name": str(name), "known": ", ".join(known)}
            raise Faults([Fault("K001", Where(str(name)), blanks, nearest(str(name), known))])
        folder = known[str(name)]
    return _load(folder)


def plan(
    case: Case | str | Path, *, resolution: str = "", without: tuple[str, ...] = (), time_limit: float = np.inf,
    progress: Progress | None = None,
) -> Plan:  # fmt: skip
    """The least-cost plan that meets every clause of the case.

    When none exists its status is ``infeasible`` and ``conflict`` says which clauses clash and what would repair them; ``limit``
    means that time ran out. Errors: those of :func:`load`, C codes, S002, S003, S005.
    """
    begin = time.perf_counter()
    case = case if isinstance(case, Case) else load(case)
    seconds = round(time.perf_counter() - begin, 3)
    found, stated = make(case, resolution, frozenset(without), time_limit, progress, seconds)
    found = replace(found, writers=(render,))
    if found.status != "infeasible":
        return found
    clash = conflict(stated)
    return replace(found, conflict=told(case, stated, clash) if clash else ())


def explain(
    case: Case | str | Path, *, resolution: str = "", without: tuple[str, ...] = ()
) -> tuple[dict[str, object], ...]:
    """The clauses of a case that cannot hold together and the cheapest repair; empty when a plan exists.

    Only the elastic programme over the clauses is solved, never the hard one.
    """
    case = case if isinstance(case, Case) else load(case)
    stated = stand(prepare(case, resolution, frozenset(without)))
    clash = conflict(stated)
    return told(case, stated, clash) if clash else ()
