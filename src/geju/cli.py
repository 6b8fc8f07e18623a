"""The command line: one function per verb, no logic. Results go to files and stdout, talk goes to stderr.

What one verb alone needs is loaded by that verb: `plan` does not wait for the rules of the reader.
"""

from __future__ import annotations

import json as jsonlib
import os
import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Literal

from cyclopts import App, Parameter
from rich.console import Console

import geju
from geju import words
from geju.bridge.case import case_of
from geju.bridge.imported import Imported
from geju.core.case import Case
from geju.core.errors import Fault, Faults, Lang, Where
from geju.help import translate
from geju.plan.plan import EXIT, Plan
from geju.plan.prepare import check as check_case
from geju.report.page import render

app = App(
    name="geju",
    help="Geju 格局: from a policy text to a plan that can be costed, tested, explained and tracked.",
    version=geju.__version__,
    default_parameter=Parameter(negative=(), show_default=False),
)
talk = Console(stderr=True, highlight=False, soft_wrap=True)
Language = Literal["zh", "en", ""]


def language(asked: str = "") -> Lang:
    """The language to speak: as asked, else as the system is set."""
    chosen = asked or os.environ.get("LC_ALL") or os.environ.get("LANG") or "en"
    return "zh" if chosen.startswith("zh") else "en"


@app.command
def read(
    text: Path, *, out: Path | None = None, excel: Path | None = None, html: Path | None = None, explain: str = "",
    against: Path | None = None, review: Path | None = None, clauses: Path | None = None, basis: str | None = None,
    second_reader: bool = False, json: bool = False, lang: Language = "",
) -> int:  # fmt: skip
    """Draft the clauses of a policy TEXT; no sentence of it is lost.

    --out writes clauses.yaml, --excel a review sheet and --review reads it back after editing, --html the text coloured by what
    becomes of each phrase. --explain ID says which rule drafted a clause; --against OLD compares with an older version of the
    text; --clauses takes a clause file instead of drafting one; --basis names a table of official figures (shipped, or a CSV).
    """
    from geju.read.command import read_command

    return read_command(
        text, out=out, json=json, lang=language(lang), excel=excel, html=html, explain=explain, against=against, review=review,
        clauses=clauses, basis=basis, second_reader=second_reader, talk=talk,
    )  # fmt: skip


@app.command
def plan(
    case: str, *, out: Path | None = None, clauses: Path | None = None, resolution: str = "", without: tuple[str, ...] = (),
    changes: Annotated[tuple[str, ...], Parameter(name="--set")] = (),
    time_limit: float = float("inf"), sensitive: bool = False,
    json: bool = False, lang: Language = "",
) -> int:  # fmt: skip
    """Make the least-cost plan that meets every clause of CASE: a shipped name, a folder, or a model of PyPSA or OSeMOSYS.

    --out is the folder for tables and report.html; --clauses names a file of clauses, for a model that has none of its own;
    --without CLAUSE leaves one out (may be repeated); --set NAME=VALUE changes a figure, such as kinds.wind.invest="5000 CNY/kW"
    or discount_rate=0.06 (of a PyPSA network: generators.NAME.marginal_cost=60); --time-limit is in seconds;
    --sensitive lists the 30 figures on which the cost hangs most.
    """
    speak = language(lang)
    begin = time.perf_counter()
    with talk.status(words.say("loading", speak, case=case)) as status:
        loaded = geju.load(case)
        noted(loaded, speak)
        loading = round(time.perf_counter() - begin, 3)
        made = geju.plan(loaded, clauses=clauses or "", resolution=resolution, without=without, changes=changes,
                         time_limit=time_limit,
                         progress=lambda step: status.update(words.say("solving", speak, step=step)))  # fmt: skip
        made.seconds["load"] = loading
        folder = out or Path("out") / loaded.name
        if made.status == "optimal":
            if sensitive:
                from geju.diagnose.sensitive import sensitive as sensitive_to

                status.update(words.say("ranking", speak))
                made = replace(made, tables=made.tables | {"sensitive": sensitive_to(made, without)})
            status.update(words.say("writing", speak, out=folder))
            others = (writer for writer in made.writers if writer is not render)
            replace(made, writers=(partial(render, lang=speak), *others)).save(folder)
    return tell(made, str(folder) if made.status == "optimal" else "", json, speak)


def noted(loaded: object, speak: Lang) -> None:
    """Say what a reader should know of how a model of another tool was read."""
    for note in loaded.notes if isinstance(loaded, Imported) else ():
        talk.print(words.say("note", speak, note=note), markup=False)


def tell(made: Plan, out: str, as_json: bool, speak: Lang) -> int:
    """Print what came out, in words or as JSON, and give the exit code."""
    if as_json:
        print_json(made.summary(out))
    else:
        talk.print(words.plan(made, out, speak), markup=False)
    return EXIT[made.status]


