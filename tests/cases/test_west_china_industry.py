"""Industry of the shipped case: its figures tie to the statistics, its chains balance, and its plan can be believed."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest

import geju
from geju.core import unit as units
from geju.core.schema import STATUSES

CASE = Path(__file__).parents[2] / "cases" / "west-china"
PERIODS = ("2025", "2030", "2035")
LEVELS = ("", "-upgraded", "-new")
EXACT = 1.002  # what stands in 2025 is what was made, and a thousandth
LOCAL = ("alumina", "aluminium", "methanol")
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    with (CASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


KINDS = {r["kind"]: r for r in rows("industry/kinds")}
PLANTS = [r for r in rows("industry/sites") if "industry" in KINDS[r["kind"]]["tags"].split(";")]
PORTS = rows("industry/ports")
GOODS = {r["commodity"] for r in rows("industry/commodities")}
RAW = {p["commodity"] for p in PORTS if p["commodity"].startswith("ore:")} | {"cotton", "milk", "meat", "fruit"}
WEST = {r["place"] for r in rows("facts/provinces") if r["region"] == "west"}
FACTS = {
    (r["place"], r["indicator"], r["year"]): float(r["value"])
    for name in ("output", "coefficients", "assumptions")
    for r in rows(f"facts/industry-{name}")
}


def energy_fact(indicator: str) -> dict[str, float]:
    """A figure of 2024 of the energy facts, by province."""
    found = [r for r in rows("facts/energy-statistics") if (r["indicator"], r["year"]) == (indicator, "2024")]
    return {r["place"]: float(r["value"]) for r in found if r["place"] != "CN"}


def rate(kind: str, commodity: str, unit: str) -> float:
    """What a kind draws (positive) or gives (negative) of a commodity, in a unit; 0 when it has no such port."""
    for port in PORTS:
        if (port["kind"], port["commodity"], port.get("when", "") or "running") == (kind, commodity, "running"):
            ratio = units.factor(port["unit"], unit)
            assert ratio is not None
            return -float(port["rate"]) * ratio
    return 0.0


def good_of(kind: str) -> str:
    """The good a kind gives."""
    return next(p["commodity"] for p in PORTS if p["kind"] == kind and p["commodity"] in GOODS and float(p["rate"]) > 0)


def stands(good: str, period: str = "2025") -> dict[str, float]:
    """What stands of the plants of a good, by province."""
    found: dict[str, float] = defaultdict(float)
    for row in PLANTS:
        if good_of(row["kind"]) == good:
            found[row["place"]] += float(row[f"standing_{period}"])
    return dict(found)


def given(table: str, good: str, period: str = "2025") -> float:
    """Supply or demand of a good at the nation."""
    return sum(
        float(r[f"amount_{period}"]) for r in rows(f"industry/{table}") if (r["commodity"], r["place"]) == (good, "CN")
    )


@pytest.fixture(scope="module")
def plan() -> geju.Plan:
    """The whole case, one mean day a season."""
    found = geju.plan("west-china", resolution="daily")
    assert found.status == "optimal"
    return found


@pytest.fixture(scope="module")
def made(plan: geju.Plan) -> dict[tuple[str, str, str], float]:
    """Mean output by kind, place and period."""
    act = plan.tables["activity"].filter(pl.col("sector") == "industry")
    slots = plan.tables["slot"].select("period", "slot", "weight")
    joined = act.join(slots, on=["period", "slot"], how="left").with_columns(pl.col("weight").fill_null(1.0))
    found = joined.group_by("kind", "place", "period").agg((pl.col("value") * pl.col("weight")).sum().alias("value"))
    return {(k, p, y): v for k, p, y, v in found.select("kind", "place", "period", "value").rows()}


def test_at_least_fifteen_goods_are_made_in_the_west_and_each_has_a_market() -> None:
    used = {p["commodity"] for p in PORTS if float(p["rate"] or 0) < 0}
    asked = {r["commodity"] for r in rows("industry/demand")}
    made = {good_of(r["kind"]) for r in PLANTS if r["place"] in WEST}
    assert len(made) >= 15 and made == GOODS
    assert used | asked >= GOODS


@pytest.mark.parametrize(
    ("good", "nation"),
    [
        ("aluminium-product", ("industry.scope.aluminium-product", "2024")), ("copper", ("industry.output.copper", "2024")),
        ("copper-product", ("industry.output.copper-product", "2024")), ("yarn", ("industry.output.yarn", "2024")),
        ("pv-module", ("industry.output.pv-module", "2024")), ("polysilicon", ("industry.output.polysilicon", "2024")),
        ("alumina", ("industry.output.alumina", "2024")), ("dairy", ("industry.output.dairy", "2024")),
        ("battery-material", ("industry.output.battery-material", "2024")),
        ("lithium-salt", ("industry.output.lithium-salt", "2024")),
    ],
)  # fmt: skip
def test_plants_and_the_pool_add_up_to_the_nation(good: str, nation: tuple[str, str]) -> None:
    total = sum(stands(good).values()) / 1.001 + given("supply", good)
    assert total == pytest.approx(FACTS["CN", *nation], rel=0.006)


def test_aluminium_is_the_nation_when_the_dry_season_and_recycling_are_counted() -> None:
    dry = {r["season"]: float(r["value"]) for r in rows("industry/profiles") if r["profile"] == "dry-season"}
    assert dry["winter"] == dry["spring"] < dry["summer"] == 1
    hydro = FACTS["CN-YN", "industry.capacity.aluminium-hydro", "2023"]
    mean = (dry["winter"] * 182 + 183) / 365
    recycled = FACTS["CN", "industry.output.recycled-aluminium", "2024"]
    total = sum(stands("aluminium").values()) / 1.001 - hydro * (1 - mean) + given("supply", "aluminium") - recycled
    assert total == pytest.approx(FACTS["CN", "industry.output.aluminium", "2024"], rel=1e-3)


def test_no_province_makes_more_aluminium_and_copper_than_its_ten_metals() -> None:
    aluminium, copper = stands("aluminium"), stands("copper")
    for place in {**aluminium, **copper}:
        most = FACTS[place, "industry.ten-metals", "2024"]
        assert aluminium.get(place, 0.0) + copper.get(place, 0.0) / 1000 <= most * 1.001


def test_steel_is_what_the_statistics_say_of_every_province_that_stands_alone() -> None:
    blown, all_steel = defaultdict(float), stands("steel")
    for row in PLANTS:
        if row["kind"] in ("steel", "steel-upgraded"):
            blown[row["place"]] += float(row["standing_2025"])
    for place, crude in all_steel.items():
        assert crude <= FACTS[place, "industry.output.crude-steel", "2024"] * EXACT
        assert place not in WEST or crude >= FACTS[place, "industry.output.crude-steel", "2024"] * 0.98
    pig = energy_fact("industrial_output.pig_iron")
    for place, steel in blown.items():
        assert steel <= pig[place] / FACTS["", "industry.steel.pig", ""] * EXACT


def test_power_of_aluminium_and_polysilicon_is_that_of_the_limits_by_level() -> None:
    aluminium, polysilicon = (13750, 13400, 13300), (51.3, 44.8, 40.7)
    for family, unit, most in (("aluminium", "kWh/t", aluminium), ("polysilicon", "kWh/kg", polysilicon)):
        found = [rate(f"{family}{level}", "electricity", unit) for level in LEVELS]
        assert found == pytest.approx(most, rel=1e-3)


@pytest.mark.parametrize("family", ["copper", "methanol", "olefin", "silicon"])
def test_coal_and_power_together_are_the_limit(family: str) -> None:
    for level in (x for x in LEVELS if f"{family}{x}" in KINDS):
        kind = f"{family}{level}"
        energy = rate(kind, "coal", "t/t") * 0.7143 * 1000 + rate(kind, "electricity", "kWh/t") * 0.12284
        limit = FACTS.get(("", f"industry.limit.{kind}", "")) or FACTS["", f"industry.limit.{family}", ""]
        assert energy == pytest.approx(limit, rel=1e-3)


def test_alumina_as_it_stands_is_within_its_limit() -> None:
    fuel = rate("alumina", "coal", "t/t") * 714.3 + rate("alumina", "gas", "m3/t") * 35.6 / 29.3076
    energy = fuel + rate("alumina", "electricity", "kWh/t") * 0.12284
    assert 250 < energy < FACTS["", "industry.limit.alumina", ""]


@pytest.mark.parametrize("commodity", ["electricity", "coal", "gas", "water"])
def test_a_better_level_never_draws_more(commodity: str) -> None:
    for kind in KINDS:
        for level in ("-upgraded", "-new"):
            if kind + level in KINDS:
                own = [p for p in PORTS if (p["kind"], p["commodity"]) == (kind, commodity)]
                if own:
                    assert rate(kind + level, commodity, own[0]["unit"]) <= rate(kind, commodity, own[0]["unit"]) + 1e-9


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [("cement", 0.5, 0.6), ("steel", 1.4, 2.0), ("aluminium", 1.6, 1.7), ("methanol", 2.5, 3.6), ("olefin", 1.5, 5.0),
     ("steel-eaf", 0, 0)],
)  # fmt: skip
def test_carbon_dioxide_a_tonne_is_in_the_range_of_the_trade(kind: str, least: float, most: float) -> None:
    assert least <= -rate(kind, "co2", "t/t") <= most


def test_a_retrofit_takes_an_old_plant_over_and_never_outgrows_it() -> None:
    old = {(r["kind"], r["place"]): r for r in PLANTS}
    for (kind, place), row in old.items():
        if kind.endswith("-upgraded"):
            family = kind.removesuffix("-upgraded")
            assert [p["rate"] for p in PORTS if (p["kind"], p["commodity"]) == (kind, f"capacity:{family}")] == ["-1"]
            room = float(row["potential_2035"]) - float(row["standing_2025"])
            assert 0 < room <= float(old[family, place]["standing_2035"]) + 1e-9


def test_what_is_taken_off_the_given_demand_leaves_a_sensible_rest_everywhere() -> None:
    use = {place: value / 8.76 * 1.05 for place, value in energy_fact("electricity_consumption.all").items()}
    left = {r["place"]: float(r["amount_2025"]) for r in rows("energy/demand") if r["commodity"] == "electricity"}
    shares = {p: 1 - left[p] / use[p] for p in left}
    assert all(0 <= s < 0.55 for s in shares.values())
    assert max(shares, key=shares.__getitem__) in {"CN-QH", "CN-YN"}
    assert 0.12 < 1 - sum(left.values()) / sum(use[p] for p in left) < 0.25
    for row in (r for r in rows("energy/demand") if r["commodity"] in ("electricity", "coal", "gas")):
        amounts = [float(row[f"amount_{y}"]) for y in PERIODS]
        assert all(a >= 0 for a in amounts) and (row["place"] == "CN-XZ" or min(amounts) > 0.05)


def test_every_assumption_gives_its_reason() -> None:
    for row in rows("facts/industry-assumptions"):
        assert len(row["source_title"]) > 20 and row["status"] in ("assumed", "recalled")
    assert {r["status"] for name in ("output", "coefficients") for r in rows(f"facts/industry-{name}")} <= set(STATUSES)


def test_no_good_is_missed_in_any_period(plan: geju.Plan) -> None:
    account = plan.tables["account"].filter((pl.col("side") == "shortage") & (pl.col("value") > 1e-6))
    assert account.filter(pl.col("commodity").is_in([*GOODS, *RAW])).is_empty()


@pytest.mark.parametrize("good", sorted(GOODS))
def test_the_first_period_makes_what_the_statistics_say_in_every_province(
    good: str, made: dict[tuple[str, str, str], float]
) -> None:
    found: dict[str, float] = defaultdict(float)
    for (kind, place, period), value in made.items():
        if (
            period == "2025"
            and kind in KINDS
            and "industry" in KINDS[kind]["tags"].split(";")
            and good_of(kind) == good
        ):
            found[place] += value
    expected = stands(good)
    if good == "aluminium":
        expected["CN-YN"] *= 0.909
    slack = 0.003 * sum(expected.values())  # the thousandth that stands too much may idle in one province
    for place, value in expected.items():
        assert value * 0.97 - slack <= found[place] <= value * 1.001
    assert sum(found.values()) == pytest.approx(sum(expected.values()), rel=0.01)


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("good", LOCAL)
def test_a_chain_balances_at_the_nation(good: str, period: str, made: dict[tuple[str, str, str], float]) -> None:
    """What is made, bought and given is at least what plants use and others ask for, and little more."""
    here = {k: v for k, v in made.items() if k[2] == period}
    unit = {r["commodity"]: r["unit"] for r in rows("industry/commodities")}
    supply = given("supply", good, period) + here.get((f"import-{good}", "CN", period), 0.0)
    use = given("demand", good, period)
    for (kind, _, _), value in here.items():
        if kind in KINDS and "industry" in KINDS[kind]["tags"].split(";"):
            supply += value if good_of(kind) == good else 0.0
            own = unit[good_of(kind)]
            use += value * max(0.0, rate(kind, good, f"({unit[good]})/({own})"))
    assert use <= supply * (1 + 1e-6) and supply <= use * 1.02


def test_capacity_of_trades_that_move_is_held_to_its_caps(plan: geju.Plan) -> None:
    stood = plan.tables["capacity"].group_by("kind", "period").agg(pl.col("capacity").sum())
    capacity = {(k, p): v for k, p, v in stood.rows()}
    limits = [r for r in rows("industry/limits") if r["limit"].startswith("capacity-")]
    assert {r["limit"] for r in limits} >= {
        "capacity-aluminium",
        "capacity-steel",
        "capacity-equipment",
        "capacity-yarn",
    }
    for row in limits:
        for period in PERIODS:
            total = sum(capacity.get((kind, period), 0.0) for kind in row["kind"].split(";"))
            assert total <= float(row.get(f"amount_{period}") or row.get("amount", 0)) * (1 + 1e-6)


def test_a_trade_that_moves_is_built_in_the_west_and_closes_elsewhere(plan: geju.Plan) -> None:
    capacity = plan.tables["capacity"].filter((pl.col("sector") == "industry") & (pl.col("period") == "2035"))
    west = pl.col("place").is_in(sorted(WEST))
    for family in ("pv-module", "equipment", "yarn"):
        built = capacity.filter((pl.col("kind") == f"{family}-new") & west)["built"].sum()
        closed = capacity.filter((pl.col("kind") == family) & ~west)["retired"].sum()
        assert built > 0 and closed > 0


def test_retrofits_are_made_and_stay_within_their_pace(plan: geju.Plan) -> None:
    capacity = plan.tables["capacity"].filter(
        pl.col("kind").str.ends_with("-upgraded") & (pl.col("sector") == "industry")
    )
    most = {(r["kind"], r["place"]): float(r["build_max"]) for r in PLANTS if r["kind"].endswith("-upgraded")}
    assert capacity["built"].sum() > 0
    for kind, place, built in capacity.select("kind", "place", "built").rows():
        assert built <= most[kind, place] * (1 + 1e-6)


def test_industry_gives_posts_value_added_and_carbon_dioxide_in_every_western_province(plan: geju.Plan) -> None:
    own = pl.col("sector") == "industry"
    first = plan.tables["account"].filter(own & (pl.col("period") == "2025") & (pl.col("side") == "supply"))
    for commodity in ("jobs", "value-added", "co2"):
        places = set(first.filter((pl.col("commodity") == commodity) & (pl.col("value") > 0))["place"])
        assert places >= (WEST if commodity != "co2" else WEST - {"CN-HI"})
