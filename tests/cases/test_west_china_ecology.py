"""Ecology in the shipped case: services by zone, the account GEP, restoration and fire protection."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

import geju

CASE = Path(__file__).parents[2] / "cases" / "west-china"
SERVICES = ("carbon-sink", "water-retention", "soil-kept", "sand-kept")
ZONES = ("dry", "cold", "humid")
YI = 1e8
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (CASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


FACTS = {
    (r["indicator"], r["place"], r["year"]): float(r["value"])
    for name in ("ecology-statistics", "ecology-assumptions", "land-survey", "land-assumptions")
    for r in rows(f"facts/{name}")
}
PROVINCES = sorted(r["place"] for r in rows("places") if r["level"] == "province")
PORTS = {(r["kind"], r["commodity"], r["when"]): float(r["rate"]) for r in rows("ecology/ports")}


def prices() -> dict[str, float]:
    """Yuan for a unit of each account: kt of CO2, 10^8 m3, Mt of soil, Mt of sand; in 10^8 CNY."""
    silt = FACTS["ecology.price.silt", "", ""] / FACTS["ecology.soil.density", "", ""]
    return {
        "carbon-sink": FACTS["ecology.price.carbon", "", ""] * 12 / 44 * 1e3 / YI,
        "water-retention": FACTS["ecology.price.water", "", ""],
        "soil-kept": silt * FACTS["ecology.soil.silts", "", ""] * 1e6 / YI,
        "sand-kept": silt * 1e6 / YI,
    }


@pytest.fixture(scope="module")
def made() -> geju.Plan:
    return geju.plan("west-china", resolution="daily")


def accounts(made: geju.Plan, commodity: str) -> dict[tuple[str, str], float]:
    """What processes give less what they take, by place and period."""
    found = made.tables["account"].filter((pl.col("commodity") == commodity) & pl.col("side").is_in(["supply", "use"]))
    return {(p, y): v for p, y, v in found.group_by("place", "period").agg(pl.col("value").sum()).rows()}


def test_the_account_is_services_times_prices_at_every_province_and_period(made: geju.Plan) -> None:
    gep, price = accounts(made, "gep"), prices()
    total: dict[tuple[str, str], float] = defaultdict(float)
    for service in SERVICES:
        for at, amount in accounts(made, service).items():
            total[at] += amount * price[service]
    assert set(gep) == set(total) == {(p, y) for p in PROVINCES for y in ("2025", "2030", "2035")}
    for at, value in gep.items():
        assert value == pytest.approx(total[at], rel=1e-4)


def test_services_of_today_are_area_times_the_coefficient_of_the_zone(made: geju.Plan) -> None:
    zone = {r["place"]: r["zone"] for r in rows("facts/ecology-zones")}
    water = accounts(made, "water-retention")
    assert set(zone) == set(PROVINCES)
    for place in PROVINCES:
        asked = sum(
            FACTS.get((f"land.survey.{cover}", place, "2019"), 0.0)
            * 1e4
            * FACTS[f"ecology.water.{cover}.{zone[place]}", "", ""]
            / YI
            for cover in ("forest", "grass", "wetland")
        )
        assert water[place, "2025"] == pytest.approx(asked, rel=1e-4)


def test_accounts_are_no_part_of_the_objective(made: geju.Plan) -> None:
    """Nothing pays for them: their price is zero wherever no clause asks for them."""
    found = made.tables["price"].filter(pl.col("commodity").is_in([*SERVICES, "gep"]))
    assert found.height and float(found["value"].abs().max()) == pytest.approx(0, abs=1e-9)


def test_no_sink_is_given_to_the_west_as_a_whole() -> None:
    sinks = [FACTS[f"ecology.carbon.{c}.{z}", "", ""] for c in ("forest", "planted") for z in ZONES]
    assert max(sinks) > 5 * min(sinks)
    assert FACTS["ecology.carbon.grass.dry", "", ""] == 0


def test_planting_serves_only_as_far_as_it_lives() -> None:
    for zone in ZONES:
        lives = FACTS[f"ecology.survival.{zone}", "", ""]
        planted, grass = (FACTS[f"ecology.carbon.{c}.{zone}", "", ""] for c in ("planted", "grass"))
        assert PORTS[f"afforestation-{zone}", "carbon-sink", "running"] == pytest.approx(lives * (planted - grass))


def test_water_retained_is_more_than_half_of_the_published_total_and_less_than_all(made: geju.Plan) -> None:
    """The zones are coarse: the sum is a check, never tuned."""
    whole = sum(v for (_, y), v in accounts(made, "water-retention").items() if y == "2025")
    assert 0.5 < whole / FACTS["ecology.water.nation", "", ""] < 1.0


@pytest.mark.parametrize(("place", "year"), [("CN-NM", "2019"), ("CN", "2015")])
def test_the_narrow_account_stays_far_below_the_published_regulating_services(
    made: geju.Plan, place: str, year: str
) -> None:
    own = sum(v for (p, y), v in accounts(made, "gep").items() if y == "2025" and place in ("CN", p))
    published = FACTS["ecology.published.gep.regulating", place, year]
    assert 0.05 < own / published < 0.30


def test_building_on_forest_takes_from_every_account() -> None:
    for cover in ("forest", "grass"):
        taken = [PORTS[f"build-on-{cover}", s, "running"] for s in (*SERVICES[:3], "gep")]
        assert all(rate < 0 for rate in taken)


def test_restoration_pays_with_public_money_and_planting_with_water() -> None:
    kinds = {r["kind"] for r in rows("ecology/kinds") if "restoration" in r["tags"].split(";")}
    assert len(kinds) == 8
    for kind in kinds:
        assert -1 < PORTS[kind, "public-money", "building"] < 0
        assert ((kind, "water", "building") in PORTS) == kind.startswith(("afforestation", "desert-control"))


def test_restoration_of_a_zone_stands_only_in_its_provinces() -> None:
    zone = {r["place"]: r["zone"] for r in rows("facts/ecology-zones")}
    for r in rows("ecology/sites"):
        end = r["kind"].rsplit("-", 1)[-1]
        assert end not in ZONES or end == zone[r["place"]]


def test_standing_ecosystems_are_the_survey() -> None:
    for cover in ("forest", "grass", "wetland"):
        area = sum(float(r["standing_2025"]) for r in rows("ecology/sites") if r["kind"].startswith(f"{cover}-"))
        survey = sum(FACTS.get((f"land.survey.{cover}", p, "2019"), 0.0) for p in PROVINCES) * 100
        assert area == pytest.approx(survey, rel=1e-4)
    nation = FACTS["land.survey.forest", "CN", "2019"]
    assert sum(FACTS["land.survey.forest", p, "2019"] for p in PROVINCES) == pytest.approx(nation, rel=1e-3)


def test_fire_protection_can_reach_the_whole_forest_and_is_paid_by_the_public(made: geju.Plan) -> None:
    for r in rows("ecology/sites"):
        if r["kind"] == "fire-guard":
            forest = FACTS["land.survey.forest", r["place"], "2019"] / 100
            assert float(r["potential_2030"]) == pytest.approx(forest, rel=1e-4)
            assert float(r["standing_2025"]) == pytest.approx(0.8 * forest, rel=1e-4)
    yearly = -PORTS["fire-guard", "public-money", "standing"]
    assert yearly == pytest.approx(FACTS["ecology.fire.keep", "", ""] * FACTS["ecology.fire.public", "", ""])
    guarded = accounts(made, "fire-guarded")
    assert sum(v for (_, y), v in guarded.items() if y == "2025") == pytest.approx(227.3, rel=1e-3)
