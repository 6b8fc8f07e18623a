"""The map of the page: one square an area, or real boundaries where the extra ``maps`` is installed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from geju.report import boundaries
from geju.report.text import Both, say, short
from geju.report.view import OUTSIDE, View

Point = tuple[float, float]
GAP = 0.04
SUFFIX = re.compile(r"(?:[壮回]族|维吾尔)?自治区$|特别行政区$|(?<=..)[省市]$")


@dataclass(frozen=True)
class Ground:
    """What the map is drawn on: shapes by area, further shapes and lines without figures, where each place stands."""

    shapes: dict[str, Any]
    lines: list[list[Point]]
    position: dict[str, Point]
    flat: bool
    source: Both


def ground(view: View, real: bool | None = None) -> Ground | None:
    """The map's ground, or None where a case has fewer than two areas.

    ``real`` None takes real boundaries when they are installed and know every area, else tiles.
    """
    if len(view.areas) < 2:
        return None
    names = {area: view.name("place", area)[0] for area in view.areas}
    found = boundaries.load(names) if real is not False else None
    if found is not None:
        return _on_earth(view, found)
    tiles = _tiles(view)
    shapes = [_feature(area, _square(*tiles[area])) for area in view.areas]
    collection = {"type": "FeatureCollection", "features": shapes}
    return Ground(collection, [], _on_tiles(view, tiles), True, say("map.tiles"))


def labels(view: View) -> dict[str, Both]:
    """What stands inside a shape: the short Chinese name, the last part of the code (``CN-NM`` → ``NM``)."""
    return {a: (SUFFIX.sub("", view.name("place", a)[0])[:4], a.rsplit("-", 1)[-1][:6]) for a in view.areas}


def _feature(code: str, rings: list[Any]) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": rings}
    return {"type": "Feature", "properties": {"name": code}, "geometry": geometry}


def _square(x: float, y: float) -> list[Any]:
    low, high = GAP, 1 - GAP
    corners = [(low, low), (high, low), (high, high), (low, high), (low, low)]
    return [[[round(x + a, 3), round(-y - b, 3)] for a, b in corners]]


def _tiles(view: View) -> dict[str, Point]:
    """Column and row of each area's square: the case's own, else rows from north to south."""
    rows = {str(p["place"]): p for p in view.places}
    given = {a: (_number(rows[a]["tile_x"]), _number(rows[a]["tile_y"])) for a in view.areas if a in rows}
    if all(x is not None and x >= 0 and y is not None for x, y in given.values()) and len(given) == len(view.areas):
        return {a: (float(x or 0), float(y or 0)) for a, (x, y) in given.items()}
    side = math.ceil(math.sqrt(len(view.areas)))
    order = sorted(view.areas, key=lambda a: (-(_number(rows[a]["lat"]) or 0.0), _number(rows[a]["lon"]) or 0.0))
    lines = [order[i : i + side] for i in range(0, len(order), side)]
    placed: dict[str, Point] = {}
    for y, line in enumerate(lines):
        for x, area in enumerate(sorted(line, key=lambda a: _number(rows[a]["lon"]) or 0.0)):
            placed[area] = (float(x), float(y))
    return placed


def _number(value: Any) -> float | None:
    """A cell as a number; None where it is blank or NaN."""
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _on_tiles(view: View, tiles: Mapping[str, Point]) -> dict[str, Point]:
    """Where every place stands on the tile map.

    A place inside an area stands in that area's square, off its middle by its own longitude and latitude; a place
    outside (a market) stands where the squares' positions, fitted by least squares on longitude and latitude, put it.
    """
    middle = {area: (x + 0.5, -y - 0.5) for area, (x, y) in tiles.items()}
    degrees = {str(p["place"]): (_number(p["lon"]), _number(p["lat"])) for p in view.places}
    fit = _fit(middle, degrees)
    edge = _edge(middle.values())
    position = dict(middle)
    for place, (lon, lat) in degrees.items():
        area = view.area_of.get(place, OUTSIDE)
        if place in position:
            continue
        if area != OUTSIDE:
            position[place] = _inside(middle[area], degrees.get(area, (None, None)), (lon, lat))
        elif fit is not None and lon is not None and lat is not None:
            x, y = np.array([lon, lat, 1.0]) @ fit
            position[place] = (min(max(float(x), edge[0]), edge[1]), min(max(float(y), edge[2]), edge[3]))
    return {place: (round(x, 3), round(y, 3)) for place, (x, y) in position.items()}


def _inside(middle: Point, centre: tuple[float | None, float | None], spot: tuple[float | None, float | None]) -> Point:
    if None in centre or None in spot:
        return middle
    lon, lat = (float(s or 0) - float(c or 0) for s, c in zip(spot, centre, strict=True))
    return middle[0] + 0.36 * math.tanh(lon / 4), middle[1] + 0.36 * math.tanh(lat / 3)


def _fit(middle: Mapping[str, Point], degrees: Mapping[str, tuple[float | None, float | None]]) -> Any:
    known = [(degrees[a], middle[a]) for a in middle if a in degrees and None not in degrees[a]]
    if len(known) < 3:
        return None
    left = np.array([[lon, lat, 1.0] for (lon, lat), _ in known], dtype=np.float64)
    return np.linalg.lstsq(left, np.array([spot for _, spot in known]), rcond=None)[0]


def _edge(points: Iterable[Point]) -> tuple[float, float, float, float]:
    """The frame outside places are kept in: half a square around the squares."""
    xs, ys = zip(*points, strict=True)
    return min(xs) - 0.9, max(xs) + 0.9, min(ys) - 0.9, max(ys) + 0.9


def _on_earth(view: View, found: boundaries.Boundaries) -> Ground:
    """Real boundaries: a place stands at its own longitude and latitude, else in the middle of its area."""
    position: dict[str, Point] = {}
    for p in view.places:
        place, lon, lat = str(p["place"]), _number(p["lon"]), _number(p["lat"])
        middle = found.middle.get(view.area_of.get(place, OUTSIDE))
        if place in found.middle:
            position[place] = found.middle[place]
        elif lon is not None and lat is not None:
            position[place] = (min(max(lon, 66.0), 142.0), min(max(lat, 4.0), 56.0))
        elif middle is not None:
            position[place] = middle
    rounded = {p: (float(short(x, 5) or 0), float(short(y, 5) or 0)) for p, (x, y) in position.items()}
    return Ground(found.shapes, found.lines, rounded, False, say("map.real", source=found.source))
