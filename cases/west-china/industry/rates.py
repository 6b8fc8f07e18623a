"""What a plant takes and gives per unit of its good: electricity, coal, gas, water, goods, carbon dioxide, posts, value added.

As stands = level 3 of the mandatory energy limits (GB), upgraded = level 2 or the benchmark, new = level 1; where a limit is given
as all energy, coal is what electricity leaves. Carbon dioxide is that of the coal and gas burnt and of the process.
"""

from __future__ import annotations

from collections.abc import Callable

from facts import Fact, Facts, derive
from industry.goods import FAMILIES, stem

from geju.core import unit as units

TCE = 29.3076  # GJ
POWER = 3.6 / TCE  # kgce in a kWh
Rule = Callable[[Facts, str], Fact]


def named(facts: Facts, what: str, kind: str, tail: str = "") -> Fact | None:
    """``industry.WHAT.KIND.TAIL``, else that of the family as it stands, else that of the family it is like."""
    family, _ = stem(kind)
    like = FAMILIES[family].like
    for name in (kind, like and kind.replace(family, like), family, like):
        found = name and facts.find(f"industry.{what}.{name}" + (f".{tail}" if tail else ""))
        if found:
            return found
    return None


def need(facts: Facts, what: str, kind: str) -> Fact:
    """As :func:`named`, but it must be there."""
    found = named(facts, what, kind)
    if not found:
        raise KeyError(f"no industry.{what} of {kind}")
    return found


def use(facts: Facts, kind: str, commodity: str) -> Fact:
    """What a kind draws of a commodity per unit of its good."""
    family, level = stem(kind)
    rule = RULES.get((FAMILIES[family].like or family, commodity)) if family != "steel-eaf" else None
    found = rule(facts, level) if rule else named(facts, "use", kind, commodity)
    if not found:
        raise KeyError(f"{kind} draws no {commodity}")
    return found


def _left_to_coal(facts: Facts, limit: Fact, power: Fact) -> Fact:
    heat = facts.get("coal.raw_heat")
    value = (limit.value - power.value * POWER) / 1000 / heat.value
    return derive(value, "t/t", "limit of all energy, less electricity, as raw coal", limit, power, heat)


def _limited(name: str) -> Rule:
    def rule(facts: Facts, level: str) -> Fact:
        limit = facts.find(f"industry.limit.{name}{level}") or facts.get(f"industry.limit.{name}")
        power = facts.find(f"industry.use.{name}{level}.electricity") or facts.get(f"industry.use.{name}.electricity")
        return _left_to_coal(facts, limit, power)

    return rule


def _clinker_coal(facts: Facts, level: str) -> Fact:
    burnt, share, heat = (
        facts.get(f"industry.clinker{level}.coal"),
        facts.get("industry.clinker.share"),
        facts.get("coal.raw_heat"),
    )
    return derive(
        burnt.value * share.value / 1000 / heat.value,
        "t/t",
        "coal of clinker by its share in cement",
        burnt,
        share,
        heat,
    )


def _cement_power(facts: Facts, level: str) -> Fact:
    kiln, mill = facts.get(f"industry.clinker{level}.power"), facts.get(f"industry.grinding{level}.power")
    share = facts.get("industry.clinker.share")
    return derive(
        kiln.value * share.value + mill.value, "kWh/t", "kiln by the share of clinker, and grinding", kiln, mill, share
    )


def _steel_coal(facts: Facts, level: str) -> Fact:
    """Raw coal behind a tonne of iron, as the given use counts it, by the limits of the steps over those as it stands."""
    raw, pig = facts.get("coaluse.iron"), facts.get("industry.steel.pig")
    now, then = _steps(facts, ""), _steps(facts, level)
    return derive(
        raw.value * pig.value * then.value / now.value,
        "t/t",
        "raw coal of iron, by the limits of the steps",
        raw,
        pig,
        then,
    )


def _steps(facts: Facts, level: str) -> Fact:
    pig, sinter, pellet = (facts.get(n) for n in ("industry.steel.pig", "industry.iron.sinter", "industry.iron.pellet"))
    own = {
        n: facts.get(f"industry.limit.{n}{level}") for n in ("sintering", "pelletising", "blast-furnace", "converter")
    }
    ore = sinter.value * own["sintering"].value + pellet.value * own["pelletising"].value
    value = pig.value * (ore + own["blast-furnace"].value) + own["converter"].value
    return derive(value, "kg/t", "limits of the steps", *own.values(), pig, sinter, pellet)


def _steel_power(facts: Facts, _: str) -> Fact:
    iron, converter, pig = (
        facts.get("industry.iron.power"),
        facts.get("industry.converter.power"),
        facts.get("industry.steel.pig"),
    )
    other = facts.get("industry.steel.other-power")
    return derive(
        iron.value * pig.value + converter.value + other.value,
        "kWh/t",
        "iron, converter and ore",
        iron,
        converter,
        other,
        pig,
    )


def _pv_power(facts: Facts, level: str) -> Fact:
    ingot, wafer = facts.get(f"industry.ingot{level}.energy"), facts.get(f"industry.wafer{level}.energy")
    cell, pieces = facts.get(f"industry.pv{level}.cell-power"), facts.get("industry.pv.pieces")
    grams = polysilicon_per_watt(facts, "")
    value = ingot.value / POWER * grams.value + wafer.value * pieces.value / POWER / 1e6 + cell.value
    return derive(
        value, "kWh/kW", "limits of ingot and wafer as power, cell and module", ingot, wafer, cell, pieces, grams
    )


