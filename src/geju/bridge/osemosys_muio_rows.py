"""The rows of a parameter in MUIO: laid over each other by scenario, checked for what is missing, and numbered."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from geju.bridge.osemosys_data import Coder, as_float
from geju.bridge.osemosys_words import NUMBERED, SETS
from geju.core.calendar import Floats, Ints

Ids = dict[str, dict[Any, str]]  # by letter of a set: ids of MUIO and what they are called
Key = tuple[Any, ...]

COLUMN = {  # the columns that name a member, by letter; timeslices had other columns before 5.0
    "t": ("TechId",), "f": ("CommId",), "e": ("EmisId",), "s": ("StgId",), "u": ("ConId",), "m": ("MoId",), "a": ("SeId",),
    "d": ("DtId",), "b": ("DtbId",), "l": ("TsId", "Timeslice", "YearSplit"),
}  # fmt: skip
SHOWN = {  # columns that MUIO's own tables show beside a row, and at times leave in it
    "ScId", "Sc", "Tech", "TechName", "Comm", "CommName", "Emis", "EmisName", "Stg", "Con", "ConName", "Ts", "MoO", "UnitId",
    "Se", "Dt", "Dtb", "paramName", "Desc",
}  # fmt: skip
ONE = ("value", "Value")  # the column of a row that holds one number
FEW = 3  # faults of one kind that are listed of a parameter


@dataclass(frozen=True)
class Rows:
    """What rows are read by: names of ids, scenarios that take part in order, and genData.json."""

    coder: Coder
    ids: Ids
    taken: list[str]
    general: dict[str, Any]

    def allowed(self, listed: str) -> set[Key]:
        """The pairs that a list in genData.json names: of the only ones MUIO writes rows for."""
        if listed == "CM":
            return {(tech, entry["ConId"]) for entry in self.general["osy-constraints"] for tech in entry["CM"] or ()}
        if listed in ("TTS", "TFS"):
            return {(entry[listed], entry["StgId"]) for entry in self.general["osy-stg"] if entry[listed]}
        return {(entry["TechId"], other) for entry in self.general["osy-tech"] for other in entry[listed] or ()}


def table(
    rows: Rows, file: str, name: str, index: str, listed: str, found: dict[str, Any], default: float
) -> tuple[list[Ints], Floats] | None:
    """The entries of a parameter that are not its default; None when there is a fault. Errors O005 … O007, O015."""
    coder, label, before = rows.coder, f"{file}.json {name}", len(rows.coder.faults)
    wide = "y" if "y" in index else index[1] if len(index) == 2 else ""
    letters = "".join(k for k in index if k not in ("r", wide))
    stack: dict[Key, list[Any]] = {}
    loud: set[Key] = set()
    for scenario in rows.taken:
        if scenario not in found:
            coder.fault("O015", label, key=scenario)
            return None
        for key, values in _lines(rows, label, letters, wide, found[scenario]):
            kept = stack.get(key)
            loud |= {key} if any(v is not None and v != default for v in values) else set()
            stack[key] = values if kept is None else [a if b is None else b for a, b in zip(kept, values, strict=True)]
    _complete(rows, label, letters, listed, stack)
    if listed:
        stack = _said(rows, label, stack, loud)
    _filled(rows, label, letters, wide, stack)
    if len(coder.faults) > before:
        return None
    return _coded(rows, label, index, letters, wide, stack, default)


def _lines(
    rows: Rows, label: str, letters: str, wide: str, lines: list[dict[str, Any]]
) -> Iterator[tuple[Key, list[Any]]]:
    """Key and values of the rows of one scenario. Errors O005, O007, O014."""
    coder, members = rows.coder, list(rows.ids[wide]) if wide else []
    if not letters and wide:
        lines = [{column: value for line in lines for column, value in line.items()}]
    seen: set[Key] = set()
    for line in lines:
        columns = [next((c for c in COLUMN[k] if c in line), "") for k in letters]
        key = tuple(line.get(c) for c in columns)
        strange = [(v, SETS[k]) for k, v in zip(letters, key, strict=True) if v not in rows.ids[k]]
        others = line.keys() - set(columns) - SHOWN - (rows.ids[wide].keys() if wide else set(ONE))
        strange += [(c, SETS[wide] if wide else ONE[0]) for c in sorted(others)]
        for value, of in strange[:FEW]:
            coder.fault("O005", label, value=value, set=of)
        if strange:
            return
        if key in seen:
            coder.fault("O007", label, key=_shown(rows, letters, key))
            return
        seen.add(key)
        yield key, [line.get(c) for c in members] if wide else [next((line[c] for c in ONE if c in line), None)]


def _complete(rows: Rows, label: str, letters: str, listed: str, stack: dict[Key, list[Any]]) -> None:
    """Every row is there, and no row that no list names. Error O015."""
    every: set[Key] = set(itertools.product(*(rows.ids[k] for k in letters)))
    if listed:
        pair = {"CM": "tu", "TTS": "ts", "TFS": "ts", "EAR": "te"}.get(listed, "tf")
        spots = [letters.index(k) for k in pair]
        pairs = rows.allowed(listed)
        every = {key for key in every if tuple(key[i] for i in spots) in pairs}
        astray = [key for key in stack if key not in every]
        if astray:
            rows.coder.notes.append(
                f"{label}: {len(astray)} rows that genData.json does not list were left out, as MUIO does"
            )
        for key in astray:
            del stack[key]
    missing = sorted(every - stack.keys(), key=str)
    for key in missing[:FEW]:
        rows.coder.fault("O015", label, key=_shown(rows, letters, key) or label)


def _said(rows: Rows, label: str, stack: dict[Key, list[Any]], loud: set[Key]) -> dict[Key, list[Any]]:
    """The rows that MUIO writes: where no scenario says anything but the default it writes none, so that holds in blanks too."""
    found = {key: values for key, values in stack.items() if key in loud or None not in values}
    if len(found) < len(stack):
        rows.coder.notes.append(f"{label}: {len(stack) - len(found)} rows have blanks, where the default holds")
    return found


def _filled(rows: Rows, label: str, letters: str, wide: str, stack: dict[Key, list[Any]]) -> None:
    """No row has a blank cell. Error O015."""
    members = list(rows.ids[wide].values()) if wide else [""]
    blank = [
        (key, member) for key, values in stack.items() for member, v in zip(members, values, strict=True) if v is None
    ]
    for key, member in blank[:FEW]:
        rows.coder.fault("O015", label, key=f"{_shown(rows, letters, key)} {member}".strip() or label)


def _shown(rows: Rows, letters: str, key: Key) -> str:
    return " ".join(rows.ids[k][v] for k, v in zip(letters, key, strict=True))


def _coded(
    rows: Rows, label: str, index: str, letters: str, wide: str, stack: dict[Key, list[Any]], default: float
) -> tuple[list[Ints], Floats] | None:
    """The rows as numbers of members and values. Error O006."""
    coder = rows.coder
    flat = [_number(v) for values in stack.values() for v in values]
    wrong = [i for i, v in enumerate(flat) if not math.isfinite(v)]
    if wrong:
        words = [v for values in stack.values() for v in values]
        for i in wrong[:FEW]:
            coder.fault("O006", label, text=words[i])
        return None
    number = {k: {i: coder.code[k][_plain(k, name)] for i, name in rows.ids[k].items()} for k in letters + wide}
    across = np.array(list(number[wide].values()), dtype=np.int64) if wide else np.zeros(1, np.int64)
    keys = {k: np.array([number[k][key[i]] for key in stack], dtype=np.int64) for i, k in enumerate(letters)}
    codes = {k: np.repeat(column, len(across)) for k, column in keys.items()}
    codes |= {wide: np.tile(across, len(stack))} if wide else {}
    values = np.array(flat, dtype=np.float64)
    codes["r"] = np.zeros(len(values), dtype=np.int64)
    kept = np.flatnonzero(values != default)
    return [codes[k][kept] for k in index], values[kept]


def _plain(letter: str, name: str) -> str:
    """A name as its set has it: seasons, day types and brackets are numbers where they can be."""
    value = as_float(name) if SETS[letter] in NUMBERED else math.nan
    return str(int(value)) if value.is_integer() else name


def _number(value: Any) -> float:
    """A value as a number; not-a-number where it is none."""
    return as_float(str(value)) if isinstance(value, int | float | str) and not isinstance(value, bool) else math.nan
