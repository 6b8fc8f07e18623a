"""Write the data of an OSeMOSYS model as a MathProg data file or as an otoole folder."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from geju.bridge.osemosys_data import Data
from geju.bridge.osemosys_words import SETS, parameters

FILLED = "DiscountRateIdv"  # the code has a default for it, so a data file may not have another
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.+-]*")


def write_text(data: Data, path: Path) -> None:
    """A MathProg data file: every set and parameter, one entry a line, and the vintage where the data named one."""
    lines = [f"# {data.name}, written by Geju", *([f"# vintage {data.vintage}"] if data.vintage else [])]
    for name, members in _sets(data):
        lines.append(f"set {name} := {' '.join(map(_word, members))};")
    for name, index, rows in _tables(data):
        default = "" if name == FILLED else f" default {data.default(name)!r}"
        if name == FILLED:
            rows = [[*key, repr(value)] for key, value in _every(data, name)]
        lines.append(f"param {name}{default} :=" + (";" if not rows else ""))
        lines += [" ".join([*map(_word, row[:-1]), row[-1]]) for row in rows]
        lines += [";"] if rows and index else []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*lines, "end;"]) + "\n", encoding="utf-8")


def _every(data: Data, name: str) -> Iterator[tuple[list[str], float]]:
    """Every key of a parameter with its value."""
    values = data.dense(name)
    sets = [data.sets[letter] for letter in data.tables[name].index]
    for key in np.ndindex(values.shape):
        yield [members[k] for members, k in zip(sets, key, strict=True)], float(values[key])


def _word(member: str) -> str:
    """A member of a set as MathProg takes it: in quotes unless it is one plain word."""
    return member if _WORD.fullmatch(member) else f"'{member}'"


def write_folder(data: Data, folder: Path) -> None:
    """An otoole folder: config.yaml, and ``data`` with one CSV a set or parameter."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    config = []
    named = dict(_sets(data))
    for name, members in named.items():
        kind = "int" if name == "YEAR" or name == "MODE_OF_OPERATION" else "str"
        config += [f"{name}:", f"  dtype: {kind}", "  type: set"]
        _put(folder / "data" / f"{name}.csv", [["VALUE"], *([member] for member in members)])
    fuel = "COMMODITY" if "COMMODITY" in named else "FUEL"
    for name, index, rows in _tables(data):
        heads = ["_REGION" if letter == "q" else fuel if letter == "f" else SETS[letter] for letter in index]
        config += [f"{name}:", f"  indices: [{','.join(heads)}]", "  type: param", "  dtype: float",
                   f"  default: {data.default(name)!r}"]  # fmt: skip
        _put(folder / "data" / f"{name}.csv", [[*heads, "VALUE"], *rows])
    (folder / "config.yaml").write_text("\n".join(config) + "\n", encoding="utf-8")


def _put(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


def _sets(data: Data) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every set under the name that the code it was written for has for it; published codes do not know UDC."""
    for letter, members in data.sets.items():
        if letter != "q" and (letter != "u" or members):
            yield "COMMODITY" if letter == "f" and "COMMODITY" in data.parts else SETS[letter], members
    yield from ((name, members) for name, members in data.parts.items() if name != "COMMODITY")


def _tables(data: Data) -> Iterator[tuple[str, str, list[list[str]]]]:
    """Every parameter: its index, and its entries as texts; those over user-defined constraints where there are some."""
    for name, table in data.tables.items():
        if "u" in table.index and not data.sets["u"] and table.default == parameters()[name].default:
            continue
        keys = [[data.sets["r" if letter == "q" else letter][int(i)] for i in codes]
                for letter, codes in zip(table.index, table.codes, strict=True)]  # fmt: skip
        yield name, table.index, [list(row) for row in zip(*keys, map(repr, table.value.tolist()), strict=True)]


def differences(one: Data, other: Data) -> list[str]:
    """What two models do not have in common, by name of set or parameter."""
    found = [SETS[letter] for letter in SETS if one.sets[letter] != other.sets[letter]]
    found += [name for name in {**one.parts, **other.parts} if one.parts.get(name) != other.parts.get(name)]
    found += [name for name in {**one.keyed, **other.keyed} if one.keyed.get(name) != other.keyed.get(name)]
    return found + [name for name in {**one.tables, **other.tables} if not _same(name, one, other)]


def _same(name: str, one: Data, other: Data) -> bool:
    if name == FILLED and name in one.tables and name in other.tables:
        return np.array_equal(one.dense(name), other.dense(name))
    if one.default(name) != other.default(name):
        return False
    left, right = (data.tables.get(name) for data in (one, other))
    if left is None or right is None:
        return not len(left or right or ())
    if left.index != right.index or len(left) != len(right):
        return False
    orders = [np.lexsort(table.codes[::-1]) for table in (left, right)]
    pairs = zip((*left.codes, left.value), (*right.codes, right.value), strict=True)
    return all(np.array_equal(a[orders[0]], b[orders[1]]) for a, b in pairs)
