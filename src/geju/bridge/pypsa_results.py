"""What a solved programme says, in the words of PyPSA: capacities, dispatch, levels, prices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from geju.bridge.imported import Values
from geju.bridge.pypsa_flow import int_of, left
from geju.bridge.pypsa_limits import CAPACITIES
from geju.bridge.pypsa_model import Chosen, Model
from geju.bridge.pypsa_netcdf import Written
from geju.core.calendar import Floats
from geju.core.system import System


@dataclass
class Answer:
    """``written`` static columns and series by class · ``facts`` of the network itself."""

    written: Written = field(default_factory=dict)
    facts: dict[str, float] = field(default_factory=dict)

    def static(self, kind: str, column: str, values: NDArray[Any]) -> None:
        """A column of a static table."""
        self.written.setdefault(kind, ({}, {}))[0][column] = values

    def series(self, chosen: Chosen, column: str, rows: Floats) -> None:
        """A series of every component of a class: 0 for those that took no part."""
        whole = np.zeros((len(chosen.table), rows.shape[1]))
        whole[chosen.items] = rows
        self.written.setdefault(chosen.table.kind, ({}, {}))[1][column] = ([str(n) for n in chosen.table.names], whole)


def answer(model: Model, system: System, values: Values) -> Answer:
    """Everything PyPSA itself would put into the network: p_nom_opt and the like, p, e, state of charge, prices, objective."""
    found = Answer()
    act = values.act.reshape(-1, model.slots)
    level = values.lev.reshape(-1, model.slots)
    for kind, attr in CAPACITIES.items():
        if len(model.source.table(kind)):
            found.static(kind, f"{attr}_opt", _capacity(model, kind, attr, values))
    for kind in ("generators", "links", "processes", "lines", "transformers"):
        chosen = model.chosen[kind]
        if len(chosen.table):
            _flows(model, found, chosen, act[chosen.mode])
    _storage(model, found, act, level)
    if len(model.source.table("loads")):
        chosen = model.chosen["loads"]
        found.series(chosen, "p", chosen.varied("p_set").dense())
    _prices(model, system, found, values)
    found.facts |= {"_objective": values.objective - system.sunk, "_objective_constant": system.sunk}
    return found


def _capacity(model: Model, kind: str, attr: str, values: Values) -> Floats:
    """The capacity of every component: as chosen, else as it stands."""
    chosen, table = model.chosen[kind], model.source.table(kind)
    whole = table.number(attr).copy()
    ext = chosen.extendable
    whole[chosen.items[ext]] = values.cap[chosen.process[ext], chosen.first[ext]]
    return whole


def _flows(model: Model, found: Answer, chosen: Chosen, p: Floats) -> None:
    """Power at every port, positive where it leaves the bus."""
    kind = chosen.table.kind
    if kind == "generators":
        found.series(chosen, "p", p)
        return
    if kind in ("lines", "transformers"):
        found.series(chosen, "p0", p)
        found.series(chosen, "p1", -p)
        return
    found.series(chosen, "p", p)
    if kind == "links":
        found.series(chosen, "p0", p)
    for port in (("0",) if kind == "processes" else ()) + ("1", *chosen.table.ports):
        end = "" if kind == "links" and port == "1" else port
        rate = chosen.varied(("efficiency" if kind == "links" else "rate") + end).dense()
        there = (model.buses_of(chosen.text(f"bus{port}")) >= 0)[:, None]
        found.series(
            chosen,
            f"p{port}",
            np.where(there, -_arrived(model, chosen, p, f"delay{end}", f"cyclic_delay{end}") * rate, 0.0),
        )


def _arrived(model: Model, chosen: Chosen, p: Floats, delay: str, cyclic: str) -> Floats:
    """Power as it arrives, after its delay."""
    wait, loops = int_of(chosen.number(delay)), chosen.flag(cyclic)
    if not (wait > 0).any():
        return p
    late = p.copy()
    for i in np.flatnonzero(wait > 0):
        origin, valid = left(model, int(wait[i]), bool(loops[i]))
        late[i] = np.where(valid, p[i, origin], 0.0)
    return late


def _storage(model: Model, found: Answer, act: Floats, level: Floats) -> None:
    chosen, kept = model.chosen["stores"], model.kept["stores"]
    if len(chosen.table):
        e = level[kept.store]
        p = _store_power(model, kept, e)
        own = kept.mode >= 0
        p[own] = act[kept.mode[own]]
        found.series(chosen, "e", e)
        found.series(chosen, "p", p)
    chosen, kept = model.chosen["storage_units"], model.kept["storage_units"]
    if len(chosen.table):
        gives, takes = act[chosen.mode], act[kept.charge]
        spill = np.zeros(gives.shape)
        spill[kept.spill >= 0] = act[kept.spill[kept.spill >= 0]]
        for name, rows in (("p_dispatch", gives), ("p_store", takes), ("p", gives - takes), ("spill", spill),
                           ("state_of_charge", level[kept.store])):  # fmt: skip
            found.series(chosen, name, rows)


def _store_power(model: Model, kept: Any, e: Floats) -> Floats:
    """Power of stores: p = (keep · e before + what is brought − e) / hours."""
    hours = model.calendar.levels[0].hours
    keep = (1.0 - kept.chain.loss.dense()) ** hours
    through = np.take(e, (np.arange(model.slots) - 1) % model.slots, axis=1)
    inside = np.take(e, model.calendar.levels[0].prev, axis=1)
    before = np.where(kept.chain.per_period[:, None], inside, through)
    held = np.where(kept.opens, kept.chain.initial[:, None], keep * before)
    return np.asarray((held - e) / hours)


def _prices(model: Model, system: System, found: Answer, values: Values) -> None:
    """Marginal prices of buses, and those of global constraints; in a scenario times its probability, as PyPSA has them."""
    dual = values.duals["balance"].reshape(-1, model.slots)[model.base : model.base + len(model.bus)]
    names = [str(b) for b in model.bus]
    found.written.setdefault("buses", ({}, {}))[1]["marginal_price"] = (names, dual / model.worth)
    table = model.source.table("global_constraints")
    if len(table):
        place = (
            {name: i for i, name in enumerate(system.limits.name) if name.startswith(f"{model.label}GlobalConstraint ")}
            if table.names.size
            else {}
        )
        keys = [f"{model.label}GlobalConstraint {n}" for n in table.names]
        mu = [values.duals["limit"][place[key]] if key in place else 0.0 for key in keys]
        found.static("global_constraints", "mu", np.array(mu))


def frames(model: Model, found: Answer) -> dict[str, pl.DataFrame]:
    """The answer as tables: one a class with its static results, one a series in long form."""
    labels = pl.Series("snapshot", model.source.snapshots)
    tables = {}
    for kind, (static, series) in found.written.items():
        if static:
            names = pl.Series("name", [str(n) for n in model.source.table(kind).names], dtype=pl.String)
            tables[kind] = pl.DataFrame({"name": names} | static)
        for column, (names_, rows) in series.items():
            tables[f"{kind}-{column}"] = pl.DataFrame({"snapshot": labels} | dict(zip(names_, rows, strict=True)))
    return tables
