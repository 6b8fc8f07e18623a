"""What a directive is about: theme, sector, the measure that could carry it, and whether it is out of scope.

The catalogue is ``lexicon/measures.csv``: every row has words that must occur in the object (``a+b``: both;
``a|b``: either), and the row whose words are longest wins. ``lexicon/scope.csv`` holds what Geju never computes
anything for: policing, belief, conduct, ethnicity, Party building, personnel. It is asked first.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from ruamel.yaml import YAML

from geju.read.lexicon import rows, several


@dataclass(frozen=True)
class Measure:
    """A row of the catalogue: what the model could carry, and what one would watch where it cannot."""

    id: str
    theme: str
    sector: str
    treat: str
    measure: str
    scope: dict[str, Any]
    sense: str
    unit: str
    sure: float
    bodies: tuple[str, ...]
    indicator: dict[str, str]


@dataclass(frozen=True)
class Match:
    """The catalogue row that fits words, and the words it was recognised by."""

    measure: Measure
    words: tuple[str, ...]


@dataclass(frozen=True)
class Outside:
    """A reason why a clause is out of scope, and the word that showed it."""

    reason: str
    because: dict[str, str]
    word: str


@cache
def measures() -> dict[str, Measure]:
    """The catalogue by id."""
    yaml = YAML(typ="safe")
    found = {}
    for row in rows("measures"):
        indicator = {"zh": row["indicator_zh"], "en": row["indicator_en"]} | (
            {"unit": row["unit"]} if row["unit"] else {}
        )
        found[row["id"]] = Measure(
            row["id"],
            row["theme"],
            row["sector"],
            row["treat"],
            row["measure"],
            dict(yaml.load(row["scope"]) or {}) if row["scope"] else {},
            row["sense"],
            row["unit"],
            float(row["sure"]),
            tuple(several(row["bodies"])),
            indicator,
        )
    return found


@cache
def _index() -> dict[str, list[tuple[tuple[str, ...], str, int]]]:
    """Alternatives of all rows by the first two characters of their first word."""
    index: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for order, row in enumerate(rows("measures")):
        for alternative in row["match"].split("|"):
            words = tuple(alternative.lower().split("+"))
            index.setdefault(words[0][:2], []).append((words, row["id"], order))
    return index


def find(words: str) -> Match | None:
    """The catalogue row that fits the words best: the most characters recognised, the earlier row on a tie."""
    low = words.lower()
    index = _index()
    best, first = 0, 0
    found: tuple[tuple[str, ...], str] | None = None
    for i in range(len(low) - 1):
        for parts, row, order in index.get(low[i : i + 2], ()):
            if not low.startswith(parts[0], i):
                continue
            score = len(parts[0])
            for part in parts[1:]:
                if part not in low:
                    break
                score += len(part) + 1
            else:
                if score > best or (score == best and order < first):
                    best, first, found = score, order, (parts, row)
    return Match(measures()[found[1]], found[0]) if found else None


@cache
def _outside() -> dict[str, list[tuple[str, int]]]:
    index: dict[str, list[tuple[str, int]]] = {}
    for order, row in enumerate(rows("scope")):
        for word in row["words"].lower().split("|"):
            index.setdefault(word[:2], []).append((word, order))
    return index


@cache
def _reasons() -> list[dict[str, str]]:
    return rows("scope")


def outside(words: str) -> Outside | None:
    """Why the words are out of scope; None when they are not."""
    low = words.lower()
    index = _outside()
    found: tuple[int, str] | None = None
    for i in range(len(low) - 1):
        for word, order in index.get(low[i : i + 2], ()):
            if low.startswith(word, i) and (found is None or order < found[0]):
                found = (order, words[i : i + len(word)])
    if found is None:
        return None
    row = _reasons()[found[0]]
    return Outside(row["reason"], {"zh": row["zh"], "en": row["en"]}, found[1])
