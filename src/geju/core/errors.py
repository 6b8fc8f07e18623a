"""Faults in the user's input: found all at once, each with a code, a place and a way to mend it.

The words live in ``errors.csv`` tables (one row a code, Chinese and English); code only fills the blanks.
A folder of the package may bring its own table: the catalogue is the union of all ``errors.csv`` in it.
"""

from __future__ import annotations

import csv
import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

Lang = Literal["zh", "en"]
LABELS = {"zh": ("位置", "改法"), "en": ("where", "fix")}


@dataclass(frozen=True)
class Entry:
    """One code of the catalogue: what is wrong and how to mend it, in both languages, with blanks ``{name}``."""

    code: str
    what: dict[Lang, str]
    fix: dict[Lang, str]


@cache
def catalogue() -> dict[str, Entry]:
    """Every code of the package; a code in two tables is a programming error (``ValueError``)."""
    entries: dict[str, Entry] = {}
    for path in sorted(Path(__file__).parents[1].rglob("errors.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                if row["code"] in entries:
                    raise ValueError(f"error code {row['code']} stands twice in the catalogue")
                entries[row["code"]] = Entry(
                    row["code"], {"zh": row["zh"], "en": row["en"]}, {"zh": row["fix_zh"], "en": row["fix_en"]}
                )
    return entries


@dataclass(frozen=True)
class Where:
    """A place in the user's files: file, line and column counted from 1, and a plain name (clause, table row).

    ``cell`` is a cell of a workbook, ``kinds!D17``; it is told in place of the line.
    """

    file: str = ""
    line: int = 0
    column: str = ""
    name: str = ""
    cell: str = ""

    def __str__(self) -> str:
        spot = f"{self.file} {self.cell}" if self.cell else self.file + (f":{self.line}" if self.line else "")
        return ", ".join(part for part in (spot, self.column, self.name) if part)


@dataclass(frozen=True)
class Fault:
    """One thing wrong with the input. ``blanks`` fill the message of ``code``; ``near`` are valid names to offer."""

    code: str
    where: Where = Where()
    blanks: dict[str, Any] = field(default_factory=dict)
    near: tuple[str, ...] = ()

    def text(self, lang: Lang = "en") -> str:
        """The fault as the user reads it: code and what is wrong, where, how to mend it."""
        entry = catalogue()[self.code]
        lines = [f"[{self.code}] " + entry.what[lang].format(**self.blanks)]
        place, mend = LABELS[lang]
        if str(self.where):
            lines.append(f"  {place}: {self.where}")
        fix = entry.fix[lang].format(**self.blanks)
        if self.near:
            offered = ", ".join(f"'{name}'" for name in self.near)
            fix = (f"是否指 {offered}？" if lang == "zh" else f"did you mean {offered}? ") + fix
        return "\n".join([*lines, f"  {mend}: {fix}"] if fix else lines)

    def as_dict(self) -> dict[str, Any]:
        """The fault as data, for ``--json``."""
        where = self.where
        return {
            "code": self.code,
            "file": where.file,
            "line": where.line,
            "column": where.column,
            "name": where.name,
            "cell": where.cell,
            "near": list(self.near),
            "zh": self.text("zh"),
            "en": self.text("en"),
        }


class Faults(Exception):
    """All faults found in one pass. Raised before anything is written or solved."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f.text("en") for f in self.faults))

    def text(self, lang: Lang = "en") -> str:
        """Every fault in the user's language, in the order found."""
        return "\n".join(f.text(lang) for f in self.faults)


def nearest(name: str, names: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The valid names most like ``name``, best first; none when nothing is close."""
    return tuple(difflib.get_close_matches(name, sorted(set(names)), n=most, cutoff=0.6))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise :class:`Faults` when there is at least one."""
    found = tuple(faults)
    if found:
        raise Faults(found)