@app.command
def check(case: str, *, back_cast: str = "", json: bool = False, lang: Language = "") -> int:
    """Read every table and clause of CASE and report all faults at once; nothing is solved and nothing written.

    --back-cast YEAR runs a past year with the rules of the case instead, and sets what the model says beside the statistics.
    """
    speak = language(lang)
    loaded = geju.load(case)
    noted(loaded, speak)
    if back_cast:
        if not isinstance(loaded, Case):
            raise Faults([Fault("K004", Where(name=case), {"name": case, "known": "-"})])
        from geju.diagnose.back_cast import back_cast as back_cast_of

        past = back_cast_of(loaded, back_cast).as_dict()
        if json:
            print_json(past)
        else:
            talk.print(words.past(past, speak), markup=False)
        return 0
    own = loaded if isinstance(loaded, Case) else case_of(loaded)
    faults = check_case(loaded) if isinstance(loaded, Case) else []
    if faults:
        raise Faults(faults)
    document = words.checked(own)
    if json:
        print_json(document)
    else:
        talk.print(words.check(document, speak), markup=False)
    return 0


@app.command
def price(
    source: Annotated[str, Parameter(name="FROM")], *, out: Path | None = None, only: tuple[str, ...] = (), alone: bool = False,
    clauses: Path | None = None, resolution: str = "", without: tuple[str, ...] = (),
    changes: Annotated[tuple[str, ...], Parameter(name="--set")] = (),
    time_limit: float = float("inf"), json: bool = False, lang: Language = "",
) -> int:  # fmt: skip
    """Say what every clause costs: at the margin, and in all by planning without it. FROM is a case, a model, or a plan's folder.

    --only CLAUSE prices that one (may be repeated); --alone also says what each costs when no other asks for anything; --out is
    the folder for clause-cost.csv, .parquet and price.json. --clauses, --resolution, --without, --set and --time-limit as for
    plan; the folder of a plan has its own.
    """
    speak = language(lang)
    with talk.status(words.say("loading", speak, case=source)) as status:
        made = geju.price(source, clauses=clauses or "", resolution=resolution, without=without, changes=changes, only=only,
                          alone=alone, time_limit=time_limit,
                          progress=lambda step: status.update(words.say("solving", speak, step=step)))  # fmt: skip
    folder = str(out) if out and made.plan.status == "optimal" else ""
    if folder:
        made.save(folder)
    if json:
        print_json(made.summary(folder))
    else:
        talk.print(words.price(made, speak), markup=False)
    return EXIT[made.status]


@app.command
def conflict(
    case: str, *, clauses: Path | None = None, resolution: str = "", without: tuple[str, ...] = (),
    time_limit: float | None = None, json: bool = False, lang: Language = "",
) -> int:  # fmt: skip
    """Say which clauses of CASE cannot hold together, and the cheapest repair.

    Of a model of another tool that has no plan even without clauses: which of its own rows. --time-limit in seconds.
    """
    speak, status, begin = language(lang), "limit", time.perf_counter()
    found: tuple[dict[str, object], ...] = ()
    try:
        found = geju.explain(
            geju.load(case), clauses=clauses or "", resolution=resolution, without=without, time_limit=time_limit
        )
        status = "infeasible" if found else "optimal"
    except TimeoutError:
        talk.print(words.unknown(time.perf_counter() - begin, speak), markup=False)
    if json:
        print_json({"status": status, "conflict": list(found)})
    elif status != "limit":
        talk.print(words.conflict(found, speak), markup=False)
    return EXIT[status]


@app.command
def convert(
    source: str, target: Path, *, replace: bool = False, case: str = "", scenario: str = "", template: Path | None = None,
    long: bool = False, json: bool = False, lang: Language = "",
) -> int:  # fmt: skip
    """Convert SOURCE to TARGET, whose name says the form; what is not exact is refused.

    A case folder, an Excel workbook (.xlsx) and a data package (FOLDER/datapackage.json) into each other; PyPSA .nc and folder,
    OSeMOSYS .txt and otoole folder into each other; a plan's folder or an IAMC file (.csv, .xlsx) into another IAMC file, or with
    --case into bounds.csv or demand.csv. --replace lets go of what stands at TARGET; --scenario picks one of several; --template
    names another template of variables; --long writes an IAMC file with one row a year.
    """
    from geju.bridge import convert as exchange

    speak = language(lang)
    own = located(case) if case else None
    wish = exchange.Wish(check_case, replace, long, scenario, template, own)
    with talk.status(words.say("converting", speak, source=source)):
        done = exchange.convert(located(source), target, wish)
    if json:
        print_json({"source": done.source, "target": done.target, "path": str(done.path), "left": list(done.left)})
    else:
        talk.print(words.converted(done, speak), markup=False)
    return 0


def located(name: str) -> Path:
    """A path, or the folder of a shipped case."""
    path = Path(name)
    return path if path.exists() else geju.shipped().get(name, path)


def print_json(document: object) -> None:
    """One JSON document on stdout."""
    print(jsonlib.dumps(document, ensure_ascii=False))


def main() -> None:
    """The ``geju`` command. Exit codes: 0 done, 1 the input is wrong, 2 no plan meets the clauses, 3 a limit stopped it."""
    arguments = sys.argv[1:]
    asked = next((b for a, b in zip(arguments, [*arguments[1:], ""], strict=True) if a == "--lang"), "")
    if {"--help", "-h"} & {*arguments} or not arguments:
        translate(app, language(asked))
    try:
        code = app(arguments, exit_on_error=True, result_action="return_value")
    except Faults as error:
        if "--json" in arguments:
            print_json({"faults": [f.as_dict() for f in error.faults]})
        talk.print(error.text(language(asked)), markup=False)
        code = 1
    sys.exit(code)


if __name__ == "__main__":
    main()
