"""OSeMOSYS once more, loop by loop over the published equations: what the bridge's optima are judged by.

Nothing is left out, merged or bounded here; what matters for cost in the published code stands as it does there.
Checked once by hand against glpsol on the published models of 2024 and 2017 (docs/bridges-osemosys.md).
"""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np

from osemosys_models import Model

INF = highspy.kHighsInf
Terms = dict[Any, float]


class Loops:
    """A programme written one variable and one row at a time."""

    def __init__(self) -> None:
        self.number: dict[Any, int] = {}
        self.cost: list[float] = []
        self.low: list[float] = []
        self.whole: list[int] = []
        self.rows: list[tuple[float, float, Terms]] = []
        self.constant = 0.0

    def var(self, *key: Any, low: float = 0.0, whole: bool = False) -> Any:
        if key not in self.number:
            self.number[key] = len(self.cost)
            self.cost.append(0.0)
            self.low.append(low)
            self.whole.append(int(whole))
        return key

    def row(self, low: float, high: float, terms: Terms) -> None:
        self.rows.append((low, high, terms))

    def equal(self, left: Any, terms: Terms, constant: float = 0.0) -> None:
        """``left = Σ terms + constant``."""
        self.row(constant, constant, {left: 1.0, **{k: -v for k, v in terms.items()}})

    def solve(self) -> tuple[str, float, dict[Any, float]]:
        start, index, value = [0], [], []
        for _, _, terms in self.rows:
            index += [self.number[k] for k in terms]
            value += list(terms.values())
            start.append(len(index))
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        highs.setOptionValue("mip_rel_gap", 1e-9)
        n = len(self.cost)
        highs.passModel(
            n, len(self.rows), len(index), 2, 1, self.constant, np.array(self.cost), np.array(self.low), np.full(n, INF),
            np.array([max(r[0], -INF) for r in self.rows]), np.array([min(r[1], INF) for r in self.rows]),
            np.array(start[:-1], np.int32), np.array(index, np.int32), np.array(value), np.array(self.whole, np.int32),
        )  # fmt: skip
        highs.run()
        status = highs.modelStatusToString(highs.getModelStatus())
        x = np.array(highs.getSolution().col_value)
        return status, highs.getInfo().objective_function_value, {k: float(x[i]) for k, i in self.number.items()}


def add(terms: Terms, key: Any, value: float) -> None:
    terms[key] = terms.get(key, 0.0) + value


FOUR = {"muio-4": 1, "muio-4.0": 1, "muio-4.5": 2}  # the codes of MUIO 4, and how their technologies lose value
LISTED = ("muio-4.0", "muio-4.5")  # codes that run only what stands in sets made of the data


def plain(m: Model, vintage: str = "2024") -> tuple[str, float, dict[Any, float]]:
    """Status, total discounted cost and every variable. ``vintage`` 2024, 2017, short (2024's short code) or one of MUIO 4."""
    lp, p, four = Loops(), m.get, vintage.startswith("muio-4")
    long = vintage != "short" and not four
    years = [int(y) for y in m.sets["y"]]
    first, last = years[0], years[-1]
    for key in m.each("rltmy"):
        lp.var("act", *key)
        if vintage in LISTED and not _does(m, *key[2:4]):
            lp.row(0.0, 0.0, {("act", *key): 1.0})
    for r, t, y in m.each("rty"):
        lp.var("new", r, t, y)
        alive = {("new", r, t, yy): 1.0 for yy in m.sets["y"] if 0 <= int(y) - int(yy) < p("OperationalLife", r, t)}
        for key in alive:
            lp.var(*key)
        lp.equal(lp.var("cap", r, t, y), alive, p("ResidualCapacity", r, t, y))
        _technology(lp, m, r, t, y, whole=not four)
    for r, f, y in m.each("rfy"):
        _balance(lp, m, r, f, y, long or vintage == "muio-4", vintage)
    for r, y in m.each("ry"):
        _region(lp, m, r, y, four)
    for r, t in m.each("rt"):
        total = {
            ("act", r, c, t, k, y): p("YearSplit", c, y) for c in m.sets["l"] for k in m.sets["m"] for y in m.sets["y"]
        }
        most = p("TotalTechnologyModelPeriodActivityUpperLimit", r, t)
        if most > 0 if vintage in ("2017", "muio-4") else most != -1:
            lp.row(-INF, most, total)
        if p("TotalTechnologyModelPeriodActivityLowerLimit", r, t) > 0:
            lp.row(p("TotalTechnologyModelPeriodActivityLowerLimit", r, t), INF, total)
    _emissions(lp, m, long)
    _user(lp, m, (("=", ">", "<"), ("<", "=", " "))[four])
    for r, s in m.each("rs") if not four else ():
        _store(lp, m, r, s)
    _costs(lp, m, vintage, first, last, long)
    return lp.solve()


