"""Sums that the published codes declare non-negative one by one."""

from __future__ import annotations

import numpy as np

from geju.bridge.osemosys_build import Build
from geju.bridge.osemosys_limits import labels, rows
from geju.core.calendar import Floats, Ints

INF = np.inf


def signs(b: Build) -> None:
    """Sums that the code declares non-negative, where a negative ratio, cost or penalty could make them so."""
    if not b.vintage.signs:
        return
    ways, data, names = b.ways, b.data, labels(b)
    r, t = b.units.region[ways.unit], b.units.technology[ways.unit]
    penalty = data.dense("EmissionsPenalty")
    price = ways.emit.rate * penalty[r[ways.emit.mode], ways.emit.of]
    if b.vintage.signs == "short":
        _sums(b, "EmissionsPenalty", names, ways.emit.mode, price)
        return
    barred = np.zeros((len(ways.unit), b.draft.Y), dtype=bool)
    wide = b.vintage.signs == "long"
    for rates, wrong in (
        (ways.out, ways.out.rate < 0),
        (ways.into, ways.into.rate < 0),
        (ways.emit, ((ways.emit.rate < 0) | (price < 0)) & wide),
    ):
        np.logical_or.at(barred, rates.mode, wrong)
    calls = [f"{names[p]} {b.name('m', max(int(m), 0))}" for p, m in zip(ways.unit, ways.mode, strict=True)]
    row = rows(b, "NonNegative", calls, barred, np.asarray(-INF), np.asarray(0.0))
    b.draft.over_year(row, b.mode, b.mode_level, np.ones(row.shape))
    if not wide:
        _sums(b, "EmissionsPenalty", names, ways.emit.mode, price)
        return
    variable = data.dense("VariableCost")[r, t, np.maximum(ways.mode, 0)]
    j = np.flatnonzero(~ways.idle)
    _sums(b, "VariableCost", names, j, variable[j])


def _sums(b: Build, stem: str, names: list[str], mode: Ints, value: Floats) -> None:
    """Σ value · activity ≥ 0 for each unit and year in which some value is negative."""
    negative = np.zeros((len(names), b.draft.Y), dtype=bool)
    unit = b.ways.unit[mode]
    np.logical_or.at(negative, unit, value < 0)
    row = rows(b, f"NonNegative {stem}", names, negative, np.asarray(0.0), np.asarray(INF))
    b.draft.over_year(row[unit], b.mode[mode], b.mode_level[mode], value)
