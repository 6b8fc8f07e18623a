"""How a clause is treated, and the reason given for it in both languages."""

from __future__ import annotations

from typing import Any

from geju.read.bound import Basis, bounded
from geju.read.catalogue import Match

BECAUSE = {
    "title": ("标题", "the title"),
    "heading": ("小标题", "a heading"),
    "blank": ("空行", "a blank line"),
    "furniture": ("页眉页脚", "a page header or number"),
    "table": ("表格：请人工核对", "a table: to be read by hand"),
    "status": ("陈述已有进展或现状，不是任务", "tells what is, asks for nothing"),
    "statement": ("陈述，不是任务", "a statement, asks for nothing"),
    "attribution": ("说明讲话人", "says who speaks"),
    "responsible": ("责任分工，已记入前面的条款", "names bodies; noted with the clauses before it"),
    "time": ("时间或背景", "time or background"),
    "frame": ("背景与依据", "background"),
    "marker": ("序号", "a list mark"),
    "formal": ("文号、称谓或套语", "a document number, an address or a formula"),
}

NO_NUMBER = (
    "原文没有可计算的限值；模型可用度量“{measure}”表示，选定有据可查的限值后可改为 modelled",
    "the text gives no bound; the model can carry it as {measure} once a bound with a named basis is chosen",
)

FLAGGED = {
    "other-unit": ("原文数字的单位与该度量不符", "the number's unit does not fit the measure"),
    "no-year": ("原文数字没有年份", "the number has no year"),
    "about": ("原文是约数或区间", "the number is approximate or a range"),
    "change": ("原文是相对基期的变化量", "the number is a change against a base"),
    "finer-place": ("原文地点比模型细", "the place is finer than the model's"),
}

WATCHED = (
    "不是模型可约束的数量；跟踪所列指标和任务",
    "no quantity the model bounds; its indicator and tasks are watched",
)


def outside_because(because: dict[str, str], word: str) -> dict[str, str]:
    """The reason for being out of scope, with the word that showed it."""
    return {"zh": f"{because['zh']}（“{word}”）", "en": f"{because['en']} (“{word}”)"}


def treated(known: dict[str, Any], match: Match, sure: float, basis: tuple[Basis, ...]) -> dict[str, Any]:
    """What the catalogue row adds to a clause: theme, measure, bound, and how it is treated."""
    row = match.measure
    share = sum(map(len, match.words)) / max(1, len(known["object"]))
    bound = bounded(row, known["quantities"], known["places"] or known["scope"], known["verb"], basis)
    if bound.require:
        treat, because = "modelled", {}
    elif row.treat == "modelled":
        notes = [FLAGGED[flag] for flag in bound.flags if flag in FLAGGED]
        more = ("；".join(["", *(n[0] for n in notes)]), "; ".join(["", *(n[1] for n in notes)]))
        treat, because = (
            "tracked",
            {k: NO_NUMBER[i].format(measure=row.measure) + more[i] for i, k in enumerate(("zh", "en"))},
        )
    else:
        treat, because = "tracked", {"zh": WATCHED[0], "en": WATCHED[1]}
    implied = not known["bodies"] and row.bodies
    return {
        "treat": treat,
        "theme": row.theme,
        "sector": row.sector,
        "catalogue": row.id,
        "matched": match.words,
        "measure": row.measure,
        "proposal": {row.measure: row.scope, "sense": row.sense, "unit": row.unit} if row.measure else {},
        "require": bound.require,
        "basis": bound.basis,
        "indicator": row.indicator,
        "because": because,
        "confidence": round(sure * row.sure * (0.7 + 0.3 * min(1.0, share)), 2),
        "flags": tuple(f for f in bound.flags if f != "no-number"),
    } | ({"bodies": row.bodies, "body_basis": "implied"} if implied else {})
