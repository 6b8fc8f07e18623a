"""The policy language: a text, and clauses that quote it and say what is required."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from geju.core.text import Sentence

TREATS = ("modelled", "tracked", "context", "out-of-scope")
SENSES = {"at_least": 1.0, "at_most": -1.0}
BOUND_KEYS = ("at_least", "at_most", "equals", "no_less_than_before")

_WHO = ("tags", "kind")
_MOVED = (*_WHO, "in", "mode")


@dataclass(frozen=True)
class Form:
    """A measure or mechanism: what it says (zh, en), the keys it needs and those it may have."""

    zh: str
    en: str
    needs: tuple[str, ...] = ()
    may: tuple[str, ...] = ()


MEASURES: dict[str, Form] = {
    "capacity": Form("容量", "capacity that stands", may=(*_WHO, "in", "from", "to")),
    "build": Form("至该时期累计新建", "built up to the period", may=(*_WHO, "in", "from", "to")),
    "activity": Form("年均运行量", "mean rate of running over the year", may=(*_MOVED, "from", "to")),
    "output": Form("商品产出", "commodity that running gives", ("commodity",), _MOVED),
    "use": Form("商品取用", "commodity taken by running, standing and building", ("commodity",), _MOVED),
    "flow": Form(
        "两地之间的流量",
        "commodity that arrives from one place at another",
        ("commodity",),
        (*_WHO, "from", "to", "mode"),
    ),
    "stock": Form("年均库存", "mean level of stores", ("commodity",), (*_WHO, "in")),
    "cost": Form(
        "年费用", "yearly cost: running, standing, and the yearly share of building", may=(*_WHO, "in", "from", "to")
    ),
    "spend": Form("公共资金支出", "public money drawn by running, standing and building", ("commodity",), _MOVED),
    "emission": Form("排放", "emission given, less what is taken", ("commodity",), _MOVED),
    "value": Form("产值", "commodity given times a unit value", ("commodity", "unit_value"), _MOVED),
    "share": Form("份额", "one measure as a share of another", ("of", "in")),
    "growth": Form("增长", "a measure against its base, per year", ("of", "base", "base_year")),
    "gap": Form("差距", "a measure per person at one place less that at another", ("of", "between")),
    "per_person": Form("人均", "a measure per resident", ("of",)),
}
NESTED = {"share": ("of", "in"), "growth": ("of",), "gap": ("of",), "per_person": ("of",)}
PLAIN = tuple(name for name in MEASURES if name not in NESTED)
IMPLIED = {"spend": {"commodity": "public-money"}, "emission": {"commodity": "co2"}}
PREFERENCES = ("invest", "fixed", "variable")
MECHANISMS: dict[str, Form] = {
    "price": Form("给剩余的商品（如排放）一个价", "a price on what is left over of a commodity, such as an emission",
                  ("commodity", "amount"), ("in",)),
    "transfer": Form("两个预算之间至少转移的资金", "money that moves from one budget to another, at least",
                     ("commodity", "amount", "from", "to"), _WHO),
    "preference": Form("某些过程的费用按份额增减", "costs of some processes changed by a share", (),
                       (*_WHO, "in", "from", "to", *PREFERENCES)),
}  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """What is measured, and where: ``scope`` as written, ``parts`` the measures inside a share, growth, gap or per-person."""

    name: str
    scope: dict[str, Any]
    parts: dict[str, Measure] = field(default_factory=dict)


@dataclass(frozen=True)
class Mechanism:
    """A price, transfer or preference: its scope, amounts (number, unit) by period, and shares by which costs change."""

    name: str
    scope: dict[str, Any]
    amounts: dict[str, tuple[float, str]] = field(default_factory=dict)
    shares: dict[str, float] = field(default_factory=dict)


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
    ``price`` (number, unit) is what a unit of missing it costs; None makes it firm. ``file`` and ``line`` say where it stands.
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
    mechanism: Mechanism | None = None
    price: tuple[float, str] | None = None
    weight: float = 1.0
    basis: dict[str, Any] = field(default_factory=dict)
    indicator: dict[str, str] = field(default_factory=dict)
    file: str = ""


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
        found = (c for c in self.clauses if c.start >= 0)
        return tuple(c for c in found if c.start < sentence.end and c.start + len(c.quote) > sentence.start)
