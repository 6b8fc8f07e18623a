"""Balances: one commodity at one place."""

from __future__ import annotations

from dataclasses import dataclass

from geju.core.calendar import Floats, Ints, Timed


@dataclass(frozen=True)
class Balances:
    """What flows in equals what flows out plus demand, in every slot of the balance's level.

    ``level`` [b] · ``demand`` [b, slot] in ``unit`` · ``shortage``, ``surplus`` [b, slot] price of missing it and of
    having too much, money per unit and year (scale ``inf``: not allowed; scale 0 of surplus: free to leave unused) ·
    ``time`` [b] hours of the unit's own denominator: 1 for GW, 8760 for Mt/yr.
    """

    commodity: tuple[str, ...]
    place: tuple[str, ...]
    unit: tuple[str, ...]
    level: Ints
    demand: Timed
    shortage: Timed
    surplus: Timed
    time: Floats

    def __len__(self) -> int:
        return len(self.commodity)
