"""Files of OSeMOSYS models: every form says the same, dialects are understood, and what is not supported is refused by name."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geju
import osemosys_models as models
from geju.bridge import osemosys
from geju.bridge.osemosys_data import Data
from geju.bridge.osemosys_section import from_section
from geju.bridge.osemosys_text import read_section
from geju.bridge.osemosys_words import VINTAGES, parameters
from geju.core.errors import Faults
from geju.core.system import System

ROOT = (
    "set REGION := R; set TECHNOLOGY := T U; set FUEL := F G; set YEAR := 2020 2021;"
    "set TIMESLICE := L; set MODE_OF_OPERATION := 1 2;\n"
)


def data(text: str) -> Data:
    return from_section(read_section(ROOT + text, "m.txt"), "m", "m.txt")


def codes(text: str) -> set[str]:
    with pytest.raises(Faults) as caught:
        data(text)
    return {fault.code for fault in caught.value.faults}


def same(one: Data, two: Data) -> None:
    assert {k: v for k, v in one.sets.items() if v} == {k: v for k, v in two.sets.items() if v}
    for name in parameters():
        assert np.array_equal(one.dense(name), two.dense(name)), name


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), turn=st.integers(0, 10**6))
def test_every_form_of_a_data_file_says_the_same(seed: int, turn: int) -> None:
    model = models.small(seed)
    first, second = (from_section(read_section(models.text(model, random.Random(k)), "m"), "m", "m") for k in (0, turn))
    same(first, second)
    for name in parameters():
        for key, value in model.values.get(name, {}).items():
            at = tuple(first.sets[k].index(w) for k, w in zip(parameters()[name].index, key, strict=True))
            assert first.dense(name)[at] == value


def test_an_otoole_folder_says_the_same_as_a_data_file(tmp_path: Path) -> None:
    model = models.small(5)
    for place in ("plain", "renamed"):
        names = {"FUEL": "COMMODITY"} if place == "renamed" else {}
        found = osemosys.read(models.folder(model, tmp_path / place, names))
        same(found, from_section(read_section(models.text(model, names=names), "m"), "m", "m"))
    assert osemosys.is_model(tmp_path / "plain") and osemosys.is_model(tmp_path / "plain" / "config.yaml")
    assert osemosys.is_model(tmp_path / "plain" / "data") and not osemosys.is_model(tmp_path)


def test_large_and_quoted_tables_are_read_as_small_ones_are(tmp_path: Path) -> None:
    path = models.folder(models.small(5), tmp_path / "m")
    file = path / "data" / "CapacityFactor.csv"
    before = osemosys.read(path)
    file.write_text(
        file.read_text(encoding="utf-8").replace("NORTH", '"NORTH"').replace(",2020,", ",2020.0,"), encoding="utf-8"
    )
    same(before, osemosys.read(path))


def test_an_otoole_folder_plans_to_the_same_system_as_a_data_file(tmp_path: Path) -> None:
    model = models.small(8)
    file = tmp_path / "m.txt"
    file.write_text(models.text(model), encoding="utf-8")
    one, two = (osemosys.load(p).system for p in (file, models.folder(model, tmp_path / "m")))
    assert isinstance(one, System) and one.processes.name == two.processes.name
    assert np.array_equal(one.limits.terms.coef, two.limits.terms.coef)


@pytest.mark.parametrize(
    "text",
    [
        "param FixedCost default 0 := R T 2020 5 R T 2021 6 R U 2021 7;",
        "param default 0 : FixedCost := R T 2020 5 R T 2021 6\nR U 2021 7;",
        "param FixedCost default 0 := [R,*,*]: 2020 2021 := T 5 6 U . 7;",
        "param FixedCost default 0 := [R,*,*] (tr): T U := 2020 5 . 2021 6 7;",
        "param FixedCost default 0 := [R,T,*] 2020 5 2021 6 [R,U,*] 2021 7;",
        "param FixedCost default 0 := [R,*,2020] T 5 [R,*,2021] T 6 U 7;",
        "param FixedCost default 0 := [R,*,*]: 2020 := T 5 : 2021 := T 6 U 7;",
        "param FixedCost default 0 := R,T,2020,5 R,T,2021,6, R,U,2021,7; # a note; with 'marks'",
        "param FixedCost default 0 := 'R' \"T\" 2020 5 R T 2021 6 /* ; */ R U 2021 7;",
        "param default 0 : FixedCost CapitalCost := R T 2020 5 1 R T 2021 6 1 R U 2021 7 1;",
    ],
)  # fmt: skip
def test_all_forms_of_a_table_are_read(text: str) -> None:
    assert data(text).dense("FixedCost").tolist() == [[[5, 6], [0, 7]]]


def test_two_indices_may_stand_under_column_heads_at_once() -> None:
    assert data("param OperationalLife default 1 : T U := R 20 30;").dense("OperationalLife").tolist() == [[20, 30]]
    assert data("param OperationalLife default 1 (tr) : R := T 20 U 30;").dense("OperationalLife").tolist() == [
        [20, 30]
    ]


def test_a_model_before_its_data_is_passed_over() -> None:
    text = "set YEAR; param X{y in YEAR}; var v; data;\n" + ROOT + "param DiscountRate default 0.1 := ;\nend;"
    assert from_section(read_section(text, "m"), "m", "m").dense("DiscountRate").tolist() == [0.1]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("minimize cost: 1;", "O002"),
        ("set YEAR2 := 1 7;", "O003"),
        ("set STORAGEINTRADY := T;", "O003"),
        ("param CapitalCosts default 0 := R T 2020 5;", "O003"),
        ("param Surprise default 4 := ;", "O003"),
        ("set STAGES[T] := 1 2;", "O003"),
        ("param FixedCost default 0 := R X 2020 5;", "O005"),
        ("param FixedCost default 0 := R T 2020 five;", "O006"),
        ("param FixedCost default 0 := R T 2020 nan;", "O006"),
        ("param FixedCost default much := ;", "O006"),
        ("param FixedCost default 0 := R T 2020 5 R T 2020 5;", "O007"),
        ("param FixedCost default 0 := ; param FixedCost default 1 := ;", "O007"),
        ("param FixedCost default 0 := R T 5 6 7;", "O008"),
        ("param FixedCost default 0 := [R,*]: 2020 := T 5;", "O008"),
    ],
)
def test_what_is_wrong_in_a_data_file_is_refused_by_name(text: str, code: str) -> None:
    assert codes(text) == {code}


def test_a_missing_set_and_all_strange_names_are_told_at_once() -> None:
    with pytest.raises(Faults) as caught:
        from_section(read_section("set REGION := R; set OTHER := X;", "m"), "m", "m")
    assert {f.code for f in caught.value.faults} == {"O003", "O004"}
    with pytest.raises(Faults) as caught:
        data("param FixedCost default 0 := R TT 2020 5 R T 1999 5;")
    assert len(caught.value.faults) == 2 and "did you mean 'T'" in caught.value.faults[0].text("en")


def test_strange_sets_and_strange_parameters_are_told_at_once() -> None:
    with pytest.raises(Faults) as caught:
        data("set OTHER := X; param CapitalCosts default 0 := R T 2020 5; param FixedCost default 0 := R TT 2020 5;")
    assert [fault.code for fault in caught.value.faults] == ["O003", "O003", "O005"]


def test_a_set_that_only_names_members_of_another_is_left_out_and_told() -> None:
    found = data("set REPORTED := U; set FUELd := G; param FixedCost default 0 := R T 2020 5;")
    told = [note for note in found.notes if "names members" in note]
    assert len(told) == 2 and "TECHNOLOGY" in told[0] and "FUEL" in told[1]


def test_a_parameter_that_says_nothing_is_left_out_and_told() -> None:
    assert any("Surprise" in note for note in data("param Surprise default 0 := ;").notes)


def test_sets_that_list_modes_leave_the_others_out_and_say_so(tmp_path: Path) -> None:
    said = "param OutputActivityRatio default 0 := R T F 1 2020 1 R T F 2 2020 1 R U F 1 2020 1;"
    text = (
        ROOT + said + "set MODEperTECHNOLOGY[T] := 1; set MODEperTECHNOLOGY[U] := 1 2; param YearSplit default 1 := ;"
    )
    file = tmp_path / "m.txt"
    file.write_text(text + "set MODExTECHNOLOGYperFUELout[F] := (1,T);", encoding="utf-8")
    imported = osemosys.load(file)
    assert any("vintage 2024-short;" in note for note in imported.notes)
    assert imported.system.processes.name == ("T@R",)
    assert any("OutputActivityRatio" in note and "2 values" in note for note in imported.notes)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("param YearSplit default 0 := L 2020 1;", "YearSplit"),
        ("param YearSplit default 1 := ; param DepreciationMethod default 3 := ;", "DepreciationMethod 3"),
        ("param YearSplit default 1 := ; set UDC := X; param UDCTag default 2 := ;", "UDCTag 2"),
    ],
)
def test_what_no_code_can_run_is_refused_by_name(text: str, what: str, tmp_path: Path) -> None:
    file = tmp_path / "m.txt"
    file.write_text(ROOT + text, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        osemosys.load(file, "muio")
    assert caught.value.faults[0].code == "O009" and what in str(caught.value)


def test_what_is_wrong_in_a_folder_is_refused_by_name(tmp_path: Path) -> None:
    path = models.folder(models.small(1), tmp_path / "m")
    table = path / "data" / "CapitalCost.csv"
    good = table.read_text(encoding="utf-8")
    for text, code in (
        (good.replace("FIRM", "FIRMA", 1), "O005"), (good.replace("YEAR", "YEARS", 1), "O008"),
        (good + good.split("\n")[1], "O007"), (good + "NORTH,FIRM,2020", "O001"), (good + "NORTH,BACK,2020,", "O006"),
        ('"' + good, "O008"), ("REGION\nNORTH\n", "O008"),
    ):  # fmt: skip
        table.write_text(text, encoding="utf-8")
        with pytest.raises(Faults) as caught:
            osemosys.read(path)
        assert caught.value.faults[0].code == code
    table.write_bytes(b"REGION,VALUE\n\xff\xfe")
    with pytest.raises(Faults, match="O001"):
        osemosys.read(path)


def test_a_config_that_is_no_mapping_and_a_path_without_a_model_are_refused(tmp_path: Path) -> None:
    path = models.folder(models.small(1), tmp_path / "m")
    (path / "config.yaml").write_text("- a\n- b\n", encoding="utf-8")
    with pytest.raises(Faults, match="O010"):
        osemosys.load(path)
    (path / "config.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(Faults, match="O010"):
        osemosys.load(path)
    for missing in (tmp_path, tmp_path / "nothing.txt"):
        with pytest.raises(Faults, match="O012"):
            osemosys.load(missing)


def test_commodity_for_fuel_is_the_dialect_of_muio(tmp_path: Path) -> None:
    file = tmp_path / "m.txt"
    file.write_text(models.text(models.small(2), names={"FUEL": "COMMODITY"}), encoding="utf-8")
    assert any("vintage muio;" in note for note in osemosys.load(file).notes)


def test_what_is_not_in_a_data_file_is_told_with_the_value_it_has() -> None:
    (note,) = (n for n in data("param CapitalCost default 3 := ;").notes if "not in the file" in n)
    assert "FixedCost 0" in note and "OperationalLife 1" in note and "TotalAnnualMaxCapacity -1" in note
    assert "CapitalCost 3" not in note and "StorageLevelStart" not in note and "UDCTag" not in note
    (note,) = (n for n in data("set STORAGE := S;").notes if "not in the file" in n)
    assert "StorageMaxChargeRate 0" in note


def vintage(text: str, folder: Path) -> list[str]:
    file = folder / "m.txt"
    file.write_text(ROOT + "param YearSplit default 1 := ;" + text, encoding="utf-8")
    return list(osemosys.load(file).notes)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("param TechWithCapacityNeededToMeetPeakTS default 1 := ;", "2017"),
        ("set SEASON := 1; set STORAGE := S;", "2017"),
        ("set SEASON := 1; set STORAGE := S; param DiscountRateStorage default 0.05 := ;", "2024"),
        ("set SEASON := 1; set UDC := K; param UDCTag default 0 := ;", "muio-4"),
        ("set SEASON := 1; set UDC := K; param UDCTag default 2 := ;", "2024"),
        ("set UDC := K; param UDCTag default 0 := ; param DiscountRateIdv default 0.1 := ;", "2024"),
        ("", "muio-4"),
        ("set STORAGE := S;", "muio-4"),
        ("set SEASON := ;", "2024"),
        ("param ResultsPath := 'res';", "2024"),
        ("set STORAGE := S; param TechnologyToStorage default 1 := ;", "2017"),
    ],
)
def test_data_that_can_only_be_another_codes_are_read_as_that_one(text: str, name: str, tmp_path: Path) -> None:
    notes = vintage(text, tmp_path)
    assert any(f"vintage {name};" in note for note in notes)
    assert any("UDCTag" in note for note in notes) == ("UDCTag" in text)


def test_muio_4_has_neither_stores_nor_trade_and_counts_growth_by_the_later_year(tmp_path: Path) -> None:
    file = tmp_path / "m.txt"
    file.write_text(
        ROOT.replace("YEAR := 2020 2021", "YEAR := 2020 2021 2022") + """param YearSplit default 1 := ;
        set STORAGE := S; param TechnologyToStorage default 1 := ;""", encoding="utf-8"
    )  # fmt: skip
    with pytest.raises(Faults, match="TechnologyToStorage"):
        osemosys.load(file, "muio-4")
    file.write_text(
        ROOT.replace("YEAR := 2020 2021", "YEAR := 2020 2021 2022") + """param YearSplit default 1 := ;
        param OutputActivityRatio default 0 := [R,T,F,*,*]: 2020 2021 2022 := 1 1 1 1 [R,U,F,*,*]: 2020 2021 2022 := 1 1 1 1;
        param VariableCost default 0 := [R,T,*,*]: 2020 2021 2022 := 1 1 1 1 [R,U,*,*]: 2020 2021 2022 := 1 9 9 9;
        param SpecifiedDemandProfile default 1 := ; param DiscountRate default 0 := ;
        param SpecifiedAnnualDemand default 0 := [R,*,*]: 2020 2021 2022 := F 10 20 50;
        param TotalTechnologyAnnualActivityUpperLimit default -1 := [R,*,*]: 2020 2021 := T 10 20;
        param TechnologyActivityIncreaseByModeLimit default 0 := [R,T,*,*]: 2020 2021 2022 := 1 0 0.5 0;""", encoding="utf-8"
    )  # fmt: skip
    # by the later year: 2021 not above 2020, 2022 free; otherwise 2022 not above 1.5 times 2021
    assert geju.plan(osemosys.load(file, "muio-4")).total == pytest.approx(10 + 10 + 9 * 10 + 50)
    assert geju.plan(osemosys.load(file, "muio")).total == pytest.approx(10 + 20 + 30 + 9 * 20)


def test_an_early_folder_of_otoole_has_its_defaults_in_a_file(tmp_path: Path) -> None:
    path = models.folder(models.small(3), tmp_path / "m")
    names = "name,default_value\nCapitalCost,7\nVariableCost,0.5\n"
    (path / "config.yaml").unlink()
    (path / "data" / "default_values.csv").write_text(names, encoding="utf-8")
    (path / "data" / "FixedCost.csv").unlink()
    found = osemosys.read(path)
    assert (found.default("CapitalCost"), found.default("VariableCost"), found.default("FixedCost")) == (7.0, 0.5, 0.0)
    (path / "data" / "default_values.csv").write_text("name,value\nCapitalCost,7\n", encoding="utf-8")
    with pytest.raises(Faults, match="O008"):
        osemosys.read(path)


def test_the_only_folder_with_a_model_and_the_only_configuration_are_found(tmp_path: Path) -> None:
    path = models.folder(models.small(3), tmp_path / "m")
    before = osemosys.read(path)
    (path / "data").rename(path / "csv")
    (path / "config.yaml").rename(path / "model.yaml")
    assert osemosys.is_model(path)
    same(before, osemosys.read(path))
    same(before, osemosys.read(path / "model.yaml"))
    models.folder(models.small(3), tmp_path / "other")
    (tmp_path / "other" / "data").rename(path / "csv2")
    assert not osemosys.is_model(path)


def test_every_vintage_reads_a_model(tmp_path: Path) -> None:
    file = tmp_path / "m.txt"
    file.write_text(models.text(models.small(2)), encoding="utf-8")
    assert (
        len(
            {
                osemosys.load(file, vintage).system.limits.terms.coef.tobytes()
                for vintage in VINTAGES
                if not vintage.startswith("muio-4")
            }
        )
        >= 1
    )


def test_a_model_in_which_nothing_is_produced_says_so(tmp_path: Path) -> None:
    """A folder that lost OutputActivityRatio.csv has a plan that makes nothing: the reader is told, as of no other model."""
    told = "OutputActivityRatio is missing"
    for text, count in (("", 1), ("param OutputActivityRatio default 0 := R T F 1 2020 1;", 0)):
        assert sum(told in note for note in vintage(text, tmp_path)) == count
