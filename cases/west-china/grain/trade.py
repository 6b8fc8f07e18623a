"""Trade in food: ways to the nation's pool and back, imports, the public reserve, and what is asked for."""

from __future__ import annotations

import math

from facts import PERIODS, Fact, Facts, Row, cite
from freight.legs import great_circle
from grain.fields import OWN, fields, port, price, provinces
from grain.herds import eaten, grain_asked, grown
from spans import stands, upto
from taken import less

POOL = "CN-HA"  # where the nation's pool is thought to lie: the middle of the grain plains
WIDE = 200.0  # Mt/yr: ways that never bind
HAULED = {"meat": "肉类", "milk": "生鲜乳", "cotton": "皮棉", "fruit": "水果"}
BOTH_WAYS = {"grain": "粮食", "fodder": "饲草"}
AMOUNTS = tuple(f"amount_{y}" for y in PERIODS)


def trade_kinds(facts: Facts) -> list[Row]:
    """Ways to and from the pool, imports, and the reserve."""
    get = facts.get
    base, km, buy = get("grain.haul.base"), get("grain.haul.km"), get("grain.import-price", "CN", 2022)
    way = {"variable": price(base), "variable_km": price(km), "tags": "food-haul", **cite(base, km)}
    bulky = get("grain.haul.fodder-km")
    ways = {"grain": way, "fodder": way | {"variable_km": price(bulky), **cite(base, bulky)}}
    rows: list[Row] = [{"kind": f"{c}-haul", "name_zh": f"{zh}调运", "name_en": f"{c} to and from the nation's pool", "unit": "Mt/yr", **ways[c]}
                       for c, zh in BOTH_WAYS.items()]  # fmt: skip
    rows += [{"kind": f"{c}-haul", "name_zh": f"{zh}外运", "name_en": f"{c} to the nation's pool", "unit": "kt/yr" if c == "cotton" else "Mt/yr", **way}
             for c, zh in HAULED.items()]  # fmt: skip
    lint = get("grain.cotton.import-price")
    keep, life, hall = (get(f"grain.reserve.{n}") for n in ("keep", "life", "invest"))
    return [*rows,
            {"kind": "cotton-import", "name_zh": "棉花进口", "name_en": "cotton imports", "unit": "kt/yr", "variable": price(lint), "tags": "import", **cite(lint)},
            {"kind": "grain-import", "name_zh": "粮食进口", "name_en": "grain imports", "unit": "Mt/yr", "variable": price(buy), "tags": "import", **cite(buy)},
            {"kind": "grain-reserve", "name_zh": "储备粮", "name_en": "public grain reserve", "unit": "Mt", "from": 2030, "life": life.value,
             "invest": price(hall), "fixed": price(keep), "tags": "reserve", **cite(keep, life, hall)}]  # fmt: skip


def way_ports() -> list[Row]:
    """To the pool, and for grain and fodder back again; imports arrive at the pool; a reserve is filled as it is built."""
    rows = [port(f"{c}-haul", c, sign, "t/t", OWN, mode=mode, where=where)
            for c in BOTH_WAYS for mode, here in (("out", -1), ("in", 1)) for where, sign in (("here", here), ("parent", -here))]  # fmt: skip
    rows += [
        port(f"{c}-haul", c, sign, "t/t", OWN, where=where)
        for c in HAULED
        for where, sign in (("here", -1), ("parent", 1))
    ]
    return [
        *rows,
        port("grain-import", "grain", 1, "t/t", OWN),
        port("cotton-import", "cotton", 1, "t/t", OWN),
        port("grain-reserve", "grain", -1, "t/t", OWN, when="building"),
    ]


