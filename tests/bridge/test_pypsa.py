"""PyPSA networks are planned as they stand, refused by name where they cannot be, and get their results back."""

from __future__ import annotations

import json
import math
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import geju
from geju.bridge import pypsa
from geju.bridge.pypsa_netcdf import read
from geju.bridge.pypsa_source import Varied
from geju.core.errors import Faults
from geju.plan.plan import Plan, stand
from geju.plan.solution import Solution, solution
from geju.plan.verify import verify
from pypsa_files import network, write_csv, write_netcdf
from pypsa_frames import Frame
from pypsa_networks import Network, networks

BUS = {"b": {"carrier": "AC"}}


def solved(path: Path) -> tuple[Any, Solution, float]:
    """The import, its values and its whole cost; the certificate must pass."""
    imported = pypsa.load(path)
    stated = stand(imported.system, gap=1e-9)
    outcome = stated.model.run()
    assert outcome.status == "optimal", outcome.status
    values = solution(imported.system, stated.programme, outcome)
    certificate = verify(imported.system, values)
    assert certificate.passed, certificate.words()
    return imported, values, outcome.objective


def cost(n: Network, folder: Path) -> float:
    return solved(write_csv(n, folder))[2]


def codes(n: Network, folder: Path) -> set[str]:
    """The codes a network is refused with, from either kind of file alike."""
    found = []
    for path in (write_csv(n, folder / "csv"), write_netcdf(n, folder / "n.nc")):
        with pytest.raises(Faults) as refused:
            pypsa.load(path)
        found.append({f.code for f in refused.value.faults})
    assert found[0] == found[1]
    return found[0]


