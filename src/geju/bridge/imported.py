"""A model of another tool as a system, with its own names, and the way back into that tool's files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from geju.core.calendar import Floats
from geju.core.errors import Fault, Faults, Where
from geju.core.place import Places
from geju.core.system import System


class Values(Protocol):
    """What a solved programme says of a system: see :class:`geju.plan.solution.Solution`."""

    @property
    def act(self) -> Floats: ...
    @property
    def cap(self) -> Floats: ...
    @property
    def new(self) -> Floats: ...
    @property
    def ret(self) -> Floats: ...
    @property
    def lev(self) -> Floats: ...
    @property
    def short(self) -> Floats: ...
    @property
    def over(self) -> Floats: ...
    @property
    def duals(self) -> dict[str, Floats]: ...
    @property
    def objective(self) -> float: ...


Results = dict[str, pl.DataFrame]


def _same(values: Values) -> Values:
    return values


def _nothing(values: Values | None) -> Imported | None:  # noqa: ARG001
    return None


def _as_it_is(system: System) -> System:
    return system


def _fixed(name: str, value: str) -> Imported:  # noqa: ARG001
    raise Faults([Fault("K004", Where(name=name), {"name": name, "known": "-"})])


@dataclass(frozen=True)
class Imported:
    """A model that was read from ``source`` and is planned as it stands.

    ``system`` what the programme is stated from; clauses select in the model's own names (its regions, buses, technologies,
    carriers) · ``places`` where they lie · ``rate`` discount rate of yearly costs · ``digest`` fingerprint of the files ·
    ``notes`` what a reader should know of how it was read, one sentence each · ``results`` turns values into the tables of
    the other tool · ``write`` puts those into its files · ``settle`` fills in what the programme had no need to state (a
    capacity that costs nothing) · ``whole`` the same model with the rows that were left out as never binding, when values
    break one of them (or there are no values), else None · ``accounts`` the system with the commodities that only clauses speak
    of · ``change`` the same model with one figure changed before it is stated.
    """

    name: str
    source: Path
    system: System
    places: Places
    rate: float
    digest: str
    results: Callable[[Values], Results]
    write: Callable[[Values, Path], None]
    notes: tuple[str, ...] = ()
    settle: Callable[[Values], Values] = _same
    whole: Callable[[Values | None], Imported | None] = _nothing
    accounts: Callable[[System], System] = _as_it_is
    change: Callable[[str, str], Imported] = _fixed


def flat_places(names: tuple[str, ...], level: str) -> Places:
    """Places without parents or groups, all of one level."""
    return Places(
        pl.DataFrame(
            {
                "place": list(names), "level": [level] * len(names), "parent": [""] * len(names),
                "groups": [[]] * len(names), "population": [0.0] * len(names),
            },
            schema={
                "place": pl.String, "level": pl.String, "parent": pl.String, "groups": pl.List(pl.String),
                "population": pl.Float64,
            },
        )
    )  # fmt: skip
