"""Why a system has no plan at all, clauses or not: which of its rows cannot hold together, in the names they have.

Every row may be missed, each at a price beside its own size; what a cheapest way misses is made firm until nothing is left,
and each is then taken out in turn (an elastic filter over groups of rows; Chinneck and Dravnieks 1991). A group is a row
without its moment: all balances of a place, all ceilings of a process, a limit with its snapshots.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array, eye_array, hstack

from geju.core.calendar import Floats, Ints
from geju.plan.lp import Matrix
from geju.plan.plan import Stated
from geju.plan.show import row_names
from geju.plan.solve import StandingModel

SECONDS = 8.0  # for all questions together; what is told after that may be more than is needed
# what it costs to miss a row of a family, beside its size: definitions dear, requirements cheap
PRICE = {"limit": 1.0, "clause": 1.0, "balance": 3.0}
DEAR = 100.0
# limits that say what something is, not how much it may be
DEFINITIONS = ("voltage law", "delay ", "held ", "loss ", "cycle ")
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Group:
    """Rows of one name: ``kind`` the family, ``name`` without the moment, ``rows`` their numbers."""

    kind: str
    name: str
    rows: Ints


class Elastic:
    """A programme in which every row may be missed."""

    def __init__(self, stated: Stated) -> None:
        matrix = stated.model.matrix
        count = len(matrix.low)
        self.columns, self.count, self.end = len(matrix.cost), count, time.perf_counter() + SECONDS
        self.groups, price = grouped(stated)
        sides = np.where(
            np.isfinite(matrix.low), np.abs(matrix.low), np.where(np.isfinite(matrix.high), np.abs(matrix.high), 0.0)
        )
        self.scale = np.maximum(sides, 1.0)
        cost = price / self.scale
        one = eye_array(count, format="csr")
        body = csr_array(hstack([matrix.body, one, -one], format="csr"))
        zero, free = np.zeros(2 * count), np.full(2 * count, np.inf)
        self.model = StandingModel(
            Matrix(
                np.concatenate([np.zeros(self.columns), cost, cost]), np.concatenate([matrix.lower, zero]),
                np.concatenate([matrix.upper, free]), matrix.low, matrix.high, body, np.zeros(0, dtype=np.int32),
            ),
            SECONDS,
        )  # fmt: skip

    @property
    def left(self) -> float:
        """Seconds that may still be spent."""
        return self.end - time.perf_counter()

    def ask(self) -> Floats | None:
        """By how much each row is missed in the cheapest way; None when no way is left or time is out."""
        self.model.time_limit = max(self.left, 0.1)
        outcome = self.model.run()
        if outcome.status != "optimal":
            return None
        more, less = outcome.x[self.columns : self.columns + self.count], outcome.x[self.columns + self.count :]
        return np.asarray(more - less)

    def hold(self, groups: list[int]) -> None:
        """Make the rows of some groups firm, and let all others be missed."""
        upper = np.full(self.count, np.inf)
        for group in groups:
            upper[self.groups[group].rows] = 0.0
        index = self.columns + np.arange(2 * self.count)
        self.model.bounds(index, np.zeros(2 * self.count), np.tile(upper, 2))

    def stretched(self, missed: Floats) -> list[int]:
        """The groups in which a row is missed."""
        return [k for k, g in enumerate(self.groups) if (np.abs(missed[g.rows]) > TOLERANCE * self.scale[g.rows]).any()]


def grouped(stated: Stated) -> tuple[list[Group], Floats]:
    """The groups of rows of a programme, and what it costs to miss each row."""
    names, rowsets = row_names(stated.system), stated.programme.rowsets
    price = np.full(stated.programme.row_count, DEAR)
    found: dict[tuple[str, str], list[int]] = {}
    for family, block in rowsets.items():
        for row, name in zip(block.index.ravel().tolist(), names[family], strict=True):
            inner = name[len(family) + 1 : -1] if name.startswith(family + "[") else name
            bare = re.sub(r"\[[^\[\]]*\]$", "", inner) if family == "limit" else inner.rsplit(",", 2)[0]
            found.setdefault((family, bare), []).append(row)
            if not (family == "limit" and bare.startswith(DEFINITIONS)):
                price[row] = PRICE.get(family, DEAR)
    return [Group(kind, name, np.array(rows)) for (kind, name), rows in found.items()], price


def impossible(stated: Stated) -> tuple[dict[str, Any], ...]:
    """The groups of rows that cannot hold together and by how much the cheapest way misses each; empty when a plan exists."""
    question = Elastic(stated)
    first = missed = question.ask()
    if first is None or not question.stretched(first):
        return ()
    held: list[int] = []
    while missed is not None and question.left > 0:
        new = [k for k in question.stretched(missed) if k not in held]
        if not new:
            break
        held += new
        question.hold(held)
        missed = question.ask()
    for group in list(held):
        if question.left < 0:
            break
        others = [k for k in held if k != group]
        question.hold(others)
        if question.ask() is None and question.model.highs.getModelStatus().name == "kInfeasible":
            held = others
    repair = question.stretched(first)
    order = [*repair, *(k for k in held if k not in repair)]  # what the cheapest way misses stands first
    return tuple(told(stated, question.groups[k], first, k in held) for k in order)


def told(stated: Stated, group: Group, missed: Floats, clashes: bool) -> dict[str, Any]:
    """A group of rows as a conflict tells it: its worst row, its bound, and by how much it is missed."""
    matrix = stated.model.matrix
    row = int(group.rows[np.abs(missed[group.rows]).argmax()])
    short = missed[row] > 0 or (missed[row] == 0 and np.isfinite(matrix.low[row]))
    return {
        "clause": group.kind, "quote": _words(group), "place": "", "period": "",
        "bound": "at_least" if short else "at_most", "target": float(matrix.low[row] if short else matrix.high[row]), "unit": "",
        "clashes": clashes, "relax_by": float(abs(missed[row])), "relax_unit": "",
    }  # fmt: skip


def _words(group: Group) -> str:
    """The name of a group; that of a balance with its place first."""
    if group.kind != "balance":
        return group.name
    commodity, _, place = group.name.partition("@")
    return f"{place} ({commodity})"
