"""What became of the policy: what each clause row reached, and how every clause and sentence is treated."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from geju.core import unit as units
from geju.core.calendar import Floats, Ints
from geju.core.case import Case
from geju.core.system import Quantity, System, Terms
from geju.plan.frame import frame, periods
from geju.plan.solution import Solution

# measures of what stands, whose price is per unit kept for a year
STANDING = ("capacity", "build", "stock")


def reached(s: System, x: Solution, terms: Terms, count: int) -> Floats:
    """[row] the value of ``Σ terms`` at the solution."""
    value = np.zeros(len(terms))
    places: dict[Quantity, Callable[[Ints, Ints], Floats]] = {
        Quantity.ACT: lambda i, t: x.act[s.calendar.starts(s.mode_level)[i] + t], Quantity.CAP: lambda i, t: x.cap[i, t],
        Quantity.NEW: lambda i, t: x.new[i, t], Quantity.LEV: lambda i, t: x.lev[s.calendar.starts(s.store_level)[i] + t],
        Quantity.SHORT: lambda i, t: x.short[s.calendar.starts(s.balances.level)[i] + t],
    }  # fmt: skip
    asked, item, slot = terms.quantity, terms.item, terms.slot
    for quantity, of in places.items():
        k = np.flatnonzero(asked == quantity)
        value[k] = of(item[k], slot[k])
    return np.asarray(np.bincount(terms.row, terms.coef * value, count), dtype=np.float64)


def clause(s: System, x: Solution) -> pl.DataFrame:
    """Every clause row: its bound, what was reached, by how much it was missed, whether it binds and its marginal price.

    A bound on a ratio is told as it is written: with ``R = part − bound · whole``, the share reached is ``bound + R / whole``;
    where the whole is 0 there is no share to tell (NaN).
    """
    c = s.clauses
    value = reached(s, x, c.terms, len(c)) + 0.0
    marginal = x.duals["clause"] / s.calendar.disc[c.period]
    tight = value + x.miss - c.target <= 1e-6 * np.maximum(1.0, np.abs(c.target))
    whole = reached(s, x, c.whole, len(c)) * c.per
    ratio, nothing = np.isfinite(c.asked), whole == 0
    whole = np.where(ratio & ~nothing, whole, 1.0)
    share = np.where(nothing, np.nan, c.asked + c.sign * value / whole)
    shown = [price_of(s, i, bool(r)) for i, r in enumerate(ratio)]
    return frame({
        "clause": list(c.clause), "row": np.arange(len(c)), "place": list(c.place), "period": periods(s, c.period),
        "measure": list(c.measure), "bound": np.where(c.sign > 0, "at_least", "at_most").astype(object),
        "unit": [a if r else u for a, u, r in zip(c.asked_unit, c.unit, ratio, strict=True)],
        "target": np.where(ratio, c.asked, c.sign * c.target),
        "reached": np.where(ratio, share, c.sign * value), "miss": x.miss / whole,
        "binding": tight & (marginal > 1e-9 * max(1.0, np.abs(marginal).max(initial=0.0))),
        "price": marginal * whole * np.array([factor for _, factor in shown]), "price_unit": [unit for unit, _ in shown],
        "firm": c.miss_max == 0, "weight": c.weight, "policy": c.policy,
    })  # fmt: skip


def price_of(s: System, row: int, ratio: bool) -> tuple[str, float]:
    """The unit in which the marginal price of a clause row is told, and the factor to it."""
    c = s.clauses
    if ratio:
        return f"{s.money}/yr/({c.asked_unit[row] or '1'})", 1.0
    return units.price_unit(s.money, c.unit[row], c.measure[row] in STANDING)


def treat(case: Case) -> pl.DataFrame:
    """Every clause of the policy: its words, its sentence, how it is treated and why."""
    policy = case.policy
    clauses = policy.clauses if policy else ()
    at = dict(enumerate(policy.sentences)) if policy else {}
    rows = [
        {
            "clause": c.id,
            "treat": c.treat,
            "theme": c.theme,
            "paragraph": at[c.sentence].paragraph,
            "sentence": at[c.sentence].number,
            "quote": c.quote,
            "because_zh": c.because.get("zh", ""),
            "because_en": c.because.get("en", ""),
            "indicator_zh": c.indicator.get("zh", ""),
            "indicator_en": c.indicator.get("en", ""),
            "basis_title": str(c.basis.get("title", "")),
            "basis_status": str(c.basis.get("status", "")),
        }
        for c in clauses
    ]
    return pl.DataFrame(rows)


def sentence(case: Case) -> pl.DataFrame:
    """Every sentence of the text and the clauses that quote it."""
    policy = case.policy
    rows = [
        {
            "paragraph": s.paragraph, "sentence": s.number, "start": s.start, "end": s.end, "text": policy.text[s.start : s.end],
            "clauses": [c.id for c in policy.quoting(s)],
        }
        for s in (policy.sentences if policy else ())
        if policy
    ]  # fmt: skip
    return pl.DataFrame(rows)
