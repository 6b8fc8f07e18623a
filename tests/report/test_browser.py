"""In a browser: no error, no request, both languages, every section, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import geju
from geju.report.page import render
from whole import whole

pytestmark = pytest.mark.browser
PARTS = ("findings", "map", "spending", "policy", "sentences", "accounts", "dispatch", "sectors", "areas", "sheet")
CLAUSES = """\
policy: toy
title: {zh: 例, en: Toy}
text: text.txt
date: 2030-01-01
clauses:
  - {id: build, quote: 要多建电源。, theme: security, treat: modelled, firm: false, price: 900 CNY/kW/yr,
     require: {capacity: {kind: [cheap], in: west}, at_least: {2035: 12 GW}}}
  - {id: unity, quote: 要讲团结。, theme: cohesion, treat: out-of-scope, because: {zh: 不计算, en: nothing is computed}}
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    return render(geju.plan(whole(folder / "case", clauses=CLAUSES, text="要多建电源。要讲团结。")), folder)


@pytest.fixture(params=[1280, 390])
def opened(request: pytest.FixtureRequest, browser: Any, report: Path) -> Iterator[tuple[Any, list[str], list[str]]]:
    """The page in a window of this width, what its console said, what it asked for."""
    tab = browser.new_page(viewport={"width": request.param, "height": 900})
    said: list[str] = []
    asked: list[str] = []
    tab.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    tab.on("pageerror", lambda error: said.append(f"error: {error}"))
    tab.on("request", lambda wanted: asked.append(wanted.url))
    tab.goto(report.as_uri())
    tab.wait_for_selector("#sheet-list table")
    yield tab, said, asked
    tab.close()


def test_the_page_opens_without_a_word_or_a_request(opened: tuple[Any, list[str], list[str]]) -> None:
    tab, said, asked = opened
    assert said == []
    assert len(asked) == 1
    width = tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


def test_the_language_switches_without_loading_again(opened: tuple[Any, list[str], list[str]]) -> None:
    tab, said, asked = opened
    tab.evaluate("window.mark = 1")
    assert tab.inner_text("#findings-h") == "要点"
    tab.click("[data-lang=en]")
    assert tab.inner_text("#findings-h") == "Findings"
    assert tab.get_attribute("html", "lang") == "en"
    assert tab.evaluate("window.mark") == 1
    tab.click("[data-lang=zh]")
    assert tab.inner_text("#findings-h") == "要点"
    assert said == []
    assert len(asked) == 1


def test_every_section_opens_and_answers(opened: tuple[Any, list[str], list[str]]) -> None:
    tab, said, _ = opened
    for part in PARTS:
        tab.locator(f"nav a[href='#{part}']").click()
        assert tab.locator(f"#{part}").is_visible()
    for figure in (
        "map-figure",
        "spending-sector",
        "spending-area",
        "accounts-time",
        "dispatch-figure",
        "sheet-counts",
    ):
        assert tab.locator(f"#{figure} .plot svg path").count() > 0, figure
    for index in range(tab.locator("#accounts-tabs button").count()):
        tab.locator("#accounts-tabs button").nth(index).click()
    for index in range(tab.locator("#map-controls select").first.locator("option").count()):
        tab.locator("#map-controls select").first.select_option(index=index)
    tab.locator("#dispatch-controls .choice").last.locator("button").last.click()
    tab.locator("#spending-sector .more summary").click()
    tab.locator("#spending-sector .more table").wait_for(state="visible")
    assert said == []


def test_clauses_are_found_and_opened_and_sentences_name_theirs(opened: tuple[Any, list[str], list[str]]) -> None:
    tab, said, _ = opened
    tab.fill("#policy-controls input[type=search]", "unity")
    assert tab.locator("details.clause").count() == 1
    tab.fill("#policy-controls input[type=search]", "")
    assert tab.locator("details.clause").count() == 2
    tab.locator("details.clause[data-clause=build] summary").click()
    tab.locator("details.clause[data-clause=build] table").wait_for(state="visible")
    tab.locator("#text .s").last.focus()
    tab.keyboard.press("Enter")
    assert "不计算" in tab.inner_text(".cites")
    assert said == []
