"""Where a case of MUIO lies (a folder, or a zip of one), and which of its runs is meant."""

from __future__ import annotations

import hashlib
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from geju.core.errors import Fault, Faults, Where, nearest

MARK = "genData.json"  # what a case folder is known by
RUNS = "view/resData.json"  # its runs, and the scenarios of each
RESULTS = "res"  # the folder of runs


@dataclass(frozen=True)
class Place:
    """A case of MUIO: the folder or zip it is in, the run that a path names (``CASE/res/RUN``), the folder inside a zip."""

    path: Path
    run: str = ""
    inside: str = ""

    @property
    def name(self) -> str:
        """What the case is called: its folder's name."""
        return PurePosixPath(self.inside).name or (self.path.stem if self.path.is_file() else self.path.resolve().name)

    @property
    def zipped(self) -> bool:
        return self.path.is_file()

    def names(self) -> list[str]:
        """The JSON files of the case, and the file of its runs where there is one."""
        if not self.zipped:
            here = sorted(p.name for p in self.path.glob("*.json"))
            return here + [RUNS] * (self.path / RUNS).is_file()
        with zipfile.ZipFile(self.path) as archive:
            inner = [PurePosixPath(name) for name in sorted(archive.namelist())]
        root = PurePosixPath(self.inside)
        here = [p.name for p in inner if p.parent == root and p.suffix == ".json"]
        return here + [RUNS] * (root / RUNS in inner)

    def bytes(self, name: str) -> bytes:
        """What stands in one of its files."""
        if not self.zipped:
            return (self.path / name).read_bytes()
        with zipfile.ZipFile(self.path) as archive:
            return archive.read(str(PurePosixPath(self.inside) / name))

    def json(self, name: str) -> Any:
        """One of its files, read. Error O014."""
        try:
            return json.loads(self.bytes(name).decode("utf-8-sig"))
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise self.fault(name, str(error)) from None

    def fault(self, name: str, what: str) -> Faults:
        """The fault of a file that is not as MUIO writes it."""
        return Faults([Fault("O014", Where(f"{self.name}/{name}"), {"file": name, "what": what})])


def find(path: Path) -> Place | None:
    """The case of MUIO that a path names: a folder, a zip, or a run in one of them. Error O019."""
    run = path.name if path.parent.name == RESULTS else ""
    root = path.parent.parent if run else path
    if (root / MARK).is_file():
        return Place(root, run)
    if root.suffix != ".zip" or not root.is_file() or not zipfile.is_zipfile(root):
        return None
    with zipfile.ZipFile(root) as archive:
        marks = [PurePosixPath(name) for name in archive.namelist() if PurePosixPath(name).name == MARK]
    folders = [str(mark.parent) for mark in marks if "__MACOSX" not in mark.parts]
    if len(folders) > 1:
        raise Faults([Fault("O019", Where(str(root)), {"known": ", ".join(folders)})])
    return Place(root, run, folders[0]) if folders else None


def digest(place: Place) -> str:
    """A fingerprint of the files a case is read from, and of the run."""
    mark = hashlib.sha256(place.run.encode())
    for name in place.names():
        mark.update(name.encode() + b"\0" + place.bytes(name) + b"\0")
    return mark.hexdigest()


def scenarios(place: Place, general: dict[str, Any], notes: list[str]) -> list[str]:
    """The scenarios of the run that is meant, in the order they are laid over each other. Errors O005, O014, O016 … O018.

    The run is that of the path, else the only one, else any when all have the same scenarios; a case without a run is its first
    scenario. What was chosen goes into ``notes``.
    """
    try:
        known = {str(s["ScenarioId"]): str(s["Scenario"]) for s in general["osy-scenarios"]}
        listed = place.json(RUNS)["osy-cases"] if RUNS in place.names() else []
        runs = {
            str(run["Case"]): [str(s["ScenarioId"]) for s in run["Scenarios"] if s["Active"] is True] for run in listed
        }
        base = next(iter(known))
    except (KeyError, TypeError, StopIteration) as error:
        raise place.fault(f"{MARK}, {RUNS}", f"{type(error).__name__} {error}") from None
    name = _which(place, runs)
    taken = runs[name] if name else [base]
    _sound(place, name, taken, known)
    notes.append(_told(name, taken, runs, known))
    return taken


def _told(name: str, taken: list[str], runs: dict[str, list[str]], known: dict[str, str]) -> str:
    """What was taken, what says the same, and what was left out."""
    told = f"scenarios {' + '.join(known[s] for s in taken)}"
    if not name:
        rest = [known[s] for s in known if s not in taken]
        begin = f"the case has no run: its first scenario, {known[taken[0]]}, was taken"
        return begin + (f"; {', '.join(rest)} left out" if rest else "")
    alike = [run for run in runs if run != name and runs[run] == taken]
    rest = [run for run in runs if runs[run] != taken]
    more = [f"the same as {', '.join(alike)}"] * bool(alike) + [f"{', '.join(rest)} left out"] * bool(rest)
    return "; ".join([f"run {name} was taken: {told}", *more])


def _which(place: Place, runs: dict[str, list[str]]) -> str:
    """The name of the run that is meant; blank when there is none. Errors O016, O017."""
    known = ", ".join(runs) or "-"
    if place.run and place.run not in runs:
        where = Where(str(place.path), name=place.run)
        raise Faults([Fault("O017", where, {"name": place.run, "known": known}, nearest(place.run, runs))])
    if not place.run and len({tuple(taken) for taken in runs.values()}) > 1:
        example = f"{place.path}/{RESULTS}/{next(iter(runs))}"
        raise Faults([Fault("O016", Where(str(place.path)), {"known": known, "example": example})])
    return place.run or next(iter(runs), "")


def _sound(place: Place, name: str, taken: list[str], known: dict[str, str]) -> None:
    """A run has scenarios, and the case knows them. Errors O005, O018."""
    if not taken:
        raise Faults([Fault("O018", Where(str(place.path), name=name), {"name": name})])
    strange = [s for s in taken if s not in known]
    if strange:
        where = Where(f"{place.name}/{RUNS}", name=name)
        raise Faults([Fault("O005", where, {"name": name, "value": s, "set": "osy-scenarios"}) for s in strange])


__all__ = ["MARK", "RUNS", "Place", "digest", "find", "scenarios"]
