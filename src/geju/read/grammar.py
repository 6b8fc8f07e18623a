"""A phrase → its directives: verb and object, who is asked, and by which rule they were found.

Rules, tried in this order; the name of the one that fired travels with the directive:

    attribution   习近平指出 …            context: who says it, not what is asked
    responsible   （水利部负责）          context: names bodies for the directives before it
    ba            把 O V成 X, 将 O V入 X
    modal         [S] 要|应当|不得 … V O   subject-led when S stands before the modal
    adverb        稳步|着力 … V O
    verb          V O at the start of the phrase
    frame         在…中|对…|为…|以… V O   a fronted frame is stepped over
    body          水利部 V O               subject without a modal
    goal          O 达到|提高 …            what is to be reached, with a number or a year
    elided        要 V                     object taken from the phrase before
    joined        V O、V O; V O 并 V O     one phrase, several directives
"""

from __future__ import annotations

import re
from dataclasses import replace

from geju.read import frames
from geju.read.directive import Directive, Parse, Range, Start
from geju.read.frames import inside_quote, modal_at
from geju.read.goal import LEVEL, OFFICES, STATE, outcomes, states
from geju.read.head import SUFFIX, Head, adverbs_at, head_at
from geju.read.joined import split_joined
from geju.read.object import ba_at, ba_directive, one_directive, with_inner


def parse(words: str, places: tuple[int, ...] = (), bodies: tuple[Range, ...] = ()) -> Parse:
    """The directives of a Chinese phrase. ``places`` are ends of place names in it, ``bodies`` ranges of bodies.

    >>> [(d.verb, d.object) for d in parse("大力推进西部陆海新通道建设").directives]
    [('推进', '西部陆海新通道建设')]
    """
    if frames.ONLY_MARKER.match(words):
        return Parse("lead", "marker")
    if frames.RESPONSIBLE.match(words):
        return Parse("context", "responsible")
    at = _past_marks(words, 0)
    told = frames.REPORT.match(words[at:])
    if told and frames.is_speaker(told["who"]) and not head_at(words, at):
        if not told["end"] and at + told.end() >= len(words):
            return Parse("lead", "attribution")
        at += told.end()
    if _TEMPORAL.search(words) and not _MUST.search(words):
        return Parse("lead", "time")
    start = _approach(words, at, places, bodies)
    goals = _promised(words, start, at)
    if goals:
        return Parse("goal", "goal", goals)
    found = _directives(words, start)
    if found:
        return Parse("directive", found[0].rule, found)
    return _told(words, start, at)


_TEMPORAL = re.compile(
    r"(?:以来|年来|之际|的同时|过程中|基础上|前提下|背景下|形势下|期间|之时|之后|[^前先落]后|会上|会议上)$"
)

_MUST = re.compile(r"必须|应当|不得|要(?=[坚加推抓做把完建提强深实着切积])")


def _past_marks(words: str, at: int) -> int:
    """Past list marks and connectives."""
    while True:
        match = frames.MARKER.match(words[at:]) or frames.CONNECTIVE.match(words[at:])
        if not match or not match.end() or at + match.end() >= len(words):
            return at
        at += match.end()


def _approach(words: str, at: int, places: tuple[int, ...], bodies: tuple[Range, ...]) -> Start:
    """Step over times, frames, subject and modal, to where adverbs and verb should stand."""
    subject = modal = ""
    framed = False
    for _ in range(6):
        at = _past_marks(words, at)
        time = frames.TIME.match(words, at)
        if time and time.end() < len(words) and any(c.isdigit() or c in "五年期纪" for c in time.group()):
            at = time.end()
            continue
        if ba_at(words, at):
            break
        word = modal_at(words, at)
        if word and at + len(word) < len(words) and not (word == "力争" and not modal and _is_verb_use(words, at)):
            modal, at = word, at + len(word)
            continue
        _, after = adverbs_at(words, at)
        head = head_at(words, at)
        frame = frames.frame_end(words, after, places) if not head or head.verb in frames.VERB_LIKE else None
        if frame and not (head and head.end > after and _keeps(words, head, frame)):
            at, framed = frame, True
            continue
        led = _subject(words, at, bodies, bool(head)) if not subject and not modal else None
        if head and not led:
            break
        if not led and not head and (unknown := _unknown_adverb(words, at, bodies)):
            at, framed = unknown, True
            break
        if not led:
            break
        subject, at = words[at : led[0]], led[1]
        modal = words[led[0] : led[1]] or modal
    return Start(at, subject.rstrip("，、"), modal, framed)


def _unknown_adverb(words: str, at: int, bodies: tuple[Range, ...]) -> int | None:
    """The place of a plain verb behind two characters the lexicon does not know as an adverb: 快捷|连通 …."""
    if (
        frames.preposition_at(words, at)
        or any(a < at + 2 and b > at for a, b in bodies)
        or outcomes(words, at)
        or words[at : at + 1] in "的、和与及是有没不已仍"
    ):
        return None
    head = head_at(words, at + 2)
    plain = (
        head
        and not head.adverbs
        and "strong" in head.classes
        and not head.classes & {"noun", "event", "report", "stative"}
    )
    return at + 2 if head and plain and len(words) - head.end >= 2 and not SUFFIX.match(words, head.end) else None