@given(network=networks())
@settings(
    max_examples=15, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
def test_both_kinds_of_file_say_the_same(tmp_path_factory: Any, network: Network) -> None:
    folder = tmp_path_factory.mktemp("both")
    one, two = pypsa.load(write_csv(network, folder / "csv")), pypsa.load(write_netcdf(network, folder / "n.nc"))
    first, second = (stand(x.system).model.matrix for x in (one, two))
    assert first.size == second.size
    assert one.system.sunk == two.system.sunk
    for name in ("cost", "lower", "upper", "low", "high"):
        np.testing.assert_allclose(getattr(first, name), getattr(second, name), rtol=1e-12)
    np.testing.assert_allclose(first.body.data, second.body.data, rtol=1e-12)


def test_a_plant_runs_at_its_cost_and_the_price_is_the_dear_one(tmp_path: Path) -> None:
    n = network(
        buses=BUS,
        loads={"l": {"bus": "b", "p_set": [10.0, 30.0]}},
        generators={
            "cheap": {"bus": "b", "p_nom": 20.0, "marginal_cost": 5.0},
            "dear": {"bus": "b", "p_nom": 20.0, "marginal_cost": 50.0},
        },
    )
    n["weights"]["objective"] = [2.0, 3.0]
    imported, values, total = solved(write_csv(n, tmp_path))
    assert total == pytest.approx(2 * 10 * 5 + 3 * (20 * 5 + 10 * 50))
    results = imported.results(values)
    assert results["buses-marginal_price"]["b"].to_list() == pytest.approx([5.0, 50.0])
    assert results["generators-p"]["dear"].to_list() == pytest.approx([0.0, 10.0])


def test_standing_extendable_capacity_is_told_apart(tmp_path: Path) -> None:
    n = network(
        1,
        buses=BUS,
        loads={"l": {"bus": "b", "p_set": 10.0}},
        generators={
            "g": {
                "bus": "b",
                "p_nom": 4.0,
                "p_nom_extendable": True,
                "capital_cost": 100.0,
                "fom_cost": 10.0,
                "marginal_cost": 1.0,
            }
        },
    )
    made = geju.plan(write_csv(n, tmp_path))
    told = made.summary()
    assert told["objective_constant"] == pytest.approx(440.0)
    assert told["objective"] == pytest.approx(1100.0 + 10.0 - 440.0)
    assert told["total"] == pytest.approx(1110.0)


def test_flows_in_a_ring_follow_the_voltage_law(tmp_path: Path) -> None:
    """100 MW over a ring of three equal lines: two thirds on the short way, a third on the long one."""
    line = {"x": 0.1, "s_nom": 200.0}
    n = network(
        1,
        buses={b: {"carrier": "AC", "v_nom": 10.0} for b in "abc"},
        loads={"l": {"bus": "b", "p_set": 90.0}},
        generators={"g": {"bus": "a", "p_nom": 200.0, "marginal_cost": 1.0}},
        lines={f"{i}{j}": line | {"bus0": i, "bus1": j} for i, j in ("ab", "bc", "ca")},
    )
    imported, values, _ = solved(write_csv(n, tmp_path))
    flow = imported.results(values)["lines-p0"]
    assert [flow[c][0] for c in ("ab", "bc", "ca")] == pytest.approx([60.0, -30.0, -30.0])


def test_a_storage_unit_spills_what_it_cannot_keep(tmp_path: Path) -> None:
    n = network(
        2,
        buses=BUS,
        loads={"l": {"bus": "b", "p_set": [0.0, 8.0]}},
        generators={"g": {"bus": "b", "p_nom": 10.0, "marginal_cost": 7.0}},
        storage_units={
            "u": {
                "bus": "b",
                "p_nom": 5.0,
                "max_hours": 1.0,
                "inflow": [9.0, 0.0],
                "efficiency_dispatch": 0.8,
                "spill_cost": 0.5,
                "p_min_pu": 0.0,
            }
        },
    )
    imported, values, total = solved(write_csv(n, tmp_path))
    assert total == pytest.approx(4 * 7.0 + 4 * 0.5)
    found = imported.results(values)
    assert found["storage_units-spill"]["u"].to_list() == pytest.approx([4.0, 0.0])
    assert found["storage_units-state_of_charge"]["u"].to_list() == pytest.approx([5.0, 0.0])


def test_a_store_moves_energy_at_the_loss_of_an_hour(tmp_path: Path) -> None:
    n = network(
        2,
        buses=BUS,
        loads={"l": {"bus": "b", "p_set": [0.0, 9.0]}},
        generators={"g": {"bus": "b", "p_nom": 100.0, "marginal_cost": [1.0, 50.0]}},
        stores={"s": {"bus": "b", "e_nom": 100.0, "standing_loss": 0.1}},
    )
    imported, values, total = solved(write_csv(n, tmp_path))
    assert total == pytest.approx(10.0)
    assert imported.results(values)["stores-p"]["s"].to_list() == pytest.approx([-10.0, 9.0])


def test_a_link_gives_to_all_its_ports_and_arrives_late(tmp_path: Path) -> None:
    n = network(
        2,
        buses={"b": {}, "h": {"carrier": "heat"}, "c": {"carrier": "co2"}},
        loads={"l": {"bus": "h", "p_set": [0.0, 5.0]}},
        generators={"g": {"bus": "b", "p_nom": 100.0, "marginal_cost": [2.0, 90.0]}},
        stores={"air": {"bus": "c", "e_nom": 100.0}},
        links={
            "k": {
                "bus0": "b",
                "bus1": "h",
                "efficiency": 0.5,
                "bus2": "c",
                "efficiency2": 0.2,
                "p_nom": 50.0,
                "delay": 1,
                "cyclic_delay": False,
            }
        },
    )
    imported, values, total = solved(write_csv(n, tmp_path))
    assert total == pytest.approx(20.0)
    found = imported.results(values)
    assert found["links-p1"]["k"].to_list() == pytest.approx([0.0, -5.0])
    assert found["stores-e"]["air"].to_list() == pytest.approx([2.0, 2.0])


def test_a_vintage_is_one_capacity_for_all_the_periods_it_stands_in(tmp_path: Path) -> None:
    n = network(
        1,
        (2030, 2040),
        buses=BUS,
        loads={"l": {"bus": "b", "p_set": [10.0, 20.0]}},
        generators={
            "old": {"bus": "b", "p_nom_extendable": True, "capital_cost": 1.0, "build_year": 2030, "lifetime": 10.0},
            "new": {"bus": "b", "p_nom_extendable": True, "capital_cost": 3.0, "build_year": 2040, "lifetime": 30.0},
        },
    )
    n["period_weights"]["objective"] = [10.0, 5.0]
    imported, values, total = solved(write_csv(n, tmp_path))
    assert total == pytest.approx(10 * 1.0 * 10 + 5 * 3.0 * 20)
    assert imported.results(values)["generators"]["p_nom_opt"].to_list() == pytest.approx([10.0, 20.0])


def test_a_cap_on_emissions_has_its_price(tmp_path: Path) -> None:
    n = network(
        1,
        buses=BUS,
        carriers={"gas": {"co2_emissions": 0.2}},
        loads={"l": {"bus": "b", "p_set": 10.0}},
        generators={
            "gas": {"bus": "b", "carrier": "gas", "p_nom": 20.0, "marginal_cost": 10.0, "efficiency": 0.5},
            "sun": {"bus": "b", "p_nom": 20.0, "marginal_cost": 30.0},
        },
        global_constraints={"cap": {"type": "primary_energy", "sense": "<=", "constant": 2.0}},
    )
    imported, values, total = solved(write_csv(n, tmp_path))
    assert total == pytest.approx(5 * 10 + 5 * 30)
    assert imported.results(values)["global_constraints"]["mu"].to_list() == pytest.approx([-50.0])


def test_whole_modules_only(tmp_path: Path) -> None:
    n = network(
        1,
        buses=BUS,
        loads={"l": {"bus": "b", "p_set": 10.0}},
        generators={"g": {"bus": "b", "p_nom_extendable": True, "p_nom_mod": 4.0, "capital_cost": 2.0}},
    )
    assert cost(n, tmp_path) == pytest.approx(24.0)


def refused(**change: Any) -> Network:
    """A small sound network with something changed: ``generators={"g": {...}}`` adds to what is there."""
    n = network(
        2,
        change.pop("periods", ()),
        buses=BUS,
        carriers={"gas": {"co2_emissions": 0.2}},
        loads={"l": {"bus": "b", "p_set": 1.0}},
        generators={"g": {"bus": "b", "carrier": "gas", "p_nom": 9.0}},
    )
    n["weights"] |= change.pop("weights", {})
    for kind, rows in change.items():
        for name, row in rows.items():
            n[kind].setdefault(name, {}).update(row)
    return n


NAN = math.nan
CO2 = {"type": "primary_energy", "sense": "<=", "constant": 1.0}
REFUSED: dict[str, Network] = {
    "B012": refused(generators={"g": {"committable": True}}),
    "B013": refused(storage_units={"u": {"bus": "b", "p_nom": 1.0, "max_hours": [1.0, 2.0]}}),
    "B014": refused(generators={"g": {"p_max_pu": [0.5, NAN]}}),
    "B015": refused(generators={"g": {"bus": "nowhere"}}),
    "B016": refused(global_constraints={"x": {"type": "my_own", "sense": "<=", "constant": 1.0}}),
    "B017": refused(global_constraints={"x": CO2 | {"sense": "<"}}),
    "B018": refused(stores={"s": {"bus": "b", "e_nom": 1.0}}, weights={"stores": [1.0, 0.0]}),
    "B019": refused(buses={"c": {}}, lines={"x": {"bus0": "b", "bus1": "c", "type": "no such wire", "s_nom": 1.0}}),
    "B021": refused(generators={"g": {"p_nom_extendable": True, "overnight_cost": 5.0}}),
    "B022": refused(generators={"g": {"p_nom_extendable": True, "p_nom_min": 5.0, "p_nom_max": 1.0}}),
    "B023": refused(generators={"g": {"p_nom_set": 5.0}}),
    "B024": refused(global_constraints={"x": CO2 | {"investment_period": 2030.0}}),
    "B025": refused(generators={"g": {"efficiency": 0.0}}, global_constraints={"x": CO2}),
    "B026": refused(global_constraints={"x": CO2 | {"carrier_attribute": "soot"}}),
    "B028": refused(buses={"b": {"nom_max_unknown": 5.0}}),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_cannot_be_planned_is_refused_by_its_code(tmp_path: Path, code: str) -> None:
    assert codes(REFUSED[code], tmp_path) == {code}


def test_a_refusal_names_the_component(tmp_path: Path) -> None:
    with pytest.raises(Faults, match=r"committable of Generator 'g'"):
        pypsa.load(write_csv(REFUSED["B012"], tmp_path))


def test_periods_of_other_lengths_take_no_overnight_cost(tmp_path: Path) -> None:
    n = refused(
        periods=(2030, 2040),
        generators={"g": {"p_nom_extendable": True, "overnight_cost": 5.0, "discount_rate": 0.1, "lifetime": 9.0}},
    )
    n["weights"]["objective"] = [1.0, 1.0, 2.0, 2.0]
    assert codes(n, tmp_path) == {"B020"}


def test_a_limit_on_what_does_not_stand_in_its_period_is_no_row(tmp_path: Path) -> None:
    """PyPSA states nothing where every term is of a plant that is not there yet; a row would ask the impossible."""
    n = network(
        periods=(2030, 2040),
        buses=BUS,
        loads={"l": {"bus": "b", "p_set": [10.0] * 4}},
        generators={
            "now": {"bus": "b", "p_nom": 20.0, "marginal_cost": 5.0, "build_year": 2030, "lifetime": 50.0},
            "later": {
                "bus": "b",
                "carrier": "gas",
                "p_nom": 20.0,
                "marginal_cost": 9.0,
                "build_year": 2040,
                "lifetime": 50.0,
            },
        },
        carriers={"gas": {}},
        global_constraints={
            "x": {
                "type": "operational_limit",
                "carrier_attribute": "gas",
                "sense": ">=",
                "constant": 8.0,
                "investment_period": 2030,
            }
        },
    )
    imported, _, total = solved(write_csv(n, tmp_path))
    assert total == pytest.approx(4 * 10 * 5.0)
    assert len(imported.system.limits) == 0


def test_storage_that_runs_through_periods_of_many_years_has_no_clear_emissions(tmp_path: Path) -> None:
    n = refused(
        periods=(2030, 2040), stores={"s": {"bus": "b", "carrier": "gas", "e_nom": 1.0}}, global_constraints={"x": CO2}
    )
    n["period_weights"]["years"] = [10.0, 10.0]
    assert codes(n, tmp_path) == {"B027"}


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.nc"
    path.write_text("no network")
    with pytest.raises(Faults, match="B001"):
        pypsa.load(path)
    with h5py.File(tmp_path / "empty.nc", "w"):
        pass
    with pytest.raises(Faults, match="B003"):
        pypsa.load(tmp_path / "empty.nc")


def test_a_folder_without_snapshots_is_a_network_of_one(tmp_path: Path) -> None:
    (tmp_path / "buses.csv").write_text("name\nb\n")
    assert not pypsa.is_network(tmp_path)
    (tmp_path / "generators.csv").write_text("name,bus,p_nom,marginal_cost\ng,b,9,2\n")
    (tmp_path / "loads.csv").write_text("name,bus,p_set\nl,b,5\n")
    assert geju.plan(tmp_path).total == pytest.approx(10.0)


def test_names_twice_and_short_series_are_refused(tmp_path: Path) -> None:
    folder = write_csv(refused(), tmp_path)
    (folder / "generators-p_max_pu.csv").write_text("snapshot,g\n0,0.5\n")
    with pytest.raises(Faults, match="B005"):
        pypsa.load(folder)
    (folder / "generators-p_max_pu.csv").unlink()
    (folder / "generators.csv").write_text("name,bus,p_nom\ng,b,5\ng,b,6\n")
    with pytest.raises(Faults, match="B006"):
        pypsa.load(folder)


def test_piecewise_costs_are_refused(tmp_path: Path) -> None:
    folder = write_csv(refused(), tmp_path)
    (folder / "generators-marginal_cost-pw.csv").write_text("name,g,g\nattribute,p_pu,marginal_cost\n0,0,0\n")
    with pytest.raises(Faults, match="B011"):
        pypsa.load(folder)


def test_columns_of_the_users_own_are_no_matter(tmp_path: Path) -> None:
    n = refused(
        generators={"g": {"country": "XX", "colour": "red", "my_number": 7.5}},
        buses={"b": {"country": "XX", "geo": "POINT (1 2)"}},
    )
    imported, _, total = solved(write_csv(n, tmp_path))
    assert total == 0.0
    assert imported.places.select("XX") == ("b",)


def rich() -> Network:
    """A network with a bit of everything."""
    n = network(
        3,
        buses={"a": {"carrier": "AC", "country": "XX"}, "b": {"carrier": "AC"}},
        carriers={"gas": {"co2_emissions": 0.2}, "sun": {}},
        loads={"l": {"bus": "b", "p_set": [5.0, 9.0, 7.0]}},
        generators={
            "g": {"bus": "a", "carrier": "gas", "p_nom": 20.0, "marginal_cost": 30.0, "efficiency": 0.5},
            "s": {
                "bus": "b",
                "carrier": "sun",
                "p_nom_extendable": True,
                "capital_cost": 40.0,
                "p_max_pu": [0.0, 1.0, 0.5],
            },
        },
        links={"k": {"bus0": "a", "bus1": "b", "p_nom": 20.0, "efficiency": 0.9}},
        lines={"x": {"bus0": "a", "bus1": "b", "x": 0.1, "s_nom": 3.0}},
        storage_units={"u": {"bus": "b", "p_nom": 4.0, "max_hours": 2.0, "cyclic_state_of_charge": True}},
        stores={"e": {"bus": "b", "e_nom": 3.0, "e_cyclic": True}},
        global_constraints={"cap": {"type": "primary_energy", "sense": "<=", "constant": 6.0}},
    )
    n["dates"] = True
    return n


@pytest.mark.parametrize("kind", ["csv", "nc"])
def test_results_go_back_and_nothing_else_changes(tmp_path: Path, kind: str) -> None:
    path = write_csv(rich(), tmp_path / "csv") if kind == "csv" else write_netcdf(rich(), tmp_path / "n.nc")
    made = geju.plan(path)
    made.save(tmp_path / "out")
    back = tmp_path / "out" / path.name
    assert solved(back)[2] == pytest.approx(made.objective + made.system.sunk)
    if kind == "nc":
        with h5py.File(path) as old, h5py.File(back) as new:
            for name in old:
                assert np.array_equal(old[name][()], new[name][()]) or old[name].dtype.kind == "f"
            assert new["generators_t_p"].shape == (3, 2)
            assert new.attrs["network__objective"] == pytest.approx(made.objective)
            assert [new[f"{d}"].is_scale for d in ("generators_t_p_i", "links_t_p0_i")] == [True, True]
    else:
        for old in path.iterdir():
            text = (back / old.name).read_text()
            assert text == old.read_text() or all(
                a in b for a, b in zip(old.read_text().split("\n"), text.split("\n"), strict=False)
            )
    assert geju.plan(back).objective == pytest.approx(made.objective)
    geju.plan(back).save(tmp_path / "again")  # results of an earlier run give way
    assert solved(tmp_path / "again" / path.name)[2] == pytest.approx(made.objective + made.system.sunk)


CLAUSES = """policy: toy
title: {zh: 例, en: Toy}
text: text.txt
date: 2030-01-01
clauses:
  - {id: sun, quote: 要多建光伏, theme: toy, treat: modelled, require: {capacity: {tags: [sun]}, at_least: {2013: 30 MW}}}
  - {id: land, quote: 不可占地, theme: toy, treat: modelled, require: {capacity: {kind: [sun], in: b}, at_most: {2013: %s MW}}}
"""


def asked(folder: Path, most: int) -> Path:
    """A clause file about sun."""
    (folder / "text.txt").write_text("要多建光伏，不可占地。", encoding="utf-8")
    path = folder / "clauses.yaml"
    path.write_text(CLAUSES % most, encoding="utf-8")
    return path


def test_clauses_speak_of_carriers_and_buses(tmp_path: Path) -> None:
    path = write_netcdf(rich(), tmp_path / "n.nc")
    made = geju.plan(path, clauses=asked(tmp_path, 40))
    assert made.status == "optimal"
    assert made.clauses["reached"].to_list() == pytest.approx([30.0, 30.0])
    assert made.objective > geju.plan(path).objective


def test_clauses_that_clash_are_told_by_their_sentence(tmp_path: Path) -> None:
    path = write_netcdf(rich(), tmp_path / "n.nc")
    made: Plan = geju.plan(path, clauses=asked(tmp_path, 10))
    assert made.status == "infeasible"
    assert {row["quote"] for row in made.conflict if row["clashes"]} == {"要多建光伏", "不可占地"}
    assert geju.explain(path, clauses=asked(tmp_path, 10)) == made.conflict


def test_a_network_without_a_plan_names_the_constraint(tmp_path: Path) -> None:
    n = rich()
    n["global_constraints"]["cap"]["constant"] = -1.0
    made = geju.plan(write_csv(n, tmp_path))
    assert made.status == "infeasible"
    assert "GlobalConstraint cap" in {row["quote"] for row in made.conflict}


def test_too_little_capacity_names_the_bus(tmp_path: Path) -> None:
    n = network(
        2, buses=BUS, loads={"l": {"bus": "b", "p_set": [1.0, 8.0]}}, generators={"g": {"bus": "b", "p_nom": 5.0}}
    )
    (row,) = geju.plan(write_csv(n, tmp_path)).conflict
    assert row["quote"] == "b (AC)"
    assert row["clashes"]
    assert row["relax_by"] == pytest.approx(3.0)


def test_a_live_network_is_read_by_what_it_looks_like_and_written_to(tmp_path: Path) -> None:
    live = SimpleNamespace(
        name="live",
        snapshots=[0, 1],
        snapshot_weightings=Frame([[1.0] * 3] * 2, [0, 1], ["objective", "stores", "generators"]),
        buses=Frame([["AC"]], ["b"], ["carrier"]),
        loads=Frame([["b"]], ["l"], ["bus"]),
        loads_t={"p_set": Frame([[4.0], [6.0]], [0, 1], ["l"])},
        generators=Frame([["b", 10.0, 3.0]], ["g"], ["bus", "p_nom", "marginal_cost"]),
        generators_t={},
        buses_t={},
        investment_periods=[],
    )
    assert pypsa.is_network(live)
    made = geju.plan(geju.load(live))
    assert made.objective == pytest.approx(30.0)
    made.save(tmp_path)
    assert live.generators_t["p"].data["g"].tolist() == pytest.approx([4.0, 6.0])
    assert live._objective == pytest.approx(30.0)


def test_the_command_line_plans_a_network(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from geju import cli

    path = write_netcdf(rich(), tmp_path / "n.nc")
    assert cli.app(["plan", str(path), "--out", str(tmp_path / "out"), "--json"], result_action="return_value") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["status"] == "optimal"
    assert told["certificate"]["passed"]
    assert (tmp_path / "out" / "n.nc").is_file()
    shutil.rmtree(tmp_path / "out")


def test_numbers_that_vary_keep_their_series_once() -> None:
    v = Varied.of(np.array([[1.0, 1.0], [2.0, 3.0]]))
    assert v.items.tolist() == [1]
    assert v.dense().tolist() == [[1.0, 1.0], [2.0, 3.0]]
    assert v.pick(np.array([1])).times(2.0).dense().tolist() == [[4.0, 6.0]]
    assert v.ever(1.0).tolist() == [False, True]


def test_dates_are_read_as_dates(tmp_path: Path) -> None:
    source = read(write_netcdf(rich(), tmp_path / "n.nc"))
    assert source.snapshots == ("2013-03-01T00:00", "2013-03-01T01:00", "2013-03-01T02:00")
