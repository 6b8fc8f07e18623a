"""The whole case: one of everything the engine knows, in two regions and two periods. Its parts are told in the
functions' first lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from toys import Rows, two_regions

NAMES = {"name_zh": "名", "name_en": "Name"}


def places() -> Rows:
    """The house's two provinces, in a realm."""
    return [
        {"place": "realm", **NAMES, "level": "nation"},
        {"place": "west", **NAMES, "level": "province", "parent": "realm", "groups": "west-group", "population": 100},
        {
            "place": "east",
            **NAMES,
            "level": "province",
            "parent": "realm",
            "groups": "east-group;coast",
            "population": 300,
        },
    ]


def commodities() -> Rows:
    """Power and charge by slice, water by season, land, public money and carbon dioxide by year."""
    free = {**NAMES, "resolution": "year", "surplus": "0"}
    return [
        {"commodity": "power", **NAMES, "unit": "GW", "resolution": "slice", "shortage": "20 CNY/kWh"},
        {"commodity": "charge", **NAMES, "unit": "GW", "resolution": "slice"},
        {"commodity": "water", **NAMES, "unit": "yim3/yr", "resolution": "season", "surplus": "0"},
        {"commodity": "land", **free, "unit": "km2"},
        {"commodity": "public-money", **free, "unit": "yiCNY/yr"},
        {"commodity": "co2", **free, "unit": "Mt/yr"},
    ]


def kinds() -> Rows:
    """A cheap plant that may be built, a dear one that may retire or be upgraded, a line that goes both ways, a battery."""
    return [
        {"kind": "cheap", **NAMES, "unit": "GW", "life": 20, "invest": "1000 CNY/kW", "fixed": "50 CNY/kW/yr",
         "variable": "100 CNY/MWh", "tags": "plant;cheap"},
        {"kind": "dear", **NAMES, "unit": "GW", "fixed": "20 CNY/kW/yr", "variable": "300 CNY/MWh", "floor": 0.1, "retire": "yes",
         "tags": "plant;dear"},
        {"kind": "upgraded", **NAMES, "unit": "GW", "life": 20, "invest": "300 CNY/kW", "variable": "250 CNY/MWh",
            "tags": "plant;dear"},
        {"kind": "line", **NAMES, "unit": "GW", "life": 40, "invest_km": "1 CNY/kW/km", "variable": "1 CNY/MWh", "tags": "grid"},
        {"kind": "battery", **NAMES, "unit": "GW", "life": 10, "invest": "100 CNY/kW", "tags": "grid;store"},
    ]  # fmt: skip


def ports() -> Rows:
    """Plants draw water and land and public money and give power and carbon dioxide; the upgrade takes over the dear plant."""

    def port(kind: str, commodity: str, rate: float, unit: str = "GW/GW", **more: Any) -> dict[str, Any]:
        return {"kind": kind, "commodity": commodity, "where": "here", "rate": rate, "unit": unit, **more}

    return [
        port("cheap", "power", 1), port("cheap", "water", -1, "m3/MWh"), port("cheap", "land", -2, "km2/GW", when="standing"),
        port("cheap", "public-money", -0.2, "invest", when="building", where="parent"), port("cheap", "co2", 0.2, "kg/kWh"),
        port("dear", "power", 1), port("dear", "co2", 0.8, "kg/kWh"),
        port("upgraded", "power", 1), port("upgraded", "co2", 0.6, "kg/kWh"),
        port("upgraded", "capacity:dear", -1, when="building"),
        port("line", "power", -1, mode="there", where="from"), port("line", "power", 0.9, mode="there", where="to"),
        port("line", "power", 0.9, mode="back", where="from"), port("line", "power", -1, mode="back", where="to"),
        port("battery", "power", -1, mode="in"), port("battery", "charge", 0.9, mode="in"),
        port("battery", "charge", -1, mode="out"), port("battery", "power", 0.9, mode="out"),
    ]  # fmt: skip


def sites() -> Rows:
    """Cheap in the west, dear, its upgrade and battery in the east, 1000 km of line between."""
    return [
        {"kind": "cheap", "place": "west", "standing_2030": 4, "standing_2035": 3, "potential_2030": 11, "potential_2035": 12},
        {"kind": "dear", "place": "east", "standing_2030": 12, "standing_2035": 11},
        {"kind": "upgraded", "place": "east", "potential_2030": 3, "potential_2035": 3},
        {"kind": "line", "place": "west", "to": "east", "km": 1000, "standing_2030": 3, "standing_2035": 3, "potential_2030": 8,
         "potential_2035": 8, "tags": "west-east"},
        {"kind": "battery", "place": "east", "potential_2030": 2, "potential_2035": 2},
    ]  # fmt: skip


def demand() -> Rows:
    """Power, more of it later; in the east more by day."""
    return [
        {"commodity": "power", "place": "west", "amount_2030": 2, "amount_2035": 3, "unit": "GW"},
        {"commodity": "power", "place": "east", "amount_2030": 8, "amount_2035": 9, "unit": "GW", "profile": "day"},
    ]


def supply() -> Rows:
    """Water and land in the west, money in the realm."""
    return [
        {"commodity": "water", "place": "west", "amount_2030": 2, "amount_2035": 2, "unit": "yim3/yr"},
        {"commodity": "land", "place": "west", "amount_2030": 20, "amount_2035": 20, "unit": "km2"},
        {"commodity": "public-money", "place": "realm", "amount_2030": 3, "amount_2035": 3, "unit": "yiCNY/yr"},
    ]


def profiles() -> Rows:
    """By day half as much again as by night."""
    return [{"profile": "day", "hour": h, "value": 0.8 if h < 12 else 1.2} for h in range(24)]


def stores() -> Rows:
    """Three hours of a battery, never quite empty."""
    return [
        {
            "store": "cell",
            **NAMES,
            "commodity": "charge",
            "kind": "battery",
            "per_capacity": "3 GWh/GW",
            "low": 0.1,
            "loss": 0.001,
        }
    ]


TABLES = {t.__name__: t for t in (places, commodities, kinds, ports, sites, demand, supply, profiles, stores)}


def whole(folder: Path, **changes: Any) -> Path:
    """Write the case; ``changes`` are those of :func:`toys.two_regions`."""
    start = {"periods": (2030, 2035), "years": (5, 5), "rate": 0.05, "seasons": "{dry: 73, wet: 292}", "blocks": 2}
    return two_regions(folder, **{**start, **{name: table() for name, table in TABLES.items()}, **changes})
