"""Places: provinces, hubs, gateways, markets, and the groups they belong to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl


@dataclass(frozen=True)
class Places:
    """The places of a case, by code. ``frame`` is the table places."""

    frame: pl.DataFrame

    @cached_property
    def parent(self) -> dict[str, str]:
        """Each place's parent ('' for none)."""
        return dict(self.frame.select("place", "parent").rows())

    @cached_property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """Each group and level with its places, in the order of the table."""
        found: dict[str, list[str]] = {}
        for place, level, groups in self.frame.select("place", "level", "groups").rows():
            for group in {level, *(groups or ())}:
                found.setdefault(group, []).append(place)
        return {group: tuple(places) for group, places in found.items()}

    @cached_property
    def population(self) -> dict[str, float]:
        """Residents of each place, persons."""
        return {place: 1e4 * number for place, number in self.frame.select("place", "population").rows()}

    @cached_property
    def within(self) -> dict[str, tuple[str, ...]]:
        """Each place with itself and every place that lies in it."""
        found: dict[str, list[str]] = {place: [] for place in self.parent}
        for place in self.parent:
            above: str | None = place
            for _ in range(len(self.parent)):
                if not above:
                    break
                found[above].append(place)
                above = self.parent.get(above)
        return {place: tuple(inside) for place, inside in found.items()}

    def known(self) -> tuple[str, ...]:
        """Every name a clause may use for places."""
        return (*self.parent, *self.groups)

    def select(self, name: str) -> tuple[str, ...]:
        """The places a name stands for: a place with all that lies in it, or the places of a group with theirs."""
        members = self.groups.get(name) or ((name,) if name in self.parent else ())
        return tuple(dict.fromkeys(inner for place in members for inner in self.within[place]))

    def cycles(self) -> tuple[str, ...]:
        """Places whose chain of parents comes back to themselves."""
        bad = []
        for place in self.parent:
            above, steps = self.parent[place], 0
            while above and above != place and steps <= len(self.parent):
                above, steps = self.parent.get(above, ""), steps + 1
            if above == place:
                bad.append(place)
        return tuple(bad)
