"""Grain: fields that are watered or rain-fed, cotton, orchards and fodder; herds; what people eat; trade and the reserve.

Fields draw the harvest that land gives (km2 of ordinary fields) and, where watered, ``irrigated``, which canals and wells give
for the water of each season. Canals and fields may be given up. Grain of a province goes to the nation's pool and comes back at
the cost of the way; what is short is imported. The yield of a place is the availability of its fields: 5 t/ha where it is one.
"""

from __future__ import annotations

from pathlib import Path

from facts import Fact, Facts, Row, cite, number, write
from grain.fields import (
    MU,
    OWN,
    REFERENCE,
    WATER,
    Fields,
    better_water,
    fields,
    grain_part,
    output,
    port,
    price,
    provinces,
)  # fmt: skip
from grain.herds import feed_of_meat, meat, milk
from grain.taken import HA, fodder_room
from grain.trade import demand, trade_kinds, way_ports, way_sites
from spans import stands, upto
from water.make import SEASONS, field_water

GIVES = {"grain-irrigated": "grain", "grain-rainfed": "grain", "herd": "animal", "dairy-herd": "milk", "cotton-field": "cotton", "orchard": "fruit"}  # fmt: skip


def make(facts: Facts, out: Path) -> None:
    """Write the tables of grain into ``out``."""
    write(out, "commodities", commodities(facts))
    write(out, "kinds", kinds(facts))
    write(out, "ports", [*field_ports(facts), *herd_ports(facts), *way_ports(), *people_ports(facts)])
    write(out, "sites", [*field_sites(facts), *other_sites(facts), *herd_sites(facts), *way_sites(facts)])
    write(out, "demand", demand(facts))
    write(out, "profiles", profiles(facts))


def commodities(facts: Facts) -> list[Row]:
    rows = [
        ("grain", "粮食", "grain", "Mt/yr", "grain.shortage"), ("fodder", "饲草（干物质）", "fodder, dry", "Mt/yr", "grain.fodder.shortage"),
        ("meat", "肉类", "meat", "Mt/yr", "grain.animal.shortage"), ("milk", "生鲜乳", "raw milk", "Mt/yr", "grain.milk.shortage"),
        ("cotton", "皮棉", "cotton lint", "kt/yr", "grain.cotton.shortage"), ("fruit", "水果", "fruit", "Mt/yr", "grain.fruit.shortage"),
        ("irrigated", "得到灌溉的面积", "area that is watered", "km2", "grain.irrigated.shortage"),
    ]  # fmt: skip
    return [{"commodity": code, "name_zh": zh, "name_en": en, "unit": unit, "resolution": "year", "shortage": price(facts.get(name)),
             "surplus": "0 " + facts.get(name).unit, **cite(facts.get(name))} for code, zh, en, unit, name in rows]  # fmt: skip


