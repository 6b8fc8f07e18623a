"""What smelters and chemical works use, where no other sector of the case draws it."""

from __future__ import annotations

from pathlib import Path

from facts import PERIODS, Fact, Facts, Row, cite, derive, read_csv
from freight.legs import great_circle
from minerals.deposits import ORES

HUBS = ("CN-SD", "CN-HB", "CN-GD")  # stand for the fields of the East where potash is spread


def drawn(case: Path) -> set[tuple[str, str]]:
    """(ore, province) pairs at which another sector has a process that draws the ore where it stands."""
    found: set[tuple[str, str]] = set()
    for path in sorted(case.glob("*/ports.csv")):
        ports = [r for r in read_csv(path) if r["commodity"].startswith("ore:") and float(r["rate"] or 0) < 0]
        uses = {(r["kind"], r["commodity"].removeprefix("ore:")) for r in ports if r.get("where") in ("", "here", None)}
        if uses and path.parent.name != "minerals":
            places = [(r["kind"], r["place"]) for r in read_csv(path.parent / "sites.csv")]
            found |= {(ore, place) for kind, ore in uses for k, place in places if k == kind}
    return found


def demand(facts: Facts, elsewhere: set[tuple[str, str]]) -> list[Row]:
    """Ore asked for by province and period.

    Where another sector draws an ore at a province only the part for uses beside that sector is asked, so nothing counts twice.
    """
    rows: list[Row] = []
    for ore, place, fact in ((o, p, f) for o in ORES for p, f in use(facts, o).items()):
        index = {y: facts.get(f"minerals.use-index.{ore}", "", y) for y in PERIODS[1:]}
        beside = facts.find(f"minerals.use-beside.{ore}", "CN", 2023)
        used, part = [fact, *index.values()], 1.0
        if (ore, place) in elsewhere:
            if beside is None:
                continue
            used, part = [*used, beside], beside.value
        amounts = {f"amount_{y}": fact.value * part * (index[y].value if y in index else 1.0) for y in PERIODS}
        rows.append({"commodity": f"ore:{ore}", "place": place, **amounts, "unit": ORES[ore].rate, **cite(*used, how="use of 2024 times the index")})  # fmt: skip
    return rows


def use(facts: Facts, ore: str) -> dict[str, Fact]:
    """Ore used in 2024 by province, in the unit of its balance."""
    if ore == "bauxite":
        nation, rate = facts.get("minerals.alumina", "CN", 2024), facts.get("minerals.bauxite-per-alumina")
        return {
            p: derive(nation.value * s.value / 100 * rate.value, "Mt/yr", "alumina by share times bauxite", nation, s, rate)
            for p, s in facts.by_place("minerals.alumina-share", 2022).items()
        }  # fmt: skip
    if ore == "iron":
        rate = facts.get("minerals.iron-per-pig")
        return {
            p: derive(f.value * rate.value, "Mt/yr", "pig iron of 2024 times ore", f, rate)
            for p, f in facts.by_place("industrial_output.pig_iron", 2024).items()
        }
    return potash(facts) if ore == "potash" else facts.by_place(f"minerals.use.{ore}", 2024)


def potash(facts: Facts) -> dict[str, Fact]:
    """Potash by cultivated land: western provinces each, the others at the nearest of three hubs."""
    nation, land = facts.get("minerals.use.potash", "CN", 2024), facts.by_place("land.survey.cultivated", 2019)
    region = {r["place"]: r["region"] for r in facts.rows("provinces")}
    spot = {r["place"]: (float(r["lon"]), float(r["lat"])) for r in facts.rows("provinces")}
    area: dict[str, float] = {}
    for place, fact in land.items():
        near = min(HUBS, key=lambda hub: great_circle(spot[hub], spot[place]))
        at = place if region[place] == "west" else near
        area[at] = area.get(at, 0.0) + fact.value
    whole = sum(area.values())
    how = "national use by cultivated land; the East stands at Shandong, Hubei and Guangdong"
    return {p: derive(nation.value * a / whole, "Mt/yr", how, nation, next(iter(land.values()))) for p, a in area.items()}  # fmt: skip
