"""Sentences: nothing of a text is lost, and nothing belongs to two of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geju.core.text import sentences

TEXTS = st.text(st.sampled_from("要多建。！？.!? \n\r\t”」）(“「a1，；\u3000\u2028\x0b\x85"), max_size=60)


@given(TEXTS)
def test_every_sign_that_is_no_blank_lies_in_exactly_one_sentence(text: str) -> None:
    covered = [0] * len(text)
    for s in sentences(text):
        for i in range(s.start, s.end):
            covered[i] += 1
    assert all(n <= 1 for n in covered)
    assert [c for c, n in zip(text, covered, strict=True) if n == 0 and not c.isspace()] == []


@given(TEXTS)
def test_sentences_stand_in_order_and_are_numbered_in_their_paragraphs(text: str) -> None:
    found = sentences(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[s.start : s.end].strip() and not text[s.start].isspace() for s in found)
    for paragraph in {s.paragraph for s in found}:
        assert [s.number for s in found if s.paragraph == paragraph] == list(
            range(1, 1 + sum(s.paragraph == paragraph for s in found))
        )
    assert [s.paragraph for s in found] == sorted(s.paragraph for s in found)


@pytest.mark.parametrize(("text", "pieces"), [
    ("要多建。要快！", ["要多建。", "要快！"]), ("他说：“要多建。”然后走了。", ["他说：“要多建。”", "然后走了。"]),
    ("一行\n\n二行。\n", ["一行", "二行。"]), ("Build more. Version 1.5 too.", ["Build more.", "Version 1.5 too."]), ("",
        []), (" \n ", []),
    ("\r\n要多建。\r\n", ["要多建。"]), ("真的？！是。", ["真的？", "！", "是。"]),
])  # fmt: skip
def test_a_text_is_split_where_its_sentences_end(text: str, pieces: list[str]) -> None:
    assert [text[s.start : s.end] for s in sentences(text)] == pieces
