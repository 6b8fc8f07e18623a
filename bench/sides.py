"""Fresh processes: what all comparisons of this folder have in common."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BIN = "Scripts" if os.name == "nt" else "bin"
# the peers' environments; other ones may be named
PEER = Path(os.environ.get("GEJU_PEER_PYTHON", HERE.parent / ".venv-bench" / BIN / "python"))
TZ = Path(os.environ.get("TZ_OSEMOSYS_PYTHON", HERE.parent / ".venv-tz" / BIN / "python"))
TOLERANCE = 1e-6
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # the sides run as they are installed: compiled once


def take(side: list[str], *words: str, told: bool = True) -> dict[str, Any]:
    """One run in a fresh process: what it prints last, where it tells anything."""
    done = subprocess.run([*side, *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join([*side, *words])} failed:\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1])) if told else {}
