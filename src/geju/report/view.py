"""A plan as the page sees it: every table is there, places are rolled up to the areas that have a tile, codes have names."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import polars as pl

from geju.report.text import ASSETS, Both, called

if TYPE_CHECKING:
    from geju.plan.plan import Plan

COLUMNS = {
    "capacity": "process kind sector place to tags period unit standing built retired capacity",
    "flow": "commodity process kind sector from to period unit sent received",
    "price": "commodity place period slot unit value",
    "account": "commodity place period side sector kind unit value",
    "cost": "sector kind place period item unit value",
    "clause": "clause row place period measure bound unit target reached miss binding price price_unit firm weight policy",
    "treat": "clause treat theme paragraph sentence quote because_zh because_en indicator_zh indicator_en"
    " basis_title basis_status",
    "sentence": "paragraph sentence start end text clauses",
    "slot": "level period slot weight hours",
    "source": "table sector row column value unit source status",
    "sensitive": "table key column values unit source status per_percent share",
}
PLACE = "place name_zh name_en level parent groups lon lat tile_x tile_y"
MEASURED = frozenset(
    "value standing built retired capacity sent received target reached miss price weight hours per_percent share".split()
)
AREAS_MOST = 80
OUTSIDE = "other"


@dataclass(frozen=True)
class View:
    """What every section of the page is made from.

    ``areas`` are the places shown one by one (provinces); ``area_of`` says in which of them any place lies, and
    ``OUTSIDE`` where it lies in none (the nation, outside markets). ``names`` [group][code] (zh, en).
    ``sector`` of each commodity, ``sector_of`` each kind; ``sectors`` in the case's order, those of which the plan's tables tell.
    """

    plan: Plan
    periods: tuple[str, ...]
    places: tuple[dict[str, Any], ...]
    areas: tuple[str, ...]
    area_of: Mapping[str, str]
    focus: frozenset[str]
    names: Mapping[str, Mapping[str, Both]]
    colours: Mapping[str, str]
    own_colours: frozenset[str]
    sector: Mapping[str, str]
    sector_of: Mapping[str, str]
    sectors: tuple[str, ...]
    tables: Mapping[str, pl.DataFrame]

    def table(self, name: str) -> pl.DataFrame:
        """A table of the plan with its columns; without rows where the plan has none."""
        return self.tables[name]

    def by_area(self, name: str) -> pl.DataFrame:
        """A table with a further column ``area``: where its place is counted."""
        frame = self.table(name)
        area = frame["place"].replace_strict(dict(self.area_of), default=OUTSIDE, return_dtype=pl.String)
        return frame.with_columns(area.alias("area"))

    def name(self, group: str, code: str) -> Both:
        """The name of a code, else the code itself; a place may also be a group of places."""
        known = self.names.get(group, {}).get(code) or called(group, code)
        return called("group", code) if known == (code, code) and group == "place" else known


def open_view(plan: Plan) -> View:
    """Lays a plan out for the page. Whatever a plan lacks is empty, never a fault: the page then leaves that out."""
    case: Any = plan.case
    tables = {name: _table(plan.tables.get(name), name) for name in COLUMNS}
    places = tuple(_rows(_frame(_case_table(case, "places"), PLACE))) or _unnamed(tables)
    areas = _areas(places)
    periods = _periods(plan, tables)
    group = str(getattr(case, "focus", "") or "")
    focus = frozenset(str(p["place"]) for p in places if group and group in _tags(p["groups"]))
    names = _names(case, places, group)
    kinds = _case_table(case, "kinds")
    order = {str(row["kind"]): _tags(row.get("tags")) for row in _rows(kinds)} if "kind" in kinds.columns else {}
    goods = _case_table(case, "commodities")
    sector = dict(goods.select("commodity", "sector").rows()) if "sector" in goods.columns else {}
    colours, own = _colours(order, tables)
    of = {
        str(k): str(s or "") for k, s in tables["capacity"].select("kind", "sector").drop_nulls("kind").unique().rows()
    }
    return View(plan, periods, places, areas, _area_of(places, areas), focus & set(areas), names,
                colours, own, sector, of, _sectors(case, tables), tables)  # fmt: skip


def _sectors(case: Any, tables: Mapping[str, pl.DataFrame]) -> tuple[str, ...]:
    """The sectors that have a process in the plan: in the case's order, those it does not list after them."""
    told = {str(s) for t in ("account", "capacity", "cost") for s in tables[t]["sector"].drop_nulls().unique() if s}
    listed = [str(s) for s in getattr(case, "sectors", None) or () if s in told]
    return (*listed, *sorted(told - set(listed)))


def _frame(frame: pl.DataFrame | None, columns: str) -> pl.DataFrame:
    """The frame with every named column; missing ones are null."""
    frame = pl.DataFrame() if frame is None else frame
    missing = [c for c in columns.split() if c not in frame.columns]
    kind = {c: pl.Float64 if c in MEASURED else pl.String for c in missing}
    return frame.with_columns(pl.lit(None, dtype=kind[c]).alias(c) for c in missing)


def _table(frame: pl.DataFrame | None, name: str) -> pl.DataFrame:
    """A plan's table with all columns; periods become text, numbers become floats."""
    if frame is None or not frame.height:
        kind = {c: pl.Float64 if c in MEASURED else pl.String for c in COLUMNS[name].split()}
        return pl.DataFrame(schema=kind)
    frame = _frame(frame, COLUMNS[name])
    casts = [pl.col("period").cast(pl.String)] if "period" in frame.columns else []
    casts += [pl.col(c).cast(pl.Float64) for c in COLUMNS[name].split() if c in MEASURED]
    return frame.with_columns(casts)


