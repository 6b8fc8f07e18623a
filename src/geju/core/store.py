"""Stores: memory on a balance, what flows in now can flow out later."""

from __future__ import annotations

from dataclasses import dataclass

from geju.core.calendar import Floats, Ints, Timed
from geju.core.process import Flags


@dataclass(frozen=True)
class Stores:
    """``low · size ≤ lev ≤ high · size`` with ``size = content · capacity(process)``; the level moves with its balance.

    ``content`` [s] per unit of the capacity of ``process``, in unit × its time (GWh, Mt) · ``low``, ``high`` [s, slot] shares
    of the size · ``keep`` [s] share left after an hour · ``start`` [s] share of the size it holds when its chain begins, NaN
    where the chain is a cycle · ``brought`` [s] content it holds then besides · ``through`` [s] whether the chain runs through
    the whole horizon, slot after slot, instead of closing in the cycles of its level.
    """

    name: tuple[str, ...]
    kind: tuple[str, ...]
    balance: Ints
    process: Ints
    content: Floats
    low: Timed
    high: Timed
    keep: Floats
    start: Floats
    brought: Floats
    through: Flags

    def __len__(self) -> int:
        return len(self.name)
