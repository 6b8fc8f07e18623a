"""The tables of the shipped case are made from its facts, say how far they may be trusted, and add up to the nation."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from geju.core.schema import CASE_TABLES, STATUSES, all_tables, by_name
from geju.diagnose.as_of import own_tables

ROOT = Path(__file__).parents[2]
CASE = ROOT / "cases" / "west-china"
SECTORS = tuple(YAML(typ="safe").load(CASE / "case.yaml")["sectors"])
PAST = (
    "quantities",
    *(f"{year}/{name}" for year in (2023, 2024) for name in ("state", "demand", "supply", "statistics")),
)
TABLES = sorted(
    path.relative_to(CASE).as_posix()
    for path in (
        *(CASE / f"{name}.csv" for name in CASE_TABLES),
        *(
            CASE / sector / f"{table.name}.csv"
            for sector in SECTORS
            for table in all_tables()
            if table.name not in CASE_TABLES
        ),
        *(CASE / "back-cast" / f"{name}.csv" for name in PAST),
    )
    if path.exists()
)
Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """Rows of a file of the case."""
    with (CASE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fact(indicator: str, place: str = "CN", year: str = "2024") -> float:
    """One figure of the energy facts."""
    for name in ("energy-statistics", "energy-assumptions", "energy-technologies"):
        for row in rows(f"facts/{name}.csv"):
            if (row["indicator"], row["place"], row["year"]) == (indicator, place, year):
                return float(row["value"])
    raise KeyError(indicator)


def standing(*kinds: str, period: str = "2025") -> float:
    """Capacity of some kinds in all places."""
    return sum(float(r[f"standing_{period}"] or 0) for r in rows("energy/sites.csv") if r["kind"] in kinds)


def demand(commodity: str, period: str = "2025") -> float:
    """Demand of a commodity in all places."""
    return sum(float(r[f"amount_{period}"]) for r in rows("energy/demand.csv") if r["commodity"] == commodity)


DRAWN = """
import json, sys
sys.path.insert(0, sys.argv[1])
from importlib import import_module
from facts import Facts
from taken import sectors
total = {}
for sector in sectors():
    for (commodity, _), amounts in import_module(f"{sector}.taken").taken(Facts())[0].items():
        total[commodity] = total.get(commodity, 0.0) + amounts[2025]
print(json.dumps(total))
"""


@pytest.fixture(scope="module")
def drawn() -> dict[str, float]:
    """What modelled uses draw in the first period and so is taken off the given demand, by commodity."""
    run = subprocess.run([sys.executable, "-B", "-c", DRAWN, str(CASE)], check=True, capture_output=True, text=True)
    return dict(json.loads(run.stdout))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every table made anew."""
    out = tmp_path_factory.mktemp("west-china")
    subprocess.run([sys.executable, "-B", str(CASE / "make.py"), "--out", str(out)], check=True)
    return out


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_what_the_facts_make_of_it(made: Path, name: str) -> None:
    assert (made / name).read_bytes() == (CASE / name).read_bytes(), "run: python cases/west-china/make.py"


def test_nothing_is_made_that_is_not_kept(made: Path) -> None:
    assert sorted(p.relative_to(made).as_posix() for p in made.rglob("*.csv")) == TABLES


@pytest.mark.parametrize("name", TABLES)
def test_every_row_names_its_source_and_status(name: str) -> None:
    assert all(row["source"] and row["status"] in STATUSES for row in rows(name))


@pytest.mark.parametrize("name", TABLES)
def test_no_row_that_rests_on_memory_passes_for_seen(name: str) -> None:
    marked = [row for row in rows(name) if "Recalled" in row["source"] or "recalled" in row["source"]]
    assert all(row["status"] in ("recalled", "assumed") for row in marked)


@pytest.mark.parametrize("name", sorted(p.name for p in (CASE / "facts").glob("*.csv")))
def test_every_fact_names_its_source_and_status(name: str) -> None:
    assert all(row["source_title"] and row["status"] in STATUSES for row in rows(f"facts/{name}"))


@pytest.mark.parametrize("name", TABLES)
def test_lines_end_with_a_line_feed_and_keys_stand_once(name: str) -> None:
    assert b"\r" not in (CASE / name).read_bytes()
    key = (own_tables() | by_name())[Path(name).stem].key
    assert max(Counter(tuple(row.get(k, "") for k in key) for row in rows(name)).values(), default=1) == 1


def test_the_tile_map_shows_every_province_once() -> None:
    tiles = [(p["tile_x"], p["tile_y"]) for p in rows("places.csv") if p["level"] == "province"]
    assert len(tiles) == len(set(tiles)) == 31
    assert all(x and y for x, y in tiles)


