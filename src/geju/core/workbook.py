"""Texts in the cells of an Excel workbook, so that each comes back as it was. Needs the extra ``excel`` (openpyxl)."""

from __future__ import annotations

import re
from typing import Any

from geju.core.errors import Fault, refuse

LONGEST = 32_000  # characters that are put in one cell; Excel holds 32,767
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_SHOWN = re.compile("_x([0-9A-Fa-f]{4})_")


def library() -> Any:
    """The module openpyxl. Error R050 when it is not installed."""
    try:
        import openpyxl
    except ImportError:
        refuse([Fault("R050")])
    return openpyxl


def hide(text: str) -> str:
    """A text as a cell can hold it: control characters written as ``_x0007_``, as Excel itself does."""
    return _HIDDEN.sub(lambda m: f"_x{ord(m.group()[0]):04X}_" + m.group()[1:], text)


def show(text: str) -> str:
    """The text that :func:`hide` put in a cell."""
    return _SHOWN.sub(lambda m: chr(int(m[1], 16)), text)


def put(sheet: Any, row: int, values: list[Any]) -> None:
    """A row of values, numbers as numbers and all else as text: nothing in a text is ever taken for a formula."""
    for column, value in enumerate(values, 1):
        if value in ("", None):
            continue
        cell = sheet.cell(row, column)
        if isinstance(value, int | float) and not isinstance(value, bool):
            cell.value = value
            if isinstance(value, float) and float(f"{value:.16g}") != value:
                cell._value = repr(value)  # openpyxl writes 16 digits, a few numbers need 17
        else:
            cell.value = hide(str(value))[:LONGEST]
            cell.data_type = "s"
