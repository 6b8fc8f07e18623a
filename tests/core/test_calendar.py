"""Time: periods, seasons and slices, how they lie in each other and what a year of each counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geju.core.calendar import HOURS, Calendar, Timed, discount, typical

TWO = typical(("2030", "2035"), np.array([5.0, 5.0]), 0.05, {"dry": 73, "wet": 292}, 2)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    periods = draw(st.integers(1, 3))
    days = draw(st.lists(st.floats(1, 200), min_size=1, max_size=4))
    years = np.array(draw(st.lists(st.floats(1, 10), min_size=periods, max_size=periods)))
    names = tuple(str(2030 + 5 * y) for y in range(periods))
    return typical(
        names, years, 0.05, {f"s{i}": d for i, d in enumerate(days)}, draw(st.sampled_from((1, 2, 3, 6, 24)))
    )


@given(calendars())
def test_the_weights_of_every_level_sum_to_one_in_every_period(calendar: Calendar) -> None:
    for level in calendar.levels:
        assert np.bincount(level.period, level.weight) == pytest.approx(np.ones(len(calendar.periods)))


@given(calendars())
def test_a_slot_weighs_as_much_as_the_slots_that_lie_in_it(calendar: Calendar) -> None:
    for fine in (1, 2):
        for coarse in range(fine):
            above = calendar.ancestor(fine, coarse)
            assert np.bincount(above, calendar.levels[fine].weight) == pytest.approx(calendar.levels[coarse].weight)
            assert (calendar.levels[coarse].period[above] == calendar.levels[fine].period).all()


@given(calendars())
def test_the_cycle_of_every_slot_comes_back_to_it_inside_its_own_cycle(calendar: Calendar) -> None:
    """A slice turns in its day, a season in its year; a year runs through the horizon."""
    for number, level in enumerate(calendar.levels):
        prev = level.prev % level.size
        assert sorted(prev) == list(range(level.size))
        group = np.zeros(level.size) if number == 0 else level.parent
        assert (group[prev] == group).all()
        assert level.first.sum() == len(set(group.tolist()))


@given(calendars(), st.integers(0, 2), st.integers(0, 2))
def test_where_two_levels_meet_the_shares_fill_the_second(calendar: Calendar, one: int, two: int) -> None:
    (meet,) = calendar.meetings(np.array([one]), np.array([two]))
    assert meet.fine == max(one, two) and len(meet.slot) == calendar.levels[meet.fine].size
    filled = np.bincount(meet.other, meet.share, calendar.levels[two].size)
    assert filled == pytest.approx(np.ones(calendar.levels[two].size) if one >= two else np.bincount(meet.other))
    assert (calendar.levels[one].period[meet.slot] == calendar.levels[two].period[meet.other]).all()


def test_pairs_of_levels_are_grouped_and_none_is_lost() -> None:
    first, second = np.array([2, 0, 2, 1]), np.array([1, 0, 1, 2])
    groups = {(m.first, m.second): m.chosen.tolist() for m in TWO.meetings(first, second)}
    assert groups == {(0, 0): [1], (1, 2): [3], (2, 1): [0, 2]}


def test_slots_are_named_by_season_and_hour() -> None:
    assert TWO.levels[2].label[:4] == ("dry/00", "dry/12", "wet/00", "wet/12") and TWO.levels[1].label[:2] == (
        "dry",
        "wet",
    )
    assert [level.size for level in TWO.levels] == [2, 4, 8]
    assert TWO.level("season") == 1


def test_hours_are_those_a_store_lives_through() -> None:
    """A block of a typical day, a season of the year, all the years of a period."""
    assert TWO.levels[2].hours.tolist() == [12.0] * 8
    assert TWO.levels[1].hours == pytest.approx([0.2 * HOURS, 0.8 * HOURS] * 2)
    assert TWO.levels[0].hours == pytest.approx([5 * HOURS] * 2)


def test_slots_of_many_items_stand_one_after_another() -> None:
    assert TWO.starts(np.array([0, 2, 1])).tolist() == [0, 2, 10, 14]
    assert TWO.starts(np.zeros(0, dtype=int)).tolist() == [0]


def test_a_period_is_discounted_year_by_year() -> None:
    """Σ 1.05^−k for k = 0…4 is 4.545951 and for k = 5…9 3.561871."""
    assert discount(np.array([5.0, 5.0]), 0.05) == pytest.approx([4.545951, 3.561871], abs=1e-6)
    assert discount(np.array([5.0, 5.0]), 0.0) == pytest.approx([5, 5])


def test_a_timed_value_is_a_scale_times_its_row() -> None:
    timed = Timed(np.array([2.0, 3.0]), np.array([0, 1]))
    assert timed.over(np.array([[1.0, 1.0], [0.5, 2.0]]), np.array([1, 0])).tolist() == [[1.5, 6.0], [2.0, 2.0]]