def polysilicon_per_watt(facts: Facts, _: str) -> Fact:
    """Polysilicon in a kilowatt: output over wafers of 2023."""
    made, wafers = facts.get("industry.output.polysilicon", "CN", 2023), facts.get("industry.output.wafer", "CN", 2023)
    return derive(made.value / wafers.value, "kg/kW", "polysilicon over wafers", made, wafers)


def _alumina_coal(facts: Facts, _: str) -> Fact:
    heat, raw = facts.get("industry.alumina.coal-heat"), facts.get("coal.raw_heat")
    return derive(heat.value / TCE / raw.value, "t/t", "heat from coal", heat, raw)


def _alumina_gas(facts: Facts, _: str) -> Fact:
    heat, gas = facts.get("industry.alumina.gas-heat"), facts.get("gas.heat")
    return derive(heat.value * 1000 / gas.value, "m3/t", "heat from gas", heat, gas)


def _lithium_coal(facts: Facts, _: str) -> Fact:
    heat, part, raw = (
        facts.get("industry.lithium.heat"),
        facts.get("industry.coal-part.lithium"),
        facts.get("coal.raw_heat"),
    )
    return derive(heat.value * part.value / TCE / raw.value, "t/t", "heat from coal", heat, part, raw)


def _lithium_gas(facts: Facts, _: str) -> Fact:
    heat, part, gas = facts.get("industry.lithium.heat"), facts.get("industry.coal-part.lithium"), facts.get("gas.heat")
    return derive(heat.value * (1 - part.value) * 1000 / gas.value, "m3/t", "heat from gas", heat, part, gas)


def _battery_rock(facts: Facts, _: str) -> Fact:
    salt, grade = facts.get("industry.iron-phosphate"), facts.get("industry.rock-grade")
    inside, loss = facts.get("industry.phosphorus-in-iron-phosphate"), facts.get("industry.acid-loss")
    return derive(
        salt.value * inside.value * loss.value / grade.value,
        "t/t",
        "P2O5 over the grade of rock",
        salt,
        inside,
        loss,
        grade,
    )


def _copper_in_products(facts: Facts, _: str) -> Fact:
    made, bought = facts.get("industry.output.copper", "CN", 2024), facts.get("industry.import.copper", "CN", 2024)
    products = facts.get("industry.output.copper-product", "CN", 2024)
    value = (made.value + bought.value) / 1000 / products.value
    return derive(
        value,
        "t/t",
        "refined copper at hand over copper products; the rest is scrap and products of products",
        made,
        bought,
        products,
    )


def _milk_in_dairy(facts: Facts, _: str) -> Fact:
    milk, made = facts.get("industry.milk", "CN", 2024), facts.get("industry.output.dairy", "CN", 2024)
    return derive(milk.value / made.value, "t/t", "cow milk over dairy products", milk, made)


def _cotton_in_yarn(facts: Facts, _: str) -> Fact:
    return facts.get("industry.cotton")


RULES: dict[tuple[str, str], Rule] = {
    ("copper", "coal"): _limited("copper"), ("silicon", "coal"): _limited("silicon"), ("methanol", "coal"): _limited("methanol"),
    ("olefin", "coal"): _limited("olefin"), ("cement", "coal"): _clinker_coal, ("cement", "electricity"): _cement_power,
    ("steel", "coal"): _steel_coal, ("steel", "electricity"): _steel_power, ("pv-module", "electricity"): _pv_power,
    ("pv-module", "polysilicon"): polysilicon_per_watt, ("alumina", "coal"): _alumina_coal, ("alumina", "gas"): _alumina_gas,
    ("lithium-salt", "coal"): _lithium_coal, ("lithium-salt", "gas"): _lithium_gas, ("battery-material", "ore:phosphate"): _battery_rock,
    ("copper-product", "copper"): _copper_in_products, ("dairy", "milk"): _milk_in_dairy, ("yarn", "cotton"): _cotton_in_yarn,
}  # fmt: skip


def co2(facts: Facts, kind: str) -> Fact | None:
    """Carbon dioxide of a kind per unit of its good: coal and gas burnt, process, less the carbon that stays in methanol."""
    family, _ = stem(kind)
    unit = "t/t"
    total, used = 0.0, list[Fact]()
    if "coal" in FAMILIES[family].uses:
        coal, heat, factor = use(facts, kind, "coal"), facts.get("coal.raw_heat"), facts.get("fuel.co2_coal")
        total += coal.value * heat.value * TCE * factor.value / 1000
        used += [coal, factor]
    if "gas" in FAMILIES[family].uses:
        gas, heat, factor = use(facts, kind, "gas"), facts.get("gas.heat"), facts.get("fuel.co2_gas")
        total += gas.value * heat.value / 1000 * factor.value / 1000
        used += [gas, factor]
    process = facts.find(f"industry.process-co2.{FAMILIES[family].like or family}") if family != "steel-eaf" else None
    if family == "cement":
        share, lime = facts.get("industry.clinker.share"), facts.get("industry.clinker.co2")
        process = derive(share.value * lime.value, "t/t", "limestone", share, lime)
    if process:
        total += process.value
        used.append(process)
    if family == "methanol":
        kept = facts.get("industry.methanol.carbon")
        total -= kept.value
        used.append(kept)
    return derive(total, unit, "coal and gas burnt, and process", *used) if used else None


def to(fact: Fact, unit: str) -> float:
    """A figure in another unit."""
    ratio = units.factor(fact.unit, unit)
    if ratio is None:
        raise ValueError(f"{fact.unit} is no {unit}")
    return fact.value * ratio
