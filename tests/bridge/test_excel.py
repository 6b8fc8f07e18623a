"""A case as one Excel workbook: there and back nothing is lost, and what is wrong is told with its cell, all at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geju.bridge import case_files, excel
from geju.bridge.excel import clause_cells, clause_item
from geju.bridge.excel_read import is_case, unpack
from geju.core.case import Case, load
from geju.core.errors import Fault, Faults
from geju.plan.plan import make
from geju.plan.prepare import check
from toys import demand, kinds, places, policy, sites, two_regions

ROOT = Path(__file__).resolve().parents[2]
WEST = ROOT / "cases" / "west-china"
TEXT = "要多建。\r\n  第二行\t。\n\n=1+1。\n"
CLAUSES = (
    policy(
        "treat: modelled\n    require: {output: {kind: dear, commodity: power}, at_least: {2030: 6 GW}}\n"
        "    firm: true\n    weight: 2.5\n    bodies: [甲, 乙]\n    basis: {title: made up, date: 2024-04-23, n: 1.5}",
        text="要多建。",
    )
    + """  - id: c1
    quote: 第二行\t。
    theme: toy
    treat: tracked  # why
    because: {zh: 理由, en: a reason, fr: une raison}
    indicator: {zh: 指标, en: Indicator, unit: '%'}
  - id: c2
    quote: =1+1。
    theme: toy
    treat: context
    because: {zh: '007', en: "a; b\\n\\u2028"}
