"""Plan models of PyPSA exactly: a netCDF file, a folder of CSV files or a live network as a system, and results back into it.

=================  ==========================================================================================
of PyPSA           here
=================  ==========================================================================================
snapshots          slots of one level; objective weightings in its weights, store weightings in its hours
bus                balance, equality: nothing may be missing, nothing left over
generator, link    process with a mode; ports to its buses
line, transformer  process that runs both ways; voltage law as limits, one a cycle and snapshot
store              store on its bus: its level alone says what it gives and takes
storage unit       balance of its own with a store on it; charging runs on the capacity of dispatching
global constraint  limit
scenario           the whole network again, on the capacities of the first; costs times probability
=================  ==========================================================================================
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from geju.bridge import pypsa_csv, pypsa_live, pypsa_netcdf
from geju.bridge.imported import Imported, Values
from geju.bridge.pypsa_change import changed
from geju.bridge.pypsa_check import check
from geju.bridge.pypsa_emission import accounts
from geju.bridge.pypsa_flow import branches, generators, links, loads, multiports
from geju.bridge.pypsa_limits import bus_limits, global_constraints, growth
from geju.bridge.pypsa_lines import angles, typed, voltage
from geju.bridge.pypsa_model import Model
from geju.bridge.pypsa_results import Answer, answer
from geju.bridge.pypsa_rows import energy_sums, ramps, set_points
from geju.bridge.pypsa_scenarios import alike, all_frames, joined, no_clauses, refuse_all, refuse_differences, risk
from geju.bridge.pypsa_source import Source, Varied
from geju.bridge.pypsa_storage import storage_units, stores
from geju.core.place import Places
from geju.core.system import System
from geju.core.unit import UNNAMED

PARTS: tuple[Callable[[Model], None], ...] = (
    loads, generators, links, multiports, lambda m: branches(m, "lines"), lambda m: branches(m, "transformers"), stores,
    storage_units, voltage, angles, set_points, ramps, energy_sums, global_constraints, bus_limits, growth,
)  # fmt: skip


def is_network(value: object) -> bool:
    """Whether a path or a value is something :func:`load` reads."""
    if isinstance(value, str | Path):
        path = Path(value)
        return path.suffix == ".nc" or (path.is_dir() and pypsa_csv.is_network(path))
    return pypsa_live.is_network(value)


def load(network: Any) -> Imported:
    """A network as a system: a path to a netCDF file or CSV folder, or a live network. Errors: B codes, all at once."""
    live = None if isinstance(network, str | Path) else network
    if live is not None:
        source = pypsa_live.read(live)
    else:
        path = Path(network)
        source = pypsa_csv.read(path) if path.is_dir() else pypsa_netcdf.read(path)
    return imported(source, live)


def imported(source: Source, live: Any = None) -> Imported:
    """A network, once read, as a system. Errors: B codes, all at once."""
    models, system = stated(source)

    def results(values: Values) -> dict[str, pl.DataFrame]:
        return all_frames(models, [answer(model, system, values) for model in models])

    def write(values: Values, target: Path) -> None:
        put_back(source, joined([answer(model, system, values) for model in models]), target, live)

    def emitted(wide: System) -> System:
        no_clauses(source)
        return accounts(models[0], wide)

    return Imported(
        source.name, source.path, system, places(source), 0.0, source.digest, results, write, accounts=emitted,
        change=lambda name, value: imported(changed(source, name, value), live),
    )  # fmt: skip


def put_back(source: Source, found: Answer, target: Path, live: Any) -> None:
    """Results into a copy of the file or folder, or into the live network itself."""
    if live is not None:
        pypsa_live.write(live, found.written, found.facts)
    elif source.path.is_dir():
        pypsa_csv.write(source.path, target, found.written, found.facts)
    else:
        pypsa_netcdf.write(source.path, target, found.written, found.facts)


def stated(source: Source) -> tuple[list[Model], System]:
    """The model of a network, one a scenario where it has scenarios, and its system. Errors: B codes."""
    refuse_all(source, [check(one) for one in source.each])
    refuse_differences(source)
    known = [typed(one) for one in source.each]
    refuse_all(source, [faults for _, faults in known])
    source = replace(known[0][0], others=tuple(one for one, _ in known[1:]))
    models: list[Model] = []
    for one in source.each:
        models.append(Model(one, models[0] if models else None))
        for part in PARTS:
            part(models[-1])
        if not models[-1].faults:
            _balances(models[-1])
    alike(models)
    refuse_all(source, [model.faults for model in models])
    risk(models)
    return models, models[0].draft.system(UNNAMED, models[0].sunk)


def _balances(model: Model) -> None:
    """The balances of the buses, and after them those of storage."""
    buses = [str(b) for b in model.bus]
    model.draft.balances([str(c) for c in model.carrier], buses, model.units, Varied.of(model.demand))
    names, place, unit = zip(*model.own, strict=True) if model.own else ((), (), ())
    if not model.own:
        return
    demand = np.concatenate([d.dense() for d in model.own_demand]) if model.own_demand else np.zeros((0, model.slots))
    for number, gift in model.own_gift.items():
        demand[number] -= gift
    model.draft.balances(names, place, unit, Varied.of(demand))


def places(source: Source) -> Places:
    """The buses as places, and again in each scenario; a carrier, a country and a location are groups of them."""
    names: list[str] = []
    groups: list[list[str]] = []
    for one in [replace(source, scenario=""), *source.each] if source.scenario else [source]:
        table = one.table("buses")
        own = [str(n) for n in table.names]
        columns = [table.text(c) for c in ("carrier", "country", "location")]
        names += [f"{one.scenario}/{n}" if one.scenario else n for n in own]
        groups += [sorted({str(c[i]) for c in columns if c[i] and c[i] != n} - set(own)) for i, n in enumerate(own)]
    frame: dict[str, Any] = {"place": names, "level": ["bus"] * len(names), "parent": [""] * len(names), "groups": groups,
             "population": [0.0] * len(names)}  # fmt: skip
    schema: dict[str, Any] = {
        "place": pl.String,
        "level": pl.String,
        "parent": pl.String,
        "groups": pl.List(pl.String),
        "population": pl.Float64,
    }
    return Places(pl.DataFrame(frame, schema=schema))


__all__ = ["is_network", "load"]
