"""The words the reader knows, as tables beside this file: verbs, adverbs, places, bodies, programmes, units, measures.

A word is added by a row, never by code. Tables are read once, when first needed.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


def rows(table: str) -> list[dict[str, str]]:
    """The rows of a table; a missing last cell is blank."""
    with (HERE / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(stream)]


def several(cell: str) -> list[str]:
    """The parts of a cell with several values."""
    return [part for part in cell.split(";") if part]


@dataclass(frozen=True, slots=True)
class Name:
    """A name found in a text: ``kind`` is place, body, programme or shield (a word that only looks like one)."""

    text: str
    kind: str
    code: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Verb:
    """A directive verb with its classes: strong, noun, serial, pivot, prevent, outcome, event, report, stative."""

    text: str
    en: str
    classes: frozenset[str]


class Names:
    """Names by their first two characters, longest first: the longest name that fits wins."""

    def __init__(self, names: Iterable[Name]) -> None:
        self.by_head: dict[str, list[Name]] = {}
        for name in names:
            self.by_head.setdefault(name.text[:2], []).append(name)
        for found in self.by_head.values():
            found.sort(key=lambda name: -len(name.text))

    def scan(self, words: str) -> Iterator[tuple[int, Name]]:
        """Every name in the words from left to right, none overlapping another."""
        heads, at, last = self.by_head, 0, len(words) - 1
        while at < last:
            found = heads.get(words[at : at + 2])
            if found:
                for name in found:
                    if words.startswith(name.text, at):
                        yield at, name
                        at += len(name.text) - 1
                        break
            at += 1


class Heads:
    """Words by their first two characters, longest first, for asking which of them stands at one position."""

    def __init__(self, words: Iterable[str]) -> None:
        self.by_head: dict[str, list[str]] = {}
        for word in set(words):
            self.by_head.setdefault(word[:2], []).append(word)
        for found in self.by_head.values():
            found.sort(key=lambda word: -len(word))

    def at(self, words: str, position: int) -> str:
        """The longest word that stands there; blank when none does."""
        head = words[position : position + 2]
        for word in self.by_head.get(head, ()):
            if words.startswith(word, position):
                return word
        return head[:1] if head[:1] in self.by_head else ""


def _place_names() -> Iterator[Name]:
    for row in rows("places"):
        yield Name(row["name_zh"], "place", row["code"], row["level"])
        if row["short_zh"]:
            yield Name(row["short_zh"], "place", row["code"], row["level"])
    for row in rows("groups"):
        for text in several(row["names_zh"]):
            yield Name(text, "place", row["code"], row["kind"])


@cache
def names() -> Names:
    """Places, bodies, programmes and shields in one index, so that the longest of them all wins."""
    found = list(_place_names())
    found += [Name(t, "body", r["id"], r["level"]) for r in rows("bodies") for t in several(r["names_zh"])]
    found += [Name(t, "programme", r["id"], r["place"]) for r in rows("programmes") for t in several(r["names_zh"])]
    found += [Name(row["word"], "shield", row["why"]) for row in rows("words")]
    return Names(found)


@cache
def english_names() -> dict[str, list[Name]]:
    """The English names by their first word, longest first; spelling of case does not matter."""
    found = [Name(r["name_en"], "place", r["code"], r["level"]) for r in rows("places") if r["name_en"]]
    for table, kind, code in (("groups", "place", "code"), ("bodies", "body", "id"), ("programmes", "programme", "id")):
        for row in rows(table):
            extra = row.get("kind") or row.get("level") or row.get("place") or ""
            found += [Name(text, kind, row[code], extra) for text in several(row["names_en"])]
    index: dict[str, list[Name]] = {}
    for name in found:
        head = name.text.lower().replace("–", " ").replace("-", " ").split()[0]
        index.setdefault(head, []).append(name)
    for same in index.values():
        same.sort(key=lambda name: -len(name.text))
    return index


@cache
def labels() -> dict[str, tuple[str, str]]:
    """Chinese and English name of every place, body and programme by its code."""
    found: dict[str, tuple[str, str]] = {}
    for row in rows("places"):
        found[row["code"]] = (row["short_zh"] or row["name_zh"], row["name_en"] or row["short_zh"] or row["name_zh"])
    for table, code in (("groups", "code"), ("bodies", "id"), ("programmes", "id")):
        for row in rows(table):
            zh, en = several(row["names_zh"]), several(row["names_en"])
            found.setdefault(row[code], (zh[0], en[0] if en else zh[0]))
    return found


@cache
def members() -> dict[str, list[str]]:
    """The places a group stands for; only for compounds such as 东中西部, which mean several groups at once."""
    return {row["code"]: several(row["members"]) for row in rows("groups") if row["kind"] == "compound"}


@cache
def verbs() -> dict[str, Verb]:
    """The directive verbs by their words."""
    return {r["verb"]: Verb(r["verb"], r["en"], frozenset(several(r["classes"]))) for r in rows("verbs")}


@cache
def verb_heads() -> Heads:
    """The verbs, for asking which stands at a position."""
    return Heads(verbs())


@cache
def adverbs() -> Heads:
    """The adverbs of degree and manner, for asking which stands at a position."""
    return Heads(row["adverb"] for row in rows("adverbs"))


@cache
def units() -> dict[str, tuple[str, str]]:
    """A unit as written → the unit of the policy language and the factor, as decimal text."""
    return {row["unit_zh"]: (row["unit"], row["factor"]) for row in rows("units")}
