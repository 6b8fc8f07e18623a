"""Revenue, transfers, and the spending that is given. In the first period what comes in and what is spent tie to the published budgets:

    spending = own revenue + central transfers + pairing and river money received + what is carried in

``carried in`` is what is left: reserves, other funds, new general bonds. It goes on but for the bonds, which the plan borrows or not.
"""

from __future__ import annotations

from facts import PERIODS, Fact, Facts, Row, cite, derive
from money.debt import general, works_on_debt
from taken import less

MOVING = {
    "central-transfer": ("中央一般性转移支付", "central transfer by formula", "public;transfer"),
    "special-transfer": ("中央专项转移支付", "central transfer for projects", "public;transfer"),
    "eco-transfer": ("重点生态功能区转移支付", "transfer to key ecological areas", "public;transfer;compensation"),
    "pairing-fund": ("东西部协作资金", "east-west pairing fund", "public;pairing"),
    "compensation": ("横向生态保护补偿", "horizontal river compensation", "public;compensation"),
}
Amounts = dict[int, float]


def kinds(facts: Facts) -> list[Row]:
    """Own revenue, which is there, and money that moves from one budget to another at a small price.

    Transfers by formula are paid in full, those for projects at least in a stated part.
    """
    moving, least, room = (facts.get(f"money.{x}") for x in ("handling", "central.least", "central.room"))
    floors = {"central-transfer": 1.0, "eco-transfer": 1.0, "special-transfer": least.value / room.value}
    base = {"unit": "yiCNY/yr", "resolution": "year"}
    own = {"kind": "own-revenue", "name_zh": "本级财力", "name_en": "own revenue", "tags": "public"}
    price = f"{moving.value:g} {moving.unit}"
    rows: list[Row] = [{**own, **base, **cite(moving)}]
    for kind, (zh, en, tags) in MOVING.items():
        cited = cite(moving, least, room) if kind == "special-transfer" else cite(moving)
        names = {"kind": kind, "name_zh": zh, "name_en": en, "tags": tags}
        rows.append({**names, **base, "variable": price, "floor": floors.get(kind, ""), **cited})
    return rows


def ports(facts: Facts) -> list[Row]:
    """A yuan taken is a yuan given. Revenue and transfers of today give more as they grow: the amount of the site is that of today."""
    growth = facts.get("money.growth")
    base = {"commodity": "public-money", "unit": "CNY/CNY"}
    even = {"source": "a yuan is a yuan", "status": "derived"}
    grows = cite(growth, how="a yuan of today, growing")
    rows: list[Row] = [{"kind": "own-revenue", "where": "here", **_rates(grown(1.0, growth)), **base, **grows}]
    for kind in MOVING:
        rate, cited = (grown(1.0, growth), grows) if kind.endswith("-transfer") else (dict.fromkeys(PERIODS, 1.0), even)
        rows += [
            {"kind": kind, "where": "from", **_rates({p: -v for p, v in rate.items()}), **base, **cited},
            {"kind": kind, "where": "to", **_rates(rate), **base, **cited},
        ]
    return rows


def _rates(rate: Amounts) -> dict[str, float]:
    return {f"rate_{p}": v for p, v in rate.items()}


def sites(facts: Facts) -> list[Row]:
    """Everything that brings money, at its amount of each period."""
    return [*own(facts), *central(facts), *pairing(facts), *compensation(facts)]


def own(facts: Facts) -> list[Row]:
    """Own budget revenue of 2024."""
    return [
        {"kind": "own-revenue", "place": place, "standing": fact.value, **cite(fact)}
        for place, fact in facts.by_place("money.revenue", 2024).items()
    ]


def central(facts: Facts) -> list[Row]:
    """Transfers of the budget of 2025 by the shares of 2021: by formula as they are, for projects with room between provinces."""
    special, room = facts.get("money.central.special"), facts.get("money.central.room")
    rows: list[Row] = []
    for place, whole in transfers(facts).items():
        eco = facts.find("money.eco-transfer", place, 2020)
        tied = whole.value * special.value
        formula = whole.value - tied - (eco.value if eco else 0.0)
        ends = {"place": "CN", "to": place}
        rows.append({"kind": "central-transfer", **ends, "standing": formula, **cite(whole, special)})
        rows.append({"kind": "special-transfer", **ends, "standing": tied * room.value, **cite(whole, special, room)})
        if eco:
            rows.append({"kind": "eco-transfer", **ends, "standing": eco.value, **cite(eco)})
    return rows


def transfers(facts: Facts) -> dict[str, Fact]:
    """Central transfers by province: the nation's budget of 2025 by the shares of 2021, the last year executed for all."""
    nation, shares = facts.get("money.central-transfer", "CN", 2025), facts.by_place("money.central-transfer", 2021)
    whole = sum(f.value for f in shares.values())
    how = "transfers of the budget of 2025 by the shares of 2021"
    return {p: derive(nation.value * f.value / whole, "yiCNY/yr", how, nation, f) for p, f in shares.items()}


