"""Facts in, tables out: what every sector's make.py of this case shares.

A *long* facts file holds one figure a row: place, indicator, year, value, unit, source_title, source_url, status.
``place`` is the code of places.csv (``CN-NM``, ``CN`` for the nation; blank where a figure belongs to no place), and
``year`` may be blank. Assumptions are the same rows in ``*assumptions*.csv``: their ``source_title`` states the reason.
A file without an ``indicator`` column is a *list* (lines, nodes …) and is read with :meth:`Facts.rows`.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from geju.core.schema import STATUSES, Table, by_name

HERE = Path(__file__).resolve().parent
PERIODS = (2025, 2030, 2035)
WORST_FIRST = tuple(reversed(STATUSES))
Row = Mapping[str, object]


@dataclass(frozen=True)
class Fact:
    """One figure, with where it comes from and how far it may be trusted."""

    value: float
    unit: str
    year: str
    source: str
    status: str


class Facts:
    """All figures of a facts folder, looked up by place, indicator and year."""

    def __init__(self, folder: Path = HERE / "facts") -> None:
        self.folder = folder
        self._lists: dict[str, list[dict[str, str]]] = {}
        self._long: dict[tuple[str, str, str], Fact] = {}
        for path in sorted(folder.glob("*.csv")):
            rows = read_csv(path)
            if rows and "indicator" in rows[0]:
                self._add(path, rows)
            else:
                self._lists[path.stem] = rows

    def _add(self, path: Path, rows: list[dict[str, str]]) -> None:
        for row in rows:
            key = (row["place"], row["indicator"], row["year"])
            if key in self._long:
                raise KeyError(f"{path.name}: {key} stands twice")
            self._long[key] = Fact(float(row["value"]), row["unit"], row["year"], row["source_title"], row["status"])

    def rows(self, name: str) -> list[dict[str, str]]:
        """Rows of a facts file that is a list, by its name without ``.csv``."""
        return self._lists[name]

    def get(self, indicator: str, place: str = "", year: int | str = "") -> Fact:
        """The figure, or a KeyError that names what is missing."""
        key = (place, indicator, str(year))
        if key not in self._long:
            raise KeyError(f"no fact {indicator!r} of {place or 'no place'} in {year or 'no year'}")
        return self._long[key]

    def find(self, indicator: str, place: str = "", year: int | str = "") -> Fact | None:
        """The figure, or None."""
        return self._long.get((place, indicator, str(year)))

    def by_place(self, indicator: str, year: int | str = "") -> dict[str, Fact]:
        """The figure of every place that has one (the nation ``CN`` left out), sorted by place."""
        found = {
            p: f for (p, i, y), f in self._long.items() if i == indicator and y == str(year) and p not in ("", "CN")
        }
        return dict(sorted(found.items()))


def read_csv(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV file in UTF-8, every cell as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cite(*facts: Fact, how: str = "") -> dict[str, str]:
    """``source`` and ``status`` of a cell worked out from these figures: never better than the weakest of them.

    One figure taken as it stands keeps its status; several, or one worked on (``how`` says what was done), are derived.
    """
    status = next((s for s in WORST_FIRST if any(f.status == s for f in facts)), "assumed")
    if status == "verified" and (how or len({f.source for f in facts}) > 1):
        status = "derived"
    parts = [how, *(part for f in facts for part in f.source.split("; "))]
    return {"source": "; ".join(dict.fromkeys(p for p in parts if p)), "status": status}


def derive(value: float, unit: str, how: str, *facts: Fact) -> Fact:
    """A figure worked out from others; ``how`` says how."""
    source = cite(*facts, how=how)
    return Fact(value, unit, "", source["source"], source["status"])


def number(value: float) -> str:
    """A number as text: six significant digits, no trailing zeros, blank for NaN and infinity."""
    if not math.isfinite(value):
        return ""
    return format(value, ".6g") if value else "0"


def write(folder: Path, table: str, rows: Iterable[Row]) -> None:
    """Write rows to ``folder/table.csv``: columns in the order of the schema, UTF-8, LF, optional blank columns left out.

    A column by period is given either plainly (``standing``) or once per period (``standing_2025`` …); where some rows
    give it per period, a plain value is written for every period.
    """
    schema = by_name()[table]
    lines = [{k: _text(v) for k, v in row.items()} for row in rows]
    _spread(schema, lines)
    columns = _columns(schema, {k for line in lines for k, v in line.items() if v})
    unknown = {k for line in lines for k, v in line.items() if v} - set(columns)
    if unknown:
        raise KeyError(f"{table}: unknown columns {sorted(unknown)}")
    _check(schema, lines)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: line.get(k, "") for k in columns} for line in lines)


def _text(value: object) -> str:
    if value is None:
        return ""
    return number(float(value)) if isinstance(value, int | float) else str(value)


def _spread(schema: Table, lines: list[dict[str, str]]) -> None:
    used = {k for line in lines for k, v in line.items() if v}
    for column in schema.columns:
        by_period = [f"{column.name}_{p}" for p in PERIODS]
        if column.by_period and used & set(by_period):
            for line in lines:
                if plain := line.pop(column.name, ""):
                    line |= dict.fromkeys(by_period, plain)


def _columns(schema: Table, used: set[str]) -> list[str]:
    """The columns to write: those that may not be blank, and the others where some row uses them."""
    names: list[str] = []
    for column in schema.columns:
        by_period = [f"{column.name}_{p}" for p in PERIODS]
        if column.by_period and used & set(by_period):
            names += by_period
        elif column.default is None or column.name in used:
            names.append(column.name)
    return names


def _check(schema: Table, lines: list[dict[str, str]]) -> None:
    """Every row names its source and status, and no key stands twice."""
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        key = tuple(line.get(k, "") for k in schema.key)
        if key in seen:
            raise KeyError(f"{schema.name}: {key} stands twice")
        seen.add(key)
        if not line.get("source") or line.get("status") not in STATUSES:
            raise KeyError(f"{schema.name}: {key} has no source or no status")
