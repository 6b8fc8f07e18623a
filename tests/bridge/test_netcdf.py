"""Variables of netCDF-4 in HDF5: what is put in comes out as it was, in a layout that other readers understand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geju.bridge.netcdf import PACKED, Variables, variable
from geju.bridge.pypsa_netcdf import opened
from geju.core.errors import Faults


@pytest.fixture
def file() -> Iterator[Any]:
    with h5py.File("memory.nc", "w", driver="core", backing_store=False) as made:
        yield made


KINDS = {
    "texts": np.array(["west", "", "青海 ❄"], dtype=object),
    "floats": np.array([1.5, np.nan, -np.inf]),
    "whole": np.array([1, -2, 2**40]),
    "truths": np.array([True, False, True]),
    "seconds": np.array(["2030-01-01T00:00", "2030-01-01T01:00", "1969-12-31T23:59:59"], dtype="datetime64[ns]"),
    "nanoseconds": np.array(["2030-01-01T00:00:00.000000001"] * 3, dtype="datetime64[ns]"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_value_comes_back(file: Any, kind: str) -> None:
    put = Variables(file)
    put.dimension("i", np.arange(3))
    put.variable("v", KINDS[kind], "i")
    found = variable(file, "v")
    assert found.dtype.kind == KINDS[kind].dtype.kind
    np.testing.assert_array_equal(found, KINDS[kind])
    put.variable("none", KINDS[kind][:0])
    assert variable(file, "none").size == 0


@given(arrays.arrays(float, arrays.array_shapes(max_dims=3), elements=st.floats(width=64)))
def test_numbers_come_back_to_the_bit(values: Any) -> None:
    with h5py.File("memory.nc", "w", driver="core", backing_store=False) as file:
        Variables(file).variable("v", values)
        assert variable(file, "v").tobytes() == values.tobytes()


def test_dimensions_are_scales_with_numbers_of_their_own(file: Any) -> None:
    put = Variables(file)
    for name in ("a", "b"):
        put.dimension(name, np.arange(2))
    again = Variables(file)  # another run goes on where the first one was
    again.dimension("c", np.array(["x", "y", "z"], dtype=object))
    again.variable("v", np.zeros((2, 3)), "b", "c")
    assert [int(file[name].attrs["_Netcdf4Dimid"]) for name in "abc"] == [0, 1, 2]
    assert file["v"].attrs["_Netcdf4Coordinates"].tolist() == [1, 2]
    assert [dim[0].name for dim in file["v"].dims] == ["/b", "/c"]


def test_what_is_put_again_takes_the_place_of_what_was_there(file: Any) -> None:
    put = Variables(file)
    for length in (2, 3):
        put.remove("v")
        put.dimension("i", np.arange(length))
        put.variable("v", np.full(length, 7.0), "i")
    assert variable(file, "v").tolist() == [7.0, 7.0, 7.0]
    assert [dim[0].name for dim in file["v"].dims] == ["/i"]
    assert set(file) == {"i", "v"}


def test_long_series_are_compressed(file: Any) -> None:
    put = Variables(file)
    put.variable("long", np.zeros((PACKED // 2 + 1, 2)))
    put.variable("short", np.zeros((PACKED // 2, 2)))
    assert file["long"].compression == "gzip" and file["short"].compression is None
    assert variable(file, "long").shape == (PACKED // 2 + 1, 2)


def test_attributes_say_how_values_are_meant(file: Any) -> None:
    stored = file.create_dataset("scaled", data=np.array([1, 2, -999], dtype=np.int16))
    stored.attrs.update({"_FillValue": np.array([-999], dtype=np.int16), "scale_factor": 0.5, "add_offset": 10.0})
    assert variable(file, "scaled").tolist()[:2] == [10.5, 11.0] and np.isnan(variable(file, "scaled")[2])
    file.create_dataset("days", data=np.array([0.5, 2.0])).attrs["units"] = "days since 2030-01-01"
    assert variable(file, "days").tolist() == [
        np.datetime64(t, "ns").astype(int) for t in ("2030-01-01T12", "2030-01-03")
    ]
    file.create_dataset("speed", data=np.array([0.5])).attrs["units"] = "knots since yesterday"
    assert variable(file, "speed").tolist() == [0.5]


def test_characters_in_a_row_are_texts(file: Any) -> None:
    file.create_dataset("names", data=np.array([[b"a", b"b"], [b"c", b""]], dtype="S1"))
    assert variable(file, "names").tolist() == ["ab", "c"]


def test_a_file_that_is_broken_inside_is_told(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "n.nc", "w") as made:
        Variables(made).variable("v", np.random.default_rng(1).random((PACKED, 2)))
        start = made["v"].id.get_chunk_info(0).byte_offset
    with (tmp_path / "n.nc").open("r+b") as stream:
        stream.seek(start)
        stream.write(bytes(64))
    with pytest.raises(Faults) as caught, opened(tmp_path / "n.nc") as file:
        variable(file, "v")
    assert [fault.code for fault in caught.value.faults] == ["B001"]


def test_a_variable_that_is_not_there(file: Any) -> None:
    with pytest.raises(KeyError):
        variable(file, "nothing")
