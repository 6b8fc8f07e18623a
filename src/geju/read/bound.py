"""A bound in the policy language from a number of the text or of a named basis; from nothing else.

A number becomes a bound only when its unit fits the measure, a year stands with it and its direction is plain.
Otherwise the clause stays tracked, and ``flags`` say what is missing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from geju.core.errors import Fault, Where, refuse
from geju.core.unit import factor
from geju.read.catalogue import Measure, measures
from geju.read.lexicon import HERE, rows
from geju.read.quantity import ABOUT, EQUALS, Quantity

NEW = frozenset(("新增", "新建", "完成", "治理", "改造", "建设改造", "新建改建", "修复", "建设"))
COLUMNS = ("catalogue", "place", "value", "unit", "bound", "year", "title", "url", "status")


@dataclass(frozen=True)
class Basis:
    """A figure with its document: what turns a tracked clause into a modelled one when the text has no number."""

    catalogue: str
    place: str
    value: float
    unit: str
    bound: str
    year: int
    title: str
    url: str
    status: str


@dataclass(frozen=True)
class Bounded:
    """A requirement with the document it rests on; ``flags`` tell what stood in the way when there is none."""

    require: dict[str, Any]
    basis: dict[str, Any]
    flags: tuple[str, ...] = ()


def load_basis(source: str | Path | None) -> tuple[Basis, ...]:
    """A basis table: ``shipped`` for the one in the package, or a CSV file with the columns of COLUMNS.

    Errors: R020 the file is missing or lacks a column, R021 a row that does not fit the catalogue.
    """
    if source is None:
        return ()
    path = HERE / "basis.csv" if str(source) == "shipped" else Path(source)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            table = csv.DictReader(stream)
            lines = list(table)
            lacking = [name for name in COLUMNS if name not in (table.fieldnames or ())]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise_fault("R020", str(path), str(error))
    if lacking:
        raise_fault("R020", str(path), ", ".join(lacking))
    found, faults = [], []
    for number, line in enumerate(lines, 2):
        try:
            found.append(
                Basis(
                    line["catalogue"],
                    line["place"],
                    float(line["value"]),
                    line["unit"],
                    line["bound"],
                    int(line["year"]),
                    line["title"],
                    line["url"],
                    line["status"],
                )
            )
        except (ValueError, TypeError) as error:
            faults.append(Fault("R021", Where(str(path), number), {"why": error}))
            continue
        if line["catalogue"] not in measures() or line["bound"] not in ("at_least", "at_most", "equals"):
            faults.append(Fault("R021", Where(str(path), number), {"why": f"{line['catalogue']}, {line['bound']}"}))
    refuse(faults)
    return tuple(found)


def raise_fault(code: str, file: str, why: str) -> None:
    """Refuse a file with one fault."""
    refuse([Fault(code, Where(file), {"why": why})])


def bounded(
    row: Measure, amounts: Iterable[Quantity], places: tuple[str, ...], verb: str, basis: tuple[Basis, ...]
) -> Bounded:
    """The requirement that the numbers of the text, or else the basis, give for a row of the catalogue."""
    if row.treat != "modelled" or not row.measure:
        return Bounded({}, {})
    scope, where_flag = _scope(row, places)
    flags: list[str] = []
    for amount in amounts:
        flag = where_flag or _unfit(row, amount)
        if flag:
            flags.append(flag)
            continue
        measure = "build" if row.measure == "capacity" and (verb in NEW or amount.change == "rise") else row.measure
        sense = row.sense if amount.bound == EQUALS else amount.bound
        unit = amount.unit + ("/yr" if factor(amount.unit, row.unit) is None else "")
        require = {measure: scope, sense: {amount.year: f"{amount.value:.12g} {unit}"}}
        return Bounded(require, {"title": "原文", "status": "text"}, ())
    for line in basis:
        if (
            line.catalogue == row.id
            and not where_flag
            and (line.place in places or (not places and line.place in ("", scope.get("in"))))
        ):
            title = {"title": line.title, "status": line.status} | ({"url": line.url} if line.url else {})
            return Bounded({row.measure: scope, line.bound: {line.year: f"{line.value:.12g} {line.unit}"}}, title)
    return Bounded({}, {}, tuple(dict.fromkeys(flags)) or ("no-number",))


def _unfit(row: Measure, amount: Quantity) -> str:
    """What keeps a number from being a bound of the row; blank when nothing does."""
    if factor(amount.unit, row.unit) is None and not _per_year(amount.unit, row.unit):
        return "other-unit"
    if amount.year is None:
        return "no-year"
    if amount.bound == ABOUT or amount.upper is not None:
        return "about"
    if amount.base or (amount.change and amount.bound != "at_most" and row.measure not in ("capacity", "build")):
        return "change"
    return ""


def _per_year(unit: str, wanted: str) -> bool:
    """Whether a yearly amount is told without its 'per year': 700 Mt of grain for Mt/yr."""
    return wanted.endswith("/yr") and factor(unit, wanted.removesuffix("/yr")) is not None


@cache
def _groups() -> dict[str, str]:
    return {row["code"]: row["kind"] for row in rows("groups")}


def _scope(row: Measure, places: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    """The scope with the places of the text in it, a total where it names none; a place finer than a province is told."""
    scope = dict(row.scope)
    if row.measure == "flow" or "from" in scope:
        ends = [scope.get("from", ()), scope.get("to", ())]
        named = {name for end in ends for name in ([end] if isinstance(end, str) else end)}
        return scope, "finer-place" if set(places) - named else ""
    if isinstance(scope.get("in"), str) and scope["in"] != "each province":
        return scope, "" if set(places) <= {scope["in"]} else "finer-place"
    if not isinstance(scope.get("in"), dict):
        scope.pop("in", None)
    if not places:
        return scope, ""
    if any(not code.startswith("CN-") and _groups().get(code) != "group" for code in places):
        return scope, "finer-place"
    where = places[0] if len(places) == 1 else list(places)
    if row.measure == "share":
        return {part: {key: {**inner, "in": where} for key, inner in scope[part].items()} for part in ("of", "in")}, ""
    return {**scope, "in": where}, ""
