"""How goods get about: the pool of the nation, what it costs to reach it, imports and exports.

A good is sent to the pool at the mean way by rail from its province to the industry of the nation; posts are paid by the
income level of the province. Exports are asked for at markets, as much as was seen; freight does not draw on the railways
and boxes of the freight sector, whose trade is given and holds these goods already.
"""

from __future__ import annotations

import math
from functools import cache

from facts import PERIODS, Fact, Facts, Row, cite, derive
from industry.goods import FAMILIES, GOODS, LOCAL, PRICE_UNIT, stem
from industry.rates import need

from geju.core import unit as units

MARKETS = ("singapore", "rotterdam", "almaty")
EARTH = 6371.0


@cache
def mean_way(facts: Facts) -> dict[str, Fact]:
    """Mean way from each province to the industry of the nation, km."""
    at = {r["place"]: (math.radians(float(r["lon"])), math.radians(float(r["lat"]))) for r in facts.rows("provinces")}
    weight = {p: f.value for p, f in facts.by_place("va_industry", 2024).items()}
    detour, near = facts.get("industry.detour"), facts.get("industry.near")
    found = {}
    for p in at:
        km = sum(weight[q] * max(near.value, detour.value * _arc(at[p], at[q])) for q in at) / sum(weight.values())
        found[p] = derive(km, "km", "mean over provinces by industrial value added", detour, near)
    return found


def to_coast(facts: Facts, place: str) -> float:
    """Way from a province to the nearest coastal one, km: none for a coastal one."""
    coast = next(r["members"] for r in facts.rows("groups") if r["group"] == "coast").split()
    at = {r["place"]: (math.radians(float(r["lon"])), math.radians(float(r["lat"]))) for r in facts.rows("provinces")}
    return facts.get("industry.detour").value * min(_arc(at[place], at[q]) for q in coast)