def _does(m: Model, t: str, k: str) -> bool:
    """Whether a mode of a technology has any ratio: others are not in the sets that MUIO makes of the data."""
    names = ("InputActivityRatio", "OutputActivityRatio", "EmissionActivityRatio", "EmissionToActivityChangeRatio")
    return any(value and (key[1], key[3]) == (t, k) for name in names for key, value in m.values.get(name, {}).items())


def _technology(lp: Loops, m: Model, r: str, t: str, y: str, whole: bool) -> None:
    p, unit = m.get, m.get("CapacityToActivityUnit", r, t)
    for c in m.sets["l"]:
        ceiling = {("act", r, c, t, k, y): 1.0 for k in m.sets["m"]}
        lp.row(-INF, 0.0, ceiling | {("cap", r, t, y): -p("CapacityFactor", r, t, c, y) * unit})
    total = {("act", r, c, t, k, y): p("YearSplit", c, y) for c in m.sets["l"] for k in m.sets["m"]}
    mean = sum(p("CapacityFactor", r, t, c, y) * p("YearSplit", c, y) for c in m.sets["l"])
    lp.row(-INF, 0.0, total | {("cap", r, t, y): -mean * p("AvailabilityFactor", r, t, y) * unit})
    size = p("CapacityOfOneTechnologyUnit", r, t, y)
    if size != 0:
        lp.equal(("new", r, t, y), {lp.var("units", r, t, y, whole=whole): size})
    for name, key in (("Capacity", "cap"), ("CapacityInvestment", "new")):
        if p(f"TotalAnnualMax{name}", r, t, y) != -1:
            lp.row(-INF, p(f"TotalAnnualMax{name}", r, t, y), {(key, r, t, y): 1.0})
        if p(f"TotalAnnualMin{name}", r, t, y) > 0:
            lp.row(p(f"TotalAnnualMin{name}", r, t, y), INF, {(key, r, t, y): 1.0})
    if p("TotalTechnologyAnnualActivityUpperLimit", r, t, y) != -1:
        lp.row(-INF, p("TotalTechnologyAnnualActivityUpperLimit", r, t, y), total)
    if p("TotalTechnologyAnnualActivityLowerLimit", r, t, y) > 0:
        lp.row(p("TotalTechnologyAnnualActivityLowerLimit", r, t, y), INF, total)


def _balance(lp: Loops, m: Model, r: str, f: str, y: str, long: bool, vintage: str) -> None:
    p = m.get
    pairs = [(t, k) for t in m.sets["t"] for k in m.sets["m"]]
    some = sum(p("OutputActivityRatio", r, t, f, k, y) for t, k in pairs) != 0
    annual: Terms = {}
    for c in m.sets["l"]:
        share, made, used = p("YearSplit", c, y), {}, {}
        for t, k in pairs:
            for ratio, terms in (("OutputActivityRatio", made), ("InputActivityRatio", used)):
                value = p(ratio, r, t, f, k, y)
                if value != 0:
                    terms["act", r, c, t, k, y] = value * share
                    if value < 0 and long:
                        lp.row(0.0, 0.0, {("act", r, c, t, k, y): 1.0})
        production = lp.var("production", r, c, f, y, low=0.0 if long else -INF)
        if some or vintage != "2024":
            lp.equal(production, made)
        lp.equal(lp.var("use", r, c, f, y, low=-INF), used)
        row = {production: 1.0, ("use", r, c, f, y): -1.0}
        for q in m.sets["r"]:
            if q != r and (p("TradeRoute", r, q, f, y) or p("TradeRoute", q, r, f, y)):
                lp.var("trade", r, q, c, f, y, low=-INF)
                lp.equal(("trade", r, q, c, f, y), {lp.var("trade", q, r, c, f, y, low=-INF): -1.0})
                row["trade", r, q, c, f, y] = -p("TradeRoute", r, q, f, y)
        lp.row(p("SpecifiedAnnualDemand", r, f, y) * p("SpecifiedDemandProfile", r, f, c, y), INF, row)
        for key, value in row.items():
            add(annual, key, value)
    for t in m.sets["t"]:
        add(annual, ("new", r, t, y), -p("InputToNewCapacityRatio", r, t, f, y))
        add(annual, ("cap", r, t, y), -p("InputToTotalCapacityRatio", r, t, f, y))
    lp.row(p("AccumulatedAnnualDemand", r, f, y), INF, annual)


