"""A plan's tables as variables of the IAMC, by a template; added up from places to provinces and the nation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from geju.bridge.iamc import INDEX, LONG, SCHEMA, write
from geju.bridge.iamc_template import Entry, Template, kinds_of, template
from geju.core import unit as units
from geju.core.case import Case
from geju.core.errors import Fault, Faults, Where
from geju.core.version import __version__

LEVELS = ("nation", "province")
TINY = 1e-9
Tables = Mapping[str, pl.DataFrame]
KEYS = ["place", "period"]


def save(case: Case, tables: Tables, folder: Path) -> None:
    """Write ``iamc.csv`` of a plan; no file when no variable of the template occurs in it."""
    found = told(case, tables)
    (folder / "iamc.csv").unlink(missing_ok=True)
    if len(found):
        write(found, folder / "iamc.csv")


def told(case: Case, tables: Tables, own: Template | None = None) -> pl.DataFrame:
    """The variables of a plan as a tidy frame. Error T012: a figure does not convert to the unit of its variable.

    A variable is there for every region (provinces and the nation, by their English names) and period once any figure of it is
    not zero; one that is not added up (``regions = own``) only for the provinces where it occurs.
    """
    own = own or template(case)
    kinds = kinds_of(case)
    lifted = _lifted(case)
    found: dict[str, pl.DataFrame] = {}
    variables = own.variables
    for variable, entries in variables.items():
        if entries[0].table not in ("sum", "rest"):
            found[variable] = pl.concat([_amounts(case, tables, kinds, entry, lifted) for entry in entries])
            found[variable] = found[variable].group_by(KEYS).agg(pl.col("value").sum())
    for variable in sorted((v for v in variables if variables[v][0].table == "rest"), key=lambda v: v.count("|")):
        found[variable] = _rest(variable, found)
    for variable in sorted((v for v in variables if variables[v][0].table == "sum"), key=lambda v: -v.count("|")):
        below = [frame for name, frame in found.items() if name.rpartition("|")[0] == variable]
        found[variable] = pl.concat([_EMPTY, *below]).group_by(KEYS).agg(pl.col("value").sum())
    parts = [_rows(case, variables[variable][0], found[variable]) for variable in variables]
    return pl.concat([pl.DataFrame(schema=SCHEMA), *parts])


_EMPTY = pl.DataFrame(schema={"place": pl.String, "period": pl.String, "value": pl.Float64})


def _lifted(case: Case) -> pl.DataFrame:
    """Each place with every region that it lies in."""
    level = dict(case.places.frame.select("place", "level").rows())
    rows = [
        (inner, place) for place, inside in case.places.within.items() if level[place] in LEVELS for inner in inside
    ]
    return pl.DataFrame(rows, schema={"place": pl.String, "region": pl.String}, orient="row")


def _rest(variable: str, found: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """What the variables beside one leave of the one above."""
    above = variable.rpartition("|")[0]
    beside = [
        f.with_columns(-pl.col("value"))
        for name, f in found.items()
        if name.rpartition("|")[0] == above and name != variable
    ]
    left = pl.concat([found.get(above, _EMPTY), *beside]).group_by(KEYS).agg(pl.col("value").sum())
    return left.with_columns(pl.when(pl.col("value").abs() > TINY).then("value").otherwise(0.0).alias("value"))


def _amounts(case: Case, tables: Tables, kinds: pl.DataFrame, entry: Entry, lifted: pl.DataFrame) -> pl.DataFrame:
    """The figures of one row of the template by region and period, in the unit of its variable."""
    frame = _chosen(tables, kinds, entry)
    if frame.is_empty():
        return _EMPTY
    value = pl.col(entry.column if entry.table == "capacity" else "value") * entry.sign * entry.times
    per = "/yr" if entry.per == "year" else ""
    ratio = {unit: _factor(units.product(unit, per), entry) for unit in frame["unit"].unique()}
    years = dict(zip(case.periods, case.years, strict=True)) if per else dict.fromkeys(case.periods, 1.0)
    frame = frame.with_columns(
        value=value * pl.col("unit").replace_strict(ratio, return_dtype=pl.Float64)
        / pl.col("period").replace_strict(years, return_dtype=pl.Float64)
    )  # fmt: skip
    if entry.table == "price":
        slots = tables["slot"].select("period", "slot", "weight")
        frame = frame.join(slots, on=["period", "slot"]).with_columns(pl.col("value") * pl.col("weight"))
    if entry.regions == "own":
        return frame.filter(pl.col("place").is_in(lifted["region"].to_list())).group_by(KEYS).agg(pl.col("value").sum())
    summed = frame.join(lifted, on="place").group_by("region", "period").agg(pl.col("value").sum())
    return summed.select(pl.col("region").alias("place"), "period", "value")


def _factor(unit: str, entry: Entry) -> float:
    ratio = units.factor(unit, entry.inside)
    if ratio is None:
        where = Where("iamc.csv", entry.line, "as", entry.variable)
        raise Faults([Fault("T012", where, {"column": "as", "unit": unit, "expected": entry.inside})])
    return ratio


def _chosen(tables: Tables, kinds: pl.DataFrame, entry: Entry) -> pl.DataFrame:
    """The rows of a plan's table that a row of the template selects."""
    frame = tables[entry.table]
    for name in ("kind", "sector", "side", "item"):
        wanted, barred = entry.lists(name)
        if wanted and name in frame.columns:
            frame = frame.filter(pl.col(name).is_in(wanted))
        if barred and name in frame.columns:
            frame = frame.filter(~pl.col(name).is_in(barred))
    given, _ = entry.lists("commodity")
    if given and "commodity" in frame.columns:
        frame = frame.filter(pl.col("commodity").is_in(given))
    elif given:
        giving = [kind for kind, gives in kinds.select("kind", "gives").rows() if set(given) & set(gives or ())]
        frame = frame.filter(pl.col("kind").is_in(giving))
    wanted, barred = entry.lists("tags")
    if wanted or barred:
        carry = [kind for kind, tags in kinds.select("kind", "tags").rows()
                 if set(wanted) <= set(tags or ()) and not set(barred) & set(tags or ())]  # fmt: skip
        frame = frame.filter(pl.col("kind").is_in(carry))
    return frame


