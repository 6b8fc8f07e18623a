"""Balances: what flows in, flows out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.core.process import Flags
from geju.core.system import System
from geju.plan.blocks.capacity import position
from geju.plan.lp import Columns, Programme, Rows


def balance_block(lp: Programme, s: System) -> None:
    """Every commodity at every place, in every slot τ of its level.

        Σ_{k running, t∈τ} (w_t/w_τ)·rate[k,t]·act[m(k),t]
          + Σ_{k standing} rate[k,τ]·cap[p(k),y] + Σ_{k building} rate[k,τ]·new[p(k),y]/years[y]
          + Σ_s (keep[s]·lev[s,τ−1] − lev[s,τ])/hours[τ] + short[b,τ] − over[b,τ] = demand[b,τ]      "balance"

    short, over  [b, τ]  unit of the balance; ≥ instead of = where surplus is free. Standing ports of given capacity are
    numbers and stand on the right-hand side; so does what a store holds at its start. What nothing is asked of (demand −inf) is
    told and open to clauses, but running enters no row of it.
    dual("balance")[b,τ] / (disc[y]·w_τ) is the local price of the commodity, money per unit.
    """
    b, calendar = s.balances, s.calendar
    starts = calendar.starts(b.level)
    demand, missing, excess = np.zeros((3, starts[-1]))
    for items, number in calendar.groups(b.level):
        level = calendar.levels[number]
        cells = starts[items][:, None] + np.arange(level.size)
        weight = level.weight * calendar.disc[level.period]
        demand[cells] = b.demand.over(s.series[number], items)
        missing[cells] = b.shortage.over(s.series[number], items) * weight
        excess[cells] = b.surplus.over(s.series[number], items) * weight
    for process, balance, number, rate in _stands(s):
        level = calendar.levels[number]
        value = rate * s.fixed_capacity[process][:, level.period]
        np.subtract.at(demand, starts[balance][:, None] + np.arange(level.size), value)
    for items, number in calendar.groups(s.store_level):
        _, keep, _, begins = _pace(s, items, number)
        cells = starts[s.stores.balance[items]][:, None] + np.arange(calendar.levels[number].size)
        np.subtract.at(demand, cells, np.where(begins, keep * s.stores.brought[items][:, None], 0.0))
    slots = np.diff(starts)
    free = np.repeat(b.surplus.scale == 0, slots)
    rows = lp.rows("balance", (int(starts[-1]),), demand, np.where(free, np.inf, demand))
    short = np.flatnonzero(np.isfinite(missing))
    rows[short] += 1.0 * lp.cols("short", (len(short),), cost=missing[short])[:]
    over = np.flatnonzero(np.isfinite(excess) & ~free)
    rows[over] += -1.0 * lp.cols("over", (len(over),), cost=excess[over])[:]
    _running(lp, s, rows, starts)
    _standing(lp, s, rows, starts)
    _building(lp, s, rows, starts)
    _stores(s, rows, starts, lp["lev"])


def _running(lp: Programme, s: System, rows: Rows, starts: Ints) -> None:
    ports, first = s.running, s.calendar.starts(s.mode_level)
    asked = np.flatnonzero(s.balances.demand.scale[ports.balance] > -np.inf)
    for meet in s.calendar.meetings(s.mode_level[ports.item[asked]], s.balances.level[ports.balance[asked]]):
        k = asked[meet.chosen]
        rate = ports.rate.over(s.series[meet.fine], k)
        rate = rate if (meet.share == 1.0).all() else rate * meet.share
        act = lp["act"][first[ports.item[k]][:, None] + meet.slot]
        rows[starts[ports.balance[k]][:, None] + meet.other] += rate * act


def _stands(s: System) -> Iterator[tuple[Ints, Ints, int, Floats]]:
    """What enters balances with standing capacity: process, balance, level and rate ``[k, τ]``, level by level."""
    ports, store = s.standing, s.stores
    for k, number in s.calendar.groups(s.balances.level[ports.balance]):
        yield ports.item[k], ports.balance[k], number, ports.rate.over(s.series[number], k)
    begun = np.flatnonzero(np.isfinite(store.start))
    for group, number in s.calendar.groups(s.store_level[begun]):
        items = begun[group]
        _, keep, _, begins = _pace(s, items, number)
        share = (store.start * store.content)[items][:, None]
        yield store.process[items], store.balance[items], number, np.where(begins, keep * share, 0.0)


def _standing(lp: Programme, s: System, rows: Rows, starts: Ints) -> None:
    cap_of = position(np.flatnonzero(s.movable), len(s.processes))
    for process, balance, number, rate in _stands(s):
        level, k = s.calendar.levels[number], np.flatnonzero(s.movable[process])
        cap = lp["cap"][cap_of[process[k]][:, None], level.period[None, :]]
        rows[starts[balance[k]][:, None] + np.arange(level.size)] += rate[k] * cap


def _building(lp: Programme, s: System, rows: Rows, starts: Ints) -> None:
    ports, new_of = s.building, position(np.flatnonzero(s.processes.built), len(s.processes))
    lump = np.where(s.processes.lump > 0, s.processes.lump, 1.0)
    chosen = np.flatnonzero(new_of[ports.item] >= 0)
    for group, number in s.calendar.groups(s.balances.level[ports.balance[chosen]]):
        level, k = s.calendar.levels[number], chosen[group]
        yearly = ports.rate.over(s.series[number], k) * lump[ports.item[k]][:, None] / s.calendar.years[level.period]
        new = lp["new"][new_of[ports.item[k]][:, None], level.period[None, :]]
        rows[starts[ports.balance[k]][:, None] + np.arange(level.size)] += yearly * new


def _stores(s: System, rows: Rows, starts: Ints, lev: Columns) -> None:
    store, first = s.stores, s.calendar.starts(s.store_level)
    for items, number in s.calendar.groups(s.store_level):
        t = np.arange(s.calendar.levels[number].size)
        hours, keep, before, begins = _pace(s, items, number)
        cells = starts[store.balance[items]][:, None] + t
        rows[cells] += (-1.0 / hours) * lev[first[items][:, None] + t]
        rows[cells] += np.where(begins, 0.0, keep) * lev[first[items][:, None] + before]


def _pace(s: System, items: Ints, number: int) -> tuple[Floats, Floats, Ints, Flags]:
    """[s, τ] hours in the store's own time, share kept over the slot per such hour, the slot before, where a start is given."""
    store, level = s.stores, s.calendar.levels[number]
    hours = level.hours / s.balances.time[store.balance[items]][:, None]
    keep = store.keep[items][:, None] ** level.hours / hours
    through, t = store.through[items][:, None], np.arange(level.size)
    before = np.where(through, t - 1, level.prev) % level.size
    return hours, keep, before, np.where(through, t == 0, level.first) & np.isfinite(store.start[items])[:, None]
