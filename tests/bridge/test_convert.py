"""One form into another: there and back nothing is lost, what is not exact is refused by name, and nothing is half-written."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geju
from geju.bridge import osemosys, pypsa, pypsa_raw_csv, pypsa_raw_netcdf
from geju.bridge.convert import Done, Wish, convert, form_of
from geju.bridge.osemosys_write import differences as model_differences
from geju.bridge.pypsa_raw import Raw, differences
from geju.core.case import load
from geju.core.errors import Faults
from geju.plan.prepare import check
from judges import judge
from osemosys_models import folder as otoole
from osemosys_models import small
from osemosys_models import text as mathprog
from pypsa_files import network, write_csv, write_netcdf
from pypsa_networks import networks
from toys import policy, two_regions

SLOW = settings(max_examples=40, suppress_health_check=list(HealthCheck))


def to(source: Path, target: Path, **wish: Any) -> Done:
    return convert(source, target, Wish(check, **wish))


def codes(source: Path, target: Path, **wish: Any) -> set[str]:
    with pytest.raises(Faults) as caught:
        to(source, target, **wish)
    for fault in caught.value.faults:
        assert fault.text("zh") and fault.text("en")
    return {fault.code for fault in caught.value.faults}


def case(folder: Path) -> Path:
    text = "要多建。"
    right = "treat: tracked\n    because: {zh: 例, en: example}"
    return two_regions(folder, clauses=policy(right, text=text), text=text)


def nothing_beside(folder: Path) -> bool:
    return not [path.name for path in folder.iterdir() if path.name.startswith(".")]


# cases


def test_a_case_goes_round_through_every_form(tmp_path: Path) -> None:
    whole = case(tmp_path / "case")
    steps = ["a.xlsx", "p/datapackage.json", "b.xlsx", "q/datapackage.json", "case2"]
    source = whole
    for step in steps:
        done = to(source, tmp_path / step)
        assert done.path == tmp_path / step and done.left == ()
        source = done.path
    one, other = load(whole), load(tmp_path / "case2")
    assert all(
        frame.drop("line").equals(other.tables[name].drop("line"))
        for name, frame in one.tables.items()
        if name != "bounds"
    )
    assert one.policy == other.policy and nothing_beside(tmp_path)
    assert geju.plan(one).total == geju.plan(other).total


def test_a_package_is_written_into_the_case_itself(tmp_path: Path) -> None:
    whole = case(tmp_path / "case")
    before = load(whole).digest
    to(whole, whole / "datapackage.json")
    assert (
        load(whole).digest == before and form_of(whole) == "case" and form_of(whole / "datapackage.json") == "package"
    )


def test_what_is_no_part_of_the_tables_is_named(tmp_path: Path) -> None:
    whole = case(tmp_path / "case")
    (whole / "facts").mkdir()
    (whole / "facts" / "f.csv").write_text("a\n1\n", encoding="utf-8")
    assert to(whole, tmp_path / "c.xlsx").left == ("facts",)


def test_what_stands_at_the_target_is_kept_unless_told_and_no_file_is_ever_lost(tmp_path: Path) -> None:
    whole, target = case(tmp_path / "case"), tmp_path / "c.xlsx"
    to(whole, target)
    old = target.read_bytes()
    assert codes(whole, target) == {"X010"} and target.read_bytes() == old
    to(whole, target, replace=True)
    assert codes(target, whole) == {"X010"}
    (whole / "notes.md").write_text("mine", encoding="utf-8")
    assert codes(target, whole, replace=True) == {"X011"} and (whole / "notes.md").read_text() == "mine"
    (whole / "notes.md").unlink()
    to(target, whole, replace=True)
    assert load(whole).policy is not None and nothing_beside(tmp_path)


def test_a_case_with_faults_is_not_converted_and_nothing_is_left_behind(tmp_path: Path) -> None:
    whole = case(tmp_path / "case")
    demand = whole / "energy" / "demand.csv"
    demand.write_text(demand.read_text(encoding="utf-8").replace("east", "eest"), encoding="utf-8")
    assert codes(whole, tmp_path / "c.xlsx") == {"T010"}
    assert codes(whole, tmp_path / "p" / "datapackage.json") == {"T010"}
    assert {path.name for path in tmp_path.iterdir()} == {"case"}


def test_a_target_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert codes(case(tmp_path / "case"), tmp_path / "file" / "c.xlsx") == {"K006"}


REFUSED = [
    ("case", "m.nc", "X024"), ("case", "m.txt", "X024"), ("case", "copy", "X012"), ("case", "x.docx", "X013"),
    ("case", "s.csv", "X012"), ("net", "x.xlsx", "X025"), ("net", "x/datapackage.json", "X025"), ("net", "x.txt", "X012"),
    ("model.txt", "x.nc", "X012"), ("model.txt", "x.xlsx", "X025"), ("nothing", "x.xlsx", "X013"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "code"), REFUSED)
def test_what_is_not_exact_is_refused_by_name(source: str, target: str, code: str, tmp_path: Path) -> None:
    case(tmp_path / "case")
    write_csv(network(buses={"a": {}}), tmp_path / "net")
    (tmp_path / "model.txt").write_text(mathprog(small(1)), encoding="utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    assert codes(tmp_path / source, tmp_path / target) == {code}
    assert {path.name for path in tmp_path.iterdir()} == before


# results


TEMPLATE = """variable,unit,as,table,commodity,side,sign
Power|Demand,GW,GW,account,power,demand,-1
"""


def test_the_results_of_a_plan_become_a_table_and_a_case(tmp_path: Path) -> None:
    whole = two_regions(tmp_path / "case", places=[
        {"place": "west", "name_zh": "西", "name_en": "West", "level": "province"},
        {"place": "east", "name_zh": "东", "name_en": "East", "level": "province"}])  # fmt: skip
    (whole / "iamc.csv").write_text(TEMPLATE, encoding="utf-8")
    geju.plan(load(whole)).save(tmp_path / "out")
    to(tmp_path / "out", tmp_path / "s.xlsx")
    to(tmp_path / "s.xlsx", tmp_path / "long.csv", long=True)
    assert "year" in (tmp_path / "long.csv").read_text(encoding="utf-8").splitlines()[0].lower()
    to(tmp_path / "long.csv", tmp_path / "demand.csv", case=whole)
    rows = pl.read_csv(tmp_path / "demand.csv")
    assert dict(zip(rows["place"], rows["amount_2030"], strict=True)) == {"west": 2, "east": 8}
    to(tmp_path / "out", tmp_path / "bounds.csv", case=whole)
    assert set(pl.read_csv(tmp_path / "bounds.csv")["bound"]) == {"power-demand"}
    assert codes(tmp_path / "s.xlsx", tmp_path / "b" / "bounds.csv") == {"X023"}
    (tmp_path / "out" / "iamc.csv").unlink()
    assert codes(tmp_path / "out", tmp_path / "t.xlsx") == {"T001"}


# PyPSA


@SLOW
@given(networks())
def test_any_network_goes_between_its_two_kinds_of_file(tmp_path_factory: pytest.TempPathFactory, n: Any) -> None:
    room = tmp_path_factory.mktemp("net")
    write_netcdf(n, room / "a.nc")
    to(room / "a.nc", room / "csv")
    to(room / "csv", room / "b.nc")
    assert differences(pypsa_raw_netcdf.read(room / "a.nc"), pypsa_raw_netcdf.read(room / "b.nc")) == []
    assert planned(room / "a.nc") == planned(room / "b.nc")
    shutil.rmtree(room)


def planned(path: Path) -> Any:
    """What the planning reader makes of a network: its costs, or why it is refused."""
    try:
        return pypsa.load(path).system.modes.cost.scale.tolist()
    except Faults as error:
        return [(fault.code, fault.where.column, fault.where.name) for fault in error.faults]


def net(**generator: Any) -> Any:
    return network(buses={"a": {"country": "DE"}}, carriers={"wind": {}}, loads={"l": {"bus": "a", "p_set": [1.0, 2.0]}},
                   generators={"g": {"bus": "a", "carrier": "wind", "p_nom": 5.0, **generator}})  # fmt: skip


def test_results_and_columns_of_ones_own_go_with_a_network(tmp_path: Path) -> None:
    write_netcdf(net(mine="看", p_nom_opt=3.25), tmp_path / "a.nc")
    with h5py.File(tmp_path / "a.nc", "a") as file:
        file.attrs["meta"] = json.dumps({"run": 1})
    to(tmp_path / "a.nc", tmp_path / "csv")
    assert "看" in (tmp_path / "csv" / "generators.csv").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "csv" / "meta.json").read_text()) == {"run": 1}
    found = pypsa_raw_netcdf.read(to(tmp_path / "csv", tmp_path / "b.nc").path)
    assert found.static["generators"]["p_nom_opt"].tolist() == [3.25] and json.loads(found.jsons["meta"]) == {"run": 1}


@pytest.mark.parametrize("text", ["NA", "007", "1e3", "None", "nan", "1.50"])
def test_a_text_that_pypsa_would_misread_in_csv_is_refused(text: str, tmp_path: Path) -> None:
    """pandas takes NA for no value and 007 for the number 7: the country of Namibia, the code of a region."""
    write_netcdf(net(mine=text), tmp_path / "a.nc")
    assert codes(tmp_path / "a.nc", tmp_path / "csv") == {"X015"}
    assert not (tmp_path / "csv").exists() and nothing_beside(tmp_path)


def test_what_a_folder_cannot_hold_and_a_file_that_is_none_of_pypsas_are_named(tmp_path: Path) -> None:
    write_netcdf(net(), tmp_path / "a.nc")
    with h5py.File(tmp_path / "a.nc", "a") as file:
        file["scenario_weight"] = np.ones(2)
    assert codes(tmp_path / "a.nc", tmp_path / "csv") == {"X015"}
    folder = write_csv(net(), tmp_path / "net")
    (folder / "mine.csv").write_text("a\n1\n", encoding="utf-8")
    assert codes(folder, tmp_path / "b.nc") == {"X015"}
    (folder / "mine.csv").unlink()
    (folder / "loads-p_set.csv").write_text("snapshot,l\n0,1.0\n", encoding="utf-8")
    assert codes(folder, tmp_path / "b.nc") == {"B005"}
    (folder / "loads-p_set.csv").write_text("snapshot,l\n0,1.0\n1\n", encoding="utf-8")
    assert codes(folder, tmp_path / "b.nc") == {"B001"}
    (folder / "README").write_text("hello", encoding="utf-8")
    (folder / "loads-p_set.csv").write_text("snapshot,l\n0,1.0\n1,2\n", encoding="utf-8")
    assert to(folder, tmp_path / "b.nc").left == ("README",)


def test_moments_finer_than_a_second_are_kept(tmp_path: Path) -> None:
    moments = np.array(["2013-03-01T00:00:00.5", "2013-03-01T00:00:01.25"], dtype="datetime64[ns]")
    raw = Raw(facts={"name": "x"}, snapshots={"snapshot": moments, "objective": np.ones(2)},
              names={"buses": np.array(["a"], dtype=object)}, static={"buses": {}})  # fmt: skip
    pypsa_raw_netcdf.write(raw, tmp_path / "a.nc")
    to(tmp_path / "a.nc", tmp_path / "csv")
    assert differences(raw, pypsa_raw_csv.read(tmp_path / "csv")) == []


PYPSA = """
import sys, logging
logging.disable(logging.CRITICAL)
import pypsa
one, other = pypsa.Network(sys.argv[1]), pypsa.Network(sys.argv[2])
print(one.equals(other) and one.meta == other.meta and one.name == other.name and one.snapshots.equals(other.snapshots))
"""


@pytest.mark.parametrize("seed", range(3))
def test_pypsa_finds_both_files_equal(seed: int, tmp_path: Path) -> None:
    found: list[Any] = []

    @settings(max_examples=1 + 2 * seed, deadline=None, database=None, derandomize=True)
    @given(networks())
    def draw(n: Any) -> None:
        found.append(n)

    draw()
    write_netcdf(found[-1], tmp_path / "a.nc")
    to(tmp_path / "a.nc", tmp_path / "csv")
    to(tmp_path / "csv", tmp_path / "b.nc")
    assert judge(PYPSA, tmp_path / "a.nc", tmp_path / "csv") == "True"
    assert judge(PYPSA, tmp_path / "a.nc", tmp_path / "b.nc") == "True"


# OSeMOSYS


@SLOW
@given(st.integers(0, 10_000))
def test_any_model_goes_between_text_and_folder(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    room = tmp_path_factory.mktemp("model")
    (room / "m.txt").write_text(mathprog(small(seed), random.Random(seed)), encoding="utf-8")
    to(room / "m.txt", room / "folder")
    to(room / "folder", room / "again.txt")
    one = osemosys.read(room / "m.txt")
    assert model_differences(one, osemosys.read(room / "folder")) == []
    assert model_differences(one, osemosys.read(room / "again.txt")) == []
    shutil.rmtree(room)


def test_a_folder_becomes_a_text_with_the_same_optimum(tmp_path: Path) -> None:
    otoole(small(3), tmp_path / "m")
    to(tmp_path / "m", tmp_path / "m.txt")
    one, other = geju.plan(tmp_path / "m"), geju.plan(tmp_path / "m.txt")
    assert one.total == pytest.approx(other.total, rel=1e-12)


def test_a_text_holds_what_published_codes_take(tmp_path: Path) -> None:
    """They know no user-defined constraints, and have a default of their own for DiscountRateIdv."""
    model = small(3)
    model.default["DiscountRateIdv"] = 0.07
    model.sets["u"], model.values = [], {k: v for k, v in model.values.items() if not k.startswith("UDC")}
    otoole(model, tmp_path / "m")
    to(tmp_path / "m", tmp_path / "m.txt")
    text = (tmp_path / "m.txt").read_text(encoding="utf-8")
    assert "UDC" not in text and "param DiscountRateIdv :=" in text
    one, other = (osemosys.read(tmp_path / name).dense("DiscountRateIdv").tolist() for name in ("m", "m.txt"))
    assert one == other


def test_names_with_blanks_are_quoted_and_names_that_no_text_can_hold_are_refused(tmp_path: Path) -> None:
    for name, fine in (("SOLAR PV", True), ("it's", False)):
        model = small(3)
        model.sets["s"] = [name]
        model.values = {k: {tuple(name if part == "CELL" else part for part in key): v for key, v in rows.items()}
                        for k, rows in model.values.items()}  # fmt: skip
        otoole(model, tmp_path / name)
        target = tmp_path / f"{fine}.txt"
        if fine:
            to(tmp_path / name, target)
            assert osemosys.read(target).sets["s"] == (name,)
        else:
            assert codes(tmp_path / name, target) <= {"X015"}
            assert not target.exists()


def test_sets_that_a_folder_has_no_place_for_are_named(tmp_path: Path) -> None:
    text = mathprog(small(2)).removesuffix("end;") + "set MODEperTECHNOLOGY['SUN'] := 1;\nend;"
    (tmp_path / "m.txt").write_text(text, encoding="utf-8")
    assert codes(tmp_path / "m.txt", tmp_path / "folder") == {"X015"}
    assert not (tmp_path / "folder").exists()
