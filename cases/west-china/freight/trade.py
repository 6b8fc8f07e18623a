"""What is to be moved: boxes and goods out of the West and into it, by market and partner region."""

from __future__ import annotations

from facts import PERIODS, Fact, Facts, Row, cite
from freight.markets import by_region

SOUTHWEST = ("CN-SC", "CN-CQ", "CN-GZ", "CN-YN", "CN-GX")
ROUNDING = 1.0001  # what is offered stays above what is asked after both are written with six digits


def trade(facts: Facts) -> tuple[list[Row], list[Row]]:
    """Demand and supply of boxes and goods. Markets ask for fixed amounts; what the provinces offer adds up to them."""
    out_share = facts.get("freight.export-share")
    boxes = box_flows(facts)
    goods, bulk = goods_flows(facts)
    demand = [
        (c, p, v)
        for c, flows in (("container", scaled(boxes, out_share.value)), ("general-cargo", goods))
        for p, v in flows.items()
    ]
    supply = [
        (c, p, v)
        for c, flows in (("container-import", scaled(boxes, 1 - out_share.value)), ("general-import", bulk))
        for p, v in flows.items()
    ]
    trades = {p: f.value for p, f in facts.by_place("freight.trade", 2024).items()}
    works = {p: facts.get("freight.industry-value", p, 2024).value for p in SOUTHWEST}
    total = sum(boxes.values())
    supply += [("container", p, v) for p, v in shared(total * out_share.value, trades).items()]
    demand += [("container-import", p, v) for p, v in shared(total * (1 - out_share.value), trades).items()]
    own = {"CN-XJ": goods["irkeshtam"], "CN-NM": goods["erenhot"], "CN-XZ": goods["jilong"]}
    supply += [
        ("general-cargo", p, v) for p, v in (shared(sum(goods.values()) - sum(own.values()), works) | own).items()
    ]
    demand += [("general-import", p, v) for p, v in shared(sum(bulk.values()), works).items()]
    growth = {"container": facts.get("freight.growth.boxes"), "general": facts.get("freight.growth.goods")}
    tables = [
        by_region(facts, [grown(c, p, v * room, growth[c.split("-")[0]]) for c, p, v in part])
        for part, room in ((demand, 1.0), (supply, ROUNDING))
    ]
    berth = facts.get("freight.beibu.throughput", "qinzhou", 2025)
    part, rise, own_boxes = (
        facts.get("freight.berth.qinzhou-share"),
        facts.get("freight.berth.growth"),
        facts.get("freight.nlsc.port-boxes", "CN", 2025),
    )
    for place, share in (("qinzhou", part.value), ("fangchenggang", 1 - part.value)):
        amounts = {
            f"amount_{y}": (berth.value - own_boxes.value) * share * (1 + rise.value) ** (y - 2025) for y in PERIODS
        }
        tables[0].append({"commodity": "box-berth", "place": place, **amounts, "unit": "MTEU/yr",
                          **cite(berth, own_boxes, part, rise, how="throughput less corridor boxes, split and grown")})  # fmt: skip
    return tables[0], tables[1]


def grown(commodity: str, place: str, value: float, rate: Fact) -> Row:
    """One row of demand or supply: the 2024 level grown to each period."""
    amounts = {f"amount_{y}": value * (1 + rate.value) ** (y - 2024) for y in PERIODS}
    note = "corridor statistics of 2024 with assumed loads and shares, grown at an assumed rate"
    return {"commodity": commodity, "place": place, **amounts, "unit": "Mt/yr", "source": note, "status": "assumed"}


def scaled(flows: dict[str, float], factor: float) -> dict[str, float]:
    return {place: value * factor for place, value in flows.items()}


def shared(total: float, weights: dict[str, float]) -> dict[str, float]:
    """``total`` split by weights."""
    whole = sum(weights.values())
    return {place: total * value / whole for place, value in weights.items()}


def box_flows(facts: Facts) -> dict[str, float]:
    """Boxes of the West both ways, Mt/yr of 2024, by market."""
    get = facts.get
    sea = (get("freight.nlsc.boxes", "CN", 2024).value + get("freight.yangtze.boxes").value) * get(
        "freight.tonnes-per-teu"
    ).value
    per_train = (
        get("freight.khorgos.cargo", "khorgos", 2025).value / get("freight.khorgos.trains", "khorgos", 2025).value
    )
    express = get("freight.cr-express.boxes", "CN", 2024).value
    load = per_train / (express / get("freight.cr-express.trains", "CN", 2024).value)
    part = {region: get(f"freight.sea.share.{region}").value for region in ("asean", "europe", "pacific")}
    return {
        "singapore": sea * part["asean"],
        "rotterdam": sea * part["europe"],
        "pacific": sea * part["pacific"],
        "malaszewicze": express * load * get("freight.west-share.cr-express").value,
        "almaty": get("freight.central-asia.boxes", "CN", 2024).value
        * load
        * get("freight.west-share.central-asia").value,
    }


def goods_flows(facts: Facts) -> tuple[dict[str, float], dict[str, float]]:
    """Goods out of and into the West, Mt/yr of 2024, by market: Yangtze, Xijiang, sea and land borders."""
    get = facts.get
    river = (
        get("freight.three-gorges", "yichang", 2024).value
        - get("freight.yangtze.boxes").value * get("freight.tonnes-per-teu").value
    )
    down, middle = get("freight.yangtze.down-share").value, get("freight.yangtze.middle-share").value
    since = get("freight.china-laos.cumulative", "CN", 2024).value - get("freight.china-laos.cargo", "CN", 2022).value
    laos, laos_in = since / 2, get("freight.laos.import-share").value
    out = {
        "CN-HB": river * down * middle,
        "CN-SH": river * down * (1 - middle),
        "CN-GD": get("freight.goods.guangdong").value,
    }
    out |= {
        p: get(f"freight.goods.{p}").value
        for p in ("singapore", "hanoi", "hekou", "ruili", "jilong", "irkeshtam", "erenhot")
    }
    into = {"CN-HB": river * (1 - down) * middle, "CN-SH": river * (1 - down) * (1 - middle)}
    into |= {p: get(f"freight.bulk.{p}").value for p in ("singapore", "hanoi")}
    return out | {"vientiane": laos * (1 - laos_in)}, into | {"vientiane": laos * laos_in}
