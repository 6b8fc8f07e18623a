"""What the command line says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from geju.bridge.convert import Done
from geju.core.case import Case
from geju.core.errors import Fault, Lang, Where
from geju.plan.plan import Plan

SAY: dict[str, dict[Lang, str]] = {
    "loading": {"zh": "读取案例 {case} …", "en": "reading case {case} …"},
    "solving": {"zh": "求解（{step}）…", "en": "solving ({step}) …"},
    "writing": {"zh": "写出结果到 {out} …", "en": "writing to {out} …"},
    "converting": {"zh": "转换 {source} …", "en": "converting {source} …"},
    "converted": {"zh": "{source}已转成{target}：{path}", "en": "From {source} to {target}: {path}"},
    "left": {"zh": "没有带过去的：{names}", "en": "Left behind: {names}"},
    "optimal": {
        "zh": "最优规划：总费用现值 {total:,.0f} {currency}（其中已有设施 {constant:,.0f}）",
        "en": "Optimal plan: discounted cost {total:,.0f} {currency}, {constant:,.0f} of it for what stands already",
    },
    "size": {
        "zh": "规模：{columns:,} 列，{rows:,} 行，{nonzeros:,} 个非零元；分辨率 {resolution}；算法 {algorithm}",
        "en": "Size: {columns:,} columns, {rows:,} rows, {nonzeros:,} nonzeros; resolution {resolution}; algorithm {algorithm}",
    },
    "certificate": {
        "zh": "证书：原始残差 {primal:.1e}，对偶残差 {dual:.1e}，间隙 {gap:.1e}，{word}",
        "en": "Certificate: primal {primal:.1e}, dual {dual:.1e}, gap {gap:.1e}, {word}",
    },
    "passed": {"zh": "通过", "en": "passed"},
    "failed": {"zh": "未通过", "en": "failed"},
    "sentences": {
        "zh": "文本：{total} 句中 {accounted} 句有着落；条款：模型化 {modelled}，跟踪 {tracked}，背景 {context}，"
        "不在范围 {out_of_scope}",
        "en": "Text: {accounted} of {total} sentences accounted for; clauses: {modelled} modelled, {tracked} tracked, "
        "{context} context, {out_of_scope} out of scope",
    },
    "clauses": {
        "zh": "起约束作用的条款：{binding}；付价而未达到的：{missed}",
        "en": "Clauses that bind: {binding}; missed at their price: {missed}",
    },
    "seconds": {
        "zh": "用时 {total:.1f} 秒（{parts}），内存峰值 {peak:,.0f} MB",
        "en": "{total:.1f} s ({parts}), peak memory {peak:,.0f} MB",
    },
    "report": {"zh": "报告：{out}/report.html", "en": "Report: {out}/report.html"},
    "checked": {
        "zh": "案例 {name} 无误：{places} 个地点，{sites} 处布局，{rows} 行数据；条款 {clauses} 条",
        "en": "Case {name} is sound: {places} places, {sites} sites, {rows} rows of data, {clauses} clauses",
    },
    "status": {"zh": "数据可信程度：{counts}", "en": "Status of the figures: {counts}"},
    "no-clash": {"zh": "没有冲突：存在满足全部硬条款的规划。", "en": "No conflict: a plan meets all firm clauses."},
    "clash": {"zh": "这些条款不能同时成立：", "en": "These clauses cannot hold together:"},
    "repair": {"zh": "代价最小的修补：", "en": "The cheapest repair:"},
    "row": {
        "zh": "  “{quote}”（{clause}，{place} {period}）{sense} {target:,.6g} {unit}",
        "en": "  “{quote}” ({clause}, {place} {period}) {sense} {target:,.6g} {unit}",
    },
    "relax": {"zh": "，放宽 {relax_by:,.6g} {relax_unit}", "en": ", relax by {relax_by:,.6g} {relax_unit}"},
    "past": {
        "zh": "案例 {case} 回测 {year} 年：{count} 个统计值，用时 {seconds:.1f} 秒。误差 = 模型 / 统计 − 1；份额之差以百分点计。",
        "en": "Case {case} back-cast to {year}: {count} figures of statistics, {seconds:.1f} s. "
        "Error = model / statistic - 1; shares differ in points.",
    },
    "past-head": {
        "zh": "{domain_zh} [{unit}] {where}：{count} 个，误差中位数 {median}，最大 {worst}（{worst_place}），"
        "差额绝对值合计 {total:,.0f}，正负号相反 {wrong_sign}",
        "en": "{domain} [{unit}] {where}: {count} figures, median error {median}, worst {worst} ({worst_place}), "
        "sum of differences {total:,.0f}, wrong sign {wrong_sign}",
    },
    "past-row": {
        "zh": "  {name_zh} {place}：模型 {model:,.4g}，统计 {statistic:,.4g}，误差 {told}（{status}）",
        "en": "  {name_en} {place}: model {model:,.4g}, statistic {statistic:,.4g}, error {told} ({status})",
    },
    "everywhere": {"zh": "全部", "en": "all"},
    "at_least": {"zh": "不少于", "en": "at least"},
    "at_most": {"zh": "不多于", "en": "at most"},
}
FORMS: dict[str, dict[Lang, str]] = {
    "case": {"zh": "案例文件夹", "en": "a case folder"},
    "workbook": {"zh": "Excel 工作簿", "en": "an Excel workbook"},
    "package": {"zh": "数据包", "en": "a data package"},
    "plan": {"zh": "规划结果", "en": "a plan"},
    "iamc": {"zh": "IAMC 表", "en": "an IAMC table"},
    "bounds": {"zh": "限值表", "en": "a table of bounds"},
    "demand": {"zh": "需求表", "en": "a table of demand"},
    "pypsa-netcdf": {"zh": "PyPSA 的 netCDF 文件", "en": "a netCDF file of PyPSA"},
    "pypsa-folder": {"zh": "PyPSA 的 CSV 文件夹", "en": "a CSV folder of PyPSA"},
    "osemosys-text": {"zh": "OSeMOSYS 的 MathProg 文件", "en": "a MathProg file of OSeMOSYS"},
    "osemosys-folder": {"zh": "OSeMOSYS 的 otoole 文件夹", "en": "an otoole folder of OSeMOSYS"},
}


def say(key: str, lang: Lang, **blanks: Any) -> str:
    """One sentence in the reader's language."""
    return SAY[key][lang].format(**blanks)


