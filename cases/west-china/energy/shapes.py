"""Demand, inflow and the curves over seasons and hours."""

from __future__ import annotations

from itertools import pairwise

from energy.fuels import other_coal, other_gas
from energy.plants import LATER, Rows, Stock
from facts import PERIODS, Fact, Facts, Row, cite, derive
from taken import Amounts, less

# months and days of the four seasons of case.yaml
SEASONS = {
    "winter": ((12, 1, 2), 90),
    "spring": ((3, 4, 5), 92),
    "summer": ((6, 7, 8), 92),
    "autumn": ((9, 10, 11), 91),
}
YEAR = sum(days for _, days in SEASONS.values())
DIGITS = 4


def power_use(facts: Facts) -> Rows:
    """All use of electricity by place, by growth from 2024, whoever draws it."""
    rows: Rows = []
    growth = [facts.get("demand.growth", "", p) for p in PERIODS]
    years = (1, *(b - a for a, b in pairwise(PERIODS)))
    for p, f in facts.by_place("electricity_consumption.all", 2024).items():
        amount, amounts = f.value * 1000 / 8760, {}
        for period, rate, n in zip(PERIODS, growth, years, strict=True):
            amount *= (1 + rate.value) ** n
            amounts[f"amount_{period}"] = amount
        rows.append({"place": p, **amounts, **cite(f, *growth, how="use of 2024 with growth")})
    return rows


def demand(facts: Facts) -> Rows:
    """Electricity by growth from 2024; coal and gas outside power by their paths."""
    rows: Rows = []
    growth = [facts.get("demand.growth", "", p) for p in PERIODS]
    for use in power_use(facts):
        place = str(use["place"])
        amounts = {p: float(str(use[f"amount_{p}"])) for p in PERIODS}
        now = facts.get("electricity_consumption.all", place, 2024)
        how = "use of 2024 with growth"
        rows.append(_demand(facts, ("electricity", place), "GW", "load", amounts, now, *growth, how=how))
    for commodity, unit, values, path, curve in (
        ("coal", "Mt/yr", other_coal(facts), "coaluse.path", ""), ("gas", "bcm/yr", other_gas(facts), "gasuse.path", "gas-use"),
    ):  # fmt: skip
        steps = [facts.get(path, "", p) for p in LATER]
        for p, f in values.items():
            amounts = dict(zip(PERIODS, (f.value * s for s in (1, *(x.value for x in steps))), strict=True))
            rows.append(_demand(facts, (commodity, p), unit, curve, amounts, f, *steps))
    return rows


def _demand(
    facts: Facts, key: tuple[str, str], unit: str, profile: str, amounts: Amounts, *used: Fact, how: str = ""
) -> Row:
    """Demand of a commodity at a place, without what other sectors draw of it in the model."""
    left, taken = less(facts, *key, amounts)
    row = {"commodity": key[0], "place": key[1], "unit": unit, "profile": profile}
    return {**row, **{f"amount_{x}": v for x, v in left.items()}, **cite(*used, *taken, how=how)}


def river_level(facts: Facts) -> dict[str, dict[str, Fact]]:
    """Inflow by province and season, per unit of hydro capacity, scaled from above-scale output to full scope."""
    whole, part = facts.get("generation.hydro", "CN", 2024), facts.get("generation_above_scale.hydro", "CN", 2024)
    top = facts.get("hydro.ceiling")
    found: dict[str, dict[str, Fact]] = {}
    for r in facts.rows("energy-months"):
        if r["series"] != "hydro":
            continue
        month = Fact(0.0, "p.u.", "", r["source_title"], r["status"])
        for season, (months, _) in SEASONS.items():
            mean = sum(float(r[f"m{m:02d}"]) for m in months) / len(months)
            value = min(top.value, mean * whole.value / part.value)
            how = "seasonal mean, scaled to full scope"
            found.setdefault(r["place"], {})[season] = derive(value, "p.u.", how, month, whole, part, top)
    return found


