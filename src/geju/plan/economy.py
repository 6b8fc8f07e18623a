"""Money over time: what a unit built adds to the discounted cost of the horizon."""

from __future__ import annotations

import numpy as np

from geju.core.calendar import Calendar, Floats


def recovery(life: Floats, rate: float) -> Floats:
    """Capital recovery factor ``rate / (1 − (1 + rate)^−life)``, 1/life at rate 0.

    >>> float(recovery(np.array([20.0]), 0.0)[0])
    0.05
    """
    if rate == 0:
        return np.asarray(1.0 / life)
    return np.asarray(rate / (1.0 - (1.0 + rate) ** -life))


def annuity(overnight: Floats, life: Floats, rate: float, calendar: Calendar) -> Floats:
    """[p, v] ``overnight · recovery(life) · Σ_{y: v ≤ y < v + life} disc[y]``: the annuities that fall inside the horizon.

    The default way to treat the end of the horizon: a plant pays for the years it serves and for no others, so nothing is
    won by building early or late in a period, and no salvage value has to be guessed.
    """
    age = calendar.begin[None, :] - calendar.begin[:, None]
    stands = (age >= 0)[None] & (age[None] < life[:, None, None])
    served = (stands * calendar.disc).sum(axis=2)
    return np.asarray(overnight * recovery(life, rate)[:, None] * served)


def salvage(overnight: Floats, life: Floats, rate: float, calendar: Calendar) -> Floats:
    """[p, v] overnight cost when built, less what is left of it at the end H of the horizon, both discounted.

    ``overnight · ((1+r)^−(v−0) − (1+r)^−(H−0) · max(0, 1 − (H − v) / life))``: the value falls in a straight line over the life.
    """
    begin = calendar.begin - calendar.begin[0]
    end = calendar.years.sum()
    left = np.maximum(0.0, 1.0 - (end - begin)[None, :] / life[:, None])
    return np.asarray(overnight * ((1.0 + rate) ** -begin - (1.0 + rate) ** -end * left))


ENDS = {"annuity": annuity, "salvage": salvage}
