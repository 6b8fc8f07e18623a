"""HiGHS on what glpsol generated, for ``osemosys.py``: ``FILE.mps ALGORITHM`` is read and solved; nothing else is written."""

import json
import sys
import time

import highspy


def run(path: str, algorithm: str) -> dict[str, object]:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    begin = time.perf_counter()
    highs.readModel(path)
    seconds = time.perf_counter() - begin
    highs.setOptionValue("solver", algorithm)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        sys.exit(f"HiGHS found no optimum: {highs.modelStatusToString(highs.getModelStatus())}")
    size = {"rows": highs.getNumRow(), "columns": highs.getNumCol(), "nonzeros": highs.getNumNz()}
    return {"read": seconds, "total": highs.getObjectiveValue()} | size


if __name__ == "__main__":
    print(json.dumps(run(*sys.argv[1:])))
