"""A case as a Frictionless data package: its files beside a ``datapackage.json`` that says what every column means.

Others read it without Geju; Geju reads it as the case it is, and notices files that changed since they were described.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from geju.bridge.case_files import SETTINGS, Grid, outside
from geju.bridge.excel import column_of
from geju.core.errors import Fault, Faults, Where, refuse
from geju.core.schema import CASE_TABLES, Column, Table, by_name

NAME = "datapackage.json"
STANDARD = "https://datapackage.org/profiles/2.0/datapackage.json"
PLAIN = {".yaml": "application/yaml", ".txt": "text/plain", ".md": "text/markdown"}
QUANTITY = r"[+-]?([0-9][0-9_]*\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?( *[^0-9 ].*)?"
TRUE, FALSE = ["yes", "Yes", "YES", "是"], ["no", "No", "NO", "否"]
WHOLE = re.compile(r"[+-]?[0-9]+")
Descriptor = dict[str, Any]
Grids = dict[str, Grid]


def files(folder: Path) -> list[Path]:
    """The files of a case that belong into a package: settings, clauses, texts, and every table, facts and all."""
    found = [path for path in sorted(folder.rglob("*")) if path.suffix in (".csv", *PLAIN) and path.is_file()]
    return [path for path in found if not any(part.startswith(".") for part in path.relative_to(folder).parts)]


def write(folder: Path, target: Path) -> None:
    """Describe a case that loads without a fault in ``target/datapackage.json`` and put its files beside it."""
    text = json.dumps(describe(folder), ensure_ascii=False, indent=1) + "\n"
    target.mkdir(parents=True, exist_ok=True)
    if target.resolve() != folder.resolve():
        for path in files(folder):
            _copy(path, target / path.relative_to(folder))
    (target / NAME).write_text(text, encoding="utf-8")


def _copy(path: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, place)


def describe(folder: Path) -> Descriptor:
    """The descriptor of a case folder."""
    settings = YAML(typ="safe").load((folder / SETTINGS).read_text(encoding="utf-8"))
    periods = [str(p) for p in settings["periods"]]
    paths = {path.relative_to(folder).as_posix(): path for path in files(folder)}
    grids = {name: _grid(path) for name, path in paths.items() if path.suffix == ".csv"}
    tables = {name: table for name in grids if (table := _table(name, settings["sectors"]))}
    title = settings.get("title") or {}
    return {
        "$schema": STANDARD,
        "name": slug(settings["name"]),
        "title": " · ".join(title[lang] for lang in ("zh", "en") if title.get(lang)) or settings["name"],
        "description": "A case of Geju: places, tables of sectors, a policy text and its clauses; case.yaml holds the settings.",
        "keywords": ["regional planning", "linear programming", *settings["sectors"]],
        **({"sources": found} if (found := _sources(grids)) else {}),
        "resources": [_resource(name, path, grids, tables, periods, _names(paths)) for name, path in paths.items()],
    }


def slug(name: str) -> str:
    """A name as the standard wants it: lower-case letters, digits, ``-``, ``_`` and ``.``."""
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-") or "case"


def _names(paths: Iterable[str]) -> dict[str, str]:
    """A name for the resource of every file; where letters had to go, or two would be called the same, with a number."""
    found: dict[str, str] = {}
    for number, path in enumerate(paths, 1):
        plain = path.removesuffix(".csv").replace("/", ".")
        own = slug(plain)
        found[path] = own if own == plain.lower() and own not in found.values() else f"{own}-{number}"
    return found


def _grid(path: Path) -> Grid:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        heading, *rows = [[cell.strip() for cell in row] for row in csv.reader(stream) if any(row)] or [[]]
    return Grid(heading, rows)


def _table(name: str, sectors: list[str]) -> Table | None:
    """The table of the schema that a file holds; None for facts and the like."""
    *above, own = name.removesuffix(".csv").split("/")
    table = by_name().get(own)
    fits = table is not None and (above == [] if own in CASE_TABLES else len(above) == 1 and above[0] in sectors)
    return table if fits else None


def _sources(grids: Grids) -> list[dict[str, str]]:
    """The sources that the facts name, each once."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for grid in grids.values():
        if {"source_title", "source_url"} <= set(grid.heading):
            title, url = grid.heading.index("source_title"), grid.heading.index("source_url")
            for row in grid.rows:
                if row[url].startswith("http"):
                    found[row[title], row[url]] = {"title": row[title], "path": row[url]}
    return [found[key] for key in sorted(found)]


