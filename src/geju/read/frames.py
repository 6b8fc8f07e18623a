"""What stands before a directive's verb: list marks, attributions, times, prepositional frames, modals, adverbs.

Each function looks at one position and says how far the frame reaches; nothing here decides what the phrase means.
"""

from __future__ import annotations

import re

from geju.read.head import HEAD_NOUN, head_at, may_start, only_nouns
from geju.read.lexicon import Heads, verb_heads

_NUMERAL = "一二三四五六七八九十"

MARKER = re.compile(
    rf"^(?:[（(](?:[{_NUMERAL}]+|\d{{1,2}})[)）]|[{_NUMERAL}]+(?:是|(?=要)|、)|第[{_NUMERAL}\d]{{1,3}}(?:[章节条篇]|[，、]|(?=[^\d{_NUMERAL}届次个位]))"
    r"|专栏\d*|\d{1,2}[.．、](?!\d)|[①-⑳]|[—–\-•·●◆■▪*○]+|首先|其次|再次|最后|其中|(?:[A-Za-z]|\d{1,2})[）)])\s*"
)

ONLY_MARKER = re.compile(
    rf"^(?:第[{_NUMERAL}\d]{{1,3}}[章节条]?|首先|其次|再次|最后|其中|同时|此外|另外|总之|一方面|另一方面|[{_NUMERAL}]|\d{{1,2}})$"
)

CONNECTIVE = re.compile(
    r"(?:同时|并且|并(?!网|购|举|重|存|轨|联)|而且|进而|从而|以及|还(?!原|林|草|款|贷|湿)|也|则(?!是)|又|继而|此外|另外|特别是|尤其是|总之|为此|因此|由此|下一步|今后一个时期|今后"
    r"|当前和今后一个时期|当前|目前|既|不仅)"
)

REPORT = re.compile(
    r"^(?P<who>[^，。；]{1,24}?)(?:最后|还|同时|再次|进一步|反复|多次)?(?:强调|指出|要求|提出|认为|表示|明确提出|明确要求|明确|说|提到|写道)"
    r"(?P<end>$|(?=要[^求素点件])|(?=，)|(?=应[当该]?))"
)

_SPEAKER = re.compile(
    r"^(?:习近平|他|她|李强|总书记|会议|《[^》]+》|[^，]{0,10}(?:总书记|主席|总理|同志|会议|全会|座谈会|意见|规划|纲要|方案|通知|决定|报告|讲话))"
)

RESPONSIBLE = re.compile(
    r"^（[^（）]*(?:负责|牵头|配合|分工|部|委|局|政府|集团|署|行)[^（）]*）$|^(?:责任单位|牵头单位|责任部门|负责部门|牵头部门)[：:]?"
)

TIME = re.compile(
    r"(?:力争|争取)?(?:到|至|在|于|自|从)?(?:20\d\d年?(?:—|–|-|~|至|到)20\d\d年(?:期间)?"
    r"|20\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:年?底|年?末)?(?:之?前)?(?:起)?"
    r"|“?十[一二三四五六七]五”?(?:时期|期间|末|期末)|本世纪中叶|今年(?:年底前|内|底前|起)?|明年|年底前|近期|中期|远期|年内|今后[一二三四五六七八九十\d]+年|未来[一二三四五六七八九十\d几]+年)[，、]?"
)

_SHIELDED_MODAL = re.compile(
    r"主要|重要|需要|要素|要求|纲要|概要|必要|首要|要点|要件|要道|要害|要地|次要|要务|要义|要领|紧要|摘要|简要|需求|必需|急需|供需|内需|所需|应急|供应"
    r"|适应|响应|相应|对应|效应|反应|应用|应对|应有|应收|应[^当该]{1,2}尽[^，]|可再生|可持续|可及|可靠|可行|可控|可支配|可追溯|可复制|可推广|可能|许可|认可|即将|将军|按需|刚需|军需|需方|可调|可信|可视|要塞|感应|自愿"
)

