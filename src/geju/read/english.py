"""The same grammar for English policy prose: subject + shall/must/will + verb, imperatives, and lists of them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from geju.read.directive import SURE, Directive, Parse
from geju.read.lexicon import rows

_LEAD = re.compile(
    r"^(?:\(?(?:[a-z]|[ivx]+|\d+)[.)]\s+|[•·\-–—*]\s*|(?:First|Second|Third|Fourth|Fifth|Finally"
    r"|Moreover|Furthermore|In addition|Meanwhile|At the same time),?\s+"
    r"|(?:and|but|or)\s+)+",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"^(?:By|Before|During|In|Until|Over)\s+(?:the\s+)?[^,]{0,40}?(?:20\d\d|period|century|years?)[^,]{0,20},\s*",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"^(?:While|With|Through|Based on|Relying on|In line with|In order to|On the basis of|Under|Given"
    r"|As|For|To this end|Within)\b[^,]*,\s*",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|stressed|emphasi[sz]ed|noted|pointed out|underlined|called for|urged)(?:\s+that)?\s*$"
    r"|^(?:He|She|They|Xi)\s+(?:\w+ly\s+)?(?:said|stressed|emphasi[sz]ed|noted|pointed out"
    r"|added)(?:\s+that)?\b\s*",
    re.IGNORECASE,
)
_MODAL = (
    r"shall not|must not|should not|may not|cannot|shall|must|should|will|needs? to|ha(?:s|ve) to"
    r"|(?:is|are) (?:required|requested|expected|urged) to|ought to|(?:is|are) to"
    r"|efforts (?:will|should|must) be made to|steps (?:will|should|must) be taken to"
)
_ADVERB = (
    r"(?:(?:actively|vigorously|steadily|further|continuously|fully|effectively|strictly|jointly|gradually"
    r"|resolutely|firmly|comprehensively|rapidly|also|not only|better|more actively|orderly|earnestly"
    r"|strongly|prudently|properly|substantially|\w+ly)\s+)*"
)
_PASSIVE = re.compile(
    r"^(?P<subject>[A-Za-z][^,;]{2,120}?)\s+(?P<modal>shall|must|should|will|(?:is"
    r"|are) to)\s+(?P<not>not\s+)?be\s+(?P<adverb>(?:\w+ly\s+)*)(?P<verb>\w+(?:ed|en|ilt|ut|ld|pt|de"
    r"|ised|ized))\b(?P<rest>.*)$"
)
_PAST = re.compile(
    r"\b(?:has|have|had)\s+(?:\w+ly\s+)?(?:been\s+)?\w+(?:ed|en|wn|ilt|de)\b|\b(?:was|were)\b"
    r"|\bin recent years\b|\bover the past\b|\bsince\s+20\d\d\b",
    re.IGNORECASE,
)
_STATE = re.compile(r"\b(?:is|are|remains?|has|have|faces?|lies?)\b")


@cache
def _verb() -> str:
    stems = sorted((row["verb"] for row in rows("english_verbs")), key=len, reverse=True)
    return "(?:" + "|".join(stems) + ")"


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    verb = _verb()
    joined = rf"{verb}(?:(?:,\s*{verb})*,?\s+and\s+{verb})?"
    modal = re.compile(
        rf"^(?P<subject>[^,;]{{1,160}}?)?\s*\b(?P<modal>{_MODAL})\s+(?P<adverb>{_ADVERB})(?P<verb>{joined})\b\s*(?P<rest>.*)$",
        re.IGNORECASE,
    )
    plain = re.compile(rf"^(?:to\s+)?(?P<adverb>{_ADVERB})(?P<verb>{joined})\b\s+(?P<rest>\S.*)$", re.IGNORECASE)
    link = re.compile(
        rf"(?:,\s*(?:and\s+|as well as\s+)?|;\s*|\s+and\s+)(?:to\s+)?(?P<adverb>{_ADVERB})(?P<verb>{joined})\s+(?=[a-z\d\"“(])",
        re.IGNORECASE,
    )
    return modal, plain, link


def parse(words: str) -> Parse:
    """The directives of an English phrase.

    >>> [(d.verb, d.object) for d in parse("We will strengthen water saving and expand rail links").directives]
    [('strengthen', 'water saving'), ('expand', 'rail links')]
    """
    at = 0
    for pattern in (_LEAD, _TIME, _LEAD, _FRAME, _TIME):
        match = pattern.match(words[at:])
        at += match.end() if match else 0
    said = _SAID.search(words, at)
    if said and said.end() == len(words):
        return Parse("lead", "attribution")
    if said and said.start() == at:
        at = said.end()
    modal, plain, _ = _patterns()
    passive = _PASSIVE.match(words[at:])
    if passive and base_form(passive["verb"]):
        return Parse("directive", "passive", (_passive(passive, at),))
    asked = modal.match(words[at:])
    found = asked if asked and (asked["subject"] is None or not _PAST.search(asked["subject"])) else None
    found = found or plain.match(words[at:])
    if (
        found
        and found["rest"].strip()
        and found is asked
        and _REACH.match(found["verb"])
        and re.match(r"\D{0,24}\d", found["rest"])
    ):
        return Parse("goal", "goal", (_goal(found, at),))
    if found and found["rest"].strip():
        rule = "modal" if found is asked else "english"
        return Parse("directive", rule, tuple(_split(words, _one(found, at, rule))))
    if _PAST.search(words) or _STATE.search(words):
        return Parse("context", "statement")
    return Parse("", "")


def _one(match: re.Match[str], at: int, rule: str) -> Directive:
    group = match.groupdict()
    a, b = match.start("rest") + at, match.start("rest") + at + len(match["rest"].rstrip())
    modal = (group.get("modal") or "").lower()
    return Directive(
        match["verb"].lower(),
        (match.start("verb") + at, match.end("verb") + at),
        match["rest"].rstrip(),
        (a, b),
        rule,
        SURE["modal" if rule == "modal" else "english"],
        at,
        tuple(match["adverb"].split()),
        modal,
        (group.get("subject") or "").strip(),
        "",
        "not" in modal or match["verb"].lower() in ("prohibit", "ban", "prevent", "avoid", "refrain"),
    )


_IRREGULAR = {
    "built": "build",
    "kept": "keep",
    "held": "hold",
    "given": "give",
    "drawn": "draw",
    "taken": "take",
    "made": "make",
    "set": "set",
    "cut": "cut",
    "put": "put",
    "brought": "bring",
    "sought": "seek",
    "met": "meet",
    "led": "lead",
    "phased": "phase",
}


def base_form(word: str) -> str:
    """The verb of a participle when the lexicon has it: reduced → reduce; blank otherwise."""
    word = word.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    known = {row["verb"] for row in _verb_rows()}
    tries = (word[:-1], word[:-2], word[:-3], word[:-3] + "y")
    return next((t for t in tries if t in known), "")


@cache
def _verb_rows() -> tuple[dict[str, str], ...]:
    return tuple(rows("english_verbs"))


_REACH = re.compile(r"(?:reach|exceed|rise|fall|increase|grow|decline|remain)$", re.IGNORECASE)


def _goal(match: re.Match[str], at: int) -> Directive:
    """X shall reach 455 GW: the subject is what is to be reached."""
    subject = (match["subject"] or "").strip()
    a = match.start("subject") + at if subject else at
    return Directive(
        match["verb"].lower(),
        (match.start("verb") + at, match.end("verb") + at),
        subject,
        (a, a + len(subject)),
        "goal",
        SURE["goal"],
        at,
        tuple(match["adverb"].split()),
        match["modal"].lower(),
        "",
        match["rest"].rstrip(),
    )


def _passive(match: re.Match[str], at: int) -> Directive:
    """X shall be expanded: the subject is what is acted on."""
    return Directive(
        base_form(match["verb"]),
        (match.start("verb") + at, match.end("verb") + at),
        match["subject"].strip(),
        (match.start("subject") + at, match.end("subject") + at),
        "passive",
        SURE["english"],
        at,
        tuple(match["adverb"].split()),
        match["modal"].lower(),
        "",
        match["rest"].strip(),
        bool(match["not"]),
    )


def _split(words: str, whole: Directive) -> list[Directive]:
    """One directive for each verb of a list: strengthen A, improve B and expand C."""
    found = [whole]
    _, _, link = _patterns()
    a, b = whole.object_at
    for match in link.finditer(words, a, b):
        last = found[-1]
        if match.start() <= last.object_at[0]:
            continue
        start = match.start()
        found[-1] = _replaced(last, words, last.object_at[0], start)
        found.append(
            Directive(
                match["verb"].lower(),
                (match.start("verb"), match.end("verb")),
                words[match.end() : b],
                (match.end(), b),
                "joined",
                SURE["joined"],
                match.start("verb"),
                tuple(match["adverb"].split()),
                whole.modal,
                whole.subject,
            )
        )
    return found


def _replaced(directive: Directive, words: str, a: int, b: int) -> Directive:
    return replace(directive, object=words[a:b].rstrip(" ,;"), object_at=(a, b))
