"""Time for the certificate: the moments of all levels numbered through, and items over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geju.core.calendar import Calendar, Ints


class Clock:
    """The moments of all levels, coarsest level first.

    ``size``, ``start`` [level] how many moments and where they begin · ``level``, ``period``, ``weight``, ``hours``,
    ``prev``, ``first``, ``label`` [moment] · ``up`` [moment, level] the moment of a coarser level it lies in, −1 if finer.
    """

    def __init__(self, calendar: Calendar) -> None:
        levels = calendar.levels
        self.size = np.array([len(x.weight) for x in levels])
        self.start = np.cumsum(self.size) - self.size
        self.level = np.repeat(np.arange(len(levels)), self.size)
        self.period = np.concatenate([x.period for x in levels])
        self.weight = np.concatenate([x.weight for x in levels])
        self.hours = np.concatenate([x.hours for x in levels])
        self.first = np.concatenate([x.first for x in levels])
        self.prev = np.concatenate([b + x.prev % len(x.prev) for b, x in zip(self.start, levels, strict=True)])
        self.label = [
            f"{calendar.periods[y]} {name}".strip() for x in levels for y, name in zip(x.period, x.label, strict=True)
        ]
        self.up = np.full((len(self.level), len(levels)), -1)
        for number, level in enumerate(levels):
            own = self.start[number] + np.arange(self.size[number])
            if number:
                self.up[own] = self.up[self.start[number - 1] + level.parent]
            self.up[own, number] = own


@dataclass(frozen=True)
class Grid:
    """Items over the moments of each one's level, one after another: ``start`` [item], ``item`` and ``moment`` [cell]."""

    start: Ints
    item: Ints
    moment: Ints

    @classmethod
    def of(cls, clock: Clock, level: Ints, items: Ints | None = None) -> Grid:
        """The grid of ``items`` (all, when not given) whose levels are ``level``."""
        size = clock.size[level]
        start = np.cumsum(size) - size
        place = np.repeat(np.arange(len(level)), size)
        moment = clock.start[level[place]] + np.arange(len(place)) - start[place]
        return cls(start, place if items is None else items[place], moment)
