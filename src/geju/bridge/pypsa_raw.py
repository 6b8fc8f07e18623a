"""A PyPSA network as its file holds it, results and columns of the user's own and all: what both kinds of file carry alike.

The planning reader (:mod:`geju.bridge.pypsa_source`) takes what the optimum needs; this takes everything, to write it elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geju.bridge.pypsa_source import attribute, attributes
from geju.core.calendar import Floats
from geju.core.errors import Fault, Where

Column = NDArray[Any]  # truth, whole numbers, numbers, texts (objects) or moments (datetime64)
NOTHING = {"", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL",
           "NaN", "None", "n/a", "nan", "null"}  # texts that PyPSA takes for no value when it reads CSV  # fmt: skip
JSONS = ("meta", "crs")


@dataclass
class Raw:
    """``facts`` of the network itself · ``jsons`` meta and crs as text · ``snapshots``, ``periods`` columns by name ·
    ``names`` [i] and ``static`` [i] columns by class · ``series`` by class and attribute: items, values [snapshot, item].
    """

    facts: dict[str, Any] = field(default_factory=dict)
    jsons: dict[str, str] = field(default_factory=dict)
    snapshots: dict[str, Column] = field(default_factory=dict)
    periods: dict[str, Column] = field(default_factory=dict)
    names: dict[str, Column] = field(default_factory=dict)
    static: dict[str, dict[str, Column]] = field(default_factory=dict)
    series: dict[str, dict[str, tuple[Column, Floats]]] = field(default_factory=dict)

    def class_of(self, name: str) -> str | None:
        """The class that a file or variable called ``name`` belongs to: the longest that it begins with."""
        return next(
            (
                k
                for k in sorted(attributes(), key=len, reverse=True)
                if name == k or name.startswith((f"{k}_", f"{k}-"))
            ),
            None,
        )


def texts_of(cells: list[str], kind: str = "", default: Any = "") -> Column:
    """Texts of a CSV file as PyPSA takes them: ``kind`` number, flag or text as it declares the attribute, else by their look."""
    blank = [cell in NOTHING for cell in cells]
    if kind == "text":
        return np.array(["" if b else cell for cell, b in zip(cells, blank, strict=True)], dtype=object)
    if (
        kind in ("flag", "")
        and all(cell in ("True", "False") or (b and kind) for cell, b in zip(cells, blank, strict=True))
        and cells
    ):
        return np.array(
            [bool(default) if b else cell == "True" for cell, b in zip(cells, blank, strict=True)], dtype=bool
        )
    numbers = [np.nan if b else _number(cell) for cell, b in zip(cells, blank, strict=True)]
    if any(n is None for n in numbers):
        return np.array(["" if b else cell for cell, b in zip(cells, blank, strict=True)], dtype=object)
    if cells and not any(blank) and all(cell.lstrip("+-").isdigit() and len(cell) < 19 for cell in cells):
        return np.array([int(cell) for cell in cells], dtype=np.int64)
    return np.array(numbers, dtype=np.float64)


def _number(cell: str) -> float | None:
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def kind_of(table: str, name: str) -> tuple[str, Any]:
    """How PyPSA declares an attribute, and its default; blanks for a column of the user's own."""
    known = attribute(table, name) if table in attributes() else None
    return (known.kind, known.default) if known else ("", "")


def lost(raw: Raw, target: str) -> list[Fault]:
    """Faults X015: texts that a CSV file cannot hold, because PyPSA would read them as numbers or as no value."""
    found = []
    columns = [(kind, "name", names) for kind, names in raw.names.items()]
    columns += [(kind, name, column) for kind, table in raw.static.items() for name, column in table.items()]
    columns += [(kind, name, items) for kind, table in raw.series.items() for name, (items, _) in table.items()]
    for kind, name, column in columns:
        if column.dtype.kind == "O" and not _holds(column, named=name == "name"):
            found.append(Fault("X015", Where(name=f"{kind} {name}"), {"what": f"{kind} {name}", "target": target}))
    return found


def _holds(column: Column, named: bool) -> bool:
    cells = [str(cell) for cell in column]
    if any(cell in NOTHING and (cell or named) for cell in cells):
        return False
    if all(cell == "" for cell in cells) or any("\r" in cell for cell in cells):
        return not any("\r" in cell for cell in cells)
    values = texts_of(cells)
    if values.dtype.kind == "f" and "" in cells:
        return False
    return [str(v) if values.dtype.kind != "O" else v for v in values.tolist()] == cells


def differences(one: Raw, other: Raw) -> list[str]:
    """What two networks do not have in common, by name."""
    found = [f"network {name}" for name in {**one.facts, **other.facts} if one.facts.get(name) != other.facts.get(name)]
    found += [name for name in JSONS if one.jsons.get(name) != other.jsons.get(name)]
    pairs: list[tuple[str, dict[str, Column], dict[str, Column]]] = [
        ("snapshots", one.snapshots, other.snapshots),
        ("investment_periods", one.periods, other.periods),
        ("names of", one.names, other.names),
    ]
    pairs += [(kind, one.static.get(kind, {}), other.static.get(kind, {})) for kind in {**one.static, **other.static}]
    for kind in {**one.series, **other.series}:
        both = (one.series.get(kind, {}), other.series.get(kind, {}))
        for part in (0, 1):
            left, right = ({name: np.asarray(value[part]) for name, value in raw.items()} for raw in both)
            pairs.append((kind, left, right))
    for kind, mine, theirs in pairs:
        found += [f"{kind} {name}" for name in {**mine, **theirs} if not _same(mine.get(name), theirs.get(name))]
    return found


def _same(one: Column | None, other: Column | None) -> bool:
    if one is None or other is None or one.shape != other.shape:
        return False
    if "O" in (one.dtype.kind, other.dtype.kind) or "M" in (one.dtype.kind, other.dtype.kind):
        return one.dtype.kind == other.dtype.kind and one.tolist() == other.tolist()
    return bool(np.array_equal(one.astype(float), other.astype(float), equal_nan=True))
