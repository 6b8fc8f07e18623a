"""The tables of past years: what stood, what was asked for, and what the statistics say of them.

Years are 2023 and 2024. Everything follows one national rule; no figure is fitted to a province:

- capacity is that of the start of the year and a part of the year's additions (by technology, assumed); where the start is
  not published by province it is the end of the year times the national ratio;
- weather is one factor for the nation and technology: the full-load hours of the year over the mean of 2022-2024;
- demand outside power, trade and water follow the rules of the sectors with the figures of the year.

Statistics that were used to make the state (coal output of mines, trade by market) test bookkeeping and routing, not forecasts;
docs/believable.md says which.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path

from energy.contracts import past_contracts
from energy.fuels import coal_output, gas_output, other_coal, other_gas
from energy.grid import line_kind
from energy.plants import Stock, extra, hydro_stock, pumped_stock, stocks, thermal_stock
from energy.shapes import supply as rivers
from facts import PERIODS, Fact, Facts, Row, cite, derive, number
from freight.projects import past_legs
from taken import less
from water.cooling import once_through
from water.make import SECTORS, demands

from geju.diagnose.as_of import own_tables

FIGURES = import_module("back-cast.statistics")
FOOD = import_module("back-cast.food")
YEARS = (2023, 2024)
HOURS = 8760
WEATHER = {"wind": "wind", "solar": "solar", "solar-rooftop": "solar"}
GROWS = {"container": "boxes", "container-import": "boxes", "general-cargo": "goods", "general-import": "goods"}


def make(facts: Facts, out: Path, freight: Path) -> None:
    """Write the tables of all years into ``out``; ``freight`` is the folder with the tables of freight just made."""
    save(out, "quantities", [*FIGURES.quantities(), *FOOD.quantities()])
    for year in YEARS:
        folder = out / str(year)
        stock = standing(facts, year)
        state = (
            plants(facts, stock, year),
            lines(facts, year),
            fuels(facts, year),
            past_legs(facts, year),
            FOOD.state(facts, year),
        )
        freed = (past_contracts(facts, side, year) for side in ("demand", "supply"))
        demand = (asked(facts, year), next(freed), trade(facts, freight / "demand.csv", year), water(facts, year))
        supply = (inflow(facts, stock["hydro"], year), next(freed), trade(facts, freight / "supply.csv", year))
        known = (FIGURES.statistics(facts, stock, year), FOOD.statistics(facts, year))
        for table, parts in (("state", state), ("demand", demand), ("supply", supply), ("statistics", known)):
            save(folder, table, [row for part in parts for row in part])


def save(folder: Path, table: str, rows: Iterable[Row]) -> None:
    """Write rows to ``folder/table.csv`` in the columns that the package declares for a back-cast."""
    columns = [c.name for c in own_tables()[table].columns]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({k: number(v) if isinstance(v, float | int) else v for k, v in row.items()} for row in rows)


def at_end(facts: Facts, year: int) -> dict[str, Stock]:
    """What stood at the end of a year, by kind and province."""
    if year == 2024:
        found = stocks(facts)
        both = {"wind": "wind", "solar": "solar_pv_utility"}
        return found | {k: facts.by_place(f"installed_capacity.{n}", year) for k, n in both.items()}
    thermal, pumped = thermal_stock(facts, year), pumped_stock(facts)
    before = {p: f for p, f in facts.by_place("installed_capacity.pumped_hydro", year).items() if f.value > 0}
    dry = set(facts.by_place("air_cooled"))
    ratio = (
        facts.get("installed_capacity.new_storage", "CN", year),
        facts.get("installed_capacity.new_storage", "CN", 2024),
    )
    return {
        "coal-plant": {p: f for p, f in thermal["coal"].items() if p not in dry},
        "coal-plant-dry": {p: f for p, f in thermal["coal"].items() if p in dry},
        "gas-plant": {p: f for p, f in thermal["gas"].items() if p not in facts.by_place("gasuse.none")},
        "biomass": thermal["biomass"], "waste-heat": thermal["waste-heat"],
        "nuclear": facts.by_place("installed_capacity.nuclear", year),
        "hydro": hydro_stock(facts, before, year), "pumped-hydro": {p: before.get(p, scaled(f, 0.0)) for p, f in pumped.items()},
        "wind": facts.by_place("installed_capacity.wind", year),
        "solar": facts.by_place("installed_capacity.solar_pv_utility", year),
        "solar-rooftop": facts.by_place("installed_capacity.solar_pv_distributed", year),
        "battery": {p: scaled(f, ratio[0].value / ratio[1].value) for p, f in stocks(facts)["battery"].items()},
    }  # fmt: skip


def scaled(fact: Fact, ratio: float) -> Fact:
    """A provincial figure times a national ratio."""
    return derive(fact.value * ratio, fact.unit, "provincial figure times a national ratio", fact)


NATION = {
    "coal-plant": "coal", "coal-plant-dry": "coal", "gas-plant": "gas", "biomass": "biomass", "waste-heat": "thermal",
    "nuclear": "nuclear", "hydro": "hydro_incl_pumped", "wind": "wind", "solar": "solar", "solar-rooftop": "solar",
    "battery": "new_storage",
}  # fmt: skip


def standing(facts: Facts, year: int) -> dict[str, Stock]:
    """Mean capacity of a year by kind and province: the start and a part of the additions."""
    end = at_end(facts, year)
    start = at_end(facts, year - 1) if year - 1 in YEARS else {}
    found: dict[str, Stock] = {}
    for kind, stock in end.items():
        if "desert" in kind:
            continue
        share = facts.get(f"back-cast.within-year.{WEATHER.get(kind, 'other').split('-')[0]}")
        ratio = 1.0
        if not start and kind in NATION:
            before, after = (facts.get(f"installed_capacity.{NATION[kind]}", "CN", y).value for y in (year - 1, year))
            ratio = before / after
        how = f"capacity of the start of {year} and a part of its additions"
        own: Stock = {}
        for p in {**stock, **start.get(kind, {})}:
            last = stock.get(p) or scaled(start[kind][p], 1.0)
            first = start[kind].get(p, scaled(last, 0.0)).value if start else last.value * ratio
            own[p] = derive(first + share.value * (last.value - first), "GW", how, last, share)
        found[kind] = own
    return found


def weather(facts: Facts, tech: str, year: int) -> tuple[float, Fact]:
    """Full-load hours of the year over the mean of three years, for the nation."""
    hours = [facts.get(f"utilisation_hours.{tech}", "CN", y) for y in (2022, 2023, 2024)]
    return facts.get(f"utilisation_hours.{tech}", "CN", year).value / (sum(f.value for f in hours) / 3), hours[
        year - 2022
    ]


def plants(facts: Facts, stock: dict[str, Stock], year: int) -> list[Row]:
    """Plants and storage; desert bases stand among the ordinary wind and solar of the statistics."""
    rows: list[Row] = []
    for kind, own in stock.items():
        for place, fact in sorted(own.items()):
            row: dict[str, object] = {"kind": kind, "place": place, "standing": fact.value}
            used = [fact]
            if kind in WEATHER:
                level, hours = weather(facts, WEATHER[kind], year)
                row["availability"] = float(str(extra(facts, kind, place).get("availability", 1.0))) * level
                used.append(hours)
            rows.append({**row, **cite(*used)})
    bases = facts.by_place("desert.standing")
    rows += [
        {"kind": kind, "place": p, "standing": 0.0, **cite(f, how="stands among ordinary wind and solar plants")}
        for kind in ("wind-desert", "solar-desert") for p, f in bases.items()
    ]  # fmt: skip
    return rows


def lines(facts: Facts, year: int) -> list[Row]:
    """Direct and alternating current lines that were in service before the middle of the year."""
    pairs: dict[tuple[str, str, str], list[dict[str, str]]] = {}
    for line in facts.rows("energy-lines"):
        kind, place, to = line_kind(line), line["place"], line["to"]
        if kind == "ac-line" and (kind, to, place) in pairs:
            place, to = to, place
        pairs.setdefault((kind, place, to), []).append(line)
    rows: list[Row] = []
    for (kind, place, to), own in sorted(pairs.items()):
        ready = [x for x in own if x["stage"] == "operating" and (not x["year"] or int(x["year"]) < year)]
        status = max((x["status"] for x in own), key=("verified", "derived", "recalled", "assumed").index)
        titles = "; ".join(dict.fromkeys(x["source_title"] for x in own))
        rows.append({"kind": kind, "place": place, "to": to, "standing": sum(float(x["capacity_gw"]) for x in ready),
                     "source": titles, "status": status})  # fmt: skip
    return rows


def fuels(facts: Facts, year: int) -> list[Row]:
    """Mines, imports and fields by the rules of the case, with the figures of the year."""
    rows: list[Row] = []
    room = facts.get("mine.headroom")
    for p, f in coal_output(facts, year).items():
        rows.append({"kind": "coal-mine", "place": p, "standing": f.value * room.value, **cite(f, room)})
    total, spare = facts.get("coal.imports", "", year), facts.get("import.headroom")
    for p, share in facts.by_place("import.share").items():
        most = total.value * spare.value * share.value
        rows.append({"kind": "coal-import", "place": p, "standing": most, **cite(total, spare, share)})
    wells = facts.get("gasfield.headroom")
    for p, f in gas_output(facts, year).items():
        rows.append({"kind": "gas-field", "place": p, "standing": f.value * wells.value, **cite(f, wells)})
    gates = facts.get("freight.three-gorges", "yichang", year)
    return [*rows, {"kind": "river-leg", "place": "wanzhou", "to": "yichang", "standing": gates.value, **cite(gates)}]


def rest(facts: Facts, commodity: str, place: str, amount: float) -> tuple[float, tuple[Fact, ...]]:
    """An amount of the year without what modelled uses draw: they run as in the first period of the case."""
    left, used = less(facts, commodity, place, dict.fromkeys(PERIODS, amount))
    return left[PERIODS[0]], used


def asked(facts: Facts, year: int) -> list[Row]:
    """Power, and coal and gas outside power, without what modelled uses draw."""
    rows: list[Row] = []
    for p, f in facts.by_place("electricity_consumption.all", year).items():
        amount, used = rest(facts, "electricity", p, f.value * 1000 / HOURS)
        rows.append({"commodity": "electricity", "place": p, "amount": amount, "unit": "GW", **cite(f, *used)})
    for commodity, unit, found in (
        ("coal", "Mt/yr", other_coal(facts, year)),
        ("gas", "bcm/yr", other_gas(facts, year)),
    ):
        for p, f in found.items():
            amount, used = rest(facts, commodity, p, f.value)
            rows.append({"commodity": commodity, "place": p, "amount": amount, "unit": unit, **cite(f, *used)})
    return rows


def inflow(facts: Facts, hydro: Stock, year: int) -> list[Row]:
    """Rivers: the seasonal means over the hydro that stood, times the wetness of the year for the nation."""
    level, hours = weather(facts, "hydro", year)
    rows = [dict(row) for row in rivers(facts, hydro)]
    for row in rows:
        row.pop("profile")
        row["amount"] = float(str(row["amount"])) * level
        row["source"] = f"{row['source']}; full-load hours of the nation in {year} over 2022-2024: {hours.source}"
    return rows


def trade(facts: Facts, table: Path, year: int) -> list[Row]:
    """Boxes and goods: those of the first period of the case, at the growth the case assumes."""
    rows: list[Row] = []
    for row in csv.DictReader(table.open(encoding="utf-8")):
        if row["commodity"] in GROWS:
            rate = facts.get(f"freight.growth.{GROWS[row['commodity']]}")
            amount = float(row["amount_2025"]) * (1 + rate.value) ** (year - 2025)
            rows.append({"commodity": row["commodity"], "place": row["place"], "amount": amount, "unit": row["unit"],
                         "source": f"{row['source']}; at the growth assumed", "status": "assumed"})  # fmt: skip
    return rows


def water(facts: Facts, year: int) -> list[Row]:
    """Withdrawal outside power plants and fields: that of 2021 by sector at the national totals of the year."""
    used: Mapping[str, Fact] = once_through(facts, year)
    rows: list[Row] = []
    for place, sectors in demands(facts, year).items():
        parts = [facts.get(f"water.use.{s}", place, 2021) for s in SECTORS]
        how = f"2021 by sector at the national totals of {year}, less power plants, once-through cooling and modelled uses"
        amount, drawn = rest(facts, "water", place, sum(sectors[s][year] for s in SECTORS))
        rows.append({"commodity": "water", "place": place, "amount": amount, "unit": "yim3/yr",
                     **cite(*parts, *([used[place]] if place in used else []), *drawn, how=how)})  # fmt: skip
    return rows
