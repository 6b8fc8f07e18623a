"""Read an OSeMOSYS workbook: otoole's (a sheet a set or parameter) or that of OSeMOSYS_PuLP (all parameters in one sheet)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from geju.bridge.excel_cells import opened, sheet_names
from geju.bridge.osemosys_csv import configuration
from geju.bridge.osemosys_data import Coder, Data
from geju.bridge.osemosys_grids import Grid, from_grids
from geju.bridge.osemosys_words import DERIVED, SETS, SYNONYMS, parameters
from geju.core.errors import Fault, Where, refuse

BOOKS = (".xlsx", ".xlsm")
LONGEST = 31  # letters that Excel allows for the name of a sheet
PULP = ("SETS", "PARAMETERS", "PARAMETERS_DEFAULT")


def is_book(path: Path) -> bool:
    """Whether a workbook holds an OSeMOSYS model. Errors R050, X001."""
    if path.suffix not in BOOKS or not path.is_file():
        return False
    names = set(sheet_names(path))
    return {"TECHNOLOGY", "YEAR"} <= names or names.issuperset(PULP)


def read_book(path: Path) -> Data:
    """The data of a workbook. Errors O003 … O008, O010, R050, X001, X005."""
    book = _Book(path)
    config = {} if set(PULP) <= set(book.names) else configuration(path.parent)
    coder = Coder(path.name)
    if set(PULP) <= set(book.names):
        grids, config = _pulp(book)
    else:
        full = _full_names(config)
        grids = {full.get(name, name): partial(book.grid, name) for name in book.names if not name.startswith("_")}
    from_grids(coder, grids, config)
    refuse(book.faults)
    return coder.data(path.stem, {})


def _full_names(config: dict[str, dict[str, Any]]) -> dict[str, str]:
    """What each name of a sheet stands for, where Excel allows too few letters for the parameter's own."""
    short = {name[:LONGEST]: name for name in (*parameters(), *DERIVED) if len(name) > LONGEST}
    short |= {_shortened(name): name for name in parameters()}
    return short | {str(entry["short_name"]): name for name, entry in config.items() if entry.get("short_name")}


def _shortened(name: str) -> str:
    """The abbreviation that otoole has for a long name."""
    name = name.replace("TotalTechnologyModelPeriodActivityLowerLimit", "TotalTechnologyModelPeriodActLo")
    name = name.replace("TotalTechnologyModelPeriodActivityUpperLimit", "TotalTechnologyModelPeriodActUp")
    return name.replace("TechnologyActivity", "TechActivity") if "ByMode" in name else name


def _pulp(book: _Book) -> tuple[dict[str, Callable[[], Grid]], dict[str, dict[str, Any]]]:
    """The grids and defaults of a workbook of OSeMOSYS_PuLP: one sheet has a column a set, another a row a value."""
    heads, columns = book.grid("SETS")
    found: dict[str, Callable[[], Grid]] = {}
    for head, column in zip(heads, columns, strict=True):
        if SYNONYMS.get(head, head) in SETS.values():
            found[head] = partial(_same, (["VALUE"], [[word for word in column if word]]))
    heads, columns = book.grid("PARAMETERS")
    name, value = heads.index("PARAM"), heads.index("VALUE")
    rows: dict[str, list[int]] = {}
    for i, word in enumerate(columns[name]):
        rows.setdefault(word, []).append(i)
    for word, at in rows.items():
        used = [k for k in range(len(heads)) if k not in (name, value) and any(columns[k][i] for i in at)]
        used += [value]
        found[word] = partial(_same, ([heads[k] for k in used], [[columns[k][i] for i in at] for k in used]))
    heads, columns = book.grid("PARAMETERS_DEFAULT")
    pairs = zip(columns[heads.index("PARAM")], columns[heads.index("VALUE")], strict=True)
    return found, {word: {"type": "param", "default": number} for word, number in pairs if number}


def _same(grid: Grid) -> Grid:
    return grid


class _Book:
    """A workbook being read, sheet by sheet; formulas count by the value that Excel last worked out for them (X005: none)."""

    def __init__(self, path: Path) -> None:
        self.path, self.faults = path, list[Fault]()
        self._book: Any = opened(path, read_only=True)
        self._values: Any = None
        self.names = [str(name) for name in self._book.sheetnames]

    def grid(self, sheet: str) -> Grid:
        """The heads of a sheet and the texts below each; rows and columns without any are left out."""
        lines = [[_text(cell.value) for cell in row] for row in self._rows(sheet)]
        lines = [line for line in lines if any(line)]
        width = max(map(len, lines), default=0)
        lines = [line + [""] * (width - len(line)) for line in lines]
        columns = [list(column) for column in zip(*lines, strict=True)]
        columns = [column for column in columns if any(column)]
        return [column[0] for column in columns], [column[1:] for column in columns]

    def _rows(self, sheet: str) -> list[Any]:
        rows = [list(row) for row in self._book[sheet].iter_rows()]
        if not any(cell.data_type == "f" for row in rows for cell in row):
            return rows
        if self._values is None:
            self._values = opened(self.path, read_only=True, data_only=True)
        known = [list(row) for row in self._values[sheet].iter_rows()]
        for before, after in zip(rows, known, strict=True):
            for old, new in zip(before, after, strict=True):
                if old.data_type == "f" and new.value is None:
                    spot = f"{sheet}!{old.coordinate}"
                    self.faults.append(
                        Fault("X005", Where(self.path.name, old.row, cell=spot), {"formula": str(old.value)[:80]})
                    )
        return known


def _text(value: Any) -> str:
    """A cell's value as a data file would have it."""
    if isinstance(value, float):
        return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    return "" if value is None else str(value).strip()
