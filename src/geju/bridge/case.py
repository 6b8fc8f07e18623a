"""An imported model as a case, so that clauses can be asked of it in its own names."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from geju.bridge.imported import Imported
from geju.core.case import Case
from geju.core.clause import Policy
from geju.core.errors import refuse

BOUNDS = {"bound": pl.String, "place": pl.String, "period": pl.Int64, "amount": pl.Float64, "unit": pl.String, "line": pl.Int64,
          "file": pl.String}  # fmt: skip


def case_of(imported: Imported, clauses: Path | None = None) -> Case:
    """The case of an imported model: its places and periods, no tables, and the clauses of a file. Errors: P codes, T001."""
    calendar = imported.system.calendar
    level = calendar.levels[-1].name
    return Case(
        name=imported.name, title={"zh": imported.name, "en": imported.name}, folder=imported.source, periods=calendar.periods,
        years=tuple(float(y) for y in calendar.years), seasons={}, resolutions={level: 1}, resolution=level,
        money=imported.system.money, price_year=0, discount_rate=imported.rate,
        sectors=tuple(dict.fromkeys(imported.system.processes.sector)), focus="", horizon_end="annuity", places=imported.places,
        tables={"bounds": pl.DataFrame(schema=BOUNDS), "limits": pl.DataFrame()},
        policy=policy_of(clauses, calendar.periods) if clauses else None, digest=imported.digest,
    )  # fmt: skip


def policy_of(path: Path, periods: tuple[str, ...]) -> Policy | None:
    """The policy in a clause file. Errors: P codes, T001, T002."""
    from geju.core.policy import PolicyReader

    reader = PolicyReader(path.name, periods)
    found = reader.policy(path)
    refuse(reader.faults)
    return found
