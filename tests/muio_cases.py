"""Small cases of MUIO made for the tests: a model written out as MUIO keeps it, JSON by file, id and scenario."""

from __future__ import annotations

import itertools
import json
import zipfile
from pathlib import Path
from typing import Any

from osemosys_models import Model

# file -> its columns of keys by letter, its ids with the parameter and default of each; the ids as MUIO has them
PARAMETERS: dict[str, tuple[str, dict[str, tuple[str, float]]]] = {
    "R": ("", {"DR": ("DiscountRate", 0.05)}),
    "RT": ("", {"DRI": ("DiscountRateIdv", 0.05), "CAU": ("CapacityToActivityUnit", 1), "OL": ("OperationalLife", 1),
                "TMPAL": ("TotalTechnologyModelPeriodActivityLowerLimit", 0),
                "TMPAU": ("TotalTechnologyModelPeriodActivityUpperLimit", 999999)}),
    "RE": ("", {"MPEL": ("ModelPeriodEmissionLimit", 999999)}),
    "RS": ("", {"OLS": ("OperationalLifeStorage", 1), "SLS": ("StorageLevelStart", 1)}),
    "RYCn": ("u", {"UCC": ("UDCConstant", 0)}),
    "RYTCn": ("tu", {"CCM": ("UDCMultiplierTotalCapacity", 0), "CNCM": ("UDCMultiplierNewCapacity", 0),
                     "CAM": ("UDCMultiplierActivity", 0)}),
    "RYTs": ("l", {"YS": ("YearSplit", 1)}),
    "RYDtb": ("b", {"DS": ("DaySplit", 1)}),
    "RYSeDt": ("ad", {"DIDT": ("DaysInDayType", 1)}),
    "RYT": ("t", {"AF": ("AvailabilityFactor", 1), "CC": ("CapitalCost", 0), "FC": ("FixedCost", 0),
                  "RC": ("ResidualCapacity", 0),
                  "TAMaxC": ("TotalAnnualMaxCapacity", 999999), "TAMaxCI": ("TotalAnnualMaxCapacityInvestment", 999999),
                  "TAMinC": ("TotalAnnualMinCapacity", 0), "TAMinCI": ("TotalAnnualMinCapacityInvestment", 0),
                  "TAL": ("TotalTechnologyAnnualActivityLowerLimit", 0),
                  "TAU": ("TotalTechnologyAnnualActivityUpperLimit", 999999), "COTU": ("CapacityOfOneTechnologyUnit", 0)}),
    "RYS": ("s", {"CCS": ("CapitalCostStorage", 0), "RSC": ("ResidualStorageCapacity", 0), "MSC": ("MinStorageCharge", 0)}),
    "RYTM": ("tm", {"VC": ("VariableCost", 0.0001), "TAMLL": ("TechnologyActivityByModeLowerLimit", 0),
                    "TAMUL": ("TechnologyActivityByModeUpperLimit", 99999),
                    "TADML": ("TechnologyActivityDecreaseByModeLimit", 0),
                    "TAIML": ("TechnologyActivityIncreaseByModeLimit", 0)}),
    "RYC": ("f", {"AAD": ("AccumulatedAnnualDemand", 0), "SAD": ("SpecifiedAnnualDemand", 0)}),
    "RYE": ("e", {"AEL": ("AnnualEmissionLimit", 999999), "EP": ("EmissionsPenalty", 0)}),
    "RYTC": ("tf", {"INCR": ("InputToNewCapacityRatio", 0), "ITCR": ("InputToTotalCapacityRatio", 0)}),
    "RYTCM": ("tfm", {"IAR": ("InputActivityRatio", 0), "OAR": ("OutputActivityRatio", 0)}),
    "RTSM": ("tsm", {"TTS": ("TechnologyToStorage", 0), "TFS": ("TechnologyFromStorage", 0)}),
    "RYTEM": ("tem", {"EAR": ("EmissionActivityRatio", 0), "EACR": ("EmissionToActivityChangeRatio", 0)}),
    "RYTTs": ("tl", {"CF": ("CapacityFactor", 1)}),
    "RYCTs": ("fl", {"SDP": ("SpecifiedDemandProfile", 0)}),
}  # fmt: skip
BEFORE_5 = {
    "RE": {"MPEE": ("ModelPeriodExogenousEmission", 0)},
    "RY": {"RM": ("ReserveMargin", 0), "RMPT": ("REMinProductionTarget", 0)},
    "RYT": {"RMTT": ("ReserveMarginTagTechnology", 0), "RTT": ("RETagTechnology", 0)},
    "RYC": {"RMTF": ("ReserveMarginTagFuel", 0), "RTF": ("RETagFuel", 0)},
    "RYE": {"AEE": ("AnnualExogenousEmission", 0)},
}
COLUMNS = {
    "t": "TechId", "f": "CommId", "e": "EmisId", "s": "StgId", "u": "ConId", "m": "MoId", "l": "TsId", "a": "SeId", "d": "DtId",
    "b": "DtbId",
}  # fmt: skip
ROWED = {
    "t": "TEC_",
    "f": "COM_",
    "e": "EMI_",
    "s": "STG_",
    "u": "CO_",
    "l": "TS_",
    "a": "SE_",
    "d": "DT_",
    "b": "DTB_",
}


