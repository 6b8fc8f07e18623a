"""Tables of the energy sector: power, storage, lines, coal and gas of the 31 provincial units."""

from __future__ import annotations

from pathlib import Path

from energy.fuels import coal_sites, fuel_kinds, gas_sites, pipeline_sites
from energy.grid import line_kinds, line_sites
from energy.kinds import plant_kinds, stores
from energy.plants import Rows, plant_sites, stocks
from energy.ports import fuel_ports, line_ports, plant_ports
from energy.room import rooms
from energy.shapes import demand, profiles, supply
from facts import Facts, cite, number, write


def make(facts: Facts, out: Path) -> None:
    """Write the tables of the sector into ``out``."""
    stock = stocks(facts)
    tables = {
        "commodities": commodities(facts),
        "kinds": [*plant_kinds(facts), *line_kinds(facts), *fuel_kinds(facts)],
        "ports": [*plant_ports(facts), *line_ports(facts), *fuel_ports()],
        "sites": [
            *plant_sites(facts, stock, rooms(facts, stock)), *line_sites(facts), *coal_sites(facts), *gas_sites(facts),
            *pipeline_sites(facts),
        ],
        "demand": demand(facts),
        "supply": supply(facts, stock["hydro"]),
        "profiles": profiles(facts),
        "stores": stores(facts),
    }  # fmt: skip
    for table, rows in tables.items():
        write(out, table, rows)


def commodities(facts: Facts) -> Rows:
    """What is balanced, with the price of missing it. Rivers, CO2 and fuel may be left over at no price."""
    rows: Rows = []
    for code, zh, en, unit, resolution, short, spare in (
        ("electricity", "电力", "electricity", "GW", "slice", "price.electricity_short", "price.curtail"),
        ("coal", "煤炭（原煤）", "coal (raw)", "Mt/yr", "year", "price.coal_short", "free"),
        ("gas", "天然气", "natural gas", "bcm/yr", "season", "price.gas_short", "free"),
        ("co2", "二氧化碳", "carbon dioxide", "Mt/yr", "year", "", "free"),
        ("river", "水电来水", "inflow of hydro plants", "GW", "season", "", "free"),
        ("battery-charge", "新型储能充入量", "charge of new-type storage", "GW", "slice", "", ""),
        ("pumped-charge", "抽水蓄能充入量", "charge of pumped hydro", "GW", "slice", "", ""),
        ("dc-use", "直流送端利用额度", "allowance of direct-current line use, sending end", "GW", "year", "", "free"),
        (
            "dc-arrivals",
            "直流受端利用额度",
            "allowance of direct-current line use, receiving end",
            "GW",
            "year",
            "",
            "free",
        ),
        (
            "dc-contract",
            "直流送端合同电量",
            "power promised over direct-current lines, sending end",
            "GW",
            "year",
            "price.contract",
            "free",
        ),
        (
            "dc-delivery",
            "直流受端合同电量",
            "power promised over direct-current lines, receiving end",
            "GW",
            "year",
            "price.contract",
            "free",
        ),
        ("ac-use", "交流联络线利用额度", "allowance of alternating-current tie use", "GW", "year", "", "free"),
        ("coal-hours", "煤电计划电量下限", "least planned hours of coal plants", "GW", "year", "price.hours", "free"),
        ("coal-room", "煤电计划电量上限", "most planned hours of coal plants", "GW", "year", "", "free"),
    ):
        used = [facts.get(name) for name in (short, spare) if name.startswith("price.")]
        row: dict[str, object] = {
            "commodity": code, "name_zh": zh, "name_en": en, "unit": unit, "resolution": resolution,
            "shortage": f"{number(facts.get(short).value)} {facts.get(short).unit}" if short else "",
        }  # fmt: skip
        if spare:
            row["surplus"] = "0" if spare == "free" else f"{number(facts.get(spare).value)} {facts.get(spare).unit}"
        rows.append({**row, **(cite(*used) if used else {"source": "definition of the balance", "status": "derived"})})
    return rows
