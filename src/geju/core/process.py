"""Processes: what takes from some balances and gives to others, up to its capacity."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geju.core.calendar import Floats, Ints, Timed

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Processes:
    """One row a process.

    ``given`` [p, y] capacity that stands by itself · ``new_max`` [p, y] most built (0: nothing) ·
    ``cap_min``, ``cap_max`` [p, y] · ``retire`` [p] may stop early · ``life`` [p] years · ``lump`` [p] size of a
    whole lump (0: any amount) · ``high``, ``low`` [p, slot] availability and least running per capacity ·
    ``owner`` [p] the process whose capacity it runs on (itself, as a rule) and ``per_owner`` [p] how much of it ·
    ``overnight`` [p, y] money per capacity when built · ``build_cost``, ``stand_cost`` [p, y] what a unit built and a unit
    standing adds to the objective, discounting done · ``fixed`` [p] or [p, y] money for a unit that stands for a year.
    """

    name: tuple[str, ...]
    kind: tuple[str, ...]
    sector: tuple[str, ...]
    place: tuple[str, ...]
    to: tuple[str, ...]
    unit: tuple[str, ...]
    tags: tuple[frozenset[str], ...]
    level: Ints
    given: Floats
    new_max: Floats
    cap_min: Floats
    cap_max: Floats
    retire: Flags
    life: Floats
    lump: Floats
    high: Timed
    low: Timed
    owner: Ints
    per_owner: Floats
    overnight: Floats
    build_cost: Floats
    stand_cost: Floats
    fixed: Floats

    def __len__(self) -> int:
        return len(self.name)

    @property
    def built(self) -> Flags:
        """[p] whether anything of it may be built."""
        return np.asarray((self.new_max > 0).any(axis=1))


@dataclass(frozen=True)
class Modes:
    """The ways a process runs; they share its capacity, ``use`` [j] of it per unit of rate.

    ``cost`` [j, slot] money per unit of rate and year, not discounted.
    """

    name: tuple[str, ...]
    process: Ints
    use: Floats
    cost: Timed

    def __len__(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Ports:
    """Where something enters balances. ``item`` [k] is a mode (running) or a process (standing, building).

    ``rate`` [k, slot] per unit of the item's rate or capacity, in the balance's unit; negative takes.
    Its slots are those of the finer of the two levels when running, of the balance otherwise.
    """

    item: Ints
    balance: Ints
    rate: Timed

    def __len__(self) -> int:
        return len(self.item)


@dataclass(frozen=True)
class Takes:
    """Standing capacity taken over: each unit of ``taker`` built in v removes ``rate`` [k, v] of ``giver``, from then on.

    Every taker is a process that may be built.
    """

    giver: Ints
    taker: Ints
    rate: Floats
