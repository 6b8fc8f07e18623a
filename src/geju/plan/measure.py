"""Measures: what a clause speaks of, as linear expressions over the four nouns."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from geju.core import unit as units
from geju.core.calendar import Floats, Ints
from geju.core.clause import Measure
from geju.core.process import Flags, Ports
from geju.core.system import Quantity
from geju.plan.account import yearly_fixed
from geju.plan.door import content_of
from geju.plan.economy import recovery
from geju.plan.expression import Expression, Index, NotFitting, NotOne, Piece, listed


def express(index: Index, measure: Measure, period: int) -> Expression:
    """One measure in one period. :class:`NotOne` when it adds what has no common unit."""
    return _MEASURES[measure.name](index, measure, period)


def _common(found: Iterable[str]) -> tuple[str, dict[str, float]]:
    """The first of some units, and what each is multiplied with to become it."""
    listed = sorted(set(found))
    first = listed[0] if listed else "dimensionless"
    ratios = {u: units.factor(u, first) for u in listed}
    if None in ratios.values():
        raise NotOne(", ".join(listed))
    return first, {u: float(r or 0.0) for u, r in ratios.items()}


def _capacity(index: Index, measure: Measure, period: int) -> Expression:
    items = np.flatnonzero(index.located(measure.scope))
    unit, ratio = _common(index.system.processes.unit[i] for i in items)
    coef = np.array([ratio[index.system.processes.unit[i]] for i in items])
    return Expression(unit, ((Quantity.CAP, items, np.full(len(items), period), coef),))


def _build(index: Index, measure: Measure, period: int) -> Expression:
    items = np.flatnonzero(index.located(measure.scope) & index.system.processes.built)
    unit, ratio = _common(index.system.processes.unit[i] for i in items)
    coef = np.array([ratio[index.system.processes.unit[i]] for i in items])
    pieces = ((Quantity.NEW, items, np.full(len(items), v), coef) for v in range(period + 1))
    return Expression(unit, tuple(pieces))


def _modes(index: Index, measure: Measure) -> Ints:
    chosen = index.located(measure.scope)[index.system.modes.process]
    return np.flatnonzero(chosen & _moded(index, measure))


def _moded(index: Index, measure: Measure) -> Flags:
    """[j] the modes a scope names, all of them when it names none."""
    names = listed(measure.scope.get("mode"))
    return np.isin(index.mode, names) if names else np.ones(len(index.mode), dtype=bool)


def _rates(index: Index, modes: Ints, coef: Floats, period: int) -> tuple[Piece, ...]:
    """Mean rates over the year of some modes, each times a number."""
    pieces = []
    for group, level in index.system.calendar.groups(index.system.mode_level[modes]):
        slots, share = index.slots(level, period)
        item, slot = (a.ravel() for a in np.broadcast_arrays(modes[group][:, None], slots[None, :]))
        pieces.append((Quantity.ACT, item, slot, (coef[group][:, None] * share).ravel()))
    return tuple(pieces)


def _activity(index: Index, measure: Measure, period: int) -> Expression:
    modes = _modes(index, measure)
    own = [index.system.processes.unit[p] for p in index.system.modes.process[modes]]
    unit, ratio = _common(own)
    return Expression(unit, _rates(index, modes, np.array([ratio[u] for u in own]), period))


def _through(index: Index, ports: Ports, chosen: Ints, period: int, sign: float) -> tuple[Piece, ...]:
    """What running ports move over the year, mean rates, where ``sign · rate > 0``."""
    s, pieces = index.system, []
    for meet in s.calendar.meetings(s.mode_level[ports.item[chosen]], s.balances.level[ports.balance[chosen]]):
        k = chosen[meet.chosen]
        level = s.calendar.levels[meet.fine]
        inside = np.flatnonzero(level.period == period)
        value = sign * ports.rate.over(s.series[meet.fine], k)[:, inside] * level.weight[inside]
        value = np.maximum(value, 0.0)
        item, slot = np.broadcast_arrays(ports.item[k][:, None], meet.slot[inside][None, :])
        kept = value.ravel() > 0
        pieces.append((Quantity.ACT, item.ravel()[kept], slot.ravel()[kept], value.ravel()[kept]))
    return tuple(pieces)


def _at(index: Index, measure: Measure, ports: Ports, process: Ints) -> Ints:
    """The ports of chosen processes on a commodity at the places of ``in``."""
    chosen = index.chosen(measure.scope)[process]
    commodity = str(measure.scope["commodity"])
    area = index.area(measure.scope.get("in"))
    here = np.array([p in area for p in index.port_place]) if area is not None else np.ones(len(index.port_place), bool)
    return np.flatnonzero(chosen & ((index.commodity == commodity) & here)[ports.balance])


def _running_at(index: Index, measure: Measure) -> Ints:
    """The running ports of a scope, of the modes it names."""
    running = index.system.running
    found = _at(index, measure, running, index.system.modes.process[running.item])
    return found[_moded(index, measure)[running.item[found]]]


def _unit_of(index: Index, commodity: str) -> str:
    b = index.system.balances
    return next((u for c, u in zip(b.commodity, b.unit, strict=True) if c == commodity), "dimensionless")


def _output(index: Index, measure: Measure, period: int) -> Expression:
    running = index.system.running
    chosen = _running_at(index, measure)
    unit = _unit_of(index, str(measure.scope["commodity"]))
    return Expression(unit, _through(index, running, chosen, period, 1.0))


def _use(index: Index, measure: Measure, period: int) -> Expression:
    s = index.system
    chosen = _running_at(index, measure)
    pieces = [*_through(index, s.running, chosen, period, -1.0)]
    if measure.scope.get("mode"):
        return Expression(_unit_of(index, str(measure.scope["commodity"])), tuple(pieces))
    years = s.calendar.years[period]
    for ports, quantity, over in ((s.standing, Quantity.CAP, 1.0), (s.building, Quantity.NEW, years)):
        k = _at(index, measure, ports, ports.item)
        if quantity is Quantity.NEW:
            k = k[s.processes.built[ports.item[k]]]
        coef = np.maximum(-_yearly(index, ports, k, period), 0.0) / over
        pieces.append((quantity, ports.item[k], np.full(len(k), period), coef))
    return Expression(_unit_of(index, str(measure.scope["commodity"])), tuple(pieces))


def _yearly(index: Index, ports: Ports, chosen: Ints, period: int) -> Floats:
    """[k] the mean over a year of the rate of ports that go with capacity."""
    s, mean = index.system, np.zeros(len(chosen))
    for group, level in s.calendar.groups(s.balances.level[ports.balance[chosen]]):
        slots, share = index.slots(level, period)
        mean[group] = (ports.rate.over(s.series[level], chosen[group])[:, slots] * share).sum(axis=1)
    return mean


def _emission(index: Index, measure: Measure, period: int) -> Expression:
    return _output(index, measure, period).plus(_use(index, measure, period), -1.0)


def _flow(index: Index, measure: Measure, period: int) -> Expression:
    s, scope = index.system, measure.scope
    ports = s.running
    origin, goal = index.area(scope.get("from")), index.area(scope.get("to"))
    goods = index.commodity[ports.balance] == str(scope["commodity"])
    place, (takes, gives) = index.port_place[ports.balance], index.signs
    leaves = goods & takes & np.array([origin is None or p in origin for p in place])
    arrives = (
        goods
        & gives
        & _moded(index, measure)[ports.item]
        & np.array([p in goal if goal is not None else origin is None or p not in origin for p in place])
    )
    if origin is None and goal is not None:
        leaves &= np.array([p not in goal for p in place])
    carries = np.zeros(len(s.modes), dtype=bool)
    carries[ports.item[leaves]] = True
    chosen = np.flatnonzero(arrives & carries[ports.item] & index.chosen(scope)[s.modes.process[ports.item]])
    return Expression(_unit_of(index, str(scope["commodity"])), _through(index, ports, chosen, period, 1.0))


def _stock(index: Index, measure: Measure, period: int) -> Expression:
    s, commodity = index.system, str(measure.scope["commodity"])
    area, pieces = index.area(measure.scope.get("in")), []
    here = [(area is None or index.port_place[b] in area) and index.commodity[b] == commodity for b in s.stores.balance]
    chosen = np.flatnonzero(np.array(here, dtype=bool) & index.chosen(measure.scope)[s.stores.process])
    for group, level in s.calendar.groups(s.store_level[chosen]):
        slots, share = index.slots(level, period)
        item, slot = (a.ravel() for a in np.broadcast_arrays(chosen[group][:, None], slots[None, :]))
        pieces.append((Quantity.LEV, item, slot, np.tile(share, len(group))))
    return Expression(content_of(_unit_of(index, commodity)), tuple(pieces))


def _cost(index: Index, measure: Measure, period: int) -> Expression:
    """Running and standing cost of the year, and the annuities of everything built so far that still stands."""
    s = index.system
    p, modes = s.processes, _modes(index, measure)
    pieces = []
    for group, level in s.calendar.groups(s.mode_level[modes]):
        slots, share = index.slots(level, period)
        value = s.modes.cost.over(s.series[level], modes[group])[:, slots] * share
        item, slot = np.broadcast_arrays(modes[group][:, None], slots[None, :])
        pieces.append((Quantity.ACT, item.ravel(), slot.ravel(), value.ravel()))
    items = np.flatnonzero(index.located(measure.scope))
    pieces.append((Quantity.CAP, items, np.full(len(items), period), yearly_fixed(s)[items, period]))
    built, begin = items[p.built[items]], s.calendar.begin
    for v in range(period + 1):
        stands = built[begin[period] - begin[v] < p.life[built]]
        yearly = p.overnight[stands, v] * recovery(p.life[stands], index.rate)
        pieces.append((Quantity.NEW, stands, np.full(len(stands), v), yearly))
    return Expression(units.product(s.money, "/yr"), tuple(pieces))


def _value(index: Index, measure: Measure, period: int) -> Expression:
    output = _output(index, measure, period)
    pair = units.split(str(measure.scope["unit_value"])) or (float("nan"), "")
    unit = units.product(index.system.money, "/yr")
    ratio = units.factor(units.product(pair[1], output.unit), unit)
    if ratio is None:
        raise NotFitting(pair[1], units.product(unit, "/(" + output.unit + ")"))
    return output.times(pair[0] * ratio, unit)


def _of(index: Index, measure: Measure, period: int) -> Expression:
    return express(index, measure.parts["of"], period)


def _per_person(index: Index, measure: Measure, period: int) -> Expression:
    inner = measure.parts["of"]
    area = index.area(inner.scope.get("in")) or frozenset()
    people = sum(index.places.population[place] for place in area) / 1e4
    found = _of(index, measure, period)
    return found.times(1.0 / people if people else float("nan"), units.product(found.unit, "/wan_person"))


def _gap(index: Index, measure: Measure, period: int) -> Expression:
    """Per person at the first place less per person at the second."""
    inner, sides = measure.parts["of"], []
    for place in list(measure.scope["between"])[:2]:
        at = Measure(inner.name, {**inner.scope, "in": place}, inner.parts)
        sides.append(_per_person(index, Measure("per_person", {}, {"of": at}), period))
    return sides[0].plus(sides[1], -1.0)


_MEASURES: dict[str, Callable[[Index, Measure, int], Expression]] = {
    "capacity": _capacity, "build": _build, "activity": _activity, "output": _output, "use": _use, "flow": _flow, "stock": _stock,
    "cost": _cost, "spend": _use, "emission": _emission, "value": _value, "share": _of, "growth": _of, "gap": _gap,
    "per_person": _per_person,
}  # fmt: skip
