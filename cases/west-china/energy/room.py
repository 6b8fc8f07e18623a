"""How much may be built: potentials of plants, by province and later period."""

from __future__ import annotations

from energy.plants import LATER, Room, Stock
from facts import Fact, Facts


def rooms(facts: Facts, stock: dict[str, Stock]) -> dict[str, dict[str, Room]]:
    """Potentials by kind and province."""
    found = {
        kind: _times(stock[kind], facts.get(factor))
        for kind, factor in (
            ("coal-plant", "coal.build"), ("coal-plant-dry", "coal.build"), ("gas-plant", "gas.build"),
            ("biomass", "biomass.build"),
        )
    }  # fmt: skip
    share = facts.get("upgrade.share")
    for wet, new in (("coal-plant", "coal-upgraded"), ("coal-plant-dry", "coal-upgraded-dry")):
        found[new] = _times(stock[wet], share)
    found["nuclear"] = _nuclear(facts, stock["nuclear"])
    found["hydro-new"] = _hydro(facts, stock["hydro"])
    found["pumped-hydro"] = _pumped(facts, stock["pumped-hydro"])
    found["wind"], found["solar"] = _wind(facts, stock["wind"]), _solar(facts)
    found["solar-rooftop"] = _rooftop(facts)
    found["wind-offshore"] = {
        p: Room((f.value, f.value), (f,)) for p, f in facts.by_place("offshore.potential").items()
    }
    found["wind-desert"] = _desert(facts, "onshore_wind")
    found["solar-desert"] = _desert(facts, "solar_pv")
    found["battery-4h"] = _battery(facts)
    return found


def _times(stock: Stock, factor: Fact) -> dict[str, Room]:
    return {p: Room((f.value * factor.value,) * len(LATER), (f, factor)) for p, f in stock.items()}


def _nuclear(facts: Facts, stock: Stock) -> dict[str, Room]:
    """Units under construction stand from 2030; further ones may be built by 2035."""
    found: dict[str, Room] = {}
    for p, more in facts.by_place("nuclear.potential", LATER[1]).items():
        works = facts.find("nuclear.under_construction", p, LATER[0])
        parts = [f for f in (stock.get(p), works) if f]
        first = sum(f.value for f in parts)
        found[p] = Room((first, first + more.value), (*parts, more))
    return found


def _hydro(facts: Facts, stock: Stock) -> dict[str, Room]:
    found: dict[str, Room] = {}
    for p, f in facts.by_place("technical_potential.hydro", 2020).items():
        left = f.value - stock[p].value
        if left > 0:
            found[p] = Room((left,) * len(LATER), (f, stock[p]))
    return found


def _pumped(facts: Facts, stock: Stock) -> dict[str, Room]:
    """Works under way, scaled to a little more than the national target of 2030, all of them by 2035."""
    works = facts.by_place("capacity_under_construction.pumped_hydro", 2023)
    target, margin = facts.get("target_capacity.pumped_hydro", "CN", 2030), facts.get("pumped.margin")
    share = (margin.value * target.value - sum(f.value for f in stock.values())) / sum(f.value for f in works.values())
    found: dict[str, Room] = {}
    for p, work in works.items():
        base = [stock[p]] if p in stock else []
        stood = sum(f.value for f in base)
        found[p] = Room((stood + share * work.value, stood + work.value), (*base, work, target, margin))
    return found


def _wind(facts: Facts, stock: Stock) -> dict[str, Room]:
    density, repower = facts.get("wind.density"), facts.get("wind.repower")
    found: dict[str, Room] = {}
    for p, area in facts.by_place("land_area", 1996).items():
        stood = [stock[p]] if p in stock else []
        value = max(area.value * density.value / 1e6, repower.value * sum(f.value for f in stood))
        found[p] = Room((value,) * len(LATER), (area, density, repower, *stood))
    return found


def _solar(facts: Facts) -> dict[str, Room]:
    share, land = facts.get("solar.land_share"), facts.get("solar.land")
    found: dict[str, Room] = {}
    for p, area in facts.by_place("land_area", 1996).items():
        found[p] = Room((area.value * share.value / land.value,) * len(LATER), (area, share, land))
    return found


def _rooftop(facts: Facts) -> dict[str, Room]:
    per = facts.get("rooftop.per_person")
    people = facts.by_place("pop_resident", 2024)
    return {p: Room((f.value * per.value / 100,) * len(LATER), (f, per)) for p, f in people.items()}


def _desert(facts: Facts, tech: str) -> dict[str, Room]:
    nation = facts.get(f"development_potential_desert_gobi.{tech}", "CN", 2023)
    shares = facts.by_place("desert.share")
    return {p: Room((nation.value * s.value,) * len(LATER), (nation, s)) for p, s in shares.items()}


def _battery(facts: Facts) -> dict[str, Room]:
    """Storage is not limited by sites: a generous bound by residents."""
    per = facts.get("battery.per_person")
    people = facts.by_place("pop_resident", 2024)
    return {p: Room((f.value * per.value / 100,) * len(LATER), (f, per)) for p, f in people.items()}