def test_nodes_lie_in_provinces_and_markets_in_none() -> None:
    level = {p["place"]: p["level"] for p in rows("places.csv")}
    parents = {(p["level"], level.get(p["parent"], "")) for p in rows("places.csv")}
    assert parents == {
        ("nation", ""), ("province", "nation"), ("node", "province"), ("gateway", "province"), ("market", ""),
    }  # fmt: skip


def test_the_west_is_twelve_provinces() -> None:
    assert sum("west" in p["groups"].split(";") for p in rows("places.csv")) == 12


def test_electricity_demand_is_the_national_use_with_its_growth(drawn: dict[str, float]) -> None:
    use = fact("electricity_consumption.all")
    assert use == pytest.approx(9852, rel=1e-4)
    growth = 1 + fact("demand.growth", "", "2025")
    assert (demand("electricity") + drawn["electricity"]) * 8.76 == pytest.approx(use * growth, rel=1e-4)


@pytest.mark.parametrize(
    ("indicator", "kinds"),
    [
        ("coal", ("coal-plant", "coal-plant-dry")),
        ("gas", ("gas-plant",)),
        ("biomass", ("biomass",)),
        ("thermal", ("coal-plant", "coal-plant-dry", "gas-plant", "biomass", "waste-heat")),
        ("nuclear", ("nuclear",)),
        ("hydro_incl_pumped", ("hydro", "pumped-hydro")),
        ("pumped_hydro", ("pumped-hydro",)),
        ("wind", ("wind", "wind-desert")),
        ("solar_pv_utility", ("solar", "solar-desert")),
        ("solar_pv_distributed", ("solar-rooftop",)),
        ("new_storage", ("battery",)),
    ],
)
def test_what_stands_adds_up_to_the_nation(indicator: str, kinds: tuple[str, ...]) -> None:
    assert standing(*kinds) == pytest.approx(fact(f"installed_capacity.{indicator}"), rel=5e-3)


def test_what_stands_only_shrinks_with_age_or_grows_with_works_under_way() -> None:
    for row in rows("energy/sites.csv"):
        now, later, last = (float(row[f"standing_{p}"] or 0) for p in ("2025", "2030", "2035"))
        assert last <= later + 1e-9
        assert later <= now or "under-construction" in row["tags"].split(";")


def test_room_is_never_less_than_what_stands() -> None:
    for row in rows("energy/sites.csv"):
        for period in ("2025", "2030", "2035"):
            if row[f"potential_{period}"]:
                assert float(row[f"potential_{period}"]) >= float(row[f"standing_{period}"] or 0)


def test_coal_and_gas_balance_in_the_base_year(drawn: dict[str, float]) -> None:
    burnt = {"coal": 5.461e3 * 0.4011, "gas": fact("gasuse.power", "")}
    output = {"coal": fact("production.raw_coal") + fact("coal.imports", "")}
    output["gas"] = fact("production.natural_gas") + fact("imports.natural_gas")
    for fuel, total in output.items():
        assert demand(fuel) + drawn[fuel] + burnt[fuel] == pytest.approx(total, rel=2e-3)


def test_every_curve_of_demand_and_inflow_has_a_yearly_mean_of_one() -> None:
    days = {"winter": 90, "spring": 92, "summer": 92, "autumn": 91}
    total: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows("energy/profiles.csv"):
        if row["profile"] in ("load", "river", "gas-use"):
            total[row["profile"], row["place"]] += (
                float(row["value"]) * days[row["season"]] / (24 if row["hour"] else 1)
            )
    assert all(value / 365 == pytest.approx(1, abs=1e-3) for value in total.values())


def test_hydro_never_needs_more_water_than_comes() -> None:
    floor = next(float(r["floor"]) for r in rows("energy/kinds.csv") if r["kind"] == "hydro")
    assert 0 < floor < 1
    level = {
        (r["place"], r["season"]): float(r["value"])
        for r in rows("energy/profiles.csv")
        if r["profile"] == "river-level"
    }
    curve = {
        (r["place"], r["season"]): float(r["value"]) for r in rows("energy/profiles.csv") if r["profile"] == "river"
    }
    given = [r for r in rows("energy/supply.csv") if r["commodity"] == "river"]
    inflow = {r["place"]: float(r["amount_2025"]) for r in given}
    stands = {r["place"]: float(r["standing_2025"]) for r in rows("energy/sites.csv") if r["kind"] == "hydro"}
    for place, season in level:
        if place in stands:
            assert floor * level[place, season] * stands[place] <= inflow[place] * curve[place, season] + 1e-6


def test_a_line_is_stated_once_for_each_pair_and_kind() -> None:
    pairs = [(r["kind"], *sorted((r["place"], r["to"]))) for r in rows("energy/sites.csv") if r["to"]]
    two_way = Counter(p for p in pairs if p[0] in ("ac-line", "gas-pipeline"))
    assert max(two_way.values()) == 1
