"""The docs say what the package says."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from geju.cli import app
from geju.core import unit as units
from geju.core.clause import TREATS
from geju.core.schema import STATUSES

ROOT = Path(__file__).resolve().parents[1]
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = load(ROOT / "tools" / "docs.py")


def section(title: str) -> str:
    """The part of the glossary under a heading that ends with ``title``."""
    return next(part for part in GLOSSARY.split("\n## ") if part.splitlines()[0].endswith(title))


@pytest.mark.parametrize("name", PAGES.PAGES)
def test_a_made_page_says_what_the_package_says_now(name: str) -> None:
    assert name not in PAGES.stale(), "make docs"


def test_the_glossary_names_every_treatment_and_every_status() -> None:
    assert set(TREATS) == set(re.findall(r"^\| `([a-z-]+)`", section("How a clause is treated"), re.MULTILINE))
    assert set(STATUSES) == set(re.findall(r"^\| `([a-z-]+)`", section("Status of a figure"), re.MULTILINE))


def test_every_unit_of_the_glossary_is_a_unit_of_the_package() -> None:
    cells = re.findall(r"^\| (`[^|]+) \|", section("Units"), re.MULTILINE)
    told = re.findall(r"`([^`]+)`", " ".join(cells))
    assert len(told) > 20
    assert [name for name in told if not units.known(name)] == []


def test_every_block_of_the_engine_states_its_equations() -> None:
    for path in sorted(PAGES.BLOCKS.glob("[!_]*.py")):
        told = dict(PAGES.told(path))
        assert f"{path.stem}_block" in told, path.name
        assert PAGES.families(told[f"{path.stem}_block"]), path.name


def test_every_family_of_rows_has_its_golden_text_and_every_golden_text_its_family() -> None:
    told = [
        text for path in PAGES.BLOCKS.glob("[!_]*.py") for name, text in PAGES.told(path) if name.endswith("_block")
    ]
    families = [family for text in told for family in PAGES.families(text)]
    assert sorted(families) == sorted(path.stem for path in PAGES.GOLDEN.glob("*.txt"))


def test_the_glossary_names_every_command_and_the_pages_no_other() -> None:
    commands = {name for name in app if not name.startswith("-")}
    assert set(re.findall(r"^\| `geju ([a-z-]+)`", section("Commands"), re.MULTILINE)) == commands
    for page in ("README.md", "README.zh.md"):
        told = re.findall(r"bin/geju ([a-z]+)(.*)", (ROOT / page).read_text(encoding="utf-8"))
        assert {command for command, _ in told} <= commands, page
        for command, rest in told:
            options = {name for argument in app[command].assemble_argument_collection() for name in argument.names}
            assert set(re.findall(r"--[a-z-]+", rest)) <= options, page
