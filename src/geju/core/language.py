"""The language of clauses: measures, scopes, bounds, mechanisms and prices, read with every fault noted where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from geju.core import unit as units
from geju.core.clause import (
    BOUND_KEYS,
    IMPLIED,
    MEASURES,
    MECHANISMS,
    NESTED,
    PLAIN,
    PREFERENCES,
    Bound,
    Form,
    Measure,
    Mechanism,
)  # fmt: skip
from geju.core.errors import Fault, Where, nearest

Shape = tuple[type | tuple[type, ...], str]
TEXT, LIST, MAPPING = (str, "文字 / text"), (list, "列表 / a list"), (dict, "映射 / a mapping")


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


class LanguageReader:
    """Reads the parts of a clause; ``faults`` fills up as it goes. ``shown`` is how the file is called in faults."""

    def __init__(self, shown: str, periods: tuple[str, ...]) -> None:
        self.shown = shown
        self.periods = periods
        self.faults: list[Fault] = []

    def fault(self, code: str, line: int, name: str, near: tuple[str, ...] = (), /, **blanks: Any) -> None:
        """Note a fault of the clause called ``name``."""
        self.faults.append(Fault(code, Where(self.shown, line, "", name), {"clause": name, **blanks}, near))

    def known(self, item: dict[str, Any], fields: Iterable[str], line: int, name: str) -> None:
        """Note fields that are not among those allowed (P002)."""
        for key in item:
            if key not in fields:
                self.fault(
                    "P002",
                    line_of(item, key, line),
                    name,
                    nearest(str(key), fields),
                    field=key,
                    known=", ".join(fields),
                )

    def formed(self, item: dict[str, Any], forms: dict[str, Shape], line: int, name: str) -> dict[str, Any]:
        """The item without the fields that have a wrong form; each of them is a fault."""
        bad = [key for key, (form, _) in forms.items() if key in item and not isinstance(item[key], form)]
        for key in bad:
            self.fault("P016", line_of(item, key, line), name, field=key, expected=forms[key][1])
        return {k: v for k, v in item.items() if k not in bad} if bad else item

    def require(self, require: dict[str, Any], line: int, name: str) -> tuple[Measure | None, tuple[Bound, ...]]:
        """A requirement as measure and bounds. Faults P003, P009 … P013, P016, C010."""
        measures = [key for key in require if key not in BOUND_KEYS]
        measure = None
        if len(measures) != 1:
            self.fault("P003", line, name, field="require: (" + " | ".join(MEASURES) + ")")
        else:
            measure = self._measure(measures[0], require[measures[0]], line_of(require, measures[0], line), name)
        senses = [key for key in BOUND_KEYS if key in require]
        if not senses:
            self.fault("P011", line, name)
        bounds = (self._bound(s, require[s], line_of(require, s, line), name) for s in senses)
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
                found = self._measure(inner_key, inner_scope, line_of(scope, part, line), name, PLAIN)
                parts |= {part: found} if found else {}
            elif part in scope:
                self.fault(
                    "P016", line_of(scope, part, line), name, field=part, expected="{度量: 范围} / {measure: scope}"
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
                "P010",
                line_of(at, extra, line),
                name,
                nearest(str(extra), allowed),
                key=extra,
                known=", ".join(allowed),
            )
        for need in form.needs:
            if need not in scope:
                self.fault("C010", line, name, measure=key, key=need)
        for part in ("base", "unit_value"):
            pair = units.split(str(scope.get(part, "0 1")))
            if pair is None or not (pair[1] in ("", "1") or units.known(pair[1])):
                self.fault("P012", line_of(at, part, line), name, value=scope[part])
        for part, value in scope.items():
            shape = SCOPE_FORMS.get(part)
            if shape and part in allowed and not shape[0](value) and not (key in NESTED and part in NESTED[key]):
                self.fault("P016", line_of(at, part, line), name, field=part, expected=shape[1])

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
            where = line_of(value, period, line)
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

    def mechanism(self, item: dict[str, Any] | None, line: int, name: str) -> Mechanism | None:
        """A price, transfer or preference. Faults P009, P010, P012, P013, P016, C010."""
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
        found = self.amounts(amounts, line_of(scope, "amount", line), name) if isinstance(amounts, dict) else {}
        shares = {key: self._share(scope[key], line_of(scope, key, line), name) for key in PREFERENCES if key in scope}
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

    def price(self, item: dict[str, Any], line: int, name: str) -> tuple[float, str] | None:
        """The price of missing a clause; P012 when it cannot be read."""
        if "price" not in item:
            return None
        pair = units.split(item["price"])
        if pair is None or not units.known(pair[1]):
            self.fault("P012", line_of(item, "price", line), name, value=item["price"])
        return pair


def line_of(item: Any, key: Any = None, default: int = 0) -> int:
    """The line of a YAML mapping, or of one of its keys, counted from 1."""
    marks = getattr(item, "lc", None)
    if marks is None:
        return default
    if key is not None:
        at = (marks.data or {}).get(key)
        return int(at[0]) + 1 if at else default
    return int(marks.line) + 1
