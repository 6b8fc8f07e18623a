"""The reserve margin: firm capacity that a province must have for its peak, with what plants, stores and lines count for.

A balance by year at every province, ``firm-capacity``: what stands gives the part of itself that can be relied on in the hour of
the peak; a direct-current line takes at one end and gives at the other what its contract promises for the peak; over
ties provinces lend each other firm capacity (kind ``firm-exchange``). What is missing is paid at a price.
"""

from __future__ import annotations

from energy.kinds import PLANTS
from energy.plants import Rows
from facts import PERIODS, Fact, Facts, cite, derive

COMMODITY = "firm-capacity"
EXCHANGE = "firm-exchange"
# kind: what it counts for (facts firm.*); what is not here counts for nothing
CREDIT = {
    "coal-plant": "coal", "coal-plant-dry": "coal", "coal-upgraded": "coal", "coal-upgraded-dry": "coal", "gas-plant": "gas",
    "biomass": "biomass", "waste-heat": "waste-heat", "nuclear": "nuclear", "hydro": "hydro", "hydro-new": "hydro-new",
    "wind": "wind", "wind-desert": "wind", "wind-offshore": "wind-offshore", "solar": "solar", "solar-rooftop": "solar",
    "solar-desert": "solar", "battery": "battery", "battery-4h": "battery-4h", "pumped-hydro": "pumped-hydro",
}  # fmt: skip


def commodity(facts: Facts) -> Rows:
    """The balance, with the price of what is missing."""
    price = facts.get("price.reserve")
    return [
        {
            "commodity": COMMODITY, "name_zh": "可靠容量（含备用）", "name_en": "firm capacity with reserve", "unit": "GW",
            "resolution": "year", "shortage": f"{price.value:g} {price.unit}", "surplus": "0", **cite(price),
        }
    ]  # fmt: skip


def kinds(facts: Facts) -> Rows:
    """Lending over ties: it costs nothing and is no more than a part of the ties."""
    share = facts.get("firm.tie")
    return [
        {
            "kind": EXCHANGE, "name_zh": "备用互济", "name_en": "firm capacity lent over ties", "unit": "GW", "tags": "reserve",
            "resolution": "year", **cite(share),
        }
    ]  # fmt: skip


def ports(facts: Facts) -> Rows:
    """What stands gives; lines move."""
    rows: Rows = []
    for kind in PLANTS:
        fact = facts.get(f"firm.{CREDIT[kind]}")
        rows.append(_port(kind, fact.value, fact, when="standing"))
    line, loss = facts.get("firm.line"), facts.get("ac_line.line_loss")
    for kind in ("uhv-dc", "hvdc"):
        rows += [
            _port(kind, sign * line.value, line, when="standing", where=end) for sign, end in ((-1, "from"), (1, "to"))
        ]
    for mode, first, last in (("there", "from", "to"), ("back", "to", "from")):
        rows.append(_port(EXCHANGE, -1, loss, mode=mode, where=first))
        rows.append({**_port(EXCHANGE, 1, loss, mode=mode, where=last), "rate_km": -loss.value / 1000})
    return rows


def _port(kind: str, rate: float, fact: Fact, **more: object) -> dict[str, object]:
    return {"kind": kind, "commodity": COMMODITY, "rate": rate, "unit": "GW/GW", **more, **cite(fact)}


def sites(facts: Facts, lines: Rows) -> Rows:
    """One for every pair of provinces with ties."""
    share = facts.get("firm.tie")
    rows: Rows = []
    for line in lines:
        if line["kind"] == "ac-line":
            stands = {f"standing_{p}": share.value * float(str(line[f"standing_{p}"])) for p in PERIODS}
            source = {"source": f"{line['source']}; {share.source}", "status": "assumed"}
            rows.append(
                {"kind": EXCHANGE, "place": line["place"], "to": line["to"], "km": line["km"], **stands, **source}
            )
    return rows


def peak(facts: Facts) -> Fact:
    """Firm capacity asked for over mean use: peak over mean of the nation, and the margin."""
    load, use, margin = (
        facts.get("peak_load", "CN", 2024), facts.get("electricity_consumption.all", "CN", 2024), facts.get("firm.margin"),
    )  # fmt: skip
    ratio = load.value / (use.value / 8.784)
    return derive(ratio * margin.value, "p.u.", "peak over mean of the nation times the margin", load, use, margin)


def demand(facts: Facts, power: Rows) -> Rows:
    """By province: mean use, whoever draws it, times peak over mean and the margin. ``power`` has the rows of electricity."""
    ratio = peak(facts)
    return [
        {
            "commodity": COMMODITY, "place": row["place"], "unit": "GW",
            **{f"amount_{p}": ratio.value * float(str(row[f"amount_{p}"])) for p in PERIODS},
            "source": f"{row['source']}; {ratio.source}", "status": "assumed",
        }
        for row in power
    ]  # fmt: skip
