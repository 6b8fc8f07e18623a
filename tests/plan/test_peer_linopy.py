"""Random networks, written as the tables of a case here and stated plainly in linopy there, have the same optimum."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from networks import draw, write
from toys import solved

ROOT = Path(__file__).parents[2]
SEEDS = range(52)
HALVES = (SEEDS[::2], SEEDS[1::2])

pytestmark = [pytest.mark.peer, pytest.mark.long]


def peer() -> str:
    """A Python that has linopy: this one, or that of the benches."""
    bench = ROOT / ".venv-bench" / "bin" / "python"
    found = sys.executable if find_spec("linopy") else str(bench) if bench.exists() else ""
    if not found:
        pytest.skip("linopy is neither here nor in .venv-bench (make bench sets that up)")
    return found


@pytest.fixture(scope="module")
def optima() -> dict[int, float]:
    """What linopy finds, in two processes side by side."""
    script = str(ROOT / "tests" / "peer_linopy.py")
    asked = [
        subprocess.Popen([peer(), script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in HALVES
    ]
    for process, seeds in zip(asked, HALVES, strict=True):
        assert process.stdin
        process.stdin.write(json.dumps([draw(seed) for seed in seeds]))
        process.stdin.close()
    found: dict[int, float] = {}
    for process, seeds in zip(asked, HALVES, strict=True):
        assert process.stdout
        with process.stdout as said:
            lines = said.read().splitlines()
        assert process.wait() == 0
        found |= dict(zip(seeds, json.loads(lines[-1]), strict=True))
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_network_has_the_same_optimum_in_linopy(seed: int, optima: dict[int, float], tmp_path: Path) -> None:
    assert solved(write(tmp_path, draw(seed))).total == pytest.approx(optima[seed], rel=1e-6)


def test_the_networks_have_something_of_everything() -> None:
    """Several periods, what retires, draws fuel, land and money, emits at a price; and all but a few have something built."""
    nets = [draw(seed) for seed in SEEDS]
    plants = [plant for net in nets for plant in net["plants"]]
    assert {len(net["periods"]) for net in nets} == {1, 2, 3} and {net["blocks"] for net in nets} == {1, 2, 4}
    for key in ("retire", "floor", "fuel", "co2", "land", "money", "shape"):
        assert sum(bool(plant[key]) for plant in plants) > 20, key
    assert sum(bool(net["co2"]) for net in nets) > 20
