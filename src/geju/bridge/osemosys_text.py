"""Read data sections of MathProg: sets and parameters in all their forms, in one pass over the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from geju.core.errors import Fault, Where

_NOISE = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*|/\*.*?\*/", re.DOTALL)
_SET = re.compile(r"set\s+(\w+)\s*(?:\[([^\]]*)\])?\s*(?:dimen\s+\d+\s*)?(:=|:)?(.*)", re.DOTALL)
_TABBING = re.compile(r"(?:default\s+(\S+)\s+)?:\s*(?:\w+\s*:)?([\w\s,]+):=(.*)", re.DOTALL)
_PARAM = re.compile(r"(\w+)(?:\s+default\s+([^\s:\[]+))?(.*)", re.DOTALL)
_MARK = re.compile(r"(\[[^\]]*\]|\(\s*tr\s*\)|:=|:)")
BLANK = "\ue000"
_TUPLE = re.compile(r"\(([^()]*)\)")


@dataclass(frozen=True)
class Chunk:
    """A piece of a parameter: entries of one slice, as a list or under column heads.

    ``slice`` fixed subscripts with ``*`` where entries give the key (None: all given) · ``heads`` columns of a matrix, None for
    a list · ``turned`` rows and columns change places · ``words`` the entries · ``beside`` which of how many values that follow
    each key, where several parameters stand side by side.
    """

    slice: tuple[str, ...] | None
    heads: tuple[str, ...] | None
    turned: bool
    words: list[str]
    beside: tuple[int, int] = (0, 1)


@dataclass
class Written:
    """A parameter as it is written: its default, its pieces and the line it starts in."""

    name: str
    line: int
    default: str | None = None
    chunks: list[Chunk] = field(default_factory=list)


@dataclass
class Section:
    """A data section: sets, sets over keys (each entry a tuple), parameters, and what could not be read."""

    sets: dict[str, list[str]] = field(default_factory=dict)
    keyed: dict[str, dict[str, list[tuple[str, ...]]]] = field(default_factory=dict)
    params: dict[str, Written] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_section(text: str, shown: str) -> Section:
    """The data section in ``text``. Faults O002 for statements that are no set or parameter, O007 for one that stands twice."""
    found, quoted = Section(), list[str]()

    def plain(match: re.Match[str]) -> str:
        part = match[0]
        if part[0] in "\"'":
            quoted.append(part[1:-1])
            return f" \0{len(quoted) - 1}\0 "
        return "\n" * part.count("\n") + " "

    text = _NOISE.sub(plain, text)
    for statement, line in _statements(text):
        if quoted and "\0" in statement:
            statement = re.sub("\0(\\d+)\0", lambda m: _one_word(quoted[int(m[1])]), statement)
        kind = statement.split(None, 1)[0] if statement else ""
        where = Where(shown, line)
        if kind == "set":
            _set(found, statement, where)
        elif kind == "param":
            _param(found, statement[5:].strip(), where)
        elif kind not in ("", "data", "end"):
            found.faults.append(Fault("O002", where, {"text": statement[:60]}))
    return found


def _one_word(text: str) -> str:
    """A quoted name as one word: blanks inside wait as a letter that no name has, which nothing splits at."""
    return text.replace(" ", BLANK)


def _statements(text: str) -> Iterator[tuple[str, int]]:
    """Statements with the line each starts in; what stands before ``data;`` is a model and skipped."""
    marks = ((mark, text[: mark.start()].rstrip()) for mark in re.finditer(r"data\s*;", text))
    start = next((mark for mark, before in marks if not before or before[-1] == ";"), None)
    line = 1 + (text.count("\n", 0, start.end()) if start else 0)
    for part in (text[start.end() :] if start else text).split(";"):
        bare = part.lstrip()
        yield bare.rstrip(), line + part.count("\n", 0, len(part) - len(bare))
        line += part.count("\n")


def _words(text: str) -> list[str]:
    words = (text.replace(",", " ") if "," in text else text).split()
    return [w.replace(BLANK, " ") for w in words] if BLANK in text else words


def _set(found: Section, statement: str, where: Where) -> None:
    match = _SET.match(statement)
    if match is None or match[3] == ":" or "(*" in match[4]:
        found.faults.append(Fault("O002", where, {"text": statement[:60]}))
        return
    name, key, body = match[1], match[2], match[4]
    if key is None and "(" not in body:
        if name in found.sets:
            found.faults.append(Fault("O007", where, {"name": name, "key": "set"}))
        found.sets[name] = _words(body)
        return
    pairs = _TUPLE.findall(body) if "(" in body else _words(body)
    entries = [tuple(_words(entry)) for entry in pairs]
    found.keyed.setdefault(name, {})[_words(key)[0] if key else ""] = entries


def _param(found: Section, text: str, where: Where) -> None:
    """``param default v : A B := …`` (values of several parameters side by side) or ``param A default v …``."""
    match = _TABBING.match(text)
    if match:
        names, words = _words(match[2]), _words(match[3])
        for place, name in enumerate(names):
            written = _begin(found, name, where, match[1])
            if words:
                written.chunks.append(Chunk(None, None, False, words, (place, len(names))))
        return
    match = _PARAM.match(text)
    if match is None:
        found.faults.append(Fault("O002", where, {"text": f"param {text[:50]}"}))
        return
    written = _begin(found, match[1], where, match[2])
    written.chunks += _chunks(match[3])


def _begin(found: Section, name: str, where: Where, default: str | None) -> Written:
    if name in found.params:
        found.faults.append(Fault("O007", where, {"name": name, "key": "param"}))
    found.params[name] = Written(name, where.line, default)
    return found.params[name]


def _chunks(body: str) -> Iterator[Chunk]:
    """The pieces of a parameter's body: each mark (slice, column heads, transposition) holds until the next."""
    parts = _MARK.split(body)
    subs: tuple[str, ...] | None = None
    heads: tuple[str, ...] | None = None
    turned = waiting = False
    for k, part in enumerate(parts):
        if k % 2 == 0:
            if waiting:
                heads = tuple(_words(part))
            elif part and not part.isspace():
                yield Chunk(subs, heads, turned, _words(part))
        elif part[0] == "[":
            subs, heads, turned = tuple(_words(part[1:-1])), None, False
        elif part[0] == "(":
            turned = True
        else:
            waiting = part == ":"
