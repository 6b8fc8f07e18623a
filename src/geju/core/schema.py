"""The tables of a case, declared once: reader, checks, templates and docs/tables.md all come from here.

A quantity cell holds a number in the unit its column names. Where the unit may differ from row to row the
cell holds number and unit together (``4300 CNY/kW``). A column marked ``by_period`` may also be written once
per period (``standing_2025``, ``standing_2030``); a blank period repeats the one before it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from geju.core.clause import PLAIN

Kind = Literal["text", "number", "whole", "quantity", "flag", "tags", "choice", "unit"]

STATUSES = ("verified", "derived", "recalled", "assumed")


@dataclass(frozen=True)
class Column:
    """One column: its kind, what it refers to, its range and what a blank cell means.

    ``ref`` names ``table.column`` in which the value must occur; ``low``/``high`` bound numbers (inclusive);
    ``default`` is the value of a blank cell and ``None`` there means *a blank is a fault*.
    """

    name: str
    kind: Kind
    zh: str
    en: str
    default: str | float | None = None
    ref: str = ""
    choices: tuple[str, ...] = ()
    low: float = float("-inf")
    high: float = float("inf")
    by_period: bool = False


@dataclass(frozen=True)
class Table:
    """One table: its columns, and the columns that together may occur only once (its key)."""

    name: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


INF = float("inf")

PROVENANCE = (
    Column("source", "text", "出处：文件名或推算方法", "where the figure comes from, or how it was worked out"),
    Column("status", "choice", "可信程度", "how far it may be trusted", choices=STATUSES),
)
NAMES = (
    Column("name_zh", "text", "中文名", "Chinese name"),
    Column("name_en", "text", "英文名", "English name"),
)


def _table(name: str, zh: str, en: str, key: str, *columns: Column) -> Table:
    return Table(name, zh, en, tuple(key.split()), columns)


TABLES: tuple[Table, ...] = (
    _table(
        "places",
        "地点：省、枢纽、口岸、外部市场",
        "places: provinces, hubs, gateways, outside markets",
        "place",
        Column("place", "text", "代码", "code"),
        *NAMES,
        Column("level", "choice", "层级", "level", choices=("nation", "province", "node", "gateway", "market")),
        Column("parent", "text", "所属地点", "the place it lies in", default="", ref="places.place"),
        Column("groups", "tags", "所属地区组", "groups of places it belongs to (west, three-north …)", default=""),
        Column("population", "number", "常住人口（万人）", "residents, 10^4 persons", default=0.0, low=0),
        Column("lon", "number", "经度", "longitude", default=float("nan"), low=-180, high=180),
        Column("lat", "number", "纬度", "latitude", default=float("nan"), low=-90, high=90),
        Column("tile_x", "whole", "方块图列（空：不画）", "column on the tile map (blank: not drawn)", default=-1.0),
        Column("tile_y", "whole", "方块图行", "row on the tile map", default=-1.0),
        *PROVENANCE,
    ),
    _table(
        "bounds",
        "条款所引的限值表",
        "bounds that clauses name, by place and year",
        "bound place period",
        Column("bound", "text", "代码", "code, as in `at_most: table CODE`"),
        Column("place", "text", "地点", "place", ref="places.place"),
        Column("period", "whole", "时期", "period"),
        Column("amount", "number", "限值", "bound"),
        Column("unit", "unit", "单位", "unit"),
        *PROVENANCE,
    ),
    _table(
        "commodities",
        "商品：有平衡的东西",
        "commodities: what is balanced",
        "commodity",
        Column("commodity", "text", "代码", "code"),
        *NAMES,
        Column("unit", "unit", "计量单位（流量）", "unit of the rate in its balance"),
        Column("resolution", "choice", "时间分辨率", "resolution of its balance", choices=("year", "season", "slice")),
        Column(
            "shortage",
            "quantity",
            "缺口价（空：不许缺口）",
            "price of missing it (blank: it may not be missed)",
            default=INF,
            low=0,
        ),
        Column(
            "surplus",
            "quantity",
            "富余价（空：不许富余；0：可任意弃置）",
            "price of having too much (blank: not allowed; 0: free to leave unused)",
            default=INF,
            low=0,
        ),
        *PROVENANCE,
    ),
    _table(
        "kinds",
        "过程种类",
        "kinds of process",
        "kind",
        Column("kind", "text", "代码", "code"),
        *NAMES,
        Column("unit", "unit", "容量单位", "unit of its capacity"),
        Column("life", "number", "寿命（年）", "life, years", default=INF, low=0.5),
        Column("invest", "quantity", "单位投资", "overnight cost per capacity", default=0.0, low=0, by_period=True),
        Column("invest_km", "quantity", "每公里单位投资", "overnight cost per capacity and km", default=0.0, low=0),
        Column("fixed", "quantity", "年固定费用", "yearly cost per capacity", default=0.0, low=0),
        Column(
            "variable",
            "quantity",
            "变动费用（可为负：销售）",
            "cost per unit of activity (negative: sales)",
            default=0.0,
        ),
        Column("variable_km", "quantity", "每公里变动费用", "cost per unit of activity and km", default=0.0),
        Column(
            "profile",
            "text",
            "可用率曲线（空：恒为 1）",
            "availability profile (blank: 1 throughout)",
            default="",
            ref="profiles.profile",
        ),
        Column(
            "availability",
            "number",
            "可用率（乘在曲线上）",
            "availability, multiplied with the profile",
            default=1.0,
            low=0,
            by_period=True,
        ),
        Column(
            "floor_profile",
            "text",
            "最低出力曲线（空：恒为 1）",
            "profile of the least running (blank: 1)",
            default="",
            ref="profiles.profile",
        ),
        Column(
            "floor",
            "number",
            "最低出力（乘在曲线上）",
            "least running per capacity, multiplied with its profile",
            default=0.0,
            low=0,
            high=1,
        ),
        Column(
            "lump",
            "number",
            "整块建设的块（空或 0：连续）",
            "built in whole lumps of this size (blank or 0: any amount)",
            default=0.0,
            low=0,
        ),
        Column(
            "from",
            "whole",
            "最早建设时期（空：首个时期）",
            "first period in which it may be built (blank: the first)",
            default=0.0,
        ),
        Column("retire", "flag", "可否提前退役", "may it retire early", default=""),
        Column(
            "resolution",
            "choice",
            "运行分辨率（空：随接口）",
            "resolution of its running (blank: that of its finest port)",
            default="",
            choices=("", "year", "season", "slice"),
        ),
        Column("tags", "tags", "标签", "tags by which clauses select it", default=""),
        *PROVENANCE,
    ),
    _table(
        "ports",
        "接口：每种过程取用与给出什么",
        "ports: what a kind takes and gives",
        "kind mode commodity where when",
        Column("kind", "text", "过程种类", "kind", ref="kinds.kind"),
        Column("mode", "text", "模式（空：唯一模式）", "mode (blank: the only one)", default=""),
        Column(
            "commodity",
            "text",
            "商品，或 capacity:种类",
            "commodity, or capacity:KIND for standing capacity taken over",
        ),
        Column("where", "choice", "何处", "where", choices=("here", "from", "to", "parent"), default="here"),
        Column("when", "choice", "何时", "when", choices=("running", "standing", "building"), default="running"),
        Column("rate", "number", "每单位（取用为负）", "per unit (negative: taken)", by_period=True),
        Column("rate_km", "number", "每公里每单位", "per unit and km", default=0.0),
        Column("unit", "text", "单位；invest 表示占投资的份额", "unit; `invest` for a share of the investment"),
        *PROVENANCE,
    ),
    _table(
        "sites",
        "布局：哪种过程在何处",
        "sites: a kind at a place, or between two",
        "kind place to",
        Column("kind", "text", "过程种类", "kind", ref="kinds.kind"),
        Column("place", "text", "地点（起点）", "place (origin)", ref="places.place"),
        Column("to", "text", "终点", "destination", default="", ref="places.place"),
        Column("km", "number", "公里", "length, km", default=0.0, low=0),
        Column(
            "standing",
            "number",
            "已有容量（按时期，计入自然退役）",
            "capacity that stands, by period, retirements at end of life taken off",
            default=0.0,
            low=0,
            by_period=True,
        ),
        Column(
            "potential",
            "number",
            "容量上限（空：等于已有，不可新建）",
            "most capacity (blank: what stands, nothing may be built)",
            default=float("nan"),
            low=0,
            by_period=True,
        ),
        Column(
            "build_max",
            "number",
            "每时期最多新建（空：不限）",
            "most built in one period (blank: no limit)",
            default=INF,
            low=0,
            by_period=True,
        ),
        Column("life", "number", "寿命（空：同种类）", "life (blank: that of the kind)", default=float("nan"), low=0.5),
        Column(
            "invest",
            "quantity",
            "单位投资（空：同种类）",
            "overnight cost (blank: that of the kind)",
            default=float("nan"),
            low=0,
        ),
        Column(
            "fixed",
            "quantity",
            "年固定费用（空：同种类）",
            "yearly cost (blank: that of the kind)",
            default=float("nan"),
            low=0,
        ),
        Column(
            "variable",
            "quantity",
            "变动费用（空：同种类）",
            "cost of activity (blank: that of the kind)",
            default=float("nan"),
        ),
        Column(
            "availability",
            "number",
            "可用率（空：同种类）",
            "availability (blank: that of the kind)",
            default=float("nan"),
            low=0,
        ),
        Column("tags", "tags", "另加的标签", "further tags", default=""),
        *PROVENANCE,
    ),
    _table(
        "demand",
        "需求",
        "demand",
        "commodity place",
        Column("commodity", "text", "商品", "commodity", ref="commodities.commodity"),
        Column("place", "text", "地点", "place", ref="places.place"),
        Column("amount", "number", "年均量", "mean over the year", by_period=True),
        Column("unit", "unit", "单位", "unit"),
        Column("profile", "text", "曲线（空：平）", "profile (blank: flat)", default="", ref="profiles.profile"),
        *PROVENANCE,
    ),
    _table(
        "supply",
        "既有供给（不可控）",
        "supply that is given",
        "commodity place",
        Column("commodity", "text", "商品", "commodity", ref="commodities.commodity"),
        Column("place", "text", "地点", "place", ref="places.place"),
        Column("amount", "number", "年均量", "mean over the year", by_period=True),
        Column("unit", "unit", "单位", "unit"),
        Column("profile", "text", "曲线（空：平）", "profile (blank: flat)", default="", ref="profiles.profile"),
        *PROVENANCE,
    ),
    _table(
        "profiles",
        "时间曲线",
        "profiles",
        "profile place season hour",
        Column("profile", "text", "曲线", "profile"),
        Column("place", "text", "地点（空：所有地点）", "place (blank: every place)", default="", ref="places.place"),
        Column("season", "text", "季节（空：各季相同）", "season (blank: every season)", default=""),
        Column(
            "hour",
            "whole",
            "小时 0–23（空：全日相同）",
            "hour 0–23 (blank: the whole day)",
            default=-1.0,
            low=-1,
            high=23,
        ),
        Column("value", "number", "值", "value"),
        *PROVENANCE,
    ),
    _table(
        "stores",
        "储存",
        "stores",
        "store",
        Column("store", "text", "代码", "code"),
        *NAMES,
        Column("commodity", "text", "商品", "commodity", ref="commodities.commodity"),
        Column("kind", "text", "决定大小的过程种类", "the kind whose capacity gives the size", ref="kinds.kind"),
        Column("per_capacity", "quantity", "每单位容量可存多少", "content per unit of that capacity", low=0),
        Column("low", "number", "最低液位（份额）", "least level, share of the size", default=0.0, low=0, high=1),
        Column("loss", "number", "每小时损失份额", "share lost per hour", default=0.0, low=0, high=1),
        Column(
            "start",
            "number",
            "初始液位（份额；空：周期循环）",
            "level at the start, share of the size (blank: cyclic)",
            default=float("nan"),
            low=0,
            high=1,
        ),
        *PROVENANCE,
    ),
    _table(
        "limits",
        "其他限额（不是政策条款，违反要付价）",
        "limits that are not clauses of the policy; each may bend at a price",
        "limit",
        Column("limit", "text", "代码", "code"),
        *NAMES,
        Column("measure", "choice", "度量", "measure (as in clauses.yaml)", choices=PLAIN),
        Column("kind", "tags", "过程种类", "kinds", default=""),
        Column("tags", "tags", "标签", "tags", default=""),
        Column("commodity", "text", "商品", "commodity", default="", ref="commodities.commodity"),
        Column("in", "tags", "地点或地区组", "places or groups", default=""),
        Column("of_kind", "tags", "分母：过程种类", "denominator: kinds", default=""),
        Column("of_tags", "tags", "分母：标签", "denominator: tags", default=""),
        Column("bound", "choice", "方向", "sense", choices=("at_least", "at_most", "equals")),
        Column("amount", "number", "限值", "bound", by_period=True),
        Column("unit", "unit", "单位", "unit"),
        Column("price", "quantity", "违反的价", "price of breaking it", low=0),
        *PROVENANCE,
    ),
)

CASE_TABLES = ("places", "bounds")
SECTOR_TABLES = tuple(t for t in TABLES if t.name not in CASE_TABLES)
BY_NAME = {t.name: t for t in TABLES}
