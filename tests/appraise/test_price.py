"""What clauses cost: by hand, by planning from nothing, by moving a bound; of cases, of PyPSA and of OSeMOSYS models."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import command
import geju
import networks
import osemosys_models as models
from geju import words
from geju.appraise.price import Prices
from geju.appraise.standing import Standing
from geju.core.case import load
from geju.core.errors import Faults
from geju.plan.prepare import prepare
from pypsa_files import network, write_csv
from toys import changed, kinds, policy, sites, two_regions

TEXT = "要多建。"
DEAR = "treat: modelled\n    require: {{output: {{kind: dear, commodity: power}}, at_least: {{2030: {}}}}}"
CHEAP = "treat: modelled\n    require: {{output: {{kind: cheap, commodity: power}}, at_most: {{2030: {}}}}}"


def approx(value: Any) -> Any:
    return pytest.approx(value, rel=1e-7, abs=1e-9)


def case(folder: Path, *clauses: str, **tables: Any) -> Path:
    return two_regions(folder / "case", clauses=policy(*clauses, text=TEXT), text=TEXT, **tables)


def column(made: Prices, name: str) -> dict[str, Any]:
    return dict(made.table.select("clause", name).rows())


def test_the_cost_of_two_clauses_by_hand(tmp_path: Path) -> None:
    """A GW of the cheap plant costs 8.76, of the dear one 26.28, and 0.9 of what leaves the west arrives.

    Neither clause: cheap 7, dear 3.5: 153.3. Dear at least 6: dear 6, cheap 2 + 2/0.9. Cheap at most 5: cheap 5, dear
    8 − 2.7. Both: as with the first, so the second costs nothing in their company.
    """
    made = geju.price(case(tmp_path, DEAR.format("6 GW"), CHEAP.format("5 GW")), alone=True)
    first, second = 6 * 26.28 + (2 + 2 / 0.9) * 8.76, 5 * 8.76 + 5.3 * 26.28
    assert made.plan.total == approx(first)
    assert column(made, "total") == approx({"c0": first - second, "c1": 0.0})
    assert column(made, "alone") == approx({"c0": first - 153.3, "c1": second - 153.3})
    assert made.together == approx(first - 153.3) and made.asking == 2
    assert column(made, "how") == {"c0": "standing", "c1": "slack"}
    assert column(made, "binding") == {"c0": 1, "c1": 0}
    assert column(made, "price")["c0"] == approx(300 - 100 / 0.9)  # dear less cheap at the far end of the line
    assert column(made, "price_unit")["c0"] == "CNY/MWh"


def test_a_clause_that_bends_costs_what_is_paid_and_what_is_missed(tmp_path: Path) -> None:
    """26 GW of the dear plant cannot be: 8 can be used, at 0.2 CNY/kWh the other 18 are missed for 17.52 each."""
    bends = DEAR.format("26 GW") + "\n    price: 0.2 CNY/kWh"
    made = geju.price(case(tmp_path, bends))
    assert column(made, "total")["c0"] == approx((8 * 26.28 + 2 * 8.76 + 18 * 17.52) - 153.3)


def test_the_price_of_a_clause_is_what_its_next_unit_costs(tmp_path: Path) -> None:
    def total(bound: float) -> float:
        return geju.plan(case(tmp_path / str(bound), DEAR.format(f"{bound} GW"))).total

    price = geju.price(case(tmp_path, DEAR.format("6 GW"))).table["price"][0]
    assert (total(6.001) - total(5.999)) / 0.002 == pytest.approx(
        price * 0.0876, rel=1e-6
    )  # 1 CNY/MWh: 0.0876 yiCNY/GW


def faults_of(folder: Path) -> set[str]:
    try:
        prepare(load(folder))
    except Faults as error:
        return {fault.code for fault in error.faults}
    return set()


def clauses_of(net: networks.Network, bounds: list[float]) -> list[str]:
    """A limit on a plant, one on imports, one on all plants, and one that bends."""
    years = net["periods"]

    def rule(what: str, sense: str, bound: float, unit: str = "GW", more: str = "") -> str:
        amounts = ", ".join(f"{y}: {bound:.4f} {unit}" for y in years)
        return f"treat: modelled\n    require: {{{what}, {sense}: {{{amounts}}}}}{more}"

    return [
        rule("output: {kind: plant0, commodity: power}", "at_most", bounds[0]),
        rule("output: {kind: plant1, commodity: power}", "at_least", bounds[1] / 10, more="\n    price: 0.4 CNY/kWh"),
        rule("capacity: {tags: [plant]}", "at_least", bounds[2] / 4),
        rule("activity: {tags: [line], in: n0}", "at_most", bounds[3] / 4),
    ]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), bounds=st.lists(st.floats(0.0, 8.0), min_size=4, max_size=4))
def test_dropping_a_clause_of_the_standing_model_is_planning_without_it(
    seed: int, bounds: list[float], tmp_path_factory: pytest.TempPathFactory
) -> None:
    net = networks.draw(seed)
    folder = networks.write(tmp_path_factory.mktemp("net"), net, clauses=policy(*clauses_of(net, bounds)), text=TEXT)
    found = faults_of(folder)
    if found:  # a network whose plants all stand gives a clause on capacity nothing to move
        assert found == {"C005"}
        return
    made = geju.price(folder, alone=True)
    assume(made.plan.status == "optimal")
    scale, names = max(1.0, abs(made.plan.total)), made.table["clause"].to_list()
    bare = geju.plan(folder, without=tuple(names)).total
    assert made.together == pytest.approx(made.plan.total - bare, abs=1e-6 * scale)
    for row in made.table.to_dicts():
        others = tuple(n for n in names if n != row["clause"])
        dropped = made.plan.total - geju.plan(folder, without=(row["clause"],)).total
        assert row["total"] == pytest.approx(dropped, abs=1e-6 * scale), row
        assert row["alone"] == pytest.approx(geju.plan(folder, without=others).total - bare, abs=1e-6 * scale), row
        assert row["total"] >= 0 and row["alone"] >= 0


def test_a_price_and_a_preference_have_no_row_and_are_planned_again(tmp_path: Path) -> None:
    """Half off the dear plant saves 3.5 · 13.14; a transfer has a row like any requirement."""
    half = 'treat: modelled\n    mechanism: {preference: {kind: dear, variable: "-50 %"}}'
    made = geju.price(case(tmp_path, half, DEAR.format("1 GW")))
    assert column(made, "kind") == {"c0": "preference", "c1": "requirement"}
    assert column(made, "total") == approx({"c0": -3.5 * 13.14, "c1": 0.0})
    assert column(made, "how") == {"c0": "replanned", "c1": "slack"} and column(made, "rows")["c0"] == 0


def test_whole_lumps_are_chosen_anew_for_every_question(tmp_path: Path) -> None:
    """One lump of line (4 GW for 20) pays, and the clause asks for two: the second carries 1 GW more and costs 20 − 14.892."""
    two = "treat: modelled\n    require: {build: {kind: line}, at_least: {2030: 5 GW}}"
    made = geju.price(case(
        tmp_path, two, kinds=changed(kinds(), {"kind": "line"}, invest="5000 CNY/kW", life=10, lump=4),
        sites=changed(sites(), {"kind": "line"}, standing=0, potential=12),
        demand=[{"commodity": "power", "place": p, "amount": a, "unit": "GW"} for p, a in (("west", 5), ("east", 8))],
    ), alone=True)  # fmt: skip
    assert column(made, "total")["c0"] == column(made, "alone")["c0"] == pytest.approx(20 - 14.892)
    assert column(made, "how") == {"c0": "standing"}


def test_only_the_clauses_that_are_named_are_priced(tmp_path: Path) -> None:
    folder = case(tmp_path, DEAR.format("6 GW"), CHEAP.format("5 GW"))
    made = geju.price(folder, only=("c1",))
    assert made.table["clause"].to_list() == ["c1"] and made.together != made.together
    with pytest.raises(Faults) as caught:
        geju.price(folder, only=("c7",))
    assert [(f.code, f.where.name) for f in caught.value.faults] == [("C011", "c7")]


def test_a_case_without_clauses_has_nothing_to_price(tmp_path: Path) -> None:
    """A101, also when every clause was left out."""
    for folder, without in ((two_regions(tmp_path / "bare"), ()), (case(tmp_path, DEAR.format("6 GW")), ("c0",))):
        with pytest.raises(Faults) as caught:
            geju.price(folder, without=without)
        assert [f.code for f in caught.value.faults] == ["A101"]


def test_an_answer_that_fails_its_certificate_is_planned_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Standing.ask

    def unsound(self: Standing, dropped: Any) -> Any:
        answer = ask(self, dropped)
        return type(answer)(answer.cost + 50, answer.values, False)

    monkeypatch.setattr(Standing, "ask", unsound)
    made = geju.price(case(tmp_path, DEAR.format("6 GW")), alone=True)
    cost = 6 * 26.28 + (2 + 2 / 0.9) * 8.76 - 153.3
    assert column(made, "how") == {"c0": "rebuilt"}
    assert column(made, "total")["c0"] == column(made, "alone")["c0"] == made.together == approx(cost)


@pytest.fixture
def gas(tmp_path: Path) -> Path:
    """Ten MW of load: gas at 10 with 0.2 t/MWh of heat and half of it lost, sun at 30; an hour."""
    return write_csv(network(
        1, buses={"b": {"carrier": "AC"}}, carriers={"gas": {"co2_emissions": 0.2}}, loads={"l": {"bus": "b", "p_set": 10.0}},
        generators={
            "gas": {"bus": "b", "carrier": "gas", "p_nom": 20.0, "marginal_cost": 10.0, "efficiency": 0.5},
            "sun": {"bus": "b", "carrier": "sun", "p_nom": 20.0, "marginal_cost": 30.0},
        },
    ), tmp_path / "net")  # fmt: skip


def asked(folder: Path, *clauses: str, text: str = TEXT, period: str = "2030") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "text.txt").write_text(text, encoding="utf-8")
    path = folder / "mine.yaml"
    path.write_text(policy(*(c.replace("2030", period) for c in clauses)), encoding="utf-8")
    return path


def test_a_clause_on_emissions_of_a_network_costs_what_its_global_constraint_would(gas: Path, tmp_path: Path) -> None:
    """2 t/h: half of the load by sun, at 20 more each. A tonne less is 2.5 MWh: 50 a tonne."""
    cap = "treat: modelled\n    require: {emission: {commodity: co2}, at_most: {2030: 2 t/hour}}"
    sun = "treat: modelled\n    require: {output: {tags: [sun], commodity: AC, in: b}, at_least: {2030: 4 MW}}"
    made = geju.price(gas, clauses=asked(tmp_path, cap, sun, period="0"), alone=True)
    assert made.plan.total == approx(5 * 10 + 5 * 30)
    assert column(made, "total") == approx({"c0": 20.0, "c1": 0.0})
    assert column(made, "alone") == approx({"c0": 100.0, "c1": 80.0})
    row = made.plan.clauses.filter(pl.col("clause") == "c0").row(0, named=True)
    assert row["reached"] == approx(2.0) and row["unit"] == "t/hour"


def test_emissions_by_place_and_carrier_are_told_and_storage_that_emits_is_refused(gas: Path, tmp_path: Path) -> None:
    cap = "treat: modelled\n    require: {emission: {tags: [gas], in: b}, at_most: {2030: 1 t/hour}}"
    clauses = asked(tmp_path, cap, period="0")
    assert geju.plan(gas, clauses=clauses).total == approx(2.5 * 10 + 7.5 * 30)
    (gas / "stores.csv").write_text("name,bus,carrier,e_nom\ntank,b,gas,5\n", encoding="utf-8")
    assert geju.plan(gas).status == "optimal"
    with pytest.raises(Faults) as caught:
        geju.plan(gas, clauses=clauses)
    assert [f.code for f in caught.value.faults] == ["B029"] and "tank" in str(caught.value)


def test_a_figure_of_a_network_can_be_set_before_it_is_stated(gas: Path) -> None:
    assert geju.plan(gas, changes=("generators.gas.marginal_cost=60",)).total == approx(300)
    assert geju.plan(gas, changes=("generators.gas.p_nom=4", "generators.sun.active=true")).total == approx(40 + 180)
    wrong = {
        "generators.gsa.p_nom=1": "K004", "generator.gas.p_nom=1": "K004", "generators.gas.colour=1": "K004",
        "generators.gas.p_nom=much": "K005", "generators.gas.p_nom=nan": "K005", "loads.l.p_set": "K005",
    }  # fmt: skip
    for change, code in wrong.items():
        with pytest.raises(Faults) as caught:
            geju.plan(gas, changes=(change,))
        assert [f.code for f in caught.value.faults] == [code], change
    (gas / "loads-p_set.csv").write_text("snapshot,l\n0,12\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        geju.plan(gas, changes=("loads.l.p_set=11",))
    assert [f.code for f in caught.value.faults] == ["B030"]


def burner() -> models.Model:
    """One region, one year: ten units of heat from a burner, or dear ones from the sun."""
    m = models.Model({
        "r": ["HERE"], "t": ["BURN", "SUN"], "f": ["HEAT"], "e": ["CO2"], "m": ["1"], "y": ["2030"], "l": ["ALL"],
        "s": [], "a": [], "d": [], "b": [], "u": [],
    })  # fmt: skip
    m.put("YearSplit", 1, "ALL", "2030")
    m.put("AccumulatedAnnualDemand", 10, "HERE", "HEAT", "2030")
    m.put("EmissionActivityRatio", 0.5, "HERE", "BURN", "CO2", "1", "2030")
    m.put("DiscountRate", 0, "HERE")
    for t, cost in (("BURN", 1), ("SUN", 3)):
        m.put("OutputActivityRatio", 1, "HERE", t, "HEAT", "1", "2030")
        m.put("VariableCost", cost, "HERE", t, "1", "2030")
    return m


def written(m: models.Model, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.txt"
    path.write_text(models.text(m), encoding="utf-8")
    return path


def test_clauses_of_an_osemosys_model_are_priced_in_its_own_names(tmp_path: Path) -> None:
    """Emission at most 2: six of ten from the sun, 2 dearer each."""
    cap = "treat: modelled\n    require: {emission: {commodity: CO2, in: HERE}, at_most: {2030: '2'}}"
    sun = "treat: modelled\n    require: {activity: {kind: SUN}, at_least: {2030: '5'}}"
    path = written(burner(), tmp_path)
    made = geju.price(path, clauses=asked(tmp_path, cap, sun), alone=True)
    assert column(made, "total") == approx({"c0": 2.0, "c1": 0.0})
    assert column(made, "alone") == approx({"c0": 12.0, "c1": 10.0})
    changed_model = geju.price(path, clauses=asked(tmp_path, cap, sun), changes=("VariableCost.HERE@SUN@1@2030=2",))
    assert column(changed_model, "total") == approx({"c0": 1.0, "c1": 0.0})


def test_a_figure_of_an_osemosys_model_can_be_set_for_all_members_of_a_set(tmp_path: Path) -> None:
    path = written(burner(), tmp_path)
    assert geju.plan(path, changes=("VariableCost.HERE@*@*@2030=7",)).total == approx(70)
    assert geju.plan(path, changes=("AccumulatedAnnualDemand.HERE@HEAT@*=4", "DiscountRate.HERE=0.21")).total == approx(
        4 / 1.1
    )
    wrong = {"VariableCosts.HERE=1": "K004", "VariableCost.HERE@SUN=1": "K004", "VariableCost.HERE@MOON@1@2030=1": "K004",
             "AccumulatedAnnualDemand.HERE@HEAT@*=more": "K005"}  # fmt: skip
    for change, code in wrong.items():
        with pytest.raises(Faults) as caught:
            geju.plan(path, changes=(change,))
        assert [f.code for f in caught.value.faults] == [code], change


def test_without_a_clause_limits_of_nines_count_again(tmp_path: Path) -> None:
    """The burner may run 99999: only without the clause would the plan run more, and the answer comes from nothing."""
    m = burner()
    m.put("AccumulatedAnnualDemand", 200000, "HERE", "HEAT", "2030")
    m.put("TotalTechnologyAnnualActivityUpperLimit", 99999, "HERE", "BURN", "2030")
    most = "treat: modelled\n    require: {activity: {kind: BURN}, at_most: {2030: '50000'}}"
    made = geju.price(written(m, tmp_path), clauses=asked(tmp_path, most), alone=True)
    assert column(made, "how") == {"c0": "rebuilt"}
    assert column(made, "total")["c0"] == column(made, "alone")["c0"] == approx(49999 * 2)


def test_a_clause_without_which_the_cost_falls_without_end_is_said_to_be_so(tmp_path: Path) -> None:
    m = burner()
    m.put("VariableCost", -1, "HERE", "BURN", "1", "2030")
    m.sets["t"].append("SPARE")
    most = "treat: modelled\n    require: {activity: {kind: BURN}, at_most: {2030: '50'}}"
    path = written(m, tmp_path)
    made = geju.price(geju.bridge.osemosys.load(path, "2017-short"), clauses=asked(tmp_path, most), alone=True)
    assert made.plan.total == approx(-50)
    assert column(made, "how") == {"c0": "endless"} and made.together == float("inf")
    assert made.summary()["clauses"][0]["total"] is None
    assert "endless" in words.price(made, "en")


def test_a_plan_is_priced_from_its_folder_with_all_that_it_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = case(tmp_path, DEAR.format("6 GW"), CHEAP.format("5 GW")), tmp_path / "out"
    asks = ("--without", "c1", "--set", "kinds.dear.variable=200 CNY/MWh")
    assert command.geju(monkeypatch, "plan", folder, "--out", out, "--json", *asks) == 0
    planned = json.loads(capsys.readouterr().out)
    assert command.geju(monkeypatch, "price", out, "--out", tmp_path / "cost", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["total"] == planned["total"] and told["status"] == "optimal"
    (row,) = told["clauses"]
    assert row["clause"] == "c0" and row["quote"] == TEXT and row["alone"] is None
    assert row["total"] == approx(2.5 * 17.52 - 2.5 / 0.9 * 8.76)
    assert [r["target"] for r in row["row_prices"]] == [6.0]
    assert pl.read_csv(tmp_path / "cost" / "clause-cost.csv")["total"].to_list() == approx([row["total"]])
    assert pl.read_parquet(tmp_path / "cost" / "clause-cost.parquet")["how"].to_list() == ["standing"]
    assert json.loads((tmp_path / "cost" / "price.json").read_text(encoding="utf-8"))["clauses"] == told["clauses"]


def test_a_plan_of_an_import_is_priced_from_its_folder_and_a_changed_clause_file_is_noticed(
    gas: Path, tmp_path: Path
) -> None:
    cap = "treat: modelled\n    require: {emission: {commodity: co2}, at_most: {2030: 2 t/hour}}"
    clauses = asked(tmp_path, cap, period="0")
    geju.plan(gas, clauses=clauses, changes=("generators.sun.marginal_cost=20",)).save(tmp_path / "out")
    assert column(geju.price(tmp_path / "out"), "total")["c0"] == approx(50)
    clauses.write_text(clauses.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        geju.price(tmp_path / "out")
    assert [f.code for f in caught.value.faults] == ["A103"]


def test_a_folder_that_does_not_say_what_it_was_made_from_or_is_stale_is_refused(tmp_path: Path) -> None:
    folder, out = case(tmp_path, DEAR.format("6 GW")), tmp_path / "out"
    geju.plan(folder).save(out)
    with pytest.raises(Faults) as caught:
        geju.price(out, resolution="one")
    assert [f.code for f in caught.value.faults] == ["A104"]
    table = folder / "energy" / "kinds.csv"
    table.write_text(table.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        geju.price(out)
    assert [f.code for f in caught.value.faults] == ["A103"]
    (out / "plan.json").write_text("{}", encoding="utf-8")
    with pytest.raises(Faults) as caught:
        geju.price(out)
    assert [f.code for f in caught.value.faults] == ["A102"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "合计"), ("en", "together")])
def test_prices_are_told_in_the_words_of_the_policy(
    lang: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    half = 'treat: modelled\n    mechanism: {preference: {kind: cheap, variable: "-50 %"}}'
    folder = case(tmp_path, DEAR.format("6 GW"), CHEAP.format("5 GW"), half)
    assert command.geju(monkeypatch, "price", folder, "--alone", "--lang", lang) == 0
    told = capsys.readouterr().err
    assert said in told and TEXT in told and "c1" in told and "c2" in told


def test_without_a_plan_the_clash_is_told_and_without_time_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = case(tmp_path, DEAR.format("26 GW"))
    assert command.geju(monkeypatch, "price", folder, "--json") == 2
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "infeasible" and [r["clause"] for r in told["conflict"]] == ["c0"] and not told["clauses"]
    assert command.geju(monkeypatch, "price", folder, "--lang", "en") == 2 and "[S004]" in capsys.readouterr().err
    assert command.geju(monkeypatch, "price", "west-china", "--time-limit", "0.01", "--lang", "en") == 3
    assert "[S001]" in capsys.readouterr().err


def test_when_time_runs_out_between_clauses_those_left_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = case(tmp_path, DEAR.format("6 GW"), CHEAP.format("5 GW"))
    monkeypatch.setattr(Standing, "left", property(lambda self: -1.0))
    made = geju.price(folder)
    assert made.status == "limit" and set(column(made, "how").values()) == {"time"}
    assert "out of time" in words.price(made, "en") and json.dumps(made.summary())
