"""Takes the picture of the README from a report: ``python tools/picture.py out/west-china/report.html docs/picture.png``.

Drives the machine's own Chromium (``chromium`` on the path); nothing is fetched.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SECTION = "map"
WIDTH, HEIGHT, SETTLE = 1280, 980, 2500  # pixels, and milliseconds for the charts to come to rest


def take(report: Path, picture: Path) -> None:
    """The map of the report, as a reader first sees it."""
    browser_path = shutil.which("chromium") or shutil.which("google-chrome")
    if browser_path is None:
        sys.exit("no chromium on the path")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, offline=True)
        page.goto(report.resolve().as_uri())
        page.evaluate("id => document.getElementById(id).scrollIntoView()", SECTION)
        page.wait_for_timeout(SETTLE)
        page.screenshot(path=str(picture))
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
