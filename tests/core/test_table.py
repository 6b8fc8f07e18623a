"""The reader: text cells to typed columns, blanks as declared, and every faulty cell with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from geju.core.errors import Fault
from geju.core.schema import Column, Kind, Table, all_tables, by_name
from geju.core.table import read_table

PERIODS = ("2030", "2035")
INF = float("inf")


def column(
    name: str,
    kind: Kind,
    default: str | float | None = None,
    *,
    low: float = -INF,
    choices: tuple[str, ...] = (),
    by_period: bool = False,
) -> Column:
    return Column(name, kind, "中", name, default, "", choices, low, INF, by_period)


THINGS = Table(
    "things", "物", "things", ("thing",),
    (
        column("thing", "text"), column("amount", "number", by_period=True), column("room", "number", 7.0, low=0, by_period=True),
        column("price", "quantity", 0.0, low=0, by_period=True), column("count", "whole", -1.0), column("tags", "tags", ""),
        column("open", "flag", ""), column("sort", "choice", "a", choices=("a", "b")), column("unit", "unit", "GW"),
    ),
)  # fmt: skip


def read(folder: Path, text: str) -> tuple[list[dict[str, Any]], list[Fault]]:
    (folder / "things.csv").write_text(text, encoding="utf-8")
    frame, faults = read_table(folder / "things.csv", THINGS, PERIODS, "x/things.csv")
    return frame.to_dicts(), faults


def one(folder: Path, heading: str, cells: str) -> dict[str, Any]:
    rows, faults = read(folder, f"thing,{heading}\nit,{cells}\n")
    assert not faults, faults
    return rows[0]


@pytest.mark.parametrize(("heading", "cells", "expected"), [
    ("amount", "3", {"amount_2030": 3.0, "amount_2035": 3.0}),
    ("amount_2030,amount_2035", "3,4", {"amount_2030": 3.0, "amount_2035": 4.0}),
    ("amount_2030,amount_2035", "3,", {"amount_2030": 3.0, "amount_2035": 3.0}),
    ("amount_2030", "3", {"amount_2030": 3.0, "amount_2035": 3.0}),
    ("amount,room_2030,room_2035", "1,2,", {"room_2030": 2.0, "room_2035": 2.0}),
    ("amount,room_2030,room_2035", "1,,5", {"room_2030": 7.0, "room_2035": 5.0}),
    ("amount,room_2035", "1,5", {"room_2030": 7.0, "room_2035": 5.0}),
    ("amount", "1", {"room_2030": 7.0, "room_2035": 7.0, "count": -1.0, "tags": [], "open": False, "sort": "a", "unit": "GW"}),
    ("amount,price", "1,4300 CNY/kW", {"price_2030": 4300.0, "price_2030.unit": "CNY/kW", "price_2035": 4300.0,
        "price_2035.unit": "CNY/kW"}),
    ("amount,price_2030,price_2035", "1,5 CNY/kW,0.4 CNY/W",
     {"price_2030": 5.0, "price_2030.unit": "CNY/kW", "price_2035": 0.4, "price_2035.unit": "CNY/W"}),
    ("amount,price_2030,price_2035", "1,5 CNY/kW,", {"price_2035": 5.0, "price_2035.unit": "CNY/kW"}),
    ("amount,price_2030,price_2035", "1,5 CNY/kW,0", {"price_2035": 0.0}),
    ("amount,price", "1,0", {"price_2030": 0.0, "price_2030.unit": ""}),
    ("amount,tags", "1,b; a ；c;", {"tags": ["a", "b", "c"]}),
    ("amount,open", "1,YES", {"open": True}), ("amount,open", "1,否", {"open": False}),
    ("amount,count", "1,4", {"count": 4.0}), ("amount,sort", "1,b", {"sort": "b"}), ("amount,unit", "1, 亿元 ", {"unit": "亿元"}),
])  # fmt: skip
def test_cells_become_what_the_schema_says(heading: str, cells: str, expected: dict[str, Any], tmp_path: Path) -> None:
    row = one(tmp_path, heading, cells)
    assert {name: row[name] for name in expected} == expected


def test_a_period_missing_from_the_heading_is_a_fault_where_a_blank_would_be_one(tmp_path: Path) -> None:
    """amount_2035 alone leaves 2030 without an amount."""
    _, faults = read(tmp_path, "thing,amount_2035\nit,4\n")
    assert [f.code for f in faults] in (["T004"], ["T005"])


def test_a_blank_first_period_is_a_fault_where_the_column_must_be_filled(tmp_path: Path) -> None:
    _, faults = read(tmp_path, "thing,amount_2030,amount_2035\nit,,4\n")
    assert [(f.code, f.where.line, f.where.column) for f in faults] == [("T005", 2, "amount_2030")]


def test_an_absent_file_is_an_empty_table_with_all_columns(tmp_path: Path) -> None:
    frame, faults = read_table(tmp_path / "none.csv", THINGS, PERIODS, "none.csv")
    assert frame.is_empty() and not faults
    assert {"thing", "amount_2030", "price_2035.unit", "line", "file"} <= set(frame.columns)


@pytest.mark.parametrize("table", all_tables(), ids=lambda t: t.name)
def test_an_absent_table_has_the_types_of_a_filled_one(table: Table, tmp_path: Path) -> None:
    frame, _ = read_table(tmp_path / "none.csv", table, PERIODS, "none.csv")
    kinds = {"number": pl.Float64, "whole": pl.Float64, "tags": pl.List(pl.String), "flag": pl.Boolean}
    for column in table.columns:
        name = f"{column.name}_2030" if column.by_period else column.name
        assert frame.schema[name] == (pl.Float64 if column.kind == "quantity" else kinds.get(column.kind, pl.String)), (
            name
        )


def test_a_byte_order_mark_blank_lines_and_spaces_do_no_harm(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, "\ufeffthing , amount\n\n it , 3 \n,\n")
    assert [r["thing"] for r in rows] == ["it"] and rows[0]["amount_2030"] == 3 and not faults


def test_lines_are_those_of_the_file_also_after_a_cell_of_two_lines(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, 'thing,amount\n"a\nb",1\n\nc,x\n')
    assert [r["line"] for r in rows] == [3, 5] and rows[0]["file"] == "x/things.csv"
    assert [(f.code, f.where.file, f.where.line) for f in faults] == [("T006", "x/things.csv", 5)]


def test_every_faulty_cell_is_told(tmp_path: Path) -> None:
    text = (
        "thing,amount,room,price,count,open,sort,unit\nit,x,-1,5,1.5,maybe,c,GX\nit,1,x,5 GX,2,yes,a,GW\n,1,1,0,1,,,\n"
    )
    _, faults = read(tmp_path, text)
    assert {(f.where.line, f.where.column, f.code) for f in faults} == {
        (2, "amount", "T006"), (2, "room", "T007"), (2, "price", "T021"), (2, "count", "T020"), (2, "open", "T008"), (2,
            "sort", "T008"),
        (2, "unit", "T011"), (3, "room", "T006"), (3, "price", "T011"), (3, "thing", "T009"), (4, "thing", "T005"),
    }  # fmt: skip


def test_the_nearest_column_and_choice_are_offered(tmp_path: Path) -> None:
    _, faults = read(tmp_path, "thing,amuont,sort\nit,1,bb\n")
    near = {f.code: f.near for f in faults}
    assert near["T003"][0] == "amount" and "b" in near["T008"]


def test_a_heading_alone_is_an_empty_table(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, "thing,amount\n")
    assert rows == [] and not faults


def test_ten_thousand_rows_with_a_fault_in_each_are_read_in_a_second(tmp_path: Path) -> None:
    rows, faults = read(tmp_path, "thing,amount\n" + "".join(f"t{i},x\n" for i in range(10_000)))
    assert len(rows) == len(faults) == 10_000


def test_every_table_declares_a_key_of_its_own_columns_and_tells_every_column_in_both_languages() -> None:
    for table in all_tables():
        names = {column.name for column in table.columns}
        assert set(table.key) <= names and len(names) == len(table.columns)
        for column in table.columns:
            assert column.zh and column.en
            other, _, key = column.ref.partition(".")
            assert not column.ref or by_name()[other].column(key)
