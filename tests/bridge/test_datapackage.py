"""A case as a data package: others can check it without Geju, Geju reads it back, and what was changed is noticed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geju.bridge import datapackage
from geju.core.case import load
from geju.core.errors import Faults
from judges import judge
from toys import kinds, policy, sites, two_regions

ROOT = Path(__file__).resolve().parents[2]
WEST = ROOT / "cases" / "west-china"
VALIDATE = """
import sys, warnings
warnings.filterwarnings("ignore")
from frictionless import validate
report = validate(sys.argv[1])
print(sorted({error.type for task in report.tasks for error in task.errors} | {error.type for error in report.errors}))
"""


def case(folder: Path) -> Path:
    """A case with clauses, a retirement flag, a lump and figures by period."""
    rows = [{**row, "retire": "yes", "lump": 0.5} for row in kinds()]
    text = "要多建。"
    right = "treat: tracked\n    because: {zh: 例, en: example}"
    stand = [{k: v for k, v in (row | {"standing_2030": row["standing"], "standing_2035": 1}).items() if k != "standing"}
             for row in sites()]  # fmt: skip
    clauses = policy(right, text=text)
    return two_regions(folder, periods=(2030, 2035), years=(5, 5), kinds=rows, sites=stand, text=text, clauses=clauses)


def package(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    return document


def resource(folder: Path, path: str) -> dict[str, Any]:
    return next(own for own in package(folder)["resources"] if own["path"] == path)


def test_a_package_is_the_case_itself_and_comes_back_byte_for_byte(tmp_path: Path) -> None:
    whole = case(tmp_path / "case")
    datapackage.write(whole, tmp_path / "package")
    assert load(tmp_path / "package").digest == load(whole).digest
    datapackage.read(tmp_path / "package" / "datapackage.json", tmp_path / "again")
    assert load(tmp_path / "again").digest == load(whole).digest
    one, other = (
        sorted(path.relative_to(f).as_posix() for path in f.rglob("*") if path.is_file())
        for f in (whole, tmp_path / "again")
    )
    assert one == other


def test_the_shipped_case_goes_with_its_facts_and_their_sources(tmp_path: Path) -> None:
    datapackage.write(WEST, tmp_path)
    paths = {own["path"] for own in package(tmp_path)["resources"]}
    assert {"facts/water-statistics.csv", "speech.txt", "clauses.yaml", "energy/sites.csv"} <= paths
    assert len(package(tmp_path)["sources"]) > 50
    assert load(tmp_path).digest == load(WEST).digest


def test_columns_say_what_they_hold(tmp_path: Path) -> None:
    datapackage.write(case(tmp_path / "case"), tmp_path / "case")
    schema = resource(tmp_path / "case", "energy/sites.csv")["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert fields["standing_2030"]["type"] == "number" and fields["standing_2030"]["constraints"] == {"minimum": 0.0}
    assert "·" in fields["kind"]["title"] and fields["kind"]["constraints"] == {"required": True}
    assert fields["status"]["constraints"]["enum"] == ["verified", "derived", "recalled", "assumed"]
    assert schema["uniqueKeys"] == [["kind", "place", "to"]] and "primaryKey" not in schema
    assert {"fields": ["kind"], "reference": {"resource": "energy.kinds", "fields": ["kind"]}} in schema["foreignKeys"]
    own = resource(tmp_path / "case", "energy/kinds.csv")["schema"]
    assert own["primaryKey"] == ["kind"]
    assert {field["name"]: field["type"] for field in own["fields"]}["retire"] == "boolean"


def test_names_that_would_fall_together_stay_apart(tmp_path: Path) -> None:
    whole = case(tmp_path / "case")
    (whole / "facts").mkdir()
    for name in ("甲.csv", "乙.csv", "x.csv"):
        (whole / "facts" / name).write_text("place,value\nwest,1\n", encoding="utf-8")
    datapackage.write(whole, whole)
    names = [own["name"] for own in package(whole)["resources"]]
    assert len(set(names)) == len(names) and "facts.x" in names


@pytest.mark.parametrize("name", ["toy", "west"])
def test_frictionless_finds_a_package_valid(name: str, tmp_path: Path) -> None:
    datapackage.write(case(tmp_path / "case") if name == "toy" else WEST, tmp_path / "package")
    assert judge(VALIDATE, tmp_path / "package" / "datapackage.json") == "[]"


WRONG = {
    "a text among numbers": ("energy/demand.csv", ",8,", ",eight,", "type-error"),
    "a place nobody knows": ("energy/demand.csv", ",east,", ",eest,", "foreign-key"),
    "a number out of range": ("energy/sites.csv", ",10,", ",-10,", "constraint-error"),
    "a choice that is none": ("energy/commodities.csv", "slice", "hour", "constraint-error"),
    "a key twice": ("energy/kinds.csv", ",dear,", ",cheap,", "primary-key"),
    "a quantity without a number": ("energy/kinds.csv", "100 CNY/MWh", "CNY/MWh", "constraint-error"),
}


@pytest.mark.parametrize("name", WRONG)
def test_frictionless_finds_what_is_wrong_with_the_descriptor_alone(name: str, tmp_path: Path) -> None:
    file, old, new, error = WRONG[name]
    datapackage.write(case(tmp_path), tmp_path)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert error in judge(VALIDATE, tmp_path / "datapackage.json")


def rewrite(folder: Path, **changes: Any) -> None:
    (folder / "datapackage.json").write_text(json.dumps(package(folder) | changes), encoding="utf-8")


def shortened(folder: Path) -> None:
    path = folder / "datapackage.json"
    path.write_text(path.read_text(encoding="utf-8")[:200], encoding="utf-8")


BROKEN: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a descriptor cut short": ("X017", shortened),
    "no resources": ("X017", lambda f: rewrite(f, resources=None)),
    "a package of somebody else": ("X017", lambda f: rewrite(f, resources=[{"path": "places.csv"}])),
    "a file that was changed": ("X018", lambda f: (f / "places.csv").write_text("place\n", encoding="utf-8")),
    "a file that is missing": ("T001", lambda f: (f / "energy" / "kinds.csv").unlink()),
    "a path above the package": ("X014", lambda f: rewrite(f, resources=[{"path": "../secret.csv"}, {"path": "case.yaml"}])),
    "a path of this machine": ("X014", lambda f: rewrite(f, resources=[{"path": "/secret.csv"}, {"path": "case.yaml"}])),
    "an address": ("X014", lambda f: rewrite(f, resources=[{"path": "https://example.org/x.csv"}, {"path": "case.yaml"}])),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_package_that_is_not_whole_is_refused(name: str, tmp_path: Path) -> None:
    code, change = BROKEN[name]
    datapackage.write(case(tmp_path / "case"), tmp_path / "package")
    change(tmp_path / "package")
    with pytest.raises(Faults) as caught:
        datapackage.read(tmp_path / "package" / "datapackage.json", tmp_path / "again")
    assert {fault.code for fault in caught.value.faults} == {code}
    assert all(fault.text("zh") and fault.text("en") for fault in caught.value.faults)
    assert not (tmp_path / "again").exists()
