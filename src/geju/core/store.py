"""Stores: memory on a balance, what flows in now can flow out later."""

from __future__ import annotations

from dataclasses import dataclass

from geju.core.calendar import Floats, Ints


@dataclass(frozen=True)
class Stores:
    """``lev ≤ high · content · capacity(process)``; the level moves with the balance it sits on.

    ``content`` [s] per unit of the capacity of ``process``, in unit × its time (GWh, Mt) · ``low`` [s] share of the size ·
    ``keep`` [s] share left after an hour · ``start`` [s] share at the start, NaN for a cycle.
    """

    name: tuple[str, ...]
    kind: tuple[str, ...]
    balance: Ints
    process: Ints
    content: Floats
    low: Floats
    keep: Floats
    start: Floats

    def __len__(self) -> int:
        return len(self.name)
