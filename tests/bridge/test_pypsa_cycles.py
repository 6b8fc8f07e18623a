"""Cycles for the voltage law: closed, independent, enough of them, and short."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geju.bridge.pypsa_cycles import cycle_entries, grown


def cycles(pairs: list[tuple[int, int]], buses: int) -> tuple[np.ndarray, int]:
    """[cycle, branch] the direction in which each cycle runs through each branch, and how many entries there are."""
    ends = [np.array([pair[k] for pair in pairs], dtype=np.int64) for k in (0, 1)]
    weight = np.arange(len(pairs)) + 1.0
    cycle, branch, sign, own = cycle_entries(ends, np.arange(len(pairs)), weight, buses)
    assert (own == weight[branch]).all()
    found = np.zeros((int(cycle.max(initial=-1)) + 1, len(pairs)))
    np.add.at(found, (cycle, branch), sign)
    return found, len(cycle)


def incidence(pairs: list[tuple[int, int]], buses: int) -> np.ndarray:
    """[branch, bus] −1 where a branch begins and +1 where it ends."""
    found = np.zeros((len(pairs), buses))
    for k, (a, b) in enumerate(pairs):
        found[k, a] -= 1
        found[k, b] += 1
    return found


@given(st.integers(1, 12).flatmap(lambda n: st.tuples(
    st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=30))))  # fmt: skip
def test_cycles_are_closed_and_a_basis(drawn: tuple[int, list[tuple[int, int]]]) -> None:
    """Of any graph, with branches side by side, loops of one bus and parts that do not hang together."""
    buses, pairs = drawn
    found, entries = cycles(pairs, buses)
    assert not (found @ incidence(pairs, buses)).any()
    proper = [p for p in pairs if p[0] != p[1]]
    number = len(proper) - np.linalg.matrix_rank(incidence(proper, buses)) if proper else 0
    assert len(found) == number == (np.linalg.matrix_rank(found) if len(found) else 0)
    assert entries == np.abs(found).sum()


def test_squares_of_a_lattice_are_found_one_by_one() -> None:
    """The shortest basis of a lattice is its squares; with a tree alone many cycles go the long way round."""
    side = 8
    bus = np.arange(side * side).reshape(side, side)
    pairs = [*zip(bus[:, :-1].ravel().tolist(), bus[:, 1:].ravel().tolist(), strict=True),
             *zip(bus[:-1].ravel().tolist(), bus[1:].ravel().tolist(), strict=True)]  # fmt: skip
    found, entries = cycles(pairs, side * side)
    assert (len(found), entries) == (49, 4 * 49)


@pytest.mark.parametrize(("buses", "shortest"), [(8, 20), (31, 105)])
def test_a_ring_with_chords_has_a_basis_as_short_as_can_be(buses: int, shortest: int) -> None:
    """Lengths of the minimum cycle basis, worked out once by de Pina's method in another package."""
    pairs = [(i, (i + 1) % buses) for i in range(buses)] + [(i, (i + 5) % buses) for i in range(0, buses, 2)]
    assert cycles(pairs, buses)[1] == shortest


def test_two_branches_side_by_side_are_a_cycle_of_two() -> None:
    found, _ = cycles([(0, 1), (1, 0)], 2)
    assert found.tolist() == [[1.0, 1.0]] or found.tolist() == [[-1.0, -1.0]]


def test_a_forest_leads_every_bus_to_its_root_the_shortest_way() -> None:
    parent, above, depth = grown([np.array([0, 1, 2, 4]), np.array([1, 2, 0, 5])], np.arange(4), 6)
    assert depth.tolist() == [0, 1, 1, 0, 0, 1]
    assert (above[parent >= 0] >= 0).all() and (depth[parent >= 0] == depth[parent[parent >= 0]] + 1).all()
