"""The sheets and columns of a case's workbook, and what is said about them in Chinese and English."""

from __future__ import annotations

from geju.core.schema import Column

PARTS = ("setting", "part", "value")
# fields of a clause that are mappings with a column for each part
SPLIT = {"because": ("zh", "en"), "indicator": ("zh", "en", "unit")}
# columns whose text may not begin or end with a blank
TRIMMED = ("id", "theme", "treat", "price", "firm")
# columns that hold YAML
OWN = ("require", "mechanism", "basis", "firm", "more")
# column -> what it holds, and its width
CLAUSE_COLUMNS: dict[str, tuple[str, str, int]] = {
    "id": ("条款编号，不得重复", "id of the clause; may stand once only", 22),
    "quote": ("引文，逐字取自文本（text 表）", "quote, letter by letter from the sheet text", 48),
    "theme": ("主题", "theme", 14),
    "bodies": ("责任主体，用分号隔开", "bodies that answer for it, split by semicolons", 20),
    "treat": ("怎样处理", "how it is treated", 14),
    "because_zh": ("不建模的理由（中文）", "why it is not modelled, Chinese", 30),
    "because_en": ("不建模的理由（英文）", "why it is not modelled, English", 30),
    "require": (
        "要求：度量与限值（YAML，见 docs/clauses.md）",
        "what is measured and its bound (YAML, docs/clauses.md)",
        48,
    ),
    "mechanism": ("机制（YAML）", "mechanism (YAML)", 30),
    "firm": ("硬条款 true", "true: may not be missed", 8),
    "price": ("未达到的价（数 单位）", "price of missing it (number and unit)", 18),
    "weight": ("权重", "weight", 8),
    "basis": ("限值的依据（YAML）", "where the bound comes from (YAML)", 36),
    "indicator_zh": ("跟踪指标（中文）", "indicator, Chinese", 24),
    "indicator_en": ("跟踪指标（英文）", "indicator, English", 24),
    "indicator_unit": ("指标单位", "unit of the indicator", 10),
    "more": ("其他字段（YAML）", "any other field (YAML)", 20),
}
SHEETS: dict[str, tuple[str, str]] = {
    "case": ("案例设置：时期、季节、分辨率、货币、部门", "settings: periods, seasons, resolutions, money, sectors"),
    "policy": ("政策：名称、标题、日期", "the policy: name, title, date"),
    "clauses": ("条款，一行一条", "clauses, one a row"),
    "text": ("政策原文，一行一段", "the policy text, one line a row"),
}
ABOUT: tuple[tuple[str, str], ...] = (
    (
        "这是格局（Geju）的一个案例。改完保存，再用 geju convert 本文件 新文件夹 转回，即可 geju check、geju plan。",
        "A case of Geju. Edit, save, turn it back with `geju convert THIS-FILE NEW-FOLDER`; then geju check and geju plan.",
    ),
    (
        "每张表第一行是列名，批注说明各列；深蓝色的列合起来不得重复。各部门的行在同一张表里，由 sector 列区分。",
        "Row 1 is the heading, with notes; dark blue columns together may stand only once. Sectors share a sheet.",
    ),
    (
        "可以用公式，但要在 Excel 中计算并保存过。不要合并单元格。名称以 _ 开头的工作表归您自己用，不会读取。",
        "Formulas may be used once Excel has calculated them. Merge no cells. Sheets whose name begins with _ are not read.",
    ),
)
BLANK = {"nan": "—", "inf": "∞", "": "—"}


def note(column: Column | None) -> str:
    """What the note on a column's heading says."""
    if column is None:
        return "部门\nsector"
    lines = [column.zh, column.en]
    if column.default is None:
        lines.append("必填 / must be filled in")
    elif column.default not in ("", 0.0):
        shown = BLANK.get(str(column.default), str(column.default))
        lines.append(f"空白即 / blank means: {shown}")
    if column.ref:
        lines.append(f"→ {column.ref}")
    if column.kind == "tags":
        lines.append("用 ; 隔开 / split by ;")
    return "\n".join(lines)
