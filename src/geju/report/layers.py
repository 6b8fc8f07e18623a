"""What the map can show: a figure for each area and period (layers), and what runs between places (flows)."""

from __future__ import annotations

from typing import Any

import polars as pl

from geju.report.accounts import inner
from geju.report.text import Both, called, price, say, short, unit
from geju.report.tilemap import ground, labels
from geju.report.view import OUTSIDE, View

Values = dict[str, list[float | int | None]]
FLOWS_MOST = 260


def section(view: View) -> dict[str, Any] | None:
    """The map with its layers and flows; None where there is nothing to draw it on."""
    base = ground(view)
    found = layers(view)
    if base is None or not found:
        return None
    return {
        "shapes": base.shapes, "lines": base.lines, "flat": base.flat, "source": base.source, "labels": labels(view),
        "layers": found, "flows": flows(view, base.position), "position": base.position,
    }  # fmt: skip


def layers(view: View) -> list[dict[str, Any]]:
    """Every layer: capacity and what is built of it by kind, investment, prices, what is given and taken by commodity.

    What only links processes of one sector has none.
    """
    inside = inner(view)
    capacity = view.by_area("capacity").filter(pl.col("to").fill_null("") == "")
    cost = view.by_area("cost").filter(pl.col("item") == "invest")
    account = view.by_area("account").filter(~pl.col("commodity").is_in(inside)).with_columns(pl.col("value").abs())
    priced = prices(view).filter(~pl.col("commodity").is_in(inside))
    found = [*_layer(view, "invest", cost.with_columns(pl.lit("all").alias("sector")), "sector", "value", "sector")]
    found += _layer(view, "invest", cost, "sector", "value", "sector")
    found += _layer(view, "capacity", capacity, "kind", "capacity", "kind")
    found += _layer(view, "built", capacity, "kind", "built", "kind")
    for side in ("supply", "use", "demand", "shortage"):
        found += _layer(view, side, account.filter(pl.col("side") == side), "commodity", "value", "commodity")
    return found + _layer(view, "price", priced, "commodity", "value", "commodity", mean=True)


def prices(view: View) -> pl.DataFrame:
    """Price of each commodity in each area and period: the mean over the year's slots, by their weights."""
    weights = view.table("slot").group_by("period", "slot").agg(pl.col("weight").sum())
    return (
        view.by_area("price")
        .join(weights, on=["period", "slot"], how="left")
        .with_columns(pl.col("weight").fill_null(1.0))
        .group_by("commodity", "area", "period", "unit")
        .agg(((pl.col("value") * pl.col("weight")).sum() / pl.col("weight").sum()).alias("value"))
        .sort("commodity", "area", "period")
    )


def _layer(
    view: View, group: str, frame: pl.DataFrame, key: str, value: str, names: str, mean: bool = False
) -> list[dict[str, Any]]:
    """One layer for each code of column ``key`` that has a figure other than zero in some area."""
    how = pl.col(value).mean() if mean else pl.col(value).sum()
    kept = frame.filter((pl.col("area") != OUTSIDE) & pl.col(key).is_not_null() & (pl.col(key) != ""))
    table = kept.group_by(key, "unit", "area", "period").agg(how.alias("value"))
    found = []
    for (code, measured), part in sorted(table.group_by([key, "unit"]), key=lambda item: tuple(map(str, item[0]))):
        cells = {(str(r["area"]), str(r["period"])): float(r["value"]) for r in part.to_dicts()}
        if not any(abs(v) > 1e-6 for v in cells.values()):
            continue
        ratio, quoted = price(str(measured)) if group == "price" else (1.0, unit(str(measured)))
        values: Values = {
            y: [short(None if (v := cells.get((a, y))) is None else v * ratio, 3) for a in view.areas]
            for y in view.periods
        }
        name: Both = called("sector", str(code)) if names == "sector" else view.name(names, str(code))
        found.append({"id": f"{group}/{code}", "group": group, "sector": _sector(view, names, str(code)), "name": name,
                      "unit": quoted, "values": values})  # fmt: skip
    return found


def _sector(view: View, names: str, code: str) -> str:
    """The sector a layer belongs to: that of its kind or commodity; none for what all sectors are summed in."""
    if names == "sector":
        return code if code in view.sectors else ""
    return (view.sector if names == "commodity" else view.sector_of).get(code, "")


def flows(view: View, position: dict[str, tuple[float, float]]) -> list[dict[str, Any]]:
    """For each commodity the yearly mean flows between places that stand on the map, net of one another's opposite."""
    table = view.table("flow").filter(
        pl.col("from").is_in(list(position)) & pl.col("to").is_in(list(position)) & (pl.col("from") != pl.col("to"))
    )
    sums = table.group_by("commodity", "unit", "from", "to", "period").agg(pl.col("sent").sum())
    parent = {str(p["place"]): p["parent"] for p in view.places}
    found = []
    for (code, measured), part in sorted(
        sums.group_by(["commodity", "unit"]), key=lambda item: tuple(map(str, item[0]))
    ):
        rows = [
            [str(r["from"]), str(r["to"]), view.periods.index(r["period"]), short(r["sent"], 3)]
            for r in part.sort("sent", descending=True).to_dicts()
            if r["sent"] > 1e-4 and parent.get(r["from"]) != r["to"] and parent.get(r["to"]) != r["from"]
        ]
        if rows:
            name = view.name("commodity", str(code))
            most = FLOWS_MOST * len(view.periods)
            found.append({"id": str(code), "name": name, "unit": unit(str(measured)), "rows": rows[:most]})
    return found


def place_names(view: View, section: dict[str, Any] | None) -> dict[str, Both]:
    """Names of the places the page speaks of: the areas, the ends of flows, the places of clauses."""
    used = {*view.areas, OUTSIDE, *view.table("clause")["place"].drop_nulls().to_list()}
    for flow in (section or {}).get("flows", ()):
        used |= {end for row in flow["rows"] for end in row[:2]}
    return {p: view.name("place", p) if p != OUTSIDE else say("place.other") for p in sorted(used)}
