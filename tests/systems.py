"""Systems written by hand, item by item, without a case: what the engine and its certificate are tried on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from geju.core.balance import Balances
from geju.core.calendar import Calendar, Floats, Timed, typical
from geju.core.process import Modes, Ports, Processes, Takes
from geju.core.store import Stores
from geju.core.system import ClauseRows, Limits, Quantity, System, Terms
from geju.plan.economy import annuity

YEAR, SEASON, SLICE = range(3)


def calendar(
    periods: int = 1, blocks: int = 1, seasons: dict[str, float] | None = None, years: float = 5.0, rate: float = 0.05
) -> Calendar:
    """Periods of equal length from 2030, typical days of ``blocks`` blocks."""
    names = tuple(str(2030 + int(years) * i) for i in range(periods))
    return typical(names, np.full(periods, years), rate, seasons or {"all": 365.0}, blocks)


@dataclass
class Draft:
    """A system in the making; every method adds one item and gives its number."""

    calendar: Calendar
    series: list[list[Floats]] = field(init=False)
    balances: list[dict[str, Any]] = field(default_factory=list)
    processes: list[dict[str, Any]] = field(default_factory=list)
    modes: list[dict[str, Any]] = field(default_factory=list)
    ports: dict[str, list[tuple[int, int, float, int]]] = field(
        default_factory=lambda: {"running": [], "standing": [], "building": []}
    )
    taken: list[tuple[int, int, Any]] = field(default_factory=list)
    stores: list[tuple[Any, ...]] = field(default_factory=list)
    limits: list[tuple[str, float, float]] = field(default_factory=list)
    clauses: list[tuple[Any, ...]] = field(default_factory=list)
    terms: dict[str, list[tuple[int, int, int, int, float]]] = field(
        default_factory=lambda: {"limit": [], "clause": []}
    )

    def __post_init__(self) -> None:
        self.series = [[np.ones(level.size)] for level in self.calendar.levels]

    def timed(self, value: Any, level: int) -> tuple[float, int]:
        """A number, or values over the slots of a level (repeated to fill them)."""
        if np.ndim(value) == 0:
            return float(value), 0
        self.series[level].append(np.resize(np.asarray(value, float), self.calendar.levels[level].size))
        return 1.0, len(self.series[level]) - 1

    def balance(
        self,
        name: str,
        level: int = SLICE,
        demand: Any = 0.0,
        shortage: Any = 1000.0,
        surplus: Any = 0.0,
        time: float = 1.0,
    ) -> int:
        row = {"name": name, "level": level, "time": time}
        self.balances.append(
            row
            | {k: self.timed(v, level) for k, v in (("demand", demand), ("shortage", shortage), ("surplus", surplus))}
        )
        return len(self.balances) - 1

    def process(
        self,
        name: str,
        level: int = SLICE,
        given: Any = 0.0,
        most: Any = 0.0,
        invest: float = 0.0,
        fixed: float = 0.0,
        high: Any = 1.0,
        low: Any = 0.0,
        **more: Any,
    ) -> int:
        """A process without modes; ``more``: retire, life, lump, owner, per_owner, cap_min, cap_max."""
        plain = {
            "retire": False,
            "life": 30.0,
            "lump": 0.0,
            "owner": len(self.processes),
            "per_owner": 1.0,
            "cap_min": 0.0,
            "cap_max": np.inf,
        }
        row = {"name": name, "level": level, "given": given, "most": most, "invest": invest, "fixed": fixed}
        self.processes.append(row | {"high": self.timed(high, level), "low": self.timed(low, level)} | plain | more)
        return len(self.processes) - 1

    def mode(self, process: int, cost: Any = 0.0, use: float = 1.0, name: str = "", **ports: Any) -> int:
        """A mode with its running ports: ``power=1.0`` by the name of a balance."""
        number = len(self.modes)
        self.modes.append(
            {"process": process, "use": use, "name": name, "cost": self.timed(cost, self.processes[process]["level"])}
        )
        for balance, rate in ports.items():
            self.port("running", number, balance, rate)
        return number

    def port(self, when: str, item: int, balance: str, rate: Any) -> None:
        at = [b["name"] for b in self.balances].index(balance)
        level = self.balances[at]["level"]
        if when == "running":
            level = max(level, self.processes[self.modes[item]["process"]]["level"])
        self.ports[when].append((item, at, *self.timed(rate, level)))

    def plant(self, name: str, cost: Any = 0.0, ports: dict[str, Any] | None = None, **more: Any) -> int:
        """A process of one mode."""
        number = self.process(name, **more)
        self.mode(number, cost, **(ports or {"power": 1.0}))
        return number

    def take(self, giver: int, taker: int, rate: Any = 1.0) -> None:
        self.taken.append((giver, taker, rate))

    def store(
        self,
        name: str,
        balance: str,
        process: int,
        content: float,
        low: float = 0.0,
        keep: float = 1.0,
        start: float = np.nan,
        brought: float = 0.0,
        through: bool = False,
        high: float = 1.0,
    ) -> int:
        at = [b["name"] for b in self.balances].index(balance)
        self.stores.append((name, at, process, content, low, high, keep, start, brought, through))
        return len(self.stores) - 1

    def limit(self, name: str, low: float, high: float, *terms: tuple[Quantity, int, int, float]) -> None:
        """A limit over ``(quantity, item, slot, coef)``."""
        self.terms["limit"] += [(len(self.limits), int(q), i, t, c) for q, i, t, c in terms]
        self.limits.append((name, low, high))

    def clause(
        self,
        name: str,
        target: float,
        *terms: tuple[Quantity, int, int, float],
        period: int = 0,
        price: float | None = None,
    ) -> None:
        """A clause "at least"; firm without a price."""
        self.terms["clause"] += [(len(self.clauses), int(q), i, t, c) for q, i, t, c in terms]
        self.clauses.append((name, target, period, price))

    def system(self) -> System:
        c = self.clauses
        zero = np.zeros(len(c))
        clauses = ClauseRows(
            tuple(x[0] for x in c),
            ("",) * len(c),
            _ints(x[2] for x in c),
            ("activity",) * len(c),
            ("GW",) * len(c),
            zero + 1.0,
            np.array([float(x[1]) for x in c]),
            np.array([0.0 if x[3] is None else np.inf for x in c]),
            np.array([float(x[3] or 0.0) for x in c]),
            zero + 1.0,
            zero == 0,
            zero + np.nan,
            ("",) * len(c),
            zero + 1.0,
            self._terms("clause"),
            Terms(),
        )
        limits = Limits(
            tuple(x[0] for x in self.limits),
            *(np.array([float(x[k]) for x in self.limits]) for k in (1, 2)),
            self._terms("limit"),
        )
        rates = np.array([np.broadcast_to(x[2], len(self.calendar.periods)) for x in self.taken], dtype=float)
        takes = Takes(*(_ints(x[k] for x in self.taken) for k in (0, 1)), rates.reshape(-1, len(self.calendar.periods)))
        return System(
            self.calendar,
            tuple(np.array(rows) for rows in self.series),
            self._balances(),
            self._processes(),
            self._modes(),
            *(self._ports(when) for when in ("running", "standing", "building")),
            takes,
            self._stores(),
            limits,
            clauses,
            "yiCNY",
        )

    def _balances(self) -> Balances:
        b = self.balances
        names, units = tuple(x["name"] for x in b), tuple("GW" if x["time"] == 1 else "Mt/yr" for x in b)
        return Balances(
            names,
            ("here",) * len(b),
            units,
            _ints(x["level"] for x in b),
            *(_timed(b, k) for k in ("demand", "shortage", "surplus")),
            np.array([x["time"] for x in b]),
        )

    def _processes(self) -> Processes:
        p, count = self.processes, len(self.processes)
        names, blank = tuple(x["name"] for x in p), ("",) * count
        given, most, invest, least, cap = (self._yearly(k) for k in ("given", "most", "invest", "cap_min", "cap_max"))
        life, fixed = np.array([x["life"] for x in p], dtype=float), np.array([x["fixed"] for x in p], dtype=float)
        return Processes(
            names,
            names,
            blank,
            ("here",) * count,
            blank,
            ("GW",) * count,
            (frozenset(),) * count,
            _ints(x["level"] for x in p),
            given,
            most,
            least,
            cap,
            np.array([x["retire"] for x in p], dtype=bool),
            life,
            np.array([x["lump"] for x in p], dtype=float),
            _timed(p, "high"),
            _timed(p, "low"),
            _ints(x["owner"] for x in p),
            np.array([x["per_owner"] for x in p], dtype=float),
            invest,
            annuity(invest, life, 0.05, self.calendar),
            fixed[:, None] * self.calendar.disc,
            fixed,
        )

    def _yearly(self, key: str) -> Floats:
        rows = [np.broadcast_to(np.asarray(x[key], float), len(self.calendar.periods)) for x in self.processes]
        return np.array(rows).reshape(-1, len(self.calendar.periods))

    def _modes(self) -> Modes:
        m = self.modes
        return Modes(
            tuple(x["name"] for x in m),
            _ints(x["process"] for x in m),
            np.array([x["use"] for x in m]),
            _timed(m, "cost"),
        )

    def _ports(self, when: str) -> Ports:
        k = self.ports[when]
        return Ports(
            _ints(x[0] for x in k),
            _ints(x[1] for x in k),
            Timed(np.array([x[2] for x in k], dtype=float), _ints(x[3] for x in k)),
        )

    def _stores(self) -> Stores:
        rows = self.stores
        names = tuple(x[0] for x in rows)
        return Stores(
            names,
            names,
            *(_ints(x[k] for x in rows) for k in (1, 2)),
            np.array([x[3] for x in rows], dtype=float),
            *(Timed.constant(np.array([x[k] for x in rows], dtype=float)) for k in (4, 5)),
            *(np.array([x[k] for x in rows], dtype=float) for k in (6, 7, 8)),
            np.array([x[9] for x in rows], dtype=bool),
        )

    def _terms(self, name: str) -> Terms:
        return Terms(self.terms[name])


def _ints(values: Any) -> Any:
    return np.array(list(values), dtype=np.int64)


def _timed(rows: list[dict[str, Any]], key: str) -> Timed:
    return Timed(np.array([x[key][0] for x in rows], dtype=float), _ints(x[key][1] for x in rows))
