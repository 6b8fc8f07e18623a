"""The page: one HTML file with everything in it, which asks the network for nothing."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geju.report import accounts, dispatch, dossier, layers, policy, sheet, spending, summary
from geju.report.text import ASSETS, texts
from geju.report.view import View, open_view

if TYPE_CHECKING:
    from geju.plan.plan import Plan

BUNDLE = "echarts.min.js"
SCRIPTS = ("base.js", "chart.js", "map.js", "spending.js", "accounts.js", "dispatch.js", "policy.js", "dossier.js",
           "sheet.js", "main.js")  # fmt: skip
PART = re.compile(r"[ \t]*<!-- part (\w+) -->\n(.*?)[ \t]*<!-- end \1 -->\n", re.DOTALL)
GROUPS = ("treat", "theme", "item", "side", "season", "status", "sector", "layer", "bound")
LANGUAGES = ("zh", "en")


def render(plan: Plan, out: Path, lang: str = "zh") -> Path:
    """Writes ``report.html`` into the folder ``out`` and returns its path; ``lang`` is the language it opens in."""
    path = Path(out) / "report.html"
    path.write_text(page(plan, lang), encoding="utf-8", newline="\n")
    return path


def page(plan: Plan, lang: str = "zh") -> str:
    """The page as text."""
    view = open_view(plan)
    content = document(view)
    present = {
        part for part in ("map", "spending", "policy", "accounts", "dispatch", "dossier", "sheet") if content[part]
    }
    present |= {"sentences"} if content["policy"] and content["policy"]["sentences"] else set()
    frame = PART.sub(lambda hit: hit[2] if hit[1] in present else "", _asset("page.html"))
    scripts = [_bundle(), "\n".join(_asset(name) for name in SCRIPTS)]
    fill = {
        "lang": "zh-CN" if lang == "zh" else "en",
        "title": html.escape(" · ".join(content["title"])),
        "policy": _security(scripts),
        "style": _asset("page.css"),
        "document": embed({**content, "lang": lang}),
        "library": scripts[0],
        "script": scripts[1],
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda hit: fill[hit[1]], _words(frame, LANGUAGES.index(lang)))


def document(view: View) -> dict[str, Any]:
    """Everything the page shows, as one document: numbers from the plan's tables, words from ``texts.csv``."""
    drawn = layers.section(view)
    said = policy.section(view)
    parts = {"map": drawn, "spending": spending.section(view), "policy": said, "accounts": accounts.section(view),
             "dispatch": dispatch.section(view), "dossier": dossier.section(view), "sheet": sheet.section(view)}  # fmt: skip
    return {
        "title": summary.title(view),
        "head": summary.head(view),
        "findings": summary.findings(view),
        **parts,
        "periods": view.periods,
        "areas": view.areas,
        "focus": sorted(view.focus),
        "sectors": view.sectors,
        "names": {
            "place": layers.place_names(view, drawn),
            "kind": {kind: view.name("kind", kind) for kind in view.colours},
        },
        "colours": view.colours,
        "own_colours": sorted(view.own_colours),
        "texts": texts(),
    }


def embed(content: dict[str, Any]) -> str:
    """A document as JSON that may stand inside a script element: nothing in it can end the element."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _asset(name: str) -> str:
    return (ASSETS / "assets" / name).read_text(encoding="utf-8")


def _bundle() -> str:
    """The chart library, or nothing where the package was put together without it: the page then shows tables only."""
    bundle = ASSETS / "assets" / BUNDLE
    return bundle.read_text(encoding="utf-8").replace("</script", "<\\/script") if bundle.is_file() else ""


def _security(scripts: list[str]) -> str:
    """A content security policy: these scripts and no others, no address at all."""
    digests = [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts]
    allowed = " ".join(f"'sha256-{d}'" for d in digests)
    return f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


def _words(frame: str, language: int) -> str:
    """Puts the words of one language where the page has ``data-t``, so that it reads before any script runs."""

    def fill(hit: re.Match[str]) -> str:
        return f"{hit[1]}{html.escape(texts()[hit[2]][language])}{hit[3]}"

    return re.sub(r'(<[^>]*\bdata-t="([\w.-]+)"[^>]*>)[^<]*(</)', fill, frame)
