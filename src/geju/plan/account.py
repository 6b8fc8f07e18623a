"""Accounts: who gives and takes of every commodity, and what everything costs."""

from __future__ import annotations

import numpy as np
import polars as pl

from geju.core import unit as units
from geju.core.calendar import Floats, Ints
from geju.core.system import System
from geju.plan.frame import frame, moved, periods, take
from geju.plan.solution import Solution

SIDES = ("supply", "use", "demand", "shortage", "surplus")
Entries = tuple[Ints, Ints, Ints, Ints, Floats]  # balance, process (beyond the last: none), period, side, amount
ITEMS = ("invest", "fixed", "variable", "shortage", "surplus", "miss")
Spent = tuple[Ints, Ints, Ints, Floats]  # who (processes, then balances, then clauses), period, item, amount
SOME = 1e-9  # less is nothing


def account(s: System, x: Solution) -> pl.DataFrame:
    """Every balance over a year: who gives and who takes how much, by sector and kind."""
    years = len(s.calendar.periods)
    port, y, amount = moved(s, x)
    parts = [_entries(s.running.balance[port], s.modes.process[s.running.item[port]], y, amount)]
    for ports, stock, over in ((s.standing, x.cap, np.ones(years)), (s.building, x.new, s.calendar.years)):
        k, y = (a.ravel() for a in np.indices((len(ports), years)))
        mean = np.array(
            [_mean(s, ports.balance[i], ports.rate.scale[i], int(ports.rate.row[i])) for i in range(len(ports))]
        )
        value = mean.reshape(-1, years)[k, y] * stock[ports.item[k], y] / over[y]
        parts.append(_entries(ports.balance[k], ports.item[k], y, value))
    b, y = (a.ravel() for a in np.indices((len(s.balances), years)))
    nobody = np.full(len(b), len(s.processes))
    parts.append(_entries(b, nobody, y, -_yearly_demand(s).ravel(), "supply", "demand"))
    parts.append(_entries(b, nobody, y, _yearly(s, x.short).ravel(), "shortage", "shortage"))
    parts.append(_entries(b, nobody, y, -_yearly(s, x.over).ravel(), "surplus", "surplus"))
    parts.append(_stored(s, x))
    return _summed(_named(s, *(np.concatenate(column) for column in zip(*parts, strict=True))))


def _named(s: System, balance: Ints, process: Ints, y: Ints, side: Ints, amount: Floats) -> pl.DataFrame:
    b, p = s.balances, s.processes
    return frame({
        "commodity": take(b.commodity, balance), "place": take(b.place, balance), "period": periods(s, y),
        "side": take(SIDES, side), "sector": take([*p.sector, ""], process), "kind": take([*p.kind, ""], process),
        "unit": take(b.unit, balance), "value": amount,
    })  # fmt: skip


def _entries(
    balance: Ints, process: Ints, y: Ints, amount: Floats, gives: str = "supply", takes: str = "use"
) -> Entries:
    return balance, process, y, np.where(amount > 0, SIDES.index(gives), SIDES.index(takes)), amount


def _summed(rows: pl.DataFrame) -> pl.DataFrame:
    """The sum of the values of each group of rows that are alike otherwise, where it is something."""
    groups = rows.group_by([name for name in rows.columns if name != "value"], maintain_order=True)
    return groups.agg(pl.col("value").sum()).filter(pl.col("value").abs() > SOME)


def _stored(s: System, x: Solution) -> Entries:
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
    return _entries(store.balance[i], store.process[i], y, given.ravel())


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
        _spent(i, y, "invest", p.overnight[i, y] * x.new[i, y]),
        _spent(i, y, "fixed", yearly_fixed(s)[i, y] * x.cap[i, y]),
    ]
    starts = s.calendar.starts(s.mode_level)
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
    m, y = (a.ravel() for a in np.indices(running.shape))
    parts += [_spent(s.modes.process[m], y, "variable", running[m, y]), *_penalties(s, x)]
    who, y, item, value = (np.concatenate(column) for column in zip(*parts, strict=True))
    b, c, yearly = s.balances, s.clauses, units.product(s.money, "/yr")
    sector = [*p.sector, *[""] * (len(b) + len(c))]
    kind, place = [*p.kind, *b.commodity, *c.clause], [*p.place, *b.place, *c.place]
    return _summed(frame({
        "sector": take(sector, who), "kind": take(kind, who), "place": take(place, who), "period": periods(s, y),
        "item": take(ITEMS, item), "unit": take([s.money, *[yearly] * (len(ITEMS) - 1)], item), "value": value,
    }))  # fmt: skip


def yearly_fixed(s: System) -> Floats:
    """[p, y] cost of a unit that stands for a year, whether it is the same every year or not."""
    fixed = s.processes.fixed
    return np.broadcast_to(fixed if fixed.ndim == 2 else fixed[:, None], s.processes.given.shape)


def _spent(who: Ints, y: Ints, item: str, value: Floats) -> Spent:
    return who, y, np.full(len(who), ITEMS.index(item)), value


def _penalties(s: System, x: Solution) -> list[Spent]:
    """What shortage, surplus and missed clauses cost per year."""
    b, parts, first = s.balances, list[Spent](), len(s.processes)
    starts = s.calendar.starts(b.level)
    for item, values, prices in (("shortage", x.short, b.shortage), ("surplus", x.over, b.surplus)):
        spent = np.zeros(len(values))
        for items, number in s.calendar.groups(b.level):
            cells = starts[items][:, None] + np.arange(s.calendar.levels[number].size)
            finite = np.where(np.isfinite(prices.scale[items]), 1.0, 0.0)[:, None]
            spent[cells] = values[cells] * np.nan_to_num(prices.over(s.series[number], items), posinf=0.0) * finite
        yearly = _yearly(s, spent)
        i, y = (a.ravel() for a in np.indices(yearly.shape))
        parts.append(_spent(first + i, y, item, yearly.ravel()))
    c = s.clauses
    return [*parts, _spent(first + len(b) + np.arange(len(c)), c.period, "miss", c.miss_cost * x.miss)]
