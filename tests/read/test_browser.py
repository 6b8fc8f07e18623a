"""The coloured page in a browser: no error, no request, both languages, a phrase leads to its clause, wide and narrow."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from geju.read.page import write_page
from read.samples import speech

pytestmark = pytest.mark.browser
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with driver.sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.mark.parametrize("width", [1360, 390])
def test_a_phrase_leads_to_its_clause_in_both_languages(browser: Any, tmp_path: Path, width: int) -> None:
    page = write_page(speech(), tmp_path / "r.html")
    tab = browser.new_page(viewport={"width": width, "height": 850})
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: None if request.url.startswith("file:") else wrong.append(request.url))
    tab.goto(page.as_uri())
    tab.click("a.ph:has-text('推进高标准农田建设')")
    assert tab.inner_text("#panel h3") == "farmland"
    assert "推进" in tab.inner_text("#panel dl")
    tab.click("#lang")
    assert "High-standard farmland" in tab.inner_text("#panel")
    assert "tracked 103" in tab.inner_text(".legend")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.evaluate("location.hash = 'energy-bases'")
    tab.wait_for_function("document.querySelector('#panel h3').textContent === 'energy-bases'")
    assert not wrong
    tab.close()
