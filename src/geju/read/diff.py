"""Two versions of a text, clause by clause: added, dropped, reworded, and what that does to the ledger.

Clauses with the same words are the same. Of the rest, those are paired as reworded that share most of their
two-character sequences, or, less strictly, that speak of the same catalogue row; the best pairs first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from geju.read.clause import TREATS, Draft, quantity_dict
from geju.read.reading import Reading

ALIKE, SAME_SUBJECT = 0.5, 0.3
COMPARED = ("verb", "object", "bodies", "places", "quantities", "year", "theme", "measure", "treat", "require")


@dataclass(frozen=True)
class Change:
    """One difference: ``added`` (no old), ``dropped`` (no new), ``reworded`` (both); ``fields`` that differ, old and new."""

    kind: str
    old: Draft | None
    new: Draft | None
    likeness: float = 0.0
    fields: tuple[tuple[str, Any, Any], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        def brief(clause: Draft | None) -> dict[str, Any] | None:
            return (
                None
                if clause is None
                else {"id": clause.id, "quote": clause.quote, "treat": clause.treat, "start": clause.start}
            )

        fields = {name: {"old": old, "new": new} for name, old, new in self.fields}
        return {
            "kind": self.kind,
            "old": brief(self.old),
            "new": brief(self.new),
            "likeness": round(self.likeness, 2),
            "fields": fields,
        }


@dataclass(frozen=True)
class Difference:
    """All changes in the order of the new text, and the ledger of phrases before and after."""

    changes: tuple[Change, ...]
    same: int
    before: dict[str, int]
    after: dict[str, int]

    def count(self, kind: str) -> int:
        return sum(change.kind == kind for change in self.changes)

    def as_dict(self) -> dict[str, Any]:
        """The difference for ``geju read NEW --against OLD --json``."""
        effect = {
            state.replace("-", "_"): {"before": self.before[state], "after": self.after[state]} for state in TREATS
        }
        counts = {kind: self.count(kind) for kind in ("added", "dropped", "reworded")}
        return {
            "same": self.same,
            **counts,
            "coverage": effect,
            "changes": [change.as_dict() for change in self.changes],
        }


def compare(old: Reading, new: Reading) -> Difference:
    """What changed from the old text to the new one. Context is compared too, so that no sentence goes unseen."""
    matched = _same(old.clauses, new.clauses)
    left = [i for i in range(len(old.clauses)) if i not in matched.values()]
    right = [i for i in range(len(new.clauses)) if i not in matched]
    pairs = _pairs(old.clauses, new.clauses, left, right)
    changes: list[tuple[float, Change]] = []
    for j in right:
        clause = new.clauses[j]
        if j in pairs:
            i, likeness = pairs[j]
            changes.append((j, Change("reworded", old.clauses[i], clause, likeness, _fields(old.clauses[i], clause))))
        else:
            changes.append((j, Change("added", None, clause)))
    gone = set(left) - {i for i, _ in pairs.values()}
    back = {i: j for j, i in matched.items()}
    for i in sorted(gone):
        after = next((back[k] for k in range(i, -1, -1) if k in back), -1)
        changes.append((after + 0.5, Change("dropped", old.clauses[i], None)))
    changes.sort(key=lambda change: change[0])
    return Difference(tuple(c for _, c in changes), len(matched), old.ledger.by_phrase, new.ledger.by_phrase)


def _key(clause: Draft) -> str:
    return "".join(char for char in clause.quote if char.isalnum())


def _same(old: tuple[Draft, ...], new: tuple[Draft, ...]) -> dict[int, int]:
    """New → old index of clauses with the same words: in order first, then wherever they moved to."""
    a, b = [_key(c) for c in old], [_key(c) for c in new]
    found: dict[int, int] = {}
    for block in (
        SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks() if len(a) * len(b) < 4_000_000 else ()
    ):
        found.update({block.b + k: block.a + k for k in range(block.size)})
    used = set(found.values())
    spare: dict[str, list[int]] = {}
    for i, key in enumerate(a):
        if i not in used:
            spare.setdefault(key, []).append(i)
    for j, key in enumerate(b):
        if j not in found and spare.get(key):
            found[j] = spare[key].pop(0)
    return found


def _pairs(
    old: tuple[Draft, ...], new: tuple[Draft, ...], left: list[int], right: list[int]
) -> dict[int, tuple[int, float]]:
    """New → (old, likeness) of reworded clauses, the likeliest pair first, each clause once."""
    grams = {i: _grams(old[i]) for i in left}
    index: dict[str, list[int]] = {}
    for i in left:
        for gram in grams[i]:
            index.setdefault(gram, []).append(i)
    scored = []
    for j in right:
        own = _grams(new[j])
        shared = Counter(i for gram in own for i in index.get(gram, ()) if len(index[gram]) <= 200)
        for i, count in shared.most_common(8):
            likeness = 2 * count / (len(own) + len(grams[i]))
            subject = old[i].catalogue and old[i].catalogue == new[j].catalogue
            if likeness >= (SAME_SUBJECT if subject else ALIKE) and (old[i].role == "context") == (
                new[j].role == "context"
            ):
                scored.append((-likeness, j, i))
    pairs: dict[int, tuple[int, float]] = {}
    used: set[int] = set()
    for likeness, j, i in sorted(scored):
        if j not in pairs and i not in used:
            pairs[j] = (i, -likeness)
            used.add(i)
    return pairs


def _grams(clause: Draft) -> frozenset[str]:
    words = _key(clause) if not clause.object else clause.verb + clause.object + clause.complement
    return frozenset(words[k : k + 2] for k in range(len(words) - 1))


def _fields(old: Draft, new: Draft) -> tuple[tuple[str, Any, Any], ...]:
    return tuple(
        (name, _plain(a), _plain(b))
        for name in COMPARED
        if (a := getattr(old, name)) != (b := getattr(new, name)) and _plain(a) != _plain(b)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple) and value and hasattr(value[0], "bound"):
        return [{k: v for k, v in quantity_dict(q).items() if k != "text"} for q in value]
    return list(value) if isinstance(value, tuple) else value


def effect_lines(difference: Difference, names: dict[str, str]) -> Iterable[str]:
    """The ledger's change in words, one line a state that changed."""
    for state in TREATS:
        before, after = difference.before[state], difference.after[state]
        if before != after:
            yield f"{names[state]}: {before} → {after} ({after - before:+d})"
