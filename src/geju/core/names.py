"""Names in the scope of a clause that stand for nothing, with the nearest that do."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import polars as pl

from geju.core.clause import Clause, Measure
from geju.core.errors import Fault, Where, nearest
from geju.core.place import Places

EACH = "each "
CODES = {"tags": "C001", "kind": "C007", "commodity": "C003", "mode": "C016"} | dict.fromkeys(
    ("in", "from", "to", "between"), "C002"
)
Known = Mapping[str, Collection[str]]


def unknown(clause: Clause, known: Known) -> Iterator[Fault]:
    """Faults C001, C002, C003, C007, C016 of a clause; ``known`` holds the valid names by scope key, ``in`` those of places.

    A key without any valid name is passed over: what should have named them has a fault of its own.
    """
    scopes = [clause.mechanism.scope] if clause.mechanism else []
    scopes += list(_scopes(clause.measure)) if clause.measure else []
    for scope in scopes:
        for key, code in CODES.items():
            names = known.get("in" if code == "C002" else key, ())
            for name in _wrong(scope, key, names) if names else ():
                where = Where(clause.file, clause.line, "", clause.id)
                yield Fault(code, where, {"clause": clause.id, "place": "", "name": name}, nearest(name, names))


def _scopes(measure: Measure) -> Iterator[dict[str, Any]]:
    yield measure.scope
    for part in measure.parts.values():
        yield from _scopes(part)


def _wrong(scope: dict[str, Any], key: str, names: Collection[str]) -> Iterator[str]:
    value = scope.get(key)
    listed = (
        value if isinstance(value, list | tuple) else [value] if isinstance(value, str) else []
    )  # other forms are P016
    for name in listed:
        plain = str(name).removeprefix(EACH) if key == "in" and value is name else str(name)
        if plain not in names:
            yield plain


def names_of(tables: Mapping[str, pl.DataFrame], places: Places) -> Known:
    """The names that the tables of a case offer to clauses."""
    tags = {tag for table in ("kinds", "sites") for listed in tables[table]["tags"].to_list() for tag in listed or ()}
    modes = set(tables["ports"]["mode"].drop_nulls()) - {""}
    return {
        "tags": tags, "kind": set(tables["kinds"]["kind"].drop_nulls()), "mode": modes, "in": set(places.known()),
        "commodity": set(tables["commodities"]["commodity"].drop_nulls()),
    }  # fmt: skip
