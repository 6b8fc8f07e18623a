"""What the reader writes comes back: YAML, the Excel review sheet, the page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from geju.core.errors import Faults
from geju.core.policy import PolicyReader
from geju.core.workbook import hide, show
from geju.core.yaml_out import flow, mapping, scalar
from geju.read import read_text
from geju.read.clause import THEMES, TREATS
from geju.read.draft import read_yaml, records, unique_quote, write_yaml, yaml_text
from geju.read.page import page
from geju.read.review import from_file, with_clauses
from geju.read.sheet import read_sheet, write_sheet
from read.samples import TEXTS, read_words, speech

openpyxl = pytest.importorskip("openpyxl")
PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NUMBERS = "到2030年，风电光伏装机达到12亿千瓦以上。推进高标准农田建设。加强治安防控。三星堆机器人跳舞。\n"


MARKS = st.text(st.sampled_from(list("一A_-a:#,?[]{}!&*|>%@`'\"\\ \t\n\u00a0\u2028\ufeff“（.~=<1é")), max_size=6)


def values(texts: st.SearchStrategy[str]) -> st.SearchStrategy[Any]:
    """Nested lists and mappings of texts, truths and whole numbers."""
    return st.recursive(
        texts | st.booleans() | st.integers(-9999, 9999),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
        max_leaves=6,
    )


@given(values(PLAIN) | values(MARKS))
@example({"一{": ""})
@example({"a\n": "一, 二?"})
def test_any_value_written_as_yaml_comes_back(value: Any) -> None:
    assert YAML(typ="safe").load("a: " + flow(value))["a"] == value


@given(values(MARKS))
@example({"一: 一": {"a #": "b"}})
def test_any_mapping_written_as_yaml_comes_back(value: Any) -> None:
    pairs = {"no": value, "require": {"一{": value}, "一:": value}
    assert YAML(typ="safe").load("\n".join(mapping(pairs.items(), ""))) == pairs


@given(PLAIN | MARKS)
def test_any_text_is_one_line_of_yaml(text: str) -> None:
    assert len(scalar(text).splitlines()) <= 1
    assert YAML(typ="safe").load("a: " + scalar(text))["a"] == text


@settings(max_examples=60)
@given(TEXTS)
def test_the_clause_file_of_any_text_comes_back(text: str) -> None:
    reading = read_words(text)
    document = YAML(typ="safe").load(yaml_text(reading))
    assert [dict(c) for c in document["clauses"] or ()] == records(reading)


def test_the_drafted_file_of_the_shipped_text_is_one_the_plan_accepts(tmp_path: Path) -> None:
    write_yaml(speech(), tmp_path / "clauses.yaml")
    reader = PolicyReader("clauses.yaml", ("2025", "2030", "2035"))
    policy = reader.policy(tmp_path / "clauses.yaml")
    assert [f.text("en") for f in reader.faults] == []
    assert policy is not None
    assert len(policy.clauses) == len(speech().clauses)


def test_only_what_is_undecided_keeps_the_plan_from_accepting_a_draft(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(NUMBERS, encoding="utf-8")
    reading = read_text(tmp_path / "a.txt")
    write_yaml(reading, tmp_path / "clauses.yaml")
    reader = PolicyReader("clauses.yaml", ("2025", "2030", "2035"))
    reader.policy(tmp_path / "clauses.yaml")
    assert [c.treat for c in reading.clauses] == ["modelled", "tracked", "out-of-scope", "undecided"]
    assert {f.code for f in reader.faults} == {"P015"}


def test_a_quote_that_occurs_earlier_is_made_longer_until_it_does_not() -> None:
    text = "推进改革。扩大开放。推进改革。"
    quote = unique_quote(text, 10, 14)
    assert quote != "推进改革"
    assert text.find(quote) <= 10 < text.find(quote) + len(quote)


def test_a_text_in_another_encoding_gets_a_copy_beside_its_clauses(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes("推进改革。\n".encode("gb18030"))
    write_yaml(read_text(tmp_path / "in" / "a.txt"), tmp_path / "out" / "clauses.yaml")
    named = YAML(typ="safe").load((tmp_path / "out" / "clauses.yaml").read_text(encoding="utf-8"))["text"]
    assert (tmp_path / "out" / named).read_text(encoding="utf-8") == "推进改革。\n"


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for write in (
        lambda: write_yaml(speech(), tmp_path / "file" / "c.yaml"),
        lambda: write_sheet(speech(), tmp_path / "file" / "c.xlsx"),
    ):
        with pytest.raises(Faults) as caught:
            write()
        assert [f.code for f in caught.value.faults] == ["R015"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_review_sheet_of_the_shipped_text_comes_back_without_loss(tmp_path: Path, lang: str) -> None:
    write_sheet(speech(), tmp_path / "r.xlsx", lang)
    assert read_sheet(tmp_path / "r.xlsx", speech()) == records(speech())


ITEM = st.fixed_dictionaries(
    {"treat": st.sampled_from(TREATS), "theme": st.sampled_from(THEMES)},
    optional={
        "bodies": st.lists(st.sampled_from(["ndrc", "gov:CN-XJ", "west-provinces"]), min_size=1, max_size=3),
        "because": st.fixed_dictionaries({"zh": PLAIN.filter(bool), "en": PLAIN.filter(bool)}),
        "require": st.fixed_dictionaries(
            {
                "capacity": st.dictionaries(st.sampled_from(["tags", "in"]), PLAIN, min_size=1),
                "at_least": st.just({2030: "5 GW"}),
            }
        ),
        "basis": st.dictionaries(st.sampled_from(["title", "url"]), PLAIN, min_size=1),
        "indicator": st.fixed_dictionaries({"zh": PLAIN.filter(bool), "unit": PLAIN.filter(bool)}),
        "firm": st.booleans(),
        "price": st.just("300 CNY/t"),
        "weight": st.floats(0.1, 9),
    },
)


@settings(max_examples=25)
@given(st.lists(ITEM, min_size=1, max_size=4))
def test_any_edit_of_the_sheet_comes_back(
    tmp_path_factory: pytest.TempPathFactory, edits: list[dict[str, Any]]
) -> None:
    reading = read_words("推进改革。扩大开放。加强节水。保护耕地。")
    items = [{"id": c.id, "quote": c.quote} | edit for c, edit in zip(reading.clauses, edits, strict=False)]
    path = tmp_path_factory.mktemp("sheet") / "r.xlsx"
    write_sheet(reading, path, "zh", items)
    assert read_sheet(path, reading) == items


@given(PLAIN | MARKS)
def test_a_cell_holds_any_text(text: str) -> None:
    assert show(hide(text)) == text


def test_a_quote_is_never_a_formula_and_a_very_long_one_is_kept(tmp_path: Path) -> None:
    text = "=1+1，发展产业。\n指标\t2025\t" + "长" * 40_000 + "\n指标\t2030\t5\n"
    reading = read_text(text)
    write_sheet(reading, tmp_path / "r.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["clauses"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert read_sheet(tmp_path / "r.xlsx", reading) == records(reading)


def edited(tmp_path: Path, **cells: str) -> Path:
    """The sheet of NUMBERS with cells of its last row changed."""
    path = tmp_path / "r.xlsx"
    write_sheet(read_text(NUMBERS), path, "zh")
    book = openpyxl.load_workbook(path)
    sheet = book["clauses"]
    keys = [cell.value for cell in sheet[1]]
    for key, value in cells.items():
        sheet.cell(sheet.max_row, keys.index(key) + 1).value = value
    book.save(path)
    return path


def test_what_people_decide_in_the_sheet_reaches_the_clause_file(tmp_path: Path) -> None:
    path = edited(tmp_path, treat="跟踪", theme="产业", because_zh="文艺活动", because_en="a show")
    reading = read_text(NUMBERS)
    reviewed = with_clauses(reading, read_sheet(path, reading))
    assert reviewed.ledger.by_phrase["undecided"] == 0
    write_yaml(reviewed, tmp_path / "clauses.yaml", read_sheet(path, reading))
    assert read_yaml(tmp_path / "clauses.yaml")[-1]["because"] == {"zh": "文艺活动", "en": "a show"}
    assert from_file(reading, tmp_path / "clauses.yaml").ledger.by_phrase == reviewed.ledger.by_phrase


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"treat": "大概"}, "R052"),
        ({"theme": "x"}, "R052"),
        ({"weight": "heavy"}, "R052"),
        ({"quote": "没有这句话"}, "R053"),
        ({"require": "{a: ["}, "R054"),
        ({"basis": "书"}, "R054"),
    ],
)
def test_a_cell_that_does_not_fit_is_told_with_its_row(tmp_path: Path, cells: dict[str, str], code: str) -> None:
    with pytest.raises(Faults) as caught:
        read_sheet(edited(tmp_path, **cells), read_text(NUMBERS))
    assert [(f.code, f.where.line) for f in caught.value.faults] == [(code, 6)]


def test_another_text_or_another_file_is_no_review_sheet(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        read_sheet(edited(tmp_path), speech())
    assert [f.code for f in caught.value.faults] == ["R055"]
    (tmp_path / "x.xlsx").write_bytes(b"PK no zip")
    with pytest.raises(Faults) as caught:
        read_sheet(tmp_path / "x.xlsx", speech())
    assert [f.code for f in caught.value.faults] == ["R051"]


def test_without_the_excel_library_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(__import__("sys").modules, "openpyxl", None)
    with pytest.raises(Faults) as caught:
        write_sheet(speech(), tmp_path / "r.xlsx")
    assert [f.code for f in caught.value.faults] == ["R050"]


def test_the_page_holds_every_phrase_linked_to_its_clause() -> None:
    html = page(speech())
    links = re.findall(r'<a class="ph s-([a-z-]+)" href="#([^"]+)"', html)
    data = json.loads(html.split('type="application/json">')[1].split("</script>")[0])
    assert len(links) == len(speech().ledger.phrases)
    assert {href for _, href in links} <= {c["id"] for c in data["clauses"]}
    assert [c["id"] for c in data["clauses"]] == [c.id for c in speech().clauses]


def test_the_page_runs_nothing_of_the_text_and_calls_no_one() -> None:
    html = page(read_words("发展<script>alert(1)</script>产业</script><!--。%DATA% %TEXT%推进&改革。"))
    assert html.count("<script") == 2
    assert "<script>alert" not in html
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", html)
