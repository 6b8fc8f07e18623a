"""Stores and storage units as stores on balances, with what PyPSA lets happen at the ends of their chains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geju.bridge.pypsa_draft import Nominal
from geju.bridge.pypsa_flow import constant, processes, tags_of, unit_of
from geju.bridge.pypsa_model import Chosen, Model
from geju.bridge.pypsa_source import Varied
from geju.core import unit as units
from geju.core.calendar import Floats, Ints
from geju.core.process import Flags
from geju.core.system import Quantity


@dataclass
class Kept:
    """Where the chosen components went: ``store`` [i], ``mode`` [i] of the power of a store, −1 where its level says it all;
    ``charge``, ``spill`` [i] of storage units, −1 where there is none; ``opens`` [i, t] where a content is brought, ``chain``.
    """

    store: Ints
    mode: Ints
    charge: Ints
    spill: Ints
    opens: Flags
    chain: Chain


@dataclass(frozen=True)
class Chain:
    """How levels follow one another: ``cyclic`` [i] back to its own end · ``per_period`` [i] within each period ·
    ``window`` [i] chains over some of the periods only · ``initial`` [i] content brought where nothing went before ·
    ``keep`` [i, t] share left after the snapshot (constant: one column).
    """

    cyclic: Flags
    per_period: Flags
    window: Flags
    initial: Floats
    loss: Varied


def chain_of(model: Model, chosen: Chosen, cyclic: str, initial: str) -> Chain:
    """What the switches of a class mean; those by period say nothing without investment periods."""
    loops, by_period = chosen.flag(cyclic), chosen.flag(f"{cyclic}_per_period")
    afresh = chosen.flag(f"{initial}_per_period")
    if not model.source.multi:
        by_period = afresh = np.zeros(len(chosen), dtype=bool)
    per_period = by_period | afresh
    window = ~per_period & ~chosen.stands.all(axis=1)
    held = np.where(by_period | (loops & ~per_period), 0.0, chosen.number(initial))
    return Chain(np.where(per_period, by_period, loops), per_period, window, held, chosen.varied("standing_loss"))


def opens(model: Model, chosen: Chosen, chain: Chain) -> Flags:
    """[i, t] the snapshots before which nothing went: the first a component stands in, or the first of each period."""
    level = model.calendar.levels[0]
    stands = chosen.stands[:, model.period]
    first = np.zeros((len(chosen), model.slots), dtype=bool)
    first[np.arange(len(chosen)), stands.argmax(axis=1)] = True
    found = np.where(chain.per_period[:, None], level.first, first) & stands
    return np.asarray(found & ~chain.cyclic[:, None])


def stores(model: Model) -> None:
    """``e[t] = keep · e[t−1] − hours · p[t]``: the level alone where ``p`` costs nothing, else with a process for ``p``."""
    chosen = model.choose("stores", "e_nom_extendable")
    count, bus = len(chosen), model.buses_of(chosen.text("bus"))
    chain = chain_of(model, chosen, "e_cyclic", "e_initial")
    bare = chosen.text("carrier")
    carrier = np.array([c or str(model.carrier[b]) for c, b in zip(bare, bus, strict=True)], dtype=object)
    content = [_content(u) for u in unit_of(model, chosen.text("bus"))]
    zero = constant(model, 0.0, count)
    endless = processes(model, chosen, "e_nom", zero, zero, content, carrier)
    cost = chosen.varied("marginal_cost")
    own = chain.window | cost.ever(0.0) | (chosen.number("sign") != 1) | _set(chosen, "p_set")
    balance = bus.copy()
    items = np.flatnonzero(own)
    balance[items] = len(model.bus) + _own_balances(model, chosen, items, zero.pick(items))
    mode = np.full(count, -1, dtype=np.int64)
    mode[items] = _power(model, chosen, items, balance[items], bus[items], cost)
    at = opens(model, chosen, chain)
    brought = at * (chain.initial[:, None] / model.calendar.levels[0].hours)
    _bring(model, balance, brought)
    high = model.shares(chosen, chosen.varied("e_max_pu"), endless)
    low = model.shares(chosen, chosen.varied("e_min_pu"), endless)
    store = _stores(model, chosen, balance, np.ones(count), low, high, chain)
    model.kept["stores"] = Kept(store, mode, np.full(count, -1), np.full(count, -1), at, chain)
    _hold(model, chosen, store, "marginal_cost_storage")


def _power(model: Model, chosen: Chosen, items: Ints, own: Ints, bus: Ints, cost: Varied) -> Ints:
    """A process for the power of stores between their own balance and the bus, without bounds."""
    draft, count = model.draft, len(items)
    names = [str(n) for n in chosen.names[items]]
    place = chosen.text("bus")[items]
    standing = chosen.stands[items]
    wide = np.where(standing[:, model.period], np.inf, 0.0)
    free = Varied.of(wide) if count else constant(model, np.inf, 0)
    process = draft.processes([f"{n} p" for n in names], ["Store"] * count, "stores", place, [""] * count, ["MW"] * count,
                              tags_of("stores", chosen.text("carrier")[items]), Nominal.given_only(1.0, count, model.years),
                              free, free.times(-1.0))  # fmt: skip
    mode = model.modes(process, cost.pick(items))
    draft.ports(mode, own, constant(model, -1.0, count))
    draft.ports(mode, bus, constant(model, chosen.number("sign")[items], count))
    return mode


def storage_units(model: Model) -> None:
    """A balance of its own for the content of each unit, on which it dispatches, stores, takes inflow and spills.

    keep · soc[t−1] − soc[t] + hours · (inflow + efficiency_store · p_store − p_dispatch / efficiency_dispatch − spill) = 0
    """
    draft, chosen = model.draft, model.choose("storage_units", "p_nom_extendable")
    count, bus = len(chosen), model.buses_of(chosen.text("bus"))
    chain = chain_of(model, chosen, "cyclic_state_of_charge", "state_of_charge_initial")
    unit = unit_of(model, chosen.text("bus"))
    zero = constant(model, 0.0, count)
    endless = processes(model, chosen, "p_nom", chosen.varied("p_max_pu"), zero, unit)
    at, standing = opens(model, chosen, chain), chosen.stands[:, model.period]
    inflow = chosen.varied("inflow")
    comes = np.where(standing, inflow.dense(), 0.0) if inflow.ever(0.0).any() else np.zeros((count, model.slots))
    brought = comes + at * (chain.initial[:, None] / model.calendar.levels[0].hours)
    balance = len(model.bus) + _own_balances(model, chosen, np.arange(count), Varied.of(-brought) if count else zero)
    sign = chosen.number("sign")
    chosen.mode = model.modes(chosen.runs, chosen.varied("marginal_cost"))
    draft.ports(chosen.mode, bus, constant(model, sign, count))
    draft.ports(chosen.mode, balance, chosen.varied("efficiency_dispatch").mapped(_inverse))
    names = [f"{n} store" for n in chosen.names]
    kind, tags = [c or "StorageUnit" for c in chosen.text("carrier")], tags_of("storage_units", chosen.text("carrier"))
    takes = model.shares(chosen, chosen.varied("p_min_pu").times(-1.0), endless)
    process = draft.processes(names, kind, "storage_units", chosen.text("bus"), [""] * count, unit, tags,
                              Nominal.given_only(0.0, count, model.years), takes, zero, owner=chosen.process)  # fmt: skip
    charge = draft.modes(process, zero)
    draft.ports(charge, bus, constant(model, -sign, count))
    draft.ports(charge, balance, chosen.varied("efficiency_store"))
    hours = np.where(endless, 1.0, chosen.number("max_hours"))
    full = model.shares(chosen, constant(model, np.where(endless, chosen.number("max_hours"), 1.0), count), endless)
    store = _stores(model, chosen, balance, hours, zero, full, chain)
    spill = _spill(model, chosen, np.maximum(comes, 0.0), balance)
    model.kept["storage_units"] = Kept(store, chosen.mode, charge, spill, at, chain)
    _hold(model, chosen, store, "marginal_cost_storage")


def _inverse(values: Floats) -> Floats:
    with np.errstate(divide="ignore"):
        return -1.0 / values


def _spill(model: Model, chosen: Chosen, most: Floats, balance: Ints) -> Ints:
    """What inflow may be let go: a process bounded by it."""
    mode = np.full(len(chosen), -1, dtype=np.int64)
    items = np.flatnonzero((most > 0).any(axis=1))
    count = len(items)
    if count:
        names = [f"{n} spill" for n in chosen.names[items]]
        process = model.draft.processes(
            names, ["spill"] * count, "storage_units", chosen.text("bus")[items], [""] * count, ["MW"] * count,
            [frozenset({"spill"})] * count, Nominal.given_only(1.0, count, model.years), Varied.of(most[items]),
            constant(model, 0.0, count),
        )  # fmt: skip
        mode[items] = model.modes(process, chosen.varied("spill_cost").pick(items))
        model.draft.ports(mode[items], balance[items], constant(model, -1.0, count))
    return mode


def _own_balances(model: Model, chosen: Chosen, items: Ints, demand: Varied) -> Ints:
    """Balances of components' own, after those of the buses; their numbers among them."""
    names = [f"{n} content" for n in chosen.names[items]]
    place = chosen.text("bus")[items]
    first = len(model.own)
    model.own += list(zip(names, place, unit_of(model, place), strict=True))
    model.own_demand.append(demand)
    return np.arange(first, first + len(items))


