"""One HTML page that stands alone: the text, each phrase coloured by its state and linked to its clause."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geju.core.errors import Fault, Where, refuse
from geju.read.clause import TREATS, Draft
from geju.read.draft import title_of
from geju.read.explain import NAMES, steps
from geju.read.ledger import Line
from geju.read.reading import Reading
from geju.read.sentence import Phrase
from geju.read.words import STATES, THEME_NAMES

WORDS = {
    "zh": {
        "hint": "点按文中任一短语，查看它的条款。",
        "close": "关闭",
        "before": "上一条",
        "after": "下一条",
        "warnings": "读入时的提示：",
        "made": "由 geju read 按规则起草，未经人工审定；数字只取自原文或所列依据。",
    },
    "en": {
        "hint": "Choose any phrase of the text to see its clause.",
        "close": "close",
        "before": "previous",
        "after": "next",
        "warnings": "Noticed while reading:",
        "made": "Drafted by rule with geju read and not yet reviewed; numbers come only from the text or a named basis.",
    },
}
_BLANK = re.compile("%(?:LANG|TITLE|TEXT|DATA)%")


def page(reading: Reading, lang: str = "zh") -> str:
    """The page as text. It needs no network and no other file."""
    template = Path(__file__).with_name("page.html").read_text(encoding="utf-8")
    ledger = reading.ledger
    data = {
        "states": TREATS,
        "stateNames": STATES,
        "themeNames": THEME_NAMES,
        "words": {lang: WORDS[lang] | {key: name[i] for key, name in NAMES.items()} for i, lang in enumerate(WORDS)},
        "count": ledger.by_phrase,
        "clauses": [_clause(c) for c in reading.clauses],
        "warnings": [
            {"zh": w.text("zh").splitlines()[0], "en": w.text("en").splitlines()[0]} for w in reading.warnings
        ],
    }
    parts = {
        "%LANG%": lang,
        "%TITLE%": html.escape(title_of(reading)),
        "%TEXT%": "".join(_body(reading)),
        "%DATA%": json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    }
    return _BLANK.sub(lambda match: parts[match.group()], template)


def write_page(reading: Reading, path: Path, lang: str = "zh") -> Path:
    """Write the page. Error: R015 it cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page(reading, lang), encoding="utf-8", newline="\n")
    except OSError as error:
        refuse([Fault("R015", Where(str(path)), {"file": path.name, "why": error.strerror or error})])
    return path


def _body(reading: Reading) -> Iterator[str]:
    """The text as paragraphs; what lies between phrases (blank lines, page headers) is kept as it is."""
    lines = {line.piece.index: line for line in reading.ledger.phrases if isinstance(line.piece, Phrase)}
    phrases = iter(reading.document.phrases)
    phrase = next(phrases, None)
    for block in reading.document.blocks:
        tag = {"title": "h2", "heading": "h2", "table": "pre", "furniture": "p"}.get(block.kind, "p")
        inner = []
        while phrase is not None and phrase.start < block.end:
            inner.append(_phrase(reading.text, phrase, lines.get(phrase.index)))
            phrase = next(phrases, None)
        kind = ' class="furniture"' if block.kind == "furniture" else ""
        words = "".join(inner).rstrip()
        if words:
            yield f"<{tag}{kind}>{words}</{tag}>\n"


def _phrase(text: str, phrase: Phrase, line: Line | None) -> str:
    raw = text[phrase.start : phrase.end]
    words = raw.rstrip("\r\n")
    if line is None or not line.clauses:
        return html.escape(raw)
    ids = html.escape(" ".join(line.clauses), quote=True)
    link = html.escape(line.clauses[-1], quote=True)
    return f'<a class="ph s-{line.state}" href="#{link}" data-c="{ids}">{html.escape(words)}</a>' + raw[len(words) :]


def _clause(c: Draft) -> dict[str, Any]:
    """A clause as the page's panel shows it: rows of a key, and its words in Chinese and English."""
    both = zip(steps(c, "zh"), steps(c, "en"), strict=True)
    rows = [(key, zh, en) for (key, zh), (_, en) in both if key not in ("quote", "treat", "theme") and (zh or en)]
    return {"id": c.id, "treat": c.treat, "theme": c.theme, "quote": c.quote, "rows": rows}