"""
)


def rich(folder: Path) -> Path:
    """A case with two periods, by-period columns, tags, quantities, odd texts, bounds and clauses."""
    whole = [{**row, "source": "=SUM(A1) _x0041_ 、「", "status": "assumed"} for row in kinds()]
    return two_regions(
        folder, periods=(2030, 2035), years=(5, 5), rate=0.05, clauses=CLAUSES.replace("第二行\t", '"第二行\\t') .replace(
            '第二行\\t。', '第二行\\t。"'), text=TEXT, kinds=whole,
        demand=[{"commodity": "power", "place": "west", "amount_2030": 2, "amount_2035": 2.5, "unit": "GW"},
                {"commodity": "power", "place": "east", "amount_2030": 0.1 + 0.2, "amount_2035": 1e-05, "unit": "GW"}],
        sites=[*sites()[:2], {**sites()[2], "km": "1234.5678901234567"}],
    )  # fmt: skip


def book(case: Path, path: Path) -> Path:
    """The workbook of a case that loads."""
    load(case)
    excel.write(case_files.read(case), path)
    return path


def back(path: Path, folder: Path) -> Case:
    unpack(path, folder, check)
    return load(folder)


def same(one: Case, other: Case) -> None:
    """The same tables, settings and policy, whatever line of a file they stand in."""
    for name, frame in one.tables.items():
        assert frame.drop("line").equals(other.tables[name].drop("line")), name
    for field in ("name", "title", "periods", "years", "seasons", "resolutions", "resolution", "money", "price_year",
                  "discount_rate", "sectors", "focus", "horizon_end"):  # fmt: skip
        assert getattr(one, field) == getattr(other, field), field
    assert one.policy == other.policy


def test_a_case_comes_back_the_same_and_plans_the_same(tmp_path: Path) -> None:
    case = rich(tmp_path / "case")
    again = back(book(case, tmp_path / "case.xlsx"), tmp_path / "again")
    same(load(case), again)
    assert (tmp_path / "again" / "text.txt").read_bytes() == TEXT.encode()
    assert (tmp_path / "again" / "clauses.yaml").read_bytes() == (case / "clauses.yaml").read_bytes()
    one, other = make(load(case))[0], make(again)[0]
    assert one.objective == other.objective and one.total == other.total


def test_the_shipped_case_comes_back_letter_by_letter(tmp_path: Path) -> None:
    """Every text is the same byte for byte; only the writing of a number may differ (117.0 and 117)."""
    again = back(book(WEST, tmp_path / "west.xlsx"), tmp_path / "west")
    same(load(WEST), again)
    for name in ("case.yaml", "clauses.yaml", "speech.txt", "energy/sites.csv", "freight/ports.csv"):
        assert (tmp_path / "west" / name).read_bytes() == (WEST / name).read_bytes(), name


def test_an_edited_clause_is_read_and_the_clause_file_written_afresh(tmp_path: Path) -> None:
    path = book(rich(tmp_path / "case"), tmp_path / "case.xlsx")
    edit(path, {"clauses!C2": "energy", "kinds!I2": "150 CNY/MWh"} | cell(path, "clauses", "theme", 2, "energy"))
    again = back(path, tmp_path / "again")
    assert again.policy is not None and again.policy.clauses[0].theme == "energy"
    assert "# why" not in (tmp_path / "again" / "clauses.yaml").read_text(encoding="utf-8")


def test_a_formula_counts_by_its_value_and_own_sheets_are_left_alone(tmp_path: Path) -> None:
    """openpyxl calculates nothing, so the value is put beside the formula in the file as Excel does."""
    import zipfile

    path = book(two_regions(tmp_path / "case"), tmp_path / "case.xlsx")
    edit(path, cell(path, "demand", "amount", 2, "=1+1") | {"_mine!A1": "a note"})
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for name, part in parts.items():
            new.writestr(name, part.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>").replace(
                b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>"))  # fmt: skip
    same(load(tmp_path / "case"), back(path, tmp_path / "again"))


def edit(path: Path, changes: dict[str, Any]) -> None:
    """Put values into cells (``kinds!D2``); a sheet that is not there is made."""
    found = openpyxl.load_workbook(path)
    for place, value in changes.items():
        sheet, _, where = place.partition("!")
        if sheet not in found.sheetnames:
            found.create_sheet(sheet)
        found[sheet][where] = value
    found.save(path)


def cell(path: Path, sheet: str, column: str, row: int, value: Any) -> dict[str, Any]:
    """The cell of a column in a row, by name."""
    return {f"{sheet}!{letter(path, sheet, column)}{row}": value}


def letter(path: Path, sheet: str, column: str) -> str:
    heading = openpyxl.load_workbook(path)[sheet][1]
    return next(str(c.column_letter) for c in heading if c.value == column)


def set_cell(sheet: str, column: str, row: int, value: Any) -> Callable[[Path], str]:
    """A change of one cell; gives the cell."""

    def change(path: Path) -> str:
        changes = cell(path, sheet, column, row, value)
        edit(path, changes)
        return next(iter(changes))

    return change


def reshape(sheet: str, where: str, act: Callable[[Any], object]) -> Callable[[Path], str]:
    """A change of a whole sheet."""

    def change(path: Path) -> str:
        found = openpyxl.load_workbook(path)
        act(found[sheet])
        found.save(path)
        return f"{sheet}!{where}" if where else ""

    return change


def renamed(path: Path) -> str:
    found = openpyxl.load_workbook(path)
    found["kinds"].title = "kindz"
    found.save(path)
    return ""


def without(path: Path) -> str:
    found = openpyxl.load_workbook(path)
    del found["clauses"]
    found.save(path)
    return ""


BROKEN: dict[str, tuple[str, Callable[[Path], str]]] = {
    "a sheet with a wrong name": ("X002", renamed),
    "a sheet missing": ("X003", without),
    "a column missing": ("T004", reshape("kinds", "A1", lambda s: s.delete_cols(3))),
    "a column nobody knows": ("T003", set_cell("kinds", "variable", 1, "varable")),
    "a text in a cell of numbers": ("T006", set_cell("sites", "standing", 3, "twenty")),
    "a number out of its range": ("T007", set_cell("sites", "standing", 3, -2)),
    "a choice that is none": ("T008", set_cell("commodities", "resolution", 2, "hour")),
    "a blank that must be filled": ("T005", set_cell("demand", "unit", 2, None)),
    "a place nobody knows": ("T010", set_cell("demand", "place", 3, "eest")),
    "a sector nobody knows": ("T010", set_cell("demand", "sector", 3, "enrgy")),
    "no sector": ("T005", set_cell("demand", "sector", 3, None)),
    "a formula without a value": ("X005", set_cell("sites", "standing", 3, "=10+10")),
    "an error of Excel": ("X006", set_cell("sites", "standing", 3, "#N/A")),
    "a date": ("X007", set_cell("kinds", "tags", 2, __import__("datetime").date(2024, 1, 2))),
    "a time": ("X007", set_cell("kinds", "tags", 2, __import__("datetime").time(1, 2))),
    "merged cells": ("X008", reshape("sites", "B3", lambda s: s.merge_cells("B3:B4"))),
    "a title above the heading": ("X004", reshape("demand", "A1", lambda s: (s.insert_rows(1), s.cell(1, 1, "My demand")))),
    "values under no heading": ("X009", reshape("demand", "Z3", lambda s: s.cell(3, 26, 7))),
    "a heading twice": ("T028", reshape("demand", "Z1", lambda s: s.cell(1, 26, "place"))),
    "a requirement that is no YAML": ("X016", set_cell("clauses", "require", 2, "at least 6")),
    "a clause field that is wrong": ("P009", set_cell("clauses", "require", 2, "{outptu: {kind: dear}, at_least: {2030: 6 GW}}")),
    "a quote that is not in the text": ("P005", set_cell("clauses", "quote", 2, "要少建。")),
    "a column of clauses nobody knows": ("T003", set_cell("clauses", "price", 1, "prize")),
    "a setting twice": ("T009", reshape("case", "A9", lambda s: [s.cell(9, k, v) for k, v in ((1, "name"), (3, "x"))])),
    "a setting of another kind": ("K002", reshape("case", "C3", lambda s: s.cell(4, 3, "soon"))),
    "a sector that leads elsewhere": ("X014", reshape("case", "", lambda s: sector(s, "../energy"))),
    "a clause that would bind nothing": ("C007", set_cell("clauses", "require", 2,
                                          "{output: {kind: daer, commodity: power}, at_least: {2030: 6 GW}}")),
}  # fmt: skip


def sector(sheet: Any, name: str) -> None:
    row = next(r for r in sheet.iter_rows() if r[0].value == "sectors")
    row[2].value = name


def refused(path: Path, folder: Path) -> list[Fault]:
    with pytest.raises(Faults) as caught:
        unpack(path, folder, check)
    for fault in caught.value.faults:
        assert fault.text("zh") and fault.text("en")
    return list(caught.value.faults)


@pytest.mark.parametrize("name", [name for name in BROKEN if name != "a setting of another kind"])
def test_what_is_wrong_is_told_with_its_cell(name: str, tmp_path: Path) -> None:
    code, change = BROKEN[name]
    path = book(rich(tmp_path / "case"), tmp_path / "case.xlsx")
    where = change(path)
    if code == "C007":
        where = "clauses!A2"  # what a clause selects is known by its row
    found = refused(path, tmp_path / "again")
    first = next(fault for fault in found if fault.code == code)
    if where:
        assert first.where.cell == where, first.text("en")
        assert str(first.where).startswith(f"case.xlsx {where}")
        assert first.where.line == int("".join(c for c in where.partition("!")[2] if c.isdigit()))
    assert len(found) <= 3, [fault.text("en") for fault in found]


def test_a_setting_of_another_kind_is_told_at_its_value(tmp_path: Path) -> None:
    path = book(rich(tmp_path / "case"), tmp_path / "case.xlsx")
    sheet = openpyxl.load_workbook(path)["case"]
    row = next(r[0].row for r in sheet.iter_rows() if r[0].value == "periods")
    edit(path, {f"case!D{row}": "soon"})
    assert f"case!D{row}" in {fault.where.cell for fault in refused(path, tmp_path / "again") if fault.code == "K002"}


def test_a_key_that_stands_twice_names_both_rows(tmp_path: Path) -> None:
    path = book(two_regions(tmp_path / "case"), tmp_path / "case.xlsx")
    edit(path, cell(path, "demand", "place", 3, "west"))
    (fault,) = refused(path, tmp_path / "again")
    assert (fault.code, fault.where.cell, fault.blanks["other"]) == ("T009", "demand!B3", 2)


def test_all_faults_of_a_workbook_come_at_once(tmp_path: Path) -> None:
    path = book(rich(tmp_path / "case"), tmp_path / "case.xlsx")
    where = {}
    for name in (
        "a text in a cell of numbers",
        "a place nobody knows",
        "a formula without a value",
        "a quote that is not in the text",
    ):
        code, change = (
            BROKEN[name] if name != "a formula without a value" else ("X005", set_cell("sites", "standing", 2, "=1"))
        )
        where[change(path)] = code
    found = {fault.where.cell: fault.code for fault in refused(path, tmp_path / "again")}
    assert where.items() <= found.items()


@pytest.mark.parametrize("keep", [0, 30, 900, -200])
def test_a_truncated_file_and_one_that_is_no_workbook_are_refused(keep: int, tmp_path: Path) -> None:
    path = book(two_regions(tmp_path / "case"), tmp_path / "case.xlsx")
    path.write_bytes(path.read_bytes()[:keep])
    assert [fault.code for fault in refused(path, tmp_path / "again")] == ["X001"]
    path.write_text("kind,unit\nwind,GW\n")
    assert [fault.code for fault in refused(path, tmp_path / "again")] == ["X001"]
    assert not (tmp_path / "again").exists()


def test_a_text_too_long_for_a_cell_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    case = two_regions(
        tmp_path / "case", demand=[{**demand()[0], "source": "x" * 40_000, "status": "assumed"}, demand()[1]]
    )
    with pytest.raises(Faults) as caught:
        book(case, tmp_path / "case.xlsx")
    assert [(f.code, f.where.column) for f in caught.value.faults] == [("X015", "source")]
    assert not (tmp_path / "case.xlsx").exists()


def test_a_workbook_knows_whether_it_is_a_case(tmp_path: Path) -> None:
    assert is_case(book(two_regions(tmp_path / "case"), tmp_path / "case.xlsx"))
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    assert not is_case(tmp_path / "other.xlsx")


def test_an_analyst_finds_notes_lists_and_a_filter(tmp_path: Path) -> None:
    path = book(two_regions(tmp_path / "case", places=places()), tmp_path / "case.xlsx")
    found = openpyxl.load_workbook(path)
    head = {c.value: c for c in found["kinds"][1]}
    assert "寿命" in head["variable"].comment.text or "变动费用" in head["variable"].comment.text
    lists = {str(rule.sqref).split(":")[0]: rule for rule in found["demand"].data_validations.dataValidation}
    place = lists[f"{letter(path, 'demand', 'place')}2"]
    assert place.formula1.startswith("places!$A$2") and place.errorStyle == "warning"
    status = lists[f"{letter(path, 'demand', 'status')}2"]
    assert status.formula1 == '"verified,derived,recalled,assumed"' and status.errorStyle == "stop"
    assert found["demand"].auto_filter.ref and found["originals"].sheet_state == "hidden"


SCALAR = st.one_of(st.booleans(), st.integers(-9, 9), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=12),
                   st.dates(), st.none())  # fmt: skip
FIELDS = st.sampled_from(
    ["theme", "because", "indicator", "require", "basis", "firm", "price", "weight", "bodies", "note"]
)
KEYS = st.sampled_from(["zh", "en", "unit", "x", "2030"])
VALUES = st.one_of(SCALAR, st.lists(SCALAR, max_size=3), st.dictionaries(KEYS, SCALAR, max_size=3))


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(FIELDS, VALUES, max_size=5))
def test_any_clause_becomes_cells_and_comes_back(fields: dict[str, Any]) -> None:
    item = {"id": "c", "quote": "q", **fields}
    wrong: list[str] = []
    assert clause_item(clause_cells(item), wrong) == item and not wrong
