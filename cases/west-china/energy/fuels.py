"""Coal and gas: mines, fields, imports, pipelines, stores, and the demand outside power."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise

from energy.plants import LATER, WORKS, Rows, Stock
from energy.ports import coal_rate
from facts import PERIODS, Fact, Facts, cite, derive, number

FIRST, SECOND, LAST = PERIODS
# kind: zh, en, unit, tags
FUELS = {
    "coal-mine": ("煤矿", "coal mine", "Mt/yr", "coal;coal-supply;fossil"),
    "coal-import": ("煤炭进口", "coal import", "Mt/yr", "coal;coal-supply;fossil;import"),
    "gas-field": ("气田", "gas field", "bcm/yr", "gas;gas-supply;fossil"),
    "gas-import": ("管道气进口", "gas import by pipeline", "bcm/yr", "gas;gas-supply;fossil;import;border"),
    "lng-import": ("液化天然气进口", "liquefied gas import", "bcm/yr", "gas;gas-supply;fossil;import"),
    "gas-pipeline": ("天然气管道", "gas pipeline", "bcm/yr", "gas;pipeline"),
    "gas-cavern": ("地下储气库", "underground gas store", "bcm", "gas;gas-store"),
}


def coal_output(facts: Facts, year: int = 2024) -> Stock:
    """Coal output by province: that of the year where listed, else of the nearest year; two provinces share what the nation leaves."""
    nearest = sorted((2023, 2024), key=lambda y: -abs(y - year))
    found = {p: f for y in nearest for p, f in facts.by_place("production.raw_coal", y).items()}
    nation = facts.get("production.raw_coal", "CN", year)
    left = nation.value - sum(f.value for f in found.values())
    for p, share in facts.by_place("mine.missing_share").items():
        found[p] = derive(left * share.value, "Mt", "national total less the provinces listed", nation, share)
    return dict(sorted((p, f) for p, f in found.items() if f.value > 0))


def gas_output(facts: Facts, year: int = 2024) -> Stock:
    """Gas output by province: the list of 2023 with its remainder split, scaled to the national total of the year."""
    listed = facts.by_place("production.natural_gas", 2023)
    before, now = (facts.get("production.natural_gas", "CN", y) for y in (2023, year))
    left = before.value - sum(f.value for f in listed.values())
    parts = {p: (f.value, f) for p, f in listed.items()}
    for p, share in facts.by_place("gasfield.other").items():
        parts[p] = (parts.get(p, (0.0, share))[0] + left * share.value, share)
    how = f"output of 2023, its remainder split, scaled to the national total of {year}"
    scale = now.value / before.value
    return {p: derive(v * scale, "bcm", how, f, now) for p, (v, f) in sorted(parts.items()) if v > 0}


def other_coal(facts: Facts, year: int = 2024) -> Stock:
    """Coal use outside power by province, closed to output + imports - use of power plants in the year."""
    rate = coal_rate(facts, "coal-plant")
    hours = facts.get("utilisation_hours.coal", "CN", year)
    fleet = [facts.get("installed_capacity.coal", "CN", y) for y in (year - 1, year)]
    burnt = sum(f.value for f in fleet) / 2 * hours.value * rate.value / 1000
    mined, bought = coal_output(facts, year), facts.get("coal.imports", "", year)
    total = sum(f.value for f in mined.values()) + bought.value - burnt
    known = _known_coal(facts, year)
    rest = total - sum(known.values())
    work = {p: f.value for p, f in facts.by_place("va_industry", year).items()}
    near = facts.get("coaluse.at_mines")
    how = f"output + imports - power of {year}: iron, cement and heat by their rates, the rest by coal output and industry"
    found: Stock = {}
    for p in work:
        dug = mined[p].value / sum(f.value for f in mined.values()) if p in mined else 0.0
        value = known.get(p, 0.0) + rest * (near.value * dug + (1 - near.value) * work[p] / sum(work.values()))
        found[p] = derive(value, "Mt/yr", how, bought, rate, hours, near)
    return found


def _known_coal(facts: Facts, year: int) -> dict[str, float]:
    iron, cement, heat = (facts.get(f"coaluse.{x}").value for x in ("iron", "cement", "heat"))
    found: dict[str, float] = defaultdict(float)
    for p, f in facts.by_place("industrial_output.pig_iron", year).items():
        found[p] += iron * f.value
    for p, f in facts.by_place("industrial_output.cement", year).items():
        found[p] += cement * f.value
    for p in facts.by_place("heating"):
        if not facts.find("no_coal_heat", p):
            found[p] += heat * facts.get("pop_urban", p, 2024).value / 100
    return found


def other_gas(facts: Facts, year: int = 2024) -> Stock:
    """Gas use outside power by province, closed to output + imports - power of the year."""
    dug, bought = gas_output(facts, year), facts.get("imports.natural_gas", "CN", year)
    power = facts.get("gasuse.power", "", year)
    total = sum(f.value for f in dug.values()) + bought.value - power.value
    homes, fields = facts.get("gasuse.homes"), facts.get("gasuse.at_fields")
    off = facts.by_place("gasuse.none")
    people = {p: f.value for p, f in facts.by_place("pop_urban", 2024).items() if p not in off}
    work = {p: f.value for p, f in facts.by_place("va_industry", year).items() if p not in off}
    field = {p: dug[p].value if p in dug else 0.0 for p in people}
    parts = ((homes.value, people), (fields.value, field), (1 - homes.value - fields.value, work))
    how = f"output + imports - power of {year}, by urban residents, gas output and industry"
    return {
        p: derive(
            total * sum(w * x[p] / sum(x.values()) for w, x in parts), "bcm/yr", how, bought, power, homes, fields
        )
        for p in people
    }


def fuel_kinds(facts: Facts) -> Rows:
    """Kinds of coal and gas supply."""
    get = facts.get
    share = get("gas_pipeline.fixed_om")
    by_km, tariff = get("gas_pipeline.capex_per_km", "", 2008), get("pipe.running")
    cells: dict[str, tuple[dict[str, object], list[Fact]]] = {
        "coal-mine": _cells(facts, life="mine.life", invest="mine.invest", fixed="mine.fixed", floor="mine.floor"),
        "coal-import": _cells(facts, variable="import.cost_sea", floor="import.floor"),
        "gas-field": _cells(facts, life="gasfield.life", invest="gasfield.invest", variable="gasfield.cost"),
        "gas-import": _cells(facts, life="gasimport.life", invest="gasimport.invest", variable="gasimport.cost_pipe", floor="gasimport.contract_pipe"),
        "lng-import": _cells(facts, life="gasimport.life", invest="gasimport.invest", variable="gasimport.cost_lng", floor="gasimport.contract_lng"),
        "gas-cavern": _cells(facts, life="cavern.life", invest="cavern.invest", fixed="cavern.fixed"),
        "gas-pipeline": (
            {
                "life": get("gas_pipeline.lifetime").value, "invest_km": f"{number(by_km.value * 1e6)} CNY/(bcm/yr)/km",
                "variable_km": f"{number(tariff.value / 1000)} CNY/m3/km",
            },
            [by_km, tariff, share, get("gas_pipeline.lifetime")],
        ),
    }  # fmt: skip
    return [
        {
            "kind": kind, "name_zh": zh, "name_en": en, "unit": unit, "tags": tags, "from": SECOND, **cells[kind][0],
            **cite(*cells[kind][1]),
        }
        for kind, (zh, en, unit, tags) in FUELS.items()
    ]  # fmt: skip


def _cells(facts: Facts, **names: str) -> tuple[dict[str, object], list[Fact]]:
    """Cells of a kind from figures: lives and floors as numbers, money with its unit; investment the same in every period."""
    cells: dict[str, object] = {}
    for column, name in names.items():
        fact = facts.get(name)
        text = fact.value if column in ("life", "floor") else f"{number(fact.value)} {fact.unit}"
        cells |= {f"invest_{p}": text for p in PERIODS} if column == "invest" else {column: text}
    return cells, [facts.get(name) for name in names.values()]


def _supply_site(
    kind: str, place: str, now: float, stands: list[float], most: list[float], **more: object
) -> dict[str, object]:
    row: dict[str, object] = {"kind": kind, "place": place, **more}
    for column, first, later in (("standing", now, stands), ("potential", now, most)):
        if later:
            row |= {f"{column}_{p}": v for p, v in zip(PERIODS, (first, *later), strict=True)}
    return row


def coal_sites(facts: Facts) -> Rows:
    """Mines (output of 2024 with headroom) and imports."""
    room, left = facts.get("mine.headroom"), [facts.get("survive.coal-mine", "", p) for p in LATER]
    rows: Rows = []
    for p, f in coal_output(facts).items():
        now, more, cost = f.value * room.value, facts.find("mine.potential", p), facts.get("mine.cost", p)
        stands = [now * x.value for x in left]
        most = [max(now * more.value, s) for s in stands] if more else []
        row = _supply_site("coal-mine", p, now, stands, most, variable=f"{number(cost.value)} {cost.unit}")
        rows.append(
            {**row, **cite(f, room, cost, *left, *([more] if more else []), how="output of 2024 with headroom")}
        )
    total, spare = facts.get("coal.imports", "", 2024), facts.get("import.headroom")
    land, land_cost = facts.by_place("import.by_land"), facts.get("import.cost_land")
    for p, share in facts.by_place("import.share").items():
        now = total.value * spare.value * share.value
        row = {"kind": "coal-import", "place": p, "standing": now}
        if p in land:
            row |= {"variable": f"{number(land_cost.value)} {land_cost.unit}", "tags": "border"}
        rows.append({**row, **cite(total, spare, share)})
    return rows


def gas_sites(facts: Facts) -> Rows:
    """Fields, imports by pipeline and as liquefied gas, and underground stores."""
    room, left = facts.get("gasfield.headroom"), [facts.get("survive.gas-field", "", p) for p in LATER]
    growth = [facts.get("gasimport.growth", "", p) for p in LATER]
    pace = facts.get("gasfield.pace")
    rows: Rows = []
    for p, f in gas_output(facts).items():
        now, more = f.value * room.value, facts.find("gasfield.potential", p)
        stands = [now * x.value for x in left]
        most = [max(now * (more.value if more else 1.0), s) for s in stands]
        row = _supply_site("gas-field", p, now, stands, most, build_max=pace.value * f.value)
        rows.append({**row, **cite(f, room, pace, *left, *([more] if more else []))})
    for kind, name in (("gas-import", "gasimport.pipe"), ("lng-import", "gasimport.lng")):
        for p, f in facts.by_place(name).items():
            grows = [f.value * (g.value if kind == "lng-import" else 1.0) for g in growth]
            row = _supply_site(kind, p, f.value, [f.value] * 2, grows if kind == "lng-import" else [])
            rows.append({**row, **cite(f, *growth)})
    most_by = [facts.get("cavern.potential", "", p) for p in LATER]
    for p, f in facts.by_place("cavern", 2024).items():
        row = _supply_site("gas-cavern", p, f.value, [f.value] * 2, [f.value * m.value for m in most_by])
        rows.append({**row, **cite(f, *most_by)})
    return rows


def pipeline_sites(facts: Facts) -> Rows:
    """Trunk lines cut at provinces along their route; lines between the same two provinces are put together."""
    pairs: dict[tuple[str, str], list[tuple[float, float, bool, dict[str, str]]]] = defaultdict(list)
    for line in facts.rows("energy-pipelines"):
        chain = line["chain"].split()
        for place, to in pairwise(chain):
            key = (to, place) if (to, place) in pairs else (place, to)
            km = float(line["km"]) / (len(chain) - 1)
            pairs[key].append((float(line["capacity_bcm"]), km, line["stage"] == "operating", line))
    grow = [facts.get("pipe.build", "", p) for p in LATER]
    by_km = facts.get("gas_pipeline.capex_per_km", "", 2008).value * 1e6
    share = facts.get("gas_pipeline.fixed_om").value / 100
    rows: Rows = []
    for (place, to), parts in sorted(pairs.items()):
        now, later = sum(c for c, _, ready, _ in parts if ready), sum(c for c, *_ in parts)
        km = round(sum(k for _, k, *_ in parts) / len(parts))
        row = _supply_site("gas-pipeline", place, now, [later] * 2, [later * g.value for g in grow], to=to, km=km)
        status = max((x["status"] for *_, x in parts), key=("verified", "derived", "recalled", "assumed").index)
        titles = "; ".join(dict.fromkeys(x["source_title"] for *_, x in parts))
        fixed = f"{number(share * by_km * km)} CNY/(bcm/yr)/yr"
        row |= {"tags": WORKS} if later > now else {}
        rows.append(
            {
                **row,
                "fixed": fixed,
                "source": f"{titles}; potential: {grow[0].source}",
                "status": max((status, "assumed"), key=("verified", "derived", "recalled", "assumed").index),
            }
        )
    return rows
