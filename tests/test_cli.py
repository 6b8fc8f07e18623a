"""The command line: exit codes, one JSON document, the reader's language, and nothing half-written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command import geju
from toys import policy, two_regions

TEXT = "要多建。"
CLAUSE = "treat: modelled\n    require: {{output: {{kind: dear, commodity: power}}, at_least: {{2030: {bound}}}}}"


def case(folder: Path, bound: str = "6 GW", **tables: Any) -> Path:
    return two_regions(folder / "case", clauses=policy(CLAUSE.format(bound=bound), text=TEXT), text=TEXT, **tables)


def test_a_plan_is_one_json_document_on_stdout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert geju(monkeypatch, "plan", case(tmp_path), "--out", tmp_path / "out", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "optimal" and told["certificate"]["passed"]
    assert told["clauses"]["modelled"] == 1 and told["sentences"] == {"total": 1, "accounted": 1}
    assert {"load", "build", "solve", "write", "total"} <= set(told["seconds"])
    assert {"columns", "rows", "nonzeros"} == set(told["size"]) and told["peak_mb"] > 0
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"plan.json", "report.html", "clause.parquet", "activity.parquet"} <= written
    assert not [name for name in written if name.startswith(".")]


@pytest.mark.parametrize(("lang", "words"), [("zh", "没有规划能同时满足"), ("en", "no plan meets")])
def test_clauses_that_clash_are_named_by_their_sentence(
    lang: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The east wants 8 GW and may not have more: 26 GW of the dear plant there cannot be, 18 too many (S004, exit code 2)."""
    out = tmp_path / "out"
    assert geju(monkeypatch, "plan", case(tmp_path, "26 GW"), "--out", out, "--lang", lang) == 2
    said = capsys.readouterr().err
    assert "[S004]" in said and words in said
    assert TEXT in said and "18 GW" in said
    assert not out.exists()


def test_time_that_runs_out_is_said_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """S001, exit code 3: a plan of the shipped case takes longer than a hundredth of a second."""
    out = tmp_path / "out"
    assert geju(monkeypatch, "plan", "west-china", "--out", out, "--time-limit", "0.01", "--lang", "en") == 3
    assert "[S001]" in capsys.readouterr().err
    assert not out.exists()


def test_faults_of_the_input_are_told_as_data_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = case(tmp_path, "6 GWW")
    assert geju(monkeypatch, "check", folder, "--json", "--lang", "zh") == 1
    output = capsys.readouterr()
    (fault,) = json.loads(output.out)["faults"]
    assert (fault["code"], fault["file"]) == ("P012", "clauses.yaml") and fault["line"] > 0
    assert "[P012]" in output.err and "位置" in output.err


def test_one_figure_can_be_changed_from_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the clause the dear plant runs 3.5 GW: 61.32 + 3.5 · 26.28; at 200 CNY/MWh 61.32 + 3.5 · 17.52 = 122.64."""
    common = ("plan", case(tmp_path), "--out", tmp_path / "out", "--without", "c0", "--json")
    assert geju(monkeypatch, *common, "--set", "kinds.dear.variable=200 CNY/MWh") == 0
    assert json.loads(capsys.readouterr().out)["total"] == pytest.approx(122.64)


def test_a_sound_case_says_how_far_its_figures_may_be_trusted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert geju(monkeypatch, "check", case(tmp_path), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["faults"] == [] and told["status"] == {"assumed": told["rows"]}


def test_a_conflict_is_found_without_planning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert geju(monkeypatch, "conflict", case(tmp_path, "26 GW"), "--json") == 2
    (row,) = json.loads(capsys.readouterr().out)["conflict"]
    assert (row["clause"], row["quote"], row["clashes"]) == ("c0", TEXT, True)
    assert row["relax_by"] == pytest.approx(18)
    assert geju(monkeypatch, "conflict", case(tmp_path), "--json") == 0


def test_an_unknown_case_is_refused_with_the_nearest_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert geju(monkeypatch, "plan", "west-chnia", "--lang", "en") == 1
    said = capsys.readouterr().err
    assert "[K001]" in said and "'west-china'" in said


def test_faults_of_tables_and_of_clauses_come_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A place that does not exist in a table (T010) does not hide a kind misspelt in a clause (C007)."""
    folder = case(tmp_path)
    clauses, demand = folder / "clauses.yaml", folder / "energy" / "demand.csv"
    clauses.write_text(clauses.read_text(encoding="utf-8").replace("kind: dear", "kind: daer"), encoding="utf-8")
    demand.write_text(demand.read_text(encoding="utf-8").replace("east", "eats"), encoding="utf-8")
    assert geju(monkeypatch, "check", folder, "--json") == 1
    faults = json.loads(capsys.readouterr().out)["faults"]
    assert [(f["code"], f["file"], f["near"]) for f in faults] == [
        ("T010", "energy/demand.csv", ["east"]),
        ("C007", "clauses.yaml", ["dear"]),
    ]


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "案例文件夹已转成Excel 工作簿"), ("en", "From a case folder to an Excel")]
)
def test_a_case_is_converted_and_converted_back(
    lang: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, book, again = case(tmp_path), tmp_path / "case.xlsx", tmp_path / "again"
    (folder / "facts").mkdir()
    (folder / "facts" / "notes.csv").write_text("a\n1\n", encoding="utf-8")
    assert geju(monkeypatch, "convert", folder, book, "--lang", lang) == 0
    said = capsys.readouterr().err
    assert words in said and "facts" in said
    assert geju(monkeypatch, "convert", book, again, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"source": "workbook", "target": "case", "path": str(again), "left": []}
    assert geju(monkeypatch, "check", again) == 0


def test_a_wrong_cell_of_a_workbook_is_told_by_sheet_and_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import openpyxl

    path = tmp_path / "case.xlsx"
    assert geju(monkeypatch, "convert", case(tmp_path), path) == 0
    book = openpyxl.load_workbook(path)
    head = {cell.value: cell.column_letter for cell in book["demand"][1]}
    book["demand"][f"{head['amount']}3"] = "eight"
    book.save(path)
    capsys.readouterr()
    assert geju(monkeypatch, "convert", path, tmp_path / "again", "--json", "--lang", "en") == 1
    output = capsys.readouterr()
    (fault,) = json.loads(output.out)["faults"]
    assert (fault["code"], fault["cell"], fault["line"]) == ("T006", f"demand!{head['amount']}3", 3)
    assert f"case.xlsx demand!{head['amount']}3, amount" in output.err
    assert not (tmp_path / "again").exists()


def test_what_cannot_be_converted_is_refused_with_what_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert geju(monkeypatch, "convert", "west-china", tmp_path / "x.nc", "--lang", "zh") == 1
    said = capsys.readouterr().err
    assert "[X024]" in said and "IAMC" in said
    assert geju(monkeypatch, "convert", case(tmp_path), tmp_path / "copy", "--lang", "en") == 1
    said = capsys.readouterr().err
    assert "[X012]" in said and "workbook" in said and "package" in said
