"""Emissions of a network as a commodity that clauses may speak of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geju.bridge.pypsa_check import CLASS, spot
from geju.bridge.pypsa_limits import carriers
from geju.bridge.pypsa_model import Model
from geju.bridge.pypsa_source import Varied
from geju.core.calendar import Ints, Timed
from geju.core.errors import Fault, Faults
from geju.core.process import Ports
from geju.core.system import System

COMMODITY, UNIT = "co2", "t/hour"
CYCLIC = {"stores": "e_cyclic", "storage_units": "cyclic_state_of_charge"}


def accounts(model: Model, system: System) -> System:
    """The system with what its generators emit: ``co2_emissions / efficiency`` of the carrier times ``p``, at their bus.

    A balance of which nothing is asked, so it binds nobody by itself. A network that has a bus for co2 keeps to that. Storage
    whose content counts as an emission is refused (B029): what it emits depends on how full it ends. Errors B025, B029.
    """
    table = model.source.table("carriers")
    emission = {str(n): float(v) for n, v in zip(table.names, table.number("co2_emissions"), strict=True) if v != 0}
    chosen = model.chosen["generators"]
    rate = np.array([emission.get(name, 0.0) for name in carriers(model, chosen)])
    items = np.flatnonzero(rate != 0)
    if not len(items) or COMMODITY in system.balances.commodity:
        return system
    refuse_storage(model, emission)
    efficiency = chosen.varied("efficiency").pick(items).dense()
    if (efficiency == 0).any():
        model.fault("B025", chosen, int(items[np.flatnonzero((efficiency == 0).any(axis=1))[0]]), "efficiency")
        raise Faults(model.faults)
    rates = Varied.of(rate[items, None] / efficiency)
    buses, place = np.unique(model.buses_of(chosen.text("bus"))[items], return_inverse=True)
    rows, row = system.series[0], np.zeros(len(items), dtype=np.int64)
    row[rates.items] = len(rows) + np.arange(len(rates.items))
    scale = np.where(row > 0, 1.0, rates.value)
    return replace(
        _balances(system, [str(model.source.table("buses").names[b]) for b in buses]),
        series=(np.concatenate([rows, rates.rows]), *system.series[1:]),
        running=_more(system.running, chosen.mode[items], len(system.balances) + place, Timed(scale, row)),
    )


def refuse_storage(model: Model, emission: dict[str, float]) -> None:
    """Refuse storage that holds what emits and need not end as it began. Error B029."""
    faults = []
    for kind, cyclic in CYCLIC.items():
        chosen = model.chosen[kind]
        for i, carrier in enumerate(carriers(model, chosen)):
            if emission.get(carrier, 0.0) and not chosen.flag(cyclic)[i]:
                where = spot(model.source, chosen.table, int(chosen.items[i]), "carrier")
                faults.append(
                    Fault("B029", where, {"component": CLASS[kind], "name": chosen.names[i], "carrier": carrier})
                )
    if faults:
        raise Faults(faults)


def _balances(system: System, buses: list[str]) -> System:
    """The system with a balance of emissions at some buses, after all others."""
    b, n = system.balances, len(buses)

    def more(timed: Timed, value: float) -> Timed:
        return Timed(np.append(timed.scale, np.full(n, value)), np.append(timed.row, np.zeros(n, dtype=np.int64)))

    return replace(system, balances=replace(
        b, commodity=(*b.commodity, *[COMMODITY] * n), place=(*b.place, *buses), unit=(*b.unit, *[UNIT] * n),
        level=np.append(b.level, np.zeros(n, dtype=np.int64)), demand=more(b.demand, -np.inf),
        shortage=more(b.shortage, np.inf), surplus=more(b.surplus, 0.0), time=np.append(b.time, np.ones(n)),
    ))  # fmt: skip


def _more(ports: Ports, item: Ints, balance: Ints, rate: Timed) -> Ports:
    """Ports with some more after them."""
    joined = Timed(np.append(ports.rate.scale, rate.scale), np.append(ports.rate.row, rate.row))
    return Ports(np.append(ports.item, item), np.append(ports.balance, balance), joined)
