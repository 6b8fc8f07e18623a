"""Workbooks of OSeMOSYS models: otoole's and that of OSeMOSYS_PuLP say the same as the folder or file of the model."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import openpyxl
import pytest

import osemosys_models as models
from geju.bridge import osemosys
from geju.bridge.convert import Wish, convert
from geju.bridge.osemosys_data import Data
from geju.bridge.osemosys_words import SETS, parameters
from geju.core.errors import Faults

SHORT = {
    "TotalTechnologyModelPeriodActivityUpperLimit": "TotalTechnologyModelPeriodActUp",
    "TotalTechnologyModelPeriodActivityLowerLimit": "TotalTechnologyModelPeriodActLo",
    "TechnologyActivityIncreaseByModeLimit": "TechActivityIncreaseByModeLimit",
}


def same(one: Data, two: Data) -> None:
    """All sets and values, but for the seventeenth digit that Excel does not keep."""
    assert {k: v for k, v in one.sets.items() if v} == {k: v for k, v in two.sets.items() if v}
    for name in parameters():
        assert np.allclose(one.dense(name), two.dense(name), rtol=1e-15, atol=0), name


def cell(word: str) -> str | float:
    try:
        return float(word)
    except ValueError:
        return word


def wide(rows: list[list[str]]) -> list[list[object]]:
    """A column a year, blank where a key has no value."""
    keys = [k for k, name in enumerate(rows[0]) if name not in ("YEAR", "VALUE")]
    year = rows[0].index("YEAR")
    years = sorted({row[year] for row in rows[1:]})
    found: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows[1:]:
        found.setdefault(tuple(row[k] for k in keys), {})[row[year]] = row[-1]
    head: list[object] = [*(rows[0][k] for k in keys), *map(int, years)]
    return [head, *([*map(cell, key), *(cell(at[y]) if y in at else None for y in years)] for key, at in found.items())]


def book(folder: Path, path: Path, skip: str = "") -> None:
    """The CSV files of a folder as sheets, those over years wide; no REGION column where ``skip`` names it."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for file in sorted((folder / "data").glob("*.csv")):
        rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
        if skip in rows[0]:
            at = rows[0].index(skip)
            rows = [row[:at] + row[at + 1 :] for row in rows]
        sheet = made.create_sheet(SHORT.get(file.stem, file.stem[:31]))
        for row in wide(rows) if "YEAR" in rows[0] else [rows[0], *([*map(cell, row)] for row in rows[1:])]:
            sheet.append(row)
    made.save(path)


@pytest.mark.parametrize("seed", [3, 4, 7])
def test_a_workbook_of_otoole_says_the_same_as_the_folder(seed: int, tmp_path: Path) -> None:
    folder = models.folder(models.small(seed), tmp_path / "m")
    book(folder, tmp_path / "m.xlsx")
    (tmp_path / "config.yaml").write_bytes((folder / "config.yaml").read_bytes())
    assert osemosys.is_model(tmp_path / "m.xlsx")
    same(osemosys.read(tmp_path / "m.xlsx"), osemosys.read(folder))


def test_wide_csv_files_say_the_same_as_long_ones(tmp_path: Path) -> None:
    folder = models.folder(models.small(4), tmp_path / "m")
    before = osemosys.read(folder)
    for file in (folder / "data").glob("*.csv"):
        rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
        if "YEAR" in rows[0] and len(rows) > 1:
            lines = [",".join("" if word is None else str(word) for word in row) for row in wide(rows)]
            file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    same(osemosys.read(folder), before)


