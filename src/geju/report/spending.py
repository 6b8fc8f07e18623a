"""Money: what is invested by sector, area and kind, and what a year costs."""

from __future__ import annotations

from typing import Any

import polars as pl

from geju.report.text import short, unit
from geju.report.view import View

KINDS_MOST = 60
YEARLY = ("fixed", "variable")  # what a sector pays; shortage, surplus and what is missed fall to none


def section(view: View) -> dict[str, Any] | None:
    """Investment and yearly cost; None where nothing is spent."""
    cost = view.by_area("cost").filter(pl.col("value").abs() > 1e-9)
    if not cost.height:
        return None
    invest = cost.filter(pl.col("item") == "invest")
    told = pl.when(pl.col("item").is_in(YEARLY)).then(pl.col("sector")).otherwise(pl.lit("")).alias("sector")
    items = cost.filter(pl.col("item") != "invest").with_columns(told)
    yearly = items.group_by("sector", "item", "period").agg(pl.col("value").sum()).sort("sector", "item", "period")
    by_area = invest.group_by("area", "sector", "period").agg(pl.col("value").sum()).sort("area", "sector", "period")
    return {
        "unit": unit(view.plan.currency),
        "rows": [[r["area"], r["sector"], r["period"], short(r["value"])] for r in by_area.to_dicts()],
        "yearly": [[r["sector"], r["item"], r["period"], short(r["value"])] for r in yearly.to_dicts()],
        "kinds": kinds(view, invest),
    }


def kinds(view: View, invest: pl.DataFrame) -> list[list[Any]]:
    """The kinds most is spent on: kind, sector, unit, and by period what is built and what that costs."""
    spent = invest.group_by("kind", "sector", "period").agg(pl.col("value").sum())
    built = view.table("capacity").group_by("kind", "unit", "period").agg(pl.col("built").sum())
    both = spent.join(built, on=["kind", "period"], how="left").with_columns(pl.col("unit").fill_null(""))
    ranked = both.group_by("kind", "sector").agg(pl.col("value").sum(), pl.col("unit").max()).sort("value", "kind")
    cells = {(r["kind"], r["sector"], r["period"]): (short(r["built"]), short(r["value"])) for r in both.to_dicts()}
    rows: list[list[Any]] = []
    for r in reversed(ranked.to_dicts()):
        pairs = [cells.get((r["kind"], r["sector"], y), (0, 0)) for y in view.periods]
        rows.append([r["kind"], r["sector"], unit(r["unit"]), [p[0] for p in pairs], [p[1] for p in pairs]])
    return rows[:KINDS_MOST]
