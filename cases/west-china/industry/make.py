"""Industry: the characteristic goods of the West and of their partners elsewhere, from ore and power to market.

A plant is one column a period: it draws power (flat over the year), coal, gas, water, ores and goods where it stands, and
gives its good to the pool of the nation at the cost of the way; alumina, aluminium and methanol are balanced in provinces
too. Old plants stand at level 3 of the energy limits, retrofits take their capacity over at level 2 or the benchmark, new
plants run at level 1. Where a trade moves, old plants may close and limits hold capacity to the need, so that a new plant
in the West comes with one that closes elsewhere.

Carbon dioxide: the coal and gas that these plants burn count here, with process emissions. Coal and gas outside power and
industry (heat, other trades) are given demand in the energy sector and emit nothing there.
"""

from __future__ import annotations

from pathlib import Path

from facts import PERIODS, Facts, Row, cite, write
from industry.goods import ENERGY, FAMILIES, GOODS, LEVELS, LOCAL, stem, unit_of
from industry.limits import invest, limits
from industry.needs import demand, supply, totals
from industry.plants import dry_share, sites
from industry.rates import co2, need, use
from industry.raw import ORES
from industry.trade import exported, gives_to_pool, trade_kinds, trade_ports, trade_sites


def make(facts: Facts, out: Path) -> None:
    """Write the industry tables into ``out``."""
    plants = [row for family in FAMILIES for row in sites(facts, family)]
    abroad = exported(facts, totals(facts))
    write(out, "commodities", [*commodities(facts)])
    write(out, "kinds", [*kinds(facts), *trade_kinds(facts, abroad)])
    write(out, "ports", [*ports(facts), *trade_ports(facts, abroad)])
    write(out, "sites", [*plants, *trade_sites(facts, abroad, *ends(plants))])
    write(out, "demand", demand(facts))
    write(out, "supply", supply(facts))
    write(out, "profiles", profiles(facts))
    write(out, "limits", limits(facts))


def ends(plants: list[Row]) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Provinces where a good that is balanced there is made, and where it is used."""
    made: dict[str, set[str]] = {g: set() for g in LOCAL}
    used: dict[str, set[str]] = {g: set() for g in LOCAL}
    for row in plants:
        own = FAMILIES[stem(str(row["kind"]))[0]]
        if own.good in LOCAL:
            made[own.good].add(str(row["place"]))
        for good in own.uses:
            if good in LOCAL:
                used[good].add(str(row["place"]))
    return made, used


def commodities(facts: Facts) -> list[Row]:
    """The goods, with the price of missing one: a multiple of its market price."""
    times = facts.get("industry.short")
    rows: list[Row] = []
    for good, (zh, en, unit) in GOODS.items():
        price = facts.get(f"industry.price.{good}")
        rows.append({"commodity": good, "name_zh": zh, "name_en": en, "unit": unit, "resolution": "year",
                     "shortage": f"{times.value * price.value:g} {price.unit}", "surplus": f"0 {price.unit}", **cite(price, times)})  # fmt: skip
    return rows


def kinds(facts: Facts) -> list[Row]:
    """One row a family and level. Upkeep is a share of what a new plant costs; sites carry the running cost."""
    share = facts.get("industry.fixed")
    rows: list[Row] = []
    for family, own in FAMILIES.items():
        for level in own.levels:
            kind = f"{family}{level}"
            whole = invest(facts, f"{family}-new")
            row: dict[str, object] = {
                "kind": kind, "name_zh": own.zh + LEVELS[level][0], "name_en": own.en + LEVELS[level][1], "unit": unit_of(family),
                "resolution": "season" if family == "aluminium-hydro" else "year", "profile": "dry-season" if family == "aluminium-hydro" else "",
                "fixed": f"{whole.value * share.value:.6g} {whole.unit}/yr", "from": PERIODS[1], "tags": tags(family, level),
            }  # fmt: skip
            used = [whole, share]
            if level:
                cost, life = (
                    invest(facts, kind),
                    facts.find(f"industry.life.{kind}") or facts.get(f"industry.life.{level[1:]}"),
                )
                row |= {"life": life.value, "invest": f"{cost.value:.6g} {cost.unit}"}
                used += [cost, life]
            least = facts.find(f"industry.floor.{kind}") or facts.get("industry.floor")
            if not level and not own.closes:
                row["floor"] = least.value
                used.append(least)
            if own.closes and not level:
                row["retire"] = "yes"
            rows.append({**row, **cite(*used)})
    return rows


def tags(family: str, level: str) -> str:
    """Tags of a kind: industry, its good, its level, and what its family is."""
    found = [
        "industry",
        FAMILIES[family].good,
        {"": "as-stands", "-upgraded": "industry-upgrade", "-new": "new-plant"}[level],
    ]
    return ";".join(dict.fromkeys([*found, *FAMILIES[family].tags.split(";")])).strip(";")


def ports(facts: Facts) -> list[Row]:
    """What every kind gives and takes."""
    rows: list[Row] = []
    for family, own in FAMILIES.items():
        unit = unit_of(family)
        for level in own.levels:
            kind = f"{family}{level}"
            rows.append({"kind": kind, "commodity": own.good, "where": "parent" if gives_to_pool(own.good) else "here", "rate": 1,
                         "unit": f"({unit})/({unit})", "source": "capacity is output of the good", "status": "derived"})  # fmt: skip
            for commodity in own.uses:
                rate = use(facts, kind, commodity)
                near = commodity in (*ENERGY, *ORES, *LOCAL)
                rows.append({"kind": kind, "commodity": commodity, "where": "here" if near else "parent", "rate": -rate.value,
                             "unit": rate.unit, **cite(rate)})  # fmt: skip
            rows += accounts(facts, kind)
            if level == "-upgraded":
                part = facts.get("industry.public")
                rows.append({"kind": kind, "commodity": f"capacity:{family}", "where": "here", "when": "building", "rate": -1,
                             "unit": f"({unit})/({unit})", "source": "a retrofit takes an old plant over", "status": "derived"})  # fmt: skip
                rows.append({"kind": kind, "commodity": "public-money", "where": "here", "when": "building", "rate": -part.value,
                             "unit": "invest", **cite(part)})  # fmt: skip
    return rows


def accounts(facts: Facts, kind: str) -> list[Row]:
    """Carbon dioxide, posts and value added of a kind."""
    found = [("jobs", need(facts, "jobs", kind)), ("value-added", need(facts, "value", kind))]
    burnt = co2(facts, kind)
    if burnt:
        found.append(("co2", burnt))
    return [
        {"kind": kind, "commodity": c, "where": "here", "rate": f.value, "unit": f.unit, **cite(f)} for c, f in found
    ]


def profiles(facts: Facts) -> list[Row]:
    """Smelters on hydro power run less in winter and spring."""
    dry = dry_share(facts)
    return [{"profile": "dry-season", "season": s, "value": dry.value if s in ("winter", "spring") else 1.0, **cite(dry)}
            for s in ("winter", "spring", "summer", "autumn")]  # fmt: skip
