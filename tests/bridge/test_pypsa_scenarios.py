"""Networks with scenarios: capacities once, everything else in each scenario, as PyPSA itself plans them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

import geju
from geju.bridge import pypsa
from geju.core.errors import Faults
from geju.plan.plan import stand
from geju.plan.solution import Solution, solution
from geju.plan.verify import verify
from pypsa_networks import Network
from pypsa_peer import PYTHON, Peer
from pypsa_stochastic import stochastic

EXAMPLES = int(os.environ.get("GEJU_PEER_EXAMPLES", "220"))
OPTIMA: list[float] = []
peers = pytest.mark.skipif(not PYTHON.exists(), reason="make bench sets up the peers' environment")


def solved(imported: Any) -> tuple[str, Solution | None, float]:
    """Status, values and whole cost; the certificate must pass."""
    stated = stand(imported.system, gap=1e-9)
    outcome = stated.model.run()
    if outcome.status != "optimal":
        return outcome.status, None, 0.0
    values = solution(imported.system, stated.programme, outcome)
    certificate = verify(imported.system, values)
    assert certificate.passed, certificate.words()
    return "optimal", values, outcome.objective


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    found = Peer()
    yield found
    found.close()


@pytest.mark.peer
@peers
@given(network=stochastic())
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_a_random_network_with_scenarios_costs_what_it_costs_in_pypsa(
    peer: Peer, tmp_path_factory: Any, network: Network
) -> None:
    """Its file is read, planned and written back; PyPSA then costs the same with the capacities it finds there."""
    folder = tmp_path_factory.mktemp("network")
    path, back = folder / "n.nc", folder / "back.nc"
    neutral = network | {"risk": None}  # a preference of risk is nothing that a file holds
    theirs = peer.ask(neutral, nc=path)
    try:
        imported = pypsa.load(path)
        status, values, ours = solved(imported)
    except Faults as refused:
        status, values, ours = "refused", None, 0.0
        print(refused)
    if theirs["status"] != "optimal":
        assert status != "optimal" or theirs["status"] == "error", theirs
        return
    assert status == "optimal"
    assert ours == pytest.approx(theirs["objective"] + theirs["constant"], rel=1e-6, abs=1e-5)
    assert imported.system.sunk == pytest.approx(theirs["constant"], rel=1e-9, abs=1e-6)
    OPTIMA.append(ours)
    assert values is not None
    imported.write(values, back)
    held = peer.ask(neutral, held=back)
    assert held["status"] == "optimal"
    assert held["objective"] == pytest.approx(theirs["objective"], rel=1e-6, abs=1e-4)
