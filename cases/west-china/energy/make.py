"""Tables of the energy sector: power, storage, lines, coal and gas, hydrogen and the reserve of the 31 provincial units."""

from __future__ import annotations

from pathlib import Path

from energy import hydrogen, reserve, reservoirs
from energy.commodities import commodities
from energy.contracts import contract_rows
from energy.fuels import coal_sites, fuel_kinds, gas_sites, pipeline_sites
from energy.grid import line_kinds, line_sites
from energy.kinds import plant_kinds, stores
from energy.plants import plant_sites, stocks
from energy.ports import fuel_ports, line_ports, plant_ports
from energy.room import rooms
from energy.shapes import demand, power_use, profiles, supply
from facts import Facts, write


def make(facts: Facts, out: Path) -> None:
    """Write the tables of the sector into ``out``."""
    stock = stocks(facts)
    lines, rivers = line_sites(facts), supply(facts, stock["hydro"])
    tables = {
        "commodities": [*commodities(facts), *hydrogen.commodity(facts), *reserve.commodity(facts)],
        "kinds": [
            *plant_kinds(facts), *line_kinds(facts), *fuel_kinds(facts), *hydrogen.kinds(facts), *reservoirs.kinds(facts),
            *reserve.kinds(facts),
        ],
        "ports": [*plant_ports(facts), *line_ports(facts), *fuel_ports(), *hydrogen.ports(facts), *reserve.ports(facts)],
        "sites": [
            *plant_sites(facts, stock, rooms(facts, stock)), *lines, *coal_sites(facts), *gas_sites(facts), *pipeline_sites(facts),
            *hydrogen.sites(facts), *reservoirs.sites(facts, rivers), *reserve.sites(facts, lines),
        ],
        "demand": [
            *demand(facts), *contract_rows(facts, "demand"), *hydrogen.demand(facts), *reserve.demand(facts, power_use(facts)),
        ],
        "supply": [*rivers, *contract_rows(facts, "supply")],
        "profiles": profiles(facts),
        "stores": [*stores(facts), *hydrogen.store(), *reservoirs.store()],
    }  # fmt: skip
    for table, rows in tables.items():
        write(out, table, rows)
