"""The networks of ``networks.py`` stated in linopy, from their plain numbers: nothing here comes from Geju.

Run in an environment that has linopy: reads a JSON list of networks from standard input and prints the list of their optima.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import linopy
import numpy as np
import pandas as pd
import xarray as xr

# what one unit as people write it is in yiCNY (1e8 CNY) per GW and year, or in the unit of the balance per GW
KWH, MWH, KW, M3_KWH, KG_KWH, M2 = 87.6, 0.0876, 0.01, 8.76, 8.76, 0.01


def optimum(net: dict[str, Any]) -> float:
    """The least cost of a network, in yiCNY."""
    return Peer(net).solve()


class Peer:
    """One network as a linopy model: dimensions year, slot, node and the items of each sort."""

    def __init__(self, net: dict[str, Any]) -> None:
        self.net, self.model = net, linopy.Model()
        self.blocks, days = net["blocks"], np.array(net["days"])
        self.share = days / days.sum()
        self.years = pd.Index(net["periods"], name="year")
        self.slots = pd.Index(range(2 * self.blocks), name="slot")
        self.weight = xr.DataArray(np.repeat(self.share, self.blocks) / self.blocks, {"slot": self.slots})
        ends = np.cumsum(net["years"])
        worth = [
            sum((1 + net["rate"]) ** -k for k in range(round(e - n), round(e)))
            for e, n in zip(ends, net["years"], strict=True)
        ]
        self.disc = xr.DataArray(worth, {"year": self.years})
        self.cost: list[Any] = []

    def spread(self, shape: list[list[float]]) -> np.ndarray:
        """Hours of two typical days as means of blocks."""
        return np.array(shape).reshape(2 * self.blocks, -1).mean(axis=1)

    def solve(self) -> float:
        """State everything and solve."""
        into = self.plants() + self.lines() + self.cells() + self.slack()
        nodes = pd.Index(self.net["nodes"], name="node")
        need = xr.DataArray(
            np.array([self.need(d) for d in self.net["demand"]]),
            {"node": nodes, "year": self.years, "slot": self.slots},
        )
        self.model.add_constraints(into == need)
        self.model.add_objective(sum(self.cost[1:], self.cost[0]))
        self.model.solve(solver_name="highs", io_api="direct", output_flag=False, log_to_console=False)
        return float(self.model.objective.value) + self.standing

    def need(self, d: dict[str, Any]) -> np.ndarray:
        """Demand by year and slot: the shape brought to a yearly mean of 1."""
        blocks = self.spread(d["shape"])
        mean = (self.weight.values * blocks).sum()
        return np.outer(d["amount"], blocks / mean)

    def stock(self, name: str, items: list[dict[str, Any]], retire: bool = False) -> tuple[Any, Any]:
        """Capacity and building of items, with what they cost to build."""
        index = pd.Index(range(len(items)), name=name)
        coords = {name: index, "year": self.years}
        stands, most = (
            xr.DataArray(np.array([x[k] for x in items], dtype=float), coords) for k in ("standing", "potential")
        )
        cap = self.model.add_variables(lower=0, upper=most, coords=coords.values(), name=f"{name}-cap")
        room = (most - stands).values
        if retire:
            again = np.array([bool(x["retire"]) for x in items]) & (room > 0).any(axis=1)
            room = np.where(again[:, None], most.values, room)
        room = np.maximum.accumulate(room[:, ::-1], axis=1)[:, ::-1]
        new = self.model.add_variables(
            lower=0, upper=xr.DataArray(np.maximum(room, 0), coords), coords=coords.values(), name=f"{name}-new"
        )
        life = np.array([x["life"] for x in items])
        age = np.array(self.years)[None, :] - np.array(self.years)[:, None]
        alive = xr.DataArray(
            ((age >= 0)[None] & (age[None] < life[:, None, None])).astype(float),
            {name: index, "built": np.array(self.years), "year": self.years},
        )
        built = (alive * new.rename(year="built")).sum("built")
        left = cap - built
        if retire:
            may = np.array([float(x["retire"]) for x in items])
            ret = self.model.add_variables(
                lower=0, upper=stands * xr.DataArray(may, {name: index}), coords=coords.values(), name=f"{name}-ret"
            )
            left = left + ret
            for y in range(1, len(self.years)):
                falls = stands.isel(year=y, drop=True) - stands.isel(year=y - 1, drop=True)
                self.model.add_constraints(ret.isel(year=y, drop=True) - ret.isel(year=y - 1, drop=True) >= falls)
        self.model.add_constraints(left == stands)
        rate = self.net["rate"]
        recovery = 1 / life if rate == 0 else rate / (1 - (1 + rate) ** -life.astype(float))
        served = (alive.values * self.disc.values).sum(axis=2)
        money = xr.DataArray(KW * np.array([x["invest"] for x in items])[:, None] * recovery[:, None] * served, coords)
        self.cost.append((money * new).sum())
        return cap, new

    def at(self, name: str, items: list[dict[str, Any]], end: str = "node") -> xr.DataArray:
        """[item, node] 1 where an item has this end."""
        nodes = self.net["nodes"]
        table = np.array([[float(x[end] == n) for n in nodes] for x in items])
        return xr.DataArray(table, {name: range(len(items)), "node": nodes})

    def runs(self, name: str, mode: str, items: list[dict[str, Any]]) -> Any:
        coords = [pd.Index(range(len(items)), name=name), self.years, self.slots]
        return self.model.add_variables(lower=0, coords=coords, name=f"{name}-{mode}")

    def plants(self) -> Any:
        """Plants: power, fuel, land, money, carbon dioxide."""
        plants, index = self.net["plants"], {"plant": range(len(self.net["plants"]))}
        cap, new = self.stock("plant", plants, retire=True)
        act = self.runs("plant", "act", plants)
        ones = np.ones(2 * self.blocks)
        high = np.array([self.spread(p["shape"]) if p["shape"] else ones for p in plants])
        low = np.minimum(high, np.array([p["floor"] for p in plants])[:, None])
        for side, sign in ((high, 1), (low, -1)):
            self.model.add_constraints(sign * (act - xr.DataArray(side, {**index, "slot": self.slots}) * cap) <= 0)
        figure = {
            k: xr.DataArray([float(p[k]) for p in plants], index)
            for k in ("fixed", "variable", "fuel", "co2", "land", "money", "invest")
        }
        self.cost.append(
            (
                act
                * (MWH * figure["variable"] + 0.01 * self.net["co2"] * KG_KWH * figure["co2"])
                * self.weight
                * self.disc
            ).sum()
        )
        self.cost.append((cap * (KW * figure["fixed"]) * self.disc).sum())
        self.standing = 0.0
        missed = self.model.add_variables(lower=0, coords=[self.years], name="land-missed")
        self.cost.append((missed * (900 * M2) * self.disc).sum())
        self.model.add_constraints((cap * figure["land"]).sum("plant") - missed <= self.net["land"])
        drawn = (new * (KW * figure["money"] * figure["invest"])).sum("plant")
        self.model.add_constraints(
            drawn <= xr.DataArray(self.net["money"] * np.array(self.net["years"]), {"year": self.years})
        )
        self.fuel(act, M3_KWH * figure["fuel"])
        return (act * self.at("plant", plants)).sum("plant")

    def fuel(self, act: Any, rate: xr.DataArray) -> None:
        """Fuel by season: given, drawn, kept in the tank over the year, missed."""
        nodes = pd.Index(self.net["nodes"], name="node")
        seasons = pd.Index([0, 1], name="season")
        coords = [nodes, self.years, seasons]
        given = [
            np.outer(f["amount"], np.array(f["shape"]) / (self.share * np.array(f["shape"])).sum())
            for f in self.net["fuel"]
        ]
        sizes = xr.DataArray([f["tank"] for f in self.net["fuel"]], {"node": nodes})
        size = sizes.expand_dims({"year": self.years, "season": seasons}).transpose("node", "year", "season")
        level = self.model.add_variables(lower=0, upper=size, coords=coords, name="tank")
        missed = self.model.add_variables(lower=0, coords=coords, name="fuel-missed")
        length = xr.DataArray(self.share, {"season": seasons})
        self.cost.append((missed * (4 * 10) * length * self.disc).sum())
        part = np.zeros((2, 2 * self.blocks))
        for s in range(2):
            part[s, s * self.blocks : (s + 1) * self.blocks] = 1 / self.blocks
        mean = xr.DataArray(part, {"season": seasons, "slot": self.slots})
        drawn = (act * rate * self.at("plant", self.net["plants"])).sum("plant")
        drawn = (drawn * mean).sum("slot")
        change = (level - level.roll(season=1)) / length
        supply = xr.DataArray(np.array(given), dict(zip(("node", "year", "season"), coords, strict=True)))
        self.model.add_constraints(missed - drawn - change >= -supply)

    def lines(self) -> Any:
        """Lines carry both ways on one capacity and lose on the way."""
        lines = self.net["lines"]
        cap, _ = self.stock("line", lines)
        there, back = self.runs("line", "there", lines), self.runs("line", "back", lines)
        self.model.add_constraints(there + back - cap <= 0)
        index = {"line": range(len(lines))}
        yields, price = (xr.DataArray([x[k] for x in lines], index) for k in ("yields", "variable"))
        self.cost.append(((there + back) * (MWH * price) * self.weight * self.disc).sum())
        start, end = self.at("line", lines, "from"), self.at("line", lines, "to")
        return (there * (end * yields - start)).sum("line") + (back * (start * yields - end)).sum("line")

    def cells(self) -> Any:
        """Cells charge and discharge on one capacity; their level turns in its typical day."""
        cells, hours = self.net["cells"], 24 / self.blocks
        cap, _ = self.stock("cell", cells)
        fill, drain = self.runs("cell", "in", cells), self.runs("cell", "out", cells)
        level = self.runs("cell", "level", cells)
        self.model.add_constraints(fill + drain - cap <= 0)
        index = {"cell": range(len(cells))}
        size, yields, low = (xr.DataArray([float(x[k]) for x in cells], index) for k in ("hours", "yields", "low"))
        keep = xr.DataArray([(1 - x["loss"]) ** hours for x in cells], index)
        self.model.add_constraints(level - size * cap <= 0)
        self.model.add_constraints(level - low * size * cap >= 0)
        for s in range(2):
            day = {"slot": slice(s * self.blocks, (s + 1) * self.blocks)}
            now = level.isel(day)
            before = now.roll(slot=1)
            self.model.add_constraints(now - keep * before - hours * (yields * fill.isel(day) - drain.isel(day)) == 0)
        return ((yields * drain - fill) * self.at("cell", cells)).sum("cell")

    def slack(self) -> Any:
        """Power missed, and power too much, at their prices."""
        coords = [pd.Index(self.net["nodes"], name="node"), self.years, self.slots]
        short, over = (self.model.add_variables(lower=0, coords=coords, name=name) for name in ("short", "over"))
        self.cost.append(((3 * KWH * short + 0.1 * KWH * over) * self.weight * self.disc).sum())
        return short - over


if __name__ == "__main__":
    print(json.dumps([optimum(net) for net in json.load(sys.stdin)]))
