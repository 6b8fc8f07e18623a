"""What stands: output of 2024 by family and province, and the sites made of it.

Capacity is what was in use (idle capacity is no guide to output), so that the first period makes what the statistics say.
Plants outside the West with less than a hundredth of the nation are pooled: given as supply at the nation.
"""

from __future__ import annotations

from functools import cache

from facts import PERIODS, Fact, Facts, Row, cite, derive
from industry.goods import FAMILIES, WEST, new_places, unit_of
from industry.rates import to
from industry.trade import place_cost
from spans import stands, upto

Output = dict[str, Fact]
FIRST = PERIODS[0]


def _spread(total: Fact, shares: Output, how: str) -> Output:
    return {p: derive(total.value * s.value, total.unit, how, total, s) for p, s in shares.items()}


def aluminium(facts: Facts) -> Output:
    """Primary aluminium: figures of the West of 2023, Shandong by the share of the four large provinces, the rest split; as of 2024."""
    listed = facts.by_place("industry.output.aluminium", 2023)
    before, now = (facts.get("industry.output.aluminium", "CN", y) for y in (2023, 2024))
    four = facts.get("industry.four-provinces.aluminium", "CN", 2023)
    large = [listed[p] for p in ("CN-XJ", "CN-NM", "CN-YN")]
    shandong = four.value / 100 * before.value - sum(f.value for f in large)
    listed["CN-SD"] = derive(
        shandong, "Mt", "share of the four large provinces, less the other three", four, before, *large
    )
    left = derive(
        before.value - sum(f.value for f in listed.values()), "Mt", "nation less the provinces listed", before
    )
    listed |= _spread(left, facts.by_place("industry.share.aluminium"), "nation less the provinces listed, split")
    hydro = hydro_smelters(facts)["CN-YN"]
    listed.pop("CN-YN")
    scale = (now.value - hydro.value * wet_mean(facts)) / sum(f.value for f in listed.values())
    return {p: derive(f.value * scale, "Mt", "2023 brought to the nation of 2024", f, now) for p, f in listed.items()}


def hydro_smelters(facts: Facts) -> Output:
    """Smelters of Yunnan: capacity, which the dry season cuts."""
    return {"CN-YN": facts.get("industry.capacity.aluminium-hydro", "CN-YN", 2023)}


def dry_share(facts: Facts) -> Fact:
    """What runs in the dry half of the year: mean of three dry seasons."""
    cuts = [facts.get("industry.cut.aluminium-hydro", "CN-YN", y) for y in (2022, 2023, 2024)]
    capacity = facts.get("industry.capacity.aluminium-hydro", "CN-YN", 2023)
    value = 1 - sum(f.value for f in cuts) / len(cuts) / capacity.value
    return derive(value, "ratio", "one less the mean cut of three dry seasons over capacity", *cuts, capacity)


def wet_mean(facts: Facts) -> float:
    """Mean of the year: winter and spring are dry."""
    return (183 + 182 * dry_share(facts).value) / 365


def steel(facts: Facts, electric: bool) -> Output:
    """Converter steel follows pig iron; what is left of crude steel is electric."""
    ratio = facts.get("industry.steel.pig")
    found: Output = {}
    for p, crude in facts.by_place("industry.output.crude-steel", 2024).items():
        pig = facts.find("industrial_output.pig_iron", p, 2024)
        blown = min(crude.value, pig.value / ratio.value) if pig else 0.0
        value = crude.value - blown if electric else blown
        if value > 0.01 * crude.value:
            found[p] = derive(value, "Mt", "crude steel split by pig iron", crude, *([pig] if pig else []), ratio)
    return found


def equipment(facts: Facts) -> Output:
    """Vehicles by province, those of provinces not listed split, at a mean value."""
    value = facts.get("industry.vehicle.value")
    cars = facts.by_place("industry.vehicles", 2024)
    cars |= _spread(
        facts.get("industry.vehicles.unlisted", "CN", 2024),
        facts.by_place("industry.share.vehicles"),
        "split of those not listed",
    )
    return {
        p: derive(f.value * 1000 * value.value / 1e4, "yiCNY", "vehicles at their mean value", f, value)
        for p, f in cars.items()
    }


