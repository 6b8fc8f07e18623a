"""Findings across the sectors: what a year costs in each, what they give and take of what they share, what is imported."""

from __future__ import annotations

import polars as pl

from geju.report.shared import GIVES, Shared, net, own_supply, shared
from geju.report.sheet import weighty
from geju.report.text import Both, called, join, money, number, say, share
from geju.report.view import View

Finding = tuple[str, Both, list[Both]]
YEARLY = ("fixed", "variable")
SECTORS_TOP = 3
IMPORTS_TOP = 10
SMALL = 0.01  # a share below this is not told
WEIGHTY_TOP = 5


def yearly(view: View) -> list[Finding]:
    """Fixed and running cost of a year, first and last period, and which sectors it falls to."""
    cost = view.table("cost").filter(pl.col("item").is_in(YEARLY))
    value = dict(cost.group_by("period").agg(pl.col("value").sum()).rows())
    first, last = view.periods[0], view.periods[-1]
    if first not in value or last not in value or first == last:
        return []
    sums = cost.group_by("sector", "period").agg(pl.col("value").sum()).rows()
    parts = {(str(s), p): float(v) for s, p, v in sums}
    said = [
        say("find.yearly.sector", sector=called("sector", s), before=_money(view, parts.get((s, first), 0.0)),
            after=_money(view, parts[s, last]), share=share(parts[s, last] / value[last]))
        for s in sorted(view.sectors, key=lambda s: -parts.get((s, last), 0.0))
        if parts.get((s, last), 0.0) > SMALL * value[last]
    ]  # fmt: skip
    text = say(
        "find.yearly", first=first, last=last, before=_money(view, value[first]), after=_money(view, value[last])
    )
    return [("plain", text, said if len(said) > 1 else [])]


def _money(view: View, value: float) -> Both:
    return money(view.plan.currency, value)


def together(view: View) -> list[Finding]:
    """What the sectors share (money, posts, water, emissions …): over the periods, whose it is, how much is in focus."""
    table = net(view)
    said = [line for thing in shared(view) if (line := _thing(view, thing, table)) is not None]
    return [("plain", say("find.shared"), said)] if said else []


def _thing(view: View, thing: Shared, table: pl.DataFrame) -> Both | None:
    sign = 1 if thing.side == GIVES else -1
    rows = table.filter(pl.col("commodity").is_in(list(thing.members))).with_columns(pl.col("value") * sign)
    rows = rows.group_by("commodity", "period", "sector", "kind").agg(
        pl.col("value").sum(), pl.col("value").filter(pl.col("inside")).sum().alias("here")
    )
    rows = rows.filter(pl.col("value") > 1e-9)
    whole = dict(rows.group_by("period").agg(pl.col("value").sum()).rows())
    if not whole:
        return None
    last = view.periods[-1]
    steps = " → ".join(f"{number(whole.get(y, 0.0))} ({y})" for y in view.periods)
    now = rows.filter(pl.col("period") == last)
    most = now.group_by("sector").agg(pl.col("value").sum()).sort("value", descending=True)
    parts = [_share_of(called("sector", s) if s else say("side.demand"), v / whole[last])
             for s, v in most.head(SECTORS_TOP).rows() if v > SMALL * whole[last]]  # fmt: skip
    amount = f"{steps} {thing.unit[0]}", f"{steps} {thing.unit[1]}"
    blanks: dict[str, Both | str] = {"name": thing.name, "steps": amount, "last": last, "parts": join(parts)}
    told = say("find.shared.gives" if thing.side == GIVES else "find.shared.takes", **blanks)
    if not view.focus or last not in whole:
        return told
    inside = float(now["here"].sum()) / whole[last]
    more = say("find.shared.focus", group=next(iter(view.names["group"].values())), share=share(inside))
    return told[0] + more[0], told[1] + more[1]


def _share_of(name: Both, part: float) -> Both:
    return f"{name[0]} {share(part)}", f"{name[1]} {share(part)}"


def own(view: View) -> list[Finding]:
    """How much of what is partly imported the land supplies itself, the most dependent first."""
    found = own_supply(view)
    first, last = view.periods[0], view.periods[-1]
    kept = [c for c, by in found.items() if min(by.values()) < 1 - SMALL]
    kept.sort(key=lambda c: (found[c].get(last, 1.0), c))
    said = [
        say("find.own.line", commodity=view.name("commodity", c), before=share(found[c].get(first, 1.0)),
            after=share(found[c].get(last, 1.0)))
        for c in kept[:IMPORTS_TOP]
    ]  # fmt: skip
    return [("plain", say("find.own", first=first, last=last), said)] if said else []


def hangs(view: View) -> list[Finding]:
    """The figures the cost hangs on most, where they were asked for."""
    rows = [weighty(view, row) for row in view.table("sensitive").head(WEIGHTY_TOP).to_dicts()]
    said = []
    for name, column, _, _, status, part, _ in rows:
        moved = f"{part:+.2g} %".replace("-", "−")
        said.append(say("find.hangs.line", name=name, column=column, share=moved, status=called("status", status)))
    return [("plain", say("find.hangs"), said)] if said else []
