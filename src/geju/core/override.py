"""Change single figures of a case from outside: ``--set kinds.wind.invest="5000 CNY/kW"``."""

from __future__ import annotations

import math
from dataclasses import replace

import polars as pl

from geju.core import unit as units
from geju.core.case import Case
from geju.core.errors import Fault, Faults, Where, nearest
from geju.core.schema import Column, Table, by_name

SETTINGS = ("discount_rate",)
RATES = (-0.5, 1.0)


def override(case: Case, name: str, value: str) -> Case:
    """The case with one figure changed: ``discount_rate`` or ``table.key.column`` (parts of a key joined by ``@``).

    A column by period is set for all its periods, ``column_2030`` for that one. Errors K004, K005.
    """
    if name in SETTINGS:
        return replace(case, discount_rate=_number(name, value, *RATES))
    table, _, rest = name.partition(".")
    key, _, column = rest.rpartition(".")
    schema = by_name().get(table)
    if schema is None or not key or not column:
        raise _unknown(name, [*SETTINGS, *by_name()])
    stem = next(
        (c for c in schema.columns if column == c.name or (c.by_period and column[: -len("_0000")] == c.name)), None
    )
    if stem is None or stem.kind not in ("number", "whole", "quantity"):
        raise _unknown(column, [c.name for c in schema.columns if c.kind in ("number", "whole", "quantity")])
    frame = case.tables[table]
    match = _match(schema, key)
    if frame.filter(match).is_empty():
        raise _unknown(key, ["@".join(str(p) for p in row if p) for row in frame.select(schema.key).rows()])
    return replace(
        case, tables={**case.tables, table: frame.with_columns(_cells(case, stem, column, name, value, match))}
    )


def _match(schema: Table, key: str) -> pl.Expr:
    parts = [*key.split("@"), *[""] * len(schema.key)][: len(schema.key)]
    return pl.all_horizontal(pl.col(c).cast(pl.String) == p for c, p in zip(schema.key, parts, strict=True))


def _cells(case: Case, stem: Column, column: str, name: str, value: str, match: pl.Expr) -> list[pl.Expr]:
    targets = [f"{stem.name}_{p}" for p in case.periods] if stem.by_period and column == stem.name else [column]
    unit = ""
    if stem.kind == "quantity":
        pair = units.split(value)
        if pair is None or not units.known(pair[1]):
            raise Faults([Fault("K005", Where(name=name), {"name": name, "value": value})])
        number, unit = _number(name, str(pair[0]), stem.low, stem.high), pair[1]
    else:
        number = _number(name, value, stem.low, stem.high)
    cells = [pl.when(match).then(pl.lit(number)).otherwise(pl.col(t)).alias(t) for t in targets]
    if stem.kind == "quantity":
        cells += [pl.when(match).then(pl.lit(unit)).otherwise(pl.col(f"{t}.unit")).alias(f"{t}.unit") for t in targets]
    return cells


def _number(name: str, value: str, low: float, high: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and low <= number <= high):
        raise Faults([Fault("K005", Where(name=name), {"name": name, "value": value})])
    return number


def _unknown(name: str, known: list[str]) -> Faults:
    shown = ", ".join(sorted(set(known))[:12])
    return Faults([Fault("K004", Where(name=name), {"name": name, "known": shown}, nearest(name, known))])
