"""Energy of the shipped case: reserve, hydrogen, reservoirs, wind and contracts, in its tables and in a plan by season."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

import geju
from geju.core.case import Case
from geju.plan.plan import Plan

CASE = Path(__file__).parents[2] / "cases" / "west-china"
PERIODS = ("2025", "2030", "2035")
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """Rows of a file of the case."""
    return list(csv.DictReader((CASE / name).read_text(encoding="utf-8").splitlines()))


def fact(indicator: str, year: str = "", place: str = "") -> float:
    for file in ("energy-assumptions", "energy-statistics", "energy-technologies"):
        for row in rows(f"facts/{file}.csv"):
            if (row["indicator"], row["year"], row["place"]) == (indicator, year, place):
                return float(row["value"])
    raise KeyError(indicator)


@pytest.fixture(scope="module")
def plan() -> Plan:
    case = geju.load("west-china")
    assert isinstance(case, Case)
    return geju.plan(case, resolution="daily")


def total(plan: Plan, commodity: str, *by: str) -> dict[tuple[str, ...], float]:
    """Sums of the account of a commodity."""
    frame = plan.tables["account"].filter(pl.col("commodity") == commodity)
    return {tuple(r[:-1]): r[-1] for r in frame.group_by(*by).agg(pl.col("value").sum()).rows()}


# Reserve


def test_every_province_is_asked_for_the_same_margin_over_its_mean_use() -> None:
    ratio = fact("peak_load", "2024", "CN") / (fact("electricity_consumption.all", "2024", "CN") / 8.784)
    grown = 1.0
    for period, years in zip(PERIODS, (1, 5, 5), strict=True):
        grown *= (1 + fact("demand.growth", period)) ** years
        for row in (r for r in rows("energy/demand.csv") if r["commodity"] == "firm-capacity"):
            mean = fact("electricity_consumption.all", "2024", row["place"]) / 8.76 * grown
            assert float(row[f"amount_{period}"]) == pytest.approx(ratio * fact("firm.margin") * mean, rel=1e-4)


def test_no_plant_counts_for_more_than_it_is() -> None:
    found = [r for r in rows("energy/ports.csv") if r["commodity"] == "firm-capacity" and r["when"] == "standing"]
    plants = {
        r["kind"]
        for r in rows("energy/ports.csv")
        if r["commodity"] == "electricity" and r["mode"] in ("", "discharge")
    }
    counted = {r["kind"]: float(r["rate_2030"]) for r in found if not r["where"]}
    assert counted.keys() == plants - {"uhv-dc", "hvdc", "electrolyser"}
    assert all(0 <= rate < 1 for rate in counted.values())


def test_the_reserve_is_met_or_priced(plan: Plan) -> None:
    most = fact("price.reserve") / 8.76
    price = plan.tables["price"].filter(pl.col("commodity") == "firm-capacity")
    paid = {(p, y): v for p, y, v in price.select("place", "period", "value").rows()}
    sides = total(plan, "firm-capacity", "place", "period", "side")
    short = {key[:2]: v for key, v in sides.items() if key[2] == "shortage" and v > 1e-6}
    assert len(paid) == 31 * 3 and max(paid.values()) <= most + 1e-4 and min(paid.values()) >= -1e-6
    assert short and all(paid[key] == pytest.approx(most, rel=1e-4) for key in short)
    for place, period in paid:
        had = sum(sides.get((place, period, side), 0.0) for side in ("supply", "use", "shortage"))
        assert had >= -sides[place, period, "demand"] - 1e-3
    nation = {y: sum(v for (_, period), v in short.items() if period == y) for y in PERIODS}
    assert (
        nation["2030"]
        < nation["2025"]
        < 0.1 * sum(-v for (_, y, s), v in sides.items() if (y, s) == ("2025", "demand"))
    )


# Hydrogen


def test_hydrogen_made_is_hydrogen_used(plan: Plan) -> None:
    made, asked = total(plan, "hydrogen", "period", "side", "kind"), {p: fact("hydrogen.use", p) for p in PERIODS}
    for period in PERIODS:
        drawn = -sum(v for (y, side, k), v in made.items() if (y, side) == (period, "use") and k != "hydrogen-pipe")
        assert made[period, "supply", "electrolyser"] == pytest.approx(asked[period] + drawn, rel=1e-4)
        assert made[period, "demand", ""] == pytest.approx(-asked[period], rel=1e-4)
        assert made.get((period, "shortage", ""), 0.0) == 0
    power = total(plan, "electricity", "period", "side", "kind")
    for period in PERIODS:
        drawn = -power[period, "use", "electrolyser"] * 8.76e6  # MWh
        kilograms = made[period, "supply", "electrolyser"] * 1e6
        assert drawn * 20.402 == pytest.approx(kilograms, rel=1e-3)


def test_power_for_todays_hydrogen_is_taken_off_the_use_that_is_given() -> None:
    stands = {r["place"]: float(r["standing_2025"]) for r in rows("energy/sites.csv") if r["kind"] == "electrolyser"}
    drawn = sum(stands.values()) * fact("hydrogen.hours") / 8760
    assert drawn * 8.76 * 20.402 == pytest.approx(fact("hydrogen.use", "2025"), rel=1e-3)
    first = fact("electricity_consumption.all", "2024", "CN-NM") / 8.76 * (1 + fact("demand.growth", "2025"))
    (row,) = [r for r in rows("energy/demand.csv") if (r["commodity"], r["place"]) == ("electricity", "CN-NM")]
    assert first - float(row["amount_2025"]) >= stands["CN-NM"] * fact("hydrogen.hours") / 8760 - 1e-3


# Reservoirs and rivers


def test_a_reservoir_is_never_above_its_size(plan: Plan) -> None:
    size = {r["place"]: float(r["standing_2025"]) * 1000 for r in rows("energy/sites.csv") if r["kind"] == "reservoir"}
    inflow = {
        r["place"]: float(r["amount_2025"]) * 8760 for r in rows("energy/supply.csv") if r["commodity"] == "river"
    }
    assert size.keys() == inflow.keys()
    assert all(size[p] == pytest.approx(fact("reservoir.share") * inflow[p], rel=1e-3) for p in size)
    level = plan.tables["level"].filter(pl.col("store") == "reservoir")
    held = defaultdict(list)
    for place, value in level.select("place", "value").rows():
        held[place].append(value)
    assert held.keys() == size.keys() and all(-1e-3 <= v <= size[p] * 1.0001 for p, own in held.items() for v in own)
    assert any(max(own) > 0.5 * size[p] for p, own in held.items())


def test_old_hydro_makes_no_more_than_the_rivers_bring_in_a_year(plan: Plan) -> None:
    river = total(plan, "river", "place", "period", "side", "kind")
    for (place, period, side, kind), value in river.items():
        if (side, kind) == ("use", "hydro"):
            assert -value <= river[place, period, "supply", ""] * (1 + 1e-6)


# Wind and contracts


def test_wind_blows_more_at_night_and_as_much_over_the_day() -> None:
    months = {r["place"]: r for r in rows("facts/energy-months.csv") if r["series"] == "wind"}
    curve: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
    for r in rows("energy/profiles.csv"):
        if r["profile"] == "wind":
            curve[r["place"], r["season"]][int(r["hour"])] = float(r["value"])
            assert r["status"] == "assumed"
    assert {p for p, _ in curve} == months.keys()
    for (place, season), day in curve.items():
        three = {"winter": (12, 1, 2), "spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11)}[season]
        assert sum(day.values()) / 24 == pytest.approx(
            sum(float(months[place][f"m{m:02d}"]) for m in three) / 3, abs=1e-4
        )
        assert day[0] / day[12] == pytest.approx(1.1 / 0.9, rel=0.01) and len(day) == 24


def test_lines_out_of_a_place_keep_within_what_contracts_allow(plan: Plan) -> None:
    use = total(plan, "dc-use", "place", "period", "side")
    assert {p for p, y, _ in use if y == "2025"} >= {"CN-XJ", "CN-NX", "CN-GS", "CN-SX", "CN-QH", "CN-SC"}
    for place, period, side in use:
        if side == "use":
            room = use.get((place, period, "supply"), 0.0) + use.get((place, period, "shortage"), 0.0)
            assert -use[place, period, side] <= room + use.get((place, period, "demand"), 0.0) + 1e-3
    published = (
        (68.373 + 44.8) * (1 + fact("line.tolerance")) / 8.76
    )  # the two lines with figures; the third stands at the rule
    assert -use["CN-XJ", "2025", "use"] <= published + 0.55 * 8 + use.get(("CN-XJ", "2025", "shortage"), 0.0) + 1e-3
