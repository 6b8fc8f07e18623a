"""Why a clause was drafted as it was: the rule that fired, the words it fired on, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator

from geju.core.yaml_out import flow
from geju.read.clause import Draft
from geju.read.entity import label
from geju.read.quantity import Quantity
from geju.read.reading import Reading
from geju.read.words import STATES, THEME_NAMES

RULES = {
    "modal": ("主语＋要/应当/不得＋动词＋宾语", "subject + modal + verb + object"),
    "adverb": ("副词＋动词＋宾语", "adverb + verb + object"),
    "verb": ("句首动词＋宾语", "verb + object at the start"),
    "noun-verb": ("可作名词的动词＋宾语", "a verb that may be a noun + object"),
    "ba": ("把/将＋宾语＋动词＋补语", "把/将 + object + verb + complement"),
    "frame": ("介词短语之后的动词＋宾语", "verb + object behind a prepositional frame"),
    "body": ("责任主体＋动词＋宾语", "body + verb + object, no modal"),
    "goal": ("指标＋达到/提高＋数量或时限", "indicator + outcome verb + number or year"),
    "elided": ("省略的宾语取自前文", "the object was left out and is taken from the words before"),
    "joined": ("并列的动宾", "one of several verb–object pairs in a phrase"),
    "english": ("英文：动词＋宾语", "English: verb + object"),
    "passive": ("英文：被动式", "English: passive"),
    "undecided": ("没有规则适用", "no rule fired"),
}
BASES = {
    "named": ("原文写明", "named in the text"),
    "inherited": ("承前句", "from an earlier phrase"),
    "implied": ("目录所列的通常责任主体，原文未写", "usual bodies by the catalogue, not in the text"),
}


NAMES = {
    "quote": ("原文", "quote"),
    "where": ("位置", "where"),
    "rule": ("语法规则", "grammar rule"),
    "verb": ("动词", "verb"),
    "object": ("对象", "object"),
    "complement": ("补语", "complement"),
    "subject": ("主语", "subject"),
    "adverbs": ("情态与副词", "modal, adverbs"),
    "nested": ("内含", "nested"),
    "who": ("谁", "who"),
    "places": ("何处", "where it applies"),
    "quantities": ("数量", "how much"),
    "catalogue": ("目录", "catalogue"),
    "theme": ("主题", "theme"),
    "measure": ("建议度量", "proposed measure"),
    "require": ("限值", "bound"),
    "basis": ("限值依据", "basis"),
    "indicator": ("指标", "indicator"),
    "treat": ("处理", "treat"),
    "because": ("理由", "because"),
    "confidence": ("把握", "confidence"),
    "flags": ("提示", "flags"),
}


def explain(reading: Reading, key: str, lang: str = "zh") -> str:
    """The reading of one clause, named by its id or its number, step by step. Error: R030."""
    clause = reading.clause(key)
    number = reading.clauses.index(clause) + 1
    return "\n".join(
        [
            f"{number}. {clause.id}",
            *(f"  {NAMES[key][lang == 'en']}: {words}" for key, words in steps(clause, lang) if words),
        ]
    )


def steps(c: Draft, lang: str) -> Iterator[tuple[str, str]]:
    """Key (of ``NAMES``) and words of each step, in the order of the reading; the words may be blank."""
    yield from _found(c, lang)
    yield from _concluded(c, lang)


def _found(c: Draft, lang: str) -> Iterator[tuple[str, str]]:
    """What stands in the text, and the rule by which it was found."""
    pick, comma = (0, "、") if lang == "zh" else (1, ", ")
    where = (
        f"第 {c.paragraph} 段第 {c.sentence} 句，字符 {c.start}–{c.end}",
        f"paragraph {c.paragraph}, sentence {c.sentence}, characters {c.start}–{c.end}",
    )
    yield "quote", c.quote
    yield "where", where[pick]
    yield "rule", f"{c.rule}: {RULES[c.rule][pick]}" if c.rule in RULES else c.rule
    yield from (("verb", c.verb), ("object", c.object), ("complement", c.complement), ("subject", c.subject))
    yield "adverbs", " ".join(part for part in (c.modal, *c.adverbs) if part)
    yield "nested", "; ".join(f"{verb} → {words}" for verb, words in c.nested)
    basis = f" ({BASES[c.body_basis][pick]})" if c.body_basis in BASES else ""
    yield "who", comma.join(label(body, lang) for body in c.bodies) + basis
    yield "places", comma.join(f"{label(place, lang)} [{place}]" for place in c.places or c.scope)
    yield "quantities", "; ".join(told(quantity) for quantity in c.quantities)


def _concluded(c: Draft, lang: str) -> Iterator[tuple[str, str]]:
    """What the catalogue makes of it."""
    by = (
        f"measures.csv 第 “{c.catalogue}” 行，凭 “{'”“'.join(c.matched)}” 认出",
        f"row '{c.catalogue}' of measures.csv, by “{'” “'.join(c.matched)}”",
    )
    yield "catalogue", by[lang == "en"] if c.catalogue else ""
    yield "theme", THEME_NAMES[lang].get(c.theme, c.theme) + (f" / {c.sector}" if c.sector else "")
    yield "measure", f"{c.measure} {flow(c.proposal.get(c.measure, {}))}" if c.measure else ""
    yield "require", flow(c.require) if c.require else ""
    yield "basis", str(c.basis.get("title", ""))
    unit = f" [{c.indicator['unit']}]" if c.indicator.get("unit") else ""
    yield "indicator", c.indicator.get(lang, "") + unit
    yield "treat", STATES[lang][c.treat]
    yield "because", c.because.get(lang, "")
    yield "confidence", f"{c.confidence:.2f}"
    yield "flags", ", ".join(c.flags)


def told(quantity: Quantity) -> str:
    """A quantity on one line: as written, in the units of the policy language, its direction and year."""
    year = f", {quantity.year}" if quantity.year else ""
    return f"{quantity.text} = {quantity.value:.12g} {quantity.unit}, {quantity.bound}{year}"
