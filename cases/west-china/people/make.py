"""People: services that provinces owe their residents, posts and wages, and the floor under low incomes.

No person is modelled, and no group of persons: only places, numbers of residents by age and town or village, and numbers of posts.
"""

from __future__ import annotations

from pathlib import Path

from facts import Facts, Row, write
from people import floor, posts, services

COUNTED = {"source": "an account: what the processes of all sectors give", "status": "derived"}


def make(facts: Facts, out: Path) -> None:
    """Write the tables of people into ``out``."""
    places = sorted(facts.by_place("pop_resident", 2024))
    own = services.ports(facts)
    work = _add(posts.today(out, posts.ports(facts)), _own_posts(facts, places))
    write(out, "commodities", [*accounts(), *services.commodities(facts), *floor.commodities(facts)])
    write(out, "kinds", [*services.kinds(facts), *floor.kinds(facts)])
    write(out, "ports", [*posts.ports(facts), *own, *floor.ports(facts)])
    write(out, "sites", [*services.sites(facts, places), *floor.sites(facts, places, work)])
    write(out, "demand", [*services.demand(facts, places), *floor.demand(facts, places, work)])


def accounts() -> list[Row]:
    """Accounts that cost nothing and bind nothing by themselves. Posts while building are apart: they last as long as the work."""
    names = [
        ("jobs", "就业岗位", "jobs", "wan_person", "0 CNY/person"),
        ("construction-jobs", "建设期岗位", "posts while building", "wan_person", "0 CNY/person"),
        ("value-added", "增加值", "value added", "yiCNY/yr", "0 CNY/CNY"),
    ]
    return [{"commodity": code, "name_zh": zh, "name_en": en, "unit": unit, "resolution": "year", "surplus": free, **COUNTED}
            for code, zh, en, unit, free in names]  # fmt: skip


def _own_posts(facts: Facts, places: list[str]) -> dict[str, float]:
    """Posts of today's services."""
    return {
        p: sum(s.need(facts, p, 2025).value * services.staff(facts, s).value for s in services.SERVICES) for p in places
    }


def _add(one: dict[str, float], other: dict[str, float]) -> dict[str, float]:
    return {p: one.get(p, 0.0) + other.get(p, 0.0) for p in {*one, *other}}
