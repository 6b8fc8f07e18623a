"""Read a PyPSA network from a netCDF file, and put results into a copy of it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geju.bridge.netcdf import Variables, variable
from geju.bridge.pypsa_source import Source, Table, attribute, attributes, by_period, numbers, plain, texts
from geju.core.calendar import Floats
from geju.core.errors import Fault, Faults, Where

WEIGHTS = ("objective", "stores", "generators")
SCENARIO = "scenario"  # the dimension that attributes have besides where there are scenarios


def read(path: Path) -> Source:
    """The network in a netCDF file. Errors B001 (not such a file), B002 (no reader), B003 (no snapshots or buses), B010."""
    with opened(path) as file:
        kinds = sorted(attributes(), key=len, reverse=True)
        held: dict[str, list[str]] = {kind: [] for kind in kinds}
        for name in file:
            kind = next((k for k in kinds if name.startswith(k + "_")), None)
            if kind:
                held[kind].append(name[len(kind) + 1 :])
        labels, periods = _snapshots(file)
        slots = len(labels)
        scenarios, shares = _scenarios(file, path)
        split = {kind: _tables(file, kind, own, slots, len(scenarios)) for kind, own in held.items() if "i" in own}
        if not slots or "buses" not in split:
            raise Faults([Fault("B003", Where(str(path)), {"path": str(path)})])
        period, own = by_period(periods, slots)
        weights = {w: _weight(file, w, slots) for w in WEIGHTS}
        listed, period_weights = _period_weights(file, own)
        title = file.attrs.get("network_name", b"")
        piecewise = tuple(
            (k, n[3:]) for k, names in held.items() for n in names if n.startswith("pw_") and n[-2:] != "_i"
        )
    name = title.decode() if isinstance(title, bytes) else str(title)
    each = [{kind: found[k] for kind, found in split.items()} for k in range(max(len(scenarios), 1))]
    source = Source(
        name or path.stem, path, each[0], labels, period, weights, listed, period_weights, digest(path), piecewise
    )
    return source.with_scenarios(scenarios, shares, each) if scenarios else source


def _scenarios(file: Any, path: Path) -> tuple[tuple[str, ...], Floats]:
    """Scenarios and their probabilities. Error B010: scenarios without any, which PyPSA would not read as such."""
    if SCENARIO not in file:
        return (), np.zeros(0)
    names = tuple(texts(variable(file, SCENARIO)))
    if f"{SCENARIO}_weight" not in file:
        raise Faults([Fault("B010", Where(path.name), {"names": ", ".join(names)})])
    return names, numbers(variable(file, f"{SCENARIO}_weight"))


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The file, open for reading. Errors B001 (not such a file, or one that is broken somewhere inside), B002."""
    try:
        import h5py
    except ImportError:
        raise Faults([Fault("B002", Where(str(path)), {"package": "h5py"})]) from None
    try:
        with h5py.File(path, "r") as file:
            yield file
    except OSError as error:
        raise Faults([Fault("B001", Where(str(path)), {"path": str(path), "why": str(error)})]) from None


