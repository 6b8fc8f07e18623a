"""Bad input is refused: every fault with its code, its place, the nearest valid name, in two languages, and nothing written."""

from __future__ import annotations

import csv
import inspect
import string
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

import geju.core.errors
from geju.cli import main
from geju.core.case import Case, load
from geju.core.errors import Fault, Faults, catalogue
from geju.core.override import override
from geju.plan import plan as planning
from geju.plan.plan import make
from geju.plan.prepare import prepare
from geju.plan.solve import Outcome, StandingModel
from geju.plan.verify import Certificate
from toys import changed, commodities, demand, kinds, places, policy, ports, sites, two_regions

TEXT = "要多建。"
RIGHT = "treat: modelled\n    require: {activity: {tags: [dear]}, at_least: {2030: 1 GW}}"
KINDS, PORTS, SITES, DEMAND = "energy/kinds.csv", "energy/ports.csv", "energy/sites.csv", "energy/demand.csv"
LIMIT = {"limit": "most", "name_zh": "限", "name_en": "Most", "measure": "activity", "kind": "dear", "bound": "at_most",
    "amount": 1,
         "unit": "GW", "price": "1 CNY/kWh"}  # fmt: skip
UPGRADE = {
    "kinds": [*kinds(), {**kinds()[1], "kind": "better", "invest": "10 CNY/kW", "life": 20}],
    "ports": [*ports(), {**ports()[1], "kind": "better"},
              {**ports()[1], "kind": "better", "commodity": "capacity:dear", "when": "building", "rate": -1}],
    "sites": [*sites(), {"kind": "better", "place": "east", "potential": 4}],
}  # fmt: skip

Change = dict[str, Any] | Callable[[Path], None]


class Broken(NamedTuple):
    """What breaks the case, the code it must give, and where."""

    code: str
    change: Change
    file: str = ""
    line: int = 0
    near: str = ""


