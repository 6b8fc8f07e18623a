"""Minerals: ores by province, from the ground to where they are used.

``reserve:DEPOSIT`` is what may still be raised: a store that starts full and that only survey adds to. Mines of today and large
new bases draw it and give ``ore:ORE``; so do imports at gates. Ore is hauled between provinces by weight and distance. Bases take
land while they stand; every mine takes water and gives posts and value added. A state quota bounds the mining of rare earths.
"""

from __future__ import annotations

from pathlib import Path

from facts import PERIODS, Fact, Facts, Row, cite, derive, write
from minerals.demand import demand, drawn
from minerals.deposits import DEPOSITS, ORES, ore_of, per_tonne, price
from minerals.sites import ground, hauls, imports, mines

DUG = ("mine", "base")


def make(facts: Facts, out: Path) -> None:
    """Write the tables of minerals into ``out``; the sectors made before it say where ore is drawn."""
    elsewhere = drawn(out.parent)
    write(out, "commodities", commodities(facts))
    write(out, "kinds", kinds(facts))
    write(out, "ports", ports(facts))
    write(out, "sites", [*ground(facts), *mines(facts), *imports(facts), *hauls(facts, elsewhere)])
    write(out, "stores", stores())
    write(out, "demand", demand(facts, elsewhere))
    write(out, "limits", limits(facts))


def commodities(facts: Facts) -> list[Row]:
    """Ores may be missed at a price; what lies in the ground is neither asked for nor thrown away."""
    times = facts.get("minerals.shortage")
    rows: list[Row] = []
    for ore, names in ORES.items():
        worth = price(facts, ore)
        rows.append({"commodity": f"ore:{ore}", "name_zh": names.zh, "name_en": names.en, "unit": names.rate, "resolution": "year",
                     "shortage": f"{worth.value * times.value:g} CNY/t", "surplus": "0 CNY/t", **cite(worth, times)})  # fmt: skip
    for deposit, (_, zh, en, _) in DEPOSITS.items():
        rows.append({"commodity": f"reserve:{deposit}", "name_zh": f"{zh}储量动用", "name_en": f"{en}, drawn from reserves", "unit": ore_of(deposit).rate,
                     "resolution": "year", "source": "the balance on which a store of reserves sits", "status": "derived"})  # fmt: skip
    return rows


def kinds(facts: Facts) -> list[Row]:
    """Reserve, survey, mine of today and large base of every deposit; import and haul of every ore."""
    get, rows = facts.get, list[Row]()
    life, fixed, scale = get("minerals.base.life"), get("minerals.fixed"), get("minerals.base.cost")
    for deposit, (ore, zh, en, _) in DEPOSITS.items():
        cost, invest, worth, proof = get(f"minerals.cost.{deposit}"), get(f"minerals.invest.{deposit}"), price(facts, ore), get("minerals.find.cost")  # fmt: skip
        unit = {"unit": ore_of(deposit).rate, "resolution": "year"}
        rows += [
            {"kind": f"ore-reserve-{deposit}", "name_zh": f"{zh}储量", "name_en": f"{en} reserves", "unit": ore_of(deposit).unit, "tags": f"reserve;{ore}",
             "source": "its capacity is what lies in the ground", "status": "derived"},
            {"kind": f"ore-find-{deposit}", "name_zh": f"{zh}勘查增储", "name_en": f"survey for {en}", **unit, "variable": f"{worth.value * proof.value:g} CNY/t",
             "tags": f"survey;{ore}", **cite(worth, proof)},
            {"kind": f"ore-mine-{deposit}", "name_zh": f"{zh}现有矿山", "name_en": f"{en} mines of today", **unit, "variable": f"{cost.value:g} {cost.unit}",
             "tags": f"mine;{ore}", **cite(cost)},
            {"kind": f"ore-base-{deposit}", "name_zh": f"{zh}大型开采基地", "name_en": f"large {en} base", **unit, "life": life.value, "invest": f"{invest.value:g} {invest.unit}",
             "fixed": f"{invest.value * fixed.value:g} {invest.unit}/yr", "variable": f"{cost.value * scale.value:g} {cost.unit}", "from": 2030,
             "tags": f"mine;large-base;{ore}", **cite(cost, invest, fixed, scale, life)},
        ]  # fmt: skip
    tariff, handling = get("freight.rail.km-tariff"), get("freight.rail.handling")
    for ore, names in ORES.items():
        worth, mass = price(facts, ore), weight(facts, ore)
        unit = {"unit": names.rate, "resolution": "year"}
        rows += [
            {"kind": f"ore-import-{ore}", "name_zh": f"{names.zh}进口", "name_en": f"imports, {names.en}", **unit, "variable": f"{worth.value:g} {worth.unit}",
             "tags": f"ore-import;{ore}", **cite(worth)},
            {"kind": f"ore-haul-{ore}", "name_zh": f"{names.zh}调运", "name_en": f"haul, {names.en}", **unit, "variable": f"{handling.value * mass.value:g} {handling.unit}",
             "variable_km": f"{tariff.value * mass.value:g} {tariff.unit}", "tags": f"ore-haul;{ore}", **cite(tariff, handling, mass)},
        ]  # fmt: skip
    return rows


