"""The social floor: what incomes below it lack in a province, and the wages and the assistance that bring it. Places, not persons.

Incomes within a province are taken as lognormal, with one spread for all: that of the nation's fifths, less what lies between provinces.
The floor is the minimum living standard of towns and villages by the urban share. What is lacking is worked out, not fitted:

    lack a resident = floor · Φ(z) − mean · Φ(z − s),   z = (ln(floor / mean) + s²/2) / s
"""

from __future__ import annotations

from math import log, sqrt
from statistics import NormalDist

from facts import PERIODS, Fact, Facts, Row, cite, derive
from people.pay import paid, raised
from people.residents import residents, urban_share
from spans import stands

PHI = NormalDist()
HOW = "shortfall below the minimum living standard, lognormal incomes with the spread of the national fifths"


def lowest_share(facts: Facts) -> Fact:
    """The part of all income that the lowest fifth has."""
    fifths = [facts.get(f"people.income.fifth-{q}", "CN", 2023) for q in range(1, 6)]
    return derive(
        fifths[0].value / sum(f.value for f in fifths), "ratio", "income of the lowest fifth over all", *fifths
    )


def spread(facts: Facts) -> Fact:
    """Standard deviation of log income within a province: the nation's, from the share of the lowest fifth, less that between provinces."""
    share, means = lowest_share(facts), facts.by_place("people.income", 2024)
    people = {p: facts.get("pop_resident", p, 2024).value for p in means}
    nation = PHI.inv_cdf(0.2) - PHI.inv_cdf(share.value)
    whole = sum(people.values())
    centre = sum(people[p] * log(m.value) for p, m in means.items()) / whole
    between = sum(people[p] * (log(m.value) - centre) ** 2 for p, m in means.items()) / whole
    return derive(sqrt(nation**2 - between), "1", "spread of income within a province", share, *means.values())


def lack(floor: float, mean: float, s: float) -> float:
    """What incomes below the floor lack, a resident of all, in the unit of both.

    >>> round(lack(8000, 40000, 0.8))
    111
    """
    z = (log(floor / mean) + s**2 / 2) / s
    return floor * PHI.cdf(z) - mean * PHI.cdf(z - s)


def gap(facts: Facts, place: str, period: int) -> Fact:
    """What incomes below the floor lack in a province, yiCNY a year: key counties and the rest, floor and incomes growing alike."""
    town, village = (facts.get(f"people.floor.{x}", "CN", 2024) for x in ("urban", "rural"))
    mean, growth, s = facts.get("people.income", place, 2024), facts.get("people.floor.growth"), spread(facts)
    people, urban = residents(facts, place, period), urban_share(facts, place, period)
    number, part, most = (facts.get(f"people.key-county.{x}") for x in ("residents", "income", "most"))
    floor = urban.value * town.value + (1 - urban.value) * village.value
    counties = sum(int(r["key_counties"]) for r in facts.rows("money-pairing") if r["receiver"] == place)
    poorer = min(counties * number.value, most.value * people.value)
    rest = people.value - poorer
    other = mean.value * (people.value - part.value * poorer) / rest
    short = rest * lack(floor, other, s.value) + poorer * lack(floor, part.value * mean.value, s.value)
    value = short / 1e4 * raised(facts, period)
    return derive(value, "yiCNY/yr", HOW, town, village, mean, s, people, urban, number, part, most, growth)


def commodities(facts: Facts) -> list[Row]:
    """Wages are an account; an income below the floor has a price."""
    price = facts.get("people.floor.missing")
    base = {"unit": "yiCNY/yr", "resolution": "year"}
    return [
        {"commodity": "income", "name_zh": "工资收入", "name_en": "wages", **base, "surplus": "0 CNY/CNY", "source": "an account: posts times pay", "status": "derived"},
        {"commodity": "income-floor", "name_zh": "低收入群体收入底线", "name_en": "income of the lowest up to the floor", **base,
         "shortage": f"{price.value:g} {price.unit}", "surplus": f"0 {price.unit}", **cite(price)},
    ]  # fmt: skip


def kinds(facts: Facts) -> list[Row]:
    """Wages of posts, and assistance out of budgets at a small price, so that none is given that is not needed."""
    pay, moving = facts.get("people.wage", "CN", 2023), facts.get("money.handling")
    return [
        {"kind": "wages", "name_zh": "岗位工资", "name_en": "wages of posts", "unit": "wan_person", "resolution": "year", "tags": "income", **cite(pay)},
        {"kind": "social-assistance", "name_zh": "社会救助", "name_en": "social assistance", "unit": "yiCNY/yr", "resolution": "year",
         "tags": "public;floor", "variable": f"{moving.value:g} {moving.unit}", **cite(moving)},
    ]  # fmt: skip


def ports(facts: Facts) -> list[Row]:
    """A post gives its pay, of which the lowest get their share; a yuan of assistance is a yuan of income and of public money."""
    pay, share = facts.get("people.wage", "CN", 2023), lowest_share(facts)
    part = derive(
        pay.value * share.value, pay.unit, "pay of a post by the share of the lowest fifth in income", pay, share
    )
    even = {"unit": "CNY/CNY", "source": "a yuan is a yuan", "status": "derived"}
    one = {"unit": "person/person", "source": "a post is a post", "status": "derived"}
    rows: list[Row] = [
        {"kind": "wages", "commodity": "jobs", "rate": -1, **one},
        {"kind": "wages", "commodity": "income", **paid(facts, pay)},
        {"kind": "wages", "commodity": "income-floor", **paid(facts, part)},
        {"kind": "social-assistance", "commodity": "public-money", "rate": -1, **even},
        {"kind": "social-assistance", "commodity": "income-floor", "rate": 1, **even},
    ]
    return [{"where": "here", **row} for row in rows]


def sites(facts: Facts, places: list[str], posts: dict[str, float]) -> list[Row]:
    """Wages up to all who work; assistance with room above the gap of today."""
    room = facts.get("people.floor.room")
    rows: list[Row] = []
    for place in places:
        work, gaps = facts.get("people.employed", place, 2024), [gap(facts, place, p) for p in PERIODS]
        most = room.value * max(g.value for g in gaps) + wages_today(facts, place, posts) * raised(facts, PERIODS[-1])
        rows.append({"kind": "wages", "place": place, **stands(work.value), **cite(work)})
        rows.append({"kind": "social-assistance", "place": place, **stands(most), **cite(*gaps, room)})
    return rows


def demand(facts: Facts, places: list[str], posts: dict[str, float]) -> list[Row]:
    """The gap of the period, and what the lowest get of the wages of today's posts: the gap of today stands after those."""
    how = "the gap, and the part of the pay of today's modelled posts that it already counts"
    rows: list[Row] = []
    for place in places:
        gaps = [gap(facts, place, p) for p in PERIODS]
        counted = wages_today(facts, place, posts)
        amounts = {f"amount_{p}": g.value + counted * raised(facts, p) for p, g in zip(PERIODS, gaps, strict=True)}
        rows.append({"commodity": "income-floor", "place": place, **amounts, "unit": "yiCNY/yr", **cite(*gaps, how=how)})  # fmt: skip
    return rows


def wages_today(facts: Facts, place: str, posts: dict[str, float]) -> float:
    """What the lowest get of the pay of the modelled posts of today, yiCNY a year."""
    pay, share = facts.get("people.wage", "CN", 2023), lowest_share(facts)
    return posts.get(place, 0.0) * pay.value / 1e4 * share.value
