"""OSeMOSYS models come to the optimum of the published equations, and their results say what it consists of."""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import geju
import osemosys_models as models
from geju.bridge import osemosys
from geju.bridge.imported import Imported
from geju.bridge.osemosys_words import VINTAGES
from geju.core.errors import Faults
from geju.plan.plan import stand
from geju.plan.solution import Solution, solution
from geju.plan.verify import Certificate, verify
from osemosys_plain import plain

PLAIN = {"2024": "2024", "2017": "2017", "2024-short": "short", "muio-4": "muio-4"}
PLAIN |= {name: name for name in ("muio-4.0", "muio-4.5")}


@dataclass(frozen=True)
class Solved:
    imported: Imported
    status: str
    total: float
    values: Solution | None
    certificate: Certificate | None
    size: dict[str, int]

    def table(self, name: str) -> dict[tuple[str, ...], float]:
        """A table of results as numbers by key."""
        frame = self.imported.results(self.imported.settle(self.values))[name]
        return {tuple(row[:-1]): row[-1] for row in frame.rows()}

    def sum(self, name: str) -> float:
        return sum(self.table(name).values())


def solve(imported: Imported) -> Solved:
    """Plan an import, with the limits left out stated when the plan breaks one."""
    while True:
        stated = stand(imported.system, gap=1e-9)
        outcome = stated.model.run()
        values = solution(imported.system, stated.programme, outcome) if outcome.status == "optimal" else None
        again = imported.whole(values) if outcome.status in ("optimal", "unbounded") else None
        if again is None:
            certificate = verify(imported.system, values) if values else None
            total = outcome.objective + imported.system.constant
            return Solved(imported, outcome.status, total, values, certificate, stated.model.matrix.size)
        imported = again


def load(model: models.Model, path: Path, vintage: str = "", **more: Any) -> Imported:
    file = path / "model.txt"
    file.write_text(models.text(model, **more), encoding="utf-8")
    return osemosys.load(file, vintage)


def agree(seed: int, path: Path, vintage: str) -> None:
    model = models.small(seed)
    if vintage.startswith("muio-4"):
        for name in ("TradeRoute", "TechnologyToStorage", "TechnologyFromStorage", *VINTAGES[vintage].lacks):
            model.values.pop(name, None)
        model.values.get("UDCTag", {}).update({k: v % 2 for k, v in model.values.get("UDCTag", {}).items() if v >= 0})
    found = solve(load(model, path, vintage, turn=random.Random(seed)))
    status, total, _ = plain(model, PLAIN[vintage])
    assert found.status == status.lower()
    if found.status == "optimal":
        assert found.total == pytest.approx(total, rel=1e-6)
        assert found.certificate is not None and found.certificate.passed
        assert found.sum("TotalDiscountedCost") == pytest.approx(found.total, rel=1e-9)
        balanced(found)


def balanced(found: Solved) -> None:
    """What is made covers what is used and asked for, in every timeslice, though some of it runs at the year."""
    short: dict[tuple[str, ...], float] = {}
    for name, sign in (("Demand", 1.0), ("UseByTechnology", 1.0), ("ProductionByTechnology", -1.0)):
        for key, value in found.table(name).items():
            at = key if len(key) == 4 else (key[0], key[1], *key[3:])
            short[at] = short.get(at, 0.0) + sign * value
    for (r, _, *rest), value in found.table("Trade").items():
        short[(r, *rest)] = short.get((r, *rest), 0.0) + value
    free = {str(note).split()[0] for note in found.imported.notes if "no producer" in note}
    assert max((v for (_, _, f, _), v in short.items() if f not in free), default=0.0) < 1e-6


@pytest.mark.parametrize("vintage", sorted(PLAIN))
@pytest.mark.parametrize("seed", range(12))
def test_a_random_model_has_the_optimum_of_the_published_equations(seed: int, vintage: str, tmp_path: Path) -> None:
    agree(seed, tmp_path, vintage)


@pytest.mark.long
@pytest.mark.parametrize("vintage", sorted(PLAIN))
@pytest.mark.parametrize("seed", range(12, 200))
def test_many_random_models_have_the_optimum_of_the_published_equations(
    seed: int, vintage: str, tmp_path: Path
) -> None:
    agree(seed, tmp_path, vintage)


