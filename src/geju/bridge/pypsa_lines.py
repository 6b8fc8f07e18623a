"""Lines and transformers: standard types, impedances, the voltage law on independent cycles, limits of voltage angles."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from geju.bridge.pypsa_cycles import cycle_entries, grown
from geju.bridge.pypsa_draft import Nominal
from geju.bridge.pypsa_model import Chosen, Model
from geju.bridge.pypsa_source import Source, Table, Varied
from geju.core.calendar import Floats, Ints
from geju.core.errors import Fault, Where, nearest
from geju.core.process import Flags
from geju.core.system import Quantity

RADIAN = np.pi / 180.0
KINDS = ("lines", "transformers")


@cache
def standard_types(kind: str) -> dict[str, dict[str, float]]:
    """The standard types that PyPSA brings with every network."""
    with Path(__file__).with_name(f"pypsa_{kind}.csv").open(encoding="utf-8", newline="") as stream:
        return {
            row["name"]: {k: float(v) for k, v in row.items() if k not in ("name", "source")}
            for row in csv.DictReader(stream)
        }


def types_of(source: Source, kind: str) -> dict[str, dict[str, float]]:
    """The types a network knows: the standard ones, and its own before them."""
    known = dict(standard_types(kind))
    table, columns = source.table(kind), next(iter(known.values()))
    values = {column: table.number(column) for column in columns}
    return known | {str(name): {c: float(values[c][i]) for c in columns} for i, name in enumerate(table.names)}


def typed(source: Source) -> tuple[Source, list[Fault]]:
    """The network with what standard types say of impedances, sizes and taps. Fault B019.

    Lines: ``r, x = per length · length / num_parallel``. Transformers: ``r = vscr/100``, ``x = √((vsc/100)² − r²)``, both over
    num_parallel, ``tap_ratio = 1 + (tap_position − tap_neutral) · tap_step/100``, with the type's s_nom and phase shift.
    """
    tables, faults = dict(source.tables), []
    for kind, of in (("lines", "line_types"), ("transformers", "transformer_types")):
        table = source.table(kind)
        named = table.text("type")
        items = np.flatnonzero(named != "")
        if not len(items):
            continue
        known = types_of(source, of)
        for i in items:
            if named[i] not in known:
                where = Where(source.path.name, column="type", name=f"{kind[:-1].capitalize()} '{table.names[i]}'")
                faults.append(
                    Fault("B019", where, {"name": table.names[i], "type": named[i]}, nearest(named[i], known))
                )
        items = np.array([i for i in items if named[i] in known], dtype=np.int64)
        found = {column: np.array([known[named[i]][column] for i in items]) for column in next(iter(known.values()))}
        tables[kind] = _with(table, items, (_line if kind == "lines" else _transformer)(table, items, found))
    return replace(source, tables=tables), faults


def _with(table: Table, items: Ints, columns: dict[str, Floats]) -> Table:
    static = dict(table.static)
    for name, values in columns.items():
        whole = table.number(name).copy()
        whole[items] = values
        static[name] = whole
    return replace(table, static=static)


def _line(table: Table, items: Ints, of: dict[str, Floats]) -> dict[str, Floats]:
    length = table.number("length")[items] / table.number("num_parallel")[items]
    return {"r": of["r_per_length"] * length, "x": of["x_per_length"] * length}


def _transformer(table: Table, items: Ints, of: dict[str, Floats]) -> dict[str, Floats]:
    r = of["vscr"] / 100.0
    x = np.sqrt((of["vsc"] / 100.0) ** 2 - r**2)
    parallel = table.number("num_parallel")[items]
    tap = 1.0 + (table.number("tap_position")[items] - of["tap_neutral"]) * of["tap_step"] / 100.0
    return {
        "r": r / parallel,
        "x": x / parallel,
        "s_nom": of["s_nom"],
        "phase_shift": of["phase_shift"],
        "tap_ratio": tap,
    }


def impedances(model: Model, chosen: Chosen) -> tuple[Floats, Floats, Floats]:
    """Per unit of 1 MVA: effective reactance and resistance, and the reactance that tells what is connected at all."""
    with np.errstate(divide="ignore", invalid="ignore"):
        if chosen.table.kind == "lines":
            volts = model.source.table("buses").number("v_nom")[model.buses_of(chosen.text("bus0"))] ** 2
            x, r = chosen.number("x") / volts, chosen.number("r") / volts
            return x, r, x
        size, tap = chosen.number("s_nom"), chosen.number("tap_ratio")
        x, r = chosen.number("x") / size, chosen.number("r") / size
        return x * tap, r * tap, x


def voltage(model: Model) -> None:
    """Σ_{l in cycle} ± x[l] · s[l, t] + Σ ± phase shift[l, t] = 0, cycle by cycle; r instead of x where current is direct.

    "voltage law"; each row divided by its largest impedance.
    """
    both = [model.chosen[kind] for kind in KINDS if len(model.chosen[kind])]
    if not both:
        return
    ends = [np.concatenate([model.buses_of(c.text(bus)) for c in both]) for bus in ("bus0", "bus1")]
    x, r, plain = (np.concatenate([impedances(model, c)[k] for c in both]) for k in range(3))
    mode = np.concatenate([c.mode for c in both])
    stands = np.concatenate([c.stands for c in both])
    shift = Shift(model, both)
    known: dict[bytes, Any] = {}
    for y in range(model.years):
        key = stands[:, y].tobytes()
        if key not in known:
            direct = _direct(model, ends, stands[:, y])
            known[key] = cycle_entries(
                ends, np.flatnonzero(stands[:, y] & np.isfinite(plain)), np.where(direct, r, x), len(model.bus)
            )
        cycle, branch, sign, weight = known[key]
        if len(cycle):
            _state(model, y, cycle, mode[branch], sign * weight, sign, branch, shift)


def _state(
    model: Model, y: int, cycle: Ints, mode: Ints, coef: Floats, sign: Floats, branch: Ints, shift: Shift
) -> None:
    count, slots = int(cycle.max()) + 1, np.flatnonzero(model.period == y)
    most = np.zeros(count)
    np.maximum.at(most, cycle, np.abs(coef))
    scale = np.where(most > 0, most, 1.0)
    total = np.zeros((count, len(slots)))
    fixed = np.flatnonzero(shift.fixed[branch])
    if len(fixed):
        np.add.at(total, cycle[fixed], sign[fixed, None] * shift.angle[branch[fixed]][:, slots])
    side = (-total / scale[:, None]).ravel()
    labels = [model.source.snapshots[t] for t in slots]
    rows = model.draft.limits(
        [f"voltage law {model.calendar.periods[y]}/{k}" for k in range(count)], labels, side, side
    )
    rows = rows.reshape(count, len(slots))
    model.draft.term(rows[cycle], Quantity.ACT, mode[:, None], slots, (coef / scale[cycle])[:, None])
    moved = np.flatnonzero(shift.mode[branch] >= 0)
    model.draft.term(rows[cycle[moved]], Quantity.ACT, shift.mode[branch[moved]][:, None], slots,
                     (sign[moved] * RADIAN / scale[cycle[moved]])[:, None])  # fmt: skip


class Shift:
    """Phase shifts of transformers: ``angle`` [branch, t] in radians where fixed, ``mode`` [branch] where they are chosen."""

    def __init__(self, model: Model, both: list[Chosen]) -> None:
        count = sum(len(c) for c in both)
        self.mode = np.full(count, -1, dtype=np.int64)
        self.fixed = np.zeros(count, dtype=bool)
        self.angle = np.zeros((0, model.slots))
        chosen = both[-1]
        if chosen.table.kind != "transformers":
            return
        here = np.arange(count - len(chosen), count)
        low, high = chosen.number("phase_shift_min"), chosen.number("phase_shift_max")
        moves = low < high
        set_to = chosen.varied("phase_shift")
        self.fixed[here] = ~moves & set_to.ever(0.0)
        if self.fixed.any():
            self.angle = np.zeros((count, model.slots))
            self.angle[here] = set_to.dense() * RADIAN
        self.mode[here] = shift_modes(model, chosen, np.flatnonzero(moves), low, high)


def shift_modes(model: Model, chosen: Chosen, items: Ints, low: Floats, high: Floats) -> Ints:
    """Phase shifts that are chosen snapshot by snapshot: processes without ports, in degrees."""
    mode, count = np.full(len(chosen), -1, dtype=np.int64), len(items)
    if count:
        names, blank = [f"{n} phase shift" for n in chosen.names[items]], [""] * count
        process = model.draft.processes(
            names, ["phase shift"] * count, "transformers", chosen.text("bus0")[items], blank, ["degree"] * count,
            [frozenset()] * count, Nominal.given_only(1.0, count, model.years),
            Varied.constant(high[items], count, model.slots), Varied.constant(low[items], count, model.slots),
        )  # fmt: skip
        mode[items] = model.draft.modes(process, Varied.constant(0.0, count, model.slots))
    model.shift_mode = mode
    return mode


def _direct(model: Model, ends: list[Ints], stands: Flags) -> Flags:
    """[branch] whether its sub-network is one of direct current: the carrier of its first bus is anything but AC."""
    count = len(model.bus)
    parent = grown(ends, np.flatnonzero(stands), count)[0]
    root = np.where(parent < 0, np.arange(count), parent)
    while (root[root] != root).any():
        root = root[root]
    first = np.full(count, count)
    np.minimum.at(first, root, np.arange(count))
    return np.asarray(model.carrier[first[root]][ends[0]] != "AC")


def angles(model: Model) -> None:
    """|x · s + phase shift| ≤ v_ang_max where that is finite, lines of direct current left out: rows "angle"."""
    for kind in KINDS:
        chosen = model.chosen[kind]
        most = chosen.number("v_ang_max") if len(chosen) else np.zeros(0)
        if not len(chosen) or not np.isfinite(most).any():
            continue
        x = impedances(model, chosen)[0]
        ok = np.isfinite(most) & (x != 0)
        if kind == "lines":
            carrier = [
                c or model.carrier[b]
                for c, b in zip(chosen.text("carrier"), model.buses_of(chosen.text("bus0")), strict=True)
            ]
            ok &= np.array([c == "AC" for c in carrier])
        items = np.flatnonzero(ok)
        cap = (most[items] * RADIAN / x[items])[:, None] * np.where(chosen.stands[items][:, model.period], 1.0, np.inf)
        offset = np.zeros(cap.shape)
        moves = np.full(len(items), -1)
        if kind == "transformers":
            moves = model.shift_mode[items]
            angle = chosen.varied("phase_shift").pick(items).dense() * RADIAN / x[items, None]
            offset = np.where(moves[:, None] >= 0, 0.0, angle)
        stems = [f"angle {n}" for n in chosen.names[items]]
        sides = [(s * cap - offset).ravel() for s in (-1.0, 1.0)]
        rows = model.draft.limits(stems, model.source.snapshots, *sides).reshape(cap.shape)
        slots = np.arange(model.slots)
        model.draft.term(rows, Quantity.ACT, chosen.mode[items][:, None], slots, 1.0)
        k = np.flatnonzero(moves >= 0)
        model.draft.term(rows[k], Quantity.ACT, moves[k][:, None], slots, (RADIAN / x[items[k]])[:, None])
