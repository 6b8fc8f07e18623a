"""Fields: what is watered, what grain and cotton take of the harvest, and what a field gives.

Per province, with ``H`` the harvest (km2 of ordinary fields), ``C`` cotton, ``S`` what is watered and ``σ`` the national part
of grain in all that is sown beside cotton:

    grain watered  σ·(S − C)      grain rain-fed  σ·(H − C) − σ·(S − C)      other crops  the rest of both

A watered field gives ``r`` times a rain-fed one (one national number), and both together give the output that the statistics
have of the province: the yields are read off the statistics, not fitted to anything else.
"""

from __future__ import annotations

from dataclasses import dataclass

from facts import Fact, Facts, Row, derive
from land.sites import KM2, better_fields, harvest_today

MU = 1500.0  # mu in a km2
REFERENCE = 5.0  # t/ha: what a field gives where its availability is one
WATER = 5000.0  # m3/ha: what a watered field draws where its profile is one

OWN = {"source": "definition of the process", "status": "derived"}


@dataclass(frozen=True)
class Fields:
    """Areas of a province in km2 (of harvest, watered) and its grain output in Mt/yr."""

    watered: float
    service: float
    grain_watered: float
    grain_rainfed: float
    cotton: float
    other: float
    other_watered: float
    facts: tuple[Fact, ...]

    def yields(self, output: float, ratio: float) -> tuple[float, float]:
        """Yield of watered and of rain-fed fields, t/ha, from the grain output in Mt/yr."""
        rain = output * 1e4 / (ratio * self.grain_watered + self.grain_rainfed)
        return ratio * rain, rain


def better_water(facts: Facts) -> Fact:
    """What a high-standard field adds to what is watered, km2 a km2: its gain on the watered part of the nation's fields."""
    gain, wet = facts.get("land.hsf.yield"), facts.get("grain.irrigated", "CN", 2025)
    nation = facts.get("land.survey.cultivated", "CN", 2019)
    how = "the gain of a high-standard field on the part of the nation's fields that is watered"
    return derive((gain.value - 1) * wet.value / MU * 1e4 / (nation.value * KM2), "km2/km2", how, gain, wet, nation)


def grain_part(facts: Facts) -> Fact:
    """The part of grain in all that is sown in the nation beside cotton."""
    grain, whole = facts.get("grain.sown", "CN", 2023), facts.get("grain.sown.all", "CN", 2023)
    cotton = facts.get("grain.cotton.sown", "CN", 2023)
    how = "area sown with grain over all that is sown beside cotton, nation"
    return derive(grain.value / (whole.value - cotton.value / 1.5), "ratio", how, grain, whole, cotton)


def fields(facts: Facts, place: str) -> Fields:
    """The fields of a province as they stand."""
    survey, wet = facts.get("land.survey.cultivated", place, 2019), facts.get("grain.irrigated", place, 2020)
    most, part, more = facts.get("grain.irrigation.most"), grain_part(facts), better_water(facts)
    better, lint = better_fields(facts), facts.find("grain.cotton.sown", place, 2023)
    area = survey.value * KM2
    watered = min(wet.value * 10, most.value * area)
    service = watered + more.value * better.value * area
    harvest, cotton = harvest_today(facts, place).value, lint.value / MU * 1e4 if lint else 0.0
    sown, rest = part.value * (harvest - cotton), part.value * (service - cotton)
    used = (survey, wet, most, part, *([lint] if lint else []))
    return Fields(watered, service, rest, sown - rest, cotton, harvest - cotton - sown, service - cotton - rest, used)


def output(facts: Facts, place: str) -> Fact:
    """Grain output of a province in a common year, Mt/yr: 2023 at the national yield of 2024."""
    now, years = facts.get("grain.output", place, 2023), [facts.get("grain.yield", "CN", y) for y in (2023, 2024)]
    how = "output of 2023 at the national yield of 2024"
    return derive(now.value / 100 * years[1].value / years[0].value, "Mt/yr", how, now, *years)


def output_before(facts: Facts, place: str, year: int) -> Fact:
    """Grain output that one expects of a province from that of 2018 and the growth of the nation alone, Mt/yr."""
    old, nation = (
        facts.get("grain.output", place, 2018),
        [facts.get("grain.output", "CN", y) for y in (2018, year)],
    )
    how = f"output of 2018 grown as the nation to {year}"
    return derive(old.value / 100 * nation[1].value / nation[0].value, "Mt/yr", how, old, *nation)


def provinces(facts: Facts) -> list[str]:
    """Provinces, sorted."""
    return sorted(facts.by_place("land.survey.cultivated", 2019))


def price(fact: Fact) -> str:
    """A figure with its unit."""
    return f"{fact.value:g} {fact.unit}"


def port(kind: str, commodity: str, rate: float, unit: str, cited: Row, **more: str) -> Row:
    """One port, here and running unless told otherwise."""
    return {
        "kind": kind,
        "commodity": commodity,
        "where": "here",
        "when": "running",
        "rate": rate,
        "unit": unit,
        **more,
        **cited,
    }
