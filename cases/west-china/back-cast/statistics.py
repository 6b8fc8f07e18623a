"""What the statistics say of a year, brought to the scope of the model: the quantities, and their figures by place."""

from __future__ import annotations

from energy.plants import Stock
from facts import Fact, Facts, Row, cite, derive
from water.cooling import once_through

COAL = "coal-plant, coal-plant-dry, coal-upgraded, coal-upgraded-dry"
PLANTS = f"{COAL}, gas-plant, biomass, waste-heat, nuclear, hydro, hydro-new, wind, wind-offshore, wind-desert, solar, solar-rooftop, solar-desert"
TECHS = {
    "thermal": ("火电", "thermal power"), "hydro": ("水电", "hydro power"), "nuclear": ("核电", "nuclear power"),
    "wind": ("风电", "wind power"), "solar": ("太阳能发电", "solar power"),
}  # fmt: skip
DOMAINS = {
    "power mix": "发电结构", "power by fuel": "分燃料发电", "net imports of power": "净调入电量", "coal output": "原煤产量",
    "coal imports": "煤炭进口", "co2": "二氧化碳", "water": "用水", "freight": "货运", **{tech: zh for tech, (zh, _) in TECHS.items()},
}  # fmt: skip
FULL = "scaled from above-scale to full scope by the national ratio"
OWN_ROWS = {"source": "definition of the measure", "status": "derived"}


def quantities() -> list[Row]:
    """The quantities compared; ``here`` is the place of the row."""
    power = "commodity: electricity"
    rows: list[tuple[str, str, str, str, str]] = []
    for tech, (zh, en) in TECHS.items():
        output = f"output: {{tags: [{tech}], {power}, in: here}}"
        rows.append((f"mix.{tech}", "power mix", f"{zh}占发电量", f"share of {en} in generation",
                     f"share: {{of: {{{output}}}, in: {{output: {{kind: [{PLANTS}], {power}, in: here}}}}}}"))  # fmt: skip
        rows.append((f"output.{tech}", tech, f"{zh}发电量", f"output of {en}", output))
    rows += [
        ("output.coal-power", "power by fuel", "煤电发电量", "output of coal plants", f"output: {{kind: [{COAL}], {power}, in: here}}"),
        ("output.gas-power", "power by fuel", "气电发电量", "output of gas plants", f"output: {{kind: gas-plant, {power}, in: here}}"),
        ("net-import", "net imports of power", "净调入电量（负为净调出）", "net imports of power (below zero: exports)",
         f"emission: {{tags: [transmission], {power}, in: here}}"),
        ("coal.output", "coal output", "原煤产量", "output of raw coal", "output: {kind: coal-mine, commodity: coal, in: here}"),
        ("coal.import", "coal imports", "煤炭进口", "coal imports", "output: {kind: coal-import, commodity: coal, in: here}"),
        ("co2.power", "co2", "火电二氧化碳排放", "CO2 of thermal power", "emission: {tags: [thermal], in: here}"),
        ("water.use", "water", "用水量（不含直流冷却）", "water use without once-through cooling",
         "output: {tags: [water-supply], commodity: water, in: here}"),
        ("freight.xinjiang-coal", "freight", "疆煤铁路外运", "coal out of Xinjiang by rail",
         "activity: {tags: [xinjiang-coal], mode: [coal-out, coal-back]}"),
        ("freight.three-gorges", "freight", "三峡枢纽通过量", "goods through the Three Gorges", "activity: {tags: [three-gorges]}"),
        ("freight.northern-ports", "freight", "大秦、朔黄运量", "coal by the Daqin and Shuohuang lines",
         "flow: {commodity: coal, tags: [coal-supply], from: CN-SX, to: tianjin}"),
        ("freight.haoji", "freight", "浩吉铁路运量", "coal by the Haoji railway", "flow: {commodity: coal, from: yulin, to: wuhan}"),
        ("freight.corridor-boxes", "freight", "陆海新通道班列集装箱", "boxes by the trains of the land-sea corridor",
         "activity: {tags: [corridor-gate], mode: [container-out, container-back, import-out, import-back]}"),
    ]  # fmt: skip
    names = ("quantity", "domain", "name_zh", "name_en", "measure")
    told = [dict(zip(names, row, strict=True)) for row in rows]
    return [{**row, "domain_zh": DOMAINS[row["domain"]], **OWN_ROWS} for row in told]


