"""Herds and what people eat: meat and milk by province, feed, and the grain that people and works take."""

from __future__ import annotations

from facts import PERIODS, Fact, Facts, derive
from grain.fields import provinces

MEATS = ("pork", "poultry", "beef", "mutton")


def meat(facts: Facts, place: str) -> Fact:
    """Meat of a province, Mt/yr: its part of 2018 in the national output of 2023."""
    own, nation, now = (
        facts.get("grain.meat", place, 2018),
        facts.get("grain.meat", "CN", 2018),
        facts.get("grain.meat", "CN", 2023),
    )
    how = "part of 2018 in the national output of 2023"
    return derive(own.value / nation.value * now.value / 100, "Mt/yr", how, own, nation, now)


def milk(facts: Facts, place: str) -> Fact:
    """Milk of a province, Mt/yr: of 2023 where it is known; else its part of 2018 in what is left of the nation."""
    known = facts.by_place("grain.milk", 2023)
    if place in known:
        return derive(known[place].value / 100, "Mt/yr", "", known[place])
    nation = facts.get("grain.milk", "CN", 2023)
    rest = {p: f for p, f in facts.by_place("grain.milk", 2018).items() if p not in known}
    left = nation.value - sum(f.value for f in known.values())
    how = "part of 2018 in what the provinces with figures of 2023 leave of the nation"
    value = left * rest[place].value / sum(f.value for f in rest.values()) / 100
    return derive(value, "Mt/yr", how, rest[place], nation)


def feed_of_meat(facts: Facts) -> Fact:
    """Feed grain to a tonne of meat, the mix of the nation, t/t."""
    parts = [(facts.get(f"grain.animal.{m}", "CN", 2023), facts.get(f"grain.feed.{m}", "CN")) for m in MEATS]
    value = sum(amount.value * rate.value for amount, rate in parts) / sum(amount.value for amount, _ in parts)
    return derive(
        value, "t/t", "mean of pork, poultry, beef and mutton in the nation", *(f for pair in parts for f in pair)
    )


def eaten(facts: Facts, place: str) -> tuple[float, tuple[Fact, ...]]:
    """Grain eaten at home in a province, Mt/yr."""
    diet, people = facts.get("grain.diet", place, 2024), facts.get("pop_resident", place, 2024)
    return diet.value * people.value / 1e5, (diet, people)


def other_use(facts: Facts) -> Fact:
    """Grain that the nation uses beside food at home and feed for meat and milk, t a head: what the balance of 2023 leaves.

    Eaten out, feed of eggs and fish, starch, spirit and oil, seed, loss and stocks.
    """
    made, bought = facts.get("grain.output", "CN", 2023), facts.get("grain.import", "CN", 2023)
    home = sum(eaten(facts, p)[0] for p in provinces(facts))
    herd = facts.get("grain.meat", "CN", 2023).value / 100 * feed_of_meat(facts).value
    dairy = facts.get("grain.milk", "CN", 2023).value / 100 * facts.get("grain.feed.milk", "CN").value
    people = sum(f.value for f in facts.by_place("pop_resident", 2024).values()) / 100  # million
    how = "output and imports of 2023 less food at home and feed for meat and milk, by head of the nation"
    left = (made.value + bought.value) / 100 - home - herd - dairy
    return derive(left / people, "t/person", how, made, bought, feed_of_meat(facts))


def grain_asked(facts: Facts, place: str) -> Fact:
    """Grain that people of a province use, at home and otherwise, Mt/yr."""
    home, used = eaten(facts, place)
    more, people = other_use(facts), facts.get("pop_resident", place, 2024)
    how = "food at home by diet, and what the nation uses otherwise by head"
    return derive(home + more.value * people.value / 100, "Mt/yr", how, *used, more)


def grown(facts: Facts, name: str, amount: float) -> dict[int, float]:
    """An amount by period at the growth assumed."""
    rate = facts.get(f"grain.growth.{name}").value
    return {y: amount * (1 + rate) ** (y - PERIODS[0]) for y in PERIODS}
