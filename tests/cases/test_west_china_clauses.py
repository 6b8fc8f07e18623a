"""The clause file of the shipped case keeps its promises to the text it stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from geju.read.reading import read_text
from geju.read.review import from_file

CASE = Path(__file__).parents[2] / "cases" / "west-china"
BASIS_STATUSES = {"verified", "derived", "recalled", "assumed"}
TREATS = {"modelled", "tracked", "context", "out-of-scope"}
# Words of the text that only sentences on conduct, policing, belief, ethnicity, party matters and personnel hold.
NOT_OURS = (
    "移风易俗",
    "枫桥经验",
    "扫黑除恶",
    "民族团结",
    "共同体意识",
    "民族政策",
    "宗教",
    "党纪学习",
    "干部",
    "边防固",
)

Clause = dict[str, Any]


@pytest.fixture(scope="module")
def text() -> str:
    return (CASE / "speech.txt").read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def policy() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(CASE / "clauses.yaml"))


@pytest.fixture(scope="module")
def clauses(policy: dict[str, Any]) -> list[Clause]:
    return list(policy["clauses"])


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every sentence: it ends after 。！？ (and a closing mark behind it) or at a line's end."""
    for found in re.finditer(r"[^。！？\n]+[。！？]?[”』」）]*", text):
        if found.group().strip():
            yield found.span()


def occurrences(text: str, quote: str) -> list[tuple[int, int]]:
    return [(m.start(), m.start() + len(quote)) for m in re.finditer(re.escape(quote), text)]


def of(clauses: list[Clause], treat: str) -> list[Clause]:
    return [c for c in clauses if c["treat"] == treat]


def test_every_quote_stands_in_the_text_letter_by_letter(clauses: list[Clause], text: str) -> None:
    assert [c["id"] for c in clauses if not occurrences(text, c["quote"])] == []


def test_no_quote_reaches_over_a_line_end(clauses: list[Clause]) -> None:
    assert [c["id"] for c in clauses if "\n" in c["quote"]] == []


def test_a_clause_id_stands_only_once(clauses: list[Clause]) -> None:
    counted = Counter(c["id"] for c in clauses)
    assert [name for name, times in counted.items() if times > 1] == []


def test_every_sentence_of_the_text_is_quoted(clauses: list[Clause], text: str) -> None:
    spans = [span for c in clauses for span in occurrences(text, c["quote"])]
    bare = [text[a:b] for a, b in sentences(text) if not any(s < b and e > a for s, e in spans)]
    assert bare == []


def test_the_text_has_the_sentences_that_were_counted_by_hand(text: str) -> None:
    title, meeting, attendance, reports, the_rest = 1, 3, 1, 2, 46
    assert len(list(sentences(text))) == title + meeting + attendance + reports + the_rest


def test_every_treat_is_one_of_the_four(clauses: list[Clause]) -> None:
    assert {c["treat"] for c in clauses} == TREATS


def test_a_clause_out_of_scope_carries_nothing_that_could_be_computed(clauses: list[Clause]) -> None:
    forbidden = {"require", "mechanism", "indicator", "basis", "price", "weight", "firm"}
    assert [c["id"] for c in of(clauses, "out-of-scope") if forbidden & c.keys()] == []


def test_conduct_policing_belief_ethnicity_party_and_personnel_are_out_of_scope(clauses: list[Clause]) -> None:
    wrong = [c["id"] for c in clauses if any(w in c["quote"] for w in NOT_OURS) and c["treat"] != "out-of-scope"]
    assert wrong == []


def test_only_a_modelled_clause_carries_a_requirement(clauses: list[Clause]) -> None:
    assert [c["id"] for c in clauses if c["treat"] != "modelled" and {"require", "mechanism"} & c.keys()] == []


def test_a_modelled_clause_has_one_requirement_or_one_mechanism(clauses: list[Clause]) -> None:
    assert [c["id"] for c in of(clauses, "modelled") if len({"require", "mechanism"} & c.keys()) != 1] == []


def test_at_least_a_hundred_clauses_are_modelled(clauses: list[Clause]) -> None:
    assert len(of(clauses, "modelled")) >= 100


def test_no_reason_speaks_of_fewer_sectors_than_there_are() -> None:
    written = (CASE / "clauses.yaml").read_text(encoding="utf-8")
    assert "五个部门" not in written and "five sectors" not in written


def test_every_modelled_clause_says_what_its_bound_rests_on(clauses: list[Clause]) -> None:
    for clause in of(clauses, "modelled"):
        basis = clause["basis"]
        assert basis["title"], clause["id"]
        assert basis["status"] in BASIS_STATUSES, clause["id"]


def test_every_clause_that_is_not_modelled_says_why_in_both_languages(clauses: list[Clause]) -> None:
    short = [c["id"] for c in clauses if c["treat"] != "modelled" and set(c.get("because", {})) != {"zh", "en"}]
    assert short == []


def test_every_indicator_is_named_in_both_languages_and_has_a_unit(clauses: list[Clause]) -> None:
    wanted = {"zh", "en", "unit"}
    assert [c["id"] for c in clauses if "indicator" in c and not wanted <= set(c["indicator"])] == []
    assert [c["id"] for c in of(clauses, "modelled") + of(clauses, "tracked") if "indicator" not in c] == []


def test_chinese_is_chinese_and_english_is_english(clauses: list[Clause]) -> None:
    for clause in clauses:
        for names in (clause.get("because"), clause.get("indicator")):
            if names:
                assert re.search(r"[\u4e00-\u9fff]", names["zh"]), clause["id"]
                assert not re.search(r"[\u4e00-\u9fff]", names["en"]), clause["id"]


def test_the_policy_is_named_in_both_languages_and_points_to_its_text(policy: dict[str, Any]) -> None:
    assert set(policy["title"]) == {"zh", "en"}
    assert policy["text"] == "speech.txt"
    assert str(policy["date"]) == "2024-04-23"


def test_the_clauses_use_many_different_measures(clauses: list[Clause]) -> None:
    bounds = {"at_least", "at_most", "equals", "no_less_than_before"}
    asked = [c.get("require") or c["mechanism"] for c in of(clauses, "modelled")]
    measures = {key for what in asked for key in what if key not in bounds}
    assert len(measures) >= 10, sorted(measures)


def test_no_phrase_of_the_text_is_without_a_clause() -> None:
    ledger = from_file(read_text(CASE / "speech.txt"), CASE / "clauses.yaml").ledger
    assert ledger.by_phrase["undecided"] == 0 and ledger.by_sentence["undecided"] == 0
    assert sum(ledger.by_phrase.values()) == len(ledger.phrases) >= 100
