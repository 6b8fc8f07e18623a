"""Sets and parameters out of grids (heads and columns of texts), as CSV files and sheets of otoole hold them, long or wide."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import polars as pl

from geju.bridge.osemosys_data import Coder, numbered
from geju.bridge.osemosys_words import (
    DERIVED,
    EMPTY,
    NUMBERED,
    OTHER_INDEX,
    PARTS,
    SETS,
    SYNONYMS,
    Parameter,
)
from geju.core.calendar import Floats, Ints
from geju.core.errors import Fault, Faults, Where

DEFAULTS = "default_values"  # the file of defaults that early versions of otoole kept beside the others
Config = dict[str, dict[str, Any]]
Grid = tuple[list[str], list[Any]]  # the heads, and a list or series of texts below each


def from_grids(coder: Coder, grids: Mapping[str, Callable[[], Grid]], config: Config) -> None:
    """Every grid by its name: sets first, then parameters. Faults O003 … O008."""
    if DEFAULTS in grids:
        config = _defaults(coder, *grids[DEFAULTS](), config)
    names = [name for name in grids if name != DEFAULTS]
    sets = {n for n in names if SYNONYMS.get(n, n) in SETS.values() or n in (*PARTS, *EMPTY)}
    sets |= {n for n in names if config.get(n, {}).get("type") == "set"}
    coder.add_sets({name: _members(coder, name, *grids[name]()) for name in sorted(sets)})
    for name, entry in config.items():
        if entry.get("type") == "param" and name not in grids:
            _without_grid(coder, name, entry)
    for name in sorted(set(names) - sets):
        if name in DERIVED:
            coder.fault("O003", name)
        elif config.get(name, {}).get("type") != "result":
            _parameter(coder, name, *grids[name](), config.get(name, {}))
    if not config:
        coder.notes.append("there is no config.yaml: the usual defaults hold")


def _defaults(coder: Coder, head: list[str], columns: list[Any], config: Config) -> Config:
    """The configuration with the defaults of a file of names and values, where it gives none of its own."""
    if sorted(head) != ["default_value", "name"]:
        coder.fault("O008", DEFAULTS, index="name, default_value")
        return config
    names, words = (list(columns[head.index(c)]) for c in ("name", "default_value"))
    values = coder.values(words, DEFAULTS, 0)
    found = {name: {"default": float(value)} for name, value in zip(names, values, strict=True)}
    return {
        name: found.get(name, {}) | config.get(name, {}) for name in [*config, *(n for n in found if n not in config)]
    }


def _members(coder: Coder, name: str, head: list[str], columns: list[Any]) -> list[str]:
    """The members of a set: the column VALUE."""
    if head and "VALUE" not in head:
        raise Faults([Fault("O008", Where(coder.shown, name=name), {"name": name, "index": "VALUE"})])
    return list(columns[head.index("VALUE")]) if head else []


def _without_grid(coder: Coder, name: str, entry: dict[str, Any]) -> None:
    """A parameter of the configuration that no grid is about keeps its default."""
    known = coder.known(name, 0, True, float(entry.get("default") or 0))
    if known is not None:
        coder.table(name, known.index, [], float(entry.get("default", known.default)), 0)


def _parameter(coder: Coder, name: str, head: list[str], columns: list[Any], entry: dict[str, Any]) -> None:
    """One parameter: its key columns by their heads, in whatever order, and VALUE or a column a member of the index left."""
    empty = not columns or not len(columns[0])
    default = entry.get("default")
    known = coder.known(name, 0, empty, float(default or 0))
    if known is None:
        return
    value = float(known.default if default is None else default)
    if empty and all(_is_head(coder, known, word) for word in head):
        coder.table(name, known.index, [], value, 0)
        return
    head, columns = _long(coder, known, head, columns)
    index, order = _order(known, head)
    if not index:
        coder.fault("O008", name, index=", ".join(SETS[k] for k in known.index))
        return
    keys = [_codes(coder, letter, columns[k], name) for letter, k in zip(index, order, strict=True)]
    coder.table(name, index, [(keys, _values(coder, columns[head.index("VALUE")], name))], value, 0)


def _is_head(coder: Coder, known: Parameter, word: str) -> bool:
    """Whether a word may stand over a column: VALUE, a set, or a member of one of the parameter's sets."""
    plain = SYNONYMS.get(word, word)
    return plain == "VALUE" or plain in SETS.values() or any(word in coder.code[letter] for letter in known.index)


def _long(coder: Coder, known: Parameter, head: list[str], columns: list[Any]) -> Grid:
    """A wide grid (a column a year, or a member of whatever index has no column) as a long one; blank cells say nothing.

    The region may be left out where there is only one.
    """
    names = [SYNONYMS.get(name, name) for name in head]
    keys = [k for k, name in enumerate(names) if name in SETS.values()]
    given = [names[k] for k in keys]
    left = [SETS[letter] for letter in known.index]
    left = [name for name in left if name not in given]
    if "REGION" in left and len(coder.sets["r"]) == 1 and len(left) > ("VALUE" not in names):
        left.remove("REGION")
        head, columns = ["REGION", *head], [[coder.sets["r"][0]] * (len(columns[0]) if columns else 0), *columns]
        keys = [0, *(k + 1 for k in keys)]
    wide = [k for k in range(len(head)) if k not in keys]
    if "VALUE" in names or len(left) != 1 or not wide:
        return head, columns
    found: list[list[str]] = [[] for _ in (*keys, "", "")]
    for k in wide:
        filled = [i for i, word in enumerate(columns[k]) if word]
        for place, key in enumerate(keys):
            found[place] += [columns[key][i] for i in filled]
        found[-2] += [head[k]] * len(filled)
        found[-1] += [columns[k][i] for i in filled]
    return [*(head[k] for k in keys), left[0], "VALUE"], list(found)


def _order(known: Parameter, head: list[str]) -> tuple[str, list[int]]:
    """The indices a file has, and in which columns; blank when they are not the parameter's."""
    names = [SYNONYMS.get(c, c) for c in head]
    for index in (known.index, OTHER_INDEX.get(known.name, known.index)):
        wanted = [SETS[k] for k in index]
        if sorted([*wanted, "VALUE"]) == sorted(names):
            free, order = list(range(len(names))), []
            for name in wanted:
                place = next(i for i in free if names[i] == name)
                free.remove(place)
                order.append(place)
            return index, order
    return "", []


def _codes(coder: Coder, letter: str, column: Any, name: str) -> Ints:
    if isinstance(column, list):
        return coder.numbers(letter, column, name, 0)
    series = numbered(column) if SETS[letter] in NUMBERED else column
    found = series.cast(pl.Enum(list(coder.sets[letter])), strict=False)
    if found.null_count():
        return coder.numbers(letter, series.unique().to_list(), name, 0)
    return np.asarray(found.to_physical().cast(pl.Int64).to_numpy(), dtype=np.int64)


def _values(coder: Coder, column: Any, name: str) -> Floats:
    if isinstance(column, list):
        return coder.values(column, name, 0)
    found = column.cast(pl.Float64, strict=False)
    if found.null_count():
        return coder.values(column.to_list(), name, 0)
    return np.asarray(found.to_numpy(), dtype=np.float64)
