"""From a case to the system a programme is stated from: expand, change prices, select clauses; all faults at once."""

from __future__ import annotations

from typing import Any

from geju.core.case import Case
from geju.core.clause import MEASURES, Bound, Clause, Measure
from geju.core.errors import Fault, Faults, Where, nearest, refuse
from geju.core.system import System
from geju.plan.expand import Expansion
from geju.plan.expression import Index
from geju.plan.mechanism import apply, transfer
from geju.plan.select import clause_rows

SCOPE_COLUMNS = ("kind", "tags", "commodity", "in")


def prepare(case: Case, resolution: str = "", without: frozenset[str] = frozenset()) -> System:
    """The system of a case, clauses and limits as rows, those in ``without`` left out. Errors: T and C codes, C011."""
    return bound(Expansion(case, case.calendar(resolution)).system(), case, without)


def bound(system: System, case: Case, without: frozenset[str] = frozenset()) -> System:
    """A system, wherever it came from, with the clauses and limits of a case as rows. Errors: C codes."""
    clauses = [c for c in case.policy.clauses if c.treat == "modelled"] if case.policy else []
    known = {c.id for c in clauses}
    refuse(Fault("C011", Where(name=n), {"name": n}, nearest(n, known)) for n in sorted(without - known))
    clauses = [c for c in clauses if c.id not in without]
    faults: list[Fault] = []
    for clause in clauses:
        system, found = apply(system, case, clause, Index(system, case.places, case.discount_rate))
        faults += found
    system, found = clause_rows(system, case, [transfer(c) for c in clauses], limits(case), whole=not without)
    refuse([*faults, *found])
    return system


def limits(case: Case) -> list[Clause]:
    """The limits table as clauses that carry a price and quote nothing. Errors C010, P010."""
    rows = case.tables["limits"].to_dicts()
    refuse(
        Fault("C010", Where(r["file"], r["line"], need), {"clause": r["limit"], "measure": r["measure"], "key": need})
        for r in rows for need in MEASURES[r["measure"]].needs if not r.get(need)
    )  # fmt: skip
    for row in rows:
        allowed = (*MEASURES[row["measure"]].needs, *MEASURES[row["measure"]].may)
        extra = [key for key in SCOPE_COLUMNS if row[key] and key not in allowed]
        blanks = {"clause": row["limit"], "known": ", ".join(allowed)}
        refuse(Fault("P010", Where(row["file"], row["line"], key), {**blanks, "key": key}) for key in extra)
    return [_limit(case, row) for row in rows]


def _limit(case: Case, row: dict[str, Any]) -> Clause:
    scope = {key: row[key] for key in SCOPE_COLUMNS if row[key]}
    if isinstance(scope.get("in"), list) and len(scope["in"]) == 1:
        scope["in"] = scope["in"][0]
    measure = Measure(row["measure"], scope)
    if row["of_kind"] or row["of_tags"]:
        inner = {key: value for key, value in (("kind", row["of_kind"]), ("tags", row["of_tags"])) if value}
        whole = Measure(row["measure"], {**scope, "kind": None, "tags": None, **inner})
        measure = Measure("share", {}, {"of": measure, "in": whole})
    amounts = {p: (row[f"amount_{p}"], row["unit"]) for p in case.periods if row[f"amount_{p}"] is not None}
    bounds = (Bound(row["bound"], amounts),)
    return Clause(row["limit"], "", -1, -1, "", "modelled", row["line"], measure=measure, bounds=bounds,
                  price=(row["price"], row["price.unit"]), file=row["file"])  # fmt: skip


def check(case: Case, resolution: str = "") -> list[Fault]:
    """Every fault that preparing the case finds; nothing is solved."""
    try:
        prepare(case, resolution)
    except Faults as error:
        return list(error.faults)
    return []
