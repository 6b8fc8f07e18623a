"""A drafted clause: the words it quotes, what they ask, and every step by which the reader came to say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from geju.read.quantity import Quantity

TREATS = ("modelled", "tracked", "context", "out-of-scope", "undecided")
THEMES = ("status", "industry", "protection", "opening", "security", "livelihood", "cohesion", "organisation")


@dataclass(frozen=True)
class Draft:
    """One clause as drafted.

    ``rule`` names the grammar rule, ``catalogue`` the row of ``measures.csv`` and ``matched`` the words it fired on.
    ``places`` are named in the quote, ``scope`` is handed down from the subject of an earlier phrase. ``bodies`` are
    ``named`` in the text, ``inherited`` from an earlier phrase or ``implied`` by the catalogue (``body_basis``).
    ``require`` is a bound in the policy language; it exists only with a number of the text or of a named basis.
    """

    id: str
    quote: str
    start: int
    end: int
    paragraph: int
    sentence: int
    role: str
    treat: str
    rule: str
    verb: str = ""
    object: str = ""
    complement: str = ""
    subject: str = ""
    modal: str = ""
    adverbs: tuple[str, ...] = ()
    nested: tuple[tuple[str, str], ...] = ()
    places: tuple[str, ...] = ()
    scope: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    body_basis: str = ""
    quantities: tuple[Quantity, ...] = ()
    year: int | None = None
    theme: str = "status"
    sector: str = ""
    catalogue: str = ""
    matched: tuple[str, ...] = ()
    measure: str = ""
    proposal: dict[str, Any] = field(default_factory=dict)
    require: dict[str, Any] = field(default_factory=dict)
    basis: dict[str, Any] = field(default_factory=dict)
    indicator: dict[str, str] = field(default_factory=dict)
    because: dict[str, str] = field(default_factory=dict)
    confidence: float = 0.0
    flags: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The clause for ``geju read --json``."""
        return {
            "id": self.id,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "paragraph": self.paragraph,
            "sentence": self.sentence,
            "verb": self.verb,
            "object": self.object,
            "complement": self.complement,
            "subject": self.subject,
            "modal": self.modal,
            "adverbs": list(self.adverbs),
            "nested": [{"verb": verb, "object": words} for verb, words in self.nested],
            "bodies": list(self.bodies),
            "body_basis": self.body_basis,
            "places": list(self.places),
            "scope_places": list(self.scope),
            "quantities": [quantity_dict(q) for q in self.quantities],
            "year": self.year,
            "theme": self.theme,
            "sector": self.sector,
            "measure": self.measure or None,
            "catalogue": self.catalogue or None,
            "matched": list(self.matched),
            "proposal": self.proposal,
            "require": self.require,
            "basis": self.basis,
            "indicator": self.indicator,
            "confidence": self.confidence,
            "rule": self.rule,
            "treat": self.treat,
            "because": self.because,
            "flags": list(self.flags),
        }


def quantity_dict(quantity: Quantity) -> dict[str, Any]:
    """A quantity for JSON; blank details are left out."""
    found: dict[str, Any] = {
        "value": quantity.value,
        "unit": quantity.unit,
        "bound": quantity.bound,
        "year": quantity.year,
        "text": quantity.text,
    }
    extra = {"change": quantity.change, "base": quantity.base, "upper": quantity.upper}
    return found | {key: value for key, value in extra.items() if value}
