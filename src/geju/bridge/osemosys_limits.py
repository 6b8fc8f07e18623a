"""Limits of a model: every linear rule that is neither a balance nor a ceiling, and only where it can bind."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from geju.bridge.osemosys_build import Build
from geju.bridge.osemosys_level import SLICE, YEAR
from geju.bridge.osemosys_shape import CHOSEN, ENDLESS, GIVEN, Rates, unlimited
from geju.core.calendar import Floats, Ints
from geju.core.errors import Fault, Faults, Where
from geju.core.process import Flags
from geju.core.system import Quantity

INF = np.inf


def limits(b: Build) -> None:
    """All of them. Error O009."""
    for family in (
        _capacity,
        _available,
        _activity,
        _period,
        _emission,
        _reserve,
        _renewable,
        _by_mode,
        _user,
        _lumps,
    ):
        family(b)


def rows(b: Build, stem: str, names: list[str], chosen: Flags, low: Floats, high: Floats) -> Ints:
    """A row for every chosen [n, y], called ``stem name year``; gives [n, y] their numbers, −1 where there is none."""
    found = np.full(chosen.shape, -1)
    n, y = np.nonzero(chosen)
    periods = b.draft.calendar.periods
    texts = [f"{stem} {names[i]} {periods[j]}" for i, j in zip(n.tolist(), y.tolist(), strict=True)]
    sides = (np.broadcast_to(side, chosen.shape)[chosen] for side in (low, high))
    found[chosen] = b.draft.limits(texts, *sides)
    return found


def labels(b: Build) -> list[str]:
    """technology@region of every unit."""
    return [b.label(p) for p in range(len(b.units))]


def _all(b: Build, row: Ints, coef: Floats | float = 1.0) -> None:
    """Add the activity of every mode of a unit to the unit's rows [p, y]."""
    unit = b.ways.unit
    wide = np.broadcast_to(np.asarray(coef, dtype=np.float64), row.shape)
    j = np.flatnonzero((row[unit] >= 0).any(axis=1))
    b.draft.over_year(row[unit[j]], b.mode[j], b.mode_level[j], wide[unit[j]])


def _capacity(b: Build) -> None:
    """NewCapacity ≥ its minimum; a given capacity that breaks its bounds is stated, so that the conflict has a name."""
    u, y = b.units, np.arange(b.draft.Y)
    least = (u.new_min > 0) & (u.kind != ENDLESS)[:, None]
    names = labels(b)
    row = rows(b, "TotalAnnualMinCapacityInvestment", names, least, u.new_min, np.asarray(INF))
    b.draft.term(row, Quantity.NEW, b.process[:, None], y, 1.0)
    given = (u.kind == GIVEN)[:, None]
    for stem, broken, low, high in (
        ("TotalAnnualMaxCapacity", u.residual > u.cap_max, np.asarray(-INF), u.cap_max),
        ("TotalAnnualMinCapacity", u.residual < u.cap_min, u.cap_min, np.asarray(INF)),
    ):
        row = rows(b, stem, names, given & broken, low, high)
        b.draft.term(row, Quantity.CAP, b.process[:, None], y, 1.0)


def _available(b: Build) -> None:
    """Σ_l YearSplit · activity ≤ AvailabilityFactor · Σ_l CapacityFactor · YearSplit · capacity, where it is below 1."""
    u, split = b.units, b.data.dense("YearSplit").T
    can = (u.factor * split).sum(axis=2)
    here = (
        (u.available < 1)
        & (can > 0)
        & ((u.kind != ENDLESS) & (b.needs.unit_level == SLICE) & (u.activity > 0))[:, None]
    )
    here &= (np.bincount(b.ways.unit, minlength=len(u)) > 0)[:, None]
    row = rows(b, "AvailabilityFactor", labels(b), here, np.asarray(-INF), np.asarray(0.0))
    _all(b, row, (1.0 / np.where(u.activity > 0, u.activity, 1.0))[:, None])
    b.draft.term(row, Quantity.CAP, b.process[:, None], np.arange(b.draft.Y), -u.available * can)


