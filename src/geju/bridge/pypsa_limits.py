"""Global constraints of every type PyPSA has, limits of capacity by bus, and limits of growth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from geju.bridge.pypsa_check import spot
from geju.bridge.pypsa_model import Chosen, Model
from geju.bridge.pypsa_source import numbers
from geju.core.calendar import Floats, Ints
from geju.core.errors import Fault, nearest
from geju.core.process import Flags
from geju.core.system import Quantity

# class -> attribute of its capacity, and what names its carrier
CAPACITIES = {"generators": "p_nom", "lines": "s_nom", "transformers": "s_nom", "links": "p_nom", "processes": "p_nom",
              "stores": "e_nom", "storage_units": "p_nom"}  # fmt: skip
BRANCHES = ("lines", "transformers", "links", "processes")
CARRIED = tuple(k for k in CAPACITIES if k != "transformers")
TYPES = ("primary_energy", "operational_limit", "transmission_volume_expansion_limit", "transmission_expansion_cost_limit",
         "tech_capacity_expansion_limit")  # fmt: skip


class Global(NamedTuple):
    """One global constraint; ``period`` is the number of its period, −1 for all of them."""

    number: int
    name: str
    kind: str
    attribute: str
    sense: str
    constant: float
    bus: str
    period: int


class Sum:
    """A linear expression in the making, with a number beside it."""

    def __init__(self) -> None:
        self.parts: list[tuple[Quantity, Ints, Ints, Floats | float]] = []
        self.number = 0.0

    def add(self, quantity: Quantity, item: Ints, slot: Ints, coef: Floats | float) -> None:
        """Add terms; all broadcast to one shape."""
        self.parts.append((quantity, item, slot, coef))

    def state(self, model: Model, name: str, low: float, high: float) -> None:
        """As a row; the number goes to its sides."""
        row = model.draft.limits([name], (), low - self.number, high - self.number)
        for quantity, item, slot, coef in self.parts:
            model.draft.term(row[0], quantity, item, slot, coef)


def sides(sense: str, value: float) -> tuple[float, float]:
    """The two sides of a row."""
    return (-np.inf if sense == "<=" else value), (np.inf if sense == ">=" else value)


def global_constraints(model: Model) -> None:
    """Every row of the class GlobalConstraint. Faults B016, B017, B024 … B027."""
    for limit in _listed(model):
        if limit.kind in ("primary_energy", "operational_limit"):
            found = _energy(model, limit)
        elif limit.kind == "tech_capacity_expansion_limit":
            found = _technology(model, limit)
        else:
            found = _transmission(model, limit)
        if found.parts:
            found.state(model, f"GlobalConstraint {limit.name}", *sides(limit.sense, limit.constant))


def _listed(model: Model) -> Iterator[Global]:
    table = model.source.table("global_constraints")
    kind, attribute, sense, bus = (table.text(c) for c in ("type", "carrier_attribute", "sense", "bus"))
    constant, period = table.number("constant"), table.number("investment_period")
    for i, name in enumerate(table.names):
        where = spot(model.source, table, i)
        if kind[i] not in TYPES:
            model.faults.append(Fault("B016", where, {"name": name, "type": kind[i]}, nearest(kind[i], TYPES)))
            continue
        sign = "==" if sense[i] == "=" else sense[i]
        if sign not in ("<=", ">=", "=="):
            model.faults.append(Fault("B017", where, {"name": name, "sense": sense[i]}))
            continue
        number = -1
        if not np.isnan(period[i]):
            known = np.flatnonzero(model.calendar.begin == period[i])
            if not model.source.multi:
                model.faults.append(Fault("B024", where, {"name": name, "period": period[i]}))
                continue
            if not len(known):
                if kind[i] in ("primary_energy", "operational_limit"):
                    continue
                model.faults.append(Fault("B024", where, {"name": name, "period": period[i]}))
                continue
            number = int(known[0])
        yield Global(i, str(name), str(kind[i]), str(attribute[i]), sign, float(constant[i]), str(bus[i]), number)


def carriers(model: Model, chosen: Chosen) -> list[str]:
    """The carrier of each component; lines, links and stores without one have that of their bus."""
    kind = chosen.table.kind
    own = chosen.text("carrier")
    if kind not in ("lines", "links", "stores"):
        return [str(c) for c in own]
    bus = model.buses_of(chosen.text("bus" if kind == "stores" else "bus0"))
    return [str(c or model.carrier[b]) for c, b in zip(own, bus, strict=True)]


def _energy(model: Model, limit: Global) -> Sum:
    """Σ weighting · emissions · p / efficiency of generators, and what storage that does not cycle gives of its content.

    An operational limit is the same without emissions and efficiency, of one carrier. With investment periods each counts
    with the years it stands for.
    """
    found = Sum()
    emission = _emission(model, limit)
    if not emission:
        return found
    y = model.period
    years = model.source.period_weights["years"] if model.source.multi else np.ones(1)
    inside = np.flatnonzero((y == limit.period) | (limit.period < 0))
    weight = model.source.weights["generators"][inside] * years[y[inside]]
    chosen = model.chosen["generators"]
    rate = np.array([emission.get(c, 0.0) for c in carriers(model, chosen)])
    there = chosen.stands[:, np.unique(y[inside])].any(
        axis=1
    )  # what stands in none of its periods: PyPSA states no row of that
    items = np.flatnonzero((rate != 0) & there)
    if len(items):
        per = rate[items, None]
        if limit.kind == "primary_energy":
            efficiency = chosen.varied("efficiency").pick(items)
            if not efficiency.ever(0.0).all():
                model.fault("B025", chosen, int(items[np.flatnonzero(~efficiency.ever(0.0))[0]]), "efficiency")
                return found
            per = per / (efficiency.dense()[:, inside] if len(efficiency.items) else efficiency.value[:, None])
        weight = weight[:1] if (weight == weight[:1]).all() else weight
        found.add(Quantity.ACT, chosen.mode[items][:, None], inside, per * weight)
    for kind, cyclic, initial in (
        ("storage_units", "cyclic_state_of_charge", "state_of_charge_initial"), ("stores", "e_cyclic", "e_initial"),
    ):  # fmt: skip
        _depletion(model, limit, kind, cyclic, initial, emission, inside, years, found)
    return found


def _emission(model: Model, limit: Global) -> dict[str, float]:
    """What each carrier counts in the limit. Fault B026."""
    if limit.kind == "operational_limit":
        return {limit.attribute: 1.0}
    table = model.source.table("carriers")
    if limit.attribute in table.static:
        values = np.nan_to_num(numbers(table.static[limit.attribute]))
    elif limit.attribute in ("co2_emissions", "max_growth", "max_relative_growth"):
        values = table.number(limit.attribute)
    else:
        where = spot(model.source, model.source.table("global_constraints"), limit.number, "carrier_attribute")
        model.faults.append(
            Fault(
                "B026",
                where,
                {"name": limit.name, "attribute": limit.attribute},
                nearest(limit.attribute, table.static),
            )
        )
        return {}
    return {str(n): float(v) for n, v in zip(table.names, values, strict=True) if v != 0}


def _depletion(
    model: Model, limit: Global, kind: str, cyclic: str, initial: str, emission: dict[str, float], inside: Ints, years: Floats,
    found: Sum,
) -> None:  # fmt: skip
    """Emissions of the content that storage held at first less what it holds at last. Fault B027."""
    chosen, kept = model.chosen[kind], model.kept[kind]
    rate = np.array([emission.get(c, 0.0) for c in carriers(model, chosen)])
    open_ended: Flags = np.asarray((rate != 0) & ~chosen.flag(cyclic)) if len(chosen) else np.zeros(0, dtype=bool)
    if limit.period >= 0 and limit.kind == "primary_energy":
        open_ended &= chosen.stands[:, limit.period]
    held = chosen.number(initial) if len(chosen) else np.zeros(0)
    afresh = chosen.flag(f"{initial}_per_period") & model.source.multi if len(chosen) else np.zeros(0, dtype=bool)
    through = open_ended & ~afresh
    scope = np.flatnonzero(np.bincount(model.period[inside]))
    if model.source.multi and through.any() and (years[scope if limit.kind == "operational_limit" else ...] != 1).any():
        model.refuse_many("B027", chosen, through, initial)
        return
    standing = chosen.stands[:, model.period]
    for i in np.flatnonzero(through):
        there = inside[standing[i, inside]]
        found.number += rate[i] * held[i]
        if len(there):
            found.add(Quantity.LEV, kept.store[[i]], there[-1:], -rate[[i]])
    for i in np.flatnonzero(open_ended & afresh):
        for y in scope:
            last = np.flatnonzero(model.period == y)[-1:]
            found.number += rate[i] * held[i] * years[y]
            found.add(Quantity.LEV, kept.store[[i]], last, -rate[[i]] * years[y])


def extendables(model: Model, kind: str, period: int = -1) -> tuple[Chosen, Ints]:
    """The components of a class whose capacity is to choose, those that stand in a period when one is given."""
    chosen = model.chosen[kind]
    stands = chosen.stands[:, period] if period >= 0 else np.ones(len(chosen), dtype=bool)
    return chosen, np.flatnonzero(chosen.extendable & stands)


def capacity(found: Sum, chosen: Chosen, items: Ints, coef: Floats | float) -> None:
    """Add capacities: one number for all periods, that of the first in which each stands."""
    found.add(Quantity.CAP, chosen.process[items], chosen.first[items], coef)


def _technology(model: Model, limit: Global) -> Sum:
    """Σ capacity of what is to choose of a carrier, at one bus where that is named."""
    found = Sum()
    for kind in CARRIED:
        chosen, items = extendables(model, kind, limit.period)
        if not len(items):
            continue
        names, buses = carriers(model, chosen), chosen.text("bus0" if kind in BRANCHES else "bus")
        here = [i for i in items if names[i] == limit.attribute and limit.bus in ("", buses[i])]
        if here:
            capacity(found, chosen, np.array(here, dtype=np.int64), 1.0)
    return found


def _transmission(model: Model, limit: Global) -> Sum:
    """Σ length · capacity, or Σ cost · capacity, of the lines and links of some carriers."""
    found = Sum()
    wanted = {c.strip() for c in limit.attribute.translate(str.maketrans("", "", "[]()")).split(",")}
    for kind in ("lines", "links"):
        chosen, items = extendables(model, kind, limit.period)
        if not len(items):
            continue
        names = carriers(model, chosen)
        stands: Flags = np.asarray(chosen.stands.any(axis=1))
        here = np.array([i for i in items if names[i] in wanted and stands[i]], dtype=np.int64)
        if not len(here):
            continue
        if limit.kind == "transmission_volume_expansion_limit":
            coef = chosen.number("length")[here]
        else:
            coef = model.cost(chosen)[here]
            if model.source.multi and limit.period < 0:
                coef = coef * (chosen.stands[here] @ model.source.period_weights["objective"])
        capacity(found, chosen, here, coef)
    return found


def bus_limits(model: Model) -> None:
    """Columns ``nom_max_CARRIER``, ``nom_min_CARRIER`` (``_PERIOD``) of buses: Σ capacity of that carrier there. Fault B028."""
    table = model.source.table("buses")
    known = set(model.source.table("carriers").names.tolist())
    for column in (c for c in table.static if c.startswith("nom_")):
        low, rest = column.startswith("nom_min_"), column[len("nom_max_") :]
        carrier, period = rest, -1
        if rest not in known and model.source.multi and "_" in rest:
            carrier, _, year = rest.rpartition("_")
            period = list(model.calendar.periods).index(year) if year in model.calendar.periods else -2
        if not column.startswith(("nom_min_", "nom_max_")) or carrier not in known or period == -2:
            model.faults.append(Fault("B028", spot(model.source, table, 0, column), {"column": column}))
            continue
        values = numbers(table.static[column])
        for b in np.flatnonzero(~np.isnan(values)):
            found = Sum()
            for kind in ("generators", "storage_units", "stores"):
                chosen, items = extendables(model, kind, period)
                names, buses = carriers(model, chosen), chosen.text("bus")
                here = [i for i in items if names[i] == carrier and buses[i] == table.names[b]]
                if here:
                    capacity(found, chosen, np.array(here, dtype=np.int64), 1.0)
            if found.parts:
                found.state(model, f"Bus {table.names[b]} {column}", *sides(">=" if low else "<=", float(values[b])))


def growth(model: Model) -> None:
    """Σ new capacity of a carrier in a period − max_relative_growth · that of the period before ≤ max_growth: rows "growth".

    With scenarios the least of each holds, once.
    """
    table = model.source.table("carriers")
    if not model.source.multi or model.before:
        return
    each = [one.table("carriers") for one in model.source.each]
    most = np.min([own.number("max_growth") for own in each], axis=0)
    relative = np.maximum(np.min([own.number("max_relative_growth") for own in each], axis=0), 0.0)
    for c in np.flatnonzero(np.isfinite(most)):
        for y in range(model.years):
            found = Sum()
            for kind in CARRIED:
                chosen, items = extendables(model, kind)
                names = carriers(model, chosen)
                for period, coef in ((y, 1.0), (y - 1, -relative[c])):
                    here = [i for i in items if names[i] == table.names[c] and _starts(chosen, i) == period]
                    if here and period >= 0 and coef:
                        capacity(found, chosen, np.array(here, dtype=np.int64), coef)
            if found.parts:
                found.state(
                    model, f"Carrier {table.names[c]} max_growth {model.calendar.periods[y]}", -np.inf, float(most[c])
                )


def _starts(chosen: Chosen, i: int) -> int:
    stands: Flags = chosen.stands[i]
    return int(chosen.first[i]) if stands.any() else -1
