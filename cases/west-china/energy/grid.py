"""Power lines: kinds and sites, lines of one pair and technology put together."""

from __future__ import annotations

from collections import defaultdict

from energy.plants import Rows
from facts import PERIODS, Fact, Facts, cite, number

FIRST, SECOND, LAST = PERIODS
TRANSMISSION = {
    "uhv-dc": ("特高压直流", "ultra-high-voltage direct current line"),
    "hvdc": ("超高压直流", "high-voltage direct current line"),
    "ac-line": ("交流联络线", "alternating current tie"),
}


def line_kinds(facts: Facts) -> Rows:
    """Kinds of lines. Direct current has a fixed cost (converters) and one by length."""
    get = facts.get
    ends, by_km = get("uhvdc.capex_fixed", "", 2024), get("uhvdc.capex_per_km", "", 2024)
    ac_km, ceiling = get("ac_line.capex_per_km", "", 2024), get("line.ceiling")
    rows: Rows = []
    for kind, (zh, en) in TRANSMISSION.items():
        direct = kind != "ac-line"
        cost, life = by_km if direct else ac_km, get(f"{'uhvdc' if direct else 'ac_line'}.lifetime")
        row: dict[str, object] = {
            "kind": kind, "name_zh": zh, "name_en": en, "unit": "GW", "life": life.value,
            "invest_km": f"{number(cost.value)} CNY/kW/km", "availability": ceiling.value, "from": SECOND,
            "tags": "transmission;dc" if direct else "transmission;ac",
        }  # fmt: skip
        tariff = get("ac.tariff")
        if direct:
            row |= {f"invest_{p}": f"{number(ends.value)} CNY/kW" for p in PERIODS}
        else:
            row["variable"] = f"{number(tariff.value)} {tariff.unit}"
        rows.append({**row, **cite(life, cost, ceiling, ends if direct else tariff)})
    return rows


def line_kind(line: dict[str, str]) -> str:
    if line["kind"] in ("uhvac", "ac_aggregate", "ac_tie", "b2b") or line["two_way"]:
        return "ac-line"
    return "uhv-dc" if line["kind"] == "uhvdc" else "hvdc"


def line_sites(facts: Facts) -> Rows:
    """One row a pair and technology: standing by period, potential, length as the mean weighted by capacity."""
    pairs: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for line in facts.rows("energy-lines"):
        kind, place, to = line_kind(line), line["place"], line["to"]
        if kind == "ac-line" and (kind, to, place) in pairs:
            place, to = to, place
        pairs[kind, place, to].append(line)
    return [_site(facts, key, lines) for key, lines in sorted(pairs.items())]


def _site(facts: Facts, key: tuple[str, str, str], lines: list[dict[str, str]]) -> dict[str, object]:
    kind, place, to = key
    gw = {s: sum(float(x["capacity_gw"]) for x in lines if x["stage"] == s) for s in {x["stage"] for x in lines}}
    now = gw.get("operating", 0.0)
    later = now + gw.get("under construction", 0.0) + gw.get("commissioning", 0.0)
    whole = later + gw.get("planned", 0.0)
    km = sum(float(x["km"]) * float(x["capacity_gw"]) for x in lines) / (later + gw.get("planned", 0.0))
    most, used = _potential(facts, key, later, whole)
    row: dict[str, object] = {
        "kind": kind, "place": place, "to": to, "km": round(km), "tags": _tags(facts, key, gw), "fixed": _fixed(facts, kind, km),
        f"standing_{FIRST}": now, f"standing_{SECOND}": later, f"standing_{LAST}": later,
    }  # fmt: skip
    if most:
        row |= {f"potential_{p}": v for p, v in zip(PERIODS, (now, *most), strict=True)}
    titles = "; ".join(dict.fromkeys(x["source_title"] for x in lines))
    status = max((x["status"] for x in lines), key=("verified", "derived", "recalled", "assumed").index)
    if used:
        return {**row, "source": f"{titles}; potential: {cite(*used)['source']}", "status": "assumed"}
    return {**row, "source": titles, "status": "derived" if len(lines) > 1 and status == "verified" else status}


def _potential(facts: Facts, key: tuple[str, str, str], later: float, whole: float) -> tuple[list[float], list[Fact]]:
    """Planned lines may be built; pairs out of desert-base provinces may get one more by 2035; ties may be strengthened."""
    kind, place, _ = key
    if kind == "ac-line":
        factors = [facts.get("ac.build", "", p) for p in (SECOND, LAST)]
        return [later * f.value for f in factors], factors
    if kind == "uhv-dc":
        second = facts.get("dc.second", "", LAST)
        if facts.find("desert.share", place):
            return [whole, whole + second.value], [second]
        if whole > later:
            return [whole, whole], []
    return [], []


def _fixed(facts: Facts, kind: str, km: float) -> str:
    direct = kind != "ac-line"
    share = facts.get(f"{'uhvdc' if direct else 'ac_line'}.fixed_om").value / 100
    by_km = facts.get(f"{'uhvdc' if direct else 'ac_line'}.capex_per_km", "", 2024).value
    ends = facts.get("uhvdc.capex_fixed", "", 2024).value if direct else 0.0
    return f"{number(share * (ends + by_km * round(km)))} CNY/kW/yr"


def _tags(facts: Facts, key: tuple[str, str, str], gw: dict[str, float]) -> str:
    west = next(set(g["members"].split()) for g in facts.rows("groups") if g["group"] == "west")
    tags = ["west-east"] if key[1] in west and key[2] not in west else []
    tags += ["under-construction"] if {"under construction", "commissioning"} & set(gw) else []
    return ";".join(tags + (["candidate"] if "planned" in gw else []))