def one() -> models.Model:
    """One region, two years, one timeslice: a plant that burns what it buys."""
    m = models.Model({
        "r": ["HERE"], "t": ["BUY", "PLANT"], "f": ["GAS", "ELC"], "e": ["CO2"], "m": ["1"], "y": ["2020", "2021"], "l": ["ALL"],
        "s": [], "a": [], "d": [], "b": [], "u": [],
    })  # fmt: skip
    for y in m.sets["y"]:
        m.put("YearSplit", 1, "ALL", y)
        m.put("SpecifiedAnnualDemand", 10, "HERE", "ELC", y)
        m.put("SpecifiedDemandProfile", 1, "HERE", "ELC", "ALL", y)
        m.put("OutputActivityRatio", 1, "HERE", "BUY", "GAS", "1", y)
        m.put("OutputActivityRatio", 1, "HERE", "PLANT", "ELC", "1", y)
        m.put("InputActivityRatio", 2, "HERE", "PLANT", "GAS", "1", y)
        m.put("VariableCost", 3, "HERE", "BUY", "1", y)
        m.put("CapitalCost", 50, "HERE", "PLANT", y)
        m.put("FixedCost", 1, "HERE", "PLANT", y)
        m.put("EmissionActivityRatio", 0.5, "HERE", "BUY", "CO2", "1", y)
    m.put("OperationalLife", 5, "HERE", "PLANT")
    m.put("CapacityToActivityUnit", 5, "HERE", "PLANT")
    m.put("DiscountRate", 0.1, "HERE")
    m.put("DepreciationMethod", 2, "HERE")
    return m


def test_a_model_small_enough_for_a_pencil_costs_what_the_pencil_says(tmp_path: Path) -> None:
    found = solve(load(one(), tmp_path))
    mid = 1.1**-0.5 + 1.1**-1.5  # two middles of a year
    salvage = 100 * (1 - 2 / 5) / 1.1**2  # capacity 2 at 50, of five years two are served
    assert found.total == pytest.approx(100 - salvage + (20 * 3 + 2 * 1) * mid)
    assert found.table("NewCapacity")["HERE", "PLANT", "2020"] == pytest.approx(2)
    assert found.table("TotalCapacityAnnual")["HERE", "PLANT", "2021"] == pytest.approx(2)
    assert found.table("DiscountedSalvageValue")["HERE", "PLANT", "2020"] == pytest.approx(salvage)
    assert found.table("AnnualEmissions")["HERE", "CO2", "2021"] == pytest.approx(10)
    assert found.table("UseByTechnologyAnnual")["HERE", "PLANT", "GAS", "2020"] == pytest.approx(20)


def test_capacity_that_costs_nothing_has_no_column_and_is_told_all_the_same(tmp_path: Path) -> None:
    found = solve(load(one(), tmp_path))
    assert (
        found.size["rows"] == 2 + 2 + 2 + 2 + 2
    )  # capacity and ceiling of the plant, gas, electricity, and emission told
    assert found.table("TotalCapacityAnnual")["HERE", "BUY", "2020"] == pytest.approx(20)


@pytest.mark.parametrize("none", [-1, 99999, 9999999, 999999999])
def test_a_limit_of_minus_one_or_of_nines_is_none_and_writes_no_row(none: float, tmp_path: Path) -> None:
    bare = solve(load(one(), tmp_path))
    m = one()
    for name in (
        "TotalAnnualMaxCapacity",
        "TotalAnnualMaxCapacityInvestment",
        "TotalTechnologyAnnualActivityUpperLimit",
    ):
        m.default[name] = none
    m.default["TotalTechnologyModelPeriodActivityUpperLimit"] = m.default["AnnualEmissionLimit"] = none
    found = solve(load(m, tmp_path))
    assert found.size == bare.size and found.total == pytest.approx(bare.total)


def test_nines_that_a_plan_would_break_are_taken_at_their_word(tmp_path: Path) -> None:
    m = one()
    for y in m.sets["y"]:
        m.put("SpecifiedAnnualDemand", 60000, "HERE", "ELC", y)  # needs 120000 of gas
        m.put("VariableCost", 9, "HERE", "PLANT", "1", y)
    m.default["TotalTechnologyAnnualActivityUpperLimit"] = 99999.0
    found = solve(load(m, tmp_path))
    assert found.status == "infeasible" == plain(m)[0].lower()


def test_nines_as_a_limit_on_capacity_bound_no_column_unless_the_plan_breaks_them(tmp_path: Path) -> None:
    m = one()
    m.default["TotalAnnualMaxCapacity"] = m.default["TotalAnnualMaxCapacityInvestment"] = 99999.0
    room = load(m, tmp_path).system.processes
    assert 99999.0 not in room.cap_max and 99999.0 not in room.new_max
    for y in m.sets["y"]:
        m.put("SpecifiedAnnualDemand", 60000, "HERE", "ELC", y)
        m.put("CapacityToActivityUnit", 0.5, "HERE", "PLANT")
    found = solve(load(m, tmp_path))
    assert found.status == "infeasible" == plain(m)[0].lower()


