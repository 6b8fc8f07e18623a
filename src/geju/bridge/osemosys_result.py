"""Results in otoole's layout: one table a quantity, indices and VALUE, zeros left out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from geju.bridge.imported import Results, Values
from geju.bridge.osemosys_build import Build
from geju.bridge.osemosys_carry import spread
from geju.bridge.osemosys_level import YEAR
from geju.bridge.osemosys_shape import ENDLESS, GIVEN, Rates, unlimited
from geju.bridge.osemosys_words import SETS
from geju.core.calendar import Floats, Ints
from geju.core.system import System

TINY = 1e-9


@dataclass(frozen=True)
class Outcome:
    """What was planned, by unit and way: ``act`` [j, y, l] rates, ``mean`` [j, y] over the year, ``new``, ``cap`` [p, y]."""

    b: Build
    act: Floats
    mean: Floats
    new: Floats
    cap: Floats


def outcome(b: Build, system: System, values: Values) -> Outcome:
    """The values of a programme in the model's own arrays; capacity that costs nothing is the least that will do."""
    Y, L = b.draft.Y, b.draft.L
    starts = system.calendar.starts(system.mode_level)[b.mode]
    slots = np.where((b.mode_level == YEAR)[:, None, None], np.arange(Y)[:, None], np.arange(Y * L).reshape(Y, L))
    act: Floats = values.act[starts[:, None, None] + slots] if len(starts) else np.zeros((0, Y, L))
    split = b.data.dense("YearSplit").T
    F, region = b.data.size["f"], b.units.region[b.ways.unit]
    fuels = (region[b.ways.out.mode] * F + b.ways.out.of, region[b.ways.into.mode] * F + b.ways.into.of)
    act = spread(b.ways, fuels, b.needs.fits, b.needs.runs, act, split)
    mean = (act * split).sum(axis=2)
    new, cap = values.new[b.process].copy(), values.cap[b.process].copy()
    k = np.flatnonzero(b.units.kind == ENDLESS)
    if len(k):
        new[k], cap[k] = _least(b, k, act, mean)
    return Outcome(b, act, mean, new, cap)


