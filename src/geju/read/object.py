"""The object of a directive: how far it goes, its parallel parts, and the directive inside it."""

from __future__ import annotations

import re
from dataclasses import replace

from geju.read.directive import CLAUSAL, SURE, Directive, Range, Start
from geju.read.frames import NEGATIVE, ba_verb, frame_end, inside_quote, preposition_at
from geju.read.head import HEAD_NOUN, Head, adverbs_at, head_at, may_start
from geju.read.lexicon import verb_heads, verbs


def rule_of(head: Head, start: Start) -> str:
    """The name of the rule by which the verb was found."""
    if start.modal:
        return "modal"
    if start.subject:
        return "body"
    if start.framed:
        return "frame"
    if head.adverbs:
        return "adverb"
    return "noun-verb" if "noun" in head.classes else "verb"


def one_directive(words: str, head: Head, start: Start) -> Directive:
    """The directive of a verb: what follows it is its object."""
    rule = rule_of(head, start)
    a = head.end + (1 if words[head.end : head.end + 1] in ("了", "着") else 0)
    b = object_end(words, a)
    negative = start.modal in NEGATIVE
    return Directive(
        head.verb,
        (head.verb_start, head.end),
        words[a:b],
        (a, b),
        rule,
        SURE[rule],
        start.at,
        head.adverbs,
        start.modal,
        start.subject,
        "",
        negative or "prevent" in head.classes,
    )


_PURPOSE = re.compile(r"为[^，]{1,8}(?:减负|赋能|提供|注入|奠定|增添|创造)[^，]*$|（[^（）]*）$")


def object_end(words: str, at: int) -> int:
    """The object goes to the end of the phrase, a purpose (为基层减负) and a closing bracket left out."""
    tail = _PURPOSE.search(words, at + 2)
    return tail.start() if tail and tail.start() - at >= 2 else len(words)


def ba_at(words: str, at: int) -> Range | None:
    """The verb of a 把/将 construction that begins at the position; None when there is none."""
    _, after = adverbs_at(words, at)
    if words[after : after + 1] not in ("把", "将"):
        return None
    if (
        words[after] == "将"
        and (next_head := head_at(words, after + 1))
        and (next_head.adverbs or "noun" not in next_head.classes)
    ):
        return None
    if words.startswith(("把握", "把好", "把牢", "把关"), after):
        return None
    return ba_verb(words, after)


def ba_directive(words: str, start: Start, verb: Range) -> Directive:
    """把 O V C as a directive: the object before the verb, the complement behind it."""
    given, at = adverbs_at(words, start.at)
    inner = words[at + 1 : verb[0]]
    trimmed = inner
    for size in range(1, min(8, len(inner) - 1)):
        adverb, end = adverbs_at(inner, len(inner) - size)
        if adverb and end == len(inner):
            trimmed, given = inner[: len(inner) - size], (*given, *adverb)
            break
    a = at + 1
    return Directive(
        words[verb[0] : verb[1]],
        verb,
        trimmed,
        (a, a + len(trimmed)),
        "ba",
        SURE["ba"],
        start.at,
        given,
        start.modal,
        start.subject,
        words[verb[1] :],
        False,
        (),
        inner_directives(words, a, a + len(trimmed)),
    )


def with_inner(words: str, directive: Directive) -> Directive:
    """The directive with its parallel objects and, behind verbs such as 推动 and 坚持, the directive inside its object."""
    a, b = directive.object_at
    classes = verbs()[directive.verb].classes if directive.verb in verbs() else frozenset()
    nested: tuple[Directive, ...] = ()
    if classes & {"pivot", "prevent"} or directive.verb in CLAUSAL:
        nested = inner_directives(words, a, b)
    parallel = parts(words, a, b)
    return replace(directive, nested=nested, parts=parallel) if nested or parallel else directive


def inner_directives(words: str, a: int, b: int) -> tuple[Directive, ...]:
    """The directive inside an object: 推动 [新疆 加快建设…], 坚持 [把…作为…]."""
    part = words[:b]
    ba = ba_at(part, a)
    if ba:
        return (ba_directive(part, Start(a), ba),)
    for k in range(a, b - 3):
        if (
            not (may_start(part, k) or preposition_at(part, k))
            or inside_quote(part, k)
            or (k > a and part[k - 1] in "的、和与及")
        ):
            continue
        if preposition_at(part, k) and (end := frame_end(part, k)):
            k = end
        head = head_at(part, k)
        if head and "strong" in head.classes and b - head.end >= 2 and not HEAD_NOUN.match(part, head.end):
            rest = part[head.end :]
            if rest[0] in "、和与及的" or (
                "noun" in head.classes and not head.adverbs and (k - a < 2 or verb_heads().at(rest, 0))
            ):
                continue
            inner = one_directive(part, head, Start(k, part[a:k]))
            return (replace(inner, rule="nested", parts=parts(part, *inner.object_at)),)
    return ()


_PARALLEL = re.compile(r"[、和与及]")


def parts(words: str, a: int, b: int) -> tuple[Range, ...]:
    """The parallel parts of an object, cut at 、 和 与 及 outside quotations."""
    if not _PARALLEL.search(words, a, b):
        return ()
    cuts = [m for m in re.finditer(r"以及|[、和与及]", words[a:b]) if not inside_quote(words, a + m.start())]
    found, start = [], a
    for cut in cuts:
        if a + cut.start() - start >= 2 and not re.match(r"[谐平解睦]", words[a + cut.end() : a + cut.end() + 1]):
            found.append((start, a + cut.start()))
            start = a + cut.end()
    if start < b:
        found.append((start, b))
    return tuple(found) if len(found) > 1 else ()