def _keeps(words: str, head: Head, frame: int) -> bool:
    """Whether a verb that can also open a frame (发挥, 利用) keeps its object: nothing but a noun follows it."""
    rest = words[frame:]
    return (
        head.verb in ("发挥", "利用", "适应", "作为", "联合", "配合")
        and not adverbs_at(words, frame)[0]
        and len(rest) < 4
    )


def _is_verb_use(words: str, at: int) -> bool:
    return head_at(words, at + 2) is None and not frames.TIME.match(words, at + 2)


_PLAIN = frozenset(("要", "应当", "必须", "不得", "应该", "务必"))


def _subject(words: str, at: int, bodies: tuple[Range, ...], verbal: bool) -> tuple[int, int] | None:
    """The end of the subject at the position and the end of the modal after it (the same where there is none).

    Words that could themselves be verb and object (``verbal``) are a subject only before a plain 要, 应当, 必须.
    """
    for candidate in frames.MODAL.finditer(words, at + 1, len(words) - 1):
        k = candidate.start()
        word = modal_at(words, k)
        if word and verbal and (word not in _PLAIN or words[k - 1] in "的、和"):
            continue
        if (
            word
            and not inside_quote(words, k)
            and _opens(words, k + len(word), bool(len(word) > 1 or word in "要应须需"))
        ):
            return k, k + len(word)
    if verbal:
        return None
    end = at
    for start, stop in bodies:
        if start <= end + 1 and (start == at or words[end:start] in ("、", "和", "及", "与", "会")):
            end = stop
    if end == at or end >= len(words):
        return None
    joint = re.match(
        r"(?:等(?:部门|有关部门|单位|方面|地区?)?|按职责分工?|分别|各自|结合实际|根据实际|要)+", words[end:]
    )
    after = end + (joint.end() if joint else 0)
    return (end, after) if head_at(words, after) or ba_at(words, after) or frames.preposition_at(words, after) else None


def _opens(words: str, at: int, firm: bool) -> bool:
    """Whether what follows a modal can be what it asks for."""
    if at >= len(words) - 1:
        return False
    return bool(
        head_at(words, at)
        or ba_at(words, at)
        or frames.TIME.match(words, at)
        or (firm and (frames.preposition_at(words, at) or modal_at(words, at)))
    )


def _directives(words: str, start: Start) -> tuple[Directive, ...]:
    ba = ba_at(words, start.at)
    if ba:
        return (ba_directive(words, start, ba),)
    head = head_at(words, start.at)
    if head is None:
        return ()
    if not _is_directive(words, head, start):
        return ()
    return tuple(with_inner(words, d) for d in split_joined(words, one_directive(words, head, start)))


def _is_directive(words: str, head: Head, start: Start) -> bool:
    """Whether the verb asks for something: a noun-verb that opens a statement, an event or a state does not."""
    rest = words[head.end :]
    if head.classes <= {"event", "report", "stative"}:
        return bool(start.modal or head.adverbs) and bool(rest) and "stative" not in head.classes
    if start.modal or start.framed:
        return True
    if "outcome" in head.classes and "strong" not in head.classes:
        return False
    if "noun" in head.classes:
        if states(words, head.verb_start) or (
            not head.adverbs and (SUFFIX.match(rest) or _reached(words, head.verb_start))
        ):
            return False
        return bool(rest) or bool(head.adverbs)
    return bool(rest) or bool(head.adverbs)


def _reached(words: str, at: int) -> bool:
    """Whether a noun-verb opens a goal: 共享发展达到新水平, 开放水平再上新台阶."""
    goals = outcomes(words, at)
    return bool(goals) and not goals[0].verb.startswith("不")


def _told(words: str, start: Start, at: int) -> Parse:
    """A phrase without a directive: a goal or a state with its outcome verb, a lead, a statement, or not understood."""
    word = frames.preposition_at(words, start.at)
    if word and frames.holds_verb(words, start.at, word):
        return Parse("lead", "frame")
    goals = outcomes(words, at)
    if goals:
        return Parse("goal", "goal", goals)
    if frames.TIME.fullmatch(words[at:]) or re.fullmatch(
        r".{0,12}(?:以来|时|后|前|期间|之际|过程中|基础上|前提下|方面|下)", words[at:]
    ):
        return Parse("lead", "time")
    if word or re.match(r"在|坚持以|随", words[at:]):
        return Parse("lead", "frame")
    if STATE.search(words, at) or OFFICES.search(words, at):
        return Parse("context", "statement")
    head = head_at(words, start.at)
    if head and head.classes & {"stative", "event", "report"}:
        return Parse("context", "statement")
    return Parse("", "")


def _promised(words: str, start: Start, at: int) -> tuple[Directive, ...]:
    """Goals behind a modal or 力争: 吞吐量将达到5亿吨, 力争能耗降至…."""
    if words.startswith(("力争", "争取", "预计", "努力使"), start.at):
        return outcomes(words, start.at + (3 if words.startswith("努力使", start.at) else 2))
    if start.subject and start.modal:
        head = head_at(words, start.at)
        if head and "outcome" in head.classes and LEVEL.match(words, head.end):
            return tuple(replace(g, modal=start.modal) for g in outcomes(words, at, len(start.modal)))
    return ()
