"""The review sheet: the drafted clauses in an Excel file that can be edited and read back without loss.

Row 1 holds the column keys (hidden), row 2 their names in the reader's language. What is white may be edited; what
is grey tells how the clause was read. Needs the extra ``excel`` (openpyxl).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geju.core.errors import Fault, Where, refuse
from geju.core.workbook import LONGEST, hide, library, put, show
from geju.core.yaml_out import flow
from geju.read.clause import THEMES, TREATS, Draft
from geju.read.draft import records
from geju.read.entity import label
from geju.read.reading import Reading
from geju.read.sentence import Sentence
from geju.read.words import COLUMNS, STATE_COLOURS, STATES, THEME_NAMES, legend

MAPPINGS = ("require", "mechanism", "basis")
EDITABLE = (
    "treat",
    "theme",
    "bodies",
    "because_zh",
    "because_en",
    *MAPPINGS,
    "firm",
    "price",
    "weight",
    "indicator_zh",
    "indicator_en",
    "indicator_unit",
    "note",
)


def digest(text: str) -> str:
    """The fingerprint by which a sheet knows its text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def row_of(item: dict[str, Any], clause: Draft | None, lang: str) -> dict[str, Any]:
    """A clause as the cells of its row."""
    because, indicator = item.get("because") or {}, item.get("indicator") or {}
    cells: dict[str, Any] = {
        "id": item["id"],
        "quote": item["quote"],
        "treat": STATES[lang].get(item.get("treat", ""), item.get("treat", "")),
        "theme": THEME_NAMES[lang].get(item.get("theme", ""), item.get("theme", "")),
        "bodies": "; ".join(map(str, item.get("bodies") or ())),
        "because_zh": because.get("zh", ""),
        "because_en": because.get("en", ""),
        "firm": item.get("firm", ""),
        "price": item.get("price", ""),
        "weight": repr(item["weight"]) if "weight" in item else "",
        "indicator_zh": indicator.get("zh", ""),
        "indicator_en": indicator.get("en", ""),
        "indicator_unit": indicator.get("unit", ""),
        "note": item.get("note", ""),
    }
    cells |= {key: flow(item[key]) if item.get(key) else "" for key in MAPPINGS}
    if clause is None:
        return cells
    quantities = "; ".join(
        f"{q.text} = {q.value:.12g} {q.unit} ({q.bound}{f', {q.year}' if q.year else ''})" for q in clause.quantities
    )
    return cells | {
        "paragraph": clause.paragraph,
        "sentence": clause.sentence,
        "start": clause.start,
        "end": clause.end,
        "verb": clause.verb,
        "object": clause.object,
        "subject": clause.subject,
        "places": "; ".join(label(code, lang) for code in (*clause.places, *clause.scope)),
        "bodies_named": "; ".join(label(code, lang) for code in clause.bodies),
        "quantities": quantities,
        "measure": clause.measure,
        "confidence": clause.confidence,
        "rule": "+".join(part for part in (clause.rule, clause.catalogue) if part),
        "flags": "; ".join(clause.flags),
    }


def write_sheet(reading: Reading, path: Path, lang: str = "zh", items: list[dict[str, Any]] | None = None) -> Path:
    """Write the review sheet. Errors: R015 it cannot be written, R050 no Excel library."""
    book = library().Workbook()
    drafted = {clause.id: clause for clause in reading.clauses}
    sheet = book.active
    sheet.title = "clauses"
    keys = [key for key, *_ in COLUMNS]
    put(sheet, 1, keys)
    put(sheet, 2, [zh if lang == "zh" else en for _, zh, en, _ in COLUMNS])
    for number, item in enumerate(items if items is not None else records(reading), 3):
        cells = row_of(item, drafted.get(item["id"]), lang)
        put(sheet, number, [cells.get(key, "") for key in keys])
    _dress(sheet, keys, lang)
    _coverage(book, reading, lang)
    _legend(book, lang)
    meta = book.create_sheet("meta")
    for line in (("geju", "review-1"), ("text", reading.name), ("digest", digest(reading.text)), ("lang", lang)):
        meta.append(line)
    meta.sheet_state = "hidden"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as error:
        refuse([Fault("R015", Where(str(path)), {"file": path.name, "why": error.strerror or error})])
    return path


