"""The equations once more, straight from the tables and by another way than the blocks: what a certificate is computed from.

Every moment (slot of any level) has one number, every quantity of every item is a column, and what is given is a column
whose two bounds are equal. So no case is told apart that the tables do not tell apart, and nothing moves to a right-hand side.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from geju.core.calendar import Floats, Ints, Timed
from geju.core.process import Flags
from geju.core.system import System, Terms
from geju.plan.clock import Clock, Grid
from geju.plan.solution import Solution


@dataclass(frozen=True)
class Family:
    """Columns or rows of one name; ``value`` [i] the column's value or the row's dual, ``cost`` [i] of columns."""

    name: str
    low: Floats
    high: Floats
    value: Floats
    cost: Floats
    label: Callable[[int], str]


class Restated:
    """``low ≤ columns ≤ high``, ``low ≤ Σ coef · column ≤ high`` and the cost, with the values and duals of a solution."""

    def __init__(self, system: System, solution: Solution) -> None:
        self.system, self.solution, self.clock = system, solution, Clock(system.calendar)
        s, p = system, system.processes
        self.years = len(s.calendar.periods)
        self.built: Flags = np.asarray(p.new_max.max(axis=1, initial=0.0) > 0)
        self.movable: Flags = self.built | p.retire
        self.movable[s.takes.giver] = True
        modes = np.bincount(s.modes.process, minlength=len(p))
        self.rowed: Flags = (modes > 1) | ((modes == 1) & self.movable[p.owner])
        self.base = np.concatenate([[0], np.cumsum([x.size for x in s.series])])
        self.flat = np.concatenate([x.ravel() for x in s.series])
        self.act, self.lev = (
            Grid.of(self.clock, level) for level in (p.level[s.modes.process], s.balances.level[s.stores.balance])
        )
        self.at = Grid.of(self.clock, s.balances.level)
        self.columns: list[Family] = []
        self.rows: list[Family] = []
        self.entries: list[tuple[Any, Any, Any]] = []
        self.place: dict[str, int] = {}
        for part in (_rates, _capacities, _levels, _slacks, _capacity, _running, _stores, _balance, _linear):
            part(self)

    def amount(self, timed: Timed, item: Ints, moment: Ints) -> Floats:
        """The value of each item at each moment."""
        level = self.clock.level[moment]
        cell = self.base[level] + timed.row[item] * self.clock.size[level] + moment - self.clock.start[level]
        return np.asarray(timed.scale[item] * self.flat[cell])

    def column(self, name: str, value: Floats, low: Any, high: Any, cost: Any, label: Callable[[int], str]) -> None:
        """A family of columns at their values."""
        self._add(self.columns, name, value.ravel(), (low, high, cost), label)

    def row(self, name: str, count: int, low: Any, high: Any, label: Callable[[int], str]) -> int:
        """A family of rows, with the duals of that name; gives the number of its first row."""
        dual = self.solution.duals[name].ravel()
        if len(dual) != count:
            raise ValueError(f"{len(dual)} duals of {name!r} for {count} rows")
        return self._add(self.rows, name, dual, (low, high, 0.0), label)

    def _add(
        self, families: list[Family], name: str, value: Floats, sides: tuple[Any, ...], label: Callable[[int], str]
    ) -> int:
        start = sum(len(f.value) for f in families)
        if families is self.columns:
            self.place[name] = start
        low, high, cost = (np.broadcast_to(np.asarray(side, dtype=np.float64), value.shape) for side in sides)
        families.append(Family(name, low, high, value, cost, label))
        return start

    def couple(self, row: Any, name: str, column: Any, coef: Any) -> None:
        """Let columns of a family enter rows."""
        row, column, coef = np.broadcast_arrays(row, self.place[name] + np.asarray(column, dtype=np.int64), coef)
        self.entries.append((row, column, coef))

    def yearly(self, process: int) -> str:
        """The name of cell ``process · years + period``."""
        name, period = (
            self.system.processes.name[process // self.years],
            self.system.calendar.periods[process % self.years],
        )
        return f"{name} {period}"

    def named(self, names: tuple[str, ...], grid: Grid) -> Callable[[int], str]:
        """How the cells of a grid are called."""
        return lambda i: f"{names[grid.item[i]]} {self.clock.label[grid.moment[i]]}"

    def mode_name(self, cell: int) -> str:
        """The name of a cell of ``act``."""
        modes, mode = self.system.modes, self.act.item[cell]
        words = (
            self.system.processes.name[modes.process[mode]],
            modes.name[mode],
            self.clock.label[self.act.moment[cell]],
        )
        return " ".join(word for word in words if word)

    def worth(self, moment: Ints) -> Floats:
        """Weight of moments in the objective: share of the year × discount factor."""
        return np.asarray(self.clock.weight[moment] * self.system.calendar.disc[self.clock.period[moment]])


def _rates(r: Restated) -> None:
    """``act``: low·given ≤ use·act ≤ high·given where one mode runs on a given capacity; else ≥ 0, free where low is ever < 0."""
    p, modes, item, moment = r.system.processes, r.system.modes, r.act.item, r.act.moment
    process = modes.process[item]
    given = p.given[p.owner[process], r.clock.period[moment]] * p.per_owner[process] / modes.use[item]
    rows = r.rowed[process]
    least = r.amount(p.low, process, moment)
    back = np.bincount(item, least < 0)[item] > 0
    low = np.where(rows, np.where(back, -np.inf, 0.0), least * given)
    high = np.where(rows, np.inf, r.amount(p.high, process, moment) * given)
    r.column("act", r.solution.act, low, high, r.amount(modes.cost, item, moment) * r.worth(moment), r.mode_name)


def _capacities(r: Restated) -> None:
    """``cap``, ``new``, ``ret``: given where the plan does not choose; whole lumps count as fixed at their number."""
    p, x = r.system.processes, r.solution
    chosen, built = r.movable[:, None], r.built[:, None]
    low, high = np.where(chosen, p.cap_min, p.given), np.where(chosen, p.cap_max, p.given)
    r.column("cap", x.cap, low.ravel(), high.ravel(), np.where(chosen, p.stand_cost, 0.0).ravel(), r.yearly)
    lump, whole = np.where(p.lump > 0, p.lump, 1.0)[:, None], (p.lump > 0)[:, None] & built
    most = np.where(built, p.new_max, 0.0)
    counted = np.clip(np.round(x.new / lump), 0.0, np.floor(most / lump + 1e-9)) * lump
    low, high = np.where(whole, counted, 0.0), np.where(whole, counted, most)
    r.column("new", x.new, low.ravel(), high.ravel(), np.where(built, p.build_cost, 0.0).ravel(), r.yearly)
    r.column("ret", x.ret, 0.0, np.where(p.retire[:, None], p.given, 0.0).ravel(), 0.0, r.yearly)


def _levels(r: Restated) -> None:
    """``lev``: between low and high of the given size; else ≥ 0, or free where some low is negative."""
    s, store = r.system, r.lev.item
    process = s.stores.process[store]
    size = s.stores.content[store] * s.processes.given[process, r.clock.period[r.lev.moment]]
    rows = r.movable[process]
    least, most = (r.amount(share, store, r.lev.moment) for share in (s.stores.low, s.stores.high))
    below = np.minimum.reduceat(np.append(least, 0.0), np.append(r.lev.start, len(least)))[store] < 0
    low, high = np.where(rows, np.where(below, -np.inf, 0.0), size * least), np.where(rows, np.inf, size * most)
    r.column("lev", r.solution.lev, low, high, 0.0, r.named(s.stores.name, r.lev))


def _slacks(r: Restated) -> None:
    """``short``, ``over`` at their prices where there is one, ``miss`` of clauses that may bend; 0 elsewhere."""
    b, c, worth = r.system.balances, r.system.clauses, r.worth(r.at.moment)
    for name, price, value in (("short", b.shortage, r.solution.short), ("over", b.surplus, r.solution.over)):
        there = np.isfinite(price.scale) & ((price.scale != 0) | (name == "short"))
        here = there[r.at.item]
        cost = r.amount(Timed(np.where(there, price.scale, 0.0), price.row), r.at.item, r.at.moment) * worth
        r.column(name, value, 0.0, np.where(here, np.inf, 0.0), cost, r.named(_balances(r), r.at))
    cost = np.where(c.miss_max > 0, c.miss_cost, 0.0) * r.system.calendar.disc[c.period]
    r.column("miss", r.solution.miss, 0.0, c.miss_max, cost, lambda i: _clause(r, i))


def _capacity(r: Restated) -> None:
    """``cap`` = given + built and alive − retired − taken over; what was retired is missed until it was due to go anyhow."""
    s, p, years = r.system, r.system.processes, r.years
    movable, stops = np.flatnonzero(r.movable), np.flatnonzero(p.retire)
    y = np.arange(years)
    given = p.given[movable].ravel()
    first = r.row(
        "capacity", len(given), given, given, lambda i: r.yearly(int(movable[i // years]) * years + i % years)
    )
    at = np.full(len(p), -1)
    at[movable] = first + np.arange(len(movable)) * years
    r.couple(at[movable, None] + y, "cap", movable[:, None] * years + y, 1.0)
    r.couple(at[stops, None] + y, "ret", stops[:, None] * years + y, 1.0)
    begin = s.calendar.begin
    for v in y:
        for now in y[v:]:
            alive = begin[now] - begin[v] < p.life
            who = np.flatnonzero(alive & r.built)
            r.couple(at[who] + now, "new", who * years + v, -1.0)
            r.couple(at[s.takes.giver] + now, "new", s.takes.taker * years + v, s.takes.rate[:, v])
    leaves = np.minimum(np.diff(p.given[stops], axis=1), 0.0).ravel()
    pairs = max(years - 1, 1)
    first = r.row(
        "no-return", len(leaves), leaves, np.inf, lambda i: r.yearly(int(stops[i // pairs]) * years + i % pairs + 1)
    )
    cells = (stops[:, None] * years + y[1:]).ravel()
    r.couple(first + np.arange(len(cells)), "ret", cells, 1.0)
    r.couple(first + np.arange(len(cells)), "ret", cells - 1, -1.0)


def _running(r: Restated) -> None:
    """Low · capacity ≤ Σ use · act ≤ high · capacity, where several modes or a capacity to choose make rows of it."""
    s, p, clock = r.system, r.system.processes, r.clock
    for name, flag, side, low, high in (
        ("ceiling", r.rowed, p.high, -np.inf, 0.0), ("floor", r.rowed & (p.low.scale != 0), p.low, 0.0, np.inf),
    ):  # fmt: skip
        items = np.flatnonzero(flag)
        grid = Grid.of(clock, p.level[items], items)
        first = r.row(name, len(grid.item), low, high, r.named(p.name, grid))
        start = np.full(len(p), -1)
        start[items] = first + grid.start
        cell = np.flatnonzero(flag[s.modes.process[r.act.item]])
        mode, moment = r.act.item[cell], r.act.moment[cell]
        process = s.modes.process[mode]
        r.couple(start[process] + moment - clock.start[p.level[process]], "act", cell, s.modes.use[mode])
        share = r.amount(side, grid.item, grid.moment) * p.per_owner[grid.item]
        r.couple(first + np.arange(len(share)), "cap", p.owner[grid.item] * r.years + clock.period[grid.moment], -share)


def _stores(r: Restated) -> None:
    """Low · size ≤ lev ≤ high · size, where the size is to choose."""
    store = r.system.stores
    moving = r.movable[store.process]
    for name, flag, share, low, high in (
        ("full", moving, store.high, -np.inf, 0.0), ("empty", moving & (store.low.scale != 0), store.low, 0.0, np.inf),
    ):  # fmt: skip
        cell = np.flatnonzero(flag[r.lev.item])
        grid = Grid(r.lev.start, r.lev.item[cell], r.lev.moment[cell])
        rows = np.arange(len(cell)) + r.row(name, len(cell), low, high, r.named(store.name, grid))
        r.couple(rows, "lev", cell, 1.0)
        size = r.amount(share, grid.item, grid.moment) * store.content[grid.item]
        r.couple(rows, "cap", store.process[grid.item] * r.years + r.clock.period[grid.moment], -size)


def _balance(r: Restated) -> None:
    """Running, standing and building ports, stores, shortage and surplus against demand; ≥ where surplus is free."""
    s, clock, b = r.system, r.clock, r.system.balances
    demand = r.amount(b.demand, r.at.item, r.at.moment)
    _brought(r, demand)
    first = r.row(
        "balance",
        len(demand),
        demand,
        np.where(b.surplus.scale[r.at.item] == 0, np.inf, demand),
        r.named(_balances(r), r.at),
    )
    cells = np.arange(len(demand))
    r.couple(first + cells, "short", cells, 1.0)
    r.couple(first + cells, "over", cells, -1.0)
    at = first + r.at.start - clock.start[b.level]
    mode, fed = s.running.item, s.running.balance
    runs = s.processes.level[s.modes.process[mode]]
    grid = Grid.of(clock, np.maximum(runs, b.level[fed]))
    k, coarse = grid.item, clock.up[grid.moment, b.level[fed][grid.item]]
    cell = r.act.start[mode[k]] + clock.up[grid.moment, runs[k]] - clock.start[runs[k]]
    share = clock.weight[grid.moment] / clock.weight[coarse]
    r.couple(at[fed[k]] + coarse, "act", cell, share * r.amount(s.running.rate, k, grid.moment))
    for name, ports, over in (("cap", s.standing, np.ones(r.years)), ("new", s.building, s.calendar.years)):
        grid = Grid.of(clock, b.level[ports.balance])
        k, period = grid.item, clock.period[grid.moment]
        rate = r.amount(ports.rate, k, grid.moment) / over[period]
        r.couple(at[ports.balance[k]] + grid.moment, name, ports.item[k] * r.years + period, rate)
    _memory(r, at)


def _brought(r: Restated, demand: Floats) -> None:
    """What stores hold at their start besides a share of their size lessens the demand of the slot it comes into."""
    store, clock, item, moment = r.system.stores, r.clock, r.lev.item, r.lev.moment
    cell = np.flatnonzero(_opening(r)[0])
    who, now = store.balance[item[cell]], moment[cell]
    hours = clock.hours[now] / r.system.balances.time[who]
    gift = np.power(store.keep[item[cell]], clock.hours[now]) * store.brought[item[cell]] / hours
    np.add.at(demand, r.at.start[who] + now - clock.start[clock.level[now]], -gift)


def _memory(r: Restated, at: Ints) -> None:
    """(keep^hours · level before − level) / hours in the store's own time; before a given start stands a share of the size."""
    store, clock, item, moment = r.system.stores, r.clock, r.lev.item, r.lev.moment
    row = at[store.balance[item]] + moment
    hours = clock.hours[moment] / r.system.balances.time[store.balance[item]]
    kept = np.power(store.keep[item], clock.hours[moment]) / hours
    r.couple(row, "lev", np.arange(len(item)), -1.0 / hours)
    opens, last = _opening(r)
    inner, begin = np.flatnonzero(~opens), np.flatnonzero(opens)
    r.couple(row[inner], "lev", last[inner], kept[inner])
    who = item[begin]
    cap = store.process[who] * r.years + clock.period[moment[begin]]
    r.couple(row[begin], "cap", cap, kept[begin] * store.start[who] * store.content[who])


