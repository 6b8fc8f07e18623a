"""The command's help in both languages."""

from __future__ import annotations

import re
from inspect import getdoc

import pytest

from command import geju
from geju import cli
from geju.help import VERBS

OPTION = re.compile(r"--[a-z-]+")


def shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the command prints, without its frames and line ends."""
    geju(monkeypatch, *arguments)
    return re.sub(r"[\s│]+", "", capsys.readouterr().out)


def test_every_verb_has_its_help_in_chinese_with_the_options_of_the_english_one() -> None:
    verbs = {name for name in cli.app if not name.startswith("-")}
    assert verbs == set(VERBS)
    for verb, words in VERBS.items():
        english = getdoc(cli.app[verb].default_command) or ""
        assert set(OPTION.findall(english)) <= set(OPTION.findall(words)), verb


@pytest.mark.parametrize(("lang", "verb", "words"), [
    ("zh", "plan", "费用最小的规划"), ("zh", "conflict", "不能同时成立"), ("en", "plan", "Maketheleast-costplan"),
])  # fmt: skip
def test_help_is_shown_in_the_language_asked_for(
    lang: str, verb: str, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert words in shown(monkeypatch, capsys, verb, "--help", "--lang", lang)


def test_the_list_of_verbs_is_shown_in_the_language_of_the_system(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "一句也不丢" in shown(monkeypatch, capsys, "--help")
