"""Growth with size: the shipped case split into more and more places, at more slots and periods; time and memory of each.

    python bench/scaling.py [--limit SECONDS] [--print]

Each province is split into as many parts as its population deserves, up to 333 in all: demand, supply, sites and stores are
divided, profiles copied, and what moves between provinces moves between the parts of one province by a local link. The split is
made up: it has the size and the shape of a model of prefectures, not their figures. The policy, the limits and whole lumps
are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"
BEGIN, END = "<!-- bench scaling: begin -->", "<!-- bench scaling: end -->"
SIZES = (  # places split into, resolution, periods
    (31, "daily", 1), (31, "daily", 3), (31, "quick", 1), (31, "quick", 3), (31, "hourly", 1), (100, "daily", 3),
    (100, "quick", 1), (100, "quick", 3), (333, "daily", 1), (333, "daily", 3), (333, "quick", 1),
)  # fmt: skip
AMOUNTS = ("standing", "potential", "build_max", "amount")
ROOM = 1e4  # of a local link, in the unit of its commodity: never in the way


def parts(case: Any, count: int) -> dict[str, list[tuple[str, float]]]:
    """Province → its parts and their shares, by population; every province has at least one."""
    provinces = case.places.frame.filter(pl.col("level") == "province")
    people = dict(provinces.select("place", "population").rows())
    whole, found = sum(people.values()), dict.fromkeys(people, 1)
    while sum(found.values()) < count:
        found[max(people, key=lambda p: people[p] / whole / found[p])] += 1
    split = {}
    for place, n in found.items():
        weights = [1 + 0.2 * ((i * 7) % 5 - 2) / 2 for i in range(n)]
        split[place] = [(f"{place}.{i + 1}" if n > 1 else place, w / sum(weights)) for i, w in enumerate(weights)]
    return split


def divided(frame: pl.DataFrame, split: dict[str, list[tuple[str, float]]], ends: tuple[str, ...]) -> pl.DataFrame:
    """Rows at a province become rows at its parts with their shares; a row between two provinces joins part to part."""
    rows: list[dict[str, Any]] = []
    for row in frame.to_dicts():
        there = [split.get(row[end]) for end in ends]
        count = max((len(found) for found in there if found), default=1)
        for i in range(count):
            one = dict(row)
            one |= {end: found[i % len(found)][0] for end, found in zip(ends, there, strict=True) if found}
            share = (
                1 / count if sum(found is not None for found in there) > 1 else next((f[i][1] for f in there if f), 1.0)
            )
            one |= {c: v * share for c, v in row.items() if c.split("_")[0] in AMOUNTS or c.startswith("build_max")
                    if isinstance(v, float)}  # fmt: skip
            rows.append(one)
    return pl.DataFrame(rows, schema=frame.schema)


def grown(case: Any, count: int, periods: int) -> Any:
    """The case with its provinces split into ``count`` parts, its last periods only, without policy."""
    split, tables = parts(case, count), dict(case.tables)
    first = {place: found[0][0] for place, found in split.items()}
    places = []
    for row in case.places.frame.to_dicts():
        if row["place"] not in split:
            places.append({**row, "parent": first.get(row["parent"], row["parent"])})
        places += [
            {**row, "place": code, "population": row["population"] * share}
            for code, share in split.get(row["place"], ())
        ]
    frame = pl.DataFrame(places, schema=case.places.frame.schema)
    for table, ends in (
        ("sites", ("place", "to")),
        ("demand", ("place",)),
        ("supply", ("place",)),
        ("profiles", ("place",)),
    ):
        tables[table] = divided(tables[table], split, ends)
    tables |= local_links(tables, split)
    tables["kinds"] = tables["kinds"].with_columns(pl.lit(0.0).alias("lump"))
    tables |= {table: tables[table].clear() for table in ("limits", "bounds")}
    return replace(case, places=replace(case.places, frame=frame), tables=tables | {"places": frame}, policy=None,
                   periods=case.periods[-periods:], years=case.years[-periods:])  # fmt: skip


def local_links(tables: dict[str, pl.DataFrame], split: dict[str, list[tuple[str, float]]]) -> dict[str, pl.DataFrame]:
    """What moves between provinces moves between the parts of one: a star from its first part."""
    moved = tables["ports"].filter(
        pl.col("where").is_in(["from", "to"]) & ~pl.col("commodity").str.starts_with("capacity:")
    )
    units = dict(tables["commodities"].select("commodity", "unit").rows())
    kinds, ports, sites = [], [], []
    blank = {table: _blank(tables[table]) for table in ("kinds", "ports", "sites")}
    for commodity in moved["commodity"].unique().sort():
        kind, rates = f"local-{commodity}", {c: 1.0 for c in blank["ports"] if c.startswith("rate_2")}
        whole = {c: 1.0 for c in blank["kinds"] if c.startswith("availability")}
        unit = units[commodity]
        kinds.append({**blank["kinds"], "kind": kind, "unit": unit, **whole})
        for mode, start, end in (("out", "from", "to"), ("back", "to", "from")):
            for where, sign in ((start, -1.0), (end, 0.99)):
                own = {"kind": kind, "mode": mode, "commodity": commodity, "where": where, "when": "running"}
                moves = {c: sign * v for c, v in rates.items()}
                ports.append({**blank["ports"], **own, "unit": f"({unit})/({unit})", **moves})
        stands = {c: ROOM for c in blank["sites"] if c.startswith("standing_")}
        sites += [
            {**blank["sites"], "kind": kind, "place": found[0][0], "to": code, **stands}
            for found in split.values()
            for code, _ in found[1:]
        ]
    more = {"kinds": kinds, "ports": ports, "sites": sites}
    if not sites:
        return {}
    return {t: pl.concat([tables[t], pl.DataFrame(rows, schema=tables[t].schema)]) for t, rows in more.items()}


def _blank(frame: pl.DataFrame) -> dict[str, Any]:
    """A row that says nothing: what its columns hold where a cell was left blank."""
    row: dict[str, Any] = {}
    for name, kind in frame.schema.items():
        row[name] = (
            0.0
            if kind.is_float()
            else 0
            if kind.is_integer()
            else []
            if isinstance(kind, pl.List)
            else False
            if kind == pl.Boolean
            else ""
        )
        if (
            name.split("_")[0] in ("potential", "life", "invest", "fixed", "variable", "availability", "floor")
            and frame.columns[0] == "kind"
        ):
            row[name] = frame[name].mode()[0] if kind.is_float() else row[name]
        if name.startswith(("potential", "build_max", "life")):
            row[name] = float("nan") if name.startswith("potential") else float("inf")
    return row


def one(count: int, resolution: str, periods: int, limit: float) -> dict[str, Any]:
    """Plan one size in this process."""
    import geju
    from geju.plan.plan import stand
    from geju.plan.prepare import prepare

    case = grown(geju.load("west-china"), count, periods)
    begin = time.perf_counter()
    stated = stand(prepare(case, resolution))
    built = time.perf_counter() - begin
    outcome = type(stated.model)(stated.model.matrix, limit).run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        **stated.model.matrix.size,
        "build": built,
        "solve": outcome.seconds,
        "status": outcome.status,
        "algorithm": outcome.algorithm,
        "mb": peak,
        "objective": outcome.objective + stated.system.constant,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limit", type=float, default=900.0, help="seconds a solve may take")
    parser.add_argument("--print", action="store_true", help="print only, leave docs/performance.md alone")
    parser.add_argument("one", nargs="*", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.one:
        places, resolution, periods = chosen.one
        print(json.dumps(one(int(places), resolution, int(periods), chosen.limit)))
        return
    lines = ["| places | slots a year | periods | columns | rows | nonzeros | stated, s | solved, s | algorithm | peak MB |",
             "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | ---: |"]  # fmt: skip
    slots = {"daily": 4, "quick": 24, "hourly": 96}
    for size in SIZES:
        done = subprocess.run(
            [sys.executable, __file__, "--limit", str(chosen.limit), *map(str, size)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(done.stderr)
        r = json.loads(done.stdout.splitlines()[-1])
        told = f"{r['solve']:.0f}" if r["status"] == "optimal" else f"{r['status']} at {r['solve']:.0f}"
        counted = " | ".join(f"{r[key]:,}" for key in ("columns", "rows", "nonzeros"))
        cells = (size[0], slots[size[1]], size[2], counted, f"{r['build']:.2f}", told, r["algorithm"], f"{r['mb']:.0f}")
        lines.append(f"| {' | '.join(map(str, cells))} |")
        print(lines[-1], file=sys.stderr)
    section = "\n".join(
        [*lines, "", f"One run each, fresh processes, {os.cpu_count()} cores, solves stopped at {chosen.limit:.0f} s."]
    )
    print(section)
    if not chosen.print:
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n\n{section}\n\n{END}{rest.split(END)[1]}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
