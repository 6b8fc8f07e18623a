"""Cases of MUIO: what the JSON of a run says is what the data file of that run says, and what is not sound is refused by name."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import command
import geju
import osemosys_models as models
from geju.bridge import osemosys
from geju.bridge.convert import Wish, convert
from geju.bridge.osemosys_data import Data
from geju.bridge.osemosys_write import differences
from geju.core.errors import Faults
from muio_cases import case, model, put, read, zipped
from osemosys_models import Model

ONE = {"REF": ["SC_0"]}


def text(m: Model, path: Path, names: dict[str, str] | None = None) -> Path:
    """The data file of a model, in the words MUIO writes it with."""
    body = models.text(m, names=names or {"FUEL": "COMMODITY"})
    stores = "" if names else "set STORAGEINTRADAY := ;\nset STORAGEINTRAYEAR := LAKE;\n"
    path.write_text(body.replace("end;", stores + "end;"), encoding="utf-8")
    return path


def same(one: Data, two: Data) -> None:
    """Both say the same of everything that MUIO knows."""
    assert one.sets == two.sets and one.parts == two.parts
    assert one.tables.keys() <= two.tables.keys()
    for name in one.tables:
        assert np.array_equal(one.dense(name), two.dense(name)), name
    assert not [name for name in two.tables.keys() - one.tables.keys() if len(two.tables[name])]


def changed(path: Path, file: str, name: str, scenario: str, edit: Callable[[list[dict[str, Any]]], object]) -> None:
    """Change the rows of one parameter in one scenario of a case."""
    document = read(path, file)
    edit(document[name][scenario])
    put(path, file, document)


def refused(path: Path | str) -> list[str]:
    with pytest.raises(Faults) as caught:
        osemosys.load(path)
    return sorted({fault.code for fault in caught.value.faults})


def test_a_case_says_what_its_data_file_says_and_has_the_same_plan(tmp_path: Path) -> None:
    m = model()
    folder, file = case(m, tmp_path / "made", runs=ONE), text(m, tmp_path / "m.txt")
    same(osemosys.read(folder), osemosys.read(file))
    made, other = geju.plan(folder), geju.plan(file)
    assert made.status == "optimal" and made.total == pytest.approx(other.total, rel=1e-9)
    assert made.total > 100


def test_the_last_scenario_of_a_run_that_says_a_value_says_it(tmp_path: Path) -> None:
    m = model()
    runs = {"both": ["SC_0", "SC_1", "SC_2"], "late": ["SC_0", "SC_2"]}
    folder = case(m, tmp_path / "made", runs=runs)
    changed(folder, "RYT", "CC", "SC_1", lambda rows: rows[1].update({"2031": 70, "2032": 75}))
    changed(folder, "RYT", "CC", "SC_2", lambda rows: rows[1].update({"2032": 80}))
    changed(folder, "R", "DR", "SC_1", lambda rows: rows[0].update(value=0.07))
    for run, costs, rate in (("both", (50, 70, 80), 0.07), ("late", (50, 50, 80), 0.05)):
        for y, cost in zip(m.sets["y"], costs, strict=True):
            m.put("CapitalCost", cost, "RE1", "PLANT", y)
        m.put("DiscountRate", rate, "RE1")
        found = osemosys.read(folder / "res" / run)
        same(found, osemosys.read(text(m, tmp_path / f"{run}.txt")))
        assert any(note.startswith(f"run {run} was taken: scenarios base") for note in found.notes)


def test_a_zip_says_what_the_folder_says_and_a_run_in_it_can_be_named(tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made", runs={"REF": ["SC_0"], "dear": ["SC_0", "SC_1"]})
    changed(folder, "RYT", "CC", "SC_1", lambda rows: rows[1].update({"2031": 70}))
    archive = zipped([folder], tmp_path / "shared.zip")
    for run in ("REF", "dear"):
        one, two = geju.load(folder / "res" / run), geju.load(f"{archive}/res/{run}")
        same(osemosys.read(folder / "res" / run), osemosys.read(archive / "res" / run))
        assert (one.name, one.digest) == (two.name, two.digest) and one.name == "made"
    assert geju.load(folder / "res" / "REF").digest != geju.load(folder / "res" / "dear").digest
    assert refused(archive) == ["O016"]


def test_a_zip_of_several_cases_is_refused_and_one_without_any_is_no_model(tmp_path: Path) -> None:
    folders = [case(model(), tmp_path / name) for name in ("one", "two")]
    with pytest.raises(Faults, match=r"DataStorage/one, .*DataStorage/two") as caught:
        geju.load(zipped(folders, tmp_path / "shared.zip"))
    assert caught.value.faults[0].code == "O019"
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("readme.txt", "")
    (tmp_path / "broken.zip").write_bytes(b"PK")
    assert not osemosys.is_model(tmp_path / "other.zip") and not osemosys.is_model(tmp_path / "broken.zip")


def test_runs_that_differ_are_not_guessed_between(tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made", runs={"REF": ["SC_0"], "dear": ["SC_0", "SC_1"], "none": []})
    with pytest.raises(Faults, match="res/REF") as caught:
        geju.load(folder)
    assert [fault.code for fault in caught.value.faults] == ["O016"]
    with pytest.raises(Faults, match="did you mean 'dear'") as caught:
        geju.load(folder / "res" / "dearr")
    assert [fault.code for fault in caught.value.faults] == ["O017"]
    assert refused(folder / "res" / "none") == ["O018"]


def test_what_run_was_taken_is_always_told(tmp_path: Path) -> None:
    def told(folder: Path) -> str:
        return " | ".join(osemosys.read(folder).notes)

    assert "no run: its first scenario, base, was taken; dear, late left out" in told(case(model(), tmp_path / "a"))
    assert "no run: its first scenario, base" in told(case(model(), tmp_path / "b", runs={}))
    assert "run REF was taken: scenarios base" in told(case(model(), tmp_path / "c", runs=ONE))
    alike = {"REF": ["SC_0", "SC_2"], "again": ["SC_0", "SC_2"]}
    folder = case(model(), tmp_path / "d", runs=alike | {"dear": ["SC_0", "SC_1"]})
    assert refused(folder) == ["O016"]
    assert "run again was taken: scenarios base + late; the same as REF; dear left out" in told(
        folder / "res" / "again"
    )
    folder = case(model(), tmp_path / "e", runs=alike)
    assert "run REF was taken: scenarios base + late; the same as again" in told(folder)


def test_a_run_of_a_scenario_that_is_not_there_is_refused(tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made", runs=ONE)
    general = read(folder, "genData")
    general["osy-scenarios"] = general["osy-scenarios"][1:]
    put(folder, "genData", general)
    assert refused(folder) == ["O005"]


@pytest.mark.parametrize("version", ["1.0", "3.0", "5.7", "", None])
def test_a_version_of_which_nothing_is_published_is_refused(version: str | None, tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made")
    put(folder, "genData", read(folder, "genData") | {"osy-version": version})
    with pytest.raises(Faults, match=r"data\.txt") as caught:
        geju.plan(folder)
    assert [fault.code for fault in caught.value.faults] == ["O013"]


def broken(path: Path, kind: str) -> None:
    """Make a case wrong in one way."""
    general = read(path, "genData")
    tech, slices = general["osy-tech"], general["osy-ts"]
    ways: dict[str, Callable[[], object]] = {
        "not json": lambda: (path / "RYT.json").write_text("{", encoding="utf-8"),
        "a list": lambda: put(path, "genData", []),
        "a list of rows": lambda: put(path, "RYT", []),
        "no file": (path / "RYTTs.json").unlink,
        "no parameter": lambda: put(path, "RT", {k: v for k, v in read(path, "RT").items() if k != "OL"}),
        "no years": lambda: put(path, "genData", {k: v for k, v in general.items() if k != "osy-years"}),
        "runs of words": lambda: put(path, "view/resData", {"osy-cases": ["REF"]}),
        "a row missing": lambda: changed(path, "RYT", "CC", "SC_0", lambda rows: rows.pop()),
        "a cell blank": lambda: changed(path, "RYT", "CC", "SC_0", lambda rows: rows[0].update({"2031": None})),
        "a cell missing": lambda: changed(path, "RT", "OL", "SC_0", lambda rows: rows[0].pop("TEC_1")),
        "no scenario": lambda: put(path, "R", {"DR": {"SC_1": []}}),
        "a listed row missing": lambda: changed(path, "RYTCM", "OAR", "SC_0", lambda rows: rows.pop()),
        "a blank beside values": lambda: changed(path, "RYTCM", "OAR", "SC_0", lambda rows: rows[0].update({"2031": None})),
        "an unknown parameter": lambda: put(path, "RYT", read(path, "RYT") | {"NEW": {"SC_0": [{"TechId": "TEC_0"}]}}),
        "an unknown file": lambda: put(path, "RYZ", {"NEW": {"SC_0": [{"TechId": "TEC_0"}]}}),
        "an unknown set": lambda: put(path, "genData", general | {"osy-region": [{"RegionId": "RE_0"}]}),
        "a parameter of old": lambda: put(path, "RY", {"RM": {"SC_0": [{"2030": 1.1, "2031": 0, "2032": 0}]}}),
        "an unknown id": lambda: changed(path, "RYT", "CC", "SC_0", lambda rows: rows[0].update(TechId="TEC_9")),
        "an unknown column": lambda: changed(path, "RYT", "CC", "SC_0", lambda rows: rows[0].update({"2029": 1})),
        "an unknown season": lambda: put(path, "genData", general | {"osy-ts": [slices[0] | {"SE": "SE_9"}, slices[1]]}),
        "a word": lambda: changed(path, "RYT", "CC", "SC_0", lambda rows: rows[0].update({"2031": "dear"})),
        "true": lambda: changed(path, "RYT", "CC", "SC_0", lambda rows: rows[0].update({"2031": True})),
        "endless": lambda: changed(path, "RYT", "CC", "SC_0", lambda rows: rows[0].update({"2031": float("inf")})),
        "a row twice": lambda: changed(path, "RYT", "CC", "SC_0", lambda rows: rows.append(rows[0])),
        "a name twice": lambda: put(path, "genData", general | {"osy-tech": [*tech[:3], tech[3] | {"Tech": "MINE"}]}),
        "no tag": lambda: put(path, "genData", general | {
            "osy-constraints": [general["osy-constraints"][0] | {"Tag": None}]}),
    }  # fmt: skip
    ways[kind]()


@pytest.mark.parametrize(
    ("kind", "code", "named"),
    [
        ("not json", "O014", "RYT.json"), ("a list", "O014", "genData.json"), ("a list of rows", "O014", "RYT.json"),
        ("no file", "O014", "RYTTs.json"), ("no parameter", "O014", "OL missing"), ("no years", "O014", "osy-years"),
        ("runs of words", "O014", "resData"), ("a row missing", "O015", "SUN"), ("a cell blank", "O015", "MINE 2031"),
        ("a cell missing", "O015", "PLANT"), ("no scenario", "O015", "SC_0"), ("a listed row missing", "O015", "SUN"),
        ("a blank beside values", "O015", "COAL 1 2031"), ("an unknown parameter", "O003", "RYT.json NEW"),
        ("an unknown file", "O003", "RYZ.json"), ("an unknown set", "O003", "osy-region"),
        ("a parameter of old", "O003", "RM"), ("an unknown id", "O005", "TEC_9"), ("an unknown column", "O005", "2029"),
        ("an unknown season", "O005", "SE_9"), ("a word", "O006", "dear"), ("true", "O006", "True"), ("endless", "O006", "inf"),
        ("a row twice", "O007", "MINE"), ("a name twice", "O007", "MINE"), ("no tag", "O006", "UDCTag"),
    ],
)  # fmt: skip
def test_what_is_not_sound_is_refused_by_name(kind: str, code: str, named: str, tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made", runs=ONE)
    broken(folder, kind)
    with pytest.raises(Faults) as caught:
        osemosys.read(folder)
    assert code in {fault.code for fault in caught.value.faults} and named in str(caught.value)
    assert all(fault.text("zh") for fault in caught.value.faults)


def test_every_fault_of_a_case_is_told_at_once(tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made", runs=ONE)
    for kind in ("a word", "a blank beside values", "an unknown file", "a cell missing"):
        broken(folder, kind)
    assert refused(folder) == ["O003", "O006", "O015"]


def test_what_is_no_table_of_muio_is_left_out_and_told(tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made", runs=ONE)
    put(folder, "why", {"reason": {"text": "a remark"}})
    (folder / "odd.json").write_text("{", encoding="utf-8")
    put(folder, "RYT", read(folder, "RYT") | {"NEW": {"SC_0": []}})
    found = osemosys.read(folder)
    same(found, osemosys.read(text(model(), tmp_path / "m.txt")))
    assert "no file of MUIO, so left out: odd.json, why.json" in found.notes


def test_rows_that_no_list_names_are_left_out_and_told(tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made", runs=ONE)
    general = read(folder, "genData")
    sun = next(entry for entry in general["osy-tech"] if entry["Tech"] == "SUN")
    changed(folder, "RYTCM", "IAR", "SC_0", lambda rows: rows.append(
        {"TechId": sun["TechId"], "CommId": "COM_0", "MoId": 1, "2030": 9, "2031": 9, "2032": 9}))  # fmt: skip
    found = osemosys.read(folder)
    same(found, osemosys.read(text(model(), tmp_path / "m.txt")))
    assert any("RYTCM.json IAR: 1 rows" in note for note in found.notes)


def test_a_row_of_blanks_and_defaults_is_one_that_muio_does_not_write(tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made", runs={"both": ["SC_0", "SC_1"]})
    # the mine's second mode makes nothing in any year
    changed(folder, "RYTCM", "OAR", "SC_0", lambda rows: rows[1].update({"2030": None, "2032": None}))
    found = osemosys.read(folder)
    same(found, osemosys.read(text(model(), tmp_path / "m.txt")))
    assert any("OAR: 1 rows have blanks" in note for note in found.notes)
    # a scenario that says 5 and one that takes it back make MUIO write the row, and then the blank is no longer 0
    changed(folder, "RYTCM", "OAR", "SC_0", lambda rows: rows[1].update({"2031": 5}))
    changed(folder, "RYTCM", "OAR", "SC_1", lambda rows: rows[1].update({"2031": 0}))
    assert refused(folder) == ["O015"]


def test_a_case_of_muio_4_has_its_own_timeslices_tags_and_code(tmp_path: Path) -> None:
    m = model()
    later = ("TechnologyToStorage", "TechnologyFromStorage", "StorageLevelStart", "OperationalLifeStorage", "CapitalCostStorage",
             "Conversionls", "Conversionld", "Conversionlh", "DaySplit", "DaysInDayType", "DiscountRateIdv")  # fmt: skip
    for name in later:
        m.values.pop(name, None)
    m.sets |= {"l": ["S11", "S12"], "s": [], "a": [], "d": [], "b": []}
    for name in ("YearSplit", "SpecifiedDemandProfile", "CapacityFactor"):
        m.values[name] = {
            tuple({"DAY": "S11", "NIGHT": "S12"}.get(k, k) for k in key): v for key, v in m.values[name].items()
        }
    m.default |= {"ReserveMargin": 0, "DiscountRateIdv": 0.05}
    m.put("ReserveMarginTagFuel", 1, "RE1", "POWER", "2031")
    m.put("ReserveMargin", 0.2, "RE1", "2031")
    m.put("ReserveMarginTagTechnology", 1, "RE1", "PLANT", "2031")
    for version, vintage in (("4.0", "muio-4.0"), ("4.5", "muio-4.5"), ("4.9", "muio-4.5")):
        folder, file = (
            case(m, tmp_path / version, version, runs=ONE),
            text(m, tmp_path / f"{version}.txt", {"FUEL": "COMMODITY"}),
        )
        found, other = osemosys.read(folder), osemosys.read(file)
        other.parts = found.parts
        for name in {"DiscountRateIdv"} - found.tables.keys():
            other.tables.pop(name)
        same(found, other)
        assert any(f"vintage {vintage};" in note for note in osemosys.load(folder).notes)
        assert geju.plan(folder).total == pytest.approx(geju.plan(osemosys.load(file, vintage)).total, rel=1e-9)


def test_a_case_of_muio_4_may_not_have_what_its_code_takes_otherwise(tmp_path: Path) -> None:
    m = model()
    m.put("REMinProductionTarget", 0.3, "RE1", "2031")
    m.sets |= {"l": ["S11", "S12"], "s": [], "a": [], "d": [], "b": []}
    folder = case(m, tmp_path / "made", "4.5", runs=ONE)
    with pytest.raises(Faults, match=r"REMinProductionTarget \(vintage muio-4.5\)") as caught:
        osemosys.load(folder)
    assert caught.value.faults[0].code == "O009"


def test_the_vintage_can_be_set(tmp_path: Path) -> None:
    folder = case(model(), tmp_path / "made", "5.0", runs=ONE)
    told = geju.load(folder).notes
    assert "a case of MUIO, version 5.0" in told and "--set vintage=muio-5.0" in told[1]
    usual, other = geju.plan(folder), geju.plan(folder, changes=("vintage=muio-5.0",))
    asked = geju.plan(osemosys.load(folder, "muio-5.0"))
    assert other.total == pytest.approx(asked.total) and other.total != pytest.approx(usual.total, rel=1e-6)
    with pytest.raises(Faults, match=r"did you mean 'muio-5\.0'") as caught:
        geju.plan(folder, changes=("vintage=muio-5.1",))
    assert caught.value.faults[0].code == "O011"


def one_plant(vintage: str, folder: Path, more: str = "") -> geju.Plan:
    """A plant built in 2030 for two years, life 4, capital 100, its own rate 9 %, the region's 5 %."""
    file = folder / "m.txt"
    file.write_text(f"""set REGION := R; set TECHNOLOGY := T; set COMMODITY := F; set YEAR := 2030 2031; set TIMESLICE := L;
        set MODE_OF_OPERATION := 1 2; set EMISSION := ; set STORAGE := ; set UDC := ; param YearSplit default 1 := ;
        param DiscountRate default 0.05 := ; param DiscountRateIdv default 0.09 := ; param OperationalLife default 4 := ;
        param OutputActivityRatio default 0 := [R,T,F,*,*]: 2030 2031 := 1 1 1; param CapitalCost default 100 := ;
        param SpecifiedAnnualDemand default 1 := ; param SpecifiedDemandProfile default 1 := ;
        param CapacityToActivityUnit default 1 := ; {more}""", encoding="utf-8")  # fmt: skip
    return geju.plan(osemosys.load(file, vintage))


