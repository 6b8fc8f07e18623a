"""Minerals of the shipped case: facts tie, ore can get to where it is used, and reserves only empty."""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from geju.core.case import Case, load
from geju.plan.plan import Plan, make

CASE = Path(__file__).parents[2] / "cases" / "west-china"
PERIODS = (2025, 2030, 2035)
YEARS = 5
Row = dict[str, str]
Site = tuple[str, str]


def rows(name: str) -> list[Row]:
    with (CASE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fact(indicator: str, place: str = "", year: str = "") -> float:
    found = [r for n in ("statistics", "assumptions") for r in rows(f"facts/minerals-{n}")
             if (r["indicator"], r["place"], r["year"]) == (indicator, place, year)]  # fmt: skip
    (row,) = found
    return float(row["value"])


DEPOSITS = sorted(r["store"].removeprefix("reserve-") for r in rows("minerals/stores"))
ORES = sorted(
    r["commodity"].removeprefix("ore:") for r in rows("minerals/commodities") if r["commodity"].startswith("ore:")
)
GIVES = {
    p["kind"]: p["commodity"].removeprefix("ore:")
    for p in rows("minerals/ports")
    if p["commodity"].startswith("ore:") and float(p["rate"]) > 0
}


def sites(kind: str) -> list[Row]:
    return [r for r in rows("minerals/sites") if r["kind"] == kind]


@pytest.mark.parametrize("deposit", DEPOSITS)
def test_no_province_holds_more_than_the_nation(deposit: str) -> None:
    share = [
        float(r["value"])
        for r in rows("facts/minerals-statistics")
        if r["indicator"] == f"minerals.reserves-share.{deposit}"
    ]
    assert 0 < sum(share) <= 100


@pytest.mark.parametrize("deposit", ["bauxite", "copper", "phosphate"])
def test_mines_of_the_provinces_give_between_four_fifths_and_all_of_the_nation(deposit: str) -> None:
    listed = sum(float(r["value"]) for r in rows("facts/minerals-statistics")
                 if r["indicator"] == f"minerals.output.{deposit}" and r["place"] != "CN")  # fmt: skip
    nation = fact(f"minerals.output.{deposit}", "CN", "2024")
    assert 0.8 * nation < listed <= nation


def test_rare_earth_mines_gave_the_quota_of_their_year() -> None:
    listed = sum(float(r["value"]) for r in rows("facts/minerals-statistics")
                 if r["indicator"] == "minerals.output.rare-earth" and r["place"] != "CN")  # fmt: skip
    assert listed == pytest.approx(fact("minerals.quota.rare-earth", "CN", "2023"), rel=0.02)


@pytest.mark.parametrize("ore", ORES)
def test_every_user_of_an_ore_can_get_it_from_a_mine_or_a_gate(ore: str) -> None:
    starts = {r["place"] for k, o in GIVES.items() if o == ore and not k.startswith("ore-haul") for r in sites(k)}
    comes = defaultdict(set)
    for haul in sites(f"ore-haul-{ore}"):
        comes[haul["to"]].add(haul["place"])
    for user in (r["place"] for r in rows("minerals/demand") if r["commodity"] == f"ore:{ore}"):
        assert user in starts or comes[user] & starts, user


def test_a_large_base_never_lives_less_than_its_plan_asks_unless_a_project_is_named() -> None:
    drawn = {
        (p["kind"], p["commodity"]): -float(p["rate"])
        for p in rows("minerals/ports")
        if p["commodity"].startswith("reserve:")
    }
    years = fact("minerals.years")
    for deposit in DEPOSITS:
        stock = {r["place"]: float(r["standing_2025"]) for r in sites(f"ore-reserve-{deposit}")}
        mines = {r["place"]: float(r["standing_2035"]) for r in sites(f"ore-mine-{deposit}")}
        for site in sites(f"ore-base-{deposit}"):
            place, room = site["place"], float(site["potential_2035"])
            rate = drawn[f"ore-base-{deposit}", f"reserve:{deposit}"]
            left = stock[place] / rate / years - mines.get(place, 0.0)
            closed = mines.get(place, 0.0) * (1 / fact("minerals.survive", "", "2035") - 1)
            assert room <= max(left, closed) * 1.0001 or (deposit, place) == ("copper", "CN-XZ")


def test_reserves_start_full_and_only_survey_fills_them() -> None:
    assert all(r["start"] == "1" for r in rows("minerals/stores"))
    gives = {
        p["kind"] for p in rows("minerals/ports") if p["commodity"].startswith("reserve:") and float(p["rate"]) > 0
    }
    assert gives == {f"ore-find-{d}" for d in DEPOSITS}
    assert not [r for r in rows("minerals/demand") if r["commodity"].startswith("reserve:")]


@pytest.fixture
def helpers(monkeypatch: pytest.MonkeyPatch) -> None:
    """The helpers of the case, as make.py finds them."""
    monkeypatch.syspath_prepend(str(CASE))
    for name in [m for m in sys.modules if m.partition(".")[0] in ("facts", "minerals", "freight", "spans")]:
        monkeypatch.delitem(sys.modules, name)


@pytest.mark.usefixtures("helpers")
def test_what_another_sector_draws_at_a_province_is_not_asked_for_again(tmp_path: Path) -> None:
    import facts  # type: ignore[import-not-found]
    from minerals.demand import demand, drawn  # type: ignore[import-not-found]

    (tmp_path / "works").mkdir()
    ports = (
        "kind,commodity,where,rate\nsmelter,ore:copper,here,-1\nacid,ore:phosphate,here,-3\npool,ore:copper,parent,-1\n"
    )
    (tmp_path / "works" / "ports.csv").write_text(ports, encoding="utf-8")
    sites_ = "kind,place\nsmelter,CN-YN\nother,CN-GX\nacid,CN-HB\npool,CN-GS\n"
    (tmp_path / "works" / "sites.csv").write_text(sites_, encoding="utf-8")
    elsewhere = drawn(tmp_path)
    assert elsewhere == {("copper", "CN-YN"), ("phosphate", "CN-HB")}
    asked = {(r["commodity"], r["place"]): r["amount_2030"] for r in demand(facts.Facts(), elsewhere)}
    every = {(r["commodity"], r["place"]): r["amount_2030"] for r in demand(facts.Facts(), set())}
    assert every.keys() - asked.keys() == {("ore:copper", "CN-YN")}
    less = {key: asked[key] / every[key] for key in asked if asked[key] != every[key]}
    assert less == {("ore:phosphate", "CN-HB"): pytest.approx(fact("minerals.use-beside.phosphate", "CN", "2023"))}


@pytest.fixture(scope="module")
def case() -> Case:
    return load(CASE)


@pytest.fixture(scope="module")
def plan(case: Case) -> Plan:
    return make(case, "daily")[0]


@pytest.mark.parametrize("ore", ["copper", "lithium", "bauxite"])
def test_ore_used_in_2025_is_near_ore_dug_and_bought(plan: Plan, ore: str) -> None:
    """Works and mines are told by different sources: copper from scrap and other uses of lithium lie between them."""
    account = plan.tables["account"].filter((pl.col("commodity") == f"ore:{ore}") & (pl.col("period") == "2025"))
    carried = account["kind"].str.starts_with("ore-haul") & account["side"].is_in(["use", "supply"])
    used = -account.filter(pl.col("side").is_in(["use", "demand"]) & ~carried)["value"].sum()
    dug = sum(float(r["value"]) for r in rows("facts/minerals-statistics")
              if r["indicator"].startswith(f"minerals.output.{ore}") and r["place"] != "CN")  # fmt: skip
    room = fact(f"minerals.import.room.{ore}")
    bought = sum(float(r["standing_2025"]) for r in sites(f"ore-import-{ore}")) / room
    assert used == pytest.approx(dug + bought, rel=0.25)


def levels(plan: Plan) -> dict[Site, list[float]]:
    """Level of every reserve at the end of each period."""
    found: dict[Site, list[float]] = defaultdict(list)
    frame = plan.tables["level"].filter(pl.col("store").str.starts_with("reserve-")).sort("period")
    for store, place, value in frame.select("store", "place", "value").rows():
        found[store.removeprefix("reserve-"), place].append(value)
    return found


def run(plan: Plan, prefix: str) -> dict[tuple[str, str, str], float]:
    """Yearly rate of the processes of a kind by deposit, place and period."""
    frame = plan.tables["activity"].filter(pl.col("kind").str.starts_with(prefix))
    return {(k.removeprefix(prefix), p, y): v for k, p, y, v in frame.select("kind", "place", "period", "value").rows()}


def test_reserves_are_never_negative_and_never_above_their_start(plan: Plan) -> None:
    start = {(d, r["place"]): float(r["standing_2025"]) for d in DEPOSITS for r in sites(f"ore-reserve-{d}")}
    seen = levels(plan)
    assert seen.keys() == start.keys()
    for site, values in seen.items():
        assert len(values) == len(PERIODS)
        assert all(-1e-6 <= v <= start[site] * (1 + 1e-9) for v in values), site


def test_all_that_is_dug_over_the_horizon_comes_out_of_reserves_and_finds(plan: Plan) -> None:
    """Rates stand for five years each: what is drawn is what the store lost and survey added."""
    drawn = {p["kind"]: -float(p["rate"]) for p in rows("minerals/ports") if p["commodity"].startswith("reserve:")}
    dug, found = [run(plan, f"ore-{how}-") for how in ("mine", "base")], run(plan, "ore-find-")
    kinds = [f"ore-{how}-" for how in ("mine", "base")]
    at_work = 0
    for (deposit, place), values in levels(plan).items():
        start = next(float(r["standing_2025"]) for r in sites(f"ore-reserve-{deposit}") if r["place"] == place)
        raised = sum(YEARS * part.get((deposit, place, str(y)), 0.0) * drawn[k + deposit]
                     for part, k in zip(dug, kinds, strict=True) if k + deposit in drawn for y in PERIODS)  # fmt: skip
        more = sum(YEARS * found.get((deposit, place, str(y)), 0.0) for y in PERIODS)
        assert raised <= start + more + 1e-6
        assert raised == pytest.approx(start - values[-1] + more, rel=1e-6, abs=1e-6)
        at_work += raised > 0
    assert at_work > 20


def test_doubling_every_reserve_never_costs_more(case: Case, plan: Plan) -> None:
    sites_ = case.tables["sites"]
    stock = pl.col("kind").str.starts_with("ore-reserve-")
    columns = [f"standing_{y}" for y in PERIODS]
    doubled = sites_.with_columns(pl.when(stock).then(pl.col(c) * 2).otherwise(pl.col(c)).alias(c) for c in columns)
    richer = make(replace(case, tables=case.tables | {"sites": doubled}), "daily")[0]
    assert richer.total < plan.total - 1.0, "some reserve binds, so more of it is worth something"


def test_bauxite_of_the_nation_does_not_last_and_its_price_in_the_ground_shows_it(plan: Plan) -> None:
    left = [sum(v[i] for (d, _), v in levels(plan).items() if d == "bauxite") for i in range(len(PERIODS))]
    assert left == sorted(left, reverse=True)
    price = plan.tables["price"].filter((pl.col("commodity") == "reserve:bauxite") & (pl.col("period") == "2035"))
    assert price["value"].max() > 0
    phosphate = plan.tables["price"].filter((pl.col("commodity") == "reserve:phosphate") & (pl.col("period") == "2035"))
    assert phosphate["value"].max() == pytest.approx(0.0, abs=1e-6)


def test_no_ore_is_missed_where_it_is_given_as_demand(plan: Plan) -> None:
    account = plan.tables["account"].filter(
        pl.col("commodity").str.starts_with("ore:") & (pl.col("side") == "shortage")
    )
    assert account["value"].sum() == pytest.approx(0.0, abs=1e-6)


@pytest.mark.usefixtures("helpers")
def test_water_taken_off_the_demand_is_what_the_mines_of_today_draw() -> None:
    import facts  # type: ignore[import-not-found]
    from minerals.taken import taken  # type: ignore[import-not-found]

    per = {p["kind"]: -float(p["rate"]) for p in rows("minerals/ports") if p["commodity"] == "water"}
    unit = {k["kind"]: k["unit"] for k in rows("minerals/kinds")}
    drawn: dict[str, float] = defaultdict(float)
    for deposit in DEPOSITS:
        kind = f"ore-mine-{deposit}"
        tonnes = {"Mt/yr": 1e6, "kt/yr": 1e3}[unit[kind]]
        for site in sites(kind):
            output = float(site["standing_2025"]) / fact("minerals.headroom")
            drawn[site["place"]] += output * tonnes * per[kind] / 1e8
    told = {place: amounts[2025] for (what, place), amounts in taken(facts.Facts())[0].items() if what == "water"}
    assert told == pytest.approx(drawn, rel=1e-4)
