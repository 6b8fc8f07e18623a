"""Research programmes of provinces and technology transfer between pairs: public money that brings research and saves a little elsewhere."""

from __future__ import annotations

from facts import Facts, Row, cite
from spans import stands, upto


def commodities() -> list[Row]:
    """Spending on research, all sources: an account."""
    return [{"commodity": "rd-spending", "name_zh": "研发经费", "name_en": "spending on research", "unit": "yiCNY/yr", "resolution": "year",
             "surplus": "0 CNY/CNY", "source": "an account: public programmes and what firms add", "status": "derived"}]  # fmt: skip


def kinds(facts: Facts) -> list[Row]:
    """What a yuan saves stands as a negative running cost. What stands is paid: a programme runs in full."""
    names = {
        "rd-programme": ("公共研发项目", "public research programme", "public;research", "rd"),
        "technology-transfer": ("东西部技术转移", "technology transfer east to west", "public;research;pairing", "transfer"),
    }  # fmt: skip
    rows: list[Row] = []
    for kind, (zh, en, tags, name) in names.items():
        saving = facts.get(f"money.{name}.saving")
        rows.append({"kind": kind, "name_zh": zh, "name_en": en, "unit": "yiCNY/yr", "from": 2030, "resolution": "year", "tags": tags,
                     "variable": f"{-saving.value:g} {saving.unit}", "floor": 1, **cite(saving)})  # fmt: skip
    return rows


def ports(facts: Facts) -> list[Row]:
    """A yuan of public money brings what firms add to it; a pair's money is spent where it arrives."""
    public = facts.get("money.rd.public")
    even = {
        "commodity": "public-money",
        "rate": -1,
        "unit": "CNY/CNY",
        "source": "a yuan is a yuan",
        "status": "derived",
    }
    brings = {"commodity": "rd-spending", "rate": 1 / public.value, "unit": "CNY/CNY", **cite(public)}
    return [
        {"kind": "rd-programme", "where": "here", **even},
        {"kind": "rd-programme", "where": "here", **brings},
        {"kind": "technology-transfer", "where": "from", **even},
        {"kind": "technology-transfer", "where": "to", **brings},
    ]


def sites(facts: Facts) -> list[Row]:
    """Public research money of 2024 with room above it; every pair may join in a programme."""
    public, room, most = facts.get("money.rd.public"), facts.get("money.rd.room"), facts.get("money.transfer.room")
    spent = facts.by_place("money.rd", 2024)
    rows: list[Row] = []
    for place, fact in spent.items():
        now = fact.value * public.value
        rows.append({"kind": "rd-programme", "place": place, **stands(now), **upto(now, now * room.value), **cite(fact, public, room)})  # fmt: skip
    for row in facts.rows("money-pairing"):
        for giver in row["giver"].split(";"):
            fact = spent[giver]
            rows.append({"kind": "technology-transfer", "place": giver, "to": row["receiver"], **stands(0),
                         **upto(0, fact.value * public.value * most.value), **cite(fact, public, most)})  # fmt: skip
    return rows