def _periods(plan: Plan, tables: Mapping[str, pl.DataFrame]) -> tuple[str, ...]:
    """The periods of the case, of the system behind it, else those of the tables."""
    case: Any = plan.case
    calendar = getattr(getattr(plan, "system", None), "calendar", None)
    told = getattr(case, "periods", None) or getattr(calendar, "periods", None)
    return tuple(str(p) for p in told or sorted(set(tables["account"]["period"]) | set(tables["capacity"]["period"])))


def _unnamed(tables: Mapping[str, pl.DataFrame]) -> tuple[dict[str, Any], ...]:
    """Places of a plan without a table of places (an imported model): their codes, and nothing known of them."""
    codes = sorted({str(p) for t in ("account", "capacity") for p in tables[t]["place"].drop_nulls()})
    return tuple(_rows(_frame(pl.DataFrame({"place": codes}, schema={"place": pl.String}), PLACE)))


def _rows(frame: pl.DataFrame) -> list[dict[str, Any]]:
    return frame.to_dicts()


def _tags(cell: Any) -> tuple[str, ...]:
    """Tags of a cell, whether a list or text with semicolons."""
    if cell is None:
        return ()
    return tuple(t.strip() for t in (cell.split(";") if isinstance(cell, str) else cell) if t and t.strip())


def _areas(places: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """The places shown one by one: those with a tile, else the provinces, else all that are not the nation."""
    rows = list(places)
    tiled = [p for p in rows if p["tile_x"] is not None and float(p["tile_x"]) >= 0]
    chosen = tiled or [p for p in rows if p["level"] == "province"] or [p for p in rows if p["level"] != "nation"]
    return tuple(str(p["place"]) for p in chosen[:AREAS_MOST])


def _area_of(places: Iterable[dict[str, Any]], areas: tuple[str, ...]) -> dict[str, str]:
    """For each place the area it lies in, itself or the first of its parents that is one."""
    parent = {str(p["place"]): str(p["parent"] or "") for p in places}
    found: dict[str, str] = {}
    for place in parent:
        here, steps = place, 0
        while here and here not in areas and steps < len(parent):
            here, steps = parent.get(here, ""), steps + 1
        found[place] = here if here in areas else OUTSIDE
    return found


def _case_table(case: Any, name: str) -> pl.DataFrame:
    """A table of the case; empty where it has none (an imported model may lack names)."""
    tables = getattr(case, "tables", None) or {}
    frame = tables.get(name)
    return frame if isinstance(frame, pl.DataFrame) else pl.DataFrame()


def _names(case: Any, places: Iterable[dict[str, Any]], group: str) -> dict[str, dict[str, Both]]:
    """Names of places, kinds, commodities and limits from the case's own tables."""
    named = {"place": {str(p["place"]): _both(p, str(p["place"])) for p in places}}
    named["place"][OUTSIDE] = called("place", OUTSIDE)
    named["group"] = {group: called("group", group)} if group else {}
    for table, key in (("kinds", "kind"), ("commodities", "commodity"), ("stores", "store"), ("limits", "limit")):
        frame = _case_table(case, table)
        named[key] = {str(r[key]): _both(r, str(r[key])) for r in _rows(frame)} if key in frame.columns else {}
    return named


def _both(row: Mapping[str, Any], code: str) -> Both:
    zh, en = row.get("name_zh") or code, row.get("name_en") or row.get("name_zh") or code
    return str(zh), str(en)


@cache
def palette() -> tuple[dict[str, str], tuple[str, ...]]:
    """Colours by kind or tag, in the order they are stacked, and those for anything else in turn."""
    with (ASSETS / "colours.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {r["name"]: r["colour"] for r in rows if r["name"]}, tuple(r["colour"] for r in rows if not r["name"])


def _colours(
    tags: Mapping[str, tuple[str, ...]], tables: Mapping[str, pl.DataFrame]
) -> tuple[dict[str, str], frozenset[str]]:
    """Kind → colour, in stacking order: its own, that of the first of its tags that has one, else the next free one.

    Beside it the colours that kinds have as their own: those stay as they are in every chart.
    """
    fixed, free = palette()
    seen = dict.fromkeys(k for t in ("account", "capacity") for k in tables[t]["kind"].unique().sort())
    order = list(fixed)
    known: dict[str, str] = {}
    for kind in seen:
        if kind:
            known[kind] = next((c for c in (kind, *tags.get(kind, ())) if c in fixed), "")
    ranked = sorted(known, key=lambda k: (order.index(known[k]) if known[k] else len(order), k))
    spare = [k for k in ranked if not known[k]]
    base = {k: fixed[known[k]] if known[k] else free[spare.index(k) % len(free)] for k in ranked}
    twins: dict[str, list[str]] = {}
    for kind, colour in base.items():
        twins.setdefault(colour, []).append(kind)
    shades = {
        k: lighter(colour, 0.45 * twins[colour].index(k) / max(1, len(twins[colour]) - 1)) for k, colour in base.items()
    }
    return shades, frozenset(shades[k] for k in ranked if known[k])


def lighter(colour: str, part: float) -> str:
    """A colour moved towards white, so that kinds of one colour can be told apart. ``lighter("#000000", 0.2) == "#333333"``."""
    mixed = (round(c + (255 - c) * part) for c in bytes.fromhex(colour[1:]))
    return "#" + "".join(f"{c:02x}" for c in mixed)
