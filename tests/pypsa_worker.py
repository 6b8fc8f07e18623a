"""Run by the peer's Python: builds a network from each line of JSON, solves it with PyPSA and tells what came out."""

import io
import json
import logging
import sys
import traceback
import warnings

import numpy as np
import pandas as pd
import pypsa

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
CLASSES = {
    "carriers": "Carrier", "buses": "Bus", "generators": "Generator", "loads": "Load", "lines": "Line", "links": "Link",
    "stores": "Store", "storage_units": "StorageUnit", "transformers": "Transformer", "processes": "Process",
    "global_constraints": "GlobalConstraint",
}  # fmt: skip
NOMINAL = {
    "generators": "p_nom", "lines": "s_nom", "transformers": "s_nom", "links": "p_nom", "processes": "p_nom",
    "stores": "e_nom", "storage_units": "p_nom",
}  # fmt: skip


def built(spec):
    """The network of a specification."""
    n = pypsa.Network()
    hours = pd.date_range("2013-03-01", periods=spec["hours"], freq="h") if spec["dates"] else range(spec["hours"])
    if spec["periods"]:
        n.set_snapshots(pd.MultiIndex.from_product([spec["periods"], hours]))
        n.investment_periods = spec["periods"]
        for column, values in spec["period_weights"].items():
            n.investment_period_weightings[column] = values
    else:
        n.set_snapshots(hours)
    for column, values in spec["weights"].items():
        n.snapshot_weightings[column] = np.array(values, dtype=float)
    for kind, cls in CLASSES.items():
        for name, row in spec[kind].items():
            n.add(
                cls,
                name,
                **{
                    k: np.array(v, dtype=float) if isinstance(v, list) else v
                    for k, v in row.items()
                    if not k.startswith("nom_m")
                },
            )
        for name, row in spec[kind].items():
            for column in row:
                if column.startswith("nom_m"):
                    if column not in n.buses:
                        n.buses[column] = np.nan
                    n.buses.loc[name, column] = row[column]
    if spec.get("scenarios"):
        scenarios(n, spec)
    return n


def scenarios(n, spec):
    """Give the network its scenarios, with what differs in each, and its preference of risk."""
    n.set_scenarios(spec["scenarios"])
    for scenario, kinds in spec["differences"].items():
        for kind, rows in kinds.items():
            for name, row in rows.items():
                for column, value in row.items():
                    if isinstance(value, list):
                        n.components[kind].dynamic[column][(scenario, name)] = np.array(value, dtype=float)
                    else:
                        n.components[kind].static.loc[(scenario, name), column] = value
    if spec.get("risk"):
        n.set_risk_preference(*spec["risk"])


def held(n, path):
    """The network with the capacities that a file says are best."""
    found = pypsa.Network(path)
    for kind, attr in NOMINAL.items():
        frame, best = n.components[kind].static, found.components[kind].static
        if len(frame):
            chosen = frame[f"{attr}_extendable"]
            opt = best[f"{attr}_opt"].reindex(frame.index)[chosen]
            frame.loc[chosen, [f"{attr}_min", f"{attr}_max"]] = np.stack([opt, opt], axis=1)
    return n


def solved(n, spec):
    """What PyPSA makes of it: what ``n.optimize`` does, less the power flow after it."""
    multi = bool(spec["periods"])
    n._multi_invest = int(multi)
    n.consistency_check()
    model = n.optimize.create_model(multi_investment_periods=multi, include_objective_constant=True)
    _, condition = model.solve(solver_name="highs", mip_rel_gap=1e-9, output_flag=False)
    if condition != "optimal":
        return {"status": condition}
    return {"status": "optimal", "objective": float(model.objective.value), "constant": float(n._objective_constant)}


def main():
    """One answer a line."""
    talk, sys.stdout = sys.stdout, io.StringIO()
    for line in sys.stdin:
        spec = json.loads(line)
        try:
            n = built(spec)
            for kind, path in spec["export"].items():
                (n.export_to_netcdf if kind == "nc" else n.export_to_csv_folder)(path)
            answer = solved(held(n, spec["held"]) if spec.get("held") else n, spec)
        except Exception as error:  # told to the test, which decides
            traceback.print_exc()
            answer = {"status": "error", "why": f"{type(error).__name__}: {error}"}
        talk.write("ANSWER " + json.dumps(answer) + "\n")
        talk.flush()


if __name__ == "__main__":
    main()
