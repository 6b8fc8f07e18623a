"""One site: a kind at a place (or between two), with its figures in the programme's units."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from geju.core import unit as units
from geju.core.calendar import Calendar, Floats
from geju.core.case import Case
from geju.core.errors import nearest
from geju.plan.door import Door, Row, Series

TAKEN = "capacity:"


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


class Sites:
    """Reads the sites of a case; ``door.faults`` fills up as it goes, ``balance_of`` with every balance that is touched."""

    def __init__(self, case: Case, calendar: Calendar) -> None:
        self.case, self.calendar = case, calendar
        self.door, self.series = Door(case), Series(case, calendar)
        self.commodities = {r["commodity"]: r for r in case.tables["commodities"].to_dicts()}
        self.kinds = {r["kind"]: r for r in case.tables["kinds"].to_dicts()}
        self.ports: dict[str, list[Row]] = {}
        for port in case.tables["ports"].to_dicts():
            self.ports.setdefault(port["kind"], []).append(port)
        self.balance_of: dict[tuple[str, str], int] = {}

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
        own = self.cost(row, "invest", units.product(self.case.money, "/" + kind["unit"]))
        overnight = overnight if own is None else np.full(len(overnight), own)
        per_km = self.door.quantity(kind, "invest_km", units.product(self.case.money, "/" + kind["unit"], "/km"))
        standing = self.door.by_period(row, "standing")
        modes = list(dict.fromkeys(p["mode"] for p in running if p["mode"])) or ([""] if running else [])
        return Site(row, kind, ports, level, overnight + per_km * row["km"], standing, modes)

    def sizes_store(self, kind: str) -> bool:
        """Whether a store takes its size from this kind."""
        return kind in set(self.case.tables["stores"]["kind"].to_list())

    def cost(self, row: Row, column: str, to: str) -> float | None:
        """A site's own figure in place of its kind's, None when it has none."""
        own = row[column]
        return None if own is None or np.isnan(own) else self.door.number(row, column, own, row[f"{column}.unit"], to)

    def site_cost(self, s: Site, column: str) -> float:
        """Yearly money per unit of capacity (fixed) or of activity (variable), the site's own figure first."""
        to = units.product(self.case.money, "/yr", "/(" + s.kind["unit"] + ")")
        own = self.cost(s.row, column, to)
        return self.door.quantity(s.kind, column, to) if own is None else own

    def check_standing(self, s: Site, stands: Floats, most: Floats) -> None:
        """Standing capacity beyond the potential (T025), or growing by itself (T026)."""
        over = np.flatnonzero(stands > most * (1 + 1e-9))
        if len(over):
            self.door.fault("T025", s.row, "potential", standing=stands[over[0]], potential=most[over[0]])
        grows = np.flatnonzero(np.diff(stands) > 1e-9 * np.abs(stands[:-1]))
        if len(grows) and "under-construction" not in {*(s.kind["tags"] or ()), *(s.row["tags"] or ())}:
            y = int(grows[0])
            self.door.fault("T026", s.row, "standing", place=s.row["place"], earlier=stands[y], later=stands[y + 1])

    def availability(self, s: Site) -> Floats:
        """[slot] profile × availability by period."""
        share = self.door.by_period(s.kind, "availability")
        if not np.isnan(s.row["availability"]):
            share = np.full(len(share), s.row["availability"])
        return np.asarray(self.shape(s, "profile") * self.series.over(s.level, share))

    def floor(self, s: Site) -> Floats:
        """[slot] least running: floor × its profile, never above what is available."""
        return np.asarray(np.minimum(s.kind["floor"] * self.shape(s, "floor_profile"), self.availability(s)))

    def shape(self, s: Site, column: str) -> Floats:
        """A profile of the kind at the site's place; error T016 when it has holes."""
        return self.profile(s.row, s.kind[column], s.row["place"], s.level, column)

    def profile(self, row: Row, name: str, place: str, level: int, column: str = "profile") -> Floats:
        """A profile at a place over the slots of a level; error T016 names its first hole."""
        values = self.series.profile(name, place, level)
        if values is None:
            season, hour = self.series.hole(name, place)
            self.door.fault("T016", row, column, profile=name, place=place, season=season, hour=hour)
            return np.ones(self.calendar.levels[level].size)
        return values

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
            ratio = np.nan
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

    def level(self, commodity: str) -> int:
        """The level a commodity is balanced at."""
        return self.calendar.level(self.commodities[commodity]["resolution"])

    def balance(self, commodity: str, place: str) -> int:
        """The number of a balance, added when new."""
        return self.balance_of.setdefault((commodity, place), len(self.balance_of))
