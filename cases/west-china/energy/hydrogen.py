"""Renewable hydrogen of the North and West: electrolysers, stores, pipelines, and the use that the national plan names.

Hydrogen from coal and gas, some 36 million tonnes, is no part of it: its coal and gas are in their given demand.
"""

from __future__ import annotations

from itertools import pairwise

from energy.plants import LATER, Rows
from facts import PERIODS, Fact, Facts, cite, derive, number

COMMODITY = "hydrogen"
FIRST, SECOND, _ = PERIODS
HOURS = 8760
HEAT = 33.33  # MWh in a tonne, lower heating value: a definition


def commodity(facts: Facts) -> Rows:
    """Hydrogen by season at provinces, with the price of missing it."""
    price = facts.get("price.hydrogen_short")
    return [
        {
            "commodity": COMMODITY, "name_zh": "可再生氢", "name_en": "renewable hydrogen", "unit": "kt/yr", "resolution": "season",
            "shortage": f"{number(price.value)} {price.unit}", "surplus": "0", **cite(price),
        }
    ]  # fmt: skip


def kinds(facts: Facts) -> Rows:
    """Electrolysers follow the hours; stores carry from season to season; pipelines cost by length."""
    get = facts.get
    cost, life, share = (
        get("electrolyser_alkaline.capex", "", 2024),
        get("electrolyser_alkaline.lifetime"),
        get("electrolyser_alkaline.fixed_om"),
    )
    tank, tank_life, pipe, pipe_life = (
        get("hydrogen.store_cost"),
        get("hydrogen.store_life"),
        get("hydrogen.pipe_cost"),
        get("hydrogen.pipe_life"),
    )
    fixed = f"{number(share.value / 100 * cost.value)} CNY/kW/yr"
    names = ("kind", "name_zh", "name_en", "unit", "tags")
    shared = {"from": SECOND}
    return [
        {
            **dict(zip(names, ("electrolyser", "电解水制氢", "electrolyser", "GW", "hydrogen;electrolyser"), strict=True)), **shared,
            "life": life.value, "fixed": fixed, **{f"invest_{p}": f"{number(cost.value)} {cost.unit}" for p in PERIODS}, **cite(cost, life, share),
        },
        {
            **dict(zip(names, ("hydrogen-store", "储氢", "hydrogen store", "kt", "hydrogen;hydrogen-store"), strict=True)), **shared,
            "life": tank_life.value, **{f"invest_{p}": f"{number(tank.value)} {tank.unit}" for p in PERIODS}, **cite(tank, tank_life),
        },
        {
            **dict(zip(names, ("hydrogen-pipe", "输氢管道", "hydrogen pipeline", "kt/yr", "hydrogen;pipeline"), strict=True)), **shared,
            "life": pipe_life.value, "invest_km": f"{number(pipe.value)} {pipe.unit}", **cite(pipe, pipe_life),
        },
    ]  # fmt: skip


def kilograms(facts: Facts) -> Fact:
    """Hydrogen from a megawatt-hour."""
    share = facts.get("electrolyser_alkaline.efficiency")
    return derive(1000 * share.value / HEAT, "kg/MWh", "efficiency over the lower heating value", share)


def ports(facts: Facts) -> Rows:
    """What electrolysers take and give, and the pipelines."""
    gives, water, jobs, value = (
        kilograms(facts),
        facts.get("hydrogen.water"),
        facts.get("hydrogen.jobs"),
        facts.get("hydrogen.value_added"),
    )
    row: dict[str, object] = {"kind": "electrolyser"}
    moved: dict[str, object] = {
        "kind": "hydrogen-pipe",
        "commodity": COMMODITY,
        "unit": "kt/kt",
        "source": "definition",
        "status": "derived",
    }
    return [
        {**row, "commodity": "electricity", "rate": -1, "unit": "GW/GW", "source": "definition", "status": "derived"},
        {**row, "commodity": COMMODITY, "rate": gives.value, "unit": gives.unit, **cite(gives)},
        {**row, "commodity": "water", "rate": -water.value * gives.value / 1000, "unit": "m3/MWh", **cite(water, gives)},
        {**row, "commodity": "jobs", "rate": jobs.value, "unit": jobs.unit, "when": "standing", **cite(jobs)},
        {**row, "commodity": "value-added", "rate": value.value * gives.value, "unit": "CNY/MWh", **cite(value, gives)},
        {**moved, "where": "from", "rate": -1}, {**moved, "where": "to", "rate": 1},
    ]  # fmt: skip


