"""The door: what enters a programme is a plain number in one unit, whatever unit it came in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geju.core.case import load
from geju.core.system import System
from geju.plan.prepare import prepare
from toys import changed, commodities, demand, kinds, ports, sites, solved, two_regions


def system(folder: Path, **changes: Any) -> System:
    return prepare(load(two_regions(folder, **changes)))


FIGURES = [
    ({"kinds": changed(kinds(), {"kind": "dear"}, variable="0.3 CNY/kWh")}, "variable"),
    ({"kinds": changed(kinds(), {"kind": "dear"}, variable="26.28 yiCNY/GW/yr")}, "variable"),
    ({"demand": changed(demand(), {"place": "east"}, amount=8000, unit="MW")}, "demand"),
    ({"demand": changed(demand(), {"place": "east"}, amount=70.08, unit="TWh/yr")}, "demand"),
    ({"commodities": changed(commodities(), {}, shortage="20000 CNY/MWh")}, "shortage"),
    ({"ports": changed(ports(), {"kind": "line", "where": "to"}, rate=90, unit="%")}, "rate"),
    ({"ports": changed(ports(), {"kind": "line", "where": "to"}, rate=900, unit="MW/GW")}, "rate"),
    ({"sites": changed(sites(), {"kind": "dear"}, variable="300 CNY/MWh")}, "site"),
]  # fmt: skip


@pytest.mark.parametrize("changes", [c for c, _ in FIGURES], ids=[f"{name}{i}" for i, (_, name) in enumerate(FIGURES)])
def test_the_unit_a_figure_is_written_in_does_not_matter(changes: dict[str, Any], tmp_path: Path) -> None:
    assert solved(two_regions(tmp_path, **changes)).total == pytest.approx(153.3)


def test_the_unit_of_a_capacity_does_not_matter(tmp_path: Path) -> None:
    """All of it in MW: 10,000 and 20,000 and 5,000; prices are the same."""
    big = [{**row, "standing": 1000 * row["standing"]} for row in sites()]
    s = solved(two_regions(tmp_path, kinds=changed(kinds(), {}, unit="MW"), sites=big))
    assert s.total == pytest.approx(153.3) and s.sum("price", place="east") == pytest.approx(300)


def test_a_sites_own_figure_stands_before_that_of_its_kind(tmp_path: Path) -> None:
    rows = changed(sites(), {"kind": "dear"}, variable="500 CNY/MWh", fixed="10 CNY/kW/yr", availability=0.1)
    s = solved(two_regions(tmp_path, sites=rows))
    assert s.sum("activity", kind="dear") == pytest.approx(2)  # a tenth of 20
    assert s.total == pytest.approx(7 * 8.76 + 2 * 43.8 + 20 * 0.1 + 1.5 * 1752)


def test_a_site_of_no_cost_is_not_a_site_without_a_figure(tmp_path: Path) -> None:
    s = solved(two_regions(tmp_path, sites=changed(sites(), {"kind": "dear"}, variable="0")))
    assert s.total == pytest.approx(2 * 8.76)


def test_a_demand_profile_keeps_the_yearly_mean(tmp_path: Path) -> None:
    """Shape 1, 3 over the day and twice as much in a fifth of the year."""
    shape = [
        {"profile": "p", "season": s, "hour": h, "value": f * (1 if h < 12 else 3)}
        for s, f in (("a", 2), ("b", 1))
        for h in range(24)
    ]
    s = system(
        tmp_path,
        demand=changed(demand(), {"place": "east"}, profile="p"),
        profiles=shape,
        seasons="{a: 73, b: 292}",
        blocks=2,
    )
    (b,) = (i for i, place in enumerate(s.balances.place) if place == "east")
    values = s.balances.demand.over(s.series[2], np.array([b]))[0]
    level = s.calendar.levels[2]
    assert (values * level.weight).sum() == pytest.approx(8)
    assert values == pytest.approx(values[2] * np.array([2, 6, 1, 3]))


def test_hours_are_averaged_into_blocks_and_blocks_into_seasons_and_the_year(tmp_path: Path) -> None:
    """Availability 0 … 23 over 24: blocks of six hours have the means 2.5, 8.5, 14.5, 20.5 of 24; the season 11.5."""
    rows = [{"profile": "p", "hour": h, "value": h / 24} for h in range(24)]
    at = changed(kinds(), {"kind": "dear"}, profile="p")
    s = system(tmp_path / "slice", kinds=at, profiles=rows, blocks=4)
    assert s.processes.high.over(s.series[2], np.array([1]))[0] == pytest.approx(np.array([2.5, 8.5, 14.5, 20.5]) / 24)
    yearly = system(
        tmp_path / "year", kinds=at, profiles=rows, blocks=4, commodities=changed(commodities(), {}, resolution="year")
    )
    assert yearly.processes.high.over(yearly.series[0], np.array([1]))[0] == pytest.approx([11.5 / 24])


def test_a_profile_of_a_place_stands_before_that_for_all(tmp_path: Path) -> None:
    rows = [{"profile": "p", "value": 0.5}, {"profile": "p", "place": "east", "value": 0.25}]
    both = changed(changed(kinds(), {"kind": "dear"}, profile="p"), {"kind": "cheap"}, profile="p")
    s = system(tmp_path, kinds=both, profiles=rows)
    high = s.processes.high.over(s.series[2], np.arange(2))[:, 0]
    assert dict(zip(s.processes.place, high, strict=False)) == pytest.approx({"west": 0.5, "east": 0.25})


def test_a_floor_is_never_above_what_is_available(tmp_path: Path) -> None:
    rows = [{"profile": "p", "hour": h, "value": 0 if h < 12 else 1} for h in range(24)]
    s = system(tmp_path, kinds=changed(kinds(), {"kind": "dear"}, profile="p", floor=0.3), profiles=rows, blocks=2)
    assert s.processes.low.over(s.series[2], np.array([1]))[0] == pytest.approx([0, 0.3])


def test_a_series_that_is_used_twice_is_kept_once(tmp_path: Path) -> None:
    rows = [{"profile": "p", "hour": h, "value": 0.5 if h < 12 else 1} for h in range(24)]
    s = system(tmp_path, kinds=changed(kinds(), {}, profile="p"), profiles=rows, blocks=2)
    assert len(s.series[2]) == 2 and (s.series[2][0] == 1).all()


def test_nothing_may_be_built_before_its_first_period_nor_more_than_there_is_room_for(tmp_path: Path) -> None:
    rows = changed(
        sites(), {"kind": "cheap"}, standing="", standing_2030=4, standing_2035=2, potential_2030=5, potential_2035=9
    )
    rows = [{k: v for k, v in row.items() if k != "standing"} | ({"standing_2030": row["standing"],
        "standing_2035": row["standing"]}
            if row["standing"] != "" else {}) for row in rows]  # fmt: skip
    more = {"periods": (2030, 2035), "years": (5, 5), "sites": rows}
    first = system(tmp_path / "any", kinds=changed(kinds(), {"kind": "cheap"}, invest="1 CNY/kW", life=9), **more)
    assert first.processes.new_max[0].tolist() == [7, 7] and first.processes.cap_max[0].tolist() == [5, 9]
    late = system(
        tmp_path / "late",
        kinds=changed(kinds(), {"kind": "cheap"}, invest="1 CNY/kW", life=9, **{"from": 2035}),
        **more,
    )
    assert late.processes.new_max[0].tolist() == [0, 7]
    slow = changed(rows, {"kind": "cheap"}, build_max=3)
    most = system(
        tmp_path / "slow",
        kinds=changed(kinds(), {"kind": "cheap"}, invest="1 CNY/kW", life=9),
        **{**more, "sites": slow},
    )
    assert most.processes.new_max[0].tolist() == [3, 3]


def test_supply_is_demand_turned_round(tmp_path: Path) -> None:
    given = [{"commodity": "power", "place": "east", "amount": 3000, "unit": "MW"}]
    free = changed(commodities(), {}, surplus="0")
    assert solved(two_regions(tmp_path, supply=given, commodities=free)).total == pytest.approx(153.3 - 3 * 26.28)