def most_activity(b: Build) -> Floats:
    """[p, y] the most a unit could run over a year, by what may stand at most."""
    u, split = b.units, b.data.dense("YearSplit").T
    most = np.where((u.kind == GIVEN)[:, None], u.residual, np.where((u.kind == CHOSEN)[:, None], u.cap_max, INF))
    share = np.minimum(u.available, 1.0) * (u.factor * split).sum(axis=2) * u.activity[:, None]
    return np.asarray(np.where(share > 0, most * np.where(share > 0, share, 1.0), 0.0))


def _activity(b: Build) -> None:
    """TotalTechnologyAnnualActivity between its limits; above what capacity allows at most, the upper says nothing."""
    names, most = labels(b), b.yearly("TotalTechnologyAnnualActivityUpperLimit")
    upper = ~unlimited(most, b.literal) & (most < most_activity(b))
    upper &= (np.bincount(b.ways.unit, minlength=len(names)) > 0)[:, None]
    _all(b, rows(b, "TotalTechnologyAnnualActivityUpperLimit", names, upper, np.asarray(-INF), most))
    least = b.yearly("TotalTechnologyAnnualActivityLowerLimit")
    _all(b, rows(b, "TotalTechnologyAnnualActivityLowerLimit", names, least > 0, least, np.asarray(INF)))


def _horizon(b: Build, stem: str, low: Floats, high: Floats, chosen: Flags) -> None:
    """Rows over the activity of units in all years."""
    k = np.flatnonzero(chosen)
    names = [f"{stem} {b.label(int(p))}" for p in k]
    number = np.full(len(chosen), -1)
    number[k] = b.draft.limits(names, low[k], high[k])
    _all(b, np.repeat(number[:, None], b.draft.Y, axis=1))


def _period(b: Build) -> None:
    """TotalTechnologyModelPeriodActivity between its limits."""
    r, t = b.units.region, b.units.technology
    most, least = (b.data.dense(f"TotalTechnologyModelPeriodActivity{n}Limit")[r, t] for n in ("Upper", "Lower"))
    some = most > 0 if b.vintage.period_zero else ~unlimited(most, b.literal)
    upper = some & ~unlimited(most, b.literal)
    free = np.full(len(most), INF)
    _horizon(b, "TotalTechnologyModelPeriodActivityUpperLimit", -free, most, upper)
    _horizon(b, "TotalTechnologyModelPeriodActivityLowerLimit", least, free, least > 0)


def emitted(b: Build) -> Iterator[tuple[Rates, int]]:
    """What modes emit: by their activity, and (second) by its change since the year before."""
    yield b.ways.emit, 0
    if len(b.ways.change):
        rate = b.ways.change.rate.copy()
        rate[:, 0] = 0.0
        yield Rates(b.ways.change.mode, b.ways.change.of, rate), 0
        yield Rates(b.ways.change.mode, b.ways.change.of, -rate), 1


def _emission(b: Build) -> None:
    """AnnualEmissions + AnnualExogenousEmission ≤ AnnualEmissionLimit, and the same over the model period."""
    data, R, E, Y = b.data, b.data.size["r"], b.data.size["e"], b.draft.Y
    if not E:
        return
    most, whole = data.dense("AnnualEmissionLimit").reshape(R * E, Y), data.dense("ModelPeriodEmissionLimit").ravel()
    counts = float(b.vintage.exogenous)
    outside = counts * data.dense("AnnualExogenousEmission").reshape(R * E, Y)
    before = counts * data.dense("ModelPeriodExogenousEmission").ravel()
    names = [f"{e}@{r}" for r in data.sets["r"] for e in data.sets["e"]]
    there = np.zeros(R * E, dtype=bool)
    for rates, _ in emitted(b):
        there[b.units.region[b.ways.unit[rates.mode]] * E + rates.of] = True
    chosen = ~unlimited(most, b.literal) & (there[:, None] | (outside > most))
    row = rows(b, "AnnualEmissionLimit", names, chosen, np.asarray(-INF), most - outside)
    k = np.flatnonzero(~unlimited(whole, b.literal) & (there | (before > whole)))
    total = np.full(R * E, -1)
    total[k] = b.draft.limits([f"ModelPeriodEmissionLimit {names[i]}" for i in k], -INF, whole[k] - before[k])
    for rates, later in emitted(b):
        pair = b.units.region[b.ways.unit[rates.mode]] * E + rates.of
        for target in (row[pair], np.repeat(total[pair][:, None], Y, axis=1)):
            back = target[:, later:], rates.rate[:, later:]
            lines, coef = (
                np.concatenate([x, np.full((len(x), later), fill)], axis=1)
                for x, fill in zip(back, (-1, 0.0), strict=True)
            )
            b.draft.over_year(lines.astype(np.int64), b.mode[rates.mode], b.mode_level[rates.mode], coef)


