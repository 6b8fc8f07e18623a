"""Reservoirs as stores on the inflow of hydro plants: what they can move from season to season beyond what they already do."""

from __future__ import annotations

from energy.plants import Rows
from facts import PERIODS, Facts, cite

HOURS = 8760
KIND = "reservoir"


def kinds(facts: Facts) -> Rows:
    """A kind that does nothing but hold."""
    share = facts.get("reservoir.share")
    return [
        {
            "kind": KIND,
            "name_zh": "水库季调节",
            "name_en": "reservoir",
            "unit": "TWh",
            "tags": "hydro-store",
            **cite(share),
        }
    ]


def sites(facts: Facts, rivers: Rows) -> Rows:
    """Size of each: a national share of a year's inflow. ``rivers`` are the rows of inflow."""
    share = facts.get("reservoir.share")
    rows: Rows = []
    for river in rivers:
        size = share.value * float(str(river["amount"])) * HOURS / 1000
        stands = {f"standing_{p}": size for p in PERIODS}
        source = {"source": f"{share.source}; {river['source']}", "status": "assumed"}
        rows.append({"kind": KIND, "place": river["place"], **stands, **source})
    return rows


def store() -> Rows:
    """What they hold."""
    return [
        {
            "store": KIND, "name_zh": "水库", "name_en": "reservoir", "commodity": "river", "kind": KIND, "per_capacity": "1 TWh/TWh",
            "source": "definition: capacity is the energy held", "status": "derived",
        }
    ]  # fmt: skip
