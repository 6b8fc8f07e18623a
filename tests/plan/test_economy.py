"""What a unit built adds to the cost of the horizon, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geju.core.calendar import typical
from geju.plan.economy import annuity, recovery, salvage

TWO = typical(("2030", "2035"), np.array([5.0, 5.0]), 0.0, {"year": 365.0}, 1)
RATE = typical(("2030", "2035"), np.array([5.0, 5.0]), 0.1, {"year": 365.0}, 1)


def test_without_interest_an_annuity_is_the_part_of_life_inside_the_horizon() -> None:
    """1000 over 20 years: built in 2030 it serves 10 of them (500), built in 2035 5 (250)."""
    cost = annuity(np.array([[1000.0, 1000.0]]), np.array([20.0]), 0.0, TWO)
    assert cost == pytest.approx(np.array([[500.0, 250.0]]))


def test_without_interest_salvage_gives_the_same_as_the_annuity() -> None:
    """What is left after 10 of 20 years is half, after 5 three quarters."""
    cost = salvage(np.array([[1000.0, 1000.0]]), np.array([20.0]), 0.0, TWO)
    assert cost == pytest.approx(np.array([[500.0, 250.0]]))


def test_salvage_discounts_building_and_what_is_left() -> None:
    """Built in 2035 with a life of 20: 1000/1.1^5 less 1000·(1 − 5/20)/1.1^10 = 620.92 − 289.16 = 331.76."""
    cost = salvage(np.array([[1000.0, 1000.0]]), np.array([20.0]), 0.1, RATE)
    assert cost[0, 1] == pytest.approx(331.76, abs=0.01)


def test_nothing_is_left_of_what_dies_inside_the_horizon() -> None:
    assert salvage(np.array([[1000.0, 0.0]]), np.array([5.0]), 0.1, RATE)[0, 0] == pytest.approx(1000)


def test_the_annuities_of_a_whole_life_are_worth_what_was_paid() -> None:
    """Paid at the end of each of 20 years at 10 %: 1000 · 0.11746 · 8.5136 = 1000."""
    yearly = 1000 * recovery(np.array([20.0]), 0.1)[0]
    assert sum(yearly * 1.1**-k for k in range(1, 21)) == pytest.approx(1000)
