"""Freight, water, land, grain, money of the shipped case: what ties them to each other and energy, and to the statistics."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from geju.core.schema import STATUSES

CASE = Path(__file__).parents[2] / "cases" / "west-china"
OURS = ("freight", "water", "land", "grain", "money")
PERIODS = (2025, 2030, 2035)
SEASONS = {"winter": 90, "spring": 92, "summer": 92, "autumn": 91}
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    path = CASE / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fact(indicator: str, place: str, year: str = "") -> float:
    for path in sorted((CASE / "facts").glob("*.csv")):
        for row in rows(f"facts/{path.stem}"):
            if (row.get("indicator"), row.get("place"), row.get("year")) == (indicator, place, year):
                return float(row["value"])
    raise KeyError(indicator)


PROVINCES = sorted(r["place"] for r in rows("places") if r["level"] == "province")
WEST = {r["place"] for r in rows("facts/provinces") if r["region"] == "west"}


def sites(sector: str, *kinds: str) -> list[Row]:
    return [r for r in rows(f"{sector}/sites") if not kinds or r["kind"] in kinds]


def moves(commodity: str) -> set[tuple[str, str]]:
    """Pairs of places between which freight can move a commodity."""
    ends: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for port in rows("freight/ports"):
        if port["commodity"] == commodity and port["where"] in ("from", "to"):
            ends[port["kind"], port["mode"]]["taken" if float(port["rate"]) < 0 else "given"] = port["where"]
    ways = {(kind, way["taken"]) for (kind, _), way in ends.items()}
    found = set()
    for site in sites("freight"):
        if (site["kind"], "from") in ways:
            found.add((site["place"], site["to"]))
        if (site["kind"], "to") in ways:
            found.add((site["to"], site["place"]))
    return found


def reached(commodity: str, starts: set[str], without: frozenset[str] = frozenset()) -> set[str]:
    """Places that a commodity can get to from its starts."""
    pairs = {(a, b) for a, b in moves(commodity) if not without & {a, b}}
    found = set(starts)
    while more := {b for a, b in pairs if a in found} - found:
        found |= more
    return found


def test_no_coal_is_mined_in_guangdong_and_a_terminal_brings_it() -> None:
    assert "CN-GD" not in {r["place"] for r in sites("energy", "coal-mine")}
    assert {r["to"] for r in sites("freight", "coal-terminal") if r["place"] == "CN-GD"} >= {"guangzhou", "shenzhen"}


def test_coal_of_the_base_reaches_every_province_only_by_freight() -> None:
    base = {"CN-SX", "CN-NM", "CN-SN"}
    assert reached("coal", base) >= set(PROVINCES)
    elsewhere = {
        port["kind"] for port in rows("energy/ports") if port["commodity"] == "coal" and port["where"] in ("from", "to")
    }
    assert not elsewhere


def test_coal_enters_guangdong_only_through_its_ports_and_hunan() -> None:
    gates = frozenset({"guangzhou", "shenzhen", "zhanjiang", "CN-HN"})
    assert "CN-GD" not in reached("coal", {"CN-SX"}, gates)
    assert "CN-GD" in reached("coal", {"CN-SX"}, gates - {"guangzhou"})


@pytest.mark.parametrize("commodity", ["container", "container-import", "general-cargo", "general-import"])
def test_what_is_asked_at_a_market_can_come_from_every_place_that_offers_it(commodity: str) -> None:
    offers = {r["place"] for r in rows("freight/supply") if r["commodity"] == commodity}
    asks = {r["place"] for r in rows("freight/demand") if r["commodity"] == commodity}
    for place in offers:
        assert asks <= reached(commodity, {place})


@pytest.mark.parametrize("period", PERIODS)
def test_offers_of_goods_cover_what_is_asked_by_less_than_a_thousandth(period: int) -> None:
    total: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for column, table in enumerate(("demand", "supply")):
        for row in rows(f"freight/{table}"):
            total[row["commodity"]][column] += float(row[f"amount_{period}"])
    total.pop("box-berth")
    for asked, offered in total.values():
        assert asked <= offered <= asked * 1.001


def test_the_locks_pass_no_more_than_in_2024_and_cannot_be_built() -> None:
    (locks,) = [r for r in sites("freight", "river-leg") if "three-gorges" in r["tags"]]
    assert {float(locks[f"standing_{y}"]) for y in PERIODS} == {fact("freight.three-gorges", "yichang", "2024")}
    assert locks["potential"] == ""


def test_railways_out_of_xinjiang_can_carry_the_coal_of_2024_but_not_half_as_much_again() -> None:
    gates = [r for r in sites("freight", "rail", "rail-bulk") if "xinjiang-coal" in r["tags"]]
    (rail,) = [r for r in rows("freight/kinds") if r["kind"] == "rail"]
    room = sum(float(r["standing_2025"]) for r in gates) * float(rail["availability"])
    coal = fact("freight.xinjiang.coal-out", "CN-XJ", "2024")
    assert len(gates) == 3
    assert coal <= room <= 1.5 * coal
    assert room == pytest.approx(fact("freight.xinjiang.ways-out", "CN-XJ", "2023"), rel=0.05)


def test_lines_being_built_carry_nothing_until_the_plan_finishes_them() -> None:
    building = [r for r in sites("freight") if "under-construction" in r["tags"]]
    assert {(r["kind"], r["place"], r["to"]) for r in building} == {
        ("rail", "anshun", "baise"), ("rail", "dali", "ruili"), ("pinglu-canal", "nanning", "qinzhou"),
    }  # fmt: skip
    assert all(float(r[f"standing_{y}"]) == 0 for r in building for y in PERIODS)
    assert all(float(r["potential"]) > 0 for r in building)


def test_finishing_a_line_costs_what_is_left_to_spend() -> None:
    per_km = fact("freight.rail.invest_km", "")
    for project in rows("facts/freight-projects"):
        start, end, mode = project["leg"].split("--")
        (site,) = [
            r
            for r in sites("freight", "rail", "pinglu-canal")
            if (r["place"], r["to"]) == (start, end) and "under-construction" in r["tags"]
        ]
        by_length = per_km * float(site["km"]) if mode == "rail" else 0.0
        whole = (float(site["invest"].split()[0]) + by_length) * float(site["potential"]) / 100
        assert whole == pytest.approx(float(project["total"]) * float(project["left"]), rel=1e-3)


def test_box_trains_keep_off_the_single_lines_of_southern_xinjiang() -> None:
    bulk = {(r["place"], r["to"]) for r in sites("freight", "rail-bulk")}
    assert ("golmud", "korla") in bulk and ("jiuquan", "hami") not in bulk
    carried = {
        p["commodity"] for p in rows("freight/ports") if p["kind"] == "rail-bulk" and p["when"] in ("", "running")
    }
    assert carried == {"coal", "general-cargo", "general-import"}


def test_a_change_of_gauge_makes_a_crossing_dearer_by_its_fee_and_its_hours() -> None:
    hour = hour_of_goods()
    for row in rows("facts/freight-crossings"):
        start, end, mode = row["leg"].split("--")
        kind = "border-road" if mode == "road" else "border-crossing"
        (site,) = [r for r in sites("freight", kind) if (r["place"], r["to"]) == (start, end)]
        (leg,) = [r for r in rows("facts/freight-legs") if r["leg"] == row["leg"]]
        haul = float(leg["km"]) * float(leg["tariff_cny_per_tkm"])
        border = float(site["variable"].split()[0]) - haul
        wait = (float(row["hours"]) + float(row["gauge_hours"])) * hour
        assert border == pytest.approx(float(row["fee"]) + float(row["gauge_fee"]) + wait, abs=0.02)
        assert ("gauge-change" in site["tags"]) == (float(row["gauge_hours"]) > 0)
        assert float(site["potential"]) > float(site["standing_2025"])


def hour_of_goods() -> float:
    """CNY for a tonne of box goods that waits an hour, worked out once more."""
    trains = fact("freight.cr-express.trains", "CN", "2024")
    tonnes = (
        fact("freight.khorgos.cargo", "khorgos", "2025")
        * 1e6
        / fact("freight.khorgos.trains", "khorgos", "2025")
        * trains
    )
    worth = fact("freight.cr-express.value", "CN", "2024") * 1e9 * fact("usd", "", "2023") / tonnes
    return worth * fact("freight.time.interest", "") / 8760 + fact("freight.time.idle", "")


@pytest.mark.parametrize("region", ["asean", "europe"])
def test_boxes_of_a_region_may_come_by_more_than_one_gate_and_only_the_growth_is_free(region: str) -> None:
    gates = {r["place"] for r in sites("freight", "market-link") if r["to"] == region}
    assert len(gates) > 1
    asked = {r["place"]: r for r in rows("freight/demand") if r["commodity"] == "container"}
    assert float(asked[region]["amount_2025"]) == 0 < float(asked[region]["amount_2030"])
    for gate in gates & asked.keys():
        assert len({asked[gate][f"amount_{y}"] for y in PERIODS}) == 1


def test_box_berths_of_the_gulf_are_short_of_their_traffic_in_2030_until_they_are_built() -> None:
    quays = sites("freight", "port-expansion")
    stands = sum(float(r["standing_2030"]) for r in quays)
    asked = sum(float(r["amount_2030"]) for r in rows("freight/demand") if r["commodity"] == "box-berth")
    assert stands == pytest.approx(11.0) and stands < asked < sum(float(r["potential"]) for r in quays)


def test_every_province_asks_for_water_and_has_surface_works() -> None:
    assert sorted(r["place"] for r in rows("water/demand")) == PROVINCES
    assert sorted(r["place"] for r in sites("water", "surface-water")) == PROVINCES


def profile(name: str) -> dict[tuple[str, str], float]:
    return {(r["place"], r["season"]): float(r["value"]) for r in rows("water/profiles") if r["profile"] == name}


def test_demand_for_water_with_its_seasons_keeps_the_yearly_amount() -> None:
    shape = profile("water-demand")
    for place in PROVINCES:
        mean = sum(shape[place, s] * n for s, n in SEASONS.items()) / sum(SEASONS.values())
        assert mean == pytest.approx(1.0, abs=1e-4)


def field_water(place: str) -> dict[str, float]:
    """What the fields of the grain tables draw in each season as they stand, yim3/yr."""
    (rate,) = [
        -float(r["rate"])
        for r in rows("grain/ports")
        if (r["kind"], r["commodity"], r["unit"]) == ("irrigation", "water", "m3/ha/yr")
    ]
    (area,) = [float(r["standing_2025"]) for r in sites("grain", "irrigation") if r["place"] == place]
    need = {r["season"]: float(r["value"]) for r in rows("grain/profiles") if r["place"] == place}
    return {season: rate * 100 / 1e8 * area * value for season, value in need.items()}


def asked_of_water(place: str, period: str) -> float:
    """What is given as demand and what fields draw over the year, yim3/yr."""
    (given,) = [float(r[f"amount_{period}"]) for r in rows("water/demand") if r["place"] == place]
    drawn = field_water(place)
    return given + sum(drawn[s] * n for s, n in SEASONS.items()) / sum(SEASONS.values())


@pytest.mark.parametrize("period", PERIODS)
def test_water_works_that_stand_or_may_be_built_meet_every_season(period: int) -> None:
    curves = {
        "surface-water": profile("water-works"),
        "groundwater": profile("wells"),
        "irrigation-saving": profile("irrigation"),
    }
    shape = profile("water-demand")
    for row in rows("water/demand"):
        for season in SEASONS:
            at = (row["place"], season)
            most = sum(
                float(r[f"potential_{period}"]) * curves.get(r["kind"], {}).get(at, 1.0)
                for r in sites("water")
                if r["place"] == row["place"]
            )
            asked = float(row[f"amount_{period}"]) * shape[at] + field_water(row["place"])[season]
            assert asked <= most, (at, period)


def test_xinjiang_asks_for_more_water_in_2025_than_its_cap() -> None:
    asked = asked_of_water("CN-XJ", "2025")
    (cap,) = [
        float(r["amount"])
        for r in rows("bounds")
        if (r["bound"], r["place"], r["period"]) == ("water-cap", "CN-XJ", "2025")
    ]
    assert cap == 563.0 < asked


def test_later_replies_win_over_the_caps_of_2013() -> None:
    caps = {
        r["place"]: float(r["amount"]) for r in rows("bounds") if (r["bound"], r["period"]) == ("water-cap", "2030")
    }
    assert sorted(caps) == PROVINCES
    assert {p: caps[p] for p in ("CN-XJ", "CN-CQ", "CN-GZ", "CN-QH")} == {
        "CN-XJ": 563.0,
        "CN-CQ": 79.9,
        "CN-GZ": 117.0,
        "CN-QH": 29.6,
    }
    assert caps["CN-NX"] == 87.93


def test_power_plants_are_not_counted_twice_in_water() -> None:
    """Demand and what plants consume together come near the national withdrawal of 2025 without once-through cooling."""
    asked = sum(asked_of_water(p, "2025") for p in PROVINCES)
    whole = fact("water.use", "CN", "2025") - fact("water.use.once-through", "CN", "2025")
    assert 0.97 * whole < asked < whole


def test_a_cap_that_leaves_out_once_through_cooling_is_no_burden_to_jiangsu() -> None:
    asked = asked_of_water("CN-JS", "2030")
    caps = {
        r["period"]: float(r["amount"]) for r in rows("bounds") if (r["bound"], r["place"]) == ("water-cap", "CN-JS")
    }
    assert 0.6 * caps["2030"] < asked < caps["2030"] < fact("water.use", "CN-JS", "2021")


def test_built_land_pays_for_what_replaces_it_and_not_for_towns() -> None:
    costs = [float(r["invest"].split()[0]) for r in rows("land/kinds") if r["kind"].startswith("build-on-")]
    assert len(costs) == 4 and all(0 < cost < 1 for cost in costs)


def test_high_standard_fields_start_above_one_billion_mu_and_below_the_goal() -> None:
    area = sum(float(r["standing_2025"]) for r in sites("land", "high-standard-field")) * 1500 / 1e4
    assert 100_000 < area < 0.85 * fact("land.hsf.target", "CN", "2030")


@pytest.mark.parametrize(
    ("land", "name"), [("farmland", "cultivated"), ("forest", "forest"), ("grass", "grass"), ("built", "built")]
)
def test_land_supply_is_the_survey_and_closes_on_the_nation(land: str, name: str) -> None:
    supply = {r["place"]: float(r["amount_2035"]) for r in rows("land/supply") if r["commodity"] == f"land:{land}"}
    assert sorted(supply) == PROVINCES
    assert supply["CN-NM"] == pytest.approx(fact(f"land.survey.{name}", "CN-NM", "2019") * 100)
    assert sum(supply.values()) == pytest.approx(fact(f"land.survey.{name}", "CN", "2019") * 100, rel=1e-3)


def test_only_western_provinces_have_bare_land() -> None:
    assert {r["place"] for r in rows("land/supply") if r["commodity"] == "land:desert"} == WEST


@pytest.mark.parametrize("land", ["farmland", "forest", "grass", "desert", "built"])
def test_what_stands_in_2025_fits_on_the_land(land: str) -> None:
    need: dict[str, float] = defaultdict(float)
    for sector in ("energy", "ecology", *OURS):
        rate = {
            p["kind"]: -float(p.get("rate") or p["rate_2025"])
            for p in rows(f"{sector}/ports")
            if (p["commodity"], p.get("when")) == (f"land:{land}", "standing")
        }
        for site in sites(sector, *rate) if rate else []:
            need[site["place"]] += rate[site["kind"]] * float(site["standing_2025"] or 0)
    have = {r["place"]: float(r["amount_2025"]) for r in rows("land/supply") if r["commodity"] == f"land:{land}"}
    for place, area in need.items():
        assert area <= have[place] * 1.00001, place


def test_a_red_line_leaves_less_bare_land_to_desert_bases_than_the_survey_has() -> None:
    red = {r["place"]: float(r["standing_2025"]) for r in sites("land", "red-line-desert")}
    have = {r["place"]: float(r["amount_2025"]) for r in rows("land/supply") if r["commodity"] == "land:desert"}
    assert set(red) == WEST - {"CN-XZ"}
    assert all(0 < red[p] < have[p] for p in red)


def test_floors_on_fields_and_red_lines_are_met_when_the_plan_begins() -> None:
    fields: dict[str, float] = defaultdict(float)
    red: dict[str, float] = defaultdict(float)
    for row in sites("land"):
        if row["kind"] in ("farmland", "high-standard-field"):
            fields[row["place"]] += float(row["standing_2025"]) * 1500 / 1e4
        if row["kind"].startswith("red-line"):
            red[row["place"]] += float(row["standing_2025"])
    for row in rows("bounds"):
        if row["bound"] in ("farmland-floor", "basic-farmland-floor"):
            assert float(row["amount"]) <= fields[row["place"]], row
        if row["bound"] == "redline-floor":
            assert red[row["place"]] - 11 < float(row["amount"]) <= red[row["place"]]


def test_better_fields_may_reach_the_national_goal_of_2030() -> None:
    room = sum(
        min(float(r["potential_2030"]), float(r["standing_2025"]) + float(r["build_max"]))
        for r in sites("land", "high-standard-field")
    )
    (goal,) = [float(r["amount"]) for r in rows("bounds") if r["bound"] == "high-standard-field-floor"]
    assert goal < room * 1500 / 1e4


def test_every_bound_says_where_it_comes_from_and_stands_at_a_known_place() -> None:
    places = {r["place"] for r in rows("places")}
    for row in rows("bounds"):
        assert row["source"] and row["status"] in STATUSES and row["place"] in places
    assert {r["bound"] for r in rows("bounds")} == {
        "water-cap", "water-cap-national", "unconventional-water-floor", "farmland-floor", "basic-farmland-floor",
        "redline-floor", "high-standard-field-floor", "three-north-treated", "three-north-care",
    }  # fmt: skip


def test_building_in_every_sector_draws_public_money() -> None:
    for sector in ("energy", "freight", "water", "land", "ecology", "grain"):
        drawn = [p for p in rows(f"{sector}/ports") if (p["commodity"], p.get("when")) == ("public-money", "building")]
        assert drawn and all(-1 < float(p.get("rate") or p["rate_2030"]) < 0 and p["unit"] == "invest" for p in drawn)


@pytest.mark.parametrize("sector", OURS)
def test_every_commodity_of_these_sectors_may_be_missed_at_a_price_and_left_unused(sector: str) -> None:
    for row in (r for r in rows(f"{sector}/commodities") if r["commodity"] != "rd-spending"):  # an account
        assert float(row["shortage"].split()[0]) > 0 and float(row["surplus"].split()[0]) == 0


@pytest.mark.parametrize("sector", [*OURS, "ecology"])
def test_an_assumption_gives_its_reason(sector: str) -> None:
    found = rows(f"facts/{sector}-assumptions")
    assert found
    for row in found:
        assert len(row["source_title"]) > 20 and row["status"] in ("assumed", "recalled")
