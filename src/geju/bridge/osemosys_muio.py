"""Read a case of MUIO: names by id in genData.json, values by scenario in one JSON file for each set of indices.

What a run says of a cell is what the last of its scenarios that says anything says. Facts of the format (which id in which file
is which parameter, its default, by which list of genData.json its rows are ruled, from and up to which version) are in
``osemosys_muio.csv``.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from geju.bridge.osemosys_data import Coder, Data
from geju.bridge.osemosys_muio_place import MARK, RUNS, Place, scenarios
from geju.bridge.osemosys_muio_rows import Ids, Rows, table
from geju.bridge.osemosys_words import SETS, parameters
from geju.core.errors import Fault, Faults, Where

VERSIONS = {"4.0": "muio-4.0", "4.5": "muio-4.5", "4.9": "muio-4.5"} | {f"5.{n}": "muio" for n in range(7)}
OTHERWISE = {  # which other code a MUIO that wrote these versions may have solved a case with
    "4.0": "from June 2023 MUIO took the rest value in equal parts, --set vintage=muio-4.5",
} | dict.fromkeys(
    ("5.0", "5.1", "5.2", "5.3"), "up to 5.3 MUIO took the rest value in equal parts, --set vintage=muio-5.0"
)
REGION = "RE1"  # MUIO has one region, of this name
LISTS = {  # set letter -> list in genData.json, its column of ids, its column of names
    "t": ("osy-tech", "TechId", "Tech"), "f": ("osy-comm", "CommId", "Comm"), "e": ("osy-emis", "EmisId", "Emis"),
    "s": ("osy-stg", "StgId", "Stg"), "u": ("osy-constraints", "ConId", "Con"), "l": ("osy-ts", "TsId", "Ts"),
    "a": ("osy-se", "SeId", "Se"), "d": ("osy-dt", "DtId", "Dt"), "b": ("osy-dtb", "DtbId", "Dtb"),
}  # fmt: skip
OLD_SLICES = "osy-ns"  # before 5.0: how many seasons; osy-dt is then how many days a season
MOMENTS = {"a": ("SE", "Conversionls"), "d": ("DT", "Conversionld"), "b": ("DTB", "Conversionlh")}
SAID = {entry[0] for entry in LISTS.values()} | {"osy-years", "osy-mo", "osy-scenarios", "osy-techGroups", OLD_SLICES}


@dataclass(frozen=True)
class Fact:
    """A parameter of MUIO: ``file`` and ``id`` it has there, ``listed`` what of genData.json rules its rows (blank: all rows)."""

    file: str
    id: str
    parameter: str
    default: float
    listed: str
    since: str
    until: str

    def belongs(self, version: str) -> bool:
        """Whether that version of MUIO writes it into its data file."""
        return (not self.since or self.since <= version) and (not self.until or version <= self.until)


@cache
def facts() -> tuple[Fact, ...]:
    """Every parameter that MUIO has."""
    with Path(__file__).with_name("osemosys_muio.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Fact(w["file"], w["id"], w["parameter"], float(w["default"]), w["listed"], w["since"], w["until"])
            for w in csv.DictReader(stream)
        )


def read(place: Place) -> Data:
    """The data of a run of a case. Errors O003, O005 … O007, O013 … O018."""
    general = place.json(MARK)
    if not isinstance(general, dict):
        raise place.fault(MARK, type(general).__name__)
    version = str(general.get("osy-version", ""))
    if version not in VERSIONS:
        known = ", ".join(VERSIONS)
        raise Faults([Fault("O013", Where(str(place.path)), {"version": version or "-", "known": known})])
    coder = Coder(place.name)
    coder.notes += [f"a case of MUIO, version {version}", *filter(None, [OTHERWISE.get(version, "")])]
    taken = scenarios(place, general, coder.notes)
    try:
        ids = _sets(coder, general)
        rows = Rows(coder, ids, taken, general)
        _parameters(place, coder, rows, version)
        _slices(coder, ids, general)
        _tags(coder, ids, general)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise place.fault(MARK, f"{type(error).__name__} {error}") from None
    data = coder.data(place.name, {})
    data.vintage = VERSIONS[version]
    return data


def _sets(coder: Coder, general: dict[str, Any]) -> Ids:
    """The sets of a case, and by letter what its ids are called. Errors O003, O004, O007."""
    for name, entry in general.items():
        if name not in SAID and isinstance(entry, list | dict) and entry:
            coder.fault("O003", name)
    lists = {k: general.get(entry[0], []) for k, entry in LISTS.items()}
    if OLD_SLICES in general and not isinstance(lists["l"], list):
        lists["l"] = []
    if OLD_SLICES in general and not lists["l"]:
        days, seasons = int(general["osy-dt"]), int(general[OLD_SLICES])
        names = [f"S{season}{day}" for season in range(1, seasons + 1) for day in range(1, days + 1)]
        lists |= {"l": [{"TsId": n, "Ts": n} for n in names], "d": []}
    ids: Ids = {"r": {REGION: REGION}, "y": {str(y): str(y) for y in general["osy-years"]}}
    ids["m"] = {m: str(m) for m in range(1, int(general["osy-mo"]) + 1)}
    for letter, (_, column, name) in LISTS.items():
        ids[letter] = {entry[column]: str(entry[name]) for entry in lists[letter]}
        names = [str(entry[name]) for entry in lists[letter]]
        for twice in sorted({n for n in names if names.count(n) > 1}):
            coder.fault("O007", SETS[letter], key=twice)
    written = {"COMMODITY" if k == "f" else SETS[k]: list(ids[k].values()) for k in ids}
    if general.get("osy-stg") is not None:
        kinds: dict[str, list[str]] = {name: [] for name in ("STORAGEINTRADAY", "STORAGEINTRAYEAR")}
        for store in lists["s"]:
            kinds["STORAGEINTRAYEAR" if store["Operation"] == "Yearly" else "STORAGEINTRADAY"].append(store["Stg"])
        written |= kinds
    coder.add_sets(written)
    return ids


def _parameters(place: Place, coder: Coder, rows: Rows, version: str) -> None:
    """Every parameter of every file. Errors O003, O005 … O007, O014, O015."""
    named: dict[str, dict[str, Fact]] = {}
    for fact in facts():
        named.setdefault(fact.file, {})[fact.id] = fact
    files = [name.removesuffix(".json") for name in place.names() if name not in (MARK, RUNS)]
    aside = []
    for file in [f for f in files if f not in named]:
        if _holds_rows(place, file, rows.taken):
            coder.fault("O003", f"{file}.json", near=())
        else:
            aside.append(f"{file}.json")
    if aside:
        coder.notes.append(f"no file of MUIO, so left out: {', '.join(sorted(aside))}")
    for file, wanted in named.items():
        found = place.json(f"{file}.json") if file in files else {}
        if not isinstance(found, dict):
            raise place.fault(f"{file}.json", type(found).__name__)
        for name in found:
            if name not in wanted and any(found[name].values()):
                coder.fault("O003", f"{file}.json {name}")
        for fact in wanted.values():
            _parameter(place, coder, rows, fact, found.get(fact.id), version)


def _parameter(place: Place, coder: Coder, rows: Rows, fact: Fact, found: Any, version: str) -> None:
    """One parameter. One that its version of MUIO no longer has is refused (O003), unless all of it is its default."""
    index = parameters()[fact.parameter].index
    empty = any(not coder.sets[letter] for letter in index)
    if found is None:
        if fact.belongs(version) and not empty:
            raise place.fault(f"{fact.file}.json", f"{fact.id} missing")
        return
    made = table(rows, fact.file, fact.id, index, fact.listed, found, fact.default)
    if made is None:
        return
    codes, values = made
    if fact.until and not fact.belongs(version) and len(values):
        coder.fault("O003", f"{fact.file}.json {fact.id} (MUIO {version})")
    coder.named.add(fact.parameter)
    coder.table(fact.parameter, index, [(codes, values)], fact.default, 0)


def _holds_rows(place: Place, file: str, taken: list[str]) -> bool:
    """Whether an unknown file has rows of parameters by scenario, as those of MUIO."""
    try:
        found = place.json(f"{file}.json")
    except Faults:
        return False
    entries = list(found.values()) if isinstance(found, dict) else []
    return any(isinstance(entry, dict) and any(entry.get(s) for s in taken) for entry in entries)


def _slices(coder: Coder, ids: Ids, general: dict[str, Any]) -> None:
    """Which season, day type and bracket of the day each timeslice is in. Error O005."""
    for letter, (column, name) in MOMENTS.items():
        if not ids[letter]:
            continue
        slices, moments = [], []
        for entry in general["osy-ts"]:
            if (found := entry[column]) not in ids[letter]:
                coder.fault("O005", name, value=found, set=SETS[letter])
                return
            slices.append(coder.code["l"][ids["l"][entry["TsId"]]])
            moments.append(coder.numbers(letter, [ids[letter][found]], name, 0)[0])
        codes = [np.array(slices, dtype=np.int64), np.array(moments, dtype=np.int64)]
        coder.named.add(name)
        coder.table(name, "l" + letter, [(codes, np.ones(len(slices)))], 0.0, 0)


def _tags(coder: Coder, ids: Ids, general: dict[str, Any]) -> None:
    """The sense of every constraint. Error O006."""
    tags = {entry["ConId"]: entry["Tag"] for entry in general.get("osy-constraints", [])}
    values = coder.values([str(tags[u]) for u in ids["u"]], "UDCTag", 0)
    numbers = np.arange(len(values), dtype=np.int64)
    coder.named.add("UDCTag")
    coder.table("UDCTag", "ru", [([np.zeros_like(numbers), numbers], values)], -1.0, 0)


__all__ = ["VERSIONS", "facts", "read"]
