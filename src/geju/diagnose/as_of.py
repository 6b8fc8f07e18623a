"""A case as of a past year: what stood then, what was asked for then, nothing to build and no policy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import polars as pl

from geju.core.case import Case
from geju.core.errors import Fault, Faults, Where, refuse
from geju.core.schema import Table, all_tables, declared
from geju.core.table import read_table

FOLDER = "back-cast"
OF_CASE = ("quantities",)  # tables that hold for every year; the others lie in a folder called by the year


@cache
def own_tables() -> dict[str, Table]:
    """The tables of a back-cast, by name."""
    return {table.name: table for table in declared(Path(__file__).with_name("schema.csv"))}


@dataclass(frozen=True)
class Past:
    """The tables of one past year: state, demand, supply, quantities, statistics."""

    year: str
    tables: dict[str, pl.DataFrame]


def years(case: Case) -> tuple[str, ...]:
    """The years that a case has tables for."""
    return tuple(sorted(p.parent.name for p in (case.folder / FOLDER).glob("*/statistics.csv")))


def read_past(case: Case, year: str) -> Past:
    """The tables of a year. Errors: D001, D002 and those of :func:`geju.core.table.read_table`."""
    known = years(case)
    if year not in known:
        blanks = {"name": case.name, "year": year, "known": ", ".join(known) or "-"}
        raise Faults([Fault("D001", Where(name=year), blanks)])
    faults: list[Fault] = []
    tables: dict[str, pl.DataFrame] = {}
    for name, table in own_tables().items():
        shown = f"{FOLDER}/{name}.csv" if name in OF_CASE else f"{FOLDER}/{year}/{name}.csv"
        tables[name], found = read_table(case.folder / shown, table, (), shown)
        faults += found
    keys: tuple[tuple[str, set[tuple[object, ...]], tuple[str, ...]], ...] = (
        ("state", _keys(case.tables["sites"], "kind", "place", "to"), ("kind", "place", "to")),
        ("demand", _keys(case.tables["demand"], "commodity", "place"), ("commodity", "place")),
        ("supply", _keys(case.tables["supply"], "commodity", "place"), ("commodity", "place")),
        ("statistics", _keys(tables["quantities"], "quantity"), ("quantity",)),
        ("statistics", {(p,) for p in case.places.known()}, ("place",)),
    )
    for name, there, columns in keys:
        for *key, line, file in tables[name].select(*columns, "line", "file").rows():
            if tuple(key) not in there:
                what = " ".join(str(k) for k in key if k)
                faults.append(Fault("D002", Where(file, line, columns[0]), {"table": file, "key": what}))
    refuse(faults)
    return Past(year, tables)


def _keys(frame: pl.DataFrame, *columns: str) -> set[tuple[object, ...]]:
    return set(frame.select(columns).rows())


def as_of(case: Case, past: Past) -> Case:
    """The case of one period, the year, in which nothing is built, nothing retires and no clause or limit on capacity holds.

    Figures that the tables of the year do not give are those of the first period of the case.
    """
    tables = {table.name: _first_period(case, table, past.year) for table in all_tables()}
    standing = f"standing_{past.year}"
    columns = {"standing": standing, "availability": "availability"}
    sites = _given(tables["sites"], past.tables["state"], ("kind", "place", "to"), columns)
    tables["sites"] = sites.with_columns(pl.col(standing).alias(f"potential_{past.year}"))
    tables["kinds"] = tables["kinds"].with_columns(retire=pl.lit(value=False))
    for name in ("demand", "supply"):
        columns = {"amount": f"amount_{past.year}", "unit": "unit"}
        tables[name] = _given(tables[name], past.tables[name], ("commodity", "place"), columns)
    tables["bounds"] = tables["bounds"].clear()
    tables["limits"] = tables["limits"].filter(~pl.col("measure").is_in(["build", "capacity"]))
    return replace(case, periods=(past.year,), years=(1.0,), tables=tables, policy=None)


def _first_period(case: Case, table: Table, year: str) -> pl.DataFrame:
    """A table with the figures of the first period alone, called by the year."""
    frame = case.tables[table.name]
    first, later = case.periods[0], case.periods[1:]
    stems = [c.name for c in table.columns if c.by_period]
    gone = [f"{s}_{p}{unit}" for s in stems for p in later for unit in ("", ".unit")]
    names = {f"{s}_{first}{unit}": f"{s}_{year}{unit}" for s in stems for unit in ("", ".unit")}
    return frame.drop(c for c in gone if c in frame.columns).rename(names, strict=False)


def _given(frame: pl.DataFrame, year: pl.DataFrame, key: tuple[str, ...], columns: dict[str, str]) -> pl.DataFrame:
    """The frame with the columns that the year gives (name there → name here); its rows keep their order."""
    there = year.select(*key, *(pl.col(a).alias(f"+{b}") for a, b in columns.items()))
    wide = frame.join(there, on=list(key), how="left", maintain_order="left")
    cells = [pl.when(_said(f"+{b}")).then(pl.col(f"+{b}")).otherwise(pl.col(b)).alias(b) for b in columns.values()]
    return wide.with_columns(cells).select(frame.columns)


def _said(column: str) -> pl.Expr:
    """Whether a cell was written: neither missing nor the number that a blank stands for."""
    return pl.col(column).is_not_null() & ~pl.col(column).cast(pl.String).is_in(["NaN", ""])