def animal(facts: Facts, what: str) -> Output:
    """Milk or meat by province: a figure of 2023 where there is one, else the share of 2017, at the nation of 2024."""
    now, known = facts.get(f"industry.{what}", "CN", 2024), facts.by_place(f"industry.{what}", 2023)
    rest = {p: f for p, f in facts.by_place(f"industry.{what}", 2017).items() if p not in known}
    left = (now.value - sum(f.value for f in known.values())) / sum(f.value for f in rest.values())
    return known | {
        p: derive(f.value * left, "Mt", "share of 2017 at the nation of 2024", f, now) for p, f in rest.items()
    }


def dairy(facts: Facts) -> Output:
    """Dairies stand where the milk is."""
    milk, made = animal(facts, "milk"), facts.get("industry.output.dairy", "CN", 2024)
    total = sum(f.value for f in milk.values())
    return {
        p: derive(f.value / total * made.value, "Mt", "dairy products of the nation by milk", f, made)
        for p, f in milk.items()
    }


def meat(facts: Facts) -> Output:
    """A stated part of meat is packed or cooked in works."""
    part = facts.get("industry.meat.packed")
    return {p: derive(f.value * part.value, "Mt", "part of meat", f, part) for p, f in animal(facts, "meat").items()}


def fruit(facts: Facts) -> Output:
    """A stated part of the fruit of the West is worked up; the rest of the nation is one pool."""
    part, west = facts.get("industry.fruit.worked"), facts.by_place("industry.fruit", 2023)
    nation = facts.get("industry.fruit", "CN", 2023)
    found = {p: derive(f.value * part.value, "Mt", "part of fruit", f, part) for p, f in west.items()}
    rest = (nation.value - sum(f.value for f in west.values())) * part.value
    return {**found, "CN": derive(rest, "Mt", "part of the fruit of the nation less that of the West", nation, part)}


def computing(facts: Facts) -> Output:
    """Power drawn by machines: power of data centres less cooling and losses, by racks."""
    power, loss = facts.get("industry.power.computing", "CN", 2025), facts.get("industry.use.computing.electricity")
    total = derive(
        power.value * 1000 / 8760 / loss.value, "GW", "power of data centres over their power use ratio", power, loss
    )
    return _spread(total, facts.by_place("industry.share.computing"), "by racks")


def olefin(facts: Facts) -> Output:
    """Coal-to-olefins of four provinces and the plants on bought methanol, run at nine tenths of capacity."""
    own, total = facts.by_place("industry.capacity.olefin", 2023), facts.get("industry.capacity.olefin", "CN", 2023)
    run = facts.get("industry.run.olefin")
    left = derive(total.value - sum(f.value for f in own.values()), "Mt", "nation less the four provinces", total)
    capacity = own | _spread(left, facts.by_place("industry.share.olefin"), "split of plants on bought methanol")
    return {p: derive(f.value * run.value, "Mt", "capacity as run", f, run) for p, f in capacity.items()}


def lithium(facts: Facts, brine: bool) -> Output:
    """Lithium salts by province: brine in Qinghai and Xizang, ore elsewhere."""
    shares = {
        p: f for p, f in facts.by_place("industry.share.lithium-salt").items() if (p in ("CN-QH", "CN-XZ")) == brine
    }
    return _spread(facts.get("industry.output.lithium-salt", "CN", 2024), shares, "nation split by province")


def mill(facts: Facts) -> Output:
    """Aluminium products by province, brought from the scope of the statistics bureau to that of the ministry."""
    wide, narrow = (
        facts.get("industry.output.aluminium-product", "CN", 2024),
        facts.get("industry.scope.aluminium-product", "CN", 2024),
    )
    how = "products of products taken off: nation of the ministry over that of the bureau"
    return {p: derive(f.value * narrow.value / wide.value, "Mt", how, f, wide, narrow)
            for p, f in facts.by_place("industry.output.aluminium-product", 2024).items()}  # fmt: skip


SPECIAL = {
    "aluminium": aluminium, "aluminium-hydro": hydro_smelters, "aluminium-product": mill, "equipment": equipment, "dairy": dairy,
    "meat-product": meat, "food-product": fruit, "computing": computing, "olefin": olefin,
}  # fmt: skip


