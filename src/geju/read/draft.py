"""The drafted clause file: clauses.yaml in the policy language, with where each quote stands as a comment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geju.core.errors import Fault, Where, refuse
from geju.core.yaml_out import mapping, scalar
from geju.read.clause import Draft
from geju.read.reading import Reading

FIELDS = (
    "id",
    "quote",
    "theme",
    "bodies",
    "treat",
    "because",
    "require",
    "mechanism",
    "firm",
    "price",
    "weight",
    "basis",
    "indicator",
)
_DATE = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")


def record(clause: Draft, quote: str = "") -> dict[str, Any]:
    """The clause as the policy language writes it; nothing is computed for what is out of scope."""
    found: dict[str, Any] = {"id": clause.id, "quote": quote or clause.quote, "theme": clause.theme}
    if clause.bodies:
        found["bodies"] = list(clause.bodies)
    found["treat"] = clause.treat
    if clause.because:
        found["because"] = dict(clause.because)
    if clause.require:
        found["require"] = clause.require
    if clause.basis:
        found["basis"] = dict(clause.basis)
    if clause.indicator and clause.treat in ("modelled", "tracked"):
        found["indicator"] = dict(clause.indicator)
    return found


def records(reading: Reading) -> list[dict[str, Any]]:
    """All clauses as the policy language writes them, each with a quote that occurs at its place first."""
    text = reading.text
    return [record(c, unique_quote(text, c.start, c.end)) for c in reading.clauses]


def unique_quote(text: str, start: int, end: int) -> str:
    """The quote, made longer where the same words stand earlier in the text, so that a search finds this place."""
    if text.find(text[start:end], 0, end) == start:
        return text[start:end]
    for more in (8, 20, 40, 80, 160, 320, 640):
        a, b = max(0, start - more), min(len(text), end + more)
        for first, last in ((a, end), (a, b)):
            quote = text[first:last]
            if text.find(quote, 0, last) == first:
                return quote
    return text[start:end]


def write_yaml(reading: Reading, path: Path, clauses: list[dict[str, Any]] | None = None) -> Path:
    """Write the clause file, and beside it the text in UTF-8 when it was in another encoding. Error: R015."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        name = _text_beside(reading, path.parent)
        path.write_text(yaml_text(reading, clauses, name), encoding="utf-8", newline="\n")
    except OSError as error:
        refuse([Fault("R015", Where(str(path)), {"file": path.name, "why": error.strerror or error})])
    return path


def _text_beside(reading: Reading, folder: Path) -> str:
    """The name of the text in the folder of its clauses; written there unless it stands there already, in UTF-8."""
    body = reading.text.encode("utf-8", "replace")
    for name in (reading.name, f"{Path(reading.name).stem}.utf8.txt"):
        file = folder / name
        if not file.exists():
            file.write_bytes(body)
        if file.read_bytes().removeprefix(b"\xef\xbb\xbf") == body:
            return name
    (folder / name).write_bytes(body)
    return name


def yaml_text(reading: Reading, clauses: list[dict[str, Any]] | None = None, name: str = "") -> str:
    """The clause file as text."""
    return "\n".join(_lines(reading, clauses, name or reading.name)) + "\n"


def _lines(reading: Reading, clauses: list[dict[str, Any]] | None, name: str) -> Iterator[str]:
    stem = re.sub(r"[^A-Za-z0-9-]+", "-", Path(reading.name).stem).strip("-").lower() or "policy"
    title = title_of(reading)
    date = _DATE.search(reading.text)
    yield f"policy: {scalar(stem)}"
    yield f"title: {{zh: {scalar(title)}, en: {scalar(title)}}}"
    yield f"text: {scalar(name)}"
    if date:
        yield f'date: "{date[1]}-{int(date[2]):02d}-{int(date[3]):02d}"'
    yield "clauses:"
    drafted = {clause.id: clause for clause in reading.clauses}
    for item in clauses if clauses is not None else records(reading):
        clause = drafted.get(item["id"])
        if clause:
            yield f"  # {_comment(clause)}"
        pairs = [(key, item[key]) for key in FIELDS if key in item]
        first, *rest = mapping(pairs, "    ")
        yield "  - " + first.lstrip()
        yield from rest


def _comment(clause: Draft) -> str:
    """Where the quote stands and how it was read, on one line."""
    words = f"{clause.verb} → {clause.object}" if clause.verb else ""
    how = "+".join(part for part in (clause.rule, clause.catalogue) if part)
    proposal = f"{clause.measure}?" if clause.measure and not clause.require else ""
    parts = (
        f"p{clause.paragraph} s{clause.sentence}",
        f"{clause.start}–{clause.end}",
        words,
        how,
        f"{clause.confidence:.2f}",
        proposal,
    )
    return re.sub(
        r"[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]+", " ", " · ".join(part for part in parts if part)
    )


def title_of(reading: Reading) -> str:
    """The text's own title, or its file name."""
    for block in reading.document.blocks:
        if block.kind == "title":
            return " ".join(reading.document.of(block).split())
    return Path(reading.name).stem


def read_yaml(path: Path) -> list[dict[str, Any]]:
    """The clauses of a clause file as plain mappings. Error: R012."""
    try:
        document: Any = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        refuse([Fault("R012", Where(path.name), {"why": str(error).splitlines()[0]})])
    if not isinstance(document, dict) or not isinstance(document.get("clauses"), list):
        refuse([Fault("R012", Where(path.name), {"why": "clauses: …"})])
    return [dict(clause) for clause in document["clauses"]]