def generation(facts: Facts, stock: dict[str, Stock], year: int) -> dict[str, dict[str, Fact]]:
    """Generation by technology and place, TWh, full scope; ``CN`` is the nation."""
    found = {n: dict(facts.by_place(f"generation_above_scale.{n}", year)) for n in ("thermal", "nuclear", "hydro")}
    found["nuclear"] |= _unlisted(facts, found["nuclear"], stock["nuclear"], year)
    part, whole = facts.get("generation_above_scale.hydro", "CN", year), facts.get("generation.hydro", "CN", year)
    found["hydro"] = {
        p: derive(f.value * whole.value / part.value, "TWh", FULL, f, whole) for p, f in found["hydro"].items()
    }
    found["wind"], found["solar"] = wind(facts, stock["wind"], year), solar(facts, stock, year)
    for name, own in found.items():
        own["CN"] = facts.get(
            ("generation." if name in ("hydro", "wind", "solar") else "generation_above_scale.") + name, "CN", year
        )
    return found


def _unlisted(facts: Facts, listed: dict[str, Fact], stock: Stock, year: int) -> dict[str, Fact]:
    """Provinces that have plants and no row: what the nation leaves, by capacity."""
    nation = facts.get("generation_above_scale.nuclear", "CN", year)
    rest = {p: f for p, f in stock.items() if p not in listed}
    left, total = nation.value - sum(f.value for f in listed.values()), sum(f.value for f in rest.values())
    how = "national total less the provinces listed, by capacity"
    return {p: derive(left * f.value / total, "TWh", how, nation, f) for p, f in rest.items()}


def to_nation(rough: dict[str, Fact], nation: Fact, how: str) -> dict[str, Fact]:
    """Rough provincial figures scaled so that they add up to the nation."""
    total = sum(f.value for f in rough.values())
    return {p: derive(f.value * nation.value / total, "TWh", how, f, nation) for p, f in rough.items()}


def wind(facts: Facts, stock: Stock, year: int) -> dict[str, Fact]:
    """Wind by province: published hours times mean capacity, closed to the nation; for 2024 the estimate of the facts."""
    hours = facts.by_place("utilisation_hours.wind", year)
    if not hours:
        return dict(facts.by_place("generation_full_scope_estimate.wind", year))
    rough = {
        p: derive(hours[p].value * stock[p].value / 1000, "TWh", "hours times capacity", hours[p])
        for p in hours
        if p in stock
    }
    return to_nation(
        rough,
        facts.get("generation.wind", "CN", year),
        "published hours of the year times mean capacity, closed to the nation",
    )


def solar(facts: Facts, stock: dict[str, Stock], year: int) -> dict[str, Fact]:
    """Solar by province: the estimate of 2024; before, its output for each unit of capacity, closed to the nation."""
    later = facts.by_place("generation_full_scope_estimate.solar", 2024)
    if year == 2024:
        return dict(later)
    rough: dict[str, Fact] = {}
    for p, f in later.items():
        ends = [
            sum(facts.get(f"installed_capacity.solar_pv_{k}", p, y).value for k in ("utility", "distributed"))
            for y in (2023, 2024)
        ]
        share = facts.get("back-cast.within-year.solar").value
        mean = ends[0] + share * (ends[1] - ends[0])
        now = stock["solar"][p].value + stock["solar-rooftop"][p].value
        rough[p] = derive(
            f.value / mean * now, "TWh", "output of 2024 for each unit of capacity times mean capacity", f
        )
    return to_nation(
        rough,
        facts.get("generation.solar", "CN", year),
        "hours of 2024 times mean capacity of the year, closed to the nation",
    )


