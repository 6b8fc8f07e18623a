"""Commodities that need no balance in every timeslice, because whoever makes them can follow any profile.

What is made only by technologies without a ceiling (capacity that costs nothing and has no limit), each mode making this one
thing out of others of the kind, can be made whenever it is used. Its balance over the year then says all:

    given yearly rates with X ≥ U + M·X    (X what is made of each, U what others use, M what making one takes of the others)
    X(l) = U(l) + M·X(l), summed as a series, is non-negative and no more than X over the year, and what is left over can be
    spread evenly; every mode runs in proportion to what is made of its commodity.
"""

from __future__ import annotations

import numpy as np

from geju.bridge.osemosys_shape import ENDLESS, Rates, Units, Ways
from geju.core.calendar import Floats, Ints
from geju.core.process import Flags

ROUNDS, CLOSE = 1000, 1e-13


def carried(
    units: Units, ways: Ways, fuels: int, open_: Flags, varies: Flags, leaf: Flags, barred: Flags
) -> tuple[Flags, Flags]:
    """[n] the commodities and [p] the technologies that run at the year although others run by timeslice.

    ``varies`` [p] technologies that cannot run in every timeslice alike · ``barred`` [n] commodities with a demand by timeslice,
    with trade or with a rule of their own. The largest such set, found by taking away what does not fit until nothing does.
    """
    made, used = ((r.mode, units.region[ways.unit[r.mode]] * fuels + r.of, r.rate) for r in (ways.out, ways.into))
    fits = ~barred & ~open_ & ~leaf
    for _, fuel, rate in (made, used):
        fits[fuel[(rate < 0).any(axis=1)]] = False
    runs = (units.kind == ENDLESS) & ~varies
    counts = ~open_ & ~leaf
    outputs = np.bincount(made[0][counts[made[1]]], minlength=len(ways.unit))
    runs[ways.unit[outputs > 1]] = False
    while True:
        before = int(fits.sum() + runs.sum())
        for mode, fuel, _ in (made, used):
            runs[ways.unit[mode[counts[fuel] & ~fits[fuel]]]] = False
        fits[made[1][~runs[ways.unit[made[0]]]]] = False
        if int(fits.sum() + runs.sum()) == before:
            return fits, runs & fits_any(ways, made, fits, len(units))


def fits_any(ways: Ways, made: tuple[Ints, Ints, Floats], fits: Flags, count: int) -> Flags:
    """[p] the technologies that make any of the commodities that fit."""
    flags = np.zeros(count, dtype=bool)
    flags[ways.unit[made[0][fits[made[1]]]]] = True
    return flags


def spread(ways: Ways, fuel_of: tuple[Ints, Ints], fits: Flags, runs: Flags, act: Floats, split: Floats) -> Floats:
    """[j, y, l] the rates with those of the carrying modes spread over the timeslices as their commodity is used.

    ``fuel_of`` the commodity of every output and input · ``act`` [j, y, l], even over the year for those modes · ``split`` the
    lengths of timeslices [y, l].
    """
    found, numbers = act.copy(), np.flatnonzero(fits)
    if not len(numbers) or not act.size:
        return found
    place = np.full(len(fits), -1)
    place[numbers] = np.arange(len(numbers))
    carrying = runs[ways.unit]
    out, into = _kept(ways.out, fuel_of[0], fits), _kept(ways.into, fuel_of[1], fits)
    share = split / split.sum(axis=1, keepdims=True)
    mean = act[:, :, 0]
    made = np.zeros((len(numbers), act.shape[1]))
    np.add.at(made, place[out[1]], out[2] * mean[out[0]])
    own = np.full(len(act), -1)
    own[out[0]] = place[out[1]]
    used = np.zeros((len(numbers), *act.shape[1:]))
    k = ~carrying[into[0]]
    np.add.at(used, place[into[1][k]], into[2][k][:, :, None] * act[into[0][k]])
    k = carrying[into[0]] & (own[into[0]] >= 0)
    per = np.divide(1.0, made, out=np.zeros_like(made), where=made > 0)
    takes = np.zeros((len(numbers), len(numbers), act.shape[1]))
    np.add.at(takes, (place[into[1][k]], own[into[0][k]]), into[2][k] * mean[into[0][k]] * per[own[into[0][k]]])
    profile = _series(np.moveaxis(takes, 2, 0), used.swapaxes(0, 1)).swapaxes(0, 1)
    rest = made - (profile * share).sum(axis=2)
    shape = (profile + rest[:, :, None]) * per[:, :, None]
    j = np.flatnonzero(carrying & (own >= 0))
    found[j] = mean[j][:, :, None] * shape[own[j]]
    return found


def _kept(rates: Rates, fuel: Ints, fits: Flags) -> tuple[Ints, Ints, Floats]:
    k = np.flatnonzero(fits[fuel])
    return rates.mode[k], fuel[k], rates.rate[k]


def _series(takes: Floats, used: Floats) -> Floats:
    """``U + M·U + M²·U + …`` by year [y, n, l]; ends after as many terms as a chain has links, where nothing goes round."""
    total = term = used
    for _ in range(ROUNDS):
        term = takes @ term
        total = total + term
        if np.abs(term).max(initial=0.0) <= CLOSE * np.abs(total).max(initial=0.0):
            break
    return np.asarray(total)
