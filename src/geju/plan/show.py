"""Show: the rows of a programme as a reader's text, printed from the assembled matrix and named by the nouns they come from."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from geju.core.calendar import Ints
from geju.core.system import System
from geju.plan.blocks.process import alone
from geju.plan.lp import Matrix, Programme

Names = list[str]


def rows_text(system: System, programme: Programme, matrix: Matrix, family: str) -> str:
    """The rows of one family, one a line: ``balance[power@east,2030,year/00]: +0.9 act[line@west>east,2030,year/00] … = 8``.

    Coefficients are those handed to the solver, six digits of them. Error: ``KeyError`` when there is no such family.
    """
    block, columns = programme.rowsets[family], column_names(system, programme)
    body, lines = matrix.body, []
    order = np.argsort(body.indices, kind="stable")  # entries by rows, in each of them by columns
    column, coefs = body.columns[order], body.data[order]
    starts = np.searchsorted(body.indices[order], np.arange(body.shape[0] + 1))
    for name, row in zip(row_names(system)[family], block.index.ravel(), strict=True):
        cells = slice(starts[row], starts[row + 1])
        entries = zip(column[cells], coefs[cells], strict=True)
        terms = " ".join(f"{coef:+.6g} {columns[number]}" for number, coef in entries)
        lines.append(f"{name}: " + _between(terms or "0", float(matrix.low[row]), float(matrix.high[row])))
    return "".join(line + "\n" for line in lines)


def column_names(s: System, programme: Programme) -> Names:
    """The name of every column, in the order of the programme."""
    p, b, modes = s.processes, s.balances, s.modes
    mode = [p.name[i] + (f":{name}" if name else "") for name, i in zip(modes.name, modes.process, strict=True)]
    slots = np.diff(s.calendar.starts(b.level))
    cells = np.array(_slots("", balances(s), b.level, s), dtype=object)
    priced = np.isfinite(b.surplus.scale) & (b.surplus.scale != 0)
    found = {
        "cap": _periods("", _pick(p.name, s.movable), s),
        "new": _periods("", _pick(p.name, p.built), s),
        "ret": _periods("", _pick(p.name, p.retire), s),
        "act": _slots("", mode, s.mode_level, s),
        "lev": _slots("", s.stores.name, s.store_level, s),
        "short": list(cells[np.repeat(np.isfinite(b.shortage.scale), slots)]),
        "over": list(cells[np.repeat(priced, slots)]),
        "miss": _clauses(s),
    }
    return [block.name + name for block in programme.columns.values() for name in found[block.name]]


def row_names(s: System) -> dict[str, Names]:
    """The name of every row, family by family."""
    p, store = s.processes, s.stores
    fat = ~alone(s) & (np.bincount(s.modes.process, minlength=len(p)) > 0)
    lowered, moving = fat & (p.low.scale != 0), s.movable[store.process]
    low = moving & (store.low.scale != 0)
    return {
        "capacity": _periods("capacity", _pick(p.name, s.movable), s),
        "no-return": _periods("no-return", _pick(p.name, p.retire), s, first=1),
        "ceiling": _slots("ceiling", _pick(p.name, fat), p.level[fat], s),
        "floor": _slots("floor", _pick(p.name, lowered), p.level[lowered], s),
        "full": _slots("full", _pick(store.name, moving), s.store_level[moving], s),
        "empty": _slots("empty", _pick(store.name, low), s.store_level[low], s),
        "balance": _slots("balance", balances(s), s.balances.level, s),
        "limit": [f"limit[{name}]" for name in s.limits.name],
        "clause": ["clause" + name for name in _clauses(s)],
    }


def balances(s: System) -> Names:
    """The name of every balance: ``power@east``."""
    return [f"{c}@{place}" for c, place in zip(s.balances.commodity, s.balances.place, strict=True)]


def _pick(names: Iterable[str], flags: np.ndarray) -> Names:
    return [name for name, flag in zip(names, flags, strict=True) if flag]


def _periods(family: str, items: Iterable[str], s: System, first: int = 0) -> Names:
    return [f"{family}[{item},{period}]" for item in items for period in s.calendar.periods[first:]]


def _slots(family: str, items: Iterable[str], levels: Ints, s: System) -> Names:
    names = []
    for item, number in zip(items, levels, strict=True):
        level = s.calendar.levels[int(number)]
        for y, label in zip(level.period, level.label, strict=True):
            names.append(f"{family}[" + ",".join(filter(None, (item, s.calendar.periods[int(y)], label))) + "]")
    return names


def _clauses(s: System) -> Names:
    c = s.clauses
    return [
        "["
        + ",".join(filter(None, (name, place, s.calendar.periods[int(y)], "at least" if sign > 0 else "at most")))
        + "]"
        for name, place, y, sign in zip(c.clause, c.place, c.period, c.sign, strict=True)
    ]


def _between(terms: str, low: float, high: float) -> str:
    if low == high:
        return f"{terms} = {low:.6g}"
    if np.isinf(low) and np.isinf(high):
        return f"{terms} free"
    if np.isinf(high):
        return f"{terms} >= {low:.6g}"
    return f"{terms} <= {high:.6g}" if np.isinf(low) else f"{low:.6g} <= {terms} <= {high:.6g}"
