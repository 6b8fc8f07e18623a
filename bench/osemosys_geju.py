"""Geju's side of ``osemosys.py``: ``state FILE`` and ``run FILE OUT``, both in a fresh process.

``state``: the data have been read; what is timed ends with the programme in the solver. ``run``: file to tables of results.
"""

import json
import sys
import time
from pathlib import Path

import scipy.sparse.csgraph  # noqa: F401 - imports are not counted in the statement

import geju
from geju.bridge import osemosys
from geju.plan.plan import stand


def state(path: Path) -> dict[str, object]:
    data = osemosys.read(path)
    begin = time.perf_counter()
    model = stand(osemosys.state(data, osemosys.chosen(data, ""), path).system).model
    return {"stated": time.perf_counter() - begin} | model.matrix.size


def run(path: Path, out: Path) -> dict[str, object]:
    made = geju.plan(path)
    made.save(out)
    return {"total": made.total, "algorithm": made.algorithm}


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    print(json.dumps({"state": state, "run": run}[what](*(Path(word) for word in words))))
