"""Read one table against its schema: typed columns out, or every faulty cell at once."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from geju.core import unit as units
from geju.core.errors import Fault, Where, nearest
from geju.core.schema import Column, Table

Cells = Sequence[str]


@dataclass
class Reading:
    """A table being read: the frame so far and the faults found in it."""

    table: Table
    file: str
    periods: tuple[str, ...]
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, line: int, column: str, near: tuple[str, ...] = (), /, **blanks: object) -> None:
        """Note a fault at a line and column of this file."""
        self.faults.append(Fault(code, Where(self.file, line, column), {"table": self.table.name, **blanks}, near))


def read_table(path: Path, table: Table, periods: tuple[str, ...], shown: str) -> tuple[pl.DataFrame, list[Fault]]:
    """The table at ``path`` as a typed frame, with ``line`` and ``file`` columns, and all its faults.

    Number columns become floats; a quantity becomes its number and a column ``<name>.unit``; a by-period column becomes one
    column a period, ``<name>_<period>``. A file that is absent is an empty table. Errors: T002 … T009, T011, T013, T014, T020,
    T021, T023.
    """
    reading = Reading(table, shown, periods)
    heading, rows, lines = _cells(path, reading)
    given = {name: [row[i] for row in rows] for i, name in enumerate(heading)}
    columns: dict[str, pl.Series] = {}
    for column, name in _wanted(reading, heading):
        cells = given.get(name, [""] * len(rows))
        columns |= {s.name: s for s in _typed(reading, column, name, cells, lines)}
    frame = pl.DataFrame([*columns.values(), pl.Series("line", lines, pl.Int64)])
    frame = _spread(reading, frame).with_columns(file=pl.lit(shown))
    _check_key(reading, frame)
    return frame, reading.faults


def _cells(path: Path, reading: Reading) -> tuple[list[str], list[list[str]], list[int]]:
    """Heading, rows and line numbers of a CSV file; rows of the wrong width are faults and left out."""
    if not path.exists():
        return [c.name for c in reading.table.columns], [], []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream, strict=True)
            heading = [name.strip() for name in next(reader, [])]
            rows, lines = [], []
            for row in reader:
                if not any(row):
                    continue
                if len(row) != len(heading):
                    reading.fault(
                        "T023", reader.line_num, "", line=reader.line_num, found=len(row), expected=len(heading)
                    )
                    continue
                rows.append([cell.strip() for cell in row])
                lines.append(reader.line_num)
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        reading.fault("T002", 0, "", file=reading.file, why=str(error))
        return [c.name for c in reading.table.columns], [], []
    return heading, rows, lines


def _wanted(reading: Reading, heading: list[str]) -> Iterator[tuple[Column, str]]:
    """Each schema column with the name it has in this file (``standing_2030`` for ``standing``)."""
    for name in {name for name in heading if heading.count(name) > 1}:
        reading.fault("T028", 1, name, column=name)
    known = {c.name: c for c in reading.table.columns}
    by_period = {f"{c.name}_{p}": c for c in known.values() if c.by_period for p in reading.periods}
    for name in heading:
        stem, _, tail = name.rpartition("_")
        if name in known or name in by_period:
            continue
        if stem in known and known[stem].by_period and tail.isdigit():
            reading.fault("T014", 1, name, column=name, period=tail, periods=", ".join(reading.periods))
        else:
            reading.fault("T003", 1, name, nearest(name, [*known, *by_period]), column=name)
    for column in reading.table.columns:
        names = [name for name, c in by_period.items() if c is column and name in heading]
        if names and column.name in heading:
            reading.fault("T013", 1, column.name, column=column.name)
        if names and column.default is None and names[0] != f"{column.name}_{reading.periods[0]}":
            reading.fault("T004", 1, names[0], column=f"{column.name}_{reading.periods[0]}")
        if names:
            yield from ((column, name) for name in names)
        elif column.name in heading or column.default is not None:
            yield column, column.name
        else:
            reading.fault("T004", 1, column.name, column=column.name)
            yield column, column.name


def _typed(reading: Reading, column: Column, name: str, cells: Cells, lines: list[int]) -> list[pl.Series]:
    """One column of text as typed series; each distinct text is read once."""
    later = column.by_period and name != column.name and not name.endswith(f"_{reading.periods[0]}")
    found: dict[str, tuple[object, str]] = {}
    for text in set(cells):
        code, value, blanks = _value(column, text)
        if text == "" and later:
            code, value = "", None
        found[text] = (value, code)
        if code:
            _note(reading, column, name, text, code, blanks, cells, lines)
    values = [found[text][0] for text in cells]
    if column.kind in ("number", "whole"):
        return [pl.Series(name, values, pl.Float64, strict=False)]
    if column.kind == "quantity":
        pairs = [v if isinstance(v, tuple) else (v, "") for v in values]
        numbers = pl.Series(name, [p[0] for p in pairs], pl.Float64, strict=False)
        return [numbers, pl.Series(f"{name}.unit", [p[1] for p in pairs], pl.String)]
    if column.kind == "tags":
        return [pl.Series(name, values, pl.List(pl.String), strict=False)]
    if column.kind == "flag":
        return [pl.Series(name, values, pl.Boolean, strict=False)]
    return [pl.Series(name, values, pl.String, strict=False)]


def _note(
    reading: Reading,
    column: Column,
    name: str,
    text: str,
    code: str,
    blanks: dict[str, object],
    cells: Cells,
    lines: list[int],
) -> None:
    near = nearest(text, column.choices) if code == "T008" else ()
    for cell, line in zip(cells, lines, strict=True):
        if cell == text:
            reading.fault(
                code, line, name, near, column=name, value=text, meaning=f"{column.zh} / {column.en}", **blanks
            )


def _value(column: Column, text: str) -> tuple[str, object, dict[str, object]]:
    """A cell as (fault code or "", value, blanks of the message)."""
    if text == "" and column.kind not in ("tags", "flag"):
        return ("T005" if column.default is None else ""), column.default, {}
    match column.kind:
        case "number" | "whole":
            return _number(column, text)
        case "quantity":
            return _quantity(text, column)
        case "choice":
            fits = text in column.choices
            return ("" if fits else "T008"), text, {"choices": ", ".join(c for c in column.choices if c)}
        case "unit":
            return ("" if units.known(text) else "T011"), text, {"unit": text}
        case "tags":
            tags = sorted({tag.strip() for tag in text.replace("；", ";").split(";")} - {""})
            return ("T005" if not tags and column.default is None else ""), tags, {}
        case "flag":
            fits = text.lower() in ("", "yes", "no", "是", "否")
            return ("" if fits else "T008"), text.lower() in ("yes", "是"), {"choices": "yes, no, 是, 否"}
    return "", text, {}


def _number(column: Column, text: str) -> tuple[str, object, dict[str, object]]:
    try:
        value = float(text)
    except ValueError:
        return "T006", None, {}
    if not math.isfinite(value):
        return "T006", None, {}
    if column.kind == "whole" and value != round(value):
        return "T020", None, {}
    bounds: dict[str, object] = {"low": column.low, "high": column.high}
    return ("" if column.low <= value <= column.high else "T007"), value, bounds


def _quantity(text: str, column: Column) -> tuple[str, object, dict[str, object]]:
    pair = units.split(text)
    if pair is None or not math.isfinite(pair[0]):
        return "T021", None, {}
    if not column.low <= pair[0] <= column.high:
        return "T007", None, {"low": column.low, "high": column.high}
    if pair[1] and not units.known(pair[1]):
        return "T011", None, {"unit": pair[1]}
    if not pair[1] and pair[0] != 0:
        return "T021", None, {}
    return "", pair, {}


def _spread(reading: Reading, frame: pl.DataFrame) -> pl.DataFrame:
    """By-period columns: one a period, a blank repeats the period before it."""
    for column in reading.table.columns:
        if not column.by_period:
            continue
        suffixes = ("", ".unit") if column.kind == "quantity" else ("",)
        for suffix in suffixes:
            before = pl.lit("") if suffix else pl.lit(column.default, pl.Float64)
            if column.name + suffix in frame.columns:
                before = pl.col(column.name + suffix)
            for period in reading.periods:
                name = f"{column.name}_{period}{suffix}"
                if name in frame.columns:
                    given = pl.col(name)
                    before = (
                        pl.when(given.is_null() | (given == pl.lit("") if suffix else pl.lit(False)))
                        .then(before)
                        .otherwise(given)
                    )
                frame = frame.with_columns(before.alias(name))
                before = pl.col(name)
        frame = frame.drop([c for c in (column.name, f"{column.name}.unit") if c in frame.columns])
    return frame


def _check_key(reading: Reading, frame: pl.DataFrame) -> None:
    seen: dict[tuple[object, ...], int] = {}
    for *key, line in frame.select(*reading.table.key, "line").rows():
        other = seen.setdefault(tuple(key), line)
        if other != line:
            text = " ".join(str(part) for part in key if part not in ("", None))
            reading.fault("T009", line, "+".join(reading.table.key), key=text, other=other)
