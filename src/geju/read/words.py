"""The reader's own words in Chinese and English: names of states, themes and columns, colours, legends."""

from __future__ import annotations

from geju.read.lexicon import rows

STATES = {
    "zh": {"modelled": "可建模", "tracked": "跟踪", "context": "背景", "out-of-scope": "范围外", "undecided": "待定"},
    "en": {
        "modelled": "modelled",
        "tracked": "tracked",
        "context": "context",
        "out-of-scope": "out-of-scope",
        "undecided": "undecided",
    },
}
STATE_COLOURS = {
    "modelled": "A7D8B4",
    "tracked": "B8D4F0",
    "context": "E3E5E8",
    "out-of-scope": "E6C9B3",
    "undecided": "F6D776",
}
THEME_NAMES = {
    "zh": {
        "status": "总体",
        "industry": "产业",
        "protection": "保护",
        "opening": "开放",
        "security": "安全",
        "livelihood": "民生",
        "cohesion": "凝聚",
        "organisation": "组织",
    },
    "en": {
        "status": "status",
        "industry": "industry",
        "protection": "protection",
        "opening": "opening",
        "security": "security",
        "livelihood": "livelihood",
        "cohesion": "cohesion",
        "organisation": "organisation",
    },
}
# key, Chinese, English, width
COLUMNS: tuple[tuple[str, str, str, int], ...] = (
    ("id", "编号", "id", 22),
    ("treat", "处理", "treat", 11),
    ("quote", "原文", "quote", 46),
    ("verb", "动词", "verb", 9),
    ("object", "对象", "object", 30),
    ("theme", "主题", "theme", 10),
    ("places", "地点", "places", 16),
    ("bodies_named", "主体", "bodies (names)", 20),
    ("quantities", "数量", "quantities", 26),
    ("measure", "建议度量", "proposed measure", 11),
    ("confidence", "把握", "confidence", 8),
    ("bodies", "责任主体（代码）", "bodies (ids)", 20),
    ("because_zh", "理由（中文）", "because (zh)", 26),
    ("because_en", "理由（英文）", "because (en)", 26),
    ("require", "要求（YAML）", "require (YAML)", 36),
    ("mechanism", "机制（YAML）", "mechanism (YAML)", 20),
    ("basis", "依据（YAML）", "basis (YAML)", 26),
    ("indicator_zh", "指标（中文）", "indicator (zh)", 20),
    ("indicator_en", "指标（英文）", "indicator (en)", 20),
    ("indicator_unit", "指标单位", "indicator unit", 10),
    ("firm", "是否刚性", "firm", 8),
    ("price", "违反的价", "price", 12),
    ("weight", "权重", "weight", 8),
    ("note", "备注", "note", 24),
    ("flags", "提示", "flags", 16),
    ("rule", "所用规则", "rule", 20),
    ("subject", "主语", "subject", 16),
    ("paragraph", "段", "paragraph", 6),
    ("sentence", "句", "sentence", 6),
    ("start", "起", "start", 7),
    ("end", "止", "end", 7),
)


def legend(lang: str) -> list[tuple[str, str]]:
    """What the review sheet's legend says, line by line."""
    return [(row[f"name_{lang}"], row[f"text_{lang}"]) for row in rows("legend")]


SAID = {
    "zh": {
        "coverage": "覆盖情况",
        "state": "状态",
        "phrases": "短语",
        "sentences": "句子",
        "total": "合计",
        "clauses": "条款 {count} 条",
        "wrote": "已写出 {file}",
        "reading": "读取 {file}",
        "undecided": "待定（须由人决定）：",
        "more": "…… 另有 {count} 条",
        "same": "相同 {same}，新增 {added}，删去 {dropped}，改写 {reworded}",
        "added": "新增",
        "dropped": "删去",
        "reworded": "改写",
        "effect": "对覆盖的影响：",
    },
    "en": {
        "coverage": "coverage",
        "state": "state",
        "phrases": "phrases",
        "sentences": "sentences",
        "total": "total",
        "clauses": "{count} clauses",
        "wrote": "wrote {file}",
        "reading": "reading {file}",
        "undecided": "undecided (a person decides):",
        "more": "… and {count} more",
        "same": "same {same}, added {added}, dropped {dropped}, reworded {reworded}",
        "added": "added",
        "dropped": "dropped",
        "reworded": "reworded",
        "effect": "effect on the coverage:",
    },
}
