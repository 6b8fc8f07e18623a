"""The template of IAMC variables: which figures of a plan make which variable. The package's own, or the case's ``iamc.csv``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl

from geju.core.case import Case
from geju.core.errors import Fault, Where, nearest, refuse
from geju.core.schema import declared
from geju.core.table import read_table

NAME = "iamc.csv"
HERE = Path(__file__).parent
FILTERS = {"kind": "kinds", "tags": "kinds", "commodity": "commodities", "sector": "case"}


@dataclass(frozen=True)
class Entry:
    """One row of the template (``schema.csv`` beside says what each column means)."""

    variable: str
    unit: str
    inside: str
    times: float
    table: str
    commodity: str
    kind: str
    tags: str
    sector: str
    side: str
    item: str
    column: str
    per: str
    sign: float
    regions: str
    line: int

    def lists(self, name: str) -> tuple[list[str], list[str]]:
        """What a filter asks for and what it leaves out."""
        words = [word.strip() for word in str(getattr(self, name)).split(";") if word.strip()]
        plain = ["" if word.lstrip("-") == "none" else word.lstrip("-") for word in words]
        wanted = [own for own, word in zip(plain, words, strict=True) if not word.startswith("-")]
        return wanted, [own for own, word in zip(plain, words, strict=True) if word.startswith("-")]


@dataclass(frozen=True)
class Template:
    """The rows of a template in their order, and the file they come from."""

    file: Path
    entries: tuple[Entry, ...]

    @property
    def variables(self) -> dict[str, list[Entry]]:
        """The rows of every variable."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.variable, []).append(entry)
        return found


def template(case: Case | None = None, file: Path | None = None) -> Template:
    """The template in ``file``, else the case's own, else the package's. Errors: T codes; T010 for names the case lacks."""
    own = case.folder / NAME if case else HERE / NAME
    chosen = file or (own if own.is_file() else HERE / NAME)
    if file is not None and not file.is_file():
        refuse([Fault("T001", Where(file.name), {"file": file.name})])
    (table,) = declared(HERE / "schema.csv")
    frame, faults = read_table(chosen, table, (), chosen.name)
    refuse(faults)
    found = Template(chosen, tuple(_entry(row) for row in frame.to_dicts()))
    refuse(_structure(found))
    if case is not None and chosen != HERE / NAME:
        refuse(_names(found, case))
    return found


def _entry(row: dict[str, object]) -> Entry:
    return Entry(**{field.name: row["as" if field.name == "inside" else field.name] for field in fields(Entry)})  # type: ignore[arg-type]


def _structure(found: Template) -> list[Fault]:
    """Faults X021: a rest with nothing above it, a variable that is both added up and filled, or has two units."""
    faults = []
    for variable, entries in found.variables.items():
        above = variable.rpartition("|")[0]
        sums = {entry.table for entry in entries} & {"sum", "rest"}
        wrong = (len(entries) > 1 and sums) or len({(e.unit, e.inside, e.regions) for e in entries}) > 1
        if wrong or ("rest" in sums and found.variables.get(above, entries)[0].table in ("sum", "rest")):
            where = Where(found.file.name, entries[-1].line)
            faults.append(Fault("X021", where, {"variable": variable}))
    return faults


def _names(found: Template, case: Case) -> list[Fault]:
    """Faults T010: commodities, kinds, tags and sectors that the case does not have."""
    tables = case.tables
    known: Mapping[str, Collection[str]] = {
        "kind": set(tables["kinds"]["kind"]), "sector": set(case.sectors), "commodity": set(tables["commodities"]["commodity"]),
        "tags": {tag for tags in tables["kinds"]["tags"].to_list() for tag in tags or ()},
    }  # fmt: skip
    return [
        Fault("T010", Where(found.file.name, entry.line, name), {"column": name, "value": word, "ref": FILTERS[name]},
              nearest(word, known[name]))
        for entry in found.entries for name in FILTERS for words in entry.lists(name) for word in words
        if word and word not in known[name]
    ]  # fmt: skip


def kinds_of(case: Case) -> pl.DataFrame:
    """Every kind with its tags and the commodities that it gives while it runs."""
    rates = [
        c for c in case.tables["ports"].columns if c.startswith("rate_") and c.removeprefix("rate_") in case.periods
    ]
    gives = case.tables["ports"].filter((pl.col("when") == "running") & pl.max_horizontal(rates).gt(0))
    given = gives.group_by("kind").agg(pl.col("commodity").alias("gives"))
    return case.tables["kinds"].select("kind", "tags").join(given, on="kind", how="left")
