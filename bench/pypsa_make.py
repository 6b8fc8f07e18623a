"""Makes the networks that both sides are measured on, in the peers' environment.

    pypsa_make.py REGIONS HOURS FILE     regions under the voltage law, most capacities to be chosen
    pypsa_make.py grid FILE              a transmission grid of 585 buses over a day, all of it given
    pypsa_make.py place FILE             one place over 2,920 slots of three hours, few capacities to be chosen

All of it is drawn with a fixed seed.
"""

import logging
import sys
import warnings

import numpy as np
import pandas as pd
import pypsa

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)


def network(regions: int, hours: int, seed: int = 1):
    """Regions in a ring with chords: lines under the voltage law, plants, a battery and hydrogen in each, a CO2 cap."""
    r = np.random.default_rng(seed)
    n = pypsa.Network(name=f"{regions} x {hours}")
    n.set_snapshots(pd.date_range("2030-01-01", periods=hours, freq="h"))
    for column, weight in (("objective", 8760.0 / hours), ("generators", 8760.0 / hours), ("stores", 1.0)):
        n.snapshot_weightings[column] = weight
    for name, co2 in (
        ("gas", 0.2),
        ("coal", 0.34),
        ("wind", 0),
        ("solar", 0),
        ("AC", 0),
        ("hydrogen", 0),
        ("battery", 0),
    ):
        n.add("Carrier", name, co2_emissions=co2)
    bus = [f"b{i}" for i in range(regions)]
    h2 = [f"{b} H2" for b in bus]
    n.add("Bus", bus, carrier="AC", v_nom=380.0)
    n.add("Bus", h2, carrier="hydrogen")
    hour = np.arange(hours)
    size = r.uniform(500, 3000, regions)
    day = 1 + 0.25 * np.sin(2 * np.pi * (hour[:, None] % 24 - 6) / 24)
    load = pd.DataFrame(
        size * day * r.uniform(0.9, 1.1, (hours, regions)), index=n.snapshots, columns=[f"{b} load" for b in bus]
    )
    n.add("Load", load.columns, bus=bus, p_set=load)
    wind = np.clip(r.uniform(0.1, 0.6, regions) + np.cumsum(r.normal(0, 0.08, (hours, regions)), axis=0) % 0.5, 0, 1)
    sun = np.clip(np.sin(2 * np.pi * (hour[:, None] % 24 - 6) / 24), 0, 1) * r.uniform(0.5, 1, (hours, regions))
    for name, share, cost, marginal in (
        ("wind", wind, 90e3, 0.01),
        ("solar", sun, 50e3, 0.01),
        ("gas", None, 60e3, 60.0),
        ("coal", None, 150e3, 30.0),
    ):
        names = [f"{b} {name}" for b in bus]
        more = {} if share is None else {"p_max_pu": pd.DataFrame(share, index=n.snapshots, columns=names)}
        n.add(
            "Generator",
            names,
            bus=bus,
            carrier=name,
            p_nom_extendable=True,
            p_nom_max=r.uniform(4000, 9000, regions),
            capital_cost=cost * r.uniform(0.9, 1.1, regions),
            marginal_cost=marginal * r.uniform(0.9, 1.1, regions),
            efficiency=0.5,
            **more,
        )
    n.add(
        "Generator",
        [f"{b} old" for b in bus],
        bus=bus,
        carrier="coal",
        p_nom=size * 0.4,
        marginal_cost=35.0,
        efficiency=0.4,
    )
    n.add(
        "StorageUnit",
        [f"{b} battery" for b in bus],
        bus=bus,
        carrier="battery",
        p_nom_extendable=True,
        capital_cost=40e3 * r.uniform(0.9, 1.1, regions),
        max_hours=4,
        efficiency_store=0.95,
        efficiency_dispatch=0.95,
        cyclic_state_of_charge=True,
    )
    n.add(
        "Link",
        [f"{b} electrolysis" for b in bus],
        bus0=bus,
        bus1=h2,
        efficiency=0.7,
        p_nom_extendable=True,
        capital_cost=45e3,
    )
    n.add(
        "Link",
        [f"{b} turbine" for b in bus],
        bus0=h2,
        bus1=bus,
        efficiency=0.5,
        p_nom_extendable=True,
        capital_cost=50e3,
    )
    n.add("Store", [f"{b} cavern" for b in bus], bus=h2, e_nom_extendable=True, e_cyclic=True, capital_cost=200.0)
    pairs = [(i, (i + 1) % regions) for i in range(regions)] + [(i, (i + 5) % regions) for i in range(0, regions, 2)]
    pairs = [(a, b) for a, b in pairs if a != b]
    n.add(
        "Line",
        [f"line {k}" for k in range(len(pairs))],
        bus0=[bus[a] for a, _ in pairs],
        bus1=[bus[b] for _, b in pairs],
        x=r.uniform(5, 40, len(pairs)),
        r=0.5,
        s_nom=800.0,
        s_nom_extendable=[k % 3 == 0 for k in range(len(pairs))],
        s_nom_min=400.0,
        capital_cost=30e3,
    )
    n.add(
        "GlobalConstraint",
        "co2",
        type="primary_energy",
        carrier_attribute="co2_emissions",
        sense="<=",
        constant=float(size.sum() * 8760 * 0.15),
    )
    return n


