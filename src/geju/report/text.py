"""Words and numbers of the page, in Chinese and English."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from geju.core.unit import factor

Both = tuple[str, str]

ASSETS = Path(__file__).parent
SYMBOL = re.compile(r"[A-Za-z%][A-Za-z0-9_%]*")


@cache
def texts() -> dict[str, Both]:
    """Every visible string of the page: key → (Chinese, English)."""
    with (ASSETS / "texts.csv").open(encoding="utf-8", newline="") as stream:
        return {row["key"]: (row["zh"], row["en"]) for row in csv.DictReader(stream)}


def say(key: str, **blanks: Both | str) -> Both:
    """The text of a key with its blanks filled; a blank may differ between the languages.

    >>> say("find.no-shortage")[1]
    'Every demand is met in full: there is no shortage anywhere.'
    """
    spoken = []
    for language, template in enumerate(texts()[key]):
        fill = {name: value if isinstance(value, str) else value[language] for name, value in blanks.items()}
        spoken.append(template.format(**fill))
    return spoken[0], spoken[1]


def called(group: str, code: str) -> Both:
    """The name of a code the page itself knows (``sector``, ``theme`` …), else the code."""
    return texts().get(f"{group}.{code}", (code, code))


def unit(text: str) -> Both:
    """A unit as people write it.

    >>> unit("CNY/MWh")
    ('元/MWh', 'CNY/MWh')
    """
    plain = next((known for known in SAME if paid(text) and factor(text, known) == 1.0), text)
    plain = TIMES.sub(r"\1_", plain.replace("**", "^").replace("dimensionless", ""))
    plain = re.sub(r"\(([A-Za-z0-9_%]+)\)", r"\1", plain).replace(" / ", "/").replace(" * ", "*").replace("*", "·")
    zh, en = ({symbol: called("unit", symbol)[n] for symbol in SYMBOL.findall(plain)} for n in (0, 1))
    return SYMBOL.sub(lambda hit: zh[hit[0]], plain), SYMBOL.sub(lambda hit: en[hit[0]], plain)


SAME = ("wanCNY/person/yr",)  # a composed unit that equals one of these is written so
TIMES = re.compile(r"\b(wan|yi)\*")
PRICES = ("CNY/MWh", "CNY/t", "CNY/m3", "CNY/TEU", "CNY/mu/yr", "CNY/person/yr", "CNY/W", "CNY/W/yr",
          "yiCNY/percent/yr")  # fmt: skip


def paid(text: str) -> bool:
    """Whether a unit has money that is known in it: without, it need not be compared with units of money."""
    return "CNY" in text or "元" in text


def price(text: str) -> tuple[float, Both]:
    """A price's unit as people quote it, and what a price is multiplied with to stand in it.

    >>> price("(yiCNY) / (yr) / (GW)")
    (11.4155251141553, ('元/MWh', 'CNY/MWh'))
    """
    for wanted in PRICES:
        ratio = factor(text, wanted) if paid(text) and not text.startswith("CNY/") else None
        if ratio is not None:
            return ratio, unit(wanted)
    return 1.0, unit(text)


REMARK = re.compile(r"（|：| ?\(|, |: ")


def brief(name: Both) -> Both:
    """A name without its remarks in brackets and after commas and colons.

    >>> brief(("煤炭（原煤）", "coal (raw)"))
    ('煤炭', 'coal')
    """
    return REMARK.split(name[0])[0], REMARK.split(name[1])[0]


def join(parts: Iterable[Both]) -> Both:
    """A list in a sentence."""
    items = list(parts)
    return "；".join(p[0] for p in items), "; ".join(p[1] for p in items)


def money(currency: str, value: float) -> Both:
    """An amount of money; in English in thousand millions where the currency is known.

    >>> money("yiCNY", 1234.0)
    ('1,234 亿元', 'CNY 123 bn')
    """
    measured, billions = unit(currency), factor(currency, "CNY") if paid(currency) else None
    english = f"CNY {number(value * billions / 1e9)} bn" if billions else f"{number(value)} {measured[1]}"
    return f"{number(value)} {measured[0]}", english


def number(value: float, digits: int = 3) -> str:
    """A number for reading: three figures that count, thousands apart.

    >>> number(1234567.0), number(0.012345), number(-3.0)
    ('1,235,000', '0.0123', '−3')
    """
    if not math.isfinite(value):
        return "∞" if value > 0 else "–"
    if value == 0:
        return "0"
    whole = max(digits, 4) if abs(value) >= 1000 else digits
    places = max(0, whole - 1 - math.floor(math.log10(abs(value))))
    text = f"{round(value, whole - 1 - math.floor(math.log10(abs(value)))):,.{places}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")


def share(value: float) -> str:
    """A share as a percentage. ``share(0.1234) == "12 %"``."""
    return f"{100 * value:.0f} %" if abs(value) >= 0.1 or value == 0 else f"{100 * value:.1f} %"


def short(value: float | None, digits: int = 4) -> float | int | None:
    """A number for the embedded document: few digits, whole where it can be, None where there is none."""
    if value is None or not math.isfinite(value):
        return None
    if value == 0 or abs(value) < 1e-9:
        return 0
    rounded = float(f"{value:.{digits}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
