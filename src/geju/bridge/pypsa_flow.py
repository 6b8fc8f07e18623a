"""Loads, generators, links, processes, lines and transformers as demand and processes on buses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from geju.bridge.pypsa_check import CLASS
from geju.bridge.pypsa_draft import Nominal
from geju.bridge.pypsa_model import Chosen, Model
from geju.bridge.pypsa_source import Names, Varied
from geju.core.calendar import Floats, Ints
from geju.core.process import Flags
from geju.core.system import Quantity


def loads(model: Model) -> None:
    """``demand[bus, t] = − sign · p_set`` of the active loads."""
    chosen = model.choose("loads")
    asked = chosen.varied("p_set").times(-chosen.number("sign"))
    bus = model.buses_of(chosen.text("bus"))
    np.add.at(
        model.demand,
        bus,
        asked.value[:, None] * np.where(np.isin(np.arange(len(chosen)), asked.items), 0.0, 1.0)[:, None],
    )
    np.add.at(model.demand, bus[asked.items], asked.rows)


def tags_of(kind: str, carriers: Names) -> list[frozenset[str]]:
    """What clauses may select components by: their class and their carrier."""
    known: dict[str, frozenset[str]] = {}
    return [known.setdefault(c, frozenset(filter(None, (CLASS[kind], c)))) for c in carriers]


def processes(
    model: Model,
    chosen: Chosen,
    attr: str,
    high: Varied,
    low: Varied,
    unit: Sequence[str],
    carrier: Names | None = None,
) -> Flags:
    """The processes of a class, one a component, with its capacity; gives which of them are endless.

    Where there are scenarios, a capacity to choose is a process beside, on which that of each scenario runs.
    """
    kind = chosen.table.kind
    nominal, endless = model.nominal(chosen, attr)
    carriers = chosen.text("carrier") if carrier is None else carrier
    branch = kind in ("links", "processes", "lines", "transformers")
    place = chosen.text("bus0" if branch else "bus")
    to = chosen.text("bus1") if branch else np.full(len(chosen), "", dtype=object)
    kinds, tags = [c or CLASS[kind] for c in carriers], tags_of(kind, carriers)
    shared = np.full(len(chosen), -1)
    if model.before:
        shared = np.where(chosen.extendable, model.before.chosen[kind].process, -1)
    elif model.source.scenario:
        own = np.flatnonzero(chosen.extendable)
        one = constant(model, 1.0, len(own))
        with model.draft.everywhere():
            shared[own] = model.draft.processes(
                tuple(chosen.names[own]), [kinds[i] for i in own], kind, place[own], to[own],
                [unit[i] for i in own.tolist()], [tags[i] for i in own], nominal.pick(own), one, one,
            )  # fmt: skip
        nominal = Nominal.given_only(nominal.given, len(chosen), model.years)
    chosen.runs = model.draft.processes(
        tuple(chosen.names), kinds, kind, place, to, unit, tags, nominal, model.shares(chosen, high, endless),
        model.shares(chosen, low, endless), owner=shared,
    )  # fmt: skip
    chosen.process = np.where(shared < 0, chosen.runs, shared)
    return endless


def unit_of(model: Model, buses: Names) -> list[str]:
    """The units of what flows at some buses."""
    return [model.units[model.bus[b]] if b in model.bus else "MW" for b in buses]


def generators(model: Model) -> None:
    """``p_min_pu · p_nom ≤ p ≤ p_max_pu · p_nom``, ``sign · p`` into the bus."""
    chosen = model.choose("generators", "p_nom_extendable")
    bus = chosen.text("bus")
    processes(model, chosen, "p_nom", chosen.varied("p_max_pu"), chosen.varied("p_min_pu"), unit_of(model, bus))
    chosen.mode = model.modes(chosen.runs, chosen.varied("marginal_cost"))
    model.draft.ports(chosen.mode, model.buses_of(bus), constant(model, chosen.number("sign")))


def constant(model: Model, values: Floats | float, count: int | None = None) -> Varied:
    """Numbers that do not vary; ``count`` of them where it is one for all."""
    return Varied.constant(values, len(np.atleast_1d(values)) if count is None else count, model.slots)


def links(model: Model) -> None:
    """A link takes ``p`` from bus0 and gives ``efficiency · p`` to bus1, ``efficiency2 · p`` to bus2 and so on."""
    chosen = model.choose("links", "p_nom_extendable")
    bus0 = chosen.text("bus0")
    bare = chosen.text("carrier")
    carrier = np.array([c or _bus_carrier(model, b) for c, b in zip(bare, bus0, strict=True)], dtype=object)
    processes(
        model, chosen, "p_nom", chosen.varied("p_max_pu"), chosen.varied("p_min_pu"), unit_of(model, bus0), carrier
    )
    chosen.mode = model.modes(chosen.runs, chosen.varied("marginal_cost"))
    model.draft.ports(chosen.mode, model.buses_of(bus0), constant(model, -1.0, len(chosen)))
    for port in ("1", *chosen.table.ports):
        end = "" if port == "1" else port
        _gives(model, chosen, f"bus{port}", f"efficiency{end}", f"delay{end}", f"cyclic_delay{end}")


def _bus_carrier(model: Model, bus: str) -> str:
    return str(model.carrier[model.bus[bus]]) if bus in model.bus else ""


def multiports(model: Model) -> None:
    """A process with internal power ``p`` gives ``rate · p`` to each of its buses."""
    chosen = model.choose("processes", "p_nom_extendable")
    unit = unit_of(model, chosen.text("bus0"))
    processes(model, chosen, "p_nom", chosen.varied("p_max_pu"), chosen.varied("p_min_pu"), unit)
    chosen.mode = model.modes(chosen.runs, chosen.varied("marginal_cost"))
    for port in ("0", "1", *chosen.table.ports):
        _gives(model, chosen, f"bus{port}", f"rate{port}", f"delay{port}", f"cyclic_delay{port}")


def _gives(model: Model, chosen: Chosen, bus: str, rate: str, delay: str, cyclic: str) -> None:
    """What a port gives, at once or after a delay."""
    balance, wait = model.buses_of(chosen.text(bus)), chosen.number(delay)
    now = np.where(wait > 0, -1, balance)
    model.draft.ports(chosen.mode, now, chosen.varied(rate))
    late = np.flatnonzero((wait > 0) & (balance >= 0))
    if len(late):
        _late(
            model,
            chosen,
            late,
            balance[late],
            chosen.varied(rate).pick(late),
            int_of(wait[late]),
            chosen.flag(cyclic)[late],
            bus,
        )


def int_of(values: Floats) -> Ints:
    """Numbers cut to whole ones, as PyPSA does with delays."""
    return values.astype(np.int64)


def _late(
    model: Model, chosen: Chosen, late: Ints, balance: Ints, rate: Varied, wait: Ints, cyclic: Flags, bus: str
) -> None:
    """Arrivals: a rate of its own that equals that of the component at the snapshot it left; 0 where none has left yet.

    arrival[i, t] − p[i, source(t)] = 0      "delay"
    """
    draft, names = model.draft, [f"{chosen.names[i]} {bus}" for i in late]
    count = len(late)
    free = constant(model, np.inf, count)
    blank = [""] * count
    process = draft.processes(names, ["delay"] * count, "delay", blank, blank, ["MW"] * count, [frozenset()] * count,
                              Nominal.given_only(1.0, count, model.years), free, free.times(-1.0))  # fmt: skip
    arrival = draft.modes(process, constant(model, 0.0, count))
    draft.ports(arrival, balance, rate)
    rows = draft.limits([f"delay {name}" for name in names], model.source.snapshots, 0.0, 0.0).reshape(
        count, model.slots
    )
    draft.term(rows, Quantity.ACT, arrival[:, None], np.arange(model.slots), 1.0)
    for i in range(count):
        origin, valid = left(model, int(wait[i]), bool(cyclic[i]))
        draft.term(rows[i, valid], Quantity.ACT, chosen.mode[late[i]], origin[valid], -1.0)


def left(model: Model, wait: int, cyclic: bool) -> tuple[Ints, Flags]:
    """For each snapshot the one at which what arrives has left, and whether there is one.

    With ``start[t]`` the sum of generator weightings before t in its period: the last s with ``start[s] ≤ start[t] − wait``,
    modulo the whole length where delays are cyclic.
    """
    source, valid = np.zeros(model.slots, np.int64), np.zeros(model.slots, bool)
    weights = model.source.weights["generators"]
    for block in blocks(model):
        start = np.concatenate([[0.0], np.cumsum(weights[block][:-1])])
        moment = start - wait
        valid[block] = True if cyclic else moment >= 0
        if cyclic:
            moment = np.mod(moment, weights[block].sum())
        place = np.clip(np.searchsorted(start, moment, side="right") - 1, 0, len(block) - 1)
        source[block] = block[place]
    return source, valid


def blocks(model: Model) -> Iterator[Ints]:
    """The snapshots of each period."""
    yield from np.split(np.arange(model.slots), np.flatnonzero(np.diff(model.period)) + 1)


def branches(model: Model, kind: str) -> None:
    """Lines and transformers: ``−s_max_pu · s_nom ≤ s ≤ s_max_pu · s_nom`` from bus0 to bus1."""
    chosen = model.choose(kind, "s_nom_extendable")
    share = chosen.varied("s_max_pu")
    bus0 = chosen.text("bus0")
    if kind == "lines":
        carrier = np.array(
            [c or _bus_carrier(model, b) for c, b in zip(chosen.text("carrier"), bus0, strict=True)], dtype=object
        )
    else:
        carrier = np.full(len(chosen), "", dtype=object)
    processes(model, chosen, "s_nom", share, share.times(-1.0), unit_of(model, bus0), carrier)
    chosen.mode = model.draft.modes(chosen.runs, constant(model, 0.0, len(chosen)))
    model.draft.ports(chosen.mode, model.buses_of(bus0), constant(model, -1.0, len(chosen)))
    model.draft.ports(chosen.mode, model.buses_of(chosen.text("bus1")), constant(model, 1.0, len(chosen)))
