"""Everything in a PyPSA folder of CSV files, in and out, as PyPSA 1.4 reads and writes it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from geju.bridge.pypsa_raw import JSONS, Column, Raw, kind_of, texts_of
from geju.core.calendar import Floats
from geju.core.errors import Fault, Faults, Where, refuse

MOMENTS = ("snapshot", "timestep")


def read(folder: Path) -> Raw:
    """The network in a folder. Errors B001 a file that cannot be read, B005 a series of another length, X015 a file unknown."""
    raw = Raw()
    for path in sorted(folder.iterdir()):
        if path.suffix == ".json" and path.stem in JSONS:
            raw.jsons[path.stem] = path.read_text(encoding="utf-8")
        elif path.suffix == ".csv":
            _file(raw, path)
    for kind, table in raw.series.items():
        for name, (_, values) in table.items():
            count = len(next(iter(raw.snapshots.values()), np.zeros(1)))
            if len(values) != count:
                blanks = {"name": f"{kind}-{name}", "count": len(values), "expected": count}
                refuse([Fault("B005", Where(f"{kind}-{name}.csv"), blanks)])
    return raw


def _file(raw: Raw, path: Path) -> None:
    heading, rows = _cells(path)
    columns = {name: [row[k] for row in rows] for k, name in enumerate(heading)}
    if path.stem == "network":
        raw.facts = {name: _fact(name, cells[0]) for name, cells in columns.items() if name and cells}
    elif path.stem == "snapshots":
        raw.snapshots = {
            name: _moments(cells) if name in MOMENTS else texts_of(cells) for name, cells in columns.items() if name
        }
    elif path.stem == "investment_periods":
        raw.periods = {name: texts_of(cells) for name, cells in columns.items()}
    elif (kind := raw.class_of(path.stem)) is None or path.stem.endswith("-pw"):
        raise Faults([Fault("X015", Where(path.name), {"what": path.name, "target": "netCDF"})])
    elif path.stem == kind:
        raw.names[kind] = np.array([row[0] for row in rows], dtype=object)
        own = {name: columns[name] for name in heading[1:]}
        raw.static[kind] = {name: texts_of(cells, *kind_of(kind, name)) for name, cells in own.items()}
    else:
        values = [texts_of([row[k] for row in rows], "number") for k in range(1, len(heading))]
        matrix = np.array(values, dtype=float).T.reshape(len(rows), len(heading) - 1)
        raw.series.setdefault(kind, {})[path.stem[len(kind) + 1 :]] = (np.array(heading[1:], dtype=object), matrix)


def _cells(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            heading, *rows = list(csv.reader(stream, strict=True)) or [[]]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Faults([Fault("B001", Where(path.name), {"path": path.name, "why": str(error)})]) from None
    rows = [row for row in rows if row]
    if any(len(row) != len(heading) for row in rows):
        raise Faults([Fault("B001", Where(path.name), {"path": path.name, "why": "rows differ in length"})])
    return heading, rows


def _fact(name: str, cell: str) -> Any:
    return cell if name in ("name", "pypsa_version") else texts_of([cell]).tolist()[0]


def _moments(cells: list[str]) -> Column:
    """Labels of snapshots: dates where all of them are."""
    plain = texts_of(cells)
    if plain.dtype.kind != "O" or not all(cell[:4].isdigit() and "-" in cell for cell in cells):
        return plain
    try:
        return np.array([np.datetime64(cell.strip().replace(" ", "T"), "ns") for cell in cells])
    except ValueError:
        return plain


def write(raw: Raw, folder: Path) -> None:
    """Write the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in raw.jsons.items():
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    facts = {"name": raw.facts.get("name", ""), **raw.facts}
    _put(folder / "network.csv", [list(facts), [_text(value) for value in facts.values()]])
    if raw.snapshots:
        columns = [_texts(column) for column in raw.snapshots.values()]
        rows = [[str(k), *cells] for k, cells in enumerate(zip(*columns, strict=True))]
        _put(folder / "snapshots.csv", [["", *raw.snapshots], *rows])
    if raw.periods:
        _put(folder / "investment_periods.csv", _table(list(raw.periods), [_texts(c) for c in raw.periods.values()]))
    for kind, names in raw.names.items():
        own = raw.static.get(kind, {})
        _put(folder / f"{kind}.csv", _table(["name", *own], [_texts(names), *map(_texts, own.values())]))
        for name, (items, values) in raw.series.get(kind, {}).items():
            _put(folder / f"{kind}-{name}.csv", [["", *items], *_rows(values)])


def _rows(values: Floats) -> list[list[str]]:
    return [[str(k), *map(_text, row)] for k, row in enumerate(values.tolist())]


def _table(heading: list[str], columns: list[list[str]]) -> list[list[str]]:
    return [heading, *(list(row) for row in zip(*columns, strict=True))]


def _texts(column: Column) -> list[str]:
    if column.dtype.kind == "M":
        seconds = bool((column.astype("datetime64[s]") == column).all())
        return [str(x).replace("T", " ") for x in np.datetime_as_string(column, unit="s" if seconds else "ns")]
    return [_text(value) for value in column.tolist()]


def _text(value: Any) -> str:
    return (
        "" if isinstance(value, float) and np.isnan(value) else repr(value) if isinstance(value, float) else str(value)
    )


def _put(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
