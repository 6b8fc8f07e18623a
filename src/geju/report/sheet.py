"""The data sheet: every figure the plan rests on, with its source and how far it may be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from geju.core.schema import STATUSES, by_name
from geju.report.text import number, short, unit
from geju.report.view import View

Line = tuple[str, str, str, str, str]  # table, row, figures, status, source
SERIES = 8  # more figures of one name than this are told by their number and range
LINES_MOST = 12_000


def section(view: View) -> dict[str, Any] | None:
    """Counts by table and status, and the lines; None for a plan without sources."""
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
    present = set(table["status"])
    return {
        "statuses": [s for s in STATUSES if s in present],
        "total": table.height,
        "counts": [list(row) for row in table.group_by("shown", "status").len().sort("shown", "status").rows()],
        "tables": tables,
        "sources": sources,
        "rows": [[tables.index(t), row, figures, place[s], status] for t, row, figures, status, s in told[:LINES_MOST]],
        "left": max(0, len(told) - LINES_MOST),
        "sensitive": [_weighty(view, row) for row in view.table("sensitive").to_dicts()],
    }


def _weighty(view: View, row: dict[str, Any]) -> list[Any]:
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
    column = by_name()[table].column(row["column"])
    name = tuple(" · ".join(pair[i] for pair in named) for i in (0, 1))
    return [
        name,
        (column.zh, column.en),
        row["values"],
        unit(row["unit"]),
        row["status"],
        short(row["share"], 3),
        row["source"],
    ]


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
    for column, value, measured in cells:
        stem, _, period = column.rpartition("_")
        name = stem if stem and period.isdigit() else column
        if value is not None and value != _default(table, name):
            named.setdefault((name, measured), []).append(float(value))
    return " · ".join(f"{name} {_told(values)} {measured}".strip() for (name, measured), values in named.items())


def _told(values: list[float]) -> str:
    """Values of one name: one by one (``3 → 5`` over the periods), or how many and their range."""
    if len(values) > SERIES:
        return f"× {len(values)}: {number(min(values))} … {number(max(values))}"
    return " → ".join(dict.fromkeys(number(value, 4) for value in values))


def _default(table: str, name: str) -> Any:
    """What a blank cell of a column stands for; None where there is no such column."""
    columns = by_name()[table].columns if table in by_name() else ()
    return next((c.default for c in columns if c.name == name), None)
