"""The policy's side of the page: every clause with what became of it, every sentence with its clauses."""

from __future__ import annotations

from collections import Counter
from typing import Any

import polars as pl

from geju.core.unit import factor
from geju.report.text import Both, called, price, short, unit
from geju.report.view import View

TREATS = ("modelled", "tracked", "context", "out-of-scope")


def section(view: View) -> dict[str, Any] | None:
    """Clauses and coverage; None for a plan without a policy."""
    treat = view.table("treat")
    found = _rows(view)
    if not treat.height and not found:
        return None
    clauses = [_clause(r, found.pop(str(r["clause"]), [])) for r in treat.to_dicts()]
    clauses += [_clause({"clause": code, "treat": "limit"}, left, view.name("limit", code))
                for code, left in found.items()]  # fmt: skip
    return {"clauses": clauses, "sentences": sentences(view), "counts": counts(view)}


def rows(view: View) -> pl.DataFrame:
    """The clause rows that stand for the policy; limits that are no part of it are left out."""
    return view.table("clause").filter(pl.col("policy").cast(pl.Boolean, strict=False).fill_null(True))


def _rows(view: View) -> dict[str, list[list[Any]]]:
    """Clause → its rows: place, period, measure, bound, unit, target, reached, miss, binding, price, its unit, firm, worth."""
    found: dict[str, list[list[Any]]] = {}
    for r in view.table("clause").to_dicts():
        binding, missed = bool(r["binding"]), (r["miss"] or 0) > tolerance(r["target"])
        ratio, quoted = price(str(r["price_unit"] or ""))
        found.setdefault(str(r["clause"]), []).append(
            [r["place"] or "", str(r["period"]), called("measure", str(r["measure"] or "")), str(r["bound"] or ""),
             unit(str(r["unit"] or "")), short(r["target"]), short(r["reached"]), short(r["miss"]) if missed else 0,
             int(binding), short((r["price"] or 0) * ratio, 3), quoted, int(bool(r["firm"])),
             short(worth(view, r), 3)]
        )  # fmt: skip
    return found


def worth(view: View, row: dict[str, Any]) -> float:
    """What the bound of a row is worth at the margin: price times target, in the plan's money a year."""
    amount = abs(float(row["price"] or 0) * float(row["target"] or 0))
    units = f"({row['price_unit'] or 'dimensionless'}) * ({row['unit'] or 'dimensionless'})"
    return amount * (factor(units, f"{view.plan.currency}/yr") or 0.0) if amount else 0.0


def tolerance(target: float | None) -> float:
    """What a target may be missed by and still count as met: solvers stop a millionth short."""
    return 1e-6 + 1e-5 * abs(target or 0.0)


def _clause(row: dict[str, Any], rows: list[list[Any]], name: Both = ("", "")) -> dict[str, Any]:
    def text(column: str) -> str:
        return str(row.get(column) or "")

    return {
        "id": text("clause"), "treat": text("treat"), "theme": text("theme"), "name": name,
        "at": [row.get("paragraph"), row.get("sentence")], "quote": text("quote"),
        "because": (text("because_zh"), text("because_en")),
        "indicator": (text("indicator_zh"), text("indicator_en")),
        "basis": [text("basis_title"), text("basis_status")], "rows": rows,
    }  # fmt: skip


def sentences(view: View) -> list[list[Any]]:
    """Every sentence in order: paragraph, number, words, ids of the clauses that quote it."""
    table = view.table("sentence")
    rows = table.sort("start").to_dicts() if table.height else []
    return [[r["paragraph"], r["sentence"], r["text"], list(r["clauses"] or [])] for r in rows]


def counts(view: View) -> dict[str, int]:
    """How many clauses are treated how, how many bind and are missed, how many sentences there are and are covered."""
    treats = Counter(view.table("treat")["treat"].to_list())
    clause = rows(view)
    late = clause.filter(pl.col("miss").fill_null(0) > 1e-6 + 1e-5 * pl.col("target").fill_null(0).abs())
    said = sentences(view)
    return {
        **{treat: treats.get(treat, 0) for treat in TREATS},
        "rows": clause.height,
        "binding": clause.filter(pl.col("binding").cast(pl.Boolean, strict=False))["clause"].n_unique(),
        "missed": late["clause"].n_unique(),
        "sentences": len(said),
        "covered": sum(1 for s in said if s[3]),
    }
