"""Limits: any linear relation over rates, capacities, builds, levels and shortages."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.core.system import Quantity, System, Terms
from geju.plan.blocks.capacity import position
from geju.plan.lp import Programme, Rows


def limit_block(lp: Programme, s: System) -> None:
    """Linear rows that belong to the region itself, not to a policy.

    low[k] ≤ Σ coef · (act | cap | new | lev | short)[item, slot] ≤ high[k]      "limit"
    """
    given = constants(s, s.limits.terms, len(s.limits))
    rows = lp.rows("limit", (len(s.limits),), s.limits.low - given, s.limits.high - given)
    state_terms(lp, s, rows, s.limits.terms)


def constants(s: System, terms: Terms, count: int) -> Floats:
    """[row] the part of each row that is given: terms on capacity that the plan cannot change."""
    amount = np.zeros(count)
    for row, quantity, item, slot, coef in terms.parts:
        if quantity == Quantity.CAP:
            np.add.at(amount, *np.broadcast_arrays(row, coef * s.fixed_capacity[item, slot]))
    return amount


def state_terms(lp: Programme, s: System, rows: Rows, terms: Terms) -> None:
    """Add the entries of ``terms`` to ``rows``; a build counted in lumps enters with the size of its lump."""
    lump, of = np.where(s.processes.lump > 0, s.processes.lump, 1.0), _columns(lp, s)
    for row, quantity, item, slot, coef in terms.parts:
        size = lump[item] if quantity == Quantity.NEW else 1.0
        column = np.asarray(of[quantity](item, slot), dtype=np.int32)
        column, index, coef = np.broadcast_arrays(column, rows.index[row], coef * size)
        if (column >= 0).all():
            lp.add(index, column, coef)
        else:
            lp.add(index[column >= 0], column[column >= 0], coef[column >= 0])


def _columns(lp: Programme, s: System) -> dict[Quantity, Callable[[Ints, Ints], Ints]]:
    """What gives the column of an item and slot of each quantity; −1 where it is given and has none."""
    p, starts, years = s.processes, s.calendar.starts, len(s.calendar.periods)
    cells = starts(s.balances.level)
    missing = np.flatnonzero(np.repeat(np.isfinite(s.balances.shortage.scale), np.diff(cells)))
    cap_of, new_of = position(np.flatnonzero(s.movable), len(p)), position(np.flatnonzero(p.built), len(p))
    act, lev, short = starts(s.mode_level), starts(s.store_level), position(missing, int(cells[-1]))
    cap, new = (np.where(of < 0, -1, of * years + lp[name].start) for of, name in ((cap_of, "cap"), (new_of, "new")))
    lack = np.where(short < 0, -1, short + lp["short"].start)
    return {
        Quantity.ACT: lambda i, t: act[i] + t + lp["act"].start,
        Quantity.CAP: lambda i, t: np.where(cap[i] < 0, -1, cap[i] + t),
        Quantity.NEW: lambda i, t: np.where(new[i] < 0, -1, new[i] + t),
        Quantity.LEV: lambda i, t: lev[i] + t + lp["lev"].start,
        Quantity.SHORT: lambda i, t: lack[cells[i] + t],
    }
