"""Geju (格局): turn a regional-development policy into a plan that can be costed, tested, explained and tracked."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from geju.bridge.imported import Imported
from geju.core.case import Case
from geju.core.case import load as _load
from geju.core.errors import Fault, Faults, Where, nearest
from geju.core.version import __version__ as __version__
from geju.front import Subject, inputs_of, subject, unchanged
from geju.plan.plan import Plan
from geju.plan.solve import Progress

if TYPE_CHECKING:
    from geju.appraise.price import Prices

__all__ = ["Case", "Faults", "Plan", "explain", "load", "plan", "price", "shipped"]


def shipped() -> dict[str, Path]:
    """The cases that come with Geju, by name: from a checkout, or from inside an installed package."""
    here = Path(__file__).parent
    homes = (here.parents[1] / "cases", here / "cases")
    return {path.parent.name: path.parent for home in reversed(homes) for path in sorted(home.glob("*/case.yaml"))}


def load(name: Any) -> Case | Imported:
    """A case by shipped name or folder, or a model of another tool.

    Those are PyPSA (netCDF file, CSV folder, live network) and OSeMOSYS (otoole folder, MathProg data, case of MUIO or a run in
    it: ``CASE/res/RUN``). Errors: K001, and every fault of the files at once; B and O codes.
    """
    from geju.bridge import pypsa

    if not isinstance(name, str | Path):
        return pypsa.load(name)
    path = Path(name)
    if pypsa.is_network(path):
        return pypsa.load(path)
    if not (path / "case.yaml").is_file() and (path.exists() or path.parent.name == "res"):
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
    case: Any, *, clauses: str | Path = "", resolution: str = "", without: tuple[str, ...] = (), changes: tuple[str, ...] = (),
    time_limit: float = np.inf, progress: Progress | None = None,
) -> Plan:  # fmt: skip
    """The least-cost plan that meets every clause: those of the case, or of the file ``clauses``.

    ``changes`` are figures to change first, each ``NAME=VALUE``. When no plan exists its status is ``infeasible`` and
    ``conflict`` says which clauses clash and what would repair them; ``limit`` means that time ran out. Errors: those of
    :func:`load`, C codes, K004, K005, S002, S003, S005.
    """
    asked, seconds = _asked(case, clauses, resolution, without, changes)
    return asked.made(time_limit, progress, seconds)[0]


def explain(
    case: Any,
    *,
    clauses: str | Path = "",
    resolution: str = "",
    without: tuple[str, ...] = (),
    changes: tuple[str, ...] = (),
    time_limit: float | None = None,
) -> tuple[dict[str, object], ...]:
    """The clauses of a case that cannot hold together and the cheapest repair; empty when a plan exists.

    Only the elastic programme over the clauses is solved, never the hard one. A model of another tool that has no plan even
    without clauses is explained by its own rows. ``TimeoutError`` when ``time_limit`` seconds (8 for such rows, when none is
    given) go by before it is known.
    """
    return _asked(case, clauses, resolution, without, changes)[0].explain(seconds=time_limit)


def price(
    case: Any, *, clauses: str | Path = "", resolution: str = "", without: tuple[str, ...] = (), changes: tuple[str, ...] = (),
    only: tuple[str, ...] = (), alone: bool = False, time_limit: float = np.inf, progress: Progress | None = None,
) -> Prices:  # fmt: skip
    """What every clause costs, at the margin and in all: of a case or model, or of the folder that a plan was saved in.

    ``only`` some clauses · ``alone`` also what each costs when no other asks for anything. Errors: those of :func:`plan`, A101 …
    A104.
    """
    folder = Path(case) if isinstance(case, str | Path) else None
    if folder is None or not (folder / "plan.json").is_file():
        asked, seconds = _asked(case, clauses, resolution, without, changes)
        return asked.price(only, alone, time_limit, progress, seconds)
    if clauses or resolution or without or changes:
        raise Faults([Fault("A104", Where(str(folder)), {"folder": str(folder)})])
    begin, was = time.perf_counter(), inputs_of(folder)
    model = load(was["case"])
    unchanged(folder, was, model)
    asked = subject(model, was["clauses"], was["resolution"], tuple(was["without"]), tuple(was["set"]), was["case"])
    return asked.price(only, alone, time_limit, progress, round(time.perf_counter() - begin, 3))


def _asked(
    case: Any, clauses: str | Path, resolution: str, without: tuple[str, ...], changes: tuple[str, ...]
) -> tuple[Subject, float]:
    """The case or model as it is asked about, and the seconds it took to read."""
    begin = time.perf_counter()
    model = case if isinstance(case, Case | Imported) else load(case)
    asked = subject(model, clauses, resolution, without, changes, _name(model))
    return asked, round(time.perf_counter() - begin, 3)


def _name(model: Case | Imported) -> str:
    """Where a model can be read again: its shipped name, or its path; blank for a live network."""
    path = model.source if isinstance(model, Imported) else model.folder
    for name, folder in shipped().items():
        if path.resolve() == folder.resolve():
            return name
    return str(path.resolve()) if path.name else ""
