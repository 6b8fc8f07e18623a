"""Accounts: for each commodity what is given and taken, by kind, area and period, and what caps it."""

from __future__ import annotations

from typing import Any

import polars as pl

from geju.report.text import short, unit
from geju.report.view import OUTSIDE, View

Caps = dict[str, dict[str, dict[str, float]]]
CAPPED = ("use", "output", "spend", "emission")
GIVEN = ""  # the kind of rows that no process stands behind: given supply, demand
EVEN = 1e-3  # a kind that gives and takes the same but for this share only moves it
SIDES = ("supply", "use", "demand", "shortage", "surplus")


def section(view: View) -> list[dict[str, Any]] | None:
    """One account a commodity, in the case's order; None where there is none.

    ``rows`` [area (−1: none), side, kind, value by period]: side is a place in ``SIDES``, kind one in the account's ``kinds``.
    ``inner`` is 1 for what only links processes of one sector with one another (allowances, what is charged into stores).
    """
    account = view.by_area("account").filter(pl.col("value").abs() > 1e-9)
    if not account.height:
        return None
    flowing = set(view.table("flow")["kind"].drop_nulls().to_list())
    table = _net(account, flowing)
    carried = {(code, kind) for code in table["commodity"].unique() for kind in flowing} | passing(account)
    listed = list(view.names.get("commodity", ()))
    order = sorted(
        table["commodity"].unique(), key=lambda code: (listed.index(code) if code in listed else len(listed), code)
    )
    caps, counted = limits(view)
    inside = inner(view)
    return [
        {**_account(view, code, table.filter(pl.col("commodity") == code)), "inner": int(code in inside),
         "carried": sorted(k for c, k in carried if c == code and k in set(table.filter(pl.col("commodity") == code)["kind"])),
         "caps": _by_period(view, caps.get(code, {})), "counted": _by_period(view, counted.get(code, {}))}
        for code in order
    ]  # fmt: skip


def passing(account: pl.DataFrame) -> set[tuple[str, str]]:
    """(commodity, kind) where a kind takes at one place all that it gives at another (a pool that all places trade with)."""
    given, taken = (pl.col("value").filter(pl.col("side") == side).sum() for side in ("supply", "use"))
    moved = (
        account.drop_nulls("kind")
        .filter(pl.col("kind") != GIVEN)
        .group_by("commodity", "kind")
        .agg(given.alias("given"), taken.alias("taken"))
    )
    even = (pl.col("taken") < 0) & ((pl.col("given") + pl.col("taken")).abs() < EVEN * pl.col("given"))
    return set(moved.filter(even).select("commodity", "kind").iter_rows())


def inner(view: View) -> set[str]:
    """Commodities that only link processes of one sector: given and taken there, nowhere demanded, given from outside or left."""
    account = view.table("account").filter(pl.col("value").abs() > 1e-9)
    found = account.group_by("commodity").agg(
        pl.col("side").is_in(["supply", "use"]).all().alias("moved"),
        (pl.col("kind").fill_null(GIVEN) != GIVEN).all().alias("made"),
        (pl.col("side") == "use").any().alias("taken"),
        (pl.col("side") == "supply").any().alias("given"),
        pl.col("sector").n_unique().alias("sectors"),
    )
    alone = pl.col("moved") & pl.col("made") & pl.col("taken") & pl.col("given") & (pl.col("sectors") == 1)
    return set(found.filter(alone)["commodity"])


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
    kinds = table["kind"].unique().sort().to_list()
    found: dict[tuple[int, int, int], list[float | int | None]] = {}
    for r in table.sort("area", "side", "kind", "period").to_dicts():
        if r["period"] in view.periods:
            key = index.get(r["area"], -1), SIDES.index(r["side"]), kinds.index(r["kind"])
            found.setdefault(key, [0] * len(view.periods))[view.periods.index(r["period"])] = short(_signed(r), 3)
    measured = unit(str(table["unit"][0]))
    return {"id": code, "sector": view.sector.get(code, ""), "name": view.name("commodity", code), "unit": measured,
            "kinds": kinds, "rows": [[*key, *values] for key, values in found.items()]}  # fmt: skip


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
