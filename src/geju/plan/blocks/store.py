"""Stores: how full they may be."""

from __future__ import annotations

import numpy as np

from geju.core.calendar import Ints, Timed
from geju.core.system import System
from geju.plan.blocks.capacity import position
from geju.plan.lp import Columns, Programme


def store_block(lp: Programme, s: System) -> None:
    """Levels of stores; how they move stands in the balance they sit on.

        lev[s,t] ≤ high[s,t] · content[s] · cap[p(s),y(t)]     "full"
        lev[s,t] ≥ low[s,t] · content[s] · cap[p(s),y(t)]      "empty", where low ≠ 0

    lev  [s, t]  unit of the balance × its time (GWh, Mt), ≥ 0 unless some low is negative. A store of given size has bounds
    instead of rows.
    """
    store, calendar = s.stores, s.calendar
    size = store.content[:, None] * s.fixed_capacity[store.process]
    starts, moving = calendar.starts(s.store_level), s.movable[store.process]
    lower, upper = np.zeros(starts[-1]), np.full(starts[-1], np.inf)
    for items, number in calendar.groups(s.store_level):
        cells = starts[items][:, None] + np.arange(calendar.levels[number].size)
        given, free = size[items][:, calendar.levels[number].period], moving[items][:, None]
        low, high = (share.over(s.series[number], items) for share in (store.low, store.high))
        upper[cells] = np.where(free, np.inf, high * given)
        lower[cells] = np.where(free, np.where((low < 0).any(axis=1, keepdims=True), -np.inf, 0.0), low * given)
    lev = lp.cols("lev", (int(starts[-1]),), lower, upper)
    _side(lp, s, lev, "full", np.flatnonzero(moving), store.high, (-np.inf, 0.0))
    _side(lp, s, lev, "empty", np.flatnonzero(moving & (store.low.scale != 0)), store.low, (0.0, np.inf))


def _side(
    lp: Programme, s: System, lev: Columns, name: str, chosen: Ints, share: Timed, sides: tuple[float, float]
) -> None:
    """One family of rows ``lev − share · content · cap`` for the chosen stores."""
    store, starts, places = s.stores, s.calendar.starts(s.store_level), s.calendar.starts(s.store_level[chosen])
    cap_of = position(np.flatnonzero(s.movable), len(s.processes))
    rows = lp.rows(name, (int(places[-1]),), *sides)
    for items, number in s.calendar.groups(s.store_level[chosen]):
        level, item = s.calendar.levels[number], chosen[items]
        t = np.arange(level.size)
        cells = places[items][:, None] + t
        rows[cells] += 1.0 * lev[starts[item][:, None] + t]
        cap = lp["cap"][cap_of[store.process[item]][:, None], level.period[None, :]]
        rows[cells] += -(share.over(s.series[number], item) * store.content[item][:, None]) * cap
