"""``geju read``: read a policy text, write what is asked for, and say how much of it is covered."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from geju.read.clause import TREATS
from geju.read.diff import Difference, compare, effect_lines
from geju.read.draft import write_yaml
from geju.read.explain import explain as explained
from geju.read.page import write_page
from geju.read.reading import Progress as Report
from geju.read.reading import Reading, read_text
from geju.read.review import from_file, with_clauses
from geju.read.sheet import read_sheet, write_sheet
from geju.read.words import SAID, STATES

SHOWN = 8  # undecided clauses and changes listed on the terminal


def read_command(
    text: str | Path,
    *,
    out: Path | None = None,
    json: bool = False,
    lang: Literal["zh", "en"] = "zh",
    excel: Path | None = None,
    html: Path | None = None,
    explain: str = "",
    against: str | Path | None = None,
    review: Path | None = None,
    clauses: Path | None = None,
    basis: str | Path | None = None,
    second_reader: bool = False,
    talk: Console | None = None,
) -> int:
    """Read TEXT. ``out`` is the clause file to write, ``excel`` the review sheet, ``html`` the coloured page.

    ``explain`` tells how one clause (id or number) was drafted. ``against`` is an older version of the text: what was
    added, dropped and reworded since. ``review`` is an edited review sheet and ``clauses`` a clause file to use instead of
    the draft. ``basis`` names a table of figures (``shipped``, or a CSV file). Faults are raised (:class:`Faults`).
    """
    talk = talk or Console(stderr=True, highlight=False, soft_wrap=True)
    with _bar(talk, SAID[lang]["reading"].format(file=Path(text).name)) as report:
        reading = read_text(Path(text), basis=basis, second_reader=second_reader, progress=report)
    items = read_sheet(review, reading) if review else None
    if items is not None and review is not None:
        reading = with_clauses(reading, items, review.name)
    if clauses:
        reading = from_file(reading, clauses)
    difference = compare(read_text(Path(against)), reading) if against else None
    written = [
        write_yaml(reading, out, items) if out else None,
        write_sheet(reading, excel, lang, items) if excel else None,
        write_page(reading, html, lang) if html else None,
    ]
    if json:
        print(jsonlib.dumps(_document(reading, explain, difference, lang), ensure_ascii=False))
        return 0
    for warning in reading.warnings:
        talk.print(warning.text(lang), markup=False)
    if explain:
        talk.print(explained(reading, explain, lang), markup=False)
    elif difference:
        _tell_changes(talk, difference, lang)
    else:
        _tell_coverage(talk, reading, lang)
    for path in filter(None, written):
        talk.print(SAID[lang]["wrote"].format(file=path), markup=False)
    return 0


def _document(reading: Reading, explain: str, difference: Difference | None, lang: str) -> dict[str, Any]:
    document = reading.as_dict()
    if explain:
        document["explain"] = explained(reading, explain, lang)
    if difference:
        document["against"] = difference.as_dict()
    return document


@contextmanager
def _bar(talk: Console, what: str) -> Iterator[Report]:
    """A progress bar on stderr for as long as the reading takes; nothing where there is no terminal."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=talk, transient=True, disable=not talk.is_terminal) as progress:
        task = progress.add_task(what, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _tell_coverage(talk: Console, reading: Reading, lang: str) -> None:
    """The coverage table, and what waits for a decision."""
    said, ledger = SAID[lang], reading.ledger
    table = Table(title=f"{said['coverage']} · {said['clauses'].format(count=len(reading.clauses))}")
    for heading in (said["state"], said["phrases"], "%", said["sentences"]):
        table.add_column(heading, justify="left" if heading == said["state"] else "right")
    for state in TREATS:
        table.add_row(
            STATES[lang][state],
            str(ledger.by_phrase[state]),
            f"{ledger.share(state):.1%}",
            str(ledger.by_sentence[state]),
        )
    table.add_section()
    total = "100.0%" if ledger.phrases else "–"
    table.add_row(said["total"], str(len(ledger.phrases)), total, str(len(ledger.sentences)))
    talk.print(table)
    open_ = [clause for clause in reading.clauses if clause.treat == "undecided"]
    if open_:
        talk.print(said["undecided"])
        for clause in open_[:SHOWN]:
            talk.print(f"  {clause.id}  {' '.join(clause.quote.split())[:80]}", markup=False)
    if len(open_) > SHOWN:
        talk.print("  " + said["more"].format(count=len(open_) - SHOWN))


def _tell_changes(talk: Console, difference: Difference, lang: str) -> None:
    """What changed since the older version."""
    said = SAID[lang]
    counts = {kind: difference.count(kind) for kind in ("added", "dropped", "reworded")}
    talk.print(said["same"].format(same=difference.same, **counts))
    for change in difference.changes:
        old, new = (" ".join(c.quote.split()) if c else "" for c in (change.old, change.new))
        talk.print(f"  {said[change.kind]}: " + " → ".join(part for part in (old, new) if part), markup=False)
        for name, before, after in change.fields:
            if name in ("treat", "require", "quantities", "year", "bodies", "places"):
                talk.print(f"      {name}: {before} → {after}", markup=False)
    talk.print(said["effect"])
    for line in effect_lines(difference, STATES[lang]):
        talk.print("  " + line, markup=False)
