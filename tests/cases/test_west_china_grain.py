"""Grain in the shipped case: its facts tie to the nation, fields take land and water, the plan behaves as expected."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

import geju
from geju.core.case import Case

CASE = Path(__file__).parents[2] / "cases" / "west-china"
SEASONS = {"winter": 90, "spring": 92, "summer": 92, "autumn": 91}
FIELDS = ("grain-irrigated", "grain-rainfed")
DRY = "CN-NX"
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (CASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTS = {
    (r["indicator"], r["place"], r["year"]): float(r["value"])
    for name in ("grain-statistics", "grain-assumptions", "land-survey", "water-statistics", "population")
    for r in rows(f"facts/{name}")
}
FACTS_LAND = {r["indicator"]: float(r["value"]) for r in rows("facts/land-assumptions")}
PROVINCES = sorted(r["place"] for r in rows("places") if r["level"] == "province")


def site(kind: str, place: str) -> Row:
    return next(r for r in rows("grain/sites") if (r["kind"], r["place"]) == (kind, place))


def rate(kind: str, commodity: str) -> float:
    return next(float(r["rate"]) for r in rows("grain/ports") if (r["kind"], r["commodity"]) == (kind, commodity))


def grain_of(place: str, period: str = "2025") -> float:
    """Grain that the fields standing in a province can give, Mt/yr."""
    return sum(
        float(site(kind, place)[f"standing_{period}"])
        * float(site(kind, place)["availability"])
        * rate(kind, "grain")
        / 1e4
        for kind in FIELDS
    )


@pytest.fixture(scope="module")
def case() -> Case:
    found = geju.load("west-china")
    assert isinstance(found, Case)
    return found


@pytest.fixture(scope="module")
def made(case: Case) -> geju.Plan:
    return geju.plan(case, resolution="daily")


def account(made: geju.Plan, commodity: str, side: str, period: str, *places: str) -> float:
    found = made.tables["account"].filter(
        (pl.col("commodity") == commodity) & (pl.col("side") == side) & (pl.col("period") == period)
    )
    if places:
        found = found.filter(pl.col("place").is_in(places))
    return float(found["value"].sum())


def watered(made: geju.Plan, place: str, period: str) -> float:
    found = made.tables["capacity"].filter(
        (pl.col("kind") == "irrigation") & (pl.col("place") == place) & (pl.col("period") == period)
    )
    return float(found["capacity"].item())


@pytest.mark.parametrize(
    ("indicator", "year"),
    [("grain.output", "2018"), ("grain.meat", "2018"), ("grain.milk", "2018"), ("grain.output", "2023")],
)
def test_provinces_add_up_to_the_nation(indicator: str, year: str) -> None:
    whole = sum(FACTS[indicator, p, year] for p in PROVINCES)
    assert whole == pytest.approx(FACTS[indicator, "CN", year], rel=2e-4)


def test_irrigated_area_from_memory_is_that_of_the_nation_a_few_years_later() -> None:
    whole = sum(FACTS["grain.irrigated", p, "2020"] for p in PROVINCES) * 1.5  # 10^3 ha to 10^4 mu
    assert 0.93 < whole / FACTS["grain.irrigated", "CN", "2025"] < 1


def test_fields_of_today_give_what_the_province_harvested_at_the_national_yield_of_2024() -> None:
    growth = FACTS["grain.yield", "CN", "2024"] / FACTS["grain.yield", "CN", "2023"]
    for place in PROVINCES:
        assert grain_of(place) == pytest.approx(FACTS["grain.output", place, "2023"] / 100 * growth, rel=1e-4)
    assert sum(map(grain_of, PROVINCES)) == pytest.approx(FACTS["grain.output", "CN", "2024"] / 100, rel=5e-3)


def test_a_watered_field_gives_the_national_ratio_of_a_rain_fed_one_in_every_province() -> None:
    ratio = FACTS["grain.irrigation.ratio", "", ""]
    for place in PROVINCES:
        wet, rain = (float(site(kind, place)["availability"]) for kind in FIELDS)
        assert wet / rain == pytest.approx(ratio, rel=1e-4)


def test_crops_of_today_use_the_whole_harvest_and_no_more() -> None:
    """To 10 km2 a province, by which the harvest of today is rounded down."""
    better = land_harvest()
    asked = {r["place"]: float(r["amount_2025"]) for r in rows("land/demand") if r["commodity"] == "harvest"}
    fodder = (
        FACTS["grain.milk", "CN", "2023"] / 100 * -rate("dairy-herd", "fodder") * -rate("fodder-field", "harvest") * 1e4
    )
    cotton = float(site("cotton-field", "CN-XJ")["standing_2025"]) * -rate("cotton-field", "harvest")
    grain = sum(float(site(kind, p)["standing_2025"]) for kind in FIELDS for p in PROVINCES)
    assert sum(asked.values()) + grain + cotton + fodder == pytest.approx(sum(better.values()), abs=10 * len(PROVINCES))
    for place, amount in asked.items():
        own = amount + sum(float(site(kind, place)["standing_2025"]) for kind in FIELDS)
        assert own <= better[place] * 1.00001


def land_harvest() -> dict[str, float]:
    """Harvest of standing fields by province, km2 of ordinary fields."""
    found: dict[str, float] = defaultdict(float)
    weight = {"farmland": 1.0, "high-standard-field": FACTS_LAND["land.hsf.yield"]}
    for r in rows("land/sites"):
        found[r["place"]] += weight.get(r["kind"], 0.0) * float(r["standing_2025"] or 0)
    return found


def field_water(place: str) -> Iterator[tuple[str, float]]:
    """What fields draw by season as they stand, yim3/yr."""
    draws = -rate("irrigation", "water") * 100 / 1e8 * float(site("irrigation", place)["standing_2025"])
    for r in rows("grain/profiles"):
        if r["place"] == place:
            yield r["season"], draws * float(r["value"])


@pytest.mark.parametrize("place", PROVINCES)
def test_fields_draw_the_given_part_of_farm_water_in_the_seasons_of_irrigation(place: str) -> None:
    nation = FACTS["water.use.agriculture", "CN", "2025"] / FACTS["water.use.agriculture", "CN", "2021"]
    farm = FACTS["water.use.agriculture", place, "2021"] * nation * FACTS["grain.irrigation.field-share", "", ""]
    drawn = dict(field_water(place))
    assert sum(v * SEASONS[s] for s, v in drawn.items()) / 365 == pytest.approx(farm, rel=1e-4)
    shares = {r["indicator"].split(".")[-1]: float(r["value"]) for r in rows("facts/water-assumptions")
              if r["place"] == place and r["indicator"].startswith("water.irrigation.")}  # fmt: skip
    for season, share in shares.items():
        assert drawn[season] * SEASONS[season] / 365 == pytest.approx(farm * share, rel=1e-3)


def test_water_taken_by_fields_is_off_the_given_demand() -> None:
    """Given and drawn together are the withdrawal of 2025 that the plants and once-through cooling leave."""
    given = sum(float(r["amount_2025"]) for r in rows("water/demand"))
    drawn = sum(v * SEASONS[s] / 365 for p in PROVINCES for s, v in field_water(p))
    whole = FACTS["water.use", "CN", "2025"] - FACTS["water.use.once-through", "CN", "2025"]
    assert 0.97 * whole < given + drawn < whole
    assert 0.55 * whole < drawn < 0.70 * whole


def test_water_of_a_watered_mu_is_near_what_the_bulletin_says() -> None:
    drawn = sum(v * SEASONS[s] / 365 for p in PROVINCES for s, v in field_water(p)) * 1e8
    area = sum(float(site("irrigation", p)["standing_2025"]) for p in PROVINCES) * 1500
    assert drawn / area == pytest.approx(342, rel=0.06)


def test_grain_of_the_nation_balances_in_2023() -> None:
    """What people, herds and works use is what was grown and imported."""
    people = sum(float(r["amount_2025"]) for r in rows("grain/demand") if r["commodity"] == "grain")
    meat, milk = (FACTS[f"grain.{n}", "CN", "2023"] / 100 for n in ("meat", "milk"))
    used = people - meat * rate("herd", "grain") - milk * rate("dairy-herd", "grain")
    came = (FACTS["grain.output", "CN", "2023"] + FACTS["grain.import", "CN", "2023"]) / 100
    assert used == pytest.approx(came, rel=1e-4)


def test_feed_of_meat_lies_between_that_of_mutton_and_of_pork() -> None:
    low, high = (FACTS[f"grain.feed.{m}", "CN", ""] for m in ("mutton", "pork"))
    assert low < -rate("herd", "grain") < high


def test_no_province_has_more_watered_than_it_has_fields() -> None:
    for place in PROVINCES:
        area = FACTS["land.survey.cultivated", place, "2019"] * 100
        assert float(site("irrigation", place)["standing_2025"]) <= area


def test_every_tonne_in_the_plan_comes_from_somewhere(made: geju.Plan) -> None:
    for period in ("2025", "2030", "2035"):
        for good in ("grain", "meat", "milk", "cotton", "fruit", "fodder"):
            given, used = (account(made, good, side, period) for side in ("supply", "use"))
            asked, unused = account(made, good, "demand", period), account(made, good, "surplus", period)
            assert given + used + asked + unused == pytest.approx(0, abs=1e-6 * given)
            assert account(made, good, "shortage", period) == pytest.approx(0, abs=1e-5)


def test_better_fields_and_more_canals_raise_grain_and_lower_imports(made: geju.Plan) -> None:
    def of(*kinds: str) -> list[float]:
        found = made.tables["account"].filter(
            (pl.col("commodity") == "grain") & (pl.col("side") == "supply") & pl.col("kind").is_in(kinds)
        )
        return [float(found.filter(pl.col("period") == y)["value"].sum()) for y in ("2025", "2030", "2035")]

    grown, bought = of(*FIELDS), of("grain-import")
    assert 0.98 < grown[0] / (FACTS["grain.output", "CN", "2024"] / 100) < 1.02
    assert grown[0] * 1.01 < grown[1] < grown[2] < grown[0] * 1.10
    assert bought[0] > bought[1] > bought[2] > 0


def test_more_cultivated_land_never_costs_more(case: Case, made: geju.Plan) -> None:
    sites, supply = case.tables["sites"], case.tables["supply"]
    doubled = [
        pl.when(pl.col("kind") == "farmland").then(2 * pl.col(c)).otherwise(pl.col(c)).alias(c)
        for c in sites.columns
        if c.startswith(("standing_", "potential_"))
    ]
    land = [
        pl.when(pl.col("commodity") == "land:farmland").then(2 * pl.col(c)).otherwise(pl.col(c)).alias(c)
        for c in supply.columns
        if c.startswith("amount_")
    ]
    more = replace(
        case, tables=case.tables | {"sites": sites.with_columns(doubled), "supply": supply.with_columns(land)}
    )
    assert geju.plan(more, resolution="daily").total < made.total


def test_a_tighter_cap_takes_water_from_fields_and_never_from_people(case: Case, made: geju.Plan) -> None:
    bounds = case.tables["bounds"]
    mine = (pl.col("bound") == "water-cap") & (pl.col("place") == DRY)
    tight = bounds.with_columns(pl.when(mine).then(0.7 * pl.col("amount")).otherwise(pl.col("amount")).alias("amount"))
    less = geju.plan(replace(case, tables=case.tables | {"bounds": tight}), resolution="daily")
    for period in ("2030", "2035"):
        assert watered(less, DRY, period) < 0.99 * watered(made, DRY, period)
        assert account(less, "water", "shortage", period, DRY) == pytest.approx(0, abs=1e-6)
        assert account(less, "water", "demand", period, DRY) == pytest.approx(
            account(made, "water", "demand", period, DRY)
        )
