"""What of a network cannot be planned exactly is refused by name; nothing is dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from geju.bridge.pypsa_source import Attribute, Source, Table, attribute, flags, numbers
from geju.core.errors import Fault, Where, nearest
from geju.core.process import Flags

# the class a user knows behind each list
CLASS = {
    "buses": "Bus", "carriers": "Carrier", "generators": "Generator", "loads": "Load", "links": "Link", "processes": "Process",
    "lines": "Line", "line_types": "LineType", "transformers": "Transformer", "transformer_types": "TransformerType",
    "stores": "Store", "storage_units": "StorageUnit", "global_constraints": "GlobalConstraint",
    "shunt_impedances": "ShuntImpedance", "shapes": "Shape", "sub_networks": "SubNetwork",
}  # fmt: skip
SHOWN = 5
# the classes that the programme is made of
CHECKED = ("buses", "carriers", "generators", "loads", "links", "processes", "lines", "transformers", "stores", "storage_units",
           "global_constraints")  # fmt: skip


def spot(source: Source, table: Table, number: int, column: str = "") -> Where:
    """Where a component stands."""
    return Where(source.path.name, column=column, name=f"{CLASS[table.kind]} '{table.names[number]}'")


def check(source: Source) -> list[Fault]:
    """Everything about a network's attributes that cannot be planned. Faults B005, B006, B011 … B015, B018."""
    faults = [
        Fault("B011", Where(source.path.name), {"component": CLASS.get(k, k), "attribute": a})
        for k, a in source.piecewise
    ]
    for kind in CHECKED:
        table = source.table(kind)
        if len(table):
            faults += _names(source, table)
            faults += _attributes(source, table)
            faults += _buses(source, table)
    if len(source.table("stores")) + len(source.table("storage_units")) and not (source.weights["stores"] > 0).all():
        faults.append(Fault("B018", Where(source.path.name, column="stores"), {"column": "stores"}))
    for column, weights in source.weights.items():
        if not np.isfinite(weights).all():
            faults.append(Fault("B018", Where(source.path.name, column=column), {"column": column}))
    return faults


def _names(source: Source, table: Table) -> Iterator[Fault]:
    """A name that stands twice."""
    seen: set[str] = set()
    for number, name in enumerate(table.names):
        if name in seen:
            yield Fault("B006", spot(source, table, number), {"name": name})
        seen.add(name)


def _attributes(source: Source, table: Table) -> Iterator[Fault]:
    for name in table.static:
        known = attribute(table.kind, name)
        if known is None or known.role not in ("used", "refused"):
            continue
        if known.role == "refused":
            yield from _refused(source, table, name, _differs(table.static[name], known))
        elif known.kind != "text":
            bad = ~np.isfinite(table.number(name)) & ~_may_be_endless(known, table.number(name))
            yield from _bad(source, table, name, bad)
    for name, (items, rows) in table.series.items():
        known = attribute(table.kind, name)
        if known is None:
            continue
        if rows.shape[1] != len(source.snapshots):
            blanks: dict[str, Any] = {
                "name": f"{table.kind}-{name}",
                "count": rows.shape[1],
                "expected": len(source.snapshots),
            }
            yield Fault("B005", Where(source.path.name, column=name), blanks)
        elif known.role == "refused":
            yield from _refused(
                source, table, name, _marked(table, items, np.asarray((rows != known.default).any(axis=1)))
            )
        elif not known.varies:
            yield from _many("B013", source, table, name, _marked(table, items, np.ones(len(items), bool)))
        elif not (isinstance(known.default, float) and np.isnan(known.default)):
            yield from _bad(source, table, name, _marked(table, items, np.asarray(np.isnan(rows).any(axis=1))))


def _differs(values: Any, known: Attribute) -> Flags:
    if known.kind == "flag":
        return np.asarray(flags(values, bool(known.default)) != known.default)
    found = numbers(values)
    return np.asarray(~np.isnan(found) & (found != known.default))


def _may_be_endless(known: Attribute, values: Any) -> Flags:
    """Infinity is a number of its own; not-a-number is one only where PyPSA has it for *not given*."""
    blank = np.isnan(values)
    absent = isinstance(known.default, float) and np.isnan(known.default)
    return np.asarray(np.isinf(values) | (blank & absent))


def _marked(table: Table, items: Any, flagged: Flags) -> Flags:
    marks = np.zeros(len(table), dtype=bool)
    marks[items[flagged]] = True
    return marks


def _refused(source: Source, table: Table, name: str, bad: Flags) -> Iterator[Fault]:
    return _many("B012", source, table, name, bad)


def _bad(source: Source, table: Table, name: str, bad: Flags) -> Iterator[Fault]:
    return _many("B014", source, table, name, bad)


def _many(code: str, source: Source, table: Table, name: str, bad: Flags) -> Iterator[Fault]:
    """One fault for an attribute, naming the first few components."""
    found = np.flatnonzero(bad)
    if len(found):
        yield Fault(code, spot(source, table, int(found[0]), name), told(table, found, attribute=name))


def told(table: Table, found: Iterable[Any], **more: Any) -> dict[str, Any]:
    """Blanks of a message about some components."""
    listed = [str(table.names[int(i)]) for i in found]
    names = ", ".join(f"'{n}'" for n in listed[:SHOWN]) + (f" … ({len(listed)})" if len(listed) > SHOWN else "")
    return {"component": CLASS[table.kind], "names": names, **more}


def _buses(source: Source, table: Table) -> Iterator[Fault]:
    """Buses that are named and not there."""
    known = set(source.table("buses").names.tolist())
    needed = (
        {"bus": True}
        if table.kind not in ("links", "processes", "lines", "transformers")
        else {"bus0": True, "bus1": True}
    )
    if table.kind in ("buses", "carriers", "global_constraints"):
        return
    for column in (*needed, *(f"bus{p}" for p in table.ports)):
        names = table.text(column)
        for number in np.flatnonzero([n not in known and (n != "" or column in needed) for n in names]):
            if column in ("bus0", "bus1") and table.kind in ("links", "processes") and names[number] == "":
                continue
            blanks = {
                "component": CLASS[table.kind],
                "name": table.names[number],
                "bus": names[number],
                "column": column,
            }
            yield Fault("B015", spot(source, table, int(number), column), blanks, nearest(str(names[number]), known))