def kinds(facts: Facts) -> list[Row]:
    """Kinds of process: fields per km2, all else per yearly amount."""
    get = facts.get
    cost, life, dig, keep = (
        get(f"grain.{n}") for n in ("cost", "irrigation.life", "irrigation.invest", "irrigation.fixed")
    )
    level, turn = get("grain.field.level"), get("grain.field.turn")
    field = {"unit": "km2", "from": 2030, "retire": "yes"}
    each = price(Fact(cost.value * REFERENCE, "CNY/ha/yr", "", "", ""))
    rows: list[Row] = [
        {"kind": "irrigation", "name_zh": "灌溉渠井", "name_en": "canals and wells of fields", **field, "life": life.value, "invest": price(dig),
         "fixed": price(keep), "profile": "irrigation-need", "floor_profile": "irrigation-need", "floor": 1, "resolution": "season",
         "tags": "irrigation", **cite(life, dig, keep)},
        {"kind": "grain-irrigated", "name_zh": "灌溉粮田", "name_en": "watered grain fields", **field, "life": life.value,
         "invest": price(level), "variable": each, "tags": "grain-field", **cite(cost, level, life)},
        {"kind": "grain-rainfed", "name_zh": "旱作粮田", "name_en": "rain-fed grain fields", **field, "life": life.value,
         "invest": price(turn), "variable": each, "tags": "grain-field", **cite(cost, turn, life)},
        {"kind": "cotton-field", "name_zh": "棉田", "name_en": "cotton fields", "unit": "kt/yr", "retire": "yes", "variable": price(get("grain.cotton.cost")),
         "tags": "cotton", **cite(get("grain.cotton.cost"))},
        {"kind": "orchard", "name_zh": "果园", "name_en": "orchards", "unit": "Mt/yr", "variable": price(get("grain.fruit.cost")), "tags": "fruit",
         **cite(get("grain.fruit.cost"))},
        {"kind": "fodder-field", "name_zh": "饲草料地", "name_en": "fodder fields", "unit": "Mt/yr", "variable": price(get("grain.fodder.cost")),
         "tags": "fodder", **cite(get("grain.fodder.cost"))},
    ]  # fmt: skip
    barns = get("grain.animal.life")
    for kind, name, zh, en in (
        ("herd", "animal", "肉畜禽养殖", "herds for meat"),
        ("dairy-herd", "milk", "奶畜养殖", "dairy herds"),
    ):
        invest, running = get(f"grain.{name}.invest"), get(f"grain.{name}.cost")
        rows.append({"kind": kind, "name_zh": zh, "name_en": en, "unit": "Mt/yr", "from": 2030, "life": barns.value, "invest": price(invest),
                     "variable": price(running), "tags": "herd", **cite(barns, invest, running)})  # fmt: skip
    return [*rows, *trade_kinds(facts)]


def field_ports(facts: Facts) -> list[Row]:
    """What fields take while they are kept, and give as they run."""
    more, lint, area = (
        better_water(facts),
        facts.get("grain.cotton.output", "CN-XJ", 2023),
        facts.get("grain.cotton.sown", "CN-XJ", 2023),
    )
    yields, public = facts.get("grain.fodder.yield"), facts.get("land.hsf.public")
    each = area.value / MU * 1e4 / (lint.value * 10)  # km2 to a kt of lint
    rows = [
        port("irrigation", "water", -WATER, "m3/ha/yr", OWN),
        port("irrigation", "irrigated", 1, "km2/km2", OWN, when="standing"),
        port("irrigation", "public-money", -public.value, "invest", cite(public), when="building"),
        port("high-standard-field", "irrigated", more.value, "km2/km2", cite(more)),
        port("fodder-field", "harvest", -1 / yields.value, "ha/(t/yr)", cite(yields)),
        port("fodder-field", "fodder", 1, "t/t", OWN),
        port("orchard", "fruit", 1, "t/t", OWN),
        port("cotton-field", "cotton", 1, "t/t", OWN),
        port("cotton-field", "harvest", -each, "km2/(kt/yr)", cite(lint, area)),
        port("cotton-field", "irrigated", -each, "km2/(kt/yr)", cite(lint, area)),
    ]
    for kind in ("grain-irrigated", "grain-rainfed"):
        rows += [
            port(kind, "harvest", -1, "km2/km2", OWN, when="standing"),
            port(kind, "grain", REFERENCE, "t/ha/yr", OWN),
        ]
    return [*rows, port("grain-irrigated", "irrigated", -1, "km2/km2", OWN, when="standing")]


def herd_ports(facts: Facts) -> list[Row]:
    feed, dairy, rough = feed_of_meat(facts), facts.get("grain.feed.milk", "CN"), facts.get("grain.milk.fodder")
    return [
        port("herd", "meat", 1, "t/t", OWN), port("herd", "grain", -feed.value, "t/t", cite(feed)),
        port("dairy-herd", "milk", 1, "t/t", OWN), port("dairy-herd", "grain", -dairy.value, "t/t", cite(dairy)),
        port("dairy-herd", "fodder", -rough.value, "t/t", cite(rough)),
    ]  # fmt: skip


