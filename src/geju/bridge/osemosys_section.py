"""The data of a MathProg section: its parameters, in whatever form they are written, as tables."""

from __future__ import annotations

import numpy as np

from geju.bridge.osemosys_data import Coder, Data, as_float
from geju.bridge.osemosys_text import Chunk, Section, Written
from geju.bridge.osemosys_words import DERIVED, EMPTY, IGNORED, LATER, OTHER_INDEX, SETS, Parameter, parameters
from geju.core.calendar import Floats, Ints
from geju.core.errors import nearest


def from_section(section: Section, name: str, shown: str) -> Data:
    """The data of a MathProg section. Errors O002 … O008."""
    coder = Coder(shown)
    coder.faults += section.faults
    coder.add_sets(section.sets)
    coder.named |= set(section.sets)
    for written in section.params.values():
        _written(coder, written)
    for key in section.keyed:
        if key not in DERIVED and key not in IGNORED and key not in EMPTY:
            coder.fault("O003", key, near=nearest(key, DERIVED))
    _unwritten(coder)
    return coder.data(name, section.keyed)


def _unwritten(coder: Coder) -> None:
    """Tell which parameters of the common code are not in the file: glpsol would not run without them."""
    empty = {k for k, members in coder.sets.items() if not members} | set("" if coder.sets["s"] else "adb")
    missing = [
        f"{name} {parameter.default:g}" for name, parameter in parameters().items()
        if name not in coder.named | LATER and not empty & set(parameter.index)
    ]  # fmt: skip
    if missing:
        coder.notes.append(f"not in the file, so the usual value holds: {', '.join(missing)}")


def _written(coder: Coder, written: Written) -> None:
    """One parameter of a MathProg section."""
    name, line = written.name, written.line
    given = as_float(written.default) if written.default is not None else np.nan
    known = coder.known(name, line, not any(c.words for c in written.chunks), 0.0 if np.isnan(given) else given)
    if known is None:
        return
    if written.default is not None and np.isnan(given):
        coder.fault("O006", name, line, text=written.default)
    default = known.default if np.isnan(given) else given
    index = _index(coder, known, written.chunks)
    if index is None:
        coder.fault("O008", name, line, index=", ".join(SETS[k] for k in known.index))
        return
    coder.table(name, index, [_entries(coder, c, index, name, line) for c in written.chunks], default, line)


def _index(coder: Coder, known: Parameter, chunks: list[Chunk]) -> str | None:
    """The indices a parameter is written with: its own, or those an older code gave it; None when neither fits."""
    for index in (known.index, OTHER_INDEX.get(known.name, known.index)):
        if all(_fits(coder, chunk, index) for chunk in chunks):
            return index
    return None


def _fits(coder: Coder, chunk: Chunk, index: str) -> bool:
    free = len(index) if chunk.slice is None else chunk.slice.count("*")
    if chunk.slice is not None and len(chunk.slice) != len(index):
        return False
    if chunk.heads is not None:
        return free == 2 and len(chunk.words) % (len(chunk.heads) + 1) == 0
    width = free + chunk.beside[1]
    if len(chunk.words) % width:
        return False
    return index != "r" or all(w in coder.code["r"] for w in chunk.words[::width])


def _entries(coder: Coder, chunk: Chunk, index: str, name: str, line: int) -> tuple[list[Ints], Floats]:
    """The codes and values of one piece; ``.`` stands for the default."""
    subs = chunk.slice or ("*",) * len(index)
    free = [k for k, sub in enumerate(subs) if sub == "*"]
    keys: dict[int, Ints] = {}
    if chunk.heads is None:
        width = len(free) + chunk.beside[1]
        words = chunk.words[len(free) + chunk.beside[0] :: width]
        keys = {k: coder.numbers(index[k], chunk.words[i::width], name, line) for i, k in enumerate(free)}
    else:
        width = len(chunk.heads) + 1
        rows, heads = (free[1], free[0]) if chunk.turned else (free[0], free[1])
        words = [w for i in range(0, len(chunk.words), width) for w in chunk.words[i + 1 : i + width]]
        down = coder.numbers(index[rows], chunk.words[::width], name, line)
        across = coder.numbers(index[heads], chunk.heads, name, line)
        keys = {rows: np.repeat(down, width - 1), heads: np.tile(across, len(down))}
    for k, sub in enumerate(subs):
        if sub != "*":
            keys[k] = np.broadcast_to(coder.numbers(index[k], [sub], name, line), len(words))
    if "." in words:
        kept = np.array([i for i, w in enumerate(words) if w != "."], dtype=np.int64)
        words, keys = [words[i] for i in kept], {k: v[kept] for k, v in keys.items()}
    return [keys[k] for k in range(len(index))], coder.values(words, name, line)
