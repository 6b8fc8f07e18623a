"""Read a case's workbook: a case folder out of it, or every fault at once, each with its sheet and cell."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from geju.bridge import case_files
from geju.bridge.case_files import CaseFiles, Grid, file_of
from geju.bridge.excel import MORE, clause_item, column_of
from geju.bridge.excel_cells import Line, Value, Workbook, sheet_names
from geju.bridge.excel_spots import Spots, translated
from geju.bridge.excel_words import CLAUSE_COLUMNS, PARTS, SHEETS
from geju.core.case import Case, load
from geju.core.errors import Faults, nearest, refuse
from geju.core.schema import CASE_TABLES, Table, all_tables, by_name

LISTS = ("periods", "years", "sectors")
HELPERS = ("about", "originals")
_BREAK = re.compile("\r\n|\r|\n")
Check = Callable[[Case], list[Any]]


@dataclass
class Sheet:
    """One sheet: the name and letter of its columns, and its rows below the heading."""

    names: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)


def is_case(path: Path) -> bool:
    """Whether a workbook holds a case (and not, for instance, rows of IAMC)."""
    return "case" in sheet_names(path)


def unpack(path: Path, folder: Path, check: Check) -> None:
    """Make a case folder of a workbook and check it. Errors: R050, X001 … X009, X014, X016, and those of any case."""
    book = Workbook(path)
    known = [*SHEETS, *(table.name for table in all_tables()), *HELPERS]
    for name in book.sheets:
        if name not in known:
            book.fault("X002", name, "", nearest(name, known), known=", ".join(known))
    if "case" not in book.sheets:
        book.fault("X003", "case")
        refuse(book.faults)
    files, spots = _files(book)
    if wrong := case_files.outside(case_files.names_of(files)):
        refuse([*wrong, *(fault for fault in book.faults if fault.blanks.get("column") != "sector")])
    spots.clause_lines = case_files.write(files, folder)
    spots.text_file, spots.clause_file = str(files.head.get("text") or ""), files.policy
    found = []
    try:
        found = check(load(folder))
    except Faults as error:
        found = list(error.faults)
    refuse(translated(found, book, spots, folder.name))
    case_files.restore(files, folder)


def _files(book: Workbook) -> tuple[CaseFiles, Spots]:
    """What the sheets say, and where each line of each file comes from."""
    spots = Spots()
    settings = _mapping(book, "case", spots)
    given = settings.get("sectors")
    sectors = [str(s) for s in given] if isinstance(given, list) else []
    periods = settings.get("periods")
    tables: dict[tuple[str, str], Grid] = {}
    for table in all_tables():
        if table.name not in book.sheets:
            spots.absent.add(f"{table.name}.csv")
            continue
        sheet = _sheet(book, table)
        if not sheet.names:
            spots.absent.add(f"{table.name}.csv")
        spots.letters[table.name] = {name: letter(k) for k, name in reversed(list(enumerate(sheet.names))) if name}
        tables |= _split(
            book, table, sheet, sectors, [str(p) for p in periods] if isinstance(periods, list) else [], spots
        )
    originals = _texts(book, "originals", spots) if "originals" in book.sheets else {}
    if not settings.get("policy"):
        return CaseFiles(settings, tables, originals=originals), spots
    for name in ("policy", "clauses", "text"):
        if name not in book.sheets:
            book.fault("X003", name)
            spots.absent.add(name)
    head = _mapping(book, "policy", spots) if "policy" in book.sheets else {}
    clauses = _clauses(book, spots) if "clauses" in book.sheets else []
    text = _texts(book, "text", spots).get("", "") if "text" in book.sheets else ""
    return CaseFiles(settings, tables, head, clauses, text, originals), spots


def letter(number: int) -> str:
    """The letter of a column, counted from 0."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number + 1))


def _sheet(book: Workbook, table: Table) -> Sheet:
    """The heading and the rows of a table. Faults X004, X009, T028."""
    found = Sheet()
    lines = list(book.lines(table.name))
    number, first = lines[0] if lines else (1, [])
    names = [str(value).strip() for value in first]
    if number != 1 or not any(column_of(table, name) for name in names):
        book.fault("X004", table.name, "A1", known=", ".join(column.name for column in table.columns[:6]) + " …")
        return found
    found.names, found.lines = names, lines[1:]
    for k, name in enumerate(names):
        if name and name in names[:k]:
            book.fault("T028", table.name, f"{letter(k)}1", column=name)
            names[k] = ""
        stray = next((row for row, values in found.lines if values[k] != ""), 0) if first[k] == "" else 0
        if stray:
            book.fault("X009", table.name, f"{letter(k)}{stray}", column=letter(k))
    return found


