"""The door: every figure of a case leaves its own unit here and enters as a plain number of the programme's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geju.core import unit as units
from geju.core.calendar import HOURS, Calendar, Floats, Timed
from geju.core.case import Case
from geju.core.errors import Fault, Where

Row = dict[str, Any]


@dataclass
class Door:
    """Conversion of one case's figures; what does not fit becomes a fault."""

    case: Case
    faults: list[Fault] = field(default_factory=list)

    def fault(self, code: str, row: Row, column: str, near: tuple[str, ...] = (), /, **blanks: Any) -> None:
        """Note a fault at a row of a table."""
        self.faults.append(Fault(code, Where(row["file"], row["line"], column), {"column": column, **blanks}, near))

    def faults_once(self) -> list[Fault]:
        """The faults, one for each code, place and text."""
        return list({(f.code, f.where, f.text()): f for f in self.faults}.values())

    def number(self, row: Row, column: str, value: float | None, unit: str, to: str) -> float:
        """``value`` in ``unit`` as a number in ``to``. Zero and infinity need no unit. Error T012."""
        if value is None or value == 0 or not np.isfinite(value):
            return float("nan") if value is None else float(value)
        ratio = units.factor(unit or "dimensionless", to)
        if ratio is None:
            self.fault("T012", row, column, unit=unit, expected=to)
            return float("nan")
        return value * ratio

    def quantity(self, row: Row, column: str, to: str) -> float:
        """A quantity cell of a row."""
        return self.number(row, column, row[column], row.get(f"{column}.unit", ""), to)

    def by_period(self, row: Row, column: str, to: str = "", unit: str | None = None) -> Floats:
        """A by-period cell of a row, [y]; converted when ``to`` is given."""
        values = []
        for period in self.case.periods:
            name = f"{column}_{period}"
            own = row.get(f"{name}.unit", "") if unit is None else unit
            values.append(self.number(row, column, row[name], own, to) if to else row[name])
        return np.array([np.nan if v is None else v for v in values], dtype=np.float64)


def time_of(unit: str) -> float:
    """Hours of a unit's own denominator: 8760 for Mt/yr, 1 for GW (an hour's worth is a GWh).

    >>> time_of("Mt/yr"), time_of("GW")
    (8760.0, 1.0)
    """
    return HOURS if unit.replace(" ", "").endswith("/yr") else 1.0


def content_of(unit: str) -> str:
    """The unit of what a store of the commodity holds: Mt for Mt/yr, GWh for GW."""
    return unit.replace(" ", "").removesuffix("/yr") if time_of(unit) == HOURS else units.product(unit, "h")


class Series:
    """The time series of a system, each kept once: row 0 of every level is 1 throughout."""

    def __init__(self, case: Case, calendar: Calendar) -> None:
        self.case, self.calendar = case, calendar
        self.rows: list[list[Floats]] = [[np.ones(level.size)] for level in calendar.levels]
        self._place: list[dict[bytes, int]] = [{np.ones(level.size).tobytes(): 0} for level in calendar.levels]
        self._hourly = self._read()

    def matrices(self) -> tuple[Floats, ...]:
        """[level][row, slot]."""
        return tuple(np.array(rows) for rows in self.rows)

    def put(self, level: int, values: Floats) -> int:
        """The row that holds these values, added when new."""
        key = values.tobytes()
        found = self._place[level].get(key)
        if found is None:
            found = self._place[level][key] = len(self.rows[level])
            self.rows[level].append(values)
        return found

    def timed(self, parts: list[tuple[int, Floats]]) -> Timed:
        """Items given as (level, values over its slots); a constant keeps its value in the scale."""
        scale, row = np.ones(len(parts)), np.zeros(len(parts), dtype=np.int64)
        for i, (level, values) in enumerate(parts):
            if (values == values[0]).all():
                scale[i] = values[0]
            else:
                row[i] = self.put(level, values)
        return Timed(scale, row)

    def over(self, level: int, by_period: Floats) -> Floats:
        """Values by period spread over the slots of a level."""
        return by_period[self.calendar.levels[level].period]

    def profile(self, name: str, place: str, level: int) -> Floats | None:
        """A profile at a place over the slots of a level (its own place first, then the one for all); None when incomplete."""
        if not name:
            return np.ones(self.calendar.levels[level].size)
        hourly = self._hourly.get((name, place), self._hourly.get((name, "")))
        if hourly is None or np.isnan(hourly).any():
            return None
        kind, periods = self.calendar.levels[level].name, len(self.case.periods)
        if kind == "slice":
            blocks = self.calendar.levels[level].size // (periods * len(hourly))
            return np.tile(hourly.reshape(len(hourly), blocks, -1).mean(axis=2).ravel(), periods)
        seasons = hourly.mean(axis=1)
        share = np.array(list(self.case.seasons.values()))
        return np.tile(seasons if kind == "season" else [(seasons * share).sum() / share.sum()], periods)

    def hole(self, name: str, place: str) -> tuple[str, str]:
        """The season and hour of the first hole of a profile; a profile that is not there lacks its first."""
        hourly = self._hourly.get((name, place), self._hourly.get((name, "")))
        season, hour = np.argwhere(np.isnan(hourly))[0] if hourly is not None else (0, 0)
        return list(self.case.seasons)[season], str(hour)

    def _read(self) -> dict[tuple[str, str], Floats]:
        """Each (profile, place) as season × 24 hours, the more particular row before the general; a hole stays NaN."""
        names = list(self.case.seasons)
        found: dict[tuple[str, str], Floats] = {}
        rows = self.case.tables["profiles"].select("profile", "place", "season", "hour", "value").rows()
        for name, place, season, hour, value in sorted(rows, key=lambda r: (r[2] != "", r[3] >= 0)):
            hours = found.setdefault((name, place), np.full((len(names), 24), np.nan))
            seasons = slice(None) if season == "" else [names.index(season)] if season in names else []
            hours[seasons, slice(None) if hour < 0 else int(hour)] = value
        return found