@pytest.mark.parametrize("vintage", ["muio", "muio-5.0", "muio-4", "muio-4.0", "muio-4.5"])
def test_capital_costs_what_the_code_of_the_vintage_has(vintage: str, tmp_path: Path) -> None:
    recovery, annuity = (1 - 1.09**-1) / (1 - 1.09**-4), (1 - 1.05**-4) * 1.05 / 0.05
    factor = 1.0 if vintage.startswith("muio-4") else round(recovery, 4) * round(annuity, 4)
    left = 1 - (1.05**2 - 1) / (1.05**4 - 1) if vintage in ("muio", "muio-4", "muio-4.0") else 1 - 2 / 4
    assert one_plant(vintage, tmp_path).total == pytest.approx(100 * factor * (1 - left / 1.05**2), rel=1e-9)


@pytest.mark.parametrize(
    ("vintage", "status"), [("muio-4", "optimal"), ("muio", "infeasible"), ("muio-4.5", "infeasible")]
)
def test_a_mode_without_any_ratio_runs_only_where_the_code_has_it(vintage: str, status: str, tmp_path: Path) -> None:
    # the year must run 3 of which mode 1 may be no more than 2: only mode 2, which makes nothing, can do the rest
    more = """param TotalTechnologyAnnualActivityLowerLimit default 3 := ;
        param TechnologyActivityByModeUpperLimit default 0 := [R,T,*,*]: 2030 2031 := 1 2 2;"""
    assert one_plant(vintage, tmp_path, more).status == status


