"""Writes the pages of docs/ that are told by the package itself, so that they cannot drift from it.

python tools/docs.py            write docs/tables.md, errors.md, clauses.md, maths.md and coverage.md
python tools/docs.py --check    say which of them are stale, and fail
"""

from __future__ import annotations

import ast
import math
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from ruamel.yaml import YAML

from geju.core.clause import BOUND_KEYS, MEASURES, MECHANISMS, TREATS, Form, Policy
from geju.core.errors import catalogue, refuse
from geju.core.policy import PolicyReader
from geju.core.schema import CASE_TABLES, Column, Table, all_tables

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
BLOCKS = ROOT / "src" / "geju" / "plan" / "blocks"
CASE = ROOT / "cases" / "west-china"
GOLDEN = ROOT / "tests" / "golden"
SHOWN = 6  # rows of each family on the page
MADE = "<!-- Made by tools/docs.py (make docs). Do not edit. -->"

SCOPES = {
    "tags": ("标签，须全部带有", "tags, all of which must be carried"),
    "kind": ("过程种类，任一", "kinds of process, any of them"),
    "commodity": ("商品", "commodity"),
    "in": ("地点、地区组或其列表；`each west` 每地一行", "place, group or list of them; `each west`: one row a place"),
    "from": ("起点", "where it comes from"),
    "to": ("终点", "where it goes"),
    "mode": ("运行方式", "mode of running"),
    "unit_value": ("单位产值", "money per unit"),
    "of": ("所量的度量", "the measure that is meant"),
    "base": ("基数和单位", "what it was, with its unit"),
    "base_year": ("基年", "the year of the base"),
    "between": ("两个地点或地区组", "two places or groups"),
    "amount": ("数额，按时期", "the amount, by period"),
    "invest": ("单位投资", "overnight cost"),
    "fixed": ("年固定费用", "yearly cost"),
    "variable": ("变动费用", "cost of running"),
}
BOUNDS = {
    "at_least": ("不少于", "no less than"),
    "at_most": ("不多于", "no more than"),
    "equals": ("等于", "exactly"),
    "no_less_than_before": ("不低于前一时期", "no less than in the period before"),
}
TREATED = {
    "modelled": ("已建模", "modelled"),
    "tracked": ("跟踪", "tracked"),
    "context": ("背景", "context"),
    "out-of-scope": ("不在范围", "out of scope"),
}

KINDS = {
    "text": ("文本", "text"),
    "number": ("数", "number"),
    "whole": ("整数", "whole number"),
    "quantity": ("数和单位", "number and unit"),
    "flag": ("是否", "yes or no"),
    "tags": ("以 ; 分隔的标签", "tags, `;` between them"),
    "choice": ("选项", "choice"),
    "unit": ("单位", "unit"),
}


def cell(text: str) -> str:
    """Text as one cell of a Markdown table."""
    return text.replace("|", "\\|").replace("\n", " ")


def row(*cells: str) -> str:
    return "| " + " | ".join(cell(text) for text in cells) + " |"


def blank(column: Column) -> str:
    """What an empty cell means: the default, in words where it is not a plain value."""
    default = column.default
    if default is None:
        return "必填 required"
    if isinstance(default, str):
        return f"`{default}`" if default else "—"
    if math.isinf(default):
        return "∞"
    if math.isnan(default) or (column.kind == "whole" and default < column.low) or default == -1:
        return "—"
    return f"{default:g}"


def limits(column: Column) -> str:
    """What a cell may hold beyond its kind: reference, choices, range, one column a period."""
    said = []
    if column.ref:
        said.append(f"→ `{column.ref}`")
    if column.choices:
        said.append(", ".join(f"`{choice}`" for choice in column.choices if choice))
    low, high = column.low, column.high
    if math.isfinite(low) and math.isfinite(high):
        said.append(f"{low:g} … {high:g}")
    elif math.isfinite(low):
        said.append(f"≥ {low:g}")
    if column.by_period:
        said.append("可分时期 by period")
    return "; ".join(said)


def table_section(table: Table) -> Iterator[str]:
    yield f"## {table.name}.csv"
    yield f"{table.zh} · {table.en}"
    yield "键 key: " + ", ".join(f"`{name}`" for name in table.key)
    lines = [row("列 column", "内容 holds", "空白 blank", "限制 limits", "含义", "meaning"), row(*["---"] * 6)]
    for column in table.columns:
        zh, en = KINDS[column.kind]
        lines.append(row(f"`{column.name}`", f"{zh} {en}", blank(column), limits(column), column.zh, column.en))
    yield "\n".join(lines)


