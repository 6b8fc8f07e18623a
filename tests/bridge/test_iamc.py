"""A plan in the variables of integrated assessment: figures by hand, totals that add up, and the way back into a case."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import geju
from geju.bridge import iamc, iamc_case
from geju.bridge.iamc_plan import told
from geju.bridge.iamc_template import template
from geju.core.case import Case, load
from geju.core.errors import Faults
from judges import judge
from toys import demand, kinds, places, sites, two_regions

ROOT = Path(__file__).resolve().parents[2]
WEST = ROOT / "cases" / "west-china"
HEAD = "variable,unit,as,times,table,commodity,kind,tags,sector,side,item,column,per,sign,regions,note\n"
TOY = HEAD + """Power|Supply,TWh/yr,TWh/yr,,account,power,,plant,,supply,,,,,,
Power|Supply|Cheap,TWh/yr,TWh/yr,,account,power,cheap,,,supply,,,,,,
Power|Supply|Other,TWh/yr,TWh/yr,,rest,,,,,,,,,,,
Power|Demand,GW,GW,,account,power,,,,demand,,,,-1,,
Power|Demand|Twice,GW,GW,2,account,power,,,,demand,,,,-1,,
Capacity|Plant,MW,MW,,capacity,power,,-line,,,,,,,,
Capacity|Line,MW,MW,,capacity,,,line,,,,,,,,
Building,MW/yr,MW/yr,,capacity,,cheap,,,,,built,year,,,
Money,billion CNY/yr,GCNY/yr,,sum,,,,,,,,,,,
Money|Invest,billion CNY/yr,GCNY/yr,,cost,,,,,,invest,,year,,,
Money|Run,billion CNY/yr,GCNY/yr,,cost,,,,,,fixed;variable,,,,,
Price|Power,CNY/MWh,CNY/MWh,,price,power,,,,,,,,,own,
Nothing,GW,GW,,account,power,,,,shortage,,,,,,
"""  # fmt: skip


def case(folder: Path, text: str = TOY) -> Case:
    """The two regions inside a nation, over five years; 2 GW of the cheap plant may be built beyond the 10 that stand."""
    nation = {"place": "N", "name_zh": "国", "name_en": "Nation", "level": "nation"}
    whole = [nation, *({**place, "parent": "N"} for place in places())]
    plants = [{**row, "invest": "1000 CNY/kW", "life": 20} if row["kind"] == "cheap" else row for row in kinds()]
    stand = [{**row, "potential": 12 if row["kind"] == "cheap" else row["standing"]} for row in sites()]
    asked = [{**demand()[0], "amount": 7}, demand()[1]]
    two_regions(folder, years=(5,), places=whole, kinds=plants, sites=stand, demand=asked)
    (folder / "iamc.csv").write_text(text, encoding="utf-8")
    return load(folder)


@pytest.fixture
def toy(tmp_path: Path) -> tuple[Case, pl.DataFrame]:
    made = geju.plan(case(tmp_path / "case"))
    assert made.case is not None
    return made.case, told(made.case, made.tables)


def value(frame: pl.DataFrame, variable: str, region: str = "Nation", year: int = 2030) -> float:
    row = frame.filter((pl.col("variable") == variable) & (pl.col("region") == region) & (pl.col("year") == year))
    assert len(row) == 1, (variable, region)
    return float(row["value"][0])


def test_variables_of_a_plan_are_those_worked_out_by_hand(toy: tuple[Case, pl.DataFrame]) -> None:
    """The west needs 7 and sends 5 over the line: 12 GW cheap of which 2 are new. The east gets 4.5 and makes 3.5 of its 8."""
    _, frame = toy
    assert value(frame, "Power|Supply|Cheap") == pytest.approx(12 * 8.76)
    assert value(frame, "Power|Supply|Other") == pytest.approx(3.5 * 8.76)
    assert value(frame, "Power|Supply", "East") == pytest.approx(3.5 * 8.76)
    assert value(frame, "Power|Demand") == 15 and value(frame, "Power|Demand", "West") == 7
    assert value(frame, "Power|Demand|Twice") == 30
    assert value(frame, "Capacity|Plant") == pytest.approx(32_000) and value(frame, "Capacity|Line") == pytest.approx(
        5_000
    )
    assert value(frame, "Building") == pytest.approx(2_000 / 5)
    assert value(frame, "Money|Invest") == pytest.approx(2 / 5)  # 2 GW at 1000 CNY/kW are 2 billion, over five years
    assert value(frame, "Money|Run") == pytest.approx((12 * 100 + 3.5 * 300) * 8760e3 / 1e9)
    assert value(frame, "Money") == pytest.approx(value(frame, "Money|Invest") + value(frame, "Money|Run"))
    assert set(frame.filter(pl.col("variable") == "Money")["unit"]) == {"billion CNY_2023/yr"}


def test_prices_are_not_added_up_and_what_does_not_occur_is_not_told(toy: tuple[Case, pl.DataFrame]) -> None:
    _, frame = toy
    assert value(frame, "Price|Power", "East") == pytest.approx(300)
    assert set(frame.filter(pl.col("variable") == "Price|Power")["region"]) == {"West", "East"}
    assert "Nothing" not in set(frame["variable"])


def test_a_scenario_becomes_the_demand_it_was_made_from(toy: tuple[Case, pl.DataFrame]) -> None:
    own, frame = toy
    made = iamc_case.demand(frame, own, template(own), "s.csv")
    head = made.heading
    amounts = {row[head.index("place")]: float(row[head.index("amount_2030")]) for row in made.rows}
    assert amounts == {"west": 7.0, "east": 8.0}
    assert {row[head.index("unit")] for row in made.rows} == {"GW"} and "Money" in made.left


def test_a_scenario_becomes_bounds_in_units_of_the_case(toy: tuple[Case, pl.DataFrame], tmp_path: Path) -> None:
    own, frame = toy
    made = iamc_case.bounds(frame, own, template(own), "s.csv")
    made.write(tmp_path / "bounds.csv")
    with (tmp_path / "bounds.csv").open(encoding="utf-8") as stream:
        rows = {(row["bound"], row["place"]): row for row in csv.DictReader(stream)}
    row = rows["power-supply-cheap", "N"]
    assert float(row["amount"]) == pytest.approx(12 * 8.76) and row["unit"] == "TWh/yr" and row["status"] == "assumed"
    assert float(rows["power-demand-twice", "west"]["amount"]) == 7  # the factor is taken off again


def test_the_demand_of_the_shipped_case_comes_back_out_of_its_plan(tmp_path: Path) -> None:
    made = geju.plan(load(WEST), resolution="daily")
    made.save(tmp_path)
    frame = iamc.read(tmp_path / "iamc.csv")
    own = load(WEST)
    rows = iamc_case.demand(frame, own, template(own), "iamc.csv")
    asked = own.tables["demand"].filter(pl.col("commodity") == "electricity")
    expected = {row["place"]: [row[f"amount_{p}"] for p in own.periods] for row in asked.to_dicts()}
    assert {row[1]: pytest.approx([float(x) for x in row[2:5]], rel=1e-12) for row in rows.rows} == expected
    assert {row[6] for row in rows.rows} == {"load"}
    totals(frame)
    land = frame.filter((pl.col("variable") == "Land Cover") & (pl.col("region") == "China"))["value"]
    assert (
        land.max() == pytest.approx(land.min()) and 700 < land[0] < 960
    )  # million hectares of classes that are modelled


SUMS = ("Capacity|Electricity", "Capacity Additions|Electricity", "Secondary Energy|Electricity", "Final Energy|Electricity",
        "Emissions|CO2", "Emissions|CO2|Energy", "Emissions|CO2|Energy|Demand", "Investment", "Investment|Energy Supply",
        "Investment|Energy Supply|Electricity", "Water Withdrawal", "Land Cover")  # fmt: skip


def totals(frame: pl.DataFrame) -> None:
    """Every total is the sum of what is below it, and the nation that of its provinces."""
    for total in SUMS:
        whole = frame.filter(pl.col("variable") == total).sort("region", "year")
        below = frame.filter(pl.col("variable").str.contains("^" + total.replace("|", r"\|") + r"\|[^|]+$"))
        summed = below.group_by("region", "year").agg(pl.col("value").sum()).sort("region", "year")
        assert len(whole) and whole["value"].to_list() == pytest.approx(
            summed["value"].to_list(), rel=1e-9, abs=1e-7
        ), total
        china, provinces = whole.filter(pl.col("region") == "China"), whole.filter(pl.col("region") != "China")
        added = provinces.group_by("year").agg(pl.col("value").sum()).sort("year")["value"]
        assert china["value"].to_list() == pytest.approx(added.to_list(), rel=1e-9, abs=1e-7), total


PYAM = """
import json, sys, logging
logging.disable(logging.CRITICAL)
import pyam
frame = pyam.IamDataFrame(sys.argv[1])
wrong = [v for v in json.loads(sys.argv[2]) if frame.check_aggregate(v) is not None]
far = [v for v in json.loads(sys.argv[2]) if frame.check_aggregate_region(v, "China") is not None]
power = frame.filter(variable="Secondary Energy|Electricity", region="China").convert_unit("EJ/yr", "TWh/yr")
carbon = frame.filter(variable="Emissions|CO2").convert_unit("Mt CO2/yr", "Gt CO2/yr")
told = [float(power.data.value.max()), float(carbon.data.value.max()), frame.model, frame.scenario]
print(json.dumps([wrong, far, len(frame.data), *told]))
"""


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", "-long.csv"])
def test_pyam_reads_the_file_and_finds_that_totals_add_up(suffix: str, tmp_path: Path) -> None:
    made = geju.plan(load(WEST), resolution="daily")
    assert made.case is not None
    frame = told(made.case, made.tables)
    path = tmp_path / f"plan{suffix}"
    iamc.write(frame, path, "long" in suffix)
    wrong, far, count, power, carbon, models, scenarios = json.loads(judge(PYAM, path, json.dumps(SUMS)))
    assert (wrong, far, count) == ([], [], len(frame))
    assert power == pytest.approx(
        frame.filter(pl.col("variable") == "Secondary Energy|Electricity")["value"].max() / 0.0036
    )
    assert carbon == pytest.approx(frame.filter(pl.col("variable") == "Emissions|CO2")["value"].max() / 1e3)
    assert models[0].startswith("Geju ") and scenarios == ["west-china"]


NAMES = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=8).map(lambda s: f"x{s}x")
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
YEARS = st.dictionaries(st.integers(1990, 2100), NUMBERS, min_size=1, max_size=3)
ROWS = st.dictionaries(st.tuples(NAMES, NAMES, NAMES, NAMES), st.tuples(NAMES, YEARS), min_size=1, max_size=4)


@given(rows=ROWS, form=st.sampled_from([("w.csv", False), ("l.csv", True), ("w.xlsx", False), ("l.xlsx", True)]))
def test_any_table_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: Any, form: tuple[str, bool]
) -> None:
    path = tmp_path_factory.getbasetemp() / form[0]
    frame = iamc.tidy(
        (*key, unit, year, number) for key, (unit, numbers) in rows.items() for year, number in numbers.items()
    )
    iamc.write(frame, path, form[1])
    assert iamc.read(path).sort(iamc.LONG).equals(frame.sort(iamc.LONG))


GOOD = "Model,Scenario,Region,Variable,Unit,2030\nm,s,East,Power|Demand,GW,8\nm,s,West,Power|Demand,GW,7\n"
BROKEN = {
    "a column missing": (GOOD.replace("Region,", "Reg,"), {"T004", "T003"}),
    "a text for a number": (GOOD.replace(",8\n", ",eight\n"), {"T006"}),
    "infinity": (GOOD.replace(",8\n", ",inf\n"), {"T006"}),
    "a row twice": (GOOD + "m,s,East,Power|Demand,GW,9\n", {"T009"}),
    "a blank region": (GOOD.replace(",East,", ",,"), {"T005"}),
    "a row too short": (GOOD + "m,s,East\n", {"T023"}),
    "a heading twice": (GOOD.replace("Unit", "Region"), {"T028", "T004"}),
    "a year that is none": (
        "Model,Scenario,Region,Variable,Unit,Year,Value\nm,s,East,Power|Demand,GW,soon,8\n", {"T020"}),
    "not UTF-8": (GOOD.replace("East", "\udcff"), {"T002"}),
    "nothing": ("", {"T004"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_table_is_refused_with_every_fault(name: str, tmp_path: Path) -> None:
    text, expected = BROKEN[name]
    (tmp_path / "s.csv").write_bytes(text.encode("utf-8", "surrogateescape"))
    assert codes(lambda: iamc.read(tmp_path / "s.csv")) == expected


def codes(act: Any) -> set[str]:
    with pytest.raises(Faults) as caught:
        act()
    for fault in caught.value.faults:
        assert fault.text("zh") and fault.text("en")
    return {fault.code for fault in caught.value.faults}


def test_a_damaged_workbook_and_a_formula_without_value_are_refused(tmp_path: Path) -> None:
    (tmp_path / "s.xlsx").write_bytes(b"PK\x03\x04 no more")
    assert codes(lambda: iamc.read(tmp_path / "s.xlsx")) == {"X001"}
    book = openpyxl.Workbook()
    for row in csv.reader(GOOD.replace(",8\n", ",=4+4\n").splitlines()):
        book.active.append(row)
    book.save(tmp_path / "s.xlsx")
    assert codes(lambda: iamc.read(tmp_path / "s.xlsx")) == {"X005"}


def scenario(folder: Path, text: str) -> pl.DataFrame:
    (folder / "s.csv").write_text(text, encoding="utf-8")
    return iamc.read(folder / "s.csv")


def test_of_several_scenarios_one_has_to_be_chosen(tmp_path: Path) -> None:
    frame = scenario(tmp_path, GOOD + "m,other,East,Power|Demand,GW,1\n")
    assert codes(lambda: iamc_case.one_scenario(frame, "", "s.csv")) == {"X019"}
    assert codes(lambda: iamc_case.one_scenario(frame, "othr", "s.csv")) == {"X019"}
    assert iamc_case.one_scenario(frame, "m/other", "s.csv")["value"].to_list() == [1.0]


MISFITS = {
    "no variable fits": (GOOD.replace("Demand", "Demnd"), iamc_case.bounds, {"X020"}),
    "no region fits": (GOOD.replace("East", "Eest").replace("West", "Wst"), iamc_case.bounds, {"X020"}),
    "a unit of something else": (GOOD.replace("GW", "Mt/yr"), iamc_case.bounds, {"T012"}),
    "no year fits": (GOOD.replace("2030", "2031"), iamc_case.demand, {"X020"}),
}


@pytest.mark.parametrize("name", MISFITS)
def test_a_scenario_that_does_not_fit_the_case_is_refused(name: str, tmp_path: Path) -> None:
    text, make, expected = MISFITS[name]
    own = case(tmp_path / "case")
    assert codes(lambda: make(scenario(tmp_path, text), own, template(own), "s.csv")) == expected


def test_demand_needs_every_period_and_other_units_are_converted(tmp_path: Path) -> None:
    two_regions(tmp_path / "c", periods=(2030, 2035), years=(5, 5))
    (tmp_path / "c" / "iamc.csv").write_text(TOY, encoding="utf-8")
    own = load(tmp_path / "c")
    assert codes(lambda: iamc_case.demand(scenario(tmp_path, GOOD), own, template(own), "s.csv")) == {"X022"}
    text = "Model,Scenario,Region,Variable,Unit,2030,2035\nm,s,East,Power|Demand,TWh/yr,8.76,17.52\n"
    (row,) = iamc_case.demand(scenario(tmp_path, text), own, template(own), "s.csv").rows
    assert row[:5] == ["power", "east", "1", "2", "GW"]


WRONG = {
    "a table nobody knows": (TOY.replace(",account,power,cheap", ",acount,power,cheap"), {"T008"}),
    "a unit nobody knows": (TOY.replace("Capacity|Line,MW,MW", "Capacity|Line,MW,MWW"), {"T011"}),
    "a commodity nobody knows": (TOY.replace("account,power,cheap", "account,pwer,cheap"), {"T010"}),
    "a tag nobody knows": (TOY.replace(",plant,,supply", ",plnt,,supply"), {"T010"}),
    "a rest of nothing": (TOY.replace("Power|Supply|Other", "Other|Rest"), {"X021"}),
    "a sum that is filled too": (TOY + "Money,billion CNY/yr,GCNY/yr,,cost,,,,,,invest,,year,,,\n", {"X021"}),
    "two units for one variable": (TOY + "Building,GW/yr,GW/yr,,capacity,,dear,,,,,built,year,,,\n", {"X021"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_template_of_ones_own_is_checked_against_the_case(name: str, tmp_path: Path) -> None:
    text, expected = WRONG[name]
    assert text != TOY
    own = case(tmp_path / "case", text)
    assert codes(lambda: template(own)) == expected
    assert codes(lambda: geju.plan(own)) == expected  # before anything is solved


def test_a_unit_that_does_not_fit_the_figures_is_refused(tmp_path: Path) -> None:
    own = case(tmp_path / "case", TOY.replace("Capacity|Line,MW,MW", "Capacity|Line,Mt/yr,Mt/yr"))
    made = geju.plan(own)
    assert codes(lambda: told(own, made.tables)) == {"T012"}
    assert codes(lambda: template(own, tmp_path / "none.csv")) == {"T001"}


def test_the_packages_own_template_is_sound_and_a_case_without_its_words_gets_no_file(tmp_path: Path) -> None:
    assert len(template().variables) > 50
    made = geju.plan(load(two_regions(tmp_path / "case")))
    made.save(tmp_path / "out")
    assert not (tmp_path / "out" / "iamc.csv").exists()
