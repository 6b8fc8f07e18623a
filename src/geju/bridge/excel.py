"""A case as one Excel workbook, to be edited and read back (:mod:`geju.bridge.excel_read`). Needs the extra ``excel``.

One sheet a table, the rows of all sectors one after another with a column ``sector``; ``case`` and ``policy`` hold the settings,
``clauses`` one clause a row, ``text`` the policy text one line a row. Row 1 is the heading; its notes explain every column.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from geju.bridge.case_files import CaseFiles
from geju.bridge.excel_words import ABOUT, CLAUSE_COLUMNS, OWN, PARTS, SHEETS, SPLIT, TRIMMED, note
from geju.core.clause import TREATS
from geju.core.errors import Fault, Where, refuse
from geju.core.schema import CASE_TABLES, Column, Table, all_tables
from geju.core.workbook import LONGEST, hide, library, put
from geju.core.yaml_out import flow

HEAD, KEY = "6B7280", "1F4E79"  # fills of the heading: ordinary columns, key columns
SPARE = 2000  # rows below the last in which the lists of choices still hold
FLAGS = ("yes", "no")
MORE = "…"  # in place of a line number: the line before goes on
Cells = dict[str, Any]


def write(files: CaseFiles, path: Path) -> None:
    """Write the workbook. Errors: R050 no Excel library, X015 a cell that Excel cannot hold."""
    book = library().Workbook()
    refuse(_too_long(files))
    _about(book, files)
    _mapping(book, "case", files.settings)
    last = {}
    for table in all_tables():
        sheet, letters = _table(book, table, files)
        last[table.name] = (letters, sheet.max_row + SPARE)
    for table in all_tables():
        _choices(book[table.name], table, files.settings["sectors"], last)
    if files.policy:
        _mapping(book, "policy", files.head)
        _clauses(book, files)
        _text(book, "text", {"": files.text})
    _text(book, "originals", files.originals)
    book["originals"].sheet_state = "hidden"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _too_long(files: CaseFiles) -> list[Fault]:
    """Faults X015: cells longer than Excel can hold."""
    found = [
        (f"{sector} {table}".strip(), grid.heading[k])
        for (sector, table), grid in files.tables.items() for row in grid.rows
        for k, cell in enumerate(row) if len(cell) > LONGEST // 2 and len(hide(cell)) > LONGEST
    ]  # fmt: skip
    found += [(str(item.get("id")), key) for item in files.clauses for key, cell in clause_cells(item).items()
              if len(hide(str(cell))) > LONGEST]  # fmt: skip
    return [
        Fault("X015", Where(name=name, column=column), {"what": column, "target": "Excel"}) for name, column in found
    ]


def headings(table: Table, files: CaseFiles) -> list[str]:
    """The columns of a table over all sectors, in the order of the schema; ``sector`` first."""
    used = {name for (_, own), grid in files.tables.items() if own == table.name for name in grid.heading}
    periods = [str(p) for p in files.settings["periods"]]
    names = [] if table.name in CASE_TABLES else ["sector"]
    for column in table.columns:
        split = [f"{column.name}_{period}" for period in periods if f"{column.name}_{period}" in used]
        names += [column.name, *split] if column.name in used or not split else split
    return names


def column_of(table: Table, name: str) -> Column | None:
    """The column of the schema behind a heading (``standing`` behind ``standing_2030``); None for one it does not have."""
    known = {column.name: column for column in table.columns}
    stem, _, tail = name.rpartition("_")
    return known.get(name) or (known.get(stem) if tail.isdigit() and stem in known and known[stem].by_period else None)


def _table(book: Any, table: Table, files: CaseFiles) -> tuple[Any, dict[str, str]]:
    """The sheet of a table, and the letter of each of its columns."""
    from openpyxl.utils import get_column_letter

    sheet, names = book.create_sheet(table.name), headings(table, files)
    columns = [column_of(table, name) for name in names]
    put(sheet, 1, names)
    number = 1
    for (sector, own), grid in files.tables.items():
        if own != table.name:
            continue
        place = {name: k for k, name in enumerate(grid.heading)}
        for row in grid.rows:
            number += 1
            texts = [sector if name == "sector" else row[place[name]] if name in place else "" for name in names]
            put(sheet, number, [_value(column, text) for column, text in zip(columns, texts, strict=True)])
    notes = [note(column) for column in columns]
    _dress(sheet, names, {k for k, c in enumerate(columns) if c is None or c.name in table.key}, notes)
    return sheet, {name: get_column_letter(k) for k, name in enumerate(names, 1)}


def _value(column: Column | None, text: str) -> Any:
    """A cell: a number where the column holds numbers, else the text as it is."""
    if text and column is not None and column.kind in ("number", "whole"):
        value = float(text)
        return int(value) if value == int(value) and abs(value) < 1e15 else value
    return text


def _dress(sheet: Any, names: list[str], keys: set[int], notes: list[str]) -> None:
    """Colours, notes and widths of a heading that stays in view, and a filter."""
    from openpyxl.comments import Comment
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter

    for k, (name, told) in enumerate(zip(names, notes, strict=True)):
        head = sheet.cell(1, k + 1)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor=KEY if k in keys else HEAD)
        if told:
            head.comment = Comment(told, "Geju", height=120, width=320)
        sheet.column_dimensions[get_column_letter(k + 1)].width = max(10, min(30, len(name) + 4))
    sheet.freeze_panes = f"{get_column_letter(min(len(keys), 3) + 1)}2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(names), 1))}{max(sheet.max_row, 2)}"


def _choices(sheet: Any, table: Table, sectors: list[str], last: dict[str, tuple[dict[str, str], int]]) -> None:
    """Lists of choices: firm where only those are valid, as advice where a new name may come."""
    letters, bottom = last[table.name]
    if "sector" in letters:
        _list(sheet, f"{letters['sector']}2:{letters['sector']}{bottom}", _listed(sectors), firm=False)
    for name, letter in letters.items():
        column, area = column_of(table, name), f"{letter}2:{letter}{bottom}"
        if column is None:
            continue
        if column.choices or column.kind == "flag":
            _list(sheet, area, _listed(column.choices or FLAGS), firm=True)
        elif column.ref:
            other, _, key = column.ref.partition(".")
            there, down = last[other]
            _list(sheet, area, f"{other}!${there[key]}$2:${there[key]}${down}", firm=False)


def _listed(names: Any) -> str:
    text = '"' + ",".join(names) + '"'
    return text if len(text) <= 255 else ""  # the longest list that Excel takes inside a cell's rule


def _list(sheet: Any, area: str, formula: str, firm: bool) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    if formula:
        rule = DataValidation(type="list", formula1=formula, allow_blank=True)
        rule.errorStyle, rule.showErrorMessage = "stop" if firm else "warning", True
        sheet.add_data_validation(rule)
        rule.add(area)


def _mapping(book: Any, name: str, mapping: dict[str, Any]) -> None:
    """A small mapping: setting, part of it, and its value or values."""
    sheet = book.create_sheet(name)
    put(sheet, 1, list(PARTS))
    row = 1
    for key, value in mapping.items():
        pairs = value.items() if isinstance(value, dict) else [("", value)]
        for part, inner in pairs:
            row += 1
            values = inner if isinstance(inner, list) else [inner]
            put(sheet, row, [key, str(part)])
            for k, cell in enumerate(values, 3):
                if isinstance(cell, date | bool):
                    sheet.cell(row, k).value = cell
                else:
                    put_at(sheet, row, k, cell)
    _dress(sheet, list(PARTS), {0, 1}, ["", "", ""])
    sheet.column_dimensions["C"].width = 40


def put_at(sheet: Any, row: int, column: int, value: Any) -> None:
    """One cell, as :func:`geju.core.workbook.put` would write it."""
    put(sheet, row, [*[""] * (column - 1), value])


def _clauses(book: Any, files: CaseFiles) -> None:
    """One clause a row."""
    from openpyxl.styles import Alignment

    sheet, names = book.create_sheet("clauses"), list(CLAUSE_COLUMNS)
    put(sheet, 1, names)
    for number, item in enumerate(files.clauses, 2):
        cells = clause_cells(item)
        put(sheet, number, [cells.get(name, "") for name in names])
    _dress(sheet, names, {0}, [f"{zh}\n{en}" for zh, en, _ in CLAUSE_COLUMNS.values()])
    for column, (_, _, width) in zip("ABCDEFGHIJKLMNOPQR", CLAUSE_COLUMNS.values(), strict=False):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    letter = "ABCDEFGHIJKLMNOPQR"[names.index("treat")]
    _list(sheet, f"{letter}2:{letter}{sheet.max_row + SPARE}", _listed(TREATS), firm=True)


def clause_cells(item: dict[str, Any]) -> Cells:
    """A clause as the cells of its row; what has no column of its own goes into ``more``, so that nothing is lost."""
    cells: Cells = {}
    more = {}
    for key, value in item.items():
        own = _own_cells(key, value)
        wrong: list[str] = []
        if own and clause_item(own, wrong) == {key: value} and not wrong:
            cells |= own
        else:
            more[key] = value
    return cells | ({"more": flow(more)} if more else {})


def _own_cells(key: str, value: Any) -> Cells:
    """The cells of one field; none when there is no column for it."""
    if key in SPLIT and isinstance(value, dict):
        return {f"{key}_{part}": text for part, text in value.items()} if set(value) <= set(SPLIT[key]) else {}
    if key not in CLAUSE_COLUMNS or key == "more":
        return {}
    if isinstance(value, list):
        return {key: "; ".join(map(str, value))}
    return {key: flow(value) if isinstance(value, dict | bool) else value}


def clause_item(cells: Cells, wrong: list[str]) -> dict[str, Any]:
    """The clause that a row of cells says; names of columns that are no YAML go into ``wrong``."""
    item: dict[str, Any] = {}
    for name, cell in cells.items():
        key, _, part = name.partition("_")
        cell = cell.strip() if name in TRIMMED and isinstance(cell, str) else cell
        if cell == "":
            continue
        if key in SPLIT and part:
            item.setdefault(key, {})[part] = cell
        elif name == "bodies":
            item[name] = [body.strip() for body in str(cell).replace("；", ";").split(";") if body.strip()]
        elif name in OWN and isinstance(cell, str):
            value = _parsed(cell)
            if name == "more" and isinstance(value, dict):
                item |= value
            elif isinstance(value, bool if name == "firm" else dict) and name != "more":
                item[name] = value
            else:
                wrong.append(name)
        else:
            item[name] = cell
    return item


def _parsed(text: str) -> Any:
    try:
        return YAML(typ="safe").load(text)
    except Exception:  # whatever is wrong with it, the user learns which cell it is
        return None


def _text(book: Any, name: str, texts: dict[str, str]) -> None:
    """Texts line by line: their file, the number of the line (``…`` where a long line goes on), the words."""
    sheet, row = book.create_sheet(name), 1
    put(sheet, 1, ["file", "line", "text"])
    for file, text in texts.items():
        for number, line in enumerate(text.split("\n"), 1):
            for start in range(0, max(len(line), 1), LONGEST // 8):
                row += 1
                put(sheet, row, [file, MORE if start else number, line[start : start + LONGEST // 8]])
    sheet.column_dimensions["C"].width = 120
    sheet.freeze_panes = "A2"


def _about(book: Any, files: CaseFiles) -> None:
    """What every sheet holds, in both languages."""
    from openpyxl.styles import Font

    sheet = book.active
    sheet.title = "about"
    title = files.settings.get("title") or {}
    put(sheet, 1, [files.settings["name"], *(title.get(lang, "") for lang in ("zh", "en"))])
    tables = {table.name: (table.zh, table.en) for table in all_tables()}
    rows = [(f"#{name}", *(SHEETS.get(name) or tables[name])) for name in SHEETS | tables]
    skipped = set() if files.policy else {"#policy", "#clauses", "#text"}
    lines: list[tuple[str, str, str]] = [*[("", *words) for words in ABOUT], ("", "", "")]
    for number, line in enumerate([*lines, *[row for row in rows if row[0] not in skipped]], 2):
        name = line[0].removeprefix("#")
        put(sheet, number, [name, *line[1:]])
        if name:
            sheet.cell(number, 1).hyperlink = f"#{json.dumps(name)[1:-1]}!A1"
            sheet.cell(number, 1).font = Font(underline="single", color="1F4E79")
    sheet["A1"].font = sheet["B1"].font = sheet["C1"].font = Font(bold=True, size=14)
    for letter, width in zip("ABC", (16, 70, 90), strict=True):
        sheet.column_dimensions[letter].width = width