def test_a_commodity_without_a_producer_is_free_in_2024_and_missing_in_2017(tmp_path: Path) -> None:
    m = one()
    for y in m.sets["y"]:
        m.put("OutputActivityRatio", 0, "HERE", "BUY", "GAS", "1", y)
    imported = load(m, tmp_path, "2024")
    assert solve(imported).total == pytest.approx(plain(m, "2024")[1])
    assert solve(load(m, tmp_path, "2017")).status == "infeasible"


def test_free_commodities_are_named_to_the_reader(tmp_path: Path) -> None:
    m = one()
    for y in m.sets["y"]:
        m.put("OutputActivityRatio", 0, "HERE", "PLANT", "ELC", "1", y)
    assert any("ELC" in note and "no producer" in note for note in load(m, tmp_path, "2024").notes)


def test_own_discount_rates_make_capital_dearer_by_the_ratio_of_annuities(tmp_path: Path) -> None:
    m = one()
    m.put("DiscountRateIdv", 0.2, "HERE", "PLANT")
    recovery = (1 - 1 / 1.2) / (1 - 1.2**-5)
    factor = recovery * (1 - 1.1**-5) * 1.1 / 0.1
    plant = solve(load(m, tmp_path)).table("CapitalInvestment")["HERE", "PLANT", "2020"]
    assert plant == pytest.approx(100 * factor)
    assert solve(load(m, tmp_path)).total == pytest.approx(plain(m)[1])


def test_a_technology_indexed_discount_rate_is_the_code_of_2020(tmp_path: Path) -> None:
    lines = models.text(one()).split(";")
    kept = [
        line
        for line in lines
        if "DiscountRate " not in line and "DiscountRate\n" not in line and ": DiscountRate :" not in line
    ]
    file = tmp_path / "model.txt"
    file.write_text(
        ";".join(["param DiscountRate default 0.1 := HERE PLANT 0.1 HERE BUY 0.1", *kept]), encoding="utf-8"
    )
    imported = osemosys.load(file)
    assert any("vintage 2020;" in note for note in imported.notes)
    assert solve(imported).total == pytest.approx(solve(load(one(), tmp_path)).total)


def test_limits_by_mode_hold_and_growth_is_bounded(tmp_path: Path) -> None:
    m = one()
    m.sets["m"] = ["1", "2"]
    for y in m.sets["y"]:
        m.put("OutputActivityRatio", 1, "HERE", "PLANT", "ELC", "2", y)
        m.put("VariableCost", 40, "HERE", "PLANT", "2", y)
        m.put("TechnologyActivityByModeUpperLimit", 6, "HERE", "PLANT", "1", y)
    m.put("TechnologyActivityByModeUpperLimit", 2, "HERE", "PLANT", "1", "2020")
    m.put("TechnologyActivityIncreaseByModeLimit", 0.5, "HERE", "PLANT", "1", "2020")
    by_mode = solve(load(m, tmp_path)).table("TotalAnnualTechnologyActivityByMode")
    assert by_mode["HERE", "PLANT", "1", "2020"] == pytest.approx(2)
    assert by_mode["HERE", "PLANT", "1", "2021"] == pytest.approx(3)


def test_capacity_takes_material_when_built_and_while_it_stands(tmp_path: Path) -> None:
    m = one()
    m.sets["f"].append("STEEL")
    m.sets["t"].append("MILL")
    for y in m.sets["y"]:
        m.put("OutputActivityRatio", 1, "HERE", "MILL", "STEEL", "1", y)
        m.put("VariableCost", 7, "HERE", "MILL", "1", y)
        m.put("InputToNewCapacityRatio", 4, "HERE", "PLANT", "STEEL", y)
        m.put("InputToTotalCapacityRatio", 0.5, "HERE", "PLANT", "STEEL", y)
    found = solve(load(m, tmp_path))
    made = found.table("ProductionByTechnologyAnnual")
    assert made["HERE", "MILL", "STEEL", "2020"] == pytest.approx(2 * 4 + 2 * 0.5)
    assert made["HERE", "MILL", "STEEL", "2021"] == pytest.approx(2 * 0.5)
    assert found.total == pytest.approx(plain(m)[1])


