"""The tutorials are run as they stand: what a newcomer types must do what the page says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[1] / "docs"
PAGES = ("tutorial.md", "tutorial-read.md", "tutorial-sector.md")
BLOCK = re.compile(r"^```(sh|python|csv [\w/.-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SAVE = """from pathlib import Path as _Path
_Path({path!r}).parent.mkdir(exist_ok=True)
_Path({path!r}).write_text({body!r}, encoding='utf-8')"""


def blocks(page: str) -> list[tuple[str, str]]:
    """The blocks of a page that a reader would run, in order."""
    return BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))


def script(page: str) -> str:
    """A page as one Python script: shell lines run as commands and must succeed; a named table is saved under its name."""
    lines = ["import subprocess as _run"]
    for language, body in blocks(page):
        if language == "python":
            lines.append(body)
        elif language.startswith("csv "):
            lines.append(SAVE.format(path=language.removeprefix("csv "), body=body))
        else:
            lines += [f"_run.run({line!r}, shell=True, check=True)" for line in body.splitlines() if line.strip()]
    return "\n".join(lines)


@pytest.mark.parametrize("page", PAGES)
def test_the_tutorial_does_what_it_says(page: str, tmp_path: Path) -> None:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    run = subprocess.run(
        [sys.executable, "-c", script(page)],
        check=False,
        cwd=tmp_path,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-4000:]


@pytest.mark.parametrize("page", PAGES)
def test_the_chinese_tutorial_runs_the_same_blocks(page: str) -> None:
    assert blocks(page.replace(".md", ".zh.md")) == blocks(page)
