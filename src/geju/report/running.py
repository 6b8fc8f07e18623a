"""What every kind gives to and takes from the finest balances, slot by slot, recomputed from the plan's activities."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from geju.core.system import System
    from geju.plan.plan import Plan

COLUMNS = ("commodity", "place", "period", "slot", "side", "kind", "unit")
SCHEMA = dict.fromkeys(COLUMNS, pl.String) | {"value": pl.Float64}


def balance(plan: Plan) -> pl.DataFrame:
    """One line a balance of the finest level, slot, side and kind: ``Σ rate · act`` of the running ports, and demand.

    value  [balance, slot, kind]  the balance's unit; negative takes
    """
    system: System | None = getattr(plan, "system", None)
    activity = plan.tables.get("activity")
    if system is None or activity is None or not activity.height:
        return plan.tables.get("balance", pl.DataFrame(schema=SCHEMA))
    return pl.concat([_ports(system, activity["value"].to_numpy()), _demand(system)])


def _ports(s: System, act: np.ndarray) -> pl.DataFrame:
    """What running ports move in the slots of the finest level; ``act`` is laid out by mode and slot."""
    ports, finest, starts = s.running, len(s.calendar.levels) - 1, s.calendar.starts(s.mode_level)
    parts = [pl.DataFrame(schema=SCHEMA)]
    for meet in s.calendar.meetings(s.mode_level[ports.item], s.balances.level[ports.balance]):
        if meet.second != finest:
            continue
        k = meet.chosen
        moved = ports.rate.over(s.series[finest], k) * act[starts[ports.item[k]][:, None] + meet.slot]
        process = s.modes.process[ports.item[k]]
        side = np.where(moved.ravel() > 0, "supply", "use").astype(object)
        kinds = np.array(s.processes.kind, dtype=object)[process]
        parts.append(_frame(s, ports.balance[k], side, kinds, moved))
    keys = list(COLUMNS)
    return pl.concat(parts).filter(pl.col("value") != 0).group_by(keys, maintain_order=True).agg(pl.col("value").sum())


def _demand(s: System) -> pl.DataFrame:
    finest = len(s.calendar.levels) - 1
    b = np.flatnonzero(s.balances.level == finest)
    value = s.balances.demand.over(s.series[finest], b)
    side = np.where(value.ravel() >= 0, "demand", "supply").astype(object)
    return _frame(s, b, side, np.full(len(b), "", dtype=object), -value).filter(pl.col("value") != 0)


def _frame(s: System, balance: np.ndarray, side: np.ndarray, kind: np.ndarray, value: np.ndarray) -> pl.DataFrame:
    """Lines of balances × the slots of the finest level."""
    level, n = s.calendar.levels[-1], len(balance)
    slots = level.size
    periods = np.array(s.calendar.periods, dtype=object)[level.period]

    def cells(names: tuple[str, ...]) -> np.ndarray:
        return np.repeat(np.array(names, dtype=object)[balance], slots)

    b = s.balances
    return pl.DataFrame({
        "commodity": cells(b.commodity), "place": cells(b.place), "period": np.tile(periods, n),
        "slot": np.tile(np.array(level.label, dtype=object), n), "side": side, "kind": np.repeat(kind, slots),
        "unit": cells(b.unit), "value": value.ravel(),
    }, schema=SCHEMA)  # fmt: skip
