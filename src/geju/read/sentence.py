"""Paragraphs → sentences → phrases, without loss: the pieces joined give the text back, character for character.

A sentence ends at 。！？ (in English at . ! ?), a phrase at ，；：. Nothing is split inside brackets, book titles and
short quotations, nor inside a number. A paragraph's line end and blank lines belong to its last phrase.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from geju.core.errors import Fault
from geju.read.layout import Block, lay_out

PAIRS = {
    "（": "）",
    "(": ")",
    "《": "》",
    "〈": "〉",
    "“": "”",
    "『": "』",
    "「": "」",
    "【": "】",
    "[": "]",
    "〔": "〕",
}
CLOSERS = {close: opener for opener, close in PAIRS.items()}
QUOTES = "“『「"
LONG_QUOTE, LONG_BRACKET = 40, 160  # longer ones are split inside like any other text
_MARKS = re.compile("[" + re.escape("".join(PAIRS) + "".join(CLOSERS)) + "]")
_BREAK = re.compile(r"[。！？!?…]+|[，；：,;:]|\.(?=\s|$|[\u4e00-\u9fff”\"’)])")
_TAIL = re.compile(r"[”』」）)》】\"’\]]*\s*")
_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|No|Nos|Mr|Mrs|Ms|Dr|Prof|St|vs|Fig|Art|Sec|approx|cf|al|Inc|Ltd|Co|U\.S|[A-Z]))$"
)

# One character to one character: widths and quotation marks that mean the same.
_FULL = "".join(chr(c) for c in range(0xFF10, 0xFF1A)) + "".join(
    chr(c) for c in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
)
_HALF = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
WIDTHS = str.maketrans(_FULL + "％．＋－／～﹪", _HALF + "%.+-/~%")
CHINESE = str.maketrans("(),;:!?「」『』", "（），；：！？“”“”")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A range of the text with its place: paragraph (0 = title, −1 = page furniture), number in it, kind, language."""

    index: int
    start: int
    end: int
    paragraph: int
    number: int
    kind: str
    lang: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a sentence; ``words`` is what the grammar reads, ``at`` maps its characters to the text."""

    index: int
    start: int
    end: int
    sentence: Sentence
    words: str
    at: tuple[int, ...] | None
    mark: str

    def where(self, start: int, end: int) -> tuple[int, int]:
        """A range of ``words`` as a range of the text."""
        if self.at is None:
            return self.start + start, self.start + end
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]


@dataclass(frozen=True)
class Document:
    """A text in pieces. ``blocks``, ``sentences`` and ``phrases`` each cover it without gap or overlap."""

    text: str
    blocks: tuple[Block, ...]
    sentences: tuple[Sentence, ...]
    phrases: tuple[Phrase, ...]
    warnings: tuple[Fault, ...]

    def of(self, piece: Block | Sentence | Phrase) -> str:
        return self.text[piece.start : piece.end]


def split(text: str, name: str = "") -> Document:
    """The text in pieces. ``"".join(document.of(p) for p in document.phrases) == text``, always."""
    layout = lay_out(text, name)
    half = text.translate(WIDTHS)
    whole = half.translate(CHINESE)
    sentences: list[Sentence] = []
    phrases: list[Phrase] = []
    paragraph = 0 if any(block.kind == "title" for block in layout.blocks) else 1
    starts = [start for start, _ in layout.noise]
    for block in layout.blocks:
        lang = language(text[block.start : block.end])
        counted = block.kind not in ("blank", "furniture")
        plain = whole if lang == "zh" else half
        for number, (start, end, inner) in enumerate(_cut(text, block, lang), 1):
            sentence = Sentence(
                len(sentences), start, end, paragraph if counted else -1, number if counted else 0, block.kind, lang
            )
            sentences.append(sentence)
            for a, b in inner:
                phrases.append(_phrase(len(phrases), a, b, sentence, plain, layout.noise, starts))
        paragraph += counted
    return Document(text, tuple(layout.blocks), tuple(sentences), tuple(phrases), tuple(layout.warnings))


def language(text: str) -> str:
    """``zh`` or ``en``: Chinese as soon as a tenth of the letters are."""
    chinese = len(_CJK.findall(text))
    return "zh" if chinese * 10 >= len(_LATIN.findall(text)) else "en"


def _cut(text: str, block: Block, lang: str) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Sentences of a block with the phrases in each."""
    if block.kind in ("blank", "furniture", "title"):
        yield block.start, block.end, [(block.start, block.end)]
        return
    if block.kind == "table":
        start = block.start
        for row in text[block.start : block.end].splitlines(keepends=True):
            yield start, start + len(row), [(start, start + len(row))]
            start += len(row)
        return
    begin = start = block.start
    inner: list[tuple[int, int]] = []
    for end, ends_sentence in _breaks(text, block, lang):
        inner.append((start, end))
        start = end
        if ends_sentence:
            yield begin, end, inner
            begin, inner = end, []
    if start < block.end:
        inner.append((start, block.end))
    if inner:
        yield begin, block.end, inner


