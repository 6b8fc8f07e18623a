"""The tables of a case, declared once in ``schema.csv``: reader, checks, templates and docs/tables.md all come from there.

A quantity cell holds number and unit together (``4300 CNY/kW``). A column marked ``by_period`` may also be written once per
period (``standing_2025``, ``standing_2030``); a blank period repeats the one before it.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from geju.core.clause import PLAIN

Kind = Literal["text", "number", "whole", "quantity", "flag", "tags", "choice", "unit"]

STATUSES = ("verified", "derived", "recalled", "assumed")
CASE_TABLES = ("places", "bounds")
# words of schema.csv: what a blank cell means besides a value
BLANKS: dict[str, str | float | None] = {"fault": None, "none": "", "nan": float("nan"), "inf": float("inf")}
NUMBERS = ("number", "whole", "quantity")


@dataclass(frozen=True)
class Column:
    """One column: its kind, what it refers to, its range and what a blank cell means.

    ``ref`` names ``table.column`` in which the value must occur; ``low``/``high`` bound numbers (inclusive);
    ``default`` is the value of a blank cell and ``None`` there means *a blank is a fault*.
    """

    name: str
    kind: Kind
    zh: str
    en: str
    default: str | float | None
    ref: str
    choices: tuple[str, ...]
    low: float
    high: float
    by_period: bool


@dataclass(frozen=True)
class Table:
    """One table: its columns, and the columns that together may occur only once (its key)."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column called ``name``."""
        return next(c for c in self.columns if c.name == name)


@cache
def all_tables() -> tuple[Table, ...]:
    """Every table of a case, places and bounds first, then those that each sector may have."""
    return declared(Path(__file__).with_name("schema.csv"))


def declared(path: Path) -> tuple[Table, ...]:
    """The tables that a schema file declares."""
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    found = []
    for head in (row for row in rows if not row["column"]):
        own = [row for row in rows if row["table"] == head["table"] and row["column"]]
        key = tuple(row["column"] for row in own if row["key"])
        found.append(Table(head["table"], head["zh"], head["en"], key, tuple(_column(row) for row in own)))
    return tuple(found)


@cache
def by_name() -> dict[str, Table]:
    """The tables by name."""
    return {table.name: table for table in all_tables()}


def _column(row: dict[str, str]) -> Column:
    kind: Kind = row["kind"]  # type: ignore[assignment]
    if kind not in get_args(Kind):
        raise ValueError(f"schema.csv: kind {kind!r} is unknown")
    default: str | float | None = BLANKS[row["blank"]] if row["blank"] in BLANKS else row["blank"]
    if kind in NUMBERS and isinstance(default, str):
        default = float(default)
    choices = PLAIN if row["choices"] == "measures" else tuple(filter(None, row["choices"].split("|")))
    low, high = float(row["low"] or "-inf"), float(row["high"] or "inf")
    return Column(
        row["column"], kind, row["zh"], row["en"], default, row["ref"], choices, low, high, bool(row["by_period"])
    )
