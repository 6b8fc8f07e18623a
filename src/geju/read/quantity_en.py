"""Quantities of English prose: 180 GW, 1,350 million mu, 13.5 percent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from geju.read.lexicon import rows
from geju.read.quantity import Quantity, bound_of, change_of, last_year

SCALES = {
    "trillion": Decimal(10) ** 12,
    "billion": Decimal(10) ** 9,
    "million": Decimal(10) ** 6,
    "thousand": Decimal(1000),
}
LARGE = {
    "t": ("Mt", Decimal(10) ** 6),
    "tce": ("Mtce", Decimal(10) ** 6),
    "CNY": ("yiCNY", Decimal(10) ** 8),
    "mu": ("wan_mu", Decimal(10) ** 4),
}
_BASE = re.compile(
    r"(?:compared (?:with|to)|from|than in|over|relative to|against)\s+(?:the\s+)?(20\d\d)(?:\s+levels?)?",
    re.IGNORECASE,
)


@cache
def _pattern() -> re.Pattern[str]:
    units = sorted((row["unit_en"] for row in rows("units_en")), key=len, reverse=True)
    number = r"\d[\d,]*(?:\.\d+)?"
    names = "|".join(map(re.escape, units))
    return re.compile(
        rf"(?<![\w.])(?P<money>RMB|CNY|USD|\$)?\s?(?P<low>{number})(?:\s?(?:-|–|to)\s?(?P<high>{number}))?"
        rf"[\s-]*(?P<scale>trillion|billion|million|thousand)?[\s-]*(?P<unit>{names})?(?!\w)"
        r"(?P<rate>\s+(?:a|per|each)\s+year|/yr|\s+annually)?"
    )


@cache
def _units() -> dict[str, str]:
    return {row["unit_en"]: row["unit"] for row in rows("units_en")}


def english_quantities(words: str, year: int | None = None) -> Iterator[Quantity]:
    """Every number with a unit in the English words."""
    for match in _pattern().finditer(words):
        money = {"RMB": "CNY", "CNY": "CNY", "USD": "USD", "$": "USD"}.get(match["money"] or "")
        unit = _units().get(match["unit"] or "") or money
        if not unit:
            continue
        scale = SCALES.get(match["scale"] or "", Decimal(1))
        if scale >= 10**6 and unit in LARGE:
            unit, divide = LARGE[unit]
            scale /= divide
        start, end = match.start() + len(match.group()) - len(match.group().lstrip()), match.end()
        before, after = words[max(0, start - 60) : start].lower().rstrip() + " ", words[end : end + 14]
        base = _BASE.search(words, end)
        yield Quantity(
            float(Decimal(match["low"].replace(",", "")) * scale),
            unit + ("/yr" if match["rate"] else ""),
            bound_of(before, after.strip()),
            last_year(words) or year,
            words[start:end],
            start,
            end,
            change_of(before),
            int(base[1]) if base else None,
            float(Decimal(match["high"].replace(",", "")) * scale) if match["high"] else None,
        )
