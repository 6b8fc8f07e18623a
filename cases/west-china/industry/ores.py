"""Raw materials bought at a stated price: what mines and farms give, as long as the case has no sectors of their own for it.

Where the sectors of minerals and of grain declare these commodities, take them out of ``RAW``: the plants draw them by name
in the province where they stand, whichever way they came.
"""

from __future__ import annotations

from facts import Fact, Facts, Row, cite
from industry.goods import FAMILIES, stem, unit_of
from industry.rates import to, use
from industry.trade import to_coast

# commodity: zh, en, unit
RAW: dict[str, tuple[str, str, str]] = {
    "ore:bauxite": ("铝土矿", "bauxite", "Mt/yr"),
    "ore:copper": ("铜精矿（含铜）", "copper in concentrate", "kt/yr"),
    "ore:lithium": ("锂原料（折碳酸锂）", "lithium in ore and brine, as carbonate", "kt/yr"),
    "ore:phosphate": ("磷矿石", "phosphate rock", "Mt/yr"),
    "ore:rare-earth": ("稀土矿（折氧化物）", "rare-earth ore, as oxides", "kt/yr"),
    "ore:iron": ("铁矿石", "iron ore", "Mt/yr"),
    "cotton": ("棉花", "cotton", "kt/yr"),
    "milk": ("生牛乳", "raw milk", "Mt/yr"),
    "meat": ("肉类", "meat", "Mt/yr"),
    "fruit": ("水果", "fruit", "Mt/yr"),
}  # fmt: skip
SHORT = 3.0  # times the price


def purchases(facts: Facts, sites: list[Row]) -> dict[str, list[Row]]:
    """Tables of the purchase of raw materials, for the plants of ``sites``: commodities, kinds, ports, sites."""
    found: dict[str, list[Row]] = {"commodities": [], "kinds": [], "ports": [], "sites": []}
    for raw, (zh, en, unit) in RAW.items():
        price = facts.get(f"industry.purchase.{raw}")
        kind = f"purchase-{raw.removeprefix('ore:')}"
        found["commodities"].append({"commodity": raw, "name_zh": zh, "name_en": en, "unit": unit, "resolution": "year",
                                     "shortage": f"{SHORT * price.value:g} {price.unit}", "surplus": f"0 {price.unit}", **cite(price)})  # fmt: skip
        found["kinds"].append({"kind": kind, "name_zh": f"{zh}购入", "name_en": f"purchase of {en}", "unit": unit, "resolution": "year",
                               "variable": f"{price.value:g} {price.unit}", "tags": "purchase", **cite(price)})  # fmt: skip
        found["ports"].append({"kind": kind, "commodity": raw, "where": "here", "rate": 1, "unit": f"({unit})/({unit})",
                               "source": "a unit bought is a unit at hand", "status": "derived"})  # fmt: skip
        for place, most in sorted(_most(facts, raw, unit, sites).items()):
            cost, cited = _price_at(facts, raw, place)
            found["sites"].append({"kind": kind, "place": place, "standing": most, "variable": f"{cost:.6g} {price.unit}",
                                   **cite(*cited, how="as much as all plants that may stand there can use")})  # fmt: skip
    return found


def _price_at(facts: Facts, raw: str, place: str) -> tuple[float, list[Fact]]:
    """Price of a raw material in a province: its own, else that of the nation and the haul of what came by sea."""
    own = facts.find(f"industry.purchase.{raw}", place)
    if own:
        return own.value, [own]
    price, part = facts.get(f"industry.purchase.{raw}"), facts.find(f"industry.by-sea.{raw}")
    if not part:
        return price.value, [price]
    weight, tariff = facts.find(f"industry.haul-weight.{raw}"), facts.get("freight.rail.km-tariff")
    haul = tariff.value * to_coast(facts, place) * part.value * (weight.value if weight else 1.0)
    return price.value + haul, [price, part, tariff, *([weight] if weight else [])]


def _most(facts: Facts, raw: str, unit: str, sites: list[Row]) -> dict[str, float]:
    """What all plants that may stand in a province can use of a raw material."""
    found: dict[str, float] = {}
    for site in sites:
        family, _ = stem(str(site["kind"]))
        if raw in FAMILIES[family].uses:
            rate = to(use(facts, str(site["kind"]), raw), f"{unit}/({unit_of(family)})")
            most = max(float(str(v)) for k, v in site.items() if k.startswith(("standing", "potential")))
            place = str(site["place"])
            found[place] = found.get(place, 0.0) + rate * most * 1.001
    return found
