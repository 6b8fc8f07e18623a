"""The solver's vectors, put back into the shape of the four nouns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geju.core.calendar import Floats
from geju.core.system import System
from geju.plan.lp import Programme
from geju.plan.solve import Outcome


@dataclass(frozen=True)
class Solution:
    """What a solved programme says of a system, nothing left out.

    ``act`` [mode·slot], ``lev`` [store·slot], ``short``, ``over`` [balance·slot] one after another as
    :meth:`~geju.core.calendar.Calendar.starts` lays them out · ``cap``, ``new``, ``ret`` [p, y] in capacity units ·
    ``miss`` [clause] · ``duals`` row duals by family, money (discounted) per unit of the row.
    """

    act: Floats
    cap: Floats
    new: Floats
    ret: Floats
    lev: Floats
    short: Floats
    over: Floats
    miss: Floats
    duals: dict[str, Floats]
    objective: float


def solution(system: System, lp: Programme, outcome: Outcome) -> Solution:
    """The outcome of a programme stated from a system."""
    p, x = system.processes, outcome.x
    builds, stops, movable = (np.flatnonzero(flag) for flag in (p.built, p.retire, system.movable))
    cap, new, ret = system.processes.given.copy(), np.zeros_like(p.given), np.zeros_like(p.given)
    cap[movable] = lp["cap"].of(x)
    new[builds] = lp["new"].of(x) * np.where(p.lump[builds] > 0, p.lump[builds], 1.0)[:, None]
    ret[stops] = lp["ret"].of(x)
    b = system.balances
    slots = np.diff(system.calendar.starts(b.level))
    short, over = np.zeros((2, slots.sum()))
    short[np.repeat(np.isfinite(b.shortage.scale), slots)] = lp["short"].of(x)
    over[np.repeat(np.isfinite(b.surplus.scale) & (b.surplus.scale != 0), slots)] = lp["over"].of(x)
    duals = {name: rows.of(outcome.dual) for name, rows in lp.rowsets.items()}
    return Solution(
        lp["act"].of(x), cap, new, ret, lp["lev"].of(x), short, over, lp["miss"].of(x), duals, outcome.objective
    )