def people_ports(facts: Facts) -> list[Row]:
    """Posts and value added, counted per tonne."""
    rows: list[Row] = []
    for kind, name in GIVES.items():
        scale = REFERENCE * 1e-4 if name == "grain" else 1e-3 if name == "cotton" else 1.0  # Mt to a unit of activity
        jobs, value = facts.get(f"grain.jobs.{name}"), facts.get(f"grain.value-added.{name}")
        unit = {"grain": "person/km2", "cotton": "person/(kt/yr)"}.get(name, jobs.unit)
        rows.append(port(kind, "jobs", jobs.value * scale, unit, cite(jobs)))
        worth = value.value * REFERENCE if name == "grain" else value.value
        rows.append(port(kind, "value-added", worth, "CNY/ha/yr" if name == "grain" else value.unit, cite(value)))
    return rows


def field_sites(facts: Facts) -> list[Row]:
    """Canals and grain fields by province."""
    ratio, room, part = facts.get("grain.irrigation.ratio"), facts.get("grain.irrigation.room"), grain_part(facts)
    water = field_water(facts)
    rows: list[Row] = []
    for place in provinces(facts):
        own, crop = fields(facts, place), output(facts, place)
        wet, rain = own.yields(crop.value, ratio.value)
        more = own.watered * (1 + room.value / 2), own.watered * (1 + room.value)
        rows.append(
            {
                "kind": "irrigation",
                "place": place,
                **stands(own.watered),
                **upto(own.watered, *more),
                **cite(*own.facts[:3], water[place], room),
            }
        )
        for kind, area, most, gives in (
            ("grain-irrigated", own.grain_watered, own.service * (1 + room.value), wet),
            ("grain-rainfed", own.grain_rainfed, own.grain_rainfed + own.grain_watered, rain),
        ):
            cited = cite(
                crop,
                *own.facts,
                part,
                ratio,
                how="output of the province over its fields, a watered one giving the ratio of a rain-fed one",
            )
            rows.append(
                {
                    "kind": kind,
                    "place": place,
                    **stands(area),
                    **upto(area, max(area, most)),
                    "availability": gives / REFERENCE,
                    **cited,
                }
            )
    return rows


def other_sites(facts: Facts) -> list[Row]:
    """Cotton, orchards of the West, fodder."""
    lint, part, room = (
        facts.get("grain.cotton.output", "CN-XJ", 2023),
        facts.get("grain.fodder.yield"),
        facts.get("grain.fodder.room"),
    )
    rows: list[Row] = [
        {
            "kind": "cotton-field",
            "place": "CN-XJ",
            **stands(lint.value * 10),
            **upto(lint.value * 10, lint.value * 10),
            **cite(lint),
        }
    ]
    for place, fact in facts.by_place("grain.fruit", 2023).items():
        rows.append(
            {
                "kind": "orchard",
                "place": place,
                **stands(fact.value / 100),
                **upto(fact.value / 100, fact.value / 100),
                **cite(fact),
            }
        )
    for place in provinces(facts):
        most = fodder_room(facts, place) / HA * part.value / 1e6
        rows.append({"kind": "fodder-field", "place": place, **stands(most), **upto(most, most),
                     **cite(part, room, how="at most a part of the fields beside grain and cotton")})  # fmt: skip
    return rows


def herd_sites(facts: Facts) -> list[Row]:
    room, rows = facts.get("grain.animal.room"), list[Row]()
    for place in provinces(facts):
        for kind, found in (("herd", meat(facts, place)), ("dairy-herd", milk(facts, place))):
            rows.append(
                {
                    "kind": kind,
                    "place": place,
                    **stands(found.value),
                    **upto(found.value, found.value * (1 + room.value)),
                    **cite(found, room),
                }
            )
    return rows


def profiles(facts: Facts) -> list[Row]:
    """Water of a watered field by season, over 5000 m3/ha: all of today's field water over the area watered."""
    rows: list[Row] = []
    days = sum(SEASONS.values())
    for place, water in field_water(facts).items():
        own: Fields = fields(facts, place)
        for season, length in SEASONS.items():
            share = facts.get(f"water.irrigation.{season}", place)
            value = water.value * 1e8 / (own.watered * 100 * WATER) * share.value * days / length
            rows.append(
                {
                    "profile": "irrigation-need",
                    "place": place,
                    "season": season,
                    "value": number(value),
                    **cite(water, share, *own.facts[:3]),
                }
            )
    return rows
