"""Where ore is dug, proved, brought in and hauled."""

from __future__ import annotations

from facts import Facts, Row, cite, derive
from freight.legs import great_circle
from minerals.demand import use
from minerals.deposits import DEPOSITS, ORES, output, reserves, room
from spans import stands, upto

LEAST = 0.005  # a base smaller than this part of the mines of the ore is not worth a column


def ground(facts: Facts) -> list[Row]:
    """Reserves as capacity (the size of the store that empties), and surveys that may prove more."""
    aim, years, rows = (
        facts.get("minerals.growth-of-resources", "", 2027),
        facts.get("minerals.find.years"),
        list[Row](),
    )
    pace = derive(aim.value / 100 / years.value, "1/yr", "growth aimed at, a year", aim, years)
    for deposit in DEPOSITS:
        for place, stock in reserves(facts, deposit).items():
            rows.append({"kind": f"ore-reserve-{deposit}", "place": place, **stands(stock.value), **cite(stock)})
            rows.append({"kind": f"ore-find-{deposit}", "place": place, **stands(stock.value * pace.value), **cite(stock, pace)})  # fmt: skip
    return rows


def mines(facts: Facts) -> list[Row]:
    """Mines of today, fewer each period, and room for large bases that fills in two steps."""
    headroom, rows = facts.get("minerals.headroom"), list[Row]()
    left = [facts.get("minerals.survive", "", y) for y in (2030, 2035)]
    for deposit in DEPOSITS:
        here = output(facts, deposit)
        for place, fact in here.items():
            now = fact.value * headroom.value
            rows.append({"kind": f"ore-mine-{deposit}", "place": place, **stands(now, *(now * f.value for f in left)), **cite(fact, headroom, *left)})  # fmt: skip
        whole = sum(f.value for f in here.values())
        for place in reserves(facts, deposit):
            most = room(facts, deposit, place)
            if most.value > LEAST * whole:
                rows.append({"kind": f"ore-base-{deposit}", "place": place, **stands(0), **upto(0, most.value / 2, most.value), **cite(most)})  # fmt: skip
    return rows


def imports(facts: Facts) -> list[Row]:
    """Gates at which ore enters the country, each with its share of the most that can be brought in."""
    rows: list[Row] = []
    for gate in facts.rows("minerals-gates"):
        ore = gate["ore"]
        more = facts.get(f"minerals.import.room.{ore}")
        if ore == "copper":
            concentrate, grade = facts.get("minerals.import.copper-concentrate", "CN", 2024), facts.get("minerals.copper.grade")  # fmt: skip
            bought = derive(concentrate.value * grade.value * 1000, "kt/yr", "concentrate times copper in it", concentrate, grade)  # fmt: skip
        elif ore == "lithium":
            concentrate, mass = facts.get("minerals.import.lithium-concentrate", "CN", 2024), facts.get("minerals.lithium-concentrate.per-lce", "CN", 2024)  # fmt: skip
            bought = derive(concentrate.value / mass.value * 1000, "kt/yr", "concentrate over its mass for a tonne LCE", concentrate, mass)  # fmt: skip
        else:
            bought = next(f for y in (2024, 2023) if (f := facts.find(f"minerals.import.{ore}", "CN", y)))
        cell = cite(bought, more, how=gate["source_title"])
        rows.append({"kind": f"ore-import-{ore}", "place": gate["place"], **stands(bought.value * more.value * float(gate["share"])), **cell, "status": "assumed"})  # fmt: skip
    return rows


def hauls(facts: Facts, elsewhere: set[tuple[str, str]]) -> list[Row]:
    """From where ore is dug or enters to where it is used: overland, not too far, from the nearest places that give it."""
    spot = {r["place"]: (float(r["lon"]), float(r["lat"])) for r in facts.rows("provinces")}
    wind, rows = facts.get("minerals.haul.wind"), list[Row]()
    far, most, least = (facts.get(f"minerals.haul.{k}") for k in ("most", "sources", "users"))
    for ore in ORES:
        starts = {r["place"] for r in facts.rows("minerals-gates") if r["ore"] == ore}
        starts |= {p for d, (o, *_) in DEPOSITS.items() if o == ore for p in (*output(facts, d), *reserves(facts, d))}
        ends = {*use(facts, ore), *(p for o, p in elsewhere if o == ore)}
        enough = 10 * sum(f.value for f in use(facts, ore).values())
        km = {
            (s, e): wind.value * great_circle(spot[s], spot[e]) for s in sorted(starts) for e in sorted(ends) if s != e
        }
        near = {
            way for end in ends for way in sorted((w for w in km if w[1] == end), key=km.__getitem__)[: int(most.value)]
        }
        near |= {
            way
            for start in starts
            for way in sorted((w for w in km if w[0] == start), key=km.__getitem__)[: int(least.value)]
        }
        cell = cite(
            wind,
            far,
            most,
            least,
            how="capitals; capacity does not bind: railways leave room to goods that are not modelled",
        )
        rows += [
            {"kind": f"ore-haul-{ore}", "place": start, "to": end, "km": round(way), **stands(enough), **cell}
            for (start, end), way in km.items()
            if (start, end) in near and way <= far.value
        ]
    return rows
