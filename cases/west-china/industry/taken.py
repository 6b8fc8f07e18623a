"""What the plants of industry draw as things stand of commodities whose statistics count every use: taken off the given demand.

By province: output of 2024 at the levels that stand, on the path of the need of the good. Pooled plants stay in the given demand.
Statistics of electricity include what steelworks and others make for themselves, so gross use is right here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from facts import PERIODS, Fact, Facts, cite
from industry.goods import FAMILIES
from industry.needs import path, rates
from industry.plants import drawn, standing, wet_mean
from industry.raw import FARM

UNITS = {"electricity": "GW", "coal": "Mt/yr", "gas": "bcm/yr", "water": "yim3/yr", **FARM}
Amounts = dict[int, float]


def taken(facts: Facts) -> tuple[Mapping[tuple[str, str], Amounts], list[Fact]]:
    """``{(commodity, place): {period: amount}}`` and the figure that stands for all that this rests on."""
    found = _drawn(facts)
    note = "less what the modelled plants of industry draw: output of 2024 by their rates, on the path of each good"
    room = facts.get("industry.room")
    return found, [Fact(0.0, "", "", note, cite(room)["status"])]


@cache
def _drawn(facts: Facts) -> dict[tuple[str, str], Amounts]:
    """The amounts of all families."""
    found: dict[tuple[str, str], Amounts] = {}
    for family in FAMILIES:
        for commodity in UNITS:
            _add(facts, family, commodity, found)
    return found


def _add(facts: Facts, family: str, commodity: str, found: dict[tuple[str, str], Amounts]) -> None:
    own = FAMILIES[family]
    if commodity not in own.uses or "" not in own.levels:
        return
    rate = drawn(facts, family, rates(facts, family, commodity), UNITS[commodity])
    steps = path(facts, own.good)
    for place, f in standing(facts, family).items():
        amount = f.value * rate * (wet_mean(facts) if family == "aluminium-hydro" else 1.0)
        amounts = found.setdefault((commodity, "CN" if commodity in FARM else place), dict.fromkeys(PERIODS, 0.0))
        for period in PERIODS:
            amounts[period] += amount * steps[period]
