"""A linear programme in arrays that reads as maths.

    act = lp.cols("act", (P, M), upper=cap, cost=c)
    balance = lp.rows("balance", (B, M), lower=demand)
    balance[b] += rate[:, None] * act[p]          # row b of every term gets rate · act

``rows[i] += coef * cols[j]`` adds one entry for every row in ``rows[i]``; ``coef`` and ``cols[j]`` broadcast to its
shape and are refused when they would need more rows than stand there. Entries of the same row and column add up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geju.core.calendar import Floats

Index = NDArray[np.int32]

# From so many entries on scipy puts them in order; below, loading it (0.3 s) costs more than it saves.
MANY = 200_000


@dataclass(frozen=True)
class Term:
    """A coefficient times columns, not yet in any row."""

    coef: Any
    cols: Index

    def __neg__(self) -> Term:
        return Term(np.negative(self.coef), self.cols)


@dataclass(frozen=True, eq=False)
class Cells:
    """Columns picked out of a block; a number or an array before them makes a term."""

    index: Index
    __array_ufunc__ = None  # let `array * cells` come here instead of to numpy

    def __rmul__(self, coef: Any) -> Term:
        return Term(np.asarray(coef, dtype=np.float64), self.index)

    def __neg__(self) -> Term:
        return Term(-1.0, self.index)


@dataclass(frozen=True)
class Block:
    """A named block of columns or rows: where it starts and its shape."""

    name: str
    start: int
    shape: tuple[int, ...]

    @property
    def size(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def index(self) -> Index:
        """The number of every column (or row) of the block, in its shape."""
        return np.arange(self.start, self.start + self.size, dtype=np.int32).reshape(self.shape)

    def of(self, values: NDArray[Any]) -> Floats:
        """The part of a vector over all columns (or rows) that belongs to the block, in its shape."""
        part: Floats = values[self.start : self.start + self.size].reshape(self.shape)
        return part


class Columns(Block):
    """A block of columns; indexing picks cells."""

    def __getitem__(self, key: Any) -> Cells:
        return Cells(self.index[key])


@dataclass(frozen=True)
class Entries:
    """Rows picked out of a block, ready to take terms."""

    programme: Programme
    name: str
    rows: Index

    def __iadd__(self, term: Term | Cells) -> Entries:
        term = term if isinstance(term, Term) else Term(1.0, term.index)
        shape = np.broadcast_shapes(np.shape(term.coef), term.cols.shape, self.rows.shape)
        if shape != self.rows.shape:
            raise ValueError(f"a term of shape {shape} does not fit rows {self.name!r} of shape {self.rows.shape}")
        if self.rows.size:
            self.programme.add(self.rows, np.broadcast_to(term.cols, shape), np.broadcast_to(term.coef, shape))
        return self

    def __isub__(self, term: Term | Cells) -> Entries:
        return self.__iadd__(-term)


class Rows(Block):
    """A block of rows; ``rows[i] += term`` adds entries."""

    programme: Programme

    def __getitem__(self, key: Any) -> Entries:
        return Entries(self.programme, self.name, self.index[key])

    def __setitem__(self, key: Any, entries: Entries) -> None:
        """Nothing is left to do: ``+=`` has added the entries already."""


@dataclass(frozen=True, eq=False)
class Body:
    """A sparse matrix by columns, as HiGHS keeps it: column j has ``data[k]`` in row ``indices[k]`` for k in
    ``indptr[j] … indptr[j + 1] − 1``.
    """

    indptr: Index
    indices: Index
    data: Floats
    shape: tuple[int, int]

    @property
    def nnz(self) -> int:
        """How many entries it has."""
        return len(self.data)

    @property
    def columns(self) -> Index:
        """The column of every entry; ``indices`` has its row."""
        return np.repeat(np.arange(self.shape[1], dtype=np.int32), np.diff(self.indptr))

    def toarray(self) -> Floats:
        """All of it, zeros too."""
        whole = np.zeros(self.shape)
        whole[self.indices, self.columns] = self.data
        return whole


@dataclass(frozen=True)
class Matrix:
    """The finished programme ``min cost·x, lower ≤ x ≤ upper, low ≤ A x ≤ high`` with ``A`` by columns."""

    cost: Floats
    lower: Floats
    upper: Floats
    low: Floats
    high: Floats
    body: Body
    integer: Index

    @property
    def size(self) -> dict[str, int]:
        """Columns, rows and nonzeros."""
        return {"columns": len(self.cost), "rows": len(self.low), "nonzeros": int(self.body.nnz)}


class Programme:
    """Blocks of columns and rows, and the entries between them."""

    def __init__(self) -> None:
        self.columns: dict[str, Columns] = {}
        self.rowsets: dict[str, Rows] = {}
        self.column_count = self.row_count = 0
        self._vectors: dict[str, list[Floats]] = {name: [] for name in ("cost", "lower", "upper", "low", "high")}
        self._integer: list[Index] = []
        self._entries: list[tuple[Index, Index, Floats]] = []

    def __getitem__(self, name: str) -> Columns:
        return self.columns[name]

    def cols(
        self, name: str, shape: tuple[int, ...], lower: Any = 0.0, upper: Any = np.inf, cost: Any = 0.0,
        integer: Any = False,
    ) -> Columns:  # fmt: skip
        """A new block of columns; bounds, cost and integrality broadcast to its shape."""
        block = Columns(name, self.column_count, shape)
        if name in self.columns:
            raise ValueError(f"columns {name!r} are stated twice")
        self.columns[name] = block
        self.column_count += block.size
        for vector, values in (("cost", cost), ("lower", lower), ("upper", upper)):
            self._vectors[vector].append(_spread(values, shape))
        self._integer.append(block.index[np.broadcast_to(integer, shape)])
        return block

    def rows(self, name: str, shape: tuple[int, ...], lower: Any = -np.inf, upper: Any = np.inf) -> Rows:
        """A new block of rows; ``lower`` and ``upper`` broadcast to its shape."""
        block = Rows(name, self.row_count, shape)
        if name in self.rowsets:
            raise ValueError(f"rows {name!r} are stated twice")
        object.__setattr__(block, "programme", self)
        self.rowsets[name] = block
        self.row_count += block.size
        for side, values in (("low", lower), ("high", upper)):
            self._vectors[side].append(_spread(values, shape))
        return block

    def add(self, rows: Index, cols: Index, coef: Floats) -> None:
        """Add entries; equal shapes. The notation ``rows[i] += coef * cols[j]`` ends here."""
        self._entries.append((rows, cols, coef))

    def build(self) -> Matrix:
        """Everything stated as one matrix, equal places added up and zeros left out; to be called once."""
        integer = np.concatenate([*self._integer, np.zeros(0, np.int32)])
        cost, lower, upper, low, high = (_join(self._vectors.pop(name)) for name in list(self._vectors))
        body = assembled(*self._triplets(), (self.row_count, self.column_count))
        return Matrix(cost, lower, upper, low, high, body, integer)

    def _triplets(self) -> tuple[Index, Index, Floats]:
        """All entries one after another; each is copied once, and the parts are let go."""
        total = sum(rows.size for rows, _, _ in self._entries)
        coef, rows, cols = np.empty(total), np.empty(total, np.int32), np.empty(total, np.int32)
        at = 0
        self._entries.reverse()
        while self._entries:
            entry = self._entries.pop()
            cells = slice(at, at + entry[0].size)
            rows[cells].reshape(entry[0].shape)[...] = entry[0]
            cols[cells].reshape(entry[1].shape)[...] = entry[1]
            coef[cells].reshape(entry[2].shape)[...] = entry[2]
            at = cells.stop
        return rows, cols, coef


def assembled(rows: Index, cols: Index, coef: Floats, shape: tuple[int, int]) -> Body:
    """Entries in the order of columns, then rows; those of one place added up, zeros left out."""
    if len(coef) >= MANY:
        from scipy.sparse import coo_array

        body = coo_array((coef, (rows, cols)), shape=shape).tocsc(copy=False)
        body.eliminate_zeros()
        return Body(
            body.indptr.astype(np.int32, copy=False), body.indices.astype(np.int32, copy=False), body.data, shape
        )
    order = _sorted(cols, _sorted(rows, None))
    rows, cols, coef = rows[order], cols[order], coef[order]
    fresh = np.ones(len(rows), dtype=bool)
    fresh[1:] = (rows[1:] != rows[:-1]) | (cols[1:] != cols[:-1])
    if not fresh.all():
        first = np.flatnonzero(fresh)
        rows, cols, coef = rows[first], cols[first], np.add.reduceat(coef, first)
    kept = coef != 0
    if not kept.all():
        rows, cols, coef = rows[kept], cols[kept], coef[kept]
    starts = np.zeros(shape[1] + 1, dtype=np.int32)
    np.cumsum(np.bincount(cols, minlength=shape[1]), out=starts[1:])
    return Body(starts, rows, coef, shape)


def _sorted(numbers: Index, order: NDArray[np.int64] | None) -> NDArray[np.int64]:
    """The order refined so that numbers rise: 16 bits at a time, which numpy sorts in linear time."""
    for shift in (0, 16):
        if shift and (not len(numbers) or numbers.max() < 1 << 16):
            break
        part = ((numbers if order is None else numbers[order]) >> shift).astype(np.uint16)
        step = np.argsort(part, kind="stable")
        order = step if order is None else order[step]
    return np.zeros(0, np.int64) if order is None else order


def _spread(values: Any, shape: tuple[int, ...]) -> Floats:
    """Values over a shape as a view: a number over a million columns takes no room until the programme is built."""
    return np.broadcast_to(np.asarray(values, dtype=np.float64), shape)


def _join(parts: list[Floats]) -> Floats:
    """Parts of any shape one after another in one vector."""
    whole, at = np.empty(sum(part.size for part in parts)), 0
    for part in parts:
        whole[at : at + part.size].reshape(part.shape)[...] = part
        at += part.size
    return whole
