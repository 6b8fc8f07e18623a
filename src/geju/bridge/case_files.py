"""A case as its files hold it: settings, tables of texts, clauses and the policy text, in and out of a folder."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from ruamel.yaml import YAML

from geju.core.errors import Fault, Where
from geju.core.schema import CASE_TABLES, all_tables
from geju.core.yaml_out import mapping

SETTINGS = "case.yaml"
Rows = list[list[str]]
Spots = dict[int, tuple[int, str]]  # line of a clause file -> number of the clause (from 0), field


@dataclass(frozen=True)
class Grid:
    """A table as text: column names, and rows of cells."""

    heading: list[str]
    rows: Rows


@dataclass(frozen=True)
class CaseFiles:
    """What the files of a case say.

    ``settings`` case.yaml · ``tables`` by (sector, table), sector blank for places and bounds · ``head`` of the clause file ·
    ``clauses`` its items · ``text`` of the policy · ``originals`` case.yaml and clause file as written, comments and all.
    """

    settings: dict[str, Any]
    tables: dict[tuple[str, str], Grid]
    head: dict[str, Any] = field(default_factory=dict)
    clauses: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    originals: dict[str, str] = field(default_factory=dict)

    @property
    def policy(self) -> str:
        """The name of the clause file, blank when there is none."""
        return str(self.settings.get("policy") or "")


def file_of(sector: str, table: str) -> str:
    """The file of a table: ``energy/kinds.csv``."""
    return f"{sector}/{table}.csv" if sector else f"{table}.csv"


def members(sectors: list[str]) -> Iterator[tuple[str, str]]:
    """Sector and table of every file of tables that a case may have."""
    for table in all_tables():
        yield from [("", table.name)] if table.name in CASE_TABLES else [(sector, table.name) for sector in sectors]


def read(folder: Path) -> CaseFiles:
    """The files of a case that loads without a fault."""
    settings, original = _yaml(folder / SETTINGS)
    tables = {}
    for sector, table in members(settings["sectors"]):
        path = folder / file_of(sector, table)
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as stream:
                reader = csv.reader(stream, strict=True)
                heading = [name.strip() for name in next(reader, [])]
                tables[sector, table] = Grid(heading, [[cell.strip() for cell in row] for row in reader if any(row)])
    found = CaseFiles(settings, tables, originals={SETTINGS: original})
    if not found.policy:
        return found
    path = folder / found.policy
    document, found.originals[found.policy] = _yaml(path)
    head = {key: value for key, value in document.items() if key != "clauses"}
    text = (path.parent / str(head["text"])).read_bytes().decode("utf-8")
    return CaseFiles(settings, tables, head, list(document.get("clauses") or ()), text, found.originals)


def _yaml(path: Path) -> tuple[Any, str]:
    text = path.read_text(encoding="utf-8")
    return YAML(typ="safe").load(text), text


def write(files: CaseFiles, folder: Path) -> Spots:
    """Write a case folder, its YAML files afresh; says where in the clause file every clause stands."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SETTINGS).write_text("\n".join(mapping(files.settings.items(), "")) + "\n", encoding="utf-8")
    sectors = files.settings.get("sectors")
    for sector in sectors if isinstance(sectors, list) else ():
        (folder / str(sector)).mkdir(parents=True, exist_ok=True)
    for (sector, table), grid in files.tables.items():
        path = folder / file_of(sector, table)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows([grid.heading, *grid.rows])
    if not files.policy:
        return {}
    written, spots = clause_file(files)
    path = folder / files.policy
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(written, encoding="utf-8")
    if isinstance(files.head.get("text"), str):
        place = path.parent / files.head["text"]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(files.text.encode("utf-8"))
    return spots


def clause_file(files: CaseFiles) -> tuple[str, Spots]:
    """The clause file, and the clause and field that each of its lines belongs to."""
    lines, spots = [*mapping(files.head.items(), ""), "clauses:"], Spots()
    for number, item in enumerate(files.clauses):
        mark = "  - "
        for key, value in item.items():
            own = mapping([(key, value)], "    ")
            own[0] = mark + own[0][4:]
            spots |= {len(lines) + 1 + i: (number, str(key)) for i in range(len(own))}
            lines, mark = [*lines, *own], "    "
    return "\n".join(lines) + "\n", spots


def restore(files: CaseFiles, folder: Path) -> None:
    """Put back case.yaml and the clause file as they were written, comments and all, where they still say the same."""
    for name, original in files.originals.items():
        path = folder / name
        if path.is_file() and _same(original, path.read_text(encoding="utf-8")):
            path.write_text(original, encoding="utf-8")


def _same(one: str, other: str) -> bool:
    try:
        return bool(YAML(typ="safe").load(one) == YAML(typ="safe").load(other))
    except Exception:  # an original that was tampered with counts for nothing
        return False


def outside(names: dict[str, str]) -> list[Fault]:
    """Faults X014: names (by where they are given) that as paths would lead out of the folder of the case."""
    return [
        Fault("X014", Where(name=where), {"name": name})
        for where, name in names.items()
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\\" in name or ":" in name
    ]


def names_of(files: CaseFiles) -> dict[str, str]:
    """The names in a case that become paths: its sectors, the clause file, the text."""
    sectors = files.settings.get("sectors")
    named = {f"sectors {i + 1}": str(s) for i, s in enumerate(sectors if isinstance(sectors, list) else [])}
    return named | {"policy": files.policy, "text": str(files.head.get("text") or "")}