def edit(file: str, old: str, new: str) -> Callable[[Path], None]:
    """Replace a text of a file that must be there."""

    def change(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text, (file, old)
        (folder / file).write_text(text.replace(old, new), encoding="utf-8")

    return change


def raw(file: str, content: bytes) -> Callable[[Path], None]:
    """Put other bytes into a file."""
    return lambda folder: (folder / file).write_bytes(content) and None


def clause(body: str, text: str = TEXT, **more: Any) -> Change:
    """One clause in place of the right one. Its id stands in line 6, `treat:` in line 9, what follows in line 10."""
    return {"clauses": policy(body, text=text), "text": TEXT, **more}


def require(body: str, **more: Any) -> Change:
    return clause(f"treat: modelled\n    require: {{{body}}}", **more)


def mechanism(body: str) -> Change:
    return clause(f"treat: modelled\n    mechanism: {{{body}}}")


def row(table: list[dict[str, Any]], number: int, **cells: Any) -> list[dict[str, Any]]:
    return [{**r, **cells} if i == number else r for i, r in enumerate(table)]


def other_sector(folder: Path) -> None:
    """A second sector that brings a kind of the first again."""
    edit("case.yaml", "[energy]", "[energy, rail]")(folder)
    (folder / "rail").mkdir()
    lines = (folder / KINDS).read_text(encoding="utf-8").splitlines()
    (folder / "rail" / "kinds.csv").write_text("\n".join(lines[:2]) + "\n", encoding="utf-8")


BOUND = {"bound": "cap", "place": "west", "period": 2030, "amount": 1, "unit": "GW"}
FLAT = {"profile": "flat", "value": 1}

BROKEN: dict[str, Broken] = {
    # files and tables
    "no text": Broken("T001", edit("clauses.yaml", "text.txt", "no.txt"), "clauses.yaml"),
    "no clause file": Broken("T001", edit("case.yaml", "clauses.yaml", "no.yaml"), "no.yaml"),
    "no sector": Broken("T001", edit("case.yaml", "[energy]", "[energy, rail]"), "case.yaml"),
    "no case.yaml": Broken("T001", lambda folder: (folder / "case.yaml").unlink(), "case.yaml"),
    "not UTF-8": Broken("T002", raw(KINDS, b"kind,\xff\xfe\n"), KINDS),
    "text not UTF-8": Broken("T002", raw("text.txt", b"\xff\xfe"), "clauses.yaml"),
    "open quote": Broken("T002", raw(DEMAND, b'commodity,place\n"power,west\n'), DEMAND),
    "unknown column": Broken("T003", edit(KINDS, ",variable,", ",varable,"), KINDS, 1, "variable"),
    "column missing": Broken("T004", edit(DEMAND, ",unit\n", ",profile\n"), DEMAND, 1),
    "blank": Broken("T005", {"demand": row(demand(), 1, amount="")}, DEMAND, 3),
    "blank unit": Broken("T005", {"demand": row(demand(), 0, unit="")}, DEMAND, 2),
    "not a number": Broken("T006", {"demand": row(demand(), 0, amount="two")}, DEMAND, 2),
    "NaN": Broken("T006", {"demand": row(demand(), 1, amount="nan")}, DEMAND, 3),
    "infinite": Broken("T006", {"demand": row(demand(), 1, amount="1e999")}, DEMAND, 3),
    "out of range": Broken("T007", {"places": row(places(), 0, population=-1)}, "places.csv", 2),
    "negative price": Broken("T007", {"commodities": row(commodities(), 0, shortage="-1 CNY/kWh")}, "energy/commodities.csv", 2),
    "not a choice": Broken("T008", {"places": row(places(), 1, level="provnce")}, "places.csv", 3, "province"),
    "not a flag": Broken("T008", {"kinds": row(kinds(), 1, retire="perhaps")}, KINDS, 3),
    "limit of an unknown measure": Broken("T008", {"limits": [{**LIMIT, "measure": "activty"}]}, "energy/limits.csv", 2,
        "activity"),
    "key twice": Broken("T009", {"sites": [*sites(), sites()[0]]}, SITES, 5),
    "key in two sectors": Broken("T009", other_sector, "rail/kinds.csv", 2),
    "unknown kind": Broken("T010", {"sites": row(sites(), 0, kind="cheep")}, SITES, 2, "cheap"),
    "unknown place": Broken("T010", {"demand": row(demand(), 1, place="eest")}, DEMAND, 3, "east"),
    "unknown commodity": Broken("T010", {"ports": row(ports(), 1, commodity="powr")}, PORTS, 3, "power"),
    "unknown profile": Broken("T010", {"kinds": row(kinds(), 0, profile="flet"), "profiles": [FLAT]}, KINDS, 2, "flat"),
    "unknown season": Broken("T010", {"demand": row(demand(), 0, profile="flat"), "profiles": [{**FLAT, "season": "yeer"}]},
                             "energy/profiles.csv", 2, "year"),
    "unknown unit": Broken("T011", {"demand": row(demand(), 0, unit="GX")}, DEMAND, 2),
    "unknown unit of a quantity": Broken("T011", {"kinds": row(kinds(), 1, variable="300 CNY/MWX")}, KINDS, 3),
    "wrong unit": Broken("T012", {"demand": row(demand(), 1, unit="Mt/yr")}, DEMAND, 3),
    "wrong unit of a price": Broken("T012", {"kinds": row(kinds(), 0, variable="100 CNY/t")}, KINDS, 2),
    "wrong unit of a port": Broken("T012", {"ports": row(ports(), 2, unit="t/MWh")}, PORTS, 4),
    "wrong unit of a take-over": Broken("T012", {**UPGRADE, "ports": row(UPGRADE["ports"], 5, unit="t/MWh")}, PORTS, 7),
    "whole and by period": Broken("T013", {"demand": row(demand(), 0, amount_2030=1)}, DEMAND, 1),
    "unknown period": Broken("T014", {"sites": row(sites(), 0, standing_2031=1)}, SITES, 1),
    "circle of parents": Broken("T015", {"places": [{**places()[0], "parent": "east"}, {**places()[1],
        "parent": "west"}]}, "places.csv"),
    "its own parent": Broken("T015", {"places": row(places(), 0, parent="west")}, "places.csv"),
    "hole in a profile": Broken("T016", {"kinds": row(kinds(), 0, profile="flat"), "profiles": [{**FLAT, "hour": 3}]}, SITES, 2),
    "hole in a demand profile": Broken("T016", {"demand": row(demand(), 1, profile="flat"), "profiles": [{**FLAT,
        "hour": 3}]}, DEMAND, 3),
    "no destination": Broken("T017", {"sites": row(sites(), 2, to="")}, SITES, 4),
    "no parent": Broken("T017", {"ports": row(ports(), 1, where="parent")}, SITES, 3),
    "demand that may not be missed": Broken("T018", {"commodities": row(commodities(), 0, shortage="")}, DEMAND, 2),
    "kind nowhere": Broken("T019", {"kinds": [*kinds(), {**kinds()[0], "kind": "idle"}]}, KINDS, 5),
    "profile nobody names": Broken("T019", {"profiles": [FLAT]}, "energy/profiles.csv", 2),
    "commodity nobody touches": Broken("T019", {"commodities": [*commodities(), {**commodities()[0], "commodity": "steam"}]},
                                       "energy/commodities.csv", 3),
    "bounds nobody names": Broken("T019", {"bounds": [BOUND]}, "bounds.csv", 2),
    "not whole": Broken("T020", {"places": row(places(), 1, tile_x=1.5)}, "places.csv", 3),
    "number without unit": Broken("T021", {"kinds": row(kinds(), 1, variable="300")}, KINDS, 3),
    "unit without number": Broken("T021", {"kinds": row(kinds(), 1, variable="CNY/MWh")}, KINDS, 3),
    "takes over what is not there": Broken(
        "T022", {**UPGRADE, "ports": row(UPGRADE["ports"], 5, commodity="capacity:deer")}, SITES, 5, "dear"),
    "too many cells": Broken("T023", edit(DEMAND, "power,east,8", "power,east,8,9"), DEMAND, 3),
    "kind without ports": Broken("T024", {"ports": ports()[:2]}, KINDS, 4),
    "more stands than may": Broken("T025", {"sites": row(sites(), 1, potential=19)}, SITES, 3),
    "grows by itself": Broken("T026", {"sites": [{"kind": "dear", "place": "east", "standing_2030": 20, "standing_2035": 21}],
                                       "periods": (2030, 2035), "years": (5, 5), "kinds": kinds()[1:2],
                                           "ports": ports()[1:2]}, SITES, 2),
    "invests for ever": Broken("T027", {"kinds": row(kinds(), 0, invest="1000 CNY/kW"), "sites": row(sites(), 0,
        potential=20)}, KINDS, 2),
    "invests for ever at a site": Broken("T027", {"sites": row(sites(), 0, potential=20, invest="1000 CNY/kW")}, SITES, 2),
    "column twice": Broken("T028", edit(DEMAND, ",unit\n", ",unit,unit\n"), DEMAND, 1),
    "gives capacity": Broken("T029", {**UPGRADE, "ports": row(UPGRADE["ports"], 5, rate=1)}, PORTS, 7),
    "takes over by standing": Broken("T029", {**UPGRADE, "ports": row(UPGRADE["ports"], 5, when="standing")}, PORTS, 7),
    "supply that may not be left": Broken(
        "T030", {"supply": [{"commodity": "power", "place": "west", "amount": 9, "unit": "GW"}]}, "energy/supply.csv", 2),
    "profile of nothing": Broken("T031", {"demand": row(demand(), 0, profile="flat"), "profiles": [{**FLAT, "value": 0}]},
        DEMAND, 2),
    # the clause file
    "not YAML": Broken("P001", raw("clauses.yaml", b"policy: [toy\ntitle: x\n"), "clauses.yaml", 2),
    "no mapping": Broken("P001", raw("clauses.yaml", b"- toy\n"), "clauses.yaml", 1),
    "clause file not UTF-8": Broken("P001", raw("clauses.yaml", b"\xff\xfe"), "clauses.yaml"),
    "unknown field": Broken("P002", clause(RIGHT + "\n    wieght: 2"), "clauses.yaml", 11, "weight"),
    "unknown top field": Broken("P002", edit("clauses.yaml", "date:", "dated:"), "clauses.yaml", 4, "date"),
    "no quote": Broken("P003", edit("clauses.yaml", f"    quote: {TEXT}\n", ""), "clauses.yaml", 6),
    "no id": Broken("P003", edit("clauses.yaml", "- id: c0\n    quote", "- quote"), "clauses.yaml", 6),
    "no measure": Broken("P003", require("at_least: {2030: 1 GW}"), "clauses.yaml", 6),
    "two measures": Broken("P003", require("activity: {}, capacity: {}, at_least: {2030: 1 GW}"), "clauses.yaml", 6),
    "misspelt bound": Broken("P003", require("activity: {tags: [dear]}, at_leest: {2030: 1 GW}"), "clauses.yaml", 6),
    "no text named": Broken("P003", edit("clauses.yaml", "text: text.txt\n", ""), "clauses.yaml", 1),
    "id twice": Broken("P004", {"clauses": policy(RIGHT, RIGHT).replace("id: c1", "id: c0"), "text": TEXT}, "clauses.yaml", 11),
    "quote not in the text": Broken("P005", clause(RIGHT, text="要少建。"), "clauses.yaml", 7),
    "sentence nobody quotes": Broken("P006", {"clauses": policy(RIGHT), "text": TEXT + "\n还要快。"}, "clauses.yaml", 2),
    "no reason": Broken("P007", clause("treat: tracked"), "clauses.yaml", 6),
    "neither measure nor mechanism": Broken("P008", clause("treat: modelled"), "clauses.yaml", 6),
    "unknown measure": Broken("P009", require("activty: {}, at_least: {2030: 1 GW}"), "clauses.yaml", 10, "activity"),
    "unknown mechanism": Broken("P009", mechanism("prise: {commodity: power, amount: {2030: 1 CNY/kWh}}"), "clauses.yaml",
        6, "price"),
    "two mechanisms": Broken("P009", mechanism(
        "price: {commodity: power, amount: {2030: 1 CNY/kWh}}, preference: {kind: dear, variable: -10 %}"), "clauses.yaml", 6),
    "ratio of a ratio": Broken("P009", require(
        "growth: {of: {share: {of: {activity: {}}, in: {activity: {}}}}, base: 1 GW, base_year: 2024}, at_least: {2030: 1 %}"),
        "clauses.yaml", 10),
    "unknown scope key": Broken("P010", require("activity: {tag: [dear]}, at_least: {2030: 1 GW}"), "clauses.yaml", 10, "tags"),
    "scope key of another measure": Broken("P010", require("capacity: {commodity: power}, at_least: {2030: 1 GW}"),
        "clauses.yaml", 10),
    "unknown key of a mechanism": Broken("P010", mechanism("preference: {kinds: [dear], variable: -10 %}"),
        "clauses.yaml", 10, "kind"),
    "no bound": Broken("P011", require("activity: {tags: [dear]}"), "clauses.yaml", 6),
    "unreadable bound": Broken("P012", require("activity: {tags: [dear]}, at_least: {2030: much}"), "clauses.yaml", 10),
    "unknown unit of a bound": Broken("P012", require("activity: {tags: [dear]}, at_least: {2030: 1 GX}"), "clauses.yaml", 10),
    "bound without periods": Broken("P012", require("activity: {tags: [dear]}, at_least: 1 GW"), "clauses.yaml", 10),
    "no less than before, or not": Broken("P012", require("activity: {tags: [dear]}, no_less_than_before: false"),
        "clauses.yaml", 10),
    "unreadable preference": Broken("P012", mechanism("preference: {kind: dear, variable: cheaper}"), "clauses.yaml", 10),
    "preference below nothing": Broken("P012", mechanism("preference: {kind: dear, variable: -110 %}"), "clauses.yaml", 10),
    "preference without unit": Broken("P012", mechanism("preference: {kind: dear, variable: -10}"), "clauses.yaml", 10),
    "unreadable base": Broken("P012",
        require("growth: {of: {activity: {}}, base: much, base_year: 2024}, at_least: {2030: 1 %}")),
    "unreadable unit value": Broken("P012", require("value: {commodity: power, unit_value: much}, at_least: {2030: 1 yiCNY/yr}")),
    "unreadable price": Broken("P012", clause(RIGHT + "\n    price: dear"), "clauses.yaml", 11),
    "unreadable amount": Broken("P012", mechanism("price: {commodity: power, amount: {2030: much}}"), "clauses.yaml", 10),
    "bound in another period": Broken("P013", require("activity: {tags: [dear]}, at_least: {2031: 1 GW}"), "clauses.yaml", 10),
    "amount in another period": Broken(
        "P013", mechanism("price: {commodity: power, amount: {2030: 1 CNY/kWh, 2031: 2 CNY/kWh}}"), "clauses.yaml", 10),
    "tracked with a bound": Broken("P014", clause(RIGHT.replace("modelled", "tracked") + "\n    because: {zh: 不, en: no}"),
                                   "clauses.yaml", 10),
    "unknown treat": Broken("P015", clause(RIGHT.replace("modelled", "modeled")), "clauses.yaml", 9, "modelled"),
    "scope no mapping": Broken("P016", require("activity: dear, at_least: {2030: 1 GW}"), "clauses.yaml", 10),
    "mechanism no mapping": Broken("P016", mechanism("preference: dear"), "clauses.yaml", 6),
    "part no mapping": Broken("P016", require("share: {of: dear, in: {activity: {}}}, at_least: {2030: 1 %}"),
        "clauses.yaml", 10),
    "price no text": Broken("P016", clause(RIGHT + "\n    price: 3"), "clauses.yaml", 11),
    "tags no text": Broken("P016", require("activity: {tags: 5}, at_least: {2030: 1 GW}"), "clauses.yaml", 10),
    "tags of nothing": Broken("P016", require("activity: {tags: []}, at_least: {2030: 1 GW}"), "clauses.yaml", 10),
    "between one": Broken("P016", require("gap: {of: {activity: {}}, between: [west]}, at_least: {2030: 1 GW/person}"),
        "clauses.yaml", 10),
    "between a text": Broken("P016", require("gap: {of: {activity: {}}, between: west}, at_least: {2030: 1 GW/person}"),
        "clauses.yaml", 10),
    "base year no year": Broken("P016", require("growth: {of: {activity: {}}, base: 1 GW, base_year: x}, at_least: {2030: 1 %}"),
                                "clauses.yaml", 10),
    "title a text": Broken("P016", edit("clauses.yaml", "title: {zh: 例, en: Toy}", "title: Toy"), "clauses.yaml", 2),
    "clauses a number": Broken("P016", raw("clauses.yaml", b"policy: toy\ntitle: {zh: x}\ntext: text.txt\ndate: x\nclauses: 5\n"),
                               "clauses.yaml", 5),
    "may bend, at no price": Broken("P017", clause(RIGHT + "\n    firm: false"), "clauses.yaml", 11),
    "firm, at a price": Broken("P017", clause(RIGHT + "\n    firm: true\n    price: 1 CNY/kWh"), "clauses.yaml", 11),
    # what clauses name
    "unknown tag": Broken("C001", require("activity: {tags: [deer]}, at_least: {2030: 1 GW}"), "clauses.yaml", 6, "dear"),
    "unknown tag of a mechanism": Broken("C001", mechanism("preference: {tags: [deer], variable: -10 %}"), "clauses.yaml",
        6, "dear"),
    "unknown area": Broken("C002", require("activity: {in: weest}, at_least: {2030: 1 GW}"), "clauses.yaml", 6, "west"),
    "unknown group": Broken("C002", require("activity: {in: each provnce}, at_least: {2030: 1 GW}"), "clauses.yaml", 6,
        "province"),
    "each in a list": Broken("C002", require("activity: {in: [west, each province]}, at_least: {2030: 1 GW}"), "clauses.yaml", 6),
    "unknown end": Broken("C002", require("flow: {commodity: power, from: wast}, at_least: {2030: 1 GW}"), "clauses.yaml",
        6, "west"),
    "unknown goods": Broken("C003", require("output: {commodity: powr}, at_least: {2030: 1 GW}"), "clauses.yaml", 6, "power"),
    "unknown goods inside": Broken("C003", require(
        "share: {of: {output: {commodity: powr}}, in: {output: {commodity: power}}}, at_least: {2030: 1 %}"),
            "clauses.yaml", 6, "power"),
    "binds nothing": Broken("C004", require("activity: {kind: dear, in: west}, at_least: {2030: 1 GW}"), "clauses.yaml", 6),
    "all of itself": Broken("C004", require(
        "share: {of: {activity: {kind: dear}}, in: {activity: {kind: dear}}}, at_least: {2030: 100 %}"), "clauses.yaml", 6),
    "changes nothing": Broken("C005", require("capacity: {kind: dear}, at_least: {2030: 1 GW}"), "clauses.yaml", 6),
    "share of another unit": Broken("C006", require(
        "share: {of: {activity: {kind: dear}}, in: {activity: {}}}, at_least: {2030: 1 GW}"), "clauses.yaml", 6),
    "growth that is no rate": Broken("C006", require(
        "growth: {of: {activity: {kind: dear}}, base: 1 GW, base_year: 2024}, at_least: {2030: 1 GW}"), "clauses.yaml", 6),
    "base of another unit": Broken("C006", require(
        "growth: {of: {activity: {kind: dear}}, base: 1 Mt, base_year: 2024}, at_least: {2030: 1 %}"), "clauses.yaml", 6),
    "bound of another unit": Broken("C006", require("activity: {kind: dear}, at_least: {2030: 1 Mt/yr}"), "clauses.yaml", 6),
    "bound without unit": Broken("C006", require("activity: {kind: dear}, at_least: {2030: 1}"), "clauses.yaml", 6),
    "price of another unit": Broken("C006", clause(RIGHT + "\n    price: 1 CNY/t"), "clauses.yaml", 6),
    "value of another unit": Broken("C006",
        require("value: {commodity: power, unit_value: 1 CNY/t}, at_least: {2030: 1 yiCNY/yr}"),
                                    "clauses.yaml", 6),
    "amount of another unit": Broken("C006", {**mechanism("price: {commodity: power, amount: {2030: 1 CNY/t}}"),
                                              "commodities": row(commodities(), 0, surplus="0")}, "clauses.yaml", 6),
    "limit of another unit": Broken("C006", {"limits": [{**LIMIT, "unit": "Mt/yr"}]}, "energy/limits.csv", 2),
    "unknown kind in a clause": Broken("C007", require("activity: {kind: daer}, at_least: {2030: 1 GW}"), "clauses.yaml",
        6, "dear"),
    "unknown kind in a limit": Broken("C007", {"limits": [{**LIMIT, "kind": "daer"}]}, "energy/limits.csv", 2, "dear"),
    "unknown table": Broken("C008", require("activity: {in: each province}, at_least: table capp", bounds=[BOUND]),
                            "clauses.yaml", 6, "cap"),
    "row of a table for another place": Broken("C009", require("activity: {in: each east}, at_least: table cap", bounds=[
        BOUND, {**BOUND, "place": "east"}]), "clauses.yaml", 6),
    "row of a table for another period": Broken("C009", require("activity: {in: each province}, at_least: table cap", bounds=[
        BOUND, {**BOUND, "period": 2031}]), "clauses.yaml", 6),
    "no commodity": Broken("C010", require("output: {}, at_least: {2030: 1 GW}"), "clauses.yaml"),
    "no commodity in a mechanism": Broken("C010", mechanism("price: {amount: {2030: 1 CNY/kWh}}"), "clauses.yaml"),
    "no commodity in a limit": Broken("C010", {"limits": [{**LIMIT, "measure": "output"}]}, "energy/limits.csv", 2),
    "mechanism of nothing": Broken("C012", mechanism("preference: {kind: dear, in: west, variable: -10 %}"), "clauses.yaml", 6),
    "price on what may not be left over": Broken(
        "C012", mechanism("price: {commodity: power, amount: {2030: 1 CNY/kWh}}"), "clauses.yaml", 6),
    "limit with a scope its measure has not": Broken("P010", {"limits": [{**LIMIT, "commodity": "power"}]},
        "energy/limits.csv", 2),
    "units that do not add": Broken("C013", require(
        "capacity: {kind: [cheap, track]}, at_least: {2030: 1 GW}", kinds=[*row(kinds(), 0, invest="1 CNY/kW", life=9),
                                                                       {**kinds()[1], "kind": "track", "unit": "Mt/yr",
                                                                           "variable": ""}],
        ports=[*ports(), {**ports()[1], "kind": "track", "unit": "MWh/t"}],
        sites=[*row(sites(), 0, potential=20), {"kind": "track", "place": "east", "standing": 1}]), "clauses.yaml", 6),
    "nobody lives there": Broken("C014", require("per_person: {of: {activity: {in: west}}}, at_least: {2030: 1 kW/person}",
                                                 places=row(places(), 0, population=0)), "clauses.yaml", 6),
    "before the first": Broken("C015", require("activity: {kind: dear}, no_less_than_before: true"), "clauses.yaml", 6),
    "unknown mode": Broken("C016", require("activity: {kind: line, mode: bak}, at_least: {2030: 1 GW}",
                                           ports=[{**r, "mode": "back"} if r["kind"] == "line" else r for r in ports()]),
                           "clauses.yaml", 6, "back"),
}  # fmt: skip


def write(folder: Path, change: Change = lambda folder: None) -> Path:
    """The house case with one right clause, and what breaks it."""
    changes = change if isinstance(change, dict) else {}
    two_regions(folder, **{"clauses": policy(RIGHT), "text": TEXT, **changes})
    if not isinstance(change, dict):
        change(folder)
    return folder


def case(folder: Path) -> Case:
    return load(write(folder))


def faults_of(action: Callable[[], object]) -> tuple[Fault, ...]:
    with pytest.raises(Faults) as found:
        action()
    return found.value.faults


def provoke(broken: Broken, folder: Path) -> tuple[Fault, ...]:
    write(folder, broken.change)
    return faults_of(lambda: prepare(load(folder)))


@pytest.mark.parametrize("name", BROKEN)
def test_broken_input_gives_its_code_its_place_and_the_nearest_name(name: str, tmp_path: Path) -> None:
    broken = BROKEN[name]
    found = provoke(broken, tmp_path)
    mine = [fault for fault in found if fault.code == broken.code]
    assert mine, f"{broken.code} expected: {[str(f.text()) for f in found]}"
    spots = {(fault.where.file, fault.where.line) for fault in mine}
    assert (
        not broken.file
        or (broken.file, broken.line) in spots
        or (not broken.line and broken.file in {s[0] for s in spots})
    ), spots
    assert not broken.near or any(broken.near in fault.near for fault in mine)
    for fault in found:
        reads_well(fault)


def reads_well(fault: Fault) -> None:
    """Both languages are there, every blank is filled with something, and the nearest names and the place are told."""
    entry = catalogue()[fault.code]
    for lang in ("zh", "en"):
        told = fault.text(lang)
        for template in (entry.what[lang], entry.fix[lang]):
            blanks = [name for _, name, _, _ in string.Formatter().parse(template) if name]
            assert all(
                str(fault.blanks[name]) not in ("", "None", "…", "nan")
                for name in blanks
                if name not in ("value", "name")
            ), told
        assert told.startswith(f"[{fault.code}] ") and all(name in told for name in fault.near)
        assert str(fault.where) in told
    document = fault.as_dict()
    assert (document["code"], document["file"], document["line"]) == (fault.code, fault.where.file, fault.where.line)


def test_the_house_case_itself_has_no_fault(tmp_path: Path) -> None:
    assert make(case(tmp_path))[0].status == "optimal"


SETTINGS = {
    "a field is missing": ("discount_rate: 0.0\n", ""), "a field is unknown": ("name:", "nmae:"), "not YAML": ("{one: 1}",
        "{one: 1"),
    "periods go back": ("periods: [2030]", "periods: [2035, 2030]"), "a period is no year": ("[2030]", "[true]"),
    "a period is text": ("[2030]", "[soon]"), "no period": ("periods: [2030]", "periods: []"),
    "years too many": ("years: [1]", "years: [1, 2]"), "years none": ("years: [1]", "years: [0]"),
    "years text": ("years: [1]", "years: [x]"), "years no list": ("years: [1]", "years: 1"),
    "a season without days": ("{year: 365}", "{year: 0}"), "a season of text": ("{year: 365}", "{year: x}"),
    "no season": ("{year: 365}", "{}"), "seasons no mapping": ("{year: 365}", "[year]"),
    "blocks that do not divide a day": ("{one: 1}", "{one: 5}"), "no resolution": ("{one: 1}", "{}"),
    "half a block": ("{one: 1}", "{one: 0.5}"), "a default that is none": ("[energy]", "[energy]\ndefault_resolution: two"),
    "a rate of text": ("discount_rate: 0.0", "discount_rate: low"), "no rate": ("discount_rate: 0.0", "discount_rate:"),
    "a rate of 500 %": ("discount_rate: 0.0", "discount_rate: 5"), "a rate that is NaN": ("discount_rate: 0.0",
        "discount_rate: .nan"),
    "money without a year": (", price_year: 2023", ""), "a price year of text": ("price_year: 2023", "price_year: x"),
    "a unit of money that is none": ("unit: yiCNY", "unit: yiCNX"),
    "a title of text": ("{zh: 两地区, en: Two regions}", "Two regions"), "no sector": ("[energy]", "[]"),
    "a sector twice": ("[energy]", "[energy, energy]"), "sectors of text": ("[energy]", "energy"),
    "a focus that is no place": ("[energy]", "[energy]\nfocus: wast"),
}  # fmt: skip


@pytest.mark.parametrize("name", SETTINGS)
def test_wrong_settings_are_refused(name: str, tmp_path: Path) -> None:
    write(tmp_path, edit("case.yaml", *SETTINGS[name]))
    found = faults_of(lambda: load(tmp_path))
    assert {(fault.code, fault.where.file) for fault in found} == {("K002", "case.yaml")}
    for fault in found:
        reads_well(fault)


def other(monkeypatch: pytest.MonkeyPatch, folder: Path) -> dict[str, Callable[[], object]]:
    """Faults of what is asked of a case, and of the solver: a code and what provokes it."""
    right = case(folder)

    def failed(self: StandingModel) -> Outcome:
        return Outcome("failed", 0.0, np.zeros(0), np.zeros(0), "none", 0.0, 0)

    def solver_fails() -> object:
        with monkeypatch.context() as patch:
            patch.setattr(StandingModel, "run", failed)
            return make(right)

    def certificate_fails() -> object:
        certificate = object.__new__(Certificate)
        with monkeypatch.context() as patch:
            patch.setattr(Certificate, "passed", False, raising=False)
            patch.setattr(Certificate, "words", lambda self: "primal 1", raising=False)
            patch.setattr(planning, "verify", lambda *_: certificate)
            return make(right)

    def endless() -> object:
        """Missing a GW costs 20 CNY/kWh and leaving it over earns 25."""
        body = "treat: modelled\n    mechanism: {price: {commodity: power, amount: {2030: -25 CNY/kWh}}}"
        free = row(commodities(), 0, surplus="0")
        return make(load(two_regions(folder / "endless", clauses=policy(body), text=TEXT, commodities=free)))

    blocked = folder / "blocked"
    blocked.write_text("a file", encoding="utf-8")
    return {
        "K001": lambda: geju.load("west-chima"),
        "K003": lambda: prepare(right, "quik"),
        "K004": lambda: override(right, "kinds.cheep.variable", "1 CNY/MWh"),
        "K005": lambda: override(right, "kinds.cheap.variable", "little"),
        "K006": lambda: make(right)[0].save(blocked / "out"),
        "C011": lambda: prepare(right, "", frozenset({"c00"})),
        "S002": solver_fails, "S003": certificate_fails, "S005": endless,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["K001", "K003", "K004", "K005", "K006", "C011", "S002", "S003", "S005"])
def test_what_cannot_be_done_is_refused(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = faults_of(other(monkeypatch, tmp_path)[code])
    assert [fault.code for fault in found] == [code]
    reads_well(found[0])
    near = {"K001": "west-china", "K004": "cheap", "C011": "c0"}
    assert code not in near or near[code] in found[0].near


@pytest.mark.parametrize(("name", "value"), [
    ("kinds.cheap.variable", "1 CNY/MWX"), ("kinds.cheap.variable", "nan CNY/MWh"), ("sites.cheap@west.standing", "-1"),
    ("discount_rate", "inf"), ("discount_rate", "7"), ("places.west.population", "many"), ("kinds.cheap.floor", "2"),
])  # fmt: skip
def test_a_figure_set_from_outside_must_fit_its_column(name: str, value: str, tmp_path: Path) -> None:
    right = case(tmp_path)
    assert [fault.code for fault in faults_of(lambda: override(right, name, value))] == ["K005"]


@pytest.mark.parametrize("name", ["kind.cheap.variable", "kinds.cheap", "kinds.cheap.varable", "kinds.cheap.tags",
    "sites.cheap.standing",
                                  "rate"])  # fmt: skip
def test_a_figure_set_from_outside_must_exist(name: str, tmp_path: Path) -> None:
    right = case(tmp_path)
    assert [fault.code for fault in faults_of(lambda: override(right, name, "1"))] == ["K004"]


def test_every_code_of_the_catalogue_has_a_test() -> None:
    with (Path(inspect.getfile(geju.core.errors)).parent / "errors.csv").open(encoding="utf-8", newline="") as stream:
        codes = {line["code"] for line in csv.DictReader(stream)}
    asked = {
        "K001",
        "K003",
        "K004",
        "K005",
        "K006",
        "C011",
        "S001",
        "S002",
        "S003",
        "S004",
        "S005",
        "S006",
        "R050",
    }  # S001, S004: tests/test_cli.py; S006: tests/appraise/test_impossible.py; R050: tests/read/test_write.py
    assert codes == {broken.code for broken in BROKEN.values()} | asked | {"K002"}


def test_every_entry_has_both_languages_and_the_same_blanks() -> None:
    for entry in catalogue().values():
        for words in (entry.what, entry.fix):
            blanks = [
                {name for _, name, _, _ in string.Formatter().parse(words[lang]) if name} for lang in ("zh", "en")
            ]
            assert words["zh"] and words["en"] and blanks[0] == blanks[1], entry.code


def test_all_faults_of_all_files_come_at_once(tmp_path: Path) -> None:
    """Three in one table (two in one row), one in another, two in the clause file."""
    write(tmp_path, {
        "demand": [{**demand()[0], "amount": "two", "unit": "GX"}, {**demand()[1], "place": "eest"}],
        "sites": row(sites(), 0, standing=-1),
        "clauses": policy("treat: modelled\n    require: {activty: {}, at_leest: {2030: 1 GW}}\n    wieght: 1"),
    })  # fmt: skip
    found = faults_of(lambda: load(tmp_path))
    assert {(f.code, f.where.file, f.where.line) for f in found} >= {
        ("T006", DEMAND, 2), ("T011", DEMAND, 2), ("T010", DEMAND, 3), ("T007", SITES, 2), ("P003", "clauses.yaml", 6),
        ("P002", "clauses.yaml", 11),
    }  # fmt: skip


def test_all_faults_of_expanding_and_selecting_come_together(tmp_path: Path) -> None:
    """Two clauses each name what is not there; both are told."""
    bodies = ("activity: {tags: [deer]}", "activity: {in: wast}")
    write(
        tmp_path,
        {"clauses": policy(*(f"treat: modelled\n    require: {{{b}, at_least: {{2030: 1 GW}}}}" for b in bodies))},
    )
    assert [fault.code for fault in faults_of(lambda: prepare(load(tmp_path)))] == ["C001", "C002"]


def test_a_fault_in_many_rows_is_told_for_each_and_a_fault_of_a_kind_once(tmp_path: Path) -> None:
    write(tmp_path, {"demand": changed(demand(), {}, amount="")})
    assert [(f.code, f.where.line) for f in faults_of(lambda: load(tmp_path))] == [("T005", 2), ("T005", 3)]
    two = [*sites(), {"kind": "dear", "place": "west", "standing": 1}]
    write(tmp_path / "kind", {"kinds": row(kinds(), 1, variable="300 CNY/t"), "sites": two})
    assert [f.code for f in faults_of(lambda: prepare(load(tmp_path / "kind")))] == ["T012"]


MISSPELT = {"tag": "activity: {tags: [plantt]}", "place": "activity: {in: weest}", "kind": "activity: {kind: deer}",
            "commodity": "output: {commodity: powwer}"}  # fmt: skip


@pytest.mark.parametrize("name", MISSPELT)
def test_a_misspelt_name_never_gives_a_plan_without_the_clause(name: str, tmp_path: Path) -> None:
    write(tmp_path, require(f"{MISSPELT[name]}, at_least: {{2030: 1 GW}}"))
    faults_of(lambda: make(load(tmp_path)))


def test_a_misspelt_quote_is_an_error_that_offers_the_sentence(tmp_path: Path) -> None:
    write(tmp_path, clause(RIGHT, text="要多见。"))
    (fault, _) = faults_of(lambda: load(tmp_path))
    assert fault.code == "P005" and fault.near == (TEXT,)


@pytest.mark.parametrize("flags", [[], ["--json"]], ids=["in words", "as JSON"])
@pytest.mark.parametrize("name", ["NaN", "unknown tag", "quote not in the text", "hole in a profile"])
def test_nothing_is_written_when_something_is_wrong(
    name: str, flags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, out = write(tmp_path / "case", BROKEN[name].change), tmp_path / "out"
    monkeypatch.setattr(sys, "argv", ["geju", "plan", str(folder), "--out", str(out), *flags])
    with pytest.raises(SystemExit) as leaves:
        main()
    assert leaves.value.code == 1 and not out.exists()
    said = capsys.readouterr()
    assert BROKEN[name].code in said.err
    assert (BROKEN[name].code in said.out) == bool(flags) or not flags
