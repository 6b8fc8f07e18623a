"""The head of the page and its findings: sentences computed from the plan's tables, in both languages."""

from __future__ import annotations

from typing import Any

import polars as pl

from geju.report import policy, totals
from geju.report.shared import goods
from geju.report.text import Both, called, join, money, number, price, say, share, unit
from geju.report.view import OUTSIDE, View

Finding = tuple[str, Both, list[Both]]
RANK = {"season": 1, "slice": 2}  # of resolutions, the year being 0
QUOTE = 46  # letters of a clause's quote that a sentence repeats
TOP = 6
KINDS_TOP = 8
LEAST = 0.001  # a share below this is not told


def title(view: View) -> Both:
    """What the plan is of."""
    case: Any = view.plan.case
    name, both = str(getattr(case, "name", "") or "Geju"), getattr(case, "title", None) or {}
    return both.get("zh") or name, both.get("en") or both.get("zh") or name


def head(view: View) -> dict[str, Any]:
    """Status, cost, size, certificate and counts, as they stand in the plan."""
    plan: Any = view.plan
    case: Any = plan.case
    text: Any = getattr(case, "policy", None)
    named = getattr(text, "title", None) or {}
    certificate = plan.certificate
    checks = {n: _small(getattr(certificate, n, None)) for n in ("primal", "dual", "gap")} if certificate else {}
    return {
        "policy": (named.get("zh", ""), named.get("en", "") or named.get("zh", "")),
        "date": str(getattr(text, "date", "") or ""),
        "status": plan.status,
        "objective": number(plan.total, 4),
        "currency": unit(plan.currency),
        "resolution": called("resolution", str(plan.resolution)),
        "size": {k: number(float(v), 6) for k, v in dict(plan.size or {}).items()},
        "seconds": {k: number(float(v)) for k, v in dict(plan.seconds or {}).items()},
        "peak": number(float(plan.peak_mb or 0)),
        "checks": checks,
        "passed": bool(getattr(certificate, "passed", False)) if certificate else None,
        "counts": policy.counts(view),
    }


def _small(value: Any) -> str:
    return f"{float(value):.1e}" if value is not None else "–"


def findings(view: View) -> list[Finding]:
    """What a reader must know first; each is (tone, text, items under it), tone one of plain, good, warn."""
    parts = (_invested, _largest, totals.yearly, totals.together, _mix, totals.own, _coverage, _dearest, _missed, _short,
             totals.hangs, _trust)  # fmt: skip
    return [finding for part in parts for finding in part(view)]


def _money(view: View, value: float) -> Both:
    return money(view.plan.currency, value)


def _invested(view: View) -> list[Finding]:
    invest = view.by_area("cost").filter(pl.col("item") == "invest")
    total = float(invest["value"].sum())
    if total <= 1e-9:
        return []
    periods = [y for y in view.periods if float(invest.filter(pl.col("period") == y)["value"].sum()) > 1e-9]
    span = "–".join(dict.fromkeys([periods[0], periods[-1]]))
    sectors = invest.group_by("sector").agg(pl.col("value").sum()).sort("value", descending=True)
    parts = [_share_of(called("sector", str(s)), v / total) for s, v in sectors.rows() if v > LEAST * total]
    said = join(parts)
    found: list[Finding] = [("plain", say("find.invest", span=span, total=_money(view, total), sectors=said), [])]
    if view.focus:
        inside = float(invest.filter(pl.col("area").is_in(list(view.focus)))["value"].sum())
        group = next(iter(view.names["group"].values()))
        found.append(
            ("plain", say("find.focus", group=group, share=share(inside / total), amount=_money(view, inside)), [])
        )
    return found


def _share_of(name: Both, part: float) -> Both:
    return f"{name[0]} {share(part)}", f"{name[1]} {share(part)}"


def _largest(view: View) -> list[Finding]:
    """What is built: the kinds that cost most, how much of each, and where most of it stands."""
    spent = view.table("cost").filter(pl.col("item") == "invest").group_by("kind").agg(pl.col("value").sum())
    built = view.by_area("capacity").group_by("kind", "unit", "area").agg(pl.col("built").sum())
    said = []
    for kind, value in spent.sort("value", descending=True).head(KINDS_TOP).rows():
        here = built.filter(pl.col("kind") == kind).sort("built", descending=True)
        if value <= 1e-9 or not here.height:
            continue
        measured, amount = unit(str(here["unit"][0])), number(float(here["built"].sum()))
        places = [a for a, b in here.select("area", "built").head(3).rows() if a != OUTSIDE and b > 1e-6]
        where = [mark.join(view.name("place", p)[n] for p in places) for n, mark in enumerate(("、", ", "))]
        name = view.name("kind", str(kind))
        said.append(say("find.built", kind=name, amount=(f"{amount} {measured[0]}", f"{amount} {measured[1]}"),
                        money=_money(view, value), where=(where[0] or "–", where[1] or "–")))  # fmt: skip
    return [("plain", say("find.largest"), said)] if said else []


def _mix(view: View) -> list[Finding]:
    """The share of the kinds tagged ``non-fossil`` in what they supply with those tagged ``fossil``: the finest balance."""
    kinds = _tagged(view, "non-fossil")
    account = view.table("account").filter(
        (pl.col("side") == "supply") & pl.col("kind").is_in(kinds + _tagged(view, "fossil"))
    )
    if not kinds or not account.height:
        return []
    known = goods(view)
    sums = account.filter(pl.col("kind").is_in(kinds)).group_by("commodity").agg(pl.col("value").sum()).rows()
    if not sums:
        return []
    commodity = str(max(sums, key=lambda r: (RANK.get(known.get(r[0], ("", False))[0], 0), r[1]))[0])
    part = account.filter(pl.col("commodity") == commodity)
    ratio = {}
    for y in view.periods:
        here = part.filter(pl.col("period") == y)
        whole = float(here["value"].sum())
        ratio[y] = float(here.filter(pl.col("kind").is_in(kinds))["value"].sum()) / whole if whole > 0 else 0.0
    steps = join((f"{y} 年 {share(r)}", f"{share(r)} in {y}") for y, r in ratio.items())
    return [("plain", say("find.mix", commodity=view.name("commodity", commodity), steps=steps), [])]


