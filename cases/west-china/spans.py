"""Columns by period: capacity that stands, and the most that may stand."""

from __future__ import annotations

from facts import PERIODS


def stands(*amounts: float) -> dict[str, float]:
    """Standing capacity by period; one figure stands for all."""
    return _spread("standing", amounts if len(amounts) > 1 else amounts * len(PERIODS))


def upto(now: float, *later: float) -> dict[str, float]:
    """Most capacity by period: what stands first, then the room (one figure, or one for each later period)."""
    room = later if len(later) == len(PERIODS) - 1 else later * (len(PERIODS) - 1)
    return _spread("potential", (now, *room))


def _spread(column: str, amounts: tuple[float, ...]) -> dict[str, float]:
    return dict(zip((f"{column}_{y}" for y in PERIODS), amounts, strict=True))
