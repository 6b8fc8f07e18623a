"""Makes the OSeMOSYS models that all sides are measured on: ``osemosys_make.py small|country FILE|FOLDER [CODE]``.

A FILE (.txt) is a data file of MathProg, with the sets and parameters that the published CODE declares; a FOLDER has the same
model as otoole lays it out. A country made up for the bench, the same one every time: mines, imports and a refinery with two
modes; power plants that stand, may be built, or are better and dearer, with and without weather; lines; a reservoir that keeps
power from one part of the year to another; services with a profile, each met by several carriers with machines of three kinds.
With a reserve margin, floors under wind power, limits on what mines give and on how much weather can be used, a limit on CO2 and
a price on it: each of them changes the optimum.

What one of the codes compared could not run, or means in its own way, is left out for all of them. The year is one season, so
that all mean the same by the level of a store. A store is let by the year (a life of 1), as osemosys_fast.txt knows no rest
value of stores; values sink as DepreciationMethod 1 has it, the only one there. No renewable target, whose two sides that code
counts in different units. Plants with weather are always available, as tz-osemosys takes no capacity factor into account there.
"""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SIZES = {"small": (8, 4, 2), "country": (26, 8, 6)}  # years, timeslices, services
REGION = "HERE"
PJ = 31.536  # PJ a GW makes in a year
# fuel -> cost out of the ground and from abroad, PJ a year that the ground gives for every service
MINED = {"COAL": (3.0, 4.5, 60.0), "GAS": (7.0, 9.0, 20.0), "CRUDE": (9.0, 11.0, 15.0), "WOOD": (4.0, 16.0, 6.0)}
CARRIERS = {
    "COAL": 0.095,
    "GAS": 0.056,
    "DIESEL": 0.074,
    "PETROL": 0.069,
    "WOOD": 0.0,
    "POWER": 0.0,
}  # Mt of CO2 a PJ burnt
# name -> fuel (blank: weather), capital cost, fixed cost, life, what it takes for one unit of electricity, part of its capacity
# that counts in a reserve margin
PLANTS = {
    "COALPLANT": ("COAL", 1800, 40, 35, 2.7, 1.0), "GASPLANT": ("GAS", 900, 20, 30, 1.9, 1.0),
    "DIESELPLANT": ("DIESEL", 700, 20, 25, 2.5, 1.0), "WOODPLANT": ("WOOD", 2400, 60, 30, 3.2, 1.0),
    "SUN": ("", 800, 12, 25, 0, 0.1), "WIND": ("", 1300, 30, 25, 0, 0.2), "RIVER": ("", 2600, 30, 50, 0, 0.6),
}  # fmt: skip
KINDS = {"OLD": (0.0, 1.0, 1.0), "NEW": (-0.2, 2.0, 0.5), "BEST": (-0.35, 3.5, 0.3)}  # change of use, cost, emission
# parameters with what they are where nothing is said
DEFAULTS = {
    "DiscountRateStorage": 0.08, "AccumulatedAnnualDemand": 0, "SpecifiedAnnualDemand": 0, "SpecifiedDemandProfile": 0,
    "CapacityToActivityUnit": 1, "CapacityFactor": 1, "AvailabilityFactor": 1, "ResidualCapacity": 0, "InputActivityRatio": 0,
    "OutputActivityRatio": 0, "CapitalCost": 0, "VariableCost": 0, "FixedCost": 0, "OperationalLife": 40,
    "TechnologyToStorage": 0, "TechnologyFromStorage": 0, "StorageLevelStart": 0, "StorageMaxChargeRate": 0,
    "StorageMaxDischargeRate": 0, "MinStorageCharge": 0, "OperationalLifeStorage": 50, "CapitalCostStorage": 0,
    "ResidualStorageCapacity": 0, "CapacityOfOneTechnologyUnit": 0, "TotalAnnualMaxCapacity": -1, "TotalAnnualMinCapacity": 0,
    "TotalAnnualMaxCapacityInvestment": -1, "TotalAnnualMinCapacityInvestment": 0, "TotalTechnologyAnnualActivityUpperLimit": -1,
    "TotalTechnologyAnnualActivityLowerLimit": 0, "TotalTechnologyModelPeriodActivityUpperLimit": -1,
    "TotalTechnologyModelPeriodActivityLowerLimit": 0, "ReserveMarginTagTechnology": 0, "ReserveMarginTagFuel": 0,
    "ReserveMargin": 1, "RETagTechnology": 0, "RETagFuel": 0, "REMinProductionTarget": 0, "EmissionActivityRatio": 0,
    "EmissionsPenalty": 0, "AnnualExogenousEmission": 0, "AnnualEmissionLimit": -1, "ModelPeriodExogenousEmission": 0,
    "ModelPeriodEmissionLimit": -1, "DaySplit": 0, "Conversionls": 0, "Conversionld": 0, "Conversionlh": 0,
    "DaysInDayType": 7, "TradeRoute": 0, "DiscountRate": 0.08, "DepreciationMethod": 2, "YearSplit": 0,
}  # fmt: skip
# what tz-osemosys does not run without and no published code has
ASKED = ("StorageBalanceDay", "StorageBalanceSeason")

