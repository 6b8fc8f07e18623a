"""A system in the making over one level of snapshots: whole arrays are added at a time, never single items."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, overload

import numpy as np

from geju.bridge.pypsa_source import Names, Varied
from geju.core.balance import Balances
from geju.core.calendar import Calendar, Floats, Ints, Timed
from geju.core.process import Flags, Modes, Ports, Processes, Takes
from geju.core.store import Stores
from geju.core.system import ClauseRows, Limits, Quantity, System, Terms

Texts = Sequence[str] | Names
LIFE = 1e9  # stands through every horizon


class Labels(Sequence[str]):
    """Names made when asked for: each stem with each label, ``stem[label]``, stem after stem."""

    def __init__(self, parts: Iterable[tuple[Sequence[str], Sequence[str]]]) -> None:
        self.parts = list(parts)
        self.ends = np.cumsum([len(stems) * max(len(labels), 1) for stems, labels in self.parts]).tolist()

    def __len__(self) -> int:
        return int(self.ends[-1]) if self.ends else 0

    @overload
    def __getitem__(self, key: int) -> str: ...
    @overload
    def __getitem__(self, key: slice) -> list[str]: ...
    def __getitem__(self, key: int | slice) -> str | list[str]:
        if isinstance(key, slice):
            return [self[i] for i in range(*key.indices(len(self)))]
        number = range(len(self))[int(key)]
        part = int(np.searchsorted(self.ends, number, side="right"))
        stems, labels = self.parts[part]
        local = number - (self.ends[part - 1] if part else 0)
        if not labels:
            return stems[local]
        return f"{stems[local // len(labels)]}[{labels[local % len(labels)]}]"


@dataclass
class Nominal:
    """Capacities of some processes, [p, y]; see :class:`geju.core.process.Processes`."""

    given: Floats
    new_max: Floats
    cap_min: Floats
    cap_max: Floats
    lump: Floats
    stand_cost: Floats
    fixed: Floats
    life: Floats

    @classmethod
    def given_only(cls, given: Any, count: int, years: int) -> Nominal:
        """Capacity that stands and nothing to choose."""
        zero, flat = np.zeros((count, years)), np.zeros(count)
        held = np.broadcast_to(np.asarray(given, float), (count, years))
        return cls(held, zero, zero, zero + np.inf, flat, zero, flat, flat + LIFE)

    def pick(self, chosen: Ints) -> Nominal:
        """Those of some of the processes."""
        return Nominal(**{name: values[chosen] for name, values in vars(self).items()})


class Draft:
    """The four nouns as lists of arrays; :meth:`system` puts them one after another."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.slots, self.years = calendar.levels[0].size, len(calendar.periods)
        self.rows: list[Floats] = [np.ones((1, self.slots))]
        self.row_count = 1
        self.counts = dict.fromkeys(("balance", "process", "mode", "port", "store", "limit"), 0)
        self.parts: dict[str, list[dict[str, Any]]] = {name: [] for name in self.counts}
        self.terms: list[tuple[Any, ...]] = []
        self.base, self.label = 0, ""

    def begin(self, scenario: str) -> None:
        """From here on balances are counted from 0 again, and names and places have that of the scenario before them."""
        self.base, self.label = self.counts["balance"], f"{scenario}/" if scenario else ""

    @contextmanager
    def everywhere(self) -> Iterator[None]:
        """For what belongs to all scenarios: names as they are."""
        label, self.label = self.label, ""
        yield
        self.label = label

    def named(self, names: Texts) -> tuple[str, ...]:
        """Names in the scenario; blank stays blank."""
        return tuple(self.label + name if name else "" for name in names) if self.label else tuple(names)

    def timed(self, varied: Varied) -> Timed:
        """The values of items, their series kept once."""
        row = np.zeros(len(varied), dtype=np.int64)
        scale = varied.value.astype(np.float64, copy=True)
        if len(varied.items):
            row[varied.items] = self.row_count + np.arange(len(varied.items))
            scale[varied.items] = 1.0
            self.rows.append(varied.rows)
            self.row_count += len(varied.items)
        return Timed(scale, row)

    def constant(self, value: float, count: int) -> Timed:
        """The same number for some items."""
        return Timed.constant(np.full(count, value))

    def add(self, noun: str, count: int, **columns: Any) -> Ints:
        """Add ``count`` items of a noun and give their numbers."""
        first = self.counts[noun]
        self.counts[noun] += count
        if count:
            self.parts[noun].append(columns)
        return np.arange(first, first + count)

    def balances(self, commodity: Sequence[str], place: Sequence[str], unit: Sequence[str], demand: Varied) -> Ints:
        """Balances that hold exactly: nothing may be missing and nothing left over."""
        none = self.constant(np.inf, len(commodity))
        return self.add("balance", len(commodity), commodity=tuple(commodity), place=self.named(place), unit=tuple(unit),
                        demand=self.timed(demand), shortage=none, surplus=none)  # fmt: skip

    def processes(
        self, name: Texts, kind: Texts, sector: str, place: Texts, to: Texts, unit: Texts,
        tags: Sequence[frozenset[str]], nominal: Nominal, high: Varied, low: Varied, owner: Ints | None = None,
    ) -> Ints:  # fmt: skip
        """Processes with their capacities and the shares of it between which they run; owner −1 is itself."""
        count = len(name)
        own = np.arange(self.counts["process"], self.counts["process"] + count)
        own = own if owner is None else np.where(owner < 0, own, owner)
        return self.add(
            "process", count, name=self.named(name), kind=tuple(kind), sector=(sector,) * count, place=self.named(place),
            to=self.named(to), unit=tuple(unit), tags=tuple(tags), high=self.timed(high), low=self.timed(low),
            owner=own, **vars(nominal),
        )  # fmt: skip

    def modes(self, process: Ints, cost: Varied, name: str = "") -> Ints:
        """One mode for each of some processes; ``cost`` money per unit of rate and year."""
        return self.add("mode", len(process), name=(name,) * len(process), process=process, cost=self.timed(cost))

    def ports(self, mode: Ints, balance: Ints, rate: Varied) -> None:
        """What running modes give to balances; negative takes. Balance −1: there is none."""
        chosen = np.flatnonzero(balance >= 0)
        self.add(
            "port",
            len(chosen),
            item=mode[chosen],
            balance=self.base + balance[chosen],
            rate=self.timed(rate.pick(chosen)),
        )

    def stores(
        self, name: Sequence[str], kind: Sequence[str], balance: Ints, process: Ints, content: Floats, low: Varied, high: Varied,
        keep: Floats, start: Floats, through: Flags,
    ) -> Ints:  # fmt: skip
        """Stores on balances; ``content`` per unit of the capacity of their process."""
        return self.add(
            "store", len(name), name=self.named(name), kind=tuple(kind), balance=self.base + balance, process=process,
            content=content, low=self.timed(low), high=self.timed(high), keep=keep, start=start, through=through,
        )  # fmt: skip

    def limits(self, stems: Sequence[str], labels: Sequence[str], low: Any, high: Any) -> Ints:
        """Rows ``low ≤ Σ terms ≤ high``, one for each stem (and label, where there are any)."""
        count = len(stems) * max(len(labels), 1)
        low, high = (np.broadcast_to(np.asarray(x, float), (count,)) for x in (low, high))
        return self.add("limit", count, names=(self.named(stems), labels), low=low, high=high)

    def term(self, row: Any, quantity: Quantity, item: Any, slot: Any, coef: Any) -> None:
        """Entries of limits; all broadcast to one shape."""
        self.terms.append((np.asarray(row, dtype=np.int32), quantity, item, slot, coef))

    def system(self, money: str, sunk: float) -> System:
        """Everything added, as a system."""
        takes = Takes(_ints(), _ints(), np.zeros((0, self.years)))
        return System(
            self.calendar, (np.concatenate(self.rows),), self._balances(), self._processes(), self._modes(), self._ports(),
            _no_ports(), _no_ports(), takes, self._stores(), self._limits(), ClauseRows.none(), money, sunk=sunk,
        )  # fmt: skip

    def _processes(self) -> Processes:
        p, count = self.joined("process", Nominal.__dataclass_fields__), self.counts["process"]
        zero = np.zeros((count, self.years))
        return Processes(
            p["name"], p["kind"], p["sector"], p["place"], p["to"], p["unit"], p["tags"], np.zeros(count, np.int64), p["given"],
            p["new_max"], p["cap_min"], p["cap_max"], np.zeros(count, bool), p["life"], p["lump"], p["high"], p["low"],
            p["owner"], np.ones(count), zero, zero, p["stand_cost"], p["fixed"],
        )  # fmt: skip

    def joined(self, noun: str, wide: Iterable[str] = ()) -> dict[str, Any]:
        """The columns of a noun one after another; empty ones of the right kind when there is no item."""
        parts = self.parts[noun]
        found: dict[str, Any] = {}
        for name in parts[0] if parts else ():
            values = [part[name] for part in parts]
            if isinstance(values[0], tuple):
                found[name] = tuple(x for value in values for x in value)
            elif isinstance(values[0], Timed):
                found[name] = Timed(*(np.concatenate([getattr(v, key) for v in values]) for key in ("scale", "row")))
            else:
                found[name] = np.concatenate(values)
        if not parts and noun == "process":
            found = dict.fromkeys(("name", "kind", "sector", "place", "to", "unit", "tags"), ())
            shapes = {"given": 2, "new_max": 2, "cap_min": 2, "cap_max": 2, "stand_cost": 2}
            found |= {n: np.zeros((0, self.years) if n in shapes else 0) for n in wide}
            found |= {"high": Timed.constant(np.zeros(0)), "low": Timed.constant(np.zeros(0)), "owner": _ints()}
        return found

    def _balances(self) -> Balances:
        b = self.joined("balance")
        count = self.counts["balance"]
        level, time = np.zeros(count, np.int64), np.ones(count)
        return Balances(b["commodity"], b["place"], b["unit"], level, b["demand"], b["shortage"], b["surplus"], time)

    def _modes(self) -> Modes:
        m = self.joined("mode")
        if not m:
            return Modes((), _ints(), np.zeros(0), Timed.constant(np.zeros(0)))
        return Modes(m["name"], m["process"], np.ones(self.counts["mode"]), m["cost"])

    def _ports(self) -> Ports:
        k = self.joined("port")
        return Ports(k["item"], k["balance"], k["rate"]) if k else _no_ports()

    def _stores(self) -> Stores:
        s = self.joined("store")
        if not s:
            none, zero = Timed.constant(np.zeros(0)), np.zeros(0)
            return Stores((), (), _ints(), _ints(), zero, none, none, zero, zero, zero, zero.astype(bool))
        return Stores(s["name"], s["kind"], s["balance"], s["process"], s["content"], s["low"], s["high"], s["keep"], s["start"],
                      np.zeros(self.counts["store"]), s["through"])  # fmt: skip

    def _limits(self) -> Limits:
        parts = self.parts["limit"]
        names = Labels((part["names"][0], part["names"][1]) for part in parts)
        low, high = (np.concatenate([np.zeros(0), *(part[side] for part in parts)]) for side in ("low", "high"))
        return Limits(names, low, high, Terms(self.terms))


def _ints() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _no_ports() -> Ports:
    return Ports(_ints(), _ints(), Timed.constant(np.zeros(0)))
