"""Ecology: what forest, grass and wetland keep today, what restoration adds, fire protection, and the account GEP.

Standing ecosystems run as long as they stand (least running 1), by zone: their services are accounts that cost nothing and are
no part of the objective. Restoration costs money, water and land and gives services too. Building on forest or grass gives up
what it served. ``gep`` counts services times prices at every province.
"""

from __future__ import annotations

from pathlib import Path

from ecology import restore
from ecology.services import SERVICES, STANDING, ZONES, Rates, lost, of_standing, worth, zones
from facts import Fact, Facts, Row, cite, derive, write
from land.sites import KM2, survey
from spans import stands, upto

BUILT_ON = ("forest", "grass")
ACCOUNT = {"source": "an account: what ecosystems and restoration give", "status": "derived"}
MHA = 100.0  # 10^4 ha in 10^6 ha


def make(facts: Facts, out: Path) -> None:
    """Write the tables of ecology into ``out``."""
    write(out, "commodities", commodities())
    write(out, "kinds", [*kinds(facts), *restore.kinds(facts)])
    write(out, "ports", [*service_ports(facts), *fire_ports(facts), *restore.ports(facts)])
    write(out, "sites", [*sites(facts), *restore.sites(facts)])
    write(out, "limits", restore.limits(facts))


def commodities() -> list[Row]:
    """Accounts: nothing is asked of them here and what is there may lie unused."""
    rows = [
        (code, zh, en, unit, f"0 CNY/{'m3' if 'm3' in unit else 't'}")
        for code, (zh, en, unit, _, _) in SERVICES.items()
    ]
    rows += [("gep", "生态产品总值（所计调节服务）", "gross ecosystem product, of the services counted", "yiCNY/yr", "0 CNY/CNY"),
             ("fire-guarded", "防火覆盖的林地", "forest land that is guarded from fire", "Mha", "0 CNY/ha/yr")]  # fmt: skip
    return [{"commodity": code, "name_zh": zh, "name_en": en, "unit": unit, "resolution": "year", "surplus": free, **ACCOUNT}
            for code, zh, en, unit, free in rows]  # fmt: skip


def kinds(facts: Facts) -> list[Row]:
    area = {"source": "third national land survey, by class", "status": "verified"}
    rows: list[Row] = [
        {"kind": f"{cover}-{zone}", "name_zh": f"{zh}（{place}）", "name_en": f"{en}, {label}", "unit": "km2", "resolution": "year", "floor": 1,
         "tags": f"ecosystem;{cover}", **area}
        for cover, (zh, en) in STANDING.items() for zone, (place, label) in ZONES.items()
    ]  # fmt: skip
    invest, keep, life = fire_cost(facts), facts.get("ecology.fire.keep"), facts.get("ecology.fire.life")
    rows.append({"kind": "fire-guard", "name_zh": "森林防火设施与护林员", "name_en": "forest fire protection and rangers", "unit": "Mha",
                 "resolution": "year", "from": 2030, "life": life.value, "invest": f"{invest.value:g} {invest.unit}",
                 "fixed": f"{keep.value:g} {keep.unit}", "floor": 1, "tags": "fire-guard", **cite(invest, keep, life)})  # fmt: skip
    return rows


def fire_cost(facts: Facts) -> Fact:
    """Investment of the national plan on a hectare of forest land."""
    plan, forest = facts.get("ecology.fire.plan", "CN", 2016), facts.get("land.survey.forest", "CN", 2019)
    return derive(
        round(plan.value / forest.value * 1e4), "CNY/ha", "the plan of ten years over all forest land", plan, forest
    )


def services(kind: str, rates: Rates, gep: Fact) -> list[Row]:
    """Ports for the services of a kind and what they are worth."""
    rows: list[Row] = [{"kind": kind, "commodity": s, "where": "here", "when": "running", "rate": f.value, "unit": SERVICES[s][3], **cite(f)}
                       for s, f in rates.items() if f.value]  # fmt: skip
    return [
        *rows,
        {
            "kind": kind,
            "commodity": "gep",
            "where": "here",
            "when": "running",
            "rate": gep.value,
            "unit": gep.unit,
            **cite(gep),
        },
    ]


def service_ports(facts: Facts) -> list[Row]:
    found = {f"{cover}-{zone}": of_standing(facts, cover, zone) for cover in STANDING for zone in ZONES}
    found |= restore.rates(facts) | {f"build-on-{cover}": lost(facts, cover) for cover in BUILT_ON}
    return [row for kind, rates in found.items() for row in services(kind, rates, worth(facts, rates))]


def fire_ports(facts: Facts) -> list[Row]:
    """The guard is paid by public money as it is built and every year."""
    public, keep, jobs = (
        facts.get("ecology.fire.public"),
        facts.get("ecology.fire.keep"),
        facts.get("ecology.fire.jobs"),
    )
    yearly = derive(-keep.value * public.value, keep.unit, "the public part of keeping guard", keep, public)
    rows: list[Row] = [
        {"commodity": "fire-guarded", "rate": 1, "unit": "ha/ha", **ACCOUNT},
        {"commodity": "public-money", "when": "standing", "rate": yearly.value, "unit": yearly.unit, **cite(yearly)},
        {"commodity": "public-money", "when": "building", "rate": -public.value, "unit": "invest", **cite(public)},
        {"commodity": "jobs", "rate": jobs.value, "unit": jobs.unit, **cite(jobs)},
    ]
    return [{"kind": "fire-guard", "where": "here", "when": "running", **row} for row in rows]


def sites(facts: Facts) -> list[Row]:
    """Standing ecosystems as the survey has them, and the forest that is guarded."""
    covered, rows = facts.get("ecology.fire.covered"), list[Row]()
    for place, zone in zones(facts).items():
        for cover in STANDING:
            area = survey(facts, place, cover)
            if area and area.value:
                now = area.value * KM2
                rows.append({"kind": f"{cover}-{zone}", "place": place, **stands(now), **upto(now, now), **cite(area)})
        forest = facts.get("land.survey.forest", place, 2019)
        most = forest.value / MHA
        now = most * covered.value
        rows.append({"kind": "fire-guard", "place": place, **stands(now), **upto(now, most), **cite(forest, covered)})
    return rows
