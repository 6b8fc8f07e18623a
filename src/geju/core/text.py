"""A policy text: its sentences, found without losing a character."""

from __future__ import annotations

import re
from dataclasses import dataclass

# A sentence ends at a full stop, question or exclamation mark and takes closing quotes and brackets with it;
# a line break ends it too. An English stop counts when a space or the end follows.
_SENTENCE = re.compile(r"[^\n]*?(?:[。！？!?]|\.(?=\s|$))[”’』」）)\]】》\"']*|[^\n]+")


@dataclass(frozen=True)
class Sentence:
    """A sentence: paragraph and number in it (from 0 and from 1), and where it stands in the text, ``text[start:end]``."""

    paragraph: int
    number: int
    start: int
    end: int


def sentences(text: str) -> tuple[Sentence, ...]:
    """Every sentence of the text in order. Paragraphs are its non-blank lines; blanks between sentences belong to none."""
    found: list[Sentence] = []
    paragraph, start = -1, 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            paragraph += 1
            body = line.rstrip("\r\n")
            number = 0
            for match in _SENTENCE.finditer(body):
                piece = match.group()
                if not piece.strip():
                    continue
                number += 1
                left = len(piece) - len(piece.lstrip())
                found.append(Sentence(paragraph, number, start + match.start() + left, start + match.end()))
        start += len(line)
    return tuple(found)
