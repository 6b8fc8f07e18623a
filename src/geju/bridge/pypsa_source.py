"""A PyPSA network as plain arrays, wherever it came from: a netCDF file, a folder of CSV files, or a live network."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geju.core.calendar import Floats, Ints
from geju.core.process import Flags

Names = NDArray[np.object_]
TRUE = ("true", "1", "1.0", "yes")


class Attribute(NamedTuple):
    """One attribute as PyPSA 1.4 declares it; ``role`` is used, label (no effect on the optimum), result or refused."""

    kind: str
    default: Any
    varies: bool
    role: str


@cache
def attributes() -> dict[str, dict[str, Attribute]]:
    """Every attribute of every class of components, by list name: ``attributes()["generators"]["p_nom"]``."""
    found: dict[str, dict[str, Attribute]] = {}
    with Path(__file__).with_name("pypsa_attributes.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            text, kind = row["default"], row["kind"]
            default = text if kind == "text" else text == "True" if kind == "flag" else float(text)
            found.setdefault(row["table"], {})[row["attribute"]] = Attribute(
                kind, default, bool(row["varies"]), row["role"]
            )
    return found


# attributes of further ports: bus2, efficiency2, delay2 … say what these say
PORTS = {
    "links": {"bus": "bus1", "efficiency": "efficiency", "delay": "delay", "cyclic_delay": "cyclic_delay", "p": "p1"},
    "processes": {"bus": "bus1", "rate": "rate1", "delay": "delay1", "cyclic_delay": "cyclic_delay1", "p": "p1"},
}


def attribute(table: str, name: str) -> Attribute | None:
    """What PyPSA declares of an attribute, further ports included; None for a column of the user's own."""
    known = attributes().get(table, {})
    if name in known:
        return known[name]
    stem = name.rstrip("0123456789")
    port = name[len(stem) :]
    if table in PORTS and stem in PORTS[table] and port.isdigit() and int(port) >= 2:
        found = known[PORTS[table][stem]]
        return found._replace(default="") if stem == "bus" else found
    return None


@dataclass(frozen=True)
class Varied:
    """A number per item that may vary over the snapshots: ``value`` [i], and ``rows`` [k, t] for the ``items`` [k] that do."""

    value: Floats
    items: Ints
    rows: Floats

    @classmethod
    def constant(cls, value: Any, count: int, slots: int) -> Varied:
        """The same for every item, or one number an item."""
        return cls(np.broadcast_to(np.asarray(value, float), (count,)), np.zeros(0, np.int64), np.zeros((0, slots)))

    @classmethod
    def of(cls, rows: Floats) -> Varied:
        """From ``[item, slot]``; what does not vary is kept as a number."""
        flat = (rows == rows[:, :1]).all(axis=1) if rows.shape[1] else np.ones(len(rows), bool)
        return cls(np.where(flat, rows[:, 0], 1.0), np.flatnonzero(~flat), rows[~flat])

    def __len__(self) -> int:
        return len(self.value)

    def pick(self, chosen: Ints) -> Varied:
        """The chosen items, in that order."""
        place = np.full(len(self.value), -1)
        place[self.items] = np.arange(len(self.items))
        k = place[chosen]
        return Varied(self.value[chosen], np.flatnonzero(k >= 0), self.rows[k[k >= 0]])

    def times(self, factor: Any) -> Varied:
        """Each item multiplied by its factor."""
        factor = np.broadcast_to(np.asarray(factor, float), self.value.shape)
        return Varied(self.value * factor, self.items, self.rows * factor[self.items, None])

    def dense(self) -> Floats:
        """``[item, slot]``."""
        whole = np.repeat(self.value[:, None], self.rows.shape[1], axis=1)
        whole[self.items] = self.rows
        return whole

    def ever(self, value: float) -> Flags:
        """[i] whether it is anywhere something else than ``value``."""
        flags: Flags = self.value != value
        flags = flags.copy()
        flags[self.items] = (self.rows != value).any(axis=1)
        return flags

    def mapped(self, function: Any) -> Varied:
        """A function of numbers applied throughout."""
        return Varied(function(self.value), self.items, function(self.rows))