def _split(
    book: Workbook, table: Table, sheet: Sheet, sectors: list[str], periods: list[str], spots: Spots
) -> dict[tuple[str, str], Grid]:
    """The rows of a sheet as one table a sector; only the columns that a sector uses. Faults T004, T005, T010."""
    own = {"": []} if table.name in CASE_TABLES else {sector: [] for sector in sectors}  # type: dict[str, list[tuple[int, list[str]]]]
    columns = [column_of(table, name) for name in sheet.names]
    place = sheet.names.index("sector") if "sector" in sheet.names and table.name not in CASE_TABLES else -1
    if place < 0 and table.name not in CASE_TABLES and sheet.names:
        book.fault("T004", table.name, "A1", column="sector")
    for number, values in sheet.lines:
        texts = [
            book.text(table.name, f"{letter(k)}{number}", value, column is not None and column.kind == "flag")
            for k, (value, column) in enumerate(zip(values, columns, strict=False))
        ]
        sector = texts[place] if place >= 0 else ""
        if sector not in own and place >= 0:
            code = "T010" if sector else "T005"
            blanks = {"value": sector, "ref": "case!sectors", "meaning": "部门 / sector"}
            book.fault(code, table.name, f"{letter(place)}{number}", nearest(sector, own), column="sector", **blanks)
        target = own.get(sector) if sector in own else next(iter(own.values()), None)
        if target is not None:
            target.append((number, [text for k, text in enumerate(texts) if k != place]))
    names = [name for k, name in enumerate(sheet.names) if k != place]
    grids = {}
    for sector, rows in own.items():
        if not rows:
            continue
        kept = _used(table, names, [texts for _, texts in rows], periods)
        grids[sector, table.name] = Grid([names[k] for k in kept], [[texts[k] for k in kept] for _, texts in rows])
        spots.rows[file_of(sector, table.name)] = _lines([number for number, _ in rows], grids[sector, table.name])
    return grids


def _used(table: Table, names: list[str], rows: list[list[str]], periods: list[str]) -> list[int]:
    """Which columns a sector's table has: those it fills in, those it must have, and those the schema does not know."""
    filled = {k for k in range(len(names)) if any(row[k] for row in rows)}
    kept = []
    for k, name in enumerate(names):
        column = column_of(table, name)
        if column is None:
            kept += [k] if name else []
            continue
        same = [j for j, other in enumerate(names) if column_of(table, other) is column]
        used = [j for j in same if j in filled] or (same[:1] if column.default is None else [])
        split = any(names[j] != column.name for j in used)
        if k in used or (split and name != column.name and name.removeprefix(f"{column.name}_") in periods):
            kept.append(k)
    return kept


def _lines(numbers: list[int], grid: Grid) -> dict[int, int]:
    """The row of the sheet for each line of the file that is written from it."""
    found, line = {1: 1}, 1
    for number, row in zip(numbers, grid.rows, strict=True):
        line += 1 + sum(len(_BREAK.findall(cell)) for cell in row)
        found[line] = number
    return found


def _mapping(book: Workbook, name: str, spots: Spots) -> dict[str, Any]:
    """A sheet of settings. Faults X004, T009."""
    lines = list(book.lines(name))
    if not lines or [str(v) for v in lines[0][1][: len(PARTS)]] != list(PARTS):
        book.fault("X004", name, "A1", known=", ".join(PARTS))
        return {}
    found: dict[str, Any] = {}
    seen = spots.settings.setdefault(name, {})
    for number, (key, part, *values) in lines[1:]:
        key, part = str(key).strip(), str(part).strip()
        while len(values) > 1 and values[-1] == "":
            values.pop()
        if (key, part) in seen:
            book.fault("T009", name, f"A{number}", key=f"{key} {part}".strip(), other=seen[key, part])
        seen[key, part] = number
        plain = [_plain(value) for value in values]
        value = plain if key in LISTS or len(plain) > 1 else plain[0]
        if part:
            inner = found.setdefault(key, {})
            if isinstance(inner, dict):
                inner[part] = value
        elif value != "":
            found[key] = value
    return found


def _plain(value: Value) -> Any:
    return value.strip() if isinstance(value, str) else value


def _clauses(book: Workbook, spots: Spots) -> list[dict[str, Any]]:
    """The clauses, one a row. Faults X004, T003, X016."""
    lines = list(book.lines("clauses"))
    names = [str(value).strip() for value in lines[0][1]] if lines else []
    if "id" not in names:
        book.fault("X004", "clauses", "A1", known=", ".join(CLAUSE_COLUMNS))
        return []
    for k, name in enumerate(names):
        if name not in CLAUSE_COLUMNS and (name or any(values[k] != "" for _, values in lines[1:])):
            book.fault("T003", "clauses", f"{letter(k)}1", nearest(name, CLAUSE_COLUMNS), column=name or letter(k))
    spots.letters["clauses"] = {name: letter(k) for k, name in enumerate(names)}
    found = []
    for number, values in lines[1:]:
        cells: dict[str, Any] = {}
        for k, (name, value) in enumerate(zip(names, values, strict=False)):
            keep = isinstance(value, str) or (name == "weight" and not isinstance(value, bool | date))
            cells[name] = value if keep else book.text("clauses", f"{letter(k)}{number}", value)
        cells = {name: cell for name, cell in cells.items() if name in CLAUSE_COLUMNS}
        if isinstance(cells.get("firm"), str):
            cells["firm"] = cells["firm"].lower()
        wrong: list[str] = []
        found.append(clause_item(cells, wrong))
        spots.clauses.append(number)
        for name in wrong:
            book.fault("X016", "clauses", f"{spots.letters['clauses'][name]}{number}", column=name)
    return found


def _texts(book: Workbook, name: str, spots: Spots) -> dict[str, str]:
    """Texts by file, put together from their lines letter by letter."""
    found: dict[str, list[str]] = {}
    for number, values in list(book.lines(name))[1:]:
        file, line, words = (*map(str, values), "", "", "")[:3]
        own = found.setdefault(file, [])
        if line == MORE and own:
            own[-1] += words
        else:
            own.append(words)
            if name == "text":
                spots.text.append(number)
    return {file: "\n".join(lines) for file, lines in found.items()}


__all__ = ["by_name", "is_case", "unpack"]