def _resource(
    name: str, path: Path, grids: Grids, tables: dict[str, Table], periods: list[str], names: dict[str, str]
) -> Descriptor:
    """One file: where it is, what it is, and the schema of a table."""
    raw = path.read_bytes()
    own: Descriptor = {
        "name": names[name], "path": name, "bytes": len(raw),
        "hash": f"sha256:{hashlib.sha256(raw).hexdigest()}",
    }  # fmt: skip
    if name not in grids:
        return own | {"format": path.suffix[1:], "mediatype": PLAIN[path.suffix]}
    own |= {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    table = tables.get(name)
    if table is None:
        return own | {"schema": {"fields": [_inferred(k, grids[name]) for k in range(len(grids[name].heading))]}}
    return own | {"title": f"{table.zh} · {table.en}", "schema": _schema(name, table, grids, tables, periods, names)}


def _inferred(k: int, grid: Grid) -> Descriptor:
    """A column that no schema knows: a number when every cell is one."""
    cells = [row[k] for row in grid.rows if row[k]]
    return {"name": grid.heading[k], "type": "number" if cells and all(map(_number, cells)) else "string"}


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def _schema(
    name: str, table: Table, grids: Grids, tables: dict[str, Table], periods: list[str], names: dict[str, str]
) -> Descriptor:
    """Fields, key and references of a table."""
    grid = grids[name]
    cells = {own: {row[k] for row in grid.rows} for k, own in enumerate(grid.heading)}
    first = {own for own in grid.heading if "_" not in own or own.rpartition("_")[2] not in periods[1:]}
    found: Descriptor = {
        "fields": [
            _field(own, column, own in first, cells[own]) for own in grid.heading if (column := column_of(table, own))
        ]
    }
    key = [own for own in table.key if own in cells]
    if not any("" in cells[own] for own in key):
        found["primaryKey"] = key
    else:
        found["uniqueKeys"] = [key]
    references = []
    for own in grid.heading:
        column = column_of(table, own)
        held = column.ref and _holding(name, column.ref, cells[own] - {""}, grids, tables) if column else None
        if held is not None and column and column.ref:
            resource = "" if held == name else names[held]
            references.append(
                {"fields": [own], "reference": {"resource": resource, "fields": [column.ref.partition(".")[2]]}}
            )
    return found | ({"foreignKeys": references} if references else {})


def _holding(name: str, ref: str, values: set[str], grids: Grids, tables: dict[str, Table]) -> str | None:
    """The one file in which all these values stand, those of the same sector first; None when they stand in several."""
    table, _, key = ref.partition(".")
    sector = name.rpartition("/")[0]
    others = sorted(
        (own for own, t in tables.items() if t.name == table), key=lambda own: own.rpartition("/")[0] != sector
    )
    for own in others:
        k = grids[own].heading.index(key)
        if values and values <= {row[k] for row in grids[own].rows}:
            return own
    return None


def _field(name: str, column: Column, first: bool, cells: set[str]) -> Descriptor:
    """One column as a field: type, meaning, constraints."""
    kinds = {"number": "number", "whole": "integer", "flag": "boolean"}
    kind = kinds.get(column.kind, "string")
    if kind == "integer" and not all(WHOLE.fullmatch(cell) for cell in cells - {""}):
        kind = "number"
    rules: Descriptor = {"required": True} if column.default is None and first else {}
    if kind in ("number", "integer"):
        whole = int if kind == "integer" else float
        rules |= {
            word: whole(bound)
            for word, bound in (("minimum", column.low), ("maximum", column.high))
            if abs(bound) < 1e300
        }
    if column.kind == "quantity":
        rules["pattern"] = QUANTITY
    if column.choices:
        rules["enum"] = list(column.choices)
    own: Descriptor = {"name": name, "type": kind, "title": f"{column.zh} · {column.en}"}
    if column.kind == "flag":
        own |= {"trueValues": TRUE, "falseValues": FALSE}
    if column.kind == "tags":
        own["description"] = "a list, split by ;"
    if column.ref:
        own["description"] = f"one of {column.ref}"
    return own | ({"constraints": rules} if rules else {})


def read(path: Path, target: Path) -> None:
    """Copy the files that a package of Geju lists. Errors X014 (a path that leads elsewhere), X017, X018 (a file changed)."""
    listed = _listed(path)
    refuse(outside({f"resources {k + 1}": name for k, (name, _) in enumerate(listed)}))
    if SETTINGS not in [name for name, _ in listed]:
        raise Faults([_wrong(path, f"{SETTINGS} is not among its resources")])
    refuse(_changed(path.parent, listed))
    for name, _ in listed:
        _copy(path.parent / name, target / name)


def _listed(path: Path) -> list[tuple[str, str]]:
    """Path and hash of every resource. Error X017."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
        return [(str(own["path"]), str(own.get("hash", ""))) for own in document["resources"]]
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise Faults([_wrong(path, f"{type(error).__name__}: {error}"[:160])]) from None


def _wrong(path: Path, why: str) -> Fault:
    return Fault("X017", Where(path.name), {"file": path.name, "why": why})


def _changed(folder: Path, listed: Iterable[tuple[str, str]]) -> list[Fault]:
    """Faults X018: files that are missing, or are not those that were described."""
    faults = []
    for name, told in listed:
        path = folder / name
        if not path.is_file():
            faults.append(Fault("T001", Where(NAME, name=name), {"file": name}))
        elif told.startswith("sha256:") and told != f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}":
            faults.append(Fault("X018", Where(name), {"file": name}))
    return faults
