"""What a unit of capacity and of activity costs, discounted, exactly as the published code has it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geju.bridge.osemosys_data import Data
from geju.bridge.osemosys_words import Vintage
from geju.core.calendar import Floats


@dataclass(frozen=True)
class Costs:
    """Money by region and technology (or storage) and year.

    ``mid`` [r, t, y] ``(1 + d)^−(y − y0 + 0.5)`` for what is paid during a year · ``capital`` [r, t, y] undiscounted money per
    capacity built · ``build`` [r, t, y] what a unit built adds to the objective · ``salvage`` [r, t, y] the part of it that comes
    back, discounted · ``stand`` [r, t, y] what a unit standing adds. ``store_*`` [r, s, y] the same of stores.
    """

    mid: Floats
    capital: Floats
    build: Floats
    salvage: Floats
    stand: Floats
    store_capital: Floats
    store_build: Floats
    store_salvage: Floats


def costs(data: Data, vintage: Vintage) -> Costs:
    """Discounting of a model.

    build   = C · (K / (1 + d)^(y − y0) − salvage)                    C  capital cost, K = 1 or CRF(i, L) · PvAnnuity(d, L)
    CRF     = (1 − (1 + i)^−1) / (1 − (1 + i)^−L)                     i  the technology's own rate
    PvAnnuity = (1 − (1 + d)^−L) · (1 + d) / d                        d  the region's rate
    salvage = K · left / (1 + d)^(n)        for y + L − 1 > Y, n = Y − y0 + 1 years
    left    = 1 − ((1 + d)^(Y − y + 1) − 1) / ((1 + d)^L − 1)         DepreciationMethod 1 and d > 0
            = 1 − (Y − y + 1) / L                                     otherwise
    """
    R, T, S = (data.size[k] for k in "rts")
    years = data.years
    rate = data.dense("DiscountRate")
    rate = np.broadcast_to(rate[:, None], (R, T)) if rate.ndim == 1 else rate
    own = data.dense("DiscountRateIdv") if "DiscountRateIdv" in data.tables else rate
    life = data.dense("OperationalLife")
    method = data.dense("DepreciationMethod")
    method = np.broadcast_to(method[:, None], (R, T)) if method.ndim == 1 else method
    factor = np.ones((R, T))
    if vintage.own:
        recovery, annuity = (_rounded(f, vintage) for f in (_recovery(own, life), _annuity(rate, life)))
        factor = _given(data, "CapitalRecoveryFactor", recovery) * _given(data, "PvAnnuity", annuity)
    capital = data.dense("CapitalCost") * factor[:, :, None]
    since = years - years[0]
    left = _left(rate, life, np.where(vintage.equal, 2.0, np.where(vintage.linear, 1.0, method)), years)
    salvage = capital * left / (1.0 + rate[:, :, None]) ** (years[-1] - years[0] + 1.0)
    mid = (1.0 + rate[:, :, None]) ** -(since + 0.5)
    build = capital / (1.0 + rate[:, :, None]) ** since - salvage
    region = data.dense("DiscountRate")
    region = region if region.ndim == 1 else region[:, 0]
    store_rate = data.dense("DiscountRateStorage") if vintage.stores else np.broadcast_to(region[:, None], (R, S))
    store_life, store_capital = data.dense("OperationalLifeStorage"), data.dense("CapitalCostStorage")
    kind = np.where(vintage.linear, 2.0, method[:, :1])
    left = _left(store_rate, store_life, np.broadcast_to(kind, (R, S)), years)
    # The code of 2017 and later moves the rest value of stores to the first year at their own rate.
    back = store_capital * left / (1.0 + store_rate[:, :, None]) ** (years[-1] - years[0] + 1.0)
    paid = store_capital / (1.0 + store_rate[:, :, None]) ** since
    return Costs(mid, capital, build, salvage, data.dense("FixedCost") * mid, store_capital, paid - back, back)


def _given(data: Data, name: str, computed: Floats) -> Floats:
    """A factor that some data files bring along, else computed."""
    return data.dense(name) if data.said(name) else computed


def _rounded(factor: Floats, vintage: Vintage) -> Floats:
    return factor if vintage.digits < 0 else np.round(factor, vintage.digits)


def _recovery(rate: Floats, life: Floats) -> Floats:
    """``(1 − (1 + i)^−1) / (1 − (1 + i)^−L)``, 1/L at rate 0, 1 without a life."""
    some, lives = np.where(rate == 0, 1.0, rate), np.where(life > 0, life, 1.0)
    found = (1.0 - 1.0 / (1.0 + some)) / (1.0 - (1.0 + some) ** -lives)
    return np.asarray(np.where(rate == 0, 1.0 / lives, found))


def _annuity(rate: Floats, life: Floats) -> Floats:
    """``(1 − (1 + d)^−L) · (1 + d) / d``, L at rate 0, 1 without a life."""
    some, lives = np.where(rate == 0, 1.0, rate), np.where(life > 0, life, 1.0)
    found = (1.0 - (1.0 + some) ** -lives) * (1.0 + some) / some
    return np.asarray(np.where(rate == 0, lives, found))


def _left(rate: Floats, life: Floats, method: Floats, years: Floats) -> Floats:
    """[.., y] the share of its cost that something built in y is still worth when the horizon ends."""
    d, L = rate[..., None], np.where(life > 0, life, 1.0)[..., None]
    used = years[-1] - years + 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        sunk = 1.0 - ((1.0 + d) ** used - 1.0) / ((1.0 + d) ** L - 1.0)
    share = np.where((method[..., None] == 1) & (d > 0), sunk, 1.0 - used / L)
    outlives = years + life[..., None] - 1.0 > years[-1]
    return np.asarray(np.where(outlives, share, 0.0))
