"""A system in the making over years and timeslices: whole arrays are added at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from geju.bridge.osemosys_level import SLICE, YEAR
from geju.core.balance import Balances
from geju.core.calendar import HOURS, Calendar, Floats, Ints, Level, Timed
from geju.core.process import Modes, Ports, Processes, Takes
from geju.core.store import Stores
from geju.core.system import ClauseRows, Limits, Quantity, System, Terms

UNIT = "dimensionless"  # the data name no units
ALWAYS = 1e9  # years that an auxiliary process stands


def calendar(years: Floats, names: tuple[str, ...], split: Floats, rate: float) -> Calendar:
    """Years and timeslices, ``split`` [y, l] their shares; costs fall in mid-year: ``disc = (1 + d)^−(y − y0 + 0.5)``.

    A year is as long as its timeslices together, also where their shares do not add up to 1.
    """
    Y, L = split.shape
    y, t = np.arange(Y), np.arange(Y * L)
    whole = split.sum(axis=1)
    whole = np.where(np.abs(whole - 1.0) < 1e-12, 1.0, whole)
    year = Level("year", y, y, whole, whole * HOURS, y - 1, y == 0, ("",) * Y)
    piece = Level(
        "slice", t // L, t // L, split.ravel(), split.ravel() * HOURS, t // L * L + (t - 1) % L, t % L == 0, names * Y
    )
    periods = tuple(str(int(v)) for v in years)
    return Calendar(periods, years, np.ones(Y), (1.0 + rate) ** -(years - years[0] + 0.5), (year, piece))


class Draft:
    """The nouns as lists of arrays; every method gives the numbers of what it added."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.Y = len(calendar.periods)
        self.whole: Floats = calendar.levels[YEAR].weight  # [y] the length of a year: amounts over it become rates
        self.L = calendar.levels[SLICE].size // self.Y
        self.series: list[list[Floats]] = [[np.ones((1, level.size))] for level in calendar.levels]
        self.height = [1, 1]
        self.counts = dict.fromkeys(("process", "mode", "balance", "port", "standing", "building", "limit"), 0)
        self.parts: dict[str, list[dict[str, Any]]] = {name: [] for name in self.counts}
        self.names: list[str] = []
        self.terms: list[tuple[Any, ...]] = []

    def timed(self, values: Floats, level: Ints) -> Timed:
        """Values [n], [n, y] or [n, y, l] of items at their levels; what never changes needs no series, equal ones share one."""
        values = np.asarray(values, dtype=np.float64)
        flat = values.reshape(len(values), int(np.prod(values.shape[1:])))
        scale, row = flat[:, 0].copy() if flat.size else np.zeros(len(values)), np.zeros(len(values), dtype=np.int64)
        varies = (flat != flat[:, :1]).any(axis=1) if flat.size else np.zeros(len(values), bool)
        for number in (YEAR, SLICE):
            k = np.flatnonzero(varies & (level == number))
            if not len(k):
                continue
            wide = flat[k] if number == SLICE or flat.shape[1] == self.Y else flat[k][:, :: self.L]
            rows, place = np.unique(wide, axis=0, return_inverse=True)
            if number == SLICE and rows.shape[1] == self.Y:
                rows = np.repeat(rows, self.L, axis=1)
            scale[k], row[k] = 1.0, self.height[number] + place.ravel()
            self.series[number].append(rows)
            self.height[number] += len(rows)
        return Timed(scale, row)

    def add(self, noun: str, count: int, **columns: Any) -> Ints:
        """Add ``count`` items of a noun."""
        first = self.counts[noun]
        self.counts[noun] += count
        self.parts[noun].append(columns)
        return np.arange(first, first + count)

    def processes(self, level: Ints, high: Floats, low: float = 0.0, **columns: Any) -> Ints:
        """Processes; what is not said is a free auxiliary: capacity 1 that stands, costs nothing, and may not be built."""
        n = len(level)
        zero = np.zeros((n, self.Y))
        plain: dict[str, Any] = {
            "name": ("",) * n, "kind": ("",) * n, "sector": ("",) * n, "place": ("",) * n, "to": ("",) * n, "given": zero + 1.0,
            "new_max": zero, "cap_min": zero, "cap_max": zero + np.inf, "life": np.full(n, ALWAYS), "lump": np.zeros(n),
            "overnight": zero, "build_cost": zero, "stand_cost": zero, "fixed": zero,
        }  # fmt: skip
        given = plain | columns
        return self.add(
            "process", n, level=level, high=self.timed(high, level), low=Timed.constant(np.full(n, low)), **given
        )

    def modes(self, process: Ints, level: Ints, cost: Floats, use: Floats, name: Sequence[str]) -> Ints:
        """Modes of processes; ``cost`` [j, y], not discounted."""
        return self.add("mode", len(process), process=process, cost=self.timed(cost, level), use=use, name=tuple(name))

    def balances(self, commodity: Sequence[str], place: Sequence[str], level: Ints, demand: Floats) -> Ints:
        """Balances that may have anything left over and must not lack anything; demand −inf: nothing is asked at all."""
        n = len(level)
        never, free = Timed.constant(np.full(n, np.inf)), Timed.constant(np.zeros(n))
        return self.add("balance", n, commodity=tuple(commodity), place=tuple(place), level=level,
                        demand=self.timed(demand, level), shortage=never, surplus=free)  # fmt: skip

    def ports(self, noun: str, item: Ints, balance: Ints, level: Ints, rate: Floats) -> None:
        """Ports (``port`` running, ``standing``, ``building``), ``rate`` [k, y] at the finer level; balance −1: none."""
        k = np.flatnonzero(balance >= 0)
        self.add(noun, len(k), item=item[k], balance=balance[k], rate=self.timed(rate[k], level[k]))

    def limits(self, names: Sequence[str], low: Any, high: Any) -> Ints:
        """Rows ``low ≤ Σ terms ≤ high``."""
        n = len(names)
        self.names += names
        low, high = (np.broadcast_to(np.asarray(side, dtype=np.float64), (n,)) for side in (low, high))
        return self.add("limit", n, low=low, high=high)

    def term(self, row: Any, quantity: Quantity, item: Any, slot: Any, coef: Any) -> None:
        """Entries of limits; all broadcast to one shape."""
        row, item, slot, coef = np.broadcast_arrays(row, item, slot, np.asarray(coef, dtype=np.float64))
        kept = (coef != 0) & (row >= 0)
        self.terms.append((row[kept], quantity, item[kept], slot[kept], coef[kept]))

    def over_year(self, row: Ints, mode: Ints, level: Ints, coef: Floats) -> None:
        """``coef`` · what modes do over a year: ``row``, ``coef`` [n, y] (row −1: none), ``mode``, ``level`` [n]."""
        y = np.arange(self.Y)
        k = np.flatnonzero(level == YEAR)
        self.term(row[k], Quantity.ACT, mode[k, None], y, coef[k] * self.whole)
        k = np.flatnonzero(level == SLICE)
        slots = np.arange(self.Y * self.L).reshape(self.Y, self.L)
        weight = self.calendar.levels[SLICE].weight[slots]
        self.term(row[k][:, :, None], Quantity.ACT, mode[k, None, None], slots, coef[k][:, :, None] * weight)

    def system(self, money: str, offset: float) -> System:
        """Everything added, as a system."""
        p, m, b = (self.joined(noun) for noun in ("process", "mode", "balance"))
        n = self.counts["process"]
        tags = tuple(frozenset({t}) if t else frozenset[str]() for t in p["sector"])
        processes = Processes(
            p["name"], p["kind"], p["sector"], p["place"], p["to"], (UNIT,) * n, tags, p["level"],
            p["given"], p["new_max"], p["cap_min"], p["cap_max"], np.zeros(n, bool), p["life"], p["lump"], p["high"], p["low"],
            np.arange(n), np.ones(n), p["overnight"], p["build_cost"], p["stand_cost"], p["fixed"],
        )  # fmt: skip
        balances = Balances(
            b["commodity"], b["place"], (UNIT,) * self.counts["balance"], b["level"], b["demand"], b["shortage"], b["surplus"],
            np.full(self.counts["balance"], HOURS),
        )  # fmt: skip
        none, void, zero = np.zeros(0, np.int64), Timed.constant(np.zeros(0)), np.zeros(0)
        return System(
            self.calendar, tuple(np.concatenate(rows) for rows in self.series), balances, processes,
            Modes(m["name"], m["process"], m["use"], m["cost"]), self._ports("port"), self._ports("standing"),
            self._ports("building"), Takes(none, none, np.zeros((0, self.Y))),
            Stores((), (), none, none, zero, void, void, zero, zero, zero, zero.astype(bool)),
            self._limits(), ClauseRows.none(), money, offset,
        )  # fmt: skip

    def joined(self, noun: str) -> dict[str, Any]:
        """The columns of a noun, one part after another."""
        parts, found = self.parts[noun], dict[str, Any]()
        for name in parts[0] if parts else ():
            values = [part[name] for part in parts]
            if isinstance(values[0], tuple):
                found[name] = tuple(x for value in values for x in value)
            elif isinstance(values[0], Timed):
                found[name] = Timed(np.concatenate([v.scale for v in values]), np.concatenate([v.row for v in values]))
            else:
                found[name] = np.concatenate(values)
        return found

    def _ports(self, noun: str) -> Ports:
        k = self.joined(noun)
        none = np.zeros(0, np.int64)
        return Ports(k["item"], k["balance"], k["rate"]) if k else Ports(none, none, Timed.constant(np.zeros(0)))

    def _limits(self) -> Limits:
        if not self.names:
            return Limits.none()
        sides = self.joined("limit")
        return Limits(tuple(self.names), sides["low"], sides["high"], Terms(self.terms))