def model() -> Model:
    """One region, as MUIO has it: a plant in two modes, a mine, a store filled by a pump, a rule, a tax, a growth of demand."""
    years = ["2030", "2031", "2032"]
    m = Model({
        "r": ["RE1"], "t": ["MINE", "PLANT", "PUMP", "SUN"], "f": ["COAL", "POWER"], "e": ["CO2", "DUST"], "m": ["1", "2"],
        "y": years, "l": ["DAY", "NIGHT"], "s": ["LAKE"], "a": ["1"], "d": ["1"], "b": ["1", "2"], "u": ["SHARE"],
    })  # fmt: skip
    m.default = {name: default for _, of in PARAMETERS.values() for name, default in of.values()} | {"UDCTag": -1}
    m.put("UDCTag", 0, "RE1", "SHARE")
    for t, life in (("MINE", 30), ("PLANT", 20), ("PUMP", 15), ("SUN", 10)):
        m.put("OperationalLife", life, "RE1", t)
    m.put("OperationalLifeStorage", 8, "RE1", "LAKE")
    m.put("StorageLevelStart", 0, "RE1", "LAKE")
    m.put("DiscountRateIdv", 0.09, "RE1", "SUN")
    for i, slice_ in enumerate(m.sets["l"]):
        m.put("Conversionls", 1, slice_, "1")
        m.put("Conversionld", 1, slice_, "1")
        m.put("Conversionlh", 1, slice_, str(i + 1))
    m.put("TechnologyToStorage", 1, "RE1", "PUMP", "LAKE", "1")
    m.put("TechnologyFromStorage", 1, "RE1", "PUMP", "LAKE", "2")
    for i, y in enumerate(years):
        _year(m, y, i)
    return m


def _year(m: Model, y: str, i: int) -> None:
    for slice_, share, demand in (("DAY", 0.6, 0.7), ("NIGHT", 0.4, 0.3)):
        m.put("YearSplit", share, slice_, y)
        m.put("SpecifiedDemandProfile", demand, "RE1", "POWER", slice_, y)
        m.put("CapacityFactor", 0.6 if slice_ == "DAY" else 0.0, "RE1", "SUN", slice_, y)
    for b in m.sets["b"]:
        m.put("DaySplit", 0.00137, b, y)
    m.put("DaysInDayType", 7, "1", "1", y)
    m.put("SpecifiedAnnualDemand", 10 + i, "RE1", "POWER", y)
    for t, cost in (("PLANT", 50), ("PUMP", 8), ("SUN", 90 - 5 * i)):
        m.put("CapitalCost", cost, "RE1", t, y)
    m.put("CapitalCostStorage", 3, "RE1", "LAKE", y)
    m.put("ResidualCapacity", 8 - i, "RE1", "PLANT", y)
    m.put("FixedCost", 1, "RE1", "PLANT", y)
    m.put("VariableCost", 2, "RE1", "MINE", "1", y)
    m.put("OutputActivityRatio", 1, "RE1", "MINE", "COAL", "1", y)
    for mode, coal in (("1", 2.5), ("2", 3.0)):
        m.put("InputActivityRatio", coal, "RE1", "PLANT", "COAL", mode, y)
        m.put("OutputActivityRatio", 1, "RE1", "PLANT", "POWER", mode, y)
        m.put("EmissionActivityRatio", 0.9 if mode == "1" else 0.4, "RE1", "PLANT", "CO2", mode, y)
    m.put("OutputActivityRatio", 1, "RE1", "SUN", "POWER", "1", y)
    m.put("InputActivityRatio", 1, "RE1", "PUMP", "POWER", "1", y)
    m.put("OutputActivityRatio", 0.8, "RE1", "PUMP", "POWER", "2", y)
    m.put("EmissionsPenalty", 3 * i, "RE1", "CO2", y)
    m.put("UDCMultiplierActivity", -1, "RE1", "SUN", "SHARE", y)
    m.put("UDCConstant", -1.5 * i, "RE1", "SHARE", y)