def statistics(facts: Facts, stock: dict[str, Stock], year: int) -> list[Row]:
    """All figures of a year."""
    made = generation(facts, stock, year)
    rows: list[Row] = []
    total = sum(own["CN"].value for own in made.values())
    for tech, own in made.items():
        rows.append(
            _row(
                f"mix.{tech}",
                "CN",
                100 * own["CN"].value / total,
                "percent",
                own["CN"],
                how="share in the sum of the five",
            )
        )
        rows += [_row(f"output.{tech}", p, f.value, "TWh/yr", f) for p, f in own.items() if f.value >= 0.5]
    for fuel in ("coal", "gas"):
        ends = [facts.get(f"installed_capacity.{fuel}", "CN", y) for y in (year - 1, year)]
        hours = facts.get(f"utilisation_hours.{fuel}", "CN", year)
        value = sum(f.value for f in ends) / 2 * hours.value / 1000
        rows.append(
            _row(f"output.{fuel}-power", "CN", value, "TWh/yr", hours, *ends, how="mean capacity times published hours")
        )
    rows += [*_net_imports(facts, made, year), *_coal(facts, year), *_water(facts, year), *_freight(facts, year)]
    rate, burnt = facts.get("co2.per_thermal_kwh", "CN", year), made["thermal"]["CN"]
    return [
        *rows,
        _row(
            "co2.power",
            "CN",
            rate.value * burnt.value / 1000,
            "Mt/yr",
            rate,
            burnt,
            how="rate times thermal generation",
        ),
    ]


def _row(quantity: str, place: str, value: float, unit: str, *used: Fact, how: str = "") -> Row:
    return {"quantity": quantity, "place": place, "value": value, "unit": unit, **cite(*used, how=how)}


def _net_imports(facts: Facts, made: dict[str, dict[str, Fact]], year: int) -> list[Row]:
    """What a province published; else consumption less generation, all generation scaled so that the nation's is what it uses."""
    told = facts.by_place("net_export.published", year)
    use = facts.by_place("electricity_consumption.all", year)
    whole = {p: sum(own[p].value for own in made.values() if p in own) for p in use}
    scale = sum(f.value for f in use.values()) / sum(whole.values())
    how = "consumption less generation of five technologies, scaled to national consumption"
    return [
        _row("net-import", p, -told[p].value, "TWh/yr", told[p])
        if p in told
        else _row("net-import", p, f.value - whole[p] * scale, "TWh/yr", f, made["thermal"].get(p, f), how=how)
        for p, f in use.items()
    ]


def _coal(facts: Facts, year: int) -> list[Row]:
    nation, bought = facts.get("production.raw_coal", "CN", year), facts.get("coal.imports", "", year)
    rows = [
        _row("coal.output", p, f.value, "Mt/yr", f)
        for p, f in facts.by_place("production.raw_coal", year).items()
        if f.value > 0
    ]
    return [
        *rows,
        _row("coal.output", "CN", nation.value, "Mt/yr", nation),
        _row("coal.import", "CN", bought.value, "Mt/yr", bought),
    ]


def _water(facts: Facts, year: int) -> list[Row]:
    """The nation of the year; provinces as last published (2021). Once-through cooling is taken off, as in the model."""
    back = once_through(facts, year)
    total, through = facts.get("water.use", "CN", year), facts.get("water.use.once-through", "CN", year)
    rows = [
        _row(
            "water.use",
            "CN",
            total.value - through.value,
            "yim3/yr",
            total,
            through,
            how="total less once-through cooling",
        )
    ]
    for p, f in facts.by_place("water.use", 2021).items():
        less = [back[p]] if p in back else []
        value = f.value - sum(x.value for x in less)
        rows.append(_row("water.use", p, value, "yim3/yr", f, *less, how="use of 2021 less once-through cooling"))
    return rows


def _freight(facts: Facts, year: int) -> list[Row]:
    load = facts.get("freight.tonnes-per-teu")
    boxes = facts.get("freight.nlsc.boxes", "CN", year)
    rows = [
        _row("freight.corridor-boxes", "CN", boxes.value * load.value, "Mt/yr", boxes, load, how="boxes times load")
    ]
    for quantity, name, place in (
        ("freight.xinjiang-coal", "freight.xinjiang.coal-out", "CN-XJ"), ("freight.three-gorges", "freight.three-gorges", "yichang"),
        ("freight.northern-ports", "freight.daqin-shuohuang", "CN"), ("freight.haoji", "freight.haoji", "CN"),
    ):  # fmt: skip
        fact = facts.find(name, place, year) or facts.get(name, "CN", year)
        rows.append(_row(quantity, "yichang" if "gorges" in quantity else "CN", fact.value, "Mt/yr", fact))
    return rows
