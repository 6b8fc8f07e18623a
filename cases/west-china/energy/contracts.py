"""Contracts of single lines: what a line published for an earlier year is what it is bound to, a little more or less.

The national rule (`dc-use`, `dc-contract` … in ports.py) binds all direct-current lines that meet at a place to a share of
their capacity. A line with a published figure leaves that rule: where it carries more, the difference is supply of its allowance and
demand for its contract at both ends; where less, the other way round. Contracts of single lines hold in the first period only.
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
        """Add one more line."""
        return Bound(self.amount + amount, (*self.facts, *(f for f in facts if f not in self.facts)))


def latest(facts: Facts, line: str, year: int) -> Fact | None:
    """The latest figure of a line before the year, TWh: a year is never explained by its own figure."""
    found = (facts.find(f"line.energy.{line}", "", y) for y in range(year - 1, OLDEST, -1))
    return next((f for f in found if f), None)


def bounds(facts: Facts, year: int) -> dict[Key, Bound]:
    """Net supply by commodity and place in a year; every place of a line that has a figure of any year, be it zero.

    allowance: min((1 + tolerance) · published, capacity) − share allowed · capacity
    contract:  share contracted · capacity − (1 − tolerance) · published
    """
    slack = facts.get("line.tolerance")
    use, promise = facts.get("dc.use", "", FIRST), facts.get("dc.contract", "", FIRST)
    found: dict[Key, Bound] = {}
    for line in facts.rows("energy-lines"):
        known = any(facts.find(f"line.energy.{line['line']}", "", y) for y in range(OLDEST, FIRST))
        if not known or line_kind(line) == "ac-line":
            continue
        mean, gw = latest(facts, line["line"], year), float(line["capacity_gw"])
        more = less = 0.0
        used: tuple[Fact, ...] = (slack,)
        if mean:
            more = min((1 + slack.value) * mean.value / HOURS, gw) - use.value * gw
            less = promise.value * gw - (1 - slack.value) * mean.value / HOURS
            used = (mean, slack, use, promise)
        for end, allowance, contract in ENDS:
            for commodity, amount in ((allowance, more), (contract, less)):
                key = commodity, line[end]
                found[key] = found.get(key, Bound(0.0, ())).plus(amount, *used)
    return dict(sorted(found.items()))


def amounts(facts: Facts, table: str, year: int) -> dict[Key, Bound]:
    """What of it is supply and what is demand: never below zero."""
    sign = 1 if table == "supply" else -1
    return {key: Bound(max(sign * b.amount, 0.0), b.facts) for key, b in bounds(facts, year).items()}


HOW = "what lines published for the latest year before, set against the national rule for them"


def contract_rows(facts: Facts, table: str) -> Rows:
    """Rows of ``demand`` or ``supply`` of the case: the first period, none later."""
    rows: Rows = []
    for (commodity, place), bound in amounts(facts, table, FIRST).items():
        by_period = {f"amount_{p}": bound.amount if p == FIRST else 0.0 for p in PERIODS}
        fact = derive(bound.amount, "GW", HOW, *bound.facts)
        rows.append({"commodity": commodity, "place": place, "unit": "GW", **by_period, **cite(fact)})
    return rows


def past_contracts(facts: Facts, table: str, year: int) -> Rows:
    """The same rows as of a past year."""
    return [
        {"commodity": c, "place": p, "amount": b.amount, "unit": "GW", **cite(derive(b.amount, "GW", HOW, *b.facts))}
        for (c, p), b in amounts(facts, table, year).items()
    ]
