"""A case: places, tables of sectors, a calendar and a policy, read from a folder and checked as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geju.core.calendar import Calendar, typical
from geju.core.clause import Policy
from geju.core.errors import Fault, Faults, Where, nearest, refuse
from geju.core.place import Places
from geju.core.policy import PolicyReader
from geju.core.schema import BY_NAME, SECTOR_TABLES, TABLES
from geju.core.table import read_table

NEEDED = ("name", "title", "periods", "years", "money", "discount_rate", "seasons", "resolutions", "sectors")
SETTINGS = (*NEEDED, "default_resolution", "policy", "focus")


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
    places: Places
    tables: dict[str, pl.DataFrame]
    policy: Policy | None
    digest: str

    def calendar(self, resolution: str = "") -> Calendar:
        """The calendar at a resolution of the case (its default when blank). Error K003."""
        name = resolution or self.resolution
        if name not in self.resolutions:
            near = nearest(name, self.resolutions)
            raise Faults([Fault("K003", Where(name=self.name), {"name": name, "known": ", ".join(self.resolutions)}, near)])
        return typical(self.periods, np.array(self.years), self.discount_rate, self.seasons, self.resolutions[name])


def load(folder: Path) -> Case:
    """Read and check a case folder. Errors: K001, K002, all T and P codes; every fault of the case in one :class:`Faults`."""
    settings = _settings(folder)
    periods = tuple(str(p) for p in settings["periods"])
    faults: list[Fault] = []
    tables = _tables(folder, tuple(settings["sectors"]), periods, faults)
    places = Places(tables["places"])
    faults += _references(tables)
    faults += [Fault("T015", Where("places.csv", name=p), {"place": p}) for p in places.cycles()]
    policy = None
    if settings.get("policy"):
        reader = PolicyReader(str(settings["policy"]), periods)
        policy = reader.policy(folder / str(settings["policy"]))
        faults += reader.faults
    refuse(faults)
    return Case(
        str(settings["name"]), {k: str(v) for k, v in settings["title"].items()}, folder, periods,
        tuple(float(n) for n in settings["years"]), {k: float(v) for k, v in settings["seasons"].items()},
        {k: int(v) for k, v in settings["resolutions"].items()},
        str(settings.get("default_resolution") or next(iter(settings["resolutions"]))),
        str(settings["money"]["unit"]), int(settings["money"]["price_year"]), float(settings["discount_rate"]),
        tuple(settings["sectors"]), str(settings.get("focus") or ""), places, tables, policy, digest(folder),
    )  # fmt: skip


def digest(folder: Path) -> str:
    """A fingerprint of every file a plan of the case depends on."""
    mark = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".csv", ".yaml", ".txt") and "facts" not in path.relative_to(folder).parts:
            mark.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return mark.hexdigest()


def _settings(folder: Path) -> dict[str, Any]:
    path = folder / "case.yaml"
    where = Where(path.name, name=folder.name)
    if not path.exists():
        raise Faults([Fault("T001", where, {"file": str(path.name)})])
    try:
        settings = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError) as error:
        raise Faults([Fault("K002", where, {"why": str(error)})]) from None
    if not isinstance(settings, dict):
        raise Faults([Fault("K002", where, {"why": "a mapping is expected"})])
    wrong = [f"{key} is missing" for key in NEEDED if key not in settings]
    wrong += [f"{key} is unknown" for key in settings if key not in SETTINGS]
    if not wrong:
        wrong = list(_sense(settings))
    refuse(Fault("K002", where, {"why": why}) for why in wrong)
    return settings


def _sense(settings: dict[str, Any]) -> Iterable[str]:
    """What is wrong with settings that are all there."""
    periods, years = settings["periods"], settings["years"]
    if not isinstance(periods, list) or not periods or any(not isinstance(p, int) for p in periods):
        yield "periods: a list of years is expected"
    elif sorted(set(periods)) != periods:
        yield "periods must increase"
    elif not isinstance(years, list) or len(years) != len(periods) or any(not n > 0 for n in years):
        yield "years: one positive number for each period"
    if not isinstance(settings["seasons"], dict) or any(not d > 0 for d in settings["seasons"].values()):
        yield "seasons: a name and a positive number of days each"
    blocks = settings["resolutions"]
    if not isinstance(blocks, dict) or any(not isinstance(n, int) or n < 1 or 24 % n for n in blocks.values()):
        yield "resolutions: blocks of a day, a number that divides 24"
    elif settings.get("default_resolution", next(iter(blocks))) not in blocks:
        yield "default_resolution is not one of the resolutions"
    if not -0.5 < float(settings["discount_rate"]) < 1:
        yield "discount_rate: a share such as 0.05"
    if not isinstance(settings["money"], dict) or {"unit", "price_year"} - set(settings["money"]):
        yield "money: {unit, price_year}"
    if not isinstance(settings["title"], dict):
        yield "title: {zh, en}"


def _tables(folder: Path, sectors: tuple[str, ...], periods: tuple[str, ...], faults: list[Fault]) -> dict[str, pl.DataFrame]:
    tables: dict[str, pl.DataFrame] = {}
    for table in TABLES:
        if table in SECTOR_TABLES:
            parts = []
            for sector in sectors:
                frame, found = read_table(folder / sector / f"{table.name}.csv", table, periods, f"{sector}/{table.name}.csv")
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
    for table in TABLES:
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
        if table in SECTOR_TABLES:
            faults += _twice(frame, BY_NAME[table.name].key, table.name)
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
            faults.append(Fault("T009", Where(file, line), {"table": name, "key": text, "other": f"{first[0]}:{first[1]}"}))
    return faults
