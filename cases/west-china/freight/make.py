"""Freight: nodes joined by rail, road, river and sea legs; coal, boxes and goods share the capacity of a leg.

Commodities: ``coal`` (declared by energy), ``container`` and ``general-cargo`` out of the West, ``container-import`` and
``general-import`` into it; ``box-berth`` is the room for boxes at the quays of the Beibu Gulf. Every leg carries each good
both ways (modes ``coal-out``, ``coal-back`` …) on one capacity. Provinces meet nodes through terminals. The East has no nodes
inland: aggregate coal corridors join its provinces to the coal base and to the northern coal ports.
"""

from __future__ import annotations

from pathlib import Path

from facts import Facts, Row, cite, write
from freight.legs import berths, corridors, legs, money, terminals, yards
from freight.markets import links
from freight.trade import trade

GOODS = {
    "coal": "coal",
    "container": "container",
    "import": "container-import",
    "general": "general-cargo",
    "bulk": "general-import",
}
BOXES = ("container", "import")
COAL_ONLY = ("coal-rail", "coal-road", "coal-sea", "coal-river")
ABROAD = ("sea-world", "gulf-world", "border-crossing", "border-road")
BOXES_OUT = [("container", "out"), ("import", "back")]


def make(facts: Facts, out: Path) -> None:
    """Write the freight tables into ``out``."""
    write(out, "commodities", commodities(facts))
    write(out, "kinds", kinds(facts))
    write(out, "ports", ports(facts))
    write(
        out, "sites", [*legs(facts), *links(facts), *yards(facts), *corridors(facts), *terminals(facts), *berths(facts)]
    )
    demand, supply = trade(facts)
    write(out, "demand", demand)
    write(out, "supply", supply)


def commodities(facts: Facts) -> list[Row]:
    boxes, goods, berth = (facts.get(f"freight.shortage.{k}") for k in ("boxes", "goods", "berth"))
    rows = [
        ("container", "出区集装箱货物", "boxes out of the West", "Mt/yr", boxes),
        ("container-import", "入区集装箱货物", "boxes into the West", "Mt/yr", boxes),
        ("general-cargo", "出区散杂货", "general cargo out of the West", "Mt/yr", goods),
        ("general-import", "入区散杂货", "general cargo into the West", "Mt/yr", goods),
        ("box-berth", "集装箱泊位能力", "room for boxes at the quay", "MTEU/yr", berth),
    ]
    return [
        {"commodity": code, "name_zh": zh, "name_en": en, "unit": unit, "resolution": "year",
         "shortage": f"{price.value:g} {price.unit}", "surplus": f"0 {price.unit}", **cite(price)}
        for code, zh, en, unit, price in rows
    ]  # fmt: skip


