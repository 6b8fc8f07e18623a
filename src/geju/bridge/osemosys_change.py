"""Change figures of a model before it is stated: ``--set CapitalCost.NORTH@SOLAR@2030=900``, ``*`` for every member of a set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geju.bridge.osemosys_data import Data, Table
from geju.bridge.osemosys_words import SETS, parameters
from geju.core.errors import Fault, Faults, Where, nearest

ALL = "*"


def changed(data: Data, name: str, value: str) -> Data:
    """The data with one parameter set at a key (its indices in order, joined by ``@``). Errors K004, K005."""
    parameter, _, key = name.partition(".")
    known = parameters().get(parameter)
    if known is None:
        raise _unknown(parameter, list(parameters()))
    table = data.tables.get(parameter) or Table(
        known.index, (np.zeros(0, np.int64),) * len(known.index), np.zeros(0), known.default
    )
    words = key.split("@")
    if len(words) != len(table.index):
        raise _unknown(key, ["@".join(SETS[letter] for letter in table.index)])
    chosen = [_members(data, letter, word) for letter, word in zip(table.index, words, strict=True)]
    try:
        number = float(value)
    except ValueError:
        number = np.nan
    if not np.isfinite(number):
        raise Faults([Fault("K005", Where(name=name), {"name": name, "value": value})])
    kept = ~np.logical_and.reduce([np.isin(codes, few) for codes, few in zip(table.codes, chosen, strict=True)])
    added = [grid.ravel() for grid in np.meshgrid(*chosen, indexing="ij")]
    codes = tuple(np.concatenate([old[kept], new]) for old, new in zip(table.codes, added, strict=True))
    values = np.concatenate([table.value[kept], np.full(len(added[0]), number)])
    note = f"{name} was set to {number:g}"
    tables = {**data.tables, parameter: Table(table.index, codes, values, table.default)}
    return replace(data, tables=tables, notes=[*data.notes, note])


def _members(data: Data, letter: str, word: str) -> np.ndarray:
    """The numbers of the members of a set that a word stands for."""
    members = data.sets[letter]
    if word == ALL:
        return np.arange(len(members))
    if word not in members:
        raise _unknown(word, list(members))
    return np.array([members.index(word)])


def _unknown(name: str, known: list[str]) -> Faults:
    return Faults(
        [Fault("K004", Where(name=name), {"name": name, "known": ", ".join(known[:12])}, nearest(name, known))]
    )
