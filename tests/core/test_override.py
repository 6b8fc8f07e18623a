"""Single figures set from outside give the plan of a case in which they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from geju.core.case import load
from geju.core.override import override
from geju.plan.plan import make
from toys import changed, demand, kinds, sites, two_regions

SAME = [
    ("kinds.dear.variable", "0.5 CNY/kWh", {"kinds": changed(kinds(), {"kind": "dear"}, variable="500 CNY/MWh")}),
    ("sites.dear@east.standing", "3", {"sites": changed(sites(), {"kind": "dear"}, standing=3)}),
    ("sites.line@west@east.standing_2030", "2", {"sites": changed(sites(), {"kind": "line"}, standing=2)}),
    ("demand.power@east.amount", "9", {"demand": changed(demand(), {"place": "east"}, amount=9)}),
    ("kinds.dear.floor", "0.5", {"kinds": changed(kinds(), {"kind": "dear"}, floor=0.5)}),
    ("discount_rate", "0.08", {"rate": 0.08}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "written"), SAME, ids=[name for name, _, _ in SAME])
def test_a_figure_set_is_a_figure_written(name: str, value: str, written: dict, tmp_path: Path) -> None:
    years = {"periods": (2030, 2035), "years": (5.0, 5.0)} if name == "discount_rate" else {}
    here = load(two_regions(tmp_path / "set", **years))
    there = load(two_regions(tmp_path / "written", **years, **written))
    set_, wrote = make(override(here, name, value))[0].total, make(there)[0].total
    assert set_ == pytest.approx(wrote)
    assert set_ != pytest.approx(make(here)[0].total)


def test_the_case_that_was_given_stays_as_it_was(tmp_path: Path) -> None:
    case = load(two_regions(tmp_path))
    override(case, "kinds.dear.variable", "1 CNY/MWh")
    assert make(case)[0].total == pytest.approx(153.3)


def test_a_period_is_set_alone_and_a_column_by_period_in_all(tmp_path: Path) -> None:
    case = load(two_regions(tmp_path, periods=(2030, 2035), years=(5, 5)))
    one, all_ = (
        override(case, f"demand.power@east.{column}", "3").tables["demand"] for column in ("amount_2035", "amount")
    )
    assert one.select("amount_2030", "amount_2035").rows() == [(2, 2), (8, 3)]
    assert all_.select("amount_2030", "amount_2035").rows() == [(2, 2), (3, 3)]
