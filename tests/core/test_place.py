"""Places: what a name stands for."""

from __future__ import annotations

import polars as pl
import pytest

from geju.core.place import Places


def made(**parents: str) -> Places:
    rows = [{"place": p, "level": "province" if above else "nation", "parent": above, "groups": ["coast"] if p in ("a",
        "c") else [],
             "population": 2.0} for p, above in parents.items()]  # fmt: skip
    return Places(pl.DataFrame(rows, schema_overrides={"groups": pl.List(pl.String)}))


TREE = made(realm="", a="realm", b="realm", a1="a", c="b")


@pytest.mark.parametrize(("name", "places"), [
    ("realm", {"realm", "a", "b", "a1", "c"}), ("a", {"a", "a1"}), ("a1", {"a1"}), ("coast", {"a", "a1", "c"}),
    ("province", {"a", "b", "a1", "c"}), ("nation", {"realm", "a", "b", "a1", "c"}), ("nowhere", set()),
])  # fmt: skip
def test_a_name_stands_for_its_places_and_all_that_lies_in_them(name: str, places: set[str]) -> None:
    found = TREE.select(name)
    assert set(found) == places and len(found) == len(places)


def test_groups_and_levels_hold_their_places_in_the_order_of_the_table() -> None:
    assert TREE.groups == {"nation": ("realm",), "province": ("a", "b", "a1", "c"), "coast": ("a", "c")}
    assert set(TREE.known()) == {"realm", "a", "b", "a1", "c", "nation", "province", "coast"}


def test_population_counts_persons() -> None:
    assert TREE.population["a"] == 20_000


@pytest.mark.parametrize(("parents", "bad"), [
    ({"a": "b", "b": "a"}, {"a", "b"}), ({"a": "a"}, {"a"}), ({"a": "b", "b": "c", "c": "a", "d": "a"}, {"a", "b", "c"}),
        ({"a": "", "b": "a"}, set()),
])  # fmt: skip
def test_circles_of_parents_are_found(parents: dict[str, str], bad: set[str]) -> None:
    assert set(made(**parents).cycles()) == bad


def test_a_circle_does_not_hang_the_search() -> None:
    assert set(made(a="b", b="a").select("a")) == {"a", "b"}
