"""Grain of past years: what one expects of a province from 2018 and the nation alone, and what the statistics say.

The plan reads the yields of a province off its output of 2023, so that comparing 2023 with itself would say nothing. The
back-cast of 2023 therefore takes the output of 2018, grown as the nation; that of 2024 takes 2023 at the national yield.
"""

from __future__ import annotations

from facts import Facts, Row, cite
from grain.fields import REFERENCE, fields, output_before, provinces

MEASURES = (
    ("grain.output", "粮食产量", "output of grain", "output: {tags: [grain-field], commodity: grain, in: here}"),
    ("grain.import", "粮食进口", "grain imports", "output: {kind: grain-import, commodity: grain, in: here}"),
)


def quantities() -> list[Row]:
    """The quantities compared; ``here`` is the place of the row."""
    own = {"domain": "grain", "domain_zh": "粮食", "source": "definition of the measure", "status": "derived"}
    names = ("quantity", "name_zh", "name_en", "measure")
    return [{**dict(zip(names, row, strict=True)), **own} for row in MEASURES]


def state(facts: Facts, year: int) -> list[Row]:
    """Grain fields at the yields that were to be expected."""
    if year != 2023:
        return []
    ratio, rows = facts.get("grain.irrigation.ratio"), list[Row]()
    for place in provinces(facts):
        own, crop = fields(facts, place), output_before(facts, place, year)
        areas = (own.grain_watered, own.grain_rainfed)
        for kind, area, gives in zip(
            ("grain-irrigated", "grain-rainfed"), areas, own.yields(crop.value, ratio.value), strict=True
        ):
            rows.append(
                {
                    "kind": kind,
                    "place": place,
                    "standing": area,
                    "availability": gives / REFERENCE,
                    **cite(crop, *own.facts),
                }
            )
    return rows


def statistics(facts: Facts, year: int) -> list[Row]:
    """Output by province where it is known, output and imports of the nation, Mt/yr."""
    found = [("grain.output", p, f) for p, f in facts.by_place("grain.output", year).items()]
    for name in ("grain.output", "grain.import"):
        nation = facts.find(name, "CN", year)
        found += [(name, "CN", nation)] if nation else []
    return [{"quantity": name, "place": p, "value": f.value / 100, "unit": "Mt/yr", **cite(f)} for name, p, f in found]
