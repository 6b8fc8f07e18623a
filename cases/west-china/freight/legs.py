"""Where things move: legs between nodes, yards, aggregate coal corridors, terminals and quays."""

from __future__ import annotations

import math

from facts import Facts, Row, cite
from freight.markets import hour
from freight.projects import OUT_OF_XINJIANG, line_kind, project
from spans import stands

WORLD = ("singapore", "rotterdam", "pacific")
GULF = ("qinzhou", "fangchenggang", "tieshan")
RIVERS = {
    "yibin--luzhou--river": "class-iii", "luzhou--chongqing-guoyuan--river": "class-iii",
    "chongqing-guoyuan--wanzhou--river": "class-i", "yichang--wuhan--river": "lower", "wuhan--shanghai--river": "lower",
    "baise--nanning--river": "right", "liuzhou--guangzhou--river": "liu", "nanning--guangzhou--river": "xi",
}  # fmt: skip
TAGS = {
    "nlsc": "corridor", "cy": "chengdu-chongqing", "china-laos": "china-laos", "crexpress": "cr-express", "coal": "coal-supply",
    "qinghai-tibet": "qinghai-tibet", "yangtze": "yangtze", "china-vietnam": "china-vietnam", "pearl-west": "xijiang",
}  # fmt: skip
EAST = {"CN-HB", "CN-SH", "CN-GD"}  # provinces of the East that trade goods with the West in the tables
GATES = ("nanning--qinzhou--rail", "nanning--fangchenggang--rail", "nanning--tieshan--rail", "nanning--pingxiang--rail")


def money(value: float, unit: str) -> str:
    """Number and unit in one cell."""
    return f"{value:g} {unit}"


def legs(facts: Facts) -> list[Row]:
    """The legs between nodes."""
    crossings = {r["leg"]: r for r in facts.rows("freight-crossings")}
    yangtze = facts.get("freight.yangtze.tariff")
    rows: list[Row] = []
    for leg in facts.rows("freight-legs"):
        km = float(leg["km"])
        row: dict[str, str | float] = {"place": leg["from"], "to": leg["to"], "km": km, "tags": leg_tags(leg)}
        row |= {"source": f"{leg['line']}: {leg['source_title']}", "status": leg["status"]}
        tariff = float(leg["tariff_cny_per_tkm"])
        if leg["leg"] in crossings:
            row |= crossing(facts, crossings[leg["leg"]], leg)
        elif leg["mode"] == "road":
            fact = facts.get("freight.road.capacity")
            row |= {
                "kind": "road",
                **stands(fact.value),
                "source": f"length: {leg['source_title']}; capacity: {fact.source}",
                "status": "assumed",
            }
        elif leg["mode"] == "river":
            tariff = yangtze.value if leg["corridor"] == "yangtze" else tariff
            row |= river(facts, leg) | {"variable": money(tariff * km, "CNY/t")}
        elif leg["mode"] == "sea":
            fact = facts.get("freight.sea.capacity")
            kind = ("gulf" if leg["from"] in GULF else "sea") + ("-world" if leg["to"] in WORLD else "")
            row |= {
                "kind": kind if kind != "gulf" else "gulf-sea",
                **stands(fact.value),
                "variable": money(tariff * km, "CNY/t"),
                "status": "assumed",
            }
        else:
            row |= railway(facts, leg)
        rows.append(row)
    return rows


def leg_tags(leg: dict[str, str]) -> str:
    """Tags of a leg: its corridors, whether it is being built, whether it is a gate that cargo passes once."""
    found = [tag for part in leg["corridor"].split(";") for name, tag in TAGS.items() if part.startswith(name)]
    found += ["coal-supply", "xinjiang-coal"] if leg["leg"] in OUT_OF_XINJIANG else []
    found += ["corridor-gate"] if leg["leg"] in GATES else []
    found += ["under-construction"] if leg["state"] == "build" else []
    found += ["three-gorges"] if leg["leg"] == "wanzhou--yichang--river" else []
    return ";".join(dict.fromkeys(found))


def railway(facts: Facts, leg: dict[str, str]) -> dict[str, str | float]:
    """A railway: single lines may be doubled, double lines made heavier, lines being built may be finished."""
    now = float(leg["capacity_mt_per_year"])
    single, double, heavy = (facts.get(f"freight.rail.{k}").value for k in ("single", "double", "heavy"))
    room = double if now <= single else now * heavy
    if leg["state"] == "build":
        return project(facts, leg)
    return {"kind": line_kind(facts, leg), **stands(now), "potential": room}


def river(facts: Facts, leg: dict[str, str]) -> dict[str, str | float]:
    """A river leg. The locks at the Three Gorges pass what they passed in 2024 and not more."""
    if leg["leg"] == "wanzhou--yichang--river":
        fact = facts.get("freight.three-gorges", "yichang", 2024)
        return {
            "kind": "river-leg",
            **stands(fact.value),
            "source": f"capacity: throughput of 2024, {fact.source}",
            "status": "recalled",
        }
    if leg["state"] == "build":
        return project(facts, leg)
    fact = facts.get(f"freight.river.{RIVERS[leg['leg']]}")
    return {
        "kind": "river-leg",
        **stands(fact.value),
        "source": f"length: {leg['source_title']}; capacity: {fact.source}",
        "status": "assumed",
    }


