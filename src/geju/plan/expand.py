"""From the tables of a case to the four nouns: one process a site, one balance a commodity and place."""

from __future__ import annotations

import numpy as np

from geju.core import unit as units
from geju.core.balance import Balances
from geju.core.calendar import Floats, Timed
from geju.core.errors import nearest, refuse
from geju.core.process import Flags, Modes, Ports, Processes, Takes
from geju.core.store import Stores
from geju.core.system import ClauseRows, Limits, System
from geju.plan.door import Row, content_of, time_of
from geju.plan.economy import ENDS
from geju.plan.site import TAKEN, Site, Sites

Values = tuple[int, Floats]


class Expansion(Sites):
    """One pass over a case: all its sites as processes, all their ports as balances."""

    def system(self) -> System:
        """The four nouns of the case, without clauses. Errors: T010, T012, T016 … T019, T022, T024 … T031."""
        sites = [self.site(row) for row in self.case.tables["sites"].to_dicts()]
        index = {s.name: i for i, s in enumerate(sites)}
        processes = self.processes(sites)
        modes, running = self.modes(sites)
        standing, building = (self.capacity_ports(sites, when) for when in ("standing", "building"))
        takes = self.takes(sites, index, processes.built)
        stores = self.stores(sites, index)
        balances = self.balances()
        self.check_used(sites)
        refuse(self.door.faults_once())
        return System(
            self.calendar, self.series.matrices(), balances, processes, modes, running, standing, building, takes, stores,
            Limits.none(), ClauseRows.none(), self.case.money,
        )  # fmt: skip

    def processes(self, sites: list[Site]) -> Processes:
        """The process table of all sites."""
        case, count, years = self.case, len(sites), len(self.case.periods)
        given = np.array([s.standing for s in sites]).reshape(count, years)
        potential = np.array([self.door.by_period(s.row, "potential") for s in sites]).reshape(count, years)
        build_max = np.array([self.door.by_period(s.row, "build_max") for s in sites]).reshape(count, years)
        for s, stands, most in zip(sites, given, potential, strict=True):
            self.check_standing(s, stands, most)
        begin = np.array([float(p) for p in case.periods])
        since = np.array([s.kind["from"] for s in sites])[:, None]
        life = np.array([s.kind["life"] if np.isnan(s.row["life"]) else s.row["life"] for s in sites])
        stops = np.array([bool(s.kind["retire"]) for s in sites], dtype=bool)
        room = np.where(np.isnan(potential), 0.0, potential - given)
        # Where anything may be built, stopping early makes room for more.
        room = np.where((stops & (room > 0).any(axis=1))[:, None], potential, room)
        # What may be built in a period: the room there is in the best of the periods it will still stand in.
        new_max = np.where(
            begin[None, :] >= since, np.minimum(build_max, np.maximum.accumulate(room[:, ::-1], axis=1)[:, ::-1]), 0.0
        )
        overnight = np.array([s.overnight for s in sites]).reshape(count, years)
        for s in (
            s for s, years_, cost in zip(sites, life, overnight, strict=True) if np.isinf(years_) and (cost > 0).any()
        ):
            at_site = s.row["invest"] is not None and not np.isnan(s.row["invest"])
            self.door.fault("T027", s.row if at_site else s.kind, "life", kind=s.row["kind"])
        fixed = np.array([self.site_cost(s, "fixed") for s in sites])
        high = self.series.timed([(s.level, self.availability(s)) for s in sites])
        low = self.series.timed([(s.level, self.floor(s)) for s in sites])
        own = np.arange(count)
        return Processes(
            tuple(s.name for s in sites), tuple(s.row["kind"] for s in sites), tuple(s.kind["sector"] for s in sites),
            tuple(s.row["place"] for s in sites), tuple(s.row["to"] for s in sites), tuple(s.kind["unit"] for s in sites),
            tuple(frozenset([*(s.kind["tags"] or ()), *(s.row["tags"] or ())]) for s in sites),
            np.array([s.level for s in sites], dtype=np.int64), given, np.maximum(new_max, 0.0), np.zeros((count, years)),
            np.where(np.isnan(potential), given, potential), stops, life,
            np.array([s.kind["lump"] for s in sites]), high, low, own, np.ones(count), overnight,
            ENDS[self.case.horizon_end](overnight, life, self.case.discount_rate, self.calendar),
            fixed[:, None] * self.calendar.disc, fixed,
        )  # fmt: skip

    def modes(self, sites: list[Site]) -> tuple[Modes, Ports]:
        """The modes of all sites and their running ports."""
        names, process, cost, item, balance = list[str](), list[int](), list[float](), list[int](), list[int]()
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
        modes = Modes(
            tuple(names), np.array(process, dtype=np.int64), np.ones(len(names)), Timed.constant(np.array(cost))
        )
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

    def takes(self, sites: list[Site], index: dict[str, int], built: Flags) -> Takes:
        """Capacity taken over when something is built; errors T012, T022, T029."""
        giver, taker, rate = [], [], []
        for number, s in enumerate(sites):
            for port in s.ports:
                if not port["commodity"].startswith(TAKEN):
                    continue
                kind = port["commodity"].removeprefix(TAKEN)
                name = f"{kind}@{s.row['place']}" + (f">{s.row['to']}" if s.row["to"] else "")
                if name not in index:
                    self.door.fault(
                        "T022",
                        s.row,
                        "kind",
                        nearest(kind, self.kinds),
                        kind=s.row["kind"],
                        taken=kind,
                        place=s.row["place"],
                    )
                    continue
                share = -self.door.by_period(
                    port, "rate", units.product(self.kinds[kind]["unit"], "/(" + s.kind["unit"] + ")"), port["unit"]
                )
                if port["when"] != "building" or not (share > 0).all():
                    self.door.fault("T029", port, "rate", taken=kind)
                if built[number]:
                    giver.append(index[name])
                    taker.append(number)
                    rate.append(share)
        rates = np.array(rate).reshape(len(rate), len(self.case.periods))
        return Takes(np.array(giver, dtype=np.int64), np.array(taker, dtype=np.int64), rates)

    def stores(self, sites: list[Site], index: dict[str, int]) -> Stores:
        """One store at every site of the kind that gives its size."""
        at, process = list[int](), list[int]()
        rows: list[tuple[Row, Site, float]] = []
        for store in self.case.tables["stores"].to_dicts():
            unit = content_of(self.commodities[store["commodity"]]["unit"])
            for s in (s for s in sites if s.row["kind"] == store["kind"]):
                size = self.door.quantity(store, "per_capacity", units.product(unit, "/(" + s.kind["unit"] + ")"))
                at.append(self.balance(store["commodity"], s.row["place"]))
                process.append(index[s.name])
                rows.append((store, s, size))
        low, loss, start = (
            np.array([r[column] for r, _, _ in rows], dtype=np.float64) for column in ("low", "loss", "start")
        )
        return Stores(
            tuple(f"{r['store']}@{s.row['place']}" for r, s, _ in rows), tuple(r["store"] for r, _, _ in rows),
            np.array(at, dtype=np.int64), np.array(process, dtype=np.int64), np.array([n for _, _, n in rows], dtype=np.float64),
            Timed.constant(low), Timed.constant(np.ones(len(rows))), 1.0 - loss, start, np.zeros(len(rows)),
            np.zeros(len(rows), dtype=bool),
        )  # fmt: skip

    def balances(self) -> Balances:
        """All balances, with demand less given supply; errors T018, T030."""
        need: dict[int, Values] = {}
        for table, sign in (("demand", 1.0), ("supply", -1.0)):
            for row in self.case.tables[table].to_dicts():
                commodity = self.commodities.get(row["commodity"])
                if commodity is None:
                    continue
                at, level = self.balance(row["commodity"], row["place"]), self.level(row["commodity"])
                amount = sign * self.series.over(
                    level, self.door.by_period(row, "amount", commodity["unit"], row["unit"])
                )
                need[at] = (level, need.get(at, (level, np.zeros(1)))[1] + amount * self.even(row, level))
                for code, price, wanted in (("T018", "shortage", 1.0), ("T030", "surplus", -1.0)):
                    if not np.isfinite(commodity[price]) and (amount * wanted > 0).any():
                        self.door.fault(code, row, "amount", commodity=row["commodity"], place=row["place"])
        commodities = [self.commodities[c] for c, _ in self.balance_of]
        levels = np.array([self.calendar.level(c["resolution"]) for c in commodities], dtype=np.int64)
        zero = [(int(n), np.zeros(self.calendar.levels[n].size)) for n in levels]
        demand = self.series.timed([need.get(i, zero[i]) for i in range(len(zero))])
        shortage, surplus = (
            Timed.constant(np.array([self.price(c, column) for c in commodities])) for column in ("shortage", "surplus")
        )
        units_of = tuple(str(c["unit"]) for c in commodities)
        return Balances(
            tuple(c for c, _ in self.balance_of),
            tuple(p for _, p in self.balance_of),
            units_of,
            levels,
            demand,
            shortage,
            surplus,
            np.array([time_of(u) for u in units_of]),
        )

    def even(self, row: Row, level: int) -> Floats:
        """A demand profile at mean 1 over the year, so that the amount is the yearly mean."""
        values = self.profile(row, row["profile"], row["place"], level)
        mean = (values * self.calendar.levels[level].weight).sum() / len(self.case.periods)
        if mean == 0:
            self.door.fault("T031", row, "profile", profile=row["profile"], place=row["place"])
            return values
        return np.asarray(values / mean)

    def price(self, commodity: Row, column: str) -> float:
        """A shortage or surplus price, money per unit and year."""
        return self.door.quantity(
            commodity, column, units.product(self.case.money, "/yr", "/(" + commodity["unit"] + ")")
        )

    def check_used(self, sites: list[Site]) -> None:
        """Rows that nothing uses (T019): a kind without a site, a profile nobody names."""
        used = {s.row["kind"] for s in sites}
        for kind in self.kinds.values():
            if kind["kind"] not in used:
                self.door.fault("T019", kind, "kind", table="kinds", what=kind["kind"])
        balanced = {commodity for commodity, _ in self.balance_of}
        for name, row in self.commodities.items():
            if name not in balanced:
                self.door.fault("T019", row, "commodity", table="commodities", what=name)
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
