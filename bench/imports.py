"""Networks of PyPSA planned here and in PyPSA itself: stating and hand-over, memory, and the whole way from file to results.

Every measurement is a fresh process and the sides take turns. Optima must agree, or nothing is reported. On its own:

    python bench/imports.py [ROUNDS]
"""

from __future__ import annotations

import os
import platform
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from sides import HERE, PEER, TOLERANCE, take

GEJU = [sys.executable, str(HERE / "pypsa_geju.py")]
PYPSA = [str(PEER), str(HERE / "pypsa_peer.py")]
STATED = ((8, 24), (31, 24), (8, 168), (31, 168), (31, 744), (31, 2920))
RUN = (("8 regions × 24 h", (8, 24)), ("31 × 24", (31, 24)), ("8 × 168", (8, 168)),
       ("grid of 585 buses × 24 h", "grid"), ("one place × 2,920 slots", "place"))  # fmt: skip
SOLVERS = ("default", "ipx", "simplex")
FEW = 3  # rounds of the largest

STATED_WORDS = """\
Stating and hand-over, seconds, and *MB added*: how far the peak rises from before the file is read to when HiGHS holds the
programme (a toy network came before on both sides). PyPSA: `sparse=True`, direct hand-over, no names."""
RUN_WORDS = """\
File to results, seconds after the imports; in brackets how many times Geju's. *Same*: PyPSA told to use the algorithm that Geju
chose, HiGHS's interior point where that was Clarabel, which PyPSA does not offer. The last but one column is PyPSA's best over Geju in CPU seconds, and for the whole process with interpreter and imports
in wall and CPU seconds. Optima agree to 1e-6."""

Found = dict[str, Any]


def made(what: Any, folder: Path) -> Path:
    """The network in a file, made in the peers' environment."""
    words = [what] if isinstance(what, str) else [str(part) for part in what]
    path = folder / f"{'-'.join(words)}.nc"
    if not path.exists():
        take([str(PEER), str(HERE / "pypsa_make.py")], *words, str(path), told=False)
    return path


def timed(side: list[str], *words: str) -> Found:
    """A run with the wall and processor time of its whole process, interpreter and imports in it."""
    begin, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    found = take(side, *words)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return found | {"whole": time.perf_counter() - begin, "whole_cpu": spent}


def middle(runs: list[Found], key: str) -> float:
    """The median of a figure."""
    return float(median(run[key] for run in runs))


def statement(size: tuple[int, int], rounds: int, folder: Path, versions: dict[str, str]) -> str:
    """A row of the first table: stating with hand-over, and memory, on both sides."""
    path, toy, sides = str(made(size, folder)), str(made((2, 2), folder)), (GEJU, PYPSA)
    built: list[list[Found]] = [[], []]
    held: list[list[Found]] = [[], []]
    for _ in range(min(rounds, FEW) if size[0] * size[1] > 10_000 else rounds):
        for side, times, peaks in zip(sides, built, held, strict=True):
            times.append(take(side, "build", path))
            peaks.append(take(side, "memory", toy, path))
            versions.update(times[-1]["versions"])
    ours, theirs = ((middle(b, "seconds"), middle(b, "cpu"), middle(h, "mb")) for b, h in zip(built, held, strict=True))
    row = (
        f"| {size[0]} regions × {size[1]} h | {built[0][0]['nonzeros']:,} | {built[1][0]['nonzeros']:,} | {ours[0]:.4f} "
        f"| {theirs[0]:.2f} | {theirs[0] / ours[0]:.0f} | {theirs[1] / ours[1]:.0f} | {ours[2]:.0f} | {theirs[2]:.0f} "
        f"| {ours[2] / theirs[2]:.2f} |"
    )
    print(row, file=sys.stderr)
    return row


def whole(name: str, what: Any, rounds: int, folder: Path) -> str:
    """A row of the second table: file to results."""
    path, out = str(made(what, folder)), str(folder / "out")
    ours: list[Found] = []
    theirs: dict[str, list[Found]] = {solver: [] for solver in SOLVERS}
    for _ in range(rounds):
        ours.append(timed(GEJU, "run", path, out))
        for solver, runs in theirs.items():
            runs.append(timed(PYPSA, "run", path, out + ".nc", solver))
    for runs in theirs.values():
        if abs(runs[0]["objective"] - ours[0]["objective"]) > TOLERANCE * abs(ours[0]["objective"]):
            sys.exit(f"optima of {name} differ: {ours[0]} {runs[0]}")
    fast = min(theirs.values(), key=lambda runs: middle(runs, "seconds"))
    own = ours[0]["algorithm"]
    mine = {key: middle(ours, key) for key in ("seconds", "cpu", "whole", "whole_cpu", "mb")}
    cells = [
        f"{middle(runs, 'seconds'):.2f} ({middle(runs, 'seconds') / mine['seconds']:.1f})"
        for runs in (fast, theirs["default"], theirs[own if own in theirs else "ipx"])
    ]
    best = next(solver for solver, runs in theirs.items() if runs is fast)
    ratios = [middle(fast, key) / mine[key] for key in ("cpu", "whole", "whole_cpu")]
    row = (
        f"| {name} | {own} | {mine['seconds']:.2f} | {best}: {cells[0]} | {cells[1]} | {cells[2]} "
        f"| {' · '.join(f'{ratio:.1f}' for ratio in ratios)} | {mine['mb']:.0f} / {middle(fast, 'mb'):.0f} |"
    )
    print(row, file=sys.stderr)
    return row


def report(rounds: int) -> str:
    """The section as Markdown."""
    versions: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        first = [statement(size, rounds, folder, versions) for size in STATED]
        second = [whole(name, what, rounds, folder) for name, what in RUN]
    told = ", ".join(f"{name} {number}" for name, number in sorted(versions.items()))
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    lines = (
        STATED_WORDS, "",
        "| network | nonzeros, Geju | PyPSA | s, Geju | PyPSA | ratio | of CPU | MB added, Geju | PyPSA | share |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", *first, "",
        RUN_WORDS, "",
        "| network | Geju chose | s, Geju | PyPSA's best | its defaults | same | CPU · process · its CPU | peak MB |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |", *second, "",
        f"Medians of {rounds} alternated fresh processes ({FEW} at most above 10,000 regions × h; {machine}; {told}).",
    )  # fmt: skip
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
