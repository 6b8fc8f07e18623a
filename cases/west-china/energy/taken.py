"""What electrolysers draw as things stand: it is part of the published use of electricity."""

from __future__ import annotations

from energy.hydrogen import kilograms, standing
from facts import PERIODS, Fact, Facts
from taken import Taken

HOURS = 8760


def taken(facts: Facts) -> tuple[Taken, tuple[Fact, ...]]:
    """Power that makes the hydrogen of the first period, GW, the same in all periods; and the figures it rests on."""
    hours, rate = facts.get("hydrogen.hours"), kilograms(facts)
    drawn = {
        ("electricity", p): dict.fromkeys(PERIODS, f.value * hours.value / HOURS) for p, f in standing(facts).items()
    }
    return drawn, (hours, rate)
