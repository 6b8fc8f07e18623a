"""Storage: levels over the years, seasons, day types and daily time brackets of a model, as limits over free auxiliaries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geju.bridge.osemosys_build import Build
from geju.bridge.osemosys_level import YEAR
from geju.bridge.osemosys_limits import INF
from geju.bridge.osemosys_shape import Rates, unlimited
from geju.core.calendar import Floats, Ints
from geju.core.system import Quantity

Key = tuple[str, int, int]  # a level: year, season or day type it belongs to
Term = tuple[int, Floats]  # mode of an auxiliary and its coefficient by year


@dataclass(frozen=True)
class Frame:
    """The brackets of a year, n = (season · D + day type) · B + time bracket.

    ``hold`` [n, l] how far a timeslice belongs to one · ``share`` [n, y] of the year · ``day`` [b, y] of a day ·
    ``days`` [a, d, y] days of a type in a season.
    """

    A: int
    D: int
    B: int
    hold: Floats
    share: Floats
    day: Floats
    days: Floats


def storage(b: Build) -> None:
    """Every storage of every region that can hold anything, at its published rules (S1 … S15, SC1 … SC6, SI1 … SI3)."""
    data = b.data
    frame = _frame(b)
    if not data.size["s"] or not len(frame.hold):
        if data.size["s"]:
            data.notes.append(
                "storage has no SEASON, DAYTYPE or DAILYTIMEBRACKET: the code leaves its level without a rule"
            )
        return
    start = data.dense("StorageLevelStart")
    residual = data.dense("ResidualStorageCapacity")
    for r in range(data.size["r"]):
        for s in range(data.size["s"]):
            links = [_of(b, rates, r, s) for rates in (b.ways.charge, b.ways.discharge)]
            if any(len(x) for x in links) or (start[r, s] != 0 and not b.vintage.empty_start):
                _Store(b, frame, r, s, links, residual[r, s]).state()


def _frame(b: Build) -> Frame:
    data = b.data
    parts = [data.dense(f"Conversionl{x}").T for x in ("s", "d", "h")]
    A, D, B = (len(p) for p in parts)
    hold = np.einsum("al,dl,bl->adbl", *parts).reshape(A * D * B, data.size["l"])
    share = (np.where(hold > 0, hold, 0.0)) @ data.dense("YearSplit")
    return Frame(A, D, B, hold, share, data.dense("DaySplit"), data.dense("DaysInDayType"))


def _of(b: Build, rates: Rates, r: int, s: int) -> Rates:
    k = np.flatnonzero((b.units.region[b.ways.unit[rates.mode]] == r) & (rates.of == s) & (rates.rate > 0).any(axis=1))
    return Rates(rates.mode[k], rates.of[k], rates.rate[k])


class _Store:
    """One storage on its way into rows; ``net`` [n] modes of the net charging rate in each bracket."""

    def __init__(self, b: Build, frame: Frame, r: int, s: int, links: list[Rates], residual: Floats) -> None:
        self.b, self.frame, self.r, self.s, self.links, self.residual = b, frame, r, s, links, residual
        self.called = f"{b.name('s', s)}@{b.name('r', r)}"
        self.y = np.arange(b.draft.Y)
        self.start = float(b.data.dense("StorageLevelStart")[r, s])
        self.levels: dict[Key, int] = {}
        self.done: set[tuple[object, ...]] = set()
        self.low = b.data.dense("MinStorageCharge")[r, s]
        self.process = self._process()
        count = len(frame.hold)
        self.net = self._free(count, -INF, "net charge")

    def _process(self) -> int:
        """The capacity of the storage: what stands and what is built."""
        b, r, s = self.b, self.r, self.s
        life = float(b.data.dense("OperationalLifeStorage")[r, s])
        self.builds = life > 0
        most = np.full((1, b.draft.Y), INF if self.builds else 0.0)
        found = b.draft.processes(
            np.array([YEAR]), np.ones((1, 1)), name=(self.called,), kind=(b.name("s", s),), sector=("storage",),
            place=(b.name("r", r),), given=self.residual[None], new_max=most, life=np.array([life]),
            overnight=b.cost.store_capital[r, s][None], build_cost=b.cost.store_build[r, s][None],
        )  # fmt: skip
        return int(found[0])

    def _free(self, count: int, low: float, what: str) -> Ints:
        """Auxiliary columns of the year."""
        level, draft = np.full(count, YEAR), self.b.draft
        process = draft.processes(
            level, np.full((count, 1), INF), low, name=(f"{what} {self.called}",) * count, kind=("level",) * count
        )
        return draft.modes(process, level, np.zeros((count, 1)), np.ones(count), ("",) * count)

    def state(self) -> None:
        """All rows of the storage."""
        self._charge()
        self._chain()
        f = self.frame
        for a in range(f.A):
            for d in range(f.D):
                for h in range(f.B):
                    self._within("DayTypeStart", ("day", a, d), self._nets(a, d, range(h)), 1.0)
                    self._within("DayTypeFinish", ("finish", a, d), self._nets(a, d, range(h + 1, f.B)), -1.0)
                    if d:
                        self._within("DayTypeStart", ("day", a, d), self._nets(a, d - 1, range(h + 1, f.B)), -1.0)
                        self._within("DayTypeFinish", ("finish", a, d - 1), self._nets(a, d, range(h)), 1.0)
        if self.b.vintage.empty_start:
            self._closed()

    def _charge(self) -> None:
        """Net rate of each bracket = Σ activity into − out of the storage; both sides below their largest rates."""
        b, f = self.b, self.frame
        names = [f"StorageCharge {self.called} {n}" for n in range(len(f.hold))]
        row = self._rows(names, 0.0, 0.0)
        b.draft.term(row, Quantity.ACT, self.net[:, None], self.y, -1.0)
        slots = np.arange(b.draft.Y * b.draft.L).reshape(1, b.draft.Y, b.draft.L)
        for rates, sign, word in zip(self.links, (1.0, -1.0), ("Charge", "Discharge"), strict=True):
            most = float(b.data.dense(f"StorageMax{word}Rate")[self.r, self.s])
            bounded = not b.vintage.empty_start and not unlimited(np.array([most]), b.literal)[0] and len(rates)
            limit = self._rows([f"StorageMax{word}Rate {n}" for n in names], -INF, most) if bounded else None
            for j, rate in zip(b.mode[rates.mode], rates.rate, strict=True):
                coef = f.hold[:, None, :] * rate[None, :, None]
                b.draft.term(row[:, :, None], Quantity.ACT, j, slots, sign * coef)
                if limit is not None:
                    b.draft.term(limit[:, :, None], Quantity.ACT, j, slots, coef)

    def _rows(self, names: list[str], low: float, high: float) -> Ints:
        periods = self.b.draft.calendar.periods
        return self.b.draft.limits([f"{n} {y}" for n in names for y in periods], low, high).reshape(len(names), -1)

    def _nets(self, a: int, d: int, brackets: range) -> tuple[int, ...]:
        return tuple((a * self.frame.D + d) * self.frame.B + h for h in brackets)

    def _chain(self) -> None:
        """Levels at the start of years, seasons and day types, and at the end of day types, each from the one before it."""
        f, year = self.frame, "StorageLevelYearStart"
        self.levels[("year", 0, 0)] = begin = int(self._free(1, 0.0, year)[0])
        every = range(len(f.hold))
        if self.b.vintage.empty_start:
            self._link(year, self.y, [(begin, 1.0)], [], [], 0.0)
        else:
            self.levels[("end", 0, 0)] = last = int(self._free(1, 0.0, "StorageLevelYearFinish")[0])
            self._link(year, self.y[:1], [(begin, 1.0)], [], [], self.start)
            self._link(
                year, self.y[1:], [(begin, 1.0)], [(begin, -1.0)], [(n, -f.share[n]) for n in every], 0.0, back=1
            )
            self._link(
                "StorageLevelYearFinish",
                self.y[-1:],
                [(last, 1.0), (begin, -1.0)],
                [],
                [(n, -f.share[n]) for n in every],
                0.0,
            )
        for a in range(1, f.A):
            before = self._level(("season", a - 1, 0))
            self.levels[("season", a, 0)] = now = int(self._free(1, 0.0, "StorageLevelSeasonStart")[0])
            flows = [(n, -f.share[n]) for d in range(f.D) for n in self._nets(a - 1, d, range(f.B))]
            self._link("StorageLevelSeasonStart", self.y, [(now, 1.0), (before, -1.0)], [], flows, 0.0)
        for a in range(f.A):
            for d in range(1, f.D):
                before = self._level(("day", a, d - 1))
                self.levels[("day", a, d)] = now = int(self._free(1, 0.0, "StorageLevelDayTypeStart")[0])
                self._link(
                    "StorageLevelDayTypeStart", self.y, [(now, 1.0), (before, -1.0)], [], self._day(a, d - 1, -1.0), 0.0
                )
            self._finish(a)

    def _finish(self, a: int) -> None:
        """Levels at the end of the day types of a season, from the last back to the first."""
        f = self.frame
        if self.b.vintage.empty_start:
            for d in range(f.D):
                self.levels[("finish", a, d)] = int(self._free(1, 0.0, "StorageLevelDayTypeFinish")[0])
            return
        for d in range(f.D - 2, -1, -1):
            self.levels[("finish", a, d)] = now = int(self._free(1, 0.0, "StorageLevelDayTypeFinish")[0])
            if ("finish", a, d + 1) in self.levels or a < f.A - 1:
                after = self._level(("finish", a, d + 1))
                self._link(
                    "StorageLevelDayTypeFinish", self.y, [(now, 1.0), (after, -1.0)], [], self._day(a, d + 1, 1.0), 0.0
                )
            else:
                begin, last = self.levels[("year", 0, 0)], self.levels[("end", 0, 0)]
                name, flows = "StorageLevelDayTypeFinish", self._day(a, d + 1, 1.0)
                self._link(name, self.y[:-1], [(now, 1.0)], [(begin, -1.0)], flows, 0.0, back=-1)
                self._link(name, self.y[-1:], [(now, 1.0), (last, -1.0)], [], flows, 0.0)

    def _day(self, a: int, d: int, sign: float) -> list[Term]:
        """Net charge of all days of a type in a season."""
        f = self.frame
        return [(n, sign * f.day[h] * f.days[a, d]) for h, n in enumerate(self._nets(a, d, range(f.B)))]

    def _level(self, key: Key) -> int:
        """The column of a level; the first of a finer kind is the coarser one, a season's last end the next one's start."""
        kind, a, _ = key
        if key in self.levels:
            return self.levels[key]
        if kind == "season":
            return self.levels[("year", 0, 0)]
        if kind == "day":
            return self._level(("season", a, 0))
        return self._level(("season", a + 1, 0))

    def _link(
        self, name: str, years: Ints, now: list[tuple[int, float]], other: list[tuple[int, float]], flows: list[Term],
        value: float, back: int = 0,
    ) -> None:  # fmt: skip
        """Rows ``Σ now[y] + Σ other[y − back] + Σ flows = value``; flows are of the year y − back when back is 1, of y else."""
        if not len(years):
            return
        periods = self.b.draft.calendar.periods
        row = self.b.draft.limits([f"{name} {self.called} {periods[y]}" for y in years], value, value)
        for mode, coef in now:
            self.b.draft.term(row, Quantity.ACT, mode, years, coef)
        for mode, coef in other:
            self.b.draft.term(row, Quantity.ACT, mode, years - back, coef)
        when = years - max(back, 0)
        for n, share in flows:
            self.b.draft.term(row, Quantity.ACT, self.net[n], when, share[when])

    def _within(self, name: str, key: Key, nets: tuple[int, ...], sign: float) -> None:
        """Lower ≤ level + sign · Σ net charge of a day ≤ upper, once for each such sum."""
        f = self.frame
        last = key[0] == "finish" and key not in self.levels and key[1] == f.A - 1
        base: tuple[object, ...] = ("end",) if last else (self._level(key),)
        if (*base, nets, sign if nets else 0.0) in self.done:
            return
        self.done.add((*base, nets, sign if nets else 0.0))
        for low, high, share in ((0.0, INF, self.low), (-INF, 0.0, np.ones(len(self.y)))):
            if (
                high == 0.0
                and self.builds
                and not self.b.cost.store_capital[self.r, self.s].any()
                and not self.low.any()
            ):
                continue  # a size that costs nothing is never in the way
            row = self._rows([f"{name} {self.called}"], low, high)[0]
            if last:
                self.b.draft.term(row[:-1], Quantity.ACT, self.levels[("year", 0, 0)], self.y[1:], 1.0)
                self.b.draft.term(row[-1:], Quantity.ACT, self.levels[("end", 0, 0)], self.y[-1:], 1.0)
            else:
                self.b.draft.term(row, Quantity.ACT, base[0], self.y, 1.0)
            for n in nets:
                self.b.draft.term(row, Quantity.ACT, self.net[n], self.y, sign * f.day[n % f.B])
            self.b.draft.term(row, Quantity.CAP, self.process, self.y, -share)

    def _closed(self) -> None:
        """What must end a day, or a year, as it began it."""
        f, name = self.frame, self.b.name("s", self.s)
        if name in self.b.data.parts.get("STORAGEINTRADAY", ()):
            for a in range(f.A):
                for d in range(f.D):
                    flows = [(n, f.day[h]) for h, n in enumerate(self._nets(a, d, range(f.B)))]
                    self._link("StorageIntraday", self.y, [], [], flows, 0.0)
        if name in self.b.data.parts.get("STORAGEINTRAYEAR", ()):
            self._link("StorageIntrayear", self.y, [], [], [(n, f.share[n]) for n in range(len(f.hold))], 0.0)