def _region(lp: Loops, m: Model, r: str, y: str, four: bool) -> None:
    """Reserve margin in every timeslice; renewable target over the year, of the demand in MUIO 4."""
    p, least = m.get, 0.0
    pairs = [(t, f, k) for t in m.sets["t"] for f in m.sets["f"] for k in m.sets["m"]]
    target: Terms = {}
    for c in m.sets["l"]:
        row: Terms = {}
        for t, f, k in pairs:
            ratio = p("OutputActivityRatio", r, t, f, k, y)
            if ratio:
                key = ("act", r, c, t, k, y)
                add(row, key, ratio * p("ReserveMarginTagFuel", r, f, y) * p("ReserveMargin", r, y))
                share = 0.0 if four else p("REMinProductionTarget", r, y)
                tags = p("RETagTechnology", r, t, y) - share * p("RETagFuel", r, f, y)
                add(target, key, ratio * p("YearSplit", c, y) * tags)
        for t in m.sets["t"]:
            row["cap", r, t, y] = -p("ReserveMarginTagTechnology", r, t, y) * p("CapacityToActivityUnit", r, t)
        lp.row(-INF, 0.0, row)
    for f, c in m.each("fl") if four else ():
        asked = p("SpecifiedAnnualDemand", r, f, y) * p("SpecifiedDemandProfile", r, f, c, y) * p("RETagFuel", r, f, y)
        least += p("REMinProductionTarget", r, y) * asked
    lp.row(least, INF, target)


def _emissions(lp: Loops, m: Model, long: bool) -> None:
    p = m.get
    for r, e in m.each("re"):
        period: Terms = {}
        for y in m.sets["y"]:
            annual: Terms = {}
            for c, t, k in m.each("ltm"):
                value = p("EmissionActivityRatio", r, t, e, k, y) * p("YearSplit", c, y)
                add(annual, ("act", r, c, t, k, y), value)
                if value < 0 and long:
                    lp.row(0.0, 0.0, {("act", r, c, t, k, y): 1.0})
            for key, value in annual.items():
                add(period, key, value)
            if p("AnnualEmissionLimit", r, e, y) != -1:
                lp.row(-INF, p("AnnualEmissionLimit", r, e, y) - p("AnnualExogenousEmission", r, e, y), annual)
        if p("ModelPeriodEmissionLimit", r, e) != -1:
            lp.row(-INF, p("ModelPeriodEmissionLimit", r, e) - p("ModelPeriodExogenousEmission", r, e), period)


def _user(lp: Loops, m: Model, senses: tuple[str, ...]) -> None:
    """The senses of tags 0, 1 and 2 differ by code; a blank is no constraint."""
    p = m.get
    for r, u, y in m.each("ruy"):
        row: Terms = {}
        for t in m.sets["t"]:
            add(row, ("cap", r, t, y), p("UDCMultiplierTotalCapacity", r, t, u, y))
            add(row, ("new", r, t, y), p("UDCMultiplierNewCapacity", r, t, u, y))
            for c in m.sets["l"]:
                for k in m.sets["m"]:
                    add(row, ("act", r, c, t, k, y), p("UDCMultiplierActivity", r, t, u, y) * p("YearSplit", c, y))
        constant, tag = p("UDCConstant", r, u, y), p("UDCTag", r, u)
        if tag in (0, 1, 2) and (sense := senses[int(tag)]) != " ":
            lp.row(-INF if sense == "<" else constant, INF if sense == ">" else constant, row)


