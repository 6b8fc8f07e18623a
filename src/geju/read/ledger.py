"""The coverage ledger: every sentence and every phrase of a text with its state and the clauses that quote it.

A phrase's state is that of the strongest clause whose quote touches it, in the order of ``STRENGTH``; a sentence's
state is that of its strongest phrase. A phrase nobody quotes is ``undecided``. The states add up to all there is.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geju.core.errors import Fault, Where, nearest, refuse
from geju.read.clause import TREATS
from geju.read.sentence import Document, Phrase, Sentence

STRENGTH = ("modelled", "tracked", "out-of-scope", "context", "undecided")
Mark = tuple[str, str, int, int]  # clause, treat, start, end


@dataclass(frozen=True)
class Line:
    """A sentence or phrase with its state and the ids of the clauses that quote it."""

    piece: Sentence | Phrase
    state: str
    clauses: tuple[str, ...]


@dataclass(frozen=True)
class Ledger:
    """The account of a text. ``by_sentence`` and ``by_phrase`` count each state and add up to the lines they count."""

    sentences: tuple[Line, ...]
    phrases: tuple[Line, ...]
    by_sentence: dict[str, int]
    by_phrase: dict[str, int]
    sentence_count: int
    heading_count: int

    def share(self, state: str) -> float:
        """The share of phrases in a state; over all states it is 1."""
        return self.by_phrase[state] / len(self.phrases) if self.phrases else 0.0


def account(document: Document, clauses: Iterable[Mark]) -> Ledger:
    """The ledger of a text and the clauses that quote it. Blank lines and page furniture are counted as no sentence."""
    marks = sorted(clauses, key=lambda mark: mark[2])
    starts = [mark[2] for mark in marks]
    longest = max((mark[3] - mark[2] for mark in marks), default=0)
    phrases: list[Line] = []
    by_sentence: dict[int, list[Line]] = {}
    for phrase in document.phrases:
        if not phrase.words or phrase.sentence.kind in ("blank", "furniture"):
            continue
        end = phrase.start + len(document.text[phrase.start : phrase.end].rstrip())
        near = marks[bisect_left(starts, phrase.start - longest) : bisect_right(starts, end - 1)]
        touching = [mark for mark in near if mark[3] > phrase.start and mark[2] < end]
        state = touching[0][1] if len(touching) == 1 else _strongest(mark[1] for mark in touching)
        line = Line(phrase, state, tuple(mark[0] for mark in touching))
        phrases.append(line)
        by_sentence.setdefault(phrase.sentence.index, []).append(line)
    sentences = tuple(
        Line(
            lines[0].piece.sentence,
            _strongest(x.state for x in lines),
            tuple(dict.fromkeys(c for x in lines for c in x.clauses)),
        )
        for lines in by_sentence.values()
        if isinstance(lines[0].piece, Phrase)
    )
    headings = sum(
        1 for line in sentences if isinstance(line.piece, Sentence) and line.piece.kind in ("heading", "title")
    )
    return Ledger(
        sentences, tuple(phrases), _counted(sentences), _counted(phrases), len(sentences) - headings, headings
    )


def _strongest(states: Iterable[str]) -> str:
    found = set(states)
    return next((state for state in STRENGTH if state in found), "undecided")


def _counted(lines: Iterable[Line]) -> dict[str, int]:
    count = Counter(line.state for line in lines)
    return {state: count[state] for state in TREATS}


def marks_of(path: str | Path, text: str) -> list[Mark]:
    """The clauses of any clause file as the ledger needs them; quotes are found in the text.

    Errors: R012 the file is no clause file, R013 a quote does not stand in the text, R014 an unknown treat.
    """
    path = Path(path)
    try:
        document: Any = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        refuse([Fault("R012", Where(path.name), {"why": str(error).splitlines()[0]})])
    clauses = document.get("clauses") if isinstance(document, dict) else None
    if not isinstance(clauses, list):
        refuse([Fault("R012", Where(path.name), {"why": "clauses: …"})])
        return []
    return place_quotes(clauses, text, path.name)


def place_quotes(clauses: list[dict[str, Any]], text: str, name: str) -> list[Mark]:
    """Where each clause's quote stands: at its own ``start`` when it gives one, else behind the quote before it."""
    marks: list[Mark] = []
    faults = []
    after = 0
    for clause in clauses:
        quote, treat = str(clause.get("quote", "")), str(clause.get("treat", ""))
        start = clause.get("start")
        if not isinstance(start, int) or text[start : start + len(quote)] != quote:
            start = text.find(quote, after)
            start = start if start >= 0 else text.find(quote)
        where = Where(name, name=str(clause.get("id", "")))
        if not quote or start < 0:
            pieces = [piece for line in text.splitlines() for piece in line.replace("。", "，").split("，")]
            faults.append(Fault("R013", where, {"quote": quote}, nearest(quote, pieces[:5000], 1)))
            continue
        if treat not in TREATS:
            faults.append(Fault("R014", where, {"treat": treat, "known": ", ".join(TREATS)}, nearest(treat, TREATS)))
            continue
        after = start
        marks.append((str(clause.get("id", "")), treat, start, start + len(quote)))
    refuse(faults)
    return marks
