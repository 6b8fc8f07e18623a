"""The repository tells no machine's secrets, and what its pages say is so."""

from __future__ import annotations

import hashlib
import re
import socket
import subprocess
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import geju

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
MADE = {".git", ".venv", ".venv-bench", ".venv-tz", ".venv-lock", "out", "dist", "node_modules", "__pycache__", "build"}
# Folders and hosts that belong to a machine, not to the project; spelt so that this file does not hold them itself.
MACHINE = re.compile(r"(?<![\w.$}])/(?:work|farm|root|home|Users)/\w|\.\./shared\b|\b[A-Z]:\\Users")
HOSTS = re.compile(r"(?:pypi|npmjs|pythonhosted|jsdelivr|unpkg|debian)\.(?:org|com|net)/|index-url|\"resolved\":")
SPEECH = "d4a19c24c8827ce373d4bed8c700d45394120afafb84adbf6898f5650ef6050b"


def tracked() -> list[Path]:
    """Every file that is, or would be, in the repository; in an unpacked source archive, every file."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    if listing.returncode:
        return [path for path in ROOT.rglob("*") if path.is_file() and not MADE & set(path.relative_to(ROOT).parts)]
    return [path for name in listing.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("pattern", [MACHINE, HOSTS], ids=["path", "host"])
def test_no_file_names_a_machine_or_a_package_host(pattern: re.Pattern[str]) -> None:
    found = []
    for path in tracked():
        if path == Path(__file__).resolve():
            continue
        for number, line in enumerate(text_of(path).splitlines(), 1):
            if hit := pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number} {hit[0]}")
    assert not found, "\n".join(found)


def test_no_third_party_javascript_is_committed() -> None:
    scripts = [path for path in tracked() if path.suffix in (".js", ".mjs")]
    assert not [path for path in scripts if path.stat().st_size > 100_000 or ".min." in path.name]


def test_every_make_command_of_the_pages_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    for page in PAGES:
        told = set(re.findall(r"(?:^|`)make ([a-z-]+)", text_of(ROOT / page), re.MULTILINE))
        assert told <= targets, page


def test_every_link_of_the_pages_leads_somewhere() -> None:
    pages = [ROOT / page for page in PAGES] + sorted((ROOT / "docs").rglob("*.md"))
    for page in pages:
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text_of(page)):
            assert (page.parent / link).exists(), f"{page.relative_to(ROOT)}: {link}"


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert "`make test`" in text_of(ROOT / "README.md") and "`make test`" in text_of(ROOT / "README.zh.md")
    assert text_of(ROOT / ".ci" / "run").splitlines()[-1] == "make test"


def test_the_licence_is_apache_2_and_in_full() -> None:
    text = text_of(ROOT / "LICENSE")
    assert "Apache License" in text and "Version 2.0, January 2004" in text and "END OF TERMS AND CONDITIONS" in text
    assert PROJECT["license"] == "Apache-2.0"


def test_nothing_the_package_needs_is_under_the_gpl() -> None:
    waiting, seen = ["geju"], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        told = metadata.metadata(name)
        licence = " ".join([told.get("License-Expression") or "", *(told.get_all("Classifier") or [])])
        assert not re.search(r"(?<!L)GPL|Affero", licence), name
        extra = {"extra": "extras" if name == "highspy" else ""}
        needs = map(Requirement, metadata.requires(name) or [])
        waiting += [need.name.lower() for need in needs if need.marker is None or need.marker.evaluate(extra)]
    assert len(seen) > len(PROJECT["dependencies"])


def test_the_version_is_the_same_everywhere() -> None:
    newest = re.search(r"^## \[(\d[^\]]*)\]", text_of(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == PROJECT["version"] == metadata.version("geju") == geju.__version__


def test_the_lock_holds_every_requirement_with_its_hash_and_no_host() -> None:
    lock = text_of(ROOT / "requirements.lock")
    held = set(re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE))
    for line in PROJECT["dependencies"]:
        name = Requirement(line).name.replace(".", "-")
        assert name in held, f"{name}: make lock"
    solver = set()
    for path in ("requirements.lock", "bench/requirements.lock", "bench/requirements-tz.lock"):
        text = text_of(ROOT / path)
        assert "://" not in text and text.count("--hash=sha256:") > text.count("==")
        solver |= set(re.findall(r"^highspy==\S+", text, re.MULTILINE))
    assert len(solver) == 1  # every side of the bench hands over to the same solver


def test_the_policy_text_is_kept_byte_for_byte() -> None:
    speech = ROOT / "cases" / "west-china" / "speech.txt"
    assert hashlib.sha256(speech.read_bytes()).hexdigest() == SPEECH
    assert "cases/*/speech.txt -text" in text_of(ROOT / ".gitattributes").splitlines()


@pytest.mark.parametrize("host", ["192.0.2.1", "example.org"])
def test_a_test_that_reaches_for_the_network_fails(host: str) -> None:
    with pytest.raises(RuntimeError, match="tests use no network"):
        socket.create_connection((host, 80), timeout=1)
