"""The pages by sector and by place hold what the plan's tables hold, added up and nothing else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

import geju
from geju.plan.plan import Plan
from geju.report import dossier
from geju.report.page import page
from geju.report.view import open_view
from whole import whole


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return geju.plan(whole(tmp_path_factory.mktemp("dossier")))


def test_cost_by_sector_and_place_adds_up_to_the_table(plan: Plan) -> None:
    found = dossier.section(open_view(plan))
    assert found is not None
    sums: dict[str, float] = defaultdict(float)
    for _, _, invested, running in found["cost"]:
        sums["invest"] += sum(invested)
        sums["running"] += sum(running)
    cost = plan.tables["cost"]
    for name, items in (("invest", ["invest"]), ("running", ["fixed", "variable"])):
        assert sums[name] == pytest.approx(cost.filter(cost["item"].is_in(items))["value"].sum(), rel=1e-3)
    assert sum(sum(values) for _, values in found["spent"]) == pytest.approx(sums["invest"], rel=1e-3)


def test_capacity_and_flows_are_those_of_the_plan(plan: Plan) -> None:
    found = dossier.section(open_view(plan))
    assert found is not None
    capacity = plan.tables["capacity"]
    for area, kind, values in found["capacity"]:
        rows = capacity.filter((capacity["place"] == area) & (capacity["kind"] == kind)).sort("period")
        assert values == pytest.approx(rows["capacity"].to_list(), rel=1e-3)
        assert found["kinds"][kind][0] in open_view(plan).sectors
    sent = {(kind, start, end): values for kind, _, start, end, values in found["flows"]}
    flow = plan.tables["flow"]
    line = flow.filter((flow["kind"] == "line") & (flow["from"] == "west")).sort("period")
    assert sent["line", "west", "east"] == pytest.approx(line["sent"].to_list(), rel=1e-3)


def test_a_plan_without_tables_has_no_such_pages(plan: Plan) -> None:
    assert dossier.section(open_view(replace(plan, tables={}))) is None


def test_the_page_has_a_section_for_sectors_and_one_for_places(plan: Plan) -> None:
    text = page(plan, "en")
    for part in ("sectors", "areas"):
        assert f'id="{part}"' in text
    assert "Sector by sector" in text
