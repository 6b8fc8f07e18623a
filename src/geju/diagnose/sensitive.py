"""Which figures the cost of a plan hangs on: what one percent of each would add, and how far it may be trusted.

At an optimum the cost changes with a figure θ as the Lagrangian does (envelope theorem):
``dC/dθ = Σ x·dc/dθ − Σ y·x·dA/dθ + Σ d·d(bound)/dθ + Σ y·d(side)/dθ``, with activities x, row prices y and reduced costs d held
still. So every figure of a column of a table is moved by the same small share at once, the equations are stated again
(never solved again), and each change of a coefficient is counted for the figure it comes from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from geju.core.calendar import Floats, Ints
from geju.core.case import Case
from geju.core.schema import by_name
from geju.diagnose.lagrangian import Lagrangian, Moved
from geju.plan.plan import Plan
from geju.plan.prepare import prepare

STEP = 1e-4
TAKEN = "capacity:"
# table -> its columns, and +1 or −1: the way they can move without meeting another figure (what stands, its potential)
FIGURES: dict[str, tuple[tuple[str, float], ...]] = {
    "kinds": (("invest", -1), ("invest_km", -1), ("fixed", -1), ("variable", -1), ("variable_km", -1), ("availability", -1),
              ("floor", -1), ("life", 1)),
    "ports": (("rate", -1), ("rate_km", -1)),
    "sites": (("standing", -1), ("potential", 1), ("build_max", 1), ("invest", -1), ("fixed", -1), ("variable", -1),
              ("availability", -1), ("km", -1)),
    "demand": (("amount", -1),),
    "supply": (("amount", -1),),
    "profiles": (("value", -1),),
    "stores": (("per_capacity", -1), ("low", -1), ("loss", -1), ("start", -1)),
    "commodities": (("shortage", -1), ("surplus", -1)),
    "limits": (("amount", -1), ("price", -1)),
    "bounds": (("amount", -1),),
}  # fmt: skip
KEYS = {"table": pl.String, "key": pl.String, "column": pl.String, "per_percent": pl.Float64, "share": pl.Float64}
Who = Callable[[str], tuple[str, ...]]


def sensitive(plan: Plan, without: tuple[str, ...] = (), most: int = 30) -> pl.DataFrame:
    """The ``most`` figures on which the cost of a plan hangs most, worst first.

    ``table``, ``key``, ``column``, ``values``, ``unit``, ``source``, ``status`` of the figure · ``per_percent`` what the
    discounted cost changes by when it is one percent larger, in the plan's money · ``share`` that over a percent of the cost.
    A key of several parts is joined by ``@``. Rates of exactly one are definitions and are left out; clauses are not figures.
    """
    case = plan.case
    if case is None or plan.values is None:
        return pl.DataFrame(schema=KEYS)
    base = Lagrangian(plan.system, plan.values)
    found: list[pl.DataFrame] = []
    for table, columns in FIGURES.items():
        for column, way in columns:
            moved = _scaled(case, table, column, 1 + way * STEP)
            if moved is None:
                continue
            change = base.moved(prepare(moved, plan.resolution, frozenset(without)))
            sums = _by_key(case, base, table, change)
            rows = [(table, key, column, value / (way * STEP) / 100) for key, value in sums.items() if value]
            found.append(pl.DataFrame(rows, schema=list(KEYS.items())[:4], orient="row"))
    ranked = pl.concat(found).filter(pl.col("per_percent").abs() > 1e-9 * abs(plan.total))
    ranked = ranked.with_columns(share=pl.col("per_percent") * 100 / plan.total)
    ranked = ranked.sort(pl.col("per_percent").abs(), "table", "key", "column", descending=[True, False, False, False])
    return _told(case, ranked, most)


def _scaled(case: Case, table: str, column: str, factor: float) -> Case | None:
    """The case with a column times a factor; None where it holds nothing that could move."""
    frame = case.tables.get(table)
    if frame is None or frame.is_empty():
        return None
    names = _cells(case, table, column)
    values = frame.select(names).to_numpy().astype(np.float64)
    if not (np.isfinite(values) & (values != 0)).any():
        return None
    cells = [pl.col(names) * factor]
    if table == "sites" and column in ("standing", "potential"):
        cells = [cell for period in case.periods for cell in _room_kept(period, column, factor)]
    return replace(case, tables={**case.tables, table: frame.with_columns(cells)})


def _room_kept(period: str, column: str, factor: float) -> list[pl.Expr]:
    """What stands or may stand in a period times a factor, so that where nothing may be built nothing may be built after it."""
    stands, most = pl.col(f"standing_{period}"), pl.col(f"potential_{period}")
    full = most <= stands
    if column == "potential":
        return [pl.when(full).then(most).otherwise(most * factor).name.keep()]
    return [(stands * factor).name.keep(), pl.when(full).then(most * factor).otherwise(most).name.keep()]


def _cells(case: Case, table: str, column: str) -> list[str]:
    """The columns of a frame that hold a column of the schema: one, or one a period."""
    return [f"{column}_{p}" for p in case.periods] if by_name()[table].column(column).by_period else [column]


def _by_key(case: Case, base: Lagrangian, table: str, change: Moved) -> dict[str, float]:
    """The change of cost by the row of the table it comes from."""
    system = base.system
    if table in ("demand", "supply"):
        b = system.balances
        return _sums([f"{c}@{p}" for c, p in zip(b.commodity, b.place, strict=True)], base.row_balance, change.row)
    if table == "commodities":
        return _sums(list(system.balances.commodity), base.column_balance, change.column)
    if table in ("limits", "bounds"):
        return _clauses(case, base, table, change)
    if table == "ports":
        return _ports(case, base, change)
    processes = system.processes
    if table == "sites":
        names = [
            "@".join(filter(None, ends)) for ends in zip(processes.kind, processes.place, processes.to, strict=True)
        ]
    elif table == "kinds":
        names = list(processes.kind)
    else:
        names = _through_kind(case, table, processes.kind)
    total = np.array(change.process)
    for owner, part in (
        (base.column_process, change.column), (base.row_process, change.row), (base.entry_process, change.entry),
    ):  # fmt: skip
        total += np.bincount(owner[owner >= 0], part[owner >= 0], len(total))
    return _sums(names, np.arange(len(names)), total)


def _through_kind(case: Case, table: str, kinds: tuple[str, ...]) -> list[str]:
    """By process the store that takes its size from it, or the profile of its kind; blank where there is none."""
    if table == "stores":
        code = {r["kind"]: r["store"] for r in case.tables["stores"].to_dicts()}
    else:
        code = {r["kind"]: r["profile"] or r["floor_profile"] for r in case.tables["kinds"].to_dicts()}
    return [code.get(kind) or "" for kind in kinds]


def _clauses(case: Case, base: Lagrangian, table: str, change: Moved) -> dict[str, float]:
    """Limits by name; bounds by table of bounds, place and period."""
    rows, periods = base.system.clauses, base.system.calendar.periods
    of = {c.id: next((b.table for b in c.bounds if b.table), "") for c in (case.policy.clauses if case.policy else ())}
    if table == "limits":
        names = ["" if policy else clause for clause, policy in zip(rows.clause, rows.policy, strict=True)]
    else:
        names = [
            f"{of[c]}@{p}@{periods[y]}" if of.get(c) else ""
            for c, p, y in zip(rows.clause, rows.place, rows.period, strict=True)
        ]
    found = _sums(names, base.row_clause, change.row)
    for key, value in _sums(names, base.column_clause, change.column).items():
        found[key] = found.get(key, 0.0) + value
    return found


def _ports(case: Case, base: Lagrangian, change: Moved) -> dict[str, float]:
    """By port: the kind and mode of the column, the commodity and place of the row, and whether it runs, stands or is built.

    A row of a clause speaks of the commodity that the clause names.
    """
    system, some = base.system, np.flatnonzero(change.entry).tolist()
    p, b, named = system.processes, system.balances, _commodity_of(case)
    found: dict[str, float] = {}
    for entry in some:
        process, row = base.entry_process[entry], base.entry_row[entry]
        if process < 0:
            continue
        balance, clause = base.row_balance[row], base.row_clause[row]
        place = b.place[balance] if balance >= 0 else p.place[process]
        where = "here" if place == p.place[process] else "to" if place == p.to[process] else "parent"
        where = "from" if where == "here" and p.to[process] else where
        commodity = (
            b.commodity[balance]
            if balance >= 0
            else named.get(system.clauses.clause[clause], "")
            if clause >= 0
            else ""
        )
        key = (p.kind[process], base.entry_mode(entry), commodity, where, base.entry_when(entry))
        found["@".join(key)] = found.get("@".join(key), 0.0) + float(change.entry[entry])
    return found


def _commodity_of(case: Case) -> dict[str, str]:
    """The commodity that a clause measures."""
    usual = {"emission": "co2", "spend": "public-money"}
    found: dict[str, str] = {}
    for clause in case.policy.clauses if case.policy else ():
        measures = [clause.measure, *clause.measure.parts.values()] if clause.measure else []
        named = [m.scope.get("commodity") or usual.get(m.name, "") for m in measures]
        found[clause.id] = next((str(n) for n in named if n), "")
    return found


def _sums(names: list[str], owner: Ints, part: Floats) -> dict[str, float]:
    """Parts added up by the name of their owner; what has no owner or no name is left out."""
    there = owner >= 0
    total = np.bincount(owner[there], part[there], len(names)) if names else np.zeros(0)
    found: dict[str, float] = {}
    for name, value in zip(names, total, strict=True):
        if name and value:
            found[name] = found.get(name, 0.0) + float(value)
    return found


def _told(case: Case, ranked: pl.DataFrame, most: int) -> pl.DataFrame:
    """The first figures with their value, unit, source and status; definitions are passed over."""
    lines: list[dict[str, object]] = []
    for row in ranked.iter_rows(named=True):
        if len(lines) == most:
            break
        told = _figure(case, row["table"], row["key"], row["column"])
        if told is not None:
            lines.append({**row, **told})
    return pl.DataFrame(lines) if lines else pl.DataFrame(schema=KEYS)


def _figure(case: Case, table: str, key: str, column: str) -> dict[str, object] | None:
    """Value, unit, source and status of a figure; None for a definition, or where the key stands for no single row."""
    schema, frame = by_name()[table], case.tables[table]
    own = schema.key if table not in ("profiles", "bounds") else schema.key[: 1 if table == "profiles" else 3]
    parts = key.split("@")
    parts = [*parts, *[""] * len(own)][: len(own)]
    rows = frame.filter(
        pl.all_horizontal(pl.col(c).cast(pl.String) == part for c, part in zip(own, parts, strict=True))
    )
    if rows.is_empty() or rows["commodity" if table == "ports" else own[0]][0].startswith(TAKEN):
        return None
    cells = _cells(case, table, column)
    last = rows.row(0, named=True)
    values = [v for v in (last[c] for c in cells) if v is not None and np.isfinite(v)]
    if table == "ports" and values and all(abs(v) == 1 for v in values):
        return None
    unit = last.get(f"{cells[-1]}.unit") or last.get("unit") or _size_unit(case, table, column, parts[0])
    shown = " / ".join(dict.fromkeys(_short(v) for v in values)) if len(rows) == 1 else f"× {len(rows)}"
    return {
        "values": shown,
        "unit": str(unit),
        "source": last["source"],
        "status": last["status"],
        "sector": last.get("sector", ""),
    }


def _size_unit(case: Case, table: str, column: str, kind: str) -> str:
    """The unit of a capacity at a site: that of its kind."""
    sizes = table == "sites" and column in ("standing", "potential", "build_max")
    found = case.tables["kinds"].filter(pl.col("kind") == kind)["unit"].to_list() if sizes else []
    return str(found[0]) if found else ""


def _short(value: float) -> str:
    """A figure in four digits."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