def ids(m: Model, letter: str) -> list[Any]:
    """What MUIO calls the members of a set: ids of its own, years and modes by themselves."""
    if letter == "m":
        return [int(k) for k in m.sets["m"]]
    return [ROWED[letter] + str(i) for i in range(len(m.sets[letter]))] if letter in ROWED else list(m.sets[letter])


def case(m: Model, path: Path, version: str = "5.4", runs: dict[str, list[str]] | None = None) -> Path:
    """The folder of a case: base scenario SC_0 with all values, and ``dear`` and ``late`` that say nothing yet."""
    old = version < "5"
    path.mkdir(parents=True)
    for file, (letters, own) in PARAMETERS.items():
        if not (old and (set(letters) & set("sabd") or file == "RS")):
            entries = {name: of for name, of in own.items() if not (version < "4.9" and name == "DRI")}
            put(path, file, {k: _scenarios(m, file, letters, of, old) for k, of in entries.items()})
    for file, own in BEFORE_5.items() if old else ():
        held = read(path, file) if (path / f"{file}.json").is_file() else {}
        letters = PARAMETERS[file][0] if file in PARAMETERS else ""
        put(path, file, held | {k: _scenarios(m, file, letters, of, old) for k, of in own.items()})
    put(path, "genData", _general(m, version, old))
    if runs is not None:
        (path / "view").mkdir()
        shown = {name: [{"ScenarioId": s, "Scenario": s, "Active": s in taken} for s in ("SC_0", "SC_1", "SC_2")]
                 for name, taken in runs.items()}  # fmt: skip
        put(path, "view/resData", {"osy-cases": [{"Case": name, "Scenarios": s} for name, s in shown.items()]})
    return path


def _scenarios(m: Model, file: str, letters: str, of: tuple[str, float], old: bool) -> dict[str, list[dict[str, Any]]]:
    name, default = of
    rows = []
    index = {"R": "r", "RT": "rt", "RE": "re", "RS": "rs", "RY": "ry"}.get(file, "")
    if index:
        members = dict(zip(ids(m, index[1]), m.sets[index[1]], strict=True)) if len(index) > 1 else {"value": ""}
        row = {k: m.values.get(name, {}).get(("RE1", *filter(None, [w])), default) for k, w in members.items()}
        return {"SC_0": [row], "SC_1": [dict.fromkeys(row)], "SC_2": [dict.fromkeys(row)]}
    pairs = [list(zip(ids(m, k), m.sets[k], strict=True)) for k in letters]
    for chosen in itertools.product(*pairs):
        key = {_column(file, k, old): (w if old and k == "l" else i) for k, (i, w) in zip(letters, chosen, strict=True)}
        words = _order(name, letters, [w for _, w in chosen])
        if listed(m, name, letters, [w for _, w in chosen]):
            values = m.values.get(name, {})
            years = {"Value": values.get(words, default)} if file == "RTSM" else {
                y: values.get((*words, y), default) for y in m.sets["y"]
            }  # fmt: skip
            rows.append(key | years)
    blank = [
        {k: v if k in {*COLUMNS.values(), "Timeslice", "YearSplit"} else None for k, v in row.items()} for row in rows
    ]
    return {"SC_0": rows, "SC_1": blank, "SC_2": [dict(row) for row in blank]}


def _column(file: str, letter: str, old: bool) -> str:
    return ("YearSplit" if file == "RYTs" else "Timeslice") if old and letter == "l" else COLUMNS[letter]


def _order(name: str, letters: str, words: list[str]) -> tuple[str, ...]:
    """The key of a parameter: the region in front where it has one."""
    return tuple(words) if name in ("YearSplit", "DaySplit", "DaysInDayType") else ("RE1", *words)