def _breaks(text: str, block: Block, lang: str) -> Iterator[tuple[int, bool]]:
    """Ends of phrases in the block; the flag says that a sentence ends there too. The block's own end is left out."""
    closed = _closed_ranges(text, block)
    opens = [a for a, _ in closed]
    candidates = [(m.start(), m.end(), m.group()) for m in _BREAK.finditer(text, block.start, block.end)]
    for start, stop, mark in candidates:
        inside = bisect_right(opens, start) - 1
        if inside >= 0 and start < closed[inside][1]:
            b = closed[inside][1]
            if not (
                mark[0] in "。！？!?"
                and stop == b
                and text[closed[inside][0]] in QUOTES
                and text[b + 1 : b + 2] not in "，；。、：,;"
            ):
                continue
        elif not _breaks_here(text, start, mark, lang):
            continue
        tail = _TAIL.match(text, stop, block.end)
        end = tail.end() if tail else stop
        if end < block.end:
            yield end, mark[0] in "。！？!?…." and not (mark[0] == "…" and end == stop)


def _breaks_here(text: str, at: int, mark: str, lang: str) -> bool:
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if mark[0] == ".":
        return lang == "en" and not _ABBREVIATION.search(text, max(0, at - 8), at)
    if mark[0] in ",:：" and before.isdigit() and after.isdigit():
        return False
    if lang == "en":
        return mark[0] not in ",，：:" or (mark[0] in ":：" and after != "/")
    return True


def _closed_ranges(text: str, block: Block) -> list[tuple[int, int]]:
    """Outermost brackets, titles and short quotations of a block as (opener, closer), in order."""
    stack: list[int] = []
    found: list[tuple[int, int]] = []
    for match in _MARKS.finditer(text, block.start, block.end):
        mark, at = match.group(), match.start()
        if mark in PAIRS:
            stack.append(at)
            continue
        while stack and text[stack[-1]] != CLOSERS[mark]:
            stack.pop()
        if not stack:
            continue
        opened = stack.pop()
        if at - opened <= (LONG_QUOTE if text[opened] in QUOTES else LONG_BRACKET):
            while found and found[-1][0] > opened:
                found.pop()
            found.append((opened, at))
    return found


_ENDS = "，；：。！？、,;:.!?… \t\r\n\u3000\x0b\x0c\x85\u2028\u2029"


def _phrase(
    index: int, start: int, end: int, sentence: Sentence, plain: str, noise: list[tuple[int, int]], starts: list[int]
) -> Phrase:
    """The phrase with its words: blanks and noise taken out where Chinese characters meet, end marks cut."""
    words = plain[start:end]
    mark = words.rstrip(' \t\r\n\u3000\x0b\x0c\x85\u2028\u2029”』」）)》】"’')[-1:]
    body = words.rstrip(_ENDS)
    if (
        not body
        or (body.isprintable() and " " not in body and "\u3000" not in body)
        or (sentence.lang == "en" and "\n" not in body and "\r" not in body)
    ):
        lead = len(body) - len(body.lstrip())
        if not lead:
            return Phrase(index, start, end, sentence, body, None, mark)
    keep: list[int] = []
    quiet = _noise_in(start, start + len(body), noise, starts)
    for i, char in enumerate(body):
        here = start + i
        if any(a <= here < b for a, b in quiet):
            continue
        if char.isspace() or not char.isprintable():
            nearby = body[i - 1 : i] + body[i + 1 : i + 2]
            if sentence.lang == "zh" and not (len(nearby) == 2 and nearby.isascii() and nearby.isalpha()):
                continue
            if not keep:
                continue
        keep.append(here)
    return Phrase(
        index, start, end, sentence, "".join(" " if plain[i].isspace() else plain[i] for i in keep), tuple(keep), mark
    )


def _noise_in(start: int, end: int, noise: list[tuple[int, int]], starts: list[int]) -> list[tuple[int, int]]:
    first = max(0, bisect_right(starts, start) - 1)
    found = []
    for a, b in noise[first:]:
        if a >= end:
            break
        if b > start:
            found.append((a, b))
    return found
