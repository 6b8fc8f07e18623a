"""What a phrase means beside its neighbours: past or future, the year that governs it, elided objects, leads."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from geju.read import english, grammar
from geju.read.directive import SURE, Directive, Parse
from geju.read.entity import Entity, english_entities, entities
from geju.read.quantity import Quantity, last_year, quantities
from geju.read.quantity_en import english_quantities
from geju.read.sentence import Document, Phrase, Sentence

_PAST = re.compile(r"(?:以来|年来|近年来|去年|上年|截至目前|过去)")
_DONE = re.compile(r"已经?(?!知)|(?<![为除])了(?!解)")
_FORMAL = re.compile(
    r".*〔20\d\d〕\d+号$|现.{0,10}如下|各省、自治区、直辖市|.*(?:各部委|各直属机构|各有关单位)$|.{0,12}(?:印发给你们|请.{0,6}(?:认真)?贯彻执行|特此通知)$"
)
_LABEL = re.compile(r"^[^的]{2,8}$")
_CONTINUED = re.compile(r"^(?:以及|和|及|等)")
_YEAR_LEAD = re.compile(r"^.{0,6}?(?:到|至|力争|“?十[四五六七]五|20\d\d年|本世纪中叶|[Bb]y\s)")
_HAS = re.compile(r"(?:仍?面临|出现|存在|还有|仍有)(?:着|了)?")
_STATE = re.compile(r"仍|还|依然|已|尚|不断|日益|较|偏低|不足|不够|滞后|突出")


@dataclass(frozen=True, slots=True)
class Read:
    """A phrase as read in its context."""

    phrase: Phrase
    role: str  # directive, goal, lead, amount, context, undecided
    rule: str
    directives: tuple[Directive, ...] = ()
    entities: tuple[Entity, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    year: int | None = None


@dataclass
class _Memory:
    """What earlier phrases set for later ones."""

    sentence: Sentence | None = None
    paragraph: int = -2
    past: bool = False
    sentence_year: int | None = None
    paragraph_year: int | None = None
    before: Read | None = field(default=None)

    @property
    def opens(self) -> bool:
        """Whether the sentence is the first of its paragraph."""
        return self.sentence is not None and self.sentence.number == 1


def read_phrases(document: Document, progress: Callable[[int, int], None] | None = None) -> Iterator[Read]:
    """Every phrase of the text with what it means; ``progress(done, all)`` is called now and then."""
    memory = _Memory()
    total = len(document.phrases)
    for i, phrase in enumerate(document.phrases):
        if progress and i % 500 == 0:
            progress(i, total)
        sentence = phrase.sentence
        if sentence.paragraph != memory.paragraph:
            memory.paragraph, memory.paragraph_year = sentence.paragraph, None
        if sentence is not memory.sentence:
            memory.sentence, memory.past, memory.sentence_year, memory.before = sentence, False, None, None
        read = _read(phrase, memory)
        memory.before = read
        yield read
    if progress:
        progress(total, total)


KINDS = {"title": "title", "table": "table", "furniture": "furniture", "blank": "blank"}


def _read(phrase: Phrase, memory: _Memory) -> Read:
    words, kind = phrase.words, phrase.sentence.kind
    if kind in KINDS or not words:
        role = "undecided" if kind == "table" and words else "context"
        return Read(phrase, role, KINDS.get(kind, "blank"))
    chinese = phrase.sentence.lang == "zh"
    named = entities(words) if chinese else english_entities(words)
    if chinese:
        places = tuple(e.end for e in named if e.kind == "place")
        bodies = tuple((e.start, e.end) for e in named if e.kind in ("body", "place"))
        parsed = grammar.parse(words, places, bodies)
    else:
        parsed = english.parse(words)
    own = _own_year(words, memory)
    year = own or memory.sentence_year or (memory.paragraph_year if parsed.role == "goal" else None)
    memory.past = memory.past or (bool(_PAST.search(words)) and not _MODAL_WORDS.search(words))
    amounts = tuple((quantities if chinese else english_quantities)(words, year))
    if kind == "heading" and (not parsed.role or (parsed.rule == "noun-verb" and len(words) <= 8)):
        return Read(phrase, "context", "heading", (), named)
    if not parsed.role and _FORMAL.match(words):
        return Read(phrase, "context", "formal", (), named)
    role, rule, directives = _resolved(
        words, parsed, memory, bool(amounts), bool(amounts or year), phrase.mark in "。："
    )
    return Read(phrase, role, rule, directives, named, amounts, year)


_MODAL_WORDS = re.compile(r"要(?![素求点件道害])|应当|必须")


# Verbs that, before a comma, only set the scene for the directive that follows.
_SETTING = frozenset(("依托", "立足", "聚焦", "瞄准", "锚定", "抓住", "抢抓", "顺应", "紧扣", "对照", "参照", "对标"))


def _own_year(words: str, memory: _Memory) -> int | None:
    year = last_year(words)
    if year:
        memory.sentence_year = year
        if _YEAR_LEAD.match(words):
            memory.paragraph_year = year
    return year


def _resolved(
    words: str, parsed: Parse, memory: _Memory, counted: bool, aimed: bool, ends: bool
) -> tuple[str, str, tuple[Directive, ...]]:
    """Role, rule and directives of a phrase, its neighbours considered."""
    if parsed.role == "goal":
        told = memory.past or bool(_DONE.search(words))
        return ("context", "status", parsed.directives) if told or not aimed else ("goal", "goal", parsed.directives)
    if parsed.role == "directive":
        if memory.past and not any(d.modal for d in parsed.directives):
            return "context", "status", ()
        if not ends and parsed.directives[0].verb in _SETTING and not parsed.directives[0].modal:
            return "lead", "frame", ()
        return "directive", parsed.rule, tuple(d if d.object else _filled(d, memory.before) for d in parsed.directives)
    if not parsed.role and counted and memory.before is not None and memory.before.role in ("directive", "goal"):
        return "amount", "amount", ()
    if (
        not parsed.role
        and memory.before is not None
        and memory.before.role in ("directive", "goal", "amount")
        and _CONTINUED.match(words)
    ):
        return "amount", "continued", ()
    if not parsed.role and memory.before is None and ends and memory.opens and _LABEL.match(words):
        return "context", "heading", ()
    return parsed.role or "undecided", parsed.rule, ()


def _filled(directive: Directive, before: Read | None) -> Directive:
    """The directive with its elided object: what its subject or the phrase before speaks of."""
    text = directive.subject or (before.phrase.words if before else "")
    has = _HAS.search(text)
    if has:
        found = text[has.end() :]
    elif before is not None and not directive.subject:
        state = _STATE.search(text)
        found = before.directives[0].object if before.directives else text[: state.start()] if state else ""
    else:
        found = ""
    rule, sure = ("elided", SURE["elided"]) if found else (directive.rule, directive.sure)
    return replace(directive, object=found, rule=rule, sure=sure)
