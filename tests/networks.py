"""Small networks drawn at random, told in plain numbers and written as the tables of a case.

A network has a few nodes with a demand for power; plants that may stand, retire, be built, run on a season's fuel,
stand on land, draw money
and emit; lines in both directions; cells that store power over a day; and a tank that stores fuel over the year. Prices
are as people
write them: CNY/kW to build, CNY/kW/yr to keep, CNY/MWh to run, CNY/kWh for what is missed.
"""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path
from typing import Any

from toys import Rows, two_regions

Network = dict[str, Any]
NAMES = {"name_zh": "名", "name_en": "Name"}
POWER_SHORT, FUEL_SHORT = 3, 4  # CNY/kWh, CNY/m3


def draw(seed: int, builds: bool = True) -> Network:
    """One network; the same for the same seed."""
    r = random.Random(seed)

    def some(low: float, high: float) -> float:
        return round(r.uniform(low, high), 3)

    periods = r.randint(1, 3)
    nodes = [f"n{i}" for i in range(r.randint(2, 4))]
    room = [0.0] if not builds else [0.0, 4.0, 8.0]

    def capacity(low: float, high: float) -> dict[str, Any]:
        stands = sorted((some(low, high) for _ in range(periods)), reverse=True)
        return {
            "standing": stands,
            "potential": [s + r.choice(room) for s in stands],
            "life": r.choice([4, 8, 30]),
            "invest": some(200, 6000),
        }

    def shape() -> list[list[float]]:
        return [[some(0.2, 1.0) for _ in range(24)] for _ in range(2)]

    plants = [
        {"node": r.choice(nodes), **capacity(0, 8), "fixed": some(0, 300), "variable": some(5, 600),
            "shape": shape() if r.random() < 0.5 else None,
         "retire": r.random() < 0.4, "floor": r.choice([0, 0, 0.2]), "fuel": r.choice([0, 0, some(0.1, 0.3)]),
             "co2": r.choice([0, some(0.2, 1)]),
         "land": r.choice([0, some(0.5, 3)]), "money": r.choice([0, 0.2])}
        for _ in range(r.randint(3, 5))
    ]  # fmt: skip
    lines = [{"from": a, "to": b, **capacity(0, 5), "yields": some(0.8, 1), "variable": some(0, 20)}
             for a, b in pairwise(nodes)]  # fmt: skip
    cells = [{"node": n, **capacity(0, 2), "hours": some(1, 8), "yields": some(0.7, 1), "loss": r.choice([0, 0.01]),
        "low": r.choice([0, 0.25])}
             for n in nodes[:2]]  # fmt: skip
    return {
        "periods": [2030, 2035, 2040][:periods], "years": [5.0] * (periods - 1) + [float(r.choice([1, 5, 10]))],
        "rate": r.choice([0.0, 0.05, 0.1]), "days": [float(r.randint(50, 200)), float(r.randint(50, 200))],
        "blocks": r.choice([1, 2, 4]), "nodes": nodes, "plants": plants, "lines": lines, "cells": cells,
        "demand": [{"node": n, "amount": [some(1, 9) for _ in range(periods)], "shape": shape()} for n in nodes],
        "fuel": [{"node": n, "amount": [some(0, 12) for _ in range(periods)], "shape": [some(0.2, 1), some(0.2, 1)],
            "tank": some(0, 3)}
                 for n in nodes],
        "land": some(4, 30), "money": some(0.1, 3), "co2": r.choice([0, some(10, 300)]),
    }  # fmt: skip


def write(folder: Path, net: Network, **changes: Any) -> Path:
    """The network as a case; ``changes`` are those of :func:`toys.two_regions`."""
    tables = {"kinds": _kinds(net), "ports": _ports(net), "sites": _sites(net), "profiles": _profiles(net),
        "stores": _stores(net),
              "commodities": _commodities(net), "demand": _given(net, "power"), "supply": _given(net, "fuel"),
                  "places": _places(net)}  # fmt: skip
    seasons = f"{{cold: {net['days'][0]}, warm: {net['days'][1]}}}"
    start = {
        "periods": tuple(net["periods"]),
        "years": tuple(net["years"]),
        "rate": net["rate"],
        "seasons": seasons,
        "blocks": net["blocks"],
    }
    return two_regions(folder, **{**start, **tables, **changes})


def _over(net: Network, name: str, values: list[float]) -> dict[str, float]:
    return {f"{name}_{period}": value for period, value in zip(net["periods"], values, strict=True)}


def _places(net: Network) -> Rows:
    realm = {"place": "realm", **NAMES, "level": "nation"}
    return [
        realm,
        *({"place": n, **NAMES, "level": "province", "parent": "realm", "population": 10} for n in net["nodes"]),
    ]


def _commodities(net: Network) -> Rows:
    free = {**NAMES, "resolution": "year", "surplus": "0"}
    found = [
        {"commodity": "power", **NAMES, "unit": "GW", "resolution": "slice", "shortage": f"{POWER_SHORT} CNY/kWh",
            "surplus": "0.1 CNY/kWh"},
        {"commodity": "charge", **NAMES, "unit": "GW", "resolution": "slice"},
        {"commodity": "fuel", **NAMES, "unit": "bcm/yr", "resolution": "season", "shortage": f"{FUEL_SHORT} CNY/m3",
            "surplus": "0"},
        {"commodity": "land", **free, "unit": "km2", "shortage": "900 CNY/m2/yr"}, {"commodity": "money", **free,
            "unit": "yiCNY/yr"},
        {"commodity": "co2", **free, "unit": "Mt/yr", "surplus": f"{net['co2']} CNY/t" if net["co2"] else "0"},
    ]  # fmt: skip
    used = {port["commodity"] for port in _ports(net)} | {"power", "fuel", "land", "money"}
    return [row for row in found if row["commodity"] in used]


