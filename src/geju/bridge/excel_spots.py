"""Where the lines of a case's files stand in its workbook: faults of files become faults of cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from geju.bridge.case_files import SETTINGS
from geju.bridge.case_files import Spots as ClauseLines
from geju.bridge.excel_cells import Workbook
from geju.core.errors import Fault, Where


@dataclass
class Spots:
    """``rows`` line → row, by file · ``letters`` column → letter, by sheet · ``settings`` (setting, part) → row, by sheet ·
    ``clauses`` row of each clause · ``clause_lines`` line of the clause file → clause, field · ``text`` row of each line ·
    ``absent`` files and sheets that could not be read: what refers to them is no fault of its own.
    """

    rows: dict[str, dict[int, int]] = field(default_factory=dict)
    letters: dict[str, dict[str, str]] = field(default_factory=dict)
    settings: dict[str, dict[tuple[str, str], int]] = field(default_factory=dict)
    clauses: list[int] = field(default_factory=list)
    clause_lines: ClauseLines = field(default_factory=dict)
    text: list[int] = field(default_factory=list)
    absent: set[str] = field(default_factory=set)
    clause_file: str = ""
    text_file: str = ""

    def cell(self, where: Where) -> str:
        """The cell a place in the files comes from, blank when there is none."""
        if where.file == SETTINGS:
            return self._setting(where)
        if where.file in (self.clause_file, self.text_file) and where.file:
            return self._clause(where)
        sheet = PurePosixPath(where.file).stem
        if where.file not in self.rows and sheet not in self.letters:
            return ""
        row = self.rows.get(where.file, {}).get(where.line, 1)
        letter = self.letters.get(sheet, {}).get(where.column.split("+")[0], "A")
        return f"{sheet}!{letter}{row}"

    def _setting(self, where: Where) -> str:
        """``periods.1`` is the second value of the setting, ``money.unit`` a part of it."""
        key, _, part = (where.column or where.name).partition(".")
        rows = self.settings.get("case", {})
        if (key, part) in rows:
            return f"case!C{rows[key, part]}"
        row = next((number for (name, _), number in rows.items() if name == key), 0)
        shift = int(part) if part.isdigit() and int(part) < 20 else 0
        return f"case!{chr(ord('C') + shift)}{row}" if row else "case!A1"

    def _clause(self, where: Where) -> str:
        if where.name == "text":
            if where.line and len(self.text) >= where.line:
                return f"text!C{self.text[where.line - 1]}"
            return "text!A1"
        if where.line not in self.clause_lines:
            return "policy!A1"
        number, name = self.clause_lines[where.line]
        letters = self.letters.get("clauses", {})
        return f"clauses!{letters.get(name) or letters.get(f'{name}_zh') or 'A'}{self.clauses[number]}"


def translated(faults: Iterable[Fault], book: Workbook, spots: Spots, folder: str) -> list[Fault]:
    """Faults of the files that were written from a workbook, each once, as faults of its cells; those of the cells first."""
    found = list(book.faults)
    taken = {fault.where.cell for fault in book.faults}
    for fault in faults:
        if follows(fault, spots):
            continue
        cell = spots.cell(fault.where)
        row = int("".join(c for c in cell.rpartition("!")[2] if c.isdigit()) or 0)
        name = "" if fault.where.name == folder else fault.where.name
        where = Where(book.name, row or fault.where.line, fault.where.column, name, cell)
        told = replace(fault, where=where, blanks=_other(fault, spots))
        if (not cell or cell not in taken) and told not in found:
            found.append(told)
    return found


def follows(fault: Fault, spots: Spots) -> bool:
    """Whether a fault is there only because a sheet or a column is missing, which is told already."""
    sheet = PurePosixPath(fault.where.file).stem
    blank = fault.code == "T005" and sheet in spots.letters and fault.where.column not in spots.letters[sheet]
    sheets = {"P006": "clauses", "P005": "text", "T010": fault.blanks.get("ref")}
    return blank or sheets.get(fault.code, "") in spots.absent


def _other(fault: Fault, spots: Spots) -> dict[str, object]:
    """The blanks of a fault; the other line of a key that stands twice (T009) as the row of its sheet."""
    other = fault.blanks.get("other")
    if fault.code != "T009" or other is None:
        return fault.blanks
    if isinstance(other, int):
        return fault.blanks | {"other": spots.rows.get(fault.where.file, {}).get(other, other)}
    file, _, line = str(other).rpartition(":")
    return fault.blanks | {"other": spots.cell(Where(file, int(line))) or other}
