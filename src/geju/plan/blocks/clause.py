"""Clauses: the rows that remember a sentence."""

from __future__ import annotations

from geju.core.system import System
from geju.plan.blocks.limit import constants, state_terms
from geju.plan.lp import Programme


def clause_block(lp: Programme, s: System) -> None:
    """One row per clause, place and period, always in the form "at least".

        Σ coef · quantity[item, slot] + miss[c] ≥ target[c]      "clause"

    miss  [c]  unit of the clause. It is always there: upper 0 makes the clause firm, inf lets it bend at its price, and
    dropping or relaxing a clause is one changed bound. dual("clause")[c] / disc[y] is its marginal price, money per unit
    and year.
    """
    c = s.clauses
    given = constants(s, c.terms, len(c))
    rows = lp.rows("clause", (len(c),), c.target - given)
    disc = s.calendar.disc[c.period]
    miss = lp.cols("miss", (len(c),), 0.0, c.miss_max, c.miss_cost * disc)
    state_terms(lp, s, rows, c.terms)
    rows[:] += 1.0 * miss[:]
