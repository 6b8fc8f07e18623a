"""Read a clause file: every fault in it at once, each with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from geju.core.clause import TREATS, Clause, Policy
from geju.core.errors import nearest
from geju.core.language import LIST, MAPPING, TEXT, LanguageReader, Shape, line_of
from geju.core.text import Sentence, sentences

TOP = ("policy", "title", "text", "date", "clauses")
FIELDS = (
    "id", "quote", "theme", "bodies", "treat", "because", "require", "mechanism", "firm", "price", "weight", "basis", "indicator",
)  # fmt: skip
TOP_FORMS: dict[str, Shape] = {"title": MAPPING, "text": TEXT, "clauses": LIST}
FORMS: dict[str, Shape] = {
    "id": TEXT, "quote": TEXT, "theme": TEXT, "bodies": LIST, "treat": TEXT, "because": MAPPING, "require": MAPPING,
    "mechanism": MAPPING, "firm": (bool, "true, false"), "price": (str, "数 单位 / number unit"),
    "weight": ((int, float), "数 / a number"), "basis": MAPPING, "indicator": MAPPING,
}  # fmt: skip
# how a clause is treated -> fields it may not carry, because nothing is computed for it
BARRED = {
    "context": ("require", "mechanism"),
    "tracked": ("require", "mechanism"),
    "out-of-scope": ("require", "mechanism", "indicator"),
}


class PolicyReader(LanguageReader):
    """One pass over a clause file."""

    def __init__(self, shown: str, periods: tuple[str, ...]) -> None:
        super().__init__(shown, periods)
        self.text = ""
        self.sentences: tuple[Sentence, ...] = ()

    def policy(self, path: Path) -> Policy | None:
        """The policy at ``path``; None when the file is no YAML mapping. Faults P001 … P017 and T001, T002 are noted."""
        document = self._document(path)
        if document is None:
            return None
        self.known(document, TOP, 1, "policy")
        document = self.formed(document, TOP_FORMS, 1, "policy")
        if "text" in document:
            self.text = self._read_text(path.parent / document["text"])
        else:
            self.fault("P003", 1, "policy", field="text")
        self.sentences = sentences(self.text)
        clauses, seen = [], dict[str, int]()
        for item in document.get("clauses") or ():
            line = line_of(item)
            if not isinstance(item, dict) or not isinstance(item.get("id"), str):
                self.fault("P003", line, "", field="id")
                continue
            if item["id"] in seen:
                self.fault("P004", line, item["id"])
            seen[item["id"]] = line
            clauses.append(self._clause(item, line))
        title = {k: str(v) for k, v in (document.get("title") or {}).items()}
        name = str(document.get("policy", path.stem))
        policy = Policy(
            name, title, str(document.get("date", "")), self.text, self.sentences, tuple(clauses), self.shown
        )
        self._cover(policy)
        return policy

    def _document(self, path: Path) -> dict[str, Any] | None:
        try:
            document = YAML().load(path.read_text(encoding="utf-8"))
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self.fault("P001", line, "", why=error.problem or str(error))
            return None
        except OSError:
            self.fault("T001", 0, "", file=self.shown)
            return None
        except (UnicodeDecodeError, ValueError) as error:
            self.fault("P001", 0, "", why=str(error))
            return None
        if not isinstance(document, dict):
            self.fault("P001", 1, "", why="a mapping is expected")
            return None
        return document

    def _read_text(self, path: Path) -> str:
        try:
            return path.read_bytes().decode("utf-8")
        except OSError:
            self.fault("T001", 0, "text", file=path.name)
        except UnicodeDecodeError as error:
            self.fault("T002", 0, "text", file=path.name, why=str(error))
        return ""

    def _clause(self, item: dict[str, Any], line: int) -> Clause:
        name = item["id"]
        self.known(item, FIELDS, line, name)
        item = self.formed(item, FORMS, line, name)
        for key in ("quote", "theme", "treat"):
            if key not in item:
                self.fault("P003", line, name, field=key)
        treat = str(item.get("treat", "tracked"))
        self._check_treat(item, treat, line, name)
        quote = str(item.get("quote", ""))
        start = self.text.find(quote) if quote else -1
        if quote and start < 0:
            self.fault("P005", line_of(item, "quote", line), name, self._like(quote), quote=quote)
        modelled = treat == "modelled"
        measure, bounds = self.require(item["require"], line, name) if modelled and "require" in item else (None, ())
        return Clause(
            name, quote, start, self._sentence(start), str(item.get("theme", "")), treat, line,
            tuple(str(b) for b in item.get("bodies") or ()), _words(item.get("because")), measure, bounds,
            self.mechanism(item.get("mechanism"), line, name) if modelled else None, self.price(item, line, name),
            float(item.get("weight", 1.0)), dict(item.get("basis") or {}), _words(item.get("indicator")), self.shown,
        )  # fmt: skip

    def _check_treat(self, item: dict[str, Any], treat: str, line: int, name: str) -> None:
        if treat not in TREATS:
            self.fault(
                "P015", line_of(item, "treat", line), name, nearest(treat, TREATS), value=treat, known=", ".join(TREATS)
            )
        elif treat != "modelled" and not item.get("because"):
            self.fault("P007", line, name, treat=treat)
        elif treat == "modelled" and ("require" in item) == ("mechanism" in item):
            self.fault("P008", line, name)
        if "firm" in item and item["firm"] == ("price" in item):
            self.fault("P017", line_of(item, "firm", line), name)
        for key in BARRED.get(treat, ()):
            if key in item:
                self.fault("P014", line_of(item, key, line), name, treat=treat)

    def _like(self, quote: str) -> tuple[str, ...]:
        pieces = [piece for s in self.sentences for piece in self.text[s.start : s.end].replace("；", "，").split("，")]
        return nearest(quote, [*pieces, *(self.text[s.start : s.end] for s in self.sentences)], most=1)

    def _sentence(self, start: int) -> int:
        return next((i for i, s in enumerate(self.sentences) if start < s.end), -1) if start >= 0 else -1

    def _cover(self, policy: Policy) -> None:
        for sentence in policy.sentences:
            if not policy.quoting(sentence):
                words = policy.text[sentence.start : sentence.end]
                self.fault("P006", policy.text.count("\n", 0, sentence.start) + 1, "text", sentence=words)


def _words(value: Any) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}
