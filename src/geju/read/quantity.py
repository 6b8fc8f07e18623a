"""How much and by when: numbers with units and their direction, years and five-year periods.

Only what stands in the text is read. A number keeps its own digits (decimal arithmetic) when its unit is changed
into one of the policy language: 4.55亿千瓦 → 455 GW.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from geju.read.lexicon import units

AT_LEAST, AT_MOST, EQUALS, ABOUT = "at_least", "at_most", "equals", "about"
_DIGITS = dict(zip("〇零一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
_SCALE = {"十": 10, "百": 100, "千": 1000}
_COUNTS = "个家座条项处所类种台套辆架艘列班趟批名位张床口眼头只株棵片块县市省国村乡镇次站对例篇部期届轮级年"
_CHINESE_COUNTS = "家座条处所项"

_UP = r"提高|提升|增长|增加|上升|扩大|新增|增幅|增速|回升|提速|rise|increase|grow|add"
_DOWN = r"下降|降低|减少|压减|压缩|缩短|缩小|削减|降幅|下浮|减排|fall|reduce|cut|lower|decline|decrease"
_TO = r"(?:到|至|为)"
_MOST = re.compile(
    rf"(?:不超过|不得超过|不高于|不大于|不多于|不突破|控制在|控制到|限制在|(?<![不得])低于|(?<![不得])少于|(?<![不得])小于|最高|不得高于|以不超过"
    rf"|(?:{_DOWN}){_TO}|降至|降到|降为|减至|压降至|at most|no more than|below|under|within|less than"
    rf"|capped at|not exceed(?:ing)?|(?:reduc\w*|cut|lower\w*|fall\w*|declin\w*)\s+to\b)[^\d，]{{0,6}}$"
)
_LEAST = re.compile(
    rf"(?:不低于|不少于|不小于|不得低于|不得少于|至少|最低|(?<![不得])超过|(?<!不)超|(?<!不)突破|达到|达|(?<![不得])高于|(?<!不)大于|(?<!不)多于|逾|力争[^，]{{0,14}}|(?:{_UP}){_TO}|增至|升至"
    rf"|建成[^，]{{0,2}}不少于|稳定在|保持在|维持在|at least|no less than|more than|over|exceed|reach"
    rf"|above|(?:increas\w*|rais\w*|rise|grow|expand\w*|lift\w*)\s+to\b)[^\d，]{{0,6}}$"
)
_ABOUT = re.compile(r"(?:约|大约|近|接近|大概|about|around|approximately|nearly)\s?$")
_AFTER = re.compile(r"^(?:及|或)?(?P<word>以上|之上|以下|以内|之内|左右|上下| or more| or less| or above| or below)")
_PER = re.compile(
    r"每(?P<per>千瓦时|度电|千人口?|百人|万人|人|户|百户|亩|平方公里|平方米|立方米|吨|万元|公里|年)[^\d，每]{0,12}$"
)
_RATE = re.compile(r"(?:年均|每年|平均每年|a year|per year|annually|annual)[^\d，]{0,24}$")
_BASE = re.compile(r"(?:比|较|与)[^，]{0,4}?(20\d\d)年")
_PER_UNIT = {
    "千人": "1000 person",
    "千人口": "1000 person",
    "百人": "100 person",
    "万人": "10000 person",
    "人": "person",
    "度电": "kWh",
    "户": "household",
    "百户": "100 household",
    "年": "yr",
    "万元": "10000 CNY",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit. ``change`` is rise or fall *by* it, ``base`` the year it is compared with."""

    value: float
    unit: str
    bound: str
    year: int | None
    text: str
    start: int
    end: int
    change: str = ""
    base: int | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A time: ``by`` a year, ``during`` a span that ends in it, ``base`` (compared with), ``on`` a day."""

    year: int
    kind: str
    text: str
    start: int
    end: int


@cache
def _pattern() -> re.Pattern[str]:
    longest = sorted(units(), key=len, reverse=True)
    unit = "|".join(re.escape(text) for text in longest)
    plain = r"\d[\d,]*(?:\.\d+)?"
    spoken = r"[一二两三四五六七八九十百千]+"
    return re.compile(
        rf"(?P<fraction>(?P<below>{spoken})分之(?P<above>{spoken}(?:点{spoken})?))"
        rf"|(?<![\d.A-Za-z])(?P<low>{plain})(?:(?P<low_unit>%|万|亿)?(?:—|–|-|~|至|到|、)(?P<high>{plain}))?(?P<more>余|多|\+)?\s?"
        rf"(?P<unit>(?:{unit})(?:/(?:{unit}|年|亩|人|万元|千瓦|千瓦时|立方米|平方公里))?|[{_COUNTS}])"
        rf"|(?<!每)(?P<word>{spoken})(?P<word_unit>(?:万|亿)?(?:{unit})|成(?=以上|左右|，|$)|[{_CHINESE_COUNTS}])"
    )


def spoken_number(words: str) -> int:
    """A number in Chinese characters. ``spoken_number("二十五") == 25``"""
    if all(char in _DIGITS for char in words):
        return int("".join(str(_DIGITS[char]) for char in words))
    total = digit = 0
    for char in words:
        if char in _SCALE:
            total += (digit or 1) * _SCALE[char]
            digit = 0
        elif char == "万":
            total, digit = (total + digit) * 10_000, 0
        elif char == "亿":
            total, digit = (total + digit) * 100_000_000, 0
        else:
            digit = _DIGITS[char]
    return total + digit


def quantities(words: str, year: int | None = None) -> Iterator[Quantity]:
    """Every number with a unit in the words; ``year`` is the year that governs them when they name none."""
    if not re.search(r"[\d一二两三四五六七八九十百千]", words):
        return
    for match in _pattern().finditer(words):
        found = _one(words, match, year)
        if found:
            yield found


def _one(words: str, match: re.Match[str], year: int | None) -> Quantity | None:
    start, end = match.span()
    before, after = words[max(0, start - 26) : start], words[end : end + 12]
    amount = _amount(match, before, after)
    if amount is None:
        return None
    value, upper, unit = amount
    per = _PER.search(before)
    if per:
        unit += "/" + _PER_UNIT.get(per["per"], units().get(per["per"], (per["per"], ""))[0])
    elif _RATE.search(before):
        unit += "/yr"
    tail = _AFTER.match(after)
    end += tail.end() if tail else 0
    bound = bound_of(before, tail["word"].strip() if tail else "", bool(match["more"]))
    change = change_of(before)
    base = _BASE.search(words, max(0, start - 26), start)
    named = None if base else last_year(words[:start])
    return Quantity(
        float(value),
        unit,
        bound,
        named or year,
        words[start:end],
        start,
        end,
        change,
        int(base[1]) if base else None,
        float(upper) if upper is not None else None,
    )


def _amount(match: re.Match[str], before: str, after: str) -> tuple[Decimal, Decimal | None, str] | None:
    """Value, upper value of a range and unit; None for what only looks like a quantity."""
    if match["fraction"]:
        below, above = spoken_number(match["below"]), match["above"].partition("点")
        value = Decimal(spoken_number(above[0])) + (Decimal(f"0.{spoken_number(above[2])}") if above[2] else 0)
        return (value, None, "percent") if below == 100 else (value / below, None, "share") if below else None
    if match["word"]:
        value, unit = Decimal(spoken_number(match["word"])), match["word_unit"]
        if unit == "成":
            return value * 10, None, "percent"
        if (unit in _CHINESE_COUNTS and value < 2) or before.endswith(("“", "第", "同")) or after.startswith("级"):
            return None
        name, factor = _unit(unit, "")
        return value * factor, None, name
    unit = match["unit"]
    if before.endswith("第") or not _countable(unit, match["low"], before, after):
        return None
    name, factor = _unit(unit, match["low_unit"] or "")
    low = Decimal(match["low"].replace(",", "")) * factor
    return low, Decimal(match["high"].replace(",", "")) * factor if match["high"] else None, name


def _countable(unit: str, digits: str, before: str, after: str) -> bool:
    """Whether number and unit are an amount: 2030年, 5年来, 3级 after 国家 and the like are not."""
    if unit == "年":
        return (
            len(digits) <= 2
            and not re.search(r"(?:今后|未来|近|过去|前|第|“|这|\d)$", before)
            and not re.match(r"来|内|前|底|末|后|间|行动|规划|计划|工作|滚动|以来|多来|中", after)
        )
    return unit != "级"


def _unit(text: str, scale: str) -> tuple[str, Decimal]:
    """The unit of the policy language and the factor to it; ``scale`` is 万 or 亿 parted from its unit by a range."""
    if scale in ("万", "亿") and not text.startswith(("万", "亿")):
        text = scale + text
    over, _, under = text.partition("/")
    known = units()
    if text in known:
        return known[text][0], Decimal(known[text][1])
    name, factor = known.get(over, (over, "1"))
    if not under:
        return name, Decimal(factor)
    below, divide = known.get(under, (_PER_UNIT.get(under, under), "1"))
    return f"{name}/{'yr' if under == '年' else below}", Decimal(factor) / Decimal(divide)


def bound_of(before: str, after: str, more: bool = False) -> str:
    """The direction of a number from the words before and behind it."""
    if after.startswith(("左右", "上下")) or _ABOUT.search(before):
        return ABOUT
    if after.startswith(("以上", "之上", "or more", "or above")) or more:
        return AT_LEAST
    if after.startswith(("以下", "以内", "之内", "or less", "or below")):
        return AT_MOST
    if _MOST.search(before):
        return AT_MOST
    return AT_LEAST if _LEAST.search(before) else EQUALS


_CHANGE = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?!{_TO})[^\d，]{{0,10}}$")


def change_of(before: str) -> str:
    """Whether the number is a rise or a fall *by* it."""
    found = _CHANGE.search(before)
    return "" if not found else "rise" if found["up"] else "fall"


_WHEN = re.compile(
    r"(?P<from>20\d\d)年?(?:—|–|-|~|至|到)(?P<to>20\d\d)年"
    r"|(?P<lead>到|至|截至|在|于|比|较|与|自|从)?(?P<year>20\d\d)年(?P<month>\d{1,2}月)?(?P<day>\d{1,2}日)?(?P<end>年?底|年?末|上半年|下半年)?(?P<before>之?前|以前)?"
    r"|(?P<plan>“?十(?P<nth>[一二三四五六七])五”?)(?P<span>时期|期间|末|期末|中后期|中期|前期|以来)"
    r"|(?P<century>本世纪中叶)"
    r"|(?:\b(?P<en>[Bb]y|[Bb]efore|[Ii]n|[Uu]ntil|[Dd]uring|[Ff]rom)\s+(?:the\s+end\s+of\s+)?(?P<en_year>20\d\d)\b)"
)
_PLAN_END = {"一": 2010, "二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035, "七": 2040}


def times(words: str) -> Iterator[When]:
    """Years and five-year periods in the words, book titles left out."""
    if "20" not in words and "五" not in words and "世纪" not in words:
        return
    titles = [match.span() for match in re.finditer(r"《[^》]*》|（20\d\d[—–\-~至]20\d\d年?）", words)]
    for match in _WHEN.finditer(words):
        if any(a <= match.start() < b for a, b in titles):
            continue
        year, kind = _year(match)
        if kind:
            yield When(year, kind, match.group(), match.start(), match.end())


def _year(match: re.Match[str]) -> tuple[int, str]:
    if match["to"]:
        return int(match["to"]), "during"
    if match["plan"]:
        return _PLAN_END[match["nth"]], "past" if match["span"] == "以来" else "during"
    if match["century"]:
        return 2050, "by"
    if match["en_year"]:
        return int(match["en_year"]), "past" if match["en"].lower() == "from" else "by"
    kind = (
        "on"
        if match["day"]
        else "base"
        if match["lead"] in ("比", "较", "与")
        else "past"
        if match["lead"] in ("自", "从")
        else "by"
    )
    return int(match["year"]), kind


def last_year(words: str) -> int | None:
    """The last year that sets a time for what follows it."""
    found = None
    for when in times(words):
        if when.kind in ("by", "during"):
            found = when.year
    return found