def tables_page() -> Iterator[str]:
    """docs/tables.md, from the schema that also reads and checks the tables."""
    yield "# 案例的表 · The tables of a case"
    yield (
        "一个案例是一个文件夹；每个部门一个子文件夹，表名相同，缺少的表即空表。"
        f"{'、'.join(f'`{name}.csv`' for name in CASE_TABLES)} 放在案例的根目录。"
        "标“可分时期”的列也可以每个时期写一列（如 `standing_2025`、`standing_2030`），空白沿用前一时期。"
    )
    yield (
        "A case is a folder with one folder for every sector; the tables are the same in each, and a missing table is an "
        f"empty one. {', '.join(f'`{name}.csv`' for name in CASE_TABLES)} lie in the case's own folder. A column marked "
        "*by period* may be written once per period (`standing_2025`, `standing_2030`); a blank repeats the period before."
    )
    for table in all_tables():
        yield from table_section(table)


def errors_page() -> Iterator[str]:
    """docs/errors.md, from the catalogue that the program speaks from."""
    yield "# 错误代码 · Error codes"
    yield "所有错误一次报齐；花括号处由程序填入。All faults are told at once; the program fills the braces."
    lines = [row("代码 code", "错误", "改法", "what is wrong", "how to mend it"), row(*["---"] * 5)]
    for code, entry in sorted(catalogue().items()):
        lines.append(row(f"`{code}`", entry.what["zh"], entry.fix["zh"], entry.what["en"], entry.fix["en"]))
    yield "\n".join(lines)


def words(names: tuple[str, ...], meanings: dict[str, tuple[str, str]], title: str) -> str:
    """A table of code words with their meaning; a word without one is a ``KeyError``, so none is forgotten."""
    lines = [row(title, "含义", "meaning"), row(*["---"] * 3)]
    return "\n".join([*lines, *(row(f"`{name}`", *meanings[name]) for name in names)])


def forms(known: dict[str, Form], title: str) -> str:
    """A table of measures or mechanisms: meaning, keys that are needed, keys that may stand."""
    lines = [row(title, "含义", "meaning", "必需 needs", "可有 may have"), row(*["---"] * 5)]
    for name, form in known.items():
        needs, may = (", ".join(f"`{key}`" for key in keys) for keys in (form.needs, form.may))
        lines.append(row(f"`{name}`", form.zh, form.en, needs, may))
    return "\n".join(lines)


def clauses_page() -> Iterator[str]:
    """docs/clauses.md: what a clause may measure, where, and how it bounds it."""
    yield "# 条款的写法 · How a clause is written"
    yield (
        "条款引用文本中的一段（`quote`，一字不差），并写明怎样处理（`treat`）。"
        "已建模的条款要么有 `require`：一个度量、它的范围和一个或多个限值；要么有 `mechanism`。其余的写 `because`。"
    )
    yield (
        "A clause quotes a piece of the text (`quote`, letter by letter) and says how it is treated (`treat`). "
        "A modelled one has `require`, "
        "which is a measure, its scope and one or more bounds, or a `mechanism`; the others say `because`."
    )
    yield (
        "```yaml\n- id: energy-bases\n  quote: 做大做强一批国家重要能源基地\n  treat: modelled\n  require:\n"
        "    capacity: {tags: [desert-base], in: west}\n    at_least: {2030: 200 GW}\n"
        "  price: 300 CNY/kW   # 省去则为刚性 leave out: firm\n```"
    )
    yield "## 度量 · Measures"
    yield forms(MEASURES, "度量 measure")
    yield "## 限值 · Bounds"
    yield (
        "按时期写数和单位（`{2030: 455 GW}`），或写 `table CODE` 引用 bounds.csv。"
        "By period with a unit, or `table CODE` of bounds.csv."
    )
    yield words(BOUND_KEYS, BOUNDS, "限值 bound")
    yield "## 机制 · Mechanisms"
    yield forms(MECHANISMS, "机制 mechanism")
    yield "## 键 · Keys"
    used = {key for form in (*MEASURES.values(), *MECHANISMS.values()) for key in (*form.needs, *form.may)}
    yield words(tuple(sorted(used)), SCOPES, "键 key")


