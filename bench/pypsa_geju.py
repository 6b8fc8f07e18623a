"""Geju's side of ``imports.py``: ``build FILE`` states a network, ``memory TOY FILE`` too, ``run FILE OUT`` plans it whole.

``build``: the network has been read and stated once before, so that nothing is loaded for the first time. ``memory``: only a toy
has; what is told is by how much the peak rises from before FILE is read to when the solver holds the programme. ``run``: file to
results, after the imports.
"""

import json
import resource
import sys
import time
from importlib.metadata import version
from pathlib import Path

import h5py  # noqa: F401 - loaded when the first file is read; here before anything is measured, as netCDF4 is on the other side
import scipy.sparse  # noqa: F401 - loaded from some size on; the same

import geju
from geju.bridge.pypsa import stated
from geju.bridge.pypsa_netcdf import read
from geju.plan.plan import stand


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build(path: Path) -> dict[str, object]:
    stand(stated(read(path))[1])
    source = read(path)
    begin, spent = time.perf_counter(), time.process_time()
    model = stand(stated(source)[1]).model
    return {"seconds": time.perf_counter() - begin, "cpu": time.process_time() - spent} | model.matrix.size


def memory(toy: Path, path: Path) -> dict[str, object]:
    stand(stated(read(toy))[1])
    before = peak()
    model = stand(stated(read(path))[1]).model
    return {"mb": peak() - before} | model.matrix.size


def run(path: Path, out: Path) -> dict[str, object]:
    begin, spent = time.perf_counter(), time.process_time()
    made = geju.plan(geju.load(path))
    made.save(out)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - spent
    return {"seconds": seconds, "cpu": cpu, "objective": made.total, "algorithm": made.algorithm, "mb": peak()}


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    found = {"build": build, "memory": memory, "run": run}[what](*(Path(word) for word in words))
    print(json.dumps(found | {"versions": {name: version(name) for name in ("geju", "clarabel", "highspy", "numpy")}}))
