"""What sectors share: the commodities that several of them give or take, summed over the land by sector and period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from geju.report.text import Both, brief, called, unit
from geju.report.view import View

SECTORS_LEAST = 3  # as many sectors must give or take a commodity for it to be shared
GIVES, TAKES = "gives", "takes"
GIVEN = ""  # the kind, and the sector, of what no process stands behind


@dataclass(frozen=True)
class Shared:
    """A commodity (or several of one kind, ``land:…``) that sectors share.

    ``side`` says what of it counts over a place: what is given where nothing of it can be missing (jobs, emissions),
    else what is taken (water, money).
    """

    code: str
    name: Both
    unit: Both
    members: tuple[str, ...]
    side: str


def shared(view: View) -> list[Shared]:
    """What is given or taken by three sectors or more, by two where it is balanced slot by slot; the most shared first."""
    account = view.table("account").filter(pl.col("kind").fill_null(GIVEN) != GIVEN)
    if not account.height:
        return []
    sectors: dict[str, set[str]] = {}
    units: dict[str, set[str]] = {}
    members: dict[str, list[str]] = {}
    touched = account.select("commodity", "unit", "sector").drop_nulls().unique().sort("commodity", "sector")
    for commodity, measured, sector in touched.rows():
        family = commodity.partition(":")[0]
        sectors.setdefault(family, set()).add(sector)
        units.setdefault(family, set()).add(measured)
        if commodity not in members.setdefault(family, []):
            members[family].append(commodity)
    known = goods(view)
    least = {
        f: 2 if any(known.get(c, ("", False))[0] == "slice" for c in m) else SECTORS_LEAST for f, m in members.items()
    }
    kept = [f for f in members if len(sectors[f]) >= least[f] and len(units[f]) == 1]
    kept.sort(key=lambda f: (-len(sectors[f]), list(members).index(f)))
    return [_one(view, f, tuple(members[f]), next(iter(units[f])), known) for f in kept]


def _one(
    view: View, family: str, members: tuple[str, ...], measured: str, known: dict[str, tuple[str, bool]]
) -> Shared:
    alone = members == (family,)
    name = view.name("commodity", family) if alone else called("sector", family)
    missed = any(known.get(c, ("", True))[1] for c in members)
    return Shared(family, brief(name), unit(measured), members, TAKES if missed else GIVES)


def goods(view: View) -> dict[str, tuple[str, bool]]:
    """Commodity → the resolution of its balance, and whether it can be missing at a price."""
    frame = (getattr(view.plan.case, "tables", None) or {}).get("commodities")
    if frame is None or not {"commodity", "resolution", "shortage"} <= set(frame.columns):
        return {}
    rows = frame.select("commodity", "resolution", "shortage").rows()
    return {str(c): (str(r), p is not None and p < float("inf")) for c, r, p in rows}


def net(view: View) -> pl.DataFrame:
    """What every kind gives (above zero) or takes of a commodity over all places: what it passes on cancels out.

    value  [commodity, inside, period, sector, kind]  the commodity's unit; ``inside`` marks the areas in focus. What no
    process stands behind is of the kind ``side.supply``, ``side.demand`` or ``side.shortage``.
    """
    account = view.by_area("account").with_columns(
        pl.col("kind").fill_null(GIVEN),
        pl.col("sector").fill_null(GIVEN),
        pl.col("area").is_in(list(view.focus)).alias("inside"),
    )
    keys = ["commodity", "inside", "period", "sector", "kind"]
    own = account.filter(pl.col("kind") != GIVEN).group_by(keys).agg(pl.col("value").sum())
    given = account.filter((pl.col("kind") == GIVEN) & (pl.col("side") != "surplus"))
    sides = (
        given.with_columns((pl.lit("side.") + pl.col("side")).alias("kind")).group_by(keys).agg(pl.col("value").sum())
    )
    return pl.concat([own, sides]).filter(pl.col("value").abs() > 1e-9)


@cache
def imported(tags: tuple[str, ...]) -> bool:
    """Whether tags say that a kind brings something in from abroad. ``imported(("ore-import",)) == True``."""
    return any(tag == "import" or tag.endswith("-import") for tag in tags)


def own_supply(view: View) -> dict[str, dict[str, float]]:
    """Commodity → period → the share of what is supplied that is not imported; only where something is."""
    frame = (getattr(view.plan.case, "tables", None) or {}).get("kinds")
    if frame is None or not {"kind", "tags"} <= set(frame.columns):
        return {}
    abroad = [str(k) for k, tags in frame.select("kind", "tags").rows() if imported(tuple(tags or ()))]
    keys = ["commodity", "period"]
    made = net(view).group_by([*keys, "kind"]).agg(pl.col("value").sum()).filter(pl.col("value") > 1e-9)
    sums = made.group_by(keys).agg(
        pl.col("value").sum().alias("whole"), pl.col("value").filter(pl.col("kind").is_in(abroad)).sum().alias("abroad")
    )
    brought = sums.group_by("commodity").agg(pl.col("abroad").sum()).filter(pl.col("abroad") > 1e-6)["commodity"]
    found: dict[str, dict[str, float]] = {str(c): {} for c in brought}
    for commodity, period, whole, outside in sums.filter(pl.col("commodity").is_in(brought.implode())).rows():
        found[commodity][period] = 1 - outside / whole
    return found
