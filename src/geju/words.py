"""What the command line says, in Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from geju.core.case import Case
from geju.core.errors import Fault, Lang, Where
from geju.plan.plan import Plan

if TYPE_CHECKING:
    from geju.appraise.price import Prices
    from geju.bridge.convert import Done

SAY: dict[str, dict[Lang, str]] = {
    "note": {"zh": "读入说明：{note}", "en": "Note: {note}"},
    "loading": {"zh": "读取案例 {case} …", "en": "reading case {case} …"},
    "solving": {"zh": "求解（{step}）…", "en": "solving ({step}) …"},
    "ranking": {"zh": "找出费用最依赖的数字…", "en": "ranking the figures the cost hangs on …"},
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
    "prices": {
        "zh": "规划总费用现值 {total:,.0f} {currency}{together}",
        "en": "The plan costs {total:,.0f} {currency}, discounted{together}",
    },
    "together": {
        "zh": "；{count} 条有要求的条款合计 {cost}",
        "en": "; all {count} clauses that ask for something cost {cost} together",
    },
    "cost": {
        "zh": "  {total}  “{quote}”（{clause}）{binding}/{rows} 行起约束作用{dearest}{alone}",
        "en": "  {total}  “{quote}” ({clause}), {binding} of {rows} rows bind{dearest}{alone}",
    },
    "dearest": {
        "zh": "；最贵一行（{place} {period}）{price:,.4g} {price_unit}",
        "en": "; the dearest ({place} {period}) {price:,.4g} {price_unit}",
    },
    "alone": {"zh": "；单独 {alone:,.4g}", "en": "; alone {alone:,.4g}"},
    "changes": {
        "zh": "改变价格或偏好的条款没有可去掉的约束行，以下为去掉它重新规划的差额，可正可负，包括按该价格支付的钱：",
        "en": "Clauses that change a price or a preference have no row to drop; this is the difference to a plan made without "
        "them, of either sign, with what is paid at that price:",
    },
    "change": {"zh": "  {total}  “{quote}”（{clause}）", "en": "  {total}  “{quote}” ({clause})"},
    "free": {
        "zh": "不花钱（去掉后最优规划不变）：{names}",
        "en": "Cost nothing (the plan stays optimal without them): {names}",
    },
    "endless": {"zh": "没有它费用无限降低", "en": "endless"},
    "time": {"zh": "时间不够", "en": "out of time"},
    "priced": {
        "zh": "规划用时 {plan:.1f} 秒，算费用用时 {price:.1f} 秒",
        "en": "{plan:.1f} s for the plan, {price:.1f} s for the prices",
    },
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
    "osemosys-muio": {"zh": "MUIO 的案例", "en": "a case of MUIO"},
    "osemosys-workbook": {"zh": "OSeMOSYS 的 Excel 工作簿", "en": "a workbook of OSeMOSYS"},
}


def say(key: str, lang: Lang, **blanks: Any) -> str:
    """One sentence in the reader's language."""
    return SAY[key][lang].format(**blanks)


def plan(made: Plan, out: str, lang: Lang) -> str:
    """A plan in a few lines."""
    told = made.summary(out)
    lines = [_outcome(made, told, lang)]
    if made.status == "infeasible":
        lines.append(conflict(made.conflict, lang) if made.conflict else unknown(made.seconds["total"], lang))
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


def unknown(seconds: float, lang: Lang) -> str:
    """That it was not found why there is no plan."""
    return Fault("S006", Where(), {"seconds": f"{seconds:.0f}"}).text(lang)


def _row(row: Mapping[str, Any], lang: Lang) -> str:
    return say("row", lang, **{**row, "sense": say(row["bound"], lang)})


def price(made: Prices, lang: Lang) -> str:
    """What clauses cost, dearest first; those that cost nothing in one line."""
    if made.plan.status != "optimal":
        return plan(made.plan, "", lang)
    rows = [row | {"quote": made.words[row["clause"]]} for row in made.table.to_dicts()]
    asks = [r for r in rows if r["rows"]]
    known = made.together == made.together
    together = say("together", lang, count=made.asking, cost=_cost(made.together, lang)) if known else ""
    lines = [say("prices", lang, total=made.plan.total, currency=made.plan.currency, together=together)]
    lines += [_clause_cost(r, lang) for r in asks if r["total"] != 0]
    changes = [say("change", lang, **{**r, "total": _cost(r["total"], lang)}) for r in rows if not r["rows"]]
    lines += [say("changes", lang), *changes] if changes else []
    free = [r["clause"] for r in asks if r["total"] == 0]
    lines += [say("free", lang, names=", ".join(free))] if free else []
    return "\n".join([*lines, say("priced", lang, plan=made.plan.seconds["total"], price=made.seconds)])


def _clause_cost(row: Mapping[str, Any], lang: Lang) -> str:
    dearest = say("dearest", lang, **row) if row["price"] else ""
    alone = say("alone", lang, **row) if row["alone"] == row["alone"] else ""
    return say("cost", lang, **{**row, "total": _cost(row["total"], lang), "dearest": dearest, "alone": alone})


def _cost(value: float, lang: Lang) -> str:
    """An amount of money; in words where it is none."""
    if value != value:
        return say("time", lang)
    return (
        f"{value:,.4g}" if abs(value) < 1e3 else f"{value:,.0f}" if abs(value) < float("inf") else say("endless", lang)
    )


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
