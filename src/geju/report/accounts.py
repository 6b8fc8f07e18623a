"""Accounts: for each commodity what is given and taken, by kind, area and period, and what caps it."""

from __future__ import annotations

from typing import Any

import polars as pl

from geju.report.text import short, unit
from geju.report.view import OUTSIDE, View

Caps = dict[str, dict[str, dict[str, float]]]
CAPPED = ("use", "output", "spend", "emission")
GIVEN = ""  # the kind of rows that no process stands behind: given supply, demand


def section(view: View) -> list[dict[str, Any]] | None:
    """One account a commodity, in the case's order; None where there is none. What only links processes is left out."""
    account = view.by_area("account").filter(pl.col("value").abs() > 1e-9)
    if not account.height:
        return None
    carried = set(view.table("flow")["kind"].drop_nulls().to_list())
    table = _net(account, carried)
    listed = list(view.names.get("commodity", ()))
    shown = [code for code in table["commodity"].unique() if not _internal(table, code)]
    order = sorted(shown, key=lambda code: (listed.index(code) if code in listed else len(listed), code))
    caps, counted = limits(view)
    return [
        {**_account(view, code, table.filter(pl.col("commodity") == code)), "caps": _by_period(view, caps.get(code, {})),
         "counted": _by_period(view, counted.get(code, {}))}
        for code in order
    ]  # fmt: skip


def _internal(table: pl.DataFrame, code: str) -> bool:
    """Whether a commodity is a matter between processes only: nothing of it is demanded, given or let go."""
    sides = set(table.filter(pl.col("commodity") == code).select("side", "kind").rows())
    return (
        {side for side, _ in sides} <= {"supply", "use"}
        and all(kind != GIVEN for _, kind in sides)
        and len({s for s, _ in sides}) == 2
    )


def _net(account: pl.DataFrame, carried: set[str]) -> pl.DataFrame:
    """Sums by area. Of a kind that carries between places only the net is kept: inside an area it cancels out."""
    keys = ["commodity", "unit", "area", "period", "kind"]
    table = account.with_columns(pl.col("kind").fill_null(GIVEN), pl.col("unit").fill_null(""))
    moved = table["kind"].is_in(list(carried)) & table["side"].is_in(["supply", "use"])
    net = table.filter(moved).group_by(keys).agg(pl.col("value").sum())
    side = pl.when(pl.col("value") > 0).then(pl.lit("supply")).otherwise(pl.lit("use")).alias("side")
    still = table.filter(~moved).group_by([*keys, "side"]).agg(pl.col("value").sum())
    both = [still, net.with_columns(side).select(still.columns)]
    return pl.concat(both).filter(pl.col("value").abs() > 1e-7)


def _by_period(view: View, values: dict[str, dict[str, float]]) -> dict[str, list[float | int | None]]:
    return {area: [short(found.get(y)) for y in view.periods] for area, found in values.items() if area in view.areas}


def _account(view: View, code: str, table: pl.DataFrame) -> dict[str, Any]:
    index = {area: i for i, area in enumerate(view.areas)}
    rows = [
        [index.get(r["area"], -1), view.periods.index(r["period"]), r["side"], r["kind"], short(_signed(r), 3)]
        for r in table.sort("area", "period", "side", "kind").to_dicts()
        if r["period"] in view.periods
    ]
    measured = unit(str(table["unit"][0]))
    carried = sorted(set(view.table("flow")["kind"].drop_nulls()) & set(table["kind"]))
    return {"id": code, "sector": view.sector.get(code, ""), "name": view.name("commodity", code), "unit": measured,
            "rows": rows, "carried": carried}  # fmt: skip


def _signed(row: dict[str, Any]) -> float:
    """What is taken counts below zero, whatever sign the table gives it."""
    value = abs(float(row["value"]))
    return -value if row["side"] in ("use", "demand", "surplus") else value


def limits(view: View) -> tuple[Caps, Caps]:
    """Commodity → area → period → the most that may be taken, and what counts against it where a clause sets the bound.

    Without such a clause the cap is the supply that is given, of what no process supplies besides (land, river flow).
    """
    account = view.by_area("account").with_columns(pl.col("kind").fill_null(GIVEN))
    made = account.filter((pl.col("side") == "supply") & (pl.col("kind") != GIVEN))["commodity"].unique().to_list()
    given = account.filter(
        ~pl.col("commodity").is_in(made)
        & (pl.col("side") == "supply")
        & (pl.col("kind") == GIVEN)
        & (pl.col("area") != OUTSIDE)
    )
    caps: Caps = {}
    counted: Caps = {}
    for r in given.group_by("commodity", "area", "period").agg(pl.col("value").sum()).to_dicts():
        caps.setdefault(r["commodity"], {}).setdefault(r["area"], {})[r["period"]] = float(r["value"])
    for commodity, clause in _capping(view):
        rows = view.table("clause").filter((pl.col("clause") == clause) & pl.col("place").is_in(list(view.areas)))
        for r in rows.filter(pl.col("bound") != "at_least").to_dicts():
            caps.setdefault(commodity, {}).setdefault(r["place"], {})[r["period"]] = float(r["target"])
            counted.setdefault(commodity, {}).setdefault(r["place"], {})[r["period"]] = float(r["reached"])
    return caps, counted


def _capping(view: View) -> list[tuple[str, str]]:
    """Clauses that bound what is taken or given of one commodity, in that commodity's own unit, as (commodity, clause)."""
    policy: Any = getattr(view.plan.case, "policy", None)
    units = dict(view.table("account").group_by("commodity").agg(pl.col("unit").first()).rows())
    stated = dict(view.table("clause").group_by("clause").agg(pl.col("unit").first()).rows())
    found = []
    for clause in getattr(policy, "clauses", ()):
        measure = clause.measure
        commodity = str(measure.scope.get("commodity", "")) if measure is not None and measure.name in CAPPED else ""
        if commodity and not measure.scope.get("kind") and stated.get(clause.id) == units.get(commodity):
            found.append((commodity, str(clause.id)))
    return found
