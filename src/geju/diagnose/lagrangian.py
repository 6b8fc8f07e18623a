"""The Lagrangian of a solved plan, and what becomes of it when the equations change and the solution stays."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.core.system import System
from geju.plan.restate import Family, Restated
from geju.plan.solution import Solution

WHEN = {"act": "running", "cap": "standing", "new": "building"}


@dataclass(frozen=True)
class Moved:
    """The change by column (cost, bounds), row (sides), entry (coefficients) and process (cost told apart from the rows)."""

    column: Floats
    row: Floats
    entry: Floats
    process: Floats


class Lagrangian:
    """``c·x − y·(A x − sides) − d·(x − bounds)`` of a system at its solution, and who owns each column, row and entry.

    ``column_process``, ``column_balance``, ``column_clause`` [column], ``row_process``, ``row_balance``, ``row_clause`` [row]:
    −1 where there is none; ``entry_row``, ``entry_column`` and ``entry_process`` [entry].
    """

    def __init__(self, system: System, solution: Solution) -> None:
        self.system, self.solution = system, solution
        r = Restated(system, solution)
        self.entry_row, self.entry_column, self.coef = _entries(r)
        self.cost, self.x, low, high = (_join(r.columns, n) for n in ("cost", "value", "low", "high"))
        self.y, least, most = (_join(r.rows, n) for n in ("value", "low", "high"))
        pulled = np.bincount(self.entry_column, self.coef * self.y[self.entry_row], len(self.x))
        self.d = self.cost - pulled
        self.bound, self.side = np.where(self.d > 0, low, high), np.where(self.y > 0, least, most)
        self.family = np.repeat(np.arange(len(r.columns)), [len(f.value) for f in r.columns])
        self.names = [f.name for f in r.columns]
        self._owners(r)
        self.entry_process = self.column_process[self.entry_column]

    def _owners(self, r: Restated) -> None:
        s, years = self.system, r.years
        process = {"act": s.modes.process[r.act.item], "lev": s.stores.process[r.lev.item]}
        process |= {name: np.repeat(np.arange(len(s.processes)), years) for name in ("cap", "new", "ret")}
        self.mode = np.full(len(self.x), -1)
        self.mode[r.place["act"] : r.place["act"] + len(r.act.item)] = r.act.item
        balance = {"short": r.at.item, "over": r.at.item}
        clause = {"miss": np.arange(len(s.clauses)), "clause": np.arange(len(s.clauses))}
        self.column_process, self.column_balance, self.column_clause = (
            _spread(r.columns, owner) for owner in (process, balance, clause)
        )
        stops = np.flatnonzero(s.processes.retire)
        own = {"capacity": np.repeat(np.flatnonzero(r.movable), years), "no-return": np.repeat(stops, years - 1)}
        self.row_process, self.row_balance, self.row_clause = (
            _spread(r.rows, owner) for owner in (own, {"balance": r.at.item}, clause)
        )

    def entry_mode(self, entry: int) -> str:
        """The mode whose running an entry speaks of."""
        mode = self.mode[self.entry_column[entry]]
        return self.system.modes.name[mode] if mode >= 0 else ""

    def entry_when(self, entry: int) -> str:
        """Whether an entry speaks of running, standing or building."""
        return WHEN.get(self.names[self.family[self.entry_column[entry]]], "")

    def moved(self, system: System) -> Moved:
        """What the Lagrangian changes by when the system becomes another of the same shape."""
        r = Restated(system, self.solution)
        row, column, coef = _entries(r)
        if len(coef) != len(self.coef) or (row != self.entry_row).any() or (column != self.entry_column).any():
            raise ValueError("the other system has another shape")
        cost, low, high = (_join(r.columns, n) for n in ("cost", "low", "high"))
        least, most = (_join(r.rows, n) for n in ("low", "high"))
        bound, side = np.where(self.d > 0, low, high), np.where(self.y > 0, least, most)
        told = [(x.processes.stand_cost * x.fixed_capacity).sum(axis=1) for x in (system, self.system)]
        return Moved(
            (cost - self.cost) * self.x + self.d * _apart(bound, self.bound),
            self.y * _apart(side, self.side),
            -(coef - self.coef) * self.x[column] * self.y[row],
            told[0] - told[1],
        )


def _apart(values: Floats, before: Floats) -> Floats:
    """The difference, nothing where either has no end."""
    ended = np.isfinite(values) & np.isfinite(before)
    return np.where(ended, np.where(ended, values, 0.0) - np.where(ended, before, 0.0), 0.0)


def _entries(r: Restated) -> tuple[Ints, Ints, Floats]:
    row, column, coef = (np.concatenate([np.ravel(entry[i]) for entry in r.entries]) for i in range(3))
    return row, column, coef.astype(np.float64)


def _join(families: list[Family], name: str) -> Floats:
    return np.concatenate([np.zeros(0), *(getattr(f, name) for f in families)])


def _spread(families: list[Family], owner: dict[str, Ints]) -> Ints:
    return np.concatenate([owner.get(f.name, np.full(len(f.value), -1)) for f in families])