def _reserve(b: Build) -> None:
    """ReserveMargin · Σ tagged production ≤ Σ tagged capacity · CapacityToActivityUnit, in every timeslice."""
    u, data, draft = b.units, b.data, b.draft
    if not data.said("ReserveMarginTagFuel"):
        return
    margin, tag = data.dense("ReserveMargin"), data.dense("ReserveMarginTagFuel")
    region = u.region[b.ways.unit]
    out = b.ways.out
    rate = out.rate * tag[region[out.mode], out.of] * margin[region[out.mode]]
    for r in range(data.size["r"]):
        k = np.flatnonzero((region[out.mode] == r) & (rate > 0).any(axis=1))
        years = np.flatnonzero((rate[k] != 0).any(axis=0) & (margin[r] > 0))
        if not len(years):
            continue
        level = int(b.mode_level[out.mode[k]].max())
        slots = (
            np.arange(draft.Y * draft.L).reshape(draft.Y, draft.L) if level == SLICE else np.arange(draft.Y)[:, None]
        )
        words = draft.calendar.levels[level].label
        names = [
            f"ReserveMargin {b.name('r', r)} {draft.calendar.periods[y]} {words[s]}".strip()
            for y in years
            for s in slots[y]
        ]
        row = draft.limits(names, -INF, 0.0).reshape(len(years), -1)
        slot = np.where((b.mode_level[out.mode[k]] == YEAR)[:, None, None], years[None, :, None], slots[years][None])
        draft.term(row[None], Quantity.ACT, b.mode[out.mode[k]][:, None, None], slot, rate[k][:, years, None])
        p = np.flatnonzero(u.region == r)
        held = b.yearly("ReserveMarginTagTechnology")[p][:, years] * u.activity[p, None]
        draft.term(row[None], Quantity.CAP, b.process[p][:, None, None], years[None, :, None], -held[:, :, None])


def _renewable(b: Build) -> None:
    """REMinProductionTarget · Σ production of (or demand for) tagged fuels ≤ Σ production of tagged technologies."""
    data, out = b.data, b.ways.out
    unit = b.ways.unit[out.mode]
    r, t = b.units.region[unit], b.units.technology[unit]
    target = data.dense("REMinProductionTarget")
    fuel, technology = data.dense("RETagFuel")[r, out.of], data.dense("RETagTechnology")[r, t]
    if b.vintage.plain:
        share = (
            data.dense("SpecifiedAnnualDemand")
            * data.dense("SpecifiedDemandProfile").sum(axis=2)
            * data.dense("RETagFuel")
        )
        least = target * share.sum(axis=1)
        row = rows(b, "REMinProductionTarget", list(data.sets["r"]), least != 0, least, np.asarray(INF))
        b.draft.over_year(row[r], b.mode[out.mode], b.mode_level[out.mode], out.rate * technology)
        return
    asked = np.zeros(data.shape("ry"), dtype=bool)
    np.logical_or.at(asked, r, (fuel != 0) & (out.rate != 0))
    row = rows(
        b, "REMinProductionTarget", list(data.sets["r"]), asked & (target != 0), np.asarray(0.0), np.asarray(INF)
    )
    b.draft.over_year(row[r], b.mode[out.mode], b.mode_level[out.mode], out.rate * (technology - target[r] * fuel))