def _dress(sheet: Any, keys: list[str], lang: str) -> None:
    """Widths, colours by state, drop-down lists, the header kept in view."""
    from openpyxl.formatting.rule import FormulaRule
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    sheet.row_dimensions[1].hidden = True
    sheet.freeze_panes = "C3"
    last = max(sheet.max_row, 3)
    sheet.auto_filter.ref = f"A2:{get_column_letter(len(keys))}{last}"
    for column, (key, _, _, width) in enumerate(COLUMNS, 1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = width
        head = sheet.cell(2, column)
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="1F4E79" if key in EDITABLE else "6B7280")
        head.alignment = Alignment(vertical="center", wrap_text=True)
    wrap = Alignment(vertical="top", wrap_text=True)
    for row in sheet.iter_rows(min_row=3, max_row=last):
        for cell in row:
            cell.alignment = wrap
    treat = get_column_letter(keys.index("treat") + 1)
    for state in TREATS:
        fill = PatternFill("solid", bgColor=STATE_COLOURS[state])
        sheet.conditional_formatting.add(
            f"{treat}3:{treat}{last}", FormulaRule(formula=[f'${treat}3="{STATES[lang][state]}"'], fill=fill)
        )
    for key, names in (("treat", [STATES[lang][s] for s in TREATS]), ("theme", [THEME_NAMES[lang][t] for t in THEMES])):
        letter = get_column_letter(keys.index(key) + 1)
        choice = DataValidation(type="list", formula1='"' + ",".join(names) + '"', allow_blank=False)
        sheet.add_data_validation(choice)
        choice.add(f"{letter}3:{letter}{last}")


