"""What stands on the land of a province and what may come to stand there."""

from __future__ import annotations

from facts import PERIODS, Fact, Facts, Row, cite, derive
from spans import stands, upto

KM2 = 100.0  # km2 in 10^4 ha
CLASSES = {
    "farmland": ("cultivated", "耕地", "fields"), "forest": ("forest", "林地", "forest land"), "grass": ("grass", "草地", "grassland"),
    "desert": ("other", "未利用的荒漠、裸地", "desert and bare land"), "built": ("built", "城镇村及工矿用地", "built-up land"),
}  # fmt: skip
RED = ("forest", "grass", "desert")
MUNICIPALITIES = ("CN-BJ", "CN-TJ", "CN-SH")
NATURE = ("forest", "grass", "other", "wetland", "water")


def survey(facts: Facts, place: str, name: str) -> Fact | None:
    """Area of a class of the third survey."""
    return facts.find(f"land.survey.{name}", place, 2019)


def better_fields(facts: Facts) -> Fact:
    """Share of fields that are high-standard at the end of 2024, the nation's: no province publishes its own in one series."""
    built, task, nation = (
        facts.get("land.hsf.built", "CN", 2022),
        facts.get("land.hsf.new-task", "CN", 2023),
        facts.get("land.survey.cultivated", "CN", 2019),
    )
    years = facts.get("land.hsf.years")
    how = "fields of end 2022 and the new ones of two years, over the survey area"
    return derive(
        (built.value + years.value * task.value) / 15 / nation.value, "ratio", how, built, task, years, nation
    )


def harvest_today(facts: Facts, place: str) -> Fact:
    """Harvest of today's fields in km2 of ordinary fields, rounded down to 10 km2."""
    area, better, gain = (
        facts.get("land.survey.cultivated", place, 2019),
        better_fields(facts),
        facts.get("land.hsf.yield"),
    )
    value = area.value * KM2 * (1 + better.value * (gain.value - 1)) // 10 * 10
    return derive(value, "km2", "the harvest of today's fields, rounded down to 10 km2", area, better, gain)


def fields(facts: Facts) -> list[Row]:
    """Ordinary and high-standard fields: the national share of high-standard ones holds in every province (none is published)."""
    nation, better = facts.get("land.survey.cultivated", "CN", 2019), better_fields(facts)
    task, pace, room = (
        facts.get("land.hsf.new-task", "CN", 2023),
        facts.get("land.hsf.pace"),
        facts.get("land.hsf.room"),
    )
    share = better.value
    rows: list[Row] = []
    for place, fact in facts.by_place("land.survey.cultivated", 2019).items():
        area = fact.value * KM2
        part = fact.value / nation.value
        cited = cite(fact, better, how="survey area by the national share of high-standard fields")
        rows.append(
            {
                "kind": "farmland",
                "place": place,
                **stands(area * (1 - share)),
                **upto(area * (1 - share), area * (1 - share)),
                **cited,
            }
        )
        most = part * task.value / 15 * KM2 * 5 * pace.value
        rows.append({"kind": "high-standard-field", "place": place, **stands(area * share), **upto(area * share, area * room.value),
                     "build_max": most, **cite(fact, better, task, pace, room)})  # fmt: skip
    return rows


def towns(facts: Facts) -> list[Row]:
    """Built-up land of today, and what towns may still take: fields up to their growth, other land near them."""
    rows: list[Row] = []
    for place, fact in facts.by_place("land.survey.built", 2019).items():
        now = fact.value * KM2
        rows.append({"kind": "built-up", "place": place, **stands(now), **upto(now, now), **cite(fact)})
        rate = growth(facts, place)
        more = [now * ((1 + rate.value) ** ((y - PERIODS[0]) / 5) - 1) for y in PERIODS[1:]]
        rows.append({"kind": "build-on-farmland", "place": place, **stands(0), **upto(0, *more), **cite(fact, rate)})
        for name in ("grass", "forest", "desert"):
            free = survey(facts, place, CLASSES[name][0])
            room = facts.get(f"land.urban.{name}-room")
            if free:
                rows.append(
                    {
                        "kind": f"build-on-{name}",
                        "place": place,
                        **stands(0),
                        **upto(0, free.value * KM2 * room.value),
                        **cite(free, room),
                    }
                )
    return rows


def growth(facts: Facts, place: str) -> Fact:
    """Growth of built-up land in five years: none in the three municipalities of the East, whose plans hold it."""
    if place in MUNICIPALITIES:
        return facts.get("land.urban.growth.municipality")
    west = {r["place"] for r in facts.rows("provinces") if r["region"] == "west"}
    return facts.get("land.urban.growth.west" if place in west else "land.urban.growth.rest")


def red_lines(facts: Facts) -> list[Row]:
    """Red lines by class: only the whole area is published, so it is split by the natural classes of the survey."""
    rows: list[Row] = []
    for place, fact in red_line_areas(facts).items():
        nature = [f for f in (survey(facts, place, name) for name in NATURE) if f]
        whole = sum(f.value for f in nature)
        for land in RED:
            area = survey(facts, place, CLASSES[land][0])
            if area:
                part = float(fact.value * 1e4 * area.value / whole // 1)  # whole km2: the bound is their exact sum
                rows.append({"kind": f"red-line-{land}", "place": place, **stands(part), **upto(part, part),
                             **cite(fact, *nature, how="whole red line split by forest, grass, bare land, wetland and water")})  # fmt: skip
    return rows


def red_line_areas(facts: Facts) -> dict[str, Fact]:
    """Red line of each province that has one: the reply of the plan to 2035, else the delineation of 2018."""
    return facts.by_place("land.redline", 2018) | facts.by_place("land.redline", 2035)
