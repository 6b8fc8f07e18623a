"""PyPSA's side: ``build FILE`` states the model, on linopy's sparse path; ``run FILE SOLVER OUT`` plans it whole."""

import json
import logging
import resource
import sys
import time
import warnings

import linopy
import pypsa

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    what, path = sys.argv[1], sys.argv[2]
    linopy.options["semantics"] = "v1"
    if what == "build":
        n = pypsa.Network(path)
        n.optimize.create_model(
            include_objective_constant=False
        )  # once before, so that nothing is loaded for the first time
        before, begin = peak(), time.perf_counter()
        model = n.optimize.create_model(include_objective_constant=False, sparse=True)
        highs = model.to_highspy(set_names=False)
        seconds = time.perf_counter() - begin
        told = {"nonzeros": highs.getNumNz(), "columns": highs.getNumCol(), "rows": highs.getNumRow()}
        print(json.dumps({"seconds": seconds, "mb": peak() - before} | told))
        return
    begin, spent = time.perf_counter(), time.process_time()
    n = pypsa.Network(path)
    options = {} if sys.argv[3] == "default" else {"solver": sys.argv[3], "run_crossover": "on"}
    n.optimize(
        include_objective_constant=False,
        model_kwargs={"sparse": True},
        log_to_console=False,
        solver_options=options,
        io_api="direct",
        set_names=False,
    )
    n.export_to_netcdf(sys.argv[4])
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - begin,
                "cpu": time.process_time() - spent,
                "objective": float(n.objective),
                "mb": peak(),
            }
        )
    )


main()