def weight(facts: Facts, ore: str) -> Fact:
    """Tonnes hauled for a tonne of the balance."""
    return facts.find(f"minerals.mass.{ore}") or facts.get("minerals.lithium-concentrate.per-lce", "CN", 2024)


def ports(facts: Facts) -> list[Row]:
    """What mines, surveys, imports and hauls take and give."""
    rows: list[Row] = []
    share = facts.get("minerals.find.public")
    for deposit, (ore, *_) in DEPOSITS.items():
        proof = facts.get("minerals.find.cost")
        cost = price(facts, ore)
        rows.append(port(f"ore-find-{deposit}", f"reserve:{deposit}", 1, "t/t"))
        rows.append(port(f"ore-find-{deposit}", "public-money", -cost.value * proof.value * share.value, "CNY/t", cost, proof, share))  # fmt: skip
        for how in DUG:
            rows += dug(facts, deposit, how)
        rows += base(facts, deposit)
    for ore in ORES:
        rows.append(port(f"ore-import-{ore}", f"ore:{ore}", 1, "t/t"))
        rows.append({**port(f"ore-haul-{ore}", f"ore:{ore}", -1, "t/t"), "where": "from"})
        rows.append({**port(f"ore-haul-{ore}", f"ore:{ore}", 1, "t/t"), "where": "to"})
    return rows


def port(kind: str, commodity: str, rate: float, unit: str, *used: Fact) -> Row:
    """A running port; without facts it is a definition."""
    cell = cite(*used) if used else {"source": "a tonne is a tonne", "status": "derived"}
    return {
        "kind": kind,
        "commodity": commodity,
        "where": "here",
        "when": "running",
        "rate": rate,
        "unit": unit,
        **cell,
    }


def dug(facts: Facts, deposit: str, how: str) -> list[Row]:
    """What a mine takes from the ground and from rivers, and gives."""
    get, kind, (ore, *_) = facts.get, f"ore-{how}-{deposit}", DEPOSITS[deposit]
    drawn_, ratio, worth, part = get(f"minerals.drawn.{how}"), per_tonne(facts, deposit), price(facts, ore), get("minerals.value")  # fmt: skip
    used = (drawn_, ratio) if ratio else (drawn_,)
    water, jobs = get(f"minerals.water.{deposit}"), get(f"minerals.jobs.{deposit}")
    return [
        port(kind, f"ore:{ore}", 1, "t/t"),
        port(kind, f"reserve:{deposit}", -drawn_.value * (ratio.value if ratio else 1.0), "t/t", *used),
        port(kind, "water", -water.value, water.unit, water),
        port(kind, "jobs", jobs.value, jobs.unit, jobs),
        port(kind, "value-added", worth.value * part.value, "CNY/t", worth, part),
    ]


def base(facts: Facts, deposit: str) -> list[Row]:
    """Land that a base takes while it stands, and public money when it is built."""
    land, share = facts.get(f"minerals.land.{deposit}"), facts.get("minerals.base.public")
    kind, ground_ = f"ore-base-{deposit}", DEPOSITS[deposit][3]
    return [
        {**port(kind, f"land:{ground_}", -land.value, land.unit, land), "when": "standing"},
        {**port(kind, "public-money", -share.value, "invest", share), "when": "building"},
    ]


def stores() -> list[Row]:
    """Reserves start full; nothing but survey flows in."""
    return [
        {"store": f"reserve-{deposit}", "name_zh": f"{zh}剩余储量", "name_en": f"{en} left in the ground", "commodity": f"reserve:{deposit}",
         "kind": f"ore-reserve-{deposit}", "per_capacity": f"1 {ore_of(deposit).unit}/{ore_of(deposit).unit}", "start": 1,
         "source": "definition: capacity is what lies in the ground when the plan begins", "status": "derived"}
        for deposit, (_, zh, en, _) in DEPOSITS.items()
    ]  # fmt: skip


def limits(facts: Facts) -> list[Row]:
    """The state quota for mining rare earths, grown; digging beyond it costs more than ore is worth."""
    quota, rise, fine = facts.get("minerals.quota.rare-earth", "CN", 2024), facts.get("minerals.quota.growth"), facts.get("minerals.quota.price")  # fmt: skip
    grown = derive(quota.value, quota.unit, "quota of 2024, grown", quota, rise)
    return [
        {"limit": "rare-earth-quota", "name_zh": "稀土开采总量控制指标", "name_en": "state quota for mining rare earths", "measure": "output",
         "tags": "mine", "commodity": "ore:rare-earth", "in": "CN", "bound": "at_most",
         **{f"amount_{y}": quota.value * (1 + rise.value) ** max(y - 2025, 0) for y in PERIODS}, "unit": quota.unit, "price": f"{fine.value:g} {fine.unit}",
         **cite(grown, fine)}
    ]  # fmt: skip
