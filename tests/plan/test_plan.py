"""The verb plan: what comes out, what is written, and how it is solved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from geju.core.case import load
from geju.core.errors import Faults
from geju.plan import solve
from geju.plan.plan import Plan, make, stand
from geju.plan.prepare import check, prepare
from networks import draw, write
from toys import policy, solved, two_regions
from whole import whole

TEXT = "要多建。要快！"
TABLES = {
    "capacity",
    "activity",
    "flow",
    "level",
    "price",
    "account",
    "cost",
    "clause",
    "slot",
    "treat",
    "sentence",
    "source",
}
CLAUSES = (
    "treat: modelled\n    require: {activity: {kind: dear}, at_least: {2030: 5 GW}}",
    "treat: modelled\n    require: {activity: {kind: dear}, at_least: {2030: 1 TW}}\n    price: 1 CNY/MWh",
    "treat: tracked\n    because: {zh: 职责, en: a duty}", "treat: context\n    because: {zh: 引语, en: how it opens}",
    "treat: out-of-scope\n    because: {zh: 无关, en: not ours}",
)  # fmt: skip


def made(folder: Path, **changes: Any) -> Plan:
    clauses = policy(*CLAUSES).replace("c4\n    quote: 要多建。", "c4\n    quote: 要快！")
    return make(load(two_regions(folder, **{"clauses": clauses, "text": TEXT, **changes})))[0]


def test_the_summary_counts_what_the_tables_say(tmp_path: Path) -> None:
    """The first clause binds (5 GW for 3.5), the second is missed; the sentences are all accounted for."""
    plan = made(tmp_path)
    told = plan.summary("here")
    assert (
        told["status"] == "optimal"
        and told["currency"] == "yiCNY"
        and told["out"] == "here"
        and told["case"] == "two-regions"
    )
    assert (
        told["total"] == pytest.approx(told["objective"] + told["objective_constant"]) and told["total"] == plan.total
    )
    assert told["clauses"] == {"modelled": 2, "tracked": 1, "context": 1, "out_of_scope": 1, "binding": 2, "missed": 1}
    assert told["sentences"] == {"total": 2, "accounted": 2} and told["conflict"] == []
    assert told["certificate"]["passed"] and set(told["seconds"]) >= {"load", "build", "solve", "write", "total"}
    assert told["size"] == plan.size and told["size"]["columns"] > 0 and told["peak_mb"] > 1
    json.dumps(told)


def test_the_tables_are_those_of_the_handbook_with_text_where_text_is_told(tmp_path: Path) -> None:
    plan = made(tmp_path)
    assert set(plan.tables) == TABLES
    for name, frame in plan.tables.items():
        assert len(frame) or name == "level", name
        assert not any(kind in (pl.Object, pl.Null) for kind in frame.schema.values()), name
    treat = {row["clause"]: row for row in plan.tables["treat"].to_dicts()}
    assert treat["c4"]["paragraph"] == 0 and treat["c4"]["sentence"] == 2 and treat["c2"]["because_en"] == "a duty"
    assert plan.tables["sentence"]["clauses"].to_list() == [["c0", "c1", "c2", "c3"], ["c4"]]


@pytest.mark.parametrize("periods", [(2030,), (2030, 2035)])
def test_the_types_of_a_table_do_not_hang_on_whether_it_holds_anything(
    periods: tuple[int, ...], tmp_path: Path
) -> None:
    full = make(load(whole(tmp_path / "full", clauses=policy(CLAUSES[0]), text="要多建。")))[0]
    bare = make(load(two_regions(tmp_path / "bare", periods=periods, years=(5.0,) * len(periods))))[0]
    for name in sorted(TABLES - {"treat", "sentence", "source"}):
        assert full.tables[name].schema == bare.tables[name].schema, name


def test_what_is_written_can_be_read_and_the_summary_comes_last(tmp_path: Path) -> None:
    plan = made(tmp_path / "case")
    seen: list[bool] = []
    plan = type(plan)(**{**vars(plan), "writers": (lambda _, folder: seen.append((folder / "plan.json").exists()),)})
    plan.save(tmp_path / "out")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{name}.parquet" for name in TABLES} | {"plan.json"} and seen == [False]
    assert pl.read_parquet(tmp_path / "out" / "clause.parquet").equals(plan.clauses)
    document = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert document["digest"] == load(tmp_path / "case").digest and document["versions"]["geju"]
    assert document["seconds"]["write"] > 0


def test_a_broken_writer_leaves_no_summary_behind_not_even_an_old_one(tmp_path: Path) -> None:
    plan = made(tmp_path / "case")
    plan.save(tmp_path / "out")

    def breaks(_: Plan, folder: Path) -> None:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        type(plan)(**{**vars(plan), "writers": (breaks,)}).save(tmp_path / "out")
    assert not (tmp_path / "out" / "plan.json").exists()
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]


def test_a_table_that_cannot_be_written_is_told_and_leaves_no_summary(tmp_path: Path) -> None:
    plan, out = made(tmp_path / "case"), tmp_path / "out"
    (out / "price.parquet" / "in the way").mkdir(parents=True)
    with pytest.raises(Faults) as caught:
        plan.save(out)
    assert [fault.code for fault in caught.value.faults] == ["K006"]
    assert not (out / "plan.json").exists() and not [path for path in out.iterdir() if path.name.startswith(".")]


def test_no_plan_is_told_without_tables(tmp_path: Path) -> None:
    """1 TW of dear is asked for, firmly: 20 GW stand."""
    plan = made(tmp_path, clauses=policy(CLAUSES[1].partition("\n    price")[0]), text="要多建。")
    assert plan.status == "infeasible" and plan.tables == {} and plan.certificate is None
    assert plan.clauses.is_empty() and plan.summary()["clauses"]["binding"] == 0


def test_a_case_without_a_policy_has_a_plan_too(tmp_path: Path) -> None:
    plan = make(load(two_regions(tmp_path)))[0]
    assert plan.summary()["clauses"]["modelled"] == 0 and plan.summary()["sentences"] == {"total": 0, "accounted": 0}


def test_checking_tells_every_fault_and_solves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solve.StandingModel, "run", None)
    bad = "treat: modelled\n    require: {activity: {kind: deer}, at_least: {2030: 5 GW}}"
    assert check(load(two_regions(tmp_path / "right"))) == []
    found = check(load(two_regions(tmp_path / "wrong", clauses=policy(bad, bad), text="要多建。")))
    assert [fault.code for fault in found] == ["C007", "C007"]


def test_the_digest_changes_with_what_a_plan_depends_on_and_with_nothing_else(tmp_path: Path) -> None:
    folder = two_regions(tmp_path)
    first = load(folder).digest
    (folder / "facts").mkdir()
    (folder / "facts" / "x.csv").write_text("a,b\n", encoding="utf-8")
    (folder / "notes.md").write_text("x", encoding="utf-8")
    assert load(folder).digest == first
    path = folder / "energy" / "demand.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",8,", ",8.0,"), encoding="utf-8")
    assert load(folder).digest != first


@pytest.mark.parametrize(
    ("small", "large", "algorithm"),
    [(10**9, 10**9, "simplex"), (0, 10**9, "clarabel"), (0, 10**9, "ipx"), (0, 0, "hipo")],
)
def test_every_algorithm_finds_the_same_plan(
    small: int, large: int, algorithm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path, draw(7))
    expected = solved(folder)
    monkeypatch.setattr(solve, "SMALL", small)
    monkeypatch.setattr(solve, "LARGE", large)
    steps: list[str] = []
    stated = stand(prepare(load(folder)), progress=steps.append)
    stated.model.ties = 0 if algorithm == "clarabel" else None
    outcome = stated.model.run()
    assert outcome.algorithm == algorithm and f"solve:{algorithm}" in steps
    assert outcome.objective == pytest.approx(expected.x.objective, rel=1e-9)
    assert outcome.x @ stated.model.matrix.cost == pytest.approx(outcome.objective)
    again = stated.model.run()
    assert again.iterations == 0 or again.algorithm == "simplex"
    assert np.isfinite(outcome.dual).all()


def test_the_resolutions_of_a_case_are_the_same_case(tmp_path: Path) -> None:
    """A case that is flat over the day costs the same in one block a day and in 24."""
    folder = two_regions(tmp_path)
    path = folder / "case.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("{one: 1}", "{one: 1, fine: 24}"), encoding="utf-8")
    case = load(folder)
    plans = {name: make(case, name)[0] for name in ("", "one", "fine")}
    assert [plan.total for plan in plans.values()] == pytest.approx([153.3] * 3)
    assert [plan.resolution for plan in plans.values()] == ["one", "one", "fine"]
    assert plans["fine"].size["columns"] > plans["one"].size["columns"]


def test_the_data_sheet_tells_every_figure_with_its_source(tmp_path: Path) -> None:
    sheet = make(load(two_regions(tmp_path)))[0].tables["source"]
    assert set(sheet["source"]) == {"made up for the tests"} and set(sheet["status"]) == {"assumed"}
    found = {(r["table"], r["column"].removesuffix("_2030"), r["value"]) for r in sheet.to_dicts()}
    assert {
        ("kinds", "variable", 100.0),
        ("demand", "amount", 8.0),
        ("sites", "standing", 20.0),
        ("ports", "rate", 0.9),
    } <= found