def kinds(facts: Facts) -> list[Row]:
    get = facts.get
    rail, road = get("freight.rail.km-tariff"), get("freight.road.tariff")
    share, invest, life = get("freight.rail.availability"), get("freight.rail.invest_km"), get("freight.rail.life")
    coal_line, river = get("freight.coal-line.availability"), get("freight.river.life")
    yard, yard_life = get("freight.crossing.invest"), get("freight.crossing.life")
    berth, berth_life = get("freight.berth.invest"), get("freight.berth.life")
    line = {"unit": "Mt/yr", "resolution": "year"}
    per_km, road_km = {"variable_km": money(rail.value, rail.unit)}, {"variable_km": money(road.value, road.unit)}
    rows: list[Row] = [
        {"kind": "rail", "name_zh": "铁路区段", "name_en": "railway leg", **line, **per_km, "life": life.value,
         "invest_km": money(invest.value, invest.unit), "availability": share.value, "from": 2030, "tags": "rail",
         **cite(rail, invest, share, life)},
        {"kind": "rail-bulk", "name_zh": "铁路区段（不开行班列）", "name_en": "railway leg without box trains", **line, **per_km, "life": life.value,
         "invest_km": money(invest.value, invest.unit), "availability": share.value, "from": 2030, "tags": "rail",
         **cite(rail, invest, share, life, get("freight.box-paths"))},
        {"kind": "coal-rail", "name_zh": "煤炭外运通道（铁路，合并）", "name_en": "coal corridor by rail, aggregate", **line, **per_km,
         "life": life.value, "availability": coal_line.value, "tags": "rail;coal-supply", **cite(rail, coal_line)},
        {"kind": "coal-road", "name_zh": "煤炭外运通道（公路，合并）", "name_en": "coal corridor by road, aggregate", **line, **road_km,
         "life": life.value, "tags": "road;coal-supply", **cite(road)},
        {"kind": "coal-sea", "name_zh": "沿海煤炭航线（合并）", "name_en": "coastal coal lane, aggregate", **line, "life": river.value,
         "tags": "sea;coal-supply", **cite(river)},
        {"kind": "coal-river", "name_zh": "长江下游煤炭航线（合并）", "name_en": "coal by the lower Yangtze, aggregate", **line,
         "life": river.value, "tags": "river;coal-supply", **cite(river)},
        {"kind": "road", "name_zh": "公路干线", "name_en": "trunk road", **line, **road_km, "life": life.value, "tags": "road",
         **cite(road)},
        {"kind": "river-leg", "name_zh": "内河航段", "name_en": "river leg", **line, "life": river.value, "tags": "river", **cite(river)},
        {"kind": "pinglu-canal", "name_zh": "平陆运河", "name_en": "Pinglu canal", **line, "life": river.value, "from": 2030, "tags": "river",
         **cite(river)},
        {"kind": "sea", "name_zh": "沿海航线", "name_en": "coastal sea lane", **line, "life": river.value, "tags": "sea", **cite(river)},
        {"kind": "sea-world", "name_zh": "远洋航线", "name_en": "sea lane abroad", **line, "life": river.value, "tags": "sea;abroad",
         **cite(river)},
        {"kind": "gulf-sea", "name_zh": "北部湾沿海航线", "name_en": "coastal sea lane of the Beibu Gulf", **line, "life": river.value,
         "tags": "sea;beibu", **cite(river)},
        {"kind": "gulf-world", "name_zh": "北部湾远洋航线", "name_en": "sea lane abroad from the Beibu Gulf", **line, "life": river.value,
         "tags": "sea;abroad;beibu", **cite(river)},
        {"kind": "border-crossing", "name_zh": "铁路口岸与境外段", "name_en": "rail border crossing and the leg abroad", **line,
         "life": yard_life.value, "invest": money(yard.value, yard.unit), "from": 2030, "tags": "rail;border;abroad", **cite(yard)},
        {"kind": "border-road", "name_zh": "公路口岸与境外段", "name_en": "road border crossing and the leg abroad", **line,
         "life": yard_life.value, "invest": money(yard.value, yard.unit), "from": 2030, "tags": "road;border;abroad", **cite(yard)},
        {"kind": "market-link", "name_zh": "境外口岸至目标市场", "name_en": "from a gate abroad into its region", **line, "life": river.value,
         "tags": "abroad", **cite(river)},
        {"kind": "yard", "name_zh": "铁水联运换装", "name_en": "rail-river transfer", **line, "life": yard_life.value, "tags": "terminal;river",
         **cite(yard_life)},
        {"kind": "terminal", "name_zh": "货运场站（省—枢纽）", "name_en": "terminal between province and node", **line,
         "life": yard_life.value, "tags": "terminal", **cite(yard_life)},
        {"kind": "coal-terminal", "name_zh": "煤炭装卸（省—枢纽）", "name_en": "coal loading between province and node", **line,
         "life": yard_life.value, "tags": "terminal;coal-supply", **cite(yard_life)},
        {"kind": "port-expansion", "name_zh": "北部湾港集装箱泊位", "name_en": "box berths of Beibu Gulf Port", "unit": "MTEU/yr",
         "resolution": "year", "life": berth_life.value, "invest": money(berth.value, berth.unit), "from": 2030, "tags": "port;beibu",
         **cite(berth, berth_life)},
    ]  # fmt: skip
    return rows