def policy() -> Policy | None:
    """The shipped policy; faults in it are told as everywhere."""
    settings = YAML(typ="safe").load((CASE / "case.yaml").read_text(encoding="utf-8"))
    path = CASE / settings["policy"]
    if not path.is_file():
        return None
    reader = PolicyReader(path.name, tuple(str(period) for period in settings["periods"]))
    read = reader.policy(path)
    refuse(reader.faults)
    return read


def coverage_page() -> Iterator[str]:
    """docs/coverage.md: every sentence of the shipped text and what becomes of it."""
    yield "# 文本的每一句 · Every sentence of the text"
    read = policy()
    if read is None:
        return
    yield (
        f"{read.title['zh']}：{len(read.sentences)} 句，{len(read.clauses)} 条条款。"
        f"{read.title['en']}: {len(read.sentences)} sentences, {len(read.clauses)} clauses."
    )
    lines = [row("处理 treatment", "条款数 clauses"), row("---", "---:")]
    counts = Counter(clause.treat for clause in read.clauses)
    lines += [row(" ".join(TREATED[treat]), str(counts[treat])) for treat in TREATS]
    yield "\n".join(lines)
    paragraph = -1
    for sentence in read.sentences:
        if sentence.paragraph != paragraph:
            paragraph = sentence.paragraph
            yield f"## {paragraph}"
        yield f"> {read.text[sentence.start : sentence.end]}"
        lines = []
        for clause in read.quoting(sentence):
            why = clause.because
            reason = f"：{why['zh']} {why.get('en', '')}".rstrip() if why else ""
            lines.append(f"- `{clause.id}` {TREATED[clause.treat][0]} {TREATED[clause.treat][1]}{reason}")
        yield "\n".join(lines) if lines else "- **没有条款引用 quoted by no clause**"


def told(path: Path) -> Iterator[tuple[str, str]]:
    """Name and docstring of a module (empty name) and of its public functions, in their order."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if text := ast.get_docstring(tree):
        yield "", text
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and (text := ast.get_docstring(node)):
            yield node.name, text


def families(text: str) -> list[str]:
    """The row names that an equation family states in its docstring, at the end of its equations."""
    return re.findall(r'[≤≥=].*\s"([a-z-]+)"', text)


def maths_page() -> Iterator[str]:
    """docs/maths.md: every equation family as its code states it, then rows printed from an assembled programme."""
    yield "# 数学 · The mathematics"
    yield (
        "每一族方程一个文件；下面的文字取自代码，其后是小案例装配出来的行（`tests/golden`），测试逐字比对。"
        "Each family of equations is one file. The words are those of the code; the rows below them are printed from a "
        "small assembled programme (`tests/golden`) and compared by the tests letter by letter."
    )
    for path in sorted(BLOCKS.glob("[!_]*.py")):
        yield f"## {path.stem}"
        for name, text in told(path):
            if name and not name.endswith("_block"):
                continue
            yield f"```text\n{text}\n```"
            for family in families(text):
                golden = GOLDEN / f"{family}.txt"
                if golden.is_file():
                    rows = golden.read_text(encoding="utf-8").splitlines()
                    more = f"\n… {len(rows) - SHOWN} more" if len(rows) > SHOWN else ""
                    yield f"Rows of `{family}`:"
                    yield "```text\n" + "\n".join(rows[:SHOWN]) + more + "\n```"


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "tables.md": tables_page,
    "errors.md": errors_page,
    "clauses.md": clauses_page,
    "maths.md": maths_page,
    "coverage.md": coverage_page,
}


def page(name: str) -> str:
    """The whole text of one made page."""
    return "\n\n".join([MADE, *PAGES[name]()]) + "\n"


def stale() -> list[str]:
    """The made pages whose file differs from what the package says now."""
    files = {name: DOCS / name for name in PAGES}
    return [
        name for name, file in files.items() if not file.is_file() or file.read_text(encoding="utf-8") != page(name)
    ]


def main(arguments: list[str]) -> int:
    behind = stale()
    if arguments == ["--check"]:
        if behind:
            print(f"stale: {', '.join(behind)} (make docs)", file=sys.stderr)
        return 1 if behind else 0
    for name in behind:
        (DOCS / name).write_text(page(name), encoding="utf-8", newline="\n")
        print(f"wrote docs/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
