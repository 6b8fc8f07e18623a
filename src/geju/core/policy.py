"""Read a clause file: every fault in it at once, each with its line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from geju.core import unit as units
from geju.core.clause import (
    BOUND_KEYS,
    MEASURES,
    MECHANISMS,
    NESTED,
    SCOPE_KEYS,
    TREATS,
    Bound,
    Clause,
    Measure,
    Policy,
)
from geju.core.errors import Fault, Where, nearest
from geju.core.text import Sentence, sentences

TOP = ("policy", "title", "text", "date", "clauses")
FIELDS = (
    "id", "quote", "theme", "bodies", "treat", "because", "require", "mechanism", "firm", "price", "weight", "basis", "indicator",
)  # fmt: skip
FORMS: dict[str, tuple[type | tuple[type, ...], str, str]] = {
    "id": (str, "文字", "text"),
    "quote": (str, "文字", "text"),
    "theme": (str, "文字", "text"),
    "bodies": (list, "列表", "a list"),
    "treat": (str, "文字", "text"),
    "because": (dict, "{zh, en}", "{zh, en}"),
    "require": (dict, "映射", "a mapping"),
    "mechanism": (dict, "映射", "a mapping"),
    "firm": (bool, "true 或 false", "true or false"),
    "price": (str, "“数 单位”", "'number unit'"),
    "weight": ((int, float), "数", "a number"),
    "basis": (dict, "映射", "a mapping"),
    "indicator": (dict, "{zh, en, unit}", "{zh, en, unit}"),
}
# how a clause is treated -> fields it may not carry, because nothing is computed for it
BARRED = {"context": ("require", "mechanism"), "tracked": ("require", "mechanism"), "out-of-scope": ("require", "mechanism", "indicator")}


class PolicyReader:
    """One pass over a clause file; ``faults`` fills up as it goes."""

    def __init__(self, shown: str, periods: tuple[str, ...]) -> None:
        self.shown = shown
        self.periods = periods
        self.faults: list[Fault] = []
        self.text = ""
        self.sentences: tuple[Sentence, ...] = ()

    def fault(self, code: str, line: int, name: str, near: tuple[str, ...] = (), **blanks: Any) -> None:
        """Note a fault of the clause called ``name``."""
        self.faults.append(Fault(code, Where(self.shown, line, "", name), {"clause": name, **blanks}, near))

    def policy(self, path: Path) -> Policy | None:
        """The policy at ``path``; None when the file is no YAML mapping. Faults P001 … P016 and T001, T002 are noted."""
        document = self._document(path)
        if document is None:
            return None
        self._known(document, TOP, 1, "policy")
        self.text = self._read_text(path.parent / str(document.get("text", "")))
        self.sentences = sentences(self.text)
        clauses, seen = [], dict[str, int]()
        for item in document.get("clauses") or ():
            line = _line(item)
            if not isinstance(item, dict) or not isinstance(item.get("id"), str):
                self.fault("P003", line, "", field="id")
                continue
            if item["id"] in seen:
                self.fault("P004", line, item["id"])
            seen[item["id"]] = line
            clauses.append(self._clause(item, line))
        title = {k: str(v) for k, v in (document.get("title") or {}).items()}
        name = str(document.get("policy", path.stem))
        policy = Policy(name, title, str(document.get("date", "")), self.text, self.sentences, tuple(clauses), self.shown)
        self._cover(policy)
        return policy

    def _document(self, path: Path) -> dict[str, Any] | None:
        try:
            document = YAML().load(path.read_text(encoding="utf-8"))
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self.fault("P001", line, "", why=error.problem or str(error))
            return None
        except (OSError, UnicodeDecodeError, ValueError) as error:
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

    def _known(self, item: dict[str, Any], fields: Iterable[str], line: int, name: str) -> None:
        for key in item:
            if key not in fields:
                self.fault("P002", _line(item, key, line), name, nearest(str(key), fields), field=key, known=", ".join(fields))

    def _clause(self, item: dict[str, Any], line: int) -> Clause:
        name = item["id"]
        self._known(item, FIELDS, line, name)
        for key, (form, _, english) in FORMS.items():
            if key in item and not isinstance(item[key], form):
                self.fault("P016", _line(item, key, line), name, field=key, expected=english)
                item = {k: v for k, v in item.items() if k != key}
        for key in ("quote", "theme", "treat"):
            if key not in item:
                self.fault("P003", line, name, field=key)
        treat = str(item.get("treat", "tracked"))
        self._check_treat(item, treat, line, name)
        quote = str(item.get("quote", ""))
        start = self.text.find(quote) if quote else -1
        if quote and start < 0:
            self.fault("P005", _line(item, "quote", line), name, self._like(quote), quote=quote)
        modelled = treat == "modelled"
        measure, bounds = self._require(item["require"], line, name) if modelled and "require" in item else (None, ())
        return Clause(
            name, quote, start, self._sentence(start), str(item.get("theme", "")), treat, line,
            tuple(str(b) for b in item.get("bodies") or ()), _words(item.get("because")), measure, bounds,
            self._mechanism(item, line, name) if modelled else {}, self._price(item, line, name),
            float(item.get("weight", 1.0)), dict(item.get("basis") or {}), _words(item.get("indicator")),
        )  # fmt: skip

    def _check_treat(self, item: dict[str, Any], treat: str, line: int, name: str) -> None:
        if treat not in TREATS:
            self.fault("P015", _line(item, "treat", line), name, nearest(treat, TREATS), value=treat, known=", ".join(TREATS))
        elif treat != "modelled" and not item.get("because"):
            self.fault("P007", line, name, treat=treat)
        elif treat == "modelled" and ("require" in item) == ("mechanism" in item):
            self.fault("P008", line, name)
        for key in BARRED.get(treat, ()):
            if key in item:
                self.fault("P014", _line(item, key, line), name, treat=treat)

    def _like(self, quote: str) -> tuple[str, ...]:
        pieces = [piece for s in self.sentences for piece in self.text[s.start : s.end].replace("；", "，").split("，")]
        return nearest(quote, [*pieces, *(self.text[s.start : s.end] for s in self.sentences)], most=1)

    def _sentence(self, start: int) -> int:
        return next((i for i, s in enumerate(self.sentences) if start < s.end), -1) if start >= 0 else -1

    def _require(self, require: dict[str, Any], line: int, name: str) -> tuple[Measure | None, tuple[Bound, ...]]:
        measures = [key for key in require if key not in BOUND_KEYS]
        measure = None
        if len(measures) != 1:
            self.fault("P003", line, name, field="require: (" + " | ".join(MEASURES) + ")")
        else:
            measure = self._measure(measures[0], require[measures[0]], _line(require, measures[0], line), name)
        senses = [key for key in BOUND_KEYS if key in require]
        if not senses:
            self.fault("P011", line, name)
        bounds = (self._bound(s, require[s], _line(require, s, line), name) for s in senses)
        return measure, tuple(b for b in bounds if b is not None)

    def _measure(self, key: str, scope: Any, line: int, name: str) -> Measure | None:
        if key not in MEASURES:
            self.fault("P009", line, name, nearest(str(key), MEASURES), measure=key, known=", ".join(MEASURES))
            return None
        if not isinstance(scope, dict):
            self.fault("P016", line, name, field=key, expected="a mapping")
            return None
        parts: dict[str, Measure] = {}
        for part in NESTED.get(key, ()):
            inner = scope.get(part)
            if isinstance(inner, dict) and len(inner) == 1:
                ((inner_key, inner_scope),) = inner.items()
                found = self._measure(inner_key, inner_scope, _line(scope, part, line), name)
                parts |= {part: found} if found else {}
        allowed = (*SCOPE_KEYS, *MEASURES[key][2]) if key not in NESTED else MEASURES[key][2]
        for extra in [k for k in scope if k not in allowed]:
            self.fault("P010", _line(scope, extra, line), name, nearest(str(extra), allowed), key=extra, known=", ".join(allowed))
        implied = {"spend": {"commodity": "public-money"}, "emission": {"commodity": "co2"}}.get(key, {})
        plain = {**implied, **{k: v for k, v in scope.items() if k not in NESTED.get(key, ())}}
        for need in MEASURES[key][2]:
            if need not in plain and need not in parts:
                self.fault("C010", line, name, measure=key, key=need)
        return Measure(key, plain, parts)

    def _bound(self, sense: str, value: Any, line: int, name: str) -> Bound | None:
        if sense == "no_less_than_before":
            return Bound("no_less_than_before")
        if isinstance(value, str) and value.startswith("table "):
            return Bound(sense, table=value.removeprefix("table ").strip())
        if not isinstance(value, dict) or not value:
            self.fault("P012", line, name, value=value)
            return None
        return Bound(sense, self.amounts(value, line, name))

    def amounts(self, value: dict[Any, Any], line: int, name: str) -> dict[str, tuple[float, str]]:
        """Amounts with units by period, as in ``{2030: 455 GW}``."""
        found = {}
        for period, amount in value.items():
            pair = units.split(str(amount))
            where = _line(value, period, line)
            if str(period) not in self.periods:
                self.fault("P013", where, name, nearest(str(period), self.periods), period=period, periods=", ".join(self.periods))
            elif pair is None or (pair[1] and not units.known(pair[1])):
                self.fault("P012", where, name, value=amount)
            else:
                found[str(period)] = pair
        return found

    def _mechanism(self, item: dict[str, Any], line: int, name: str) -> dict[str, Any]:
        mechanism = dict(item.get("mechanism") or {})
        for key in mechanism:
            if key not in MECHANISMS:
                self.fault("P009", line, name, nearest(str(key), MECHANISMS), measure=key, known=", ".join(MECHANISMS))
            elif not isinstance(mechanism[key], dict):
                self.fault("P016", line, name, field=key, expected="a mapping")
        return {k: v for k, v in mechanism.items() if k in MECHANISMS and isinstance(v, dict)}

    def _price(self, item: dict[str, Any], line: int, name: str) -> tuple[float, str] | None:
        if "price" not in item:
            return None
        pair = units.split(item["price"])
        if pair is None or not units.known(pair[1]):
            self.fault("P012", _line(item, "price", line), name, value=item["price"])
        return pair

    def _cover(self, policy: Policy) -> None:
        for sentence in policy.sentences:
            if not policy.quoting(sentence):
                words = policy.text[sentence.start : sentence.end]
                self.fault("P006", policy.text.count("\n", 0, sentence.start) + 1, "text", sentence=words)


def _line(item: Any, key: Any = None, default: int = 0) -> int:
    """The line of a YAML mapping, or of one of its keys, counted from 1."""
    marks = getattr(item, "lc", None)
    if marks is None:
        return default
    if key is not None:
        at = (marks.data or {}).get(key)
        return int(at[0]) + 1 if at else default
    return int(marks.line) + 1


def _words(value: Any) -> dict[str, str]:
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}