def _kinds(net: Network) -> Rows:
    rows: Rows = []
    for i, p in enumerate(net["plants"]):
        rows.append({"kind": f"plant{i}", **NAMES, "unit": "GW", "life": p["life"], "invest": f"{p['invest']} CNY/kW",
                     "fixed": f"{p['fixed']} CNY/kW/yr", "variable": f"{p['variable']} CNY/MWh",
                         "profile": f"plant{i}" if p["shape"] else "",
                     "retire": "yes" if p["retire"] else "no", "floor": p["floor"], "tags": "plant"})  # fmt: skip
    for i, x in enumerate(net["lines"]):
        rows.append({"kind": f"line{i}", **NAMES, "unit": "GW", "life": x["life"], "invest": f"{x['invest']} CNY/kW",
                     "variable": f"{x['variable']} CNY/MWh", "tags": "line"})  # fmt: skip
    for i, x in enumerate(net["cells"]):
        rows.append(
            {
                "kind": f"cell{i}",
                **NAMES,
                "unit": "GW",
                "life": x["life"],
                "invest": f"{x['invest']} CNY/kW",
                "tags": "cell",
            }
        )
    return [*rows, {"kind": "tank", **NAMES, "unit": "bcm"}]


def _ports(net: Network) -> Rows:
    def port(
        kind: str, commodity: str, rate: float, unit: str = "GW/GW", where: str = "here", **more: str
    ) -> dict[str, Any]:
        return {"kind": kind, "commodity": commodity, "where": where, "rate": rate, "unit": unit, **more}

    rows: Rows = []
    for i, p in enumerate(net["plants"]):
        rows.append(port(f"plant{i}", "power", 1))
        rows += [port(f"plant{i}", "fuel", -p["fuel"], "m3/kWh")] if p["fuel"] else []
        rows += [port(f"plant{i}", "co2", p["co2"], "kg/kWh")] if p["co2"] else []
        rows += [port(f"plant{i}", "land", -p["land"], "km2/GW", "parent", when="standing")] if p["land"] else []
        rows += [port(f"plant{i}", "money", -p["money"], "invest", "parent", when="building")] if p["money"] else []
    for i, x in enumerate(net["lines"]):
        ends = (("there", "from", -1), ("there", "to", x["yields"]), ("back", "to", -1), ("back", "from", x["yields"]))
        rows += [port(f"line{i}", "power", rate, where=where, mode=mode) for mode, where, rate in ends]
    for i, x in enumerate(net["cells"]):
        sides = (
            ("in", "power", -1),
            ("in", "charge", x["yields"]),
            ("out", "charge", -1),
            ("out", "power", x["yields"]),
        )
        rows += [port(f"cell{i}", commodity, rate, mode=mode) for mode, commodity, rate in sides]
    return rows


def _sites(net: Network) -> Rows:
    rows: Rows = []
    for name in ("plant", "line", "cell"):
        for i, x in enumerate(net[f"{name}s"]):
            ends = {"place": x["from"], "to": x["to"]} if name == "line" else {"place": x["node"]}
            rows.append(
                {
                    "kind": f"{name}{i}",
                    **ends,
                    **_over(net, "standing", x["standing"]),
                    **_over(net, "potential", x["potential"]),
                }
            )
    return [
        *rows,
        *(
            {"kind": "tank", "place": f["node"], **_over(net, "standing", [f["tank"]] * len(net["periods"]))}
            for f in net["fuel"]
        ),
    ]


def _profiles(net: Network) -> Rows:
    seasons = ("cold", "warm")
    shapes = {f"plant{i}": p["shape"] for i, p in enumerate(net["plants"]) if p["shape"]}
    shapes |= {f"need-{d['node']}": d["shape"] for d in net["demand"]}
    rows: Rows = [{"profile": name, "season": s, "hour": h, "value": v}
                  for name, shape in shapes.items() for s, day in zip(seasons, shape, strict=True) for h,
                      v in enumerate(day)]  # fmt: skip
    return rows + [{"profile": f"fuel-{f['node']}", "season": s, "value": v}
                   for f in net["fuel"] for s, v in zip(seasons, f["shape"], strict=True)]  # fmt: skip


def _stores(net: Network) -> Rows:
    cells = [{"store": f"cell{i}", **NAMES, "commodity": "charge", "kind": f"cell{i}",
        "per_capacity": f"{x['hours']} GWh/GW", "low": x["low"],
              "loss": x["loss"]} for i, x in enumerate(net["cells"])]  # fmt: skip
    return [*cells, {"store": "tank", **NAMES, "commodity": "fuel", "kind": "tank", "per_capacity": "1 bcm/bcm"}]


def _given(net: Network, what: str) -> Rows:
    if what == "power":
        return [{"commodity": "power", "place": d["node"], **_over(net, "amount", d["amount"]), "unit": "GW",
            "profile": f"need-{d['node']}"}
                for d in net["demand"]]  # fmt: skip
    rows: Rows = [{"commodity": "fuel", "place": f["node"], **_over(net, "amount", f["amount"]), "unit": "bcm/yr",
        "profile": f"fuel-{f['node']}"}
                  for f in net["fuel"]]  # fmt: skip
    rest = (("land", "km2"), ("money", "yiCNY/yr"))
    return rows + [{"commodity": name, "place": "realm", **_over(net, "amount", [net[name]] * len(net["periods"])),
        "unit": unit, "profile": ""}
                   for name, unit in rest]  # fmt: skip
