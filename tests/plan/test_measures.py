"""The clause language: what a row speaks of is what the tables of the plan say, worked out again by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl
import pytest

import whole as whole_case
from geju.core.case import load
from geju.core.clause import MEASURES
from geju.core.errors import Faults
from geju.core.system import ClauseRows
from geju.plan.prepare import prepare
from toys import Rows, Solved, policy, solved
from whole import whole

approx = pytest.approx
Y = "2035"  # the period asked about
YEARS, PERSONS = 5.0, {"west": 1e6, "east": 3e6}
WATER, GREEN, DEAR, UPGRADED = (
    0.0876,
    1.752,
    7.008,
    5.256,
)  # per GW of running: yim3/yr at 1 m3/MWh; Mt/yr at 0.2, 0.8, 0.6 kg/kWh
TEXT = "要多建。"


def recovery(life: float, rate: float = 0.05) -> float:
    return float(rate / (1 - (1 + rate) ** -life))


def clause(require: str, *more: str) -> str:
    return "\n    ".join(["treat: modelled", f"require: {{{require}}}", *more])


def plan(folder: Path, *clauses: str, **changes: Any) -> Solved:
    return solved(whole(folder, clauses=policy(*clauses) if clauses else "", text=TEXT, **changes))


def rows(folder: Path, require: str, **changes: Any) -> ClauseRows:
    return prepare(load(whole(folder, clauses=policy(clause(require)), text=TEXT, **changes))).clauses


def mean(s: Solved, period: str = Y, **only: Any) -> float:
    """Mean rate of running over the year, weighted with the slot table."""
    frame = s.tables["activity"].join(s.tables["slot"].select("period", "slot", "weight"), on=["period", "slot"])
    for name, value in {**only, "period": period}.items():
        frame = frame.filter(pl.col(name).is_in(value) if isinstance(value, list) else pl.col(name) == value)
    return float((frame["value"] * frame["weight"]).sum())


def into_east(s: Solved, period: str = Y) -> float:
    """Power given in the east."""
    return mean(s, period, kind=["dear", "upgraded"]) + 0.9 * (
        mean(s, period, mode="there") + mean(s, period, mode="out")
    )


def into_west(s: Solved, period: str = Y) -> float:
    """Power given in the west."""
    return mean(s, period, kind="cheap") + 0.9 * mean(s, period, mode="back")


def emitted(s: Solved, period: str = Y) -> float:
    return (
        GREEN * mean(s, period, kind="cheap")
        + DEAR * mean(s, period, kind="dear")
        + UPGRADED * mean(s, period, kind="upgraded")
    )


def stored(s: Solved) -> float:
    frame = s.tables["level"].join(s.tables["slot"].select("period", "slot", "weight"), on=["period", "slot"])
    frame = frame.filter(pl.col("period") == Y)
    return float((frame["value"] * frame["weight"]).sum())


def yearly_cost_of_the_west(s: Solved) -> float:
    """Running and standing of the year, and the annuities of the cheap plants (10 yiCNY/GW) and lines (1000 km at 0.01)
    built so far."""
    annuity = 10 * recovery(20) * s.sum("capacity", "built", kind="cheap") + 10 * recovery(40) * s.sum(
        "capacity", "built", kind="line"
    )
    return annuity + s.sum("cost", place="west", period=Y, item=["fixed", "variable"])


class Case(NamedTuple):
    """A measure with its scope, its unit, a price of missing it (text, and yiCNY a year per unit) and its value by hand."""

    measure: str
    scope: str
    unit: str
    price: str
    money: float
    value: Callable[[Solved], float]


CASES = {
    "capacity": Case("capacity", "tags: [plant], in: west", "GW", "1 CNY/kW/yr", 0.01,
                     lambda s: s.sum("capacity", "capacity", kind="cheap", period=Y)),
    "build": Case("build", "kind: [cheap, line]", "GW", "1 CNY/kW/yr", 0.01, lambda s: s.sum("capacity", "built",
        kind=["cheap", "line"])),
    "activity": Case("activity", "tags: [dear], kind: upgraded", "GW", "1 CNY/MWh", 0.0876, lambda s: mean(s, kind="upgraded")),
    "activity of a mode": Case("activity", "kind: line, mode: back", "GW", "1 CNY/MWh", 0.0876, lambda s: mean(s, mode="back")),
    "output": Case("output", "commodity: power, in: east", "GW", "1 CNY/MWh", 0.0876, into_east),
    "use by running": Case("use", "commodity: water", "yim3/yr", "1 CNY/m3", 1, lambda s: WATER * mean(s, kind="cheap")),
    "use by standing": Case("use", "commodity: land, in: realm", "km2", "1 CNY/m2/yr", 0.01,
                            lambda s: 2 * s.sum("capacity", "capacity", kind="cheap", period=Y)),
    "use by building": Case("use", "commodity: public-money", "yiCNY/yr", "0.01 CNY/CNY", 0.01,
                            lambda s: 0.2 * 10 * s.sum("capacity", "built", kind="cheap", period=Y) / YEARS),
    "flow": Case("flow", "commodity: power, from: west, to: east-group", "GW", "1 CNY/MWh", 0.0876,
        lambda s: 0.9 * mean(s, mode="there")),
    "flow out": Case("flow", "commodity: power, from: east", "GW", "1 CNY/MWh", 0.0876, lambda s: 0.9 * mean(s, mode="back")),
    "flow in": Case("flow", "commodity: power, to: east", "GW", "1 CNY/MWh", 0.0876, lambda s: 0.9 * mean(s, mode="there")),
    "stock": Case("stock", "commodity: charge, in: coast", "GWh", "1 CNY/kWh/yr", 0.01, stored),
    "cost": Case("cost", "in: west", "yiCNY/yr", "0.01 CNY/CNY", 0.01, yearly_cost_of_the_west),
    "spend": Case("spend", "in: realm", "yiCNY/yr", "0.01 CNY/CNY", 0.01,
                  lambda s: 0.2 * 10 * s.sum("capacity", "built", kind="cheap", period=Y) / YEARS),
    "emission": Case("emission", "in: realm", "Mt/yr", "1 CNY/t", 0.01, emitted),
    "value": Case("value", "commodity: power, in: west, unit_value: 400 CNY/MWh", "yiCNY/yr", "0.01 CNY/CNY", 0.01,
                  lambda s: 35.04 * into_west(s)),
    "gap": Case("gap", "of: {output: {commodity: power}}, between: [east, west]", "GW/person", "1 yiCNY*person/GW/yr", 1,
                lambda s: into_east(s) / PERSONS["east"] - into_west(s) / PERSONS["west"]),
    "per_person": Case("per_person", "of: {emission: {in: east}}", "Mt/yr/person", "1 yiCNY*person/Mt", 1,
                       lambda s: (DEAR * mean(s, kind="dear") + UPGRADED * mean(s, kind="upgraded")) / PERSONS["east"]),
    "growth": Case("growth", "of: {activity: {kind: dear}}, base: 500 MW, base_year: 2030", "", "1 CNY/MWh", 0.0876e-3,
                   lambda s: 1000 * mean(s, kind="dear")),
}  # fmt: skip
GROWTH = ("3 %", 500 * 1.03**5)  # the bound as written, and the target of the row in MW, as its base


def test_every_measure_is_tried() -> None:
    assert {case.measure for case in CASES.values()} | {"share"} == set(MEASURES)


@pytest.mark.parametrize("sense", ["at_least", "at_most"])
def test_a_share_is_told_as_it_is_written(sense: str, tmp_path: Path) -> None:
    """Bound, reached and missed in percent of the whole; what missing costs is the price times the part that is missing."""
    scope = "of: {output: {commodity: power, kind: cheap}}, in: {output: {commodity: power, tags: [plant]}}"
    s = plan(tmp_path, clause(f"share: {{{scope}}}, {sense}: {{{Y}: 60 %}}", "price: 1 CNY/MWh"))
    (row,) = s.tables["clause"].to_dicts()
    whole = mean(s, kind=["cheap", "dear", "upgraded"])
    share = 100 * mean(s, kind="cheap") / whole
    assert (row["target"], row["unit"]) == (60, "%")
    assert row["reached"] == approx(share)
    assert row["miss"] == approx(max((60 - share) * (1 if sense == "at_least" else -1), 0), abs=1e-7)
    assert s.sum("cost", item="miss", kind="c0") == approx(0.0876 * row["miss"] / 100 * whole, abs=1e-9)


@pytest.mark.parametrize("sense", ["at_least", "at_most"])
@pytest.mark.parametrize("name", CASES)
def test_a_row_says_what_the_tables_of_the_plan_say(name: str, sense: str, tmp_path: Path) -> None:
    """A bound a tenth beyond what the plan does anyway, at a price: what is reached, missed and paid for missing agree."""
    case = CASES[name]
    if name == "growth":
        bound, target = GROWTH
    else:
        before = case.value(plan(tmp_path / "before"))
        target = before + (0.1 if sense == "at_least" else -0.1) * max(abs(before), 1e-3)
        bound = f"{target!r} {case.unit}"
    s = plan(
        tmp_path / "after",
        clause(f"{case.measure}: {{{case.scope}}}, {sense}: {{{Y}: {bound}}}", f"price: {case.price}"),
    )
    (row,) = s.tables["clause"].to_dicts()
    assert (row["measure"], row["bound"], row["period"], row["firm"]) == (case.measure, sense, Y, False)
    assert row["target"] == approx(target)
    assert row["reached"] == approx(case.value(s), rel=1e-6, abs=1e-9)
    missed = (target - case.value(s)) * (1 if sense == "at_least" else -1)
    assert row["miss"] == approx(max(missed, 0), abs=1e-7)
    assert s.sum("cost", item="miss", kind="c0") == approx(case.money * row["miss"], abs=1e-9)


FIRM = {
    "at_least": ("at_least: {2035: 12000 MW}", lambda reached: reached >= 12 - 1e-7),
    "at_most": ("at_most: {2035: 9 GW}", lambda reached: reached <= 9 + 1e-7),
    "equals": ("equals: {2035: 9.25 GW}", lambda reached: abs(reached - 9.25) < 1e-7),
    "both": ("at_least: {2035: 9 GW}, at_most: {2035: 9.5 GW}", lambda reached: 9 - 1e-7 <= reached <= 9.5 + 1e-7),
}
ROOM = {"supply": [{"commodity": "public-money", "place": "realm", "amount": 9, "unit": "yiCNY/yr"},
                   {"commodity": "water", "place": "west", "amount": 2, "unit": "yim3/yr"},
                   {"commodity": "land", "place": "west", "amount": 30, "unit": "km2"}]}  # fmt: skip


@pytest.mark.parametrize("name", FIRM)
def test_a_firm_bound_is_kept(name: str, tmp_path: Path) -> None:
    bound, kept = FIRM[name]
    s = plan(tmp_path, clause(f"capacity: {{kind: cheap}}, {bound}"), **ROOM)
    assert kept(s.sum("capacity", "capacity", kind="cheap", period=Y))
    found = s.tables["clause"]
    assert len(found) == (2 if name in ("equals", "both") else 1)
    assert found["firm"].all() and found["miss"].to_list() == [0.0] * len(found)
    assert found["binding"].any() and (found.filter("binding")["price"] > 0).all()


def test_no_less_than_before_holds_from_each_period_to_the_next(tmp_path: Path) -> None:
    """What runs falls by itself: dear runs less in 2035 when it is made dearer by the cheap plant's growth; the clause
    stops that."""
    falling = [{"commodity": "power", "place": "west", "amount_2030": 3, "amount_2035": 1, "unit": "GW"}]
    free = plan(tmp_path / "free", demand=falling, profiles=[])
    held = plan(tmp_path / "held", clause("activity: {kind: cheap}, no_less_than_before: true"), demand=falling, profiles=[],
                commodities=[{**row, "surplus": "1 CNY/kWh" if row["commodity"] == "power" else row.get("surplus", "")}
                             for row in whole_case.commodities()])  # fmt: skip
    assert mean(free, "2035", kind="cheap") < mean(free, "2030", kind="cheap") - 1
    assert mean(held, "2035", kind="cheap") >= mean(held, "2030", kind="cheap") - 1e-7
    (row,) = held.tables["clause"].to_dicts()
    assert (row["period"], row["target"]) == ("2035", 0.0)
    assert row["reached"] == approx(mean(held, "2035", kind="cheap") - mean(held, "2030", kind="cheap"), abs=1e-9)


def test_a_table_of_bounds_gives_each_place_and_period_its_own(tmp_path: Path) -> None:
    table = [{"bound": "cap", "place": place, "period": period, "amount": amount, "unit": "kt/yr"}
             for place, period, amount in (("west", 2030, 15000), ("west", 2035, 14000), ("east", 2035, 12000))]  # fmt: skip
    s = plan(tmp_path, clause("emission: {in: each province}, at_most: table cap"), bounds=table)
    found = {(r["place"], r["period"]): r for r in s.tables["clause"].to_dicts()}
    assert {key: r["target"] for key, r in found.items()} == {
        ("west", "2030"): 15e3,
        ("west", Y): 14e3,
        ("east", Y): 12e3,
    }
    assert {r["unit"] for r in found.values()} == {"kt/yr"}
    assert GREEN * mean(s, "2030", kind="cheap") <= 15 + 1e-7 and GREEN * mean(s, kind="cheap") <= 14 + 1e-7
    assert DEAR * mean(s, kind="dear") + UPGRADED * mean(s, kind="upgraded") <= 12 + 1e-7


PLACES = {
    "west": {"west"}, "realm": {"west", "east"}, "coast": {"east"}, "province": {"west", "east"},
        "[west, coast]": {"west", "east"},
    "west-group": {"west"}, "nation": {"west", "east"},
}  # fmt: skip


@pytest.mark.parametrize("where", PLACES)
def test_a_place_stands_for_all_that_lies_in_it_and_a_group_for_its_places(where: str, tmp_path: Path) -> None:
    s = plan(tmp_path, clause(f"activity: {{tags: [plant], in: {where}}}, at_most: {{{Y}: 99 GW}}"))
    kinds = {"west": ["cheap"], "east": ["dear", "upgraded"]}
    expected = mean(s, kind=[kind for place in PLACES[where] for kind in kinds[place]])
    assert s.tables["clause"]["reached"].to_list() == approx([expected])


@pytest.mark.parametrize(
    ("where", "places"), [("province", ["west", "east"]), ("coast", ["east"]), ("realm", ["realm"])]
)
def test_each_makes_one_row_a_place(where: str, places: list[str], tmp_path: Path) -> None:
    s = plan(tmp_path, clause(f"activity: {{tags: [plant], in: each {where}}}, at_most: {{2030: 99 GW, {Y}: 98 GW}}"))
    found = s.tables["clause"]
    assert found["place"].to_list() == [place for place in places for _ in range(2)]
    assert found["target"].to_list() == approx([99, 98] * len(places))
    here = {"west": ["cheap"], "east": ["dear", "upgraded"], "realm": ["cheap", "dear", "upgraded"]}
    expected = [mean(s, period, kind=here[place]) for place in places for period in ("2030", Y)]
    assert found["reached"].to_list() == approx(expected)


def test_tags_must_all_be_carried_and_kinds_need_only_be_one_of_those_named(tmp_path: Path) -> None:
    s = plan(tmp_path, *(clause(f"capacity: {{{scope}}}, at_most: {{{Y}: 99 GW}}") for scope in (
        "tags: [plant, dear]", "tags: [grid, west-east]", "kind: [cheap, battery]",
            "tags: [plant], kind: [cheap, battery]")))  # fmt: skip
    chosen = (["dear", "upgraded"], ["line"], ["cheap", "battery"], ["cheap"])
    assert s.tables["clause"]["reached"].to_list() == approx(
        [s.sum("capacity", "capacity", kind=k, period=Y) for k in chosen]
    )


def test_from_and_to_choose_the_ends_of_what_runs_between(tmp_path: Path) -> None:
    s = plan(tmp_path, *(clause(f"activity: {{{scope}}}, at_most: {{{Y}: 99 GW}}") for scope in (
        "tags: [grid], from: west", "tags: [grid], to: east", "tags: [grid], from: east")))  # fmt: skip
    lines, cells = mean(s, kind="line"), mean(s, kind="battery")
    assert s.tables["clause"]["reached"].to_list() == approx([lines, lines, cells])


def test_a_flow_counts_also_where_the_line_changes_over_time(tmp_path: Path) -> None:
    """A line that takes 1 in 2030 and 0.98 in 2035 still carries."""
    changing = [{k: v for k, v in row.items() if k != "rate"}
                | {"rate_2030": row["rate"], Y.join(("rate_", "")): row["rate"] * (0.98 if row["kind"] == "line" else 1)}
                for row in whole_case.ports()]  # fmt: skip
    s = plan(
        tmp_path,
        clause(f"flow: {{commodity: power, from: west, to: east}}, at_least: {{2030: 1 GW, {Y}: 1 GW}}"),
        ports=changing,
    )
    assert s.tables["clause"]["reached"].to_list() == approx(
        [0.9 * mean(s, "2030", mode="there"), 0.882 * mean(s, mode="there")]
    )


# What narrows the row of each measure, by scope key. Whatever is accepted must narrow it; what cannot must be refused.
NARROW = {"tags": "[store]", "kind": "battery", "commodity": "charge", "in": "east", "from": "east", "to": "east", "mode": "out",
          "unit_value": "1 CNY/kWh"}  # fmt: skip
PLAIN = [name for name in MEASURES if name not in ("share", "growth", "gap", "per_person")]
NEEDS = {"output": {"commodity": "power"}, "use": {"commodity": "power"}, "flow": {"commodity": "power"},
         "stock": {"commodity": "charge"}, "value": {"commodity": "power", "unit_value": "1 CNY/MWh"}}  # fmt: skip
# not narrower: what is measured itself, and the one store, which these select
WIDE = {("emission", "commodity"), ("spend", "commodity"), ("stock", "tags"), ("stock", "kind"), ("stock", "in")}
SCOPES = [(m, key) for m in PLAIN for key in NARROW if key not in NEEDS.get(m, {}) and (m, key) not in WIDE]


def terms(c: ClauseRows) -> set[tuple[float, ...]]:
    t = c.terms
    return set(zip(*(part.tolist() for part in (t.quantity, t.item, t.slot, np.round(t.coef, 12))), strict=True))


@pytest.mark.parametrize(("measure", "key"), SCOPES)
def test_a_scope_key_narrows_what_is_measured_or_is_refused(measure: str, key: str, tmp_path: Path) -> None:
    unit = {"stock": "GWh", "cost": "yiCNY/yr", "value": "yiCNY/yr", "emission": "Mt/yr", "spend": "yiCNY/yr"}.get(
        measure, "GW"
    )
    base = NEEDS.get(measure, {})

    def row(scope: dict[str, str], name: str) -> ClauseRows:
        told = ", ".join(f"{k}: {v}" for k, v in scope.items())
        return rows(tmp_path / name, f"{measure}: {{{told}}}, at_most: {{{Y}: 99 {unit}}}")

    wide = row(base, "wide")
    try:
        narrow = row({**base, key: NARROW[key]}, "narrow")
    except Faults:
        return
    assert terms(narrow) < terms(wide), f"{measure} accepts {key} and does nothing with it"


def test_what_a_mode_gives_is_not_what_the_process_gives(tmp_path: Path) -> None:
    try:
        found = rows(tmp_path, f"output: {{commodity: power, kind: line, mode: there}}, at_most: {{{Y}: 99 GW}}")
    except Faults:
        return
    system = prepare(load(tmp_path))
    assert {system.modes.name[i] for i in found.terms.item} == {"there"}


def test_a_clause_without_a_price_is_firm_and_one_with_a_price_bends(tmp_path: Path) -> None:
    """100 GW of cheap cannot stand: at 1 CNY/kW/yr (0.01 yiCNY a GW) missing them is cheap, and nothing else changes much."""
    s = plan(tmp_path, clause("capacity: {kind: cheap}, at_least: {2030: 100 GW}", "price: 1 CNY/kW/yr", "weight: 3"),
             clause("capacity: {kind: cheap}, at_least: {2030: 5 GW}"))  # fmt: skip
    bends, firm = s.tables["clause"].to_dicts()
    assert (bends["firm"], firm["firm"], bends["weight"], firm["weight"]) == (False, True, 3.0, 1.0)
    assert bends["miss"] == approx(100 - s.sum("capacity", "capacity", kind="cheap", period="2030"))
    assert (bends["price"], bends["price_unit"]) == (approx(1), "CNY/kW/yr") and firm["miss"] == 0


def test_a_limit_of_the_case_is_a_row_that_is_no_clause_of_the_policy(tmp_path: Path) -> None:
    limit = [{"limit": "calm", "name_zh": "静", "name_en": "Calm", "measure": "activity", "kind": "cheap", "in": "west",
              "bound": "at_most", "amount": 5, "unit": "GW", "price": "1 CNY/MWh"},
             {"limit": "mix", "name_zh": "混", "name_en": "Mix", "measure": "activity", "kind": "dear;upgraded",
                 "of_tags": "plant",
              "bound": "at_least", "amount": 90, "unit": "%", "price": "1 CNY/MWh"}]  # fmt: skip
    s = plan(tmp_path, clause("capacity: {kind: cheap}, at_least: {2030: 5 GW}"), limits=limit)
    found = s.tables["clause"].filter(pl.col("clause") != "c0")
    assert [bool(flag) for flag in s.tables["clause"]["policy"]] == [True, False, False, False, False]
    assert found["period"].to_list() == ["2030", Y, "2030", Y] and not found["firm"].any()
    expected = [mean(s, p, kind="cheap") for p in ("2030", Y)]
    plants = [
        (mean(s, p, kind=["dear", "upgraded"]), mean(s, p, kind=["cheap", "dear", "upgraded"])) for p in ("2030", Y)
    ]
    assert found["reached"].to_list() == approx([*expected, *(100 * part / whole_ for part, whole_ in plants)])


def test_a_share_of_nothing_is_told_without_a_warning(tmp_path: Path) -> None:
    """Nothing is upgraded or stored where that costs too much: the share of the one in both is a share of nothing, and met."""
    base = whole_case.kinds()
    dear = [{**row, "invest": "99999 CNY/kW"} if row["kind"] in ("upgraded", "battery") else row for row in base]
    of = "share: {of: {activity: {kind: upgraded}}, in: {activity: {kind: [upgraded, battery]}}}"
    s = plan(tmp_path, clause(f"{of}, at_least: {{{Y}: 50 %}}"), kinds=dear)
    (row,) = s.tables["clause"].to_dicts()
    assert row["target"] == 50 and row["miss"] == 0


@pytest.mark.parametrize("of", ["kind: cheap", "tags: [plant]"])
def test_a_share_whose_whole_selects_nothing_is_refused(of: str, tmp_path: Path) -> None:
    """No kind has both tags: a share of nothing asks for nothing, so the clause would be lost in silence."""
    scope = f"share: {{of: {{output: {{commodity: power, {of}}}}}, in: {{output: {{commodity: power, tags: [plant, store]}}}}}}"
    with pytest.raises(Faults) as refused:
        plan(tmp_path, clause(f"{scope}, at_least: {{{Y}: 50 %}}"))
    assert {fault.code for fault in refused.value.faults} == {"C004"}


def mechanism(body: str) -> str:
    return f"treat: modelled\n    mechanism: {{{body}}}"


def test_a_price_on_what_is_left_over_is_paid_on_every_unit(tmp_path: Path) -> None:
    """100 CNY/t in 2030 and 200 in 2035: 1 and 2 yiCNY/Mt on what the plan emits; that is the price of a tonne too
    (negative: unwanted)."""
    free = plan(tmp_path / "free")
    s = plan(
        tmp_path / "taxed", mechanism("price: {commodity: co2, in: realm, amount: {2030: 100 CNY/t, 2035: 200 CNY/t}}")
    )
    for period, price in (("2030", 1.0), (Y, 2.0)):
        assert s.sum("cost", item="surplus", kind="co2", period=period) == approx(price * emitted(s, period))
    assert s.dual("co2", "west") == approx([-1, -2]) and s.dual("co2", "east") == approx([-1, -2])
    disc = s.system.calendar.disc
    tax = {
        name: disc[0] * emitted(x, "2030") + disc[1] * 2 * emitted(x, Y) for name, x in (("free", free), ("taxed", s))
    }
    assert s.total - tax["taxed"] >= free.total - 1e-6  # what remains after the tax is no cheaper than before
    assert s.total <= free.total + tax["free"] + 1e-6  # and going on as before, taxed, is no better
    assert tax["taxed"] <= tax["free"] + 1e-6  # a price never makes more of what it is put on


def test_a_price_at_one_place_leaves_the_others_alone(tmp_path: Path) -> None:
    s = plan(tmp_path, mechanism("price: {commodity: co2, in: coast, amount: {2030: 100 CNY/t, 2035: 200 CNY/t}}"))
    assert s.dual("co2", "west") == approx([0, 0], abs=1e-9) and s.dual("co2", "east") == approx([-1, -2])


def test_a_price_in_one_period_leaves_the_others_as_they_were(tmp_path: Path) -> None:
    """Carbon dioxide left over costs 50 CNY/t by itself; a clause makes it 200 in 2035."""
    own = [{**row, "surplus": "50 CNY/t"} if row["commodity"] == "co2" else row for row in whole_case.commodities()]
    s = plan(tmp_path, mechanism("price: {commodity: co2, amount: {2035: 200 CNY/t}}"), commodities=own)
    assert s.dual("co2", "west")[0] == approx(-0.5)


def test_two_prices_on_one_commodity_are_both_paid(tmp_path: Path) -> None:
    s = plan(tmp_path, mechanism("price: {commodity: co2, amount: {2030: 50 CNY/t, 2035: 50 CNY/t}}"),
             mechanism("price: {commodity: co2, in: coast, amount: {2030: 100 CNY/t, 2035: 100 CNY/t}}"))  # fmt: skip
    assert s.dual("co2", "west") == approx([-0.5, -0.5]) and s.dual("co2", "east") == approx([-1.5, -1.5])


FUND = {"kind": "fund", "name_zh": "名", "name_en": "Name", "unit": "yiCNY/yr", "tags": "pairing"}


def with_fund() -> dict[str, Rows]:
    base = whole_case
    port = {"kind": "fund", "commodity": "public-money", "unit": "1"}
    return {
        "kinds": [*base.kinds(), FUND],
        "ports": [*base.ports(), {**port, "where": "from", "rate": -1}, {**port, "where": "to", "rate": 1}],
        "sites": [
            *base.sites(),
            {"kind": "fund", "place": "east", "to": "west", "standing_2030": 3, "standing_2035": 3},
        ],
        "supply": [
            *base.supply(),
            {"commodity": "public-money", "place": "east", "amount_2030": 2, "amount_2035": 2, "unit": "yiCNY/yr"},
        ],
    }


def test_a_transfer_moves_at_least_its_amount_from_budget_to_budget(tmp_path: Path) -> None:
    amount = "amount: {2030: 0.5 yiCNY/yr, 2035: 1 yiCNY/yr}"
    s = plan(
        tmp_path, mechanism(f"transfer: {{from: east, to: west, commodity: public-money, {amount}}}"), **with_fund()
    )
    assert all(s.sum("flow", "received", kind="fund", period=p) > least - 1e-9 for p, least in (("2030", 0.5), (Y, 1)))
    found = s.tables["clause"]
    assert (
        found["target"].to_list() == approx([0.5, 1])
        and found["firm"].all()
        and found["measure"].to_list() == ["flow", "flow"]
    )


PREFERENCES = {
    "invest": ("{kind: cheap, invest: -10 %}", {"cheap": {"invest": "900 CNY/kW"}}),
    "fixed": ("{tags: [dear], in: coast, fixed: -50 %}", {"dear": {"fixed": "10 CNY/kW/yr"}}),
    "variable": ("{kind: [dear, upgraded], in: realm, variable: 20 %}",
                 {"dear": {"variable": "360 CNY/MWh"}, "upgraded": {"variable": "300 CNY/MWh"}}),
    "two at once": ("{kind: cheap, invest: -20 %, fixed: 100 %}", {"cheap": {"invest": "800 CNY/kW", "fixed": "100 CNY/kW/yr"}}),
}  # fmt: skip


@pytest.mark.parametrize("name", PREFERENCES)
def test_a_preference_is_the_same_as_other_figures_in_the_table(name: str, tmp_path: Path) -> None:
    scope, cells = PREFERENCES[name]
    base = whole_case.kinds()
    preferred = plan(tmp_path / "clause", mechanism(f"preference: {scope}"))
    written = plan(tmp_path / "table", kinds=[{**row, **cells.get(row["kind"], {})} for row in base])
    assert preferred.total == approx(written.total)
    assert preferred.total != approx(plan(tmp_path / "none").total)


def test_a_preference_on_what_stands_changes_the_whole_cost(tmp_path: Path) -> None:
    """12 and 11 GW of dear at 20 CNY/kW/yr stand and may neither retire nor be taken over: half of that is saved."""
    base = whole_case
    fixed = {"kinds": [{**row, "retire": ""} for row in base.kinds() if row["kind"] != "upgraded"],
             "ports": [row for row in base.ports() if row["kind"] != "upgraded"],
             "sites": [row for row in base.sites() if row["kind"] != "upgraded"]}  # fmt: skip
    before = plan(tmp_path / "before", **fixed)
    after = plan(tmp_path / "after", mechanism("preference: {kind: dear, fixed: -50 %}"), **fixed)
    disc = before.system.calendar.disc
    assert before.total - after.total == approx(0.5 * 0.2 * (12 * disc[0] + 11 * disc[1]))
