"""The policy language: a text, and clauses that quote it and say what is required."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from geju.core.text import Sentence

TREATS = ("modelled", "tracked", "context", "out-of-scope")
SCOPE_KEYS = ("tags", "kind", "commodity", "in", "from", "to", "mode", "unit_value")
SENSES = {"at_least": 1.0, "at_most": -1.0}
BOUND_KEYS = ("at_least", "at_most", "equals", "no_less_than_before")
MECHANISMS = ("price", "transfer", "preference")

# measure -> what it measures (zh, en) and the keys its scope cannot do without
MEASURES: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "capacity": ("容量", "capacity that stands", ()),
    "build": ("至该时期累计新建", "built up to the period", ()),
    "activity": ("年均运行量", "mean rate of running over the year", ()),
    "output": ("商品产出", "commodity given, in net of nothing", ("commodity",)),
    "use": ("商品取用", "commodity taken by running, standing and building", ("commodity",)),
    "flow": ("两地之间的流量", "commodity carried between places", ("commodity",)),
    "stock": ("年均库存", "mean level of stores", ("commodity",)),
    "cost": ("年费用", "yearly cost: running, standing, and the yearly share of building", ()),
    "spend": ("公共资金支出", "public money drawn by building and running", ("commodity",)),
    "emission": ("排放", "emission given, less what is taken", ("commodity",)),
    "value": ("产值", "commodity given times a unit value", ("commodity", "unit_value")),
    "share": ("份额", "one measure as a share of another", ("of", "in")),
    "growth": ("增长", "a measure against its base, per year", ("of", "base", "base_year")),
    "gap": ("差距", "a measure per person at one place less that at another", ("of", "between")),
    "per_person": ("人均", "a measure per resident", ("of",)),
}
NESTED = {"share": ("of", "in"), "growth": ("of",), "gap": ("of",), "per_person": ("of",)}


@dataclass(frozen=True)
class Measure:
    """What is measured, and where: ``scope`` as written, ``parts`` the measures inside a share, growth, gap or per-person."""

    name: str
    scope: dict[str, Any]
    parts: dict[str, Measure] = field(default_factory=dict)


@dataclass(frozen=True)
class Bound:
    """One bound: its sense, and either amounts with units by period, a table of bounds, or the period before."""

    sense: str
    amounts: dict[str, tuple[float, str]] = field(default_factory=dict)
    table: str = ""


@dataclass(frozen=True)
class Clause:
    """One clause: the words it comes from, how it is treated, and what it requires.

    ``start`` is where the quote begins in the text, ``sentence`` the number of the first sentence it touches (from 0).
    ``price`` (number, unit) is what a unit of missing it costs; None makes it firm.
    """

    id: str
    quote: str
    start: int
    sentence: int
    theme: str
    treat: str
    line: int
    bodies: tuple[str, ...] = ()
    because: dict[str, str] = field(default_factory=dict)
    measure: Measure | None = None
    bounds: tuple[Bound, ...] = ()
    mechanism: dict[str, Any] = field(default_factory=dict)
    price: tuple[float, str] | None = None
    weight: float = 1.0
    basis: dict[str, Any] = field(default_factory=dict)
    indicator: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Policy:
    """A text and its clauses; ``file`` is where the clauses stand."""

    id: str
    title: dict[str, str]
    date: str
    text: str
    sentences: tuple[Sentence, ...]
    clauses: tuple[Clause, ...]
    file: str

    def quoting(self, sentence: Sentence) -> tuple[Clause, ...]:
        """The clauses whose quote touches the sentence."""
        return tuple(c for c in self.clauses if c.start < sentence.end and c.start + len(c.quote) > sentence.start)

    def without(self, ids: frozenset[str]) -> Policy:
        """The same policy with some modelled clauses only tracked."""
        kept = (c for c in self.clauses if c.id not in ids)
        return Policy(self.id, self.title, self.date, self.text, self.sentences, tuple(kept), self.file)