def way_sites(facts: Facts) -> list[Row]:
    """Ways between provinces and the pool, imports and the reserve."""
    at = {r["place"]: (float(r["lon"]), float(r["lat"])) for r in facts.rows("provinces")}
    detour, most = facts.get("grain.haul.detour"), facts.get("grain.import.room")
    every = ("grain-haul", "fodder-haul", "meat-haul", "milk-haul")
    has = {kind: set(at) for kind in every}
    has |= {"cotton-haul": {"CN-XJ"}, "fruit-haul": set(facts.by_place("grain.fruit", 2023))}
    rows: list[Row] = []
    for kind, where in has.items():
        for place in sorted(where):
            wide = WIDE * (1000 if kind == "cotton-haul" else 1)
            rows.append({"kind": kind, "place": place, "km": round(great_circle(at[place], at[POOL]) * detour.value), **stands(wide), **upto(wide, wide),
                         **cite(detour, how="great circle between capitals; a way that never binds")})  # fmt: skip
    rows.append(
        {
            "kind": "grain-import",
            "place": "CN",
            **stands(most.value / 100),
            **upto(most.value / 100, most.value / 100),
            **cite(most),
        }
    )
    lint = facts.get("grain.cotton.import", "CN", 2024)
    rows.append(
        {"kind": "cotton-import", "place": "CN", **stands(lint.value), **upto(lint.value, lint.value), **cite(lint)}
    )
    held = reserve(facts)
    room = facts.get("grain.reserve.room")
    return [
        *rows,
        {
            "kind": "grain-reserve",
            "place": "CN",
            **stands(held.value),
            **upto(held.value, held.value * room.value),
            **cite(held, room),
        },
    ]


def reserve(facts: Facts) -> Fact:
    """Local reserves: months of food at home, Mt."""
    months = facts.get("grain.reserve.months", "CN", 2020)
    food = sum(eaten(facts, p)[0] for p in provinces(facts))
    how = "months of what the nation eats at home, as local reserves must hold; the central reserve is not published"
    source = cite(months, facts.get("grain.diet", "CN-SC", 2024), how=how)
    return Fact(food * months.value / 12, "Mt", "", source["source"], source["status"])


def demand(facts: Facts) -> list[Row]:
    """Grain of people by province, water and harvest of other crops, and what the nation asks of meat, milk, cotton and fruit."""
    rows: list[Row] = []
    for place in provinces(facts):
        asked, own = grain_asked(facts, place), fields(facts, place)
        rows.append(
            {
                "commodity": "grain",
                "place": place,
                **dict.fromkeys(AMOUNTS, asked.value),
                "unit": "Mt/yr",
                **cite(asked),
            }
        )
        rows.append({"commodity": "irrigated", "place": place, **dict.fromkeys(AMOUNTS, own.other_watered // 10 * 10), "unit": "km2",
                     **cite(*own.facts, how="what is watered beside grain and cotton, rounded down to 10 km2")})  # fmt: skip
    nation = {
        "meat": facts.get("grain.meat", "CN", 2023), "milk": facts.get("grain.milk", "CN", 2023),
        "cotton": facts.get("grain.cotton.output", "CN-XJ", 2023),
    }  # fmt: skip
    amounts = {
        "meat": nation["meat"].value / 100,
        "milk": nation["milk"].value / 100,
        "cotton": nation["cotton"].value * 10,
    }
    orchards = facts.by_place("grain.fruit", 2023)
    amounts["fruit"] = sum(f.value for f in orchards.values()) / 100
    for good, amount in amounts.items():
        left, used = less(facts, good, "CN", grown(facts, {"meat": "animal"}.get(good, good), rounded(amount)))
        base = [nation[good]] if good in nation else list(orchards.values())
        how = "output of today, rounded down to three digits, grown; for fruit and cotton that of the provinces that have fields here"
        rows.append({"commodity": good, "place": "CN", **{f"amount_{y}": v for y, v in left.items()}, "unit": "kt/yr" if good == "cotton" else "Mt/yr",
                     **cite(*base, *used, how=how)})  # fmt: skip
    return rows


def rounded(amount: float) -> float:
    """Rounded down to three digits, so that what herds and fields of today give is never short by a rounding."""
    step = 10.0 ** (math.floor(math.log10(amount)) - 2)
    return math.floor(amount / step) * step