def plan(made: Plan, out: str, lang: Lang) -> str:
    """A plan in a few lines."""
    told = made.summary(out)
    lines = [_outcome(made, told, lang)]
    if made.conflict:
        lines.append(conflict(made.conflict, lang))
    lines.append(say("size", lang, **made.size, resolution=made.resolution, algorithm=made.algorithm))
    if made.certificate:
        mark = {k: v for k, v in made.certificate.as_dict().items() if k in ("primal", "dual", "gap")}
        lines.append(
            say("certificate", lang, **mark, word=say("passed" if made.certificate.passed else "failed", lang))
        )
    if told["sentences"]["total"]:
        lines.append(say("sentences", lang, **told["sentences"], **told["clauses"]))
    if made.status == "optimal":
        lines.append(say("clauses", lang, **told["clauses"]))
    parts = ", ".join(f"{name} {value:.1f}" for name, value in made.seconds.items() if name != "total")
    lines.append(say("seconds", lang, total=made.seconds["total"], parts=parts, peak=made.peak_mb))
    return "\n".join([*lines, say("report", lang, out=out)] if out else lines)


def _outcome(made: Plan, told: Mapping[str, Any], lang: Lang) -> str:
    """The first line: the cost of the plan, or why there is none."""
    name = made.case.name if made.case else ""
    if made.status == "infeasible":
        return Fault("S004", Where(name=name)).text(lang)
    if made.status == "limit":
        return Fault("S001", Where(name=name), {"seconds": f"{made.seconds['solve']:.0f}"}).text(lang)
    return say("optimal", lang, total=told["total"], currency=made.currency, constant=told["objective_constant"])


def converted(done: Done, lang: Lang) -> str:
    """What was converted, and what was left behind."""
    source, target = FORMS[done.source][lang], FORMS[done.target][lang]
    lines = [say("converted", lang, source=source, target=target, path=done.path)]
    if done.left:
        more = f" … ({len(done.left)})" if len(done.left) > 20 else ""
        lines.append(say("left", lang, names=", ".join(done.left[:20]) + more))
    return "\n".join(lines)


def conflict(found: Iterable[Mapping[str, Any]], lang: Lang) -> str:
    """Clauses that clash and what to relax, by their sentences."""
    rows = list(found)
    if not rows:
        return say("no-clash", lang)
    clash = [_row(r, lang) for r in rows if r["clashes"]]
    repair = [_row(r, lang) + say("relax", lang, **r) for r in rows if r["relax_by"] > 0]
    return "\n".join([say("clash", lang), *clash, say("repair", lang), *repair])


def _row(row: Mapping[str, Any], lang: Lang) -> str:
    return say("row", lang, **{**row, "sense": say(row["bound"], lang)})


def checked(case: Case) -> dict[str, Any]:
    """What a sound case holds, as data."""
    frames = [f for f in case.tables.values() if not f.is_empty()]
    counts = pl.concat([pl.DataFrame({"status": []}, {"status": pl.String}), *(f.select("status") for f in frames)])
    counts = counts["status"].value_counts(sort=True)
    return {
        "name": case.name, "places": len(case.places.frame), "sites": len(case.tables.get("sites", ())),
        "rows": sum(map(len, frames)), "clauses": len(case.policy.clauses) if case.policy else 0,
        "status": dict(counts.rows()), "faults": [],
    }  # fmt: skip


def check(document: Mapping[str, Any], lang: Lang) -> str:
    """A sound case in two lines."""
    counts = ", ".join(f"{status} {number}" for status, number in document["status"].items())
    return say("checked", lang, **document) + "\n" + say("status", lang, counts=counts)


def past(document: Mapping[str, Any], lang: Lang) -> str:
    """A back-cast: for every domain how far the model is off, and every figure."""
    rows = list(document["rows"])
    lines = [say("past", lang, **document, count=len(rows))]
    for group in document["summary"]:
        points = group["unit"] == "percent"
        where = say("everywhere", lang) if group["where"] == "all" else group["where"]
        told = {key: _error(group[key], points) for key in ("median", "worst")}
        lines.append(say("past-head", lang, **{**group, **told, "where": where}))
        if group["where"] == "all":
            own = (r for r in rows if (r["domain"], r["unit"]) == (group["domain"], group["unit"]))
            lines += [say("past-row", lang, **r, told=_error(r["error"], points)) for r in own]
    return "\n".join(lines)


def _error(value: float | None, points: bool) -> str:
    if value is None:
        return "–"
    return f"{value:+.2f}" if points else f"{value:+.1%}"
