"""A case: places, tables of sectors, a calendar and a policy, read from a folder and checked as a whole."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from geju.core.calendar import Calendar, typical
from geju.core.clause import Policy
from geju.core.errors import Fault, Faults, Where, nearest, refuse
from geju.core.names import names_of, unknown
from geju.core.place import Places
from geju.core.schema import CASE_TABLES, all_tables, by_name
from geju.core.table import read_table


@dataclass(frozen=True)
class Case:
    """Everything a plan is made from.

    ``tables`` holds one frame a table of :mod:`geju.core.schema`, the sectors' rows one after another with a ``sector`` column.
    """

    name: str
    title: dict[str, str]
    folder: Path
    periods: tuple[str, ...]
    years: tuple[float, ...]
    seasons: dict[str, float]
    resolutions: dict[str, int]
    resolution: str
    money: str
    price_year: int
    discount_rate: float
    sectors: tuple[str, ...]
    focus: str
    horizon_end: str
    places: Places
    tables: dict[str, pl.DataFrame]
    policy: Policy | None
    digest: str

    def calendar(self, resolution: str = "") -> Calendar:
        """The calendar at a resolution of the case (its default when blank). Error K003."""
        name = resolution or self.resolution
        if name not in self.resolutions:
            near = nearest(name, self.resolutions)
            raise Faults(
                [Fault("K003", Where(name=self.name), {"name": name, "known": ", ".join(self.resolutions)}, near)]
            )
        return typical(self.periods, np.array(self.years), self.discount_rate, self.seasons, self.resolutions[name])


def load(folder: Path) -> Case:
    """Read and check a case folder. Errors: K001, K002, all T and P codes; every fault of the case in one :class:`Faults`."""
    from geju.core.policy import PolicyReader
    from geju.core.settings import read_settings

    settings = read_settings(folder)
    periods = tuple(str(p) for p in settings.periods)
    faults: list[Fault] = []
    tables = _tables(folder, tuple(settings.sectors), periods, faults)
    places = Places(tables["places"])
    faults += _references(tables)
    faults += [Fault("T015", Where("places.csv", name=p), {"place": p}) for p in places.cycles()]
    if settings.focus and not places.select(settings.focus):
        why = f"focus: {settings.focus} is no place or group"
        faults.append(
            Fault("K002", Where("case.yaml", name="focus"), {"why": why}, nearest(settings.focus, places.known()))
        )
    policy = None
    if settings.policy:
        reader = PolicyReader(settings.policy, periods)
        policy = reader.policy(folder / settings.policy)
        faults += reader.faults
    if faults and policy and settings.sectors:  # a sound case is asked once its clauses are selected
        known = names_of(tables, places)
        faults += [fault for clause in policy.clauses for fault in unknown(clause, known)]
    refuse(faults)
    resolution = settings.default_resolution or next(iter(settings.resolutions))
    return Case(
        settings.name, settings.title, folder, periods, tuple(settings.years), settings.seasons, settings.resolutions, resolution,
        settings.money.unit, settings.money.price_year, settings.discount_rate, tuple(settings.sectors), settings.focus,
        settings.horizon_end, places, tables, policy, digest(folder),
    )  # fmt: skip


def digest(folder: Path) -> str:
    """A fingerprint of every file a plan of the case depends on."""
    mark = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".csv", ".yaml", ".txt") and "facts" not in path.relative_to(folder).parts:
            mark.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return mark.hexdigest()


def _tables(
    folder: Path, sectors: tuple[str, ...], periods: tuple[str, ...], faults: list[Fault]
) -> dict[str, pl.DataFrame]:
    tables: dict[str, pl.DataFrame] = {}
    for table in all_tables():
        if table.name not in CASE_TABLES:
            parts = []
            for sector in sectors:
                frame, found = read_table(
                    folder / sector / f"{table.name}.csv", table, periods, f"{sector}/{table.name}.csv"
                )
                parts.append(frame.with_columns(sector=pl.lit(sector)))
                faults += found
            tables[table.name] = pl.concat(parts, how="diagonal_relaxed") if parts else pl.DataFrame()
        else:
            frame, found = read_table(folder / f"{table.name}.csv", table, periods, f"{table.name}.csv")
            tables[table.name] = frame
            faults += found
    for sector in sectors:
        if not (folder / sector).is_dir():
            faults.append(Fault("T001", Where("case.yaml", name="sectors"), {"file": sector}))
    return tables


def _references(tables: dict[str, pl.DataFrame]) -> list[Fault]:
    """Values that name nothing (T010), and keys that two sectors both use (T009)."""
    faults = []
    for table in all_tables():
        frame = tables[table.name]
        for column in table.columns:
            if not column.ref or column.name not in frame.columns:
                continue
            other, _, key = column.ref.partition(".")
            known = set(tables[other][key].to_list())
            for value, line, file in frame.select(column.name, "line", "file").rows():
                if value and value not in known:
                    blanks = {"column": column.name, "value": value, "ref": f"{other}.csv"}
                    faults.append(Fault("T010", Where(file, line, column.name), blanks, nearest(value, known)))
        if table.name not in CASE_TABLES:
            faults += _twice(frame, by_name()[table.name].key, table.name)
    return faults


def _twice(frame: pl.DataFrame, key: tuple[str, ...], name: str) -> list[Fault]:
    """Keys that stand in the tables of two sectors (inside one file they are found when it is read)."""
    if name in ("profiles", "ports"):
        return []
    faults, seen = [], dict[tuple[Any, ...], tuple[str, int]]()
    for *cells, line, file in frame.select(*key, "line", "file").rows():
        first = seen.setdefault(tuple(cells), (file, line))
        if first[0] != file:
            text = " ".join(str(c) for c in cells if c)
            faults.append(
                Fault("T009", Where(file, line), {"table": name, "key": text, "other": f"{first[0]}:{first[1]}"})
            )
    return faults
