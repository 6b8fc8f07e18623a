"""What the tests of the reader share: the shipped text, the gold tables, strategies for texts and clauses."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from geju.read import Reading, read_text

RENEWABLE = ["wind", "wind-offshore", "wind-desert", "solar", "solar-rooftop", "solar-desert"]
HERE = Path(__file__).parent
SPEECH = HERE.parents[1] / "cases" / "west-china" / "speech.txt"
WORDS = (
    "西部地区 要 加快 建设 推进 、 和 并 把 将 作为 新能源 基地 。 ， ； ： （ ） “ ” 《 》 2030年 到 1.2亿千瓦 以上 不得 "
    "\n \r\n \t 　 第 3 页 一是 （一） 为 在 中 对 "
    "提高 达到 % 国家能源局 重庆 的 宗教 "
    "promote wind power . , ; By 2030 shall reach 455 GW \ufeff \x0b \u2028 | — — "
).split(" ")
TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(WORDS), max_size=80).map("".join))


def gold(name: str) -> list[dict[str, str]]:
    """A gold table, written by hand before the grammar."""
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@cache
def speech() -> Reading:
    return read_text(SPEECH)


def read_words(text: str) -> Reading:
    """Read a text given as a string, however short."""
    return read_text(text if "\n" in text else text + "\n")