def crossing(facts: Facts, row: dict[str, str], leg: dict[str, str]) -> dict[str, str | float]:
    """A border crossing with the leg abroad: fees, hours and haulage; a change of gauge costs a fee and hours of its own."""
    hours = float(row["hours"]) + float(row["gauge_hours"])
    haul = float(leg["tariff_cny_per_tkm"]) * float(leg["km"])
    cost = float(row["fee"]) + float(row["gauge_fee"]) + hours * hour(facts).value + haul
    now, tags = float(row["capacity"]), leg_tags(leg)
    return {
        "kind": "border-road" if leg["mode"] == "road" else "border-crossing", **stands(now), "potential": now * float(row["room"]),
        "tags": ";".join(t for t in (tags, "gauge-change" if float(row["gauge_hours"]) else "") if t),
        "variable": money(cost, "CNY/t"), "source": f"{leg['line']}: {row['source_title']}; haulage: {leg['source_title']}", "status": "assumed",
    }  # fmt: skip


def yards(facts: Facts) -> list[Row]:
    """Transfer between a river port and the rail yard of its city."""
    km, tariff, handling = (
        facts.get("freight.yard.km"),
        facts.get("freight.rail.km-tariff"),
        facts.get("freight.river.handling"),
    )
    cost = money(handling.value + tariff.value * km.value, "CNY/t")
    return [{"kind": "yard", "place": r["rail"], "to": r["river"], "km": km.value, **stands(float(r["capacity"])), "variable": cost,
             "source": f"{r['source_title']}; {km.source}; {handling.source}", "status": r["status"]} for r in facts.rows("freight-yards")]  # fmt: skip


def corridors(facts: Facts) -> list[Row]:
    """Aggregate coal corridors of the East, coastal coal and ships up the lower Yangtze."""
    fare = {"sea": facts.get("freight.sea.tariff").value, "river": facts.get("freight.yangtze.tariff").value}
    rows: list[Row] = []
    for line in facts.rows("freight-coal-corridors"):
        row: dict[str, str | float] = {
            "kind": "sea" if line["mode"] == "sea" and not line["to"].startswith("CN-") else f"coal-{line['mode']}",
            "place": line["from"], "to": line["to"], "km": float(line["km"]), **stands(float(line["capacity"])),
            "tags": "coal-supply", "source": line["source_title"], "status": line["status"],
        }  # fmt: skip
        if line["mode"] in fare:
            row["variable"] = money(fare[line["mode"]] * float(line["km"]), "CNY/t")
        rows.append(row)
    return rows


def terminals(facts: Facts) -> list[Row]:
    """Terminals: handling, and haulage from the centre of the province by road (goods) or rail (coal)."""
    code = {r["short_zh"]: r["place"] for r in facts.rows("provinces")}
    at = {r["place"]: (float(r["lon"]), float(r["lat"])) for r in facts.rows("provinces")}
    nodes = {r["node_id"]: r for r in facts.rows("freight-nodes")}
    spot = {n: (float(r["lon"]), float(r["lat"])) for n, r in nodes.items()}
    centre = {r["place"]: spot[r["coal_centre"]] for r in facts.rows("freight-centres")}
    pairs = [
        (code[r["province"]], n)
        for n, r in nodes.items()
        if r["kind"] not in ("border", "external") or n == "manzhouli"
    ]
    pairs += [("CN-HE", "tianjin"), ("CN-BJ", "tianjin")]
    trades = {r["place"] for r in facts.rows("provinces") if r["region"] == "west"} | EAST
    room, wind, ends = (facts.get(f"freight.terminal.{k}") for k in ("capacity", "wind", "ends"))
    rows: list[Row] = []
    for kind, tariff, handling, homes in (
        ("terminal", facts.get("freight.road.tariff"), facts.get("freight.road.handling"), at),
        ("coal-terminal", facts.get("freight.rail.km-tariff"), facts.get("freight.rail.handling"), at | centre),
    ):
        for place, node in pairs:
            if kind == "terminal" and place not in trades:
                continue
            km = wind.value * great_circle(homes[place], spot[node])
            rows.append({"kind": kind, "place": place, "to": node, "km": round(km), **stands(room.value),
                         "variable": money(round(handling.value / ends.value + tariff.value * km, 1), "CNY/t"), **cite(room, wind, ends, tariff, handling)})  # fmt: skip
    return rows


def great_circle(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points given as longitude and latitude."""
    x1, y1, x2, y2 = (math.radians(v) for v in (*a, *b))
    arc = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(arc))


def berths(facts: Facts) -> list[Row]:
    """Box berths of Beibu Gulf Port, whose capacity the plan may extend."""
    there, room, share = (
        facts.get("freight.beibu.capacity", "qinzhou", 2025),
        facts.get("freight.berth.potential"),
        facts.get("freight.berth.qinzhou-share"),
    )
    parts = {"qinzhou": share.value, "fangchenggang": 1 - share.value}
    return [{"kind": "port-expansion", "place": place, **stands(there.value * part), "potential": room.value * part, "tags": "corridor",
             **cite(there, share, room)} for place, part in parts.items()]  # fmt: skip
