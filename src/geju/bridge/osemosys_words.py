"""The words of OSeMOSYS data: sets, parameters with their indices and defaults, the names dialects use, the codes' vintages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

SETS = {
    "r": "REGION", "t": "TECHNOLOGY", "f": "FUEL", "e": "EMISSION", "m": "MODE_OF_OPERATION", "y": "YEAR", "l": "TIMESLICE",
    "s": "STORAGE", "a": "SEASON", "d": "DAYTYPE", "b": "DAILYTIMEBRACKET", "u": "UDC", "q": "REGION",
}  # fmt: skip
LETTERS = {name: letter for letter, name in SETS.items() if letter != "q"}
NUMBERED = ("YEAR", "MODE_OF_OPERATION", "SEASON", "DAYTYPE", "DAILYTIMEBRACKET")
SYNONYMS = {
    "COMMODITY": "FUEL",
    "_REGION": "REGION",
    "REGION2": "REGION",
    "STORAGETYPE": "STORAGE",
    "CONSTRAINT": "UDC",
    "MODEOFOPERATION": "MODE_OF_OPERATION",
}
PARTS = ("STORAGEINTRADAY", "STORAGEINTRAYEAR")  # subsets of STORAGE that must end a day or a year as they began it
EMPTY = ("FLEXIBLEDEMANDTYPE", "INPUTxFUEL")  # declared by some codes, said nothing with

# Sets that faster codes derive from the data; only pairs that stand in them count. name -> (parameter, what is listed, by what)
DERIVED = {
    "MODEperTECHNOLOGY": ("", "m", "t"),
    "MODExTECHNOLOGYperFUELout": ("OutputActivityRatio", "mt", "f"),
    "MODExTECHNOLOGYperFUELin": ("InputActivityRatio", "mt", "f"),
    "MODExTECHNOLOGYperSTORAGEto": ("TechnologyToStorage", "mt", "s"),
    "MODExTECHNOLOGYperSTORAGEfrom": ("TechnologyFromStorage", "mt", "s"),
    "MODExTECHNOLOGYperEMISSION": ("EmissionActivityRatio", "mt", "e"),
    "MODExTECHNOLOGYperEMISSIONChange": ("EmissionToActivityChangeRatio", "mt", "e"),
    "INPUTxNEWxCAPACITYperFUEL": ("InputToNewCapacityRatio", "t", "f"),
    "INPUTxTOTALxCAPACITYperFUEL": ("InputToTotalCapacityRatio", "t", "f"),
}
IGNORED = {  # what the code needs to run or print, and results that some files carry along
    "ResultsPath", "DiscountFactor", "DiscountFactorMid", "DiscountFactorStorage", "DiscountFactorMidStorage",
    "TechWithCapacityNeededToMeetPeakTS", "TIMESLICEofSEASON", "TIMESLICEofDAYTYPE", "TIMESLICEofDAILYTIMEBRACKET",
    "TIMESLICEofSDB",
}  # fmt: skip

LATER = {  # what only some codes have: a file without it is whole
    "DiscountRateIdv", "DiscountRateStorage", "CapitalRecoveryFactor", "PvAnnuity", "InputToNewCapacityRatio",
    "InputToTotalCapacityRatio", "TechnologyActivityByModeUpperLimit", "TechnologyActivityByModeLowerLimit",
    "TechnologyActivityIncreaseByModeLimit", "TechnologyActivityDecreaseByModeLimit", "EmissionToActivityChangeRatio",
    "CapacityOfOneTechnologyUnit", "TradeRoute", "DepreciationMethod", "UDCMultiplierTotalCapacity",
    "UDCMultiplierNewCapacity", "UDCMultiplierActivity", "UDCConstant", "UDCTag",
}  # fmt: skip
NONE = -1.0  # an upper limit that is none
_PARAMETERS = """
YearSplit ly 0 | DiscountRate r 0.05 | DiscountRateIdv rt 0.05 | DiscountRateStorage rs 0.05 | DaySplit by 0.00137
Conversionls la 0 | Conversionld ld 0 | Conversionlh lb 0 | DaysInDayType ady 7 | TradeRoute rqfy 0 | DepreciationMethod r 1
CapitalRecoveryFactor rt 0 | PvAnnuity rt 0
SpecifiedAnnualDemand rfy 0 | SpecifiedDemandProfile rfly 0 | AccumulatedAnnualDemand rfy 0
CapacityToActivityUnit rt 1 | CapacityFactor rtly 1 | AvailabilityFactor rty 1 | OperationalLife rt 1 | ResidualCapacity rty 0
InputActivityRatio rtfmy 0 | OutputActivityRatio rtfmy 0 | InputToNewCapacityRatio rtfy 0 | InputToTotalCapacityRatio rtfy 0
CapitalCost rty 0 | VariableCost rtmy 0 | FixedCost rty 0
TechnologyToStorage rtsm 0 | TechnologyFromStorage rtsm 0 | StorageLevelStart rs 0 | StorageMaxChargeRate rs 0
StorageMaxDischargeRate rs 0 | MinStorageCharge rsy 0 | OperationalLifeStorage rs 0 | CapitalCostStorage rsy 0
ResidualStorageCapacity rsy 0 | CapacityOfOneTechnologyUnit rty 0
TotalAnnualMaxCapacity rty -1 | TotalAnnualMinCapacity rty 0
TotalAnnualMaxCapacityInvestment rty -1 | TotalAnnualMinCapacityInvestment rty 0
TotalTechnologyAnnualActivityUpperLimit rty -1 | TotalTechnologyAnnualActivityLowerLimit rty 0
TotalTechnologyModelPeriodActivityUpperLimit rt -1 | TotalTechnologyModelPeriodActivityLowerLimit rt 0
TechnologyActivityByModeUpperLimit rtmy 0 | TechnologyActivityByModeLowerLimit rtmy 0
TechnologyActivityIncreaseByModeLimit rtmy 0 | TechnologyActivityDecreaseByModeLimit rtmy 0
ReserveMarginTagTechnology rty 0 | ReserveMarginTagFuel rfy 0 | ReserveMargin ry 1
RETagTechnology rty 0 | RETagFuel rfy 0 | REMinProductionTarget ry 0
EmissionActivityRatio rtemy 0 | EmissionToActivityChangeRatio rtemy 0 | EmissionsPenalty rey 0 | AnnualExogenousEmission rey 0
AnnualEmissionLimit rey -1 | ModelPeriodExogenousEmission re 0 | ModelPeriodEmissionLimit re -1
UDCMultiplierTotalCapacity rtuy 0 | UDCMultiplierNewCapacity rtuy 0 | UDCMultiplierActivity rtuy 0 | UDCConstant ruy 0
UDCTag ru -1
"""


@dataclass(frozen=True)
class Parameter:
    """A parameter: one letter of :data:`SETS` an index, and the value where the data says nothing."""

    name: str
    index: str
    default: float


@cache
def parameters() -> dict[str, Parameter]:
    """Every parameter that is understood, by name."""
    cells = [cell.split() for line in _PARAMETERS.strip().splitlines() for cell in line.split("|")]
    return {name: Parameter(name, index, float(default)) for name, index, default in cells}


OTHER_INDEX = {"DiscountRate": "rt", "DepreciationMethod": "rt"}  # as v1.0 of the code had it

# Upper limits where −1, and long rows of nines, say that there is none.
UPPER = (
    "TotalAnnualMaxCapacity", "TotalAnnualMaxCapacityInvestment", "TotalTechnologyAnnualActivityUpperLimit",
    "TotalTechnologyModelPeriodActivityUpperLimit", "AnnualEmissionLimit", "ModelPeriodEmissionLimit",
)  # fmt: skip


@dataclass(frozen=True)
class Vintage:
    """Where the published codes differ.

    ``free`` what a region does not produce in a year costs nothing there (the long code from 2020 on leaves production without a
    producer undetermined) · ``signs`` which sums may not be negative: ``long`` (production, use and emission of every mode,
    variable and emission cost of every technology), ``muio-4`` (production and use of every mode, emission cost of every
    technology), ``short`` (emission cost of every technology), or none · ``own`` capital is
    paid by an annuity at the technology's own rate · ``every`` technology discounts all its costs at its own rate ·
    ``stores`` have their own discount rate · ``linear`` stores lose value in equal parts, technologies by sinking fund, whatever
    DepreciationMethod says · ``equal`` technologies lose value in equal parts too · ``period_zero`` a limit of 0 over the model
    period is none · ``empty_start`` stores are empty when a year begins · ``digits`` decimals that annuity factors are rounded to
    before anything is solved (-1: not) · ``idle`` modes without any ratio may run · ``udc`` sense of UDCTag 0, 1, 2 ·
    ``exogenous`` exogenous emission counts · ``plain`` a code without stores and trade, whose renewable target is a share of the
    demand for tagged fuels, not of their production, and whose units of technologies need not be whole; how much a mode may grow
    counts where the later year has a figure · ``lacks`` what is refused where data have it, as the code takes it otherwise.
    """

    name: str
    free: bool = False
    signs: str = ""
    own: bool = True
    every: bool = False
    stores: bool = True
    linear: bool = False
    equal: bool = False
    period_zero: bool = False
    empty_start: bool = False
    digits: int = -1
    idle: bool = True
    udc: tuple[str, str, str] = ("<=", "=", "")
    exogenous: bool = True
    plain: bool = False
    lacks: tuple[str, ...] = ()


_EQ = ("=", ">=", "<=")
_MUIO_4: dict[str, Any] = {"own": False, "stores": False, "linear": True, "udc": ("<=", "=", ""), "plain": True}
_MUIO: dict[str, Any] = {
    "stores": False, "linear": True, "empty_start": True, "digits": 4, "idle": False, "exogenous": False,
}  # fmt: skip
_TAKEN_OTHERWISE = (
    "REMinProductionTarget",
    "TechnologyActivityIncreaseByModeLimit",
    "TechnologyActivityDecreaseByModeLimit",
)
VINTAGES = {
    v.name: v
    for v in (
        Vintage("2024", free=True, signs="long", udc=_EQ),
        Vintage("2024-short", signs="short", udc=_EQ),
        Vintage("2020", free=True, signs="long", own=False, every=True, udc=_EQ),
        Vintage("2017", signs="long", own=False, stores=False, period_zero=True, udc=_EQ),
        Vintage("2017-short", signs="short", own=False, stores=False, period_zero=True, udc=_EQ),
        Vintage("muio-4", signs="muio-4", period_zero=True, **_MUIO_4),
        Vintage("muio-4.0", idle=False, lacks=_TAKEN_OTHERWISE, **_MUIO_4),
        Vintage("muio-4.5", equal=True, idle=False, lacks=_TAKEN_OTHERWISE, **_MUIO_4),
        Vintage("muio-5.0", equal=True, **_MUIO),
        Vintage("muio", **_MUIO),
    )
}
DEFAULT = "2024"
