"""Clauses that change prices, preferences or transfers instead of setting a bound."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from geju.core import unit as units
from geju.core.calendar import Floats, Ints, Timed
from geju.core.case import Case
from geju.core.clause import Bound, Clause, Measure, Mechanism
from geju.core.errors import Fault, Where
from geju.core.names import unknown
from geju.core.system import System
from geju.plan.expression import Index


def transfer(clause: Clause) -> Clause:
    """A transfer as a requirement: at least the amount flows between the two budgets."""
    if clause.mechanism is None or clause.mechanism.name != "transfer":
        return clause
    bounds = (Bound("at_least", clause.mechanism.amounts),)
    return replace(clause, measure=Measure("flow", clause.mechanism.scope), bounds=bounds)


def apply(system: System, case: Case, clause: Clause, index: Index) -> tuple[System, list[Fault]]:
    """The system with the price or preference of one clause. Errors C001 … C003, C006, C007, C012."""
    mechanism = clause.mechanism
    if mechanism is None or mechanism.name == "transfer":
        return system, []
    faults = list(unknown(clause, index.known))
    if faults:
        return system, faults
    if mechanism.name == "preference":
        changed = _preference(system, mechanism, index)
    else:
        changed, faults = _price(system, case, clause, mechanism, index)
    if changed is system and not faults:
        faults = [_fault("C012", clause)]
    return changed, faults


def _fault(code: str, clause: Clause, near: tuple[str, ...] = (), /, **blanks: str) -> Fault:
    return Fault(code, Where(clause.file, clause.line, "", clause.id), {"clause": clause.id, **blanks}, near)


def _price(
    system: System, case: Case, clause: Clause, mechanism: Mechanism, index: Index
) -> tuple[System, list[Fault]]:
    """A price, in the periods named, on what is left over of a commodity, on top of what its surplus costs already."""
    area = index.area(mechanism.scope.get("in"))
    here = (index.commodity == mechanism.scope["commodity"]) & np.array(
        [area is None or p in area for p in index.port_place]
    )
    chosen = np.flatnonzero(here & np.isfinite(system.balances.surplus.scale))
    if not len(chosen):
        return system, []
    unit = system.balances.unit[chosen[0]]
    values, faults = np.zeros(len(case.periods)), []
    for period, (number, own) in mechanism.amounts.items():
        to = units.product(case.money, "/yr", "/(" + unit + ")")
        ratio = units.factor(own, to)
        if ratio is None:
            faults.append(_fault("C006", clause, unit=own, expected=to))
        else:
            values[case.periods.index(period)] = number * ratio
    if faults or not values.any():
        return system, faults
    return _priced(system, chosen, values), []


def _priced(system: System, chosen: Ints, values: Floats) -> System:
    """The system with surplus prices of some balances raised by period."""
    surplus, series = system.balances.surplus, [list(rows) for rows in system.series]
    scale, row = surplus.scale.copy(), surplus.row.copy()
    for group, level in system.calendar.groups(system.balances.level[chosen]):
        added = values[system.calendar.levels[level].period]
        for b in chosen[group]:
            series[level].append(surplus.scale[b] * system.series[level][surplus.row[b]] + added)
            scale[b], row[b] = 1.0, len(series[level]) - 1
    balances = replace(system.balances, surplus=Timed(scale, row))
    return replace(system, balances=balances, series=tuple(np.array(rows) for rows in series))


def _preference(system: System, mechanism: Mechanism, index: Index) -> System:
    """Costs of some processes, changed by a share."""
    flags = index.located(mechanism.scope)
    if not flags.any() or set(mechanism.shares.values()) <= {1.0}:
        return system
    p, m = system.processes, system.modes
    invest, fixed, variable = (
        np.where(flags, mechanism.shares.get(k, 1.0), 1.0) for k in ("invest", "fixed", "variable")
    )
    processes = replace(
        p, overnight=p.overnight * invest[:, None], build_cost=p.build_cost * invest[:, None],
        fixed=(p.fixed.T * fixed).T, stand_cost=p.stand_cost * fixed[:, None],
    )  # fmt: skip
    modes = replace(m, cost=Timed(m.cost.scale * variable[m.process], m.cost.row))
    return replace(system, processes=processes, modes=modes)
