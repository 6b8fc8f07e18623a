"""What every class of components needs of the network: its calendar, its buses, who stands when, what capacity costs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from geju.bridge.pypsa_check import CLASS, spot, told
from geju.bridge.pypsa_draft import LIFE, Draft, Nominal
from geju.bridge.pypsa_source import Names, Source, Table, Varied
from geju.core import unit as units
from geju.core.calendar import HOURS, Calendar, Floats, Ints, Level
from geju.core.errors import Fault
from geju.core.process import Flags

TINY = (
    1e-30  # the weight of a snapshot that has none: what happens there costs nothing, and its price can still be told
)
POWER = "MW"


def calendar(source: Source) -> Calendar:
    """Snapshots as one level.

    A period stands for ``weight / 8760`` years, ``weight`` the sum of its objective weightings: so rates are money per year,
    and ``disc · weight`` of a slot is the objective weighting of the snapshot times that of its period, over 8760.
    """
    period, own = source.period, source.weights["objective"]
    count = max(len(source.periods), 1)
    total = np.bincount(period, own, count)
    total = np.where(total > 0, total, 1.0)
    weight = np.maximum(own / total[period], TINY)
    first = np.concatenate([[True], period[1:] != period[:-1]])
    begins = np.flatnonzero(first)
    ends = np.concatenate([begins[1:], [len(period)]]) - 1
    prev = np.arange(len(period)) - 1
    prev[begins] = ends
    hours = source.weights["stores"]
    slots = np.arange(len(period), dtype=np.int64)
    level = Level("snapshot", period, slots, weight, hours, prev.astype(np.int64), first, source.snapshots)
    objective = np.maximum(source.period_weights["objective"], TINY) if source.multi else np.ones(1)
    years = source.period_weights["years"] if source.multi else np.ones(1)
    names = source.periods or (_year(source.snapshots[0]),)
    begin = np.array([float(name) for name in names])
    return Calendar(names, begin, years * total / HOURS, objective * total / HOURS, (level,))


def _year(label: str) -> str:
    """The year of a date; 0 where snapshots are no dates."""
    return label[:4] if len(label) > 6 and label[:4].isdigit() and label[4] == "-" else "0"


@dataclass
class Chosen:
    """The components of a class that are part of the model: ``items`` [i] rows of the table, ``stands`` [i, y] when,
    ``first`` [i] the first period, ``extendable`` [i]; where they went in the draft: ``process`` [i] what has the capacity,
    ``runs`` [i] what runs on it (the same, except where there are scenarios and the capacity is to choose), ``mode`` [i].
    """

    table: Table
    items: Ints
    stands: Flags
    first: Ints
    extendable: Flags
    process: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    runs: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    mode: Ints = field(default_factory=lambda: np.zeros(0, np.int64))

    def __len__(self) -> int:
        return len(self.items)

    @property
    def names(self) -> Names:
        return self.table.names[self.items]

    def varied(self, name: str) -> Varied:
        """An attribute of the chosen components."""
        return self.table.varied(name).pick(self.items)

    def number(self, name: str) -> Floats:
        """A number for each."""
        return self.table.number(name)[self.items]

    def flag(self, name: str) -> Flags:
        """Yes or no for each."""
        return self.table.flag(name)[self.items]

    def text(self, name: str) -> Names:
        """A text for each."""
        return self.table.text(name)[self.items]


class Model:
    """A network on its way to a system; of one with scenarios the network in one of them, ``before`` it that in the first."""

    def __init__(self, source: Source, before: Model | None = None) -> None:
        self.source = source
        self.before = before
        self.calendar = calendar(source)
        self.draft: Draft = before.draft if before else Draft(self.calendar)
        self.draft.begin(source.scenario)
        self.base, self.label = self.draft.base, self.draft.label
        self.risk: tuple[float, float] | None = before.risk if before else source.risk
        self.costly: list[tuple[Ints, Varied]] = []
        self.faults: list[Fault] = []
        self.sunk = 0.0
        self.slots, self.years = len(source.snapshots), len(self.calendar.periods)
        self.period = source.period
        buses = source.table("buses")
        self.bus = {str(name): i for i, name in enumerate(buses.names)}
        self.carrier = buses.text("carrier")
        self.chosen: dict[str, Chosen] = {}
        self.kept: dict[str, Any] = {}
        self.shift_mode: Ints = np.zeros(0, dtype=np.int64)
        self.own: list[tuple[str, str, str]] = []
        self.own_demand: list[Varied] = []
        self.own_gift: dict[int, Floats] = {}
        self.demand = np.zeros((len(buses), self.slots))
        self.units = [_unit(u) for u in buses.text("unit")]
        objective = source.period_weights["objective"] if source.multi else np.ones(1)
        self.period_weight: Floats = np.asarray(objective, dtype=np.float64)

    def fault(self, code: str, chosen: Chosen, number: int, column: str = "", **blanks: object) -> None:
        """Note what is wrong with one of the chosen components."""
        item = int(chosen.items[number])
        more = {"component": CLASS[chosen.table.kind], "name": chosen.table.names[item], "column": column, **blanks}
        self.faults.append(Fault(code, spot(self.source, chosen.table, item, column), more))

    def buses_of(self, names: Names) -> Ints:
        """The balances of some buses; −1 where there is none."""
        return np.array([self.bus.get(n, -1) for n in names], dtype=np.int64)

    def stands(self, table: Table) -> Flags:
        """[i, y] ``build_year ≤ y < build_year + lifetime`` and active; without investment periods only the latter."""
        active = table.flag("active")[:, None]
        if not self.source.multi or table.kind == "loads":
            return np.repeat(active, self.years, axis=1)
        built, life = table.number("build_year")[:, None], table.number("lifetime")[:, None]
        return active & (built <= self.calendar.begin) & (self.calendar.begin < built + life)

    def choose(self, kind: str, extendable: str = "") -> Chosen:
        """The components of a class that take part: active, and standing in some period or with a capacity to choose."""
        table = self.source.table(kind)
        stands = self.stands(table)
        extends = table.flag(extendable) if extendable else np.zeros(len(table), dtype=bool)
        items = np.flatnonzero(stands.any(axis=1) | (extends & table.flag("active")))
        found = Chosen(table, items, stands[items], stands[items].argmax(axis=1), extends[items])
        self.chosen[kind] = found
        return found

    def cost(self, chosen: Chosen) -> Floats:
        """[i] money per capacity and horizon of a period: ``capital_cost``, or ``overnight_cost`` as an annuity.

        annuity = r / (1 − (1 + r)^−life); 1/life at r = 0, r at endless life. Fault B020.
        """
        capital, overnight, rate, life = (
            chosen.number(name) for name in ("capital_cost", "overnight_cost", "discount_rate", "lifetime")
        )
        given = np.isfinite(overnight)
        if not given.any():
            return capital
        years = self.calendar.disc / np.maximum(self.period_weight, TINY)
        if np.ptp(years) > 1e-9 * years.max():
            self.fault("B020", chosen, int(np.flatnonzero(given)[0]), "overnight_cost")
        for number in np.flatnonzero(given & ~np.isfinite(rate)):
            self.fault("B021", chosen, int(number), "discount_rate")
        with np.errstate(all="ignore"):
            factor = np.where(rate == 0, 1.0 / life, rate / (1.0 - (1.0 + rate) ** -life))
        factor = np.where(np.isinf(life), np.maximum(rate, 0.0), factor)
        return np.where(given, overnight * factor * years[0], capital)

    def nominal(self, chosen: Chosen, attr: str) -> tuple[Nominal, Flags]:
        """Capacities of components and which of them are endless.

        A capacity to choose is one number for all periods in which the component stands: it is built in the first of them.
        It is one number for all scenarios too: stated in the first, within the bounds and at the expected cost of all.
        Faults B022, B023.
        """
        size, ext = chosen.number(attr), chosen.extendable
        endless = ~ext & np.isinf(size)
        never = ~chosen.stands.any(axis=1)
        stands = chosen.stands | (never & ext)[:, None]
        given = np.where(ext[:, None], 0.0, np.where(endless, 1.0, size)[:, None] * (stands | endless[:, None]))
        if self.before:
            return Nominal.given_only(given, len(chosen), self.years), endless
        low, high = self._bounds(chosen, attr)
        new_max = np.zeros(stands.shape)
        new_max[np.flatnonzero(ext), chosen.first[ext]] = high[ext]
        chosen_here = ext[:, None] & stands
        cost = self._expected(chosen, attr)
        cost_by_period = cost[:, None] * self.period_weight * (chosen.stands & ext[:, None])
        begin = self.calendar.begin
        since = begin[chosen.first]
        life = np.where(never, LIFE, np.minimum(chosen.number("build_year") + chosen.number("lifetime") - since, LIFE))
        if not self.source.multi:
            life = np.full(len(chosen), LIFE)
        found = Nominal(
            given, new_max, np.where(chosen_here, low[:, None], 0.0), np.where(chosen_here, high[:, None], np.inf),
            np.where(ext, chosen.number(attr + "_mod"), 0.0), cost_by_period,
            cost * float(np.mean(self.period_weight / self.calendar.disc)), life,
        )  # fmt: skip
        return found, endless

    def _scenarios(self, chosen: Chosen) -> list[tuple[float, Chosen]]:
        """The probability of each scenario, and the same components as they are in it."""
        kind = chosen.table.kind
        return [(one.share, replace(chosen, table=one.table(kind))) for one in self.source.each]

    def _bounds(self, chosen: Chosen, attr: str) -> tuple[Floats, Floats]:
        """The narrowest bounds of any scenario. Faults B022, B023."""
        ext = chosen.extendable
        low, high = np.full(len(chosen), -np.inf), np.full(len(chosen), np.inf)
        for _, one in self._scenarios(chosen):
            least, most, fixed_to = (one.number(attr + end) for end in ("_min", "_max", "_set"))
            held = np.isfinite(fixed_to)
            for number in np.flatnonzero(held & ~ext):
                self.fault("B023", one, int(number), attr + "_set")
            low = np.maximum(low, np.where(held, np.maximum(least, fixed_to), least))
            high = np.minimum(high, np.where(held, np.minimum(most, fixed_to), most))
        for number in np.flatnonzero(ext & ((low < 0) | (high < low) | np.isinf(low))):
            self.fault("B022", chosen, int(number), attr, low=float(low[number]), high=float(high[number]))
        return low, high

    def _expected(self, chosen: Chosen, attr: str) -> Floats:
        """[i] what a unit of capacity to choose costs, expected over the scenarios; what stands already is sunk."""
        expected, ext = np.zeros(len(chosen)), chosen.extendable
        weight = (self.period_weight * (chosen.stands & ext[:, None])).sum(axis=1)
        for share, one in self._scenarios(chosen):
            cost = np.where(ext, share * (self.cost(one) + np.nan_to_num(one.number("fom_cost"))), 0.0)
            whole = cost * weight
            self.sunk += float((np.where(whole != 0, one.number(attr), 0.0) * whole).sum())
            expected += cost
        return expected

    def shares(self, chosen: Chosen, varied: Varied, endless: Flags) -> Varied:
        """Shares of capacity as bounds: where capacity is endless, 0 stays 0 and all else is infinite; never standing, 0."""
        never = ~chosen.stands.any(axis=1)
        if not (endless.any() or never.any()):
            return varied
        found = varied.times(np.where(never, 0.0, 1.0)) if never.any() else varied
        if not endless.any():
            return found
        rows = found.dense()
        many = rows[endless]
        many = np.where(many == 0, 0.0, np.copysign(np.inf, many))
        rows[endless] = np.where(chosen.stands[endless][:, self.period], many, 0.0)
        return Varied.of(rows)

    @property
    def worth(self) -> Floats:
        """[t] what a unit of money per hour counts for in the objective, its scenario aside."""
        return np.asarray(HOURS * self.calendar.levels[0].weight * self.calendar.disc[self.period])

    def modes(self, process: Ints, cost: Varied) -> Ints:
        """A mode for each of some processes; ``cost`` money per unit of rate and hour, which counts as likely as its scenario."""
        tail = self.risk[1] if self.risk else 0.0
        mode = self.draft.modes(process, cost.times(HOURS * self.source.share * (1.0 - tail)))
        self.costly.append((mode, cost))
        return mode

    def refuse_many(self, code: str, chosen: Chosen, bad: Flags, column: str) -> None:
        """One fault that names the first few of the components that are ``bad``."""
        found = chosen.items[np.flatnonzero(bad)]
        if len(found):
            where = spot(self.source, chosen.table, int(found[0]), column)
            self.faults.append(Fault(code, where, told(chosen.table, found, attribute=column)))


def _unit(text: str) -> str:
    """The unit of what flows through a bus: its own where it is known and a rate, else MW."""
    if text in ("", POWER):
        return POWER
    if units.factor(text, POWER) is not None:
        return text
    return text if text.endswith(("/h", "/hour")) and units.known(text) else POWER