def grid(seed: int = 2):
    """585 buses on a plane, each joined to its nearest: 852 lines, 96 transformers, 1,423 plants, 38 pumped stores, 24 hours."""
    r = np.random.default_rng(seed)
    n = pypsa.Network(name="grid of 585 buses")
    n.set_snapshots(pd.date_range("2011-01-01", periods=24, freq="h"))
    hour, low, high = np.arange(24), 489, 96
    for name in ("AC", "coal", "gas", "wind", "solar", "pumped hydro", "missing"):
        n.add("Carrier", name)
    spot = r.uniform(0, 800, (low, 2))
    upper = r.choice(low, high, replace=False)  # where the network above is reached
    bus, above = [f"b{i}" for i in range(low)], [f"b{i} 380" for i in upper]
    n.add("Bus", bus, v_nom=220.0, carrier="AC", x=spot[:, 0], y=spot[:, 1])
    n.add("Bus", above, v_nom=380.0, carrier="AC", x=spot[upper, 0], y=spot[upper, 1])
    n.add("Transformer", [f"t{i}" for i in range(high)], bus0=above, bus1=[bus[i] for i in upper], x=0.1, s_nom=2000.0)
    for names, where, count, size in ((bus, spot, 662, 900.0), (above, spot[upper], 190, 2500.0)):
        chosen = near(where, count)
        km = np.linalg.norm(where[chosen[:, 0]] - where[chosen[:, 1]], axis=1)
        n.add(
            "Line",
            [f"{size:.0f} {k}" for k in range(count)],
            bus0=[names[a] for a in chosen[:, 0]],
            bus1=[names[b] for b in chosen[:, 1]],
            x=0.3 * km + 1.0,
            r=0.03 * km + 0.1,
            length=km,
            s_nom=size * r.uniform(0.6, 1.6, count),
        )
    size = r.gamma(1.5, 80.0, low)
    day = 1 + 0.25 * np.sin(2 * np.pi * (hour[:, None] - 6) / 24)
    n.add("Load", [f"{b} load" for b in bus], bus=bus,
          p_set=pd.DataFrame(size * day, index=n.snapshots, columns=[f"{b} load" for b in bus]))  # fmt: skip
    n.add("Generator", [f"{b} missing" for b in bus], bus=bus, carrier="missing", p_nom=1e4, marginal_cost=3000.0)
    sun = np.clip(np.sin(2 * np.pi * (hour[:, None] - 6) / 24), 0, 1)
    plants = (("coal", 80, 500.0, 25.0), ("gas", 140, 200.0, 55.0), ("wind", 340, 90.0, 0.0), ("solar", 374, 80.0, 0.0))
    for name, count, each, cost in plants:
        at, names = r.integers(0, low, count), [f"{name} {k}" for k in range(count)]
        more = {}
        if not cost:
            share = (
                r.uniform(0.1, 0.7, count) * np.ones((24, 1)) if name == "wind" else sun * r.uniform(0.3, 0.9, count)
            )
            share = np.clip(share + r.normal(0, 0.03, (24, count)) * (share > 0), 0, 1)
            more = {"p_max_pu": pd.DataFrame(share, index=n.snapshots, columns=names)}
        n.add("Generator", names, bus=[bus[i] for i in at], carrier=name, p_nom=each * r.uniform(0.4, 2.0, count),
              marginal_cost=cost * r.uniform(0.8, 1.2, count) + r.uniform(0, 0.5, count), **more)  # fmt: skip
    at = r.integers(0, low, 38)
    n.add("StorageUnit", [f"store {k}" for k in range(38)], bus=[bus[i] for i in at], carrier="pumped hydro",
          p_nom=r.uniform(50, 600, 38), max_hours=6, efficiency_store=0.95, efficiency_dispatch=0.95,
          cyclic_state_of_charge=True)  # fmt: skip
    return n


