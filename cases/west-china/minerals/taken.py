"""Water that the mines of today draw: taken off the given demand of their provinces, which counts every use."""

from __future__ import annotations

from facts import PERIODS, Fact, Facts
from minerals.deposits import DEPOSITS, ore_of, output
from taken import Taken

YIM3 = {"Mt": 1e-2, "kt": 1e-5}  # 1e8 m3 for a unit of ore at one m3/t


def taken(facts: Facts) -> tuple[Taken, tuple[Fact, ...]]:
    """``{("water", place): {period: 1e8 m3/yr}}``, and the figures used."""
    drawn: dict[tuple[str, str], dict[int, float]] = {}
    used: list[Fact] = []
    for deposit in DEPOSITS:
        rate = facts.get(f"minerals.water.{deposit}")
        used.append(rate)
        for place, fact in output(facts, deposit).items():
            at = drawn.setdefault(("water", place), dict.fromkeys(PERIODS, 0.0))
            for period in PERIODS:
                at[period] += fact.value * rate.value * YIM3[ore_of(deposit).unit]
    return drawn, tuple(used)
