"""Residents of a province by period: how many, in towns, of school age and old. Paths follow one rule for all provinces."""

from __future__ import annotations

from math import exp

from facts import PERIODS, Fact, Facts, derive

UNIT = "10^4 persons"


def residents(facts: Facts, place: str, period: int) -> Fact:
    """Residents: the change of 2019-2024 goes on at a stated part of its pace. The first period is what was in 2024."""
    now, before, damp = (
        facts.get("pop_resident", place, 2024),
        facts.get("people.residents", place, 2019),
        facts.get("people.growth.damp"),
    )
    value = now.value * (now.value / before.value) ** (damp.value * _steps(period))
    return derive(value, UNIT, "residents of 2024 with part of the change since 2019", now, before, damp)


def urban_share(facts: Facts, place: str, period: int) -> Fact:
    """Urban part of residents: a stated part of the way to saturation each year, so that the nation is near 70 % in 2029."""
    now, most, pace = (
        facts.get("people.urban-rate", place, 2024),
        facts.get("people.urban.most"),
        facts.get("people.urban.pace"),
    )
    gap = max(most.value - now.value / 100, 0.0)
    left = gap * exp(-pace.value * 5 * _steps(period))
    return derive(now.value / 100 + gap - left, "ratio", "urban share drawing near to saturation", now, most, pace)


def aged(facts: Facts, place: str, period: int) -> Fact:
    """Residents of 65 and more: one national index by period."""
    now = facts.get("people.aged", place, 2024)
    if period == PERIODS[0]:
        return now
    index = facts.get(f"people.aged.index-{period}")
    return derive(now.value * index.value, UNIT, "national index of the old", now, index)


def children_share(facts: Facts, place: str) -> Fact:
    """The part of the nation's children of 0 to 14 who live in a province."""
    every = facts.by_place("people.children", 2024)
    whole = sum(f.value for f in every.values())
    return derive(every[place].value / whole, "ratio", "share of the children of 0 to 14", *every.values())


def pupils(facts: Facts, place: str, period: int, ages: range, *now: Fact) -> Fact:
    """Pupils of some ages: those of 2023, by births of the cohorts against those of 2023, split as children are."""
    births, later, share = _births(facts), facts.get("people.births.later"), children_share(facts, place)
    first = _cohorts(births, later.value, 2023, ages)
    # the first period is what stood at the end of 2024, the others are five and ten years on
    then = first if period == PERIODS[0] else _cohorts(births, later.value, period - 1, ages)
    value = sum(f.value for f in now) * share.value * then / first
    how = "pupils of 2023 by births of their cohorts, split by province as children are"
    return derive(value, UNIT, how, *now, share, later, facts.get("people.births", "CN", 2023))


def _cohorts(births: dict[int, float], later: float, year: int, ages: range) -> float:
    """Births of those who have these ages in the autumn of a year."""
    return sum(births.get(year - age, later) for age in ages)


def _births(facts: Facts) -> dict[int, float]:
    return {y: f.value for y in range(2006, 2025) if (f := facts.find("people.births", "CN", y))}


def _steps(period: int) -> float:
    """Spans of five years since the first period."""
    return (period - PERIODS[0]) / 5