MODAL = re.compile(
    r"必须|务必|应当|应该|应(?!用|对|急|收|有|付|税)|不得|不准|不能|不应|不再|需要|须|需|要(?!素|求|点|件|道|害|地|务|义|领)|拟|将|可以|可(?!再|持|及|靠|行|控)|能够|负责|力争|争取"
)

NEGATIVE = frozenset(("不得", "不准", "不能", "不应", "不再"))

_PREPOSITIONS = (
    "会同",
    "联合",
    "配合",
    "按照",
    "根据",
    "依据",
    "依照",
    "遵照",
    "依托",
    "围绕",
    "结合",
    "通过",
    "借助",
    "针对",
    "立足",
    "面向",
    "紧扣",
    "紧贴",
    "紧紧围绕",
    "紧密围绕",
    "紧密结合",
    "聚焦",
    "瞄准",
    "锚定",
    "随着",
    "鉴于",
    "对于",
    "对照",
    "参照",
    "沿着",
    "向着",
    "朝着",
    "利用",
    "抓住",
    "抢抓",
    "把握",
    "顺应",
    "对",
    "就",
    "向",
    "从",
    "由",
    "与",
    "同",
    "为",
    "给",
    "按",
    "沿",
    "以",
    "在",
    "于",
    "凭借",
    "本着",
    "发挥",
    "作为",
    "把握好",
    "适应",
    "除",
)

_PREPOSITION = Heads(_PREPOSITIONS)

VERB_LIKE = frozenset(
    (
        "依托",
        "立足",
        "聚焦",
        "瞄准",
        "锚定",
        "发挥",
        "利用",
        "抓住",
        "抢抓",
        "把握",
        "顺应",
        "适应",
        "联合",
        "配合",
        "把握好",
        "作为",
        "紧扣",
    )
)

_YIELD = re.compile(r"提供|作出|做出|奠定|创造|注入|打下|增添|营造|贡献|积累|探索|赋予|争取|当好|做好|留足|留出")

_PLACE_END = re.compile(r"[中上下内里时前后间处]|方面|领域|过程|基础上|前提下|地区|沿线")

_NO_PREPOSITION = re.compile(
    r"就业|就近|就地|同步|同城|从业|从严|从快|由于|由此|为期|为民|在建|在线|在校|在册|对外|对口|对内|对接|对标|对策|对象|对话|对等|向海|以工代赈|以旧换新|给水|给予|与会|除险|沿海|沿边|沿江|沿黄|沿线|沿岸|按需|按期|按时|于此|通过率|结合部|配合度"
)


def preposition_at(words: str, at: int) -> str:
    """The preposition at the position; blank when none stands there."""
    word = _PREPOSITION.at(words, at)
    return "" if not word or _NO_PREPOSITION.match(words, at) else word


INNER = frozenset(
    ("围绕", "通过", "结合", "按照", "立足", "针对", "依托", "面向", "聚焦", "瞄准", "紧扣", "根据", "以", "紧紧围绕")
)


def holds_verb(words: str, at: int, word: str) -> bool:
    """Whether the preposition at the position governs a verb and its object: 围绕|补齐短板, 结合|实施规划."""
    inner = head_at(words, at + len(word)) if word in INNER else None
    return inner is not None and "strong" in inner.classes


_DRIVING = re.compile(
    r"(?:进一步|不断|有效|有力|持续|加快|全面|更好)?(?:推动|促进|带动|提升|提高|增强|引导|支持|实现|打造|形成|构建|推进|助力|保障|支撑|引领)"
)

_ROLE = re.compile(r"(?:作用|优势|效应|潜力|功能|职能|积极性|潜能|特长)$")


