"""Capacity: what stands, what is built, what stops early, what is taken over."""

from __future__ import annotations

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.core.system import System
from geju.plan.lp import Programme


def capacity_block(lp: Programme, s: System) -> None:
    """Capacity of the processes whose capacity the plan chooses; the others have no column and no row here.

        cap[p,y] − Σ_{v ≤ y < v+life[p]} new[p,v] + ret[p,y] + Σ_{q takes p, v ≤ y} rate[q,v]·new[q,v] = given[p,y]     "capacity"
        ret[p,y] − ret[p,y−1] ≥ min(0, given[p,y] − given[p,y−1])                                         "no-return"

    cap  [p, y]  capacity unit, between cap_min and cap_max · new [p, y] capacity unit (lumps: whole numbers of them)
    ret  [p, y]  of what stands by itself, the part that has stopped early and would otherwise still stand
    """
    p = s.processes
    years = len(s.calendar.periods)
    movable, builds, stops = (np.flatnonzero(flag) for flag in (s.movable, p.built, p.retire))
    cap = lp.cols("cap", (len(movable), years), p.cap_min[movable], p.cap_max[movable], p.stand_cost[movable])
    lump = np.where(p.lump[builds] > 0, p.lump[builds], 1.0)[:, None]
    new = lp.cols("new", (len(builds), years), 0.0, p.new_max[builds] / lump, p.build_cost[builds] * lump,
                  integer=(p.lump[builds] > 0)[:, None])  # fmt: skip
    ret = lp.cols("ret", (len(stops), years), 0.0, p.given[stops])

    rows = lp.rows("capacity", (len(movable), years), p.given[movable], p.given[movable])
    row_of = position(movable, len(p))
    new_of = position(builds, len(p))
    rows[:] += 1.0 * cap[:]
    who, v, y = alive(s, s.processes.life[builds])
    rows[row_of[builds[who]], y] += -lump[who, 0] * new[who, v]
    rows[row_of[stops]] += 1.0 * ret[:]
    taker = new_of[s.takes.taker]
    k, v, y = alive(s, np.full(len(taker), np.inf))
    rows[row_of[s.takes.giver[k]], y] += (s.takes.rate[k, v] * lump[taker[k], 0]) * new[taker[k], v]

    kept = lp.rows("no-return", (len(stops), years - 1), np.minimum(np.diff(p.given[stops], axis=1), 0.0))
    kept[:] += 1.0 * ret[:, 1:]
    kept[:] += -1.0 * ret[:, :-1]


def position(chosen: Ints, count: int) -> Ints:
    """For each of ``count`` items its place among the chosen; −1 for the others."""
    places = np.full(count, -1, dtype=np.int64)
    places[chosen] = np.arange(len(chosen))
    return places


def alive(s: System, life: Floats) -> tuple[Ints, Ints, Ints]:
    """All (item, period built ``v``, period ``y``) in which what was built in ``v`` still stands in ``y``, given lives [item]."""
    begin = s.calendar.begin
    age: Floats = begin[None, :] - begin[:, None]
    stands = (age >= 0)[None] & (age[None] < life[:, None, None])
    who, v, y = np.nonzero(stands)
    return who, v, y
