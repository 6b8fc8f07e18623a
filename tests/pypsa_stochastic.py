"""Small PyPSA networks with scenarios drawn at random: what :mod:`pypsa_networks` draws, and what differs in each scenario."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pypsa_networks import Draw, Network, maybe, networks, series, some

# what may differ, by class: attributes with their bounds (of limits: what they are multiplied by), those that vary first
VARY: dict[str, dict[str, tuple[float, float]]] = {
    "loads": {"p_set": (5, 50)},
    "generators": {"p_max_pu": (0.3, 1), "marginal_cost": (1, 60)},
    "links": {"efficiency": (0.4, 1.0), "p_max_pu": (0.3, 1)},
    "lines": {"s_max_pu": (0.4, 1)},
    "storage_units": {"inflow": (0, 8), "efficiency_dispatch": (0.7, 1), "standing_loss": (0, 0.1)},
    "stores": {"marginal_cost": (0, 3), "e_max_pu": (0.7, 1), "standing_loss": (0, 0.1)},
    "processes": {"rate1": (0.3, 0.9)},
}
FIXED: dict[str, dict[str, tuple[float, float]]] = {
    "generators": {"capital_cost": (0.5, 30), "fom_cost": (0, 2), "p_nom": (0, 40), "e_sum_max": (20, 200)},
    "links": {"capital_cost": (0.5, 15), "marginal_cost": (0, 5), "length": (1, 9)},
    "lines": {"capital_cost": (0.5, 15), "length": (10, 200), "v_ang_max": (0.01, 3)},
    "storage_units": {
        "capital_cost": (0.5, 10),
        "max_hours": (1, 6),
        "spill_cost": (0, 3),
        "marginal_cost_storage": (0, 0.4),
    },
    "stores": {"capital_cost": (0.5, 5), "e_initial": (0, 3)},
    "processes": {"capital_cost": (0.5, 10)},
    "global_constraints": {"constant": (1, 1.6)},
    "carriers": {"co2_emissions": (0.1, 0.4)},
}
FLAGS = {"stores": ("e_cyclic",), "storage_units": ("cyclic_state_of_charge",)}
BOUNDS = {"generators": ("p_nom", 40), "links": ("p_nom", 30), "lines": ("s_nom", 30), "transformers": ("s_nom", 30),
          "processes": ("p_nom", 20), "stores": ("e_nom", 60), "storage_units": ("p_nom", 20)}  # fmt: skip


@st.composite
def stochastic(draw: Draw) -> Network:
    """A network with two or three scenarios, without what PyPSA does not know where there are any."""
    n = draw(networks())
    n["global_constraints"].pop("room", None)
    for bus in n["buses"].values():
        bus.pop("nom_max_wind", None)
    for kind in BOUNDS:
        for row in n[kind].values():
            if "overnight_cost" in row:  # PyPSA 1.4 stops at telling that this goes before
                row.pop("capital_cost", None)
    n["scenarios"] = draw(
        st.sampled_from([{"low": 0.3, "high": 0.7}, {"wet": 0.25, "dry": 0.6, "a": 0.15}, {"only": 1.0}])
    )
    n["differences"] = {name: {} for name in n["scenarios"]}
    for kind in (k for k in n if k in VARY or k in FIXED):
        for name, row in n[kind].items():
            if not name.startswith(("shed", "sink")) and name not in ("wind", "AC", "DC", "heat", "hydro"):
                _differ(draw, n, kind, name, row)
    n["risk"] = [some(draw, 0.05, 0.95), some(draw, 0, 1)] if maybe(draw, 3) else None
    return n


def _differ(draw: Draw, n: Network, kind: str, name: str, row: dict[str, Any]) -> None:
    """What the scenarios say anew of one component; series in all of them, as PyPSA keeps them in files."""
    count = n["hours"] * max(len(n["periods"]), 1)
    found: dict[str, dict[str, Any]] = {scenario: {} for scenario in n["scenarios"]}
    for attribute, (low, high) in VARY.get(kind, {}).items():
        if maybe(draw, 3) and _free(attribute, row):
            for own in found.values():
                own[attribute] = series(draw, count, low, high)
    for own in found.values():
        for attribute, (low, high) in FIXED.get(kind, {}).items():
            if maybe(draw, 5) and _free(attribute, row):
                own[attribute] = some(draw, low, high)
                if attribute == "constant":  # a little wider than drawn, lest no plan be left
                    own[attribute] = row[attribute] * own[attribute] ** (1 if row["sense"] == "<=" else -1)
        for attribute in FLAGS.get(kind, ()):
            if maybe(draw, 6):
                own[attribute] = maybe(draw)
        if kind in BOUNDS:
            own |= _bounds(draw, row, *BOUNDS[kind])
    for scenario, own in found.items():
        if own:
            n["differences"][scenario].setdefault(kind, {})[name] = own


def _free(attribute: str, row: dict[str, Any]) -> bool:
    """Whether a difference leaves the network sound."""
    if attribute in ("capital_cost", "fom_cost"):  # one is enough, and what is not to choose costs nothing
        return "overnight_cost" not in row and any(key.endswith("_extendable") for key in row)
    if attribute == "efficiency":  # of links that run both ways
        return row.get("p_min_pu", 0.0) == 0.0
    if attribute == "length":  # of a standard type it says the impedance, and of a transformer the size
        return "type" not in row
    return row.get(attribute) != float("inf")


def _bounds(draw: Draw, row: dict[str, Any], attribute: str, most: float) -> dict[str, Any]:
    """Other bounds of a capacity to choose."""
    if not row.get(f"{attribute}_extendable") or f"{attribute}_set" in row or not maybe(draw, 5):
        return {}
    return {f"{attribute}_max": some(draw, most, 2 * most), f"{attribute}_min": some(draw, 0, most / 6)}