def _store(lp: Loops, m: Model, r: str, s: str) -> None:
    p, every = m.get, [(a, d, b) for a in m.sets["a"] for d in m.sets["d"] for b in m.sets["b"]]
    A, D, B, Y = (m.sets[k] for k in "adby")
    for y in Y:
        for n in every:
            belongs = {
                c: p("Conversionls", c, n[0]) * p("Conversionld", c, n[1]) * p("Conversionlh", c, n[2])
                for c in m.sets["l"]
            }
            for word, name in (("charge", "TechnologyToStorage"), ("discharge", "TechnologyFromStorage")):
                terms: Terms = {}
                for c, t, k in m.each("ltm"):
                    add(terms, ("act", r, c, t, k, y), max(p(name, r, t, s, k), 0.0) * belongs[c])
                lp.equal(lp.var(word, r, s, *n, y, low=-INF), terms)
                lp.row(-INF, p(f"StorageMax{word.title()}Rate", r, s), {(word, r, s, *n, y): 1.0})
            weight = sum(p("YearSplit", c, y) * belongs[c] for c in m.sets["l"])
            net = {("charge", r, s, *n, y): 1.0, ("discharge", r, s, *n, y): -1.0}
            lp.equal(lp.var("year", r, s, *n, y, low=-INF), {k: v * weight for k, v in net.items()})
            lp.equal(lp.var("day", r, s, *n, y, low=-INF), {k: v * p("DaySplit", n[2], y) for k, v in net.items()})
    for i, y in enumerate(Y):
        flows = {("year", r, s, *n, Y[i - 1]): 1.0 for n in every}
        start = lp.var("ystart", r, s, y)
        if i == 0:
            lp.equal(start, {}, p("StorageLevelStart", r, s))
        else:
            lp.equal(start, {("ystart", r, s, Y[i - 1]): 1.0, **flows})
    for i, y in enumerate(Y):
        flows = {("year", r, s, *n, y): 1.0 for n in every}
        now = {("ystart", r, s, y): 1.0, **flows} if i == len(Y) - 1 else {("ystart", r, s, Y[i + 1]): 1.0}
        lp.equal(lp.var("yend", r, s, y), now)
        for j, a in enumerate(A):
            flows = {("year", r, s, A[j - 1], d, b, y): 1.0 for d in D for b in B}
            before = {("ystart", r, s, y): 1.0} if j == 0 else {("season", r, s, A[j - 1], y): 1.0, **flows}
            lp.equal(lp.var("season", r, s, a, y), before)
        for j, a in enumerate(A):
            for k, d in enumerate(D):
                days = p("DaysInDayType", a, D[k - 1], y)
                flows = {("day", r, s, a, D[k - 1], b, y): days for b in B}
                before = {("season", r, s, a, y): 1.0} if k == 0 else {("dstart", r, s, a, D[k - 1], y): 1.0, **flows}
                lp.equal(lp.var("dstart", r, s, a, d, y), before)
            for k, d in reversed(list(enumerate(D))):
                if k == len(D) - 1:
                    after = {("yend", r, s, y): 1.0} if j == len(A) - 1 else {("season", r, s, A[j + 1], y): 1.0}
                else:
                    days = p("DaysInDayType", a, D[k + 1], y)
                    after = {("dend", r, s, a, D[k + 1], y): 1.0}
                    after |= {("day", r, s, a, D[k + 1], b, y): -days for b in B}
                lp.equal(lp.var("dend", r, s, a, d, y), after)
        alive = {
            lp.var("newstore", r, s, yy): 1.0 for yy in Y if 0 <= int(y) - int(yy) < p("OperationalLifeStorage", r, s)
        }
        lp.equal(lp.var("size", r, s, y), alive, p("ResidualStorageCapacity", r, s, y))
        lp.var("newstore", r, s, y)
        for a in A:
            for k, d in enumerate(D):
                for b in B:
                    _within(lp, m, r, s, y, a, k, d, b)


