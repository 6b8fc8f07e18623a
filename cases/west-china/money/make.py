"""Public money by province as a whole budget: what comes in, what published spending asks for, debt within its limit, research.

What the plan itself decides (services, the social floor, works of every sector, research) is taken off published spending, so that
nothing counts twice. A missing yuan has a price, so money never stops a plan by itself: it says where budgets are too small.
"""

from __future__ import annotations

from pathlib import Path

from facts import Facts, Row, cite, write
from money import budget, debt, science


def make(facts: Facts, out: Path) -> None:
    """Write the money tables into ``out``."""
    write(out, "commodities", [*commodities(facts), *science.commodities()])
    write(out, "kinds", [*budget.kinds(facts), *debt.kinds(facts), *science.kinds(facts)])
    write(out, "ports", [*budget.ports(facts), *debt.ports(facts), *science.ports(facts)])
    write(out, "sites", [*budget.sites(facts), *debt.sites(facts), *science.sites(facts)])
    write(out, "supply", budget.supply(facts))
    write(out, "demand", budget.demand(facts))


def commodities(facts: Facts) -> list[Row]:
    """Public money: what is missing has a price, what is left over is free."""
    price = facts.get("money.shortage")
    return [{"commodity": "public-money", "name_zh": "公共资金", "name_en": "public money", "unit": "yiCNY/yr", "resolution": "year",
             "shortage": f"{price.value:g} {price.unit}", "surplus": f"0 {price.unit}", **cite(price)}]  # fmt: skip
