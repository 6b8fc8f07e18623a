"""Debt of provinces: a stock. Borrowing gives public money once, what is outstanding takes interest and repayment every year.

outstanding[y] = what is left of today's debt + what the plan borrows ≤ limit[y]
"""

from __future__ import annotations

from facts import PERIODS, Fact, Facts, Row, cite, derive
from spans import upto


def balances(facts: Facts) -> dict[str, Fact]:
    """Debt of each province at the end of 2023."""
    return facts.by_place("money.debt.balance", 2023)


def service(facts: Facts, period: int) -> Fact:
    """What a yuan of debt takes a year: interest, and the part repaid out of budgets. Interest falls to that of new bonds in ten years."""
    old, new, repaid = (
        facts.get("money.debt.rate", "CN", 2023),
        facts.get("money.debt.new-rate", "CN", 2023),
        repayment(facts),
    )
    done = (period - PERIODS[0]) / (PERIODS[-1] - PERIODS[0])
    rate = old.value + done * (new.value - old.value)
    return derive(rate + repaid.value, "1/yr", "interest and repayment out of budgets", old, new, repaid)


def repayment(facts: Facts) -> Fact:
    """The part of debt repaid out of budgets in a year: ten months of 2023, over the debt."""
    paid, balance = facts.get("money.debt.repaid", "CN", 2023), facts.get("money.debt.balance", "CN", 2023)
    how = "principal paid from budgets in ten months of 2023, a year, over the debt"
    return derive(paid.value * 1.2 / balance.value, "1/yr", how, paid, balance)


def limit(facts: Facts, place: str) -> dict[int, Fact]:
    """Debt limit by period: the national one of 2023 in proportion to debt, growing with the economy."""
    every, nation, growth = balances(facts), facts.get("money.debt.limit", "CN", 2023), facts.get("money.debt.growth")
    part = every[place].value / sum(f.value for f in every.values())
    how = "national limit in proportion to debt, growing as the economy does"
    return {
        p: derive(nation.value * part * (1 + growth.value) ** (p - PERIODS[0]), "yiCNY", how, every[place], nation, growth)
        for p in PERIODS
    }  # fmt: skip


def left(facts: Facts, place: str) -> dict[int, float]:
    """What is left of today's debt, by period."""
    now, repaid = balances(facts)[place], repayment(facts)
    return {p: now.value * (1 - repaid.value) ** (p - PERIODS[0]) for p in PERIODS}


def works_on_debt(facts: Facts, place: str) -> dict[int, float]:
    """Works outside the case that special bonds pay: their part of the room that opens in each period, yiCNY a year."""
    special, share = facts.get("money.bond.special"), facts.get("money.bond.share")
    limits, old = limit(facts, place), left(facts, place)
    room = [0.0, *(limits[p].value - old[p] for p in PERIODS[1:])]
    part = special.value * (1 - share.value) / 5
    return {p: part * (room[i] - room[max(i - 1, 0)]) for i, p in enumerate(PERIODS)}


def general(facts: Facts, place: str) -> float:
    """New general bonds of a year that published spending of 2024 counts on, by debt."""
    every = balances(facts)
    return facts.get("money.bond.general").value * every[place].value / sum(f.value for f in every.values())


def kinds(facts: Facts) -> list[Row]:
    """Debt outstanding, in yiCNY; a small price on it, so that what is not needed is not borrowed."""
    cost = facts.get("money.handling")
    return [{"kind": "bond", "name_zh": "地方政府债务", "name_en": "local government debt", "unit": "yiCNY", "from": PERIODS[1],
             "fixed": f"{cost.value:g} {cost.unit}/yr", "tags": "public;debt", **cite(cost)}]  # fmt: skip


def ports(facts: Facts) -> list[Row]:
    """Borrowing gives, standing takes."""
    given = {"source": "a yuan borrowed is a yuan to spend", "status": "derived"}
    rates = {f"rate_{p}": -service(facts, p).value for p in PERIODS}
    rows: list[Row] = [
        {"when": "building", "rate": 1, "unit": "CNY/CNY", **given},
        {"when": "standing", **rates, "unit": "1/yr", **cite(service(facts, PERIODS[0]))},
    ]
    return [{"kind": "bond", "commodity": "public-money", "where": "here", **row} for row in rows]


def sites(facts: Facts) -> list[Row]:
    """Debt of today as it is repaid, and the limit."""
    rows: list[Row] = []
    for place, now in balances(facts).items():
        limits, old = limit(facts, place), left(facts, place)
        rows.append({"kind": "bond", "place": place, **{f"standing_{p}": v for p, v in old.items()},
                     **upto(*(f.value for f in limits.values())), **cite(now, *limits.values(), repayment(facts))})  # fmt: skip
    return rows