def digest(path: Path) -> str:
    """A fingerprint of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _times(labels: NDArray[Any]) -> tuple[str, ...]:
    """The labels of snapshots: dates where they are dates, otherwise as they stand."""
    return dated(labels) if labels.dtype.kind == "M" else tuple(plain(v) for v in labels)


def dated(moments: NDArray[Any]) -> tuple[str, ...]:
    """Dates as text, to the minute where that is enough."""
    whole = (moments.astype("datetime64[m]") == moments).all()
    return tuple(str(x) for x in np.datetime_as_string(moments, unit="m" if whole else "s").tolist())


def _snapshots(file: Any) -> tuple[tuple[str, ...], NDArray[Any] | None]:
    """Labels, and the period of each where there are several."""
    if "snapshots_timestep" in file and "snapshots_period" in file:
        periods = variable(file, "snapshots_period")
        return _times(variable(file, "snapshots_timestep")), periods
    for name in ("snapshots_snapshot", "snapshots"):
        if name in file:
            return _times(variable(file, name)), None
    return (), None


def _weight(file: Any, column: str, slots: int) -> Floats:
    for name in (f"snapshots_{column}", "snapshots_weightings"):
        if name in file:
            return numbers(variable(file, name))
    return np.ones(slots)


def _period_weights(file: Any, own: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, Floats]]:
    """The periods that have snapshots, and their weightings."""
    if "investment_periods" not in file or not own:
        return (), {}
    listed = [plain(v) for v in variable(file, "investment_periods")]
    order = [listed.index(name) for name in own if name in listed]
    weights = {
        w: numbers(variable(file, f"investment_periods_{w}"))[order]
        if f"investment_periods_{w}" in file
        else np.ones(len(order))
        for w in ("objective", "years")
    }
    return own, weights


def _tables(file: Any, kind: str, held: list[str], slots: int, scenarios: int) -> list[Table]:
    """One class of components, in each scenario; results and what is of the user's own and varies are not read."""
    index = {str(name): i for i, name in enumerate(texts(variable(file, f"{kind}_i")))}
    names = np.array(list(index), dtype=object)
    found = [Table(kind, names, slots) for _ in range(max(scenarios, 1))]
    for name in held:
        if name.startswith("t_") and not name.endswith("_i"):
            known = attribute(kind, name[2:])
            if known is not None and known.role in ("used", "refused"):
                items = np.array([index.get(str(x), -1) for x in texts(variable(file, f"{kind}_{name}_i"))], np.int64)
                for table, values in zip(found, _pieces(file, f"{kind}_{name}", scenarios), strict=True):
                    table.series[name[2:]] = _series(values, items)
        elif name != "i" and not name.startswith(("t_", "pw_")):
            known = attribute(kind, name)
            if known is None or known.role != "result":
                for table, values in zip(found, _pieces(file, f"{kind}_{name}", scenarios), strict=True):
                    table.static[name] = values
    return found


def _pieces(file: Any, name: str, scenarios: int) -> list[NDArray[Any]]:
    """The values of a variable in each scenario; the same in all where it has no such dimension."""
    values = variable(file, name)
    if not scenarios:
        return [values]
    axes = [k for k, dim in enumerate(file[name].dims) if any(scale.name == f"/{SCENARIO}" for scale in dim.values())]
    return [np.take(values, k, axes[0]) if axes else values for k in range(scenarios)]


def _series(values: NDArray[Any], items: NDArray[np.int64]) -> tuple[NDArray[np.int64], Floats]:
    """A series with its items; columns of items that are no longer there say nothing and are left."""
    rows = np.ascontiguousarray(numbers(values).T)
    return (items, rows) if (items >= 0).all() else (items[items >= 0], rows[items >= 0])


Written = dict[str, tuple[dict[str, NDArray[Any]], dict[str, tuple[list[str], Floats]]]]


def write(source: Path, target: Path, results: Written, facts: dict[str, float]) -> None:
    """A copy of the file with results in it: static columns and series by class, and facts of the network (its objective).

    Where there are scenarios, columns are ``[scenario, item]`` and series ``[scenario, item, snapshot]``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, beside)
    import h5py

    with h5py.File(beside, "r+") as file:
        put = Variables(file)
        for name, value in facts.items():
            file.attrs[f"network_{name}"] = value
        for kind, (static, series) in results.items():
            for column, values in static.items():
                put.variable(f"{kind}_{column}", values, *[SCENARIO] * (values.ndim - 1), f"{kind}_i")
            for column, (names, rows) in series.items():
                name, index = f"{kind}_t_{column}", f"{kind}_t_{column}_i"
                put.remove(name)
                put.dimension(index, np.array(names, dtype=object))
                put.variable(name, np.moveaxis(rows, -1, 0), "snapshots", *[SCENARIO] * (rows.ndim - 2), index)
    beside.replace(target)
