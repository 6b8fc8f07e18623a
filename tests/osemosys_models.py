"""Small OSeMOSYS models made for the tests, and their files: MathProg text in every form, otoole folders."""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geju.bridge.osemosys_words import SETS, parameters

Key = tuple[str, ...]


@dataclass
class Model:
    """Sets by letter, and of every parameter its default and its values by key."""

    sets: dict[str, list[str]]
    default: dict[str, float] = field(default_factory=dict)
    values: dict[str, dict[Key, float]] = field(default_factory=dict)

    def put(self, name: str, value: float, *key: Any) -> None:
        self.values.setdefault(name, {})[tuple(str(k) for k in key)] = value

    def get(self, name: str, *key: Any) -> float:
        found = self.values.get(name, {}).get(tuple(str(k) for k in key))
        return self.default.get(name, parameters()[name].default) if found is None else found

    def each(self, letters: str) -> Any:
        """All combinations of members of some sets."""
        return itertools.product(*(self.sets["r" if k == "q" else k] for k in letters))


def text(model: Model, turn: random.Random | None = None, names: dict[str, str] | None = None) -> str:
    """A MathProg data file; ``turn`` picks one of the forms that say the same for each parameter."""
    turn, names = turn or random.Random(0), names or {}
    lines = ["# a model of the tests; it's made up", "/* two\nlines */"]
    for letter, members in model.sets.items():
        name = names.get(SETS[letter], SETS[letter])
        lines.append(f"set {name} := {' '.join(members)};")
    for name, parameter in parameters().items():
        default = model.default.get(name, parameter.default)
        lines += _param(name, parameter.index, default, model, turn)
    said = lines[2:]
    turn.shuffle(said)
    return "\n".join([*lines[:2], *said, "end;"])


def _param(name: str, index: str, default: float, model: Model, turn: random.Random) -> list[str]:
    values = model.values.get(name, {})
    if name in ("CapitalRecoveryFactor", "PvAnnuity", "DiscountRateIdv") and not values and name not in model.default:
        return []
    if not values:
        return [turn.choice([f"param {name} default {default!r} := ;", f"param default {default!r} : {name} :=\n;"])]
    form = turn.choice(["list", "tabbing", *(["matrix", "turned"] if len(index) >= 2 else [])])
    plain = [" ".join(key) + f" {value!r}" for key, value in values.items()]
    if form == "list":
        return [f"param {name} default {default!r} :=\n" + "\n".join(plain) + ";"]
    if form == "tabbing":
        return [f"param default {default!r} : {name} :=\n" + "\n".join(plain) + "\n;"]
    rows, columns = (index[-1], index[-2]) if form == "turned" else (index[-2], index[-1])
    parts = []
    for head in dict.fromkeys(key[:-2] for key in values):
        across = model.sets["r" if columns == "q" else columns]
        mark = "(tr)" if form == "turned" else ""
        part = f"[{','.join(head)},*,*] {mark}: " if head else f"{mark}: "
        part += " ".join(across) + " :=\n"
        for row in model.sets["r" if rows == "q" else rows]:
            cells = [values.get((*head, c, row) if form == "turned" else (*head, row, c)) for c in across]
            if any(c is not None for c in cells):
                part += row + " " + " ".join("." if c is None else repr(c) for c in cells) + "\n"
        parts.append(part)
    begin = f"param {name} default {default!r} " + (":=\n" if len(index) > 2 else "")
    return [begin + "".join(parts) + ";"]


def folder(model: Model, path: Path, names: dict[str, str] | None = None) -> Path:
    """An otoole folder: config.yaml, and data/ with one CSV a set or parameter."""
    names = names or {}
    (path / "data").mkdir(parents=True)
    config = []
    for letter, members in model.sets.items():
        if letter == "q":
            continue
        name = names.get(SETS[letter], SETS[letter])
        (path / "data" / f"{name}.csv").write_text("\n".join(["VALUE", *members]) + "\n", encoding="utf-8")
        config.append(f"{name}:\n    dtype: str\n    type: set")
    for name, parameter in parameters().items():
        values = model.values.get(name, {})
        if (
            name in ("CapitalRecoveryFactor", "PvAnnuity", "DiscountRateIdv")
            and not values
            and name not in model.default
        ):
            continue
        heads = ["_REGION" if k == "q" else names.get(SETS[k], SETS[k]) for k in parameter.index]
        default = model.default.get(name, parameter.default)
        config.append(
            f"{name}:\n    indices: [{','.join(heads)}]\n    type: param\n    dtype: float\n    default: {default!r}"
        )
        rows = [",".join([*key, repr(value)]) for key, value in values.items()]
        (path / "data" / f"{name}.csv").write_text(
            "\n".join([",".join([*heads, "VALUE"]), *rows]) + "\n", encoding="utf-8"
        )
    (path / "config.yaml").write_text("\n".join(config) + "\n", encoding="utf-8")
    return path


