"""Rows of single components: set points, ramps, sums of energy."""

from __future__ import annotations

import numpy as np

from geju.bridge.pypsa_check import CLASS
from geju.bridge.pypsa_flow import blocks
from geju.bridge.pypsa_model import Chosen, Model
from geju.core.calendar import Floats, Ints
from geju.core.system import Quantity

RAMPED = ("generators", "links", "processes")


def set_points(model: Model) -> None:
    """Whatever has a set point stands at it in the snapshots where one is given."""
    for kind in RAMPED:
        chosen = model.chosen[kind]
        _fix(model, chosen, "p_set", Quantity.ACT, chosen.mode)
    chosen, kept = model.chosen["stores"], model.kept["stores"]
    _fix(model, chosen, "e_set", Quantity.LEV, kept.store)
    _fix(model, chosen, "p_set", Quantity.ACT, kept.mode)
    chosen, kept = model.chosen["storage_units"], model.kept["storage_units"]
    _fix(model, chosen, "state_of_charge_set", Quantity.LEV, kept.store)
    _fix(model, chosen, "p_dispatch_set", Quantity.ACT, chosen.mode)
    _fix(model, chosen, "p_store_set", Quantity.ACT, kept.charge)
    _fix(model, chosen, "p_set", Quantity.ACT, chosen.mode, kept.charge)


def _fix(model: Model, chosen: Chosen, name: str, quantity: Quantity, item: Ints, less: Ints | None = None) -> None:
    """item[t] (− less[t]) = set point, where it is given and the component stands: rows "set"."""
    value = chosen.varied(name)
    if not len(chosen) or (np.isnan(value.value).all() and np.isnan(value.rows).all()):
        return
    dense = value.dense()
    given = ~np.isnan(dense) & chosen.stands[:, model.period]
    i, t = np.nonzero(given)
    stems = [f"{CLASS[chosen.table.kind]} {n} {name}" for n in chosen.names]
    rows = _scattered(model, stems, i, t, dense[i, t], dense[i, t])
    model.draft.term(rows, quantity, item[i], t, 1.0)
    if less is not None:
        model.draft.term(rows, quantity, less[i], t, -1.0)


def _scattered(model: Model, stems: list[str], i: Ints, t: Ints, low: Floats, high: Floats) -> Ints:
    """Rows for some cells ``(i, t)`` in the order of i, then t; named by component and snapshot."""
    rows = np.empty(len(i), dtype=np.int64)
    for k in np.flatnonzero(np.bincount(i)):
        cells = np.flatnonzero(i == k)
        labels = [model.source.snapshots[s] for s in t[cells]]
        rows[cells] = model.draft.limits([stems[k]], labels, low[cells], high[cells])
    return rows


def ramps(model: Model) -> None:
    """−down · size ≤ p[t] − p[t−1] ≤ up · size, not across periods; before the first snapshot stands ``p_init`` if given.

    "ramp". As PyPSA has it, a limit at start or shut-down only makes the other limit 1.
    """
    for kind in RAMPED:
        chosen = model.chosen[kind]
        for name, extra, sign in (
            ("ramp_limit_up", "ramp_limit_start_up", 1.0),
            ("ramp_limit_down", "ramp_limit_shut_down", -1.0),
        ):
            limit, also = chosen.varied(name), chosen.number(extra) if len(chosen) else np.zeros(0)
            given = ~np.isnan(also) | ~np.isnan(limit.value)
            given[limit.items] = ~np.isnan(also[limit.items]) | (~np.isnan(limit.rows)).any(axis=1)
            items = np.flatnonzero(given)
            if len(items):
                _ramp(model, chosen, items, name, limit.pick(items).dense(), also[items], sign)


def _ramp(model: Model, chosen: Chosen, items: Ints, name: str, share: Floats, also: Floats, sign: float) -> None:
    """One direction for some components: sign · (p[t] − p[t−1]) ≤ share · size."""
    counts = ~np.isnan(share) | ~np.isnan(also)[:, None]
    share = np.where(np.isnan(share), 1.0, share)
    before = chosen.number("p_init")[items]
    here = counts & chosen.stands[items][:, model.period]
    ext = chosen.extendable[items]
    for number, block in enumerate(
        blocks(model)
    ):  # PyPSA states the first even where a capacity to choose does not stand yet
        here[:, block[0]] = counts[:, 0] & ~np.isnan(before) & (here[:, 0] | ext) if number == 0 else False
    size = chosen.number("p_nom")[items]
    with np.errstate(invalid="ignore"):
        side = np.where(ext[:, None], 0.0, share * size[:, None])
    here &= np.isfinite(side)
    side[:, 0] += np.nan_to_num(sign * before)
    i, t = np.nonzero(here)
    stems = [f"{CLASS[chosen.table.kind]} {n} {name}" for n in chosen.names[items]]
    rows = _scattered(model, stems, i, t, np.full(len(i), -np.inf), side[i, t])
    mode = chosen.mode[items]
    model.draft.term(rows, Quantity.ACT, mode[i], t, sign)
    later = t > 0
    model.draft.term(rows[later], Quantity.ACT, mode[i[later]], t[later] - 1, -sign)
    grows = ext[i]
    model.draft.term(rows[grows], Quantity.CAP, chosen.process[items[i[grows]]], chosen.first[items[i[grows]]],
                     -share[i, t][grows])  # fmt: skip


def energy_sums(model: Model) -> None:
    """e_sum_min ≤ Σ_t weighting[t] · p[t] ≤ e_sum_max of generators: rows "energy"."""
    chosen = model.chosen["generators"]
    if not len(chosen):
        return
    low, high = chosen.number("e_sum_min"), chosen.number("e_sum_max")
    items = np.flatnonzero(np.isfinite(low) | np.isfinite(high))
    if len(items):
        rows = model.draft.limits([f"Generator {n} e_sum" for n in chosen.names[items]], (), low[items], high[items])
        weights = model.source.weights["generators"]
        model.draft.term(rows[:, None], Quantity.ACT, chosen.mode[items][:, None], np.arange(model.slots), weights)