def _bring(model: Model, balance: Ints, brought: Floats) -> None:
    """What stores hold at first comes into their balance as if it were a negative demand."""
    there = np.flatnonzero(brought.any(axis=1))
    for i in there:
        if balance[i] < len(model.bus):
            model.demand[balance[i]] -= brought[i]
        else:
            model.own_gift[int(balance[i]) - len(model.bus)] = brought[i]


def _stores(
    model: Model, chosen: Chosen, balance: Ints, content: Floats, low: Varied, high: Varied, chain: Chain
) -> Ints:
    """The stores, with processes for what does not fit one chain: losses that vary, chains over some periods only."""
    draft, names = model.draft, tuple(str(n) for n in chosen.names)
    varies = np.zeros(len(chosen), dtype=bool)
    varies[chain.loss.items] = True
    keep = np.where(varies, 1.0, 1.0 - chain.loss.value)
    start = np.where(chain.cyclic & ~chain.window, np.nan, 0.0)
    store = draft.stores(names, names, balance, chosen.process, content, low, high, keep, start, ~chain.per_period)
    if varies.any():
        _losses(model, chosen, np.flatnonzero(varies), store, balance, chain)
    if chain.window.any():
        _windows(model, chosen, np.flatnonzero(chain.window), store, balance, chain)
    return store


