"""One page a sector and one a place: what is built and spent, what is given and taken, what moves, what binds.

The accounts of the page hold what is given and taken, by kind; here stands what else those two pages need.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from geju.report.shared import shared
from geju.report.text import short, unit
from geju.report.view import OUTSIDE, View

FLOWS_MOST = 6_000
YEARLY = ("fixed", "variable")


def section(view: View) -> dict[str, Any] | None:
    """Kinds with their sector, what sectors share, and rows of capacity, cost and flow; None without an account.

    ``keys`` are what sectors share: name, unit, the commodities of the accounts, and which side of it counts over a place ·
    ``capacity`` [area, kind, by period], ``built`` alike · ``spent`` [kind, by period] invested · ``cost`` [area, sector,
    invested by period, fixed and variable cost a year by period] · ``flows`` [kind, commodity, from, to, by period].
    """
    capacity = view.by_area("capacity")
    if not view.table("account").height or not capacity.height:
        return None
    cost = view.by_area("cost").filter(pl.col("value").abs() > 1e-9)
    invest, yearly = cost.filter(pl.col("item") == "invest"), cost.filter(pl.col("item").is_in(YEARLY))
    spent = _spread(view, invest, ["kind"])
    running = {(a, s): values for a, s, values in _spread(view, yearly, ["area", "sector"])}
    built = {(a, s): values for a, s, values in _spread(view, invest, ["area", "sector"])}
    none = [0] * len(view.periods)
    return {
        "keys": [{"name": s.name, "unit": s.unit, "members": s.members, "side": s.side} for s in shared(view)],
        "kinds": {kind: [s, unit(u)] for kind, s, u in sorted(_units(capacity))},
        "capacity": _spread(view, capacity, ["area", "kind"], "capacity"),
        "built": _spread(view, capacity, ["area", "kind"], "built"),
        "spent": spent,
        "cost": [
            [a, s, built.get((a, s), none), running.get((a, s), none)] for a, s in sorted(built.keys() | running.keys())
        ],
        "unit": unit(view.plan.currency),
        "flows": flows(view),
    }


def flows(view: View) -> list[list[Any]]:
    """What is sent between areas (or out of them) by kind and commodity, largest first."""
    flow = view.table("flow")
    ends = [
        flow[end].replace_strict(dict(view.area_of), default=OUTSIDE, return_dtype=pl.String).alias(end)
        for end in ("from", "to")
    ]
    between = flow.with_columns(ends).filter((pl.col("from") != pl.col("to")) & (pl.col("sent") > 1e-6))
    rows = _spread(view, between, ["kind", "commodity", "from", "to"], "sent")
    return sorted(rows, key=lambda row: -max(row[-1]))[:FLOWS_MOST]


def _units(capacity: pl.DataFrame) -> list[tuple[str, str, str]]:
    kinds = capacity.select("kind", "sector", "unit").drop_nulls("kind").unique(subset="kind")
    return [(str(k), str(s or ""), str(u or "")) for k, s, u in kinds.rows()]


def _spread(view: View, frame: pl.DataFrame, keys: list[str], value: str = "value") -> list[Any]:
    """``[*keys, [value by period]]`` of the sums; what is nothing throughout is left out."""
    sums = frame.group_by([*keys, "period"]).agg(pl.col(value).sum()).sort([*keys, "period"])
    found: dict[tuple[str, ...], list[float | int | None]] = {}
    for *key, period, amount in sums.drop_nulls(keys).iter_rows():
        if period in view.periods:
            row = found.setdefault(tuple(map(str, key)), [0] * len(view.periods))
            row[view.periods.index(period)] = short(amount) or 0
    return [[*key, values] for key, values in found.items() if any(values)]