RULED = {
    "InputActivityRatio": ("IAR", "tf"), "OutputActivityRatio": ("OAR", "tf"), "InputToNewCapacityRatio": ("INCR", "tf"),
    "InputToTotalCapacityRatio": ("ITCR", "tf"), "EmissionActivityRatio": ("EAR", "te"),
    "EmissionToActivityChangeRatio": ("EAR", "te"), "TechnologyToStorage": ("TTS", "ts"),
    "TechnologyFromStorage": ("TFS", "ts"),
}  # fmt: skip
LISTED = {
    "IAR": "InputActivityRatio", "OAR": "OutputActivityRatio", "EAR": "EmissionActivityRatio", "TTS": "TechnologyToStorage",
    "TFS": "TechnologyFromStorage", "INCR": "InputToNewCapacityRatio", "ITCR": "InputToTotalCapacityRatio",
}  # fmt: skip


def listed(m: Model, name: str, letters: str, words: list[str]) -> bool:
    """Whether genData.json lists the pair of technology and commodity (emission, store) that a row is of."""
    if name not in RULED:
        return "u" not in letters or "t" not in letters or words[letters.index("t")] != "MINE"
    rule, pair = RULED[name]
    members = [words[letters.index(k)] for k in pair]
    return any(list(key[1:3]) == members for key in m.values.get(LISTED[rule], {}))


def _general(m: Model, version: str, old: bool) -> dict[str, Any]:
    def pairs(letter: str, name: str, rest: Any = None) -> list[dict[str, Any]]:
        return [{COLUMNS[letter]: i, name: w, "Desc": ""} | (rest(w) if rest else {})
                for i, w in zip(ids(m, letter), m.sets[letter], strict=True)]  # fmt: skip

    def of(rule: str, other: str) -> Any:
        known = dict(zip(m.sets[other], ids(m, other), strict=True))
        return lambda t: [known[w] for w in m.sets[other] if listed(m, LISTED[rule], "t" + other, [t, w])]

    tech = dict(zip(m.sets["t"], ids(m, "t"), strict=True))
    general = {
        "osy-version": version, "osy-casename": "made", "osy-currency": "EUR", "osy-mo": str(len(m.sets["m"])),
        "osy-years": m.sets["y"], "osy-techGroups": [],
        "osy-tech": pairs("t", "Tech", lambda t: {r: of(r, "e" if r == "EAR" else "f")(t)
                                                  for r in ("IAR", "OAR", "INCR", "ITCR", "EAR")} | {"TG": []}),
        "osy-comm": pairs("f", "Comm"), "osy-emis": pairs("e", "Emis"),
        "osy-constraints": pairs("u", "Con", lambda u: {"Tag": 0, "CM": [i for t, i in tech.items() if t != "MINE"]}),
        "osy-scenarios": [{"ScenarioId": i, "Scenario": n, "Active": True}
                          for i, n in (("SC_0", "base"), ("SC_1", "dear"), ("SC_2", "late"))],
    }  # fmt: skip
    if old:
        return general | {"osy-ns": "1", "osy-dt": "2"}
    return general | {
        "osy-se": pairs("a", "Se"), "osy-dt": pairs("d", "Dt"), "osy-dtb": pairs("b", "Dtb"),
        "osy-ts": [{"TsId": i, "Ts": w, "SE": "SE_0", "DT": "DT_0", "DTB": f"DTB_{k}"}
                   for k, (i, w) in enumerate(zip(ids(m, "l"), m.sets["l"], strict=True))],
        "osy-stg": pairs("s", "Stg", lambda s: {"Operation": "Yearly", "TTS": tech["PUMP"], "TFS": tech["PUMP"]}),
    }  # fmt: skip


def read(path: Path, file: str) -> Any:
    """One file of a case."""
    return json.loads((path / f"{file}.json").read_text(encoding="utf-8"))


def put(path: Path, file: str, document: Any) -> None:
    """Write one file of a case."""
    (path / f"{file}.json").write_text(json.dumps(document, indent=1), encoding="utf-8")


def zipped(folders: list[Path], file: Path) -> Path:
    """A zip of some cases as MUIO packs them, below WebAPP/DataStorage."""
    with zipfile.ZipFile(file, "w") as archive:
        for folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file():
                    archive.write(path, Path("WebAPP/DataStorage") / folder.name / path.relative_to(folder))
        archive.writestr("__MACOSX/made/genData.json", "{}")
    return file
