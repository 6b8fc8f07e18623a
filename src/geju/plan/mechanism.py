"""Clauses that change prices, preferences or transfers instead of setting a bound."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from geju.core import unit as units
from geju.core.calendar import Floats, Timed
from geju.core.case import Case
from geju.core.clause import Bound, Clause, Measure
from geju.core.errors import Fault, Where, nearest
from geju.core.system import System
from geju.plan.measure import Index

PREFERENCES = ("invest", "fixed", "variable")


def transfers(case: Case, clause: Clause) -> Clause | None:
    """A transfer as a requirement: at least the amount flows between the two budgets."""
    scope = clause.mechanism.get("transfer")
    if not scope:
        return None
    amounts = {str(p): pair for p, a in scope.get("amount", {}).items() if (pair := units.split(str(a))) and str(p) in case.periods}
    measure = Measure("flow", {k: v for k, v in scope.items() if k != "amount"})
    return replace(clause, measure=measure, bounds=(Bound("at_least", amounts),))


def apply(system: System, case: Case, clause: Clause, index: Index) -> tuple[System, list[Fault]]:
    """The system with the prices and preferences of one clause. Errors C001 … C003, C006, C007, C012."""
    faults: list[Fault] = []
    changed = system
    for name, change in (("price", _price), ("preference", _preference)):
        scope = clause.mechanism.get(name)
        if scope:
            faults += _names(case, clause, scope, index)
            if not faults:
                changed, found = change(changed, case, clause, scope, index)
                faults += found
    idle = changed is system and "transfer" not in clause.mechanism
    return changed, faults or ([_fault("C012", case, clause)] if idle else [])


def _fault(code: str, case: Case, clause: Clause, near: tuple[str, ...] = (), **blanks: Any) -> Fault:
    file = case.policy.file if case.policy else ""
    return Fault(code, Where(file, clause.line, "", clause.id), {"clause": clause.id, **blanks}, near)


def _names(case: Case, clause: Clause, scope: dict[str, Any], index: Index) -> list[Fault]:
    known = {
        "tags": ("C001", set(index.tags)), "kind": ("C007", set(index.kind)), "commodity": ("C003", set(index.commodity)),
        "in": ("C002", set(case.places.known())),
    }  # fmt: skip
    faults = []
    for key, (code, names) in known.items():
        value = scope.get(key)
        for name in [value] if isinstance(value, str) else list(value or ()):
            if name not in names:
                faults.append(_fault(code, case, clause, nearest(str(name), names), name=name))
    return faults


def _price(system: System, case: Case, clause: Clause, scope: dict[str, Any], index: Index) -> tuple[System, list[Fault]]:
    """A price on what is left over of a commodity: its surplus, free before, costs (emission), or the other way round, earns."""
    area = index.area(scope.get("in"))
    here = (index.commodity == scope["commodity"]) & np.array([area is None or p in area for p in index.port_place])
    b, faults = system.balances, []
    unit = next(u for u, h in zip(b.unit, here, strict=True) if h) if here.any() else ""
    values = np.zeros(len(case.periods))
    for period, amount in scope.get("amount", {}).items():
        pair = units.split(str(amount)) or (float("nan"), "")
        ratio = units.factor(pair[1], units.product(case.money, "/yr", "/(" + unit + ")"))
        if ratio is None:
            faults.append(_fault("C006", case, clause, unit=pair[1], expected=f"{case.money} / ({unit})"))
        elif str(period) in case.periods:
            values[case.periods.index(str(period))] = pair[0] * ratio
    if faults or not here.any() or not values.any():
        return system, faults
    return replace(system, **_priced(system, np.flatnonzero(here), values)), []


def _priced(system: System, chosen: np.ndarray, values: Floats) -> dict[str, Any]:
    """Surplus prices of some balances by period, as new series."""
    surplus, series = system.balances.surplus, list(system.series)
    scale, row = surplus.scale.copy(), surplus.row.copy()
    for group, level in system.calendar.groups(system.balances.level[chosen]):
        over = values[system.calendar.levels[level].period]
        series[level] = np.vstack([series[level], over])
        scale[chosen[group]], row[chosen[group]] = 1.0, len(series[level]) - 1
    return {"balances": replace(system.balances, surplus=Timed(scale, row)), "series": tuple(series)}


def _preference(system: System, case: Case, clause: Clause, scope: dict[str, Any], index: Index) -> tuple[System, list[Fault]]:
    """Costs of some processes, changed by a share: ``invest: -10 %``."""
    flags, faults = index.located(scope), []
    share = dict.fromkeys(PREFERENCES, 1.0)
    for key in PREFERENCES:
        pair = units.split(str(scope.get(key, "0 %"))) or (float("nan"), "")
        ratio = units.factor(pair[1] or "dimensionless", "dimensionless")
        if ratio is None:
            faults.append(_fault("C006", case, clause, unit=pair[1], expected="%"))
        else:
            share[key] = 1.0 + pair[0] * ratio
    if faults or not flags.any() or set(share.values()) == {1.0}:
        return system, faults
    p, m = system.processes, system.modes
    by = {key: np.where(flags, value, 1.0) for key, value in share.items()}
    processes = replace(
        p, overnight=p.overnight * by["invest"][:, None], build_cost=p.build_cost * by["invest"][:, None],
        fixed=p.fixed * by["fixed"], stand_cost=p.stand_cost * by["fixed"][:, None],
    )  # fmt: skip
    modes = replace(m, cost=Timed(m.cost.scale * by["variable"][m.process], m.cost.row))
    return replace(system, processes=processes, modes=modes), []
