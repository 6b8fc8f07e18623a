"""A directive cut at its parallel objects where the catalogue or the scope rule tells these apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from geju.read.catalogue import Match, find, outside
from geju.read.directive import Directive, Range
from geju.read.lexicon import verbs


@dataclass(frozen=True)
class Piece:
    """A directive, or one of its parallel objects, with its part of the text."""

    directive: Directive
    object: str
    first: int  # range in the phrase's words
    last: int
    match: Match | None
    out: tuple[dict[str, str], str, str] | None


def pieces(words: str, directive: Directive, until: int) -> list[Piece]:
    """A directive as one piece, or one a parallel object when the catalogue or the scope rule tells them apart."""
    whole = _piece(words, directive, directive.object, directive.start, until)
    if not directive.parts or directive.nested or directive.rule == "ba":
        return [whole]
    if whole.out is None and not _alike(words, directive.parts):
        return [whole]
    found = [_piece(words, directive, words[a:b], a, b) for a, b in directive.parts]
    rows = [p.match.measure.id if p.match else "" for p in found]
    outs = [p.out is not None for p in found]
    mixed = len(set(outs)) > 1 and all(p.match or p.out for p in found)
    different = not any(outs) and all(rows) and len(set(rows)) == len(rows) and _alike(words, directive.parts)
    if not (mixed or different):
        return [whole]
    return [replace(p, first=directive.start if i == 0 else p.first) for i, p in enumerate(found)]


def _alike(words: str, parts: tuple[Range, ...]) -> bool:
    """Whether the objects are whole by themselves: they end in the same noun (…机制和…机制), or each in an act of its own."""
    if len(parts) > 3 or any(b - a < 5 for a, b in parts):
        return False
    ends = {words[b - 2 : b] for _, b in parts}
    listed = all(words[a - 1] == "、" for a, _ in parts[1:])
    acts = listed and all("noun" in verbs()[end].classes for end in ends if end in verbs()) and ends <= set(verbs())
    return len(ends) == 1 or acts


def _piece(words: str, directive: Directive, object_: str, first: int, last: int) -> Piece:
    text = object_ + (directive.complement if directive.rule in ("ba", "goal", "passive") else "")
    out = outside(text) or (outside(directive.subject) if directive.subject else None)
    match = None if out else find(text) or find(words[:last])
    return Piece(directive, object_, first, last, match, (out.because, out.word, out.reason) if out else None)
