"""Every sentence and phrase is accounted for; versions of a text are compared clause by clause."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given

from geju.core.errors import Faults
from geju.core.text import sentences
from geju.read import read_text
from geju.read.clause import TREATS
from geju.read.diff import compare
from geju.read.ledger import account, marks_of
from geju.read.review import from_file
from read.samples import SPEECH, TEXTS, read_words, speech


@given(TEXTS)
def test_states_add_up_to_all_there_is_and_no_phrase_is_left_over(text: str) -> None:
    ledger = read_words(text).ledger
    assert sum(ledger.by_phrase.values()) == len(ledger.phrases)
    assert sum(ledger.by_sentence.values()) == len(ledger.sentences)
    assert sum(ledger.share(state) for state in TREATS) == (pytest.approx(1) if ledger.phrases else 0)
    assert all(line.clauses for line in ledger.phrases)


@given(TEXTS)
def test_every_sentence_as_the_plan_counts_them_is_quoted_too(text: str) -> None:
    reading = read_words(text)
    spans = [(c.start, c.end) for c in reading.clauses]
    for sentence in sentences(reading.text):
        words = reading.text[sentence.start : sentence.end]
        if any(char.isalnum() for char in words):
            assert any(start < sentence.end and end > sentence.start for start, end in spans), words


def test_the_shipped_text_is_covered_to_the_last_phrase() -> None:
    ledger = speech().ledger
    assert (ledger.sentence_count, ledger.heading_count, len(ledger.phrases)) == (52, 1, 150)
    assert ledger.by_sentence["undecided"] == 0


def test_a_hand_written_clause_file_is_taken_and_its_gaps_are_shown(tmp_path: Path) -> None:
    file = tmp_path / "clauses.yaml"
    file.write_text(
        "clauses:\n- {id: a, quote: 推进高标准农田建设, treat: modelled, theme: livelihood, "
        "require: {capacity: {kind: f}, at_least: {2030: 5 wan_mu}}}\n"
        "- {id: b, quote: 完善决策机制, treat: tracked, theme: organisation, because: {zh: 无, en: none}}\n",
        encoding="utf-8",
    )
    reading = from_file(speech(), file)
    assert (
        reading.ledger.by_phrase["modelled"],
        reading.ledger.by_phrase["tracked"],
        reading.ledger.by_phrase["undecided"],
    ) == (1, 1, 148)
    assert reading.clauses[0].object == "高标准农田建设"


def test_the_clause_file_of_the_case_is_taken() -> None:
    ledger = account(speech().document, marks_of(SPEECH.with_name("clauses.yaml"), speech().text))
    assert ledger.by_sentence["undecided"] == 0


def test_the_check_of_a_case_and_the_reader_see_the_same_sentences() -> None:
    text = speech().text
    own = [text[s.start : s.end].strip() for s in speech().document.sentences]
    assert own == [text[s.start : s.end] for s in sentences(text)]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("clauses: [", "R012"),
        ("a: 1", "R012"),
        ("clauses:\n- {id: a, quote: 没有这句话, treat: tracked}", "R013"),
        ("clauses:\n- {id: a, quote: 完善决策机制, treat: watched}", "R014"),
    ],
)
def test_a_clause_file_that_does_not_fit_is_refused(tmp_path: Path, text: str, code: str) -> None:
    file = tmp_path / "clauses.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        marks_of(file, speech().text)
    assert [f.code for f in caught.value.faults] == [code]


def test_repeated_words_are_placed_one_after_the_other(tmp_path: Path) -> None:
    reading = read_words("推进改革。扩大开放。推进改革。")
    file = tmp_path / "clauses.yaml"
    file.write_text(
        "clauses:\n"
        + "- {id: a, quote: 推进改革, treat: tracked}\n" * 1
        + "- {id: b, quote: 扩大开放, treat: tracked}\n- {id: c, quote: 推进改革, treat: tracked}\n",
        encoding="utf-8",
    )
    assert [mark[2] for mark in marks_of(file, reading.text)] == [0, 5, 10]


def amended() -> str:
    text = speech().text
    for old, new in (
        ("推进高标准农田建设", "到2030年建成高标准农田13.5亿亩"),
        ("加强管网互联互通，", ""),
        ("积极培育城市群", "加快培育中小城市群"),
        ("创新跨地区产业协作", "要支持新疆打造亚欧黄金通道。创新跨地区产业协作"),
    ):
        text = text.replace(old, new)
    return text


def test_two_versions_are_told_apart_as_added_dropped_and_reworded() -> None:
    difference = compare(speech(), read_text(amended()))
    told = [(c.kind, c.old.object if c.old else "", c.new.object if c.new else "") for c in difference.changes]
    assert sorted(told) == [
        ("added", "", "新疆打造亚欧黄金通道"),
        ("dropped", "管网互联互通", ""),
        ("reworded", "城市群", "中小城市群"),
        ("reworded", "高标准农田建设", "高标准农田13.5亿亩"),
    ]
    effect = difference.as_dict()["coverage"]
    assert effect["modelled"] == {"before": 0, "after": 1}
    farmland = next(c for c in difference.changes if c.new and c.new.catalogue == "farmland")
    assert {"treat", "require", "quantities", "year"} <= {name for name, _, _ in farmland.fields}


def test_a_text_does_not_differ_from_itself_and_moved_sentences_are_the_same() -> None:
    moved = "\n".join(reversed(speech().text.split("\n")))
    assert compare(speech(), speech()).changes == ()
    assert {c.kind for c in compare(speech(), read_text(moved)).changes} <= {"added", "dropped"}
    assert compare(speech(), read_text(moved)).same >= 128


@given(TEXTS, TEXTS)
def test_same_and_changed_add_up_to_both_versions(a: str, b: str) -> None:
    old, new = read_words(a), read_words(b)
    difference = compare(old, new)
    assert difference.same + difference.count("added") + difference.count("reworded") == len(new.clauses)
    assert difference.same + difference.count("dropped") + difference.count("reworded") == len(old.clauses)
