"""OSeMOSYS and CLEWs models, run exactly: otoole folders, workbooks, data files and cases of MUIO in, otoole's results out."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from pathlib import Path

from geju.bridge import osemosys_muio, osemosys_muio_place
from geju.bridge.imported import Imported, Results, Values, flat_places
from geju.bridge.osemosys_build import Build, build, finish
from geju.bridge.osemosys_change import changed
from geju.bridge.osemosys_csv import is_folder, read_folder
from geju.bridge.osemosys_data import Data
from geju.bridge.osemosys_excel import BOOKS, is_book, read_book
from geju.bridge.osemosys_limits import limits
from geju.bridge.osemosys_result import breaks, results, settle, write
from geju.bridge.osemosys_section import from_section
from geju.bridge.osemosys_signs import signs
from geju.bridge.osemosys_storage import storage
from geju.bridge.osemosys_text import read_section
from geju.bridge.osemosys_words import DEFAULT, PARTS, VINTAGES, Vintage
from geju.core.errors import Fault, Faults, Where, nearest, refuse
from geju.core.system import System

TEXTS = (".txt", ".dat", ".mod")
PEAK = "TechWithCapacityNeededToMeetPeakTS"
VINTAGE_LINE = re.compile(r"^# vintage (\S+)\s*$", re.MULTILINE)
ELSEWHERE = {"SEASON", "DAYTYPE", "DAILYTIMEBRACKET", "ResultsPath"}  # what a data file of MUIO 4 has not
SECOND = 2  # the tag of a user-defined constraint that MUIO has for none


def is_model(path: Path) -> bool:
    """Whether there is an otoole folder, its config.yaml, a workbook, a MathProg data file or a case of MUIO at ``path``.

    Errors O019, R050, X001.
    """
    if osemosys_muio_place.find(path) is not None:
        return True
    if path.is_dir():
        return is_folder(path)
    if path.suffix in (".yaml", ".yml"):
        return path.is_file() and is_folder(path)
    if path.suffix not in TEXTS or not path.is_file():
        return is_book(path)
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    return "TECHNOLOGY" in text and "param" in text


def kind(path: Path) -> str:
    """Which of the four a model is: ``folder``, ``text``, ``workbook`` or ``muio``."""
    if is_folder(path):
        return "folder"
    forms = dict.fromkeys(TEXTS, "text") | dict.fromkeys(BOOKS, "workbook")
    return forms.get(path.suffix, "muio") if path.is_file() else "muio"


def load(path: Path | str, vintage: str = "") -> Imported:
    """The model at ``path`` as a system. Errors O001 … O019.

    ``vintage`` says which published code is meant (:data:`VINTAGES`): 2024 (osemosys.txt) unless the data can only be another's.
    """
    source = Path(path)
    data = read(source)
    if not data.said("OutputActivityRatio"):
        data.notes.append("no technology gives anything: OutputActivityRatio is missing or 0 throughout")
    return state(data, chosen(data, vintage), source)


def read(source: Path) -> Data:
    """The data at a path. Errors O001 … O008, O010, O012 … O019."""
    case = None if is_folder(source) else osemosys_muio_place.find(source)
    if case is not None:
        return osemosys_muio.read(case)
    if source.is_dir() or source.suffix in (".yaml", ".yml"):
        if not is_folder(source):
            raise Faults([Fault("O012", Where(str(source)), {"path": str(source)})])
        return read_folder(source)
    if is_book(source):
        return read_book(source)
    try:
        text = source.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Faults([Fault("O012", Where(str(source)), {"path": str(source)})]) from None
    data = from_section(read_section(text, source.name), source.stem, source.name)
    named = VINTAGE_LINE.search(text)
    data.vintage = named[1] if named else ""
    return data


def chosen(data: Data, vintage: str) -> Vintage:
    """The vintage asked for, or the one the data speak of. Error O011."""
    wanted = vintage or data.vintage
    if wanted and wanted not in VINTAGES:
        blanks = {"name": wanted, "known": ", ".join(VINTAGES)}
        raise Faults([Fault("O011", Where(name=wanted), blanks, nearest(wanted, VINTAGES))])
    if vintage:
        return VINTAGES[vintage]
    data.notes.append(f"read as the code of vintage {(name := _spoken(data))}; there are {', '.join(VINTAGES)}")
    if (data.dense("UDCTag") >= 0).any():
        senses = ", ".join(f"{k} {sense or 'is nothing'}" for k, sense in enumerate(VINTAGES[name].udc))
        data.notes.append(f"codes differ in what UDCTag says; in vintage {name}: {senses}")
    return VINTAGES[name]


def _spoken(data: Data) -> str:
    """The vintage that data speak of.

    The published code of 2024 has no user-defined constraints, and none since 2012 runs without the sets of seasons: data with
    the former, or a MathProg file without the latter (nor a path for printed results), and nothing that the code of MUIO 4
    lacks, are that one's.
    That of 2017 asks for TechWithCapacityNeededToMeetPeakTS and knows no rate of stores. A case of MUIO names its version, and a
    file that Geju wrote of one.
    """
    name = data.vintage or DEFAULT
    if data.vintage:
        return name
    plain = "DiscountRateIdv" not in data.named and not lacking(data) and not (data.dense("UDCTag") == SECOND).any()
    if "DiscountRate" in data.tables and len(data.tables["DiscountRate"].index) == 2:
        name = "2020"
    elif any(part in data.parts for part in (*PARTS, "COMMODITY")):
        name = "muio"
    elif "MODEperTECHNOLOGY" in data.keyed:
        name = "2024-short"
    elif PEAK in data.named:
        name = "2017"
    elif plain and "YEAR" in data.named and not ELSEWHERE & data.named:
        name = "muio-4"
    elif data.sets["s"] and "DiscountRateStorage" not in data.named:
        name = "2017"
    elif data.sets["u"] and plain:
        name = "muio-4"
    return name


def lacking(data: Data) -> list[str]:
    """What the code of MUIO 4 cannot run."""
    return [name for name in ("TechnologyToStorage", "TechnologyFromStorage", "TradeRoute") if data.said(name)]


def simpler(data: Data, vintage: Vintage) -> Data:
    """The data that a plain code looks at: no stores, no whole units. Error O009."""
    absent = [*lacking(data), *(name for name in vintage.lacks if data.said(name))]
    refuse([Fault("O009", Where(name=n), {"what": f"{n} (vintage {vintage.name})"}) for n in absent])
    if data.sets["s"]:
        data.notes.append(
            f"no technology fills or empties a store: they were left out, as vintage {vintage.name} has none"
        )
    gone = {n for n, table in data.tables.items() if "s" in table.index} | {"CapacityOfOneTechnologyUnit"}
    return replace(data, sets=data.sets | {"s": ()}, tables={n: t for n, t in data.tables.items() if n not in gone})


def state(data: Data, vintage: Vintage, source: Path, literal: bool = False) -> Imported:
    """A model's data as a system, and the way back. Errors O009."""
    if vintage.plain:
        data = simpler(data, vintage)
    made, system = assemble(data, vintage, literal)

    def whole(values: Values | None) -> Imported | None:
        if literal or (values is not None and not breaks(made, system, values)):
            return None
        return state(data, vintage, source, literal=True)

    def told(values: Values) -> Results:
        return results(made, system, values)

    return Imported(
        data.name, source, system, flat_places(data.sets["r"], "region"), float(data.dense("DiscountRate").ravel()[0]),
        digest(source), told, lambda values, folder: write(told(values), folder), tuple(dict.fromkeys(data.notes)),
        lambda values: settle(made, system, values), whole,
        change=lambda name, value: _altered(data, vintage, source, name, value),
    )  # fmt: skip


