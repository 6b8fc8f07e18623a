"""Processes: they run up to their capacity, and no lower than their floor."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.core.process import Flags
from geju.core.system import System
from geju.plan.blocks.capacity import position
from geju.plan.lp import Columns, Programme

Side = Callable[[System, Ints, int, Floats], Floats]


def process_block(lp: Programme, s: System) -> None:
    """Run processes, in the slots of their own level.

        Σ_m use[m]·act[m,t] ≤ high[p,t] · per_owner[p] · cap[owner(p),y(t)]      "ceiling"
        Σ_m use[m]·act[m,t] ≥ low[p,t]  · per_owner[p] · cap[owner(p),y(t)]      "floor", where low ≠ 0

    act  [m, t]  capacity unit, mean over the slot, ≥ 0 unless some low of its process is negative. A process of one mode whose
    capacity is given has bounds on this column instead of rows.
    """
    slim = alone(s)
    starts = s.calendar.starts(s.mode_level)
    lower, upper, cost = np.zeros(starts[-1]), np.full(starts[-1], np.inf), np.zeros(starts[-1])
    for modes, number in s.calendar.groups(s.mode_level):
        process, level = s.modes.process[modes], s.calendar.levels[number]
        cells = starts[modes][:, None] + np.arange(level.size)
        weight = s.calendar.disc[level.period] * level.weight
        cost[cells] = s.modes.cost.over(s.series[number], modes) * weight
        high, low = (side(s, process, number, given_capacity(s)) for side in (_high, _low))
        use = np.where(slim[process], s.modes.use[modes], 1.0)[:, None]
        back = (s.processes.low.over(s.series[number], process) < 0).any(axis=1, keepdims=True)
        lower[cells] = np.where(slim[process][:, None], low / use, np.where(back, -np.inf, 0.0))
        upper[cells] = np.where(slim[process][:, None], high / use, np.inf)
    act = lp.cols("act", (int(starts[-1]),), lower, upper, cost)
    fat = np.flatnonzero(~slim & (np.bincount(s.modes.process, minlength=len(slim)) > 0))
    lowered = fat[s.processes.low.scale[fat] != 0]
    _state(lp, s, act, "ceiling", fat, _high, -np.inf)
    _state(lp, s, act, "floor", lowered, _low, np.inf)


def alone(s: System) -> Flags:
    """[p] whether bounds on one column say it all: one mode, running on a capacity that is given."""
    modes = np.bincount(s.modes.process, minlength=len(s.processes))
    flags: Flags = (modes == 1) & ~s.movable[s.processes.owner]
    return flags


def given_capacity(s: System) -> Floats:
    """[p, y] the capacity a process runs on where that is given, else 0."""
    values: Floats = s.fixed_capacity[s.processes.owner] * s.processes.per_owner[:, None]
    return values


def _high(s: System, p: Ints, number: int, capacity: Floats) -> Floats:
    return s.processes.high.over(s.series[number], p) * capacity[p][:, s.calendar.levels[number].period]


def _low(s: System, p: Ints, number: int, capacity: Floats) -> Floats:
    return s.processes.low.over(s.series[number], p) * capacity[p][:, s.calendar.levels[number].period]


def _state(lp: Programme, s: System, act: Columns, name: str, chosen: Ints, side: Side, free: float) -> None:
    """One family of rows ``Σ use·act − side·cap`` for the chosen processes, over the slots of each one's level."""
    p = s.processes
    starts = s.calendar.starts(p.level[chosen])
    bound = np.zeros(starts[-1])
    for items, number in s.calendar.groups(p.level[chosen]):
        cells = starts[items][:, None] + np.arange(s.calendar.levels[number].size)
        bound[cells] = side(s, chosen[items], number, given_capacity(s))
    rows = lp.rows(name, (int(starts[-1]),), *((bound, free) if free > 0 else (free, bound)))
    row_of, mode_start = position(chosen, len(p)), s.calendar.starts(s.mode_level)
    cap_of = position(np.flatnonzero(s.movable), len(p))
    ones = np.ones_like(s.fixed_capacity) * p.per_owner[:, None]
    modes = np.flatnonzero(row_of[s.modes.process] >= 0)
    for group, number in s.calendar.groups(s.mode_level[modes]):
        t = np.arange(s.calendar.levels[number].size)
        m = modes[group]
        rows[starts[row_of[s.modes.process[m]]][:, None] + t] += (
            s.modes.use[m][:, None] * act[mode_start[m][:, None] + t]
        )
    moving = np.flatnonzero(s.movable[p.owner[chosen]])
    for group, number in s.calendar.groups(p.level[chosen[moving]]):
        level = s.calendar.levels[number]
        item = moving[group]
        coef = -side(s, chosen[item], number, ones)
        cells = starts[item][:, None] + np.arange(level.size)
        rows[cells] += coef * lp["cap"][cap_of[p.owner[chosen[item]]][:, None], level.period[None, :]]
