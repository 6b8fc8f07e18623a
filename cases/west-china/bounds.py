"""bounds.csv: the limits that clauses cite by place and year, each from a document or carried on from one."""

from __future__ import annotations

from pathlib import Path

from facts import Fact, Facts, Row, cite, write
from land.sites import red_lines

LATER = (2030, 2035)


def make(facts: Facts, out: Path) -> None:
    """Write bounds.csv into ``out``, the root of the case."""
    write(out, "bounds", [*water(facts), *land(facts), *restoration(facts)])


def row(bound: str, place: str, period: int, fact: Fact, amount: float, unit: str, how: str = "") -> Row:
    """One bound."""
    return {"bound": bound, "place": place, "period": period, "amount": amount, "unit": unit, **cite(fact, how=how)}


def water(facts: Facts) -> list[Row]:
    """Caps on withdrawal. A State Council reply (2025) wins over the caps of 2013 (2030) and is carried on; both are carried to 2035."""
    replies = facts.by_place("water.cap.reply", 2025)
    rows: list[Row] = []
    for place, old in facts.by_place("water.cap.2013", 2030).items():
        reply = replies.get(place)
        if reply:
            rows.append(row("water-cap", place, 2025, reply, reply.value, "yim3/yr"))
        fact, how = (reply, "cap of the reply for 2025 carried on") if reply else (old, "")
        rows += [
            row(
                "water-cap",
                place,
                y,
                fact,
                fact.value,
                "yim3/yr",
                how or ("cap of 2030 carried on" if y == 2035 else ""),
            )
            for y in LATER
        ]
    for year in (2025, 2030):
        fact = facts.get("water.cap.national", "CN", year)
        rows.append(row("water-cap-national", "CN", year, fact, fact.value, "yim3/yr"))
    fact = facts.get("water.cap.national", "CN", 2030)
    rows.append(row("water-cap-national", "CN", 2035, fact, fact.value, "yim3/yr", "cap of 2030 carried on"))
    fact = facts.get("water.nonconventional.target", "CN", 2030)
    return [*rows, row("unconventional-water-floor", "CN", 2030, fact, fact.value, "yim3/yr")]


def land(facts: Facts) -> list[Row]:
    """Floors of the territorial plans to 2035; they hold all the way, so 2030 carries the same figure."""
    rows: list[Row] = []
    for bound, name, unit, scale in (
        ("farmland-floor", "land.floor.cropland", "wan_mu", 1.0),
        ("basic-farmland-floor", "land.floor.basic-farmland", "wan_mu", 1.0),
        ("redline-floor", "land.redline", "km2", 1e4),
    ):
        found = facts.by_place(name, 2018) | facts.by_place(name, 2035)
        for place, fact in found.items():
            amount = min(fact.value * scale, red_line_area(facts, place)) if bound == "redline-floor" else fact.value
            how = (
                ""
                if bound != "redline-floor"
                else "red line on forest, grass and bare land (wetland and water are not modelled)"
            )
            rows += [
                row(
                    bound,
                    place,
                    year,
                    fact,
                    amount,
                    unit,
                    how or ("goal of 2035 kept all along" if year == 2030 else ""),
                )
                for year in LATER
            ]
    fact = facts.get("land.hsf.target", "CN", 2030)
    return [*rows, row("high-standard-field-floor", "CN", 2030, fact, fact.value, "wan_mu")]


def red_line_area(facts: Facts, place: str) -> float:
    """The part of a red line on the classes modelled: the sum of the sites that the land sector has."""
    rows = [r for r in red_lines(facts) if r["place"] == place]
    return sum(float(str(r[f"standing_{LATER[0]}"])) for r in rows)


def restoration(facts: Facts) -> list[Row]:
    """The Three-North task of 2021-2030 that is left after 2024, in the proportion of treating and consolidating."""
    treated, care = (
        facts.get("land.three-north.treated", "CN", 2030),
        facts.get("land.three-north.consolidated", "CN", 2030),
    )
    pace = facts.get("land.three-north.pace", "CN", 2030)
    left = pace.value * 6 / ((treated.value + care.value) * 1e4)
    how = "national task to 2030 less the work of 2021-2024"
    rows: list[Row] = []
    for bound, fact in (("three-north-treated", treated), ("three-north-care", care)):
        rows.append(
            {
                "bound": bound,
                "place": "CN",
                "period": 2030,
                "amount": fact.value * 1e4 * left,
                "unit": "wan_mu",
                **cite(fact, pace, how=how),
            }
        )
    return rows
