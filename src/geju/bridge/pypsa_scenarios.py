"""Networks with scenarios: capacities are chosen once, everything else in each scenario, and costs count as likely as it is.

Each scenario is stated as a network of its own (:class:`geju.bridge.pypsa_model.Model`) in one programme; here stands what
is between them: what may differ, the preference of risk, and results side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from geju.bridge.pypsa_check import CHECKED, CLASS, spot
from geju.bridge.pypsa_draft import Nominal
from geju.bridge.pypsa_lines import KINDS, impedances
from geju.bridge.pypsa_model import Model
from geju.bridge.pypsa_netcdf import Written
from geju.bridge.pypsa_results import Answer, frames
from geju.bridge.pypsa_source import Source, Table, Varied, attribute, numbers
from geju.core.calendar import Floats, Ints
from geju.core.errors import Fault, Faults, Where, refuse
from geju.core.process import Flags
from geju.core.system import Quantity

# what PyPSA wants to be the same in all scenarios: what is connected to what, and what is to choose at all
ALIKE = re.compile(
    r"bus\d*|type|(cyclic_)?delay\d*|[pse]_nom_(extendable|mod|set)|committable|sign|carrier|weight|build_year|lifetime|active"
)


def refuse_all(source: Source, faults: Sequence[Sequence[Fault]]) -> None:
    """Refuse what is wrong in any scenario; what is wrong in the first too is told once."""
    found = list(faults[0])
    for other, own in zip(source.others, faults[1:], strict=True):
        for fault in own:
            if fault not in faults[0]:
                where = fault.where
                found.append(replace(fault, where=replace(where, name=f"{where.name} ({other.scenario})".strip())))
    refuse(found)


def refuse_differences(source: Source) -> None:
    """Refuse what may not differ by scenario, and what PyPSA does not know where there are any. Faults B031, B032."""
    found = [fault for other in source.others for kind in CHECKED for fault in _differing(source, other, kind)]
    refuse([*found, *_unknown_to_pypsa(source)])


def _differing(source: Source, other: Source, kind: str) -> Iterator[Fault]:
    """Attributes that may not differ between two scenarios, and do."""
    one, two = source.table(kind), other.table(kind)
    if one.names.tolist() != two.names.tolist():
        yield _b031(source, other, one, 0, "name")
        return
    for name in sorted({*one.static, *two.static}):
        if attribute(kind, name) is not None and ALIKE.fullmatch(name):
            different = np.flatnonzero(_unlike(one, two, name))
            yield from (_b031(source, other, one, int(i), name) for i in different[:1])


def _unlike(one: Table, two: Table, name: str) -> Flags:
    """[i] whether two scenarios say different things."""
    known = attribute(one.kind, name)
    if known is None or known.kind == "text":
        return np.asarray(one.text(name) != two.text(name))
    if known.kind == "flag":
        return np.asarray(one.flag(name) != two.flag(name))
    left, right = one.number(name), two.number(name)
    return np.asarray((left != right) & ~(np.isnan(left) & np.isnan(right)))


def _b031(source: Source, other: Source, table: Table, item: int, name: str) -> Fault:
    blanks = {"component": CLASS[table.kind], "name": table.names[item] if len(table) else "", "attribute": name,
              "one": source.scenario, "other": other.scenario}  # fmt: skip
    return Fault(
        "B031", spot(source, table, item, name) if len(table) else Where(source.path.name, column=name), blanks
    )


def _unknown_to_pypsa(source: Source) -> Iterator[Fault]:
    """Limits of capacity that PyPSA itself refuses where there are scenarios."""
    if not source.scenario:
        return
    table, buses = source.table("global_constraints"), source.table("buses")
    for i in np.flatnonzero(table.text("type") == "tech_capacity_expansion_limit"):
        yield Fault("B032", spot(source, table, int(i), "type"), {"what": f"GlobalConstraint '{table.names[i]}'"})
    for column in (c for c in buses.static if c.startswith("nom_")):
        if any((~np.isnan(numbers(one.table("buses").static[column]))).any() for one in source.each):
            yield Fault("B032", Where(source.path.name, column=column), {"what": f"Bus {column}"})


def alike(models: Sequence[Model]) -> None:
    """Note impedances that differ: PyPSA takes those of the first scenario for all. Fault B031."""
    first = models[0]
    for model in models[1:]:
        for kind in KINDS:
            pair = [impedances(m, m.chosen[kind]) for m in (first, model)]
            different = np.any(
                [~np.isclose(a, b, rtol=1e-12, equal_nan=True) for a, b in zip(*pair, strict=True)], axis=0
            )
            for i in np.flatnonzero(different)[:1]:
                table = first.source.table(kind)
                item = int(first.chosen[kind].items[i])
                first.faults.append(_b031(first.source, model.source, table, item, "x, r"))


def no_clauses(source: Source) -> None:
    """Refuse clauses: which scenario they would speak of cannot be said. Error B033."""
    if source.scenario:
        raise Faults([Fault("B033", Where(source.path.name), {"names": ", ".join(s.scenario for s in source.each)})])


def risk(models: list[Model]) -> None:
    """What the dearest scenarios cost counts ω, the expected cost 1 − ω of the cost of running:

    θ + Σ_s probability[s] / (1 − α) · excess[s], with excess[s] ≥ 0 and excess[s] + θ ≥ cost[s]      "risk"
    """
    model = models[0]
    if not model.risk or model.risk[1] == 0:
        return
    alpha, omega = model.risk
    shares = np.array([m.source.share for m in models])
    level, disc = model.calendar.levels[0], model.calendar.disc[model.period]
    at = int(np.argmax(level.weight * disc))
    least = np.concatenate([[-np.inf], np.zeros(len(models))])
    mode = _figures(model, ["value at risk", *(f"{m.source.scenario} excess" for m in models)], least, at,
                    omega * np.concatenate([[1.0], shares / (1.0 - alpha)]) / (level.weight * disc)[at])  # fmt: skip
    rows = model.draft.limits([f"risk {m.source.scenario}" for m in models], (), 0.0, np.inf)
    model.draft.term(rows, Quantity.ACT, mode[1:], at, 1.0)
    model.draft.term(rows, Quantity.ACT, mode[0], at, 1.0)
    for row, one in zip(rows, models, strict=True):
        for items, cost in one.costly:
            k = np.flatnonzero(cost.ever(0.0))
            one.draft.term(
                row, Quantity.ACT, items[k][:, None], np.arange(one.slots), -cost.pick(k).dense() * one.worth
            )


def _figures(model: Model, names: list[str], least: Floats, at: int, cost: Floats) -> Ints:
    """Single figures of the programme: modes that are free from ``least`` on at one snapshot and 0 at all others."""
    count = len(names)
    high, low = np.zeros((count, model.slots)), np.zeros((count, model.slots))
    high[:, at], low[:, at] = np.inf, least
    blank = [""] * count
    process = model.draft.processes(names, ["risk"] * count, "risk", blank, blank, ["money"] * count, [frozenset()] * count,
                                    Nominal.given_only(1.0, count, model.years), Varied.of(high), Varied.of(low))  # fmt: skip
    return model.draft.modes(process, Varied.constant(cost, count, model.slots))


def joined(answers: list[Answer]) -> Answer:
    """Answers side by side: static columns ``[scenario, item]``, series ``[scenario, item, snapshot]``."""
    first = answers[0]
    if len(answers) == 1:
        return first
    written: Written = {}
    for kind, (static, series) in first.written.items():
        parts = [found.written[kind] for found in answers]
        written[kind] = (
            {column: np.stack([part[0][column] for part in parts]) for column in static},
            {
                column: (names, np.stack([part[1][column][1] for part in parts]))
                for column, (names, _) in series.items()
            },
        )
    return Answer(written, first.facts)


def all_frames(models: list[Model], answers: list[Answer]) -> dict[str, pl.DataFrame]:
    """The answers as tables, one scenario after another."""
    tables = [frames(model, found) for model, found in zip(models, answers, strict=True)]
    if not models[0].source.scenario:
        return tables[0]
    labels = [pl.lit(model.source.scenario).alias("scenario") for model in models]
    return {
        name: pl.concat([table[name].select(label, pl.all()) for table, label in zip(tables, labels, strict=True)])
        for name in tables[0]
    }
