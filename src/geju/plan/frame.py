"""Tidy frames: the small steps that every table of a plan takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import polars as pl

from geju.core.calendar import Floats, Ints
from geju.core.system import System
from geju.plan.solution import Solution

Columns = dict[str, Any]
TEXT = dict.fromkeys(
    ("process", "kind", "sector", "place", "to", "mode", "period", "slot", "unit", "store", "commodity", "side", "item", "clause",
     "measure", "bound", "price_unit"), pl.String,
)  # fmt: skip


def periods(s: System, numbers: Ints) -> pl.Series:
    """The names of some periods."""
    return take(s.calendar.periods, numbers)


def take(values: Iterable[str], index: Ints) -> pl.Series:
    """Some of a list of texts, repeated as the index says."""
    return pl.Series(list(values), dtype=pl.String)[index]


def frame(columns: Columns) -> pl.DataFrame:
    """A frame whose text columns are text even when it has no row."""
    return pl.DataFrame(columns, schema_overrides={name: kind for name, kind in TEXT.items() if name in columns})


def moved(s: System, x: Solution) -> tuple[Ints, Ints, Floats]:
    """Yearly mean of what every running port moves: port, period, amount (negative takes)."""
    ports, years = s.running, len(s.calendar.periods)
    amount, starts = np.zeros((len(ports), years)), s.calendar.starts(s.mode_level)
    for meet in s.calendar.meetings(s.mode_level[ports.item], s.balances.level[ports.balance]):
        k, level_ = meet.chosen, s.calendar.levels[meet.fine]
        rate = (
            ports.rate.over(s.series[meet.fine], k) * x.act[starts[ports.item[k]][:, None] + meet.slot] * level_.weight
        )
        for y in range(years):
            amount[k, y] = rate[:, level_.period == y].sum(axis=1)
    port, period = (a.ravel() for a in np.indices(amount.shape))
    return port, period, amount.ravel()
