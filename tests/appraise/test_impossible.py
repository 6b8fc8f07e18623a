"""An import of twenty thousand rows without a plan names what is at fault, and nothing else, before a reader looks away."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import command
import geju
from geju.appraise import impossible
from pypsa_files import network, write_netcdf
from pypsa_networks import Network

BUSES, HOURS = 40, 48
SECONDS = 10.0


def grid() -> Network:
    """A ring with chords: load, an old plant, wind, gas and a battery to be built at every bus, and a cap on emissions."""
    draw, t = np.random.default_rng(7), np.arange(HOURS)
    names = [f"b{i}" for i in range(BUSES)]
    pairs = [(i, (i + 1) % BUSES) for i in range(BUSES)] + [(i, (i + 7) % BUSES) for i in range(0, BUSES, 3)]
    build = {"p_nom_extendable": True, "p_nom_max": 9000.0}
    generators: dict[str, Any] = {}
    for b in names:
        wind = np.clip(draw.uniform(0.1, 0.9) + draw.normal(0, 0.2, HOURS), 0, 1).tolist()
        generators |= {
            f"{b} wind": {"bus": b, "carrier": "wind", "capital_cost": 90.0, "p_max_pu": wind, **build},
            f"{b} gas": {"bus": b, "carrier": "gas", "capital_cost": 60.0, "marginal_cost": 50.0, "efficiency": 0.5, **build},
            f"{b} coal": {"bus": b, "carrier": "coal", "capital_cost": 80.0, "marginal_cost": 20.0, "efficiency": 0.4, **build},
            f"{b} old": {"bus": b, "carrier": "coal", "p_nom": 900.0, "marginal_cost": 30.0, "efficiency": 0.4},
        }  # fmt: skip
    load = 1000 + 200 * np.sin(t / 24 * 2 * np.pi)
    return network(
        HOURS,
        carriers={"gas": {"co2_emissions": 0.2}, "coal": {"co2_emissions": 0.34}, "wind": {}, "AC": {}},
        buses={b: {"carrier": "AC", "v_nom": 380.0} for b in names},
        generators=generators,
        loads={f"{b} load": {"bus": b, "p_set": (load * draw.uniform(0.5, 1.5)).tolist()} for b in names},
        lines={
            f"l{a}-{b}": {
                "bus0": f"b{a}", "bus1": f"b{b}", "x": draw.uniform(5, 40), "s_nom": 300.0, "s_nom_extendable": True,
                "capital_cost": 30.0,
            } for a, b in pairs
        },
        storage_units={
            f"{b} battery": {
                "bus": b, "carrier": "AC", "p_nom_extendable": True, "capital_cost": 40.0, "max_hours": 4.0,
                "efficiency_store": 0.95, "efficiency_dispatch": 0.95, "cyclic_state_of_charge": True,
            } for b in names
        },
        global_constraints={
            "co2": {"type": "primary_energy", "carrier_attribute": "co2_emissions", "sense": "<=", "constant": 5e6},
        },
    )  # fmt: skip


def no_clean_plant(n: Network) -> None:
    n["global_constraints"]["co2"]["constant"] = 0.0
    for name in [name for name in n["generators"] if name.endswith("wind")]:
        del n["generators"][name]


def load_where_nothing_reaches(n: Network) -> None:
    n["buses"]["lonely"] = {"carrier": "AC"}
    n["loads"]["lonely load"] = {"bus": "lonely", "p_set": 100.0}


def line_too_thin(n: Network) -> None:
    n["buses"]["far"] = {"carrier": "AC", "v_nom": 380.0}
    n["loads"]["far load"] = {"bus": "far", "p_set": 100.0}
    n["lines"]["thin"] = {"bus0": "b0", "bus1": "far", "x": 10.0, "s_nom": 60.0}


def level_out_of_reach(n: Network) -> None:
    level = [float("nan")] * HOURS
    level[2] = 900.0
    n["storage_units"]["dam"] = {
        "bus": "b0",
        "carrier": "AC",
        "p_nom": 100.0,
        "max_hours": 10.0,
        "state_of_charge_set": level,
    }


def two_shares_of_wind(n: Network) -> None:
    for name, sense, value in (("most", "<=", 1000.0), ("least", ">=", 2000.0)):
        n["global_constraints"][f"wind {name}"] = {
            "type": "tech_capacity_expansion_limit", "carrier_attribute": "wind", "sense": sense, "constant": value,
        }  # fmt: skip


def more_energy_than_there_is_plant(n: Network) -> None:
    n["generators"]["must"] = {"bus": "b1", "carrier": "gas", "p_nom": 10.0, "e_sum_min": 1e9}


@pytest.mark.parametrize(("spoil", "named"), [
    (no_clean_plant, {"GlobalConstraint co2"}),
    (load_where_nothing_reaches, {"lonely (AC)"}),
    (line_too_thin, {"far (AC)"}),
    (level_out_of_reach, {"StorageUnit dam state_of_charge_set"}),
    (two_shares_of_wind, {"GlobalConstraint wind most", "GlobalConstraint wind least"}),
    (more_energy_than_there_is_plant, {"Generator must e_sum"}),
])  # fmt: skip
def test_what_makes_a_network_impossible_is_named_and_nothing_else(spoil: Any, named: set[str], tmp_path: Path) -> None:
    n = grid()
    spoil(n)
    path = write_netcdf(n, tmp_path / "n.nc")
    begin = time.process_time()
    made = geju.plan(path)
    assert time.process_time() - begin < SECONDS
    assert made.status == "infeasible"
    assert made.size["rows"] > 17_000
    assert {row["quote"] for row in made.conflict} == named
    assert all(row["clashes"] for row in made.conflict)


def test_nothing_is_at_fault_before_the_network_is_spoilt(tmp_path: Path) -> None:
    assert geju.explain(write_netcdf(grid(), tmp_path / "n.nc")) == ()


def test_a_reason_that_is_not_found_in_time_is_no_sign_that_a_plan_exists(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """S006: `conflict` ends as one that time stopped, `plan` as one that has no plan; neither says that nothing clashes."""
    n = grid()
    no_clean_plant(n)
    path = write_netcdf(n, tmp_path / "n.nc")
    with pytest.raises(TimeoutError):
        geju.explain(path, time_limit=0.0)
    assert command.geju(monkeypatch, "conflict", path, "--time-limit", "0", "--json", "--lang", "en") == 3
    said = capsys.readouterr()
    assert json.loads(said.out) == {"status": "limit", "conflict": []} and "[S006]" in said.err
    monkeypatch.setattr(impossible, "SECONDS", 0.0)
    assert command.geju(monkeypatch, "plan", path, "--out", tmp_path / "out", "--lang", "en") == 2
    said = capsys.readouterr()
    assert "[S004]" in said.err and "[S006]" in said.err and "No conflict" not in said.err


def test_the_time_of_a_plan_holds_for_the_question_why_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left of --time-limit goes to the question; without a limit it has its own."""
    asked: list[float] = []
    monkeypatch.setattr(impossible, "impossible", lambda stated, seconds: asked.append(seconds) or ())
    n = grid()
    no_clean_plant(n)
    path = write_netcdf(n, tmp_path / "n.nc")
    for limit in (120.0, float("inf")):
        assert geju.plan(path, time_limit=limit).status == "infeasible"
    assert 8.0 < asked[0] < 120.0 and asked[1] == impossible.SECONDS
