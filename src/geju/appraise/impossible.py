"""Why a system has no plan at all, clauses or not: which of its rows cannot hold together, in the names they have.

Asked in steps, each over few groups of rows and each an elastic filter (Chinneck and Dravnieks 1991): what a cheapest way
misses is made firm until nothing is left, and each is then taken out in turn. A group is a row without its moment: all
balances of a place, a limit with its snapshots.

1. Can what is asked for be met at all, were there no limits? If not: the places where it is not.
2. If so, the limits are at fault: those that cannot hold together while all that is asked for is met.
3. What is left (definitions, bounds of capacity): every row may be missed.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from geju.core.calendar import Floats, Ints
from geju.plan.lp import Matrix, assembled
from geju.plan.plan import Stated
from geju.plan.show import row_names
from geju.plan.solve import StandingModel

SECONDS = 8.0  # for all questions together, when nothing else is asked for; what is told after that may be more than is needed
# limits that say what something is, not how much it may be
DEFINITIONS = ("voltage law", "delay ", "held ", "loss ", "cycle ")
TOLERANCE = 1e-6
WHOLE = 1e3  # what it costs to miss the whole side of a row: far above the solver's tolerance on costs
# which rows may be missed in each step, and which are left out altogether
STEPS = (("asked",), ("limit", "clause")), (("limit",), ("clause",)), (("asked", "limit", "made"), ("clause",))


@dataclass(frozen=True)
class Group:
    """Rows of one name: ``kind`` the family, ``name`` without the moment, ``rows`` their numbers, ``part`` they play.

    Parts: "asked" balances, "limit" limits of how much, "clause" clauses, "made" what says how things are.
    """

    kind: str
    name: str
    rows: Ints
    part: str


class Elastic:
    """The programme with rows of some groups that may be missed, of others left out, and nothing else that costs."""

    def __init__(
        self, stated: Stated, groups: list[Group], soft: tuple[str, ...], out: tuple[str, ...], end: float
    ) -> None:
        matrix, self.groups, self.end = stated.model.matrix, [g for g in groups if g.part in soft], end
        count, self.columns = len(matrix.low), len(matrix.cost)
        low, high = matrix.low.copy(), matrix.high.copy()
        for group in (g for g in groups if g.part in out):
            low[group.rows], high[group.rows] = -np.inf, np.inf
        self.rows = np.concatenate([np.zeros(0, dtype=np.int64), *(g.rows for g in self.groups)])
        self.place = np.full(count, -1)
        self.place[self.rows] = np.arange(len(self.rows))
        sides = np.where(np.isfinite(low), np.abs(low), np.where(np.isfinite(high), np.abs(high), 0.0))
        self.scale = np.maximum(sides, 1.0)
        slack = self.columns + np.arange(2 * len(self.rows))
        share = self.scale[self.rows]  # a slack is a share of the side of its row
        body = assembled(
            np.concatenate([matrix.body.indices, self.rows, self.rows]).astype(np.int32),
            np.concatenate([matrix.body.columns, slack]).astype(np.int32),
            np.concatenate([matrix.body.data, share, -share]), (count, self.columns + len(slack)),
        )  # fmt: skip
        cost = np.full(len(slack), WHOLE)
        self.model = StandingModel(
            Matrix(
                np.concatenate([np.zeros(self.columns), cost]), np.concatenate([matrix.lower, np.zeros(len(slack))]),
                np.concatenate([matrix.upper, np.full(len(slack), np.inf)]), low, high, body, np.zeros(0, dtype=np.int32),
            )
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
        missed = np.zeros(len(self.place))
        more, less = outcome.x[self.columns :].reshape(2, -1)
        missed[self.rows] = (more - less) * self.scale[self.rows]
        return missed

    def hold(self, groups: list[int]) -> None:
        """Make the rows of some groups firm, and let those of the others be missed."""
        upper = np.full(len(self.rows), np.inf)
        for group in groups:
            upper[self.place[self.groups[group].rows]] = 0.0
        index = self.columns + np.arange(2 * len(self.rows))
        self.model.bounds(index, np.zeros(len(index)), np.tile(upper, 2))

    def stretched(self, missed: Floats) -> list[int]:
        """The groups in which a row is missed."""
        return [k for k, g in enumerate(self.groups) if (np.abs(missed[g.rows]) > TOLERANCE * self.scale[g.rows]).any()]

    def impossible(self) -> bool:
        """Whether the last question had no answer for certain, not for want of time."""
        return bool(self.model.highs.getModelStatus().name == "kInfeasible")


def grouped(stated: Stated) -> list[Group]:
    """The groups of rows of a programme."""
    names, found = row_names(stated.system), dict[tuple[str, str], list[int]]()
    for family, block in stated.programme.rowsets.items():
        for row, name in zip(block.index.ravel().tolist(), names[family], strict=True):
            inner = name[len(family) + 1 : -1] if name.startswith(family + "[") else name
            bare = re.sub(r"\[[^\[\]]*\]$", "", inner) if family == "limit" else inner.rsplit(",", 2)[0]
            found.setdefault((family, bare), []).append(row)
    parts = {"balance": "asked", "limit": "limit", "clause": "clause"}
    return [
        Group(kind, name, np.array(rows), "made" if name.startswith(DEFINITIONS) else parts.get(kind, "made"))
        for (kind, name), rows in found.items()
    ]


def impossible(stated: Stated, seconds: float = SECONDS) -> tuple[dict[str, Any], ...]:
    """The groups of rows that cannot hold together and by how much the cheapest way misses each; empty when a plan exists.

    ``TimeoutError`` when ``seconds`` go by before the first answer.
    """
    groups, end, known = grouped(stated), time.perf_counter() + seconds, True
    for soft, out in STEPS:
        question = Elastic(stated, groups, soft, out, end)
        first = question.ask()
        known = known and (first is not None or question.impossible())
        if first is not None and (repair := question.stretched(first)):
            held = clash(question, first)
            order = [*repair, *(k for k in held if k not in repair)]  # what the cheapest way misses stands first
            return tuple(told(stated, question.groups[k], first, k in held) for k in order)
    if not known:
        raise TimeoutError
    return ()


def clash(question: Elastic, missed: Floats | None) -> list[int]:
    """Groups that cannot hold together, none of them needless unless time runs out."""
    held: list[int] = []
    while missed is not None and question.left > 0:
        new = [k for k in question.stretched(missed) if k not in held]
        if not new:
            break
        held += new
        question.hold(held)
        missed = question.ask()
    for group in list(held):
        if question.left < 0 or len(held) == 1:
            break
        others = [k for k in held if k != group]
        question.hold(others)
        if question.ask() is None and question.impossible():
            held = others
    return held


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
