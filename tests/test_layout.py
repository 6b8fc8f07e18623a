"""The house keeps its shape: who may import whom, no sector in the engine, small modules, a short public list."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

import geju

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "geju"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A folder sees itself and what stands here; what stands in front sees everything and nothing sees it.
SEES = {
    "core": {"core"},
    "read": {"core", "read"},
    "library": {"core", "library"},
    "plan": {"core", "plan"},
    "bridge": {"core", "bridge"},
    "appraise": {"core", "plan", "appraise"},
    "report": {"core", "plan", "appraise", "report"},
    "diagnose": {"core", "plan", "diagnose"},
    "deliver": {"core", "deliver"},
    "front": {
        "core",
        "plan",
        "bridge",
        "appraise",
        "report",
        "front",
    },  # one module: the verbs, for whatever can be planned
}
FRONT = ("cli", "help", "words", "web", "__main__")  # what speaks to people; nothing inside may lean on it
SECTOR_WORDS = set(
    """wind solar photovoltaic coal gas oil nuclear hydro hydropower biomass battery electricity hydrogen thermal
    rail railway road river sea freight cargo container canal
    water groundwater irrigation grain crop meat fodder farmland forest grassland desert afforestation
    ore aluminium polysilicon steel mineral tourism hospital school pension""".split()
)
SECTOR_SIGNS = "风电 光伏 煤 水电 核电 天然气 电力 铁路 公路 水资源 粮食 耕地 森林".split()
PUBLIC = {"Case", "Faults", "Plan", "explain", "load", "plan", "price", "shipped"}
LINES, FUNCTION_LINES = 330, 50


def name_of(path: Path) -> str:
    """``src/geju/plan/lp.py`` → ``geju.plan.lp``."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def folder_of(module: str) -> str:
    """``geju.plan.lp`` → ``plan``; the facade ``geju`` itself → empty."""
    return [*module.split("."), ""][1]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything the module imports, also inside functions and for types only."""
    here = name_of(path) if path.name == "__init__.py" else name_of(path).rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here.rsplit(".", node.level - 1)[0] if node.level > 1 else here
            base = ".".join(filter(None, (above if node.level else "", node.module)))
            yield from ((node.lineno, f"{base}.{alias.name}") for alias in node.names)


def test_imports_follow_the_order_of_the_work() -> None:
    wrong = []
    for path in MODULES:
        folder = folder_of(name_of(path))
        if folder in FRONT:
            continue
        for line, name in imports(path):
            if name.split(".")[0] != "geju":
                continue
            target = folder_of(name)
            allowed = SEES.get(folder, set(SEES))
            if target not in allowed:
                wrong.append(f"{path.relative_to(ROOT)}:{line} imports {name}")
    assert not wrong, "\n".join(wrong)


def test_every_folder_of_the_package_has_its_place_in_the_order() -> None:
    folders = {folder_of(name_of(path)) for path in MODULES} - {"", *FRONT}
    assert folders <= set(SEES)


def test_no_sector_word_occurs_in_the_engine() -> None:
    found = []
    for path in sorted((PACKAGE / "plan").rglob("*.*")):
        if path.suffix not in (".py", ".csv", ".yaml"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            words = {word.lower() for word in re.findall(r"[A-Za-z]+", line)} & SECTOR_WORDS
            words |= {sign for sign in SECTOR_SIGNS if sign in line}
            found += [f"{path.relative_to(ROOT)}:{number} {word}" for word in sorted(words)]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_and_its_functions_stay_small_enough_to_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= LINES
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            told = ast.get_docstring(node, clean=False)
            size = (node.end_lineno or 0) - node.lineno + 1 - (told.count("\n") + 1 if told else 0)
            assert size <= FUNCTION_LINES, f"{node.name} has {size} lines"


def test_the_public_names_are_exactly_these() -> None:
    assert set(geju.__all__) == PUBLIC


def test_public_names_stay_what_they_are_when_every_module_has_been_imported() -> None:
    for module in pkgutil.walk_packages(geju.__path__, "geju."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for name in sorted(PUBLIC):
        assert callable(getattr(geju, name)), name


def test_every_package_that_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    required = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    declared = {re.split(r"[\[<>=!~ ;]", line)[0].lower().replace("-", "_") for line in required}
    declared |= {"geju", "ruamel"} | set(sys.stdlib_module_names)
    for path in MODULES:
        for line, name in imports(path):
            assert name.split(".")[0].lower() in declared, f"{path.relative_to(ROOT)}:{line} imports {name}"


def test_a_small_import_is_planned_without_what_it_does_not_need() -> None:
    """Loading them would take longer than all else: scipy orders large programmes, pint and pydantic read cases."""
    script = (
        "import sys, pathlib, geju; from pypsa_files import network, write_netcdf; "
        "n = network(2, buses={'b': {}, 'c': {}}, loads={'l': {'bus': 'c', 'p_set': 1.0}}, "
        "generators={'g': {'bus': 'b', 'p_nom': 2.0}}, lines={'x': {'bus0': 'b', 'bus1': 'c', 'x': 1.0, 's_nom': 9.0}}); "
        "assert geju.plan(write_netcdf(n, pathlib.Path(sys.argv[1]))).status == 'optimal'; "
        "print([name for name in ('scipy', 'pint', 'pydantic') if name in sys.modules])"
    )
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", script, f"{folder}/n.nc"],
            cwd=ROOT / "tests",
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.stdout.strip() == "[]", done.stderr
