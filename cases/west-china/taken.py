"""What the modelled uses draw of a commodity whose statistics count every use: taken off what is given, so nothing counts twice.

A sector that draws such a commodity (electricity, coal, gas, water) has a module ``taken.py`` with ``taken(facts)``: what its
processes draw as things stand, as ``{(commodity, place): {period: amount}}`` in the unit of the commodity, and the facts used.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

from facts import Fact, Facts

HERE = Path(__file__).resolve().parent
LEAST = 0.05  # of what is given is left: a sum of estimates never turns a published total negative
Amounts = dict[int, float]
Taken = Mapping[tuple[str, str], Amounts]


def sectors() -> list[str]:
    """The sectors that say what they draw, in the order of their names."""
    return sorted(path.parent.name for path in HERE.glob("*/taken.py"))


def less(facts: Facts, commodity: str, place: str, amounts: Amounts) -> tuple[Amounts, tuple[Fact, ...]]:
    """``amounts`` without what the modelled uses draw there, and the facts that this rests on."""
    left, used = dict(amounts), []
    for sector in sectors():
        drawn, cited = import_module(f"{sector}.taken").taken(facts)
        for period, value in drawn.get((commodity, place), {}).items():
            left[period] -= value
            used += [f for f in cited if f not in used]
    return {period: max(value, LEAST * amounts[period]) for period, value in left.items()}, tuple(used)
