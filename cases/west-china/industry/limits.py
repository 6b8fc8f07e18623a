"""Caps on capacity and on where computing may stand; each bends at a price.

Aluminium: the cap of the state. Steel: capacity only falls. Where a trade moves, capacity of the nation is held to a little
more than what is asked of it, so that a plant built in one province comes with one that closes in another. Computing: a part
stays near its users.
"""

from __future__ import annotations

from facts import PERIODS, Fact, Facts, Row, cite, derive
from industry.goods import FAMILIES, GOODS, PRICE_UNIT, WEST, kinds_of, unit_of
from industry.needs import asked, path
from industry.plants import output, pooled, standing
from industry.rates import named

MOVING = ("polysilicon", "pv-module", "equipment", "yarn")
YEARLY = {
    "Mt/yr": "CNY/(t/yr)/yr",
    "kt/yr": "CNY/(t/yr)/yr",
    "GW/yr": "CNY/(W/yr)/yr",
    "yiCNY/yr": "CNY/CNY",
    "GW": "CNY/kW/yr",
}


def invest(facts: Facts, kind: str) -> Fact:
    """What a kind costs to build; for plants that are not built, what one would cost."""
    if kind == "cement-upgraded":
        kiln, share = facts.get("industry.retrofit.clinker"), facts.get("industry.clinker.share")
        return derive(kiln.value * share.value, kiln.unit, "kiln by the share of clinker", kiln, share)
    if kind.startswith("computing"):
        rack, power, load = (
            facts.get("industry.rack-invest"),
            facts.get("industry.rack"),
            facts.get("industry.load.computing"),
        )
        return derive(
            rack.value / power.value / load.value,
            "CNY/kW",
            "a rack over the power its machines draw",
            rack,
            power,
            load,
        )
    found = named(facts, "invest", kind) or facts.find(f"industry.replace.{kind.removesuffix('-new')}")
    if not found:
        raise KeyError(f"no investment of {kind}")
    return found


def limits(facts: Facts) -> list[Row]:
    """Rows of limits."""
    cap = facts.get("industry.cap.aluminium", "CN")
    rows = [
        _capacity(
            facts, "aluminium", "电解铝产能上限", "cap on aluminium capacity", dict.fromkeys(PERIODS, cap.value), cap
        )
    ]
    whole = sum(f.value for family in ("steel", "steel-eaf") for f in standing(facts, family).values())
    room, only = facts.get("industry.room"), facts.get("industry.move.steel")
    rows.append(
        _capacity(
            facts,
            "steel",
            "粗钢产能只减不增",
            "steel capacity only falls",
            dict.fromkeys(PERIODS, whole * room.value * only.value),
            room,
            only,
        )
    )
    for good in MOVING:
        zh, en, _ = GOODS[good]
        most = facts.get("industry.move")
        stands = sum(f.value for n, f_ in FAMILIES.items() if f_.good == good for f in standing(facts, n).values())
        pool = sum(f.value for n, f_ in FAMILIES.items() if f_.good == good for f in output(facts, n).values()) - stands
        amounts = {y: (asked(facts, good, y) - pool * path(facts, good)[y]) * most.value for y in PERIODS}
        rows.append(
            _capacity(
                facts, good, f"{zh}产能有进有退", f"{en}: a plant built comes with one that closes", amounts, most
            )
        )
    return [
        *rows,
        *(row for f in FAMILIES if FAMILIES[f].closes for row in kept(facts, f)),
        computing(facts),
        electric(facts),
    ]


def _capacity(facts: Facts, good: str, zh: str, en: str, amounts: dict[int, float], *used: Fact) -> Row:
    unit = GOODS[good][2]
    price, part = facts.get(f"industry.price.{good}"), facts.get("industry.cap.price")
    return {"limit": f"capacity-{good}", "name_zh": zh, "name_en": en, "measure": "capacity", "kind": ";".join(kinds_of(good)), "in": "CN",
            "bound": "at_most", **{f"amount_{y}": v for y, v in amounts.items()}, "unit": unit,
            "price": f"{price.value * part.value:.6g} {YEARLY[unit]}", **cite(*used, price, part)}  # fmt: skip


def computing(facts: Facts) -> Row:
    """Least part of computing outside the West."""
    part, price, pay = (
        facts.get("industry.latency"),
        facts.get("industry.price.computing"),
        facts.get("industry.cap.price"),
    )
    unit = PRICE_UNIT["GW"]
    far = sum(f.value for p, f in pooled(facts, "computing").items())
    amounts = {y: part.value * asked(facts, "computing", y) - far * path(facts, "computing")[y] for y in PERIODS}
    return {"limit": "computing-near", "name_zh": "就近算力下限", "name_en": "least computing near its users", "measure": "activity",
            "kind": ";".join(kinds_of("computing")), "in": "east;central;northeast", "bound": "at_least",
            **{f"amount_{y}": v for y, v in amounts.items()}, "unit": "GW",
            "price": f"{price.value * pay.value:.6g} {unit}", **cite(part, price, pay)}  # fmt: skip


def electric(facts: Facts) -> Row:
    """Electric steel of the plants told apart does not fall after the first period."""
    least, price = facts.get("industry.least.steel-eaf"), facts.get("industry.least.price")
    now = sum(f.value for f in standing(facts, "steel-eaf").values()) * least.value
    return {"limit": "electric-steel", "name_zh": "电炉钢下限", "name_en": "least electric steel", "measure": "activity",
            "kind": "steel-eaf;steel-eaf-new", "in": "CN", "bound": "at_least", **{f"amount_{y}": now for y in PERIODS}, "unit": "Mt/yr",
            "price": f"{price.value:g} {price.unit}", **cite(least, price)}  # fmt: skip


def kept(facts: Facts, family: str) -> list[Row]:
    """Least part of the plants of today that stands, in the West and elsewhere: nothing closes in the first period, then step by step."""
    steps = dict(zip(PERIODS, (1.0, *(facts.get("industry.keep", "", y).value for y in PERIODS[1:])), strict=True))
    own, unit = FAMILIES[family], unit_of(family)
    price, part = facts.get(f"industry.price.{own.good}"), facts.get("industry.cap.price")
    rows: list[Row] = []
    for side, zh, area in (("west", "西部", "west"), ("rest", "其他地区", "east;central;northeast")):
        now = sum(f.value for p, f in standing(facts, family).items() if (p in WEST) == (side == "west"))
        if now:
            kinds = ";".join(f"{family}{level}" for level in own.levels if level != "-new")
            rows.append({"limit": f"kept-{family}-{side}", "name_zh": f"{zh}{own.zh}渐进退出", "name_en": f"{own.en}: step by step, {side}",
                         "measure": "capacity", "kind": kinds, "in": area, "bound": "at_least", **{f"amount_{y}": now * v for y, v in steps.items()},
                         "unit": unit, "price": f"{price.value * part.value:.6g} {YEARLY[unit]}",
                         **cite(facts.get("industry.keep", "", PERIODS[1]), price, part)})  # fmt: skip
    return rows
