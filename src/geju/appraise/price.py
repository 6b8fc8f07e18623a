"""What every clause costs: at the margin by its dual, in all by leaving it out and planning again.

    total(c)    = optimum with every clause − optimum without c                 ≥ 0
    alone(c)    = optimum with c only − optimum without any clause              ≥ 0
    together    = optimum with every clause − optimum without any clause that asks for something

All are asked of one standing model. A clause whose rows have no price costs nothing, exactly: the plan and its prices together
are a proof of optimality in which its rows play no part, so they prove the same plan optimal without them.

A clause that changes a price or a preference has no row to drop. The plan is made again without it, from nothing; such a
difference may have either sign, because the clause changes what things cost and forbids nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from geju.appraise.standing import Standing
from geju.core.case import Case
from geju.core.clause import Clause
from geju.core.errors import Fault, Faults, Where, nearest, refuse
from geju.core.system import System
from geju.plan.plan import Plan, Stated, whole_file
from geju.plan.solution import Solution
from geju.plan.solve import Progress

Again = Callable[[frozenset[str], float], Plan]
LeftOut = Callable[[Solution | None], System | None]
COLUMNS: dict[str, Any] = {
    "clause": pl.String, "kind": pl.String, "rows": pl.Int64, "binding": pl.Int64, "total": pl.Float64, "share": pl.Float64,
    "alone": pl.Float64, "price": pl.Float64, "price_unit": pl.String, "place": pl.String, "period": pl.String, "how": pl.String,
    "seconds": pl.Float64,
}  # fmt: skip


@dataclass(frozen=True)
class Prices:
    """``table`` one row a clause, dearest first · ``together`` what all that ask for something cost in common (NaN: not
    asked, as when only some clauses are) · ``asking`` how many those are · ``words`` the quotes by clause.

    Columns of the table: ``rows`` and ``binding`` count its rows · ``total`` discounted money over the horizon and its ``share``
    in the cost of the plan · ``alone`` NaN when not asked · ``price`` of its dearest row, with ``place`` and ``period`` ·
    ``how`` slack (0 by proof), standing (warm), rebuilt (from nothing), replanned (no row to drop), endless or time.
    """

    plan: Plan
    table: pl.DataFrame
    together: float = float("nan")
    seconds: float = 0.0
    words: dict[str, str] = field(default_factory=dict)
    asking: int = 0

    @property
    def status(self) -> str:
        """That of the plan; limit when a clause could not be priced in time."""
        return "limit" if self.plan.status == "optimal" and "time" in self.table["how"] else self.plan.status

    def save(self, out: Path | str) -> None:
        """Write clause-cost.parquet and clause-cost.csv, and last price.json, whose presence says: whole. Error K006."""
        folder = Path(out)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "price.json").unlink(missing_ok=True)
            with whole_file(folder / "clause-cost.parquet") as path:
                self.table.write_parquet(path)
            with whole_file(folder / "clause-cost.csv") as path:
                self.table.write_csv(path)
            with whole_file(folder / "price.json") as path:
                path.write_text(json.dumps(self.summary(str(folder)), ensure_ascii=False, indent=1), encoding="utf-8")
        except OSError as error:
            raise Faults([Fault("K006", Where(str(folder)), {"path": str(folder), "why": str(error)})]) from None

    def summary(self, out: str = "") -> dict[str, Any]:
        """The document that ``geju price --json`` prints; what was not asked is null."""
        rows = self.plan.clauses.filter(pl.col("policy")) if len(self.plan.clauses) else self.plan.clauses
        named = ("clause", "place", "period", "bound", "unit", "target", "reached", "binding", "price", "price_unit")
        told: dict[str, list[dict[str, Any]]] = {}
        for row in rows.select(named).to_dicts() if len(rows) else ():
            told.setdefault(row.pop("clause"), []).append(row)
        clauses = [
            {k: _number(v) for k, v in row.items()} | {"quote": self.words.get(row["clause"], ""),
             "row_prices": [{k: _number(v) for k, v in r.items()} for r in told.get(row["clause"], [])]}
            for row in self.table.to_dicts()
        ]  # fmt: skip
        return {
            "case": self.plan.case.name if self.plan.case else "", "resolution": self.plan.resolution, "status": self.status,
            "currency": self.plan.currency, "total": self.plan.total, "together": _number(self.together), "clauses": clauses,
            "seconds": {"plan": self.plan.seconds["total"], "price": self.seconds}, "conflict": list(self.plan.conflict),
            "out": out,
        }  # fmt: skip


def _number(value: Any) -> Any:
    """Null for what is no number, and for what is endless: JSON knows neither."""
    return None if isinstance(value, float) and not np.isfinite(value) else value


def price(
    case: Case, made: Plan, stated: Stated, again: Again, left_out: LeftOut = lambda _: None, *,
    without: frozenset[str] = frozenset(), only: tuple[str, ...] = (), alone: bool = False, seconds: float = np.inf,
    progress: Progress | None = None,
) -> Prices:  # fmt: skip
    """What the clauses of a planned case cost (those named in ``only``, or all). Errors A101, C011.

    ``again`` plans from nothing without some clauses, in so many seconds · ``left_out`` see :class:`geju.plan.plan.Manner` ·
    ``without`` clauses that the plan was made without · ``seconds`` for all questions together.
    """
    begin = time.perf_counter()
    clauses = [c for c in case.policy.clauses if c.treat == "modelled"] if case.policy else []
    there = [c for c in clauses if c.id not in without]
    if not there:
        refuse([Fault("A101", Where(name=case.name), {"case": case.name})])
    known = [c.id for c in there]
    refuse(Fault("C011", Where(name=n), {"name": n}, nearest(n, known)) for n in only if n not in known)
    words = {c.id: c.quote for c in there}
    if made.status != "optimal" or made.values is None:
        return Prices(made, pl.DataFrame(schema=COLUMNS), words=words)
    asked = [c for c in there if not only or c.id in only]
    tool = _Questions(
        made, made.values, Standing(made, stated, left_out, seconds), again, progress, [c.id for c in there]
    )
    rows = [tool.clause(c) for c in asked]
    together = np.nan if only and not alone else tool.none()
    if alone:
        tool.alone(rows)
    table = pl.DataFrame(rows, schema=COLUMNS).sort("total", descending=True, nulls_last=True, maintain_order=True)
    return Prices(made, table, together, round(time.perf_counter() - begin, 3), words, len(tool.asking))


@dataclass
class _Questions:
    """The questions in the order in which they are cheapest to answer."""

    made: Plan
    values: Solution
    standing: Standing
    again: Again
    progress: Progress | None
    known: list[str]

    @property
    def asking(self) -> list[str]:
        """The clauses that have rows."""
        rows = self.standing.system.clauses
        there = {name for name, own in zip(rows.clause, rows.policy, strict=True) if own}
        return [name for name in self.known if name in there]

    def clause(self, clause: Clause) -> dict[str, Any]:
        """The row of one clause; ``alone`` not asked yet."""
        begin = time.perf_counter()
        if self.progress:
            self.progress(clause.id)
        total, how = self._total(clause)
        kind = clause.mechanism.name if clause.mechanism else "requirement"
        return {
            "clause": clause.id, "kind": kind, "total": total, "how": how, "share": total / (abs(self.made.total) or np.nan),
            "alone": np.nan, **self._margin(clause.id), "seconds": round(time.perf_counter() - begin, 3),
        }  # fmt: skip

    def _margin(self, clause: str) -> dict[str, Any]:
        """How many rows a clause has and how many bind, and the price of the dearest."""
        rows = self.made.clauses.filter((pl.col("clause") == clause) & pl.col("policy"))
        if rows.is_empty():
            return {"rows": 0, "binding": 0, "price": 0.0, "price_unit": "", "place": "", "period": ""}
        dearest = rows.sort("price", descending=True, maintain_order=True).row(0, named=True)
        told = {name: dearest[name] for name in ("price_unit", "place", "period")} | {"price": dearest["price"] + 0.0}
        return {"rows": len(rows), "binding": int(rows["binding"].sum()), **told}

    def _total(self, clause: Clause) -> tuple[float, str]:
        if self.standing.left <= 0:
            return np.nan, "time"
        if clause.mechanism is not None and clause.mechanism.name != "transfer":
            cost = self._rebuilt(frozenset({clause.id}))
            return self.made.total - cost, _word(cost, "replanned")
        if self.standing.slack(clause.id, self.values.duals["clause"]):
            return 0.0, "slack"
        return self._dropped([clause.id])

    def _dropped(self, names: list[str]) -> tuple[float, str]:
        """What some clauses cost, from the optimal basis; from nothing where the answer does not stand up to the check."""
        standing = self.standing
        dropped = standing.rows(*names)
        standing.back(np.zeros_like(dropped), standing.home)
        answer = standing.ask(dropped)
        if answer.sound:
            return max(standing.cost - answer.cost, 0.0), _word(answer.cost, "standing")
        cost = self._rebuilt(frozenset(names))
        return max(self.made.total - cost, 0.0), _word(cost, "rebuilt")

    def _rebuilt(self, names: frozenset[str]) -> float:
        """The cost of a plan made from nothing without some clauses: −inf when it falls without end, NaN without an answer."""
        try:
            other = self.again(names, max(self.standing.left, 0.01))
        except Faults as error:
            if [fault.code for fault in error.faults] == ["S005"]:
                return -np.inf
            raise
        return other.total if other.status == "optimal" else np.nan

    def none(self) -> float:
        """What all clauses with rows cost together."""
        return self._dropped(self.asking)[0] if self.standing.left > 0 else np.nan

    def alone(self, rows: list[dict[str, Any]]) -> None:
        """Fill in what each clause costs when no other asks for anything; a plan that keeps it unasked proves 0."""
        standing = self.standing
        bare = standing.rows(*self.asking)
        base, basis = standing.ask(bare), standing.basis()
        if base.cost == -np.inf:
            return  # against a cost that falls without end every clause is endlessly dear
        for row in (r for r in rows if r["rows"]):
            if standing.left <= 0:
                continue
            own = standing.rows(row["clause"])
            if base.sound and base.values is not None:
                if not standing.whole and standing.kept(own, base.values.miss):
                    row["alone"] = 0.0
                    continue
                standing.back(bare, basis)
                answer = standing.ask(bare & ~own)
                if answer.sound:
                    row["alone"] = max(answer.cost - base.cost, 0.0)
                    continue
            bottom = self._rebuilt(frozenset(self.asking))
            row["alone"] = max(self._rebuilt(frozenset(self.asking) - {row["clause"]}) - bottom, 0.0)


def _word(cost: float, how: str) -> str:
    """How a cost was found; or why there is none."""
    return "time" if np.isnan(cost) else how if np.isfinite(cost) else "endless"
