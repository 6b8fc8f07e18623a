"""Geju (格局): turn a regional-development policy into a plan that can be costed, tested, explained and tracked."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from geju.bridge.case import case_of, policy_of
from geju.bridge.imported import Imported
from geju.core.case import Case
from geju.core.case import load as _load
from geju.core.errors import Fault, Faults, Where, nearest
from geju.plan.plan import Manner, Plan, Stated, make, make_system, stand
from geju.plan.prepare import bound, prepare
from geju.plan.solve import Progress

__version__ = "0.1.0"
__all__ = ["Case", "Faults", "Plan", "explain", "load", "plan", "shipped"]


def shipped() -> dict[str, Path]:
    """The cases that come with Geju, by name: from a checkout, or from inside an installed package."""
    here = Path(__file__).parent
    homes = (here.parents[1] / "cases", here / "cases")
    return {path.parent.name: path.parent for home in reversed(homes) for path in sorted(home.glob("*/case.yaml"))}


def load(name: Any) -> Case | Imported:
    """A case by shipped name or folder, or a model of another tool.

    Those are PyPSA (netCDF file, CSV folder, live network) and OSeMOSYS (otoole folder, MathProg data). Errors: K001, and every
    fault of the files at once; B and O codes.
    """
    from geju.bridge import pypsa

    if not isinstance(name, str | Path):
        return pypsa.load(name)
    path = Path(name)
    if pypsa.is_network(path):
        return pypsa.load(path)
    if not (path / "case.yaml").is_file() and path.exists():
        from geju.bridge import osemosys

        if osemosys.is_model(path):
            return osemosys.load(path)
    if not path.is_dir():
        known = shipped()
        if str(name) not in known:
            blanks = {"name": str(name), "known": ", ".join(known)}
            raise Faults([Fault("K001", Where(str(name)), blanks, nearest(str(name), known))])
        path = known[str(name)]
    return _load(path)


def plan(
    case: Any, *, clauses: str | Path = "", resolution: str = "", without: tuple[str, ...] = (), time_limit: float = np.inf,
    progress: Progress | None = None,
) -> Plan:  # fmt: skip
    """The least-cost plan that meets every clause: those of the case, or of the file ``clauses``.

    When none exists its status is ``infeasible`` and ``conflict`` says which clauses clash and what would repair them; ``limit``
    means that time ran out. Errors: those of :func:`load`, C codes, S002, S003, S005.
    """
    begin = time.perf_counter()
    case = case if isinstance(case, Case | Imported) else load(case)
    seconds = round(time.perf_counter() - begin, 3)
    if isinstance(case, Imported):
        return _plan_imported(case, clauses, frozenset(without), time_limit, progress, seconds)
    if clauses:
        case = replace(case, policy=policy_of(Path(clauses), case.periods))
    from geju.report.page import render

    found, stated = make(case, resolution, frozenset(without), time_limit, progress, seconds)
    found = replace(found, writers=(render,))
    if found.status != "infeasible":
        return found
    return replace(found, conflict=_clash(case, stated))


def _plan_imported(
    imported: Imported, clauses: str | Path, without: frozenset[str], time_limit: float, progress: Progress | None, seconds: float
) -> Plan:  # fmt: skip
    """Plan a model of another tool as it stands, with clauses in its own names."""
    begin = time.perf_counter()
    case = case_of(imported, Path(clauses) if clauses else None)

    def whole(values: Any) -> Any:
        again = imported.whole(values)
        return None if again is None else bound(again.system, case, without)

    system = bound(imported.system, case, without)
    manner = Manner(1e-9, imported.settle, whole)  # type: ignore[arg-type]
    spent = time.perf_counter() - begin
    found, stated = make_system(system, case, case.resolution, time_limit, progress, seconds, spent, manner)
    found = replace(found, writers=(partial(_write_back, imported),))
    if found.status != "infeasible":
        return found
    return replace(found, conflict=_clash(case, stated, own_rows=True))


def _write_back(imported: Imported, made: Plan, folder: Path) -> None:
    """The results in the layout of the tool the model came from, in a file or folder of its own."""
    if made.values is not None:
        name = imported.source.name if imported.source.is_file() else imported.source.name or imported.name
        imported.write(made.values, folder / name)


def explain(
    case: Any, *, clauses: str | Path = "", resolution: str = "", without: tuple[str, ...] = ()
) -> tuple[dict[str, object], ...]:
    """The clauses of a case that cannot hold together and the cheapest repair; empty when a plan exists.

    Only the elastic programme over the clauses is solved, never the hard one. A model of another tool that has no plan even
    without clauses is explained by its own rows.
    """
    case = case if isinstance(case, Case | Imported) else load(case)
    if isinstance(case, Imported):
        own = case_of(case, Path(clauses) if clauses else None)
        stated, case = stand(bound(case.system, own, frozenset(without))), own
        return _clash(case, stated, own_rows=True)
    return _clash(case, stand(prepare(case, resolution, frozenset(without))))


def _clash(case: Case, stated: Stated, own_rows: bool = False) -> tuple[dict[str, object], ...]:
    """The clauses that cannot hold together; ``own_rows``: where it is none of them, the rows of the model itself."""
    from geju.appraise.conflict import conflict, told
    from geju.appraise.impossible import impossible

    found = conflict(stated) if len(stated.system.clauses) or not own_rows else None
    if found:
        return told(case, stated, found)
    return impossible(stated) if own_rows else ()