def pairing(facts: Facts) -> list[Row]:
    """East-west pairing: the total of 2023 by the number of key counties, halved where two provinces give."""
    total = facts.get("money.pairing.total", "CN", 2023)
    pairs = facts.rows("money-pairing")
    counties = sum(int(r["key_counties"]) for r in pairs)
    rows: list[Row] = []
    for row in pairs:
        givers = row["giver"].split(";")
        for giver in givers:
            amount = total.value * int(row["key_counties"]) / counties / len(givers)
            how = f"national total by key counties; pair: {row['source_title']}"
            rows.append({"kind": "pairing-fund", "place": giver, "to": row["receiver"], "standing": amount,
                         "source": f"{how}; {total.source}", "status": "recalled" if row["status"] == "recalled" else "derived"})  # fmt: skip
    return rows


def compensation(facts: Facts) -> list[Row]:
    """River schemes between provinces: a settled payment in full, a two-way bet at its expected part."""
    chance = facts.get("money.compensation.chance")
    sums: dict[tuple[str, str], float] = {}
    notes: dict[tuple[str, str], list[str]] = {}
    for row in facts.rows("money-compensation"):
        key = (row["payer"], row["receiver"])
        sums[key] = sums.get(key, 0.0) + float(row["amount"]) * (1.0 if row["certain"] else chance.value)
        notes.setdefault(key, []).append(f"{row['source_title']} [{row['status']}]")
    return [{"kind": "compensation", "place": payer, "to": receiver, "standing": value,
             "source": "; ".join([*notes[payer, receiver], chance.source]), "status": "assumed"}
            for (payer, receiver), value in sums.items()]  # fmt: skip


def moved(facts: Facts) -> tuple[dict[str, float], dict[str, float]]:
    """Pairing and river money by the province that gives it, and by the one that gets it."""
    gives: dict[str, float] = {}
    gets: dict[str, float] = {}
    for row in (*pairing(facts), *compensation(facts)):
        value = float(str(row["standing"]))
        gives[str(row["place"])] = gives.get(str(row["place"]), 0.0) + value
        gets[str(row["to"])] = gets.get(str(row["to"]), 0.0) + value
    return gives, gets


def carried(facts: Facts) -> dict[str, Fact]:
    """What is left of published spending of 2024 when all that comes in by name is taken off; below 0 it is sent up or saved."""
    revenue, sent, (_, gets) = facts.by_place("money.revenue", 2024), transfers(facts), moved(facts)
    how = "spending of 2024 less own revenue, transfers and money of other provinces"
    return {
        p: derive(spent.value - revenue[p].value - sent[p].value - gets.get(p, 0.0), "yiCNY/yr", how, spent, revenue[p], sent[p])
        for p, spent in facts.by_place("money.expenditure", 2024).items()
    }  # fmt: skip


def outside(facts: Facts, place: str) -> Amounts:
    """What comes from outside the named sources, growing: all of it at first, then without general bonds, which the plan borrows."""
    value, bonds = carried(facts)[place].value, general(facts, place)
    first, later = (grown(v, facts.get("money.growth")) for v in (value, value - bonds))
    return {p: (first if p == PERIODS[0] else later)[p] for p in PERIODS}


def supply(facts: Facts) -> list[Row]:
    """What the centre has to give, and what provinces carry in."""
    growth, direct, bonds = (facts.get(f"money.{x}") for x in ("growth", "central.direct", "bond.general"))
    nation = facts.get("money.central-transfer", "CN", 2025)
    centre = grown(nation.value + direct.value, growth)
    rows = [_amount("CN", centre, nation, direct, growth, how="transfers and the centre's own works")]
    for place, fact in carried(facts).items():
        rows.append(_amount(place, {p: max(v, 0.0) for p, v in outside(facts, place).items()}, fact, bonds, growth))
    return rows


def demand(facts: Facts) -> list[Row]:
    """Published spending, growing, less works and what the plan itself decides; works outside the case on new debt; what is sent up."""
    growth, works, left_over = facts.get("money.growth"), facts.get("money.works.share"), carried(facts)
    rows: list[Row] = []
    for place, spent in facts.by_place("money.expenditure", 2024).items():
        given, cited = less(facts, "public-money", place, grown(spent.value * (1 - works.value), growth))
        elsewhere, comes = works_on_debt(facts, place), outside(facts, place)
        amounts = {p: given[p] + elsewhere[p] + max(-comes[p], 0.0) for p in PERIODS}
        how = "spending of 2024, growing, less works like those modelled and what is modelled; works elsewhere on new debt"
        rows.append(_amount(place, amounts, spent, growth, works, left_over[place], *cited, how=how))
    return rows


def grown(value: float, growth: Fact) -> Amounts:
    """An amount of the first period, by period."""
    return {p: value * (1 + growth.value) ** (p - PERIODS[0]) for p in PERIODS}


def _amount(place: str, amounts: Amounts, *cited: Fact, how: str = "") -> Row:
    return {"commodity": "public-money", "place": place, **{f"amount_{p}": v for p, v in amounts.items()}, "unit": "yiCNY/yr",
            **cite(*cited, how=how)}  # fmt: skip