def shares(facts: Facts) -> dict[str, Fact]:
    """How national use is shared over the places that make or get hydrogen: by industrial value added."""
    work = facts.by_place("va_industry", 2024)
    places = {*facts.by_place("hydrogen.made"), *facts.by_place("hydrogen.piped")}
    total = sum(work[p].value for p in places)
    return {p: derive(work[p].value / total, "p.u.", "by industrial value added", work[p]) for p in sorted(places)}


def standing(facts: Facts) -> dict[str, Fact]:
    """Electrolysers of the start: what the use of the first period takes, at their mean hours, where hydrogen is made."""
    use, hours, gives = facts.get("hydrogen.use", "", FIRST), facts.get("hydrogen.hours"), kilograms(facts)
    made = facts.by_place("hydrogen.made")
    own = {p: f for p, f in shares(facts).items() if p in made}
    total = use.value * 1e6 / gives.value / hours.value / 1000  # GW
    how = "use of the first period at the mean hours"
    return {
        p: derive(total * f.value / sum(x.value for x in own.values()), "GW", how, use, hours, f)
        for p, f in own.items()
    }


def sites(facts: Facts) -> Rows:
    """Electrolysers and stores where hydrogen is made; pipelines from there to the capital region and between neighbours."""
    rows: Rows = []
    most, room = facts.get("hydrogen.potential"), facts.get("hydrogen.store_potential")
    for place, fact in standing(facts).items():
        stands = {f"standing_{p}": fact.value for p in PERIODS}
        upto = {f"potential_{FIRST}": fact.value, **{f"potential_{p}": most.value for p in LATER}}
        rows.append({"kind": "electrolyser", "place": place, **stands, **upto, **cite(fact, most)})
        empty = {f"standing_{p}": 0.0 for p in PERIODS}
        upto = {f"potential_{FIRST}": 0.0, **{f"potential_{p}": room.value for p in LATER}}
        rows.append({"kind": "hydrogen-store", "place": place, **empty, **upto, **cite(room)})
    limit = facts.get("hydrogen.pipe_potential")
    for line in facts.rows("energy-hydrogen-pipes"):
        upto = {f"potential_{FIRST}": 0.0, **{f"potential_{p}": limit.value for p in LATER}}
        rows.append({
            "kind": "hydrogen-pipe", "place": line["place"], "to": line["to"], "km": float(line["km"]), **{f"standing_{p}": 0.0 for p in PERIODS},
            **upto, "source": f"{line['source_title']}; {limit.source}", "status": "assumed",
        })  # fmt: skip
    return rows


def demand(facts: Facts) -> Rows:
    """Use by place; what cannot be had yet in the first period is asked for where it is made."""
    uses = [facts.get("hydrogen.use", "", p) for p in PERIODS]
    made, own = facts.by_place("hydrogen.made"), shares(facts)
    at_home = sum(f.value for p, f in own.items() if p in made)
    rows: Rows = []
    for place, share in own.items():
        first = share.value / at_home if place in made else 0.0
        parts = (first, *(share.value for _ in pairwise(PERIODS)))
        amounts = {f"amount_{p}": use.value * part for p, use, part in zip(PERIODS, uses, parts, strict=True)}
        rows.append({"commodity": COMMODITY, "place": place, "unit": "kt/yr", **amounts, **cite(share, *uses)})
    return rows


def store() -> Rows:
    """What the stores hold."""
    return [
        {
            "store": "hydrogen-store", "name_zh": "储氢", "name_en": "hydrogen store", "commodity": COMMODITY, "kind": "hydrogen-store",
            "per_capacity": "1 kt/kt", "source": "definition: capacity is what it holds", "status": "derived",
        }
    ]  # fmt: skip
