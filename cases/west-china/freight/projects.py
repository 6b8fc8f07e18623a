"""What is being built, as projects of the plan, and what carried less in a past year."""

from __future__ import annotations

from facts import Facts, Row, cite
from spans import stands

PER_TONNE = 100.0  # CNY/(t/yr) in a yiCNY for a Mt/yr


def project(facts: Facts, leg: dict[str, str]) -> Row:
    """A leg whose works have begun: nothing stands, all of it may be finished from 2030 on, at what is left to spend.

    Cost to finish = total · left / capacity; of a railway the cost by length that its kind carries is taken off.
    """
    row = next(r for r in facts.rows("freight-projects") if r["leg"] == leg["leg"])
    rail, goods = facts.get("freight.rail.invest_km"), facts.get("freight.rail.availability")
    is_rail = leg["mode"] == "rail"
    capacity = float(row["capacity"]) / (goods.value if row["use"] == "goods" else 1.0)
    left = float(row["total"]) * float(row["left"]) * PER_TONNE / capacity
    own = max(left - rail.value * float(leg["km"]), 0.0) if is_rail else left
    return {
        "kind": "rail" if is_rail else "pinglu-canal", **stands(0), "potential": capacity, "invest": f"{own:g} CNY/(t/yr)",
        "source": row["source_title"], "status": row["status"],
    }  # fmt: skip


def past_legs(facts: Facts, year: int) -> list[Row]:
    """Railways out of Xinjiang as they stood in a year: by the goods trains handed over a day, published as growth to 2024."""
    trains, rise = (
        facts.get("freight.handed-over", "CN-XJ", 2024),
        facts.get("freight.handed-over.growth", "CN-XJ", 2024),
    )
    if year >= 2024:
        return []
    how = f"capacity of 2024, with the goods trains handed over a day in {year} over those of 2024"
    return [
        {"kind": line_kind(facts, leg), "place": leg["from"], "to": leg["to"],
         "standing": float(leg["capacity_mt_per_year"]) / (1 + rise.value) ** (2024 - year), **cite(trains, rise, how=how), "status": "assumed"}
        for leg in facts.rows("freight-legs") if leg["leg"] in OUT_OF_XINJIANG
    ]  # fmt: skip


def line_kind(facts: Facts, leg: dict[str, str]) -> str:
    """``rail-bulk`` for the single lines of southern Xinjiang, which box trains do not use; else ``rail``."""
    single = float(leg["capacity_mt_per_year"]) <= facts.get("freight.box-paths").value
    return "rail-bulk" if single and leg["corridor"] == "xinjiang-south" else "rail"


OUT_OF_XINJIANG = ("jiuquan--hami--rail", "baotou--hami--rail", "golmud--korla--rail")