def before(model: Model, per_period: bool) -> Ints:
    """The snapshot before each: of the period, or of the horizon."""
    return model.calendar.levels[0].prev if per_period else (np.arange(model.slots) - 1) % model.slots


def _aside(
    model: Model, chosen: Chosen, items: Ints, what: str, high: Floats, low: Floats, balance: Ints, rate: float
) -> Ints:
    """Free processes beside stores, bounded by snapshot; they cost nothing."""
    count = len(items)
    names = [f"{n} {what}" for n in chosen.names[items]]
    blank = [""] * count
    process = model.draft.processes(names, [what] * count, what, chosen.text("bus")[items], blank, ["MW"] * count,
                                    [frozenset()] * count, Nominal.given_only(1.0, count, model.years), Varied.of(high),
                                    Varied.of(low))  # fmt: skip
    mode = model.draft.modes(process, constant(model, 0.0, count))
    model.draft.ports(mode, balance, constant(model, rate, count))
    return mode


def _losses(model: Model, chosen: Chosen, items: Ints, store: Ints, balance: Ints, chain: Chain) -> None:
    """Standing losses that vary: ``loss[t] · hours[t] − (1 − (1 − standing_loss[t])^hours[t]) · level[t−1] = 0``."""
    hours, count = model.calendar.levels[0].hours, len(items)
    free = np.full((count, model.slots), np.inf)
    mode = _aside(model, chosen, items, "loss", free, -free, balance[items], -1.0)
    stems = [f"loss {n}" for n in chosen.names[items]]
    rows = model.draft.limits(stems, model.source.snapshots, 0.0, 0.0).reshape(count, model.slots)
    model.draft.term(rows, Quantity.ACT, mode[:, None], np.arange(model.slots), hours)
    lost = 1.0 - (1.0 - chain.loss.pick(items).dense()) ** hours
    first = opens(model, chosen, chain)[items] | ~chosen.stands[items][:, model.period]
    for i, item in enumerate(items):
        t = np.flatnonzero(~first[i])
        model.draft.term(rows[i, t], Quantity.LEV, store[item], _last(model, chosen, chain, int(item))[t], -lost[i, t])