def _opening(r: Restated) -> tuple[Flags, Ints]:
    """[cell] whether a given start stands before it, and else the cell before it: of its cycle, or of the whole horizon."""
    store, clock, item, moment = r.system.stores, r.clock, r.lev.item, r.lev.moment
    cells = np.arange(len(item))
    place, count = cells - r.lev.start[item], np.bincount(item, minlength=len(store))[item]
    cycle = cells + clock.prev[moment] - moment
    whole = np.where(place > 0, cells - 1, cells + count - 1)
    opens = np.where(store.through[item], place == 0, clock.first[moment])
    return opens & np.isfinite(store.start[item]), np.where(store.through[item], whole, cycle)


def _linear(r: Restated) -> None:
    """Low ≤ Σ terms ≤ high of limits, Σ terms + miss ≥ target of clauses."""
    limits, clauses = r.system.limits, r.system.clauses
    _terms(r, r.row("limit", len(limits), limits.low, limits.high, lambda i: limits.name[i]), limits.terms)
    first = r.row("clause", len(clauses), clauses.target, np.inf, lambda i: _clause(r, i))
    _terms(r, first, clauses.terms)
    r.couple(first + np.arange(len(clauses)), "miss", np.arange(len(clauses)), 1.0)


def _terms(r: Restated, first: int, terms: Terms) -> None:
    quantity, row, item, slot, coef = terms.quantity, terms.row, terms.item, terms.slot, terms.coef
    for number, name, start in (
        (0, "act", r.act.start), (1, "cap", None), (2, "new", None), (3, "lev", r.lev.start), (4, "short", r.at.start),
    ):  # fmt: skip
        k = np.flatnonzero(quantity == number)
        cell = (item[k] * r.years if start is None else start[item[k]]) + slot[k]
        r.couple(first + row[k], name, cell, coef[k])


def _balances(r: Restated) -> tuple[str, ...]:
    b = r.system.balances
    return tuple(f"{c}@{place}" for c, place in zip(b.commodity, b.place, strict=True))


def _clause(r: Restated, row: int) -> str:
    c = r.system.clauses
    place = f"@{c.place[row]}" if c.place[row] else ""
    return f"{c.clause[row]}{place} {r.system.calendar.periods[c.period[row]]}"
