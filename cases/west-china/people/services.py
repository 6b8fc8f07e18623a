"""Public services: places in hospitals, schools, homes and nurseries, and rural roads. What stands, what is asked for, what it costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from facts import PERIODS, Fact, Facts, Row, cite, derive
from people.pay import paid
from people.residents import aged, pupils, residents
from spans import stands, upto

COMPULSORY, SENIOR = range(6, 15), range(15, 18)
THOUSAND = 1000.0
Need = Callable[[Facts, str, int], Fact]


@dataclass(frozen=True)
class Service:
    """A service: its kind and commodity, its names, its unit, and the names of its facts."""

    kind: str
    commodity: str
    zh: str
    en: str
    gives: tuple[str, str]
    unit: str
    name: str
    need: Need


def beds(facts: Facts, place: str, period: int) -> Fact:
    """Beds asked for: those of today, then half of the way, then all of it to the standard; no more than it where there are more."""
    today, nation, then, standard = (
        facts.get("people.beds.per-thousand", place, 2022),
        facts.get("people.beds.per-thousand", "CN", 2023),
        facts.get("people.beds.nation-2022"),
        facts.get("people.beds.standard"),
    )
    rate, goal = today.value * nation.value / then.value, standard.value
    path = {PERIODS[0]: rate, PERIODS[1]: (min(rate, goal) + goal) / 2, PERIODS[2]: goal}[period]
    people = residents(facts, place, period)
    how = "beds of 2022 raised to the national mean of 2023, then the standard, times residents"
    return derive(path * people.value / THOUSAND, "10^4 persons", how, today, nation, then, standard, people)


def school(facts: Facts, place: str, period: int) -> Fact:
    """Places in compulsory schools."""
    now = (facts.get(f"people.pupils.{level}", "CN", 2023) for level in ("primary", "junior"))
    return pupils(facts, place, period, COMPULSORY, *now)


def senior(facts: Facts, place: str, period: int) -> Fact:
    """Places in general upper secondary schools."""
    return pupils(facts, place, period, SENIOR, facts.get("people.pupils.senior", "CN", 2023))


def care(facts: Facts, place: str, period: int) -> Fact:
    """Places in care: as many for each old resident as the nation has today."""
    nation, old = facts.get("people.care.beds"), aged(facts, place, period)
    every = sum(f.value for f in facts.by_place("people.aged", 2024).values())
    return derive(
        nation.value / every * old.value, "10^4 persons", "national beds for each resident of 65", nation, old
    )


def nursery(facts: Facts, place: str, period: int) -> Fact:
    """Nursery places: today's national rate, then the goal of the fourteenth plan."""
    rate = (
        facts.get("people.nursery.today")
        if period == PERIODS[0]
        else facts.get("people.nursery.per-thousand", "CN", 2025)
    )
    people = residents(facts, place, period)
    return derive(rate.value * people.value / THOUSAND, "10^4 persons", "places per thousand residents", rate, people)


def roads(facts: Facts, place: str, period: int) -> Fact:
    """Rural roads: the rural part of a province's roads, growing towards the national length of 2035."""
    every, goal, nation = (
        facts.by_place("people.roads", 2022),
        facts.get("people.rural-road.goal"),
        facts.get("people.rural-road", "CN", 2023),
    )
    part = every[place].value / sum(f.value for f in every.values())
    done = (period - PERIODS[0]) / (PERIODS[-1] - PERIODS[0])
    length = nation.value + done * (goal.value - nation.value)
    how = "national rural roads split as all roads are, on the way to the length of 2035"
    return derive(part * length / 10, "10^4 km", how, every[place], nation, goal)


PLACE = "wan_person"
SERVICES = (
    Service("hospital", "hospital-beds", "医疗机构", "hospital", ("床位", "hospital beds"), PLACE, "hospital", beds),
    Service("school", "school-places", "义务教育学校", "compulsory school", ("义务教育学位", "school places"), PLACE, "school", school),
    Service("senior-school", "senior-places", "普通高中", "upper secondary school", ("普通高中学位", "upper secondary places"), PLACE, "senior", senior),
    Service("care-home", "care-places", "养老机构和设施", "care home", ("养老床位", "care places"), PLACE, "care", care),
    Service("nursery", "nursery-places", "托育机构", "nursery", ("托位", "nursery places"), PLACE, "nursery", nursery),
    Service("rural-road", "rural-roads", "农村公路", "rural road", ("农村公路通达", "rural road access"), "wan*km", "road", roads),
)  # fmt: skip


def standing_cost(facts: Facts, service: Service) -> Fact:
    """Public money that a place (or a kilometre) takes a year as long as it stands."""
    if service.name in ("school", "senior"):
        return _schooling(facts, service.name, facts.get("people.school.bound").value)
    return facts.get(f"people.{service.name}.run")


def serving_cost(facts: Facts, service: Service) -> Fact | None:
    """Public money that serving one more takes a year; None where it goes with the place alone."""
    return (
        _schooling(facts, service.name, 1 - facts.get("people.school.bound").value)
        if service.name in ("school", "senior")
        else None
    )


