"""Any bytes are read or refused with a code; nothing crashes, and every doubt is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geju.core.errors import Faults
from geju.read import read_text
from geju.read.decode import decode, line_of
from geju.read.draft import yaml_text
from geju.read.page import page
from geju.read.reading import read_source
from read.samples import TEXTS

TEXT = "加快建设新型能源体系。\n提高水资源安全保障水平。\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "utf-32"]
)
def test_the_text_is_the_same_in_every_encoding(encoding: str) -> None:
    ascii_too = TEXT + "CO2 2030 wind and solar power in the West\n" * 20
    source = decode(ascii_too.encode(encoding), "a.txt")
    assert source.text == ascii_too
    assert ("R002" in {w.code for w in source.warnings}) == (not encoding.startswith("utf-8"))


def test_bytes_that_are_no_text_become_marks_and_are_told_with_their_line() -> None:
    raw = TEXT.encode()
    source = decode(raw[:40] + b"\xff\xfe" + raw[40:], "a.txt")
    assert source.text.count("\ufffd") >= 2
    assert next(str(w.where) for w in source.warnings if w.code == "R003") == "a.txt:2"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("发展\x07产业。\n", "R004"),
        ("到２０３０年，达到５０％。\n", "R006"),
        ("國家發展改革委經濟開發區產業業務進口應對會議時間實現" * 4 + "。\n", "R010"),
    ],
)
def test_doubtful_characters_are_told(text: str, code: str) -> None:
    assert code in {w.code for w in decode(text.encode(), "a.txt").warnings}


@pytest.mark.parametrize("raw", [b"%PDF-1.7 ...", b"PK\x03\x04....", b"{\\rtf1 x}"])
def test_packed_files_are_refused_with_a_way_out(raw: bytes) -> None:
    with pytest.raises(Faults) as caught:
        decode(raw, "a.docx")
    assert [f.code for f in caught.value.faults] == ["R001"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        read_text(tmp_path / "none.txt")
    assert [f.code for f in caught.value.faults] == ["R011"]


def test_an_empty_text_is_told_and_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b" \n\n")
    reading = read_text(tmp_path / "a.txt")
    assert ([w.code for w in reading.warnings], reading.clauses, len(reading.ledger.phrases)) == (["R009"], (), 0)


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(raw: bytes) -> None:
    try:
        source = decode(raw, "a.txt")
    except Faults:
        return
    reading = read_source(source)
    assert sum(reading.ledger.by_phrase.values()) == len(reading.ledger.phrases)


@settings(max_examples=60)
@given(TEXTS)
def test_no_text_crashes_the_reader_or_what_it_writes(text: str) -> None:
    reading = read_source(decode(text.encode("utf-8", "replace"), "a.txt"))
    assert yaml_text(reading)
    assert page(reading).startswith("<!doctype html>")
    for clause in reading.clauses:
        assert reading.text[clause.start : clause.end] == clause.quote


@pytest.mark.parametrize(("position", "line"), [(0, 1), (3, 2), (5, 3)])
def test_lines_are_counted_over_every_kind_of_line_end(position: int, line: int) -> None:
    assert line_of("a\r\nb\rc", position) == line