def _last(model: Model, chosen: Chosen, chain: Chain, item: int) -> Ints:
    """The snapshot before each in the chain of one component."""
    found = before(model, bool(chain.per_period[item])).copy()
    if chain.window[item]:
        standing = np.flatnonzero(chosen.stands[item][model.period])
        found[standing[0]] = standing[-1]
    return found


def _windows(model: Model, chosen: Chosen, items: Ints, store: Ints, balance: Ints, chain: Chain) -> None:
    """Chains over some of the periods: what is left after the last is lost, and a cycle comes back to the first.

    back[t] · hours[t] − keep^hours[t] · level[last] = 0, t the first snapshot      "cycle"
    """
    hours, count = model.calendar.levels[0].hours, len(items)
    standing = chosen.stands[items][:, model.period]
    begin, end = standing.argmax(axis=1), model.slots - 1 - standing[:, ::-1].argmax(axis=1)
    lost = np.zeros((count, model.slots))
    goes = np.flatnonzero(end + 1 < model.slots)
    lost[goes, end[goes] + 1] = np.inf
    _aside(model, chosen, items, "left over", lost, -lost, balance[items], -1.0)
    loops = np.flatnonzero(chain.cyclic[items])
    back = np.zeros((len(loops), model.slots))
    back[np.arange(len(loops)), begin[loops]] = np.inf
    if len(loops):
        mode = _aside(model, chosen, items[loops], "cycle", back, -back, balance[items[loops]], 1.0)
        rows = model.draft.limits([f"cycle {n}" for n in chosen.names[items[loops]]], (), 0.0, 0.0)
        at, last = begin[loops], end[loops]
        varies = np.isin(items[loops], chain.loss.items)
        kept = np.where(varies, 1.0, 1.0 - chain.loss.value[items[loops]]) ** hours[at]
        model.draft.term(rows, Quantity.ACT, mode, at, hours[at])
        model.draft.term(rows, Quantity.LEV, store[items[loops]], last, -kept)


def _hold(model: Model, chosen: Chosen, store: Ints, cost: str) -> None:
    """A cost of what is held: a process without ports whose rate is the level. "held"

    held[t] − level[t] = 0
    """
    price = chosen.varied(cost)
    items = np.flatnonzero(price.ever(0.0))
    count = len(items)
    if not count:
        return
    free = constant(model, np.inf, count)
    blank = [""] * count
    process = model.draft.processes([f"{n} held" for n in chosen.names[items]], ["held"] * count, "held", blank, blank,
                                    ["MW"] * count, [frozenset()] * count, Nominal.given_only(1.0, count, model.years), free,
                                    free.times(-1.0))  # fmt: skip
    mode = model.modes(process, price.pick(items))
    rows = model.draft.limits([f"held {n}" for n in chosen.names[items]], model.source.snapshots, 0.0, 0.0)
    rows = rows.reshape(count, model.slots)
    model.draft.term(rows, Quantity.ACT, mode[:, None], np.arange(model.slots), 1.0)
    model.draft.term(rows, Quantity.LEV, store[items][:, None], np.arange(model.slots), -1.0)


def _set(chosen: Chosen, name: str) -> Flags:
    """[i] whether a set point is given at some snapshot."""
    given = chosen.varied(name)
    found: Flags = ~np.isnan(given.value)
    found = found.copy()
    found[given.items] = (~np.isnan(given.rows)).any(axis=1)
    return found


def _content(unit: str) -> str:
    """The unit of what is held for a unit of flow: MWh for MW."""
    if unit.endswith("/h"):
        return unit.removesuffix("/h")
    return units.product(unit, "h") if unit != "MW" else "MWh"
