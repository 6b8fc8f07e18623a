"""Partner regions: what may reach a market through more than one gate."""

from __future__ import annotations

from facts import PERIODS, Fact, Facts, Row, cite, derive
from spans import stands

AMOUNTS = tuple(f"amount_{period}" for period in PERIODS)


def hour(facts: Facts) -> Fact:
    """Cost of an hour on the way or at a border, CNY/t: capital in box goods, and what waits with them.

    Value of a tonne = value of the China-Europe trains / (their boxes · load of a box); capital = value · interest / 8760.
    """
    worth, rate = facts.get("freight.cr-express.value", "CN", 2024), facts.get("usd", "", 2023)
    boxes, trains = (
        facts.get("freight.cr-express.boxes", "CN", 2024),
        facts.get("freight.cr-express.trains", "CN", 2024),
    )
    cargo, count = (
        facts.get("freight.khorgos.cargo", "khorgos", 2025),
        facts.get("freight.khorgos.trains", "khorgos", 2025),
    )
    interest, idle = facts.get("freight.time.interest"), facts.get("freight.time.idle")
    load = cargo.value * 1e6 / count.value * trains.value / (boxes.value * 1e6)
    tonne = worth.value * 1e9 * rate.value / (boxes.value * 1e6 * load)
    how = "value of a tonne of box goods times interest, and idle wagons"
    return derive(tonne * interest.value / 8760 + idle.value, "CNY/t/h", how, worth, rate, boxes, trains, cargo, count, interest, idle)  # fmt: skip


def links(facts: Facts) -> list[Row]:
    """From a gate abroad into its region: onward haul and days on the way. Wide enough not to bind."""
    time, room, rows = hour(facts), facts.get("freight.sea.capacity"), list[Row]()
    for link in facts.rows("freight-market-links"):
        cost = float(link["km"]) * float(link["tariff"]) + float(link["hours"]) * time.value
        rows.append({"kind": "market-link", "place": link["from"], "to": link["to"], "km": float(link["km"]), **stands(room.value),
                     "variable": f"{cost:.6g} CNY/t", "source": f"{link['source_title']}; {cite(time)['source']}", "status": "assumed"})  # fmt: skip
    return rows


def regions(facts: Facts) -> dict[str, str]:
    """The region of every gate abroad that leads into one."""
    return {link["from"]: link["to"] for link in facts.rows("freight-market-links")}


def by_region(facts: Facts, rows: list[Row]) -> list[Row]:
    """Boxes at gates of a region stay what they are in the first period; the growth is asked at the region, by any gate."""
    gate, first, found, kept = regions(facts), f"amount_{PERIODS[0]}", dict[tuple[str, str], Row](), list[Row]()
    for row in rows:
        if str(row["commodity"]) not in ("container", "container-import") or row["place"] not in gate:
            kept.append(row)
            continue
        key = (str(row["commodity"]), gate[str(row["place"])])
        region = dict(found.get(key) or {**row, "place": key[1], **dict.fromkeys(AMOUNTS, 0.0)})
        for amount in AMOUNTS:
            region[amount] = float(str(region[amount])) + float(str(row[amount])) - float(str(row[first]))
        found[key] = region
        kept.append({**row, **dict.fromkeys(AMOUNTS, row[first])})
    return [*kept, *found.values()]