def frame_end(words: str, at: int, places: tuple[int, ...] = ()) -> int | None:
    """Where a prepositional frame at the position ends and the directive's own verb phrase begins."""
    word = preposition_at(words, at)
    if not word or (word == "发挥" and _ROLE.search(words)):
        return None
    weak = None
    inner = holds_verb(words, at, word)
    for k in range(at + len(word) + 1, len(words)):
        if not (may_start(words, k) or words[k] in "把将") or inside_quote(words, k):
            continue
        strength = _fresh_verb(words, k, word)
        if strength and inner and not _DRIVING.match(words, k):
            continue
        if strength == 2 and _closes(words, at, k, word, places):
            return k
        if strength == 1 and weak is None and _closes(words, at, k, word, places, strict=word != "以"):
            weak = k
    return weak


def _fresh_verb(words: str, k: int, word: str) -> int:
    """2: a verb that cannot be a noun (or stands after an adverb) begins at k; 1: one that can; 0: none."""
    if words[k - 1] in "的、和与及" or words[k] == "为":
        return 0
    if words[k] in "把将" and ba_verb(words, k):
        return 2
    head = head_at(words, k)
    if head is None or "strong" not in head.classes or len(words) - head.end < 1:
        return 0
    rest = words[head.end :]
    noun = "noun" in head.classes
    if (noun and HEAD_NOUN.match(rest) and not head.adverbs) or rest[0] in "、和与及的":
        return 0
    if word == "为" and not _YIELD.match(head.verb):
        return 0
    if noun and head.adverbs and verb_heads().at(rest, 0):
        return 0
    if head.adverbs and not (noun and (HEAD_NOUN.match(rest) or only_nouns(rest))):
        return 2
    return 1 if noun else 2


def _closes(words: str, at: int, k: int, word: str, places: tuple[int, ...], strict: bool = False) -> bool:
    """在 needs its 中, 上, 下 … or a place name before the verb; a noun-like verb needs such an end in any frame."""
    if word in ("在", "于") or strict:
        ends = {m.end() for m in _PLACE_END.finditer(words, at, k)}
        return k in ends or k in places
    return True


_BA = re.compile(
    r"(?:打造|建设|培育|发展|转变|转化|改造|升级|贯彻|落实|延伸|融入|贯穿|推进|建|变|转|列|纳|放|摆|置|融|抓|落|用|作|做|交|导|引|提升|扩大|压缩|控制|挺|分解|细化|凝聚|汇聚|传导|嵌入)"
    r"(?:成为|成|为|到|入|在|于|至|给|向|好|实|紧)"
)


def ba_verb(words: str, at: int) -> tuple[int, int] | None:
    """The verb of a 把/将 construction that begins at the position, as a range; None when there is none."""
    for match in _BA.finditer(words, at + 2):
        before = words[match.start() - 1]
        if before not in "的、" and not (match.group() in ("作为", "做到") and match.start() == at + 1):
            return match.start(), match.end()
    if words[at] == "将":
        return None
    last = None
    for k in range(at + 2, len(words)):
        verb = verb_heads().at(words, k)
        if verb and k + len(verb) == len(words) and (last is None or k < last[0]):
            last = (k, k + len(verb))
    return last


def inside_quote(words: str, at: int) -> bool:
    """Whether the position lies inside a quotation, a book title or brackets."""
    if "“" not in words and "（" not in words and "《" not in words:
        return False
    before = words[:at]
    return any(before.count(a) > before.count(b) for a, b in ("“”", "《》", "（）"))


def modal_at(words: str, at: int) -> str:
    """The modal word at the position, words that only contain its character left out."""
    match = MODAL.match(words, at)
    if not match:
        return ""
    for shield in _SHIELDED_MODAL.finditer(words, max(0, at - 3), at + 5):
        if shield.start() < match.end() and at < shield.end() and shield.group() != match.group():
            return ""
    return match.group()


def is_speaker(who: str) -> bool:
    """Whether the words name someone who says what follows."""
    return bool(_SPEAKER.match(who)) or len(who) <= 3