# the indices that otoole's files have where they are not the usual ones: region, then what else
INDEX = {
    "YearSplit": "TIMESLICE YEAR", "DaySplit": "DAILYTIMEBRACKET YEAR", "DaysInDayType": "SEASON DAYTYPE YEAR",
    "Conversionls": "TIMESLICE SEASON", "Conversionld": "TIMESLICE DAYTYPE", "Conversionlh": "TIMESLICE DAILYTIMEBRACKET",
    "SpecifiedAnnualDemand": "REGION FUEL YEAR", "SpecifiedDemandProfile": "REGION FUEL TIMESLICE YEAR",
    "CapacityToActivityUnit": "REGION TECHNOLOGY", "CapacityFactor": "REGION TECHNOLOGY TIMESLICE YEAR",
    "InputActivityRatio": "REGION TECHNOLOGY FUEL MODE_OF_OPERATION YEAR", "OperationalLife": "REGION TECHNOLOGY",
    "OutputActivityRatio": "REGION TECHNOLOGY FUEL MODE_OF_OPERATION YEAR",
    "EmissionActivityRatio": "REGION TECHNOLOGY EMISSION MODE_OF_OPERATION YEAR",
    "VariableCost": "REGION TECHNOLOGY MODE_OF_OPERATION YEAR", "OperationalLifeStorage": "REGION STORAGE",
    "TechnologyToStorage": "REGION TECHNOLOGY STORAGE MODE_OF_OPERATION", "CapitalCostStorage": "REGION STORAGE YEAR",
    "TechnologyFromStorage": "REGION TECHNOLOGY STORAGE MODE_OF_OPERATION", "DiscountRateStorage": "REGION STORAGE",
    "EmissionsPenalty": "REGION EMISSION YEAR", "AnnualEmissionLimit": "REGION EMISSION YEAR", "DiscountRate": "REGION",
    "DepreciationMethod": "REGION", "ReserveMargin": "REGION YEAR", "ReserveMarginTagFuel": "REGION FUEL YEAR",
    "StorageMaxChargeRate": "REGION STORAGE", "StorageMaxDischargeRate": "REGION STORAGE", "StorageBalanceDay": "REGION STORAGE",
    "StorageBalanceSeason": "REGION STORAGE",
}  # fmt: skip


@dataclass
class Model:
    """A model in the making: its years and timeslices, and what was put into it."""

    years: list[str]
    slices: list[str]
    values: dict[str, dict[tuple[str, ...], float]] = field(default_factory=dict)
    technologies: list[str] = field(default_factory=list)
    fuels: list[str] = field(default_factory=list)

    def put(self, name: str, value: float, *key: str) -> None:
        """A value under its key, whole."""
        self.values.setdefault(name, {})[key] = round(value, 6)

    def each(self, name: str, value: float, *key: str) -> None:
        """A value of a region, in every year."""
        for y in self.years:
            self.put(name, value, REGION, *key, y)

    def technology(
        self, name: str, out: dict[str, float], into: dict[str, float], mode: str = "1", capital: float = 0.0, fixed: float = 0.0,
        life: int = 40, variable: float = 0.0, emits: float = 0.0,
    ) -> None:  # fmt: skip
        """A technology, or one more mode of it: what it makes of what, in units of its activity; ``emits`` Mt of CO2."""
        if name not in self.technologies:
            self.technologies.append(name)
            self.put("OperationalLife", life, REGION, name)
            self.each("CapitalCost", capital, name)
            self.each("FixedCost", fixed, name)
        self.each("VariableCost", variable, name, mode)
        for parameter, ratios in (("OutputActivityRatio", out), ("InputActivityRatio", into)):
            for fuel, ratio in ratios.items():
                self.each(parameter, ratio, name, fuel, mode)
                if fuel not in self.fuels:
                    self.fuels.append(fuel)
        if emits:
            self.each("EmissionActivityRatio", emits, name, "CO2", mode)

    def sets(self) -> dict[str, list[str]]:
        """Every set with its members."""
        return {
            "REGION": [REGION], "YEAR": self.years, "TIMESLICE": self.slices, "TECHNOLOGY": self.technologies, "FUEL": self.fuels,
            "EMISSION": ["CO2"], "MODE_OF_OPERATION": ["1", "2"], "SEASON": ["1"], "DAYTYPE": ["1"],
            "DAILYTIMEBRACKET": [str(i + 1) for i in range(len(self.slices))], "STORAGE": ["RESERVOIR"],
        }  # fmt: skip