@pytest.mark.parametrize("version", ["4.0", "5.4"])
def test_a_case_becomes_a_data_file_that_says_the_same(version: str, tmp_path: Path) -> None:
    m = model()
    if version < "5":
        m.sets |= {"l": ["S11", "S12"], "s": [], "a": [], "d": [], "b": []}
    folder, wish = case(m, tmp_path / "made", version, runs=ONE | {"dear": ["SC_0", "SC_1"]}), Wish(lambda _: [])
    done = convert(folder / "res" / "REF", tmp_path / "m.txt", wish)
    assert (done.source, done.target) == ("osemosys-muio", "osemosys-text")
    assert done.left == ("run REF was taken: scenarios base; dear left out",)
    one, two = osemosys.read(folder / "res" / "REF"), osemosys.read(tmp_path / "m.txt")
    assert differences(one, two) == [] and one.vintage == two.vintage == osemosys.chosen(two, "").name
    if version < "5":  # an otoole folder has no place for a vintage that its data do not speak of
        with pytest.raises(Faults, match=r"vintage muio-4\.0") as caught:
            convert(folder / "res" / "REF", tmp_path / "folder", wish)
        assert [fault.code for fault in caught.value.faults] == ["X015"]
    else:
        convert(zipped([folder], tmp_path / "made.zip") / "res" / "REF", tmp_path / "folder", wish)
        assert differences(one, osemosys.read(tmp_path / "folder")) == []


def test_a_data_file_may_name_its_vintage(tmp_path: Path) -> None:
    file = text(model(), tmp_path / "m.txt")
    body = file.read_text(encoding="utf-8")
    file.write_text("# vintage muio-5.0\n" + body, encoding="utf-8")
    assert any("vintage muio-5.0;" in note for note in osemosys.load(file).notes)
    file.write_text("# vintage muio-9\n" + body, encoding="utf-8")
    assert refused(file) == ["O011"]


def test_the_command_line_tells_what_was_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = case(model(), tmp_path / "made", runs={"REF": ["SC_0"], "dear": ["SC_0", "SC_1"]})
    for verb, more in (("check", ()), ("plan", ("--out", str(tmp_path / "out")))):
        assert command.geju(monkeypatch, verb, folder / "res" / "dear", *more) == 0
        told = capsys.readouterr().err
        assert "run dear was taken: scenarios base + dear" in told and "Note: " in told
    assert (tmp_path / "out" / "plan.json").is_file()
