"""A plan: tidy tables of what is built, run, moved, stored and paid, what each clause reached, and what it all cost."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import polars as pl

from geju.core import unit as units
from geju.core.calendar import Floats, Ints
from geju.core.case import Case
from geju.core.schema import NUMBERS, by_name
from geju.core.system import System
from geju.plan.account import account, cost
from geju.plan.door import content_of
from geju.plan.frame import Columns, frame, moved, periods, take
from geju.plan.fulfil import clause, sentence, treat
from geju.plan.solution import Solution


def tables(case: Case | None, s: System, x: Solution) -> dict[str, pl.DataFrame]:
    """Every table of a plan (docs/tables.md lists them with their columns)."""
    found = {
        "capacity": capacity(s, x),
        "activity": activity(s, x),
        "flow": flow(s, x),
        "level": level(s, x),
        "price": price(s, x),
        "account": account(s, x),
        "cost": cost(s, x),
        "clause": clause(s, x),
        "slot": slot(s),
    }
    return found | ({"treat": treat(case), "sentence": sentence(case), "source": source(case)} if case else {})


def capacity(s: System, x: Solution) -> pl.DataFrame:
    """What stands in each period: by itself, built so far and still there, stopped early."""
    p, years = s.processes, len(s.calendar.periods)
    i, y = (a.ravel() for a in np.indices((len(p), years)))
    columns = _labels(s, i) | {
        "tags": _tags(p.tags, i), "period": periods(s, y), "unit": take(p.unit, i),
        "standing": p.given[i, y], "built": x.new[i, y], "retired": x.ret[i, y], "capacity": x.cap[i, y],
    }  # fmt: skip
    return frame(columns)


def _labels(s: System, process: Ints) -> Columns:
    p = s.processes
    names = (("process", p.name), ("kind", p.kind), ("sector", p.sector), ("place", p.place), ("to", p.to))
    return {name: take(values, process) for name, values in names}


def _tags(tags: Sequence[frozenset[str]], index: Ints) -> pl.Series:
    """The tags of some processes as lists. Few differ, and lists are dear to make."""
    number = {tag: k for k, tag in enumerate(dict.fromkeys(tags))}
    lists = pl.Series([sorted(tag) for tag in number], dtype=pl.List(pl.String))
    return lists[np.array([number[tag] for tag in tags], dtype=np.int64)[index]]


def activity(s: System, x: Solution) -> pl.DataFrame:
    """Mean rate of every mode in every slot."""
    mode, at = _cells(s, s.mode_level)
    process = s.modes.process[mode]
    columns = _labels(s, process) | {
        "mode": take(s.modes.name, mode),
        **at,
        "unit": take(s.processes.unit, process),
        "value": x.act,
    }
    return frame(columns)


def _cells(s: System, levels: Ints) -> tuple[Ints, Columns]:
    """For items laid out one after another: the item of every cell, and its period and slot label."""
    starts, all_levels = s.calendar.starts(levels), s.calendar.levels
    item = np.repeat(np.arange(len(levels)), np.diff(starts))
    first = np.concatenate([[0], np.cumsum([level_.size for level_ in all_levels])])
    moment = first[levels[item]] + np.arange(starts[-1]) - starts[item]
    period = np.concatenate([level_.period for level_ in all_levels])
    label = [text for level_ in all_levels for text in level_.label]
    return item, {"period": periods(s, period[moment]), "slot": take(label, moment)}


def flow(s: System, x: Solution) -> pl.DataFrame:
    """What processes between two places carry in a year: taken at one, given at the other."""
    port, y, amount = moved(s, x)
    process = s.modes.process[s.running.item[port]]
    b = s.balances
    ends = frame(_labels(s, process) | {
        "mode": s.running.item[port], "commodity": take(b.commodity, s.running.balance[port]),
        "at": take(b.place, s.running.balance[port]), "unit": take(b.unit, s.running.balance[port]),
        "period": periods(s, y), "amount": amount,
    }).filter(pl.col("to") != "")  # fmt: skip
    keys = ["commodity", "process", "kind", "sector", "mode", "period", "unit"]
    ends = ends.with_columns(sent=pl.when(pl.col("amount") < 0).then(-pl.col("amount")).otherwise(0.0),
                              received=pl.when(pl.col("amount") > 0).then(pl.col("amount")).otherwise(0.0))  # fmt: skip
    summed = ends.group_by(keys, maintain_order=True).agg(
        pl.col("at").filter(pl.col("amount") < 0).first().alias("from"),
        pl.col("at").filter(pl.col("amount") > 0).first().alias("to"), pl.col("sent").sum(), pl.col("received").sum(),
    )  # fmt: skip
    return summed.filter(pl.col("from").is_not_null() & pl.col("to").is_not_null()).drop("mode")


def level(s: System, x: Solution) -> pl.DataFrame:
    """How full every store is at the end of every slot."""
    item, at = _cells(s, s.store_level)
    b = s.stores.balance[item]
    unit = [content_of(str(u)) for u in s.balances.unit]
    return frame({
        "store": take(s.stores.kind, item), "place": take(s.balances.place, b), **at, "unit": take(unit, b), "value": x.lev,
    })  # fmt: skip


def price(s: System, x: Solution) -> pl.DataFrame:
    """Local price of every commodity: dual of its balance over discount factor and weight of the slot."""
    item, at = _cells(s, s.balances.level)
    weight = np.concatenate([np.zeros(0), *(_weights(s, int(n)) for n in s.balances.level)])
    shown = [units.price_unit(s.money, u) for u in s.balances.unit]
    ratio = np.array([r for _, r in shown])
    return frame({
        "commodity": take(s.balances.commodity, item), "place": take(s.balances.place, item), **at,
        "unit": take([u for u, _ in shown], item), "value": x.duals["balance"] / weight * ratio[item],
    })  # fmt: skip


def _weights(s: System, number: int) -> Floats:
    level_ = s.calendar.levels[number]
    return np.asarray(level_.weight * s.calendar.disc[level_.period])


def slot(s: System) -> pl.DataFrame:
    """The slots of every level."""
    rows = [
        {"level": level_.name, "period": s.calendar.periods[y], "slot": label, "weight": weight, "hours": hours}
        for level_ in s.calendar.levels
        for y, label, weight, hours in zip(level_.period, level_.label, level_.weight, level_.hours, strict=True)
    ]
    return pl.DataFrame(rows)


def source(case: Case) -> pl.DataFrame:
    """The data sheet: every figure of every table, with its unit, source and status."""
    parts = [_figures(name, frame) for name, frame in case.tables.items() if not frame.is_empty()]
    return pl.concat([p for p in parts if not p.is_empty()]) if parts else pl.DataFrame()


def _figures(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The figures of one table, one a row: those that were written, not the defaults of blank cells."""
    table = by_name()[name]
    keys = [k for k in table.key if frame.schema[k] == pl.String]
    if "sector" not in frame.columns:
        frame = frame.with_columns(sector=pl.lit(""))
    row = pl.concat_str([pl.col(k).fill_null("") for k in keys], separator=" ").str.strip_chars().alias("row")
    parts = []
    for column in (c for c in table.columns if c.kind in NUMBERS and c.name not in table.key):
        before = pl.lit(column.default if isinstance(column.default, float) else None, pl.Float64)
        for cell in [
            c for c, kind in frame.schema.items() if kind == pl.Float64 and re.fullmatch(rf"{column.name}(_\d+)?", c)
        ]:
            own = f"{cell}.unit" if f"{cell}.unit" in frame.columns else "unit" if "unit" in frame.columns else ""
            written = frame.filter(pl.col(cell).is_finite() & pl.col(cell).ne_missing(before))
            parts.append(written.select(
                pl.lit(name).alias("table"), "sector", row, pl.lit(cell).alias("column"), pl.col(cell).alias("value"),
                (pl.col(own).fill_null("") if own else pl.lit("")).alias("unit"), "source", "status",
            ))  # fmt: skip
            before = pl.col(cell)
    return pl.concat(parts) if parts else pl.DataFrame()
