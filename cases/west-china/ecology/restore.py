"""Restoration: planting, mending grass, holding sand and caring for what was restored; by zone where its services differ."""

from __future__ import annotations

from ecology.services import ZONES, Rates, of_grass, of_planting, of_sand, zones
from facts import PERIODS, Fact, Facts, Row, cite, derive
from land.sites import KM2, survey
from spans import stands, upto

MEASURES = {
    "afforestation": ("造林", "afforestation", "land.cost.arbor", "grass"),
    "grass-restoration": ("草原修复", "grassland restoration", "land.cost.grass", "grass"),
}
WHOLE = {
    "desert-control": ("防沙治沙", "desert control", "land.cost.straw-grid", "desert"),
    "restored-land-care": ("退化林草修复巩固", "consolidation of restored land", "land.cost.enclose", ""),
}
WATERED = ("afforestation", "desert-control")
AMOUNTS = tuple(f"amount_{y}" for y in PERIODS)


def kind_rows() -> list[tuple[str, str, str, str, str]]:
    """Code, both names, the fact of its cost and the land it stands on, of every kind of restoration."""
    by_zone = [(f"{m}-{z}", f"{zh}（{name}）", f"{en}, {label}", cost, land)
               for m, (zh, en, cost, land) in MEASURES.items() for z, (name, label) in ZONES.items()]  # fmt: skip
    return by_zone + [(m, *rest) for m, rest in WHOLE.items()]


def kinds(facts: Facts) -> list[Row]:
    """They run as long as they stand, so that their services are counted."""
    life, keep = facts.get("land.restore.life"), facts.get("land.restore.keep")
    rows: list[Row] = []
    for kind, zh, en, name, _ in kind_rows():
        cost = facts.get(name, "CN", 2023)
        rows.append({"kind": kind, "name_zh": zh, "name_en": en, "unit": "km2", "resolution": "year", "from": 2030, "life": life.value,
                     "invest": f"{cost.value:g} {cost.unit}", "fixed": f"{cost.value * keep.value:g} {cost.unit}/yr", "floor": 1,
                     "tags": "restoration" + ("" if kind == "restored-land-care" else ";treated"), **cite(cost, life, keep)})  # fmt: skip
    return rows


def rates(facts: Facts) -> dict[str, Rates]:
    """Services of every kind of restoration that has some."""
    found = {f"afforestation-{z}": of_planting(facts, z) for z in ZONES}
    found |= {f"grass-restoration-{z}": of_grass(facts, z) for z in ZONES}
    return found | {"desert-control": of_sand(facts)}


def ports(facts: Facts) -> list[Row]:
    """Land while it stands; public money, water and work as it is built."""
    water, years, share = (
        facts.get("land.establish.water", "CN", ""),
        facts.get("land.establish.years"),
        facts.get("land.restore.public"),
    )
    part, wage = facts.get("ecology.restore.labour"), facts.get("ecology.restore.wage")
    rows: list[Row] = []
    for kind, _, _, name, land in kind_rows():
        cost = facts.get(name, "CN", 2023)
        if land:
            rows.append({"kind": kind, "commodity": f"land:{land}", "when": "standing", "rate": -1, "unit": "km2/km2",
                         "source": "a square kilometre stands on a square kilometre", "status": "derived"})  # fmt: skip
        rows.append(
            {
                "kind": kind,
                "commodity": "public-money",
                "when": "building",
                "rate": -share.value,
                "unit": "invest",
                **cite(share),
            }
        )
        if kind.startswith(WATERED):
            rows.append(
                {
                    "kind": kind,
                    "commodity": "water",
                    "when": "building",
                    "rate": -water.value * years.value,
                    "unit": "m3/mu",
                    **cite(water, years),
                }
            )
        work = derive(
            cost.value * part.value / wage.value,
            "person*yr/mu",
            "wages in the cost over the wage of a year",
            cost,
            part,
            wage,
        )
        rows.append(
            {"kind": kind, "commodity": "jobs", "when": "building", "rate": work.value, "unit": work.unit, **cite(work)}
        )
    return [{"where": "here", **row} for row in rows]


def sites(facts: Facts) -> list[Row]:
    """Planting and treating, at most a multiple of the work of 2021; bare land shares the national task of ten years."""
    members = next(r["members"] for r in facts.rows("groups") if r["group"] == "three-north").split()
    task, speed = facts.get("land.three-north.treated", "CN", 2030), facts.get("land.desert.pace")
    pace, room, care = facts.get("land.restore.pace"), facts.get("land.desert.room"), facts.get("land.consolidate.room")
    desert = {p: f for p, f in facts.by_place("land.survey.other", 2019).items() if p in members}
    whole, zone = sum(f.value for f in desert.values()), zones(facts)
    rows: list[Row] = []
    for place, grass in facts.by_place("land.survey.grass", 2019).items():
        tags = {"tags": "three-north"} if place in members else {}
        wood, forest = facts.find("land.afforestation", place, 2021), survey(facts, place, "forest")
        if wood:
            rows.append(
                site(f"afforestation-{zone[place]}", place, wood.value / 100 * 5 * pace.value, tags, wood, pace)
            )
        sown = [facts.get(f"land.grass.{name}", place, 2021) for name in ("sown", "improved")]
        yearly = sum(f.value for f in sown) * 10
        if yearly:
            most = min(yearly * 5 * pace.value, grass.value * KM2 / 4)
            rows.append(site(f"grass-restoration-{zone[place]}", place, most, tags, *sown, pace))
        if place in desert:
            most = task.value * 1e4 / 15 * KM2 * speed.value * desert[place].value / whole
            most = min(most, desert[place].value * KM2 * room.value)
            rows.append(site("desert-control", place, most, tags, desert[place], task, speed, room))
        if place in members and forest:
            most = (grass.value + forest.value) * KM2 * care.value / 2
            rows.append(site("restored-land-care", place, most, tags, grass, forest, care))
    return rows


def site(kind: str, place: str, most: float, tags: dict[str, str], *used: Fact) -> Row:
    """A restoration site: at most ``most`` in a period, and twice that in all."""
    return {
        "kind": kind,
        "place": place,
        **stands(0),
        **upto(0, most, 2 * most),
        "build_max": most,
        **tags,
        **cite(*used),
    }


def limits(facts: Facts) -> list[Row]:
    """The Three-North programme plants trees and holds sand too: least parts of the area to be treated by 2030."""
    part, price = facts.get("land.treat.least"), facts.get("land.treat.price")
    treated, care, pace = (facts.get(f"land.three-north.{n}", "CN", 2030) for n in ("treated", "consolidated", "pace"))
    left = pace.value * 6 * treated.value / (treated.value + care.value)
    trees = ";".join(f"afforestation-{zone}" for zone in ZONES)
    names = {trees: ("trees", "三北工程造林下限", "least planting of trees, Three-North"),
             "desert-control": ("sand", "三北工程固沙下限", "least holding of sand, Three-North")}  # fmt: skip
    return [
        {"limit": f"three-north-{code}", "name_zh": zh, "name_en": en, "measure": "build", "kind": kind, "tags": "three-north", "in": "CN",
         "bound": "at_least", **dict(zip(AMOUNTS, (0.0, part.value * left, part.value * left), strict=True)), "unit": "wan_mu",
         "price": f"{price.value:g} {price.unit}", **cite(part, price, treated, care, pace, how="part of what is left of the national task after 2024")}
        for kind, (code, zh, en) in names.items()
    ]  # fmt: skip
