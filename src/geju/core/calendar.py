"""Time: periods of years, and inside them slots at several resolutions (year, season, slice)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HOURS = 8760.0


@dataclass(frozen=True)
class Level:
    """One resolution: its slots in order of time.

    ``period`` [slot] the period a slot lies in · ``parent`` [slot] its slot at the next coarser level ·
    ``weight`` [slot] share of the year, 1 in sum over a period · ``hours`` [slot] hours that pass in one run
    through the slot, as a store feels them · ``prev`` [slot] the slot before it in its cycle ·
    ``first`` [slot] whether a cycle starts here · ``label`` [slot] such as ``winter/08``.
    """

    name: str
    period: Ints
    parent: Ints
    weight: Floats
    hours: Floats
    prev: Ints
    first: NDArray[np.bool_]
    label: tuple[str, ...]

    @property
    def size(self) -> int:
        return len(self.period)


@dataclass(frozen=True)
class Meeting:
    """Where the slots of two levels meet: one entry a slot of the finer one.

    ``share`` [entry] is the part of the second level's slot that the entry fills (1 when the first is coarser).
    """

    chosen: Ints
    first: int
    second: int
    fine: int
    slot: Ints
    other: Ints
    share: Floats


@dataclass(frozen=True)
class Calendar:
    """Periods and levels, coarsest first.

    ``periods`` [y] names · ``begin`` [y] first year · ``years`` [y] how many it stands for ·
    ``disc`` [y] discount factor, summed over those years.
    """

    periods: tuple[str, ...]
    begin: Floats
    years: Floats
    disc: Floats
    levels: tuple[Level, ...]

    def level(self, name: str) -> int:
        """The number of the level called ``name``."""
        return [level.name for level in self.levels].index(name)

    def ancestor(self, fine: int, coarse: int) -> Ints:
        """For each slot of level ``fine`` the slot of level ``coarse`` it lies in."""
        slots = np.arange(self.levels[fine].size)
        for number in range(fine, coarse, -1):
            slots = self.levels[number].parent[slots]
        return slots

    def meetings(self, first: Ints, second: Ints) -> Iterator[Meeting]:
        """Group pairs of levels (one pair an item) and say for each group how their slots meet.

        Used wherever something that runs at one resolution enters a row of another.
        """
        for one, two in sorted({(int(a), int(b)) for a, b in zip(first, second, strict=True)}):
            fine = max(one, two)
            other = self.ancestor(fine, two)
            share = self.levels[fine].weight / self.levels[two].weight[other]
            chosen = np.flatnonzero((first == one) & (second == two))
            slot = self.ancestor(fine, one)
            yield Meeting(chosen, one, two, fine, slot, other, share if one >= two else np.ones(len(slot)))

    def groups(self, levels: Ints) -> Iterator[tuple[Ints, int]]:
        """The items of each level, with the level's number."""
        for number in sorted({int(x) for x in levels}):
            yield np.flatnonzero(levels == number), number

    def starts(self, levels: Ints) -> Ints:
        """Where each item's slots start when all items stand one after another; the last entry is the total."""
        sizes = np.array([level.size for level in self.levels], dtype=np.int64)
        return np.concatenate([[0], np.cumsum(sizes[levels])]).astype(np.int64)


@dataclass(frozen=True)
class Timed:
    """A number per item that may vary over time: ``scale[i] · series[level][row[i], slot]``.

    Row 0 of every level's series is 1 throughout, so a constant is ``row = 0``.
    """

    scale: Floats
    row: Ints

    @classmethod
    def constant(cls, scale: Floats) -> Timed:
        """The same value in every slot."""
        return cls(np.asarray(scale, dtype=np.float64), np.zeros(len(scale), dtype=np.int64))

    def over(self, series: Floats, chosen: Any) -> Floats:
        """The values of the chosen items over the slots of one level, ``[item, slot]``; not to be changed in place."""
        scale, row = self.scale[chosen, None], self.row[chosen]
        if not row.any():  # constants take no room
            return np.broadcast_to(scale, (len(row), series.shape[1]))
        values: Floats = scale * series[row]
        return values


def discount(years: Floats, rate: float) -> Floats:
    """``disc[y] = Σ (1 + rate)^-k`` over the years k (from 0) that the period stands for."""
    begin = np.concatenate([[0.0], np.cumsum(years)[:-1]])
    return np.array(
        [((1.0 + rate) ** -np.arange(b, b + n)).sum() for b, n in zip(begin, years, strict=True)], dtype=np.float64
    )


def typical(periods: tuple[str, ...], years: Floats, rate: float, seasons: dict[str, float], blocks: int) -> Calendar:
    """A calendar of typical days: year → season → ``blocks`` equal blocks of one day in each season.

    ``seasons`` gives days; their shares of the year become weights. A store on a slice turns in its day, a store
    on a season in its year, a store on a year runs through the horizon.
    """
    count, days = len(periods), sum(seasons.values())
    share = np.array([d / days for d in seasons.values()])
    begin = np.array([float(p) for p in periods])
    y = np.arange(count)
    year = Level("year", y, y, np.ones(count), years * HOURS, y - 1, y == 0, ("",) * count)
    k = len(seasons)
    s = np.arange(count * k)
    season = Level(
        "season", s // k, s // k, np.tile(share, count), np.tile(share, count) * HOURS,
        s // k * k + (s - 1) % k, s % k == 0, tuple(seasons) * count,
    )  # fmt: skip
    t = np.arange(count * k * blocks)
    hour = 24 // blocks
    names = tuple(f"{name}/{h * hour:02d}" for name in seasons for h in range(blocks))
    piece = Level(
        "slice", t // (k * blocks), t // blocks, np.repeat(season.weight, blocks) / blocks,
        np.full(len(t), 24.0 / blocks), t // blocks * blocks + (t - 1) % blocks, t % blocks == 0, names * count,
    )  # fmt: skip
    return Calendar(periods, begin, years, discount(years, rate), (year, season, piece))
