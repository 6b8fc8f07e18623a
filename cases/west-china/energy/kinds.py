"""Kinds of the energy sector with their ports and stores: plants and storage."""

from __future__ import annotations

from energy.plants import Rows
from facts import PERIODS, Fact, Facts, cite, number

HOURS = 8760

# kind: name zh, name en, technology (cost), tags
PLANTS = {
    "coal-plant": ("煤电", "coal plant", "coal", "fossil;coal;thermal"),
    "coal-plant-dry": ("空冷煤电", "air-cooled coal plant", "coal_dry_cooled", "fossil;coal;thermal;dry"),
    "coal-upgraded": ("改造煤电", "upgraded coal plant", "coal", "fossil;coal;thermal;upgrade;retrofit"),
    "coal-upgraded-dry": ("改造空冷煤电", "upgraded air-cooled coal plant", "coal_dry_cooled",
                          "fossil;coal;thermal;upgrade;retrofit;dry"),
    "gas-plant": ("气电", "gas plant", "gas_ccgt", "fossil;gas;thermal"),
    "biomass": ("生物质发电", "biomass plant", "biomass", "renewable;non-fossil;thermal"),
    "waste-heat": ("余热余气发电", "waste-heat and by-product gas plant", "biomass", "thermal"),
    "nuclear": ("核电", "nuclear plant", "nuclear", "nuclear;non-fossil"),
    "hydro": ("常规水电", "hydro plant", "hydro", "hydro;renewable;non-fossil"),
    "hydro-new": ("新建水电", "new hydro plant", "hydro", "hydro;renewable;non-fossil;new"),
    "wind": ("风电", "wind farm", "onshore_wind", "wind;renewable;non-fossil"),
    "wind-offshore": ("海上风电（新建）", "offshore wind farm (new)", "offshore_wind", "wind;renewable;non-fossil;new"),
    "wind-desert": ("沙戈荒基地风电", "desert-base wind farm", "onshore_wind", "wind;renewable;non-fossil;desert-base"),
    "solar": ("集中式光伏", "utility solar", "solar_pv_utility", "solar;renewable;non-fossil"),
    "solar-rooftop": ("分布式光伏", "rooftop solar", "solar_pv_distributed", "solar;renewable;non-fossil"),
    "solar-desert": ("沙戈荒基地光伏", "desert-base solar", "solar_pv_utility", "solar;renewable;non-fossil;desert-base"),
    "battery": ("新型储能（存量）", "new-type storage (standing)", "battery_2h", "storage;new-type-storage"),
    "battery-4h": ("新型储能（四小时）", "new-type storage (four hours)", "battery_4h", "storage;new-type-storage;new"),
    "pumped-hydro": ("抽水蓄能", "pumped hydro", "pumped_hydro", "storage;pumped"),
}  # fmt: skip
ONLY_STANDING = ("waste-heat", "hydro", "battery")
UPGRADED = ("coal-upgraded", "coal-upgraded-dry")
# Flat over a day: contracts, base load, and small rivers, whose curve is by season here; what nobody needs is spilled.
SEASONAL = ("biomass", "waste-heat", "nuclear", "hydro-new")


def plant_kinds(facts: Facts) -> Rows:
    """One row a kind of plant or store."""
    return [_kind(facts, kind) for kind in PLANTS]


def _kind(facts: Facts, kind: str) -> dict[str, object]:
    zh, en, tech, tags = PLANTS[kind]
    invest, used = _invest(facts, kind, tech)
    life = facts.get("upgrade.life") if kind in UPGRADED else facts.get(f"{_near(tech)}.lifetime")
    share = facts.get(f"{_near(tech)}.fixed_om")
    capex = facts.get(*_capex(facts, tech)).value
    running, more = _running(facts, kind)
    row: dict[str, object] = {
        "kind": kind, "name_zh": zh, "name_en": en, "unit": "GW", "life": life.value,
        "fixed": f"{number(share.value / 100 * capex)} CNY/kW/yr", "tags": tags, **invest, **running,
    }  # fmt: skip
    if kind not in ONLY_STANDING:
        row["from"] = PERIODS[1]
    if kind in SEASONAL:
        row["resolution"] = "season"
    return {**row, **cite(life, share, *used, *more, how="2035 by interpolation; nothing is built in the first period")}


def _near(tech: str) -> str:
    """The technology whose life and upkeep share stand for this one."""
    return {"coal_dry_cooled": "coal", "battery_2h": "battery_4h"}.get(tech, tech)


def _capex(facts: Facts, tech: str) -> tuple[str, str, int]:
    year = 2030 if facts.find(f"{tech}.capex", "", 2030) else 2024
    return f"{tech}.capex", "", year


