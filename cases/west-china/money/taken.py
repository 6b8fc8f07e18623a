"""Public money that debt, other provinces and research take as things stand: part of published spending, so taken off what is given.

Budgets pay the interest of general bonds out of this spending and that of special bonds out of projects: both are counted as paid today.
"""

from __future__ import annotations

from facts import PERIODS, Fact, Facts
from money import budget, debt


def taken(facts: Facts) -> tuple[dict[tuple[str, str], dict[int, float]], tuple[Fact, ...]]:
    """Service of today's debt, money given to other provinces and public research of today, grown as spending is, yiCNY a year."""
    growth, cost, public = facts.get("money.growth"), debt.service(facts, PERIODS[0]), facts.get("money.rd.public")
    gives, _ = budget.moved(facts)
    found: dict[tuple[str, str], dict[int, float]] = {}
    for place, owed in debt.balances(facts).items():
        now = owed.value * cost.value + gives.get(place, 0.0) + facts.get("money.rd", place, 2024).value * public.value
        found["public-money", place] = budget.grown(now, growth)
    return found, (cost, public)
