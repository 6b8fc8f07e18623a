"""Public money by province: own revenue, central transfers, bonds, pairing funds and river compensation; building spends it.

Only the part of budgets that goes to works like those modelled here is counted (stated shares). A missing yuan has a price, so
money never stops a plan by itself: it says where budgets are too small for what is asked of them.
"""

from __future__ import annotations

from pathlib import Path

from facts import PERIODS, Facts, Row, cite, write


def make(facts: Facts, out: Path) -> None:
    """Write the money tables into ``out``."""
    write(out, "commodities", commodities(facts))
    write(out, "kinds", kinds(facts))
    write(out, "ports", ports())
    write(out, "sites", [*own(facts), *central(facts), *bonds(facts), *pairing(facts), *compensation(facts)])
    write(out, "supply", nation(facts))


def commodities(facts: Facts) -> list[Row]:
    price = facts.get("money.shortage")
    return [{"commodity": "public-money", "name_zh": "公共资金", "name_en": "public money", "unit": "yiCNY/yr", "resolution": "year",
             "shortage": f"{price.value:g} {price.unit}", "surplus": f"0 {price.unit}", **cite(price)}]  # fmt: skip


def kinds(facts: Facts) -> list[Row]:
    bond, moving = facts.get("money.bond.cost"), facts.get("money.handling")
    names = {
        "own-revenue": ("本级财力", "own revenue", "public"),
        "central-transfer": ("中央转移支付", "central transfer", "public;transfer"),
        "eco-transfer": ("重点生态功能区转移支付", "transfer to key ecological areas", "public;transfer;compensation"),
        "bond": ("地方政府债券", "local government bond", "public;debt"),
        "pairing-fund": ("东西部协作资金", "east-west pairing fund", "public;pairing"),
        "compensation": ("横向生态保护补偿", "horizontal river compensation", "public;compensation"),
    }
    rows: list[Row] = []
    for kind, (zh, en, tags) in names.items():
        cost = bond if kind == "bond" else moving
        rows.append({"kind": kind, "name_zh": zh, "name_en": en, "unit": "yiCNY/yr", "resolution": "year", "tags": tags,
                     "variable": f"{cost.value:g} {cost.unit}", **cite(cost)})  # fmt: skip
    return rows


def ports() -> list[Row]:
    moved = {"commodity": "public-money", "unit": "CNY/CNY", "source": "a yuan is a yuan", "status": "derived"}
    rows: list[Row] = [{"kind": kind, "where": "here", "rate": 1, **moved} for kind in ("own-revenue", "bond")]
    for kind in ("central-transfer", "eco-transfer", "pairing-fund", "compensation"):
        rows += [
            {"kind": kind, "where": "from", "rate": -1, **moved},
            {"kind": kind, "where": "to", "rate": 1, **moved},
        ]
    return rows


def own(facts: Facts) -> list[Row]:
    """The share of own budget revenue of 2024, flat in real terms."""
    share = facts.get("money.own.share")
    return [{"kind": "own-revenue", "place": place, "standing": fact.value * share.value, **cite(fact, share)}
            for place, fact in facts.by_place("money.revenue", 2024).items()]  # fmt: skip


def central(facts: Facts) -> list[Row]:
    """Transfers of 2021 (the last executed year for all): the plan may shift between provinces within a margin."""
    share, room = facts.get("money.central.share"), facts.get("money.central.room")
    rows: list[Row] = []
    for place, fact in facts.by_place("money.central-transfer", 2021).items():
        rows.append({"kind": "central-transfer", "place": "CN", "to": place, "standing": fact.value * share.value * room.value,
                     **cite(fact, share, room)})  # fmt: skip
    for place, fact in facts.by_place("money.eco-transfer", 2020).items():
        rows.append({"kind": "eco-transfer", "place": "CN", "to": place, "standing": fact.value, **cite(fact)})
    return rows


def bonds(facts: Facts) -> list[Row]:
    """New debt a year within the room of 2023, split by own revenue: limits by province are not published together."""
    balance, limit, share = (
        facts.get("money.debt.balance", "CN", 2023),
        facts.get("money.debt.limit", "CN", 2023),
        facts.get("money.bond.share"),
    )
    revenue = facts.by_place("money.revenue", 2024)
    whole = sum(f.value for f in revenue.values())
    yearly = (limit.value - balance.value) * share.value
    return [{"kind": "bond", "place": place, "standing": yearly * fact.value / whole,
             **cite(fact, share, balance, limit)} for place, fact in revenue.items()]  # fmt: skip


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


def nation(facts: Facts) -> list[Row]:
    """What the centre has to give: the transfers of today and what it spends on works itself."""
    share, direct = facts.get("money.central.share"), facts.get("money.central.direct")
    sent, eco = facts.by_place("money.central-transfer", 2021), facts.by_place("money.eco-transfer", 2020)
    value = sum(f.value for f in sent.values()) * share.value + sum(f.value for f in eco.values()) + direct.value
    return [{"commodity": "public-money", "place": "CN", **{f"amount_{y}": value for y in PERIODS}, "unit": "yiCNY/yr",
             **cite(share, direct, *eco.values(), *sent.values(), how="transfers of 2021 by their share, ecological transfers, own works")}]  # fmt: skip
