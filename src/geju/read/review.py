"""A reading with clauses that people wrote: a hand-written clause file, or a review sheet that came back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from geju.read.clause import Draft
from geju.read.draft import read_yaml
from geju.read.ledger import place_quotes
from geju.read.reading import Reading


def with_clauses(reading: Reading, items: list[dict[str, Any]], name: str = "") -> Reading:
    """The reading with these clauses in place of the drafted ones; what was read of a quote stays known.

    Errors: R013 a quote that does not stand in the text, R014 an unknown treat.
    """
    marks = place_quotes(items, reading.text, name)
    drafted = {clause.id: clause for clause in reading.clauses}
    by_end = {clause.end: clause for clause in reading.clauses}
    return replace(
        reading,
        clauses=tuple(
            _clause(item, start, end, drafted.get(item["id"]) or by_end.get(end), reading)
            for item, (_, _, start, end) in zip(items, marks, strict=True)
        ),
    )


def from_file(reading: Reading, path: Path) -> Reading:
    """The reading with the clauses of a clause file, however it was written. Errors: R012, R013, R014."""
    return with_clauses(reading, read_yaml(path), path.name)


def _clause(item: dict[str, Any], start: int, end: int, known: Draft | None, reading: Reading) -> Draft:
    if known is None or known.end <= start or known.start >= end:
        sentence = next((s for s in reading.document.sentences if s.start <= start < s.end), None)
        paragraph, number = (sentence.paragraph, sentence.number) if sentence else (0, 0)
        known = Draft("", "", start, end, paragraph, number, "directive", "", "by-hand", confidence=1.0)
    return replace(
        known,
        id=str(item["id"]),
        quote=str(item["quote"]),
        start=start,
        end=end,
        treat=str(item["treat"]),
        theme=str(item.get("theme", known.theme)),
        because=dict(item.get("because") or {}),
        require=dict(item.get("require") or {}),
        basis=dict(item.get("basis") or {}),
        indicator={k: str(v) for k, v in (item.get("indicator") or {}).items()},
        bodies=tuple(map(str, item.get("bodies") or ())),
        body_basis="named" if item.get("bodies") else "",
    )
