"""Read an otoole folder: one CSV a set or parameter, and config.yaml with indices and defaults."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geju.bridge.osemosys_data import Coder, Data
from geju.bridge.osemosys_grids import Grid, from_grids
from geju.core.errors import Fault, Faults, Where

CONFIGS = ("config.yaml", "config.yml")
SMALL = 200_000  # bytes up to which splitting lines is faster than a CSV engine


def is_folder(path: Path) -> bool:
    """Whether a folder (or config file) holds a model as otoole lays it out."""
    return (
        any((_csvs(path) / f"{name}.csv").is_file() for name in ("TECHNOLOGY",))
        and (_csvs(path) / "YEAR.csv").is_file()
    )


def read_folder(path: Path) -> Data:
    """The data of an otoole folder. Errors O001, O003 … O008, O010."""
    folder = _csvs(path)
    coder = Coder(folder.name)
    from_grids(coder, {file.stem: partial(_read, file) for file in sorted(folder.glob("*.csv"))}, configuration(path))
    place = path.parent if path.is_file() else path
    return coder.data(place.resolve().name if place.name != "data" else place.resolve().parent.name, {})


def _csvs(path: Path) -> Path:
    """Where the CSV files of a model lie: the folder itself, ``data`` in it, or the only folder in it that has some."""
    folder = path.parent if path.is_file() else path
    near = [f for f in (folder, folder / "data") if (f / "YEAR.csv").is_file()]
    below = [f.parent for f in folder.glob("*/YEAR.csv") if (f.parent / "TECHNOLOGY.csv").is_file()]
    return near[0] if near else below[0] if len(below) == 1 else folder


def configuration(path: Path) -> dict[str, dict[str, Any]]:
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


def _read(file: Path) -> Grid:
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
