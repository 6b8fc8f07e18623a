"""From the tables of a case to the four nouns: one process a site, one balance a commodity and place."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geju.core import unit as units
from geju.core.balance import Balances
from geju.core.calendar import Calendar, Floats, Timed
from geju.core.case import Case
from geju.core.clause import Policy
from geju.core.errors import Fault, Where, nearest, refuse
from geju.core.process import Modes, Ports, Processes, Takes
from geju.core.store import Stores
from geju.core.system import ClauseRows, Limits, System
from geju.plan.door import Door, Row, Series, content_of, time_of
from geju.plan.economy import annuity

TAKEN = "capacity:"
Values = tuple[int, Floats]


@dataclass
class Site:
    """A process in the making: its rows of the tables, its level, and the ports that touch balances."""

    row: Row
    kind: Row
    ports: list[Row]
    level: int
    overnight: Floats
    standing: Floats
    modes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Its name: kind@place, or kind@place>to."""
        return f"{self.row['kind']}@{self.row['place']}" + (f">{self.row['to']}" if self.row["to"] else "")


class Expansion:
    """One pass over a case; ``faults`` fills up as it goes."""

    def __init__(self, case: Case, calendar: Calendar) -> None:
        self.case, self.calendar = case, calendar
        self.door, self.series = Door(case), Series(case, calendar)
        self.commodities = {r["commodity"]: r for r in case.tables["commodities"].to_dicts()}
        self.kinds = {r["kind"]: r for r in case.tables["kinds"].to_dicts()}
        self.ports: dict[str, list[Row]] = {}
        for port in case.tables["ports"].to_dicts():
            self.ports.setdefault(port["kind"], []).append(port)
        self.balance_of: dict[tuple[str, str], int] = {}

    def system(self) -> System:
        """The four nouns of the case, without clauses. Errors: T012, T016 … T018, T022, T024, T025."""
        sites = [self.site(row) for row in self.case.tables["sites"].to_dicts()]
        index = {s.name: i for i, s in enumerate(sites)}
        processes = self.processes(sites)
        modes, running = self.modes(sites)
        standing, building = (self.capacity_ports(sites, when) for when in ("standing", "building"))
        takes = self.takes(sites, index)
        stores = self.stores(sites, index)
        balances = self.balances()
        self.check_used(sites)
        refuse(self.door.faults)
        given = np.where(processes.built[:, None] | processes.retire[:, None], 0.0, processes.given)
        given[takes.giver] = 0.0
        return System(
            self.calendar, self.series.matrices(), balances, processes, modes, running, standing, building, takes, stores,
            Limits.none(), ClauseRows.none(), self.case.money, float((processes.stand_cost * given).sum()),
        )  # fmt: skip

    def site(self, row: Row) -> Site:
        """A site with its kind, ports, level, and cost and standing capacity by period."""
        kind = self.kinds[row["kind"]]
        ports = self.ports.get(row["kind"], [])
        if not ports and not self.sizes_store(row["kind"]):
            self.door.fault("T024", kind, "kind", kind=row["kind"])
        for port in ports:
            commodity = port["commodity"]
            if not commodity.startswith(TAKEN) and commodity not in self.commodities:
                near = nearest(commodity, self.commodities)
                self.door.fault("T010", port, "commodity", near, value=commodity, ref="commodities.csv")
        ports = [p for p in ports if p["commodity"] in self.commodities or p["commodity"].startswith(TAKEN)]
        running = [p for p in ports if p["when"] == "running"]
        names = [level.name for level in self.calendar.levels]
        level = max((names.index(self.commodities[p["commodity"]]["resolution"]) for p in running), default=0)
        level = names.index(kind["resolution"]) if kind["resolution"] else level
        overnight = self.door.by_period(kind, "invest", units.product(self.case.money, "/" + kind["unit"]))
        own = self.cost(row, kind, "invest", units.product(self.case.money, "/" + kind["unit"]))
        overnight = overnight if own is None else np.full(len(overnight), own)
        per_km = self.door.quantity(kind, "invest_km", units.product(self.case.money, "/" + kind["unit"], "/km"))
        standing = self.door.by_period(row, "standing")
        modes = list(dict.fromkeys(p["mode"] for p in running if p["mode"])) or ([""] if running else [])
        return Site(row, kind, ports, level, overnight + per_km * row["km"], standing, modes)

    def sizes_store(self, kind: str) -> bool:
        """Whether a store takes its size from this kind."""
        return kind in set(self.case.tables["stores"]["kind"].to_list())

    def cost(self, row: Row, kind: Row, column: str, to: str) -> float | None:
        """A site's own figure in place of its kind's, None when it has none."""
        own = row[column]
        return None if own is None or np.isnan(own) else self.door.number(row, column, own, row[f"{column}.unit"], to)

    def processes(self, sites: list[Site]) -> Processes:
        """The process table of all sites."""
        case, count, years = self.case, len(sites), len(self.case.periods)
        given = np.array([s.standing for s in sites]).reshape(count, years)
        potential = np.array([self.door.by_period(s.row, "potential") for s in sites]).reshape(count, years)
        build_max = np.array([self.door.by_period(s.row, "build_max") for s in sites]).reshape(count, years)
        for s, stands, most in zip(sites, given, potential, strict=True):
            if (stands > most * (1 + 1e-9)).any():
                self.door.fault("T025", s.row, "potential", standing=stands.max(), potential=np.nanmin(most))
        begin = np.array([float(p) for p in case.periods])
        since = np.array([s.kind["from"] for s in sites])[:, None]
        life = np.array([s.kind["life"] if np.isnan(s.row["life"]) else s.row["life"] for s in sites])
        room = np.where(np.isnan(potential), 0.0, potential - given)
        # What may be built in a period: the room there is in the best of the periods it will still stand in.
        new_max = np.where(begin[None, :] >= since, np.minimum(build_max, np.maximum.accumulate(room[:, ::-1], axis=1)[:, ::-1]), 0.0)
        overnight = np.array([s.overnight for s in sites]).reshape(count, years)
        fixed = np.array([self.site_cost(s, "fixed") for s in sites])
        high = self.series.timed([(s.level, self.availability(s)) for s in sites])
        low = self.series.timed([(s.level, self.floor(s)) for s in sites])
        own = np.arange(count)
        return Processes(
            tuple(s.name for s in sites), tuple(s.row["kind"] for s in sites), tuple(s.kind["sector"] for s in sites),
            tuple(s.row["place"] for s in sites), tuple(s.row["to"] for s in sites), tuple(s.kind["unit"] for s in sites),
            tuple(frozenset([*(s.kind["tags"] or ()), *(s.row["tags"] or ())]) for s in sites),
            np.array([s.level for s in sites], dtype=np.int64), given, np.maximum(new_max, 0.0), np.zeros((count, years)),
            np.where(np.isnan(potential), given, potential), np.array([bool(s.kind["retire"]) for s in sites]), life,
            np.array([s.kind["lump"] for s in sites]), high, low, own, np.ones(count), overnight,
            annuity(overnight, life, self.case.discount_rate, self.calendar), fixed[:, None] * self.calendar.disc[None, :],
            fixed,
        )  # fmt: skip

    def site_cost(self, s: Site, column: str) -> float:
        """Yearly money per unit of capacity (fixed) or of activity (variable), the site's own figure first."""
        to = units.product(self.case.money, "/yr", "/(" + s.kind["unit"] + ")")
        own = self.cost(s.row, s.kind, column, to)
        return self.door.quantity(s.kind, column, to) if own is None else own

    def availability(self, s: Site) -> Floats:
        """[slot] profile × availability by period."""
        share = self.door.by_period(s.kind, "availability")
        if not np.isnan(s.row["availability"]):
            share = np.full(len(share), s.row["availability"])
        return self.shape(s, "profile") * self.series.over(s.level, share)

    def floor(self, s: Site) -> Floats:
        """[slot] least running: floor × its profile, never above what is available."""
        return np.minimum(s.kind["floor"] * self.shape(s, "floor_profile"), self.availability(s))

    def shape(self, s: Site, column: str) -> Floats:
        """A profile of the kind at the site's place; error T016 when it has holes."""
        values = self.series.profile(s.kind[column], s.row["place"], s.level)
        if values is None:
            self.door.fault("T016", s.row, column, profile=s.kind[column], place=s.row["place"], season="…", hour="…")
            return np.ones(self.calendar.levels[s.level].size)
        return values

    def modes(self, sites: list[Site]) -> tuple[Modes, Ports]:
        """The modes of all sites and their running ports."""
        names, process, cost, item, balance = [], [], [], [], []
        rates: list[Values] = []
        for number, s in enumerate(sites):
            to = units.product(self.case.money, "/yr", "/(" + s.kind["unit"] + ")", "/km")
            price = self.site_cost(s, "variable") + self.door.quantity(s.kind, "variable_km", to) * s.row["km"]
            for mode in s.modes:
                for port in (p for p in s.ports if p["when"] == "running" and p["mode"] in ("", mode)):
                    place = self.place(s, port)
                    at = self.balance(port["commodity"], place)
                    level = max(s.level, self.level(port["commodity"]))
                    item.append(len(names))
                    balance.append(at)
                    rates.append((level, self.series.over(level, self.rate(s, port))))
                names.append(mode)
                process.append(number)
                cost.append(price)
        modes = Modes(tuple(names), np.array(process, dtype=np.int64), np.ones(len(names)), Timed.constant(np.array(cost)))
        return modes, Ports(np.array(item, dtype=np.int64), np.array(balance, dtype=np.int64), self.series.timed(rates))

    def capacity_ports(self, sites: list[Site], when: str) -> Ports:
        """The ports that go with standing or with building capacity."""
        item, balance = [], []
        rates: list[Values] = []
        for number, s in enumerate(sites):
            for port in s.ports:
                if port["when"] != when or port["commodity"].startswith(TAKEN):
                    continue
                item.append(number)
                balance.append(self.balance(port["commodity"], self.place(s, port)))
                level = self.level(port["commodity"])
                rates.append((level, self.series.over(level, self.rate(s, port))))
        return Ports(np.array(item, dtype=np.int64), np.array(balance, dtype=np.int64), self.series.timed(rates))

    def rate(self, s: Site, port: Row) -> Floats:
        """[y] what a port moves per unit, in the commodity's unit per unit of capacity."""
        share = self.door.by_period(port, "rate") + port["rate_km"] * s.row["km"]
        if port["unit"] == "invest":
            return np.asarray(share * s.overnight)
        commodity = self.commodities[port["commodity"]]["unit"]
        amount = units.product(commodity, "yr") if port["when"] == "building" else commodity
        ratio = units.factor(port["unit"] or "dimensionless", units.product(amount, "/(" + s.kind["unit"] + ")"))
        if ratio is None:
            self.door.fault("T012", port, "unit", unit=port["unit"], expected=f"{amount} / ({s.kind['unit']})")
            return share
        return np.asarray(share * ratio)

    def place(self, s: Site, port: Row) -> str:
        """Where a port of a site is; error T017 when the site has no such end."""
        match port["where"]:
            case "to":
                found = s.row["to"]
            case "parent":
                found = self.case.places.parent[s.row["place"]]
            case _:
                found = s.row["place"]
        if not found:
            self.door.fault("T017", s.row, "to", kind=s.row["kind"], where=port["where"], place=s.row["place"])
        return str(found)

    def takes(self, sites: list[Site], index: dict[str, int]) -> Takes:
        """Capacity taken over when something is built; error T022."""
        giver, taker, rate = [], [], []
        for number, s in enumerate(sites):
            for port in s.ports:
                if not port["commodity"].startswith(TAKEN):
                    continue
                kind = port["commodity"].removeprefix(TAKEN)
                name = f"{kind}@{s.row['place']}" + (f">{s.row['to']}" if s.row["to"] else "")
                if name not in index:
                    self.door.fault("T022", s.row, "kind", nearest(kind, self.kinds), kind=s.row["kind"], taken=kind, place=s.row["place"])
                    continue
                giver.append(index[name])
                taker.append(number)
                rate.append(-float(self.door.by_period(port, "rate")[0]))
        return Takes(np.array(giver, dtype=np.int64), np.array(taker, dtype=np.int64), np.array(rate))

    def stores(self, sites: list[Site], index: dict[str, int]) -> Stores:
        """One store at every site of the kind that gives its size."""
        rows: list[tuple[str, str, int, int, float, float, float, float]] = []
        for store in self.case.tables["stores"].to_dicts():
            commodity = self.commodities.get(store["commodity"])
            for s in (s for s in sites if s.row["kind"] == store["kind"] and commodity):
                to = units.product(content_of(commodity["unit"]), "/(" + s.kind["unit"] + ")")
                content = self.door.quantity(store, "per_capacity", to)
                at = self.balance(store["commodity"], s.row["place"])
                rows.append((f"{store['store']}@{s.row['place']}", store["store"], at, index[s.name], content, store["low"],
                             1.0 - store["loss"], store["start"]))  # fmt: skip
        names, kinds, balance, process, *rest = zip(*rows, strict=True) if rows else ((),) * 8
        content, low, keep, start = (np.array(part, dtype=np.float64) for part in rest)
        return Stores(names, kinds, np.array(balance, dtype=np.int64), np.array(process, dtype=np.int64), content, low, keep, start)

    def level(self, commodity: str) -> int:
        """The level a commodity is balanced at."""
        return self.calendar.level(self.commodities[commodity]["resolution"])

    def balance(self, commodity: str, place: str) -> int:
        """The number of a balance, added when new."""
        return self.balance_of.setdefault((commodity, place), len(self.balance_of))

    def balances(self) -> Balances:
        """All balances, with demand less given supply; error T018."""
        need: dict[int, Values] = {}
        for table, sign in (("demand", 1.0), ("supply", -1.0)):
            for row in self.case.tables[table].to_dicts():
                commodity = self.commodities.get(row["commodity"])
                if commodity is None:
                    continue
                at, level = self.balance(row["commodity"], row["place"]), self.level(row["commodity"])
                amount = sign * self.series.over(level, self.door.by_period(row, "amount", commodity["unit"], row["unit"]))
                need[at] = (level, need.get(at, (level, np.zeros(1)))[1] + amount * self.even(row, level))
                if sign > 0 and not np.isfinite(commodity["shortage"]) and (amount > 0).any():
                    self.door.fault("T018", row, "amount", commodity=row["commodity"], place=row["place"])
        commodities = [self.commodities[c] for c, _ in self.balance_of]
        level = np.array([self.calendar.level(c["resolution"]) for c in commodities], dtype=np.int64)
        zero = [(int(n), np.zeros(self.calendar.levels[n].size)) for n in level]
        demand = self.series.timed([need.get(i, zero[i]) for i in range(len(zero))])
        shortage, surplus = (Timed.constant(np.array([self.price(c, column) for c in commodities])) for column in ("shortage", "surplus"))
        units_of = tuple(str(c["unit"]) for c in commodities)
        return Balances(
            tuple(c for c, _ in self.balance_of), tuple(p for _, p in self.balance_of), units_of, level, demand, shortage, surplus,
            np.array([time_of(u) for u in units_of]),
        )  # fmt: skip

    def even(self, row: Row, level: int) -> Floats:
        """A demand profile at mean 1 over the year, so that the amount is the yearly mean."""
        values = self.series.profile(row["profile"], row["place"], level)
        if values is None:
            self.door.fault("T016", row, "profile", profile=row["profile"], place=row["place"], season="…", hour="…")
            return np.ones(self.calendar.levels[level].size)
        weight = self.calendar.levels[level].weight
        return np.asarray(values * len(self.case.periods) / (values * weight).sum())

    def price(self, commodity: Row, column: str) -> float:
        """A shortage or surplus price, money per unit and year."""
        return self.door.quantity(commodity, column, units.product(self.case.money, "/yr", "/(" + commodity["unit"] + ")"))

    def check_used(self, sites: list[Site]) -> None:
        """Rows that nothing uses (T019): a kind without a site, a profile nobody names."""
        used = {s.row["kind"] for s in sites}
        for kind in self.kinds.values():
            if kind["kind"] not in used:
                self.door.fault("T019", kind, "kind", table="kinds", what=kind["kind"])
        named = {str(k[c]) for k in self.kinds.values() for c in ("profile", "floor_profile")}
        named |= {str(r["profile"]) for t in ("demand", "supply") for r in self.case.tables[t].to_dicts()}
        seen: set[str] = set()
        for row in self.case.tables["profiles"].select("profile", "season", "line", "file").to_dicts():
            if row["profile"] not in named | seen:
                seen.add(row["profile"])
                self.door.fault("T019", row, "profile", table="profiles", what=row["profile"])
            if row["season"] and row["season"] not in self.case.seasons:
                near = nearest(row["season"], self.case.seasons)
                self.door.fault("T010", row, "season", near, value=row["season"], ref="case.yaml")
