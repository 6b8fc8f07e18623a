"""Contracts of single lines: what a line published for an earlier year is what it is bound to, a little more or less.

The national rule (`dc-use`, `dc-contract` … in ports.py) binds all direct-current lines that meet at a place to a share of
their capacity. A line with a published figure leaves that rule: the difference is demand for its contract, and supply of
its allowance, at both ends. Contracts of single lines hold in the first period only.
"""

from __future__ import annotations

from dataclasses import dataclass

from energy.grid import line_kind
from energy.plants import Rows
from facts import PERIODS, Fact, Facts, cite, derive

FIRST = PERIODS[0]
HOURS = 8.76  # TWh of a mean GW
OLDEST = 2000
ENDS = (("place", "dc-use", "dc-contract"), ("to", "dc-arrivals", "dc-delivery"))
Key = tuple[str, str]


@dataclass(frozen=True)
class Bound:
    """What the contracts of single lines change in a commodity at a place, GW, with the figures it rests on."""

    amount: float
    facts: tuple[Fact, ...]

    def plus(self, amount: float, *facts: Fact) -> Bound:
        return Bound(self.amount + amount, (*self.facts, *(f for f in facts if f not in self.facts)))


def latest(facts: Facts, line: str, year: int) -> Fact | None:
    """The latest figure of a line before the year, TWh: a year is never explained by its own figure."""
    found = (facts.find(f"line.energy.{line}", "", y) for y in range(year - 1, OLDEST, -1))
    return next((f for f in found if f), None)


def bounds(facts: Facts, year: int) -> tuple[dict[Key, Bound], dict[Key, Bound]]:
    """Demand for contracts and supply of allowances, by commodity and place, in a year; none is zero where a line has any figure.

    demand = Σ (1 − tolerance) · published − share contracted · capacity
    supply = Σ min((1 + tolerance) · published, capacity) − share allowed · capacity
    """
    slack = facts.get("line.tolerance")
    use, promise = facts.get("dc.use", "", FIRST), facts.get("dc.contract", "", FIRST)
    asked: dict[Key, Bound] = {}
    given: dict[Key, Bound] = {}
    for line in facts.rows("energy-lines"):
        known = any(facts.find(f"line.energy.{line['line']}", "", y) for y in range(OLDEST, FIRST))
        if not known or line_kind(line) == "ac-line":
            continue
        mean, gw = latest(facts, line["line"], year), float(line["capacity_gw"])
        for end, allowance, contract in ENDS:
            more = less = 0.0
            used: tuple[Fact, ...] = (slack,)
            if mean:
                more = min((1 + slack.value) * mean.value / HOURS, gw) - use.value * gw
                less = (1 - slack.value) * mean.value / HOURS - promise.value * gw
                used = (mean, slack, use, promise)
            for table, commodity, amount in ((given, allowance, more), (asked, contract, less)):
                key = commodity, line[end]
                table[key] = table.get(key, Bound(0.0, ())).plus(amount, *used)
    return dict(sorted(asked.items())), dict(sorted(given.items()))


HOW = (
    "what lines published for the latest year before, less the national rule for them (below zero: less than the rule)"
)


def contract_rows(facts: Facts, table: str) -> Rows:
    """Rows of ``demand`` or ``supply`` of the case: the first period, none later."""
    found = bounds(facts, FIRST)[table == "supply"]
    rows: Rows = []
    for (commodity, place), bound in found.items():
        amounts = {f"amount_{p}": bound.amount if p == FIRST else 0.0 for p in PERIODS}
        fact = derive(bound.amount, "GW", HOW, *bound.facts)
        rows.append({"commodity": commodity, "place": place, "unit": "GW", **amounts, **cite(fact)})
    return rows


def past_contracts(facts: Facts, table: str, year: int) -> Rows:
    """The same rows as of a past year."""
    found = bounds(facts, year)[table == "supply"]
    return [
        {"commodity": c, "place": p, "amount": b.amount, "unit": "GW", **cite(derive(b.amount, "GW", HOW, *b.facts))}
        for (c, p), b in found.items()
    ]