def _least(b: Build, k: Ints, act: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """New and total capacity of units whose capacity costs nothing: built when it is first short, as it retires."""
    u, years = b.units, b.data.years
    most, total = np.zeros((len(u), *act.shape[1:])), np.zeros((len(u), b.draft.Y))
    np.add.at(most, b.ways.unit, act)
    np.add.at(total, b.ways.unit, mean)
    factor, split = u.factor[k], b.data.dense("YearSplit").T
    per = np.where(u.activity[k] > 0, u.activity[k], 1.0)[:, None]
    needed = np.divide(most[k], factor, out=np.zeros_like(factor), where=factor > 0).max(axis=2) / per
    can = np.minimum(u.available[k], 1.0) * (factor * split).sum(axis=2) * per
    needed = np.maximum(needed, np.divide(total[k], can, out=np.zeros_like(can), where=can > 0))
    needed = np.maximum(needed, u.cap_min[k])
    new, cap = np.zeros_like(needed), u.residual[k].copy()
    for y in range(b.draft.Y):
        short = needed[:, y] - cap[:, y]
        new[:, y] = np.maximum(np.where(short > TINY, short, 0.0), u.new_min[k, y])
        stands = (years >= years[y]) & (years - years[y] < u.life[k, None])
        cap += new[:, y : y + 1] * stands
    return new, cap


def settle(b: Build, system: System, values: Values) -> Values:
    """The values with capacities that were not stated filled in, each at the first process of its technology."""
    k = np.flatnonzero(b.units.kind == ENDLESS)
    if not len(k):
        return values
    found = outcome(b, system, values)
    new, cap = values.new.copy(), values.cap.copy()
    new[b.process[k]], cap[b.process[k]] = found.new[k], found.cap[k]
    given: Any = values
    settled: Values = replace(given, new=new, cap=cap)
    return settled


def breaks(b: Build, system: System, values: Values) -> bool:
    """Whether a plan breaks a limit that was left out because its long row of nines says there is none."""
    x, data, u = outcome(b, system, values), b.data, b.units
    r, t = u.region, u.technology
    total = np.zeros((len(u), b.draft.Y))
    np.add.at(total, b.ways.unit, x.mean)
    pairs = [
        (total, b.yearly("TotalTechnologyAnnualActivityUpperLimit")),
        (total.sum(axis=1), data.dense("TotalTechnologyModelPeriodActivityUpperLimit")[r, t]),
        (x.cap, np.where((u.kind == GIVEN)[:, None], np.inf, b.yearly("TotalAnnualMaxCapacity"))),
        (x.new, np.where((u.kind == GIVEN)[:, None], np.inf, b.yearly("TotalAnnualMaxCapacityInvestment"))),
        (emissions(x) + data.dense("AnnualExogenousEmission"), data.dense("AnnualEmissionLimit")),
        (emissions(x).sum(axis=2) + data.dense("ModelPeriodExogenousEmission"), data.dense("ModelPeriodEmissionLimit")),
    ]
    for word, rates in (("Charge", b.ways.charge), ("Discharge", b.ways.discharge)):
        if len(rates) and not b.vintage.empty_start:
            flow = np.zeros((*data.shape("rs"), b.draft.Y, b.draft.L))
            np.add.at(flow, (r[b.ways.unit[rates.mode]], rates.of), x.act[rates.mode] * rates.rate[:, :, None])
            pairs.append((flow.max(axis=(2, 3)), data.dense(f"StorageMax{word}Rate")))
    if data.said("TechnologyActivityByModeUpperLimit"):
        j = np.flatnonzero(~b.ways.idle)
        unit = b.ways.unit[j]
        pairs.append((x.mean[j], data.dense("TechnologyActivityByModeUpperLimit")[r[unit], t[unit], b.ways.mode[j]]))
    return any(bool((unlimited(most, False) & (most > 0) & (value > most * (1 + 1e-9))).any()) for value, most in pairs)


def emissions(x: Outcome) -> Floats:
    """[r, e, y] AnnualEmissions, exogenous ones apart."""
    b, found = x.b, np.zeros(x.b.data.shape("rey"))
    for rates, value in _emitted(x):
        np.add.at(found, (b.units.region[b.ways.unit[rates.mode]], rates.of), value)
    return found


def _emitted(x: Outcome) -> list[tuple[Rates, Floats]]:
    """What every mode emits of everything in a year."""
    ways, parts = x.b.ways, []
    parts.append((ways.emit, ways.emit.rate * x.mean[ways.emit.mode]))
    if len(ways.change):
        grown = np.diff(x.mean[ways.change.mode], axis=1, prepend=x.mean[ways.change.mode][:, :1])
        parts.append((ways.change, ways.change.rate * grown))
    return parts


def results(b: Build, system: System, values: Values) -> Results:
    """Every table of results."""
    x = outcome(b, system, values)
    u, ways, data = b.units, b.ways, b.data
    split = data.dense("YearSplit").T
    unit = {"r": u.region, "t": u.technology}
    j = np.flatnonzero(~ways.idle)
    mode = {"r": u.region[ways.unit[j]], "t": u.technology[ways.unit[j]], "m": ways.mode[j]}
    total, rate = np.zeros((len(u), b.draft.Y)), np.zeros((len(u), b.draft.Y, b.draft.L))
    np.add.at(total, ways.unit, x.mean)
    np.add.at(rate, ways.unit, x.act)
    tables = {
        "NewCapacity": table(b, unit, "rty", x.new), "TotalCapacityAnnual": table(b, unit, "rty", x.cap),
        "AccumulatedNewCapacity": table(b, unit, "rty", x.cap - u.residual), "RateOfActivity": table(b, mode, "rltmy", x.act[j]),
        "RateOfTotalActivity": table(b, unit, "rtly", rate), "TotalTechnologyAnnualActivity": table(b, unit, "rty", total),
        "TotalAnnualTechnologyActivityByMode": table(b, mode, "rtmy", x.mean[j]),
        "TotalTechnologyModelPeriodActivity": table(b, unit, "rt", total.sum(axis=1)),
    }  # fmt: skip
    for word, rates in (("Production", ways.out), ("Use", ways.into)):
        of = ways.unit[rates.mode]
        pair, place = np.unique(of * data.size["f"] + rates.of, return_inverse=True)
        value = np.zeros((len(pair), b.draft.Y, b.draft.L))
        np.add.at(value, place, x.act[rates.mode] * rates.rate[:, :, None] * split)
        keys = {
            "r": u.region[pair // data.size["f"]],
            "t": u.technology[pair // data.size["f"]],
            "f": pair % data.size["f"],
        }
        tables[f"{word}ByTechnology"] = table(b, keys, "rltfy", value)
        tables[f"{word}ByTechnologyAnnual"] = table(b, keys, "rtfy", value.sum(axis=2))
    demand = np.moveaxis(b.needs.rate * split, 1, 2).reshape(data.shape("rfly"))
    tables["Demand"] = table(b, {}, "rlfy", np.moveaxis(demand, 2, 1))
    tables["Trade"] = _trade(b, system, values)
    return tables | _emission_tables(x) | _money(x, values, total)


def _emission_tables(x: Outcome) -> Results:
    b, parts = x.b, _emitted(x)
    by_technology = np.zeros((len(b.units), b.data.size["e"], b.draft.Y))
    for rates, value in parts:
        np.add.at(by_technology, (b.ways.unit[rates.mode], rates.of), value)
    p, e = (a.ravel() for a in np.indices(by_technology.shape[:2]))
    keys = {"r": b.units.region[p], "t": b.units.technology[p], "e": e}
    rates, value = parts[0]
    unit = b.ways.unit[rates.mode]
    modes = {"r": b.units.region[unit], "t": b.units.technology[unit], "e": rates.of, "m": b.ways.mode[rates.mode]}
    return {
        "AnnualTechnologyEmission": table(b, keys, "rtey", by_technology[p, e]),
        "AnnualTechnologyEmissionByMode": table(b, modes, "rtemy", value),
        "AnnualEmissions": table(b, {}, "rey", emissions(x)),
    }


def _money(x: Outcome, values: Values, total: Floats) -> Results:
    """Costs as the code names them; their discounted sum is the objective."""
    b, u, data, c = x.b, x.b.units, x.b.data, x.b.cost
    r, t = u.region, u.technology
    unit, mid = {"r": r, "t": t}, c.mid[r, t]
    variable = np.zeros_like(total)
    cost = data.dense("VariableCost")[r[b.ways.unit], t[b.ways.unit], np.maximum(b.ways.mode, 0)]
    np.add.at(variable, b.ways.unit, np.where(b.ways.idle[:, None], 0.0, cost) * x.mean)
    fixed, penalty = data.dense("FixedCost")[r, t] * x.cap, np.zeros_like(total)
    for rates, value in _emitted(x):
        of = b.ways.unit[rates.mode]
        np.add.at(penalty, of, value * data.dense("EmissionsPenalty")[r[of], rates.of])
    invested, salvage = c.capital[r, t] * x.new, c.salvage[r, t] * x.new
    built = (c.build[r, t] + c.salvage[r, t]) * x.new
    whole = np.zeros(data.shape("ry"))
    np.add.at(whole, r, (variable + fixed + penalty) * mid + built - salvage)
    carried = np.zeros(data.shape("rt"), dtype=bool)
    carried[r, t] = True
    whole += np.where(carried[:, :, None], 0.0, c.stand * data.dense("ResidualCapacity")).sum(axis=1)
    names, stores = b.draft.joined("process")["name"], _stores(b)
    stored = {name: x for name, x in zip(names, values.new, strict=True) if name in stores}
    new_store = np.array(
        [[stored.get(f"{s}@{g}", np.zeros(b.draft.Y)) for s in data.sets["s"]] for g in data.sets["r"]]
    )
    new_store = new_store.reshape(data.shape("rsy"))
    whole += (c.store_build * new_store).sum(axis=1)
    named = {
        "AnnualVariableOperatingCost": variable, "AnnualFixedOperatingCost": fixed, "OperatingCost": variable + fixed,
        "DiscountedOperatingCost": (variable + fixed) * mid, "CapitalInvestment": invested, "DiscountedCapitalInvestment": built,
        "DiscountedSalvageValue": salvage, "AnnualTechnologyEmissionsPenalty": penalty,
        "DiscountedTechnologyEmissionsPenalty": penalty * mid,
        "TotalDiscountedCostByTechnology": (variable + fixed + penalty) * mid + built - salvage,
    }  # fmt: skip
    tables = {name: table(b, unit, "rty", value) for name, value in named.items()}
    return tables | {
        "TotalDiscountedCost": table(b, {}, "ry", whole), "ModelPeriodCostByRegion": table(b, {}, "r", whole.sum(axis=1)),
        "NewStorageCapacity": table(b, {}, "rsy", new_store),
        "CapitalInvestmentStorage": table(b, {}, "rsy", c.store_capital * new_store),
        "DiscountedSalvageValueStorage": table(b, {}, "rsy", c.store_salvage * new_store),
    }  # fmt: skip


def _stores(b: Build) -> set[str]:
    return {f"{s}@{r}" for r in b.data.sets["r"] for s in b.data.sets["s"]}


def _trade(b: Build, system: System, values: Values) -> pl.DataFrame:
    """Trade[r, rr, l, f, y]: what r sends to rr, and with the other sign what rr receives."""
    sector = np.array([system.processes.sector[int(p)] == "trade" for p in system.modes.process], dtype=bool)
    modes = np.flatnonzero(sector)
    code = {k: {w: i for i, w in enumerate(b.data.sets[k])} for k in "rf"}
    process = system.modes.process[modes]
    ends = [
        np.array([code["r"][names[int(p)]] for p in process], dtype=np.int64)
        for names in (system.processes.place, system.processes.to)
    ]
    fuel = np.array([code["f"][system.processes.name[int(p)].rsplit(" ", 1)[0]] for p in process], dtype=np.int64)
    Y, L = b.draft.Y, b.draft.L
    starts, split = system.calendar.starts(system.mode_level)[modes], b.data.dense("YearSplit").T
    yearly = (system.mode_level[modes] == YEAR)[:, None, None]
    slots = np.where(yearly, np.arange(Y)[:, None], np.arange(Y * L).reshape(Y, L))
    sent = values.act[starts[:, None, None] + slots] * split if len(modes) else np.zeros((0, Y, L))
    keys = {"r": np.concatenate(ends), "q": np.concatenate(ends[::-1]), "f": np.tile(fuel, 2)}
    return table(b, keys, "rqlfy", np.concatenate([sent, -sent]))


def table(b: Build, keys: dict[str, Ints], index: str, value: Floats) -> pl.DataFrame:
    """Values of items over years and timeslices ([n], [n, y], [n, y, l]) or, without keys, over all of ``index``; no zeros.

    Rows stand in the order of the names of their keys.
    """
    kept = np.nonzero(np.abs(value) > TINY)
    codes = {k: keys[k][kept[0]] if k in keys else kept[" yl".index(k) if keys else i] for i, k in enumerate(index)}
    place = np.zeros(len(kept[0]), dtype=np.int64)
    for letter, code in codes.items():
        rank = np.argsort(np.argsort(np.array(b.data.sets[letter])))
        place = place * len(rank) + rank[code]
    order = np.argsort(place, kind="stable")
    columns = {
        "_REGION" if k == "q" else SETS[k]: pl.Series(b.data.sets[k], dtype=pl.String).gather(code[order])
        for k, code in codes.items()
    }
    return pl.DataFrame(columns | {"VALUE": value[kept][order]})


def write(tables: Results, folder: Path) -> None:
    """One CSV a table."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        frame.write_csv(folder / f"{name}.csv")
