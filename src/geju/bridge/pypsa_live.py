"""Read a live ``pypsa.Network`` by what it looks like, and put results into it; PyPSA itself is not needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from geju.bridge.pypsa_netcdf import WEIGHTS, Written, dated
from geju.bridge.pypsa_source import Names, Source, Table, attribute, attributes, by_period, numbers, plain, texts
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
    scenarios = [str(s) for s in network.scenarios] if getattr(network, "has_scenarios", False) else []
    each = [_tables(network, scenario, slots) for scenario in scenarios or [""]]
    name = str(getattr(network, "name", "") or "network")
    risk = getattr(network, "risk_preference", None)
    source = Source(
        name, Path(), each[0], labels, period, weights, listed, period_weights, "", _piecewise(network),
        risk=(float(risk["alpha"]), float(risk["omega"])) if risk else None,
    )  # fmt: skip
    if not scenarios:
        return source
    shares = numbers(np.asarray(network.scenario_weightings["weight"]))
    return source.with_scenarios(scenarios, shares, each)


def _labels(index: Any) -> tuple[tuple[str, ...], list[Any] | None]:
    """Labels of snapshots and, where the index has two levels, their periods."""
    if getattr(index, "nlevels", 1) == 2:
        labels, _ = _labels(index.get_level_values(1))
        return labels, index.get_level_values(0).tolist()
    values = index.to_numpy()
    return (dated(values) if values.dtype.kind == "M" else tuple(plain(v) for v in values.tolist())), None


def _tables(network: Any, scenario: str, slots: int) -> dict[str, Table]:
    """The components in one scenario; ``""`` where there are none."""
    return {kind: found for kind in attributes() if (found := _table(network, kind, scenario, slots)) is not None}


def _table(network: Any, kind: str, scenario: str, slots: int) -> Table | None:
    frame = getattr(network, kind, None)
    if frame is None or not len(frame.index):
        return None
    here, names = _names(frame.index, scenario)
    static = {}
    for column in frame.columns:
        known = attribute(kind, str(column))
        if (known is None and column != "obj") or (known is not None and known.role != "result"):
            static[str(column)] = _column(frame[column])[here]
    index = {str(name): i for i, name in enumerate(names)}
    series = {}
    for name, values in getattr(network, f"{kind}_t", {}).items():
        known = attribute(kind, str(name))
        if known is not None and known.role in ("used", "refused") and len(values.columns):
            there, own = _names(values.columns, scenario)
            items = np.array([index.get(str(c), -1) for c in own], dtype=np.int64)
            rows = np.array(values.to_numpy(dtype=np.float64).T[there], order="C")
            series[str(name)] = (items, rows) if (items >= 0).all() else (items[items >= 0], rows[items >= 0])
    return Table(kind, names, slots, static, series)


def _names(index: Any, scenario: str) -> tuple[Any, Names]:
    """Which entries of an index are those of a scenario, and the names of them; all where it has no such level."""
    labels = index.tolist()
    if getattr(index, "nlevels", 1) == 1:
        return slice(None), texts(np.array(labels, dtype=object))
    here = [i for i, label in enumerate(labels) if str(label[0]) == scenario]
    return here, texts(np.array([labels[i][1] for i in here], dtype=object))


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
        order: Any = slice(None)
        if getattr(frame.index, "nlevels", 1) > 1:
            spots = [_names(frame.index, str(scenario))[0] for scenario in network.scenarios]
            order = np.argsort(np.concatenate(spots))
        for column, values in static.items():
            frame[column] = values.ravel()[order]
        for column, (names, rows) in series.items():
            labels = names if rows.ndim == 2 else frame.index
            whole = rows.reshape(-1, rows.shape[-1])[order]
            getattr(network, f"{kind}_t")[column] = frame_of(whole.T, index=network.snapshots, columns=labels)
    for name, value in facts.items():
        setattr(network, name, value)
