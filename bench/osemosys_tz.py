"""The side of tz-osemosys in ``osemosys.py``: ``FOLDER OUT ALGORITHM``, an otoole folder to its own file of results.

On its fastest path: linopy's direct hand-over, without names. The statement is told apart, from its data set in memory to the
programme in HiGHS; the hand-over is done once more for that, and its time told, so that it can be taken off the whole.
"""

import json
import logging
import sys
import time
import warnings

import highspy  # noqa: F401 - imports are not counted in the statement
import linopy
from tz.osemosys import Model

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def run(folder, out, algorithm):
    model = Model.from_otoole_csv(root_dir=folder)
    model._data = model._build_dataset()
    begin = time.perf_counter()
    model._build_model()
    built = time.perf_counter()
    highs = linopy.io.to_highspy(model._m, set_names=False)
    handed = time.perf_counter()
    size = {"rows": highs.getNumRow(), "columns": highs.getNumCol(), "nonzeros": highs.getNumNz()}
    del highs
    options = {"solver": algorithm, "run_crossover": "on", "log_to_console": False}
    model.solve(solver_name="highs", io_api="direct", set_names=False, solver_options=options)
    model.save_netcdf(out)
    return {"stated": handed - begin, "twice": handed - built, "total": float(model.objective)} | size


if __name__ == "__main__":
    print(json.dumps(run(*sys.argv[1:])))
