"""How a commodity is supplied hour by hour: each kind's part of the balance in every slot, demand and price."""

from __future__ import annotations

import math
from typing import Any

import polars as pl

from geju.report.running import balance
from geju.report.text import Both, price, short, unit
from geju.report.view import OUTSIDE, View

Series = list[float | int | None]
Slots = dict[str, int]
SLOTS_MOST = 400  # of one period: a model of a whole year by the hour has no place on a page


def section(view: View) -> dict[str, Any] | None:
    """The finest balances of the plan that meet a demand; None where nothing is finer than a year, or all is too fine."""
    labels = slots(view)
    if not 2 <= len(labels) <= SLOTS_MOST:
        return None
    lines = balance(view.plan)
    area = lines["place"].replace_strict(dict(view.area_of), default=OUTSIDE, return_dtype=pl.String)
    lines = lines.with_columns(area.alias("area")).filter((pl.col("area") != OUTSIDE) & pl.col("slot").is_in(labels))
    wanted = lines.filter(pl.col("side") == "demand")["commodity"].unique(maintain_order=True).to_list()
    if not wanted:
        return None
    place = {label: i for i, label in enumerate(labels)}
    found = [_commodity(view, code, lines.filter(pl.col("commodity") == code), place) for code in wanted]
    return {"slots": [_split(label) for label in labels], "commodities": found}


def slots(view: View) -> list[str]:
    """Labels of the finest slots of one period (every period has the same)."""
    table = view.table("slot")
    if not table.height:
        return []
    first = table.filter(pl.col("period") == view.periods[0])
    finest = first.filter(pl.col("level") == first["level"][-1])
    return [str(label) for label in finest["slot"]]


def _split(label: str) -> tuple[str, str]:
    """Season and time of a slot: ``winter/08`` → ("winter", "08:00"); any other label is its own time."""
    season, _, hour = label.rpartition("/")
    return season, f"{hour}:00" if season and hour.isdigit() else label


def _commodity(view: View, code: str, table: pl.DataFrame, place: Slots) -> dict[str, Any]:
    """Area → period → kind → value by slot; ``demand`` and ``price`` beside them. A kind both gives and takes."""
    run: dict[str, dict[str, dict[str, Series]]] = {}
    demand: dict[str, dict[str, Series]] = {}
    parts = table.with_columns(pl.col("kind").fill_null("")).filter(pl.col("value").abs() > 1e-6)
    sums = parts.group_by("area", "period", "slot", "side", "kind").agg(pl.col("value").sum())
    for r in sums.sort("area", "period", "side", "kind").to_dicts():
        if r["period"] not in view.periods:
            continue
        value, side = float(r["value"]), str(r["side"])
        if side == "demand":
            value, line = -value, demand.setdefault(r["area"], {}).setdefault(r["period"], [0] * len(place))
        else:
            kind = str(r["kind"]) or "side.given"
            line = run.setdefault(r["area"], {}).setdefault(r["period"], {}).setdefault(kind, [0] * len(place))
        at = place[r["slot"]]
        line[at] = (line[at] or 0) + value
    for lines in (*(line for by in run.values() for line in by.values()), *demand.values()):
        rounded(list(lines.values()))
    prices, quoted = _prices(view, code, place)
    return {"id": code, "name": view.name("commodity", code), "unit": unit(str(table["unit"][0] or "")), "run": run,
            "demand": demand, "price": prices, "price_unit": quoted}  # fmt: skip


def rounded(lines: list[Series]) -> None:
    """Rounds lines that are drawn together, in place: no finer than a two-thousandth of the largest value among them."""
    most = max((abs(v) for line in lines for v in line if v), default=0.0)
    places = -math.floor(math.log10(most / 2000)) if most else 0
    for line in lines:
        line[:] = [None if v is None else short(round(v, places), 4) for v in line]


def _prices(view: View, code: str, place: Slots) -> tuple[dict[str, dict[str, Series]], Both]:
    """Area → period → price by slot (an area's own place only), and its unit."""
    table = view.by_area("price").filter(
        (pl.col("commodity") == code) & (pl.col("place") == pl.col("area")) & pl.col("slot").is_in(list(place))
    )
    ratio, quoted = price(str(table["unit"][0])) if table.height else (1.0, ("", ""))
    found: dict[str, dict[str, Series]] = {}
    for r in table.to_dicts():
        line = found.setdefault(r["area"], {}).setdefault(r["period"], [None] * len(place))
        line[place[r["slot"]]] = short(float(r["value"]) * ratio, 3)
    return found, quoted
