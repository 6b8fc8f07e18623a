"""Fresh processes: what all comparisons of this folder have in common."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# the peers' environment; another one may be named
PEER = Path(
    os.environ.get(
        "GEJU_PEER_PYTHON", HERE.parent / ".venv-bench" / ("Scripts" if os.name == "nt" else "bin") / "python"
    )
)
TOLERANCE = 1e-6
# modules keep their compiled form from the first run on, as those of an installed package do, whatever the shell says
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def take(side: list[str], *words: str, told: bool = True) -> dict[str, Any]:
    """One run in a fresh process: what it prints last, where it tells anything."""
    done = subprocess.run([*side, *words], capture_output=True, text=True, check=False, env=COMPILED)
    if done.returncode:
        sys.exit(f"{' '.join([*side, *words])} failed:\n{done.stderr}")
    return dict(json.loads(done.stdout.splitlines()[-1])) if told else {}
