"""Pay by period: wages, and what is mostly wages, grow as incomes do."""

from __future__ import annotations

from facts import PERIODS, Fact, Facts, Row, cite


def raised(facts: Facts, period: int) -> float:
    """Pay of a period over that of today."""
    return float((1 + facts.get("people.floor.growth").value) ** (period - PERIODS[0]))


def paid(facts: Facts, fact: Fact, sign: int = 1) -> Row:
    """Rate by period, unit and source of a port whose amount is pay."""
    growth = facts.get("people.floor.growth")
    rates = {f"rate_{p}": sign * fact.value * raised(facts, p) for p in PERIODS}
    return {**rates, "unit": fact.unit, **cite(fact, growth)}
