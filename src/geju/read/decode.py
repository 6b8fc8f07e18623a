"""Bytes → characters, whatever the editor that saved them: nothing refused that can be read, every doubt told."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from itertools import islice

from geju.core.errors import Fault, Where, refuse

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
PACKED = ((b"%PDF", "PDF"), (b"PK\x03\x04", "Word/Excel"), (b"\xd0\xcf\x11\xe0", "Word (doc)"), (b"{\\rtf", "RTF"))
LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_BAD = re.compile("[\udc80-\udcff]")
_WIDE = re.compile(r"[０-９Ａ-Ｚａ-ｚ％．]")
_TRADITIONAL = re.compile(r"[國發區業產經濟東長開關進導業務貿應來對會時間實與從種學體黨]")
LISTED = 8  # line numbers named in one warning


@dataclass(frozen=True)
class Source:
    """A text as characters; ``warnings`` say what was doubtful in the bytes and where."""

    text: str
    encoding: str
    name: str = ""
    warnings: tuple[Fault, ...] = ()


def decode(raw: bytes, name: str = "") -> Source:
    """The bytes as text. UTF-8, UTF-16 and GB18030 are told apart; a byte nobody can read becomes U+FFFD.

    Errors: R001 a packed file (Word, PDF), R002 not UTF-8, R003 unreadable bytes, R004 control characters,
    R006 mixed widths, R010 traditional characters. Only R001 refuses; the others are warnings.
    """
    for magic, kind in PACKED:
        if raw.startswith(magic):
            refuse([Fault("R001", Where(name), {"kind": kind})])
    text, encoding = _characters(raw)
    warnings = []
    if encoding != "utf-8":
        warnings.append(Fault("R002", Where(name), {"encoding": encoding}))
    for code, pattern in (("R003", _BAD), ("R004", _CONTROL), ("R006", _WIDE)):
        warnings += told(code, name, text, pattern)
    if len(_TRADITIONAL.findall(text, 0, 20000)) > 40:
        warnings.append(Fault("R010", Where(name)))
    return Source(_BAD.sub("\ufffd", text), encoding, name, tuple(warnings))


def _characters(raw: bytes) -> tuple[str, str]:
    for bom, encoding in BOMS:
        if raw.startswith(bom):
            body = raw[len(bom) :]
            if encoding != "utf-8":
                return body.decode(encoding, "replace"), encoding
            return body.decode("utf-8", "surrogateescape"), "utf-8"
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    head = raw[:4000]
    if head.count(0) * 5 > len(head):
        odd = sum(1 for byte in head[1::2] if byte == 0) * 2 >= head.count(0)
        encoding = "utf-16-le" if odd else "utf-16-be"
        return raw.decode(encoding, "replace"), encoding
    return min(
        ((raw.decode(encoding, "surrogateescape"), encoding) for encoding in ("utf-8", "gb18030")),
        key=lambda found: len(_BAD.findall(found[0])),
    )


def line_of(text: str, position: int) -> int:
    """The line, counted from 1, in which a character stands."""
    return 1 + sum(1 for _ in LINE_END.finditer(text, 0, position))


def told(code: str, name: str, text: str, pattern: re.Pattern[str]) -> list[Fault]:
    """One warning for all places where the pattern occurs: how many, and in which lines the first ones are."""
    found = list(islice(pattern.finditer(text), 100_001))
    if not found:
        return []
    lines = sorted({line_of(text, match.start()) for match in found[:LISTED]})
    spots = {"count": len(found), "lines": ", ".join(map(str, lines)) + (" …" if len(found) > LISTED else "")}
    return [Fault(code, Where(name, lines[0]), spots)]
