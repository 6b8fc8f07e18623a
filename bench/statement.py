"""Stating a programme and handing it to HiGHS, Geju beside linopy.

Every measurement is a fresh process; the sides take turns; the table holds medians. Before anything is timed, each side's
programme is solved at a small size: sizes must be equal and optima must agree, or nothing is reported.
"""

from __future__ import annotations

import os
import platform
import sys
from statistics import median
from typing import Any

from sides import HERE, PEER, TOLERANCE, take

SIDES = (
    [sys.executable, str(HERE / "side_geju.py")],
    [str(PEER), str(HERE / "peer_linopy.py")],
    [str(PEER), str(HERE / "peer_linopy.py"), "--sparse"],
)
DAYS = (1, 5, 15)

Found = dict[str, Any]


def agree(found: list[Found], keys: tuple[str, ...] = ("columns", "rows", "nonzeros")) -> None:
    """Stop unless all sides stated the same programme."""
    for other in found[1:]:
        differ = [key for key in keys if other[key] != found[0][key]]
        if differ:
            sys.exit(f"{other['side']} and {found[0]['side']} differ in {', '.join(differ)}: {other} {found[0]}")


def same_problem() -> None:
    """Solve the smallest size on every side."""
    found = [take(side, "1", "solve") for side in SIDES]
    agree(found)
    for other in found[1:]:
        if abs(other["optimum"] - found[0]["optimum"]) > TOLERANCE * abs(found[0]["optimum"]):
            sys.exit(f"optima differ: {other['side']} {other['optimum']}, {found[0]['side']} {found[0]['optimum']}")
    print(f"same optimum on every side: {found[0]['optimum']:.6f}", file=sys.stderr)


def table(days: int, rounds: int) -> tuple[list[str], dict[str, str]]:
    """Rows of the report for one size, and the versions met."""
    taken: list[list[Found]] = [[] for _ in SIDES]
    for _ in range(rounds):
        for runs, side in zip(taken, SIDES, strict=True):
            runs.append(take(side, str(days)))
    agree([runs[0] for runs in taken])
    size, lines = taken[0][0], []
    own_seconds, own_mb = (median(run[key] for run in taken[0]) for key in ("seconds", "mb"))
    for runs in taken:
        seconds, mb = (median(run[key] for run in runs) for key in ("seconds", "mb"))
        spread = f"{min(run['seconds'] for run in runs):.3f} – {max(run['seconds'] for run in runs):.3f}"
        lines.append(
            f"| {size['nonzeros']:,} | {runs[0]['side']} | {seconds:.3f} | {spread} | {mb:.0f} "
            f"| {seconds / own_seconds:.1f} | {mb / own_mb:.1f} |"
        )
    return lines, {name: number for runs in taken for name, number in runs[0]["versions"].items()}


def report(rounds: int) -> str:
    """The section as Markdown."""
    same_problem()
    lines, versions = [], {}
    for days in DAYS:
        more, versions = table(days, rounds)
        lines += more
    told = ", ".join(f"{name} {number}" for name, number in sorted(versions.items()))
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return "\n".join(
        [
            "| nonzeros | side | seconds, median | least – most | MB added | time, Geju = 1 | memory, Geju = 1 |",
            "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
            *lines,
            "",
            f"Medians of {rounds} alternated runs, each in a fresh process, on {os.cpu_count()} cores ({machine}; {told}).",
        ]
    )