def region_names(case: Case) -> dict[str, str]:
    """The regions of a case by place: English names, codes where two are alike."""
    rows = case.places.frame.filter(pl.col("level").is_in(LEVELS)).select("place", "name_en").rows()
    names = [name for _, name in rows]
    return {place: name if names.count(name) == 1 else place for place, name in rows}


def unit_of(case: Case, entry: Entry) -> str:
    """The unit of a variable, money with the year of its prices: ``billion CNY_2023/yr``."""
    return entry.unit.replace("CNY", f"CNY_{case.price_year}") if case.price_year else entry.unit


def _rows(case: Case, entry: Entry, amounts: pl.DataFrame) -> pl.DataFrame:
    """One variable as tidy rows, regions in the order of the places; nothing when it is zero throughout."""
    if not amounts["value"].abs().max() or amounts["value"].abs().max() <= TINY:  # type: ignore[operator]
        return pl.DataFrame(schema=SCHEMA)
    names = region_names(case)
    frame = pl.DataFrame({"place": list(names), "region": list(names.values())}).join(
        pl.DataFrame({"period": case.periods}), how="cross"
    )
    if entry.regions == "own":
        frame = frame.filter(pl.col("place").is_in(amounts["place"].to_list()))
    frame = frame.join(amounts, on=KEYS, how="left", maintain_order="left").with_columns(pl.col("value").fill_null(0.0))
    told_ = {"model": f"Geju {__version__}", "scenario": case.name, "variable": entry.variable,
             "unit": unit_of(case, entry)}  # fmt: skip
    frame = frame.with_columns(
        **{name: pl.lit(text) for name, text in told_.items()}, year=pl.col("period").cast(pl.Int64)
    )
    return frame.select(LONG)


__all__ = ["INDEX", "save", "told"]
