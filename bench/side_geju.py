"""The problem in Geju's notation. Run by bench/run.py in a fresh process: ``side_geju.py DAYS [solve]``."""

from __future__ import annotations

from importlib.metadata import version

import highspy
import numpy as np
import scipy.sparse  # noqa: F401 - loaded from some size on; imports are not counted

from geju.plan.highs import hand_over
from geju.plan.lp import Programme
from problem import (
    CLEAN,
    HOLDS,
    HOURS,
    KEEP,
    KINDS,
    MISS_COST,
    PERIODS,
    PLACES,
    SHORT_COST,
    THROUGH,
    TIED,
    Problem,
    measure,
)


def state(p: Problem) -> highspy.Highs:
    """Every process is a row of one block: kinds in places, then arcs, then charging, then discharging."""
    lp = Programme()
    made, arcs, places = PLACES * KINDS, len(p.start), np.arange(PLACES)
    m = np.arange(p.moments)
    y = m // p.slots
    kind, arc, charge = np.arange(made), made + np.arange(arcs), made + arcs + places
    discharge = charge + PLACES
    owner = np.concatenate([kind, arc, charge, charge])  # charging and discharging share a capacity
    run_cost = np.concatenate([np.tile(p.run_cost, PLACES), np.full(arcs, 0.1), np.zeros(2 * PLACES)])
    build = np.concatenate([np.tile(p.build_kind, (PLACES, 1)), np.tile(p.build_arc, (arcs, 1)),
                            np.tile(p.build_store, (PLACES, 1))])  # fmt: skip
    given = np.concatenate([p.given_kind.reshape(made, -1), p.given_arc, p.given_store])
    avail = np.concatenate([p.avail.reshape(made, -1), np.ones((arcs + 2 * PLACES, 1)).repeat(p.moments, 1)])

    cap = lp.cols("cap", given.shape)
    new = lp.cols("new", given.shape, cost=build)
    capacity = lp.rows("capacity", given.shape, given, given)
    capacity[:] += cap[:]
    for v in range(PERIODS):
        capacity[:, v:] += -1.0 * new[:, v : v + 1]

    act = lp.cols("act", (len(owner), p.moments), cost=run_cost[:, None] * p.weight)
    ceiling = lp.rows("ceiling", act.shape, upper=0.0)
    ceiling[:] += act[:]
    ceiling[:] += -avail * cap[owner[:, None], y]

    lev = lp.cols("lev", (PLACES, p.moments))
    full = lp.rows("full", lev.shape, upper=0.0)
    full[:] += lev[:]
    full[:] += -HOLDS * cap[charge[:, None], y]
    level = lp.rows("level", lev.shape, 0.0, 0.0)
    level[:] += lev[:]
    level[:] += -KEEP * lev[:, np.where(m % HOURS, m - 1, m + HOURS - 1)]
    level[:] += -1.0 * act[charge]
    level[:] += 1 / THROUGH * act[discharge]

    short = lp.cols("short", (PLACES, p.moments), cost=SHORT_COST * p.weight)
    balance = lp.rows("balance", (PLACES, p.moments), p.demand)
    balance[kind // KINDS] += act[kind]
    balance[p.start] += -1.0 * act[arc]
    balance[p.end] += p.kept[:, None] * act[arc]
    balance[places] += -1.0 * act[charge]
    balance[places] += act[discharge]
    balance[:] += short[:]

    miss = lp.cols("miss", (2, PERIODS), cost=MISS_COST)
    clause = lp.rows("clause", (2, PERIODS), np.stack([p.cap_total, -p.tied_total]))
    clause[:] += miss[:]
    clean, tied = ((places[:, None] * KINDS + some).ravel() for some in (CLEAN, TIED))
    clause[np.zeros(len(clean), dtype=int)] += cap[clean]
    clause[np.ones((len(tied), 1), dtype=int), y] += -np.tile(p.rate[TIED], PLACES)[:, None] / p.slots * act[tied]
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    hand_over(highs, lp.build())
    return highs


def toy() -> highspy.Highs:
    """Two columns and a row."""
    lp = Programme()
    x, row = lp.cols("x", (2,), cost=1.0), lp.rows("row", (1,), 1.0)
    row[np.zeros(2, dtype=int)] += x[:]
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    hand_over(highs, lp.build())
    return highs


if __name__ == "__main__":
    measure("geju", {name: version(name) for name in ("geju", "highspy", "numpy", "scipy")}, toy, state)