def _coverage(book: Any, reading: Reading, lang: str) -> None:
    """A sheet with every sentence, its state and its clauses, and the totals."""
    sheet = book.create_sheet("coverage")
    ledger = reading.ledger
    heads = (
        ("段", "句", "状态", "条款", "原文") if lang == "zh" else ("paragraph", "sentence", "state", "clauses", "text")
    )
    totals = [f"{STATES[lang][state]} {ledger.by_phrase[state]} ({ledger.share(state):.0%})" for state in TREATS]
    put(sheet, 1, ["; ".join(totals)])
    put(sheet, 2, list(heads))
    for number, line in enumerate(ledger.sentences, 3):
        piece = line.piece
        place = (piece.paragraph, piece.number) if isinstance(piece, Sentence) else ("", "")
        words = reading.text[piece.start : piece.end].strip()
        put(sheet, number, [*place, STATES[lang][line.state], "; ".join(line.clauses), words])
    for letter, width in zip("ABCDE", (8, 8, 12, 40, 100), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A3"


def _legend(book: Any, lang: str) -> None:
    sheet = book.create_sheet("legend")
    for number, line in enumerate(legend(lang), 1):
        put(sheet, number, list(line))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 110


def read_sheet(path: Path, reading: Reading) -> list[dict[str, Any]]:
    """The clauses of an edited review sheet as the policy language writes them, in the order of the text.

    Errors, all at once: R050 no Excel library, R051 no review sheet, R052 a value that is none of the list, R053 a
    quote that was changed, R054 a cell that is no mapping, R055 a sheet of another text.
    """
    rows, meta = _opened(path)
    if meta.get("digest") != digest(reading.text):
        refuse([Fault("R055", Where(path.name))])
    faults: list[Fault] = []
    found = [_item(number, cells, reading, path.name, faults) for number, cells in rows]
    refuse(faults)
    return found


def _opened(path: Path) -> tuple[list[tuple[int, dict[str, str]]], dict[str, str]]:
    """Rows of the clause sheet as texts by column key, and the hidden meta sheet."""
    openpyxl = library()
    try:
        book = openpyxl.load_workbook(path, data_only=True)
        sheet, meta_sheet = book["clauses"], book["meta"]
    except Exception as error:  # a damaged file fails in many ways, and each of them means the same to the user
        refuse([Fault("R051", Where(path.name), {"why": str(error)[:120]})])
    meta = {str(a.value): str(b.value) for a, b in meta_sheet.iter_rows(max_col=2)}
    keys = [str(cell.value or "") for cell in sheet[1]]
    if missing := {"id", "quote", "treat", "start", "end"} - set(keys):
        refuse([Fault("R051", Where(path.name), {"why": ", ".join(sorted(missing))})])
    rows = []
    for number, row in enumerate(sheet.iter_rows(min_row=3, values_only=True), 3):
        cells = {
            key: show(str(value)) if value is not None else "" for key, value in zip(keys, row, strict=False) if key
        }
        if any(cells.values()):
            rows.append((number, cells))
    return rows, meta


Wrong = Callable[..., None]


def _item(number: int, cells: dict[str, str], reading: Reading, name: str, faults: list[Fault]) -> dict[str, Any]:
    """A row as the policy language writes it; what is wrong in it goes into ``faults``."""

    def wrong(code: str, column: str = "", **blanks: Any) -> None:
        faults.append(Fault(code, Where(name, number, column), {"row": number, "column": column, **blanks}))

    item: dict[str, Any] = {"id": cells["id"].strip(), "quote": _quote(cells["quote"], reading, wrong)}
    for key, words in (("theme", THEME_NAMES), ("treat", STATES)):
        item[key] = _choice(cells.get(key, "").strip(), key, words, wrong)
    if bodies := [part.strip() for part in cells.get("bodies", "").replace("；", ";").split(";") if part.strip()]:
        item["bodies"] = bodies
    for key, columns in (("because", ("zh", "en")), ("indicator", ("zh", "en", "unit"))):
        if told := {column: cells[f"{key}_{column}"] for column in columns if cells.get(f"{key}_{column}")}:
            item[key] = told
    for key in MAPPINGS:
        if cells.get(key, "").strip():
            item[key] = _mapping(cells[key], key, wrong)
    for key in ("firm", "price", "weight", "note"):
        if cells.get(key):
            item[key] = _plain(cells[key], key, wrong)
    return item


def _quote(shown: str, reading: Reading, wrong: Wrong) -> str:
    """The quote of a row; a very long one is cut in its cell and found again by its beginning."""
    if len(shown) > LONGEST - 800:
        for item in records(reading):
            if hide(item["quote"]).startswith(hide(shown)[: LONGEST - 10]):
                return str(item["quote"])
    if shown and shown in reading.text:
        return shown
    wrong("R053", "quote")
    return shown


def _choice(value: str, key: str, words: dict[str, dict[str, str]], wrong: Wrong) -> str:
    """The code of a state or theme, whatever language the cell speaks."""
    codes = {shown: code for lang in words.values() for code, shown in lang.items()}
    if value not in codes:
        wrong("R052", key, value=value)
    return codes.get(value, value)


def _plain(value: str, key: str, wrong: Wrong) -> Any:
    """A flag, a number or a text."""
    if key == "firm":
        return {"true": True, "false": False}.get(value.lower(), value)
    if key != "weight":
        return value
    try:
        return float(value)
    except ValueError:
        wrong("R052", "weight", value=value)
        return 1.0


def _mapping(text: str, key: str, wrong: Wrong) -> Any:
    try:
        found = YAML(typ="safe").load(text)
    except YAMLError as error:
        wrong("R054", key, why=str(error).splitlines()[0])
        return {}
    if not isinstance(found, dict):
        wrong("R054", key, why=text[:60])
        return {}
    return found
