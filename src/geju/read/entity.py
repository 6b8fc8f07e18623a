"""Who and where: bodies, places and programmes in a phrase; the longest name of the gazetteer wins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from geju.read.lexicon import Name, english_names, labels, members, names

_GOVERNMENT = re.compile(
    r"(?:省|市|自治区|各级|地方|党委|和|、|州)*(?:党委和政府|党委、政府|党委政府|人民政府|政府|党委|省委|市委|发展改革委|省政府|区党委)"
)
_QUOTED = re.compile(r"《[^》]*》|“[^”]*”")  # 《黄河保护法》, “关中粮仓” name no place to act in
_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
ADMINISTRATIVE = frozenset(("province", "prefecture", "county"))


@dataclass(frozen=True, slots=True)
class Entity:
    """A name in a phrase; the range counts characters of the phrase's words."""

    start: int
    end: int
    kind: str
    code: str
    level: str
    text: str


def entities(words: str) -> tuple[Entity, ...]:
    """Every place, body and programme in the Chinese words. A place with 党委, 政府 … behind it is also a body.

    >>> [e.code for e in entities("广西壮族自治区人民政府要建好北部湾港")]
    ['CN-GX', 'gov:CN-GX', 'beibu-gulf-port']
    """
    found: list[Entity] = []
    quoted = [match.span() for match in _QUOTED.finditer(words)] if "“" in words or "《" in words else []
    for at, name in names().scan(words):
        end = at + len(name.text)
        if name.kind == "shield" or (name.kind == "place" and any(a < at and end < b for a, b in quoted)):
            continue
        found.append(Entity(at, end, name.kind, name.code, name.level, name.text))
        if name.kind == "place" and name.code != "CN":
            office = _GOVERNMENT.match(words, end)
            if office:
                found.append(Entity(at, office.end(), "body", f"gov:{name.code}", "local", words[at : office.end()]))
    return tuple(found)


def english_entities(words: str) -> tuple[Entity, ...]:
    """The same for English words."""
    low = words.lower().replace("–", "-").replace("’", "'")
    index, found, after = english_names(), [], 0
    for match in _WORD.finditer(low):
        at = match.start()
        if at < after:
            continue
        for name in index.get(match.group(), ()):
            text = name.text.lower().replace("–", "-")
            end = at + len(text)
            if low.startswith(text, at) and not low[end : end + 1].isalpha() and _proper(words[at], name):
                found.append(Entity(at, end, name.kind, name.code, name.level, words[at:end]))
                after = end
                break
    return tuple(found)


def _proper(first: str, name: Name) -> bool:
    return (
        first.isupper()
        or name.text[0].islower()
        or name.level in ("group", "policy-area", "local", "generic", "enterprise", "national")
    )


def place_codes(found: Iterable[Entity]) -> tuple[str, ...]:
    """Codes of the places named, each once, in order; 东中西部 stands for its three regions."""
    codes: dict[str, None] = {}
    for entity in found:
        if entity.kind == "place":
            codes.update(dict.fromkeys(members().get(entity.code) or [entity.code]))
        elif entity.kind == "programme" and entity.level:
            codes[entity.level] = None
    return tuple(codes)


def label(code: str, lang: str) -> str:
    """The name of a place or body by its code, for readers."""
    if code.startswith("gov:"):
        zh, en = labels().get(code[4:], (code[4:], code[4:]))
        return f"{zh}党委和政府" if lang == "zh" else f"{en} authorities"
    return labels().get(code, (code, code))[lang == "en"]
