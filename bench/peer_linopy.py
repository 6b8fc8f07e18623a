"""The same problem in linopy, handed to HiGHS directly. Run by bench/run.py: ``peer_linopy.py DAYS [solve]``.

Stated in the way that was found fastest there: one dense variable a family with its own dimensions, sums over a dimension
instead of grouping where the shape allows it, no names passed on. With ``--sparse`` as first word, linopy's own sparse path.
"""

from __future__ import annotations

import sys
import warnings
from importlib.metadata import version

import highspy
import linopy
import numpy as np
import pandas as pd
import xarray as xr

from problem import (
    CLEAN,
    HOLDS,
    HOURS,
    KEEP,
    KINDS,
    MISS_COST,
    PERIODS,
    PLACES,
    SHORT_COST,
    THROUGH,
    TIED,
    Problem,
    measure,
)

SPARSE = sys.argv[1] == "--sparse"
if SPARSE:
    del sys.argv[1]


def state(p: Problem) -> highspy.Highs:
    """One variable a family: kinds [r, k, m], arcs [a, m], charging, discharging, levels and shortage [r, m]."""
    model = linopy.Model(sparse=SPARSE)
    r, k, a, y, m = (
        pd.RangeIndex(size, name=name)
        for name, size in (("r", PLACES), ("k", KINDS), ("a", len(p.start)), ("y", PERIODS), ("m", p.moments))
    )
    period = xr.DataArray(np.arange(p.moments) // p.slots, {"m": m}, name="y")

    def given(values: np.ndarray, *dims: pd.Index) -> xr.DataArray:
        return xr.DataArray(values, {d.name: d for d in dims}, [d.name for d in dims])

    caps = {}
    for name, dims, stands, cost in (
        ("kind", (r, k, y), given(p.given_kind, r, k, y), given(p.build_kind, k, y)),
        ("arc", (a, y), given(p.given_arc, a, y), given(p.build_arc, y)),
        ("store", (r, y), given(p.given_store, r, y), given(p.build_store, y)),
    ):
        cap = caps[name] = model.add_variables(0, coords=dims, name=f"cap-{name}")
        new = model.add_variables(0, coords=dims, name=f"new-{name}")
        for v in range(PERIODS):
            built = new.isel(y=slice(0, v + 1)).sum("y")
            model.add_constraints(cap.isel(y=v) - built, "=", stands.isel(y=v), name=f"capacity-{name}-{v}")
        model.objective = model.objective + (new * cost).sum()

    gen = model.add_variables(0, coords=(r, k, m), name="gen")
    flow = model.add_variables(0, coords=(a, m), name="flow")
    charge, discharge, lev, short = (
        model.add_variables(0, coords=(r, m), name=name) for name in ("charge", "discharge", "lev", "short")
    )
    spread = {name: cap.sel(y=period) for name, cap in caps.items()}
    model.add_constraints(gen - given(p.avail, r, k, m) * spread["kind"], "<=", 0, name="ceiling-kind")
    model.add_constraints(flow - spread["arc"], "<=", 0, name="ceiling-arc")
    model.add_constraints(charge - spread["store"], "<=", 0, name="ceiling-charge")
    model.add_constraints(discharge - spread["store"], "<=", 0, name="ceiling-discharge")
    model.add_constraints(lev - HOLDS * spread["store"], "<=", 0, name="full")

    before = lev.isel(m=np.where(m % HOURS, m - 1, m + HOURS - 1)).assign_coords(m=m)
    model.add_constraints(lev - KEEP * before - charge + (1 / THROUGH) * discharge, "=", 0, name="level")

    start, end = (xr.DataArray(ends, {"a": a}, name="r") for ends in (p.start, p.end))
    leaves = flow.groupby(start).sum()
    comes = (given(p.kept, a) * flow).groupby(end).sum()
    model.add_constraints(
        gen.sum("k") + comes - leaves - charge + discharge + short, ">=", given(p.demand, r, m), name="balance"
    )

    miss = model.add_variables(0, coords=(pd.RangeIndex(2, name="c"), y), name="miss")
    clean = caps["kind"].isel(k=CLEAN).sum(["r", "k"])
    model.add_constraints(clean + miss.isel(c=0), ">=", given(p.cap_total, y), name="clause-capacity")
    tied = gen.isel(k=TIED) * (-given(p.rate, k).isel(k=TIED) / p.slots)
    for v in range(PERIODS):
        total = tied.isel(m=slice(v * p.slots, (v + 1) * p.slots)).sum()
        model.add_constraints(total + miss.isel(c=1, y=v), ">=", -p.tied_total[v], name=f"clause-tied-{v}")

    weight = given(p.weight, m)
    model.objective = (
        model.objective
        + (gen * (given(p.run_cost, k) * weight)).sum()
        + (flow * (0.1 * weight)).sum()
        + (short * (SHORT_COST * weight)).sum()
        + (miss * MISS_COST).sum()
    )
    return linopy.io.to_highspy(model)


def toy() -> highspy.Highs:
    """Two columns and a row, by way of a grouping."""
    model = linopy.Model(sparse=SPARSE)
    two = pd.RangeIndex(2, name="q")
    x = model.add_variables(0, coords=(two,), name="x")
    model.add_constraints(x.groupby(xr.DataArray([0, 0], {"q": two}, name="g")).sum(), ">=", 1, name="row")
    model.objective = (1 * x).sum()
    return linopy.io.to_highspy(model)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    if SPARSE:
        linopy.options["semantics"] = "v1"
    names = ("linopy", "highspy", "numpy", "xarray", "pandas")
    measure("linopy, sparse" if SPARSE else "linopy", {name: version(name) for name in names}, toy, state)
