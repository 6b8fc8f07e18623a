"""PyPSA in a process of its own, asked with the networks of ``pypsa_networks``."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from pypsa_networks import Network

ROOT = Path(__file__).resolve().parents[1]
PYTHON = Path(os.environ.get("GEJU_PEER_PYTHON", ROOT / ".venv-bench" / "bin" / "python"))


class Peer:
    """PyPSA in its own process."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [str(PYTHON), str(ROOT / "tests" / "pypsa_worker.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=None if os.environ.get("GEJU_PEER_TALKS") else subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def ask(self, network: Network, held: Path | None = None, **export: Path) -> dict[str, Any]:
        """What comes out, with the capacities that the file ``held`` says are best if there is one; ``export`` is written."""
        assert self.process.stdin and self.process.stdout
        more = {"export": {k: str(v) for k, v in export.items()}, "held": str(held) if held else ""}
        self.process.stdin.write(json.dumps(network | more) + "\n")
        self.process.stdin.flush()
        for line in self.process.stdout:
            if line.startswith("ANSWER "):
                return dict(json.loads(line.removeprefix("ANSWER ")))
        raise AssertionError("the peer has died")

    def close(self) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)