def _arc(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great circle, km."""
    inside = math.sin(a[1]) * math.sin(b[1]) + math.cos(a[1]) * math.cos(b[1]) * math.cos(a[0] - b[0])
    return EARTH * math.acos(max(-1.0, min(1.0, inside)))


def carriage(facts: Facts, good: str, place: str) -> tuple[float, list[Fact]]:
    """Cost of sending a unit of a good from a province to the pool, in the price unit of the good."""
    way = mean_way(facts)[place]
    unit = PRICE_UNIT[GOODS[good][2]]
    if good == "tourism":
        travel = facts.get("industry.travel")
        return travel.value * way.value / 1000, [way, travel]
    if good == "computing":
        return 0.0, []
    tariff, ends = facts.get("freight.rail.km-tariff"), facts.get("freight.rail.handling")
    weight = facts.find(f"industry.weight.{good}")
    cost = tariff.value * way.value + ends.value
    ratio = units.factor(f"CNY/t*{weight.unit}" if weight else "CNY/t", unit)
    assert ratio is not None
    return cost * (weight.value if weight else 1.0) * ratio, [way, tariff, ends, *([weight] if weight else [])]


def pay(facts: Facts, kind: str, place: str) -> tuple[float, list[Fact]]:
    """Pay of the posts of a unit of a good, in the price unit of the good."""
    family, _ = stem(kind)
    jobs, ratio, income = (
        need(facts, "jobs", kind),
        facts.get("industry.wage"),
        facts.get("industry.income", place, 2024),
    )
    unit = PRICE_UNIT[GOODS[FAMILIES[family].good][2]]
    scale = units.factor(f"{jobs.unit}*CNY/person/yr", unit)
    assert scale is not None
    return jobs.value * ratio.value * income.value * scale, [jobs, ratio, income]


def place_cost(facts: Facts, kind: str, place: str) -> dict[str, str]:
    """Variable cost of a kind at a place: other cash cost, pay, and the way to the pool where the plant gives to it."""
    family, _ = stem(kind)
    good = FAMILIES[family].good
    other = need(facts, "other", kind)
    wages, _ = pay(facts, kind, place)
    way = carriage(facts, good, place)[0] if gives_to_pool(good) else 0.0
    return {"variable": f"{other.value + wages + way:.6g} {PRICE_UNIT[GOODS[good][2]]}"}


def gives_to_pool(good: str) -> bool:
    """Whether plants give a good to the nation at once."""
    return good not in LOCAL and good != "cement"


def pool_kinds() -> list[tuple[str, str, str, str, str]]:
    """Kinds that move a good between a province and the pool: kind, zh, en, good, sign of the province."""
    return [(f"{verb}-{good}", f"{zh}{GOODS[good][0]}", f"{en} {GOODS[good][1]}", good, sign)
            for good in LOCAL for verb, zh, en, sign in (("send", "外运", "sending of", "-"), ("fetch", "运入", "fetching of", "+"))]  # fmt: skip


def half_way(facts: Facts, good: str, place: str) -> tuple[float, list[Fact]]:
    """Cost of sending to the pool or fetching from it: half of the mean way each."""
    half = facts.get("industry.half")
    cost, used = carriage(facts, good, place)
    return cost * half.value, [half, *used]


def exports(facts: Facts) -> dict[str, Fact]:
    """Exports seen, in the unit of the good."""
    found = {}
    for good in GOODS:
        seen = facts.find(f"industry.export.{good}", "CN", 2024)
        if seen:
            found[good] = seen
    return found


def exported(facts: Facts, outputs: dict[str, float]) -> dict[str, Fact]:
    """Exports of every good that has some: as seen, or as a share of output."""
    found = exports(facts)
    for good in GOODS:
        share = facts.find(f"industry.export-share.{good}", "CN", 2024)
        if share:
            found[good] = derive(outputs[good] * share.value / 100, GOODS[good][2], "share of output", share)
    return found


def imports(facts: Facts) -> dict[str, Fact]:
    """Imports seen, in the unit of the good."""
    found = {good: facts.find(f"industry.import.{good}", "CN", 2024) for good in GOODS}
    return {good: f for good, f in found.items() if f}


def export_path(facts: Facts, good: str, period: int) -> float:
    """Exports over those seen."""
    if period == PERIODS[0]:
        return 1.0
    own = facts.find(f"industry.path.export.{good}", "", period)
    return (own or facts.get("industry.path.export", "", period)).value


def trade_kinds(facts: Facts, abroad: dict[str, Fact]) -> list[Row]:
    """Kinds: sending, fetching, imports, exports."""
    rows: list[Row] = [
        {"kind": kind, "name_zh": zh, "name_en": en, "unit": GOODS[good][2], "resolution": "year", "tags": "pool",
         "source": "moves a good between a province and the pool of the nation", "status": "derived"}
        for kind, zh, en, good, _ in pool_kinds()
    ]  # fmt: skip
    floor = facts.get("industry.import.floor")
    for good in imports(facts):
        price = facts.get(f"industry.import-cost.{good}")
        rows.append({"kind": f"import-{good}", "name_zh": f"{GOODS[good][0]}进口", "name_en": f"import of {GOODS[good][1]}", "unit": GOODS[good][2],
                     "variable": f"{price.value:g} {price.unit}", "floor": floor.value, "resolution": "year", "tags": "goods-import",
                     **cite(price, floor)})  # fmt: skip
    sent = {
        "resolution": "year",
        "tags": "goods-export",
        "source": "carries a good from the pool to a market",
        "status": "derived",
    }
    for good in abroad:
        zh, en, unit = GOODS[good]
        rows += [{"kind": f"export-{good}", "name_zh": f"{zh}出口", "name_en": f"export of {en}", "unit": unit, **sent}]
    return rows


def trade_ports(facts: Facts, abroad: dict[str, Fact]) -> list[Row]:
    """Ports of those kinds."""
    same = {"source": "a unit sent is a unit that arrives", "status": "derived"}
    rows: list[Row] = []
    for kind, _, _, good, sign in pool_kinds():
        unit = f"({GOODS[good][2]})/({GOODS[good][2]})"
        here = -1 if sign == "-" else 1
        rows += [
            {"kind": kind, "commodity": good, "where": w, "rate": r, "unit": unit, **same}
            for w, r in (("here", here), ("parent", -here))
        ]
    for good in imports(facts):
        rows.append(
            {
                "kind": f"import-{good}",
                "commodity": good,
                "where": "here",
                "rate": 1,
                "unit": f"({GOODS[good][2]})/({GOODS[good][2]})",
                **same,
            }
        )
    for good in abroad:
        unit = f"({GOODS[good][2]})/({GOODS[good][2]})"
        rows += [
            {"kind": f"export-{good}", "commodity": good, "where": w, "rate": r, "unit": unit, **same}
            for w, r in (("from", -1), ("to", 1))
        ]
    return rows


def trade_sites(
    facts: Facts, abroad: dict[str, Fact], made: dict[str, set[str]], used: dict[str, set[str]]
) -> list[Row]:
    """Sending where a good is made, fetching where it is used, imports at the pool, exports to markets."""
    room = facts.get("industry.room")
    rows: list[Row] = []
    for kind, _, _, good, sign in pool_kinds():
        for p in sorted(made[good] if sign == "-" else used[good]):
            cost, cited = half_way(facts, good, p)
            rows.append({"kind": kind, "place": p, "standing": 100, "variable": f"{cost:.6g} {PRICE_UNIT[GOODS[good][2]]}",
                         **cite(*cited, how="half of the mean way; more than the nation makes")})  # fmt: skip
    for good, seen in imports(facts).items():
        rows.append({"kind": f"import-{good}", "place": "CN", "standing": seen.value * room.value, **cite(seen, room)})
    for good, seen in abroad.items():
        for market in MARKETS:
            share, freight = facts.get("industry.export.share", market), facts.get("industry.export.freight", market)
            weight = facts.find(f"industry.weight.{good}")
            unit = PRICE_UNIT[GOODS[good][2]]
            ratio = units.factor(f"CNY/t*{weight.unit}" if weight else "CNY/t", unit)
            assert ratio is not None
            cost = freight.value * (weight.value if weight else 1.0) * ratio
            rows.append({"kind": f"export-{good}", "place": "CN", "to": market, "standing": seen.value * share.value * room.value,
                         "variable": f"{cost:.6g} {unit}", **cite(seen, share, freight)})  # fmt: skip
    return rows
