"""Read an otoole folder: one CSV a set or parameter, and config.yaml with indices and defaults."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geju.bridge.osemosys_data import Coder, Data, numbered
from geju.bridge.osemosys_words import (
    DERIVED,
    EMPTY,
    NUMBERED,
    OTHER_INDEX,
    PARTS,
    SETS,
    SYNONYMS,
    Parameter,
)
from geju.core.calendar import Floats, Ints
from geju.core.errors import Fault, Faults, Where

CONFIGS = ("config.yaml", "config.yml")
DEFAULTS = "default_values"  # the file of defaults that early versions of otoole kept beside the others
SMALL = 200_000  # bytes up to which splitting lines is faster than a CSV engine


def is_folder(path: Path) -> bool:
    """Whether a folder (or config file) holds a model as otoole lays it out."""
    return (
        any((_csvs(path) / f"{name}.csv").is_file() for name in ("TECHNOLOGY",))
        and (_csvs(path) / "YEAR.csv").is_file()
    )


def read_folder(path: Path) -> Data:
    """The data of an otoole folder. Errors O001, O003 … O008, O010."""
    folder, config = _csvs(path), _config(path)
    coder = Coder(folder.name)
    files = {file.stem: file for file in sorted(folder.glob("*.csv"))}
    if DEFAULTS in files:
        config = _defaults(coder, files.pop(DEFAULTS), config)
    sets = {n for n in files if SYNONYMS.get(n, n) in SETS.values() or n in (*PARTS, *EMPTY)}
    sets |= {n for n in files if config.get(n, {}).get("type") == "set"}
    coder.add_sets({name: _members(files[name]) for name in sorted(sets)})
    for name, entry in config.items():
        if entry.get("type") == "param" and name not in files:
            _without_file(coder, name, entry)
    for name in sorted(set(files) - sets):
        if name in DERIVED:
            coder.fault("O003", name)
        elif config.get(name, {}).get("type") != "result":
            _parameter(coder, name, files[name], config.get(name, {}))
    if not config:
        coder.notes.append("there is no config.yaml: the usual defaults hold")
    place = path.parent if path.is_file() else path
    return coder.data(place.resolve().name if place.name != "data" else place.resolve().parent.name, {})


def _csvs(path: Path) -> Path:
    """Where the CSV files of a model lie: the folder itself, ``data`` in it, or the only folder in it that has some."""
    folder = path.parent if path.is_file() else path
    near = [f for f in (folder, folder / "data") if (f / "YEAR.csv").is_file()]
    below = [f.parent for f in folder.glob("*/YEAR.csv") if (f.parent / "TECHNOLOGY.csv").is_file()]
    return near[0] if near else below[0] if len(below) == 1 else folder


def _config(path: Path) -> dict[str, dict[str, Any]]:
    """config.yaml beside the CSV files or above them; nothing when there is none. Error O010."""
    folder = path.parent if path.is_file() else path
    places = [path] if path.is_file() else [f / name for f in (folder, _csvs(path), folder.parent) for name in CONFIGS]
    file = next((p for p in places if p.is_file()), None)
    others = [
        p for p in sorted(folder.glob("*.y*ml")) if "type: param" in p.read_text(encoding="utf-8-sig", errors="replace")
    ]
    if file is None and len(others) != 1:
        return {}
    file = file or others[0]
    try:
        found = YAML(typ="safe", pure=False).load(file.read_text(encoding="utf-8-sig"))
    except (YAMLError, UnicodeDecodeError, OSError) as error:
        raise Faults([Fault("O010", Where(file.name), {"why": str(error).splitlines()[0]})]) from None
    if not isinstance(found, dict) or not all(isinstance(v, dict) for v in found.values()):
        raise Faults([Fault("O010", Where(file.name), {"why": "a mapping of names is expected"})])
    return {str(k): v for k, v in found.items()}


def _defaults(coder: Coder, file: Path, config: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The configuration with the defaults of a file of names and values, where it gives none of its own."""
    head, columns = _read(file)
    if sorted(head) != ["default_value", "name"]:
        coder.fault("O008", DEFAULTS, index="name, default_value")
        return config
    names, words = (list(columns[head.index(c)]) for c in ("name", "default_value"))
    values = coder.values(words, DEFAULTS, 0)
    found = {name: {"default": float(value)} for name, value in zip(names, values, strict=True)}
    return {
        name: found.get(name, {}) | config.get(name, {}) for name in [*config, *(n for n in found if n not in config)]
    }


