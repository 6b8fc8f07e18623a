"""Lines → paragraphs: page headers, tables and lines broken by a PDF are told from prose, and nothing is taken out.

A block is a range of the text; the blocks joined give the text back. ``noise`` are ranges inside prose that are
no words of it (the line ends of a wrapped paragraph, a page number in its middle): the grammar looks past them.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from geju.core.errors import Fault, Where
from geju.read.decode import LINE_END, LISTED

_PAGE = re.compile(
    r"^[\s\u3000]*(?:[—–\-·－\s]*\d{1,4}[—–\-·－\s]*|第\s*\d+\s*页(?:\s*[，,/]?\s*共\s*\d+\s*页)?|[Pp]age\s+\d+(?:\s+of\s+\d+)?"
    r"|\d+\s*/\s*\d+)[\s\u3000]*$"
)
_CELLS = re.compile(r"\t+|[ \u3000]{3,}|\|")
_START = re.compile(
    r"^(?:[\u3000\t]| {2}|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]+[、是要]"
    r"|\d+[.．、]|第[一二三四五六七八九十百\d]+[章节条，、]"
    r"|[•·●◆■▪*#\-—])"
)
_CLOSED = re.compile(r"[。！？!?；;：:.…][”』」）)\"’】》\]]*\s*$")
_DIGITS = re.compile(r"\d+")
HEADING = 50  # a line without an end mark is a heading up to this many characters


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph: its range and what it is: title, heading, prose, table, furniture or blank."""

    start: int
    end: int
    kind: str


@dataclass
class Layout:
    """The blocks of a text in order, the noise inside them and what was noticed."""

    blocks: list[Block] = field(default_factory=list)
    noise: list[tuple[int, int]] = field(default_factory=list)
    warnings: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class _Line:
    start: int
    stop: int  # without its line end
    end: int
    words: str
    kind: str = "prose"


def lay_out(text: str, name: str = "") -> Layout:
    """The blocks of the text. Warnings: R005 lines broken by a page, R007 page headers, R008 tables, R009 empty."""
    lines = _lines(text)
    _mark_furniture(lines)
    _mark_tables(lines)
    layout = Layout()
    wide = _wrap_width(lines)
    joined: list[int] = []
    at = 0
    while at < len(lines):
        last = _last_line(lines, at, wide, layout.noise, joined)
        layout.blocks.append(Block(lines[at].start, lines[last].end, lines[at].kind))
        at = last + 1
    _name_headings(text, layout)
    for code, kind in (("R007", "furniture"), ("R008", "table")):
        _tell(layout, code, name, [i + 1 for i, line in enumerate(lines) if line.kind == kind])
    _tell(layout, "R005", name, joined)
    if not text.strip():
        layout.warnings.append(Fault("R009", Where(name)))
    return layout


def _tell(layout: Layout, code: str, name: str, lines: list[int]) -> None:
    if lines:
        shown = ", ".join(map(str, lines[:LISTED])) + (" …" if len(lines) > LISTED else "")
        layout.warnings.append(Fault(code, Where(name, lines[0]), {"count": len(lines), "lines": shown}))


def _lines(text: str) -> list[_Line]:
    lines, start = [], 0
    for match in LINE_END.finditer(text):
        lines.append(_Line(start, match.start(), match.end(), text[start : match.start()].strip()))
        start = match.end()
    if start < len(text):
        lines.append(_Line(start, len(text), len(text), text[start:].strip()))
    for line in lines:
        if not line.words:
            line.kind = "blank"
    return lines


def _mark_furniture(lines: list[_Line]) -> None:
    """Page numbers, and short lines that come back again and again far apart: the headers of pages."""
    for line in lines:
        if line.words and _PAGE.match(line.words):
            line.kind = "furniture"
    if len(lines) < 40:
        return
    short = [(_DIGITS.sub("#", ln.words), i) for i, ln in enumerate(lines) if 0 < len(ln.words) <= 40]
    often = {words for words, count in Counter(words for words, _ in short).items() if count >= 3}
    places: dict[str, list[int]] = {}
    for words, i in short:
        if words in often and not _CLOSED.search(words) and not _START.match(words):
            places.setdefault(words, []).append(i)
    for spots in places.values():
        if len(spots) >= 3 and (spots[-1] - spots[0]) / (len(spots) - 1) >= 12:
            for i in spots:
                lines[i].kind = "furniture"


def _mark_tables(lines: list[_Line]) -> None:
    """Rows of cells; at least two in a row, so that one odd tab does not make a table."""
    rows = [
        line.kind == "prose" and len([cell for cell in _CELLS.split(line.words) if cell.strip()]) >= 3 for line in lines
    ]
    for i, line in enumerate(lines):
        if rows[i] and ((i and rows[i - 1]) or (i + 1 < len(rows) and rows[i + 1])):
            line.kind = "table"


def _wrap_width(lines: list[_Line]) -> int:
    """The length at which lines of a page are broken; 0 when they are not."""
    open_ends = [
        len(ln.words) for ln in lines if ln.kind == "prose" and len(ln.words) >= 18 and not _CLOSED.search(ln.words)
    ]
    prose = sum(1 for ln in lines if ln.kind == "prose")
    if len(open_ends) < 3 or len(open_ends) * 3 < prose:
        return 0
    width = sorted(open_ends)[len(open_ends) // 2]
    return width if width <= 110 else 0


def _last_line(lines: list[_Line], at: int, wide: int, noise: list[tuple[int, int]], joined: list[int]) -> int:
    """The last line of the block that starts at ``at``: blank lines after it, and what a page break tore off."""
    kind, last = lines[at].kind, at
    if kind in ("table", "furniture"):
        while last + 1 < len(lines) and lines[last + 1].kind == kind == "table":
            last += 1
        return _with_blanks(lines, last)
    while kind == "prose" and wide:
        end = lines[last]
        if len(end.words) < 0.8 * wide or _CLOSED.search(end.words):
            break
        following = last + 1
        while following < len(lines) and lines[following].kind in ("furniture", "blank"):
            following += 1
        torn = following > last + 1 and any(ln.kind == "furniture" for ln in lines[last + 1 : following])
        if following >= len(lines) or lines[following].kind != "prose" or (following > last + 1 and not torn):
            break
        if _START.match(lines[following].words) or _indented(lines[following], lines[last]):
            break
        noise.append((end.stop, lines[following].start))
        joined.append(last + 1)
        last = following
    return _with_blanks(lines, last)


def _indented(line: _Line, before: _Line) -> bool:
    """Whether the line starts further in than the one before: a new paragraph."""
    return (line.stop - line.start - len(line.words)) - (before.stop - before.start - len(before.words)) >= 2


def _with_blanks(lines: list[_Line], last: int) -> int:
    while last + 1 < len(lines) and lines[last + 1].kind == "blank":
        last += 1
    return last


def _name_headings(text: str, layout: Layout) -> None:
    """A short prose block without an end mark is a heading; when it is the first of the text, the title."""
    first = True
    for i, block in enumerate(layout.blocks):
        if block.kind != "prose":
            continue
        words = text[block.start : block.end].strip()
        if len(words) <= HEADING and not _CLOSED.search(words) and not re.search(r"[。；！？，,]", words):
            layout.blocks[i] = Block(
                block.start, block.end, "title" if first and not _START.match(words) else "heading"
            )
        first = False