def _invest(facts: Facts, kind: str, tech: str) -> tuple[dict[str, str], list[Fact]]:
    """Overnight cost by period: 2030 as stated, 2035 halfway to 2040 where that is stated."""
    if kind in ONLY_STANDING:
        return {}, []
    if kind in UPGRADED:
        parts = [facts.get("coal_flex_retrofit.capex", "", 2024), facts.get("upgrade.invest")]
        cost = f"{number(sum(f.value for f in parts))} CNY/kW"
        return {f"invest_{p}": cost for p in PERIODS}, parts
    now = facts.get(*_capex(facts, tech))
    later = facts.find(f"{tech}.capex", "", 2040)
    last = (now.value + later.value) / 2 if later else now.value
    costs = dict(zip(PERIODS, (now.value, now.value, last), strict=True))
    used = [now, later] if later else [now]
    return {f"invest_{p}": f"{number(v)} CNY/kW" for p, v in costs.items()}, used


def _running(facts: Facts, kind: str) -> tuple[dict[str, object], list[Fact]]:
    """Variable cost, availability, profiles and floor of a kind, with the figures used."""
    get = facts.get
    row: dict[str, object]
    if kind.startswith("coal"):
        floor, ceiling, cost = get("coal.floor"), get("coal.ceiling"), get("coal.variable_om")
        flex, rigid = get("coal_flex_retrofit.minimum_load"), get("coal.minimum_load")
        least = floor.value * (flex.value / rigid.value if kind in UPGRADED else 1.0)
        row = {"floor": least, "availability": ceiling.value, "variable": f"{number(cost.value)} CNY/MWh"}
        return row, [floor, ceiling, cost, *([flex, rigid] if kind in UPGRADED else [])]
    if kind in ("gas-plant", "biomass"):
        tech = "gas_ccgt" if kind == "gas-plant" else "biomass"
        floor, ceiling, cost = (
            get(f"{kind.split('-')[0]}.floor"),
            get(f"{tech}.availability"),
            get(f"{tech}.variable_om"),
        )
        fuel = [facts.get("biomass.fuel_cost")] if kind == "biomass" else []
        money = cost.value + sum(f.value for f in fuel)
        row = {"floor": floor.value, "availability": ceiling.value, "variable": f"{number(money)} CNY/MWh"}
        return row, [floor, ceiling, cost, *fuel]
    if kind == "waste-heat":
        use = get("waste-heat.availability")
        return {"availability": use.value, "floor": use.value}, [use]
    if kind == "nuclear":
        hours, floor, cost, burnt = (
            get("utilisation_hours.nuclear", "CN", 2024), get("nuclear.floor"), get("nuclear.variable_om"),
            get("nuclear.fuel_cost"),
        )  # fmt: skip
        price = f"{number(cost.value + burnt.value)} CNY/MWh"
        row = {"availability": hours.value / HOURS, "floor": floor.value, "variable": price}
        return row, [hours, floor, cost, burnt]
    return _weather(facts, kind)


def _weather(facts: Facts, kind: str) -> tuple[dict[str, object], list[Fact]]:
    get = facts.get
    if kind in ("hydro", "hydro-new"):
        cost, price = get("hydro.variable_om"), f"{number(get('hydro.variable_om').value)} CNY/MWh"
        if kind == "hydro-new":  # runs on what comes, so it needs no least flow
            return {"profile": "river-level", "variable": price}, [cost]
        least, ready = get("hydro.run_of_river"), get("hydro.availability")
        row: dict[str, object] = {"floor_profile": "river-level", "floor": least.value, "variable": price}
        return {**row, "availability": ready.value}, [least, cost, ready]
    if kind == "wind-offshore":
        uplift = get("offshore.uplift")
        return {"profile": "wind", "availability": uplift.value}, [uplift]
    if kind == "pumped-hydro":
        use, cost = get("pumped.availability"), get("pumped_hydro.variable_om")
        return {"availability": use.value}, [use, cost]
    if kind.startswith(("wind", "solar")):
        return {"profile": kind.split("-")[0]}, []
    return {}, []


def stores(facts: Facts) -> Rows:
    """What the storage kinds hold."""
    old, new = facts.get("average_duration.new_storage", "CN", 2024), facts.get("battery.hours_new")
    pumped = facts.get("pumped.hours")
    rows = []
    for store, zh, en, commodity, kind, hours in (
        ("battery", "存量新型储能", "standing new-type storage", "battery-charge", "battery", old),
        ("battery-4h", "四小时储能", "four-hour storage", "battery-charge", "battery-4h", new),
        ("pumped-hydro", "抽水蓄能水库", "pumped-hydro reservoir", "pumped-charge", "pumped-hydro", pumped),
    ):
        rows.append({
            "store": store, "name_zh": zh, "name_en": en, "commodity": commodity, "kind": kind,
            "per_capacity": f"{number(hours.value)} GWh/GW", **cite(hours),
        })  # fmt: skip
    rows.append({
        "store": "gas-cavern", "name_zh": "地下储气库", "name_en": "underground gas store", "commodity": "gas",
        "kind": "gas-cavern", "per_capacity": "1 bcm/bcm", "source": "definition: capacity is the working gas",
        "status": "derived",
    })  # fmt: skip
    return [dict(row) for row in rows]
