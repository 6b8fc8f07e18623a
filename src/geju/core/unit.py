"""Units at the door: everything inside is a plain number in the canonical unit of its commodity."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

# Base quantities of planning that physics does not know; the Chinese units are those of official tables.
DEFINITIONS = """
CNY = [currency] = 元
yiCNY = 1e8 * CNY = 亿元
wanCNY = 1e4 * CNY = 万元
money = [money]
person = [person] = 人
wan_person = 1e4 * person = 万人
TEU = [container] = 标箱
Mt = 1e6 * metric_ton
kt = 1e3 * metric_ton
m2 = meter ** 2
m3 = meter ** 3
km2 = kilometer ** 2
bcm = 1e9 * meter ** 3
yim3 = 1e8 * meter ** 3 = 亿立方米
mu = 10000 / 15 * meter ** 2 = 亩
wan_mu = 1e4 * mu = 万亩
kha = 1e7 * meter ** 2 = 千公顷
tce = 29.3076 * gigajoule = 吨标准煤
gce = 29.3076 * kilojoule
Mtce = 1e6 * tce
yr = 8760 * hour = 年
yi = 1e8 = 亿
wan = 1e4 = 万
"""

UNNAMED = "money"  # the money of a model that names no currency: it converts to none

# The units in which readers know prices: of what stands for a year, and of what flows.
STOCK_PRICES = ("CNY/kW/yr", "CNY/mu/yr", "CNY/(t/yr)/yr", "CNY/CNY")
RATE_PRICES = ("CNY/MWh", "CNY/t", "CNY/m3", "CNY/mu/yr", "CNY/CNY")

_WORD = re.compile(r"^[^\W\d][\w]*$")
_NUMBER = re.compile(r"^\s*([+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$")


@cache
def registry() -> pint.UnitRegistry[float]:
    """The one registry of the package, with 亩, 亿元, tce and the like defined."""
    import pint

    ureg: pint.UnitRegistry[float] = pint.UnitRegistry()
    for line in DEFINITIONS.strip().splitlines():
        ureg.define(line)
    return ureg


@cache
def known(unit: str) -> bool:
    """Whether the text is a unit. ``known("wnid") == False``."""
    try:
        registry().Unit(unit.replace("%", "percent"))
    except Exception:  # pint raises a dozen kinds, tokenizer errors among them
        return False
    return True


@cache
def factor(unit: str, to: str) -> float | None:
    """What a number in ``unit`` is multiplied with to stand in ``to``; None when they do not convert.

    >>> factor("MWh", "GWh")
    0.001
    """
    ureg = registry()
    try:
        ratio = ureg.Quantity(1.0, unit.replace("%", "percent")).to(to.replace("%", "percent")).magnitude
    except Exception:  # unknown or of another dimension: the caller says which
        return None
    return float(f"{ratio:.15g}")


@cache
def product(*parts: str) -> str:
    """Units multiplied as text, blank parts left out; a part that starts with ``/`` divides.

    >>> product("yiCNY", "/yr", "/km2"), product("GW", "h"), product("yiCNY", "/(Mt/yr)")
    ('yiCNY/yr/km2', 'GW*h', 'yiCNY/(Mt/yr)')
    """
    text = ""
    for part in parts:
        divide, unit = part.startswith("/"), part.lstrip("/")
        if not unit or unit == "()":
            continue
        bare = unit[1:-1] if unit.startswith("(") and unit.endswith(")") and "(" not in unit[1:] else unit
        whole = bare if _WORD.match(bare) else f"({bare})"
        text = (f"{text or '1'}/{whole}") if divide else (f"{text}*{whole}" if text else whole)
    return text or "dimensionless"


@cache
def price_unit(money: str, unit: str, stands: bool = False) -> tuple[str, float]:
    """The unit readers know for a price of ``unit`` kept for a year, and what ``money/yr/unit`` is multiplied with.

    ``stands`` says that the priced thing is a capacity, not a rate.

    >>> price_unit("yiCNY", "Mt/yr")
    ('CNY/t', 100.0)
    """
    inner = product(money, "/yr", f"/({unit})")
    if money == UNNAMED:
        return inner, 1.0
    for shown in STOCK_PRICES if stands else RATE_PRICES:
        ratio = factor(inner, shown)
        if ratio is not None:
            return shown, ratio
    return inner, 1.0


def split(cell: str) -> tuple[float, str] | None:
    """A cell such as ``4300 CNY/kW`` as number and unit; None when it does not start with a number.

    >>> split("4300 CNY/kW")
    (4300.0, 'CNY/kW')
    """
    match = _NUMBER.match(cell)
    return (float(match[1].replace("_", "")), match[2].strip()) if match else None
