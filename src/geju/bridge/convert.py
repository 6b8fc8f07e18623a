"""Convert between the forms a case, a model or a result may have: whatever is exact; what is not is refused by name."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geju.bridge import (
    case_files,
    datapackage,
    excel,
    excel_read,
    iamc,
    iamc_case,
    osemosys,
    pypsa_csv,
    pypsa_raw_csv,
    pypsa_raw_netcdf,
)
from geju.bridge.iamc_template import template
from geju.bridge.osemosys_write import differences as model_differences
from geju.bridge.osemosys_write import write_folder, write_text
from geju.bridge.pypsa_raw import differences, lost
from geju.core.case import Case, load
from geju.core.errors import Fault, Faults, Where, refuse

FORMS = (
    "case",
    "workbook",
    "package",
    "plan",
    "iamc",
    "pypsa-netcdf",
    "pypsa-folder",
    "osemosys-text",
    "osemosys-folder",
    "osemosys-muio",
    "osemosys-workbook",
)
MODELS = FORMS[5:]
CASES = ("case", "workbook", "package")
TEXTS = (".txt", ".dat")


@dataclass(frozen=True)
class Wish:
    """What is asked for beside source and target.

    ``check`` finds the faults of a loaded case · ``replace`` what stands at the target may go · ``long`` IAMC with a row a year ·
    ``scenario`` which of several · ``template`` of IAMC variables · ``case`` that a scenario is to become rows of.
    """

    check: Callable[[Case], list[Any]]
    replace: bool = False
    long: bool = False
    scenario: str = ""
    template: Path | None = None
    case: Path | None = None


@dataclass(frozen=True)
class Done:
    """What was converted: forms of source and target, where it is, and what of the source was left out."""

    source: str
    target: str
    path: Path
    left: tuple[str, ...] = ()


def form_of(path: Path) -> str:
    """The form of what stands at a path. Error X013."""
    if path.name == datapackage.NAME and path.is_file():
        return "package"
    if path.is_dir():
        marks = {"case": case_files.SETTINGS, "package": datapackage.NAME, "plan": "plan.json"}
        found = next((form for form, mark in marks.items() if (path / mark).is_file()), "")
        if not found and pypsa_csv.is_network(path):
            return "pypsa-folder"
        if found:
            return found
    if path.suffix == ".nc" and path.is_file():
        return "pypsa-netcdf"
    if osemosys.is_model(path):
        return f"osemosys-{osemosys.kind(path)}"
    if path.suffix == ".xlsx" and path.is_file():
        return "workbook" if excel_read.is_case(path) else "iamc"
    if path.suffix == ".csv" and path.is_file():
        return "iamc"
    raise Faults([Fault("X013", Where(str(path)), {"path": str(path)})])


def form_for(path: Path, source: str) -> str:
    """The form that the name of a target asks for, given that of the source. Error X013."""
    if path.name == datapackage.NAME:
        return "package"
    if path.suffix == ".xlsx":
        return "iamc" if source in ("plan", "iamc") else "workbook"
    if path.suffix == ".csv":
        return path.stem if path.stem in ("bounds", "demand") else "iamc"
    if path.suffix == ".nc":
        return "pypsa-netcdf"
    if path.suffix in TEXTS:
        return "osemosys-text"
    if path.suffix and not path.is_dir():
        raise Faults([Fault("X013", Where(str(path)), {"path": str(path)})])
    family = {"pypsa": "pypsa-folder", "osemosys": "osemosys-folder"}
    return family.get(source.partition("-")[0], "case")


def convert(source: Path, target: Path, wish: Wish) -> Done:
    """Convert ``source`` to ``target``; nothing stands at the target unless all of it does.

    Errors: X010 something stands there already, X011 replacing it would lose files, X012, X024, X025 no exact way, X013 a form
    unknown, X015 something that the target cannot carry, X019 … X023 of scenarios, and those of reading the source.
    """
    form = form_of(source)
    asked = form_for(target, form)
    way = WAYS.get((form, asked))
    if way is None:
        raise Faults([_refusal(form, asked, source, target)])
    place = target.parent if asked == "package" else target
    if asked == "package" and form == "case" and place.resolve() == source.resolve():
        _sound(source, wish)
        datapackage.write(source, place)
        return Done(form, asked, target)
    with _beside(place, wish.replace) as fresh:
        left = way(source, fresh, wish)
    return Done(form, asked, target, tuple(left))


def _refusal(form: str, asked: str, source: Path, target: Path) -> Fault:
    code = "X024" if form in CASES and asked in MODELS else "X025" if form in MODELS and asked not in MODELS else "X012"
    known = ", ".join(sorted({to for begin, to in WAYS if begin == form})) or "-"
    return Fault(code, Where(str(source)), {"source": form, "target": asked, "path": str(target), "known": known})


@contextmanager
def _beside(target: Path, replace: bool) -> Iterator[Path]:
    """A place beside the target that takes its name once it is whole. Errors K006, X010, X011."""
    full = target.is_dir() and any(target.iterdir())
    if (target.is_file() or full) and not replace:
        raise Faults([Fault("X010", Where(str(target)), {"path": str(target)})])
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".geju-", dir=target.parent) as room:
            fresh = Path(room) / target.name
            yield fresh
            if target.is_dir():
                _nothing_lost(target, fresh)
                shutil.rmtree(target)
            fresh.replace(target)
    except OSError as error:
        raise Faults([Fault("K006", Where(str(target)), {"path": str(target), "why": str(error)})]) from None


def _nothing_lost(old: Path, new: Path) -> None:
    """Error X011: files of a folder that what replaces it does not have."""
    files = {path.relative_to(old).as_posix() for path in old.rglob("*") if path.is_file()}
    kept = {path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file()} if new.is_dir() else set()
    gone = sorted(files - kept)
    if gone:
        raise Faults([Fault("X011", Where(str(old)), {"path": str(old), "files": ", ".join(gone[:8])})])


def _sound(folder: Path, wish: Wish) -> Case:
    """The case in a folder, without a fault."""
    case = load(folder)
    refuse(wish.check(case))
    return case


def _case_to_workbook(source: Path, target: Path, wish: Wish) -> list[str]:
    _sound(source, wish)
    excel.write(case_files.read(source), target)
    found = case_files.read(source)
    carried = {case_files.SETTINGS, found.policy, str(found.head.get("text", ""))}
    carried |= {case_files.file_of(*key) for key in found.tables}
    others = {path.relative_to(source).parts[0] for path in datapackage.files(source)
              if path.relative_to(source).as_posix() not in carried}  # fmt: skip
    return sorted(others - set(found.settings["sectors"]))


def _workbook_to_case(source: Path, target: Path, wish: Wish) -> list[str]:
    excel_read.unpack(source, target, wish.check)
    return []


def _case_to_package(source: Path, target: Path, wish: Wish) -> list[str]:
    _sound(source, wish)
    datapackage.write(source, target)
    return []


def _package_to_case(source: Path, target: Path, wish: Wish) -> list[str]:
    datapackage.read(source if source.is_file() else source / datapackage.NAME, target)
    _sound(target, wish)
    return []


def _through(first: Callable[..., Any], then: Callable[..., Any]) -> Callable[[Path, Path, Wish], list[str]]:
    """Two steps with a case folder between them."""

    def both(source: Path, target: Path, wish: Wish) -> list[str]:
        with tempfile.TemporaryDirectory() as room:
            between = Path(room) / "case"
            first(source, between, wish)
            left: list[str] = then(between, target, wish)
        return left

    return both


def _plan_to_iamc(source: Path, target: Path, wish: Wish) -> list[str]:
    file = source / "iamc.csv"
    if not file.is_file():
        raise Faults([Fault("T001", Where(str(source)), {"file": "iamc.csv"})])
    return _iamc_to_iamc(file, target, wish)


def _iamc_to_iamc(source: Path, target: Path, wish: Wish) -> list[str]:
    frame = iamc.read(source)
    if wish.scenario:
        frame = iamc_case.one_scenario(frame, wish.scenario, source.name)
    iamc.write(frame, target, wish.long)
    return []


def _iamc_to_rows(make: Callable[..., iamc_case.Made]) -> Callable[[Path, Path, Wish], list[str]]:
    def rows(source: Path, target: Path, wish: Wish) -> list[str]:
        if wish.case is None:
            raise Faults([Fault("X023", Where(source.name))])
        case = load(wish.case)
        frame = iamc_case.one_scenario(iamc.read(source), wish.scenario, source.name)
        made = make(frame, case, template(case, wish.template), source.name)
        made.write(target)
        return made.left

    return rows


def _plan_to_rows(make: Callable[..., iamc_case.Made]) -> Callable[[Path, Path, Wish], list[str]]:
    rows = _iamc_to_rows(make)
    return lambda source, target, wish: rows(source / "iamc.csv", target, wish)


def _pypsa_to_folder(source: Path, target: Path, _: Wish) -> list[str]:
    raw = pypsa_raw_netcdf.read(source)
    refuse(lost(raw, "CSV"))
    pypsa_raw_csv.write(raw, target)
    _exact(differences(raw, pypsa_raw_csv.read(target)), source, "CSV")
    return []


def _pypsa_to_netcdf(source: Path, target: Path, _: Wish) -> list[str]:
    raw = pypsa_raw_csv.read(source)
    pypsa_raw_netcdf.write(raw, target)
    _exact(differences(raw, pypsa_raw_netcdf.read(target)), source, "netCDF")
    return sorted(path.name for path in source.iterdir() if path.suffix != ".csv" and path.stem not in raw.jsons)


def _model_to(write: Callable[..., None]) -> Callable[[Path, Path, Wish], list[str]]:
    def model(source: Path, target: Path, _: Wish) -> list[str]:
        data = osemosys.read(source)
        vintage, ignored = osemosys.chosen(data, ""), [note for note in data.notes if "left out" in note]
        write(data, target)
        kind = "MathProg" if write is write_text else "otoole"
        try:
            again = osemosys.read(target)
        except Faults as error:  # a name that the other form has no way to write
            _exact(sorted({fault.where.column for fault in error.faults}), source, kind)
            raise
        _exact(model_differences(data, again), source, kind)
        if osemosys.chosen(again, "") != vintage:
            _exact([f"vintage {vintage.name}"], source, kind)
        return ignored

    return model


def _exact(wrong: list[str], source: Path, target: str) -> None:
    """Errors X015: what did not come back the same from the file just written."""
    refuse(Fault("X015", Where(source.name, name=name), {"what": name, "target": target}) for name in wrong)


WAYS: dict[tuple[str, str], Callable[[Path, Path, Wish], list[str]]] = {
    ("case", "workbook"): _case_to_workbook,
    ("case", "package"): _case_to_package,
    ("workbook", "case"): _workbook_to_case,
    ("workbook", "package"): _through(_workbook_to_case, _case_to_package),
    ("package", "case"): _package_to_case,
    ("package", "workbook"): _through(_package_to_case, _case_to_workbook),
    ("plan", "iamc"): _plan_to_iamc,
    ("plan", "bounds"): _plan_to_rows(iamc_case.bounds),
    ("plan", "demand"): _plan_to_rows(iamc_case.demand),
    ("iamc", "iamc"): _iamc_to_iamc,
    ("iamc", "bounds"): _iamc_to_rows(iamc_case.bounds),
    ("iamc", "demand"): _iamc_to_rows(iamc_case.demand),
    ("pypsa-netcdf", "pypsa-folder"): _pypsa_to_folder,
    ("pypsa-folder", "pypsa-netcdf"): _pypsa_to_netcdf,
    ("osemosys-text", "osemosys-folder"): _model_to(write_folder),
    ("osemosys-folder", "osemosys-text"): _model_to(write_text),
    ("osemosys-muio", "osemosys-text"): _model_to(write_text),
    ("osemosys-muio", "osemosys-folder"): _model_to(write_folder),
    ("osemosys-workbook", "osemosys-folder"): _model_to(write_folder),
    ("osemosys-workbook", "osemosys-text"): _model_to(write_text),
}
