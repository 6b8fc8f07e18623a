"""What is asked for: the need of every good at the nation, exports at markets, cement where it is made.

The need of a good outside the modelled plants is what output, imports and exports of 2024 leave; later it follows a stated path.
"""

from __future__ import annotations

from collections.abc import Iterable

from facts import PERIODS, Fact, Facts, Row, cite
from industry.goods import AT_HOME, FAMILIES, GOODS
from industry.plants import drawn, output, pooled, standing, upgraded_share, wet_mean
from industry.rates import use
from industry.trade import MARKETS, export_path, exported, imports

Path = dict[int, float]
FIRST = PERIODS[0]


def path(facts: Facts, good: str) -> Path:
    """Need over that of the first period."""
    if good == "computing":
        now, then = (facts.get("industry.power.computing", "CN", y).value for y in (2025, 2030))
        steps = [then / now, then / now * facts.get("industry.path.computing", "", 2035).value]
    elif good == "cement":
        now = sum(f.value for f in output(facts, "cement").values())
        first = facts.get("industry.need.cement", "CN", 2030).value / now
        steps = [first, first * facts.get("industry.path.cement", "", 2035).value]
    elif good == "steel":
        now = totals(facts)["steel"] - exported(facts, totals(facts))["steel"].value
        steps = [facts.get("industry.need.steel", "CN", y).value / now for y in PERIODS[1:]]
    else:
        steps = [facts.get(f"industry.path.{good}", "", y).value for y in PERIODS[1:]]
    return dict(zip(PERIODS, (1.0, *steps), strict=True))


def path_facts(facts: Facts, good: str) -> list[Fact]:
    """The figures behind a path."""
    names = [("industry.path." + good, "", y) for y in PERIODS[1:]] + [
        (f"industry.need.{good}", "CN", y) for y in PERIODS[1:]
    ]
    names += [(f"industry.power.{good}", "CN", y) for y in PERIODS[:2]]
    return [f for f in (facts.find(*n) for n in names) if f]


def made(facts: Facts, family: str, *, pool: bool = True) -> float:
    """What a family makes in 2024, with what is pooled or without."""
    total = sum(f.value for f in (output if pool else standing)(facts, family).values())
    return total * wet_mean(facts) if family == "aluminium-hydro" else total


def totals(facts: Facts) -> dict[str, float]:
    """Output of every good in 2024."""
    found = dict.fromkeys(GOODS, 0.0)
    for name, family in FAMILIES.items():
        if "" in family.levels:
            found[family.good] += made(facts, name)
    return found


def used(facts: Facts, good: str, period: int) -> float:
    """What the modelled plants draw of a good in a period, when every family follows the path of its good."""
    total = 0.0
    for name, family in FAMILIES.items():
        if good in family.uses and "" in family.levels:
            rate = drawn(facts, name, rates(facts, name, good), GOODS[good][2])
            total += made(facts, name, pool=False) * path(facts, family.good)[period] * rate
    return total


def rates(facts: Facts, family: str, commodity: str) -> dict[str, Fact]:
    """What the levels of a family that stand today draw."""
    levels = ("", "-upgraded") if upgraded_share(facts, family) else ("",)
    return {level: use(facts, family + level, commodity) for level in levels}


def recycled(facts: Facts, period: int) -> float:
    """Aluminium from scrap: given."""
    if period == FIRST:
        return facts.get("industry.output.recycled-aluminium", "CN", 2024).value
    return facts.get("industry.recycled", "CN", period).value


def final(facts: Facts, good: str) -> Path:
    """Need at the nation outside the modelled plants, by period."""
    made_now, bought = totals(facts)[good], imports(facts).get(good)
    abroad = exported(facts, totals(facts)).get(good)
    home = made_now + (bought.value if bought else 0.0) - (abroad.value if abroad else 0.0)
    home += recycled(facts, FIRST) if good == "aluminium" else 0.0
    own, steps = home - used(facts, good, FIRST), path(facts, good)
    if good == "steel":  # the path is that of all steel used at home
        return {y: max(0.0, home * steps[y] - used(facts, good, y)) for y in PERIODS}
    return {y: max(0.0, own * steps[y]) for y in PERIODS}


def demand(facts: Facts) -> list[Row]:
    """Rows of demand."""
    rows: list[Row] = []
    for good, (_, _, unit) in GOODS.items():
        steps, cited = path(facts, good), path_facts(facts, good)
        if good in AT_HOME:
            for p, f in standing(facts, "cement").items():
                amounts = {f"amount_{y}": f.value * steps[y] for y in PERIODS}
                rows.append(
                    {
                        "commodity": good,
                        "place": p,
                        **amounts,
                        "unit": unit,
                        **cite(f, *cited, how="made and used in the province"),
                    }
                )
            continue
        amounts = {f"amount_{y}": v for y, v in final(facts, good).items()}
        if any(amounts.values()):
            how = "output of 2024 and imports, less exports and what the modelled plants use, on its path"
            rows.append(
                {
                    "commodity": good,
                    "place": "CN",
                    **amounts,
                    "unit": unit,
                    **cite(*_some(facts, good), *cited, how=how),
                }
            )
    for good, seen in exported(facts, totals(facts)).items():
        for market in MARKETS:
            share = facts.get("industry.export.share", market)
            amounts = {f"amount_{y}": seen.value * share.value * export_path(facts, good, y) for y in PERIODS}
            rows.append({"commodity": good, "place": market, **amounts, "unit": GOODS[good][2], **cite(seen, share)})
    return rows


def _some(facts: Facts, good: str) -> Iterable[Fact]:
    """Figures of output behind a need: those of the nation where there are some, else of one province."""
    nation = facts.find(f"industry.output.{good}", "CN", 2024)
    if nation:
        return [nation]
    name = next(n for n, f in FAMILIES.items() if f.good == good and "" in f.levels)
    return list(output(facts, name).values())[:1]


def supply(facts: Facts) -> list[Row]:
    """Given at the nation: recycled aluminium and the output of pooled plants, on the path of the good."""
    rows: list[Row] = []
    again = [
        facts.get("industry.output.recycled-aluminium", "CN", 2024),
        *(facts.get("industry.recycled", "CN", y) for y in PERIODS[1:]),
    ]
    given = {"aluminium": [({y: recycled(facts, y) for y in PERIODS}, again)]}
    for name, family in FAMILIES.items():
        if "" not in family.levels or family.good in AT_HOME:
            continue
        parts, steps = pooled(facts, name), path(facts, family.good)
        if parts:
            amount = sum(f.value for f in parts.values())
            given.setdefault(family.good, []).append(
                ({y: amount * steps[y] for y in PERIODS}, list(parts.values())[:2])
            )
    for good, parts_ in given.items():
        amounts = {f"amount_{y}": sum(part[y] for part, _ in parts_) for y in PERIODS}
        cited = cite(
            *(f for _, fs in parts_ for f in fs), how="recycled metal, and plants too small or too far to be told apart"
        )
        rows.append({"commodity": good, "place": "CN", **amounts, "unit": GOODS[good][2], **cited})
    return rows


def asked(facts: Facts, good: str, period: int) -> float:
    """All that is asked of the plants of a good in a period: need at home, plants that use it, and markets abroad."""
    abroad = exported(facts, totals(facts)).get(good)
    out = abroad.value * export_path(facts, good, period) if abroad else 0.0
    return final(facts, good)[period] + used(facts, good, period) + out