@dataclass(frozen=True)
class Table:
    """The components of one class: ``static`` attributes [i], and ``series`` (items [k], values [k, snapshot])."""

    kind: str
    names: Names
    slots: int
    static: dict[str, NDArray[Any]] = field(default_factory=dict)
    series: dict[str, tuple[Ints, Floats]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)

    def _declared(self, name: str) -> Attribute:
        found = attribute(self.kind, name)
        if found is None:
            raise KeyError(f"{self.kind} have no attribute {name!r}")
        return found

    def number(self, name: str) -> Floats:
        """A number per item; what is missing has the default."""
        default = self._declared(name).default
        if name not in self.static:
            return np.full(len(self), float(default))
        values = numbers(self.static[name])
        return values if np.isnan(default) else np.where(np.isnan(values), float(default), values)

    def flag(self, name: str) -> Flags:
        """Yes or no per item."""
        default = bool(self._declared(name).default)
        if name not in self.static:
            return np.full(len(self), default)
        return flags(self.static[name], default)

    def text(self, name: str) -> Names:
        """A text per item, blank when missing."""
        if name not in self.static:
            default = "" if attribute(self.kind, name) is None else str(self._declared(name).default)
            return np.full(len(self), default, dtype=object)
        return texts(self.static[name])

    def varied(self, name: str) -> Varied:
        """A number per item that may vary over the snapshots; a series wins over the number."""
        items, rows = self.series.get(name, (np.zeros(0, np.int64), np.zeros((0, self.slots))))
        return Varied(self.number(name), items, rows)

    @property
    def ports(self) -> tuple[str, ...]:
        """The numbers of the further ports (``2``, ``3`` …)."""
        found = {c[3:] for c in self.static if c.startswith("bus") and c[3:].isdigit() and int(c[3:]) >= 2}
        return tuple(sorted(found, key=int))


@dataclass(frozen=True)
class Source:
    """A network: its tables by list name, its snapshots with their weightings, and its investment periods if it has any.

    ``snapshots`` [t] labels · ``period`` [t] the number of the investment period · ``weights`` by column
    (objective, stores, generators) [t] · ``periods`` [y] names · ``period_weights`` by column (objective, years) [y].

    A network with scenarios is the network in its first ``scenario``, of probability ``share``, with ``others``: the same in
    each of the other ones. ``risk`` is its preference α, ω, where it has one.
    """

    name: str
    path: Path
    tables: Mapping[str, Table]
    snapshots: tuple[str, ...]
    period: Ints
    weights: Mapping[str, Floats]
    periods: tuple[str, ...]
    period_weights: Mapping[str, Floats]
    digest: str = ""
    piecewise: tuple[tuple[str, str], ...] = ()
    scenario: str = ""
    share: float = 1.0
    others: tuple[Source, ...] = ()
    risk: tuple[float, float] | None = None

    @property
    def multi(self) -> bool:
        """Whether there are investment periods."""
        return bool(self.periods)

    @property
    def each(self) -> tuple[Source, ...]:
        """The network in each of its scenarios; itself where it has none."""
        return (self, *self.others)

    def with_scenarios(self, names: Sequence[str], shares: Floats, tables: Sequence[dict[str, Table]]) -> Source:
        """The network with scenarios: what they are called, how likely they are, and the tables of each."""
        found = [
            replace(self, scenario=name, share=float(share), tables=own)
            for name, share, own in zip(names, shares, tables, strict=True)
        ]
        return replace(found[0], others=tuple(found[1:]))

    def table(self, kind: str) -> Table:
        """The components of a class; an empty table when the network has none."""
        return self.tables.get(kind) or Table(kind, np.zeros(0, dtype=object), len(self.snapshots))


def numbers(values: NDArray[Any]) -> Floats:
    """Numbers from whatever a file holds; blanks become NaN."""
    if values.dtype.kind in "fiub":
        return values.astype(np.float64, copy=False)
    return np.array([_number(v) for v in values], dtype=np.float64)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        return {"true": 1.0, "false": 0.0}.get(str(value).strip().lower(), np.nan)


def flags(values: NDArray[Any], default: bool) -> Flags:
    """Yes or no from whatever a file holds; blanks have the default."""
    if values.dtype.kind == "b":
        return values
    if values.dtype.kind in "fiu":
        return np.where(np.isnan(values), default, values != 0) if values.dtype.kind == "f" else values != 0
    words = [str(v).strip().lower() for v in values]
    return np.array([default if w in ("", "nan", "none") else w in TRUE for w in words], dtype=bool)


def texts(values: NDArray[Any]) -> Names:
    """Texts from whatever a file holds; blanks and not-a-number become empty."""
    return np.array(["" if v is None or v != v else str(v) for v in values.tolist()], dtype=object)


def by_period(periods: Iterable[Any] | None, count: int) -> tuple[Ints, tuple[str, ...]]:
    """[t] the number of each snapshot's period, and the periods in order; one nameless period when there are none."""
    if periods is None:
        return np.zeros(count, np.int64), ()
    labels = [plain(p) for p in periods]
    names = tuple(dict.fromkeys(labels))
    number = {name: i for i, name in enumerate(names)}
    return np.array([number[x] for x in labels], dtype=np.int64), names


def plain(value: Any) -> str:
    """A year as text: ``2030.0`` → ``2030``."""
    number = _number(value)
    return str(int(number)) if number == number and number == int(number) else str(value)
