"""Measures stating a programme and handing it to HiGHS, Geju beside linopy, and writes the table into docs/performance.md.

    python bench/run.py [--rounds N] [--print]

Every measurement is a fresh process; the sides take turns; the table holds medians. Before anything is timed, each side's
programme is solved at a small size: sizes must be equal and optima must agree, or nothing is reported.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- bench: begin (make bench writes what stands between) -->", "<!-- bench: end -->"
PEER = HERE.parent / ".venv-bench" / ("Scripts" if os.name == "nt" else "bin") / "python"
SIDES = (
    [sys.executable, str(HERE / "side_geju.py")],
    [str(PEER), str(HERE / "peer_linopy.py")],
    [str(PEER), str(HERE / "peer_linopy.py"), "--sparse"],
)
DAYS = (1, 5, 15)
TOLERANCE = 1e-6
BUSY = 0.3  # load a core above which medians still wander

Found = dict[str, Any]


def take(side: list[str], *words: str) -> Found:
    """One run in a fresh process: what it prints last."""
    done = subprocess.run([*side, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(side)} failed:\n{done.stderr}")
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


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
    if (load := os.getloadavg()[0]) > BUSY * (os.cpu_count() or 1):
        print(f"the machine is busy (load {load:.1f}): measure again when it is quiet", file=sys.stderr)
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


def write(section: str) -> None:
    """Put the section between its markers, and leave the rest of the page as it is."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n\n{section}\n\n{END}{after}", encoding="utf-8", newline="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each side and size")
    parser.add_argument("--print", action="store_true", help="print only, leave docs/performance.md alone")
    chosen = parser.parse_args()
    section = report(chosen.rounds)
    print(section)
    if not chosen.print:
        write(section)


if __name__ == "__main__":
    main()
