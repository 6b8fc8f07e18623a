"""What is balanced in the energy sector, with the price of missing it and of having too much."""

from __future__ import annotations

from energy.plants import Rows
from facts import Facts, cite, number

# code: zh, en, unit, resolution, price of missing it, price of having too much ("free": none, "": not allowed)
COMMODITIES = {
    "electricity": ("电力", "electricity", "GW", "slice", "price.electricity_short", "price.curtail"),
    "coal": ("煤炭（原煤）", "coal (raw)", "Mt/yr", "year", "price.coal_short", "free"),
    "gas": ("天然气", "natural gas", "bcm/yr", "season", "price.gas_short", "free"),
    "co2": ("二氧化碳", "carbon dioxide", "Mt/yr", "year", "", "free"),
    "river": ("水电来水", "inflow of hydro plants", "GW", "season", "", "free"),
    "battery-charge": ("新型储能充入量", "charge of new-type storage", "GW", "slice", "", ""),
    "pumped-charge": ("抽水蓄能充入量", "charge of pumped hydro", "GW", "slice", "", ""),
    "dc-use": ("直流送端利用额度", "allowance of direct-current line use, sending end", "GW", "year", "price.contract", "free"),
    "dc-arrivals": ("直流受端利用额度", "allowance of direct-current line use, receiving end", "GW", "year", "price.contract", "free"),
    "dc-contract": ("直流送端合同电量", "power promised over direct-current lines, sending end", "GW", "year", "price.contract", "free"),
    "dc-delivery": ("直流受端合同电量", "power promised over direct-current lines, receiving end", "GW", "year", "price.contract", "free"),
    "ac-use": ("交流联络线利用额度", "allowance of alternating-current tie use", "GW", "year", "", "free"),
    "coal-hours": ("煤电计划电量下限", "least planned hours of coal plants", "GW", "year", "price.hours", "free"),
    "coal-room": ("煤电计划电量上限", "most planned hours of coal plants", "GW", "year", "", "free"),
    "coal-below": ("煤电利用小时低于全国", "coal hours below those of the nation", "GW", "year", "price.uneven", "free"),
    "coal-above": ("煤电利用小时高于全国", "coal hours above those of the nation", "GW", "year", "price.uneven", "free"),
}  # fmt: skip


def commodities(facts: Facts) -> Rows:
    """One row a commodity. Rivers, CO2 and fuel may be left over at no price."""
    rows: Rows = []
    for code, (zh, en, unit, resolution, short, spare) in COMMODITIES.items():
        used = [facts.get(name) for name in (short, spare) if name.startswith("price.")]
        row: dict[str, object] = {
            "commodity": code, "name_zh": zh, "name_en": en, "unit": unit, "resolution": resolution,
            "shortage": f"{number(facts.get(short).value)} {facts.get(short).unit}" if short else "",
        }  # fmt: skip
        if spare:
            row["surplus"] = "0" if spare == "free" else f"{number(facts.get(spare).value)} {facts.get(spare).unit}"
        rows.append({**row, **(cite(*used) if used else {"source": "definition of the balance", "status": "derived"})})
    return rows
