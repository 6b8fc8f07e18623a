"""Measures Geju beside its peers and writes what was seen into docs/performance.md.

    python bench/run.py [PART ...] [--rounds N] [--print]

A part is a module beside this one with ``report(rounds) -> str`` (Markdown) and a section in the page, between
``<!-- bench PART: begin -->`` and ``<!-- bench PART: end -->``. All parts in the order of the page, when none is named.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys

from sides import HERE

PAGE = HERE.parent / "docs" / "performance.md"
BUSY = 0.3  # load a core above which medians still wander


def parts(page: str) -> list[str]:
    """The parts that have a section and a report, in the order of the page."""
    named = re.findall(r"<!-- bench (\w+): begin -->", page)
    return [name for name in named if hasattr(importlib.import_module(name), "report")]


def put(page: str, name: str, section: str) -> str:
    """The page with another section between the markers of a part, and all else as it is."""
    begin, end = (f"<!-- bench {name}: {edge} -->" for edge in ("begin", "end"))
    before, rest = page.split(begin)
    return f"{before}{begin}\n\n{section}\n\n{end}{rest.split(end)[1]}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", help="what to measure; all of it when left out")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each side and size")
    parser.add_argument("--print", action="store_true", help="print only, leave docs/performance.md alone")
    chosen = parser.parse_args()
    known = parts(PAGE.read_text(encoding="utf-8"))
    if wrong := [name for name in chosen.parts if name not in known]:
        parser.error(f"no such part: {', '.join(wrong)}; there are {', '.join(known)}")
    for name in chosen.parts or known:
        if (load := os.getloadavg()[0]) > BUSY * (os.cpu_count() or 1):
            print(f"the machine is busy (load {load:.1f}): measure {name} again when it is quiet", file=sys.stderr)
        section = importlib.import_module(name).report(chosen.rounds)
        print(f"{section}\n")
        if not chosen.print:
            page = put(PAGE.read_text(encoding="utf-8"), name, section)
            PAGE.write_text(page, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
