"""Small PyPSA networks drawn at random, told as plain tables: ``{class: {name: {attribute: value or list}}}``."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Network = dict[str, Any]
Draw = Any


def some(draw: Draw, low: float, high: float) -> float:
    """A number between two, in steps of a thousandth of their distance."""
    return round(low + (high - low) * draw(st.integers(0, 1000)) / 1000, 6)


def maybe(draw: Draw, chance: int = 2) -> bool:
    """Yes one time in ``chance``."""
    return draw(st.integers(1, chance)) == chance


def series(draw: Draw, count: int, low: float, high: float) -> list[float]:
    """A number a snapshot."""
    return [some(draw, low, high) for _ in range(count)]


def varied(draw: Draw, count: int, low: float, high: float) -> float | list[float]:
    """A number, or one a snapshot."""
    return series(draw, count, low, high) if maybe(draw) else some(draw, low, high)


@st.composite
def networks(draw: Draw) -> Network:
    """A network with some of everything that is supported."""
    periods = draw(st.sampled_from([[], [], [2030, 2040], [2025, 2030, 2040]]))
    hours = draw(st.integers(2, 5))
    count = hours * max(len(periods), 1)
    alike = maybe(draw)
    weights = {w: [some(draw, 0.5, 4.0) for _ in range(count)] for w in ("objective", "stores", "generators")}
    if alike:
        weights = dict.fromkeys(weights, weights["stores"])
    n: Network = {
        "hours": hours,
        "afresh": maybe(draw, 3),
        "dates": maybe(draw),
        "weights": weights,
        "periods": periods,
        "period_weights": {
            "objective": [some(draw, 0.5, 5.0) for _ in periods],
            "years": [1.0 for _ in periods] if maybe(draw) else [some(draw, 1, 10) for _ in periods],
        },
        "carriers": {
            "gas": {"co2_emissions": 0.2},
            "coal": {"co2_emissions": 0.35},
            "wind": {},
            "AC": {},
            "DC": {},
            "heat": {},
            "hydro": {},
        },
        "buses": {},
        "generators": {},
        "loads": {},
        "lines": {},
        "links": {},
        "stores": {},
        "storage_units": {},
        "transformers": {},
        "processes": {},
        "global_constraints": {},
    }
    names = buses(draw, n)
    for part in (generators, loads, lines, links, processes, stores, storage_units, limits):
        part(draw, n, names, count)
    if periods and maybe(draw, 3):
        n["carriers"]["wind"] |= {"max_growth": some(draw, 5, 60), "max_relative_growth": some(draw, 0, 1.5)}
    return n


def buses(draw: Draw, n: Network) -> list[str]:
    """AC buses, sometimes DC buses, and one of heat."""
    for i in range(draw(st.integers(1, 5))):
        n["buses"][f"a{i}"] = {"carrier": "AC", "v_nom": draw(st.sampled_from([110.0, 380.0]))}
    for i in range(draw(st.sampled_from([0, 0, 3]))):
        n["buses"][f"d{i}"] = {"carrier": "DC", "v_nom": 200.0}
    if maybe(draw):
        n["buses"]["warm"] = {"carrier": "heat", "unit": "MW"}
    return list(n["buses"])


def capacity(draw: Draw, n: Network, attr: str, most: float, dear: float, free: bool = True) -> dict[str, Any]:
    """Capacity that stands or is to choose, with years of building and life where there are periods."""
    found: dict[str, Any] = {attr: some(draw, 0, most)}
    if maybe(draw):
        found |= {f"{attr}_extendable": True, "capital_cost": some(draw, 0.5, dear)}
        if maybe(draw, 3):
            found[f"{attr}_max"] = some(draw, most / 2, 2 * most)
        if maybe(draw, 3):
            found[f"{attr}_min"] = some(draw, 0, most / 2)
        if maybe(draw, 6):
            found[f"{attr}_mod"] = some(draw, 3, 9)
        if maybe(draw, 6):
            found["fom_cost"] = some(draw, 0, 2)
        if maybe(draw, 8) and not n["periods"]:
            found |= {
                "overnight_cost": some(draw, 5e3, 5e4),
                "discount_rate": draw(st.sampled_from([0.0, 0.07])),
                "lifetime": 20.0,
            }
        if maybe(draw, 10) and f"{attr}_mod" not in found:
            found[f"{attr}_set"] = found.get(f"{attr}_min", 1.0)
    elif free and maybe(draw, 8):
        found[attr] = float("inf")
    if n["periods"] and maybe(draw):
        found |= {
            "build_year": draw(st.sampled_from([2020, 2030, 2040])),
            "lifetime": draw(st.sampled_from([8.0, 15.0, 25.0])),
        }
    if maybe(draw, 15):
        found["active"] = False
        found.pop(f"{attr}_set", None)  # PyPSA stops at a set capacity of what takes no part
    return found


def ramps(draw: Draw, count: int) -> dict[str, Any]:
    """Limits of ramps, now and then."""
    found: dict[str, Any] = {}
    if maybe(draw, 4):
        found["ramp_limit_up"] = varied(draw, count, 0.2, 0.9)
    if maybe(draw, 4):
        found["ramp_limit_down"] = varied(draw, count, 0.2, 0.9)
    if found and maybe(draw, 3):
        found["p_init"] = some(draw, 0, 5)
    if found and maybe(draw, 5):
        found["ramp_limit_start_up"] = 0.5
    return found


def generators(draw: Draw, n: Network, names: list[str], count: int) -> None:
    """Load shedding everywhere, and plants."""
    for bus in names:
        n["generators"][f"shed {bus}"] = {"bus": bus, "p_nom": 1e4, "marginal_cost": 900.0 + len(bus)}
        n["generators"][f"sink {bus}"] = {"bus": bus, "p_nom": 1e4, "marginal_cost": 40.0, "sign": -1.0}
    for i in range(draw(st.integers(1, 5))):
        g = {"bus": draw(st.sampled_from(names)), "carrier": draw(st.sampled_from(["gas", "coal", "wind", ""]))}
        g |= capacity(draw, n, "p_nom", 40, 30) | {"marginal_cost": varied(draw, count, 1, 60)}
        if maybe(draw):
            g["p_max_pu"] = varied(draw, count, 0.3, 1)
        if maybe(draw, 4) and g["p_nom"] != float("inf"):
            g["p_min_pu"] = varied(draw, count, -0.3, 0.3)
        if g["carrier"] in ("gas", "coal"):
            g["efficiency"] = varied(draw, count, 0.3, 0.6)
        if maybe(draw, 6):
            g["e_sum_max"] = some(draw, 20, 200)
        if maybe(draw, 10):
            g["e_sum_min"] = some(draw, 0, 10)
        if g["p_nom"] != float("inf") or g.get("p_nom_extendable"):
            g |= ramps(draw, count)
        if maybe(draw, 12):
            g["sign"] = draw(st.sampled_from([0.5, 1.2]))
        n["generators"][f"g{i}"] = g


def loads(draw: Draw, n: Network, names: list[str], count: int) -> None:
    """Loads; one in a while gives."""
    for i in range(draw(st.integers(1, 5))):
        load: dict[str, Any] = {"bus": draw(st.sampled_from(names)), "p_set": varied(draw, count, 5, 50)}
        if maybe(draw, 8):
            load["sign"] = 1.0
        if maybe(draw, 10):
            load["active"] = False
        n["loads"][f"l{i}"] = load


TYPES = ["Al/St 240/40 4-bundle 380.0", "490-AL1/64-ST1A 110.0"]


def lines(draw: Draw, n: Network, names: list[str], count: int) -> None:
    """Meshes of lines, double lines among them, and transformers."""
    for kind in ("AC", "DC"):
        own = [b for b in names if n["buses"][b]["carrier"] == kind]
        if len(own) < 2:
            continue
        for i in range(draw(st.integers(1, 8))):
            a, b = draw(st.sampled_from(own)), draw(st.sampled_from(own))
            if a == b:
                continue
            one = {"bus0": a, "bus1": b} | capacity(draw, n, "s_nom", 30, 15)
            one |= {"length": some(draw, 10, 200)} if maybe(draw) else {}
            if n["buses"][a]["v_nom"] != n["buses"][b]["v_nom"]:
                _transformer(draw, n, one, count)
                continue
            if maybe(draw, 4) and kind == "AC":
                one |= {"type": draw(st.sampled_from(TYPES)), "num_parallel": 2.0, "length": some(draw, 20, 99)}
            else:
                one |= {"x": some(draw, 0.05, 2), "r": some(draw, 0.01, 1)}
            if maybe(draw, 3):
                one["s_max_pu"] = varied(draw, count, 0.4, 1)
            if maybe(draw, 8):
                one["v_ang_max"] = some(draw, 0.01, 3)
            n["lines"][f"{kind.lower()}{i}"] = one


def _transformer(draw: Draw, n: Network, one: dict[str, Any], count: int) -> None:
    one.pop("length", None)
    if one["s_nom"] in (0.0, float("inf")):
        one["s_nom"] = 20.0
    if maybe(draw, 3):
        one |= {"type": "160 MVA 380/110 kV", "tap_position": draw(st.integers(-3, 3))}
    else:
        one |= {"x": some(draw, 0.05, 0.3), "r": some(draw, 0.01, 0.1), "tap_ratio": some(draw, 0.9, 1.1)}
        if maybe(draw, 3):
            one["phase_shift"] = varied(draw, count, -3, 3)
        if maybe(draw, 3):
            one |= {"phase_shift_min": -some(draw, 0, 5), "phase_shift_max": some(draw, 0.1, 5)}
    if maybe(draw, 8):
        one["v_ang_max"] = some(draw, 0.5, 6)
    n["transformers"][f"t{len(n['transformers'])}"] = one


def links(draw: Draw, n: Network, names: list[str], count: int) -> None:
    """Links with up to four ports, one way and both, some with delays."""
    for i in range(draw(st.integers(0, 4))):
        link = {
            "bus0": draw(st.sampled_from(names)),
            "bus1": draw(st.sampled_from(names)),
            "efficiency": varied(draw, count, 0.4, 1.0),
        }
        link |= capacity(draw, n, "p_nom", 30, 15) | {"marginal_cost": some(draw, 0, 5), "length": some(draw, 1, 9)}
        link["carrier"] = draw(st.sampled_from(["DC", "", "heat"]))
        for port in draw(st.sampled_from(["", "", "2", "23"])):
            link[f"bus{port}"] = draw(st.sampled_from([*names, ""]))
            link[f"efficiency{port}"] = varied(draw, count, -0.4, 0.4)
        if maybe(draw, 4) and link["p_nom"] != float("inf"):
            link["p_min_pu"] = -1.0
            link["efficiency"] = 1.0
        if maybe(draw, 5):
            link["p_max_pu"] = varied(draw, count, 0.3, 1)
        if maybe(draw, 6) and n["hours"] > 2:  # PyPSA stops at delays longer than the horizon
            link |= {"delay": 1, "cyclic_delay": maybe(draw)}
        if link["p_nom"] != float("inf"):
            link |= ramps(draw, count)
        n["links"][f"k{i}"] = link


def processes(draw: Draw, n: Network, names: list[str], count: int) -> None:
    """Processes with a rate at every port."""
    for i in range(draw(st.sampled_from([0, 0, 1, 2]))):
        one = {"bus0": draw(st.sampled_from(names)), "bus1": draw(st.sampled_from(names)), "carrier": "heat"}
        one |= capacity(draw, n, "p_nom", 20, 10, free=False) | {
            "rate0": varied(draw, count, -1, -0.5),
            "rate1": varied(draw, count, 0.3, 0.9),
        }
        if maybe(draw, 3):
            one |= {"bus2": draw(st.sampled_from(names)), "rate2": some(draw, -0.2, 0.2)}
        if maybe(draw, 4) and n["hours"] > 4:
            one |= {"delay1": 2}
        n["processes"][f"x{i}"] = one


def stores(draw: Draw, n: Network, names: list[str], count: int) -> None:
    """Stores of every kind."""
    for i in range(draw(st.integers(0, 3))):
        store = {"bus": draw(st.sampled_from(names)), "carrier": draw(st.sampled_from(["", "gas", "hydro"]))}
        store |= capacity(draw, n, "e_nom", 60, 5) | {"e_initial": some(draw, 0, 3)}
        if store.get("e_nom_extendable"):
            store["e_nom_min"] = max(store.get("e_nom_min", 0.0), 5.0)
            store["e_nom_max"] = max(store.get("e_nom_max", 200.0), 20.0)
            if "e_nom_set" in store:
                store["e_nom_set"] = store["e_nom_min"]
        elif store["e_nom"] < 5:
            store["e_nom"] = 5.0
        store |= _chain(draw, n, "e_cyclic", "e_initial")
        if maybe(draw):
            store["standing_loss"] = varied(draw, count, 0, 0.1) if maybe(draw, 3) else some(draw, 0, 0.1)
        if maybe(draw, 4):
            store["marginal_cost"] = varied(draw, count, 0, 3)
        if maybe(draw, 5):
            store["marginal_cost_storage"] = some(draw, 0, 0.5)
        if maybe(draw, 5) and store["e_nom"] != float("inf"):
            store["e_min_pu"] = varied(draw, count, -0.3, 0.05)
        if maybe(draw, 8):
            store["e_max_pu"] = varied(draw, count, 0.5, 1)
        if maybe(draw, 10):
            store["sign"] = 0.5
        n["stores"][f"s{i}"] = store


def _chain(draw: Draw, n: Network, cyclic: str, initial: str) -> dict[str, Any]:
    found: dict[str, Any] = {cyclic: maybe(draw)}
    if n["periods"]:
        found[f"{cyclic}_per_period"] = maybe(draw, 3)
        found[f"{initial}_per_period"] = n["afresh"]  # PyPSA 1.4 stops where emissions limit stores of both kinds
    return found


def storage_units(draw: Draw, n: Network, names: list[str], count: int) -> None:
    """Storage units with inflow, spillage, losses and set points."""
    for i in range(draw(st.integers(0, 3))):
        unit = {"bus": draw(st.sampled_from(names)), "carrier": draw(st.sampled_from(["", "hydro", "gas"]))}
        unit |= capacity(draw, n, "p_nom", 20, 10, free=False) | {"max_hours": some(draw, 1, 6)}
        unit |= {"efficiency_store": some(draw, 0.7, 1), "efficiency_dispatch": varied(draw, count, 0.7, 1)}
        unit |= {
            "state_of_charge_initial": 0.0 if unit["p_nom"] < 5 or unit.get("p_nom_extendable") else some(draw, 0, 3)
        }
        unit |= _chain(draw, n, "cyclic_state_of_charge", "state_of_charge_initial")
        if maybe(draw):
            unit["inflow"] = varied(draw, count, -0.0, 8)
        if maybe(draw, 3):
            unit["spill_cost"] = some(draw, 0, 3)
        if maybe(draw, 3):
            unit["standing_loss"] = varied(draw, count, 0, 0.1) if maybe(draw, 3) else some(draw, 0, 0.1)
        if maybe(draw, 3):
            unit["marginal_cost"] = some(draw, 0, 4)
        if maybe(draw, 6):
            unit["marginal_cost_storage"] = some(draw, 0, 0.4)
        if maybe(draw, 5):
            unit["p_min_pu"] = varied(draw, count, -0.8, 0)
        if maybe(draw, 12):
            unit["p_store_set"] = [float("nan")] * (count - 1) + [0.0]
        n["storage_units"][f"u{i}"] = unit


def limits(draw: Draw, n: Network, names: list[str], count: int) -> None:
    """Global constraints of every type, and limits of capacity at buses."""
    period = {"investment_period": float(draw(st.sampled_from(n["periods"])))} if n["periods"] and maybe(draw) else {}
    if maybe(draw, 3):
        n["global_constraints"]["co2"] = {
            "type": "primary_energy",
            "carrier_attribute": "co2_emissions",
            "sense": "<=",
            "constant": some(draw, 5, 300),
        } | period
    if maybe(draw, 4):
        n["global_constraints"]["fuel"] = {
            "type": "operational_limit",
            "carrier_attribute": "gas",
            "sense": draw(st.sampled_from(["<=", ">="])),
            "constant": some(draw, 0, 60),
        } | period
    if maybe(draw, 4):
        n["global_constraints"]["grid"] = {
            "type": draw(st.sampled_from(["transmission_volume_expansion_limit", "transmission_expansion_cost_limit"])),
            "carrier_attribute": "AC,DC",
            "sense": "<=",
            "constant": some(draw, 2000, 9000),
        }
    if maybe(draw, 4):
        n["global_constraints"]["room"] = {
            "type": "tech_capacity_expansion_limit",
            "carrier_attribute": "wind",
            "sense": "<=",
            "constant": some(draw, 25, 80),
        } | period
    if maybe(draw, 6):
        n["buses"][names[0]]["nom_max_wind"] = some(draw, 25, 80)
