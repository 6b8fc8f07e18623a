"""Accounts: who gives and takes of every commodity, and what everything costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from geju.core import unit as units
from geju.core.calendar import Floats, Ints
from geju.core.system import System
from geju.plan.frame import Columns, moved, periods, stacked, take
from geju.plan.solution import Solution

NONE = -1  # no process: the blank after the last one


def account(s: System, x: Solution) -> pl.DataFrame:
    """Every balance over a year: who gives and who takes how much, by sector and kind."""
    years = len(s.calendar.periods)
    port, y, amount = moved(s, x)
    parts = [_side(s, s.running.balance[port], s.modes.process[s.running.item[port]], y, amount)]
    for ports, stock, over in ((s.standing, x.cap, np.ones(years)), (s.building, x.new, s.calendar.years)):
        k, y = (a.ravel() for a in np.indices((len(ports), years)))
        mean = np.array(
            [_mean(s, ports.balance[i], ports.rate.scale[i], int(ports.rate.row[i])) for i in range(len(ports))]
        )
        value = mean.reshape(-1, years)[k, y] * stock[ports.item[k], y] / over[y]
        parts.append(_side(s, ports.balance[k], ports.item[k], y, value))
    for side, values, sign in (("demand", None, -1.0), ("shortage", x.short, 1.0), ("surplus", x.over, -1.0)):
        b, y = (a.ravel() for a in np.indices((len(s.balances), years)))
        yearly = _yearly_demand(s) if values is None else _yearly(s, values)
        gives = "supply" if side == "demand" else side
        parts.append(_side(s, b, np.full(len(b), NONE), y, sign * yearly.ravel(), gives, side))
    parts.append(_stored(s, x))
    keys = ["commodity", "place", "period", "side", "sector", "kind", "unit"]
    return _summed(parts, keys)


def _summed(parts: list[Columns], keys: list[str]) -> pl.DataFrame:
    """The sum of each group, where it is something."""
    groups = stacked(parts).group_by(keys, maintain_order=True).agg(pl.col("value").sum())
    return groups.filter(pl.col("value").abs() > 1e-9)


def _stored(s: System, x: Solution) -> Columns:
    """What stores give (or keep, below zero) over a year: losses, and what they hold less at its end."""
    store, years = s.stores, len(s.calendar.periods)
    starts, given = s.calendar.starts(s.store_level), np.zeros((len(store), years))
    for items, number in s.calendar.groups(s.store_level):
        level_ = s.calendar.levels[number]
        lev = x.lev[starts[items][:, None] + np.arange(level_.size)]
        size = store.content[items][:, None] * x.cap[store.process[items]][:, level_.period]
        through, t = store.through[items][:, None], np.arange(level_.size)
        begins = np.where(through, t == 0, level_.first) & np.isfinite(store.start[items])[:, None]
        held = np.nan_to_num(store.start[items])[:, None] * size + store.brought[items][:, None]
        last = np.where(through, t - 1, level_.prev) % level_.size
        before = np.where(begins, held, np.take_along_axis(lev, last, axis=1))
        hours = level_.hours / s.balances.time[store.balance[items]][:, None]
        flow_ = (before * store.keep[items][:, None] ** level_.hours - lev) / hours * level_.weight
        for k in range(years):
            given[items, k] = flow_[:, level_.period == k].sum(axis=1)
    i, y = (a.ravel() for a in np.indices(given.shape))
    return _side(s, store.balance[i], store.process[i], y, given.ravel())


def _side(
    s: System, balance: Ints, process: Ints, y: Ints, amount: Floats, gives: str = "supply", takes: str = "use"
) -> Columns:
    b, p = s.balances, s.processes
    return {
        "commodity": take(b.commodity, balance), "place": take(b.place, balance), "period": periods(s, y),
        "side": np.where(amount > 0, gives, takes).astype(object), "sector": take([*p.sector, ""], process),
        "kind": take([*p.kind, ""], process), "unit": take(b.unit, balance), "value": amount,
    }  # fmt: skip


def _mean(s: System, balance: int, scale: float, row: int) -> Floats:
    """[y] the mean over each year of a rate at the level of a balance."""
    number = int(s.balances.level[balance])
    level_ = s.calendar.levels[number]
    weight = level_.weight * scale * s.series[number][row]
    return np.asarray(np.bincount(level_.period, weight, len(s.calendar.periods)), dtype=np.float64)


def _yearly(s: System, values: Floats) -> Floats:
    """[b, y] the mean over each year of values laid out by balance and slot."""
    starts, years = s.calendar.starts(s.balances.level), len(s.calendar.periods)
    found = np.zeros((len(s.balances), years))
    for b, number in enumerate(s.balances.level):
        level_ = s.calendar.levels[int(number)]
        found[b] = np.bincount(level_.period, level_.weight * values[starts[b] : starts[b + 1]], years)
    return found


def _yearly_demand(s: System) -> Floats:
    """[b, y] demand, 0 where nothing is asked (−inf)."""
    d = s.balances.demand
    rows = [_mean(s, b, d.scale[b] if np.isfinite(d.scale[b]) else 0.0, int(d.row[b])) for b in range(len(s.balances))]
    return np.array(rows).reshape(len(rows), len(s.calendar.periods))


def cost(s: System, x: Solution) -> pl.DataFrame:
    """Money by process kind and place: overnight cost of what is built in a period, the rest per year."""
    p, years = s.processes, len(s.calendar.periods)
    i, y = (a.ravel() for a in np.indices((len(p), years)))
    parts = [
        _money(s, i, y, "invest", p.overnight[i, y] * x.new[i, y]),
        _money(s, i, y, "fixed", yearly_fixed(s)[i, y] * x.cap[i, y]),
    ]
    mode, starts = np.arange(len(s.modes)), s.calendar.starts(s.mode_level)
    running = np.zeros((len(s.modes), years))
    for items, number in s.calendar.groups(s.mode_level):
        level_ = s.calendar.levels[number]
        spent = (
            s.modes.cost.over(s.series[number], items)
            * x.act[starts[items][:, None] + np.arange(level_.size)]
            * level_.weight
        )
        for k in range(years):
            running[items, k] = spent[:, level_.period == k].sum(axis=1)
    m, y = (a.ravel() for a in np.indices((len(mode), years)))
    parts.append(_money(s, s.modes.process[m], y, "variable", running[m, y]))
    parts += _penalties(s, x)
    keys = ["sector", "kind", "place", "period", "item", "unit"]
    return _summed(parts, keys)


def yearly_fixed(s: System) -> Floats:
    """[p, y] cost of a unit that stands for a year, whether it is the same every year or not."""
    fixed = s.processes.fixed
    return np.broadcast_to(fixed if fixed.ndim == 2 else fixed[:, None], s.processes.given.shape)


def _money(s: System, process: Ints, y: Ints, item: str, value: Floats) -> Columns:
    p = s.processes
    sector, kind, place = (take(values, process) for values in (p.sector, p.kind, p.place))
    return _spent(s, sector, kind, place, y, item, value)


def _spent(s: System, sector: Any, kind: Any, place: Any, y: Ints, item: str, value: Floats) -> Columns:
    unit = s.money if item == "invest" else units.product(s.money, "/yr")
    same = {name: np.full(len(y), text, dtype=object) for name, text in (("item", item), ("unit", unit))}
    return {"sector": sector, "kind": kind, "place": place, "period": periods(s, y), **same, "value": value}


def _penalties(s: System, x: Solution) -> list[Columns]:
    """What shortage, surplus and missed clauses cost per year."""
    b, parts = s.balances, list[Columns]()
    starts = s.calendar.starts(b.level)
    for item, values, prices in (("shortage", x.short, b.shortage), ("surplus", x.over, b.surplus)):
        spent = np.zeros(len(values))
        for items, number in s.calendar.groups(b.level):
            cells = starts[items][:, None] + np.arange(s.calendar.levels[number].size)
            finite = np.where(np.isfinite(prices.scale[items]), 1.0, 0.0)[:, None]
            spent[cells] = values[cells] * np.nan_to_num(prices.over(s.series[number], items), posinf=0.0) * finite
        yearly = _yearly(s, spent)
        i, y = (a.ravel() for a in np.indices(yearly.shape))
        parts.append(_spent(s, _blank(len(i)), take(b.commodity, i), take(b.place, i), y, item, yearly.ravel()))
    c = s.clauses
    kind, place = (take(values, np.arange(len(c))) for values in (c.clause, c.place))
    return [*parts, _spent(s, _blank(len(c)), kind, place, c.period, "miss", c.miss_cost * x.miss)]


def _blank(count: int) -> Any:
    return np.full(count, "", dtype=object)
