"""Which commodities need a balance, and whether it has to hold in every timeslice or only over the year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geju.bridge.osemosys_carry import carried
from geju.bridge.osemosys_data import Data
from geju.bridge.osemosys_shape import ENDLESS, Rates, Units, Ways
from geju.bridge.osemosys_words import Vintage
from geju.core.calendar import Floats, Ints
from geju.core.process import Flags

YEAR, SLICE = 0, 1
SAME = 1e-12


@dataclass(frozen=True)
class Routes:
    """Trade between two regions, ``first`` < ``second``: what leaves the one and reaches the other, by year."""

    first: Ints
    second: Ints
    fuel: Ints
    sent: Floats
    received: Floats

    def __len__(self) -> int:
        return len(self.fuel)


@dataclass(frozen=True)
class Needs:
    """Commodities in their regions [n = region · F + fuel].

    ``rate`` [n, y, l] specified demand as a rate · ``yearly`` [n, y] accumulated demand · ``bound`` [n, y] whether a balance of
    it can bind in a year · ``free`` [n, y] can be had for nothing, for want of a producer · ``leaf`` [n] only its sum over the
    year is asked for · ``inputs`` [n] taken by capacity · ``level`` [n] and ``unit_level`` [p] year or timeslice ·
    ``open`` [n] no balance of it can ever bind · ``fits`` [n] and ``runs`` [p] what is made as it is used (osemosys_carry).
    """

    rate: Floats
    yearly: Floats
    bound: Flags
    free: Flags
    leaf: Flags
    inputs: Flags
    level: Ints
    unit_level: Ints
    fits: Flags
    runs: Flags

    @property
    def open(self) -> Flags:
        return np.asarray(~self.bound.any(axis=1))


def routes(data: Data) -> Routes:
    """Trade routes. A route counts when either side has it; what a region sends enters its own balance by its own factor."""
    (r, q, f, y), value = data.sparse("TradeRoute")
    F, R, Y = data.size["f"], data.size["r"], data.size["y"]
    low, high = np.minimum(r, q), np.maximum(r, q)
    kept = low != high
    pair, place = np.unique(((low * R + high) * F + f)[kept], return_inverse=True)
    sides = np.zeros((2, len(pair), Y))
    sides[(r > q)[kept].astype(int), place, y[kept]] = value[kept]
    return Routes(pair // F // R, pair // F % R, pair % F, sides[0], sides[1])


def needs(data: Data, vintage: Vintage, units: Units, ways: Ways, trade: Routes) -> Needs:
    """What is asked of every commodity, and at which resolution.

    Averaging a plan over the timeslices of a year keeps it feasible and no dearer wherever nothing differs between them. So a
    technology runs at the year when its capacity factor is flat and all it trades with is flat too: whole groups of connected
    technologies and commodities, or none of a group. What is made as it is used holds no group together.
    """
    R, F, Y = (data.size[k] for k in "rfy")
    split = data.dense("YearSplit").T
    amount = data.dense("SpecifiedAnnualDemand").reshape(R * F, Y)
    profile = np.moveaxis(data.dense("SpecifiedDemandProfile"), 2, 3).reshape(R * F, Y, -1)
    rate = amount[:, :, None] * profile / np.where(split > 0, split, 1.0)
    yearly = data.dense("AccumulatedAnnualDemand").reshape(R * F, Y)
    fuel_of = units.region[ways.unit]
    made, used, traded = np.zeros((R * F, Y)), np.zeros((R * F, Y), bool), np.zeros((R * F, Y), bool)
    (r, _, f, _, y), value = data.sparse("OutputActivityRatio")
    np.add.at(made, (r * F + f, y), value)
    np.logical_or.at(used, fuel_of[ways.into.mode] * F + ways.into.of, ways.into.rate != 0)
    np.logical_or.at(used, fuel_of[ways.out.mode] * F + ways.out.of, ways.out.rate < 0)
    for end in (trade.first, trade.second):
        np.logical_or.at(traded, end * F + trade.fuel, (trade.sent != 0) | (trade.received != 0))
    inputs = np.zeros(R * F, dtype=bool)
    for name in ("InputToNewCapacityRatio", "InputToTotalCapacityRatio"):
        if data.said(name):
            (r, _, f, _), _ = data.sparse(name)
            inputs[r * F + f] = True
    free = (made == 0) & vintage.free
    sliced = used | traded | (rate != 0).any(axis=2)
    bound = (sliced | (yearly > 0) | inputs[:, None]) & ~free
    leaf = ~sliced.any(axis=1)
    open_ = ~bound.any(axis=1)
    barred = (rate != 0).any(axis=(1, 2)) | traded.any(axis=1) | free.any(axis=1) | inputs | _reserved(data).ravel()
    varies = _varies(units, ways, rate)
    fits, runs = carried(units, ways, F, open_, varies[: len(units)], leaf, barred)
    level, unit_level = _levels(data, units, ways, trade, leaf, varies, fits, runs)
    return Needs(rate, yearly, bound, free, leaf, inputs, level, unit_level, fits, runs)


def _varies(units: Units, ways: Ways, rate: Floats) -> Flags:
    """[p + n] technologies and commodities whose own data differ between timeslices."""
    P, N = len(units), len(rate)
    share = np.where(units.kind[:, None, None] == ENDLESS, units.factor > 0, units.factor)
    varies = np.zeros(P + N, dtype=bool)
    varies[:P] = (np.ptp(share.astype(float), axis=2) > 0).any(axis=1)
    varies[P:] = (np.ptp(rate, axis=2) > SAME * np.abs(rate).max(axis=2)).any(axis=1)
    for store in (ways.charge, ways.discharge):
        varies[ways.unit[store.mode]] = True
    return varies


def _levels(
    data: Data, units: Units, ways: Ways, trade: Routes, leaf: Flags, varies: Flags, fits: Flags, runs: Flags
) -> tuple[Ints, Ints]:
    """Year or timeslice for every commodity and unit: a group is flat when none of its members varies."""
    P, F = len(units), data.size["f"]

    def ends(rates: Rates) -> tuple[Ints, Ints]:
        unit = ways.unit[rates.mode]
        fuel = units.region[unit] * F + rates.of
        kept = ~leaf[fuel] & ~fits[fuel]
        return unit[kept], P + fuel[kept]

    pairs = [ends(ways.out), ends(ways.into), (P + trade.first * F + trade.fuel, P + trade.second * F + trade.fuel)]
    pairs.append(_reserve(data, units, ways))
    one, two = (np.concatenate([p[k] for p in pairs]) for k in (0, 1))
    level = np.where(reached(varies, one, two), SLICE, YEAR)
    return np.where(leaf | fits, YEAR, level[P:]), np.where(runs, YEAR, level[:P])


def reached(start: Flags, one: Ints, two: Ints) -> Flags:
    """[node] whether a way leads there from one that is in ``start``, over pairs ``one``–``two`` in either direction."""
    found, before = start.copy(), -1
    while (now := int(found.sum())) > before:
        before, pair = now, found[one] | found[two]
        found[one[pair]] = found[two[pair]] = True
    return found


def _reserved(data: Data) -> Flags:
    """[r, f] commodities that a reserve margin counts."""
    if not data.said("ReserveMarginTagFuel"):
        return np.zeros(data.shape("rf"), dtype=bool)
    return np.asarray((data.dense("ReserveMarginTagFuel") != 0).any(axis=2))


def _reserve(data: Data, units: Units, ways: Ways) -> tuple[Ints, Ints]:
    """All producers of the commodities that a reserve margin counts stand in one row with one another."""
    none = np.zeros(0, dtype=np.int64)
    if not data.said("ReserveMarginTagFuel"):
        return none, none
    tag = _reserved(data)
    unit = ways.unit[ways.out.mode]
    kept = tag[units.region[unit], ways.out.of]
    anchor = np.full(data.size["r"], -1)
    anchor[units.region[unit[kept]]] = unit[kept]
    return unit[kept], anchor[units.region[unit[kept]]]
