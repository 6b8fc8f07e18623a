"""Programs of others as judges, each in an environment of its own: what is not installed there is skipped, and said so."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
JUDGE = Path(os.environ.get("GEJU_JUDGE_PYTHON", ROOT / ".venv-bench" / "bin" / "python"))


def judge(script: str, *arguments: object) -> str:
    """What a script says there (``GEJU_JUDGE_PYTHON``, else the peers' environment that make bench sets up)."""
    if not JUDGE.exists():
        pytest.skip(
            "no judges here: make test-all sets up PyPSA; GEJU_JUDGE_PYTHON names a Python with pyam and frictionless"
        )
    done = subprocess.run(
        [JUDGE, "-W", "ignore", "-c", script, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    if "ModuleNotFoundError" in done.stderr:
        missing = done.stderr.strip().splitlines()[-1]
        pytest.skip(f"{missing} in {JUDGE}: install it there, or name another Python in GEJU_JUDGE_PYTHON")
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()
