"""Read a clause file: every fault in it at once, each with its line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from geju.core import unit as units
from geju.core.clause import (
    BOUND_KEYS,
    IMPLIED,
    MEASURES,
    MECHANISMS,
    NESTED,
    PLAIN,
    PREFERENCES,
    TREATS,
    Bound,
    Clause,
    Form,
    Measure,
    Mechanism,
    Policy,
)
from geju.core.errors import Fault, Where, nearest
from geju.core.text import Sentence, sentences

TOP = ("policy", "title", "text", "date", "clauses")
FIELDS = (
    "id", "quote", "theme", "bodies", "treat", "because", "require", "mechanism", "firm", "price", "weight", "basis", "indicator",
)  # fmt: skip
Shape = tuple[type | tuple[type, ...], str]
TEXT, LIST, MAPPING = (str, "文字 / text"), (list, "列表 / a list"), (dict, "映射 / a mapping")
TOP_FORMS: dict[str, Shape] = {"title": MAPPING, "text": TEXT, "clauses": LIST}
FORMS: dict[str, Shape] = {
    "id": TEXT, "quote": TEXT, "theme": TEXT, "bodies": LIST, "treat": TEXT, "because": MAPPING, "require": MAPPING,
    "mechanism": MAPPING, "firm": (bool, "true, false"), "price": (str, "数 单位 / number unit"),
    "weight": ((int, float), "数 / a number"), "basis": MAPPING, "indicator": MAPPING,
}  # fmt: skip


def _names(value: Any) -> bool:
    """One name, or a list of at least one."""
    return isinstance(value, str) or (
        isinstance(value, list) and bool(value) and all(isinstance(v, str) for v in value)
    )


_NAMES = (_names, "名称或非空列表 / a name or a list of names")
_NAME = (lambda value: isinstance(value, str), TEXT[1])
SCOPE_FORMS: dict[str, tuple[Callable[[Any], bool], str]] = {
    "tags": _NAMES, "kind": _NAMES, "in": _NAMES, "from": _NAMES, "to": _NAMES, "mode": _NAMES, "commodity": _NAME,
    "unit_value": _NAME, "base": _NAME, "base_year": (lambda value: isinstance(value, int | float), "年 / a year"),
    "between": (lambda value: _names(value) and isinstance(value, list) and len(value) == 2, "[A, B]"),
    "amount": (lambda value: isinstance(value, dict), "{时期: 数 单位} / {period: number unit}"),
}  # fmt: skip
# how a clause is treated -> fields it may not carry, because nothing is computed for it
BARRED = {
    "context": ("require", "mechanism"),
    "tracked": ("require", "mechanism"),
    "out-of-scope": ("require", "mechanism", "indicator"),
}


class PolicyReader:
    """One pass over a clause file; ``faults`` fills up as it goes."""

    def __init__(self, shown: str, periods: tuple[str, ...]) -> None:
        self.shown = shown
        self.periods = periods
        self.faults: list[Fault] = []
        self.text = ""
        self.sentences: tuple[Sentence, ...] = ()

    def fault(self, code: str, line: int, name: str, near: tuple[str, ...] = (), /, **blanks: Any) -> None:
        """Note a fault of the clause called ``name``."""
        self.faults.append(Fault(code, Where(self.shown, line, "", name), {"clause": name, **blanks}, near))

    def policy(self, path: Path) -> Policy | None:
        """The policy at ``path``; None when the file is no YAML mapping. Faults P001 … P017 and T001, T002 are noted."""
        document = self._document(path)
        if document is None:
            return None
        self._known(document, TOP, 1, "policy")
        document = self._formed(document, TOP_FORMS, 1, "policy")
        if "text" in document:
            self.text = self._read_text(path.parent / document["text"])
        else:
            self.fault("P003", 1, "policy", field="text")
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

    def _known(self, item: dict[str, Any], fields: Iterable[str], line: int, name: str) -> None:
        for key in item:
            if key not in fields:
                self.fault(
                    "P002", _line(item, key, line), name, nearest(str(key), fields), field=key, known=", ".join(fields)
                )

    def _clause(self, item: dict[str, Any], line: int) -> Clause:
        name = item["id"]
        self._known(item, FIELDS, line, name)
        item = self._formed(item, FORMS, line, name)
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
            self._mechanism(item.get("mechanism"), line, name) if modelled else None, self._price(item, line, name),
            float(item.get("weight", 1.0)), dict(item.get("basis") or {}), _words(item.get("indicator")), self.shown,
        )  # fmt: skip

    def _formed(self, item: dict[str, Any], forms: dict[str, Shape], line: int, name: str) -> dict[str, Any]:
        """The item without the fields that have a wrong form; each of them is a fault."""
        bad = [key for key, (form, _) in forms.items() if key in item and not isinstance(item[key], form)]
        for key in bad:
            self.fault("P016", _line(item, key, line), name, field=key, expected=forms[key][1])
        return {k: v for k, v in item.items() if k not in bad} if bad else item

    def _check_treat(self, item: dict[str, Any], treat: str, line: int, name: str) -> None:
        if treat not in TREATS:
            self.fault(
                "P015", _line(item, "treat", line), name, nearest(treat, TREATS), value=treat, known=", ".join(TREATS)
            )
        elif treat != "modelled" and not item.get("because"):
            self.fault("P007", line, name, treat=treat)
        elif treat == "modelled" and ("require" in item) == ("mechanism" in item):
            self.fault("P008", line, name)
        if "firm" in item and item["firm"] == ("price" in item):
            self.fault("P017", _line(item, "firm", line), name)
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

    def _measure(
        self, key: str, scope: Any, line: int, name: str, known: tuple[str, ...] = tuple(MEASURES)
    ) -> Measure | None:
        if key not in known:
            self.fault("P009", line, name, nearest(str(key), known), measure=key, known=", ".join(known))
            return None
        if not isinstance(scope, dict):
            self.fault("P016", line, name, field=key, expected=MAPPING[1])
            return None
        parts: dict[str, Measure] = {}
        for part in NESTED.get(key, ()):
            inner = scope.get(part)
            if isinstance(inner, dict) and len(inner) == 1:
                ((inner_key, inner_scope),) = inner.items()
                found = self._measure(inner_key, inner_scope, _line(scope, part, line), name, PLAIN)
                parts |= {part: found} if found else {}
            elif part in scope:
                self.fault(
                    "P016", _line(scope, part, line), name, field=part, expected="{度量: 范围} / {measure: scope}"
                )
        plain = {**IMPLIED.get(key, {}), **{k: v for k, v in scope.items() if k not in NESTED.get(key, ())}}
        self._scope(
            key, MEASURES[key], {**plain, **{p: scope[p] for p in NESTED.get(key, ()) if p in scope}}, line, name, scope
        )
        return Measure(key, plain, parts)

    def _scope(self, key: str, form: Form, scope: dict[str, Any], line: int, name: str, at: Any) -> None:
        """Keys of a scope that are unknown, missing or of a wrong form: P010, C010, P016."""
        allowed = (*form.needs, *form.may)
        for extra in [k for k in scope if k not in allowed]:
            self.fault(
                "P010", _line(at, extra, line), name, nearest(str(extra), allowed), key=extra, known=", ".join(allowed)
            )
        for need in form.needs:
            if need not in scope:
                self.fault("C010", line, name, measure=key, key=need)
        for part, value in scope.items():
            shape = SCOPE_FORMS.get(part)
            if shape and part in allowed and not shape[0](value) and not (key in NESTED and part in NESTED[key]):
                self.fault("P016", _line(at, part, line), name, field=part, expected=shape[1])

    def _bound(self, sense: str, value: Any, line: int, name: str) -> Bound | None:
        if sense == "no_less_than_before":
            if value is not True:
                self.fault("P012", line, name, value=value)
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
                self.fault(
                    "P013",
                    where,
                    name,
                    nearest(str(period), self.periods),
                    period=period,
                    periods=", ".join(self.periods),
                )
            elif pair is None or (pair[1] and not units.known(pair[1])):
                self.fault("P012", where, name, value=amount)
            else:
                found[str(period)] = pair
        return found

    def _mechanism(self, item: dict[str, Any] | None, line: int, name: str) -> Mechanism | None:
        if not item:
            return None
        kind, scope = next(iter(item.items()))
        if kind not in MECHANISMS or len(item) > 1:
            self.fault(
                "P009",
                line,
                name,
                nearest(str(kind), MECHANISMS),
                measure=", ".join(map(str, item)),
                known=", ".join(MECHANISMS),
            )
            return None
        if not isinstance(scope, dict):
            self.fault("P016", line, name, field=kind, expected=MAPPING[1])
            return None
        self._scope(kind, MECHANISMS[kind], dict(scope), line, name, scope)
        amounts = scope.get("amount")
        found = self.amounts(amounts, _line(scope, "amount", line), name) if isinstance(amounts, dict) else {}
        shares = {key: self._share(scope[key], _line(scope, key, line), name) for key in PREFERENCES if key in scope}
        plain = {k: v for k, v in scope.items() if k not in ("amount", *PREFERENCES)}
        return Mechanism(kind, plain, found, shares)

    def _share(self, value: Any, line: int, name: str) -> float:
        """A change by a share, such as ``-10 %``, as the factor it amounts to; P012 unless that is positive."""
        pair = units.split(str(value))
        ratio = units.factor(pair[1], "dimensionless") if pair and pair[1] else None
        factor = 1.0 + pair[0] * ratio if pair and ratio is not None else -1.0
        if factor < 0:
            self.fault("P012", line, name, value=value)
        return max(factor, 0.0)

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
