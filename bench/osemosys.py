"""OSeMOSYS models: Geju beside glpsol on the published code.

    OSEMOSYS_MODEL=osemosys.txt python bench/osemosys.py [--rounds N]

The models are made up (:mod:`osemosys_make`); the published model file is not ours and is named by OSEMOSYS_MODEL. Without it, or
without glpsol, that side reads *not measured*. Every measurement is a fresh process and the sides take turns. *Statement* is data
in memory to programme in the solver; of glpsol, which does it while it generates, the time of ``glpsol --check`` as a whole.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).resolve().parent
SIZES = ("small", "country")
LIMIT = 600  # seconds for one run of a peer
TOLERANCE = 1e-6
NOT = "not measured"
GEJU = """
import json, sys, time
from pathlib import Path
import geju
from geju.bridge import osemosys
from geju.plan.plan import stand
path = Path(sys.argv[1])
data = osemosys.read(path)
begin = time.perf_counter()
model = stand(osemosys.state(data, osemosys.chosen(data, ""), path).system).model
stated = time.perf_counter() - begin
begin = time.perf_counter()
made = geju.plan(path)
made.save(sys.argv[2])
print(json.dumps({"whole": time.perf_counter() - begin, "stated": stated, "total": made.total} | model.matrix.size))
"""

Found = dict[str, Any]


def geju(model: Path, folder: Path) -> Found:
    """Geju: statement alone, and the whole run from file to tables."""
    words = [sys.executable, "-c", GEJU, str(model), str(folder / "out")]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def glpsol(model: Path, folder: Path, code: Path) -> Found:
    """The published model in glpsol: generation alone, and the whole run; a run that LIMIT stops has no total."""
    (folder / "results").mkdir(exist_ok=True)
    words = ["glpsol", "-m", str(code), "-d", str(model)]
    begin = time.perf_counter()
    said = subprocess.run([*words, "--check"], cwd=folder, capture_output=True, text=True, check=True).stdout
    checked, begin = time.perf_counter() - begin, time.perf_counter()
    rows = int(re.findall(r"Number of rows\s+=\s+(\d+)", said)[-1])
    try:
        words += ["-o", "solution.txt"]
        done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True, timeout=LIMIT)
    except subprocess.TimeoutExpired:
        return {"whole": float("inf"), "stated": checked, "total": None, "rows": rows}
    whole = time.perf_counter() - begin
    if "OPTIMAL" not in done.stdout:
        sys.exit(f"glpsol found no optimum:\n{done.stdout[-2000:]}")
    optimum = re.search(r"Objective:\s+\S+ = (\S+)", (folder / "solution.txt").read_text(encoding="utf-8"))
    constant = re.search(r"constant term (\S+) ignored", done.stdout)
    total = float(optimum[1]) if optimum else None
    return {
        "whole": whole,
        "stated": checked,
        "total": total,
        "constant": float(constant[1]) if constant else 0.0,
        "rows": rows,
    }


def code() -> Path | None:
    """The published model file, where it and glpsol are there."""
    name = os.environ.get("OSEMOSYS_MODEL", "")
    return Path(name).resolve() if name and Path(name).is_file() and shutil.which("glpsol") else None


def size(name: str, rounds: int, folder: Path) -> str:
    """One row of the table."""
    model = folder / f"{name}.txt"
    subprocess.run([sys.executable, str(HERE / "osemosys_make.py"), name, str(model)], check=True)
    published = code()
    own, other = [], []
    for _ in range(rounds):
        own.append(geju(model, folder))
        if published:
            other.append(glpsol(model, folder, published))
    stated, whole = (median(run[key] for run in own) for key in ("stated", "whole"))
    if not other:
        return f"| {name} | {own[0]['rows']:,} | {NOT} | {stated:.3f} s | {NOT} | {whole:.2f} s | |"
    agree(own[0]["total"], other[0])
    their_stated, their_whole = (median(run[key] for run in other) for key in ("stated", "whole"))
    ended = f"{their_whole:.1f} s" if their_whole < float("inf") else f"over {LIMIT} s"
    ratio = f"{their_whole / whole:.0f}" if their_whole < float("inf") else f"over {LIMIT / whole:.0f}"
    return (
        f"| {name} | {own[0]['rows']:,}, {other[0]['rows']:,} | {their_stated:.2f} s | {stated:.3f} s "
        f"({their_stated / stated:.0f}) | {ended} | {whole:.2f} s | {ratio} |"
    )


def agree(total: float, other: Found) -> None:
    """Stop unless the optima agree; glpsol leaves the constant of the cost out of its report in some versions."""
    if other["total"] is None:
        return
    near = (abs(other["total"] + more - total) for more in (0.0, other["constant"]))
    if min(near) > TOLERANCE * max(1.0, abs(total)):
        sys.exit(f"optima differ: geju {total}, glpsol {other['total']}")


def report(rounds: int) -> str:
    """The section as Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        lines = [size(name, rounds, Path(folder)) for name in SIZES]
    return "\n".join(
        [
            "| model | rows: Geju, glpsol | statement: glpsol | Geju (ratio) | whole run: glpsol | Geju | ratio |",
            "| --- | --- | ---: | ---: | ---: | ---: | ---: |",
            *lines,
            "",
            (f"Medians of {rounds} alternated runs, each in a fresh process; models of `bench/osemosys_make.py`; optima equal "
            "to 1e-6 where glpsol ended."),
        ]
    )  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3, help="runs of each side and size")
    print(report(parser.parse_args().rounds))
