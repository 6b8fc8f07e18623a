"""From a model's data to a system: technologies become processes, commodities balances, all else limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geju.bridge.osemosys_cost import Costs, costs
from geju.bridge.osemosys_data import Data
from geju.bridge.osemosys_draft import Draft, calendar
from geju.bridge.osemosys_level import SLICE, YEAR, Needs, Routes, needs, routes
from geju.bridge.osemosys_shape import CHOSEN, ENDLESS, Rates, Units, Ways, allowed_modes, units
from geju.bridge.osemosys_words import Vintage
from geju.core.calendar import Floats, Ints
from geju.core.errors import Fault, Where, refuse
from geju.core.process import Flags
from geju.core.system import System

MONEY = "money"


@dataclass
class Build:
    """A model on its way to a system. ``literal`` takes every limit at its word, long rows of nines too.

    ``process`` [p] the process of each unit (the first of several) · ``mode`` [j], ``mode_level`` [j] of each way · ``carried``
    [p, y] the capacity cost of what stands · ``main`` and ``extra`` [n] balances of commodities (−1: none) · ``emission`` [r, e].
    """

    data: Data
    vintage: Vintage
    literal: bool
    cost: Costs
    units: Units
    ways: Ways
    trade: Routes
    needs: Needs
    draft: Draft
    process: Ints
    mode: Ints
    mode_level: Ints
    main: Ints
    extra: Ints

    @property
    def owner(self) -> Ints:
        """[p] region · T + technology of each unit."""
        return self.units.region * self.data.size["t"] + self.units.technology

    def name(self, letter: str, number: int) -> str:
        """What a member of a set is called."""
        return self.data.sets[letter][number]

    def yearly(self, name: str) -> Floats:
        """A parameter over (region, technology, year) for the units [p, y]."""
        return np.asarray(self.data.dense(name)[self.units.region, self.units.technology])

    def label(self, p: int) -> str:
        """A unit as it is called in rows: technology@region."""
        return f"{self.name('t', int(self.units.technology[p]))}@{self.name('r', int(self.units.region[p]))}"


def build(data: Data, vintage: Vintage, literal: bool = False) -> Build:
    """Everything but the limits. Error O009."""
    check(data)
    cost = costs(data, vintage)
    found, ways = units(data, cost.capital, vintage, literal)
    trade = routes(data)
    need = needs(data, vintage, found, ways, trade)
    rate = data.dense("DiscountRate").ravel()[0]
    draft = Draft(calendar(data.years, data.sets["l"], data.dense("YearSplit").T, float(rate)))
    none = np.zeros(0, np.int64)
    b = Build(data, vintage, literal, cost, found, ways, trade, need, draft, none, none, none, none, none)
    _commodities(b)
    _technologies(b)
    _auxiliaries(b)
    return b


def check(data: Data) -> None:
    """Refuse what no code can run: timeslices without length, a way of depreciation that is none."""
    faults, split = [], data.dense("YearSplit")
    for i, y in zip(*np.nonzero(split <= 0), strict=True):
        what = f"YearSplit {split[i, y]:g} ({data.sets['l'][i]} {data.sets['y'][y]})"
        faults.append(Fault("O009", Where(name="YearSplit"), {"what": what}))
    strange = [v for v in np.unique(data.dense("DepreciationMethod")) if v not in (1.0, 2.0)]
    faults += [Fault("O009", Where(name="DepreciationMethod"), {"what": f"DepreciationMethod {v:g}"}) for v in strange]
    refuse(faults[:20])
    total = split.sum(axis=0)
    if (np.abs(total - 1) > 1e-4).any():
        data.notes.append(f"YearSplit adds up to {total.min():g} … {total.max():g} instead of 1")


def _commodities(b: Build) -> None:
    """A balance for every commodity that is made or used, and one more where the year asks for more than its timeslices."""
    data, need, F = b.data, b.needs, b.data.size["f"]
    region = b.units.region[b.ways.unit]
    touched = np.zeros(data.size["r"] * F, dtype=bool)
    for rates in (b.ways.out, b.ways.into):
        touched[region[rates.mode] * F + rates.of] = True
    touched |= ~need.open | (need.yearly > 0).any(axis=1) | (need.rate != 0).any(axis=(1, 2))
    specified = (need.rate * data.dense("YearSplit").T).sum(axis=2)
    flat = need.level == YEAR
    apart = need.inputs & ~need.leaf | ~flat & ((need.yearly - specified > 1e-12) & (need.yearly > 0)).any(axis=1)
    apart &= ~need.open
    main, extra = np.full(len(flat), -1), np.full(len(flat), -1)
    for number in (YEAR, SLICE):
        k = np.flatnonzero(touched & (need.level == number))
        demand = need.rate[k] if number == SLICE else need.rate[k].max(axis=2, initial=-np.inf)
        if number == YEAR:
            demand = np.where(apart[k, None], demand, np.maximum(demand, need.yearly[k] / b.draft.whole))
        demand = np.where(_spread(need.open[k], demand), -np.inf, demand)
        names = [[data.sets[x][int(i)] for i in v] for x, v in (("f", k % F), ("r", k // F))]
        main[k] = b.draft.balances(names[0], names[1], np.full(len(k), number), demand)
    k = np.flatnonzero(apart)
    rest = np.where(need.free[k], -np.inf, (need.yearly[k] - specified[k]) / b.draft.whole)
    names = [[data.sets[x][int(i)] for i in v] for x, v in (("f", k % F), ("r", k // F))]
    extra[k] = b.draft.balances([f"{n} (annual)" for n in names[0]], names[1], np.full(len(k), YEAR), rest)
    b.main, b.extra = main, extra


def _spread(flags: Flags, like: Floats) -> Flags:
    return np.asarray(np.broadcast_to(flags.reshape((-1,) + (1,) * (like.ndim - 1)), like.shape))


def _technologies(b: Build) -> None:
    """Technologies as processes, their modes and ports; one whose capacity costs nothing is one process a mode, no ceiling."""
    u, ways, need = b.units, b.ways, b.needs
    level = need.unit_level
    endless = u.kind == ENDLESS
    count = np.bincount(ways.unit, minlength=len(u))
    copies = np.where(endless, np.maximum(count, 1), 1)
    first = np.cumsum(copies) - copies
    unit = np.repeat(np.arange(len(u)), copies)
    names = [b.label(int(p)) for p in range(len(u))]
    places, kinds = ([b.name(x, int(i)) for i in v] for x, v in (("r", u.region), ("t", u.technology)))
    given = np.where(endless[:, None], 1.0, u.residual)
    lump = np.where((u.lump == u.lump[:, :1]).all(axis=1), u.lump[:, 0], 0.0)
    r, t = u.region, u.technology
    b.draft.processes(
        level[unit], _ceiling(b)[unit], name=tuple(names[p] for p in unit), kind=tuple(kinds[p] for p in unit),
        sector=("technology",) * len(unit), place=tuple(places[p] for p in unit), given=given[unit],
        new_max=np.where((u.kind == CHOSEN)[:, None], u.new_max, 0.0)[unit],
        cap_min=np.where(endless[:, None], 0.0, u.cap_min)[unit],
        cap_max=u.cap_max[unit], life=u.life[unit], lump=lump[unit], overnight=b.cost.capital[r, t][unit],
        build_cost=b.cost.build[r, t][unit], stand_cost=b.cost.stand[r, t][unit], fixed=b.data.dense("FixedCost")[r, t][unit],
    )  # fmt: skip
    order = np.argsort(ways.unit, kind="stable")
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order)) - (np.cumsum(count) - count)[ways.unit[order]]
    b.process = first
    b.mode_level = level[ways.unit]
    process = first[ways.unit] + np.where(endless[ways.unit], rank, 0)
    per = u.activity[ways.unit]
    use = np.where(endless[ways.unit] | (per <= 0), 1.0, 1.0 / np.where(per > 0, per, 1.0))
    modes = ["idle" if m < 0 else b.name("m", int(m)) for m in ways.mode]
    b.mode = b.draft.modes(process, b.mode_level, running_cost(b), use, modes)
    _ports(b, ways.out, 1.0)
    _ports(b, ways.into, -1.0)
    _emissions(b)
    _taken(b)


def _ceiling(b: Build) -> Floats:
    """[p, y, l] activity per capacity (in units of capacity): the capacity factor, with availability where it is flat."""
    u, flat = b.units, b.needs.unit_level == YEAR
    factor = u.factor.max(axis=2, keepdims=True, initial=0.0) if flat.all() else u.factor
    share = np.where(flat[:, None], np.minimum(u.available, 1.0), 1.0)[:, :, None] * factor
    runs = (u.factor.any(axis=2) & (u.available > 0))[:, :, None] & (factor > 0) & (u.activity > 0)[:, None, None]
    high: Floats = np.where((u.kind == ENDLESS)[:, None, None], np.where(runs, np.inf, 0.0), np.where(runs, share, 0.0))
    return high


def running_cost(b: Build) -> Floats:
    """[j, y] variable cost and emission penalty of a mode, as if discounted like the first region's.

    ``VC + Σ_e ratio · penalty`` and, where emission follows the change of activity, what this year's activity adds now less what
    it saves next year.
    """
    ways, data, size = b.ways, b.data, b.data.size
    r, t = b.units.region[ways.unit], b.units.technology[ways.unit]
    variable = data.dense("VariableCost")
    value = variable[r, t, np.maximum(ways.mode, 0)]
    allowed = allowed_modes(data, b.vintage) if ways.idle.any() else np.zeros((0, 0), dtype=bool)
    for i in np.flatnonzero(ways.idle):
        spare = allowed[t[i]].copy()
        spare[ways.mode[(ways.unit == ways.unit[i]) & ~ways.idle]] = False
        value[i] = variable[r[i], t[i]][spare].min(axis=0)
    penalty = data.dense("EmissionsPenalty")
    mid = b.cost.mid[r, t]
    if data.size["e"]:
        np.add.at(value, ways.emit.mode, ways.emit.rate * penalty[r[ways.emit.mode], ways.emit.of])
    if len(ways.change):
        j = ways.change.mode
        now = ways.change.rate * penalty[r[j], ways.change.of] * mid[j]
        now[:, 0] = 0.0
        later = np.concatenate([now[:, 1:], np.zeros((len(j), 1))], axis=1)
        np.add.at(value, j, (now - later) / mid[j])
    found: Floats = value * mid / b.draft.calendar.disc[: size["y"]]
    return found


def _ports(b: Build, rates: Rates, sign: float) -> None:
    """What modes give to balances (or take from them)."""
    balance = b.main[b.units.region[b.ways.unit[rates.mode]] * b.data.size["f"] + rates.of]
    levels = np.maximum(
        b.mode_level[rates.mode], b.needs.level[b.units.region[b.ways.unit[rates.mode]] * b.data.size["f"] + rates.of]
    )
    b.draft.ports("port", b.mode[rates.mode], balance, levels, sign * rates.rate)


def _emissions(b: Build) -> None:
    """Emissions as commodities of the year that nobody asks for: told and open to clauses, but no row of the programme."""
    emit, E = b.ways.emit, b.data.size["e"]
    pair = b.units.region[b.ways.unit[emit.mode]] * E + emit.of
    found, place = np.unique(pair, return_inverse=True)
    names = [[b.name(x, int(i)) for i in v] for x, v in (("e", found % max(E, 1)), ("r", found // max(E, 1)))]
    balance = b.draft.balances(names[0], names[1], np.full(len(found), YEAR), np.full((len(found), 1), -np.inf))
    b.draft.ports("port", b.mode[emit.mode], balance[place], b.mode_level[emit.mode], emit.rate)


def _taken(b: Build) -> None:
    """Commodities that capacity takes: when it is built, and every year it stands."""
    row_of = np.full(b.data.size["r"] * b.data.size["t"], -1)
    row_of[b.owner] = np.arange(len(b.units))
    F, Y = b.data.size["f"], b.data.size["y"]
    for noun, name in (("building", "InputToNewCapacityRatio"), ("standing", "InputToTotalCapacityRatio")):
        if not b.data.said(name):
            continue
        (r, t, f, y), value = b.data.sparse(name)
        unit, fuel = row_of[r * b.data.size["t"] + t], r * F + f
        pair, place = np.unique(unit * (b.data.size["r"] * F) + fuel, return_inverse=True)
        rate = np.zeros((len(pair), Y))
        rate[place, y] = -value
        unit, fuel = pair // (b.data.size["r"] * F), pair % (b.data.size["r"] * F)
        balance = np.where(b.extra[fuel] >= 0, b.extra[fuel], b.main[fuel])
        kept = np.flatnonzero((unit >= 0) & (balance >= 0) & ~b.needs.open[fuel])
        b.draft.ports(noun, b.process[unit[kept]], balance[kept], np.full(len(kept), YEAR), rate[kept] / b.draft.whole)


def _auxiliaries(b: Build) -> None:
    """Trade (either way), what is free for want of a producer, and what goes from timeslices to the year's own demand."""
    need, trade, F, Y = b.needs, b.trade, b.data.size["f"], b.data.size["y"]
    names = b.data.sets
    ends = [end * F + trade.fuel for end in (trade.first, trade.second)]
    k = np.flatnonzero(~(need.open[ends[0]] & need.open[ends[1]]))
    level = need.level[ends[0][k]]
    text = {
        "name": tuple(f"{names['f'][trade.fuel[n]]} {names['r'][trade.first[n]]}>{names['r'][trade.second[n]]}" for n in k),
        "kind": ("trade",) * len(k), "sector": ("trade",) * len(k), "place": tuple(names["r"][int(i)] for i in trade.first[k]),
        "to": tuple(names["r"][int(i)] for i in trade.second[k]),
    }  # fmt: skip
    mode = _free(b, level, text, -np.inf)
    b.draft.ports("port", mode, b.main[ends[0][k]], level, -trade.sent[k])
    b.draft.ports("port", mode, b.main[ends[1][k]], level, trade.received[k])
    for kind, k in (
        ("no producer", np.flatnonzero(need.free.any(axis=1) & ~need.open)), ("annual demand", np.flatnonzero(b.extra >= 0)),
    ):  # fmt: skip
        level = need.level[k]
        text = {
            "name": tuple(f"{kind}: {names['f'][int(n % F)]}@{names['r'][int(n // F)]}" for n in k), "kind": (kind,) * len(k),
            "place": tuple(names["r"][int(n // F)] for n in k),
        }  # fmt: skip
        mode = _free(b, level, text, 0.0)
        if kind == "no producer":
            b.draft.ports("port", mode, b.main[k], level, need.free[k].astype(float))
        else:
            b.draft.ports("port", mode, b.main[k], level, np.full((len(k), Y), -1.0))
            b.draft.ports("port", mode, b.extra[k], level, np.ones((len(k), Y)))
    for n in np.flatnonzero(
        need.free.any(axis=1) & ((need.rate != 0).any(axis=(1, 2)) | (need.yearly > 0).any(axis=1))
    ):
        what = f"{names['f'][int(n % F)]} at {names['r'][int(n // F)]}"
        b.data.notes.append(
            f"{what} has no producer in {int(need.free[n].sum())} years: vintage {b.vintage.name} gives it for nothing then"
        )


def _free(b: Build, level: Ints, text: dict[str, tuple[str, ...]], low: float) -> Ints:
    """Modes without cost or bound, one a process."""
    n = len(level)
    process = b.draft.processes(level, np.full((n, 1), np.inf), low, **text)
    return b.draft.modes(process, level, np.zeros((n, 1)), np.ones(n), ("",) * n)


def given_cost(b: Build) -> float:
    """Discounted fixed cost of residual capacity that no process carries."""
    carried = np.zeros(b.data.size["r"] * b.data.size["t"], dtype=bool)
    carried[b.owner] = True
    cost = b.cost.stand * b.data.dense("ResidualCapacity")
    return float(cost.reshape(len(carried), -1)[~carried].sum())


def finish(b: Build) -> System:
    """The system, once the limits are added."""
    return b.draft.system(MONEY, given_cost(b))
