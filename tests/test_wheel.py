"""What is installed is whole: the shipped case and the chart bundle travel in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PIP = [sys.executable, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
LOOK = """
import pathlib, sys, geju
case = geju.load("west-china")
print(pathlib.Path(geju.__file__).parent)
print(case.tables["places"].height, len(case.policy.clauses))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel as pip builds it, from what is in this environment and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run([*PIP, "wheel", *options], check=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_the_case_the_words_and_the_charts(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in ("cases/west-china/case.yaml", "cases/west-china/clauses.yaml", "cases/west-china/speech.txt",
                 "core/errors.csv", "report/assets/echarts.min.js"):  # fmt: skip
        assert f"geju/{name}" in names
    assert (
        zipfile.ZipFile(wheel).read("geju/cases/west-china/speech.txt")
        == (ROOT / "cases" / "west-china" / "speech.txt").read_bytes()
    )
    assert not [name for name in names if "__pycache__" in name or "node_modules" in name]


def test_an_installed_wheel_finds_its_own_case(wheel: Path, tmp_path: Path) -> None:
    subprocess.run(
        [*PIP, "install", "--no-deps", "--no-index", "--target", str(tmp_path / "site"), str(wheel)], check=True
    )
    done = subprocess.run(
        [sys.executable, "-c", LOOK], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    where, counts = done.stdout.splitlines()
    assert Path(where) == tmp_path / "site" / "geju"
    assert all(int(count) > 0 for count in counts.split())
