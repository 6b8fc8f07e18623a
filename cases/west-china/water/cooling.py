"""Cooling water of power plants: what they consume (drawn by the energy tables) and what only passes through condensers.

The bulletins count once-through cooling as industrial withdrawal; the yearly test of the caps counts it, from memory, by what
is consumed. Only the nation and the basins publish it, so it is given to provinces by one rule: what their industry draws
beyond a common amount for each yuan of value added, that amount chosen so that all add up to the nation. Air-cooled
provinces have none.
"""

from __future__ import annotations

from facts import Fact, Facts, derive


def plant_intake(facts: Facts, place: str) -> float:
    """Consumption of thermal plants in 2024, yim3: their generation times the rate that the energy tables use there."""
    tech = "coal_dry_cooled" if facts.find("air_cooled", place) else "coal"
    rate, energy = facts.get(f"{tech}.water_consumption"), facts.get("water.thermal-generation", place, 2024)
    return energy.value * rate.value / 100  # TWh x m3/MWh = 10^6 m3


def once_through(facts: Facts, year: int = 2025) -> dict[str, Fact]:
    """Once-through cooling by province, yim3/yr."""
    nation, test = facts.get("water.use.once-through", "CN", year), facts.get("water.cap.without-cooling")
    before, now = (facts.get("water.use.industry", "CN", y) for y in (2021, year))
    drawn = {p: f.value * now.value / before.value for p, f in facts.by_place("water.use.industry", 2021).items()}
    work = {p: f.value for p, f in facts.by_place("va_industry", 2024).items()}
    wet = [p for p in drawn if not facts.find("air_cooled", p)]
    low, high = 0.0, max(drawn[p] / work[p] for p in wet)
    for _ in range(60):  # the amount for each yuan, bisected
        rate = (low + high) / 2
        total = sum(max(0.0, drawn[p] - rate * work[p]) for p in wet)
        low, high = (rate, high) if total > nation.value else (low, rate)
    how = "industrial withdrawal beyond a common amount for each yuan of value added, adding up to the nation"
    excess = {p: drawn[p] - low * work[p] for p in wet}
    used = (nation, test, now)
    return {
        p: derive(v, "yim3/yr", how, facts.get("water.use.industry", p, 2021), *used)
        for p, v in excess.items()
        if v > 0
    }
