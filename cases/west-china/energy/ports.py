"""Ports of the energy kinds: what plants, stores, lines, mines and pipelines take and give."""

from __future__ import annotations

from energy.kinds import PLANTS, UPGRADED
from energy.plants import Rows
from facts import PERIODS, Fact, Facts, cite, derive

KG = 1000
HOURS = 8760
FIRST, SECOND, _ = PERIODS


def coal_rate(facts: Facts, kind: str) -> Fact:
    """Raw coal per MWh of gross output: coal rate of supply, less own use, in tonnes of raw coal.

    The fleet mean is that of water-cooled units here; air-cooled and upgraded ones differ by the ratio stated.
    """
    supply, own = facts.get("coal_consumption_rate_of_supply.coal", "CN", 2024), facts.get("coal.auxiliary")
    heat = facts.get("coal.raw_heat")
    value, used = supply.value * (1 - own.value) / KG / heat.value, [supply, own, heat]
    if kind.endswith("dry"):
        wet, dry = facts.get("coal.efficiency"), facts.get("coal_dry_cooled.efficiency")
        value, used = value * wet.value / dry.value, [*used, wet, dry]
    if kind in UPGRADED:
        saving = facts.get("upgrade.saving")
        value, used = value * (1 - saving.value), [*used, saving]
    return derive(value, "t/MWh", "supply rate x (1 - own use) / heat of raw coal", *used)


def gas_rate(facts: Facts) -> Fact:
    """Gas per MWh of output."""
    share, heat = facts.get("gas.efficiency"), facts.get("gas.heat")
    return derive(3.6 * KG / share.value / heat.value, "m3/MWh", "3.6 GJ/MWh / efficiency / heat of gas", share, heat)


def _port(kind: str, commodity: str, rate: float, unit: str, *facts: Fact, **more: object) -> dict[str, object]:
    how = "" if facts else "definition"
    status = cite(*facts) if facts else {"source": how, "status": "derived"}
    return {"kind": kind, "commodity": commodity, "rate": rate, "unit": unit, **more, **status}


def plant_ports(facts: Facts) -> Rows:
    """Ports of plants and of storage."""
    rows: Rows = []
    for kind, (_, _, _, tags) in PLANTS.items():
        if "storage" not in tags.split(";"):
            rows.append(_port(kind, "electricity", 1, "GW/GW"))
        if kind.startswith("coal"):
            rows += _coal(facts, kind) + ([] if kind in UPGRADED else _hours(facts, kind))
    rows += _gas_and_biomass(facts)
    rows.append(_port("hydro", "river", -1, "GW/GW"))
    rows += _storage(facts) + _desert(facts)
    return rows


def _coal(facts: Facts, kind: str) -> Rows:
    rate, heat, factor = coal_rate(facts, kind), facts.get("coal.raw_heat"), facts.get("fuel.co2_coal")
    standard = facts.get("fuel.heat_content_standard_coal")
    water = facts.get(f"{'coal_dry_cooled' if kind.endswith('dry') else 'coal'}.water_consumption")
    burnt = derive(
        rate.value * heat.value * standard.value * factor.value / KG, "t/MWh", "coal burnt x its heat x factor",
        rate, factor,
    )  # fmt: skip
    rows = [
        _port(kind, "coal", -rate.value, "t/MWh", rate),
        _port(kind, "co2", burnt.value, "t/MWh", burnt),
        _port(kind, "water", -water.value, "m3/MWh", water),
    ]
    if kind in UPGRADED:
        old = kind.replace("upgraded", "plant")
        share = facts.get("public.upgrade")
        rows.append(_port(kind, f"capacity:{old}", -1, "GW/GW", when="building"))
        rows.append(_port(kind, "public-money", -share.value, "invest", share, when="building"))
    return rows


def _hours(facts: Facts, kind: str) -> Rows:
    """Planned hours, shared by all coal plants, until markets take over: a least and a most mean use of those that stand,
    and a small price on hours above or below those of the nation.
    """
    least, most, later = (
        facts.get(f"coal.hours_{x}", "", y) for x, y in (("least", FIRST), ("most", FIRST), ("most", SECOND))
    )
    hours = facts.get("utilisation_hours.coal", "CN", 2024)
    mean = derive(hours.value / HOURS, "p.u.", "hours of the nation over those of a year", hours)
    return [
        {**_port(kind, "coal-hours", 1, "GW/GW")},
        {**_port(kind, "coal-hours", 0, "GW/GW", least, when="standing"), **_by_period(-least.value, 0.0)},
        {**_port(kind, "coal-room", -1, "GW/GW")},
        {**_port(kind, "coal-room", 0, "GW/GW", most, later, when="standing"), **_by_period(most.value, later.value)},
        {**_port(kind, "coal-below", 1, "GW/GW")},
        {**_port(kind, "coal-below", 0, "GW/GW", mean, when="standing"), **_by_period(-mean.value, 0.0)},
        {**_port(kind, "coal-above", -1, "GW/GW")},
        {**_port(kind, "coal-above", 0, "GW/GW", mean, when="standing"), **_by_period(mean.value, 1.0)},
    ]  # fmt: skip


def _by_period(first: float, later: float) -> dict[str, object]:
    """The rate of the first period, and that of the others."""
    return {"rate": "", **{f"rate_{p}": first if p == FIRST else later for p in PERIODS}}


