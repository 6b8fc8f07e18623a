"""places.csv: provinces, the nation, and the nodes of the freight network."""

from __future__ import annotations

from pathlib import Path

from facts import Facts, cite, write

NODE_LEVEL = {"border": "gateway", "sea-port": "gateway", "external": "market"}


def make(facts: Facts, out: Path) -> None:
    """Write places.csv into ``out``."""
    write(out, "places", [_nation(facts), *_provinces(facts), *_nodes(facts)])


def _nation(facts: Facts) -> dict[str, object]:
    """The nation; its residents are the sum of the provinces."""
    people = list(facts.by_place("pop_resident", 2024).values())
    return {
        "place": "CN", "name_zh": "全国", "name_en": "China", "level": "nation",
        "population": sum(p.value for p in people), **cite(*people, how="sum of the 31 provincial units"),
    }  # fmt: skip


def _provinces(facts: Facts) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for p in facts.rows("provinces"):
        member = [g for g in _groups(facts, p["place"]) if g != p["region"]]
        people = facts.get("pop_resident", p["place"], 2024)
        note = "coordinates of the capital: GeoNames; groups: facts/groups.csv"
        rows.append({
            "place": p["place"], "name_zh": p["short_zh"], "name_en": p["name_en"], "level": "province", "parent": "CN",
            "groups": ";".join([p["region"], *member]), "population": people.value,
            "lon": p["lon"], "lat": p["lat"], "tile_x": p["tile_x"], "tile_y": p["tile_y"], **cite(people, how=note),
        })  # fmt: skip
    return rows


def _groups(facts: Facts, place: str) -> list[str]:
    """The groups of facts/groups.csv that a place belongs to."""
    return [g["group"] for g in facts.rows("groups") if place in g["members"].split()]


def _nodes(facts: Facts) -> list[dict[str, object]]:
    """Hubs, ports and crossings lie in their province; outside markets lie in none."""
    parent = {p["short_zh"]: p["place"] for p in facts.rows("provinces")}
    return [
        {
            "place": n["node_id"], "name_zh": n["name_zh"], "name_en": n["name_en"],
            "level": NODE_LEVEL.get(n["kind"], "node"), "parent": parent.get(n["province"], ""),
            "groups": ";".join([f"{n['kind']}-nodes", *_groups(facts, n["node_id"])]), "lon": n["lon"], "lat": n["lat"],
            "source": n["source_title"], "status": n["status"],
        }
        for n in facts.rows("freight-nodes")
    ]  # fmt: skip
