"""What a directive is about, what the model may carry, and what is out of scope whatever else it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given

from geju.core.clause import IMPLIED, MEASURES
from geju.core.errors import Faults
from geju.read import read_text
from geju.read.bound import load_basis
from geju.read.catalogue import find, measures, outside
from geju.read.clause import THEMES
from geju.read.lexicon import labels, names, rows, verbs
from read.samples import RENEWABLE, TEXTS, read_words, speech


def test_every_row_of_the_catalogue_speaks_the_policy_language() -> None:
    for row in measures().values():
        assert row.theme in THEMES, row.id
        assert row.indicator["zh"], row.id
        assert row.indicator["en"], row.id
        assert 0 < row.sure < 1, row.id
        assert set(row.bodies) <= set(labels()), row.id
        if row.treat == "modelled":
            assert row.measure in MEASURES, row.id
            assert row.sense in ("at_least", "at_most"), row.id
            parts = (
                [*row.scope["of"].items(), *row.scope["in"].items()]
                if row.measure == "share"
                else [(row.measure, row.scope)]
            )
            for measure, scope in parts:
                form = MEASURES[measure]
                assert set(scope) <= {*form.needs, *form.may}, row.id
                assert set(form.needs) <= {*scope, *({"commodity"} if measure in IMPLIED else ())}, row.id
        else:
            assert (row.treat, row.measure) == ("tracked", ""), row.id


@pytest.mark.parametrize(
    ("words", "row"),
    [
        ("高标准农田建设", "farmland"),
        ("横向生态保护补偿机制", "compensation"),
        ("“西电东送”能力", "power-transmission"),
        ("wind and solar capacity", "renewable-capacity"),
        ("沙漠、戈壁、荒漠地区大型风电光伏基地", "desert-bases"),
        ("耕地保有量", "cropland"),
        ("一批超导量子计算原型机", ""),
    ],
)
def test_the_longest_words_win(words: str, row: str) -> None:
    match = find(words)
    assert (match.measure.id if match else "") == row


OUTSIDE = [
    ("加强社会治安防控。", "治安"),
    ("依法管理宗教事务。", "宗教"),
    ("促进各族群众交往交流交融。", "各族群众"),
    ("加强党的作风建设，抓好党纪学习教育。", "党的作风"),
    ("打造高素质专业化干部队伍。", "干部队伍"),
    ("推进移风易俗。", "移风易俗"),
    ("Strengthen the management of religious affairs.", "religio"),
    ("到2030年，新增公安派出所200个。", "公安"),
]


@pytest.mark.parametrize(("text", "word"), OUTSIDE)
def test_nothing_is_computed_for_what_is_out_of_scope(text: str, word: str) -> None:
    clauses = read_words(text).clauses
    assert {c.treat for c in clauses} == {"out-of-scope"}
    assert any(word in c.because["zh"] for c in clauses)
    for c in clauses:
        assert not (c.places or c.bodies or c.quantities or c.measure or c.require or c.indicator or c.catalogue)


def test_public_services_and_border_infrastructure_beside_it_stay_ordinary_clauses() -> None:
    reading = read_words("加强边境地区基础设施和公共服务设施建设，维护民族团结，改善民族地区办学条件。")
    assert [c.treat for c in reading.clauses] == ["tracked", "out-of-scope", "tracked"]


def test_an_object_that_is_partly_out_of_scope_is_parted() -> None:
    reading = read_words("加强宗教事务管理和农村公路建设。")
    assert [(c.object, c.treat) for c in reading.clauses] == [
        ("宗教事务管理", "out-of-scope"),
        ("农村公路建设", "tracked"),
    ]


def test_words_across_verb_and_object_show_nothing() -> None:
    assert outside("边境地区基础设施") is None
    assert read_words("加强边境地区基础设施建设。").clauses[0].treat == "tracked"


def numbers(text: str) -> set[float]:
    return {float(n) for n in re.findall(r"\d+(?:\.\d+)?", text)}


@given(TEXTS)
def test_a_bound_stands_only_on_a_number_of_the_text(text: str) -> None:
    for clause in read_words(text).clauses:
        if clause.require:
            assert clause.basis["title"] == "原文"
            assert any(q.text in "".join(text.split()) or q.text in text for q in clause.quantities)


def test_a_number_with_unit_and_year_becomes_a_bound_and_any_lack_is_flagged() -> None:
    cases = {
        "到2030年，高标准农田达到12亿亩。": ("modelled", ()),
        "高标准农田达到12亿亩。": ("tracked", ("no-year",)),
        "到2030年，高标准农田投资达到12亿元。": ("tracked", ("other-unit",)),
        "到2030年，高标准农田达到12亿亩左右。": ("tracked", ("about",)),
        "到2030年，渝东北高标准农田达到120万亩。": ("tracked", ("finer-place",)),
        "推进高标准农田建设。": ("tracked", ()),
    }
    assert {text: (c.treat, c.flags) for text in cases for c in read_words(text).clauses[:1]} == cases


def test_the_bound_carries_the_place_of_the_text() -> None:
    (clause,) = read_words("到2030年，新疆风电光伏装机达到2亿千瓦以上。").clauses
    assert clause.require == {"capacity": {"kind": RENEWABLE, "in": "CN-XJ"}, "at_least": {2030: "200 GW"}}


def test_a_named_basis_gives_a_bound_only_when_asked_for() -> None:
    text = "推进高标准农田建设。\n"
    assert read_text(text).clauses[0].require == {}
    clause = read_text(text, basis="shipped").clauses[0]
    assert clause.require == {"capacity": {"kind": ["high-standard-field"]}, "at_least": {2030: "135000 wan_mu"}}
    assert clause.basis["status"] == "verified"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("catalogue,place\nfarmland,\n", "R020"),
        (None, "R020"),
        ("catalogue,place,value,unit,bound,year,title,url,status\nfarmlandd,,5,GW,at_least,2030,x,,verified\n", "R021"),
        (
            "catalogue,place,value,unit,bound,year,title,url,status\nfarmland,,five,GW,at_least,2030,x,,verified\n",
            "R021",
        ),
    ],
)
def test_a_basis_table_that_does_not_fit_is_refused(tmp_path: Path, content: str | None, code: str) -> None:
    if content is not None:
        (tmp_path / "basis.csv").write_text(content, encoding="utf-8")
    with pytest.raises(Faults) as caught:
        load_basis(tmp_path / "basis.csv")
    assert {f.code for f in caught.value.faults} == {code}


def test_the_shipped_basis_table_fits_the_catalogue() -> None:
    assert len(load_basis("shipped")) >= 5


def test_the_lexicon_is_as_large_as_it_says_and_names_no_one_twice() -> None:
    assert len(verbs()) >= 150
    codes = [row["code"] for row in rows("places")]
    assert len(codes) == len(set(codes))
    assert sum(row["level"] == "province" for row in rows("places")) == 34
    assert sum(row["level"] == "prefecture" for row in rows("places")) >= 333
    assert len(names().by_head) > 1000


def test_the_shipped_text_leaves_nothing_undecided() -> None:
    ledger = speech().ledger
    assert (ledger.by_phrase["undecided"], ledger.by_phrase["out-of-scope"]) == (0, 22)