def _gas_and_biomass(facts: Facts) -> Rows:
    rate, factor, efficiency = gas_rate(facts), facts.get("fuel.co2_gas"), facts.get("gas.efficiency")
    burnt = derive(3.6 / efficiency.value * factor.value / KG, "t/MWh", "heat burnt x factor", efficiency, factor)
    gas_water, straw_water = facts.get("gas_ccgt.water_consumption"), facts.get("biomass.water_consumption")
    return [
        _port("gas-plant", "gas", -rate.value, "m3/MWh", rate),
        _port("gas-plant", "co2", burnt.value, "t/MWh", burnt),
        _port("gas-plant", "water", -gas_water.value, "m3/MWh", gas_water),
        _port("biomass", "water", -straw_water.value, "m3/MWh", straw_water),
    ]


def _storage(facts: Facts) -> Rows:
    """Charging takes all the loss of the round trip."""
    rows: Rows = []
    battery, pumped = facts.get("battery_4h.round_trip_efficiency"), facts.get("pumped_hydro.round_trip_efficiency")
    for kind, commodity, keeps in (
        ("battery", "battery-charge", battery), ("battery-4h", "battery-charge", battery),
        ("pumped-hydro", "pumped-charge", pumped),
    ):  # fmt: skip
        rows.append(_port(kind, "electricity", -1, "GW/GW", mode="charge"))
        rows.append(_port(kind, commodity, keeps.value, "GW/GW", keeps, mode="charge"))
        rows.append(_port(kind, commodity, -1, "GW/GW", mode="discharge"))
        rows.append(_port(kind, "electricity", 1, "GW/GW", mode="discharge"))
    share = facts.get("public.pumped")
    rows.append(_port("pumped-hydro", "public-money", -share.value, "invest", share, when="building"))
    return rows


def _desert(facts: Facts) -> Rows:
    rows: Rows = []
    share = facts.get("public.desert")
    for kind in ("wind-desert", "solar-desert"):
        land = facts.get(f"{kind.split('-')[0]}.land")
        rows.append(_port(kind, "land:desert", -land.value, "km2/GW", land, when="standing"))
        rows.append(_port(kind, "public-money", -share.value, "invest", share, when="building"))
    return rows


def line_ports(facts: Facts) -> Rows:
    """Lines. Allowances of mean use at either end: a line that stands gives a share, running takes it; contracts the other way."""
    ends, uhv = facts.get("uhvdc.converter_loss"), facts.get("uhvdc.line_loss")
    high, alternating = facts.get("hvdc.loss"), facts.get("ac_line.line_loss")
    ac, share = facts.get("ac.use"), facts.get("public.line")
    use, promised = ([facts.get(name, "", p) for p in (FIRST, SECOND)] for name in ("dc.use", "dc.contract"))
    allowed, bound = _by_period(*(f.value for f in use)), _by_period(*(-f.value for f in promised))
    rows: Rows = []
    for kind, loss in (("uhv-dc", uhv), ("hvdc", high)):
        arrives = derive(1 - ends.value, "GW/GW", "1 - converter loss - line loss", ends, loss)
        rows.append(_port(kind, "electricity", -1, "GW/GW", where="from"))
        rows.append(_port(kind, "electricity", arrives.value, "GW/GW", arrives, where="to", rate_km=-loss.value / KG))
        for end, room, promise in (("from", "dc-use", "dc-contract"), ("to", "dc-arrivals", "dc-delivery")):
            rows.append({**_port(kind, room, 0, "GW/GW", *use, where=end, when="standing"), **allowed})
            rows.append(_port(kind, room, -1, "GW/GW", where=end))
            rows.append({**_port(kind, promise, 0, "GW/GW", *promised, where=end, when="standing"), **bound})
            rows.append(_port(kind, promise, 1, "GW/GW", where=end))
    rows.append(_port("uhv-dc", "public-money", -share.value, "invest", share, where="parent", when="building"))
    for mode, first, last in (("there", "from", "to"), ("back", "to", "from")):
        rows.append(_port("ac-line", "electricity", -1, "GW/GW", mode=mode, where=first))
        more = {"mode": mode, "where": last, "rate_km": -alternating.value / KG}
        rows.append(_port("ac-line", "electricity", 1, "GW/GW", alternating, **more))
        rows += [_port("ac-line", "ac-use", -1, "GW/GW", mode=mode, where=end) for end in ("from", "to")]
    rows += [_port("ac-line", "ac-use", ac.value, "GW/GW", ac, where=end, when="standing") for end in ("from", "to")]
    return rows


def fuel_ports() -> Rows:
    """Mines, fields, imports and pipelines."""
    rows = [_port(kind, "coal", 1, "Mt/Mt") for kind in ("coal-mine", "coal-import")]
    rows += [_port(kind, "gas", 1, "bcm/bcm") for kind in ("gas-field", "gas-import", "lng-import")]
    for mode, first, last in (("there", "from", "to"), ("back", "to", "from")):
        rows.append(_port("gas-pipeline", "gas", -1, "bcm/bcm", mode=mode, where=first))
        rows.append(_port("gas-pipeline", "gas", 1, "bcm/bcm", mode=mode, where=last))
    return rows
