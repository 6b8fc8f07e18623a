"""Water: withdrawal by province and season, from rivers, wells, reuse and long canals; saving counts as water not drawn.

Everything is *withdrawal* as the caps count it: a transfer counts where it is used, what the river loses upstream is not a
balance, and once-through cooling, which goes back to the river at once, is left out on both sides (cooling.py). Demand is that
of 2021 by province and sector, scaled to the national totals of 2025, without the consumption of power plants, which the energy
tables draw. Works are sized to the season of most demand in 2021 and a reserve.
"""

from __future__ import annotations

from pathlib import Path

from facts import PERIODS, Fact, Facts, Row, cite, derive, write
from spans import stands, upto
from taken import less
from water.cooling import once_through, plant_intake

SEASONS = {"winter": 90, "spring": 92, "summer": 92, "autumn": 91}
SECTORS = ("agriculture", "industry", "domestic", "ecology")
SCHEMES = {
    "hanjiang-weihe": ("CN-SN", 2030), "central-yunnan": ("CN-YN", 2040), "beibu-gulf": ("CN-GX", 2030),
    "dadu-minjiang": ("CN-SC", 2040), "datong-huangshui": ("CN-QH", 2025), "taohe": ("CN-GS", 2021),
}  # fmt: skip
SOUTH_NORTH = ("middle", "east")


def make(facts: Facts, out: Path) -> None:
    """Write the water tables into ``out``."""
    use = demands(facts)
    write(out, "commodities", commodities(facts))
    write(out, "kinds", kinds(facts))
    write(out, "ports", ports(facts))
    write(out, "sites", [*works(facts, use), *reuse(facts), *saving(facts), *transfers(facts), *western_route(facts)])
    write(out, "demand", demand_rows(facts, use))
    write(out, "profiles", [*profiles(facts, use)])


def commodities(facts: Facts) -> list[Row]:
    price = facts.get("water.shortage")
    return [{"commodity": "water", "name_zh": "用水（取水量，不含直流冷却）", "name_en": "water, as withdrawn, without once-through cooling", "unit": "yim3/yr", "resolution": "season",
             "shortage": f"{price.value:g} {price.unit}", "surplus": f"0 {price.unit}", **cite(price)}]  # fmt: skip


def kinds(facts: Facts) -> list[Row]:
    names = {
        "surface-water": ("地表水源工程", "surface water works", "surface", "surface", "works", "water-supply"),
        "groundwater": ("地下水源工程", "wells", "ground", "", "works", "water-supply"),
        "reclaimed-water": ("再生水等非常规水源", "reclaimed and other unconventional water", "reclaim", "reclaim", "reclaim",
                            "water-supply;unconventional"),
        "water-transfer": ("调水工程", "water transfer", "transfer", "transfer", "works", "water-supply;transfer-works"),
        "western-route": ("南水北调西线", "western route of the south-north transfer", "transfer", "transfer", "works",
                          "water-supply;transfer-works"),
        "irrigation-saving": ("灌溉节水改造", "irrigation saving", "", "saving", "saving", "saving"),
    }  # fmt: skip
    rows: list[Row] = []
    for kind, (zh, en, cost, invest, life, tags) in names.items():
        used = [facts.get(f"water.{life}.life")]
        row: dict[str, str | float] = {
            "kind": kind,
            "name_zh": zh,
            "name_en": en,
            "unit": "yim3/yr",
            "life": used[0].value,
            "tags": tags,
        }
        for column, name in (
            ("variable", cost and f"water.{cost}.cost"),
            ("invest", invest and f"water.{invest}.invest"),
        ):
            if name:
                used.append(facts.get(name))
                row[column] = f"{used[-1].value:g} {used[-1].unit}"
        row["profile"] = {
            "surface-water": "water-works",
            "groundwater": "wells",
            "irrigation-saving": "irrigation",
        }.get(kind, "")
        rows.append({**row, "from": 2035 if kind == "western-route" else 2030, "resolution": "season", **cite(*used)})
    return rows


def ports(facts: Facts) -> list[Row]:
    share = facts.get("water.public")
    rows: list[Row] = []
    for kind in (
        "surface-water",
        "groundwater",
        "reclaimed-water",
        "water-transfer",
        "western-route",
        "irrigation-saving",
    ):
        rows.append({"kind": kind, "commodity": "water", "where": "here", "rate": 1, "unit": "m3/m3",
                     "source": "a cubic metre drawn or saved is a cubic metre to use", "status": "derived"})  # fmt: skip
        if kind not in ("groundwater", "water-transfer"):
            rows.append({"kind": kind, "commodity": "public-money", "where": "here", "when": "building", "rate": -share.value,
                         "unit": "invest", **cite(share)})  # fmt: skip
    return rows


