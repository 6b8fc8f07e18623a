"""Write the networks of ``pypsa_networks`` as PyPSA does: a folder of CSV files, or a netCDF-4 file."""

from __future__ import annotations

import csv
from copy import deepcopy
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from pypsa_networks import Network

TABLES = (
    "carriers",
    "buses",
    "generators",
    "loads",
    "lines",
    "links",
    "stores",
    "storage_units",
    "transformers",
    "processes",
    "global_constraints",
    "line_types",
    "transformer_types",
)
TEXT = h5py.string_dtype("utf-8")


def network(hours: int = 2, periods: tuple[int, ...] = (), **tables: dict[str, dict[str, Any]]) -> Network:
    """A specification by hand: weights of one hour, whatever tables are given."""
    count = hours * max(len(periods), 1)
    return {
        "hours": hours,
        "dates": False,
        "periods": list(periods),
        "weights": {w: [1.0] * count for w in ("objective", "stores", "generators")},
        "period_weights": {w: [1.0] * len(periods) for w in ("objective", "years")},
        **{name: deepcopy(tables.get(name, {})) for name in TABLES},
    }


def snapshots(n: Network) -> tuple[list[str], list[int]]:
    """Labels and periods of the snapshots."""
    hours = [f"2013-03-01T{h:02d}:00" for h in range(n["hours"])] if n["dates"] else [str(h) for h in range(n["hours"])]
    return hours * max(len(n["periods"]), 1), [p for p in n["periods"] for _ in hours]


def parted(rows: dict[str, dict[str, Any]]) -> tuple[dict[str, list[Any]], dict[str, dict[str, list[float]]]]:
    """Static columns (None where not given) and series by attribute."""
    static: dict[str, list[Any]] = {}
    series: dict[str, dict[str, list[float]]] = {}
    for number, (name, row) in enumerate(rows.items()):
        for attribute, value in row.items():
            if isinstance(value, list):
                series.setdefault(attribute, {})[name] = value
            else:
                static.setdefault(attribute, [None] * len(rows))[number] = value
    return static, series


def write_csv(n: Network, folder: Path) -> Path:
    """As ``export_to_csv_folder`` does."""
    folder.mkdir(parents=True, exist_ok=True)
    labels, periods = snapshots(n)
    head = ["", "period", "timestep"] if periods else ["", "snapshot"]
    rows = [
        [k, *([periods[k]] if periods else []), label, *(n["weights"][w][k] for w in n["weights"])]
        for k, label in enumerate(labels)
    ]
    _rows(folder / "snapshots.csv", [*head, *n["weights"]], rows)
    _rows(folder / "network.csv", ["", "name", "pypsa_version"], [[0, "toy", "1.4.0"]])
    if periods:
        weights = n["period_weights"]
        _rows(
            folder / "investment_periods.csv",
            ["period", *weights],
            [[p, *(weights[w][k] for w in weights)] for k, p in enumerate(n["periods"])],
        )
    for kind in TABLES:
        if n.get(kind):
            static, series = parted(n[kind])
            table = [
                [name, *("" if static[c][k] is None else static[c][k] for c in static)]
                for k, name in enumerate(n[kind])
            ]
            _rows(folder / f"{kind}.csv", ["name", *static], table)
            for attribute, values in series.items():
                rows = [[label, *(v[k] for v in values.values())] for k, label in enumerate(labels)]
                _rows(folder / f"{kind}-{attribute}.csv", ["snapshot", *values], rows)
    return folder


