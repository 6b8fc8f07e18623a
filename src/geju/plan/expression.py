"""Linear expressions over the four nouns, and look-ups of who carries a tag, who lies where, what runs when."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.core.place import Places
from geju.core.process import Flags
from geju.core.system import Quantity, System

Piece = tuple[Quantity, Ints, Ints, Floats]


@dataclass(frozen=True)
class Expression:
    """``Σ coef · quantity[item, slot]`` in ``unit``."""

    unit: str
    pieces: tuple[Piece, ...] = field(default=())

    def merged(self) -> Expression:
        """The same with terms of one quantity, item and slot added up, and those that cancel left out."""
        if len(self.pieces) < 2:
            return self
        quantity = np.concatenate([np.full(len(i), int(q)) for q, i, _, _ in self.pieces])
        item, slot, coef = (np.concatenate([p[k] for p in self.pieces]) for k in (1, 2, 3))
        keys, place = np.unique(np.stack([quantity, item, slot]), axis=1, return_inverse=True)
        total = np.bincount(place.ravel(), coef)
        largest = np.bincount(place.ravel(), np.abs(coef))
        kept = np.abs(total) > 1e-12 * largest
        found = (kept & (keys[0] == q) for q in Quantity)
        pieces = ((q, keys[1][k], keys[2][k], total[k]) for q, k in zip(Quantity, found, strict=True))
        return Expression(self.unit, tuple(p for p in pieces if len(p[1])))

    def times(self, factor: float, unit: str = "") -> Expression:
        """Every coefficient multiplied, and the unit that results."""
        return Expression(unit or self.unit, tuple((q, i, t, c * factor) for q, i, t, c in self.pieces))

    def plus(self, other: Expression, factor: float = 1.0) -> Expression:
        """The sum with a multiple of another expression of the same unit."""
        return Expression(self.unit, self.pieces + other.times(factor).pieces)

    @property
    def size(self) -> int:
        """How many terms it has."""
        return sum(len(item) for _, item, _, _ in self.pieces)


class NotOne(ValueError):
    """Capacities of units that do not convert into each other were asked to be added."""


class NotFitting(ValueError):
    """A figure in the scope has a unit (first argument) that does not convert to what is needed (second)."""


@dataclass(frozen=True)
class Index:
    """Look-ups over a system that measures need: who carries a tag, who lies where, what runs when."""

    system: System
    places: Places
    rate: float

    @cached_property
    def tags(self) -> dict[str, Flags]:
        """Each tag with the processes that carry it."""
        carried = self.system.processes.tags
        return {tag: np.array([tag in c for c in carried]) for tag in sorted(frozenset().union(*carried))}

    @cached_property
    def kind(self) -> np.ndarray:
        """[p] the kind of each process."""
        return np.array(self.system.processes.kind, dtype=object)

    @cached_property
    def mode(self) -> np.ndarray:
        """[j] the name of each mode."""
        return np.array(self.system.modes.name, dtype=object)

    @cached_property
    def signs(self) -> tuple[Flags, Flags]:
        """[k] whether a running port ever takes, and whether it ever gives."""
        s, ports = self.system, self.system.running
        takes, gives = np.zeros((2, len(ports)), dtype=bool)
        for meet in s.calendar.meetings(s.mode_level[ports.item], s.balances.level[ports.balance]):
            rate = ports.rate.over(s.series[meet.fine], meet.chosen)
            takes[meet.chosen], gives[meet.chosen] = (rate < 0).any(axis=1), (rate > 0).any(axis=1)
        return takes, gives

    @cached_property
    def port_place(self) -> np.ndarray:
        """[b] the place of each balance."""
        return np.array(self.system.balances.place, dtype=object)

    @cached_property
    def commodity(self) -> np.ndarray:
        """[b] the commodity of each balance."""
        return np.array(self.system.balances.commodity, dtype=object)

    @cached_property
    def known(self) -> dict[str, set[str]]:
        """The names that a scope may use, by key; under ``in`` those of places."""
        return {
            "tags": set(self.tags), "kind": set(self.kind), "commodity": set(self.commodity), "mode": set(self.mode) - {""},
            "in": set(self.places.known()),
        }  # fmt: skip

    def area(self, names: object) -> frozenset[str] | None:
        """The places that one name or a list of names stands for; None for anywhere."""
        if names is None:
            return None
        listed = [names] if isinstance(names, str) else list(names)  # type: ignore[call-overload]
        return frozenset(place for name in listed for place in self.places.select(str(name)))

    def chosen(self, scope: dict[str, object]) -> Flags:
        """[p] the processes a scope selects by tags (all of them) and kinds (any of them)."""
        flags = np.ones(len(self.kind), dtype=bool)
        for tag in listed(scope.get("tags")):
            flags &= self.tags.get(tag, False)
        kinds = listed(scope.get("kind"))
        return flags & np.isin(self.kind, kinds) if kinds else flags

    def located(self, scope: dict[str, object]) -> Flags:
        """[p] the chosen processes whose place lies in ``in`` (or ``from``), and their far end in ``to``."""
        p = self.system.processes
        flags = self.chosen(scope)
        for key, ends in (("in", p.place), ("from", p.place), ("to", p.to)):
            area = self.area(scope.get(key))
            if area is not None:
                flags &= np.array([place in area for place in ends])
        return flags

    def slots(self, level: int, period: int) -> tuple[Ints, Floats]:
        """The slots of a level in a period, and their shares of the year."""
        found = np.flatnonzero(self.system.calendar.levels[level].period == period)
        return found, self.system.calendar.levels[level].weight[found]


def listed(value: object) -> list[str]:
    """A name or a list of names of a scope as a list."""
    if value is None or value == "":
        return []
    return [value] if isinstance(value, str) else [str(v) for v in value]  # type: ignore[attr-defined]