def demands(facts: Facts, year: int = 2025) -> dict[str, dict[str, dict[int, float]]]:
    """Withdrawal by province, sector and period without power plants and once-through cooling, yim3/yr, from a base year."""
    scale = {
        s: facts.get(f"water.use.{s}", "CN", year).value / facts.get(f"water.use.{s}", "CN", 2021).value
        for s in SECTORS
    }
    rate = {s: facts.get(f"water.growth.{s}").value for s in SECTORS}
    least, cooling = facts.get("water.industry.floor").value, once_through(facts, year)
    found: dict[str, dict[str, dict[int, float]]] = {}
    for place in facts.by_place("water.use", 2021):
        base = {s: facts.get(f"water.use.{s}", place, 2021).value * scale[s] for s in SECTORS}
        left = base["industry"] - (cooling[place].value if place in cooling else 0.0)
        base["industry"] = max(left - plant_intake(facts, place), least * left)
        found[place] = {s: {y: v * (1 + rate[s]) ** (y - year) for y in (year, *PERIODS)} for s, v in base.items()}
    return found


def field_water(facts: Facts) -> dict[str, Fact]:
    """Withdrawal that irrigates fields by province as things stand, yim3/yr: the grain tables draw it; farms' use is flat."""
    share = facts.get("grain.irrigation.field-share")
    how = "farm withdrawal of 2021 at the national total of 2025, the part of fields"
    return {
        p: derive(share.value * s["agriculture"][PERIODS[0]], "yim3/yr", how, facts.get("water.use.agriculture", p, 2021), share)
        for p, s in demands(facts).items()
    }  # fmt: skip


def season_shape(facts: Facts, place: str, use: dict[str, dict[int, float]]) -> dict[str, float]:
    """Demand in each season over the mean of the year: irrigation has its seasons, all else is flat."""
    farm = use["agriculture"][PERIODS[0]]
    flat = sum(use[s][PERIODS[0]] for s in SECTORS) - farm + plant_intake(facts, place)
    days = sum(SEASONS.values())
    return {
        s: (farm * facts.get(f"water.irrigation.{s}", place).value * days / n + flat) / (farm + flat)
        for s, n in SEASONS.items()
    }


def works(facts: Facts, use: dict[str, dict[str, dict[int, float]]]) -> list[Row]:
    """Surface and ground works: what was drawn in 2021, raised to the season of most demand and by the reserve."""
    reserve, more, share = facts.get("water.reserve"), facts.get("water.new-works"), facts.get("water.resource-share")
    rows: list[Row] = []
    cooling = once_through(facts)
    for place in use:
        back = [cooling[place]] if place in cooling else []
        peak = max(season_shape(facts, place, use[place]).values())
        total = facts.get("water.use", place, 2021)
        surface, ground = (facts.get(f"water.supply.{k}", place, 2021) for k in ("surface", "ground"))
        resource = facts.get("water.resource.surface", place, 2021)
        lines = [f for f in (facts.find(f"water.south-north.{line}", place) for line in SOUTH_NORTH) if f]
        through = sum(f.value for f in back)
        own = surface.value - through - sum(f.value for f in lines) + reserve.value * (total.value - through)
        room = max(0.0, min(more.value * own, share.value * resource.value - own))
        how = "drawn in 2021, less long canals and once-through cooling, with the reserve, at the rate of the season of most demand"
        rows.append({"kind": "surface-water", "place": place, **stands(own * peak), **upto(own * peak, (own + room) * peak),
                     "invest": per_peak(facts, "surface", peak),
                     **cite(surface, *lines, *back, total, reserve, more, share, resource, how=how)})  # fmt: skip
        if ground.value:
            drawn = ground.value * peak
            how = "drawn in 2021 at the rate of the season of most demand; no more wells"
            rows.append(
                {"kind": "groundwater", "place": place, **stands(drawn), **upto(drawn, drawn), **cite(ground, how=how)}
            )
    return rows


def per_peak(facts: Facts, name: str, peak: float) -> str:
    """Investment per unit of capacity, which is the rate of the best season, from that per cubic metre and year."""
    fact = facts.get(f"water.{name}.invest")
    return f"{fact.value / peak:.4g} {fact.unit}"


def reuse(facts: Facts) -> list[Row]:
    """Reclaimed and other unconventional water: 2021 by province, at the national level of 2023; room by what towns discharge."""
    old, new, part = (
        facts.get("water.supply.other", "CN", 2021),
        facts.get("water.supply.other", "CN", 2023),
        facts.get("water.reclaim.room"),
    )
    rows: list[Row] = []
    for place, fact in facts.by_place("water.supply.other", 2021).items():
        use = [facts.get(f"water.use.{s}", place, 2021) for s in ("domestic", "industry")]
        now = fact.value * new.value / old.value
        room = max(now, part.value * sum(f.value for f in use))
        rows.append({"kind": "reclaimed-water", "place": place, **stands(now), **upto(now, room),
                     **cite(fact, old, new, part, *use, how="2021 at the national level of 2023")})  # fmt: skip
    return rows