def calendar(m: Model, r: random.Random) -> None:
    """The lengths of timeslices: parts of one season, so that a store's level is followed through the year."""
    shares = [r.uniform(0.5, 1.5) for _ in m.slices]
    for number, (piece, share) in enumerate(zip(m.slices, shares, strict=True)):
        for y in m.years:
            m.put("YearSplit", share / sum(shares), piece, y)
            m.put("DaySplit", share / sum(shares), str(number + 1), y)
        for name, member in (("Conversionls", "1"), ("Conversionld", "1"), ("Conversionlh", str(number + 1))):
            m.put(name, 1, piece, member)
    for y in m.years:
        m.put("DaysInDayType", 7, "1", "1", y)
    m.put("DiscountRate", 0.08, REGION)
    m.put("DepreciationMethod", 1, REGION)


def supply(m: Model, count: int) -> None:
    """Fuels from mines and abroad, and a refinery that can turn towards either product."""
    for fuel, (cost, abroad, most) in MINED.items():
        m.technology(f"MINE{fuel}", {fuel: 1.0}, {}, variable=cost)
        m.technology(f"IMPORT{fuel}", {fuel: 1.0}, {}, variable=abroad)
        m.each("TotalTechnologyAnnualActivityUpperLimit", most * count, f"MINE{fuel}")
    for mode, diesel in (("1", 0.6), ("2", 0.35)):
        products = {"DIESEL": diesel, "PETROL": 0.92 - diesel}
        m.technology("REFINERY", products, {"CRUDE": 1.0}, mode, 12.0, 0.6, 30, 0.4, 0.006)
    for fuel in ("DIESEL", "PETROL"):
        m.technology(f"IMPORT{fuel}", {fuel: 1.0}, {}, variable=19.0)


def power(m: Model, count: int, r: random.Random) -> None:
    """Plants that stand and plants that may be built, with and without weather; lines to the users; a reservoir."""
    for plant, (fuel, capital, fixed, life, ratio, firm) in PLANTS.items():
        for age, better in (("OLD", 1.15), ("", 1.0), ("BEST", 0.9)):
            name, emits = plant + age, CARRIERS.get(fuel, 0.0) * ratio * better
            m.technology(name, {"GRID": 1.0}, {fuel: ratio * better} if fuel else {}, "1", capital / better, fixed, life,
                         0.5 if fuel else 0.01, emits)  # fmt: skip
            m.put("CapacityToActivityUnit", PJ, REGION, name)
            if fuel:
                m.each("AvailabilityFactor", 0.9, name)
            m.each("ReserveMarginTagTechnology", firm, name)
            weather = [r.uniform(0.15, 0.6) / better for _ in m.slices]
            for i, y in enumerate(m.years):
                if age == "OLD":
                    m.put("ResidualCapacity", 0.25 * count * max(1 - i / 25, 0), REGION, name, y)
                    m.put("TotalAnnualMaxCapacityInvestment", 0.0, REGION, name, y)
                elif not fuel:
                    m.put("TotalAnnualMaxCapacity", (0.3 + 0.05 * i) * count, REGION, name, y)
                    m.put(
                        "TotalTechnologyAnnualActivityLowerLimit",
                        0.2 * i * count if plant == "WIND" else 0.0,
                        REGION,
                        name,
                        y,
                    )
                for number, piece in enumerate(m.slices if not fuel else ()):
                    dark = plant == "SUN" and number % 2
                    m.put("CapacityFactor", 0.03 if dark else weather[number], REGION, name, piece, y)
    for name, out, into, ratio, capital in (
        ("TRANSMIT", "BULK", "GRID", 1.05, 400.0),
        ("DISTRIBUTE", "POWER", "BULK", 1.08, 900.0),
    ):
        m.technology(name, {out: 1.0}, {into: ratio}, "1", capital, 8.0, 50)
        m.put("CapacityToActivityUnit", PJ, REGION, name)
    m.technology("PUMP", {}, {"GRID": 1.0}, "1", 1100.0, 15.0, 50, 0.01)
    m.technology("PUMP", {"GRID": 0.78}, {}, "2", variable=0.01)
    m.put("CapacityToActivityUnit", PJ, REGION, "PUMP")
    for parameter, mode in (("TechnologyToStorage", "1"), ("TechnologyFromStorage", "2")):
        m.put(parameter, 1, REGION, "PUMP", "RESERVOIR", mode)
    m.each("CapitalCostStorage", 0.4, "RESERVOIR")
    for parameter, value in (
        ("OperationalLifeStorage", 1), ("DiscountRateStorage", 0.08), ("StorageMaxChargeRate", 99999),
        ("StorageMaxDischargeRate", 99999), *((name, 0) for name in ASKED),
    ):  # fmt: skip
        m.put(parameter, value, REGION, "RESERVOIR")


