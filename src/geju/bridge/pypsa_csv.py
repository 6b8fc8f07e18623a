"""Read a PyPSA network from a folder of CSV files, and put results into a copy of it."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geju.bridge.pypsa_netcdf import WEIGHTS, Written
from geju.bridge.pypsa_source import Source, Table, attribute, attributes, by_period, numbers, plain, texts
from geju.core.calendar import Floats, Ints
from geju.core.errors import Fault, Faults, Where

LEVELS = ("snapshot", "timestep", "period")


def is_network(folder: Path) -> bool:
    """Whether a folder holds a network of PyPSA."""
    beside = ("network", "snapshots", "generators", "loads")
    return (folder / "buses.csv").is_file() and any((folder / f"{name}.csv").is_file() for name in beside)


def read(folder: Path) -> Source:
    """The network in a folder. Errors B001 (a file cannot be read), B003 (no buses), B005 (a series of another length)."""
    labels, periods, weights = _snapshots(folder)
    period, own = by_period(periods, len(labels))
    tables = {kind: _table(folder, kind, len(labels)) for kind in attributes() if (folder / f"{kind}.csv").is_file()}
    if "buses" not in tables:
        raise Faults([Fault("B003", Where(str(folder)), {"path": str(folder)})])
    network = _frame(folder / "network.csv")
    name = str(network["name"][0] or "") if network is not None and "name" in network.columns and len(network) else ""
    listed, period_weights = _period_weights(folder, own)
    piecewise = tuple(
        (p.name.split("-")[0], p.stem.split("-")[1]) for p in sorted(folder.glob("*-*-pw.csv")) if p.stat().st_size > 1
    )
    scenarios = _frame(folder / "scenarios.csv")
    if scenarios is not None:
        names = ", ".join(str(x) for x in scenarios[scenarios.columns[0]])
        raise Faults([Fault("B010", Where("scenarios.csv"), {"names": names})])
    return Source(
        name or folder.name,
        folder,
        tables,
        labels,
        period,
        weights,
        listed,
        period_weights,
        digest(folder),
        piecewise,
    )


def digest(folder: Path) -> str:
    """A fingerprint of the CSV files of a folder."""
    mark = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        mark.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return mark.hexdigest()


def _frame(path: Path) -> pl.DataFrame | None:
    """A CSV file as a frame, None when there is none. Error B001."""
    if not path.is_file():
        return None
    try:
        return pl.read_csv(path, infer_schema_length=None, null_values=["", "nan", "NaN"])
    except pl.exceptions.NoDataError:
        return pl.DataFrame()
    except (pl.exceptions.PolarsError, UnicodeDecodeError, OSError) as error:
        raise Faults(
            [Fault("B001", Where(str(path)), {"path": path.name, "why": str(error).split("\n", 1)[0]})]
        ) from None


def _snapshots(folder: Path) -> tuple[tuple[str, ...], list[Any] | None, dict[str, Floats]]:
    frame = _frame(folder / "snapshots.csv")
    if frame is None or not len(frame):
        return ("now",), None, {w: np.ones(1) for w in WEIGHTS}
    named = [c for c in ("snapshot", "timestep") if c in frame.columns]
    labels = tuple(plain(v) for v in frame[named[0] if named else frame.columns[0]])
    periods = frame["period"].to_list() if "period" in frame.columns else None
    weights = {}
    for column in WEIGHTS:
        own = next((c for c in (column, "weightings") if c in frame.columns), None)
        weights[column] = numbers(frame[own].to_numpy()) if own else np.ones(len(frame))
    return labels, periods, weights


def _period_weights(folder: Path, own: tuple[str, ...]) -> tuple[tuple[str, ...], dict[str, Floats]]:
    frame = _frame(folder / "investment_periods.csv")
    if frame is None or not own:
        return (), {}
    listed = [plain(v) for v in frame[frame.columns[0]]]
    order = [listed.index(name) for name in own if name in listed]
    weights = {
        w: numbers(frame[w].to_numpy())[order] if w in frame.columns else np.ones(len(order))
        for w in ("objective", "years")
    }
    return own, weights


def _table(folder: Path, kind: str, slots: int) -> Table:
    frame = _frame(folder / f"{kind}.csv")
    if frame is None or not frame.columns:
        return Table(kind, np.zeros(0, dtype=object), slots)
    names = texts(np.array(frame[frame.columns[0]].to_list(), dtype=object))
    static = {}
    for column in frame.columns[1:]:
        known = attribute(kind, column)
        if known is None or known.role != "result":
            static[column] = _column(frame[column])
    index = {str(name): i for i, name in enumerate(names)}
    series = {}
    for path in sorted(folder.glob(f"{kind}-*.csv")):
        name = path.stem[len(kind) + 1 :]
        known = attribute(kind, name)
        if known is not None and known.role in ("used", "refused"):
            series[name] = _series(path, index, slots)
    return Table(kind, names, slots, static, series)


def _column(column: pl.Series) -> NDArray[Any]:
    if column.dtype.is_numeric() and column.null_count():
        return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    if column.dtype.is_numeric() or (column.dtype == pl.Boolean and not column.null_count()):
        return column.to_numpy()
    return np.array(column.to_list(), dtype=object)


def _series(path: Path, index: dict[str, int], slots: int) -> tuple[Ints, Floats]:
    frame = _frame(path)
    if frame is None or not frame.columns:
        return np.zeros(0, np.int64), np.zeros((0, slots))
    if len(frame) != slots:
        raise Faults([Fault("B005", Where(path.name), {"name": path.name, "count": len(frame), "expected": slots})])
    kept = [c for c in frame.columns[1:] if c in index]
    items = np.array([index[c] for c in kept], dtype=np.int64)
    rows = np.array([numbers(_column(frame[c])) for c in kept]).reshape(len(kept), slots)
    return items, rows


def write(source: Path, target: Path, results: Written, facts: dict[str, float]) -> None:
    """A copy of the folder with results in it: columns of the static tables, and one file a series."""
    beside = target.with_name(f".{target.name}.part")
    if beside.exists():
        shutil.rmtree(beside)
    shutil.copytree(source, beside)
    labels = pl.Series("snapshot", _snapshots(source)[0])
    for kind, (static, series) in results.items():
        if static:
            path = beside / f"{kind}.csv"
            frame = pl.read_csv(path, infer_schema=False)
            frame.with_columns(pl.Series(column, values) for column, values in static.items()).write_csv(path)
        for column, (names, rows) in series.items():
            frame = pl.DataFrame({"snapshot": labels} | dict(zip(names, rows, strict=True)))
            frame.write_csv(beside / f"{kind}-{column}.csv")
    path = beside / "network.csv"
    network = pl.read_csv(path, infer_schema=False) if path.is_file() else pl.DataFrame({"name": [""]})
    network.with_columns(pl.lit(value).alias(name) for name, value in facts.items()).write_csv(path)
    if target.exists():
        shutil.rmtree(target)
    beside.replace(target)