def _rows(path: Path, head: list[str], rows: list[list[Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])


def write_netcdf(n: Network, path: Path) -> Path:
    """As ``export_to_netcdf`` does: dimensions as scales, truth as bytes, text of any length."""
    labels, periods = snapshots(n)
    with h5py.File(path, "w") as file:
        file.attrs["network_name"] = "toy"
        _put(file, "snapshots", np.arange(len(labels)), None)
        name = "snapshots_timestep" if periods else "snapshots_snapshot"
        if n["dates"]:
            _put(file, name, np.arange(len(labels)) % n["hours"], "snapshots")
            file[name].attrs["units"] = "hours since 2013-03-01 00:00:00"
        else:
            _put(file, name, np.array([int(x) for x in labels]), "snapshots")
        if periods:
            _put(file, "snapshots_period", np.array(periods), "snapshots")
            _put(file, "investment_periods", np.array(n["periods"]), None)
            for weight, values in n["period_weights"].items():
                _put(file, f"investment_periods_{weight}", np.array(values, float), "investment_periods")
        for weight, values in n["weights"].items():
            _put(file, f"snapshots_{weight}", np.array(values, float), "snapshots")
        if n.get("scenarios"):
            _put(file, "scenario", np.array(list(n["scenarios"]), dtype=object), None)
            _put(file, "scenario_weight", np.array(list(n["scenarios"].values())), "scenario")
        each = [within(n, scenario) for scenario in n.get("scenarios", {})] or [n]
        for kind in TABLES:
            if n.get(kind):
                _table(file, kind, [one[kind] for one in each], ("scenario",) if n.get("scenarios") else ())
    return path


def within(n: Network, scenario: str) -> Network:
    """The network in one of its scenarios, as one without any."""
    found = {key: deepcopy(value) for key, value in n.items() if key not in ("scenarios", "differences", "risk")}
    for kind, rows in n["differences"].get(scenario, {}).items():
        for name, row in rows.items():
            found[kind][name] |= row
    return found


def _table(file: h5py.File, kind: str, each: list[dict[str, dict[str, Any]]], scenario: tuple[str, ...]) -> None:
    """One class; ``each`` has its rows in every scenario, and ``scenario`` the dimension of them if there are any."""
    names = list(each[0])
    _put(file, f"{kind}_i", np.array(names, dtype=object), None)
    parts = [parted(rows) for rows in each]
    for column in dict.fromkeys(c for static, _ in parts for c in static):
        rows = [static.get(column, [None] * len(names)) for static, _ in parts]
        values = _column(column, rows)
        _put(file, f"{kind}_{column}", values if scenario else values[0], *scenario, f"{kind}_i")
        if values.dtype == np.int8:
            file[f"{kind}_{column}"].attrs["dtype"] = "bool"
    for attribute in dict.fromkeys(a for _, series in parts for a in series):
        items = list(dict.fromkeys(name for _, series in parts for name in series.get(attribute, {})))
        long = len(next(iter(next(s[attribute] for _, s in parts if attribute in s).values())))
        blank = [float("nan")] * long
        cells = [[series.get(attribute, {}).get(name, blank) for name in items] for _, series in parts]
        whole = np.moveaxis(np.array(cells, float), -1, 0)
        _put(file, f"{kind}_t_{attribute}_i", np.array(items, dtype=object), None)
        _put(file, f"{kind}_t_{attribute}", whole if scenario else whole[:, 0], "snapshots", *scenario,
             f"{kind}_t_{attribute}_i")  # fmt: skip


def _column(name: str, rows: list[list[Any]]) -> Any:
    """A column of every scenario: truth as bytes, texts, or numbers; what is not given is what PyPSA has for it."""
    given = next(v for row in rows for v in row if v is not None)
    if isinstance(given, bool):
        blank: Any = name.startswith(("active", "cyclic_delay"))
        return np.array([[blank if v is None else v for v in row] for row in rows], dtype=np.int8)
    blank, kind = ("", object) if isinstance(given, str) else (np.nan, float)
    return np.array([[blank if v is None else v for v in row] for row in rows], dtype=kind)


def _put(file: h5py.File, name: str, values: Any, *dims: str | None) -> None:
    dataset = file.create_dataset(name, data=values, dtype=TEXT if values.dtype == object else None)
    if dims == (None,):
        dataset.make_scale(name)
        dataset.attrs["_Netcdf4Dimid"] = np.int32(sum(v.is_scale for v in file.values()) - 1)
    for number, dim in enumerate(d for d in dims if d):
        dataset.dims[number].attach_scale(file[dim])
