"""Read a live ``pypsa.Network`` by what it looks like, and put results into it; PyPSA itself is not needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from geju.bridge.pypsa_netcdf import WEIGHTS, Written, dated
from geju.bridge.pypsa_source import Source, Table, attribute, attributes, by_period, numbers, plain, texts
from geju.core.calendar import Floats


def is_network(value: object) -> bool:
    """Whether a value is a network as PyPSA makes them."""
    return all(hasattr(value, name) for name in ("buses", "generators_t", "snapshots", "snapshot_weightings"))


def read(network: Any) -> Source:
    """The network as arrays; frames are read, not changed."""
    frame = network.snapshot_weightings
    slots = len(frame.index)
    labels, periods = _labels(frame.index)
    period, own = by_period(periods, slots)
    weights = {w: numbers(np.asarray(frame[w] if w in frame.columns else np.ones(slots))) for w in WEIGHTS}
    listed: tuple[str, ...] = ()
    period_weights: dict[str, Floats] = {}
    if periods is not None and len(network.investment_periods):
        table = network.investment_period_weightings
        names = [plain(x) for x in table.index.tolist()]
        order = [names.index(name) for name in own]
        listed = own
        period_weights = {w: numbers(np.asarray(table[w]))[order] for w in ("objective", "years")}
    tables = {kind: found for kind in attributes() if (found := _table(network, kind, slots)) is not None}
    scenarios = tuple(str(s) for s in network.scenarios) if getattr(network, "has_scenarios", False) else ()
    name = str(getattr(network, "name", "") or "network")
    return Source(
        name, Path(), tables, labels, period, weights, listed, period_weights, "", scenarios, _piecewise(network)
    )


def _labels(index: Any) -> tuple[tuple[str, ...], list[Any] | None]:
    """Labels of snapshots and, where the index has two levels, their periods."""
    if getattr(index, "nlevels", 1) == 2:
        labels, _ = _labels(index.get_level_values(1))
        return labels, index.get_level_values(0).tolist()
    values = index.to_numpy()
    return (dated(values) if values.dtype.kind == "M" else tuple(plain(v) for v in values.tolist())), None


def _table(network: Any, kind: str, slots: int) -> Table | None:
    frame = getattr(network, kind, None)
    if frame is None or not len(frame.index) or getattr(frame.index, "nlevels", 1) > 1:
        return None
    names = texts(np.array(frame.index.tolist(), dtype=object))
    static = {}
    for column in frame.columns:
        known = attribute(kind, str(column))
        if (known is None and column != "obj") or (known is not None and known.role != "result"):
            static[str(column)] = _column(frame[column])
    index = {str(name): i for i, name in enumerate(names)}
    series = {}
    for name, values in getattr(network, f"{kind}_t", {}).items():
        known = attribute(kind, str(name))
        if known is not None and known.role in ("used", "refused") and len(values.columns):
            items = np.array([index.get(str(c), -1) for c in values.columns.tolist()], dtype=np.int64)
            rows = np.array(values.to_numpy(dtype=np.float64).T, order="C")
            series[str(name)] = (items, rows) if (items >= 0).all() else (items[items >= 0], rows[items >= 0])
    return Table(kind, names, slots, static, series)


def _column(column: Any) -> Any:
    values = column.to_numpy()
    return values if values.dtype.kind in "fiub" else np.array(column.tolist(), dtype=object)


def _piecewise(network: Any) -> tuple[tuple[str, str], ...]:
    found = []
    for component in getattr(network, "components", ()):
        for name, frame in (getattr(component, "piecewise", None) or {}).items():
            if len(frame):
                found.append((str(component.list_name), str(name)))
    return tuple(found)


def write(network: Any, results: Written, facts: dict[str, float]) -> None:
    """Put results into the network itself: columns of its static frames, and its series."""
    frame_of = type(network.buses)
    for kind, (static, series) in results.items():
        frame = getattr(network, kind)
        for column, values in static.items():
            frame[column] = values
        for column, (names, rows) in series.items():
            getattr(network, f"{kind}_t")[column] = frame_of(rows.T, index=network.snapshots, columns=names)
    for name, value in facts.items():
        setattr(network, name, value)
