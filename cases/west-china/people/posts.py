"""Posts and value added: the ports given to kinds of other sectors, and the posts of today counted from the tables of all sectors."""

from __future__ import annotations

from pathlib import Path

from facts import PERIODS, Facts, Row, read_csv

from geju.core import unit as units

FIRST = str(PERIODS[0])
Table = list[dict[str, str]]


def ports(facts: Facts) -> list[Row]:
    """The rows of facts/people-posts.csv, as they are."""
    return [
        {**{k: r[k] for k in ("kind", "commodity", "where", "when", "rate", "rate_km", "unit")}, "source": r["source_title"], "status": r["status"]}
        for r in facts.rows("people-posts")
    ]  # fmt: skip


def today(out: Path, ours: list[Row]) -> dict[str, float]:
    """Posts of today by province, 10^4: every port on ``jobs`` of the tables written so far beside ``out``, and our own.

    What stands is counted by its capacity, what runs as if it ran at its availability. ``out`` is the folder of this sector.
    """
    folders = [p for p in sorted(out.parent.iterdir()) if (p / "sites.csv").exists() and p != out]
    kinds = {r["kind"]: r for folder in folders for r in _rows(folder, "kinds")}
    given = [p for folder in folders for p in _rows(folder, "ports") if p["commodity"] == "jobs"]
    given += [{k: str(v) for k, v in row.items()} for row in ours if row["commodity"] == "jobs"]
    parent = {r["place"]: r["parent"] for r in read_csv(out.parent / "places.csv")}
    by_kind: dict[str, Table] = {}
    for port in given:
        by_kind.setdefault(port["kind"], []).append(port)
    found: dict[str, float] = {}
    for folder in folders:
        for site in _rows(folder, "sites"):
            at: dict[str, dict[str, float]] = {}
            for port in by_kind.get(site["kind"], []):
                place = {"parent": parent.get(site["place"], ""), "to": site.get("to", "")}.get(
                    port["where"], site["place"]
                )
                modes = at.setdefault(place, {})
                mode = port.get("mode", "")
                modes[mode] = modes.get(mode, 0.0) + _posts(kinds[site["kind"]], port, site)
            for place, modes in at.items():
                shared = max((v for m, v in modes.items() if m), default=0.0)  # modes share one capacity
                found[place] = found.get(place, 0.0) + modes.get("", 0.0) + shared
    return found


def _posts(kind: dict[str, str], port: dict[str, str], site: dict[str, str]) -> float:
    """Posts of a site through a port, 10^4; none for what is built or drawn."""
    rate = float(_first(port, "rate") or 0) + float(port.get("rate_km") or 0) * float(site.get("km") or 0)
    if port["when"] == "building" or rate < 0:
        return 0.0
    ratio = units.factor(port["unit"], f"wan_person/({kind['unit']})")
    if ratio is None:
        raise ValueError(f"{port['kind']}: {port['unit']} is no number of posts for each {kind['unit']}")
    use = float(site.get("availability") or _first(kind, "availability") or 1) if port["when"] == "running" else 1.0
    return float(_first(site, "standing") or 0) * rate * ratio * use


def _first(row: dict[str, str], column: str) -> str:
    """A column by period in the first period, or the plain one."""
    return row.get(f"{column}_{FIRST}") or row.get(column) or ""


def _rows(folder: Path, table: str) -> Table:
    path = folder / f"{table}.csv"
    return read_csv(path) if path.exists() else []
