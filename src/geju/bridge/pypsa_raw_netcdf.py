"""Everything in a PyPSA netCDF file, in and out, as PyPSA 1.4 reads and writes it (netCDF-4 is HDF5 inside)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from geju.bridge.netcdf import Variables, variable
from geju.bridge.pypsa_netcdf import opened
from geju.bridge.pypsa_raw import JSONS, Column, Raw
from geju.core.errors import Fault, Where, refuse

NOT_OURS = ("_NCProperties",)


def read(path: Path) -> Raw:
    """The network in a file. Errors B001, B002, X015 (a variable that a folder of CSV files cannot carry, such as scenarios)."""
    raw, faults = Raw(), list[Fault]()
    with opened(path) as file:
        for name, value in file.attrs.items():
            if name.startswith("network_"):
                raw.facts[name[len("network_") :]] = _plain(value)
            elif name in JSONS:
                raw.jsons[name] = str(_plain(value))
            elif name not in NOT_OURS:
                faults.append(_strange(path, name))
        for name, dataset in file.items():
            if name.endswith("_i") or name == "snapshots":
                continue
            if not _variable(raw, file, name, dataset):
                faults.append(_strange(path, name))
        for name in (n for n in file if n.endswith("_i") and "_t_" not in n):
            kind = raw.class_of(name[:-2])
            if kind is not None and kind == name[:-2]:
                raw.names[kind] = _column(file, name)
                raw.static.setdefault(kind, {})
            else:
                faults.append(_strange(path, name))
    refuse(faults)
    return raw


def _strange(path: Path, name: str) -> Fault:
    return Fault("X015", Where(path.name, name=name), {"what": name, "target": "CSV"})


def _variable(raw: Raw, file: Any, name: str, dataset: Any) -> bool:
    """One variable; says whether it was one of PyPSA's."""
    if name.startswith("snapshots_"):
        raw.snapshots[name[len("snapshots_") :]] = _column(file, name)
        return True
    if name == "investment_periods":
        raw.periods = {"period": _column(file, name), **raw.periods}
        return True
    if name.startswith("investment_periods_"):
        raw.periods.setdefault("period", _column(file, "investment_periods"))
        raw.periods[name[len("investment_periods_") :]] = _column(file, name)
        return True
    kind = raw.class_of(name)
    rest = name[len(kind) + 1 :] if kind else ""
    if rest.startswith("t_") and f"{name}_i" in file and dataset.ndim == 2:
        raw.series.setdefault(str(kind), {})[rest[2:]] = (
            _column(file, f"{name}_i"),
            np.asarray(variable(file, name), float),
        )
        return True
    if (
        not rest
        or rest.startswith(("t_", "pw_"))
        or dataset.ndim - (dataset.dtype.kind == "S") > 1
        or f"{kind}_i" not in file
    ):
        return False
    raw.static.setdefault(str(kind), {})[rest] = _column(file, name)
    return True


def _column(file: Any, name: str) -> Column:
    """A variable as plain values."""
    found = variable(file, name)
    if found.dtype.kind == "O":
        return np.array(["" if v is None or v != v else str(v) for v in found.tolist()], dtype=object)
    return found.astype(np.int64) if found.dtype.kind in "iu" else found


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8")
    found = np.ravel(value).tolist() if isinstance(value, np.ndarray | np.generic) else [value]
    return found[0].decode("utf-8") if isinstance(found[0], bytes) else found[0]


def write(raw: Raw, path: Path) -> None:
    """Write the file."""
    import h5py

    with h5py.File(path, "w", track_order=True) as file:
        put = Variables(file)
        for name, value in raw.facts.items():
            file.attrs[f"network_{name}"] = np.bytes_(value.encode()) if isinstance(value, str) else value
        for name, text in raw.jsons.items():
            file.attrs[name] = np.bytes_(text.encode())
        count = len(next(iter(raw.snapshots.values()), np.zeros(1)))
        put.dimension("snapshots", np.arange(count))
        for name, column in raw.snapshots.items():
            put.variable(f"snapshots_{name}", column, "snapshots")
        if raw.periods:
            put.dimension("investment_periods", raw.periods["period"])
            for name, column in raw.periods.items():
                if name != "period":
                    put.variable(f"investment_periods_{name}", column, "investment_periods")
        for kind, names in raw.names.items():
            put.dimension(f"{kind}_i", names)
            for name, column in raw.static.get(kind, {}).items():
                put.variable(f"{kind}_{name}", column, f"{kind}_i")
            for name, (items, values) in raw.series.get(kind, {}).items():
                put.dimension(f"{kind}_t_{name}_i", items)
                put.variable(f"{kind}_t_{name}", values, "snapshots", f"{kind}_t_{name}_i")
