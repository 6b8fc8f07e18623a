"""The region as four nouns, in arrays: what a case or an imported model becomes before it is a programme."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geju.core.balance import Balances
from geju.core.calendar import Calendar, Floats, Ints
from geju.core.process import Flags, Modes, Ports, Processes, Takes
from geju.core.store import Stores


class Quantity(IntEnum):
    """What a linear row may speak of: ``[item, slot]`` of each."""

    ACT = 0  # rate of a mode in a slot of its process's level
    CAP = 1  # capacity of a process in a period
    NEW = 2  # building of a process in a period
    LEV = 3  # level of a store in a slot of its balance's level
    SHORT = 4  # shortage of a balance in a slot of its level


@dataclass(frozen=True)
class Terms:
    """Entries of linear rows: ``Σ coef · quantity[item, slot]``.

    ``parts`` are ``(row, quantity, item, slot, coef)``, those of a part broadcast to one shape: the same figures for thousands
    of slots are kept once. ``row`` … ``coef`` are all entries, one after another, made when asked for.
    """

    parts: Sequence[tuple[Any, Quantity, Any, Any, Any]] = ()

    def __len__(self) -> int:
        return sum(math.prod(np.broadcast_shapes(*map(np.shape, part))) for part in self.parts)

    @property
    def row(self) -> Ints:
        """[entry] the row."""
        return self._all(0, np.int64)

    @property
    def quantity(self) -> Ints:
        """[entry] the :class:`Quantity`."""
        return self._all(1, np.int64)

    @property
    def item(self) -> Ints:
        """[entry] the item of the quantity."""
        return self._all(2, np.int64)

    @property
    def slot(self) -> Ints:
        """[entry] the slot or period of the item."""
        return self._all(3, np.int64)

    @property
    def coef(self) -> Floats:
        """[entry] what it is multiplied with."""
        return self._all(4, np.float64)

    def _all(self, number: int, kind: type) -> NDArray[Any]:
        shapes = [np.broadcast_shapes(*map(np.shape, part)) for part in self.parts]
        whole: NDArray[Any] = np.empty(sum(map(math.prod, shapes)), kind)
        at = 0
        for part, shape in zip(self.parts, shapes, strict=True):
            values = np.broadcast_to(part[number], shape)
            whole[at : at + values.size].reshape(values.shape)[...] = values
            at += values.size
        return whole


@dataclass(frozen=True)
class Limits:
    """Linear rows that are not clauses: ``low ≤ Σ terms ≤ high``."""

    name: Sequence[str]
    low: Floats
    high: Floats
    terms: Terms

    def __len__(self) -> int:
        return len(self.name)

    @classmethod
    def none(cls) -> Limits:
        """No limit at all."""
        return cls((), np.zeros(0), np.zeros(0), Terms())


@dataclass(frozen=True)
class ClauseRows:
    """The rows of clauses, each brought to the form ``Σ terms + miss ≥ target``.

    ``clause`` [c] whose row it is · ``place``, ``period`` [c] what it is about · ``sign`` [c] +1 for at least, −1 for at most
    (both sides were multiplied with it) · ``measure`` [c] · ``unit`` [c] · ``miss_max`` [c] 0 when firm, inf when it may bend ·
    ``miss_cost`` [c] price in money per unit and year, not discounted · ``weight`` [c] for repairs · ``policy`` [c] False for
    a limit of the case that is no clause of its policy · ``asked`` [c] a bound that is a ratio, as written in ``asked_unit`` (NaN
    for other bounds), ``per`` [c] what one of it is in ``unit`` per unit of the denominator, and ``whole`` the denominators.
    """

    clause: tuple[str, ...]
    place: tuple[str, ...]
    period: Ints
    measure: tuple[str, ...]
    unit: tuple[str, ...]
    sign: Floats
    target: Floats
    miss_max: Floats
    miss_cost: Floats
    weight: Floats
    policy: Flags
    asked: Floats
    asked_unit: tuple[str, ...]
    per: Floats
    terms: Terms
    whole: Terms

    def __len__(self) -> int:
        return len(self.clause)

    @classmethod
    def none(cls) -> ClauseRows:
        """No clause at all."""
        zero, ints, flags = np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool)
        none = Terms()
        return cls((), (), ints, (), (), zero, zero, zero, zero, zero, flags, zero, (), zero, none, none)


@dataclass(frozen=True)
class System:
    """Everything the programme is stated from, and everything a certificate is recomputed from.

    ``series`` [level][row, slot] the time series that :class:`~geju.core.calendar.Timed` values point to.
    ``money`` is the unit of the objective · ``offset`` cost that the programme does not state · ``sunk`` the part of what it does
    state that is told as cost of what stands already, not as objective.
    """

    calendar: Calendar
    series: tuple[Floats, ...]
    balances: Balances
    processes: Processes
    modes: Modes
    running: Ports
    standing: Ports
    building: Ports
    takes: Takes
    stores: Stores
    limits: Limits
    clauses: ClauseRows
    money: str
    offset: float = 0.0
    sunk: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no programme can be stated from; a case never gets here with it, an importer's mistake might."""
        if not self.processes.built[self.takes.taker].all():
            raise ValueError("capacity is taken over by a process that may not be built")
        if (self.modes.use == 0).any():
            raise ValueError("a mode uses nothing of its process's capacity")

    @cached_property
    def constant(self) -> float:
        """The part of the cost that is told apart: what stands already and may not stop, and what is sunk."""
        return self.offset + self.sunk + float((self.processes.stand_cost * self.fixed_capacity).sum())

    @cached_property
    def movable(self) -> Flags:
        """[p] whether the capacity is for the plan to choose: built, retired or taken over."""
        chosen: Flags = self.processes.built | self.processes.retire
        chosen = chosen.copy()
        chosen[self.takes.giver] = True
        return chosen

    @cached_property
    def fixed_capacity(self) -> Floats:
        """[p, y] the capacity where it is given, 0 where the plan chooses it."""
        values: Floats = np.where(self.movable[:, None], 0.0, self.processes.given)
        return values

    @cached_property
    def mode_level(self) -> Ints:
        """[j] the level a mode runs at."""
        return self.processes.level[self.modes.process]

    @cached_property
    def store_level(self) -> Ints:
        """[s] the level a store lives at."""
        return self.balances.level[self.stores.balance]
