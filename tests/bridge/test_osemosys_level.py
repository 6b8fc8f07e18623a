"""What varies between timeslices spreads to all that is tied to it."""

from __future__ import annotations

import numpy as np

from geju.bridge.osemosys_level import reached


def test_what_varies_spreads_over_ties_in_both_directions_and_no_further() -> None:
    """0–1–2–3 in a row, written in both directions; 4–5 apart; 6 alone."""
    one, two = np.array([1, 1, 3, 5]), np.array([0, 2, 2, 4])
    start = np.zeros(7, dtype=bool)
    start[3] = True
    assert reached(start, one, two).tolist() == [True, True, True, True, False, False, False]
    assert start.sum() == 1
    start[6] = True
    assert reached(start, one, two)[4:].tolist() == [False, False, True]
    assert not reached(np.zeros(7, dtype=bool), one, two).any()
