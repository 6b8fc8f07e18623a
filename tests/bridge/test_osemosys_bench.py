"""The models that the bench makes up are the same in both forms, and have the optimum that tz-osemosys finds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import geju

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
PYTHON = Path(os.environ.get("TZ_OSEMOSYS_PYTHON", ROOT / ".venv-tz" / "bin" / "python"))
OWN = ("StorageBalanceDay", "StorageBalanceSeason")  # of tz-osemosys alone


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The small model as a data file and as a folder."""
    place = tmp_path_factory.mktemp("made")
    forms = place / "small.txt", place / "small"
    for form in forms:
        subprocess.run([sys.executable, str(BENCH / "osemosys_make.py"), "small", str(form)], check=True)
    return forms


def test_file_and_folder_hold_the_same_model(made: tuple[Path, Path]) -> None:
    file, folder = made
    for name in OWN:
        (folder / f"{name}.csv").rename(folder / f"{name}.kept")
    try:
        one, other = geju.plan(file), geju.plan(folder)
    finally:
        for name in OWN:
            (folder / f"{name}.kept").rename(folder / f"{name}.csv")
    assert one.total == pytest.approx(other.total, rel=1e-9)
    assert one.total > 0


@pytest.mark.parametrize(
    "name",
    [
        "ReserveMargin", "TotalTechnologyAnnualActivityLowerLimit", "TotalTechnologyAnnualActivityUpperLimit",
        "AnnualEmissionLimit", "EmissionsPenalty", "CapitalCostStorage", "TotalAnnualMaxCapacity",
    ],
)  # fmt: skip
def test_every_rule_of_the_model_costs_something(made: tuple[Path, Path], tmp_path: Path, name: str) -> None:
    text = made[0].read_text(encoding="utf-8")
    begin = text.index(f"param {name} default")
    end = text.index(";", begin)
    without = tmp_path / "without.txt"
    without.write_text(text[:begin] + text[begin:end].split("\n")[0] + "\n" + text[end:], encoding="utf-8")
    assert geju.plan(without).total < geju.plan(made[0]).total * (1 - 1e-6)


@pytest.mark.peer
@pytest.mark.skipif(not PYTHON.exists(), reason="make bench sets up the environment of tz-osemosys")
def test_tz_osemosys_finds_the_same_optimum(made: tuple[Path, Path], tmp_path: Path) -> None:
    file, folder = made
    words = [str(PYTHON), str(BENCH / "osemosys_tz.py"), str(folder), str(tmp_path / "out.nc"), "ipx"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["total"] == pytest.approx(geju.plan(file).total, rel=1e-6)