def one_region(tmp_path: Path, skip: str = "") -> Path:
    folder = tmp_path / "m"
    (folder / "data").mkdir(parents=True)
    for name, lines in {
        "REGION": "VALUE R", "TECHNOLOGY": "VALUE T", "FUEL": "VALUE F", "YEAR": "VALUE 2020 2021", "TIMESLICE": "VALUE L",
        "MODE_OF_OPERATION": "VALUE 1",
        "YearSplit": "TIMESLICE,YEAR,VALUE L,2020,1 L,2021,1", "DiscountRate": "REGION,VALUE R,0.1",
        "OutputActivityRatio": "REGION,TECHNOLOGY,FUEL,MODE_OF_OPERATION,YEAR,VALUE R,T,F,1,2020,1 R,T,F,1,2021,2.5",
    }.items():  # fmt: skip
        (folder / "data" / f"{name}.csv").write_text("\n".join(lines.split()) + "\n", encoding="utf-8")
    book(folder, tmp_path / "m.xlsx", skip)
    return tmp_path / "m.xlsx"


def test_the_region_may_be_left_out_where_there_is_one(tmp_path: Path) -> None:
    path = one_region(tmp_path, "REGION")
    found = osemosys.read(path)
    same(found, osemosys.read(tmp_path / "m"))
    assert found.dense("DiscountRate").tolist() == [0.1] and found.dense("OutputActivityRatio").max() == 2.5


def test_a_formula_counts_by_its_value_and_one_without_is_refused_with_its_cell(tmp_path: Path) -> None:
    path = one_region(tmp_path)
    made = openpyxl.load_workbook(path)
    made["OutputActivityRatio"]["F2"] = "=E2*2"
    made.save(path)
    with pytest.raises(Faults) as caught:
        osemosys.read(path)
    assert [f.code for f in caught.value.faults] == ["X005"] and "OutputActivityRatio!F2" in str(caught.value)


def test_what_is_wrong_in_a_workbook_is_refused_by_name(tmp_path: Path) -> None:
    path = one_region(tmp_path)
    made = openpyxl.load_workbook(path)
    made.create_sheet("Kosten").append(["REGION", "VALUE"])
    made["Kosten"].append(["R", 3])
    made["OutputActivityRatio"]["B2"] = "X"
    made.create_sheet("_notes").append(["mine"])
    made.save(path)
    with pytest.raises(Faults) as caught:
        osemosys.read(path)
    assert {(f.code, f.blanks["name"]) for f in caught.value.faults} == {
        ("O003", "Kosten"),
        ("O005", "OutputActivityRatio"),
    }
    made = openpyxl.load_workbook(path)
    made.remove(made["YEAR"])
    made.save(path)
    assert not osemosys.is_model(path)


def test_a_workbook_of_pulp_says_the_same_as_a_data_file(tmp_path: Path) -> None:
    model = models.small(9)
    made = openpyxl.Workbook()
    made.remove(made.active)
    sets, values, defaults = (made.create_sheet(name) for name in ("SETS", "PARAMETERS", "PARAMETERS_DEFAULT"))
    heads = ["REGION2" if letter == "q" else name for letter, name in SETS.items()]
    for column, (letter, head) in enumerate(zip(SETS, heads, strict=True), 1):
        for row, word in enumerate([head, *model.sets["r" if letter == "q" else letter]], 1):
            sets.cell(row, column, word)
    values.append(["PARAM", "VALUE", *heads])
    defaults.append(["PARAM", "VALUE"])
    for name, parameter in parameters().items():
        for key, value in model.values.get(name, {}).items():
            at = dict(zip(parameter.index, key, strict=True))
            values.append([name, value, *(at.get(letter) for letter in SETS)])
        if name in model.default:
            defaults.append([name, model.default[name]])
    made.save(tmp_path / "m.xlsx")
    (tmp_path / "m.txt").write_text(models.text(model), encoding="utf-8")
    same(osemosys.read(tmp_path / "m.xlsx"), osemosys.read(tmp_path / "m.txt"))


def test_a_workbook_becomes_a_folder_and_a_data_file(tmp_path: Path) -> None:
    path = one_region(tmp_path)
    for target in ("data.txt", "folder"):
        done = convert(path, tmp_path / target, Wish(check=lambda case: []))
        assert done.source == "osemosys-workbook"
        same(osemosys.read(tmp_path / target), osemosys.read(path))