def _altered(data: Data, vintage: Vintage, source: Path, name: str, value: str) -> Imported:
    """The model with one figure changed, or read as another vintage (``vintage=NAME``). Errors K004, K005, O009, O011."""
    if name == "vintage":
        other = replace(data, notes=[*data.notes, f"the vintage was set to {value}"])
        return state(other, chosen(other, value), source)
    return state(changed(data, name, value), vintage, source)


def assemble(data: Data, vintage: Vintage, literal: bool = False) -> tuple[Build, System]:
    """The system of a model and how its items are numbered."""
    made = build(data, vintage, literal)
    limits(made)
    signs(made)
    storage(made)
    return made, finish(made)


def digest(source: Path) -> str:
    """A fingerprint of the files a model is read from."""
    case = None if is_folder(source) else osemosys_muio_place.find(source)
    if case is not None:
        return osemosys_muio_place.digest(case)
    folder = source if source.is_dir() else source.parent
    files = (
        [source]
        if source.is_file() and source.suffix in (*TEXTS, *BOOKS)
        else sorted([*folder.rglob("*.csv"), *folder.rglob("*.y*ml")])
    )
    mark = hashlib.sha256()
    for file in files:
        mark.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return mark.hexdigest()


__all__ = ["BOOKS", "TEXTS", "VINTAGES", "is_model", "kind", "load", "read"]
