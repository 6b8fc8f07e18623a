"""Data of a model, checked and coded: every set numbered, every parameter as numbers over those sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import polars as pl

from geju.bridge.osemosys_words import (
    DERIVED,
    EMPTY,
    IGNORED,
    LETTERS,
    NUMBERED,
    PARTS,
    SETS,
    SYNONYMS,
    Parameter,
    parameters,
)
from geju.core.calendar import Floats, Ints
from geju.core.errors import Fault, Where, nearest, refuse

NEEDED = ("REGION", "TECHNOLOGY", "FUEL", "YEAR", "TIMESLICE", "MODE_OF_OPERATION")
MOST = 20  # faults of one kind that are listed


@dataclass(frozen=True)
class Table:
    """Entries of one parameter: ``codes`` one array an index, ``value`` beside them, ``default`` elsewhere."""

    index: str
    codes: tuple[Ints, ...]
    value: Floats
    default: float

    def __len__(self) -> int:
        return len(self.value)


@dataclass
class Data:
    """Everything a model's files say.

    ``sets`` by letter · ``keyed`` sets over keys · ``notes`` to the reader · ``named`` parameters that are written, and the sets
    of a MathProg file · ``vintage`` of the code that the files themselves name (blank: they do not).
    """

    name: str
    sets: dict[str, tuple[str, ...]]
    tables: dict[str, Table]
    keyed: dict[str, dict[str, list[tuple[str, ...]]]] = field(default_factory=dict)
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    vintage: str = ""

    @cached_property
    def size(self) -> dict[str, int]:
        """How many members each set has, by letter."""
        found = {letter: len(members) for letter, members in self.sets.items()}
        return found | {"q": found["r"]}

    @cached_property
    def years(self) -> Floats:
        """[y] the years as numbers, in order of time."""
        return np.array([float(y) for y in self.sets["y"]])

    def shape(self, index: str) -> tuple[int, ...]:
        """The shape of an array over some sets."""
        return tuple(self.size[letter] for letter in index)

    def default(self, name: str) -> float:
        """What a parameter is where nothing is said."""
        return self.tables[name].default if name in self.tables else parameters()[name].default

    def dense(self, name: str) -> Floats:
        """A parameter as an array over all its sets."""
        table = self.tables.get(name)
        index = table.index if table else parameters()[name].index
        values = np.full(self.shape(index), self.default(name))
        if table is not None and len(table):
            values[table.codes] = table.value
        return values

    def sparse(self, name: str) -> tuple[tuple[Ints, ...], Floats]:
        """The entries of a parameter that are not 0: codes and values."""
        table = self.tables.get(name)
        if self.default(name) != 0:
            values = self.dense(name)
            codes = tuple(np.asarray(c) for c in np.nonzero(values))
            return codes, values[codes]
        if table is None:
            empty = np.zeros(0, dtype=np.int64)
            return (empty,) * len(parameters()[name].index), np.zeros(0)
        kept = np.flatnonzero(table.value)
        return tuple(c[kept] for c in table.codes), table.value[kept]

    def said(self, name: str) -> bool:
        """Whether a parameter is anything but 0 anywhere."""
        return self.default(name) != 0 or (name in self.tables and bool(self.tables[name].value.any()))


class Coder:
    """Numbers the members of sets and turns written parameters into tables, noting faults on the way."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.sets: dict[str, tuple[str, ...]] = dict.fromkeys(SETS, ())
        self.parts: dict[str, tuple[str, ...]] = {}
        self.tables: dict[str, Table] = {}
        self.faults: list[Fault] = []
        self.notes: list[str] = []
        self.named: set[str] = set()

    def fault(self, code: str, name: str, line: int = 0, near: tuple[str, ...] = (), **blanks: object) -> None:
        """Note a fault of a set or parameter."""
        self.faults.append(Fault(code, Where(self.shown, line, name), {"name": name, **blanks}, near))

    def add_sets(self, written: dict[str, list[str]]) -> None:
        """Every set by its letter. One that no code knows is refused (O003) unless it only names members of one that is known."""
        strange: dict[str, list[str]] = {}
        for name, members in written.items():
            plain = SYNONYMS.get(name, name)
            if name == "COMMODITY":
                self.parts[name] = tuple(members)
            if plain in NUMBERED:
                members = sorted({_plain(w) for w in members}, key=_number)
            members = list(dict.fromkeys(members))
            if plain in SETS.values():
                for letter in (k for k, n in SETS.items() if n == plain):
                    if self.sets[letter] and self.sets[letter] != tuple(members) and members:
                        self.fault("O007", name, key=plain)
                    self.sets[letter] = tuple(members) or self.sets[letter]
            elif plain in PARTS:
                self.parts[plain] = tuple(members)
            elif plain in DERIVED or plain in IGNORED or plain in EMPTY:
                continue
            elif members:
                strange[name] = members
        for name, members in strange.items():
            near = nearest(name, [*SETS.values(), *SYNONYMS, *PARTS])
            whole = next((SETS[k] for k, all_of in self.sets.items() if set(members) <= set(all_of)), "")
            if whole and all(SYNONYMS.get(n, n) in SETS.values() and self.sets[_letter(n)] for n in near):
                self.notes.append(
                    f"{name} names members of {whole} for a purpose no published code knows; it was left out"
                )
            else:
                self.fault("O003", name, near=near)
        self._check_sets()

    def _check_sets(self) -> None:
        for letter, name in SETS.items():
            if name in NEEDED and not self.sets[letter] and letter != "q":
                self.fault("O004", name)
        for word in self.sets["y"]:
            if not word.lstrip("-").isdigit():
                self.fault("O006", "YEAR", text=word)
        if any(fault.code in ("O004", "O006", "O007") for fault in self.faults):
            refuse(self.faults)

    @cached_property
    def code(self) -> dict[str, dict[str, int]]:
        """Each set's members with their numbers, by letter."""
        return {letter: {w: i for i, w in enumerate(members)} for letter, members in self.sets.items()}

    def known(self, name: str, line: int, empty: bool, default: float) -> Parameter | None:
        """The parameter of that name; unknown ones are refused (O003) unless they say nothing."""
        self.named.add(name)
        found = parameters().get(name)
        if found is None and name not in IGNORED:
            if empty and default == 0:
                self.notes.append(f"{name} is no parameter that is known; it has no value and was left out")
            else:
                self.fault("O003", name, line, nearest(name, parameters()))
        if name in IGNORED and not empty:
            self.notes.append(f"{name} changes nothing in the programme and was left out")
        return found

    def numbers(self, letter: str, words: Sequence[str], name: str, line: int) -> Ints:
        """The numbers of some members of a set; those that are none of it are refused (O005)."""
        code = self.code[letter]
        try:
            return np.array([code[w] for w in words], dtype=np.int64)
        except KeyError:
            pass
        if SETS[letter] in NUMBERED:
            words = [_plain(w) for w in words]
        found = np.array([code.get(w, -1) for w in words], dtype=np.int64)
        strange = list(dict.fromkeys(w for w, i in zip(words, found, strict=True) if i < 0))
        for word in strange[:MOST]:
            self.fault("O005", name, line, nearest(word, self.sets[letter]), value=word, set=SETS[letter])
        return found

    def values(self, words: Sequence[str], name: str, line: int) -> Floats:
        """Words as numbers; those that are none are refused (O006)."""
        try:
            found = np.array([float(w) for w in words])
        except ValueError:
            found = np.array([as_float(w) for w in words])
        for i in np.flatnonzero(np.isnan(found))[:MOST]:
            self.fault("O006", name, line, text=words[int(i)])
        return found

    def table(
        self, name: str, index: str, parts: Iterable[tuple[list[Ints], Floats]], default: float, line: int
    ) -> None:
        """Join the pieces of a parameter; a key that stands twice is refused (O007)."""
        pieces = list(parts)
        codes = tuple(np.concatenate([p[0][k] for p in pieces] or [np.zeros(0, np.int64)]) for k in range(len(index)))
        value = np.concatenate([p[1] for p in pieces] or [np.zeros(0)])
        if any((c < 0).any() for c in codes):
            return
        if len(value) > 1:
            flat = np.ravel_multi_index(codes, tuple(len(self.sets[k]) for k in index))
            order = np.sort(flat)
            twice = order[1:][order[1:] == order[:-1]]
            if len(twice):
                at = np.unravel_index(int(twice[0]), tuple(len(self.sets[k]) for k in index))
                key = " ".join(self.sets[k][int(i)] for k, i in zip(index, at, strict=True))
                self.fault("O007", name, line, key=key)
        self.tables[name] = Table(index, codes, value, default)

    def data(self, name: str, keyed: dict[str, dict[str, list[tuple[str, ...]]]]) -> Data:
        """What was coded; every fault at once."""
        refuse(self.faults)
        return Data(name, self.sets, self.tables, keyed, self.parts, self.notes, self.named)


def numbered(series: pl.Series) -> pl.Series:
    """Names of a numbered set written as 1, 1.0 or 01, as whole numbers."""
    whole = series.cast(pl.Float64, strict=False)
    same = whole.is_not_null() & (whole == whole.round(0))
    return pl.select(
        pl.when(same).then(whole.cast(pl.Int64, strict=False).cast(pl.String)).otherwise(series)
    ).to_series()


def _letter(name: str) -> str:
    return LETTERS[SYNONYMS.get(name, name)]


def _plain(word: str) -> str:
    value = as_float(word)
    return str(int(value)) if value == np.floor(value) else word


def _number(word: str) -> tuple[float, str]:
    value = as_float(word)
    return (np.inf if np.isnan(value) else value, word)


def as_float(word: str) -> float:
    """A word as a number; not-a-number where it is none."""
    try:
        return float(word)
    except ValueError:
        return float("nan")
