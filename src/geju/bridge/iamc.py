"""Tables of the IAMC, the layout of integrated assessment: Model, Scenario, Region, Variable, Unit and years, in and out.

A tidy frame has the columns ``model scenario region variable unit year value``. Files are CSV or Excel, wide (a column a year)
or long (columns year and value).
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import polars as pl

from geju.bridge.excel_cells import Workbook
from geju.core.errors import Fault, Where, nearest, refuse
from geju.core.workbook import library, put

INDEX = ("model", "scenario", "region", "variable", "unit")
LONG = (*INDEX, "year", "value")
SCHEMA = dict.fromkeys(INDEX, pl.String) | {"year": pl.Int64, "value": pl.Float64}
SHEET = "data"
Line = tuple[int, list[str]]


def tidy(rows: Iterable[tuple[Any, ...]]) -> pl.DataFrame:
    """A tidy frame of rows (model, scenario, region, variable, unit, year, value)."""
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def read(path: Path) -> pl.DataFrame:
    """A file of the IAMC as a tidy frame; blank cells are no value. Errors T002 … T006, T009, T023, X001, all at once."""
    faults: list[Fault] = []
    lines = list(_workbook(path, faults) if path.suffix == ".xlsx" else _csv(path, faults))
    heading = [cell.lower() if not cell.isdigit() else cell for cell in lines[0][1]] if lines else []
    faults += _heading(heading, path.name)
    refuse(faults)
    place = {name: k for k, name in enumerate(heading)}
    years = [name for name in heading if name.isdigit()]
    rows: list[tuple[Any, ...]] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, cells in lines[1:]:
        own = [cells[place[name]] for name in INDEX]
        faults += [
            _fault("T005", path, number, name, meaning=name) for name, cell in zip(INDEX, own, strict=True) if not cell
        ]
        for year in years or [cells[place["year"]]]:
            text, column = cells[place[year if years else "value"]], year if years else "value"
            value = _value(text, path, number, column, faults)
            key = (*own[:-1], year)
            if value is not None and seen.setdefault(key, number) != number:
                faults.append(_fault("T009", path, number, "", key=" | ".join(key), other=seen[key]))
            if not years and not year.isdigit():
                faults.append(_fault("T020", path, number, "year", value=year))
            elif value is not None:
                rows.append((*own, int(year), value))
    refuse(faults)
    return tidy(rows)


def _fault(code: str, path: Path, line: int, column: str, /, **blanks: object) -> Fault:
    return Fault(code, Where(path.name, line, column), {"table": "IAMC", "column": column, **blanks})


def _heading(heading: list[str], name: str) -> list[Fault]:
    """Faults of the heading: T004 a column is missing, T003 one that does not belong."""
    wide = any(cell.isdigit() for cell in heading)
    wanted = INDEX if wide else LONG
    where = Where(name, 1)
    faults = [Fault("T004", where, {"table": "IAMC", "column": own}) for own in wanted if own not in heading]
    faults += [
        Fault("T003", where, {"table": "IAMC", "column": own}, nearest(own, wanted))
        for own in heading if own not in wanted and not own.isdigit()
    ]  # fmt: skip
    return faults + [
        Fault("T028", where, {"column": own}) for own in dict.fromkeys(heading) if own and heading.count(own) > 1
    ]


def _value(text: str, path: Path, line: int, column: str, faults: list[Fault]) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if math.isfinite(value):
        return value
    faults.append(_fault("T006", path, line, column, value=text))
    return None


def _csv(path: Path, faults: list[Fault]) -> Iterator[Line]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader, width = csv.reader(stream, strict=True), 0
            for row in reader:
                width = width or len(row)
                if not any(row):
                    continue
                if len(row) == width:
                    yield reader.line_num, [cell.strip() for cell in row]
                else:
                    blanks = {"line": reader.line_num, "found": len(row), "expected": width}
                    faults.append(_fault("T023", path, reader.line_num, "", **blanks))
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        refuse([Fault("T002", Where(path.name), {"file": path.name, "why": str(error)})])


def _workbook(path: Path, faults: list[Fault]) -> Iterator[Line]:
    """The sheet ``data``, else the first."""
    book = Workbook(path)
    sheet = SHEET if SHEET in book.sheets else book.sheets[0]
    for number, values in book.lines(sheet):
        yield number, [book.text(sheet, f"A{number}", value) for value in values]
    faults += book.faults


def write(frame: pl.DataFrame, path: Path, long: bool = False) -> None:
    """Write a tidy frame: CSV or Excel by the name, wide unless ``long``. Every number comes back as it was."""
    heading, rows = _long(frame) if long else _wide(frame)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".xlsx":
        book = library().Workbook()
        book.active.title = SHEET
        for number, row in enumerate([heading, *rows], 1):
            put(book.active, number, row)
        book.save(path)
        return
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([heading, *rows])


def _long(frame: pl.DataFrame) -> tuple[list[Any], list[list[Any]]]:
    return [name.capitalize() for name in LONG], [list(row) for row in frame.select(LONG).rows()]


def _wide(frame: pl.DataFrame) -> tuple[list[Any], list[list[Any]]]:
    years = sorted(set(frame["year"]))
    found: dict[tuple[str, ...], dict[int, float]] = {}
    for *key, year, value in frame.select(LONG).rows():
        found.setdefault(tuple(key), {})[year] = value
    rows = [[*key, *(values.get(year, "") for year in years)] for key, values in found.items()]
    return [*(name.capitalize() for name in INDEX), *years], rows
