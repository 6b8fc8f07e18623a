"""Golden rows: what the assembled matrix holds, family by family, as a reader's text."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from geju.core.case import load
from geju.core.system import Limits, Quantity, System, Terms
from geju.plan.plan import Stated, stand
from geju.plan.prepare import prepare
from geju.plan.show import column_names, row_names, rows_text
from toys import policy
from whole import whole

GOLDEN = Path(__file__).parents[1] / "golden"
FAMILIES = ("capacity", "no-return", "ceiling", "floor", "full", "empty", "balance", "limit", "clause")
CLAUSES = policy(
    "treat: modelled\n    require: {capacity: {tags: [cheap]}, at_least: {2035: 9 GW}}",
    "treat: modelled\n    require: {emission: {in: each province}, at_most: {2035: 30 Mt/yr}}\n    price: 300 CNY/t",
    "treat: modelled\n    require: {build: {kind: line}, equals: {2030: 5 GW}}",
    "treat: modelled\n    require: {share: {of: {output: {commodity: power, kind: cheap}}, "
    "in: {output: {commodity: power, tags: [plant]}}}, at_least: {2030: 40 %}}",
    "treat: modelled\n    require: {use: {commodity: land, in: realm}, no_less_than_before: true}",
)


@cache
def stated() -> Stated:
    """The whole case with clauses and one limit of every quantity, in lumps for the line, stated and not solved."""
    with TemporaryDirectory() as folder:
        case = whole(Path(folder), seasons="{year: 365}", clauses=CLAUSES, text="要多建。")
        path = case / "energy" / "kinds.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        lines = [lines[0] + ",lump", *(line + (",2.5" if ",line," in line else ",") for line in lines[1:])]
        path.write_text("\n".join(lines), encoding="utf-8")
        system = prepare(load(case))
    return stand(replace(system, limits=limits(system)))


def limits(s: System) -> Limits:
    """Two limits by hand: a range over a rate, a level and a shortage; and what may stand and be built of two things."""
    cheap, upgraded = s.processes.name.index("cheap@west"), s.processes.name.index("upgraded@east")
    quantity = [Quantity.ACT, Quantity.LEV, Quantity.SHORT, Quantity.CAP, Quantity.NEW]
    item, slot, coef = (0, 0, 0, cheap, upgraded), (1, 2, 3, 1, 0), (1.0, 0.5, -2.0, 3.0, 4.0)
    terms = Terms(list(zip((0, 0, 0, 1, 1), quantity, item, slot, coef, strict=True)))
    return Limits(("range", "room"), np.array([1.0, -np.inf]), np.array([7.0, 40.0]), terms)


def text(family: str) -> str:
    s = stated()
    return rows_text(s.system, s.programme, s.model.matrix, family)


def test_every_equation_family_has_a_golden_text() -> None:
    assert set(stated().programme.rowsets) == set(FAMILIES) == {path.stem for path in GOLDEN.glob("*.txt")}


@pytest.mark.parametrize("family", FAMILIES)
def test_the_rows_are_those_of_the_golden_text(family: str) -> None:
    golden = (GOLDEN / f"{family}.txt").read_text(encoding="utf-8")
    assert golden.strip(), f"{family}.txt shows no row"
    assert text(family) == golden, "if the change is meant: PYTHONPATH=tests python tests/plan/test_show.py"


def test_a_row_reads_as_in_the_handbook() -> None:
    assert (
        "balance[power@west,2030,year/00]: +1 act[cheap@west,2030,year/00] -1 act[line@west>east:there,2030,year/00] "
        "+0.9 act[line@west>east:back,2030,year/00] +1 short[power@west,2030,year/00] = 2\n"
    ) in text("balance")


def test_names_are_one_for_each_column_and_row_and_no_two_are_alike() -> None:
    s = stated()
    columns = column_names(s.system, s.programme)
    assert len(set(columns)) == len(columns) == s.programme.column_count
    rows = [name for names in row_names(s.system).values() for name in names]
    assert len(set(rows)) == len(rows) == s.programme.row_count


def test_the_text_holds_every_entry_and_both_sides_of_the_matrix() -> None:
    """The text is read back and must be the matrix that HiGHS got."""
    s, row = stated(), 0
    matrix = s.model.matrix
    place = {name: i for i, name in enumerate(column_names(s.system, s.programme))}
    for family in s.programme.rowsets:
        for line in text(family).splitlines():
            terms = line.partition("]: ")[2]
            dense = np.zeros(len(place))
            for coef, name in re.findall(r"([+-][\d.e+-]+) ([a-z]+\[[^\]]*\])", terms):
                dense[place[name]] += float(coef)
            assert dense == pytest.approx(matrix.body.toarray()[row], rel=1e-5)
            sides = [float(n) for n in re.findall(r"[=<>]=? (-?[\d.e+-]+)$|^(-?[\d.e+-]+) <=", terms) for n in n if n]
            finite = {side for side in (matrix.low[row], matrix.high[row]) if np.isfinite(side)}
            assert sorted(sides) == pytest.approx(sorted(finite), rel=1e-5)
            row += 1
    assert row == s.programme.row_count


def test_every_clause_has_an_entry_besides_its_own_slack() -> None:
    for line in text("clause").splitlines():
        assert re.search(r"(act|cap|new|lev|short)\[", line), line


if __name__ == "__main__":
    for name in FAMILIES:
        (GOLDEN / f"{name}.txt").write_text(text(name), encoding="utf-8")
