"""The data sheet: every figure the plan rests on, with its source and how far it may be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from geju.core.schema import STATUSES, by_name
from geju.report.text import Both, brief, number, short, unit
from geju.report.view import View

Line = tuple[str, str, str, str, str]  # table, row, figures, status, source
PLAIN = {("kinds", "life"): "yr"} | {("kinds", c): "" for c in ("availability", "floor", "from")}
YEARS = ("from", "period")  # columns that hold a year
SERIES = 8  # more figures of one name than this are told by their number and range
LINES_MOST = 12_000


def section(view: View) -> dict[str, Any] | None:
    """Counts by table and status, and the lines; None for a plan without sources.

    ``rows`` [table, row, figures, source, status]: table, source and status are places in the lists beside them;
    ``columns`` and ``names`` say what columns and tables are called.
    """
    source = view.table("source")
    if not source.height:
        return None
    texts = [c for c in source.columns if c != "value"]
    table = source.with_columns(pl.col(texts).cast(pl.String).fill_null("")).with_columns(
        pl.when(pl.col("sector") != "")
        .then(pl.col("sector") + "/" + pl.col("table"))
        .otherwise(pl.col("table"))
        .alias("shown")
    )
    rank = {status: i for i, status in enumerate(reversed(STATUSES))}
    told = sorted(lines(table), key=lambda line: (rank.get(line[3], -1), line[0], line[1]))
    tables = table["shown"].unique().sort().to_list()
    sources = table["source"].unique().sort().to_list()
    place = {text: i for i, text in enumerate(sources)}
    statuses = [s for s in STATUSES if s in set(table["status"])]
    known = [t for name, t in by_name().items() if name in set(table["table"])]
    return {
        "statuses": statuses,
        "total": table.height,
        "counts": [list(row) for row in table.group_by("shown", "status").len().sort("shown", "status").rows()],
        "columns": {c.name: column_name(t.name, c.name) for t in known for c in t.columns},
        "names": {t.name: brief((t.zh, t.en)) for t in known},
        "tables": tables,
        "sources": sources,
        "rows": [
            [tables.index(t), row, told_, place[s], statuses.index(status)]
            for t, row, told_, status, s in told[:LINES_MOST]
        ],
        "left": max(0, len(told) - LINES_MOST),
        "sensitive": [weighty(view, row) for row in view.table("sensitive").to_dicts()],
    }


def weighty(view: View, row: dict[str, Any]) -> list[Any]:
    """A figure the cost hangs on: its name, column, value, unit, status, share of the cost a percent, and source."""
    table, parts = row["table"], str(row["key"]).split("@")
    group = {"kinds": "kind", "sites": "kind", "ports": "kind", "stores": "store", "limits": "limit"}.get(
        table, "commodity"
    )
    named = [view.name(group, parts[0])]
    if table == "ports":
        named.append(view.name("commodity", parts[2]))
    elif table in ("sites", "demand", "supply", "bounds"):
        named += [view.name("place", place) for place in parts[1:] if place]
    name = tuple(" · ".join(pair[i] for pair in named) for i in (0, 1))
    return [
        name,
        column_name(table, row["column"]),
        row["values"],
        unit(measured(table, row["column"], row["unit"])),
        row["status"],
        short(row["share"], 3),
        row["source"],
    ]


def column_name(table: str, column: str) -> Both:
    """What a column is called, without the remarks in brackets and after commas and colons."""
    known = by_name()[table].column(column)
    return brief((known.zh, known.en))


def measured(table: str, column: str, unit_: str) -> str:
    """The unit of a figure: a kind's unit is that of its capacity, its life counts years, its shares nothing."""
    return PLAIN.get((table, column), unit_)


def lines(table: pl.DataFrame) -> Iterator[Line]:
    """One line for the figures of a row that share source and status; one line a profile, however many values it has."""
    profile = pl.col("table") == "profiles"
    words = pl.col("row").str.split(" ")
    named = pl.when(profile).then(words.list.head(2).list.join(" ")).otherwise(pl.col("row")).alias("row")
    keys = ["shown", "table", "row", "status", "source"]
    grouped = table.with_columns(named).group_by(keys, maintain_order=True).agg("column", "value", "unit")
    for r in grouped.to_dicts():
        cells = list(zip(r["column"], r["value"], r["unit"], strict=True))
        yield r["shown"], r["row"], figures(r["table"], cells), r["status"], r["source"]


def figures(table: str, cells: list[tuple[str, float | None, str]]) -> str:
    """The figures of a row: ``invest 4,300 CNY/kW · life 25``; what is left at its default is not told."""
    named: dict[tuple[str, str], list[float]] = {}
    for column, value, unit_ in cells:
        stem, _, period = column.rpartition("_")
        name = stem if stem and period.isdigit() else column
        if value is not None and value != _default(table, name):
            named.setdefault((name, measured(table, name, unit_)), []).append(float(value))
    return " · ".join(f"{name} {_told(values, name)} {unit_}".strip() for (name, unit_), values in named.items())


def _told(values: list[float], name: str = "") -> str:
    """Values of one name: one by one (``3 → 5`` over the periods), or how many and their range."""
    if len(values) > SERIES:
        return f"× {len(values)}: {number(min(values))} … {number(max(values))}"
    if name in YEARS:
        return " → ".join(dict.fromkeys(f"{value:.0f}" for value in values))
    return " → ".join(dict.fromkeys(number(value, 4) for value in values))


def _default(table: str, name: str) -> Any:
    """What a blank cell of a column stands for; None where there is no such column."""
    columns = by_name()[table].columns if table in by_name() else ()
    return next((c.default for c in columns if c.name == name), None)
