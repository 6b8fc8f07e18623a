"""A plan: tidy tables of what is built, run, moved, stored and paid, what each clause reached, and what it all cost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from geju.core import unit as units
from geju.core.calendar import Floats, Ints
from geju.core.case import Case
from geju.core.schema import BY_NAME
from geju.core.system import Quantity, System, Terms
from geju.plan.door import content_of
from geju.plan.solution import Solution

Columns = dict[str, Any]
# measures of what stands, whose price is per unit kept for a year
STANDING = ("capacity", "build", "stock")
TEXT = dict.fromkeys(
    ("process", "kind", "sector", "place", "to", "mode", "period", "slot", "unit", "store", "commodity", "side", "item", "clause",
     "measure", "bound", "price_unit"), pl.String,
)  # fmt: skip


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


def _periods(s: System, numbers: Ints) -> Any:
    return np.array(s.calendar.periods, dtype=object)[numbers]


def _take(values: Iterable[Any], index: Ints) -> Any:
    return np.array(list(values), dtype=object)[index]


def capacity(s: System, x: Solution) -> pl.DataFrame:
    """What stands in each period: by itself, built so far and still there, stopped early."""
    p, years = s.processes, len(s.calendar.periods)
    i, y = (a.ravel() for a in np.indices((len(p), years)))
    frame = _labels(s, i) | {
        "tags": [sorted(p.tags[k]) for k in i], "period": _periods(s, y), "unit": _take(p.unit, i),
        "standing": p.given[i, y], "built": x.new[i, y], "retired": x.ret[i, y], "capacity": x.cap[i, y],
    }  # fmt: skip
    return _frame(frame)


def _labels(s: System, process: Ints) -> Columns:
    p = s.processes
    names = (("process", p.name), ("kind", p.kind), ("sector", p.sector), ("place", p.place), ("to", p.to))
    return {name: _take(values, process) for name, values in names}


def activity(s: System, x: Solution) -> pl.DataFrame:
    """Mean rate of every mode in every slot."""
    mode, at = _cells(s, s.mode_level)
    process = s.modes.process[mode]
    frame = _labels(s, process) | {"mode": _take(s.modes.name, mode), **at, "unit": _take(s.processes.unit, process), "value": x.act}
    return _frame(frame)


def _frame(columns: Columns) -> pl.DataFrame:
    """A frame whose text columns are text even when it has no row."""
    return pl.DataFrame(columns, schema_overrides={name: kind for name, kind in TEXT.items() if name in columns})


def _cells(s: System, levels: Ints) -> tuple[Ints, Columns]:
    """For items laid out one after another: the item of every cell, and its period and slot label."""
    starts = s.calendar.starts(levels)
    item = np.repeat(np.arange(len(levels)), np.diff(starts))
    number = np.arange(starts[-1]) - starts[item]
    period, label = np.empty(len(item), object), np.empty(len(item), object)
    for k, level_ in enumerate(s.calendar.levels):
        here = levels[item] == k
        period[here] = _periods(s, level_.period[number[here]])
        label[here] = np.array(level_.label, dtype=object)[number[here]]
    return item, {"period": period, "slot": label}


def moved(s: System, x: Solution) -> tuple[Ints, Ints, Floats]:
    """Yearly mean of what every running port moves: port, period, amount (negative takes)."""
    ports, years = s.running, len(s.calendar.periods)
    amount, starts = np.zeros((len(ports), years)), s.calendar.starts(s.mode_level)
    for meet in s.calendar.meetings(s.mode_level[ports.item], s.balances.level[ports.balance]):
        k, level_ = meet.chosen, s.calendar.levels[meet.fine]
        rate = ports.rate.over(s.series[meet.fine], k) * x.act[starts[ports.item[k]][:, None] + meet.slot] * level_.weight
        for y in range(years):
            amount[k, y] = rate[:, level_.period == y].sum(axis=1)
    port, y = (a.ravel() for a in np.indices(amount.shape))
    return port, y, amount.ravel()


def flow(s: System, x: Solution) -> pl.DataFrame:
    """What processes between two places carry in a year: taken at one, given at the other."""
    port, y, amount = moved(s, x)
    process = s.modes.process[s.running.item[port]]
    b = s.balances
    frame = _frame(_labels(s, process) | {
        "mode": s.running.item[port], "commodity": _take(b.commodity, s.running.balance[port]),
        "at": _take(b.place, s.running.balance[port]), "unit": _take(b.unit, s.running.balance[port]),
        "period": _periods(s, y), "amount": amount,
    }).filter(pl.col("to") != "")  # fmt: skip
    keys = ["commodity", "process", "kind", "sector", "mode", "period", "unit"]
    ends = frame.with_columns(sent=pl.when(pl.col("amount") < 0).then(-pl.col("amount")).otherwise(0.0),
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
    return _frame({
        "store": _take(s.stores.kind, item), "place": _take(s.balances.place, b), **at, "unit": _take(unit, b), "value": x.lev,
    })  # fmt: skip


def price(s: System, x: Solution) -> pl.DataFrame:
    """Local price of every commodity: dual of its balance over discount factor and weight of the slot."""
    item, at = _cells(s, s.balances.level)
    weight = np.concatenate([np.zeros(0), *(_weights(s, int(n)) for n in s.balances.level)])
    shown = [units.price_unit(s.money, u) for u in s.balances.unit]
    ratio = np.array([r for _, r in shown])
    return _frame({
        "commodity": _take(s.balances.commodity, item), "place": _take(s.balances.place, item), **at,
        "unit": _take([u for u, _ in shown], item), "value": x.duals["balance"] / weight * ratio[item],
    })  # fmt: skip


def _weights(s: System, number: int) -> Floats:
    level_ = s.calendar.levels[number]
    return np.asarray(level_.weight * s.calendar.disc[level_.period])


def account(s: System, x: Solution) -> pl.DataFrame:
    """Every balance over a year: who gives and who takes how much, by sector and kind."""
    p, parts, years = s.processes, [], len(s.calendar.periods)
    port, y, amount = moved(s, x)
    parts.append(_side(s, s.running.balance[port], s.modes.process[s.running.item[port]], y, amount))
    for ports, stock, over in ((s.standing, x.cap, np.ones(years)), (s.building, x.new, s.calendar.years)):
        k, y = (a.ravel() for a in np.indices((len(ports), years)))
        mean = np.array([_mean(s, ports.balance[i], ports.rate.scale[i], int(ports.rate.row[i])) for i in range(len(ports))])
        value = mean.reshape(-1, years)[k, y] * stock[ports.item[k], y] / over[y]
        parts.append(_side(s, ports.balance[k], ports.item[k], y, value))
    empty = np.zeros(0, dtype=np.int64)
    for side, values, sign in (("demand", None, -1.0), ("shortage", x.short, 1.0), ("surplus", x.over, -1.0)):
        b, y = (a.ravel() for a in np.indices((len(s.balances), years)))
        yearly = _yearly_demand(s) if values is None else _yearly(s, values)
        frame = _side(s, b, empty, y, sign * yearly.ravel()).with_columns(side=pl.lit(side))
        given = pl.when(pl.col("value") > 0).then(pl.lit("supply")).otherwise(pl.col("side")) if side == "demand" else pl.col("side")
        parts.append(frame.with_columns(side=given, kind=pl.lit(""), sector=pl.lit("")))
    keys = ["commodity", "place", "period", "side", "sector", "kind", "unit"]
    return pl.concat(parts).group_by(keys, maintain_order=True).agg(pl.col("value").sum()).filter(pl.col("value").abs() > 1e-9)


def _side(s: System, balance: Ints, process: Ints, y: Ints, amount: Floats) -> pl.DataFrame:
    b, some = s.balances, len(process) > 0 or not len(balance)
    return pl.DataFrame({
        "commodity": _take(b.commodity, balance), "place": _take(b.place, balance), "period": _periods(s, y),
        "side": np.where(amount > 0, "supply", "use").astype(object),
        "sector": _take(s.processes.sector, process) if some else [""] * len(balance),
        "kind": _take(s.processes.kind, process) if some else [""] * len(balance),
        "unit": _take(b.unit, balance), "value": amount,
    }, schema=dict.fromkeys(("commodity", "place", "period", "side", "sector", "kind", "unit"), pl.String) | {"value": pl.Float64})  # fmt: skip


def _mean(s: System, balance: int, scale: float, row: int) -> Floats:
    """[y] the mean over each year of a rate at the level of a balance."""
    number = int(s.balances.level[balance])
    level_ = s.calendar.levels[number]
    return np.bincount(level_.period, level_.weight * scale * s.series[number][row], len(s.calendar.periods))


def _yearly(s: System, values: Floats) -> Floats:
    """[b, y] the mean over each year of values laid out by balance and slot."""
    starts, years = s.calendar.starts(s.balances.level), len(s.calendar.periods)
    found = np.zeros((len(s.balances), years))
    for b, number in enumerate(s.balances.level):
        level_ = s.calendar.levels[int(number)]
        found[b] = np.bincount(level_.period, level_.weight * values[starts[b] : starts[b + 1]], years)
    return found


def _yearly_demand(s: System) -> Floats:
    d = s.balances.demand
    rows = [_mean(s, b, d.scale[b], int(d.row[b])) for b in range(len(s.balances))]
    return np.array(rows).reshape(len(rows), len(s.calendar.periods))


def cost(s: System, x: Solution) -> pl.DataFrame:
    """Money by process kind and place: overnight cost of what is built in a period, the rest per year."""
    p, years = s.processes, len(s.calendar.periods)
    i, y = (a.ravel() for a in np.indices((len(p), years)))
    parts = [
        _money(s, i, y, "invest", p.overnight[i, y] * x.new[i, y]),
        _money(s, i, y, "fixed", p.fixed[i] * x.cap[i, y]),
    ]
    mode, starts = np.arange(len(s.modes)), s.calendar.starts(s.mode_level)
    running = np.zeros((len(s.modes), years))
    for items, number in s.calendar.groups(s.mode_level):
        level_ = s.calendar.levels[number]
        spent = s.modes.cost.over(s.series[number], items) * x.act[starts[items][:, None] + np.arange(level_.size)] * level_.weight
        for k in range(years):
            running[items, k] = spent[:, level_.period == k].sum(axis=1)
    m, k = (a.ravel() for a in np.indices((len(mode), years)))
    parts.append(_money(s, s.modes.process[m], k, "variable", running[m, k]))
    parts += _penalties(s, x)
    keys = ["sector", "kind", "place", "period", "item", "unit"]
    return pl.concat(parts).group_by(keys, maintain_order=True).agg(pl.col("value").sum()).filter(pl.col("value").abs() > 1e-9)


def _money(s: System, process: Ints, y: Ints, item: str, value: Floats) -> pl.DataFrame:
    p = s.processes
    unit = s.money if item == "invest" else units.product(s.money, "/yr")
    return pl.DataFrame({
        "sector": _take(p.sector, process), "kind": _take(p.kind, process), "place": _take(p.place, process),
        "period": _periods(s, y), "item": [item] * len(y), "unit": [unit] * len(y), "value": value,
    }, schema=dict.fromkeys(("sector", "kind", "place", "period", "item", "unit"), pl.String) | {"value": pl.Float64})  # fmt: skip


def _penalties(s: System, x: Solution) -> list[pl.DataFrame]:
    """What shortage, surplus and missed clauses cost per year."""
    b, parts, unit = s.balances, [], units.product(s.money, "/yr")
    schema = dict.fromkeys(("sector", "kind", "place", "period", "item", "unit"), pl.String) | {"value": pl.Float64}
    starts = s.calendar.starts(b.level)
    for item, values, prices in (("shortage", x.short, b.shortage), ("surplus", x.over, b.surplus)):
        spent = np.zeros(len(values))
        for items, number in s.calendar.groups(b.level):
            cells = starts[items][:, None] + np.arange(s.calendar.levels[number].size)
            finite = np.where(np.isfinite(prices.scale[items]), 1.0, 0.0)[:, None]
            spent[cells] = values[cells] * np.nan_to_num(prices.over(s.series[number], items), posinf=0.0) * finite
        yearly = _yearly(s, spent)
        i, y = (a.ravel() for a in np.indices(yearly.shape))
        parts.append(pl.DataFrame({
            "sector": [""] * len(i), "kind": _take(b.commodity, i), "place": _take(b.place, i), "period": _periods(s, y),
            "item": [item] * len(i), "unit": [unit] * len(i), "value": yearly.ravel(),
        }, schema=schema))  # fmt: skip
    c = s.clauses
    parts.append(pl.DataFrame({
        "sector": [""] * len(c), "kind": list(c.clause), "place": list(c.place), "period": _periods(s, c.period),
        "item": ["miss"] * len(c), "unit": [unit] * len(c), "value": c.miss_cost * x.miss,
    }, schema=schema))  # fmt: skip
    return parts


def reached(s: System, x: Solution, terms: Terms, count: int) -> Floats:
    """[row] the value of ``Σ terms`` at the solution."""
    value = np.zeros(len(terms))
    places = {
        Quantity.ACT: lambda i, t: x.act[s.calendar.starts(s.mode_level)[i] + t], Quantity.CAP: lambda i, t: x.cap[i, t],
        Quantity.NEW: lambda i, t: x.new[i, t], Quantity.LEV: lambda i, t: x.lev[s.calendar.starts(s.store_level)[i] + t],
        Quantity.SHORT: lambda i, t: x.short[s.calendar.starts(s.balances.level)[i] + t],
    }  # fmt: skip
    for quantity, of in places.items():
        k = np.flatnonzero(terms.quantity == quantity)
        value[k] = of(terms.item[k], terms.slot[k])
    return np.bincount(terms.row, terms.coef * value, count) if len(terms) else np.zeros(count)


def clause(s: System, x: Solution) -> pl.DataFrame:
    """Every clause row: its bound, what was reached, by how much it was missed, whether it binds and its marginal price."""
    c = s.clauses
    value = reached(s, x, c.terms, len(c)) + 0.0
    marginal = x.duals["clause"] / s.calendar.disc[c.period]
    tight = value + x.miss - c.target <= 1e-6 * np.maximum(1.0, np.abs(c.target))
    shown = [units.price_unit(s.money, u, m in STANDING) for u, m in zip(c.unit, c.measure, strict=True)]
    return _frame({
        "clause": list(c.clause), "row": np.arange(len(c)), "place": list(c.place), "period": _periods(s, c.period),
        "measure": list(c.measure), "bound": np.where(c.sign > 0, "at_least", "at_most").astype(object), "unit": list(c.unit),
        "target": c.sign * c.target, "reached": c.sign * value, "miss": x.miss,
        "binding": tight & (marginal > 1e-9 * max(1.0, np.abs(marginal).max(initial=0.0))),
        "price": marginal * np.array([r for _, r in shown]), "price_unit": [u for u, _ in shown], "firm": c.miss_max == 0,
        "weight": c.weight, "policy": c.policy,
    })  # fmt: skip


def slot(s: System) -> pl.DataFrame:
    """The slots of every level."""
    rows = [
        {"level": level_.name, "period": s.calendar.periods[y], "slot": label, "weight": weight, "hours": hours}
        for level_ in s.calendar.levels
        for y, label, weight, hours in zip(level_.period, level_.label, level_.weight, level_.hours, strict=True)
    ]
    return pl.DataFrame(rows)


def treat(case: Case) -> pl.DataFrame:
    """Every clause of the policy: its words, its sentence, how it is treated and why."""
    policy = case.policy
    clauses = policy.clauses if policy else ()
    at = {i: s for i, s in enumerate(policy.sentences)} if policy else {}
    rows = [
        {
            "clause": c.id, "treat": c.treat, "theme": c.theme, "paragraph": at[c.sentence].paragraph, "sentence": at[c.sentence].number,
            "quote": c.quote, "because_zh": c.because.get("zh", ""), "because_en": c.because.get("en", ""),
            "indicator_zh": c.indicator.get("zh", ""), "indicator_en": c.indicator.get("en", ""),
            "basis_title": str(c.basis.get("title", "")), "basis_status": str(c.basis.get("status", "")),
        }
        for c in clauses
    ]  # fmt: skip
    return pl.DataFrame(rows)


def sentence(case: Case) -> pl.DataFrame:
    """Every sentence of the text and the clauses that quote it."""
    policy = case.policy
    rows = [
        {
            "paragraph": s.paragraph, "sentence": s.number, "start": s.start, "end": s.end, "text": policy.text[s.start : s.end],
            "clauses": [c.id for c in policy.quoting(s)],
        }
        for s in (policy.sentences if policy else ())
        if policy
    ]  # fmt: skip
    return pl.DataFrame(rows)


def source(case: Case) -> pl.DataFrame:
    """The data sheet: every figure of every table, with its unit, source and status."""
    parts = [_figures(name, frame) for name, frame in case.tables.items() if not frame.is_empty()]
    return pl.concat([p for p in parts if not p.is_empty()]) if parts else pl.DataFrame()


def _figures(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The figures of one table, one a row."""
    keys = [k for k in BY_NAME[name].key if frame.schema[k] == pl.String]
    numbers = [c for c, kind in frame.schema.items() if kind == pl.Float64 and c not in BY_NAME[name].key]
    if "sector" not in frame.columns:
        frame = frame.with_columns(sector=pl.lit(""))
    row = pl.concat_str([pl.col(k).fill_null("") for k in keys], separator=" ").str.strip_chars().alias("row")
    parts = []
    for column in numbers:
        own = f"{column}.unit" if f"{column}.unit" in frame.columns else "unit" if "unit" in frame.columns else ""
        unit = pl.col(own).fill_null("") if own else pl.lit("")
        kept = frame.filter(pl.col(column).is_finite())
        parts.append(kept.select(
            pl.lit(name).alias("table"), "sector", row, pl.lit(column).alias("column"), pl.col(column).alias("value"),
            unit.alias("unit"), "source", "status",
        ))  # fmt: skip
    return pl.concat(parts) if parts else pl.DataFrame()
