"""Select: from a clause to its rows. No clause is lost in silence: it binds, or it is an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from geju.core import unit as units
from geju.core.case import Case
from geju.core.clause import SENSES, Bound, Clause, Measure
from geju.core.errors import Fault, Where, nearest
from geju.core.names import EACH, unknown
from geju.core.system import ClauseRows, Quantity, System, Terms
from geju.plan.expression import Expression, Index, NotFitting, NotOne
from geju.plan.measure import express

ROW_TEXTS = ("clause", "place", "measure", "unit", "asked_unit")
ROW_NUMBERS: dict[str, type] = {
    "period": np.int64, "sign": np.float64, "target": np.float64, "miss_max": np.float64, "miss_cost": np.float64,
    "weight": np.float64, "policy": np.bool_, "asked": np.float64, "per": np.float64,
}  # fmt: skip


@dataclass(frozen=True)
class Stated:
    """A bound as a row: ``body ≥ or ≤ target``; for a ratio also the bound as written and its denominator."""

    body: Expression
    target: float
    asked: float = float("nan")
    asked_unit: str = ""
    per: float = 1.0
    whole: Expression = field(default_factory=lambda: Expression(""))


@dataclass
class Selection:
    """The rows of clauses as they are found, and the faults on the way."""

    case: Case
    index: Index
    faults: list[Fault] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    pieces: list[tuple[int, Expression]] = field(default_factory=list)
    wholes: list[tuple[int, Expression]] = field(default_factory=list)
    cited: set[tuple[str, str, float]] = field(default_factory=set)

    def fault(self, code: str, clause: Clause, near: tuple[str, ...] = (), place: str = "", **blanks: Any) -> None:
        """Note a fault of a clause."""
        where = Where(clause.file, clause.line, place, clause.id)
        self.faults.append(Fault(code, where, {"clause": clause.id, "place": place, **blanks}, near))

    def select(self, clause: Clause, policy: bool = True) -> None:
        """All rows of one clause. Errors C001 … C010, C013 … C015."""
        measure = clause.measure
        wrong = list(unknown(clause, self.index.known)) if measure else []
        self.faults += wrong
        if measure is None or wrong:
            return
        for place in self.each(measure):
            here = _at(measure, place)
            for bound in clause.bounds:
                self.bound(clause, here, bound, place or _place_of(measure), policy)

    def each(self, measure: Measure) -> tuple[str, ...]:
        """The places that get a row each, or one blank for a single row."""
        for scope in (measure.scope, *(part.scope for part in measure.parts.values())):
            name = scope.get("in")
            if isinstance(name, str) and name.startswith(EACH):
                plain = name.removeprefix(EACH)
                return self.index.places.groups.get(plain, (plain,))
        return ("",)

    def bound(self, clause: Clause, measure: Measure, bound: Bound, place: str, policy: bool) -> None:
        """The rows of one bound at one place, over its periods."""
        if bound.sense == "no_less_than_before":
            if len(self.case.periods) < 2:
                self.fault("C015", clause)
            for y in range(1, len(self.case.periods)):
                self.row(clause, measure, y, place, 1.0, None, policy)
            return
        for period, amount in self.amounts(clause, bound, place):
            for sign in SENSES.values() if bound.sense == "equals" else (SENSES[bound.sense],):
                self.row(clause, measure, self.case.periods.index(period), place, sign, amount, policy)

    def amounts(self, clause: Clause, bound: Bound, place: str) -> Iterator[tuple[str, tuple[float, str]]]:
        """Periods with amounts, as written or from the table of bounds."""
        if not bound.table:
            yield from bound.amounts.items()
            return
        table = self.case.tables["bounds"]
        known = set(table["bound"].to_list())
        if bound.table not in known:
            self.fault("C008", clause, nearest(bound.table, known), name=bound.table)
            return
        for name, where, period, amount, unit in table.select("bound", "place", "period", "amount", "unit").rows():
            if name == bound.table and where == place and str(int(period)) in self.case.periods:
                self.cited.add((name, where, period))
                yield str(int(period)), (amount, unit)

    def row(
        self,
        clause: Clause,
        measure: Measure,
        y: int,
        place: str,
        sign: float,
        amount: tuple[float, str] | None,
        policy: bool,
    ) -> None:
        """One row ``Σ terms + miss ≥ target``; at most is turned round, a share is brought to one side."""
        try:
            left = express(self.index, measure, y)
            if not left.size:
                self.fault("C004", clause, place=f"{place} {self.case.periods[y]}".strip())
                return
            stated = self.sides(clause, measure, left, y, amount)
        except NotOne as error:
            self.fault("C013", clause, place=place, units=str(error))
            return
        except NotFitting as error:
            self.fault("C006", clause, place=place, unit=error.args[0], expected=error.args[1])
            return
        if stated is None:
            return
        body = stated.body
        if any(not np.isfinite(c).all() for _, _, _, c in body.pieces):
            self.fault("C014", clause, place=place)
            return
        if not self.moves(body):
            self.fault("C005" if body.size else "C004", clause, place=f"{place} {self.case.periods[y]}".strip())
            return
        cost = self.miss_cost(clause, body.unit)
        self.pieces.append((len(self.rows), body.times(sign)))
        self.wholes.append((len(self.rows), stated.whole))
        self.rows.append({
            "clause": clause.id, "place": place, "period": y, "measure": measure.name, "unit": body.unit, "sign": sign,
            "target": sign * stated.target, "miss_max": 0.0 if clause.price is None else np.inf, "miss_cost": cost,
            "weight": clause.weight, "policy": policy, "asked": stated.asked, "asked_unit": stated.asked_unit, "per": stated.per,
        })  # fmt: skip

    def sides(
        self, clause: Clause, measure: Measure, left: Expression, y: int, amount: tuple[float, str] | None
    ) -> Stated | None:
        """What stands on the left and the number on the right, in the unit the clause is written in."""
        if amount is None:
            before = express(self.index, measure, y - 1)
            return Stated(left.plus(before, -1.0).merged(), 0.0)
        value, unit = amount[0], amount[1] or "dimensionless"
        if measure.name == "share":
            whole = express(self.index, measure.parts["in"], y)
            if not whole.size:  # a share of nothing would ask for nothing, or could never be met
                self.fault("C004", clause, place=f"in: {self.case.periods[y]}")
                return None
            per = self.convert(clause, 1.0, unit, units.product(left.unit, "/(" + whole.unit + ")"))
            if per is None:
                return None
            body = left.plus(whole.times(1.0, left.unit), -value * per).merged()
            return Stated(body, 0.0, value, amount[1], per, whole)
        if measure.name == "growth":
            base = units.split(str(measure.scope["base"])) or (float("nan"), "")
            rate = self.convert(clause, value, unit, "dimensionless")
            ratio = self.convert(clause, 1.0, left.unit, base[1])
            years = float(self.case.periods[y]) - float(measure.scope["base_year"])
            if rate is None or ratio is None:
                return None
            return Stated(left.times(ratio, base[1]), base[0] * (1.0 + rate) ** years)
        ratio = self.convert(clause, 1.0, left.unit, unit)
        body = left.merged() if measure.name == "gap" else left
        return None if ratio is None else Stated(body.times(ratio, unit), value)

    def convert(self, clause: Clause, value: float, unit: str, to: str) -> float | None:
        """A number of one unit in another; error C006."""
        ratio = units.factor(unit or "dimensionless", to)
        if ratio is None:
            self.fault("C006", clause, unit=unit or "1", expected=to)
            return None
        return value * ratio

    def miss_cost(self, clause: Clause, unit: str) -> float:
        """Money per year and unit of missing the clause."""
        if clause.price is None:
            return 0.0
        to = units.product(self.case.money, "/yr", "/(" + unit + ")")
        found = units.factor(clause.price[1], to)
        if found is None:
            self.fault("C006", clause, unit=clause.price[1], expected=to)
        return clause.price[0] * (found or 0.0)

    def moves(self, body: Expression) -> bool:
        """Whether a plan can change anything the row speaks of."""
        s = self.index.system
        for quantity, item, _, coef in body.pieces:
            there = coef != 0
            if quantity is Quantity.CAP:
                there = there & s.movable[item]
            if there.any():
                return True
        return False

    def unused(self, clauses: Iterable[Clause]) -> None:
        """Rows of the table of bounds that no clause reaches: C009 where one names the table, T019 where none does."""
        citing = {b.table: c for c in clauses for b in c.bounds if b.table}
        for row in self.case.tables["bounds"].select("bound", "place", "period", "line", "file").to_dicts():
            name, where, period = row["bound"], row["place"], row["period"]
            if name not in citing:
                what = {"table": "bounds", "what": name}
                self.faults.append(Fault("T019", Where(row["file"], row["line"], "bound"), what))
            elif (name, where, period) not in self.cited:
                self.fault("C009", citing[name], place=where, name=name, period=int(period))


def clause_rows(
    system: System, case: Case, clauses: list[Clause], limits: list[Clause], whole: bool
) -> tuple[System, list[Fault]]:
    """The system with the rows of all clauses and limits, and the faults found; ``whole`` when no clause was left out."""
    selection = Selection(case, Index(system, case.places, case.discount_rate))
    for group, policy in ((clauses, True), (limits, False)):
        for clause in group:
            before = len(selection.rows), len(selection.faults)
            selection.select(clause, policy)
            if clause.measure is not None and before == (len(selection.rows), len(selection.faults)):
                selection.fault("C004", clause)
    if whole and not selection.faults:
        selection.unused(clauses)
    return replace(system, clauses=_assemble(selection)), selection.faults


def _assemble(selection: Selection) -> ClauseRows:
    columns: dict[str, Any] = {name: tuple(str(r[name]) for r in selection.rows) for name in ROW_TEXTS}
    for name, kind in ROW_NUMBERS.items():
        columns[name] = np.array([r[name] for r in selection.rows], dtype=kind)
    return ClauseRows(**columns, terms=_terms(selection.pieces), whole=_terms(selection.wholes))


def _terms(pieces: list[tuple[int, Expression]]) -> Terms:
    """Expressions with their row numbers as one table of entries; zero coefficients are left out."""
    parts = []
    for number, body in pieces:
        for of, items, slots, coefs in body.pieces:
            kept = coefs != 0
            parts.append((number, of, items[kept], slots[kept], coefs[kept]))
    return Terms(parts)


def _at(measure: Measure, place: str) -> Measure:
    """The measure with `each …` replaced by one place."""
    if not place:
        return measure
    name = measure.scope.get("in")
    scope = {**measure.scope, "in": place} if isinstance(name, str) and name.startswith(EACH) else measure.scope
    return Measure(measure.name, scope, {key: _at(part, place) for key, part in measure.parts.items()})


def _place_of(measure: Measure) -> str:
    """A short name of where a single row is about."""
    for scope in (measure.scope, *(part.scope for part in measure.parts.values())):
        for key in ("in", "from", "to", "between"):
            if key in scope:
                value = scope[key]
                return value if isinstance(value, str) else " ".join(str(v) for v in value)
    return ""