def _schooling(facts: Facts, name: str, part: float) -> Fact:
    """A part of the public cost of a pupil, 10^4 CNY a year."""
    bound = facts.get("people.school.bound")
    if name == "senior":
        cost, public = facts.get("people.school.senior-cost", "CN", 2023), facts.get("people.senior.public")
        return derive(
            cost.value / 1e4 * public.value * part,
            "wanCNY/person/yr",
            "public part of a pupil's cost",
            cost,
            public,
            bound,
        )
    spent, public = (
        facts.get("people.school.compulsory-spending", "CN", 2023),
        facts.get("people.school.public", "CN", 2020),
    )
    heads = [facts.get(f"people.pupils.{level}", "CN", 2023) for level in ("primary", "junior")]
    value = spent.value * public.value / sum(f.value for f in heads) * part
    return derive(
        value,
        "wanCNY/person/yr",
        "public part of spending on compulsory schools by pupil",
        spent,
        public,
        *heads,
        bound,
    )


def build_cost(facts: Facts, service: Service) -> tuple[Fact, Fact, Fact]:
    """Cost of a place, the public part of it, and its life."""
    cost = (
        facts.get("people.hospital.cost", "CN-HN", 2021)
        if service.name == "hospital"
        else facts.get(f"people.{service.name}.cost")
    )
    part = facts.get(f"people.{service.name}.{'share' if service.name in ('school', 'senior') else 'public'}")
    return cost, part, facts.get(f"people.{service.name}.life")


def staff(facts: Facts, service: Service) -> Fact:
    """Posts for each place or kilometre."""
    if service.name != "hospital":
        return facts.get(f"people.{service.name}.staff")
    people, whole = facts.get("people.health.staff", "CN", 2023), facts.get("people.health.beds", "CN", 2023)
    return derive(people.value / whole.value, "ratio", "health staff over beds", people, whole)


def commodities(facts: Facts) -> list[Row]:
    """A service not given has a price; more than is asked for costs nothing."""
    rows: list[Row] = []
    for service in SERVICES:
        price = facts.get(f"people.{service.name}.missing")
        rows.append({"commodity": service.commodity, "name_zh": service.gives[0], "name_en": service.gives[1], "unit": service.unit,
                     "resolution": "year", "shortage": f"{price.value:g} {price.unit}", "surplus": f"0 {price.unit}", **cite(price)})  # fmt: skip
    return rows


def kinds(facts: Facts) -> list[Row]:
    """One kind a service."""
    rows: list[Row] = []
    for service in SERVICES:
        cost, _, life = build_cost(facts, service)
        rows.append({"kind": service.kind, "name_zh": service.zh, "name_en": service.en, "unit": service.unit, "life": life.value,
                     "invest": f"{cost.value:g} {cost.unit}", "from": PERIODS[1], "resolution": "year", "tags": "public;service", **cite(cost, life)})  # fmt: skip
    return rows


def ports(facts: Facts) -> list[Row]:
    """A place serves; standing it takes public money and gives posts; building it takes the public part of its cost.

    What running takes is mostly pay, so it grows as pay does.
    """
    pay = facts.get("people.wage", "CN", 2023)
    itself = {"source": "a place serves one, a kilometre is a kilometre", "status": "derived"}
    rows: list[Row] = []
    for s in SERVICES:
        run, more, post, (_, part, _) = (
            standing_cost(facts, s),
            serving_cost(facts, s),
            staff(facts, s),
            build_cost(facts, s),
        )
        per = "person" if s.unit == PLACE else "km"
        worth = derive(post.value * pay.value, f"CNY/yr/{per}", "pay of the staff", post, pay)
        money, build = {"kind": s.kind, "commodity": "public-money"}, {"unit": "invest", **cite(part)}
        rows += [
            {"kind": s.kind, "commodity": s.commodity, "when": "running", "rate": 1, "unit": f"{per}/{per}", **itself},
            {**money, "when": "standing", **paid(facts, run, -1)},
            {**money, "when": "building", "rate": -part.value, **build},
            {"kind": s.kind, "commodity": "jobs", "when": "standing", "rate": post.value, "unit": f"person/{per}", **cite(post)},
            {"kind": s.kind, "commodity": "value-added", "when": "standing", **paid(facts, worth)},
        ]  # fmt: skip
        if more:
            rows.append({**money, "when": "running", **paid(facts, more, -1)})
    return [{"where": "here", **row} for row in rows]


def sites(facts: Facts, places: list[str]) -> list[Row]:
    """What stands today serves what is asked for today; buildings wear; room for what is asked for later and what wears."""
    wear = facts.get("people.wear")
    rows: list[Row] = []
    for s in SERVICES:
        for place in places:
            needs = [s.need(facts, place, period) for period in PERIODS]
            now = needs[0].value
            keep = 0.0 if s.name == "road" else wear.value
            left = [now * (1 - keep * (p - PERIODS[0])) for p in PERIODS]
            room = [1.1 * max(n.value for n in needs[:2]), 1.1 * max(n.value for n in needs)]  # a peak stays built
            rows.append({"kind": s.kind, "place": place, **stands(*left), **upto(now, *room), **cite(*needs, wear)})
    return rows


def demand(facts: Facts, places: list[str]) -> list[Row]:
    """A standard times residents, by period."""
    rows: list[Row] = []
    for s in SERVICES:
        for place in places:
            needs = [s.need(facts, place, period) for period in PERIODS]
            rows.append({"commodity": s.commodity, "place": place, **{f"amount_{p}": n.value for p, n in zip(PERIODS, needs, strict=True)},
                         "unit": s.unit, **cite(*needs)})  # fmt: skip
    return rows


def spending(facts: Facts, place: str) -> float:
    """Public money that these services take in a province as things stand, yiCNY a year."""
    return sum(
        s.need(facts, place, PERIODS[0]).value
        * (standing_cost(facts, s).value + (more.value if (more := serving_cost(facts, s)) else 0.0))
        for s in SERVICES
    )
