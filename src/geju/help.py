"""The help of the command line: in English the docstring of each verb, in Chinese the texts here."""

from __future__ import annotations

from inspect import getdoc

from cyclopts import App, Group

from geju.core.errors import Lang

ABOUT = "格局：从政策文本到一份可算账、可检验、可解释、可追踪的规划。"
PLAIN = {
    "zh": "--json 在标准输出打印一份 JSON；--lang zh|en 选择语言，不写则随系统。",
    "en": "--json prints one JSON document on stdout; --lang zh|en chooses the language, that of your system when left out.",
}
VERBS = {
    "read": """把政策文本 TEXT 起草成条款，一句也不丢。

--out 写出 clauses.yaml；--excel 写出审阅表，改好后用 --review 读回；--html 写出按去向着色的原文。
--explain ID 说明一条条款由哪条规则起草；--against OLD 与旧版文本比较；--clauses 用现成的条款文件，不再起草；
--basis 指定官方数据表（随附的名称，或一个 CSV）；--second-reader 再请外部模型读一遍。
""",
    "plan": """为 CASE 作出满足每一条款、费用最小的规划。CASE 是随附案例的名称、案例文件夹，或 PyPSA、OSeMOSYS 的模型。

--out 是写表格与 report.html 的文件夹；--clauses 指定条款文件，用于自身没有条款的模型；
--resolution quick|daily|hourly 选择时间精度；--without CLAUSE 去掉一条条款（可重复）；--set NAME=VALUE 改一个数，
如 kinds.wind.invest="5000 CNY/kW"、discount_rate=0.06（PyPSA 网络：generators.NAME.marginal_cost=60）；
--time-limit 以秒计；--sensitive 列出总费用最取决于的 30 个数。
""",
    "check": """读 CASE 的每张表、每条条款，一次报出全部错误；不求解，不写文件。

--back-cast YEAR 改为用案例的规则重算过去一年，与统计数并列。
""",
    "price": """说明每条条款的代价：边际的，以及去掉它重新规划得出的全部代价。FROM 是案例、模型，或某次规划的文件夹。

--only CLAUSE 只算这一条（可重复）；--alone 另算别的条款都不要求时每条的代价；--out 是写 clause-cost.csv、
.parquet 与 price.json 的文件夹。--clauses、--resolution、--without、--set、--time-limit 与 plan 相同；
规划文件夹自带这些。
""",
    "conflict": """说明 CASE 的哪些条款不能同时成立，以及代价最小的修补。

其他工具的模型若没有条款也无解，则说明是它自己的哪些行。--time-limit 以秒计。
""",
    "convert": """把 SOURCE 转成 TARGET，形式由 TARGET 的名称决定；不能分毫不差的一律拒绝。

案例文件夹、Excel 工作簿（.xlsx）、数据包（文件夹/datapackage.json）可互转；PyPSA 的 .nc 与 CSV 文件夹可互转；
OSeMOSYS 的 .txt 与 otoole文件夹可互转；规划文件夹或 IAMC 文件（.csv、.xlsx）可转成另一个 IAMC 文件，
加 --case 则转成 bounds.csv 或 demand.csv。--replace 允许覆盖TARGET 处已有的内容；--scenario 从几个情景中选一个；
--template 换用另一份变量模板；--long 让 IAMC 文件一年一行。
""",
}


def translate(app: App, lang: Lang) -> None:
    """Put the help of every verb into a language."""
    for verb, chinese in VERBS.items():
        whole = chinese.replace("\n\n", "¶").replace("\n", "").replace("¶", "\n\n")  # no blanks inside a sentence
        app[verb].help = f"{whole if lang == 'zh' else getdoc(app[verb].default_command)}\n\n{PLAIN[lang]}"
    if lang == "zh":
        app.help = ABOUT
        app.group_commands = Group("命令")
        for verb in VERBS:
            app[verb].group_parameters = Group("参数")
        app["--help"].help, app["--version"].help = "显示这份说明", "显示版本"
