"""Read the cells of a workbook as plain values; what Excel does to cells behind one's back is a fault with its cell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from geju.core.errors import Fault, Faults, Where
from geju.core.workbook import library, show

Value = str | int | float | bool | date
Line = tuple[int, list[Value]]


def sheet_names(path: Path) -> list[str]:
    """The sheets of a workbook, without reading them. Errors R050, X001."""
    book = opened(path, read_only=True)
    names = [str(name) for name in book.sheetnames]
    book.close()
    return names


def opened(path: Path, **how: bool) -> Any:
    """A workbook as openpyxl has it. Errors R050, X001."""
    openpyxl = library()
    try:
        return openpyxl.load_workbook(path, **how)
    except Exception as error:  # a damaged file fails in many ways, and each of them means the same to the user
        why = f"{type(error).__name__}: {error}"[:160]
        raise Faults([Fault("X001", Where(path.name), {"file": path.name, "why": why})]) from None


class Workbook:
    """A workbook being read; ``faults`` fills up as it goes. Errors: R050 no Excel library, X001 no workbook."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name
        self.faults: list[Fault] = []
        self._book = opened(path)
        self._values: Any = None

    @property
    def sheets(self) -> list[str]:
        """The names of the sheets in their order, those of the user's own (``_…``) left out."""
        return [str(s.title) for s in self._book.worksheets if not s.title.startswith("_")]

    def fault(self, code: str, sheet: str, cell: str = "", near: tuple[str, ...] = (), /, **blanks: object) -> None:
        """Note a fault at a cell."""
        row = int("".join(c for c in cell if c.isdigit()) or 0)
        where = Where(
            self.name, row, str(blanks.get("column", "")), "" if cell else sheet, f"{sheet}!{cell}" if cell else ""
        )
        self.faults.append(Fault(code, where, {"sheet": sheet, "table": sheet, **blanks}, near))

    def lines(self, sheet: str) -> Iterator[Line]:
        """The rows of a sheet that are not blank, each with its number. Faults X005 … X008."""
        own = self._book[sheet]
        for area in own.merged_cells.ranges:
            self.fault("X008", sheet, area.coord.split(":")[0], area=area.coord)
        for number, row in enumerate(own.iter_rows(), 1):
            values = [self._value(sheet, cell) if cell.value is not None else "" for cell in row]
            if any(value != "" for value in values):
                yield number, values

    def _value(self, sheet: str, cell: Any) -> Value:
        kind, value = cell.data_type, cell.value
        if kind == "f":
            value = self._calculated(sheet, cell)
            if value is None:
                shown = getattr(cell.value, "text", cell.value)
                self.fault("X005", sheet, cell.coordinate, formula=str(shown)[:80])
                return ""
            kind = "e" if isinstance(value, str) and value.startswith("#") and value.endswith(("!", "?", "A")) else kind
        if kind == "e":
            self.fault("X006", sheet, cell.coordinate, value=value)
            return ""
        if isinstance(value, datetime) and value.time() == datetime.min.time():
            value = value.date()
        if isinstance(value, bool | int | date):
            return value
        if isinstance(value, float):
            return int(value) if value == int(value) and abs(value) < 1e15 else value
        if isinstance(value, str):
            return show(value)
        self.fault("X007", sheet, cell.coordinate, value=str(value))
        return ""

    def _calculated(self, sheet: str, cell: Any) -> Any:
        """What Excel worked out for a formula when it last saved the file; None when it did not."""
        if self._values is None:
            self._values = opened(self.path, data_only=True)
        return self._values[sheet][cell.coordinate].value

    def text(self, sheet: str, place: str, value: Value, flag: bool = False) -> str:
        """A value as a table's file holds it. Fault X007 for a date: Excel makes dates of codes such as 1-2."""
        if isinstance(value, bool):
            return {True: "yes", False: "no"}[value] if flag else str(value).upper()
        if isinstance(value, date):
            self.fault("X007", sheet, place, value=value.isoformat())
            return ""
        return repr(value) if isinstance(value, float) else str(value).strip()
