"""Adverbs and verb at one position: which verb it is, which words belong to it, and when it is only part of a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from geju.read.lexicon import adverbs, verb_heads, verbs

_MANNER = re.compile(r"[\u4e00-\u9fff]{2,6}?地(?!区|方|域|理|质|下|面|级|块|震|热|位|形|市|带)")

SUFFIX = re.compile(r"性|力度|力(?!争)|率(?!先)|度(?!假)|型|者|式|期(?!间)|费|权|化(?!解)|级|类|量")

# Nouns that make the verb before them part of a name: 激励机制, 支持力度, 实施方案.
HEAD_NOUN = re.compile(
    r"(?:性|力度|力(?!争)|率|度(?!假)|型|者|机制|体系|能力|水平|工作|质量|效率|效益|规模|进程|步伐|行动|工程|项目|任务|目标|制度|政策|责任|措施|举措|成果|成效|经验|方式|模式|格局|结构|路径|渠道|平台|方案|办法|细则|意见"
    r"|计划|规划|标准|基础|条件|环境|资金|基金|企业|产业|主体|基地|设施|设备|技术|人员|人才|中心|网络|系统|空间|区|市场|手段|理念|原则|要求|需求|名单|清单|目录|试点|服务|活动|比例|比重|成本|指标|强度|总量|贸易|周期|进度|速度|支出|收入|品牌|功能|作用|优势|动能|动力|潜力|活力|发展|建设|改革|合作|管理|治理|保护|监管|评价|考核|权|费|金|期|线|点|面|站|口|厂|品|量|的)"
)

LIST_NEXT = tuple("、和与及，")


@dataclass(frozen=True, slots=True)
class Head:
    """Adverbs and verb found at one position: where they begin and end, and what the verb is."""

    start: int
    verb_start: int
    end: int
    verb: str
    adverbs: tuple[str, ...]
    classes: frozenset[str]


def adverbs_at(words: str, at: int) -> tuple[tuple[str, ...], int]:
    """Adverbs that stand at the position one after another, and where they end."""
    known = adverbs()
    if words[at : at + 2] not in known.by_head and "地" not in words[at + 2 : at + 8]:
        return (), at
    found: list[str] = []
    while at < len(words):
        word = known.at(words, at)
        if not word:
            manner = _MANNER.match(words, at)
            if not (manner and verb_heads().at(words, manner.end())):
                break
            word = manner.group()
        found.append(word)
        at += len(word)
        if (words[at : at + 1] == "地" and verb_heads().at(words, at + 1)) or (
            words[at : at + 1] in ("、", "和") and known.at(words, at + 1)
        ):
            at += 1
    return tuple(found), at


def may_start(words: str, at: int) -> bool:
    """Whether an adverb or a verb of the lexicon begins with the two characters at the position."""
    pair = words[at : at + 2]
    return pair in verb_heads().by_head or pair in adverbs().by_head or words[at : at + 1] in verb_heads().by_head


@lru_cache(maxsize=512)
def head_at(words: str, at: int) -> Head | None:
    """Adverbs and a verb at the position. An adverb that no verb follows may itself be the verb (加快…步伐)."""
    given, end = adverbs_at(words, at)
    while True:
        verb = fitting_verb(words, end)
        if verb and not _is_noun_after(verb, words, end, bool(given)):
            break
        if not given:
            return None
        end -= len(given[-1])
        if words[end : end + len(given[-1])] != given[-1]:
            return None
        given = given[:-1]
    return chained(words, Head(at, end, end + len(verb), verb, given, verbs()[verb].classes))


def fitting_verb(words: str, at: int) -> str:
    """The longest verb at the position that leaves it an object: 制定 in 制定实施方案, not 制定实施."""
    verb = verb_heads().at(words, at)
    rest = words[at + len(verb) :]
    if len(verb) > 2 and (not rest or (len(rest) <= 3 and HEAD_NOUN.match(rest))):
        for size in (3, 2):
            if size < len(verb) and verb[:size] in verbs() and (rest or len(verb) - size >= 2):
                return verb if not rest and "noun" not in verbs()[verb].classes else verb[:size]
    return verb


def _is_noun_after(verb: str, words: str, at: int, led: bool) -> bool:
    """Whether the verb is only the first word of a name: 加快|发展步伐, 重点|保护区."""
    rest = words[at + len(verb) :]
    classes = verbs()[verb].classes
    if "noun" not in classes:
        return bool(led and re.match(r"性|力度|度$|率|型", rest))
    if not rest:
        return led and verb_heads().at(words, max(0, at - 2)) == words[max(0, at - 2) : at]
    if led and rest[0] in "、和与及" and verb_heads().at(words, max(0, at - 2)) == words[max(0, at - 2) : at]:
        return True
    return led and (bool(HEAD_NOUN.match(rest)) or only_nouns(rest)) and not rest.startswith("的")


def only_nouns(words: str) -> bool:
    """Whether the words are made of verbs that serve as nouns and nothing else: 转型升级, 互联互通."""
    at = 0
    while at < len(words):
        verb = verb_heads().at(words, at)
        if not verb or "noun" not in verbs()[verb].classes:
            return False
        at += len(verb)
    return True


def chained(words: str, head: Head) -> Head:
    """The head with the verbs joined to it: 保障和改善, 巩固拓展, 及时调查、果断处置; a serial verb becomes an adverb."""
    for _ in range(3):
        grown = _serial(words, head) or _joined(words, head) or _touching(words, head)
        if not grown:
            return head
        head = grown
    return head


def _serial(words: str, head: Head) -> Head | None:
    if "serial" not in head.classes or head.verb != words[head.verb_start : head.end]:
        return None
    _, at = adverbs_at(words, head.end)
    verb = fitting_verb(words, at)
    if not verb or _is_noun_after(verb, words, at, True) or len(words) - at - len(verb) < 2:
        return None
    if words[at + len(verb)] in "、和与及的":
        return None
    return Head(head.start, at, at + len(verb), verb, (*head.adverbs, head.verb), verbs()[verb].classes)


def _joined(words: str, head: Head) -> Head | None:
    """A second verb behind 和, 并, 、: both rule the same object."""
    link = words[head.end : head.end + 1]
    if link not in ("和", "并", "、", "与", "及"):
        return None
    _, at = adverbs_at(words, head.end + 1)
    verb = fitting_verb(words, at)
    if not verb or "strong" not in verbs()[verb].classes:
        return None
    rest = words[at + len(verb) :]
    both_verbs = at > head.end + 1 or not rest
    if not both_verbs and (HEAD_NOUN.match(rest) or rest.startswith(LIST_NEXT)):
        return None
    if at > head.end + 1 and rest:
        return None
    text = f"{head.verb}{link}{verb}"
    return Head(head.start, head.verb_start, at + len(verb), text, head.adverbs, head.classes)


_PLANNING = frozenset(("研究", "规划", "组织", "部署", "试点", "启动", "设计"))


def _touching(words: str, head: Head) -> Head | None:
    """A second verb directly behind the first, when neither is a noun: 研究提出, 巩固拓展."""
    if (head.classes & {"pivot", "prevent", "noun"} and head.verb not in _PLANNING) or head.verb in (
        "坚持",
        "实现",
        "取得",
        "开展",
        "进行",
        "加强",
        "保持",
    ):
        return None
    verb = verb_heads().at(words, head.end)
    if not verb or not verbs()[verb].classes >= {"strong"} or verbs()[verb].classes & {"noun", "pivot", "serial"}:
        return None
    rest = words[head.end + len(verb) :]
    if len(rest) < 2 or HEAD_NOUN.match(rest) or rest.startswith(LIST_NEXT):
        return None
    return Head(head.start, head.verb_start, head.end + len(verb), head.verb + verb, head.adverbs, head.classes)
