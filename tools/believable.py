"""Write the tables of docs/believable.md anew.

python tools/believable.py      runs the back-casts of the shipped case and replaces the sections "Errors of YEAR"; plans it and
                                replaces the table of "The figures the cost hangs on"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geju
from geju.core.case import Case
from geju.diagnose.as_of import years
from geju.diagnose.back_cast import BackCast, back_cast
from geju.diagnose.sensitive import sensitive

PAGE = Path(__file__).resolve().parents[1] / "docs" / "believable.md"
BY_PLACE = ("output.thermal", "net-import", "output.hydro", "output.wind", "output.solar", "coal.output")
ALONE = ("power mix", "power by fuel", "coal imports", "co2", "freight")


def section(case: Case, found: BackCast) -> Iterator[str]:
    """The tables of one year."""
    yield f"## Errors of {found.year}\n"
    yield "Error = model / statistic - 1; for shares of the power mix the difference in percentage points.\n"
    yield "| domain | where | figures | median error | worst error | sum of differences | wrong signs |"
    yield "|---|---|---:|---:|---|---:|---:|"
    for s in found.summary:
        points = s["unit"] == "percent"
        median, worst = told(s["median"], points), signed(s["worst"], points)
        yield (
            f"| {s['domain']} | {s['where']} | {s['count']} | {median} | {worst} ({place(s)}) | "
            f"{s['total']:,.0f} {s['unit']} | {s['wrong_sign']} |"
        )
    yield "\n| quantity | model | statistic | unit | error | status |\n|---|---:|---:|---|---:|---|"
    for r in found.rows:
        if r["domain"] in ALONE or (r["place"] == "CN" and r["domain"] != "power mix"):
            error = signed(r["error"], r["unit"] == "percent")
            yield f"| {r['name_en']} | {r['model']:,.4g} | {r['statistic']:,.4g} | {r['unit']} | {error} | {r['status']} |"
    yield "\nBy province, model / statistic (TWh a year; coal in Mt):\n"
    yield "| place | thermal | net imports | hydro | wind | solar | coal output |\n|---|---:|---:|---:|---:|---:|---:|"
    cells = {(r["quantity"], r["place"]): f"{r['model']:,.0f} / {r['statistic']:,.0f}" for r in found.rows}
    names = dict(case.places.frame.select("place", "name_en").rows())
    for p in case.places.select("province"):
        if p in names and ("net-import", p) in cells:
            yield f"| {names[p]} | " + " | ".join(cells.get((q, p), "–") for q in BY_PLACE) + " |"
    yield ""


def figures(case: Case) -> Iterator[str]:
    """The figures the cost hangs on most, with their status."""
    yield "| figure | column | value | unit | share, % | status |\n|---|---|---|---|---:|---|"
    for r in sensitive(geju.plan(case, resolution="daily")).to_dicts():
        key = " · ".join(part for part in r["key"].split("@") if part)
        yield f"| {r['table']}: {key} | {r['column']} | {r['values']} | {r['unit']} | {r['share']:+.3f} | {r['status']} |"


def told(value: float, points: bool) -> str:
    return f"{value:.2f} points" if points else f"{value:.1%}".replace("%", " %")


def signed(value: float | None, points: bool) -> str:
    if value is None:
        return "–"
    return f"{value:+.2f}" if points else f"{value:+.1%}".replace("%", " %")


def place(summary: dict[str, Any]) -> str:
    """Where the worst error is, and of what when the nation is meant."""
    return summary["worst_quantity"] if summary["worst_place"] == "CN" else summary["worst_place"].removeprefix("CN-")


def main() -> None:
    case = geju.load("west-china")
    assert isinstance(case, Case)
    text = PAGE.read_text(encoding="utf-8")
    for year in years(case):
        new = "\n".join(section(case, back_cast(case, year))) + "\n"
        pattern = rf"## Errors of {year}\n.*?(?=\n## |\Z)"
        there = re.search(pattern, text, re.DOTALL)
        assert there, f"no section of {year}"
        begin, end = there.span()
        text = text[:begin] + new.rstrip("\n") + "\n" + text[end:]
    before, rest = text.split("## The figures the cost hangs on\n")
    words, rest = rest.split("\n## ", 1)
    words = words.split("| figure |")[0].rstrip("\n")
    table = "\n".join(figures(case))
    text = f"{before}## The figures the cost hangs on\n{words}\n\n{table}\n\n## {rest}"
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
