"""Figures of a scenario in the IAMC's layout as rows of a case: ``bounds.csv`` or ``demand.csv``, by the same template."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from geju.bridge.iamc_plan import region_names, unit_of
from geju.bridge.iamc_template import Entry, Template
from geju.core import unit as units
from geju.core.case import Case
from geju.core.errors import Fault, Faults, Where, nearest, refuse

BOUNDS = ("bound", "place", "period", "amount", "unit", "source", "status")
Row = list[str]


@dataclass
class Made:
    """``heading``, ``rows`` of the table · ``left`` variables, regions and years of the scenario that the case has no use for."""

    heading: list[str]
    rows: list[Row] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        """Write the table."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([self.heading, *self.rows])


def one_scenario(frame: pl.DataFrame, name: str, file: str) -> pl.DataFrame:
    """The rows of one scenario: the only one, or the one called ``name`` (or ``MODEL/NAME``). Error X019."""
    pairs = frame.select("model", "scenario").unique(maintain_order=True).rows()
    fits = [(m, s) for m, s in pairs if name in ("", s, f"{m}/{s}")]
    if len(fits) != 1:
        names = [f"{m}/{s}" for m, s in pairs]
        raise Faults(
            [
                Fault(
                    "X019", Where(file), {"file": file, "names": ", ".join(names)}, nearest(name, names) if name else ()
                )
            ]
        )
    return frame.filter((pl.col("model") == fits[0][0]) & (pl.col("scenario") == fits[0][1]))


def bounds(frame: pl.DataFrame, case: Case, template: Template, file: str) -> Made:
    """One row a variable, place and period; ``bound`` is the variable in lower case with ``-`` (``emissions-co2``).

    Errors: T012 a unit that does not convert, X020 nothing fits.
    """
    made = Made(list(BOUNDS))
    for entry, place, period, value, source in _figures(frame, case, template, made, file):
        amount = _text(value / entry.times)
        made.rows.append([code(entry.variable), place, period, amount, entry.inside, source, "assumed"])
    return _some(made, file)


def demand(frame: pl.DataFrame, case: Case, template: Template, file: str) -> Made:
    """Rows of demand: variables that the template makes of the demand for one commodity, where the case has such demand.

    The profile stays that of the case. Errors: T012, X020, X022 a period of the case without a figure.
    """
    asked = case.tables["demand"].select("commodity", "place", "profile").rows()
    profile = {(commodity, place): name or "" for commodity, place, name in asked}
    unit = dict(case.tables["commodities"].select("commodity", "unit").rows())
    made = Made(["commodity", "place", *(f"amount_{p}" for p in case.periods), "unit", "profile", "source", "status"])
    found: dict[tuple[str, str], dict[str, float]] = {}
    told: dict[tuple[str, str], tuple[Entry, str]] = {}
    own = Template(template.file, tuple(e for e in template.entries if _is_demand(e, template)))
    for entry, place, period, value, source in _figures(frame, case, own, made, file):
        key = (entry.commodity, place)
        if key not in profile:
            made.left.append(f"{entry.variable} @ {place}")
            continue
        amount = converted(value, entry.inside, unit[entry.commodity])
        if amount is None:
            blanks = {"column": entry.variable, "unit": entry.inside, "expected": unit[entry.commodity]}
            raise Faults([Fault("T012", Where(template.file.name, entry.line), blanks)])
        # the account of demand is negative
        found.setdefault(key, {})[period] = -amount / entry.times / entry.sign
        told[key] = (entry, source)
    names = region_names(case)
    faults = []
    for (commodity, place), values in found.items():
        variable, source = told[commodity, place][0].variable, told[commodity, place][1]
        missing = [period for period in case.periods if period not in values]
        blanks = {"variable": variable, "region": names[place]}
        faults += [Fault("X022", Where(file, name=variable), {**blanks, "period": period}) for period in missing]
        amounts = [] if missing else [_text(values[period]) for period in case.periods]
        made.rows.append([commodity, place, *amounts, unit[commodity], profile[commodity, place], source, "assumed"])
    refuse(faults)
    return _some(made, file)


def code(variable: str) -> str:
    """A variable as the name of a bound: ``Emissions|CO2`` → ``emissions-co2``."""
    return re.sub(r"[^a-z0-9]+", "-", variable.lower()).strip("-")


def _is_demand(entry: Entry, template: Template) -> bool:
    wanted, barred = entry.lists("commodity")
    alone = len(template.variables[entry.variable]) == 1 and len(wanted) == 1 and not barred
    others = (entry.kind, entry.tags, entry.sector, entry.item)
    return alone and entry.table == "account" and entry.side == "demand" and not any(others)


def _figures(
    frame: pl.DataFrame, case: Case, template: Template, made: Made, file: str
) -> Iterator[tuple[Entry, str, str, float, str]]:
    """Entry of the template, place, period, value in the unit of the entry, and source. What fits nothing goes into ``left``."""
    places = {place: place for place in region_names(case)} | {
        name: place for place, name in region_names(case).items()
    }
    entries = {variable: own[0] for variable, own in template.variables.items()}
    left: dict[str, None] = {}
    faults: dict[tuple[Any, ...], Fault] = {}
    for model, scenario, region, variable, unit, year, value in frame.rows():
        missing = [
            name
            for name, known in ((variable, entries), (region, places), (str(year), case.periods))
            if name not in known
        ]
        if missing:
            left |= dict.fromkeys(missing)
            continue
        entry = entries[variable]
        amount = value if unit == unit_of(case, entry) else converted(value, unit, entry.inside)
        if amount is None:
            blanks = {"column": variable, "unit": unit, "expected": unit_of(case, entry)}
            faults[variable, unit] = Fault("T012", Where(file, name=variable), blanks)
            continue
        yield entry, places[region], str(year), amount, f"{model}, {scenario}: {variable}"
    made.left = [*dict.fromkeys([*made.left, *left])]
    refuse(faults.values())


def converted(value: float, unit: str, to: str) -> float | None:
    """A figure in another unit, by whichever factor is the shorter number: there, or the one of the way back."""
    there, back = units.factor(unit, to), units.factor(to, unit)
    if there is None or back is None:
        return None
    return value * there if len(repr(there)) <= len(repr(back)) else value / back


def _text(value: float) -> str:
    """A number with the fifteen digits that a conversion of units keeps."""
    return f"{value:.15g}"


def _some(made: Made, file: str) -> Made:
    if not made.rows:
        why = ", ".join(made.left[:12]) or "-"
        raise Faults([Fault("X020", Where(file), {"file": file, "why": why})])
    return made
