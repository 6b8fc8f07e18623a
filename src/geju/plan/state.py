"""State the programme of a system: every equation family in turn."""

from __future__ import annotations

from geju.core.system import System
from geju.plan.blocks import FAMILIES
from geju.plan.lp import Programme


def state(system: System) -> Programme:
    """The programme of a system, not yet assembled."""
    lp = Programme()
    for family in FAMILIES:
        family(lp, system)
    return lp