def supply(facts: Facts, hydro: Stock) -> Rows:
    """The rivers: inflow that conventional hydro may turn into power, yearly mean."""
    rows: Rows = []
    for p, levels in river_level(facts).items():
        if p in hydro:
            mean = _mean({s: f.value for s, f in levels.items()})
            cells = {
                "commodity": "river",
                "place": p,
                "amount": mean * hydro[p].value,
                "unit": "GW",
                "profile": "river",
            }
            rows.append({**cells, **cite(hydro[p], *levels.values())})
    return rows


def _mean(values: dict[str, float]) -> float:
    return sum(values[s] * days for s, (_, days) in SEASONS.items()) / YEAR


def profiles(facts: Facts) -> Rows:
    """Curves by place: load and solar by hour, wind, rivers and gas use by season."""
    return [*_days(facts, "load"), *_days(facts, "solar"), *_wind(facts), *_rivers(facts), *_gas(facts)]


def _days(facts: Facts, series: str) -> Rows:
    """Typical days; load is brought to a yearly mean of 1, so that demand keeps its amount."""
    places: dict[str, dict[str, dict[str, str]]] = {}
    for r in facts.rows("energy-days"):
        if r["series"] == series:
            places.setdefault(r["place"], {})[r["season"]] = r
    rows: Rows = []
    for place, seasons in sorted(places.items()):
        mean = _mean({s: sum(float(r[f"h{h:02d}"]) for h in range(24)) / 24 for s, r in seasons.items()})
        scale = 1 / mean if series == "load" else 1.0
        for season in SEASONS:
            r = seasons[season]
            rows += [
                {
                    "profile": series, "place": place, "season": season, "hour": h,
                    "value": round(scale * float(r[f"h{h:02d}"]), DIGITS), "source": f"facts/energy-days.csv: {series}",
                    "status": r["status"],
                }
                for h in range(24)
            ]  # fmt: skip
    return rows


def _wind(facts: Facts) -> Rows:
    """Wind by season, with one assumed shape of the day for the nation: stronger at night than by day, mean 1."""
    swing, dusk, dawn = (facts.get(f"wind.{name}") for name in ("night", "dusk", "dawn"))
    night = [h >= dusk.value or h < dawn.value for h in range(24)]
    by_day = 1 - swing.value * sum(night) / (24 - sum(night))
    told = cite(swing, dusk, dawn, how="facts/energy-months.csv: wind, with an assumed shape of the day")
    rows: Rows = []
    for r in facts.rows("energy-months"):
        if r["series"] == "wind":
            for season, (months, _) in SEASONS.items():
                mean = sum(float(r[f"m{m:02d}"]) for m in months) / len(months)
                rows += [
                    {
                        "profile": "wind", "place": r["place"], "season": season, "hour": h,
                        "value": round(mean * (1 + swing.value if night[h] else by_day), DIGITS), **told,
                    }
                    for h in range(24)
                ]  # fmt: skip
    return rows


def _rivers(facts: Facts) -> Rows:
    rows: Rows = []
    for place, levels in sorted(river_level(facts).items()):
        mean = _mean({s: f.value for s, f in levels.items()})
        for name, scale in (("river", 1 / mean), ("river-level", 1.0)):
            rows += [
                {"profile": name, "place": place, "season": s, "value": round(f.value * scale, DIGITS), **cite(f)}
                for s, f in levels.items()
            ]
    return rows


def _gas(facts: Facts) -> Rows:
    heated = facts.by_place("heating")
    rows: Rows = []
    for place in facts.by_place("va_industry", 2024):
        side = "north" if place in heated else "south"
        shape = {s: facts.get(f"gasuse.{side}_{s}") for s in SEASONS}
        mean = _mean({s: f.value for s, f in shape.items()})
        rows += [
            {"profile": "gas-use", "place": place, "season": s, "value": round(f.value / mean, DIGITS), **cite(f)}
            for s, f in shape.items()
        ]
    return rows