def _members(file: Path) -> list[str]:
    """The members of a set: the column VALUE."""
    head, columns = _read(file)
    if head and "VALUE" not in head:
        raise Faults([Fault("O008", Where(file.name), {"name": file.stem, "index": "VALUE"})])
    return list(columns[head.index("VALUE")]) if head else []


def _read(file: Path) -> tuple[list[str], list[Any]]:
    """Column names and columns of texts, blank rows left out. Error O001."""
    try:
        raw = file.read_bytes()
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Faults([Fault("O001", Where(file.name), {"file": file.name, "why": str(error)})]) from None
    if len(raw) > SMALL or '"' in text:
        try:
            frame = pl.read_csv(raw, infer_schema=False, has_header=True)
        except pl.exceptions.PolarsError as error:
            raise Faults([Fault("O001", Where(file.name), {"file": file.name, "why": str(error)})]) from None
        frame = frame.select(pl.all().fill_null("").str.strip_chars())
        return [c.split("_duplicated")[0].strip() for c in frame.columns], frame.get_columns()
    rows = [[cell.strip() for cell in line.split(",")] for line in text.splitlines() if line.strip(", \t")]
    if not rows:
        return [], []
    if any(len(row) != len(rows[0]) for row in rows):
        raise Faults([Fault("O001", Where(file.name), {"file": file.name, "why": "rows differ in length"})])
    return rows[0], [list(column) for column in zip(*rows[1:], strict=True)] or [[] for _ in rows[0]]


def _without_file(coder: Coder, name: str, entry: dict[str, Any]) -> None:
    """A parameter of the configuration that has no file keeps its default."""
    known = coder.known(name, 0, True, float(entry.get("default") or 0))
    if known is not None:
        coder.table(name, known.index, [], float(entry.get("default", known.default)), 0)


def _parameter(coder: Coder, name: str, file: Path, entry: dict[str, Any]) -> None:
    """One parameter: its key columns by their heads, in whatever order, and VALUE."""
    head, columns = _read(file)
    empty = not columns or not len(columns[0])
    default = entry.get("default")
    known = coder.known(name, 0, empty, float(default or 0))
    if known is None:
        return
    value = float(known.default if default is None else default)
    if empty and (not head or "VALUE" in head):
        coder.table(name, known.index, [], value, 0)
        return
    index, order = ("", []) if empty else _order(known, head)
    if not index:
        coder.fault("O008", name, index=", ".join(SETS[k] for k in known.index))
        return
    keys = [_codes(coder, letter, columns[k], name) for letter, k in zip(index, order, strict=True)]
    coder.table(name, index, [(keys, _values(coder, columns[head.index("VALUE")], name))], value, 0)


def _order(known: Parameter, head: list[str]) -> tuple[str, list[int]]:
    """The indices a file has, and in which columns; blank when they are not the parameter's."""
    names = [SYNONYMS.get(c, c) for c in head]
    for index in (known.index, OTHER_INDEX.get(known.name, known.index)):
        wanted = [SETS[k] for k in index]
        if sorted([*wanted, "VALUE"]) == sorted(names):
            free, order = list(range(len(names))), []
            for name in wanted:
                place = next(i for i in free if names[i] == name)
                free.remove(place)
                order.append(place)
            return index, order
    return "", []


def _codes(coder: Coder, letter: str, column: Any, name: str) -> Ints:
    if isinstance(column, list):
        return coder.numbers(letter, column, name, 0)
    series = numbered(column) if SETS[letter] in NUMBERED else column
    found = series.cast(pl.Enum(list(coder.sets[letter])), strict=False)
    if found.null_count():
        return coder.numbers(letter, series.unique().to_list(), name, 0)
    return np.asarray(found.to_physical().cast(pl.Int64).to_numpy(), dtype=np.int64)


def _values(coder: Coder, column: Any, name: str) -> Floats:
    if isinstance(column, list):
        return coder.values(column, name, 0)
    found = column.cast(pl.Float64, strict=False)
    if found.null_count():
        return coder.values(column.to_list(), name, 0)
    return np.asarray(found.to_numpy(), dtype=np.float64)
