"""Public money that services and assistance take as things stand: part of published spending, so taken off what is given."""

from __future__ import annotations

from facts import PERIODS, Fact, Facts
from people.floor import gap
from people.services import spending


def taken(facts: Facts) -> tuple[dict[tuple[str, str], dict[int, float]], tuple[Fact, ...]]:
    """Spending of today on these services and the floor, grown as published spending is, yiCNY a year."""
    growth = facts.get("money.growth")
    found: dict[tuple[str, str], dict[int, float]] = {}
    for place in facts.by_place("pop_resident", 2024):
        now = spending(facts, place) + gap(facts, place, PERIODS[0]).value
        found["public-money", place] = {p: now * (1 + growth.value) ** (p - PERIODS[0]) for p in PERIODS}
    return found, (growth, facts.get("people.hospital.run"), facts.get("people.school.bound"))
