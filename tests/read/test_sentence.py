"""Splitting loses nothing, and cuts where a reader would."""

from __future__ import annotations

import pytest
from hypothesis import given

from geju.read.sentence import Document, language, split
from read.samples import SPEECH, TEXTS, speech


def phrases(text: str) -> list[str]:
    document = split(text)
    return [document.of(p) for p in document.phrases]


@given(TEXTS)
def test_blocks_sentences_and_phrases_joined_are_the_text(text: str) -> None:
    document = split(text)
    for level in (document.blocks, document.sentences, document.phrases):
        assert "".join(document.of(piece) for piece in level) == text


@given(TEXTS)
def test_the_words_of_a_phrase_stand_where_it_says(text: str) -> None:
    for phrase in split(text).phrases:
        if phrase.words:
            start, end = phrase.where(0, len(phrase.words))
            assert phrase.start <= start < end <= phrase.end


def test_the_shipped_text_comes_back_byte_for_byte() -> None:
    document = speech().document
    assert "".join(document.of(p) for p in document.phrases).encode() == SPEECH.read_bytes()


def test_the_shipped_text_has_a_title_and_52_sentences() -> None:
    kinds = [sentence.kind for sentence in speech().document.sentences]
    assert (kinds.count("title"), kinds.count("prose"), len(kinds)) == (1, 52, 53)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("加快建设。推进改革。", ["加快建设。", "推进改革。"]),
        ("他说：“要改革，要开放。”大家赞成。", ["他说：", "“要改革，要开放。”", "大家赞成。"]),
        ("落实《意见（试行，2024年）》，做好工作。", ["落实《意见（试行，2024年）》，", "做好工作。"]),
        ("投资1,350亿元，比例1:2，完成。", ["投资1,350亿元，", "比例1:2，", "完成。"]),
        ("一是扩大；二是提升；三是优化。", ["一是扩大；", "二是提升；", "三是优化。"]),
        ("做好（甲，乙）和“丙，丁”工作", ["做好（甲，乙）和“丙，丁”工作"]),
        ("提高到2.5%。Then stop. Go on.", ["提高到2.5%。", "Then stop. Go on."]),
        (
            "Use coal, gas etc. and wind. Save 3.5 GW. Done.",
            ["Use coal, gas etc. and wind. ", "Save 3.5 GW. ", "Done."],
        ),
        ("开放”多余的引号。继续（没有右括号，再来。", ["开放”多余的引号。", "继续（没有右括号，", "再来。"]),
    ],
)
def test_phrases_are_cut_at_their_marks_and_nowhere_inside_quotes_brackets_and_numbers(
    text: str, expected: list[str]
) -> None:
    assert phrases(text) == expected


def test_a_long_quotation_is_split_inside() -> None:
    text = "他说：“" + "要加快建设新型能源体系，" * 6 + "要坚持。要落实。”"
    assert len(phrases(text)) > 7


def layout_of(text: str) -> tuple[Document, dict[str, str]]:
    document = split(text, "a.txt")
    return document, {w.code: str(w.where) for w in document.warnings}


def test_page_numbers_and_headers_are_told_from_the_text_with_their_lines() -> None:
    page = "\n".join(["某省人民政府文件", *("加快推进重大项目建设，做好各项工作。" for _ in range(14)), "— 3 —"])
    document, warnings = layout_of("\n".join([page] * 4))
    furniture = {document.of(b).strip() for b in document.blocks if b.kind == "furniture"}
    assert furniture == {"某省人民政府文件", "— 3 —"}
    assert warnings["R007"] == "a.txt:1"


def test_lines_broken_by_a_page_are_read_as_one_sentence_and_quoted_as_they_stand() -> None:
    lines = [
        "要大力推进西部陆海新通道建设，推动沿线地区开发开放，深度融入共建“一带一",
        "路”，完善沿边地区各类产业园区布局，稳步扩大制度型开放，打造市场化法治化国",
        "— 12 —",
        "际化营商环境，更加主动服务对接区域重大战略，积极融入全国统一大市场建设，创",
        "新东中西部开放平台对接机制。",
    ]
    document, warnings = layout_of("\n".join(lines))
    words = [p.words for p in document.phrases if p.words]
    assert "打造市场化法治化国际化营商环境" in words
    assert "深度融入共建“一带一路”" in words
    assert {"R005", "R007"} <= set(warnings)


def test_tables_are_named_and_kept_apart() -> None:
    document, warnings = layout_of("主要指标如下。\n指标\t2025年\t2030年\n装机\t100\t200\n储能\t10\t30\n做好工作。")
    assert [b.kind for b in document.blocks] == ["prose", "table", "prose"]
    assert warnings["R008"] == "a.txt:2"


@pytest.mark.parametrize(
    ("text", "expected"), [("加快建设", "zh"), ("Wind power", "en"), ("发展 5G 和 AI", "zh"), ("", "zh")]
)
def test_the_language_is_that_of_the_letters(text: str, expected: str) -> None:
    assert language(text) == expected
