"""What the fields of grain, cotton and fodder draw as things stand: water of farms, and harvest that all crops shared before."""

from __future__ import annotations

from facts import PERIODS, Fact, Facts
from grain.fields import fields, provinces
from grain.herds import milk
from taken import Taken
from water.make import field_water

HA = 0.01  # km2


def fodder_room(facts: Facts, place: str) -> float:
    """Harvest that fodder may take in a province, km2."""
    return facts.get("grain.fodder.room").value * fields(facts, place).other


def fodder_areas(facts: Facts) -> dict[str, float]:
    """Harvest that the fodder of today's dairy herds takes, km2: grown at home as far as there is room, the rest in proportion."""
    need, gives = facts.get("grain.milk.fodder"), facts.get("grain.fodder.yield")
    wanted = {p: milk(facts, p).value * 1e6 * need.value / gives.value * HA for p in provinces(facts)}
    grown = {p: min(area, fodder_room(facts, p)) for p, area in wanted.items()}
    left = {p: fodder_room(facts, p) - grown[p] for p in grown}
    rest = (sum(wanted.values()) - sum(grown.values())) / sum(left.values())
    return {p: area + rest * left[p] for p, area in grown.items()}


def taken(facts: Facts) -> tuple[Taken, tuple[Fact, ...]]:
    """Water (yim3/yr) and harvest (km2) by province."""
    drawn = {("water", p): dict.fromkeys(PERIODS, f.value) for p, f in field_water(facts).items()}
    for place, fodder in fodder_areas(facts).items():
        own = fields(facts, place)
        area = own.grain_watered + own.grain_rainfed + own.cotton + fodder
        drawn["harvest", place] = dict.fromkeys(PERIODS, area)
    return drawn, (facts.get("grain.irrigation.field-share"), facts.get("grain.sown", "CN", 2023))