def saving(facts: Facts) -> list[Row]:
    """Water that better irrigation saves: goal of 2030, then what drip and lined canals can reach."""
    goal, best = facts.get("water.irrigation.efficiency.target", "CN", 2030), facts.get("water.saving.efficiency")
    rows: list[Row] = []
    for place, farm in facts.by_place("water.use.agriculture", 2021).items():
        now = facts.find("water.irrigation.efficiency", place, 2022) or facts.find(
            "water.irrigation.efficiency", place, 2018
        )
        now = now or facts.get("water.irrigation.efficiency", "CN", 2023)
        shape = [
            facts.get(f"water.irrigation.{s}", place).value * sum(SEASONS.values()) / n for s, n in SEASONS.items()
        ]
        peak = max(shape)
        room = [farm.value * (1 - now.value / aim.value) * peak for aim in (goal, best)]
        how = "farm withdrawal less what it would be at the better efficiency, in the season of most irrigation"
        rows.append({"kind": "irrigation-saving", "place": place, **stands(0), **upto(0, *room), "invest": per_peak(facts, "saving", peak),
                     **cite(farm, now, goal, best, how=how)})  # fmt: skip
    return rows


def transfers(facts: Facts) -> list[Row]:
    """Long canals in use or being built, at the province that receives the water."""
    rows: list[Row] = []
    for line in SOUTH_NORTH:
        for place, fact in facts.by_place(f"water.south-north.{line}").items():
            rows.append(
                {
                    "kind": "water-transfer",
                    "place": place,
                    **stands(fact.value),
                    **upto(fact.value, fact.value),
                    "tags": f"south-north;south-north-{line}",
                    **cite(fact),
                }
            )
    for name, (place, year) in SCHEMES.items():
        flows = [facts.get(f"water.scheme.stands.{name}", place, y) for y in PERIODS]
        design = facts.get(f"water.scheme.{name}", place, year)
        growing = flows[-1].value > flows[0].value
        rows.append({"kind": "water-transfer", "place": place, **{f"standing_{y}": f.value for y, f in zip(PERIODS, flows, strict=True)},
                     **upto(*(f.value for f in flows)), "tags": name + (";under-construction" if growing else ""), **cite(*flows, design)})  # fmt: skip
    return merged(rows)


def merged(rows: list[Row]) -> list[Row]:
    """One row a place; no province receives two of these canals."""
    places = [str(r["place"]) for r in rows]
    if len(set(places)) < len(places):
        raise ValueError("two canals end in one province: give them kinds of their own")
    return rows


def western_route(facts: Facts) -> list[Row]:
    """The western route: a candidate that could give water in the last period, at provinces of the upper Yellow River."""
    route, part = facts.get("water.scheme.west-route", "CN", 2035), facts.get("water.west-route.by-2035")
    return [
        {"kind": "western-route", "place": place, **stands(0), **upto(0, 0, route.value * part.value * share.value), "tags": "candidate",
         **cite(route, part, share)}
        for place, share in facts.by_place("water.west-route.share").items()
    ]  # fmt: skip


def demand_rows(facts: Facts, use: dict[str, dict[str, dict[int, float]]]) -> list[Row]:
    """One row a province: all sectors together, with the season profile of that province."""
    rows: list[Row] = []
    cooling = once_through(facts)
    for place, sectors in use.items():
        left, taken = less(facts, "water", place, {y: sum(sectors[s][y] for s in SECTORS) for y in PERIODS})
        amounts = {f"amount_{y}": v for y, v in left.items()}
        used = [facts.get(f"water.use.{s}", place, 2021) for s in SECTORS] + [
            facts.get(f"water.growth.{s}") for s in SECTORS
        ]
        used += [cooling[place]] if place in cooling else []
        rows.append({"commodity": "water", "place": place, **amounts, "unit": "yim3/yr", "profile": "water-demand",
                     **cite(*used, *taken, how="2021 by sector at the national totals of 2025, less power plants and once-through cooling, grown")})  # fmt: skip
    return rows


def profiles(facts: Facts, use: dict[str, dict[str, dict[int, float]]]) -> list[Row]:
    """Seasons of demand (mean 1), of the works (over the best season) and of irrigation (over the best season)."""
    least, fields = facts.get("water.winter-works"), field_water(facts)
    rows: list[Row] = []
    days = sum(SEASONS.values())
    for place, sectors in use.items():
        share = {s: facts.get(f"water.irrigation.{s}", place) for s in SEASONS}
        farm = sectors["agriculture"][PERIODS[0]] - fields[place].value
        rest = sum(sectors[s][PERIODS[0]] for s in SECTORS if s != "agriculture")
        shape = season_shape(facts, place, sectors)
        water = {s: share[s].value * days / n for s, n in SEASONS.items()}
        for s in SEASONS:
            cited = {"place": place, "season": s, **cite(share[s], least, how="seasons of irrigation, all else flat")}
            rows.append({"profile": "water-demand", "value": (farm * water[s] + rest) / (farm + rest), **cited})
            rows.append({"profile": "water-works", "value": max(least.value, shape[s] / max(shape.values())), **cited})
            rows.append({"profile": "wells", "value": shape[s] / max(shape.values()), **cited})
            rows.append({"profile": "irrigation", "value": water[s] / max(water.values()), **cited})
    return rows