def _by_mode(b: Build) -> None:
    """Activity of a mode over the year: between limits, and by how much it may grow and fall from year to year."""
    ways = b.ways
    r, t, m = b.units.region[ways.unit], b.units.technology[ways.unit], np.maximum(ways.mode, 0)
    real = ~ways.idle[:, None]
    names = [f"{b.label(int(p))} {b.name('m', int(k))}" for p, k in zip(ways.unit, m, strict=True)]
    for kind, wins in (("Upper", False), ("Lower", True)):
        name = f"TechnologyActivityByMode{kind}Limit"
        if b.data.said(name):
            value = b.data.dense(name)[r, t, m]
            chosen = real & ((value > 0) if wins else (value != 0) & ~unlimited(value, b.literal))
            row = rows(b, name, names, chosen, value if wins else np.asarray(-INF), np.asarray(INF) if wins else value)
            b.draft.over_year(row, b.mode, b.mode_level, np.ones(row.shape))
    for kind, sign in (("Increase", 1.0), ("Decrease", -1.0)):
        name = f"TechnologyActivity{kind}ByModeLimit"
        if b.data.said(name):
            value = b.data.dense(name)[r, t, m]
            before = np.roll(value, 1, axis=1)
            there = (value if b.vintage.plain else before) != 0
            next_to = np.concatenate([[False], np.diff(b.data.years) == 1])
            row = rows(b, name, names, real & there & next_to, np.asarray(-INF), np.asarray(0.0))
            b.draft.over_year(row, b.mode, b.mode_level, np.full(row.shape, sign))
            last = np.concatenate([row[:, 1:], np.full((len(row), 1), -1)], axis=1)
            b.draft.over_year(last, b.mode, b.mode_level, -sign * (1.0 + sign * np.roll(before, -1, axis=1)))


def _user(b: Build) -> None:
    """User-defined constraints: Σ a · capacity + b · new capacity + c · activity against a constant, by the tag's sense."""
    data, U, Y = b.data, b.data.size["u"], b.draft.Y
    if not U:
        return
    tag, constant = data.dense("UDCTag"), data.dense("UDCConstant")
    low, high = np.full((*tag.shape, Y), -INF), np.full((*tag.shape, Y), INF)
    for number, sense in enumerate(b.vintage.udc):
        if sense:
            low = np.where((tag == number)[:, :, None] & (sense != "<="), constant, low)
            high = np.where((tag == number)[:, :, None] & (sense != ">="), constant, high)
        elif (tag == number).any():
            what = f"UDCTag {number} (vintage {b.vintage.name})"
            raise Faults([Fault("O009", Where(name="UDCTag"), {"what": what})])
    r, t = b.units.region, b.units.technology
    names = [f"{u}@{region}" for region in data.sets["r"] for u in data.sets["u"]]
    there = (np.isfinite(low) | np.isfinite(high)).reshape(-1, Y)
    row = rows(b, "UDC", names, there, low.reshape(-1, Y), high.reshape(-1, Y)).reshape(-1, U, Y)[r]
    y = np.arange(Y)
    for name, quantity in (("TotalCapacity", Quantity.CAP), ("NewCapacity", Quantity.NEW)):
        coef = data.dense(f"UDCMultiplier{name}")[r, t]
        b.draft.term(row, quantity, b.process[:, None, None], y, coef)
    coef = data.dense("UDCMultiplierActivity")[r, t]
    for u in range(U):
        _all(b, np.where(coef[:, u] != 0, row[:, u], -1), coef[:, u])


def _lumps(b: Build) -> None:
    """New capacity in whole units whose size differs between years: NewCapacity = size · number, a process of its own."""
    u, Y = b.units, b.draft.Y
    k = np.flatnonzero((u.lump != u.lump[:, :1]).any(axis=1) & (u.kind == CHOSEN))
    if not len(k):
        return
    zero = np.zeros((len(k), Y))
    number = b.draft.processes(
        np.full(len(k), YEAR), np.ones((len(k), 1)), name=tuple(f"units of {b.label(int(p))}" for p in k),
        kind=("units",) * len(k), given=zero, new_max=np.where(u.lump[k] != 0, INF, 0.0), lump=np.ones(len(k)),
    )  # fmt: skip
    row = rows(
        b, "CapacityOfOneTechnologyUnit", [b.label(int(p)) for p in k], u.lump[k] != 0, np.asarray(0.0), np.asarray(0.0)
    )
    b.draft.term(row, Quantity.NEW, b.process[k][:, None], np.arange(Y), 1.0)
    b.draft.term(row, Quantity.NEW, number[:, None], np.arange(Y), -u.lump[k])