def near(where: np.ndarray, count: int) -> np.ndarray:
    """So many pairs of near points that join them all: a shortest tree, then the shortest of the others."""
    far = np.linalg.norm(where[:, None] - where[None], axis=2)
    joined, left, pairs = [0], set(range(1, len(where))), []
    while left:
        rest = sorted(left)
        a, b = np.unravel_index(far[np.ix_(joined, rest)].argmin(), (len(joined), len(rest)))
        pairs.append((joined[a], rest[b]))
        joined.append(rest[b])
        left.remove(rest[b])
    known = {frozenset(p) for p in pairs}
    for k in np.argsort(far, axis=None):
        a, b = divmod(int(k), len(where))
        if len(pairs) == count:
            break
        if a < b and frozenset((a, b)) not in known:
            pairs.append((a, b))
    return np.array(pairs)


def place(seed: int = 3):
    """A load that wind, sun, a battery and hydrogen shall serve at every hour of a year in steps of three."""
    r, slots = np.random.default_rng(seed), 2920
    n = pypsa.Network(name="one place")
    n.set_snapshots(pd.date_range("2019-01-01", periods=slots, freq="3h"))
    n.snapshot_weightings.loc[:, :] = 3.0
    t = np.arange(slots)
    n.add("Bus", "power", carrier="AC")
    n.add("Bus", "hydrogen", carrier="hydrogen")
    season, day = np.cos(2 * np.pi * t / slots), np.sin(2 * np.pi * (t % 8 - 2) / 8)
    load = 60e3 * (1 + 0.15 * season + 0.12 * day) * r.uniform(0.95, 1.05, slots)
    n.add("Load", "load", bus="power", p_set=pd.Series(load, n.snapshots))
    gust = np.zeros(slots)
    for k in range(1, slots):
        gust[k] = 0.93 * gust[k - 1] + r.normal(0, 0.12)
    wind = np.clip(0.35 + 0.12 * season + gust, 0, 1)
    sun = np.clip(day * (0.7 - 0.35 * season), 0, 1) * r.uniform(0.4, 1, slots)
    for name, share, cost in (("wind", wind, 100e3), ("sun", sun, 50e3)):
        n.add("Generator", name, bus="power", p_nom_extendable=True, capital_cost=cost, marginal_cost=0.01,
              p_max_pu=pd.Series(share, n.snapshots))  # fmt: skip
    n.add("Generator", "missing", bus="power", p_nom=1e5, marginal_cost=2000.0)
    n.add("StorageUnit", "battery", bus="power", p_nom_extendable=True, capital_cost=70e3, max_hours=3,
          efficiency_store=0.96, efficiency_dispatch=0.96, cyclic_state_of_charge=True)  # fmt: skip
    ways = (("electrolysis", "power", "hydrogen", 0.7, 60e3), ("turbine", "hydrogen", "power", 0.5, 40e3))
    for name, start, end, gives, cost in ways:
        n.add("Link", name, bus0=start, bus1=end, efficiency=gives, p_nom_extendable=True, capital_cost=cost)
    n.add("Store", "cavern", bus="hydrogen", e_nom_extendable=True, e_cyclic=True, capital_cost=150.0)
    return n


if __name__ == "__main__":
    named = {"grid": grid, "place": place}
    made = named[sys.argv[1]]() if sys.argv[1] in named else network(int(sys.argv[1]), int(sys.argv[2]))
    made.export_to_netcdf(sys.argv[-1])