def small(seed: int, rich: bool = True) -> Model:
    """A random model that can always be met: two regions, plants, an import, a store, and a backstop for everything."""
    rng = random.Random(seed)
    years = [str(2020 + i) for i in range(rng.choice([2, 3, 5]))]
    sets = {
        "r": ["NORTH", "SOUTH"], "t": ["IMP", "FIRM", "SUN", "FLEX", "BAT", "HEAT", "BACK"], "f": ["GAS", "ELC", "HOT", "WAT"],
        "e": ["CO2", "SO2"], "m": ["1", "2"], "y": years, "l": ["SD", "SN", "WD", "WN"], "s": ["CELL"], "a": ["1", "2"],
        "d": rng.choice([["1"], ["1", "2"]]), "b": ["1", "2"], "u": ["RULE"],
    }  # fmt: skip
    m = Model(sets)
    m.default = {
        "OperationalLifeStorage": 5,
        "DiscountRate": rng.choice([0.05, 0.08]),
        "ReserveMargin": 1.0,
        "UDCTag": -1.0,
    }
    _time(m, rng)
    _plants(m, rng)
    for part in EXTRAS if rich else ():
        if rng.random() < 0.5:
            part(m, rng)
    return m


def _time(m: Model, rng: random.Random) -> None:
    shares = [rng.uniform(0.5, 1.5) for _ in m.sets["l"]]
    for y in m.sets["y"]:
        for number, slice_ in enumerate(m.sets["l"]):
            m.put("YearSplit", shares[number] / sum(shares), slice_, y)
        for bracket in m.sets["b"]:
            m.put("DaySplit", 0.5 / 365, bracket, y)
        for season in m.sets["a"]:
            for day in m.sets["d"]:
                m.put("DaysInDayType", 7.0 / len(m.sets["d"]), season, day, y)
    for number, slice_ in enumerate(m.sets["l"]):
        m.put("Conversionls", 1, slice_, str(1 + number // 2))
        m.put("Conversionlh", 1, slice_, str(1 + number % 2))
        m.put("Conversionld", 1, slice_, "1")


def _plants(m: Model, rng: random.Random) -> None:
    for r, y in m.each("ry"):
        level, growth = rng.uniform(10, 30), 1.03 ** m.sets["y"].index(y)
        m.put("SpecifiedAnnualDemand", level * growth, r, "ELC", y)
        shape = [rng.uniform(0.5, 2) for _ in m.sets["l"]]
        for slice_, part in zip(m.sets["l"], shape, strict=True):
            m.put("SpecifiedDemandProfile", part / sum(shape), r, "ELC", slice_, y)
            m.put("CapacityFactor", rng.choice([0.0, rng.uniform(0.1, 0.9)]), r, "SUN", slice_, y)
        m.put("AccumulatedAnnualDemand", rng.uniform(2, 8), r, "HOT", y)
        for t, f, ratio in (("FIRM", "GAS", 2.2), ("FLEX", "GAS", 3.1), ("HEAT", "ELC", 0.4)):
            m.put("InputActivityRatio", ratio, r, t, f, "1", y)
        m.put("InputActivityRatio", 0.9, r, "HEAT", "GAS", "2", y)
        outputs = (
            ("IMP", "GAS"),
            ("FIRM", "ELC"),
            ("SUN", "ELC"),
            ("FLEX", "ELC"),
            ("HEAT", "HOT"),
            ("BACK", "ELC"),
            ("BACK", "WAT"),
        )
        for t, f in outputs:
            m.put("OutputActivityRatio", 1.0, r, t, f, "1", y)
        m.put("OutputActivityRatio", 1.0, r, "HEAT", "HOT", "2", y)
        m.put("OutputActivityRatio", 1.0, r, "BACK", "HOT", "2", y)
        for t, cost in (("FIRM", 90), ("SUN", 60), ("FLEX", 30), ("HEAT", 20)):
            m.put("CapitalCost", cost * rng.uniform(0.8, 1.2), r, t, y)
            m.put("FixedCost", cost * 0.03, r, t, y)
        for t, mode, cost in (
            ("IMP", "1", 1.5),
            ("FIRM", "1", 0.2),
            ("FLEX", "1", 0.4),
            ("BACK", "1", 90),
            ("BACK", "2", 80),
        ):
            m.put("VariableCost", cost * rng.uniform(0.9, 1.1), r, t, mode, y)
        m.put("AvailabilityFactor", rng.choice([0.8, 1.0]), r, "FIRM", y)
        m.put("EmissionActivityRatio", 0.2, r, "IMP", "CO2", "1", y)
        m.put("ResidualCapacity", rng.choice([0.0, 1.0]), r, "FIRM", y)
    for r in m.sets["r"]:
        for t, life in (("FIRM", 4), ("SUN", 3), ("FLEX", 2), ("HEAT", 8), ("IMP", 9), ("BACK", 9)):
            m.put("OperationalLife", life, r, t)
        m.put("CapacityToActivityUnit", 31.536, r, "FIRM")
        m.put("CapacityToActivityUnit", 31.536, r, "SUN")
        m.put("DepreciationMethod", rng.choice([1, 2]), r)
        m.put("DiscountRateStorage", 0.06, r, "CELL")


def _trade(m: Model, rng: random.Random) -> None:
    for y in m.sets["y"]:
        m.put("TradeRoute", 1, "NORTH", "SOUTH", "ELC", y)
        m.put("TradeRoute", 1, "SOUTH", "NORTH", "ELC", y)


def _store(m: Model, rng: random.Random) -> None:
    m.put("TechnologyToStorage", 0.95, "NORTH", "BAT", "CELL", "1")
    m.put("TechnologyFromStorage", 1.0, "NORTH", "BAT", "CELL", "2")
    for y in m.sets["y"]:
        m.put("InputActivityRatio", 1.0, "NORTH", "BAT", "ELC", "1", y)
        m.put("OutputActivityRatio", 1.0, "NORTH", "BAT", "ELC", "2", y)
        m.put("CapitalCost", 5.0, "NORTH", "BAT", y)
        m.put("CapitalCostStorage", rng.choice([0.0, 3.0, 100.0]), "NORTH", "CELL", y)
        m.put("MinStorageCharge", rng.choice([0.0, 0.1]), "NORTH", "CELL", y)
        m.put("ResidualStorageCapacity", rng.choice([0.0, 0.05]), "NORTH", "CELL", y)
        m.put("VariableCost", 0.01, "NORTH", "BAT", "1", y)
    m.put("OperationalLife", 3, "NORTH", "BAT")
    m.put("StorageLevelStart", rng.choice([0.0, 0.02]), "NORTH", "CELL")
    m.put("StorageMaxChargeRate", 99999, "NORTH", "CELL")
    m.put("StorageMaxDischargeRate", rng.choice([50.0, 99.0]), "NORTH", "CELL")
    m.put("OperationalLifeStorage", rng.choice([2, 10]), "NORTH", "CELL")


def _reserve(m: Model, rng: random.Random) -> None:
    for r, y in m.each("ry"):
        m.put("ReserveMargin", 1.18, r, y)
        m.put("ReserveMarginTagFuel", 1, r, "ELC", y)
        for t in ("FIRM", "FLEX", "BACK"):
            m.put("ReserveMarginTagTechnology", rng.choice([1, 0.9]), r, t, y)


def _target(m: Model, rng: random.Random) -> None:
    for y in m.sets["y"]:
        m.put("REMinProductionTarget", 0.2, "SOUTH", y)
        m.put("RETagFuel", 1, "SOUTH", "ELC", y)
        m.put("RETagTechnology", 1, "SOUTH", "SUN", y)
        m.put("RETagTechnology", 1, "SOUTH", "BACK", y)


def _emission(m: Model, rng: random.Random) -> None:
    for r, y in m.each("ry"):
        m.put("EmissionsPenalty", rng.choice([0.0, 5.0]), r, "CO2", y)
        m.put("AnnualEmissionLimit", rng.choice([-1, 6.0, 99999]), r, "CO2", y)
        m.put("AnnualExogenousEmission", 0.5, r, "CO2", y)
    m.put("ModelPeriodEmissionLimit", 6.0 * len(m.sets["y"]), "NORTH", "CO2")
    m.put("ModelPeriodExogenousEmission", 1.0, "NORTH", "CO2")


def _bounds(m: Model, rng: random.Random) -> None:
    for y in m.sets["y"]:
        m.put("TotalAnnualMaxCapacity", 2.0, "NORTH", "SUN", y)
        m.put("TotalAnnualMaxCapacityInvestment", rng.choice([0.3, 9999999]), "SOUTH", "SUN", y)
        m.put("TotalAnnualMinCapacityInvestment", 0.1, "NORTH", "FLEX", y)
        m.put("TotalAnnualMinCapacity", 0.2, "SOUTH", "FLEX", y)
        m.put("TotalTechnologyAnnualActivityUpperLimit", rng.choice([12.0, 99999]), "NORTH", "FIRM", y)
        m.put("TotalTechnologyAnnualActivityUpperLimit", 30.0, "SOUTH", "IMP", y)
        m.put("TotalTechnologyAnnualActivityLowerLimit", 1.0, "SOUTH", "HEAT", y)
    m.put("TotalTechnologyModelPeriodActivityUpperLimit", 20.0 * len(m.sets["y"]), "NORTH", "IMP")
    m.put("TotalTechnologyModelPeriodActivityLowerLimit", 3.0, "NORTH", "FLEX")


def _whole(m: Model, rng: random.Random) -> None:
    for y in m.sets["y"]:
        m.put("CapacityOfOneTechnologyUnit", 0.25, "SOUTH", "FIRM", y)
        if rng.random() < 0.7:
            m.put("CapacityOfOneTechnologyUnit", 0.5, "NORTH", "FLEX", y)


def _rules(m: Model, rng: random.Random) -> None:
    m.put("UDCTag", rng.choice([0, 1]), "NORTH", "RULE")
    for y in m.sets["y"]:
        m.put("UDCMultiplierTotalCapacity", 1.0, "NORTH", "SUN", "RULE", y)
        m.put("UDCMultiplierNewCapacity", 0.5, "NORTH", "BACK", "RULE", y)
        m.put("UDCMultiplierActivity", 0.01, "NORTH", "BACK", "RULE", y)
        m.put("UDCConstant", 1.0, "NORTH", "RULE", y)


def _own_rates(m: Model, rng: random.Random) -> None:
    for r in m.sets["r"]:
        m.put("DiscountRate", 0.05 if r == "NORTH" else 0.07, r)
        for t in m.sets["t"]:
            m.put("DiscountRateIdv", rng.choice([0.03, 0.12]), r, t)


def _demands(m: Model, rng: random.Random) -> None:
    """Both kinds of demand for one fuel, an annual one for a fuel that is also used, and one that nobody makes."""
    for r, y in m.each("ry"):
        m.put("AccumulatedAnnualDemand", 25.0, r, "ELC", y)
        m.put("AccumulatedAnnualDemand", 5.0, r, "GAS", y)
    for y in m.sets["y"][1:]:
        m.put("AccumulatedAnnualDemand", 1.0, "SOUTH", "WAT", y)
        m.put("InputActivityRatio", 0.3, "SOUTH", "FIRM", "WAT", "1", y)


def _below_zero(m: Model, rng: random.Random) -> None:
    """Negative emission, cost and output: what the signs of variables forbid."""
    for y in m.sets["y"]:
        m.put("EmissionActivityRatio", -0.5, "NORTH", "SUN", "CO2", "1", y)
        m.put("VariableCost", -0.3, "SOUTH", "HEAT", "2", y)
        m.put("OutputActivityRatio", -0.1, "SOUTH", "FLEX", "WAT", "1", y)


def _short_year(m: Model, rng: random.Random) -> None:
    """Timeslices that do not add up to a year, and not to the same in every one."""
    for y in m.sets["y"]:
        length = rng.choice([0.9998, 0.97, 1.04])
        for slice_ in m.sets["l"]:
            m.put("YearSplit", m.get("YearSplit", slice_, y) * length, slice_, y)


def _chain(m: Model, rng: random.Random) -> None:
    """What is made as it is used: oil from gas or from more of itself, coke beside it; oil for a plant and over the year."""
    m.sets["t"] += ["REF", "CRACK"]
    m.sets["f"] += ["OIL", "COKE"]
    for r, y in m.each("ry"):
        m.put("InputActivityRatio", 1.1, r, "REF", "GAS", "1", y)
        m.put("OutputActivityRatio", 1.0, r, "REF", "OIL", "1", y)
        m.put("OutputActivityRatio", 0.1, r, "REF", "COKE", "1", y)
        m.put("InputActivityRatio", 0.3, r, "CRACK", "OIL", "1", y)
        m.put("InputActivityRatio", 0.5, r, "CRACK", "GAS", "1", y)
        m.put("OutputActivityRatio", 1.0, r, "CRACK", "OIL", "1", y)
        m.put("VariableCost", rng.uniform(0.0, 0.9), r, "CRACK", "1", y)
        m.put("InputActivityRatio", 2.0, r, "FLEX", "OIL", "1", y)
        m.put("AccumulatedAnnualDemand", rng.choice([0.0, 3.0]), r, "OIL", y)
        m.put("AccumulatedAnnualDemand", rng.choice([0.0, 0.4]), r, "COKE", y)
        m.put("EmissionActivityRatio", 0.1, r, "REF", "CO2", "1", y)
        m.put("TotalTechnologyAnnualActivityUpperLimit", rng.choice([-1.0, 9.0]), r, "CRACK", y)
    for r in m.sets["r"]:
        for t in ("REF", "CRACK"):
            m.put("OperationalLife", 5, r, t)


EXTRAS = (_trade, _store, _reserve, _target, _emission, _bounds, _whole, _rules, _own_rates, _demands, _below_zero, _short_year,
          _chain)  # fmt: skip
