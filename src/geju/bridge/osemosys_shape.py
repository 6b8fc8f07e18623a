"""What of a model there is anything to decide about: modes that do something, capacity that matters, balances that can bind."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from geju.bridge.osemosys_data import Data
from geju.bridge.osemosys_words import DERIVED, NONE, Vintage, parameters
from geju.core.calendar import Floats, Ints
from geju.core.process import Flags

CHOSEN, GIVEN, ENDLESS = range(3)  # capacity the plan chooses, capacity that is given, capacity that costs nothing


@dataclass(frozen=True)
class Rates:
    """What modes do by year: ``mode`` [n] and ``of`` [n] the fuel, emission or store; ``rate`` [n, y]."""

    mode: Ints
    of: Ints
    rate: Floats

    def __len__(self) -> int:
        return len(self.mode)


@dataclass(frozen=True)
class Units:
    """Technologies in their regions: one row each that does something. Capacities [p, y], ``factor`` [p, y, l]."""

    region: Ints
    technology: Ints
    kind: Ints
    residual: Floats
    new_max: Floats
    new_min: Floats
    cap_max: Floats
    cap_min: Floats
    factor: Floats
    available: Floats
    activity: Floats
    life: Floats
    lump: Floats

    def __len__(self) -> int:
        return len(self.region)


@dataclass(frozen=True)
class Ways:
    """Modes that do something. ``key`` [j] = (region · T + technology) · M + mode; ``idle`` [j] does nothing but be counted."""

    unit: Ints
    mode: Ints
    idle: Flags
    out: Rates
    into: Rates
    emit: Rates
    change: Rates
    charge: Rates
    discharge: Rates


def unlimited(values: Floats, literal: bool) -> Flags:
    """Upper limits that are none: −1 always, long rows of nines (99999 and more) unless they are to be taken at their word."""
    nines = np.isin(values, [10.0**k - 1 for k in range(5, 16)] + [10.0**k for k in range(9, 31)])
    return np.asarray((values == NONE) | np.isinf(values) | (nines & (not literal)))


def gather(data: Data, name: str, allowed: Flags) -> tuple[Ints, Ints, Floats]:
    """A parameter over (region, technology, x, mode, year) or (…, x, mode) by mode: key, x, value [n, y], each pair once."""
    codes, value = data.sparse(name)
    yearly = len(codes) == 5
    r, t, x, m = codes[:4]
    T, M, Y = (data.size[k] for k in "tmy")
    listed = _listed(data, name)
    kept = allowed[t, m] if listed is None else allowed[t, m] & listed[x, m, t]
    if not kept.all():
        data.notes.append(f"{name}: {int((~kept).sum())} values of modes that the sets of modes leave out do nothing")
    X = max(int(x.max(initial=0)) + 1, 1)
    pair = (((r * T + t) * M + m) * X + x)[kept]
    found, place = np.unique(pair, return_inverse=True)
    rate = np.zeros((len(found), Y))
    if yearly:
        rate[place, codes[4][kept]] = value[kept]
    else:
        rate[place] = value[kept, None]
    return found // X, found % X, rate


def _listed(data: Data, name: str) -> Flags | None:
    """[x, m, t] the pairs of mode and technology a derived set lists for a parameter; None when no such set is there."""
    derived = next((k for k, (of, _, _) in DERIVED.items() if of == name and k in data.keyed), None)
    if derived is None or DERIVED[derived][1] != "mt":
        return None
    letter = DERIVED[derived][2]
    code = {k: {w: i for i, w in enumerate(data.sets[k])} for k in ("m", "t", letter)}
    flags = np.zeros(data.shape(letter + "mt"), dtype=bool)
    for key, pairs in data.keyed[derived].items():
        for m, t in pairs:
            if key in code[letter] and m in code["m"] and t in code["t"]:
                flags[code[letter][key], code["m"][m], code["t"][t]] = True
    return flags


RATIOS = ("OutputActivityRatio", "InputActivityRatio", "EmissionActivityRatio", "EmissionToActivityChangeRatio",
          "TechnologyToStorage", "TechnologyFromStorage")  # fmt: skip


def allowed_modes(data: Data, vintage: Vintage) -> Flags:
    """[t, m] the modes a technology may have: all, unless MODEperTECHNOLOGY or the vintage says otherwise."""
    flags = np.full(data.shape("tm"), vintage.idle)
    for name in RATIOS if not vintage.idle else ():
        codes, _ = data.sparse(name)
        index = parameters()[name].index
        flags[codes[index.index("t")], codes[index.index("m")]] = True
    if "MODEperTECHNOLOGY" in data.keyed:
        flags[:] = False
        code = {w: i for i, w in enumerate(data.sets["m"])}
        place = {w: i for i, w in enumerate(data.sets["t"])}
        for technology, modes in data.keyed["MODEperTECHNOLOGY"].items():
            for (mode,) in modes:
                if technology in place and mode in code:
                    flags[place[technology], code[mode]] = True
    return flags


@dataclass(frozen=True)
class Room:
    """Capacity of every technology in every region [r·t]: ``able`` to run at all, ``needed`` even if it does not run."""

    able: Flags
    needed: Flags
    units: Units


def units(data: Data, capital: Floats, vintage: Vintage, literal: bool) -> tuple[Units, Ways]:
    """The technologies and modes of a model that a programme has to speak of.

    Left out: modes that nothing is known of, technologies that can have no capacity, and all that only such could do.
    """
    allowed = allowed_modes(data, vintage)
    found = {name: gather(data, name, allowed) for name in RATIOS}
    R, T, M = (data.size[k] for k in "rtm")
    room = _room(data, capital, vintage, literal)
    works = np.zeros((R * T, M), dtype=bool)
    for key, _, rate in found.values():
        works.ravel()[key[rate.any(axis=1)]] = True
    works.ravel()[np.flatnonzero((data.dense("VariableCost") < 0).any(axis=3).ravel())] = True
    for name in ("TechnologyActivityByModeLowerLimit",):
        if data.said(name):
            works.ravel()[np.flatnonzero((data.dense(name) > 0).any(axis=3).ravel())] = True
    works &= np.tile(allowed, (R, 1))
    works[~room.able] = False
    idle = _idle(data, allowed, works) & room.able
    there = works.any(axis=1) | idle | room.needed
    chosen = np.flatnonzero(there)
    unit_of = np.full(R * T, -1)
    unit_of[chosen] = np.arange(len(chosen))
    tech, mode = np.nonzero(works)
    lazy = np.flatnonzero(idle)
    number = np.full(R * T * M, -1)
    number[tech * M + mode] = np.arange(len(tech))
    ways = Ways(
        unit_of[np.concatenate([tech, lazy])], np.concatenate([mode, np.full(len(lazy), -1)]),
        np.concatenate([np.zeros(len(tech), bool), np.ones(len(lazy), bool)]), *(_rates(*found[n], number) for n in RATIOS),
    )  # fmt: skip
    return Units(*(getattr(room.units, field.name)[chosen] for field in fields(Units))), ways


def _rates(key: Ints, of: Ints, rate: Floats, number: Ints) -> Rates:
    kept = np.flatnonzero((number[key] >= 0) & rate.any(axis=1))
    return Rates(number[key[kept]], of[kept], rate[kept])


def _idle(data: Data, allowed: Flags, works: Flags) -> Flags:
    """[r·t] technologies with a mode that does nothing, where activity as such is asked for or counted."""
    asked = (data.dense("TotalTechnologyAnnualActivityLowerLimit") > 0).any(axis=2)
    asked |= data.dense("TotalTechnologyModelPeriodActivityLowerLimit") > 0
    if data.said("UDCMultiplierActivity"):
        asked |= (data.dense("UDCMultiplierActivity") != 0).any(axis=(2, 3))
    spare = np.tile(allowed, (data.size["r"], 1)) & ~works
    return np.asarray(asked.ravel() & spare.any(axis=1))


def _room(data: Data, capital: Floats, vintage: Vintage, literal: bool) -> Room:
    """Capacity of every technology in every region [r·t, …]: what stands, what may be built, and whether it matters at all."""
    R, T, Y = (data.size[k] for k in "rty")
    N = R * T
    years, life = data.years, data.dense("OperationalLife").ravel()

    def yearly(name: str) -> Floats:
        return data.dense(name).reshape(N, Y)

    residual, least, most = (
        yearly(n) for n in ("ResidualCapacity", "TotalAnnualMinCapacity", "TotalAnnualMaxCapacity")
    )
    new_min, new_most = (yearly(f"TotalAnnual{n}CapacityInvestment") for n in ("Min", "Max"))
    free_cap, free_new = unlimited(most, literal), unlimited(new_most, literal)
    cap_max, new_max = np.where(free_cap, np.inf, most), np.where(free_new, np.inf, new_most)
    fixed = yearly("FixedCost")
    if vintage.signs == "long":
        new_max = np.where(capital.reshape(N, Y) < 0, 0.0, new_max)
        cap_max = np.where(fixed < 0, 0.0, cap_max)
    left = cap_max - residual
    for v in range(Y):
        stands = (years >= years[v]) & (years - years[v] < life[:, None])
        most_left = np.where(stands, left, np.inf).min(axis=1)
        new_max[:, v] = np.where(life > 0, np.minimum(new_max[:, v], np.maximum(most_left, 0.0)), 0.0)
    lump = data.dense("CapacityOfOneTechnologyUnit").reshape(N, Y)
    spoken = _spoken(data)
    builds = (new_max > 0).any(axis=1)
    costless = ~capital.reshape(N, Y).any(axis=1) & ~fixed.any(axis=1) & (lump == 0).all(axis=1) & ~spoken
    endless = builds & costless & free_cap.all(axis=1) & free_new.all(axis=1)
    kind = np.where(endless, ENDLESS, np.where(builds, CHOSEN, GIVEN))
    able = (kind != GIVEN) | (residual > 0).any(axis=1)
    wrong = (residual > cap_max * (1 + 1e-9)).any(axis=1) | ((kind == GIVEN) & (least > residual).any(axis=1))
    wrong |= (data.dense("TotalTechnologyAnnualActivityLowerLimit").reshape(N, Y) > 0).any(axis=1)
    wrong |= data.dense("TotalTechnologyModelPeriodActivityLowerLimit").ravel() > 0
    needed = spoken | wrong | ((residual > 0).any(axis=1) & fixed.any(axis=1)) | (new_min > 0).any(axis=1)
    factor = np.moveaxis(data.dense("CapacityFactor"), 2, 3).reshape(N, Y, -1)
    return Room(able, needed, Units(
        np.repeat(np.arange(R), T), np.tile(np.arange(T), R), kind, residual, new_max, new_min, cap_max, least, factor,
        yearly("AvailabilityFactor"), data.dense("CapacityToActivityUnit").ravel(), life, lump,
    ))  # fmt: skip


def _spoken(data: Data) -> Flags:
    """[r·t] whether something besides its own running speaks of a technology's capacity."""
    N = data.size["r"] * data.size["t"]
    flags = np.zeros(N, dtype=bool)
    for name in (
        "UDCMultiplierTotalCapacity",
        "UDCMultiplierNewCapacity",
        "InputToNewCapacityRatio",
        "InputToTotalCapacityRatio",
    ):
        if data.said(name):
            (r, t, *_), _ = data.sparse(name)
            flags[r * data.size["t"] + t] = True
    if data.said("ReserveMarginTagFuel"):
        flags |= (data.dense("ReserveMarginTagTechnology").reshape(N, -1) != 0).any(axis=1)
    return flags
