"""The grammar against the gold tables, which were written by hand before it."""

from __future__ import annotations

from collections import Counter

import pytest

from geju.read import Reading
from read.samples import gold, read_words, speech

WEST = gold("gold_west.csv")
SENTENCES = gold("gold_sentences.csv")
CONSTRUCTIONS = {
    "subject-led",
    "fronted",
    "ba",
    "nested",
    "enumerated",
    "parallel",
    "number",
    "date",
    "body",
    "place",
    "shield",
    "prohibit",
    "purpose",
    "quote",
    "status",
    "elided",
    "adverb",
    "out-of-scope",
}


def found(reading: Reading) -> list[tuple[str, str]]:
    return [(c.verb, c.object) for c in reading.clauses if c.verb]


def test_all_101_directives_of_the_shipped_text_are_found_with_verb_and_object() -> None:
    per_sentence: dict[tuple[int, int], set[tuple[str, str]]] = {}
    for clause in speech().clauses:
        per_sentence.setdefault((clause.paragraph, clause.sentence), set()).add((clause.verb, clause.object))
    missed = {
        row["clause"]
        for row in WEST
        if (row["verb"], row["object"]) not in per_sentence[int(row["paragraph"]), int(row["sentence"])]
    }
    wanted = {row["clause"] for row in WEST if not row["clause"].startswith("+")}
    assert len(wanted) == 101
    assert not missed


def test_no_directive_of_the_shipped_text_is_made_up() -> None:
    wanted = Counter((row["verb"], row["object"]) for row in WEST)
    extra = [pair for pair, count in (Counter(found(speech())) - wanted).items() for _ in range(count)]
    assert not extra


def test_subjects_and_complements_of_the_shipped_text_are_found() -> None:
    by_object = {(c.verb, c.object): c for c in speech().clauses}
    for row in WEST:
        clause = by_object[row["verb"], row["object"]]
        assert not row["complement"] or clause.complement == row["complement"]
        assert not row["subject"] or clause.subject == row["subject"]


def test_the_gold_sentences_are_many_and_cover_every_construction() -> None:
    assert len(SENTENCES) >= 60
    assert {row["construction"] for row in SENTENCES} >= CONSTRUCTIONS


def counts(read: list[set[str]], wanted: list[set[str]]) -> tuple[int, int, int]:
    """Right, wanted and found in all."""
    return sum(len(a & b) for a, b in zip(read, wanted, strict=True)), sum(map(len, wanted)), sum(map(len, read))


@pytest.mark.parametrize("part", ["directives", "places", "quantities", "bodies"])
def test_the_gold_sentences_are_read_right_to_95_percent(part: str) -> None:
    read, wanted = [], []
    for row in SENTENCES:
        reading = read_words(row["text"])
        wanted.append({item for item in row[part].split(";") if item})
        if part == "directives":
            read.append({f"{c.verb}:{c.object}" for c in reading.clauses if c.verb})
        elif part == "places":
            read.append({place for c in reading.clauses for place in c.places})
        elif part == "bodies":
            read.append({body for c in reading.clauses if c.body_basis == "named" for body in c.bodies})
        else:
            read.append(
                {
                    f"{q.value:g} {q.unit} {q.bound}" + (f" {q.year}" if q.year else "")
                    for c in reading.clauses
                    for q in c.quantities
                }
            )
    right, wanted_in_all, found_in_all = counts(read, wanted)
    assert right >= 0.95 * wanted_in_all
    assert right >= 0.95 * found_in_all


@pytest.mark.parametrize(
    ("text", "outer", "inner"),
    [
        ("推动新疆加快建设国家能源资源战略保障基地。", "推动", ("建设", "国家能源资源战略保障基地")),
        ("支持贵州建设数字经济发展创新区。", "支持", ("建设", "数字经济发展创新区")),
        ("要坚持把节水作为首要任务。", "坚持", ("作为", "节水")),
        ("坚持以高水平保护支撑高质量发展。", "坚持", ("支撑", "高质量发展")),
        ("国务院国资委指导中央企业扩大在藏投资。", "指导", ("扩大", "在藏投资")),
    ],
)
def test_the_directive_inside_another_is_found(text: str, outer: str, inner: tuple[str, str]) -> None:
    clause = read_words(text).clauses[0]
    assert clause.verb == outer
    assert inner in clause.nested


def test_what_is_forbidden_is_marked_by_its_verb_or_modal() -> None:
    clauses = [read_words(text).clauses[0] for text in ("严禁新增化工园区。", "各地不得擅自占用永久基本农田。")]
    assert [(c.verb, c.modal) for c in clauses] == [("严禁", ""), ("占用", "不得")]


def test_the_past_asks_for_nothing_and_the_future_does() -> None:
    past = read_words("五年来，可再生能源装机提高到12亿千瓦。")
    future = read_words("到2035年，可再生能源装机提高到12亿千瓦。")
    assert [c.treat for c in past.clauses] == ["context"]
    assert [(c.verb, c.role, c.year) for c in future.clauses] == [("提高到", "goal", 2035)]


def test_bodies_in_brackets_belong_to_the_directives_before_them() -> None:
    reading = read_words("完善跨境结算服务，扩大进口。（商务部牵头，海关总署配合）")
    assert [c.bodies for c in reading.clauses if c.verb] == [("commerce", "customs")] * 2


def test_a_number_in_the_next_phrase_joins_the_clause_before_it() -> None:
    clause = read_words("规划建设3座抽水蓄能电站，总装机480万千瓦。").clauses[0]
    assert [q.text for q in clause.quantities] == ["3座", "480万千瓦"]
    assert clause.quote.endswith("480万千瓦。") or clause.quote.endswith("480万千瓦")
