"""Change single figures of a network before it is stated: ``--set generators.gas.marginal_cost=60``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geju.bridge.pypsa_check import CHECKED, CLASS, spot
from geju.bridge.pypsa_source import Source, Table, attribute, attributes
from geju.core.errors import Fault, Faults, Where, nearest

WORDS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def changed(source: Source, name: str, value: str) -> Source:
    """The network with ``components.name.attribute`` set, as if it had been written so, in all scenarios alike.

    What varies over the snapshots is not a single figure and is refused; so is what has no effect on the optimum. Errors K004,
    K005, B030.
    """
    source = replace(source, others=tuple(changed(other, name, value) for other in source.others))
    kind, _, rest = name.partition(".")
    key, _, column = rest.rpartition(".")
    if kind not in CHECKED or not key:
        raise _unknown(name, CHECKED)
    table = source.table(kind)
    found = np.flatnonzero(table.names == key)
    if not len(found):
        raise _unknown(key, [str(n) for n in table.names])
    known = attribute(kind, column)
    if known is None or known.role != "used":
        raise _unknown(column, [a for a, said in attributes()[kind].items() if said.role == "used"])
    item = int(found[0])
    if column in table.series and item in table.series[column][0]:
        blanks = {"component": CLASS[kind], "name": key, "attribute": column}
        raise Faults([Fault("B030", spot(source, table, item, column), blanks)])
    cells = _column(table, column)
    cells[item] = _value(name, value, known.kind)
    return replace(source, tables={**source.tables, kind: replace(table, static={**table.static, column: cells})})


def _column(table: Table, name: str) -> NDArray[Any]:
    """A static column as it is, or full of its default; free to hold anything."""
    known = attribute(table.kind, name)
    default = known.default if known else ""
    return np.array(table.static.get(name, np.full(len(table), default, dtype=object)), dtype=object)


def _value(name: str, value: str, kind: str) -> object:
    if kind == "text":
        return value
    try:
        return WORDS[value.lower()] if kind == "flag" else _number(value)
    except (KeyError, ValueError):
        raise Faults([Fault("K005", Where(name=name), {"name": name, "value": value})]) from None


def _number(value: str) -> float:
    """A number; infinity is one that PyPSA itself uses."""
    found = float(value)
    if np.isnan(found):
        raise ValueError(value)
    return found


def _unknown(name: str, known: Any) -> Faults:
    shown = ", ".join(sorted({str(k) for k in known})[:12])
    return Faults([Fault("K004", Where(name=name), {"name": name, "known": shown}, nearest(name, map(str, known)))])
