"""Power plants: what stands at the end of 2024, what may be built, what they take and give."""

from __future__ import annotations

from dataclasses import dataclass

from facts import PERIODS, Fact, Facts, cite, derive

Rows = list[dict[str, object]]
Stock = dict[str, Fact]
LATER = PERIODS[1:]
WORKS = "under-construction"  # capacity that stands later and not yet


def thermal_stock(facts: Facts, year: int = 2024) -> dict[str, Stock]:
    """Coal, gas, biomass and waste-heat capacity by province, end of a year.

    The split of end 2023 is fitted in both directions (rows: provincial thermal, columns: national coal, gas, rest).
    """
    names = ("coal", "gas", "biomass_and_other_thermal")
    seed = {n: facts.by_place(f"installed_capacity_estimate.{n}", 2023) for n in names}
    rows = facts.by_place("installed_capacity.thermal", year)
    nation = {n: facts.get(f"installed_capacity.{n}", "CN", year) for n in ("thermal", "coal", "gas", "biomass")}
    rest = nation["thermal"].value - nation["coal"].value - nation["gas"].value
    target = dict(zip(names, (nation["coal"].value, nation["gas"].value, rest), strict=True))
    split = {n: {p: f.value for p, f in seed[n].items()} for n in names}
    for _ in range(200):
        for p in rows:
            total = sum(split[n].get(p, 0.0) for n in names)
            for n in names:
                split[n][p] = split[n].get(p, 0.0) * rows[p].value / total
        for n in names:
            total = sum(split[n].values())
            split[n] = {p: v * target[n] / total for p, v in split[n].items()}
    part = {"coal": (names[0], 1.0), "gas": (names[1], 1.0), "biomass": (names[2], nation["biomass"].value / rest)}
    part["waste-heat"] = (names[2], 1.0 - part["biomass"][1])
    how = f"split of end 2023 fitted to provincial thermal and national coal and gas capacity of end {year}"
    return {
        kind: {
            p: derive(v * share, "GW", how, seed[n][p], rows[p], nation["coal"]) for p, v in split[n].items() if v > 0
        }
        for kind, (n, share) in part.items()
    }


def pumped_stock(facts: Facts) -> Stock:
    """Pumped hydro by province: the tracker's figure of 2023, and the growth of 2024 where pumped works were under way."""
    before = facts.by_place("installed_capacity.pumped_hydro", 2023)
    works = facts.by_place("capacity_under_construction.pumped_hydro", 2023)
    nation = facts.get("installed_capacity.pumped_hydro", "CN", 2024)
    growth: dict[str, float] = {}
    for p, work in works.items():
        none = facts.find("hydro.pumped_share_2024", p)
        all_hydro = [facts.get("installed_capacity.hydro_incl_pumped", p, y).value for y in (2023, 2024)]
        growth[p] = 0.0 if none else min(work.value, max(0.0, all_hydro[1] - all_hydro[0]))
    scale = (nation.value - sum(f.value for f in before.values())) / sum(growth.values())
    how = "tracker of 2023 plus hydro growth of 2024 where pumped works were under way, scaled to the nation"
    values = {p: before[p].value + growth.get(p, 0.0) * scale for p in before}
    return {p: derive(v, "GW", how, before[p], nation) for p, v in values.items() if v > 0}


def hydro_stock(facts: Facts, pumped: Stock, year: int = 2024) -> Stock:
    """Conventional hydro by province: all hydro less pumped, where an inflow profile is known."""
    months = {r["place"] for r in facts.rows("energy-months") if r["series"] == "hydro"}
    found: Stock = {}
    for p, fact in facts.by_place("installed_capacity.hydro_incl_pumped", year).items():
        less = pumped.get(p)
        value = fact.value - (less.value if less else 0.0)
        if p in months:
            found[p] = derive(value, "GW", "all hydro less pumped hydro", fact, *([less] if less else []))
    return found


def battery_stock(facts: Facts, sun_and_wind: dict[str, float]) -> Stock:
    """New-type storage by province: five exact figures, ten at least 2 GW, the rest shared by wind and solar capacity."""
    exact = facts.by_place("installed_capacity.new_storage", 2024)
    least = facts.by_place("installed_capacity_at_least.new_storage", 2024)
    nation = facts.get("installed_capacity.new_storage", "CN", 2024)
    floor = next(iter(least.values())).value
    rest = {p: v for p, v in sun_and_wind.items() if p not in exact}
    left = nation.value - sum(f.value for f in exact.values()) - floor * len(least)
    low, high = 0.0, floor
    for _ in range(60):  # the share per GW at which all is handed out, bisected
        rate = (low + high) / 2
        given = sum(rate * v if p in least else min(floor, rate * v) for p, v in rest.items())
        low, high = (rate, high) if given < left else (low, rate)
    how = (
        "national total less the five provinces stated, shared by wind and solar capacity within the stated 2 GW bound"
    )
    value = {p: floor + low * v if p in least else min(floor, low * v) for p, v in rest.items()}
    return {**exact, **{p: derive(v, "GW", how, nation, *least.values()) for p, v in value.items()}}


def desert_stock(facts: Facts, tech: str) -> Stock:
    """The part of the first batch of desert bases that is of this technology."""
    share = facts.get("desert.solar_share")
    part = share.value if tech == "solar" else 1.0 - share.value
    batch = facts.by_place("desert.standing")
    return {p: derive(f.value * part, "GW", "first batch by its solar share", f, share) for p, f in batch.items()}


