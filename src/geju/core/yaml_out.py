"""Write YAML of clauses by hand: fast, one style, and every character of a quote comes back."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

_PLAIN = re.compile(r"[\u4e00-\u9fff“《（][^\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffd-\uffff:#\ud800-\udfff]*")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_-]*(?:[:/][A-Za-z0-9_-]+)*")
_UNSAFE = re.compile("[\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")
_RESERVED = frozenset("true false yes no on off null y n".split())
_KEY = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_MARKS = re.compile(r"[\[\]{},?]")


def scalar(value: Any, *, nested: bool = False) -> str:
    """A value on one line; a text that YAML could take for something else, or break, stands in double quotes.

    Inside brackets (``nested``) so does a text with a bracket, a comma or a question mark in it.
    """
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    plain = _PLAIN.fullmatch(text) or (_WORD.fullmatch(text) and text.lower() not in _RESERVED)
    if plain and text == text.strip() and not (nested and _MARKS.search(text)):
        return text
    return _UNSAFE.sub(lambda m: f"\\u{ord(m.group()):04x}", json.dumps(text, ensure_ascii=False))


def flow(value: Any) -> str:
    """A value in flow style, on one line: ``{capacity: {tags: [wind, solar]}, at_least: {2030: "455 GW"}}``."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(k)}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(v) for v in value) + "]"
    return scalar(value, nested=True)


def _key(key: Any) -> str:
    plain = isinstance(key, int) or (_KEY.fullmatch(key) and key.lower() not in _RESERVED)
    return str(key) if plain else scalar(key, nested=True)


def mapping(pairs: Iterable[tuple[str, Any]], indent: str) -> list[str]:
    """Lines of a block mapping; nested values in flow style, ``require`` and ``mechanism`` one level open."""
    lines = []
    for key, value in pairs:
        if key in ("require", "mechanism") and isinstance(value, Mapping):
            lines.append(f"{indent}{key}:")
            lines += [f"{indent}  {_key(k)}: {flow(v)}" for k, v in value.items()]
        else:
            lines.append(
                f"{indent}{_key(key)}: {flow(value) if isinstance(value, Mapping | list | tuple) else scalar(value)}"
            )
    return lines
