"""The cycles of a network: a basis of short ones, for the voltage law."""

from __future__ import annotations

import numpy as np

from geju.core.calendar import Floats, Ints

Near = list[list[tuple[int, int]]]  # [bus] the bus at the other end of each branch, and the branch


def cycle_entries(ends: list[Ints], branches: Ints, weight: Floats, buses: int) -> tuple[Ints, Ints, Floats, Floats]:
    """A basis of the cycles of some branches: cycle, branch, direction and impedance of every entry.

    A forest of shortest paths stands first. Then every other branch closes a cycle with the shortest way between its ends over
    what stands so far, and stands from then on; those whose ends lie near in the forest come first. Each cycle has a branch that
    no cycle before it has, so together they are a basis; on the networks tried it is as short as one can be or nearly so.
    """
    parent, above, depth = grown(ends, branches, buses)
    tail, head = (end.tolist() for end in ends)
    in_tree = set(above.tolist())
    standing: Near = [[] for _ in range(buses)]
    for e in above[above >= 0].tolist():
        _stand(standing, tail[e], head[e], e)
    others = [e for e in branches.tolist() if e not in in_tree and tail[e] != head[e]]
    far = [_apart(parent, depth, tail[e], head[e]) for e in others]
    cycle: list[int] = []
    entries: list[tuple[int, float]] = []
    for number, k in enumerate(np.argsort(far, kind="stable").tolist()):
        e = others[k]
        steps = [(e, 1.0), *((b, 1.0 if tail[b] == start else -1.0) for b, start in _way(standing, head[e], tail[e]))]
        _stand(standing, tail[e], head[e], e)
        cycle += [number] * len(steps)
        entries += steps
    branch = np.array([b for b, _ in entries], dtype=np.int64)
    return np.array(cycle, dtype=np.int64), branch, np.array([s for _, s in entries], dtype=np.float64), weight[branch]


def grown(ends: list[Ints], branches: Ints, buses: int) -> tuple[Ints, Ints, Ints]:
    """A forest of shortest paths: parent, branch to the parent (−1 at roots) and depth of every bus.

    Each tree is grown from its bus with most branches.
    """
    near: Near = [[] for _ in range(buses)]
    for e in branches.tolist():
        _stand(near, int(ends[0][e]), int(ends[1][e]), e)
    parent, above, depth = (np.full(buses, -1, dtype=np.int64) for _ in range(3))
    for root in sorted(range(buses), key=lambda b: -len(near[b])):
        if depth[root] >= 0:
            continue
        depth[root], queue = 0, [root]
        for u in queue:
            for v, e in near[u]:
                if depth[v] < 0:
                    depth[v], parent[v], above[v] = depth[u] + 1, u, e
                    queue.append(v)
    return parent, above, depth


def _stand(near: Near, u: int, v: int, branch: int) -> None:
    near[u].append((v, branch))
    near[v].append((u, branch))


def _apart(parent: Ints, depth: Ints, u: int, v: int) -> int:
    """How many branches of the forest lie between two buses."""
    steps = 0
    while u != v:
        if depth[v] >= depth[u]:
            v = int(parent[v])
        else:
            u = int(parent[u])
        steps += 1
    return steps


def _way(near: Near, start: int, goal: int) -> list[tuple[int, int]]:
    """A shortest way between two buses that are joined, looked for from both ends: each branch with the bus it leaves."""
    came: list[dict[int, tuple[int, int]]] = [{start: (-1, -1)}, {goal: (-1, -1)}]
    front, met = [[start], [goal]], -1
    while met < 0:
        side = int(len(front[1]) < len(front[0]))
        front[side], met = _widened(near, front[side], came[side], came[1 - side])
    back, on = _traced(came[0], met), _traced(came[1], met)
    return [(branch, before) for branch, before, _ in reversed(back)] + [(branch, bus) for branch, _, bus in on]


def _widened(
    near: Near, front: list[int], own: dict[int, tuple[int, int]], other: dict[int, tuple[int, int]]
) -> tuple[list[int], int]:
    """One step further from all buses of a front: the next front, and a bus that the other side has reached (−1: none)."""
    fresh: list[int] = []
    for u in front:
        for v, e in near[u]:
            if v not in own:
                own[v] = e, u
                fresh.append(v)
                if v in other:
                    return fresh, v
    return fresh, -1


def _traced(came: dict[int, tuple[int, int]], bus: int) -> list[tuple[int, int, int]]:
    """The way from a bus back to where a side began: branch, bus before it, bus after it."""
    steps: list[tuple[int, int, int]] = []
    while came[bus][0] >= 0:
        branch, before = came[bus]
        steps.append((branch, before, bus))
        bus = before
    return steps