@cache
def output(facts: Facts, family: str) -> Output:
    """Output of 2024 by province in the unit of the good (capacity for the hydro smelters); ``CN`` what belongs to no province."""
    if family in SPECIAL:
        return SPECIAL[family](facts)
    if family.startswith("steel"):
        return steel(facts, electric=family == "steel-eaf")
    if family.startswith("lithium"):
        return lithium(facts, brine=family == "lithium-brine")
    if family == "cement":
        return facts.by_place("industrial_output.cement", 2024)
    listed = facts.by_place(f"industry.output.{family}", 2024)
    shares = facts.by_place(f"industry.share.{family}")
    if listed or not shares:
        return listed
    part = 0.01 if next(iter(shares.values())).unit == "%" else 1.0
    total = facts.get(f"industry.output.{family}", "CN", 2024)
    return {
        p: derive(total.value * s.value * part, total.unit, "nation split by province", total, s)
        for p, s in shares.items()
    }


def standing(facts: Facts, family: str) -> Output:
    """What stands in provinces: the output, without what is pooled."""
    own = output(facts, family)
    least = (
        0.0 if FAMILIES[family].pooled_east else facts.get("industry.pooled").value * sum(f.value for f in own.values())
    )
    return {
        p: f
        for p, f in own.items()
        if p in WEST or (p != "CN" and not FAMILIES[family].pooled_east and f.value >= least)
    }


def pooled(facts: Facts, family: str) -> Output:
    """What is pooled at the nation."""
    kept = standing(facts, family)
    return {p: f for p, f in output(facts, family).items() if p not in kept}


def sites(facts: Facts, family: str) -> list[Row]:
    """Sites of a family: as stands, upgraded and new."""
    own, kept = FAMILIES[family], standing(facts, family)
    room, better = facts.get("industry.room"), upgraded_share(facts, family)
    rows: list[Row] = []
    for p, f in kept.items():
        whole = f.value * room.value
        share = better.value if better else 0.0
        old = whole * (1 - share)
        cited = cite(f, room, *([better] if better else []), how="in use in 2024")
        most = upto(old, old) if own.closes else {}
        rows.append({"kind": family, "place": p, **stands(old), **most, **place_cost(facts, family, p), **cited})
        if better:
            pace = facts.get("industry.retrofit.pace")
            more = pace.value * old
            rows.append({"kind": f"{family}-upgraded", "place": p, **stands(whole * share), **upto(whole * share, whole * share + more, whole * share + 2 * more),
                         "build_max": more, **place_cost(facts, f"{family}-upgraded", p), **cite(f, better, pace)})  # fmt: skip
    return rows + [new_site(facts, family, p) for p in new_places(family)]


def upgraded_share(facts: Facts, family: str) -> Fact | None:
    """Part of what stands that is at the benchmark already, where levels are told apart."""
    if "-upgraded" not in FAMILIES[family].levels:
        return None
    share = facts.get(f"industry.benchmark.{family}")
    return derive(share.value / 100, "ratio", "", share)


def new_site(facts: Facts, family: str, place: str) -> Row:
    """Room for new plants: a part of what stands, or a first plant in the West."""
    base = FAMILIES[family].like if family in ("computing-cool", "aluminium-hydro") else family
    nation = sum(f.value for f in output(facts, base).values())
    now = (output(facts, family) or output(facts, base)).get(place) or output(facts, base).get(place)
    side = "industry.pace.west" if place in WEST else "industry.pace.east"
    pace = facts.find(f"{side}.{base}") or facts.get(side)
    first = facts.find(f"industry.start.west.{base}") or facts.get("industry.start.west")
    room = max(now.value * pace.value if now else 0.0, nation * first.value if place in WEST else 0.0)
    kind = f"{family}-new"
    return {"kind": kind, "place": place, **stands(0), **upto(0, room, 2 * room), "build_max": room, **place_cost(facts, kind, place),
            **cite(*([now] if now else []), pace, first)}  # fmt: skip


def drawn(facts: Facts, family: str, rate_of: dict[str, Fact], commodity: str) -> float:
    """What a unit of the family as it stands draws, its levels by their shares; in the unit of the commodity per unit of the good."""
    share = upgraded_share(facts, family)
    part = share.value if share else 0.0
    return sum(
        w * to(rate_of[level], commodity + f"/({unit_of(family)})")
        for level, w in (("", 1 - part), ("-upgraded", part))
        if w
    )
