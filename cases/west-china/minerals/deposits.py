"""What lies in the ground and what is dug: reserves, mines of today, and room for large bases, by deposit and province.

A *deposit* is an ore with one way of winning it: lithium comes from rock and from brine, every other ore has one deposit.
"""

from __future__ import annotations

from dataclasses import dataclass

from facts import PERIODS, Fact, Facts, derive


@dataclass(frozen=True)
class Ore:
    """Names of an ore and the unit of its stock (Mt, kt); its balance is in that unit a year."""

    zh: str
    en: str
    unit: str

    @property
    def rate(self) -> str:
        """Unit of the balance."""
        return f"{self.unit}/yr"


ORES = {
    "bauxite": Ore("铝土矿", "bauxite", "Mt"),
    "copper": Ore("铜矿（含铜）", "copper ore, by metal", "kt"),
    "lithium": Ore("锂矿（折碳酸锂）", "lithium ore, by carbonate", "kt"),
    "phosphate": Ore("磷矿（30%）", "phosphate rock of 30 %", "Mt"),
    "rare-earth": Ore("稀土矿（折氧化物）", "rare-earth ore, by oxide", "kt"),
    "iron": Ore("铁矿（成品矿）", "iron ore, usable", "Mt"),
    "potash": Ore("钾盐（氯化钾）", "potash as chloride", "Mt"),
}
DEPOSITS = {
    "bauxite": ("bauxite", "铝土矿", "bauxite", "grass"),
    "copper": ("copper", "铜矿", "copper", "grass"),
    "lithium-rock": ("lithium", "硬岩锂矿", "hard-rock lithium", "grass"),
    "lithium-brine": ("lithium", "盐湖锂", "brine lithium", "desert"),
    "phosphate": ("phosphate", "磷矿", "phosphate", "grass"),
    "rare-earth": ("rare-earth", "稀土矿", "rare earths", "grass"),
    "iron": ("iron", "铁矿", "iron ore", "grass"),
    "potash": ("potash", "钾盐", "potash", "desert"),
}  # deposit: ore, names, class of land that a new base takes
PROJECTS = (("julong", 2030), ("yulong", 2028))  # copper bases of Tibet whose plans are published


def ore_of(deposit: str) -> Ore:
    """The ore that a deposit gives."""
    return ORES[DEPOSITS[deposit][0]]


def price(facts: Facts, ore: str) -> Fact:
    """Price of an ore where it enters the country, CNY for a tonne of its balance."""
    usd = facts.get("usd", "", 2023)
    if ore == "copper":
        metal, paid = facts.get("minerals.price.copper-metal", "CN", 2023), facts.get("minerals.copper.payable")
        return derive(metal.value * paid.value, "CNY/t", "price of metal times what is paid", metal, paid)
    found = facts.find(f"minerals.price.{ore}") or next(
        f for y in (2024, 2023) if (f := facts.find(f"minerals.price.{ore}", "CN", y))
    )
    if found.unit == "USD/t":
        return derive(found.value * usd.value, "CNY/t", "at the rate of 2023", found, usd)
    return found


def reserves(facts: Facts, deposit: str) -> dict[str, Fact]:
    """What may be raised in all, by province: the nation's reserves times the share of the province, in the unit of the ore."""
    ore = DEPOSITS[deposit][0]
    nation = next(f for y in (2024, 2022) if (f := facts.find(f"minerals.reserves.{ore}", "CN", y)))
    used, factor = [nation], 1.0
    if ore == "lithium":
        carbonate = facts.get("minerals.lce-per-li2o")
        used, factor = [nation, carbonate], 1000 * carbonate.value
    shares = {p: f for y in (2021, 2022) for p, f in facts.by_place(f"minerals.reserves-share.{deposit}", y).items()}
    return {
        place: derive(nation.value * factor * share.value / 100, ore_of(deposit).unit, "national reserves times the share", *used, share)
        for place, share in shares.items()
    }  # fmt: skip


def per_tonne(facts: Facts, deposit: str) -> Fact | None:
    """Tonnes of reserve in a tonne of ore where the two are counted differently: crude iron ore in usable ore."""
    if deposit != "iron":
        return None
    crude, usable = facts.get("minerals.output.iron-crude", "CN", 2023), facts.get("minerals.output.iron", "CN", 2024)
    return derive(crude.value / usable.value, "t/t", "crude ore dug over usable ore", crude, usable)


def output(facts: Facts, deposit: str) -> dict[str, Fact]:
    """What the mines of a deposit gave, by province."""
    return facts.by_place(f"minerals.output.{deposit}", 2023)


def room(facts: Facts, deposit: str, place: str) -> Fact:
    """Most that large bases may raise in a year: what the deposit feeds for the least life of a base, or the projects named,
    less the mines of today that still stand in the last period; and never less than the mines that close by then.
    """
    stock, life, ratio = reserves(facts, deposit)[place], facts.get("minerals.years"), per_tonne(facts, deposit)
    headroom, left = facts.get("minerals.headroom"), facts.get("minerals.survive", "", PERIODS[-1])
    now = output(facts, deposit).get(place)
    stands = now.value * headroom.value if now else 0.0
    fed = stock.value / (ratio.value if ratio else 1.0) / life.value
    used = [f for f in (stock, life, ratio, now, headroom, left) if f]
    named = [f for name, year in PROJECTS if deposit == "copper" and (f := facts.find(f"minerals.project.{name}", place, year))]  # fmt: skip
    if (planned := sum(f.value for f in named)) > fed:
        fed, used = planned, [*named, *used]
    most = max(fed - stands * left.value, stands * (1 - left.value))
    how = (
        "reserves over the least life of a base or projects named, less mines that stand; at least the mines that close"
    )
    return derive(most, ore_of(deposit).rate, how, *used)
