"""Systems drawn at random that use every noun and every option of the engine at once."""

from __future__ import annotations

import numpy as np

from geju.core.system import Quantity
from systems import SEASON, SLICE, YEAR, Draft, calendar


def draw(seed: int, lumps: bool = False) -> Draft:
    """A system with a shortage price everywhere, so that there is a plan."""
    rng = np.random.default_rng(seed)
    periods = int(rng.integers(1, 4))
    d = Draft(
        calendar(periods, int(rng.choice([1, 2, 4])), {"winter": 120.0, "summer": 245.0}, float(rng.choice([1, 5])))
    )
    names = [f"b{i}" for i in range(int(rng.integers(2, 6)))]
    for name in names:
        level = int(rng.choice([YEAR, SEASON, SLICE]))
        size = d.calendar.levels[level].size
        d.balance(
            name,
            level,
            rng.uniform(-2, 20, size),
            float(rng.uniform(50, 500)),
            rng.choice([0.0, 0.0, 5.0, np.inf]) if rng.random() < 0.3 else 0.0,
            float(rng.choice([1.0, 8760.0])),
        )
    d.balance("spare", SLICE, 1.0, np.inf)
    d.plant("spare-plant", 1.0, {"spare": 1.0}, given=50.0)
    count = int(rng.integers(4, 12))
    for i in range(count):
        _process(d, rng, names, i, periods, lumps)
    _stores(d, rng, names)
    _linear(d, rng, periods)
    return d


def _process(d: Draft, rng: np.random.Generator, names: list[str], i: int, periods: int, lumps: bool) -> None:
    level = int(rng.choice([YEAR, SEASON, SLICE]))
    size = d.calendar.levels[level].size
    built, stops = rng.random() < 0.5, rng.random() < 0.4
    given = np.sort(rng.uniform(0, 10, periods))[::-1]
    high = rng.uniform(0.4, 1.0, size) if rng.random() < 0.5 else 0.9
    low = float(rng.choice([0.0, 0.0, 0.1, -0.5])) if rng.random() < 0.5 else 0.0
    process = d.process(
        f"p{i}",
        level,
        given,
        rng.uniform(0, 10, periods) if built else 0.0,
        rng.uniform(5, 100),
        rng.uniform(0, 3),
        high,
        low,
        retire=bool(stops),
        life=float(rng.choice([4, 6, 30])),
        lump=2.5 if lumps and built and rng.random() < 0.5 else 0.0,
        cap_max=60.0,
    )
    if rng.random() < 0.2 and i > 1 and low >= 0:
        d.processes[process] |= {
            "owner": int(rng.integers(1, i)) + 1,
            "per_owner": 0.7,
            "most": 0.0,
            "given": 0.0,
            "retire": False,
            "lump": 0.0,
        }
    for m in range(int(rng.choice([1, 1, 2])) if low >= 0 else 1):
        cost = rng.uniform(0, 20, size) if rng.random() < 0.3 else float(rng.uniform(0, 20))
        mode = d.mode(process, cost, float(rng.choice([1.0, 1.0, 2.0])), f"m{m}")
        for name in rng.choice(names, int(rng.integers(1, 3)), replace=False):
            fine = d.calendar.levels[max(level, d.balances[names.index(name)]["level"])].size
            d.port(
                "running",
                mode,
                name,
                rng.uniform(-0.5, 1.0, fine) if rng.random() < 0.4 else float(rng.choice([1.0, -0.6])),
            )
    for when in ("standing", "building"):
        if rng.random() < 0.3:
            d.port(when, process, str(rng.choice(names)), float(rng.uniform(-0.3, 0.2)))
    if built and i > 2 and rng.random() < 0.4 and d.processes[process]["owner"] == process:
        giver = int(rng.integers(1, i)) + 1
        if not d.processes[giver]["low"][0] and d.processes[giver]["owner"] == giver:
            d.take(giver, process, rng.uniform(0.3, 1.0, periods))


def _stores(d: Draft, rng: np.random.Generator, names: list[str]) -> None:
    for i in range(int(rng.integers(0, 4))):
        content, low, start = (
            float(rng.uniform(0.001, 30)),
            float(rng.choice([0, 0.2])),
            float(rng.choice([np.nan, 0.4])),
        )
        process = int(rng.integers(1, len(d.processes)))
        d.store(
            f"s{i}",
            str(rng.choice(names)),
            process,
            content,
            low if np.isnan(start) else 0.0,
            float(rng.choice([1.0, 0.9999])),
            start,
            brought=float(rng.choice([0.0, content / 3])),
            through=bool(rng.integers(0, 2)),
            high=float(rng.choice([1.0, 0.9])),
        )


def _linear(d: Draft, rng: np.random.Generator, periods: int) -> None:
    for i in range(int(rng.integers(0, 3))):
        p = int(rng.integers(1, len(d.processes)))
        y = int(rng.integers(0, periods))
        m = int(rng.integers(0, len(d.modes)))
        act, cap = (Quantity.ACT, m, 0, 1.0), (Quantity.CAP, p, y, 1.0)
        d.limit(
            f"l{i}",
            -np.inf,
            float(rng.uniform(60, 90)),
            act,
            cap,
            (Quantity.SHORT, 0, 0, 0.1),
            (Quantity.NEW, p, y, 0.5),
        )
        stock = [(Quantity.LEV, 0, 0, 0.2)] if d.stores else []
        d.clause(
            f"c{i}",
            float(rng.uniform(1, 30)),
            act,
            cap,
            (Quantity.NEW, p, y, 1.0),
            *stock,
            period=y,
            price=float(rng.uniform(1, 100)),
        )
