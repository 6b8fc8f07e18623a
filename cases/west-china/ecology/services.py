"""Services of ecosystems: what a square kilometre keeps and stores by zone, and what that is worth in the accounts.

Published coefficients differ five-fold between regions, so each zone has its own and there is none for the West as a whole.
The account GEP is the sum of these services times their prices and nothing else: neither oxygen, cooling and flood control,
which make most of published totals and are disputed, nor goods and tourism.
"""

from __future__ import annotations

from facts import Fact, Facts, derive

ZONES = {
    "dry": ("干旱半干旱区", "dry zone"),
    "cold": ("青藏高原区", "plateau"),
    "humid": ("湿润半湿润区", "humid zone"),
}
STANDING = {"forest": ("林地", "forest"), "grass": ("草地", "grassland"), "wetland": ("湿地", "wetland")}
SERVICES = {
    "carbon-sink": ("碳汇（二氧化碳）", "carbon sink, as CO2", "kt/yr", "t/ha/yr", "carbon"),
    "water-retention": ("水源涵养", "water retained", "yim3/yr", "m3/ha/yr", "water"),
    "soil-kept": ("土壤保持", "soil kept", "Mt/yr", "t/ha/yr", "soil"),
    "sand-kept": ("固沙", "sand kept", "Mt/yr", "t/ha/yr", "sand"),
}
Rates = dict[str, Fact]


def zones(facts: Facts) -> dict[str, str]:
    """The zone of every province."""
    return {row["place"]: row["zone"] for row in facts.rows("ecology-zones")}


def of_standing(facts: Facts, cover: str, zone: str) -> Rates:
    """What a hectare of standing forest, grass or wetland serves a year."""
    found = {
        "carbon-sink": facts.get(f"ecology.carbon.{cover}.{zone}"),
        "water-retention": facts.get(f"ecology.water.{cover}.{zone}"),
    }
    if cover != "wetland":
        found["soil-kept"] = facts.get(f"ecology.soil.{cover}.{zone}")
    return found


def of_planting(facts: Facts, zone: str) -> Rates:
    """What planting a hectare with trees adds: trees instead of grass where they live, the grass as before where they fail."""
    lives, trees, before = (
        facts.get(f"ecology.survival.{zone}"),
        of_standing(facts, "forest", zone),
        of_standing(facts, "grass", zone),
    )
    trees |= {"carbon-sink": facts.get(f"ecology.carbon.planted.{zone}")}
    how = "trees less the grass that they replace, where they live"
    return {
        s: derive((f.value - before[s].value) * lives.value, f.unit, how, f, lives, before[s]) for s, f in trees.items()
    }


def of_grass(facts: Facts, zone: str) -> Rates:
    """What restoring a hectare of grass adds: the gain seen at the headwaters, on the grass of the zone."""
    lives, before = facts.get(f"ecology.survival.{zone}"), of_standing(facts, "grass", zone)
    carbon, how = facts.get(f"ecology.carbon.restored-grass.{zone}"), "the gain of restoring, where it succeeds"
    found = {"carbon-sink": derive(carbon.value * lives.value, carbon.unit, how, carbon, lives)}
    for service, name in (("water-retention", "water"), ("soil-kept", "soil")):
        gain, base = facts.get(f"ecology.gain.{name}"), before[service]
        found[service] = derive(base.value * gain.value * lives.value, base.unit, how, base, gain, lives)
    return found


def of_sand(facts: Facts) -> Rates:
    """What a hectare of held sand serves: shrubs that stand, and sand that no longer blows."""
    lives, shrubs = facts.get("ecology.survival.dry"), facts.get("ecology.carbon.sand")
    blown, held = facts.get("ecology.erosion.sand", "", 2019), facts.get("ecology.sand.held")
    return {
        "carbon-sink": derive(shrubs.value * lives.value, shrubs.unit, "shrubs that stand", shrubs, lives),
        "sand-kept": derive(
            blown.value * held.value, blown.unit, "wind erosion that grids and shrubs hold", blown, held
        ),
    }


def lost(facts: Facts, cover: str) -> Rates:
    """What building on a hectare of forest or grass gives up: the mean of the nation's, by area and zone."""
    areas = facts.by_place(f"land.survey.{cover}", 2019)
    zone, whole = zones(facts), sum(f.value for f in areas.values())
    found: Rates = {}
    for service in ("carbon-sink", "water-retention", "soil-kept"):
        rates = {z: of_standing(facts, cover, z)[service] for z in ZONES}
        mean = sum(f.value * rates[zone[p]].value for p, f in areas.items()) / whole
        found[service] = derive(
            -mean, rates["dry"].unit, f"mean of the nation's {cover} by area and zone, given up", *rates.values()
        )
    return found


def prices(facts: Facts) -> dict[str, Fact]:
    """Price of each service in the accounts, CNY a tonne or cubic metre."""
    silt, density, part = (
        facts.get("ecology.price.silt"),
        facts.get("ecology.soil.density"),
        facts.get("ecology.soil.silts"),
    )
    carbon = facts.get("ecology.price.carbon")
    soil = "dredging what settles of the soil"
    return {
        "carbon-sink": derive(carbon.value * 12 / 44, "CNY/t", "by tonne of carbon, as CO2", carbon),
        "water-retention": facts.get("ecology.price.water"),
        "soil-kept": derive(silt.value / density.value * part.value, "CNY/t", soil, silt, density, part),
        "sand-kept": derive(silt.value / density.value, "CNY/t", "clearing away what blows", silt, density),
    }


def worth(facts: Facts, rates: Rates) -> Fact:
    """GEP of a hectare and year: services times prices."""
    price = prices(facts)
    used = [f for s, rate in rates.items() for f in (rate, price[s])]
    return derive(
        sum(rate.value * price[s].value for s, rate in rates.items()), "CNY/ha/yr", "services times prices", *used
    )
