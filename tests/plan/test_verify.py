"""The certificate passes on what is optimal, and on nothing else; and it names what is wrong."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geju.core.system import Quantity, System
from geju.plan import clock, restate
from geju.plan import verify as check
from geju.plan.plan import stand
from geju.plan.solution import Solution, solution
from geju.plan.solve import StandingModel
from geju.plan.state import state
from geju.plan.verify import Certificate, verify
from random_systems import draw
from systems import SEASON, YEAR, Draft, calendar

VALUES = ("act", "cap", "new", "ret", "lev", "short", "over", "miss")
ACT, CAP, NEW, LEV, SHORT = Quantity


def solve(system: System) -> Solution:
    stated = stand(system)
    outcome = stated.model.run()
    assert outcome.status == "optimal"
    return solution(system, stated.programme, outcome)


def everything() -> Draft:
    """Every noun and option once, two periods, two seasons of two blocks."""
    d = Draft(calendar(2, 2, {"winter": 120.0, "summer": 245.0}))
    d.balance("power", demand=[20.0, 31.0, 17.0, 26.0, 24.0, 37.0, 19.0, 30.0], shortage=400.0)
    d.balance("fuel", SEASON, 3.0, shortage=90.0, surplus=2.0)
    d.balance("steel", YEAR, 1.5, shortage=60.0, time=8760.0)
    d.balance("smoke", YEAR, 0.0, shortage=np.inf, surplus=4.0)
    d.balance("land", YEAR, [-15.0, -80.0], shortage=np.inf)
    d.balance("heat", SEASON, [5.0, 2.0, 6.0, 2.5], shortage=70.0, surplus=np.inf)
    d.plant("mine", 3.0, {"fuel": 1.0}, level=SEASON, given=[20.0, 14.0], high=[0.9, 1.0, 0.95, 1.0])
    old = d.plant(
        "old",
        2.0,
        {"power": 1.0, "fuel": -1.1, "smoke": 0.9},
        given=[9.0, 7.0],
        fixed=25.0,
        retire=True,
        cap_min=[6.5, 0.0],
        cap_max=9.0,
        low=0.2,
    )
    idle = [0.01, 0.01, 0.01, 0.01, 0.9, 0.8, 0.9, 0.9]
    d.plant("relic", 1.5, given=[5.0, 3.0], fixed=25.0, retire=True, cap_max=5.0, high=idle)
    up = d.plant(
        "better", 1.0, {"power": 1.0, "fuel": -0.8, "smoke": 0.5}, most=[3.0, 2.9], invest=20.0, fixed=2.0, cap_max=50.0
    )
    d.take(old, up, 0.9)
    farm = d.plant(
        "farm", 0.2, most=[8.0, 9.0], invest=60.0, fixed=1.0, high=[0.5, 0.3, 0.4, 0.6], life=5.0, cap_max=40.0
    )
    d.port("standing", farm, "land", [-2.0, -1.9])
    d.port("building", farm, "steel", -0.4)
    d.plant("lumpy", 0.5, most=9.0, invest=70.0, lump=4.0, cap_max=50.0)
    d.plant("works", 1.0, {"steel": 1.0, "power": -0.3}, level=YEAR, given=4.0)
    twofold = d.process("twofold", SEASON, given=7.0, low=0.1)
    d.mode(twofold, 2.0, 1.0, "warm", heat=0.9, fuel=-1.0)
    make = d.mode(twofold, 3.0, 2.0, "make", steel=0.5, fuel=-0.7)
    d.plant("guest", 0.7, {"heat": 1.0, "power": -0.25}, level=SEASON, owner=farm, per_owner=0.2)
    d.plant("line", 0.1, {"power": 0.5, "heat": -0.3}, given=3.0, low=-1.0)
    cell = d.plant("cell", 0.05, {"power": 0.1}, most=[12.0, 9.0], invest=4.0, cap_max=9.5)
    d.store("cell-store", "power", cell, 6.0, low=0.1, keep=0.999)
    tank = d.process("tank", YEAR, given=2.0)
    d.store("tank-store", "heat", tank, 900.0, start=0.7, brought=60.0)
    d.store("pile", "steel", tank, 0.4, low=0.05, keep=0.99999)
    d.limit("room", -np.inf, 13.5, (CAP, farm, 1, 1.0), (CAP, cell, 1, 0.5), (CAP, tank, 1, 0.3))
    d.limit("least", 0.5, np.inf, (ACT, make, 0, 1.0), (SHORT, 5, 0, 0.2))
    d.clause("green", 8.2, (CAP, farm, 1, 1.0), (NEW, up, 0, 0.1), period=1)
    d.clause("rest", 50.0, (ACT, make, 2, 1.0), (LEV, 0, 2, 0.3), period=0, price=0.3)
    return d


@cache
def solved() -> tuple[System, Solution]:
    system = everything().system()
    return system, solve(system)


def moved(x: Solution, name: str, index: Any, step: float) -> Solution:
    values = getattr(x, name).copy()
    values[index] += step
    return replace(x, **{name: values})


def priced(x: Solution, name: str, index: Any, step: float) -> Solution:
    duals = {key: value.copy() for key, value in x.duals.items()}
    duals[name][index] += step
    return replace(x, duals=duals)


def test_the_optimum_of_a_system_with_everything_passes() -> None:
    certificate = verify(*solved())
    assert certificate.passed, certificate.words()
    assert certificate.words() == ""
    assert certificate.as_dict()["passed"] is True
    _, x = solved()
    used = {name for name in VALUES if getattr(x, name).any()}
    assert used == set(VALUES), "the example should use every quantity"
    assert all(dual.any() for dual in x.duals.values()), [name for name, dual in x.duals.items() if not dual.any()]


@pytest.mark.parametrize("lumps", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_the_optimum_of_a_system_drawn_at_random_passes(seed: int, lumps: bool) -> None:
    system = draw(seed, lumps).system()
    stated = stand(system)
    outcome = stated.model.run()
    if outcome.status == "optimal":
        certificate = verify(system, solution(system, stated.programme, outcome))
        assert certificate.passed, certificate.words()


def test_the_certificate_of_an_optimum_says_where_it_is_least_exact() -> None:
    worst = verify(*solved()).as_dict()["worst"]
    assert set(worst) == {"primal", "dual", "gap"}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("step", [1e-2, -1e-2])
def test_no_value_can_be_changed_by_a_hundredth_unnoticed(name: str, step: float) -> None:
    system, x = solved()
    unnoticed = [i for i in np.ndindex(getattr(x, name).shape) if verify(system, moved(x, name, i, step)).passed]
    assert not unnoticed


@pytest.mark.parametrize("name", sorted(solved()[1].duals))
@pytest.mark.parametrize("step", [1e-2, -1e-2, 50.0, -50.0])
def test_no_dual_can_be_changed_unnoticed(name: str, step: float) -> None:
    system, x = solved()
    unnoticed = [i for i in np.ndindex(x.duals[name].shape) if verify(system, priced(x, name, i, step)).passed]
    assert not unnoticed


FAULTS = [
    ("act", 0, 3.0, "act mine 2030 winter"),
    ("act", 13, 0.5, "balance power@here 2030 winter/12"),
    ("cap", (0, 1), 1.0, "cap mine 2035"),
    ("cap", (5, 1), 1.0, "capacity lumpy 2035"),
    ("new", (3, 0), 0.5, "new better 2030"),
    ("new", (4, 0), 0.01, "capacity farm 2030"),
    ("ret", (2, 1), 1.0, "capacity relic 2035"),
    ("ret", (0, 0), 5.0, "ret mine 2030"),
    ("lev", 0, 900.0, "full cell-store 2030 winter/00"),
    ("lev", 3, -900.0, "lev cell-store 2030 summer/12"),
    ("short", 1, 2.0, "balance power@here 2030 winter/12"),
    ("short", 14, 2.0, "short smoke@here 2030"),
    ("over", 0, 2.0, "over power@here 2030 winter/00"),
    ("miss", 0, 1.0, "miss green 2035"),
    ("miss", 1, -1.0, "clause rest 2030"),
]


@pytest.mark.parametrize(("name", "index", "step", "words"), FAULTS)
def test_a_changed_value_is_named(name: str, index: Any, step: float, words: str) -> None:
    system, x = solved()
    assert words in verify(system, moved(x, name, index, step)).words()


PRICES = [
    ("balance", 0, "balance power@here 2030 winter/00"),
    ("clause", 0, "clause green 2035"),
    ("limit", 0, "limit room"),
    ("capacity", (0, 0), "ret old 2030"),
    ("no-return", (1, 0), "ret relic 2030"),
    ("ceiling", 0, "act old 2030 winter/00"),
]


@pytest.mark.parametrize(("name", "index", "words"), PRICES)
def test_a_changed_dual_is_named(name: str, index: Any, words: str) -> None:
    system, x = solved()
    changes = [verify(system, priced(x, name, index, step)) for step in (-1e4, 1e4)]
    assert any(words in change.words() for change in changes), [change.words() for change in changes]


# Not of the programme: told to the reader, or of no effect as long as it stays on its side.
APART = {
    "processes.overnight",
    "processes.fixed",
    "clauses.sign",
    "clauses.weight",
    "clauses.miss_max",
    "calendar.begin",
    "clauses.asked",
    "clauses.per",
    "clauses.whole.coef",
}


def numbers(node: Any, path: str = "") -> Iterator[str]:
    """Where a system holds arrays of numbers."""
    for field in fields(node):
        value, at = getattr(node, field.name), f"{path}.{field.name}".lstrip(".")
        for place, part in (
            ((f"{at}.{i}", part) for i, part in enumerate(value)) if isinstance(value, tuple) else ((at, value),)
        ):
            if is_dataclass(part):
                yield from numbers(part, place)
            elif isinstance(part, np.ndarray) and part.dtype == float:
                yield place


def scaled(node: Any, path: str) -> Any:
    """The same with one array a hundredth larger."""
    head, _, rest = path.partition(".")
    if isinstance(node, np.ndarray):
        return node * 1.01
    if isinstance(node, tuple):
        return tuple(scaled(part, rest) if i == int(head) else part for i, part in enumerate(node))
    return replace(node, **{head: scaled(getattr(node, head), rest)})


@pytest.mark.parametrize("path", sorted(set(numbers(solved()[0])) - APART))
def test_no_table_of_the_system_is_left_unread(path: str) -> None:
    system, x = solved()
    assert not verify(scaled(system, path), x).passed


def test_no_wrong_coefficient_of_the_builder_that_moves_the_optimum_passes() -> None:
    system, x = solved()
    programme = state(system)
    matrix = programme.build()
    for entry in range(0, matrix.body.nnz, 12):
        wrong = matrix.body.data.copy()
        wrong[entry] *= 1.1
        body = replace(matrix.body, data=wrong)
        outcome = StandingModel(replace(matrix, body=body)).run()
        passed = verify(system, solution(system, programme, outcome)).passed
        assert not passed or outcome.objective == pytest.approx(x.objective, rel=1e-6)


def test_the_certificate_shares_no_code_with_the_builder() -> None:
    for module in (clock, restate, check):
        tree = ast.parse(Path(module.__file__ or "").read_text(encoding="utf-8"))
        named = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        ours = {name for name in named if name.startswith("geju.plan")}
        assert ours <= {"geju.plan.clock", "geju.plan.restate", "geju.plan.solution"}
        called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not called & {"meetings", "groups", "starts", "ancestor"}


def test_a_cheaper_plan_that_was_missed_shows_in_the_duals_and_not_in_feasibility() -> None:
    system, x = solved()
    dear = replace(
        system, modes=replace(system.modes, cost=replace(system.modes.cost, scale=system.modes.cost.scale + 5.0))
    )
    certificate = verify(system, replace(solve(dear), objective=x.objective))
    assert certificate.primal <= 1e-6 < min(certificate.dual, certificate.gap)


def test_an_objective_that_is_not_the_sum_of_its_costs_is_called_so() -> None:
    system, x = solved()
    assert verify(system, replace(x, objective=x.objective + 1.0)).words().endswith("at objective")


def test_a_part_of_a_lump_is_refused() -> None:
    d = Draft(calendar())
    d.balance("power", demand=6.0)
    plant = d.plant("lumpy", most=12.0, invest=10.0, lump=4.0, cap_max=12.0)
    system = d.system()
    x = solve(system)
    assert x.new[plant, 0] == pytest.approx(8.0)
    assert verify(system, x).passed
    seven = replace(x, new=x.new - 1.0, cap=x.cap - 1.0, objective=x.objective - system.processes.build_cost[0, 0])
    assert verify(system, seven).words().startswith("primal 1.4e-01 at new lumpy 2030")


@pytest.mark.parametrize("name", [*VALUES, "objective"])
def test_what_is_no_number_never_passes(name: str) -> None:
    system, x = solved()
    wrong = replace(x, objective=np.nan) if name == "objective" else moved(x, name, 0, np.nan)
    certificate = verify(system, wrong)
    assert not certificate.passed
    assert certificate.words()


def test_duals_of_another_shape_are_refused() -> None:
    system, x = solved()
    with pytest.raises(ValueError, match="'ceiling'"):
        verify(system, replace(x, duals=x.duals | {"ceiling": x.duals["ceiling"][1:]}))


def test_a_fault_in_a_small_place_is_not_lost_in_a_great_whole() -> None:
    d = Draft(calendar())
    d.balance("power", demand=1e6)
    d.plant("giant", 500.0, given=2e6)
    d.balance("village", demand=0.5)
    d.plant("stove", 3.0, {"village": 1.0}, given=2.0)
    d.plant("lamp", 2.0, {"village": 1.0}, given=2.0)
    system = d.system()
    x = solve(system)
    assert verify(system, x).passed
    swapped = moved(moved(x, "act", 1, 0.01), "act", 2, -0.01)
    certificate = verify(system, replace(swapped, objective=x.objective + 0.01 * system.calendar.disc[0]))
    assert certificate.gap <= 1e-6 < certificate.dual
    assert "stove" in certificate.words()


def test_a_retired_process_may_still_receive_what_is_under_construction() -> None:
    d = Draft(calendar(2))
    d.balance("power", demand=10.0)
    d.plant("mine", 1.0, given=[4.0, 9.0], retire=True, cap_max=20.0)
    system = d.system()
    x = solve(system)
    assert verify(system, x).passed
    assert x.cap.tolist() == [[4.0, 9.0]]


def test_what_was_taken_over_stays_so_when_the_taker_is_gone() -> None:
    d = Draft(calendar(3))
    d.balance("power", demand=10.0)
    old = d.plant("old", 5.0, given=8.0, cap_max=8.0)
    better = d.plant("better", 0.5, most=[4.0, 0.0, 0.0], invest=0.1, life=5.0)
    d.take(old, better)
    system = d.system()
    x = solve(system)
    assert verify(system, x).passed
    assert x.cap[old].tolist() in ([4.0, 4.0, 4.0], [8.0, 8.0, 8.0])


def test_a_floor_that_is_negative_at_times_lets_a_mode_run_back() -> None:
    d = Draft(calendar(1, 2))
    d.balance("power", demand=[4.0, -3.0], surplus=np.inf)
    line = d.process("line", most=9.0, invest=1.0, low=[0.0, -0.5], cap_max=9.0)
    d.mode(line, 0.5, power=1.0)
    system = d.system()
    x = solve(system)
    assert verify(system, x).passed
    assert x.act.tolist() == [4.0, -3.0]


def test_a_certificate_passes_up_to_its_tolerance() -> None:
    assert Certificate(1e-6, 0.0, 0.0).passed
    assert not Certificate(2e-6, 0.0, 0.0).passed
    assert not Certificate(0.0, 0.0, float("nan")).passed