def _within(lp: Loops, m: Model, r: str, s: str, y: str, a: str, k: int, d: str, b: str) -> None:
    """The four kinds of moments at which a level is held between its bounds."""
    B, D = m.sets["b"], m.sets["d"]
    early, late = [x for x in B if int(x) < int(b)], [x for x in B if int(x) > int(b)]
    sums = [
        {("dstart", r, s, a, d, y): 1.0, **{("day", r, s, a, d, x, y): 1.0 for x in early}},
        {("dend", r, s, a, d, y): 1.0, **{("day", r, s, a, d, x, y): -1.0 for x in late}},
    ]
    if k > 0:
        sums += [
            {("dstart", r, s, a, d, y): 1.0, **{("day", r, s, a, D[k - 1], x, y): -1.0 for x in late}},
            {("dend", r, s, a, D[k - 1], y): 1.0, **{("day", r, s, a, d, x, y): 1.0 for x in early}},
        ]
    for terms in sums:
        lp.row(0.0, INF, terms | {("size", r, s, y): -m.get("MinStorageCharge", r, s, y)})
        lp.row(-INF, 0.0, terms | {("size", r, s, y): -1.0})


def _costs(lp: Loops, m: Model, vintage: str, first: int, last: int, long: bool) -> None:
    p = m.get
    for r, t, y in m.each("rty"):
        rate, own, life = p("DiscountRate", r), p("DiscountRate", r), p("OperationalLife", r, t)
        if "DiscountRateIdv" in m.values and vintage != "2017" and not vintage.startswith("muio-4"):
            own = p("DiscountRateIdv", r, t)
        factor = (1 - (1 + own) ** -1) / (1 - (1 + own) ** -life) * (1 - (1 + rate) ** -life) * (1 + rate) / rate
        capital = p("CapitalCost", r, t, y) * factor
        value = (
            salvage(int(y), life, last, rate, FOUR.get(vintage, p("DepreciationMethod", r)))
            * capital
            / (1 + rate) ** (1 + last - first)
        )
        lp.cost[lp.number["new", r, t, y]] += capital / (1 + rate) ** (int(y) - first) - value
        mid = (1 + rate) ** (int(y) - first + 0.5)
        lp.cost[lp.number["cap", r, t, y]] += p("FixedCost", r, t, y) / mid
        variable, penalty = {}, {}
        for k in m.sets["m"]:
            fee = sum(p("EmissionActivityRatio", r, t, e, k, y) * p("EmissionsPenalty", r, e, y) for e in m.sets["e"])
            for c in m.sets["l"]:
                share = p("YearSplit", c, y)
                variable["act", r, c, t, k, y] = p("VariableCost", r, t, k, y) * share
                penalty["act", r, c, t, k, y] = fee * share
                lp.cost[lp.number["act", r, c, t, k, y]] += (p("VariableCost", r, t, k, y) + fee) * share / mid
        if vintage not in LISTED:
            lp.row(0.0, INF, variable if long else penalty)
    for r, s, y in m.each("rsy") if not vintage.startswith("muio-4") else ():
        rate = p("DiscountRate", r) if vintage == "2017" else p("DiscountRateStorage", r, s)
        life, cost = p("OperationalLifeStorage", r, s), p("CapitalCostStorage", r, s, y)
        value = salvage(int(y), life, last, rate, p("DepreciationMethod", r)) * cost / (1 + rate) ** (last - first + 1)
        lp.cost[lp.number["newstore", r, s, y]] += cost / (1 + rate) ** (int(y) - first) - value


def salvage(y: int, life: float, last: int, rate: float, method: float) -> float:
    """The share of its cost that what was built in ``y`` is worth when the horizon ends."""
    if y + life - 1 <= last:
        return 0.0
    if method == 1 and rate > 0:
        return float(1 - ((1 + rate) ** (last - y + 1) - 1) / ((1 + rate) ** life - 1))
    return 1 - (last - y + 1) / life
