"""The house fixture: one complete case small enough to check by hand, with any cell replaced.

Two regions, *west* and *east*, one line between them. The west has a cheap plant, the east a dear one and the demand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from geju.core.case import Case, load
from geju.core.system import System
from geju.plan.plan import Stated, stand
from geju.plan.prepare import prepare
from geju.plan.result import tables as told
from geju.plan.solution import Solution, solution

Rows = list[dict[str, Any]]

SOURCE = {"source": "made up for the tests", "status": "assumed"}
CASE = """\
name: two-regions
title: {{zh: 两地区, en: Two regions}}
periods: {periods}
years: {years}
money: {{unit: yiCNY, price_year: 2023}}
discount_rate: {rate}
seasons: {seasons}
resolutions: {{one: {blocks}}}
sectors: [energy]
{policy}
"""


def places() -> Rows:
    """Two provinces."""
    return [
        {
            "place": "west",
            "name_zh": "西",
            "name_en": "West",
            "level": "province",
            "groups": "west-group",
            "population": 100,
        },
        {"place": "east", "name_zh": "东", "name_en": "East", "level": "province", "population": 300},
    ]


def commodities() -> Rows:
    """Power, by slice, at 20 CNY/kWh when missed."""
    return [
        {
            "commodity": "power",
            "name_zh": "电",
            "name_en": "Power",
            "unit": "GW",
            "resolution": "slice",
            "shortage": "20 CNY/kWh",
        }
    ]


def kinds() -> Rows:
    """A cheap and a dear plant and a line. Costs in CNY/kWh become 0.876 yiCNY per GW and year each 0.01."""
    return [
        {
            "kind": "cheap",
            "name_zh": "廉",
            "name_en": "Cheap",
            "unit": "GW",
            "variable": "100 CNY/MWh",
            "tags": "plant;cheap",
        },
        {
            "kind": "dear",
            "name_zh": "贵",
            "name_en": "Dear",
            "unit": "GW",
            "variable": "300 CNY/MWh",
            "tags": "plant;dear",
        },
        {"kind": "line", "name_zh": "线", "name_en": "Line", "unit": "GW", "tags": "line"},
    ]


def ports() -> Rows:
    """Plants give power; the line takes it in the west and gives nine tenths of it in the east."""
    return [
        {"kind": "cheap", "commodity": "power", "where": "here", "rate": 1, "unit": "GW/GW"},
        {"kind": "dear", "commodity": "power", "where": "here", "rate": 1, "unit": "GW/GW"},
        {"kind": "line", "commodity": "power", "where": "from", "rate": -1, "unit": "GW/GW"},
        {"kind": "line", "commodity": "power", "where": "to", "rate": 0.9, "unit": "GW/GW"},
    ]


def sites() -> Rows:
    """10 GW cheap in the west, 20 GW dear in the east, 5 GW of line."""
    return [
        {"kind": "cheap", "place": "west", "standing": 10},
        {"kind": "dear", "place": "east", "standing": 20},
        {"kind": "line", "place": "west", "to": "east", "standing": 5},
    ]


def demand() -> Rows:
    """2 GW in the west, 8 GW in the east."""
    return [
        {"commodity": "power", "place": "west", "amount": 2, "unit": "GW"},
        {"commodity": "power", "place": "east", "amount": 8, "unit": "GW"},
    ]


TABLES = {"commodities": commodities, "kinds": kinds, "ports": ports, "sites": sites, "demand": demand}


def two_regions(
    folder: Path, *, periods: tuple[int, ...] = (2030,), years: tuple[float, ...] = (1,), rate: float = 0.0,
    seasons: str = "{year: 365}", blocks: int = 1, clauses: str = "", text: str = "", **tables: Rows,
) -> Path:  # fmt: skip
    """Write the case into ``folder`` and give the folder back; ``kinds=…`` and the like replace whole tables."""
    folder.mkdir(parents=True, exist_ok=True)
    policy = "policy: clauses.yaml" if clauses else ""
    case = CASE.format(
        periods=list(periods), years=list(years), rate=rate, seasons=seasons, blocks=blocks, policy=policy
    )
    (folder / "case.yaml").write_text(case, encoding="utf-8")
    _write(folder / "places.csv", tables.pop("places", places()))
    if "bounds" in tables:
        _write(folder / "bounds.csv", tables.pop("bounds"))
    for name in {*TABLES, *tables}:
        _write(folder / "energy" / f"{name}.csv", tables[name] if name in tables else TABLES[name]())
    if clauses:
        (folder / "clauses.yaml").write_text(clauses, encoding="utf-8")
        (folder / "text.txt").write_text(text, encoding="utf-8")
    return folder


def changed(rows: Rows, key: Mapping[str, Any], **cells: Any) -> Rows:
    """The rows with some cells of those that match ``key`` replaced."""
    return [{**row, **cells} if all(row.get(k) == v for k, v in key.items()) else row for row in rows]


def policy(*clauses: str, text: str = "要多建。") -> str:
    """A clause file with one clause a string; each is the YAML of its fields besides id, quote and theme."""
    head = "policy: toy\ntitle: {zh: 例, en: Toy}\ntext: text.txt\ndate: 2030-01-01\nclauses:\n"
    bodies = "".join(
        f"  - id: c{i}\n    quote: {text}\n    theme: toy\n    {clause}\n" for i, clause in enumerate(clauses)
    )
    return head + bodies


@dataclass(frozen=True)
class Solved:
    """A case with its programme and its answer."""

    case: Case
    stated: Stated
    x: Solution
    tables: dict[str, pl.DataFrame]

    @property
    def system(self) -> System:
        return self.stated.system

    @property
    def total(self) -> float:
        """The whole cost, that of what stands already with it."""
        return self.x.objective + self.system.constant

    def sum(self, table: str, column: str = "value", **only: Any) -> float:
        """The sum of a column of a result table over the rows that match ``only``."""
        frame = self.tables[table]
        for name, value in only.items():
            frame = frame.filter(
                pl.col(name).is_in(value) if isinstance(value, list | tuple) else pl.col(name) == value
            )
        return float(frame[column].sum())

    def dual(self, commodity: str, place: str) -> list[float]:
        """Duals of a balance over discount factor and weight, slot by slot: money per unit of the balance and year."""
        s = self.system
        (b,) = (
            i
            for i, pair in enumerate(zip(s.balances.commodity, s.balances.place, strict=True))
            if pair == (commodity, place)
        )
        level = s.calendar.levels[int(s.balances.level[b])]
        start = s.calendar.starts(s.balances.level)[b]
        marginal = self.x.duals["balance"][start : start + level.size]
        return [float(value) for value in marginal / (level.weight * s.calendar.disc[level.period])]


def solved(folder: Path, without: frozenset[str] = frozenset()) -> Solved:
    """Load, state and solve; the case must have a plan."""
    case = load(folder)
    stated = stand(prepare(case, "", without))
    outcome = stated.model.run()
    assert outcome.status == "optimal", outcome.status
    x = solution(stated.system, stated.programme, outcome)
    return Solved(case, stated, x, told(case, stated.system, x))


def _write(path: Path, rows: Rows) -> None:
    if not rows:
        return  # a table that is absent is empty
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [{**SOURCE, **row} for row in rows]
    heading = list(dict.fromkeys(column for row in rows for column in row))
    lines = [",".join(heading), *(",".join(str(row.get(column, "")) for column in heading) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
