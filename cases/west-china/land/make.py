"""Land: the third survey by class and province; fields, towns, red lines and restoration (of ecology) compete for it.

A class is a fixed area (``supply``); what stands on it draws it. Fields are better or ordinary, and give ``harvest`` in
square kilometres of ordinary fields. Towns ask for ``urban-space`` and may take fields, grass, forest or bare land. The red line
is a holding of its own on forest, grass and bare land: as long as it stands nothing else can have that land. The plan may
give it up (``retire``) so that the clause on red lines has something to hold.
"""

from __future__ import annotations

from pathlib import Path

from facts import PERIODS, Facts, Row, cite, write
from land.sites import CLASSES, KM2, RED, fields, growth, harvest_today, red_lines, towns
from taken import less

TOWNS = {
    "build-on-farmland": ("占用耕地的城镇建设", "building on fields", "farm", "farmland"),
    "build-on-grass": ("占用草地的城镇建设", "building on grassland", "grass", "grass"),
    "build-on-forest": ("占用林地的城镇建设", "building on forest land", "forest", "forest"),
    "build-on-desert": ("占用荒地的城镇建设", "building on bare land", "desert", "desert"),
}  # fmt: skip


def make(facts: Facts, out: Path) -> None:
    """Write the land tables into ``out``."""
    write(out, "commodities", commodities(facts))
    write(out, "kinds", kinds(facts))
    write(out, "ports", ports(facts))
    write(out, "sites", [*fields(facts), *towns(facts), *red_lines(facts)])
    write(out, "demand", demand(facts))
    write(out, "supply", supply(facts))


def commodities(facts: Facts) -> list[Row]:
    price, crop, town = facts.get("land.shortage"), facts.get("land.harvest.price"), facts.get("land.urban.shortage")
    rows = [(f"land:{c}", zh, en, price) for c, (_, zh, en) in CLASSES.items()]
    rows += [("harvest", "收成（折合普通耕地面积）", "harvest, as area of ordinary fields", crop),
             ("urban-space", "城镇建设空间", "urban space", town)]  # fmt: skip
    return [{"commodity": code, "name_zh": zh, "name_en": en, "unit": "km2", "resolution": "year",
             "shortage": f"{fact.value:g} {fact.unit}", "surplus": f"0 {fact.unit}", **cite(fact)} for code, zh, en, fact in rows]  # fmt: skip


def kinds(facts: Facts) -> list[Row]:
    get = facts.get
    hsf, hsf_life = get("land.hsf.cost", "CN", 2025), get("land.hsf.life")
    base = {"unit": "km2", "resolution": "year", "from": 2030}
    area = {"source": "third national land survey, by class", "status": "verified"}
    rows: list[Row] = [
        {"kind": "farmland", "name_zh": "普通耕地", "name_en": "ordinary fields", **base, "tags": "farmland", **area},
        {"kind": "high-standard-field", "name_zh": "高标准农田", "name_en": "high-standard fields", **base, "life": hsf_life.value,
         "invest": f"{hsf.value:g} {hsf.unit}", "tags": "farmland;upgrade;retrofit", **cite(hsf, hsf_life)},
        {"kind": "built-up", "name_zh": "现有城镇村及工矿用地", "name_en": "built-up land of today", **base, "tags": "urban", **area},
    ]  # fmt: skip
    forever = get("land.urban.life")
    for kind, (zh, en, name, _) in TOWNS.items():
        cost = get(f"land.urban.{name}-invest")
        rows.append(
            {
                "kind": kind,
                "name_zh": zh,
                "name_en": en,
                **base,
                "life": forever.value,
                "invest": f"{cost.value:g} {cost.unit}",
                "tags": "urban",
                **cite(cost, forever),
            }
        )
    for land in RED:
        zh, en = CLASSES[land][1:]
        rows.append({"kind": f"red-line-{land}", "name_zh": f"生态保护红线（{zh}）", "name_en": f"ecological red line, {en}", **base,
                     "retire": "yes", "tags": "red-line", **area})  # fmt: skip
    return rows


def ports(facts: Facts) -> list[Row]:
    get = facts.get
    gain, hsf_share = get("land.hsf.yield"), get("land.hsf.public")
    ground = {"source": "a square kilometre stands on a square kilometre", "status": "derived"}
    taken = [("farmland", "farmland"), ("high-standard-field", "farmland"), ("built-up", "built"), *((k, v[3]) for k, v in TOWNS.items()),
             *((f"red-line-{c}", c) for c in RED)]  # fmt: skip
    rows: list[Row] = [
        {"kind": kind, "commodity": f"land:{land}", "when": "standing", "rate": -1, "unit": "km2/km2", **ground}
        for kind, land in taken
    ]
    rows.append({"kind": "farmland", "commodity": "harvest", "when": "running", "rate": 1, "unit": "km2/km2", **ground})
    rows.append(
        {
            "kind": "high-standard-field",
            "commodity": "harvest",
            "when": "running",
            "rate": gain.value,
            "unit": "km2/km2",
            **cite(gain),
        }
    )
    rows += [
        {"kind": kind, "commodity": "urban-space", "when": "running", "rate": 1, "unit": "km2/km2", **ground}
        for kind in ("built-up", *TOWNS)
    ]
    rows += [{"kind": kind, "commodity": "capacity:farmland", "when": "building", "rate": -1, "unit": "km2/km2", **ground}
             for kind in ("high-standard-field", "build-on-farmland")]  # fmt: skip
    rows.append({"kind": "high-standard-field", "commodity": "public-money", "when": "building", "rate": -hsf_share.value, "unit": "invest",
                 **cite(hsf_share)})  # fmt: skip
    return [{"where": "here", **row} for row in rows]


def demand(facts: Facts) -> list[Row]:
    """Harvest of crops that no sector models may not fall; urban space grows."""
    rows: list[Row] = []
    for place in facts.by_place("land.survey.cultivated", 2019):
        whole = harvest_today(facts, place)
        left, taken = less(facts, "harvest", place, dict.fromkeys(PERIODS, whole.value))
        rows.append({"commodity": "harvest", "place": place, **{f"amount_{y}": v for y, v in left.items()}, "unit": "km2",
                     **cite(whole, *taken, how="the harvest of today's fields less that of the crops modelled")})  # fmt: skip
    for place, fact in facts.by_place("land.survey.built", 2019).items():
        rate = growth(facts, place)
        amounts = {f"amount_{y}": fact.value * KM2 * (1 + rate.value) ** ((y - PERIODS[0]) / 5) for y in PERIODS}
        rows.append({"commodity": "urban-space", "place": place, **amounts, "unit": "km2", **cite(fact, rate)})
    return rows


def supply(facts: Facts) -> list[Row]:
    """The area of each class: the survey itself, in square kilometres."""
    return [
        {
            "commodity": f"land:{land}",
            "place": place,
            **{f"amount_{y}": fact.value * KM2 for y in PERIODS},
            "unit": "km2",
            **cite(fact),
        }
        for land, (name, _, _) in CLASSES.items()
        for place, fact in facts.by_place(f"land.survey.{name}", 2019).items()
    ]
