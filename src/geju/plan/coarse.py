"""A start for long chains of slots: the same programme with slots taken together, and what its optimum says of the whole one.

    min c·x, low ≤ A x ≤ high     with x the same in all slots of a group, and the rows of a group added up:
    min (c C)·z, R low ≤ (R A C) z ≤ R high

``C`` gives every column of a group the value of one, ``R`` adds up the rows of a group. Levels of stores fall out right: the
changes between slots of a group add up to the change over it. A column or row is as basic as that of its group, and the dual
simplex goes on from there. The start decides how long the way is, never where it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.core.system import System
from geju.plan.lp import Block, Matrix, Programme, assembled

SLOTTED = ("act", "lev", "short", "over")  # columns: item by item, each over all slots
ROWED = ("ceiling", "floor", "full", "empty", "balance")  # rows laid out like them


@dataclass(frozen=True)
class Groups:
    """What is taken together: ``column`` [column], ``row`` [row] the number of its group, and how many groups there are."""

    column: Ints
    row: Ints
    columns: int
    rows: int

    def matrix(self, whole: Matrix) -> Matrix:
        """The programme of the groups: rows and costs added up, bounds in the mean."""
        body = whole.body
        row, column = self.row[body.indices].astype(np.int32), self.column[body.columns].astype(np.int32)
        made = assembled(row, column, body.data, (self.rows, self.columns))
        size = np.bincount(self.column, minlength=self.columns)
        cost, lower, upper = (_added(self.column, x, self.columns) for x in (whole.cost, whole.lower, whole.upper))
        low, high = (_added(self.row, x, self.rows) for x in (whole.low, whole.high))
        return Matrix(cost, lower / size, upper / size, low, high, made, np.zeros(0, dtype=np.int32))

    def over(self, finer: Groups) -> Groups:
        """Of what ``finer`` takes together: what of it is taken together here."""
        column, row = np.zeros(finer.columns, dtype=np.int64), np.zeros(finer.rows, dtype=np.int64)
        column[finer.column], row[finer.row] = self.column, self.row
        return Groups(column, row, self.columns, self.rows)


@dataclass(frozen=True)
class Chain:
    """A programme over one level of slots: which slot each may be taken together with, where columns and rows stand, and whether
    it stands ``alone``: no clause ties slots in its own way.
    """

    start: Ints
    columns: tuple[Block, ...]
    rows: tuple[Block, ...]
    alone: bool = True

    @classmethod
    def of(cls, s: System, programme: Programme) -> Chain | None:
        """The chain of a programme; None where there are several levels."""
        if len(s.calendar.levels) > 1:
            return None
        level = s.calendar.levels[0]
        edge = np.flatnonzero(level.first)
        start = np.arange(level.size) - np.repeat(edge, np.diff(np.append(edge, level.size)))
        return cls(start, tuple(programme.columns.values()), tuple(programme.rowsets.values()), not len(s.clauses))

    @property
    def slots(self) -> int:
        """How many slots there are."""
        return len(self.start)

    def groups(self, whole: Matrix, size: int) -> Groups:
        """Each ``size`` slots in a row taken together, never across an edge of the chain."""
        slot = np.cumsum(self.start % size == 0) - 1
        column, columns = self._numbered(self.columns, SLOTTED, slot)
        row, _ = self._numbered(self.rows, ROWED, slot)
        for block in self.rows:
            if block.name == "limit" and block.size:
                row[block.start : block.start + block.size] = self._alike(whole, column, block) + len(row)
        kinds, row = _renumbered(row)
        return Groups(column, row, columns, kinds)

    def _numbered(self, blocks: tuple[Block, ...], slotted: tuple[str, ...], slot: Ints) -> tuple[Ints, int]:
        """Numbers of groups, block by block: items over groups of slots where a block is laid out so, else one by one."""
        parts, at = [np.zeros(0, dtype=np.int64)], 0
        for block in blocks:
            items, rest = divmod(block.size, self.slots)
            if block.name in slotted and not rest:
                count = int(slot[-1]) + 1
                parts.append(at + (np.arange(items)[:, None] * count + slot).ravel())
                at += items * count
            else:
                parts.append(at + np.arange(block.size))
                at += block.size
        return np.concatenate(parts), at

    @staticmethod
    def _alike(whole: Matrix, column: Ints, block: Block) -> Ints:
        """Rows with entries in the same groups of columns get the same number (of the first such row)."""
        mark = np.random.default_rng(0).integers(1, 1 << 62, column.max() + 1, dtype=np.int64)
        row = whole.body.indices - block.start
        cells = np.flatnonzero((row >= 0) & (row < block.size))
        sums = np.zeros(block.size, dtype=np.int64)
        with np.errstate(over="ignore"):
            np.add.at(sums, row[cells], mark[column[whole.body.columns[cells]]])
        first: dict[int, int] = {}
        return np.array([first.setdefault(total, i) for i, total in enumerate(sums.tolist())], dtype=np.int64)


def _added(group: Ints, values: Floats, count: int) -> Floats:
    return np.bincount(group, values, count).astype(np.float64, copy=False)


def _renumbered(numbers: Ints) -> tuple[int, Ints]:
    """The same numbers without holes, and how many there are."""
    there = np.zeros(int(numbers.max(initial=-1)) + 1, dtype=bool)
    there[numbers] = True
    place = np.cumsum(there) - 1
    return int(there.sum()), place[numbers]


def spread(said: list[Any], group: Ints) -> list[Any]:
    """What is said of groups, said of each that is in them."""
    return [said[number] for number in group.tolist()]


def linking(chain: Chain, matrix: Matrix) -> int:
    """How many columns tie slots together: those outside the slots that enter many rows."""
    count = np.diff(matrix.body.indptr)
    outside = [count[b.start : b.start + b.size] for b in chain.columns if b.name not in SLOTTED]
    return int(sum((x > chain.slots // 2).sum() for x in outside))
