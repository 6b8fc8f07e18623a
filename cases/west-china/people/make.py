"""People: the work that every sector offers, counted by province. No person is modelled, only places and numbers of posts."""

from __future__ import annotations

from pathlib import Path

from facts import Facts, Row, cite, write

COUNTED = {"source": "an account: what the processes of all sectors give", "status": "derived"}


def make(facts: Facts, out: Path) -> None:
    """Write the tables of people into ``out``."""
    write(out, "commodities", commodities())
    write(out, "ports", ports(facts))


def commodities() -> list[Row]:
    """Accounts that cost nothing and bind nothing by themselves."""
    names = [
        ("jobs", "就业岗位", "jobs", "wan_person", "0 CNY/person"),
        ("value-added", "增加值", "value added", "yiCNY/yr", "0 CNY/CNY"),
    ]
    return [{"commodity": code, "name_zh": zh, "name_en": en, "unit": unit, "resolution": "year", "surplus": free, **COUNTED}
            for code, zh, en, unit, free in names]  # fmt: skip


def ports(facts: Facts) -> list[Row]:
    """Posts and value added of kinds of process of other sectors."""
    return [{"kind": "coal-mine", "commodity": commodity, "where": "here", "when": "running", "rate": fact.value, "unit": fact.unit, **cite(fact)}
            for commodity in ("jobs", "value-added") for fact in [facts.get(f"people.{commodity}.coal-mine")]]  # fmt: skip
