"""PyPSA's side of ``imports.py``: ``build FILE``, ``memory TOY FILE`` and ``run FILE OUT SOLVER``, as ``pypsa_geju.py`` has them.

On linopy's sparse path with direct hand-over, the fastest there is.
"""

import json
import logging
import resource
import sys
import time
import warnings
from importlib.metadata import version

import linopy
import pypsa

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
linopy.options["semantics"] = "v1"


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def state(n):
    return n.optimize.create_model(include_objective_constant=False, sparse=True).to_highspy(set_names=False)


def size(highs):
    return {"nonzeros": highs.getNumNz(), "columns": highs.getNumCol(), "rows": highs.getNumRow()}


def build(path):
    state(pypsa.Network(path))
    n = pypsa.Network(path)
    begin, spent = time.perf_counter(), time.process_time()
    highs = state(n)
    return {"seconds": time.perf_counter() - begin, "cpu": time.process_time() - spent} | size(highs)


def memory(toy, path):
    state(pypsa.Network(toy))
    before = peak()
    highs = state(pypsa.Network(path))
    return {"mb": peak() - before} | size(highs)


def run(path, out, solver):
    begin, spent = time.perf_counter(), time.process_time()
    n = pypsa.Network(path)
    n.optimize(
        include_objective_constant=False,
        model_kwargs={"sparse": True},
        log_to_console=False,
        solver_options={} if solver == "default" else {"solver": solver, "run_crossover": "on"},
        io_api="direct",
        set_names=False,
    )
    n.export_to_netcdf(out)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - spent
    return {"seconds": seconds, "cpu": cpu, "objective": float(n.objective), "mb": peak()}


if __name__ == "__main__":
    what, *words = sys.argv[1:]
    found = {"build": build, "memory": memory, "run": run}[what](*words)
    print(json.dumps(found | {"versions": {name: version(name) for name in ("pypsa", "linopy", "highspy", "xarray")}}))
