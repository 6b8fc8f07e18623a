"""Variables and dimensions as netCDF-4 lays them down in HDF5: a dimension is a scale with a number of its own.

By the plain calls of h5py: with some dozens of small variables in a file its convenient ones take two to three times as long.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

SINCE = re.compile(r"(\w+) since (.+)")
STEPS = {"nanoseconds": 1, "microseconds": 10**3, "milliseconds": 10**6, "seconds": 10**9, "minutes": 60 * 10**9,
         "hours": 3600 * 10**9, "days": 86400 * 10**9}  # fmt: skip
# say how values are meant; the first of whole numbers alone
MEANT = ("_FillValue", "dtype", "scale_factor", "add_offset", "units")
EPOCH = "1970-01-01 00:00:00"
PACKED = 100_000  # values from which on a series is compressed
NUMBER, OVER = b"_Netcdf4Dimid", b"_Netcdf4Coordinates"  # of a dimension; of the dimensions that a variable is over


def variable(file: Any, name: str) -> NDArray[Any]:
    """A variable as its attributes say it is meant: texts, numbers, truth values, moments. ``KeyError`` when it is not there."""
    import h5py

    dataset = h5py.h5d.open(file.id, name.encode())
    found = np.empty(dataset.shape, dataset.dtype)
    dataset.read(h5py.h5s.ALL, h5py.h5s.ALL, found)
    if found.dtype.kind == "O":
        texts = [v.decode("utf-8") if isinstance(v, bytes) else v for v in found.ravel()]
        return np.array(texts, dtype=object).reshape(found.shape)
    if found.dtype.kind == "S":  # characters in a row, one text each
        joined = found.view(f"S{found.dtype.itemsize * found.shape[-1]}").ravel() if found.ndim > 1 else found
        return np.array([v.decode("utf-8") for v in joined], dtype=object)
    asked = MEANT if found.dtype.kind in "iu" else MEANT[1:]
    said = [key for key in asked if h5py.h5a.exists(dataset, key.encode())]
    return _meant(found, {key: file[name].attrs[key] for key in said}) if said else found


def _meant(values: NDArray[Any], said: dict[str, Any]) -> NDArray[Any]:
    if said.get("dtype") in (b"bool", "bool"):
        return np.asarray(values != 0)
    if "_FillValue" in said:
        hole = values == said["_FillValue"][0]
        values = np.where(hole, np.nan, values) if hole.any() else values
    if "scale_factor" in said or "add_offset" in said:
        scale, offset = (float(np.ravel(said.get(k, d))[0]) for k, d in (("scale_factor", 1.0), ("add_offset", 0.0)))
        values = values * scale + offset
    units = said.get("units", b"")
    match = SINCE.match(units.decode() if isinstance(units, bytes) else str(units))
    return _moments(values, match[1], match[2]) if match and match[1] in STEPS else values


def _moments(values: NDArray[Any], unit: str, since: str) -> NDArray[Any]:
    start = np.datetime64(since.strip().replace(" ", "T").removesuffix("Z"), "ns")
    steps = np.rint(values * STEPS[unit]) if values.dtype.kind == "f" else values.astype(np.int64) * STEPS[unit]
    return np.asarray(start + steps.astype("timedelta64[ns]"))


class Variables:
    """Puts variables and dimensions into an open HDF5 file, besides those that are there.

    >>> import h5py
    >>> file = h5py.File("some.nc", "w", driver="core", backing_store=False)
    >>> put = Variables(file)
    >>> put.dimension("buses_i", np.array(["west", "east"], dtype=object))
    >>> put.variable("buses_v_nom", np.array([380.0, 220.0]), "buses_i")
    >>> file["buses_v_nom"].dims[0][0].name
    '/buses_i'
    """

    def __init__(self, file: Any) -> None:
        import h5py

        self.h5, self.file = h5py, file
        self.text = h5py.string_dtype("utf-8")
        self.plain = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
        self.plain.set_obj_track_times(False)
        self.scale: dict[str, Any] = {}
        self.number = {name.decode(): number for name in file.id if (number := self._number(name)) is not None}

    def dimension(self, name: str, values: NDArray[Any]) -> None:
        """A dimension with its values; what an earlier run left under that name is taken away."""
        self.remove(name)
        scale, number = self._dataset(name, values), 1 + max(self.number.values(), default=-1)
        self.h5.h5ds.set_scale(scale, name.encode())
        self._say(scale, NUMBER, np.int32(number))
        self.number[name], self.scale[name] = number, scale

    def variable(self, name: str, values: NDArray[Any], *dims: str) -> None:
        """A variable over dimensions that are there; what an earlier run left under that name is taken away."""
        self.remove(name)
        dataset = self._dataset(name, values)
        for place, dim in enumerate(dims):
            if dim not in self.scale:
                self.scale[dim] = self.h5.h5d.open(self.file.id, dim.encode())
            self.h5.h5ds.attach_scale(dataset, self.scale[dim], place)
        if all(dim in self.number for dim in dims):
            self._say(dataset, OVER, np.array([self.number[dim] for dim in dims], dtype=np.int32))

    def remove(self, name: str) -> None:
        """Take a variable away, and loosen it from its dimensions first."""
        if name.encode() not in self.file.id:
            return
        for dimension in self.file[name].dims:
            for scale in list(dimension.values()):
                dimension.detach_scale(scale)
        del self.file[name]
        self.number.pop(name, None)
        self.scale.pop(name, None)

    def _dataset(self, name: str, values: NDArray[Any]) -> Any:
        """The values, and attributes that say how they are meant: moments, truth values, holes."""
        said: dict[bytes, Any] = {}
        if values.dtype.kind == "M":
            seconds = bool((values.astype("datetime64[s]") == values).all())
            unit, step = ("seconds", 10**9) if seconds else ("nanoseconds", 1)
            values = values.astype("datetime64[ns]").astype(np.int64) // step
            said = {b"units": np.bytes_(f"{unit} since {EPOCH}"), b"calendar": np.bytes_("proleptic_gregorian")}
        elif values.dtype.kind == "b":
            values, said = values.astype(np.int8), {b"dtype": np.bytes_("bool")}
        elif values.dtype.kind == "f":
            said = {b"_FillValue": np.array([np.nan])}
        elif values.dtype.kind == "O":
            values = values.astype(self.text)
        dataset = self._laid(name, np.ascontiguousarray(values))
        for key, value in said.items():
            self._say(dataset, key, value)
        return dataset

    def _laid(self, name: str, values: NDArray[Any]) -> Any:
        if values.ndim > 1 and values.size > PACKED:
            return self.file.create_dataset(name, data=values, compression="gzip", compression_opts=1, shuffle=True).id
        h5 = self.h5
        kind, space = h5.h5t.py_create(values.dtype, logical=True), h5.h5s.create_simple(values.shape)
        dataset = h5.h5d.create(self.file.id, name.encode(), kind, space, dcpl=self.plain)
        dataset.write(h5.h5s.ALL, h5.h5s.ALL, values)
        return dataset

    def _say(self, dataset: Any, name: bytes, value: Any) -> None:
        h5, value = self.h5, np.asarray(value)
        space = h5.h5s.create_simple(value.shape) if value.ndim else h5.h5s.create(h5.h5s.SCALAR)
        h5.h5a.create(dataset, name, h5.h5t.py_create(value.dtype), space).write(value)

    def _number(self, name: bytes) -> int | None:
        """The number of a dimension that is there."""
        found, value = self.h5.h5o.open(self.file.id, name), np.zeros((), dtype=np.int32)
        if not self.h5.h5a.exists(found, NUMBER):
            return None
        self.h5.h5a.open(found, NUMBER).read(value)
        return int(value)
