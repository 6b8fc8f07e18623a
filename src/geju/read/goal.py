"""Goals and states: what is told of a subject (森林覆盖率 | 提高 | 2个百分点) instead of being asked of somebody."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from geju.read.directive import SURE, Directive
from geju.read.frames import TIME, inside_quote
from geju.read.lexicon import verb_heads, verbs

STATE = re.compile(
    r"是|具有|位于|面临|处于|存在|意味着|事关|关系|有待|仍|依然|还不|偏低|不足|不够|滞后|突出|艰巨|举足轻重|了(?!解)|已经?|属于|拥有|取得|为.{0,12}(?:作出|提供|奠定)了|出席|发言|发表|汇报|主持|召开"
)

_MORE = (
    r"(?:明显|显著|稳步|不断|持续|进一步|更加|全面|基本|加快|大幅|有效|逐步|较快|快速|日益|大为|初步|总体"
    r"|平稳|深入|得到|更|年均|分别|累计|普遍|同步|力争|争取|预计|实现|均|都|总)"
)


def states(words: str, at: int) -> bool:
    """Whether the words tell a state instead of asking for something: 发展仍面临困难, 改革不断深化."""
    return bool(
        re.search(
            rf"{_MORE}[^，]{{0,2}}(?:深化|提升|提高|增强|改善|扩大|优化|完善|推进|显现|加快|健全|巩固|形成|好转|突出)$|仍|取得.{{0,8}}(?:成效|进展|突破)|面临",
            words[at:],
        )
    )


OFFICES = re.compile(r"常委|总理|书记|主任|部长|省长|市长|主席|秘书长|委员|负责同志|负责人|代表")

_REACH = frozenset(
    ("取得", "实现", "达到", "迈上", "迈向", "步入", "进入", "跃上", "再上", "成为", "接近", "居于", "走在")
)

LEVEL = re.compile(r"每[^\d]{1,8}\d|\d|[一二两三四五六七八九十百]+(?:分之|倍|成|万|亿)")


def outcomes(words: str, at: int, modal: int = 0) -> tuple[Directive, ...]:
    """The outcomes told of their subjects: 森林覆盖率 | 提高 | 2个百分点; several behind 、 when each has a number."""
    found: list[Directive] = []
    while (one := one_outcome(words, at, modal)) is not None:
        stop = words.find("、", one.verb_at[1]) if one.complement else -1
        further = one_outcome(words, stop + 1, 0) if stop > 0 else None
        if further is None or not LEVEL.match(words, further.verb_at[1]):
            found.append(one)
            break
        found.append(replace(one, complement=words[one.verb_at[1] : stop]))
        at, modal = stop + 1, 0
    return tuple(found)


def one_outcome(words: str, at: int, modal: int = 0) -> Directive | None:
    """The first outcome told from the position on; ``modal`` is the length of a modal before its verb."""
    found = outcome_verb(words, at)
    if found is None:
        return None
    k, end, verb = found
    time = TIME.match(words, at)
    offset = time.end() if time else at
    told = re.search(rf"(?:(?:比|较|与)?20\d\d年[^，]{{0,4}}?)?(?:{_MORE}|较|比上年)*$", words[offset:k])
    stop = max(offset, offset + (told.start() if told else k - offset) - modal)
    if stop - offset < 2:
        return None
    subject, rest = words[offset:stop], words[end:]
    number = bool(LEVEL.match(words, end + len(re.match(r"[约近了到至在为]*", words[end:]).group())))  # type: ignore[union-attr]
    if number or len(rest) < 2 or verb not in _REACH:
        return Directive(
            verb,
            (k, end),
            subject,
            (offset, stop),
            "goal",
            SURE["goal"] - (0 if number else 0.15),
            offset,
            complement=rest,
        )
    return Directive(verb, (k, end), rest, (end, len(words)), "goal", SURE["goal"] - 0.15, offset, subject=subject)


@cache
def _outcome_heads() -> frozenset[str]:
    """The first two characters (or the only one) of every verb of outcome."""
    return frozenset(text[:2] for text, verb in verbs().items() if "outcome" in verb.classes)


def outcome_verb(words: str, at: int) -> tuple[int, int, str] | None:
    """The verb of the outcome: the one a number follows; else the first behind an adverb, at the end, or of reaching."""
    best: tuple[int, int, str] | None = None
    known, heads = verbs(), verb_heads()
    k = at + 2
    heads_of_outcomes = _outcome_heads()
    while k < len(words):
        if words[k : k + 2] not in heads_of_outcomes and words[k] not in heads_of_outcomes:
            k += 1
            continue
        verb = heads.at(words, k)
        if not verb or "outcome" not in known[verb].classes or inside_quote(words, k):
            k += 1
            continue
        end = k + len(verb)
        rest = re.sub(r"^[约近了到至在为]+", "", words[end:])
        if LEVEL.match(rest):
            return k, end, verb
        more = re.search(rf"{_MORE}[^，]{{0,1}}$", words[at:k])
        reach = verb in _REACH and k - at >= 4 and words[k - 1] not in "的、和" and not rest.startswith("的")
        if (
            best is None
            and len(verb) > 1
            and (not rest or more or reach)
            and len(rest) <= 24
            and not (more and verb not in _REACH and len(rest) > 8)
        ):
            best = (k, end, verb)
        k = end
    return best
