"""Back-cast: run a past year with the rules of the case and set every figure of the statistics beside what the model says."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geju.core import unit as units
from geju.core.case import Case
from geju.core.clause import Clause, Measure
from geju.core.errors import Fault, Faults, Where, refuse
from geju.core.language import LanguageReader
from geju.core.names import unknown
from geju.core.system import System, Terms
from geju.diagnose.as_of import as_of, read_past
from geju.plan.expression import Expression, Index, NotFitting, NotOne
from geju.plan.fulfil import reached
from geju.plan.measure import express
from geju.plan.plan import stand
from geju.plan.prepare import prepare
from geju.plan.solution import Solution, solution
from geju.plan.verify import verify

Row = dict[str, Any]
HERE = "here"
POINTS = "percent"


@dataclass(frozen=True)
class BackCast:
    """A past year by the model and by statistics. ``rows`` and ``summary`` are what ``--json`` prints."""

    case: str
    year: str
    rows: tuple[Row, ...]
    summary: tuple[Row, ...]
    seconds: float

    def as_dict(self) -> Row:
        """The document of ``geju check CASE --back-cast YEAR --json``."""
        return {
            "case": self.case, "year": self.year, "rows": list(self.rows), "summary": list(self.summary),
            "seconds": self.seconds,
        }  # fmt: skip


def back_cast(case: Case, year: str, resolution: str = "") -> BackCast:
    """Run a past year with nothing to build and set the statistics beside it. Errors: D001 … D005, T and C codes."""
    begin = time.perf_counter()
    past = read_past(case, year)
    then = as_of(case, past)
    system = prepare(then, resolution)
    index = Index(system, then.places, then.discount_rate)
    measures = _measures(then, index, past.tables["quantities"].to_dicts())
    asked = [(row, measures[row["quantity"]]) for row in past.tables["statistics"].to_dicts()]
    told = _told(index, asked)
    values = _values(system, _solved(then, system), [e for pair in told for e in pair])
    rows = tuple(
        _row(row, quantity, part, whole, told[i][0].unit)
        for i, ((row, (quantity, _)), part, whole) in enumerate(zip(asked, values[::2], values[1::2], strict=True))
    )
    focus = frozenset(then.places.select(then.focus)) if then.focus else frozenset()
    summary = [*_summary(rows, "all"), *_summary([r for r in rows if r["place"] in focus], then.focus)]
    return BackCast(case.name, year, rows, tuple(summary), round(time.perf_counter() - begin, 3))


def _measures(case: Case, index: Index, quantities: list[Row]) -> dict[str, tuple[Row, Measure]]:
    """The measure of every quantity, read as those of clauses are. Errors D003, P and C codes."""
    found, faults = {}, list[Fault]()
    for row in quantities:
        name, reader = row["quantity"], LanguageReader(row["file"], case.periods)
        try:
            stated = dict(YAML(typ="safe").load(row["measure"]))
        except (YAMLError, TypeError, ValueError) as error:
            faults.append(
                Fault("D003", Where(row["file"], row["line"]), {"quantity": name, "why": " ".join(str(error).split())})
            )
            continue
        measure, _ = reader.require({**stated, "at_least": {case.periods[0]: "0"}}, row["line"], name)
        faults += reader.faults
        if measure is not None:
            anywhere = _at(measure, case.places.frame["place"][0])
            asked = Clause(name, "", -1, -1, "", "modelled", row["line"], measure=anywhere, file=row["file"])
            wrong = list(unknown(asked, index.known))
            faults += wrong
            if not wrong:
                found[name] = row, measure
    refuse(faults)
    return found


def _at(measure: Measure, place: str) -> Measure:
    """The measure at a place: where its scope says ``here``."""
    scope = {key: place if value == HERE else value for key, value in measure.scope.items()}
    return Measure(measure.name, scope, {key: _at(part, place) for key, part in measure.parts.items()})


def _told(index: Index, asked: list[tuple[Row, tuple[Row, Measure]]]) -> list[tuple[Expression, Expression]]:
    """For every statistic the measured expression in its unit, and the whole it is a share of (empty for other measures)."""
    found, faults = [], list[Fault]()
    for row, (quantity, measure) in asked:
        where, blanks = (
            Where(row["file"], row["line"], "unit"),
            {"quantity": quantity["quantity"], "other": row["unit"]},
        )
        here = _at(measure, row["place"])
        try:
            part = express(index, here, 0)
            whole = express(index, here.parts["in"], 0) if measure.name == "share" else Expression("")
        except (NotOne, NotFitting) as error:
            faults.append(Fault("D004", where, {**blanks, "unit": str(error)}))
            continue
        unit = units.product(part.unit, "/(" + whole.unit + ")") if whole.unit else part.unit
        ratio = units.factor(unit, row["unit"]) if part.size else 0.0
        if ratio is None:
            faults.append(Fault("D004", where, {**blanks, "unit": unit}))
            continue
        found.append((part.times(ratio, row["unit"]), whole))
    refuse(faults)
    return found


def _solved(case: Case, system: System) -> Solution:
    """The year solved and certified. Error D005."""
    stated = stand(system)
    outcome = stated.model.run()
    status: str = outcome.status
    if status == "optimal":
        x = solution(system, stated.programme, outcome)
        mark = verify(system, x)
        if mark.passed:
            return x
        status = mark.words()
    raise Faults([Fault("D005", Where(name=case.name), {"year": case.periods[0], "status": status})])


def _values(system: System, x: Solution, told: list[Expression]) -> list[float]:
    """Each expression at the solution."""
    terms = Terms([(n, q, i, t, c) for n, e in enumerate(told) for q, i, t, c in e.pieces])
    found: list[float] = reached(system, x, terms, len(told)).tolist()
    return found


def _row(row: Row, quantity: Row, part: float, whole: float, unit: str) -> Row:
    """One comparison. The error is relative; that of a share is a difference in points."""
    model = part / whole if whole else part
    points = unit in ("%", POINTS)
    size = 1.0 if points else abs(row["value"])
    return {
        **{key: quantity[key] for key in ("domain", "domain_zh", "name_zh", "name_en")},
        "place": row["place"], "quantity": row["quantity"], "unit": row["unit"], "model": model, "statistic": row["value"],
        "error": (model - row["value"]) / size if size else None, "source": row["source"], "status": row["status"],
    }  # fmt: skip


def _summary(rows: Iterable[Row], where: str) -> list[Row]:
    """By domain: number of figures, median and worst error, sum of all differences, and how many have the wrong sign."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        found.setdefault((row["domain"], row["unit"]), []).append(row)
    told = []
    for (domain, unit), own in found.items():
        sized = [r for r in own if r["error"] is not None]
        errors = np.abs([r["error"] for r in sized])
        worst = sized[int(errors.argmax())] if sized else None
        told.append({
            "domain": domain, "domain_zh": own[0]["domain_zh"], "where": where, "unit": unit, "count": len(own),
            "median": float(np.median(errors)) if sized else None, "worst": worst["error"] if worst else None,
            "worst_place": worst["place"] if worst else "", "worst_quantity": worst["quantity"] if worst else "",
            "total": float(sum(abs(r["model"] - r["statistic"]) for r in own)),
            "wrong_sign": sum(r["model"] * r["statistic"] < 0 for r in own),
        })  # fmt: skip
    return told
