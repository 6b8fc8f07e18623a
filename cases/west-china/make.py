"""Facts to tables: writes places.csv and the tables of every sector. Deterministic; a test fails when they are stale.

    python cases/west-china/make.py [--out FOLDER]

A sector is a folder with a ``make.py`` that has ``make(facts, out)``: it writes its tables into ``out``, its own folder.
Its other modules are imported by the name of the folder (``from energy.plants import …``).
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import bounds  # noqa: E402
import places  # noqa: E402
from facts import Facts  # noqa: E402

SECTORS = YAML(typ="safe").load(HERE / "case.yaml")["sectors"]


def make(out: Path = HERE) -> None:
    """Write every table of the case below ``out``."""
    facts = Facts()
    places.make(facts, out)
    bounds.make(facts, out)
    for sector in SECTORS:
        import_module(f"{sector}.make").make(facts, out / sector)
    import_module("back-cast.make").make(facts, out / "back-cast", out / "freight")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write into (the case itself)")
    make(parser.parse_args().out)
