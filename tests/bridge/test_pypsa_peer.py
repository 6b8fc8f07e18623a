"""Random networks have the same optimum here and in PyPSA itself; needs the peers' environment."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from geju.bridge import pypsa
from geju.core.errors import Faults
from geju.plan.plan import stand
from geju.plan.solution import solution
from geju.plan.verify import verify
from pypsa_networks import Network, networks
from pypsa_peer import PYTHON, Peer

pytestmark = [
    pytest.mark.peer,
    pytest.mark.skipif(not PYTHON.exists(), reason="make bench sets up the peers' environment"),
]
# networks, and how many of them must have an optimum to compare: the others are refused or impossible on both sides
DRAWN, LEAST = 270, 200
EXAMPLES = int(os.environ.get("GEJU_PEER_EXAMPLES", DRAWN))
OPTIMA: list[float] = []


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    found = Peer()
    yield found
    found.close()


def total(path: Path) -> tuple[str, float]:
    """Status and whole cost of a network as planned here, ``refused`` where it is; the certificate must pass."""
    try:
        imported = pypsa.load(path)
    except Faults:
        return "refused", math.nan
    stated = stand(imported.system, gap=1e-9)
    outcome = stated.model.run()
    if outcome.status != "optimal":
        return outcome.status, math.nan
    certificate = verify(imported.system, solution(imported.system, stated.programme, outcome))
    assert certificate.passed, certificate.words()
    return "optimal", outcome.objective


@given(network=networks())
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)  # fmt: skip
def test_a_random_network_costs_what_it_costs_in_pypsa(peer: Peer, tmp_path_factory: Any, network: Network) -> None:
    folder = tmp_path_factory.mktemp("network")
    theirs = peer.ask(network, nc=folder / "n.nc", csv=folder / "csv")
    status, ours = total(folder / "n.nc")
    again, same = total(folder / "csv")
    assert status == again
    assert ours == pytest.approx(same, rel=1e-7, nan_ok=True)
    if theirs["status"] != "optimal":
        assert status != "optimal" or theirs["status"] == "error", theirs
        return
    assert ours == pytest.approx(theirs["objective"] + theirs["constant"], rel=1e-6, abs=1e-5)
    OPTIMA.append(ours)
    assert pypsa.load(folder / "n.nc").system.sunk == pytest.approx(theirs["constant"], rel=1e-9, abs=1e-6)


def test_many_of_the_networks_compared_have_an_optimum_that_costs_something() -> None:
    """Runs after the comparison (and fails alone): what is refused or impossible on both sides proves little."""
    assert len(OPTIMA) >= LEAST * EXAMPLES / DRAWN
    assert sum(abs(cost) > 1e-3 for cost in OPTIMA) >= 0.9 * len(OPTIMA)
