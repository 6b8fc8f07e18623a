"""A planning-shaped programme in plain arrays: what both sides state, each in its own notation.

31 places, 10 kinds of process in each, 132 arcs between them, one store in each, 3 periods, typical days of 24 slots.
Figures are drawn with a fixed seed: they only need to make a programme of the usual shape that has an optimum.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

PLACES, KINDS, LINES, PERIODS, HOURS = 31, 10, 66, 3, 24


@dataclass(frozen=True)
class Problem:
    """Arrays: r places, k kinds, a arcs, y periods, t slots of a period; m = (y, t) flattened."""

    days: int
    avail: np.ndarray  # [r, k, m]
    run_cost: np.ndarray  # [k]
    rate: np.ndarray  # [k] of the tied substance per unit of activity
    start: np.ndarray  # [a] place an arc leaves
    end: np.ndarray  # [a] place it reaches
    kept: np.ndarray  # [a] share that arrives
    given_kind: np.ndarray  # [r, k, y]
    given_arc: np.ndarray  # [a, y]
    given_store: np.ndarray  # [r, y]
    build_kind: np.ndarray  # [k, y] cost
    build_arc: np.ndarray  # [y]
    build_store: np.ndarray  # [y]
    demand: np.ndarray  # [r, m]
    weight: np.ndarray  # [m]
    cap_total: np.ndarray  # [y] least capacity of the clean kinds
    tied_total: np.ndarray  # [y] most of the tied substance

    @property
    def slots(self) -> int:
        return self.days * HOURS

    @property
    def moments(self) -> int:
        return PERIODS * self.slots


CLEAN = np.arange(3, KINDS)  # kinds a clause counts
TIED = np.arange(3)  # kinds that give the tied substance
KEEP, THROUGH, HOLDS = 0.999, 0.9, 4.0  # a store: share kept an hour, share returned, hours of content
SHORT_COST, MISS_COST = 1e4, 1e5


def problem(days: int) -> Problem:
    """The problem with so many typical days in a period."""
    draw = np.random.default_rng(20240423)
    moments = PERIODS * days * HOURS
    ring = [(i, (i + 1) % PLACES) for i in range(PLACES)]  # no place stands apart
    pairs = np.array([(i, j) for i in range(PLACES) for j in range(i + 2, PLACES)])
    chosen = np.concatenate([ring, pairs[draw.choice(len(pairs), LINES - PLACES, replace=False)]])
    falling = 0.8 ** np.arange(PERIODS)
    day = 1 + 0.3 * np.sin(np.arange(moments) * 2 * np.pi / HOURS)
    demand = draw.uniform(10, 60, (PLACES, 1)) * day * np.repeat(1 + 0.2 * np.arange(PERIODS), days * HOURS)
    weight = np.full(moments, 1 / (days * HOURS)) * np.repeat(falling, days * HOURS)
    return Problem(
        days=days,
        avail=draw.uniform(0.2, 1.0, (PLACES, KINDS, moments)),
        run_cost=draw.uniform(1, 30, KINDS),
        rate=draw.uniform(0.3, 1.0, KINDS),
        start=np.concatenate([chosen[:, 0], chosen[:, 1]]),
        end=np.concatenate([chosen[:, 1], chosen[:, 0]]),
        kept=draw.uniform(0.9, 0.99, 2 * LINES),
        given_kind=draw.uniform(0, 8, (PLACES, KINDS, 1)) * falling,
        given_arc=draw.uniform(0, 5, (2 * LINES, 1)) * falling,
        given_store=draw.uniform(0, 2, (PLACES, 1)) * falling,
        build_kind=draw.uniform(20, 90, (KINDS, 1)) * falling,
        build_arc=25 * falling,
        build_store=15 * falling,
        demand=demand,
        weight=weight,
        cap_total=np.array([300.0, 500.0, 700.0]),
        tied_total=np.array([500.0, 400.0, 300.0]),
    )


def measure(side: str, versions: dict[str, str], warm: Callable[[], object], state: Callable[[Problem], Any]) -> None:
    """Time one statement with its hand-over and print what it took; ``DAYS solve`` also solves (small sizes only).

    Imports are done and ``warm`` has stated a toy, so that nothing is loaded late; the arrays exist; nothing is solved.
    Wall seconds, and the memory that the peak of the process rose by, are those of stating and of handing it to HiGHS.
    """
    stated = problem(int(sys.argv[1]))
    warm()
    before, began = _peak(), time.perf_counter()
    highs = state(stated)
    seconds, after = time.perf_counter() - began, _peak()
    found = {
        "side": side,
        "versions": versions,
        "seconds": seconds,
        "mb": after - before,
        "columns": highs.getNumCol(),
        "rows": highs.getNumRow(),
        "nonzeros": highs.getNumNz(),
        "optimum": optimum(highs) if sys.argv[2:] == ["solve"] else None,
    }
    print(json.dumps(found))


def optimum(highs: Any) -> float:
    """The optimal value, by HiGHS without a word on stdout."""
    highs.setOptionValue("output_flag", False)
    highs.run()
    return float(highs.getInfo().objective_function_value)


def _peak() -> float:
    """Most memory this process has held so far, in MB (Linux counts it in kB, macOS in bytes)."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1e6 if sys.platform == "darwin" else 1e3)
