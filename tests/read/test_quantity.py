"""Numbers with units, their direction and their years: from the text, digit for digit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geju.core.unit import known
from geju.read.lexicon import rows, units
from geju.read.quantity import quantities, spoken_number, times
from geju.read.quantity_en import english_quantities


def told(text: str) -> list[tuple[float, str, str, int | None]]:
    return [(q.value, q.unit, q.bound, q.year) for q in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("新型储能装机达到4.55亿千瓦以上", (455.0, "GW", "at_least", None)),
        ("到2030年建成高标准农田13.5亿亩", (135000.0, "wan_mu", "equals", 2030)),
        ("用水总量控制在7000亿立方米以内", (7000.0, "yim3", "at_most", None)),
        ("粮食产量稳定在1.3万亿斤以上", (650.0, "Mt", "at_least", None)),
        ("降至每千瓦时300克标准煤以下", (300.0, "gce/kWh", "at_most", None)),
        ("投资1.5万亿元", (15000.0, "yiCNY", "equals", None)),
        ("年均增长7%左右", (7.0, "percent/yr", "about", None)),
        ("提高到百分之六十", (60.0, "percent", "at_least", None)),
        ("两千公里", (2000.0, "km", "equals", None)),
        ("不超过２０个", (20.0, "个", "at_most", None)),
        ("每千人口床位达到7张", (7.0, "张/1000 person", "at_least", None)),
        ("“十五五”期间新增造林6000万亩", (6000.0, "wan_mu", "equals", 2030)),
        ("不低于700亿斤", (35.0, "Mt", "at_least", None)),
        ("不少于10万人次", (100000.0, "person_trip", "at_least", None)),
        ("占三分之一", (pytest.approx(1 / 3), "share", "equals", None)),
    ],
)
def test_a_quantity_is_read_with_unit_direction_and_year(
    text: str, expected: tuple[float, str, str, int | None]
) -> None:
    plain = text.translate(str.maketrans("２０", "20"))
    assert told(plain) == [expected]


def test_a_range_keeps_both_ends() -> None:
    (found,) = quantities("吞吐量达到1000万—1200万标箱")
    assert (found.value, found.upper, found.unit) == (10.0, 12.0, "MTEU")


def test_a_change_against_a_base_year_is_no_level() -> None:
    (found,) = quantities("单位能耗比2020年下降13.5%")
    assert (found.value, found.change, found.base, found.year) == (13.5, "fall", 2020, None)


@pytest.mark.parametrize(
    "text",
    ["2030年", "第3个五年规划", "“两个确立”", "三大战役", "5年来", "5G网络", "一批", "“十四五”规划", "2024年4月23日"],
)
def test_what_only_looks_like_a_quantity_is_left_alone(text: str) -> None:
    assert told(text) == []


@given(st.integers(1, 99999), st.integers(0, 99), st.sampled_from(sorted(units())))
def test_no_digit_is_lost_or_made_up(whole: int, part: int, unit: str) -> None:
    number = f"{whole}.{part:02d}"
    found = list(quantities(f"达到{number}{unit}"))
    name, factor = units()[unit]
    assert [(q.value, q.unit) for q in found][:1] == [(pytest.approx(float(number) * float(factor), rel=1e-12), name)]


@pytest.mark.parametrize(
    ("words", "number"),
    [("二十五", 25), ("一百零三", 103), ("三千二百", 3200), ("十二", 12), ("二〇三〇", 2030), ("两万", 20000)],
)
def test_numbers_in_characters_are_read(words: str, number: int) -> None:
    assert spoken_number(words) == number


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2030年", [(2030, "by")]),
        ("2026年至2030年", [(2030, "during")]),
        ("比2020年下降", [(2020, "base")]),
        ("“十五五”时期", [(2030, "during")]),
        ("到本世纪中叶", [(2050, "by")]),
        ("《规划（2021—2035年）》", []),
        ("2024年4月23日", [(2024, "on")]),
        ("by the end of 2027", [(2027, "by")]),
    ],
)
def test_times_are_told_apart(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(w.year, w.kind) for w in times(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wind and solar capacity shall reach 455 GW by 2030", (455.0, "GW", "at_least", 2030)),
        ("high-standard farmland of 1,350 million mu", (135000.0, "wan_mu", "equals", None)),
        ("cut to no more than 13.5 percent", (13.5, "percent", "at_most", None)),
        ("CNY 12 billion of transfers", (120.0, "yiCNY", "equals", None)),
        ("50 million tonnes a year", (50.0, "Mt/yr", "equals", None)),
    ],
)
def test_english_quantities_are_read(text: str, expected: tuple[float, str, str, int | None]) -> None:
    assert [(q.value, q.unit, q.bound, q.year) for q in english_quantities(text)] == [expected]


def test_units_of_the_catalogue_are_units_of_the_policy_language() -> None:
    words = {"bed", "day", "project", "person", "permille", "tce/10000 CNY"}
    unknown = {row["unit"] for row in rows("measures") if row["unit"] and not known(row["unit"])} - words
    assert not unknown
