"""Phrases as read → clauses: leads join the directive they lead, amounts the one they follow, and nothing is left over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from geju.read.bound import Basis
from geju.read.catalogue import find, outside
from geju.read.clause import Draft
from geju.read.context import Read
from geju.read.directive import Directive, Range
from geju.read.entity import Entity, place_codes
from geju.read.pieces import Piece, pieces
from geju.read.quantity import Quantity
from geju.read.sentence import Document
from geju.read.treat import BECAUSE, outside_because, treated


@dataclass
class _Open:
    """What waits for the next directive of the sentence, and what earlier ones hand down."""

    leads: list[Read] = field(default_factory=list)
    told: list[Read] = field(default_factory=list)
    subject: str = ""
    bodies: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    ids: dict[str, int] = field(default_factory=dict)

    def name(self, name: str) -> str:
        """Each id once: the second clause about farmland is ``farmland-2``."""
        count = self.ids[name] = self.ids.get(name, 0) + 1
        return name if count == 1 else f"{name}-{count}"


def compose(document: Document, reads: Iterable[Read], basis: tuple[Basis, ...]) -> Iterator[Draft]:
    """The clauses of the text in order. Every phrase lies in the quote of at least one."""
    paragraph: list[Draft] = []
    key: tuple[int, int] | None = None
    open_ = _Open()
    for read in reads:
        sentence = read.phrase.sentence
        if read.rule == "blank":
            continue
        if key != (sentence.paragraph, sentence.index):
            paragraph += _close(document, open_)
            if key is None or key[0] != sentence.paragraph or len(paragraph) > 400:
                yield from paragraph
                paragraph = []
            key, open_ = (sentence.paragraph, sentence.index), _Open(ids=open_.ids)
        if read.rule == "responsible":
            _hand_back(paragraph, read)
        _place(document, read, open_, paragraph, basis)
    yield from paragraph
    yield from _close(document, open_)


def _place(document: Document, read: Read, open_: _Open, done: list[Draft], basis: tuple[Basis, ...]) -> None:
    if read.role == "lead":
        if open_.told:
            done += _close(document, open_)
        open_.leads.append(read)
    elif read.role == "amount" and done and done[-1].role in ("directive", "goal"):
        done[-1] = _with_amount(document, done[-1], read, basis)
    elif read.role in ("directive", "goal"):
        if open_.told:
            done += _told_only(document, open_)
        done += _asked(document, read, open_, basis)
        open_.leads = []
    elif read.role == "context":
        open_.told += [*open_.leads, read]
        open_.leads = []
    else:
        if open_.told:
            done += _told_only(document, open_)
        done.append(_plain(document, open_, [*open_.leads, read], "undecided", "undecided", {}))
        open_.leads = []


def _told_only(document: Document, open_: _Open) -> list[Draft]:
    leads, open_.leads = open_.leads, []
    found = _close(document, open_)
    open_.leads = leads
    return found


def _close(document: Document, open_: _Open) -> list[Draft]:
    """A context clause of what was told and what led to nothing."""
    reads = [*open_.told, *open_.leads]
    open_.told, open_.leads = [], []
    if not reads:
        return []
    last = next((r for r in reversed(reads) if r.role == "context"), reads[-1])
    because = BECAUSE.get(last.rule, BECAUSE["statement"])
    return [_plain(document, open_, reads, "context", last.rule, {"zh": because[0], "en": because[1]})]


def _plain(
    document: Document, open_: _Open, reads: list[Read], treat: str, rule: str, because: dict[str, str]
) -> Draft:
    first, last = reads[0].phrase, reads[-1].phrase
    start, end = _trimmed(document.text, first.start, last.end)
    sentence = first.sentence
    words = "".join(r.phrase.words for r in reads)
    out = outside(words) if treat == "undecided" else None
    if out:
        treat, because = "out-of-scope", outside_because(out.because, out.word)
    amounts = () if out else tuple(q for r in reads for q in r.quantities)
    places = () if out else place_codes(e for r in reads for e in r.entities)
    return Draft(
        open_.name(f"{treat}-p{max(sentence.paragraph, 0)}s{sentence.number}"),
        document.text[start:end],
        start,
        end,
        sentence.paragraph,
        sentence.number,
        treat if treat == "undecided" else "context",
        treat,
        rule,
        places=places,
        quantities=amounts,
        because=because,
        confidence=0.0 if treat == "undecided" else 0.8,
    )


def _trimmed(text: str, start: int, end: int) -> Range:
    """The range without blanks and list commas at its ends; all of it when it is nothing else."""
    a, b = start, end
    while b > a and text[b - 1] in " \t\r\n\u3000，；,;：:、\x0b\x0c\x85\u2028\u2029":
        b -= 1
    while a < b and text[a].isspace():
        a += 1
    return (a, b) if a < b else (start, end)


def _asked(document: Document, read: Read, open_: _Open, basis: tuple[Basis, ...]) -> list[Draft]:
    """The clauses of a phrase with directives: one a directive, or one a parallel object where these part ways."""
    words = read.phrase.words
    cut = [p for i, d in enumerate(read.directives) for p in pieces(words, d, _until(read.directives, i, words))]
    found: list[Draft] = []
    for i, piece in enumerate(cut):
        first = 0 if i == 0 else piece.first
        last = len(words) if i + 1 == len(cut) else max(cut[i + 1].first, first + 1)
        a, b = read.phrase.where(first, last)
        if i == 0:
            a = open_.leads[0].phrase.start if open_.leads else read.phrase.start
        found.append(_clause(document, read, piece, open_, (a, b), (first, last), i == 0, basis))
    return found


def _until(directives: tuple[Directive, ...], i: int, words: str) -> int:
    return directives[i + 1].start if i + 1 < len(directives) else len(words)


def _clause(
    document: Document,
    read: Read,
    piece: Piece,
    open_: _Open,
    span: Range,
    within: Range,
    first: bool,
    basis: tuple[Basis, ...],
) -> Draft:
    """The clause of one piece; nothing but verb and object is kept of what is out of scope."""
    directive, sentence = piece.directive, read.phrase.sentence
    known = _grammar_of(document, read, piece, span)
    place = f"p{sentence.paragraph}s{sentence.number}"
    if piece.out:
        theme = "organisation" if piece.out[2] in ("party", "personnel") else "cohesion"
        because = outside_because(*piece.out[:2])
        known |= {"treat": "out-of-scope", "theme": theme, "because": because, "confidence": directive.sure}
        return Draft(open_.name(f"outside-{place}"), **known)
    leads = [lead for lead in open_.leads if lead.rule != "attribution"] if first else []
    named = [e for lead in leads for e in lead.entities]
    named += [e for e in read.entities if within[0] <= e.start < within[1] or _shared(e, directive)]
    known["bodies"], known["body_basis"] = _bodies(read, named, directive, open_)
    known["scope"] = () if directive.subject or leads else open_.scope
    if directive.subject:
        open_.scope = place_codes(e for e in read.entities if e.end <= directive.verb_at[0])
    own = tuple(q for q in read.quantities if within[0] <= q.start < within[1])
    known |= {"places": place_codes(named), "quantities": own + tuple(q for lead in leads for q in lead.quantities)}
    if piece.match is None:
        return Draft(open_.name(place), treat="undecided", confidence=round(directive.sure * 0.5, 2), **known)
    known |= treated(known, piece.match, directive.sure, basis)
    return Draft(open_.name(piece.match.measure.id), **known)


def _grammar_of(document: Document, read: Read, piece: Piece, span: Range) -> dict[str, Any]:
    """What place and grammar tell of a clause."""
    directive, sentence = piece.directive, read.phrase.sentence
    start, end = _trimmed(document.text, *span)
    return {
        "quote": document.text[start:end],
        "start": start,
        "end": end,
        "paragraph": sentence.paragraph,
        "sentence": sentence.number,
        "role": read.role,
        "rule": directive.rule,
        "verb": directive.verb,
        "object": piece.object,
        "complement": directive.complement,
        "subject": directive.subject,
        "modal": directive.modal,
        "adverbs": directive.adverbs,
        "nested": tuple((n.verb, n.object) for n in directive.nested),
        "year": read.year,
    }


def _shared(entity: Entity, directive: Directive) -> bool:
    """Whether the name stands before the verb, and so holds for every object of the directive."""
    return directive.start <= entity.start and entity.end <= directive.verb_at[0]


def _bodies(read: Read, named: list[Entity], directive: Directive, open_: _Open) -> tuple[tuple[str, ...], str]:
    """Bodies asked: named before the verb or as the one a pivot verb moves; else those of the phrase before."""
    inner = directive.object_at[0] if directive.nested else directive.verb_at[0]
    phrase_own = {e for e in read.entities if e.kind == "body"}
    asked = [
        e.code
        for e in named
        if e.kind == "body" and (e not in phrase_own or e.start < inner + 1 or "（" in read.phrase.words[: e.start])
    ]
    if asked:
        codes = tuple(dict.fromkeys(asked))
        if directive.subject:
            open_.bodies = codes
        return codes, "named"
    if directive.subject:
        open_.bodies = ()
    return (open_.bodies, "inherited") if open_.bodies else ((), "")


def _hand_back(done: list[Draft], read: Read) -> None:
    """Bodies in brackets at the end of a paragraph belong to the directives before it that name none."""
    codes = tuple(dict.fromkeys(e.code for e in read.entities if e.kind == "body"))
    for i in range(len(done) - 1, -1, -1):
        if done[i].rule == "responsible":
            break
        if done[i].role in ("directive", "goal") and done[i].treat != "out-of-scope" and done[i].body_basis != "named":
            done[i] = replace(done[i], bodies=codes, body_basis="named")


def _with_amount(document: Document, draft: Draft, read: Read, basis: tuple[Basis, ...]) -> Draft:
    """The clause with the numbers that a following phrase adds to it: …电站，总装机480万千瓦."""
    start, end = _trimmed(document.text, draft.start, read.phrase.end)
    if draft.treat == "out-of-scope":
        return replace(draft, quote=document.text[start:end], end=end)
    more: tuple[Quantity, ...] = (*draft.quantities, *read.quantities)
    grown = replace(draft, quote=document.text[start:end], end=end, quantities=more)
    match = find(draft.object) if draft.catalogue else None
    if match is None:
        return grown
    known = {
        "quantities": more,
        "places": draft.places,
        "scope": draft.scope,
        "verb": draft.verb,
        "object": draft.object,
        "bodies": draft.bodies,
        "body_basis": draft.body_basis,
    }
    again = treated(known, match, 1.0, basis)
    return replace(grown, **{key: again[key] for key in ("treat", "require", "basis", "because", "flags")})
