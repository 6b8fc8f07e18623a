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
    k = np.flatnonzero(terms.quantity == Quantity.CAP)
    np.add.at(amount, terms.row[k], terms.coef[k] * s.fixed_capacity[terms.item[k], terms.slot[k]])
    return amount


def columns_of(lp: Programme, s: System, terms: Terms) -> Ints:
    """[term] the column of each term; −1 where the quantity is given and has none."""
    p = s.processes
    cap_of, new_of = position(np.flatnonzero(s.movable), len(p)), position(np.flatnonzero(p.built), len(p))
    years = len(s.calendar.periods)
    short = position(
        np.flatnonzero(np.repeat(np.isfinite(s.balances.shortage.scale), np.diff(_balances(s)))), _balances(s)[-1]
    )
    found = np.full(len(terms), -1, dtype=np.int64)
    places: dict[Quantity, tuple[str, Callable[[Ints, Ints], Ints]]] = {
        Quantity.ACT: ("act", lambda i, t: s.calendar.starts(s.mode_level)[i] + t),
        Quantity.CAP: ("cap", lambda i, t: np.where(cap_of[i] < 0, -1, cap_of[i] * years + t)),
        Quantity.NEW: ("new", lambda i, t: np.where(new_of[i] < 0, -1, new_of[i] * years + t)),
        Quantity.LEV: ("lev", lambda i, t: s.calendar.starts(s.store_level)[i] + t),
        Quantity.SHORT: ("short", lambda i, t: short[_balances(s)[i] + t]),
    }
    for quantity, (name, place) in places.items():
        k = np.flatnonzero(terms.quantity == quantity)
        local = place(terms.item[k], terms.slot[k])
        found[k] = np.where(local < 0, -1, local + lp[name].start)
    return found


def state_terms(lp: Programme, s: System, rows: Rows, terms: Terms) -> None:
    """Add the entries of ``terms`` to ``rows``; a build counted in lumps enters with the size of its lump."""
    column = columns_of(lp, s, terms)
    lump = np.where(s.processes.lump > 0, s.processes.lump, 1.0)
    built = terms.quantity == Quantity.NEW
    coef = terms.coef * np.where(built, lump[np.where(built, terms.item, 0)], 1.0) if len(terms) else terms.coef
    k = np.flatnonzero(column >= 0)
    index = rows.index[terms.row[k]]
    lp.add(index, column[k].astype(np.int32), coef[k])


def _balances(s: System) -> Ints:
    return s.calendar.starts(s.balances.level)