def test_emission_that_follows_the_change_of_activity_is_paid_and_limited(tmp_path: Path) -> None:
    m = one()
    m.put("SpecifiedAnnualDemand", 14, "HERE", "ELC", "2021")
    for y in m.sets["y"]:
        m.put("EmissionToActivityChangeRatio", 2, "HERE", "PLANT", "CO2", "1", y)
        m.put("EmissionActivityRatio", 0, "HERE", "BUY", "CO2", "1", y)
        m.put("EmissionsPenalty", 1, "HERE", "CO2", y)
    found = solve(load(m, tmp_path))
    assert found.table("AnnualEmissions") == {("HERE", "CO2", "2021"): pytest.approx(8)}
    assert found.sum("DiscountedTechnologyEmissionsPenalty") == pytest.approx(8 * 1.1**-1.5)
    assert found.sum("TotalDiscountedCost") == pytest.approx(found.total)
    m.put("AnnualEmissionLimit", 7, "HERE", "CO2", "2021")
    assert solve(load(m, tmp_path)).status == "optimal"  # more in the first year, thrown away
    m.put("TotalTechnologyAnnualActivityUpperLimit", 10, "HERE", "PLANT", "2020")
    assert solve(load(m, tmp_path)).status == "infeasible"


def test_an_unused_mode_may_serve_a_lower_limit_as_the_code_has_it(tmp_path: Path) -> None:
    m = one()
    m.sets["m"] = ["1", "2"]
    m.put("TotalTechnologyAnnualActivityLowerLimit", 15, "HERE", "PLANT", "2020")
    assert solve(load(m, tmp_path)).total == pytest.approx(plain(m)[1])


def test_results_are_written_in_the_layout_of_otoole(tmp_path: Path) -> None:
    found = solve(load(one(), tmp_path))
    found.imported.write(found.imported.settle(found.values), tmp_path / "results")
    frame = pl.read_csv(tmp_path / "results" / "NewCapacity.csv")
    assert frame.columns == ["REGION", "TECHNOLOGY", "YEAR", "VALUE"]
    names = {path.stem for path in (tmp_path / "results").iterdir()}
    assert {
        "TotalCapacityAnnual",
        "RateOfActivity",
        "ProductionByTechnologyAnnual",
        "AnnualEmissions",
        "TotalDiscountedCost",
    } <= names


def test_every_table_of_results_can_be_made_for_a_model_with_everything_in_it(tmp_path: Path) -> None:
    m = models.small(3, rich=False)
    for part in models.EXTRAS[:-1]:
        part(m, random.Random(1))
    found = solve(load(m, tmp_path))
    assert found.status == "optimal" and found.total == pytest.approx(plain(m)[1], rel=1e-6)
    assert found.sum("TotalDiscountedCost") == pytest.approx(found.total)
    trade = found.table("Trade")
    assert all(trade[b, a, c, f, y] == pytest.approx(-v) for (a, b, c, f, y), v in trade.items())


def test_a_plan_of_an_import_has_tables_a_certificate_and_its_constant(tmp_path: Path) -> None:
    m = one()
    for y in m.sets["y"]:
        m.put("ResidualCapacity", 4, "HERE", "PLANT", y)
        m.put("TotalAnnualMaxCapacityInvestment", 0, "HERE", "PLANT", y)
    load(m, tmp_path)
    made = geju.plan(tmp_path / "model.txt")
    document = made.summary()
    assert document["status"] == "optimal" and document["certificate"]["passed"]
    assert document["total"] == pytest.approx(plain(m)[1])
    assert {"capacity", "activity", "price", "account", "cost"} <= set(made.tables)
    gas = made.tables["price"].filter((pl.col("commodity") == "GAS") & (pl.col("period") == "2020"))["value"][0]
    assert gas == pytest.approx(3)


CLAUSES = """policy: mine
title: {en: Mine}
text: words.txt
date: "2024"
clauses:
  - id: less-gas
    quote: Less gas.
    theme: energy
    treat: modelled
    require:
      output: {commodity: GAS, in: HERE}
      at_most: {2021: "MOST"}
"""


@pytest.mark.parametrize(("most", "status"), [(25, "optimal"), (15, "infeasible")])
def test_an_import_takes_clauses_in_its_own_names(most: int, status: str, tmp_path: Path) -> None:
    load(one(), tmp_path)
    (tmp_path / "words.txt").write_text("Less gas.", encoding="utf-8")
    (tmp_path / "mine.yaml").write_text(CLAUSES.replace("MOST", str(most)), encoding="utf-8")
    made = geju.plan(tmp_path / "model.txt", clauses=tmp_path / "mine.yaml")
    assert made.status == status
    assert [row["clause"] for row in made.conflict] == ([] if status == "optimal" else ["less-gas"])


def test_an_import_without_a_plan_names_its_own_rows(tmp_path: Path) -> None:
    m = one()
    m.put("TotalTechnologyAnnualActivityUpperLimit", 5, "HERE", "PLANT", "2021")
    load(m, tmp_path)
    assert "TotalTechnologyAnnualActivityUpperLimit PLANT@HERE 2021" in str(geju.plan(tmp_path / "model.txt").conflict)


def test_an_unknown_vintage_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        load(one(), tmp_path, "2042")
    assert caught.value.faults[0].code == "O011" and "2017" in str(caught.value)
