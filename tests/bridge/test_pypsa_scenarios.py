"""Networks with scenarios: capacities once, everything else in each scenario, as PyPSA itself plans them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import h5py
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import geju
from geju.bridge import pypsa
from geju.bridge.imported import Imported
from geju.bridge.pypsa_netcdf import read
from geju.core.errors import Faults
from geju.plan.plan import stand
from geju.plan.solution import Solution, solution
from geju.plan.verify import verify
from pypsa_files import network, within, write_csv, write_netcdf
from pypsa_frames import Frame
from pypsa_networks import Network
from pypsa_peer import PYTHON, Peer
from pypsa_stochastic import stochastic

EXAMPLES = int(os.environ.get("GEJU_PEER_EXAMPLES", "60"))
LEAST = 30  # optima that must have been compared when all are drawn; the others are impossible, or stop PyPSA itself
OPTIMA: list[float] = []
FEW = settings(
    max_examples=8, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)  # fmt: skip


def run(imported: Imported) -> tuple[str, Solution | None, float]:
    """Status, values and whole cost; the certificate must pass."""
    stated = stand(imported.system, gap=1e-9)
    outcome = stated.model.run()
    if outcome.status != "optimal":
        return outcome.status, None, 0.0
    values = solution(imported.system, stated.programme, outcome)
    certificate = verify(imported.system, values)
    assert certificate.passed, certificate.words()
    return "optimal", values, outcome.objective


def solved(path: Path, risk: tuple[float, float] | None = None) -> tuple[Imported, Any, float]:
    """What a file says, its values and its whole cost."""
    imported = pypsa.imported(replace(read(path), risk=risk))
    status, values, cost = run(imported)
    assert status == "optimal"
    return imported, values, cost


def total(path: Path) -> tuple[str, float]:
    """Status and whole cost of what a file says; what storage emits over many years is refused with scenarios and without."""
    try:
        status, _, cost = run(pypsa.load(path))
    except Faults as refused:
        return ", ".join(sorted({f.code for f in refused.faults} - {"B027"})) or "refused", 0.0
    return status, cost


def plant(**share: float) -> Network:
    """One plant to build for 30 a MW that runs at 2, where power that is short costs 50; 10 or 20 MW are asked for."""
    n = network(
        1,
        buses={"b": {"carrier": "AC"}},
        carriers={"gas": {"co2_emissions": 0.5}, "AC": {}},
        loads={"l": {"bus": "b", "p_set": 10.0}},
        generators={
            "g": {"bus": "b", "carrier": "gas", "p_nom": 1.0, "p_nom_extendable": True, "capital_cost": 30.0,
                  "marginal_cost": 2.0},
            "short": {"bus": "b", "carrier": "AC", "p_nom": 99.0, "marginal_cost": 50.0},
        },
    )  # fmt: skip
    return n | {"scenarios": share, "differences": {"high": {"loads": {"l": {"p_set": 20.0}}}}}


def test_what_is_likely_enough_is_built_for(tmp_path: Path) -> None:
    """The second ten megawatts save 48 with the probability of the high demand, and cost 30."""
    imported, values, cost = solved(write_netcdf(plant(low=0.25, high=0.75), tmp_path / "n.nc"))
    assert cost == pytest.approx(20 * 30 + 0.25 * 10 * 2 + 0.75 * 20 * 2)
    assert imported.system.sunk == pytest.approx(30.0)
    told = imported.results(values)
    assert told["generators"].rows() == [
        ("low", "g", 20.0), ("low", "short", 99.0), ("high", "g", 20.0), ("high", "short", 99.0)
    ]  # fmt: skip
    assert told["buses-marginal_price"]["b"].to_list() == pytest.approx([0.25 * 2, 0.75 * 2 + 30])
    imported, values, cost = solved(write_netcdf(plant(low=0.5, high=0.5), tmp_path / "n.nc"))
    assert cost == pytest.approx(10 * 30 + 10 * 2 + 0.5 * 10 * 50)
    assert imported.results(values)["generators"]["p_nom_opt"].to_list() == pytest.approx([10.0, 99.0, 10.0, 99.0])
    assert imported.results(values)["generators-p"].rows() == [("low", "0", 10.0, 0.0), ("high", "0", 10.0, 10.0)]


@pytest.mark.parametrize(
    ("alpha", "omega", "expected"),
    [
        (0.5, 1.0, 20 * 30 + 20 * 2),  # the dearer half alone
        (0.5, 0.5, 20 * 30 + 0.5 * 30 + 0.5 * 40),
        (0.5, 0.2, 10 * 30 + 0.8 * (0.5 * 20 + 0.5 * 520) + 0.2 * 520),
        (
            0.25,
            0.2,
            10 * 30 + 0.8 * 270 + 0.2 * (0.5 * 520 + 0.25 * 20) / 0.75,
        ),  # the tail takes in part of the cheap half
        (0.9, 0.0, 10 * 30 + 270),
    ],
)
def test_a_preference_of_risk_weighs_the_dearest_scenarios(
    tmp_path: Path, alpha: float, omega: float, expected: float
) -> None:
    assert solved(write_netcdf(plant(low=0.5, high=0.5), tmp_path / "n.nc"), (alpha, omega))[2] == pytest.approx(
        expected
    )


def test_capacity_lies_within_the_bounds_of_every_scenario_and_costs_what_is_expected(tmp_path: Path) -> None:
    n = plant(low=0.25, high=0.75)
    n["differences"]["low"] = {"generators": {"g": {"p_nom_max": 15.0, "capital_cost": 10.0}}}
    n["differences"]["high"]["generators"] = {"g": {"p_nom_min": 12.0, "capital_cost": 20.0}}
    imported, values, cost = solved(write_netcdf(n, tmp_path / "n.nc"))
    assert imported.results(values)["generators"]["p_nom_opt"][0] == pytest.approx(15.0)
    assert cost == pytest.approx(15 * 17.5 + 0.25 * 10 * 2 + 0.75 * (15 * 2 + 5 * 50))
    n["differences"]["low"]["generators"]["g"]["p_nom_max"] = 11.0
    with pytest.raises(Faults, match="B022"):
        pypsa.load(write_netcdf(n, tmp_path / "n.nc"))


def test_a_limit_holds_in_each_scenario_and_has_its_price_in_each(tmp_path: Path) -> None:
    n = plant(low=0.25, high=0.75)
    n["global_constraints"]["co2"] = {"type": "primary_energy", "sense": "<=", "constant": 9.0}
    n["differences"]["high"]["global_constraints"] = {"co2": {"constant": 6.0}}
    imported, values, cost = solved(write_netcdf(n, tmp_path / "n.nc"))
    assert cost == pytest.approx(12 * 30 + 0.25 * 20 + 0.75 * (12 * 2 + 8 * 50))
    told = imported.results(values)
    assert told["generators-p"]["g"].to_list() == pytest.approx([10.0, 12.0])
    assert told["global_constraints"]["mu"].to_list() == pytest.approx([0.0, -(0.75 * 48 - 30) / 0.5])


def test_what_is_stored_stays_in_its_scenario(tmp_path: Path) -> None:
    """A store brings 4 MWh at a cost of 1 each; what it may hold is to choose, 4 MWh for both scenarios."""
    n = plant(low=0.5, high=0.5)
    n["stores"]["e"] = {
        "bus": "b",
        "e_nom_extendable": True,
        "capital_cost": 3.0,
        "e_initial": 4.0,
        "marginal_cost": 1.0,
    }
    n["differences"]["high"]["stores"] = {"e": {"e_initial": 6.0, "marginal_cost": 0.5}}
    imported, values, cost = solved(write_netcdf(n, tmp_path / "n.nc"))
    told = imported.results(values)
    assert told["stores-p"]["e"].to_list() == pytest.approx([4.0, 6.0])
    assert told["stores-e"]["e"].to_list() == pytest.approx([0.0, 0.0], abs=1e-9)
    assert told["generators"]["p_nom_opt"][0] == pytest.approx(6.0)
    assert cost == pytest.approx(6 * 30 + 0.5 * (6 * 2 + 4) + 0.5 * (6 * 2 + 8 * 50 + 3))


def test_growth_keeps_to_the_least_limit_of_any_scenario(tmp_path: Path) -> None:
    n = network(
        1, (2030, 2040), carriers={"gas": {"max_growth": 50.0, "max_relative_growth": 2.0}}, buses={"b": {"carrier": "AC"}},
        loads={"l": {"bus": "b", "p_set": [10.0, 30.0]}},
        generators={
            "short": {"bus": "b", "p_nom": 99.0, "marginal_cost": 90.0},
            **{f"g{y}": {"bus": "b", "carrier": "gas", "p_nom_extendable": True, "capital_cost": 1.0, "build_year": y,
                         "lifetime": 99.0} for y in (2030, 2040)},
        },
    )  # fmt: skip
    n |= {"scenarios": {"a": 0.5, "z": 0.5}, "differences": {"z": {"carriers": {"gas": {"max_growth": 8.0}}}}}
    n["differences"]["a"] = {"carriers": {"gas": {"max_relative_growth": 0.25}}}
    imported, values, _ = solved(write_netcdf(n, tmp_path / "n.nc"))
    built = dict(imported.results(values)["generators"].select("name", "p_nom_opt").rows())
    assert (built["g2030"], built["g2040"]) == pytest.approx((8.0, 8.0 + 0.25 * 8.0))


def given_only(n: Network) -> Network:
    """The network with no capacity to choose."""
    n = deepcopy(n)
    for kind in ("generators", "lines", "transformers", "links", "processes", "stores", "storage_units"):
        for name, row in n[kind].items():
            for key in [k for k in row if k.endswith(("_nom_extendable", "_nom_set"))]:
                del row[key]
            for one in n["differences"].values():
                one.get(kind, {}).get(name, {}).pop("p_nom", None)
    return n


@FEW
@given(network=stochastic())
def test_where_nothing_is_to_choose_the_scenarios_cost_what_they_cost_apart(
    tmp_path_factory: Any, network: Network
) -> None:
    folder, n = tmp_path_factory.mktemp("apart"), given_only(network)
    status, cost = total(write_netcdf(n, folder / "n.nc"))
    apart = [total(write_netcdf(within(n, s), folder / f"{s}.nc")) for s in n["scenarios"]]
    if status != "optimal":
        assert status in ("refused", "infeasible") and status in [found for found, _ in apart]
        return
    expected = sum(share * found for share, (_, found) in zip(n["scenarios"].values(), apart, strict=True))
    assert cost == pytest.approx(expected, rel=1e-7, abs=1e-6)


@FEW
@given(network=stochastic())
def test_scenarios_alike_are_the_network_itself_and_others_cost_no_less_than_apart(
    tmp_path_factory: Any, network: Network
) -> None:
    folder = tmp_path_factory.mktemp("alike")
    plain = within(network | {"differences": {}}, "")
    status, alone = total(write_netcdf(plain, folder / "plain.nc"))
    same, cost = total(write_netcdf(network | {"differences": {}}, folder / "n.nc"))
    assert same == status
    assert cost == pytest.approx(alone, rel=1e-7, abs=1e-6)
    status, cost = total(write_netcdf(network, folder / "n.nc"))
    if status == "optimal":
        apart = [total(write_netcdf(within(network, s), folder / f"{s}.nc"))[1] for s in network["scenarios"]]
        assert cost >= sum(a * b for a, b in zip(network["scenarios"].values(), apart, strict=True)) - 1e-5 * abs(cost)


def test_results_go_back_with_their_scenarios(tmp_path: Path) -> None:
    n = plant(low=0.25, high=0.75)
    n["stores"] = {"e": {"bus": "b", "e_nom_extendable": True, "capital_cost": 1.0, "e_cyclic": True}}
    n["lines"] = {"x": {"bus0": "b", "bus1": "c", "x": 0.1, "s_nom": 3.0}}
    n["buses"]["c"] = {"carrier": "AC"}
    path = write_netcdf(n, tmp_path / "n.nc")
    made = geju.plan(path)
    made.save(tmp_path / "out")
    with h5py.File(path) as old, h5py.File(tmp_path / "out" / "n.nc") as new:
        assert set(old) < set(new)
        assert new["generators_p_nom_opt"][()].tolist() == [[20.0, 99.0], [20.0, 99.0]]
        assert new["generators_t_p"].shape == (1, 2, 2)
        assert new["generators_t_p"][0, :, 0].tolist() == pytest.approx([10.0, 20.0])
        assert [[scale.name for scale in dim.values()] for dim in new["generators_t_p"].dims] == [
            ["/snapshots"], ["/scenario"], ["/generators_t_p_i"]
        ]  # fmt: skip
        assert [scale.name for scale in new["lines_s_nom_opt"].dims[0].values()] == ["/scenario"]
    assert solved(tmp_path / "out" / "n.nc")[2] == pytest.approx(made.objective + made.system.sunk)
    shared = made.tables["capacity"].filter(made.tables["capacity"]["process"] == "g")
    assert shared["capacity"].to_list() == [20.0]


def live() -> SimpleNamespace:
    """What PyPSA shows of the plant with two scenarios, the likelier before the other in frames."""
    both = [("high", "g"), ("high", "short"), ("low", "g"), ("low", "short")]
    plants = [["b", 1.0, True, 30.0, 2.0], ["b", 99.0, False, 0.0, 50.0]] * 2
    return SimpleNamespace(
        name="live", snapshots=[0], has_scenarios=True, scenarios=["low", "high"],
        scenario_weightings=Frame([[0.5], [0.5]], ["low", "high"], ["weight"]),
        snapshot_weightings=Frame([[1.0] * 3], [0], ["objective", "stores", "generators"]),
        buses=Frame([["AC"]] * 2, [("high", "b"), ("low", "b")], ["carrier"]),
        loads=Frame([["b"]] * 2, [("high", "l"), ("low", "l")], ["bus"]),
        loads_t={"p_set": Frame([[10.0, 20.0]], [0], [("low", "l"), ("high", "l")])},
        generators=Frame(plants, both, ["bus", "p_nom", "p_nom_extendable", "capital_cost", "marginal_cost"]),
        generators_t={}, buses_t={}, investment_periods=[],
        risk_preference=None,
    )  # fmt: skip


def test_a_live_network_with_scenarios_is_read_and_written_to(tmp_path: Path) -> None:
    network = live()
    made = geju.plan(geju.load(network))
    assert made.objective + made.system.sunk == pytest.approx(10 * 30 + 10 * 2 + 0.5 * 10 * 50)
    made.save(tmp_path)
    assert network.generators.data["p_nom_opt"].tolist() == pytest.approx([10.0, 99.0, 10.0, 99.0])
    found = {name: values.tolist() for name, values in network.generators_t["p"].data.items()}
    assert found == {("high", "g"): [10.0], ("high", "short"): [10.0], ("low", "g"): [10.0], ("low", "short"): [0.0]}
    network = live()
    network.risk_preference = {"alpha": 0.5, "omega": 1.0}
    made = geju.plan(geju.load(network))
    assert made.objective + made.system.sunk == pytest.approx(20 * 30 + 20 * 2)


def test_a_figure_is_changed_in_all_scenarios(tmp_path: Path) -> None:
    imported = pypsa.load(write_netcdf(plant(low=0.25, high=0.75), tmp_path / "n.nc"))
    assert run(imported.change("generators.g.marginal_cost", "4"))[2] == pytest.approx(
        600 + 0.25 * 10 * 4 + 0.75 * 20 * 4
    )


DIFFERENT: list[tuple[str, str, str, Any]] = [
    ("generators", "g", "carrier", "AC"),
    ("generators", "g", "p_nom_extendable", False),
    ("generators", "g", "lifetime", 5.0),
    ("generators", "short", "bus", "c"),
    ("loads", "l", "sign", 1.0),
    ("loads", "l", "active", False),
    ("links", "k", "delay", 1.0),
    ("lines", "x", "x", 0.2),
    ("transformers", "t", "s_nom", 7.0),
]


@pytest.mark.parametrize(("kind", "name", "attribute", "value"), DIFFERENT)
def test_what_may_not_differ_is_refused_by_name(
    tmp_path: Path, kind: str, name: str, attribute: str, value: object
) -> None:
    n = plant(low=0.25, high=0.75)
    n["buses"]["c"] = {"carrier": "AC"}
    n["generators"]["g"] |= {"lifetime": 9.0}
    n["loads"]["l"] |= {"sign": -1.0, "active": True}
    n["links"]["k"] = {"bus0": "b", "bus1": "c", "p_nom": 1.0, "delay": 0.0}
    n["lines"]["x"] = {"bus0": "b", "bus1": "c", "x": 0.1, "s_nom": 3.0}
    n["transformers"]["t"] = {"bus0": "b", "bus1": "c", "x": 0.1, "s_nom": 3.0}
    solved(write_netcdf(n, tmp_path / "n.nc"))
    n["differences"]["high"].setdefault(kind, {}).setdefault(name, {})[attribute] = value
    with pytest.raises(Faults) as refused:
        pypsa.load(write_netcdf(n, tmp_path / "n.nc"))
    assert {f.code for f in refused.value.faults} == {"B031"}
    assert f"'{name}'" in str(refused.value) and "low and high" in str(refused.value)


def test_what_is_wrong_is_told_once_and_with_its_scenario_where_it_is_one(tmp_path: Path) -> None:
    n = plant(low=0.25, high=0.75)
    n["generators"]["g"]["committable"] = True
    n["differences"]["high"]["generators"] = {"short": {"p_max_pu": [0.5]}}
    n["differences"]["high"]["loads"]["l"]["p_set"] = float("nan")
    with pytest.raises(
        Faults
    ) as refused:  # a series of one scenario is one of blanks in the others, as PyPSA writes it
        pypsa.load(write_netcdf(n, tmp_path / "n.nc"))
    assert sorted((f.code, f.where.name) for f in refused.value.faults) == [
        ("B012", "Generator 'g'"), ("B014", "Generator 'short'")
    ]  # fmt: skip
    n["generators"]["g"]["committable"] = False
    n["generators"]["short"]["p_max_pu"] = [0.5]
    n["differences"]["high"]["generators"] = {"short": {"p_max_pu": [float("nan")]}}
    with pytest.raises(Faults) as refused:
        pypsa.load(write_netcdf(n, tmp_path / "n.nc"))
    assert [(f.code, f.where.name) for f in refused.value.faults] == [("B014", "Generator 'short' (high)")]


def test_limits_that_pypsa_does_not_know_with_scenarios_are_refused(tmp_path: Path) -> None:
    n = plant(low=0.25, high=0.75)
    room = {"type": "tech_capacity_expansion_limit", "carrier_attribute": "gas", "sense": "<=", "constant": 5.0}
    n["global_constraints"]["room"] = room
    n["differences"]["high"]["buses"] = {"b": {"nom_max_gas": 7.0}}
    with pytest.raises(Faults) as refused:
        pypsa.load(write_netcdf(n, tmp_path / "n.nc"))
    assert [f.code for f in refused.value.faults] == ["B032", "B032"]
    assert "room" in str(refused.value) and "nom_max_gas" in str(refused.value)


def test_scenarios_without_probabilities_are_refused(tmp_path: Path) -> None:
    n = plant(low=0.25, high=0.75)
    path = write_netcdf(n, tmp_path / "n.nc")
    with h5py.File(path, "r+") as file:
        del file["scenario_weight"]
    with pytest.raises(Faults, match=r"B010[\s\S]*low, high"):
        pypsa.load(path)
    folder = write_csv(within(n, "low"), tmp_path / "csv")
    (folder / "scenarios.csv").write_text("scenario,weight\nlow,0.5\nhigh,0.5\n")
    with pytest.raises(Faults, match=r"B010[\s\S]*low, high"):
        pypsa.load(folder)


def test_clauses_are_refused_with_scenarios(tmp_path: Path) -> None:
    path = write_netcdf(plant(low=0.25, high=0.75), tmp_path / "n.nc")
    (tmp_path / "text.txt").write_text("要多建。", encoding="utf-8")
    clause = {"id": "more", "quote": "要多建", "theme": "toy", "treat": "modelled",
              "require": {"capacity": {"tags": ["gas"]}, "at_least": {"0": "30 MW"}}}  # fmt: skip
    (tmp_path / "c.yaml").write_text(
        "policy: toy\ntitle: {zh: 例, en: Toy}\ntext: text.txt\ndate: 2030-01-01\nclauses:\n  - " + json.dumps(clause),
        encoding="utf-8",
    )
    with pytest.raises(Faults, match=r"B033[\s\S]*low, high"):
        geju.plan(path, clauses=tmp_path / "c.yaml")


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    found = Peer()
    yield found
    found.close()


@pytest.mark.peer
@pytest.mark.skipif(not PYTHON.exists(), reason="make bench sets up the peers' environment")
@given(network=stochastic())
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_a_random_network_with_scenarios_costs_what_it_costs_in_pypsa(
    peer: Peer, tmp_path_factory: Any, network: Network
) -> None:
    """PyPSA's file is read, planned and written back; with the capacities it finds there PyPSA comes to the same cost."""
    folder = tmp_path_factory.mktemp("network")
    path, back = folder / "n.nc", folder / "back.nc"
    theirs = peer.ask(network, nc=path)
    try:
        risk = network["risk"] and tuple(network["risk"])  # which files do not hold
        imported = pypsa.imported(replace(read(path), risk=risk))
        status, values, ours = run(imported)
    except Faults as refused:
        status, values, ours = str(refused), None, 0.0
    if theirs["status"] != "optimal":
        assert status != "optimal" or theirs["status"] == "error", theirs
        return
    assert status == "optimal"
    assert values is not None
    assert ours == pytest.approx(theirs["objective"] + theirs["constant"], rel=1e-6, abs=1e-5)
    assert imported.system.sunk == pytest.approx(theirs["constant"], rel=1e-9, abs=1e-6)
    OPTIMA.append(ours)
    imported.write(values, back)
    held = peer.ask(network, held=back)
    assert held["status"] == "optimal"
    assert held["objective"] == pytest.approx(theirs["objective"], rel=1e-6, abs=1e-4)


@pytest.mark.peer
@pytest.mark.skipif(not PYTHON.exists(), reason="make bench sets up the peers' environment")
def test_many_of_the_networks_compared_have_an_optimum() -> None:
    """Runs after the comparison (and fails alone): what is refused or impossible on both sides proves little."""
    assert len(OPTIMA) >= LEAST * EXAMPLES / 60
