"""Makes the OSeMOSYS models that both sides are measured on: ``osemosys_make.py small|country FILE`` writes a MathProg data file.

A country made up for the bench: imports and mines, power plants with and without weather, lines of transmission and distribution,
and in every sector several technologies that meet a demand with a profile. Deterministic.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

SIZES = {"small": (8, 4, 2), "country": (20, 6, 4)}  # years, timeslices, sectors
REGION = "HERE"
FUELS = {"COAL": 3.0, "GAS": 7.0, "OIL": 11.0, "WOOD": 2.0}
# name -> fuel (blank: weather), capital cost, fixed cost, life, what it takes for one unit of electricity
PLANTS = {
    "COALPLANT": ("COAL", 1800, 40, 35, 2.7), "GASPLANT": ("GAS", 900, 20, 30, 1.9), "OILPLANT": ("OIL", 700, 20, 25, 2.5),
    "WOODPLANT": ("WOOD", 2400, 60, 30, 3.2), "SUN": ("", 800, 12, 25, 0), "WIND": ("", 1300, 30, 25, 0),
    "RIVER": ("", 2600, 30, 50, 0),
}  # fmt: skip
# parameters with what they are where nothing is said
DEFAULTS = {
    "DiscountRateStorage": 0.08, "AccumulatedAnnualDemand": 0, "SpecifiedAnnualDemand": 0, "SpecifiedDemandProfile": 0,
    "CapacityToActivityUnit": 1, "CapacityFactor": 1, "AvailabilityFactor": 1, "ResidualCapacity": 0, "InputActivityRatio": 0,
    "OutputActivityRatio": 0, "CapitalCost": 0, "VariableCost": 0, "FixedCost": 0, "OperationalLife": 40,
    "TechnologyToStorage": 0, "TechnologyFromStorage": 0, "StorageLevelStart": 0, "StorageMaxChargeRate": 0,
    "StorageMaxDischargeRate": 0, "MinStorageCharge": 0, "OperationalLifeStorage": 0, "CapitalCostStorage": 0,
    "ResidualStorageCapacity": 0, "CapacityOfOneTechnologyUnit": 0, "TotalAnnualMaxCapacity": -1, "TotalAnnualMinCapacity": 0,
    "TotalAnnualMaxCapacityInvestment": -1, "TotalAnnualMinCapacityInvestment": 0, "TotalTechnologyAnnualActivityUpperLimit": -1,
    "TotalTechnologyAnnualActivityLowerLimit": 0, "TotalTechnologyModelPeriodActivityUpperLimit": -1,
    "TotalTechnologyModelPeriodActivityLowerLimit": 0, "ReserveMarginTagTechnology": 0, "ReserveMarginTagFuel": 0,
    "ReserveMargin": 1, "RETagTechnology": 0, "RETagFuel": 0, "REMinProductionTarget": 0, "EmissionActivityRatio": 0,
    "EmissionsPenalty": 0, "AnnualExogenousEmission": 0, "AnnualEmissionLimit": -1, "ModelPeriodExogenousEmission": 0,
    "ModelPeriodEmissionLimit": -1, "DaySplit": 0.00137, "Conversionls": 0, "Conversionld": 0, "Conversionlh": 0,
    "DaysInDayType": 7, "TradeRoute": 0, "DiscountRate": 0.08, "DepreciationMethod": 2, "YearSplit": 0,
}  # fmt: skip

Values = dict[str, dict[tuple[str, ...], float]]


def put(values: Values, name: str, value: float, *key: str) -> None:
    values.setdefault(name, {})[key] = round(value, 6)


def technology(
    values: Values, years: list[str], name: str, out: str, into: str = "", ratio: float = 0.0, capital: float = 0.0,
    fixed: float = 0.0, life: float = 40.0, variable: float = 0.0,
) -> None:  # fmt: skip
    """A technology that makes ``out``, perhaps from ``ratio`` of ``into``."""
    put(values, "OperationalLife", life, REGION, name)
    for y in years:
        put(values, "OutputActivityRatio", 1.0, REGION, name, out, "1", y)
        if into:
            put(values, "InputActivityRatio", ratio, REGION, name, into, "1", y)
        put(values, "CapitalCost", capital, REGION, name, y)
        put(values, "FixedCost", fixed, REGION, name, y)
        put(values, "VariableCost", variable, REGION, name, "1", y)


def power(values: Values, years: list[str], slices: list[str], r: random.Random) -> list[str]:
    """Fuels from mines and abroad, plants on the grid, lines to the users."""
    names = []
    for fuel, cost in FUELS.items():
        for kind, factor in (("MINE", 1.0), ("IMPORT", 1.4)):
            technology(values, years, f"{kind}{fuel}", fuel, variable=cost * factor)
            names.append(f"{kind}{fuel}")
            for y in years:
                emitted = 0.0 if fuel == "WOOD" else cost / 100
                put(values, "EmissionActivityRatio", emitted, REGION, f"{kind}{fuel}", "CO2", "1", y)
                if kind == "MINE":
                    put(values, "TotalTechnologyAnnualActivityUpperLimit", 400.0, REGION, f"MINE{fuel}", y)
    for name, (fuel, capital, fixed, life, ratio) in PLANTS.items():
        technology(values, years, name, "GRID", fuel, ratio, capital, fixed, life, 1.0)
        put(values, "CapacityToActivityUnit", 31.536, REGION, name)
        names.append(name)
        for i, y in enumerate(years):
            put(values, "ResidualCapacity", 4.0 * max(1 - i / 25, 0), REGION, name, y)
            put(values, "AvailabilityFactor", 0.9, REGION, name, y)
            for number, piece in enumerate(slices if not fuel else ()):
                day = 0.6 if number % 2 == 0 else 0.05
                put(values, "CapacityFactor", day if name == "SUN" else r.uniform(0.2, 0.6), REGION, name, piece, y)
            if not fuel:
                put(values, "TotalAnnualMaxCapacity", 12.0 + i, REGION, name, y)
    for name, out, into, ratio, capital in (
        ("TRANSMIT", "BULK", "GRID", 1.05, 400),
        ("DISTRIBUTE", "POWER", "BULK", 1.08, 900),
    ):
        technology(values, years, name, out, into, ratio, capital, 8.0, 50)
        put(values, "CapacityToActivityUnit", 31.536, REGION, name)
        names.append(name)
    return names


def sectors(
    values: Values, years: list[str], slices: list[str], count: int, r: random.Random
) -> tuple[list[str], list[str]]:
    """Demands with a profile, and for each several technologies: one a fuel, old and new."""
    names, demands = [], []
    for s in range(count):
        demand, profile = f"NEED{s}", [r.uniform(0.5, 1.5) for _ in slices]
        demands.append(demand)
        for i, y in enumerate(years):
            put(values, "SpecifiedAnnualDemand", 60 * (1 + s % 3) * 1.02**i, REGION, demand, y)
            for piece, part in zip(slices, profile, strict=True):
                put(values, "SpecifiedDemandProfile", part / sum(profile), REGION, demand, piece, y)
        for fuel in (*FUELS, "POWER"):
            technology(values, years, f"DELIVER{s}{fuel}", f"{fuel}{s}", fuel, 1.0, variable=0.5)
            names.append(f"DELIVER{s}{fuel}")
            for age in ("OLD", "NEW"):
                name = f"USE{s}{fuel}{age}"
                technology(values, years, name, demand, f"{fuel}{s}", r.uniform(1.05, 1.6) - 0.3 * (age == "NEW"),
                           r.uniform(5, 60) * (1 + (age == "NEW")), 1.0, r.choice([8, 12, 20]), 0.01)  # fmt: skip
                names.append(name)
    return names, demands


def model(size: str) -> str:
    """The data file of a size."""
    count, pieces, needs = SIZES[size]
    r, values = random.Random(size), Values()
    years, slices = [str(2025 + i) for i in range(count)], [f"S{i}" for i in range(pieces)]
    shares = [r.uniform(0.5, 1.5) for _ in slices]
    for y in years:
        for piece, share in zip(slices, shares, strict=True):
            put(values, "YearSplit", share / sum(shares), piece, y)
        put(values, "EmissionsPenalty", 20.0, REGION, "CO2", y)
    plants = power(values, years, slices, r)
    users, demands = sectors(values, years, slices, needs, r)
    delivered = [f"{fuel}{s}" for s in range(needs) for fuel in (*FUELS, "POWER")]
    sets = {
        "REGION": [REGION], "YEAR": years, "TIMESLICE": slices, "TECHNOLOGY": [*plants, *users], "EMISSION": ["CO2"],
        "FUEL": [*FUELS, "GRID", "BULK", "POWER", *delivered, *demands], "MODE_OF_OPERATION": ["1"], "SEASON": [], "DAYTYPE": [],
        "DAILYTIMEBRACKET": [], "STORAGE": [],
    }  # fmt: skip
    return "\n".join(
        [*(f"set {name} := {' '.join(members)};" for name, members in sets.items()), *told(values), "end;", ""]
    )


def told(values: Values) -> Iterator[str]:
    """Every parameter, one entry a line."""
    for name, default in DEFAULTS.items():
        lines = [" ".join(key) + f" {value!r}" for key, value in values.get(name, {}).items()]
        yield "\n".join([f"param {name} default {default} :=", *lines, ";"])


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(model(sys.argv[1]), encoding="utf-8")
