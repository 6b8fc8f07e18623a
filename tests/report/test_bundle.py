"""The chart library is pinned by digest, names no registry, and carries the notices it must carry."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / "tools" / "bundle"
BUNDLE = ROOT / "src" / "geju" / "report" / "assets" / "echarts.min.js"


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    spec = importlib.util.spec_from_file_location("bundle_hook", TOOLS / "hook.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lock_pins_every_package_by_digest_and_names_no_host() -> None:
    text = (TOOLS / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    assert '"resolved"' not in text
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert {"node_modules/echarts", "node_modules/zrender", "node_modules/esbuild"} <= set(packages)
    assert all(entry["integrity"].startswith("sha512-") for entry in packages.values())


def test_the_manifest_names_exact_versions() -> None:
    manifest = json.loads((TOOLS / "package.json").read_text(encoding="utf-8"))
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in manifest["devDependencies"].values())


def test_the_bundle_is_up_to_date_small_and_carries_its_notices(hook: ModuleType) -> None:
    assert hook.fresh(BUNDLE), "make bundle"
    text = BUNDLE.read_text(encoding="utf-8")
    assert len(text) < 850_000
    for notice in (
        "Apache License, Version 2.0",
        "The Apache Software Foundation",
        "Baidu Inc.",
        "Mike Bostock",
        "Microsoft",
    ):
        assert notice in text
    assert "</script" not in text


def test_a_changed_input_makes_the_bundle_stale(hook: ModuleType, tmp_path: Path) -> None:
    other = tmp_path / "echarts.min.js"
    assert not hook.fresh(other)
    other.write_text("/*! made from something else */\n", encoding="utf-8")
    assert not hook.fresh(other)


def test_node_is_asked_for_only_when_there_is_something_to_make(
    hook: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheel = hook.ChartBundle.__new__(hook.ChartBundle)
    for target, fresh, asked in (("wheel", True, False), ("wheel", False, True), ("sdist", False, False)):
        monkeypatch.setattr(hook.ChartBundle, "target_name", target, raising=False)
        monkeypatch.setattr(hook, "fresh", lambda _, made=fresh: made)
        assert bool(wheel.dependencies()) is asked
