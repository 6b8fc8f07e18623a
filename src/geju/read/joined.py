"""One phrase, several directives: V O、V O; V O 并 V O."""

from __future__ import annotations

import re
from dataclasses import replace

from geju.read.directive import SURE, Directive
from geju.read.frames import NEGATIVE, inside_quote
from geju.read.head import HEAD_NOUN, Head, head_at, only_nouns

_LINK = re.compile(r"[、和]|并(?!网|购|举|重|存|轨|联)|以及|及(?!时)")

_SPLITTING_NOUNS = frozenset(
    ("建设", "发展", "改造", "支持", "保障", "引导", "规范", "实施", "开发", "推广", "组织", "治理", "新增")
)


def split_joined(words: str, whole: Directive) -> list[Directive]:
    """A directive whose object holds further verb–object pairs behind 、, 和 or 并, cut into one for each."""
    found = [whole]
    if whole.verb == "发挥" and re.search(r"方面的?[^、]*作用$|[^、，]作用$", whole.object):
        return found
    for link in _LINK.finditer(words, whole.object_at[0] + 2, whole.object_at[1]):
        last = found[-1]
        if link.start() < last.object_at[0] + 2 or inside_quote(words, link.start()):
            continue
        head = head_at(words, link.end())
        if head is None or not _splits(words, head, link.group(), whole.object_at[1]):
            continue
        found[-1] = replace(
            last, object=words[last.object_at[0] : link.start()], object_at=(last.object_at[0], link.start())
        )
        found.append(
            replace(
                whole,
                verb=head.verb,
                verb_at=(head.verb_start, head.end),
                object=words[head.end : whole.object_at[1]],
                object_at=(head.end, whole.object_at[1]),
                rule="joined",
                sure=SURE["joined"],
                start=head.start,
                adverbs=head.adverbs,
                prohibits=whole.modal in NEGATIVE or "prevent" in head.classes,
            )
        )
    return found


_MANNER = frozenset(
    (
        "高质量",
        "高水平",
        "高效",
        "集约",
        "规模化",
        "一体化",
        "规范",
        "健康",
        "良性",
        "协同",
        "协调",
        "联合",
        "共同",
        "集中",
        "统一",
    )
)

_SHARED_HEAD = re.compile(r"(?:机制|体系|制度|政策|能力|水平|工作|工程|项目|模式|格局)$")


def _splits(words: str, head: Head, link: str, end: int) -> bool:
    rest = words[head.end : end]
    if (
        "strong" not in head.classes
        or len(rest) < 2
        or rest[0] in "、和与及的"
        or ("pivot" in head.classes and link == "和")
    ):
        return False
    if HEAD_NOUN.fullmatch(rest) or ("noun" in head.classes and HEAD_NOUN.match(rest) and not head.adverbs):
        return False
    if link == "和" and _SHARED_HEAD.search(rest) and not _SHARED_HEAD.search(words[: head.start - 1]):
        return False
    if "noun" in head.classes and (not head.adverbs or _MANNER.issuperset(head.adverbs)):
        return (
            not head.adverbs and link in ("、", "并", "以及") and head.verb in _SPLITTING_NOUNS and not only_nouns(rest)
        )
    return True