def without(stock: Stock, taken: Stock) -> Stock:
    """What is left of a stock when another kind holds a part of it."""
    return {
        p: derive(f.value - taken[p].value, "GW", "provincial total less desert bases", f, taken[p])
        if p in taken
        else f
        for p, f in stock.items()
    }


def stocks(facts: Facts) -> dict[str, Stock]:
    """What stands at the end of 2024, by kind and province."""
    thermal, pumped = thermal_stock(facts), pumped_stock(facts)
    dry = set(facts.by_place("air_cooled"))
    wind = facts.by_place("installed_capacity.wind", 2024)
    sun = facts.by_place("installed_capacity.solar_pv_utility", 2024)
    wind_desert, solar_desert = desert_stock(facts, "wind"), desert_stock(facts, "solar")
    return {
        "coal-plant": {p: f for p, f in thermal["coal"].items() if p not in dry},
        "coal-plant-dry": {p: f for p, f in thermal["coal"].items() if p in dry},
        "gas-plant": {p: f for p, f in thermal["gas"].items() if p not in facts.by_place("gasuse.none")},
        "biomass": thermal["biomass"], "waste-heat": thermal["waste-heat"],
        "nuclear": facts.by_place("installed_capacity.nuclear", 2024),
        "hydro": hydro_stock(facts, pumped), "pumped-hydro": pumped,
        "wind": without(wind, wind_desert), "solar": without(sun, solar_desert),
        "wind-desert": wind_desert, "solar-desert": solar_desert,
        "solar-rooftop": facts.by_place("installed_capacity.solar_pv_distributed", 2024),
        "battery": battery_stock(facts, {p: wind[p].value + sun[p].value for p in wind}),
    }  # fmt: skip


SURVIVE = {
    "coal-plant": "coal", "coal-plant-dry": "coal", "gas-plant": "gas", "biomass": "biomass", "waste-heat": "waste-heat",
    "wind": "wind", "solar": "solar", "solar-rooftop": "solar", "battery": "battery",
}  # fmt: skip


def standing(facts: Facts, kind: str, place: str, fact: Fact) -> tuple[dict[str, float], list[Fact]]:
    """The columns ``standing_*`` of a site, and the figures they rest on."""
    used = [fact]
    values = {f"standing_{PERIODS[0]}": fact.value}
    for period in LATER:
        value = fact.value
        if kind in SURVIVE:
            share = facts.get(f"survive.{SURVIVE[kind]}", "", period)
            used.append(share)
            value *= share.value
        if kind == "nuclear" and (more := facts.find("nuclear.under_construction", place, LATER[0])):
            used.append(more)
            value += more.value
        values[f"standing_{period}"] = value
    return values, used


@dataclass(frozen=True)
class Room:
    """How much of a kind may stand at a place, by later period, and what that rests on."""

    values: tuple[float, ...]
    facts: tuple[Fact, ...]


def plant_sites(facts: Facts, stock: dict[str, Stock], room: dict[str, dict[str, Room]]) -> Rows:
    """One row for every plant kind and province that has or may have it."""
    rows: Rows = []
    for kind in list(dict.fromkeys([*stock, *room])):
        for place in sorted({*stock.get(kind, {}), *room.get(kind, {})}):
            row: dict[str, object] = {"kind": kind, "place": place}
            used: list[Fact] = []
            if place in stock.get(kind, {}):
                values, used = standing(facts, kind, place, stock[kind][place])
                row |= values
            if place in room.get(kind, {}):
                found = room[kind][place]
                stood = float(str(row.get(f"standing_{PERIODS[0]}", 0.0)))
                row[f"potential_{PERIODS[0]}"] = stood
                for period, value in zip(LATER, found.values, strict=True):
                    row[f"potential_{period}"] = max(value, float(str(row.get(f"standing_{period}", 0.0))))
                speed = speed_of(facts, kind)
                row |= {"build_max": found.values[-1] * speed.value} if speed else {}
                used += [*found.facts, *([speed] if speed else [])]
            now, later = (float(str(row.get(f"standing_{p}", 0.0))) for p in PERIODS[:2])
            row |= {"tags": WORKS} if later > now else {}
            rows.append({**row, **extra(facts, kind, place), **cite(*used, how="stock of end 2024 and its age")})
    return rows


def speed_of(facts: Facts, kind: str) -> Fact | None:
    """The part of its potential that a kind may build in one period, where there is such a rule."""
    if "upgraded" in kind:
        pace, share = facts.get("upgrade.pace"), facts.get("upgrade.share")
        return derive(pace.value / share.value, "p.u.", "pace over the share that can be upgraded", pace, share)
    return facts.get("weather.pace") if kind.startswith(("wind", "solar")) else None


def extra(facts: Facts, kind: str, place: str) -> dict[str, object]:
    """Overrides of a site: availability above the observed hours, which are net of curtailment; speed of building."""
    tech = {"wind": "wind", "wind-desert": "wind", "solar": "solar", "solar-desert": "solar", "solar-rooftop": "solar"}
    if kind == "hydro-new":
        potential = facts.get("technical_potential.hydro", place, 2020).value
        return {"build_max": potential * facts.get("hydro.build_share").value}
    if kind not in tech:
        return {}
    name = f"grid_utilisation_rate_mean_of_months.{tech[kind]}"
    one = facts.find(name, place, 2024)
    both = [facts.find(f"{name}_{grid}_grid", place, 2024) for grid in ("west", "east")]
    rates = [f.value for f in [one, *both] if f]
    return {"availability": 100 * len(rates) / sum(rates)}