def services(m: Model, count: int, r: random.Random) -> None:
    """Demands with a profile, each met by several carriers that are delivered to it, with machines of three kinds."""
    for s in range(count):
        demand, profile, first = f"NEED{s}", [r.uniform(0.5, 1.5) for _ in m.slices], r.uniform(20, 80)
        grows = r.uniform(1.0, 1.03)
        for carrier in ("POWER", *r.sample([c for c in CARRIERS if c != "POWER"], 3)):
            here, use = f"{carrier}{s}", r.uniform(1.3, 1.7) if carrier != "POWER" else 1.05
            m.technology(f"DELIVER{here}", {here: 1.0}, {carrier: 1.0}, variable=r.uniform(0.2, 1.0))
            cost, life = r.uniform(10, 60), r.choice([8, 12, 20])
            for kind, (less, dearer, dirt) in KINDS.items():
                emits = CARRIERS[carrier] * (use + less)
                m.technology(f"USE{here}{kind}", {demand: 1.0}, {here: use + less}, "1", cost * dearer, 0.5 + dirt, life, 0.01,
                             emits)  # fmt: skip
        for i, y in enumerate(m.years):
            m.put("SpecifiedAnnualDemand", first * grows**i, REGION, demand, y)
            for piece, part in zip(m.slices, profile, strict=True):
                m.put("SpecifiedDemandProfile", part / sum(profile), REGION, demand, piece, y)


def policy(m: Model, count: int) -> None:
    """A reserve margin and a renewable share on the grid, a price and a limit on CO2."""
    for i, y in enumerate(m.years):
        part = i / (len(m.years) - 1)
        m.put("ReserveMargin", 1.25, REGION, y)
        m.put("EmissionsPenalty", 20.0 + 60 * part, REGION, "CO2", y)
        m.put("AnnualEmissionLimit", count * (6.0 - 4.0 * part), REGION, "CO2", y)
    m.each("ReserveMarginTagFuel", 1, "GRID")


def made(size: str) -> Model:
    """The model of a size."""
    years, pieces, needs = SIZES[size]
    r = random.Random(size)
    m = Model([str(2025 + i) for i in range(years)], [f"S{i:02}" for i in range(pieces)])
    calendar(m, r)
    supply(m, needs)
    power(m, needs, r)
    services(m, needs, r)
    policy(m, needs)
    return m


def data_file(m: Model, code: str) -> Iterator[str]:
    """The data file of MathProg, a line a value: what the text of a code declares, all of it without one."""
    known = set(re.findall(r"^\s*(?:set|param)\s+(\w+)", code, re.MULTILINE))
    for name, members in m.sets().items():
        if not code or name in known:
            yield f"set {name} := {' '.join(members)};"
    for name, default in DEFAULTS.items():
        if not code or name in known:
            lines = (" ".join(key) + f" {value!r}" for key, value in m.values.get(name, {}).items())
            yield "\n".join([f"param {name} default {default} :=", *lines, ";"])
    yield "end;\n"


def folder(m: Model, place: Path) -> None:
    """One CSV a set or parameter, as otoole lays them out; what has no value has no file and its usual default."""
    place.mkdir(parents=True, exist_ok=True)
    for name, members in m.sets().items():
        (place / f"{name}.csv").write_text("\n".join(["VALUE", *members, ""]), encoding="utf-8")
    for name, values in m.values.items():
        heads = INDEX.get(name, "REGION TECHNOLOGY YEAR").split()
        lines = (",".join([*key, repr(value)]) for key, value in values.items())
        (place / f"{name}.csv").write_text("\n".join([",".join([*heads, "VALUE"]), *lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    size, place, *code = sys.argv[1:]
    if place.endswith(".txt"):
        text = Path(code[0]).read_text(encoding="utf-8", errors="replace") if code else ""
        Path(place).write_text("\n".join(data_file(made(size), text)), encoding="utf-8")
    else:
        folder(made(size), Path(place))
