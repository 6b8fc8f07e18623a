"""What the cost hangs on: every derivative against a plan made again, and the list against the tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import geju
from geju.core.case import Case, load
from geju.core.override import override
from geju.core.schema import by_name
from geju.diagnose.lagrangian import Lagrangian
from geju.diagnose.sensitive import sensitive
from geju.plan.plan import Plan
from geju.plan.prepare import prepare
from whole import whole

BUMP = 1e-4
FIGURES = [
    ("kinds", "cheap", "invest"), ("kinds", "cheap", "fixed"), ("kinds", "dear", "variable"), ("kinds", "line", "invest_km"),
    ("ports", "cheap@@water@here@running", "rate"), ("ports", "line@there@power@to@running", "rate"),
    ("sites", "dear@east", "standing"), ("demand", "power@east", "amount"), ("demand", "power@west", "amount"),
    ("supply", "public-money@realm", "amount"), ("commodities", "power", "shortage"),
]  # fmt: skip


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return load(whole(tmp_path_factory.mktemp("sensitive")))


@pytest.fixture(scope="module")
def made(case: Case) -> Plan:
    return geju.plan(case)


@pytest.fixture(scope="module")
def found(made: Plan) -> pl.DataFrame:
    return sensitive(made, most=1000)


def told(found: pl.DataFrame, table: str, key: str, column: str) -> float:
    rows = found.filter((pl.col("table") == table) & (pl.col("key") == key) & (pl.col("column") == column))
    return float(rows["per_percent"].sum())


def moved(case: Case, table: str, key: str, column: str, factor: float) -> float:
    """The cost of the plan made again with one figure (all its periods) times a factor."""
    frame = case.tables[table]
    schema = by_name()[table]
    parts = [*key.split("@"), *[""] * len(schema.key)][: len(schema.key)]
    where = pl.all_horizontal(pl.col(c).cast(pl.String) == p for c, p in zip(schema.key, parts, strict=True))
    row = frame.filter(where).row(0, named=True)
    names = [f"{column}_{p}" for p in case.periods] if schema.column(column).by_period else [column]
    for name in names:
        unit = f" {row[f'{name}.unit']}" if f"{name}.unit" in row else ""
        case = override(case, f"{table}.{key}.{name}", f"{row[name] * factor!r}{unit}")
    return geju.plan(case).total


@pytest.mark.parametrize(("table", "key", "column"), FIGURES)
def test_a_derivative_is_what_planning_again_costs(
    case: Case, made: Plan, found: pl.DataFrame, table: str, key: str, column: str
) -> None:
    """At a kink of the cost the slopes to either side differ, and any between them is one."""
    slopes = [(moved(case, table, key, column, 1 + way * BUMP) - made.total) / (way * BUMP) / 100 for way in (1, -1)]
    slack = 1e-3 * max(map(abs, slopes)) + 1e-4
    assert min(slopes) - slack <= told(found, table, key, column) <= max(slopes) + slack


def test_at_least_half_of_what_is_tried_matters(found: pl.DataFrame) -> None:
    assert sum(abs(told(found, *figure)) > 0 for figure in FIGURES) >= len(FIGURES) // 2


def test_the_list_is_ranked_and_says_how_far_each_figure_may_be_trusted(
    case: Case, made: Plan, found: pl.DataFrame
) -> None:
    assert (np.diff(found["per_percent"].abs().to_numpy()) <= 1e-9).all()
    assert set(found["status"]) <= {"verified", "derived", "recalled", "assumed"}
    assert found["source"].str.len_chars().min() > 0
    assert found["share"].to_numpy() == pytest.approx(100 * found["per_percent"].to_numpy() / made.total)
    assert sensitive(made, most=3).height == 3


def test_a_rate_of_one_is_a_definition_and_not_a_figure(found: pl.DataFrame) -> None:
    rates = found.filter(pl.col("table") == "ports")
    assert "cheap@@power@here@running" not in set(rates["key"])


def test_an_imported_model_without_tables_has_no_figures_to_rank(made: Plan) -> None:
    assert sensitive(replace(made, case=None)).is_empty()


def test_another_shape_is_refused(made: Plan, tmp_path: Path) -> None:
    other = prepare(load(whole(tmp_path, blocks=4)), "")
    assert made.values is not None
    with pytest.raises(ValueError, match=r"shape|duals"):
        Lagrangian(made.system, made.values).moved(other)
