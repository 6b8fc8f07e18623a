"""Makes the networks that both sides are measured on, in the peers' environment: ``pypsa_make.py REGIONS HOURS FILE``."""

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


if __name__ == "__main__":
    network(int(sys.argv[1]), int(sys.argv[2])).export_to_netcdf(sys.argv[3])
