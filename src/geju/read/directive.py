"""What the grammar finds in a phrase: directives, and where the phrase begins once its frames are stepped over."""

from __future__ import annotations

from dataclasses import dataclass

SURE = {
    "modal": 0.95,
    "adverb": 0.95,
    "ba": 0.9,
    "verb": 0.9,
    "frame": 0.85,
    "body": 0.85,
    "goal": 0.85,
    "joined": 0.8,
    "noun-verb": 0.75,
    "elided": 0.6,
    "english": 0.85,
}

CLAUSAL = frozenset(("坚持", "力争", "争取", "负责"))

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive in a phrase; ranges count characters of the phrase's words."""

    verb: str
    verb_at: Range
    object: str
    object_at: Range
    rule: str
    sure: float
    start: int
    adverbs: tuple[str, ...] = ()
    modal: str = ""
    subject: str = ""
    complement: str = ""
    prohibits: bool = False
    parts: tuple[Range, ...] = ()
    nested: tuple[Directive, ...] = ()


@dataclass(frozen=True, slots=True)
class Parse:
    """What a phrase is: ``directive``, ``goal`` or ``status`` (a state told), ``lead``, ``context``, or blank: not understood."""

    role: str
    rule: str
    directives: tuple[Directive, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """Where the phrase's own words begin, and what was stepped over on the way."""

    at: int
    subject: str = ""
    modal: str = ""
    framed: bool = False