def _tagged(view: View, tag: str) -> list[str]:
    """The kinds that carry a tag."""
    tables = getattr(view.plan.case, "tables", None) or {}
    frame = tables.get("kinds")
    if frame is None or not {"kind", "tags"} <= set(frame.columns):
        return []
    return [str(k) for k, tags in frame.select("kind", "tags").rows() if tag in (tags or ())]


def _coverage(view: View) -> list[Finding]:
    counts = policy.counts(view)
    if not counts["sentences"]:
        return []
    tone = "good" if counts["covered"] == counts["sentences"] else "warn"
    blanks = {name: str(value) for name, value in counts.items() if name != "out-of-scope"}
    return [(tone, say("find.coverage", out=str(counts["out-of-scope"]), **blanks), [])]


def _clauses(view: View) -> dict[str, str]:
    return {str(c): str(q or "") for c, q in view.table("treat").select("clause", "quote").rows()}


def _cite(view: View, code: str, quotes: dict[str, str]) -> Both:
    """A clause in a sentence: the head of its quote, else its name."""
    quote = quotes.get(code, "")
    if quote:
        cut = quote if len(quote) <= QUOTE else quote[: QUOTE - 1] + "…"
        return f"“{cut}”", f"{code} (“{cut}”)"
    return view.name("limit", code)


def _dearest(view: View) -> list[Finding]:
    """The binding clauses whose bounds are worth most at the margin, summed over their rows."""
    binding = policy.rows(view).filter(pl.col("binding").cast(pl.Boolean, strict=False))
    if not binding.height:
        return []
    groups: dict[str, list[tuple[float, dict[str, Any]]]] = {}
    for row in binding.to_dicts():
        groups.setdefault(str(row["clause"]), []).append((policy.worth(view, row), row))
    ranked = sorted(groups.items(), key=lambda item: (-sum(w for w, _ in item[1]), item[0]))
    quotes = _clauses(view)
    said = [_dear(view, code, rows, quotes) for code, rows in ranked[:TOP] if sum(w for w, _ in rows) > 0]
    return [("plain", say("find.binding", count=str(len(groups))), said)] if said else []


def _dear(view: View, code: str, rows: list[tuple[float, dict[str, Any]]], quotes: dict[str, str]) -> Both:
    """One clause: its dearest row in words, and what all its rows are worth a year."""
    _, row = max(rows, key=lambda pair: pair[0])
    measured = unit(str(row["unit"] or ""))
    ratio, per = price(str(row["price_unit"] or ""))
    paid, target = number(float(row["price"]) * ratio), number(float(row["target"]))
    return say(
        "find.price", clause=_cite(view, code, quotes), place=view.name("place", str(row["place"] or "all")),
        period=str(row["period"]), target=(f"{target} {measured[0]}", f"{target} {measured[1]}"),
        price=(f"{paid} {per[0]}", f"{paid} {per[1]}"), worth=_money(view, sum(w for w, _ in rows)),
    )  # fmt: skip


def _missed(view: View) -> list[Finding]:
    clauses = policy.rows(view)
    rows = [r for r in clauses.to_dicts() if (r["miss"] or 0) > policy.tolerance(r["target"])]
    if not rows:
        return [("good", say("find.all-met"), [])] if clauses.height else []
    quotes = _clauses(view)
    rows.sort(key=lambda r: -r["miss"] / max(abs(r["target"] or 0), 1e-9))
    firsts = {str(r["clause"]): r for r in reversed(rows)}
    said = []
    for code, r in list(reversed(firsts.items()))[:TOP]:
        measured = unit(str(r["unit"] or ""))
        by = f"{number(r['miss'])} ", f"{number(r['target'])} "
        said.append(say(
            "find.miss", clause=_cite(view, code, quotes), place=view.name("place", str(r["place"] or "")),
            period=str(r["period"]), miss=(by[0] + measured[0], by[0] + measured[1]),
            target=(by[1] + measured[0], by[1] + measured[1]),
        ))  # fmt: skip
    return [("warn", say("find.missed", count=str(len(firsts)), rows=str(len(rows))), said)]


def _short(view: View) -> list[Finding]:
    account = view.by_area("account")
    short = account.filter((pl.col("side") == "shortage") & (pl.col("value").abs() > 1e-6))
    if not short.height:
        return [("good", say("find.no-shortage"), [])] if account.height else []
    worst = (
        short.group_by("commodity", "area", "period", "unit")
        .agg(pl.col("value").abs().sum())
        .sort("value", descending=True)
    )
    said = []
    for commodity, area, period, measured, value in worst.head(TOP).rows():
        units = unit(str(measured or ""))
        said.append(say("find.lack", commodity=view.name("commodity", commodity), place=view.name("place", area),
                        period=str(period), amount=(f"{number(value)} {units[0]}", f"{number(value)} {units[1]}")))  # fmt: skip
    return [("warn", say("find.shortage", count=str(worst.height)), said)]


def _trust(view: View) -> list[Finding]:
    status = dict(view.table("source").group_by("status").len().rows())
    total = sum(status.values())
    if not total:
        return []
    parts = {name: share(status.get(name, 0) / total) for name in ("verified", "derived", "recalled", "assumed")}
    return [("plain", say("find.trust", total=number(float(total), 6), **parts), [])]
