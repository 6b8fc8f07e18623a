"""Geju's side: ``build FILE`` states a network that has been read and hands it to HiGHS; ``run FILE`` plans it whole."""

import json
import resource
import sys
import time
from pathlib import Path

import geju
from geju.bridge.pypsa import stated
from geju.bridge.pypsa_netcdf import read
from geju.plan.plan import stand


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    what, path = sys.argv[1], Path(sys.argv[2])
    if what == "build":
        stand(stated(read(path))[1])  # once before, so that nothing is loaded for the first time
        source = read(path)
        before, begin = peak(), time.perf_counter()
        model = stand(stated(source)[1]).model
        seconds = time.perf_counter() - begin
        print(json.dumps({"seconds": seconds, "mb": peak() - before} | model.matrix.size))
        return
    begin, spent = time.perf_counter(), time.process_time()
    made = geju.plan(geju.load(path))
    made.save(sys.argv[3])
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - begin,
                "cpu": time.process_time() - spent,
                "objective": made.total,
                "mb": peak(),
                "parts": made.seconds,
                "algorithm": made.algorithm,
            }
        )
    )


main()
