"""Stores: how full they may be."""

from __future__ import annotations

import numpy as np

from geju.core.system import System
from geju.plan.blocks.capacity import position
from geju.plan.lp import Programme


def store_block(lp: Programme, s: System) -> None:
    """Levels of stores; how they move stands in the balance they sit on.

        lev[s,t] ≤ content[s] · cap[p(s),y(t)]              "full"
        lev[s,t] ≥ low[s] · content[s] · cap[p(s),y(t)]     "empty", where low > 0

    lev  [s, t]  unit of the balance × its time (GWh, Mt). A store of given size has bounds instead of rows.
    """
    store, calendar = s.stores, s.calendar
    size = store.content[:, None] * s.fixed_capacity[store.process]
    starts = calendar.starts(s.store_level)
    lower, upper = np.zeros(starts[-1]), np.full(starts[-1], np.inf)
    moving = s.movable[store.process]
    for items, number in calendar.groups(s.store_level):
        cells = starts[items][:, None] + np.arange(calendar.levels[number].size)
        given = size[items][:, calendar.levels[number].period]
        upper[cells] = np.where(moving[items][:, None], np.inf, given)
        lower[cells] = np.where(moving[items][:, None], 0.0, given * store.low[items][:, None])
    lev = lp.cols("lev", (int(starts[-1]),), lower, upper)
    cap_of = position(np.flatnonzero(s.movable), len(s.processes))
    families = (
        ("full", moving, np.ones(len(store)), -np.inf, 0.0),
        ("empty", moving & (store.low > 0), store.low, 0.0, np.inf),
    )
    for name, flag, share, low, high in families:
        chosen = np.flatnonzero(flag)
        places = calendar.starts(s.store_level[chosen])
        rows = lp.rows(name, (int(places[-1]),), low, high)
        for items, number in calendar.groups(s.store_level[chosen]):
            level, item = calendar.levels[number], chosen[items]
            t = np.arange(level.size)
            cells = places[items][:, None] + t
            rows[cells] += 1.0 * lev[starts[item][:, None] + t]
            cap = lp["cap"][cap_of[store.process[item]][:, None], level.period[None, :]]
            rows[cells] += -(share * store.content)[item][:, None] * cap