def ports(facts: Facts) -> list[Row]:
    moves = {"how": "what leaves one end arrives at the other"}
    rows: list[Row] = []
    both = (
        "rail",
        "rail-bulk",
        "road",
        "river-leg",
        "pinglu-canal",
        "sea",
        "sea-world",
        "gulf-sea",
        "gulf-world",
        "border-crossing",
        "border-road",
        "market-link",
        "yard",
    )
    for kind in both:
        for good, way in ways(kind):
            ends = ("from", "to") if way == "out" else ("to", "from")
            rows += pair(kind, f"{good}-{way}", GOODS[good], *ends)
    for kind in COAL_ONLY:
        rows += pair(kind, "", "coal", "from", "to")
    for good in GOODS:
        kind = "coal-terminal" if good == "coal" else "terminal"
        if good != "import":  # boxes into the West are only unloaded in provinces, boxes out of it only loaded
            rows += pair(kind, f"{good}-load", GOODS[good], "from", "to")
        if good != "container":
            rows += pair(kind, f"{good}-unload", GOODS[good], "to", "from")
    teu = facts.get("freight.tonnes-per-teu")
    for kind in ("gulf-sea", "gulf-world"):
        for mode in (f"{g}-{way}" for g, way in ways(kind) if g in BOXES):
            rows.append({"kind": kind, "mode": mode, "commodity": "box-berth", "where": "from", "rate": -1 / teu.value, "unit": "TEU/t",
                         **cite(teu, how="one over the load of a box")})  # fmt: skip
    rows.append(
        {
            "kind": "port-expansion",
            "commodity": "box-berth",
            "where": "here",
            "rate": 1,
            "unit": "TEU/TEU",
            **cite(teu, **moves),
        }
    )
    return rows + smoke(facts) + purse(facts)


def ways(kind: str) -> list[tuple[str, str]]:
    """Goods and directions of a kind of leg. Legs abroad begin at home: goods out of the West leave by them, goods into it come
    back, and imported coal comes in through the energy tables.
    """
    if kind == "market-link":
        return BOXES_OUT
    if kind in ABROAD:
        return [*BOXES_OUT, ("general", "out"), ("bulk", "back")]
    goods = [good for good in GOODS if kind != "rail-bulk" or good not in BOXES]
    return [(good, way) for good in goods for way in ("out", "back")]


def pair(kind: str, mode: str, commodity: str, taken: str, given: str) -> list[Row]:
    """The two ports of one good moved one way."""
    row = {"kind": kind, "mode": mode, "commodity": commodity, "unit": "t/t", "source": "what leaves one end arrives at the other",
           "status": "derived"}  # fmt: skip
    return [{**row, "where": taken, "rate": -1}, {**row, "where": given, "rate": 1}]


def smoke(facts: Facts) -> list[Row]:
    """CO2 of diesel and ship fuel at home. Railways run on power that the provinces' demand holds already."""
    rows: list[Row] = []
    for kind, fuel in (
        ("road", "road"),
        ("coal-road", "road"),
        ("coal-river", "river"),
        ("coal-sea", "sea"),
        ("river-leg", "river"),
        ("pinglu-canal", "xijiang"),
        ("sea", "sea"),
        ("gulf-sea", "sea"),
    ):
        fact = facts.get(f"freight.{fuel}.co2")
        modes = [""] if kind in COAL_ONLY else [f"{g}-{way}" for g, way in ways(kind)]
        where = "here" if kind == "coal-road" else "parent"
        rows += [{"kind": kind, "mode": mode, "commodity": "co2", "where": where, "rate": 0, "rate_km": fact.value, "unit": "kg/t", **cite(fact)}
                 for mode in modes]  # fmt: skip
    return rows


def purse(facts: Facts) -> list[Row]:
    """What building draws from the public money of the province in which a leg begins."""
    shares = {
        "rail": "rail",
        "rail-bulk": "rail",
        "pinglu-canal": "canal",
        "border-crossing": "crossing",
        "border-road": "crossing",
        "port-expansion": "berth",
    }
    return [
        {
            "kind": kind,
            "commodity": "public-money",
            "where": "parent",
            "when": "building",
            "rate": -fact.value,
            "unit": "invest",
            **cite(fact),
        }
        for kind, fact in ((k, facts.get(f"freight.{v}.public")) for k, v in shares.items())
    ]
