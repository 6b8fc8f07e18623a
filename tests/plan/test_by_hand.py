"""Cases small enough to check by hand: the optimum, the quantities and the prices, with the arithmetic beside them.

One GW for a year is 8.76 million MWh, so 100 CNY/MWh are 8.76 yiCNY (1e8 CNY) per GW and year. Periods of one year and a
discount rate of 0 unless a case says otherwise; then an investment of I over a life of L costs I/L a year.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from geju.plan.show import rows_text
from toys import changed, demand, kinds, ports, sites, solved, two_regions

approx = pytest.approx
NAMES = {"name_zh": "名", "name_en": "Name"}
CHEAP, DEAR, SHORT = 8.76, 26.28, 1752.0  # yiCNY per GW and year at 100, 300 and 20,000 CNY/MWh


def kind(name: str, unit: str = "GW", **more: Any) -> dict[str, Any]:
    return {"kind": name, **NAMES, "unit": unit, **more}


def port(name: str, commodity: str, rate: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"kind": name, "commodity": commodity, "where": "here", "rate": rate, "unit": unit, **more}


def commodity(name: str, unit: str, resolution: str, **more: Any) -> dict[str, Any]:
    return {"commodity": name, **NAMES, "unit": unit, "resolution": resolution, **more}


def need(name: str, place: str, amount: float, unit: str, **more: Any) -> dict[str, Any]:
    return {"commodity": name, "place": place, "amount": amount, "unit": unit, **more}


POWER = commodity("power", "GW", "slice", shortage="20 CNY/kWh")


def test_the_cheap_plant_fills_the_line_and_the_dear_one_does_the_rest(tmp_path: Path) -> None:
    """The line takes its 5 GW: cheap runs at 2 + 5 = 7, east gets 4.5, dear runs at 8 − 4.5 = 3.5.

    Cost 7·8.76 + 3.5·26.28 = 61.32 + 91.98 = 153.3. The west pays cheap's cost, the east dear's: 100 and 300 CNY/MWh.
    """
    s = solved(two_regions(tmp_path))
    assert s.total == approx(153.3)
    assert s.sum("activity", kind="cheap") == approx(7) and s.sum("activity", kind="dear") == approx(3.5)
    assert s.sum("flow", "sent") == approx(5) and s.sum("flow", "received") == approx(4.5)
    assert s.dual("power", "west") == approx([CHEAP]) and s.dual("power", "east") == approx([DEAR])
    assert s.sum("price", place="west") == approx(100) and s.sum("price", place="east") == approx(300)


INVEST = {
    "kinds": [kind("new", life=10, invest="1000 CNY/kW", fixed="50 CNY/kW/yr")],
    "ports": [port("new", "power", 1, "GW/GW")],
    "sites": [{"kind": "new", "place": "west", "potential": 10}],
    "demand": [{"commodity": "power", "place": "west", "amount_2030": 2, "amount_2035": 4, "unit": "GW"}],
    "periods": (2030, 2035), "years": (5, 5), "rate": 0.1,
}  # fmt: skip
EARLY = sum(1.1**-k for k in range(5))  # 4.169865, the five years from 2030
LATE = sum(1.1**-k for k in range(5, 10))  # 2.589158, the five from 2035


def test_what_is_built_pays_its_annuity_in_every_period_it_serves(tmp_path: Path) -> None:
    """10 yiCNY/GW over 10 years at 10 %: annuity 10·0.1/(1 − 1.1^−10) = 1.6274539 a year.

    2 GW from 2030 serve ten years (1.6274539·6.759024 = 11 each), 2 GW from 2035 five (1.6274539·2.589158 = 4.213676 each);
    0.5 a year stands on 2 GW and then 4. Cost 2·11 + 2·4.213676 + 0.5·(2·4.169865 + 4·2.589158) = 39.775654.
    One more GW in either period costs its annuity and its standing for that period: 2.1274539 a year in both.
    """
    annuity = 10 * 0.1 / (1 - 1.1**-10)
    s = solved(two_regions(tmp_path, **INVEST))
    assert annuity * (EARLY + LATE) == approx(11)
    assert s.total == approx(2 * 11 + 2 * annuity * LATE + 0.5 * (2 * EARLY + 4 * LATE)) and s.total == approx(
        39.775654, abs=1e-6
    )
    assert [s.sum("capacity", "built", period=p) for p in ("2030", "2035")] == approx([2, 2])
    assert s.dual("power", "west") == approx([annuity + 0.5, annuity + 0.5])
    assert s.sum("cost", item="invest", period="2030") == approx(20)


def test_what_has_served_its_life_is_built_again(tmp_path: Path) -> None:
    """With a life of 5 years the 2 GW of 2030 are gone in 2035, so 4 are built. Annuity 10·0.1/(1 − 1.1^−5) = 2.6379748.

    Cost (2.6379748 + 0.5)·(2·4.169865 + 4·2.589158) = 58.668720.
    """
    s = solved(two_regions(tmp_path, **{**INVEST, "kinds": changed(INVEST["kinds"], {}, life=5)}))
    annuity = 10 * 0.1 / (1 - 1.1**-5)
    assert [s.sum("capacity", "built", period=p) for p in ("2030", "2035")] == approx([2, 4])
    assert s.total == approx((annuity + 0.5) * (2 * EARLY + 4 * LATE)) and s.total == approx(58.668720, abs=1e-6)


def test_what_stands_already_is_paid_for_but_not_bought(tmp_path: Path) -> None:
    """1 GW stands in 2030 and none in 2035: 1 is built, then 3. Without discount: 1·(1/10)·10 years·10 = 10, 3·5·1 = 15, and
    0.5·5·(2 + 4) = 15 for standing: 40."""
    standing = [{**INVEST["sites"][0], "standing_2030": 1, "standing_2035": 0}]
    s = solved(two_regions(tmp_path, **{**INVEST, "sites": standing, "rate": 0}))
    assert [s.sum("capacity", "built", period=p) for p in ("2030", "2035")] == approx([1, 3])
    assert s.total == approx(40)


def test_with_salvage_what_outlives_the_horizon_is_given_back(tmp_path: Path) -> None:
    """Life 20: of 2 GW built at the start half the value is left after ten years, of 2 GW built after five three quarters.

    2·10·(1 − 0.5/1.1^10) + 2·10·(1/1.1^5 − 0.75/1.1^10), and 0.5 a year for standing as before.
    """
    case = two_regions(tmp_path, **{**INVEST, "kinds": changed(INVEST["kinds"], {}, life=20)})
    path = case / "case.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "horizon_end: salvage\n", encoding="utf-8")
    s = solved(case)
    early, late = 10 * (1 - 0.5 * 1.1**-10), 10 * (1.1**-5 - 0.75 * 1.1**-10)
    assert s.total == approx(2 * early + 2 * late + 0.5 * (2 * EARLY + 4 * LATE))


BATTERY = {
    "commodities": [POWER, commodity("charge", "GW", "slice")],
    "kinds": [
        kind("sun", variable="100 CNY/MWh", profile="day"), kind("dear", variable="300 CNY/MWh"), kind("battery"),
    ],
    "ports": [
        port("sun", "power", 1, "GW/GW"), port("dear", "power", 1, "GW/GW"),
        port("battery", "power", -1, "GW/GW", mode="in"), port("battery", "charge", 0.8, "GW/GW", mode="in"),
        port("battery", "charge", -1, "GW/GW", mode="out"), port("battery", "power", 1, "GW/GW", mode="out"),
    ],
    "sites": [{"kind": name, "place": "west", "standing": size} for name, size in (("sun", 10), ("dear", 10), ("battery", 2))],
    "demand": [need("power", "west", 1, "GW")],
    "profiles": [{"profile": "day", "hour": h, "value": 1 if h < 12 else 0} for h in range(24)],
    "blocks": 2,
}  # fmt: skip


def store(name: str, of: str, by: str, size: str, **more: Any) -> dict[str, Any]:
    return {"store": name, **NAMES, "commodity": of, "kind": by, "per_capacity": size, **more}


def test_a_battery_carries_the_day_into_the_night_as_far_as_it_holds(tmp_path: Path) -> None:
    """6 GWh over a night of 12 h are 0.5 GW; charging them takes 0.5/0.8 = 0.625 GW by day, and dear gives the other
    0.5 by night.

    Cost 0.5·1.625·8.76 + 0.5·0.5·26.28 = 7.1175 + 6.57 = 13.6875. Day 100, night 300 CNY/MWh; a charge is worth 100/0.8 = 125 by
    day and 300 by night.
    """
    s = solved(two_regions(tmp_path, **BATTERY, stores=[store("cell", "charge", "battery", "3 GWh/GW")]))
    assert s.total == approx(13.6875)
    assert s.sum("activity", mode="in", slot="year/00") == approx(0.625) and s.sum(
        "activity", mode="out", slot="year/12"
    ) == approx(0.5)
    assert [s.sum("level", slot=slot) for slot in ("year/00", "year/12")] == approx([6, 0])
    assert s.dual("power", "west") == approx([CHEAP, DEAR]) and s.dual("charge", "west") == approx([CHEAP / 0.8, DEAR])


def test_a_store_loses_its_share_of_every_hour(tmp_path: Path) -> None:
    """Losing 1 % an hour, 0.99^12 = 0.886385 of the 6 GWh are left when the night ends: 0.443192 GW instead of 0.5.

    Cost 0.5·1.625·8.76 + 0.5·(1 − 0.443192)·26.28.
    """
    s = solved(two_regions(tmp_path, **BATTERY, stores=[store("cell", "charge", "battery", "3 GWh/GW", loss=0.01)]))
    assert s.sum("activity", mode="out") == approx(0.5 * 0.99**12)
    assert s.total == approx(0.5 * 1.625 * CHEAP + 0.5 * (1 - 0.5 * 0.99**12) * DEAR)


def test_a_store_keeps_what_it_may_not_give(tmp_path: Path) -> None:
    """A third of 6 GWh must stay: 4 GWh over 12 h are 1/3 GW, and 5/12 GW charge them. The level runs between 6 and 2."""
    s = solved(two_regions(tmp_path, **BATTERY, stores=[store("cell", "charge", "battery", "3 GWh/GW", low=1 / 3)]))
    assert s.sum("activity", mode="out") == approx(1 / 3) and s.sum("activity", mode="in") == approx(5 / 12)
    assert [s.sum("level", slot=slot) for slot in ("year/00", "year/12")] == approx([6, 2])


def test_a_seasonal_store_is_filled_in_summer_for_the_winter(tmp_path: Path) -> None:
    """Winter is a fifth of the year. Demand 3 in winter and 0.5 in summer (bcm/yr), a field of 1 at 1 CNY/m3, a cavern
    of 0.3 bcm.

    Winter needs 0.6 bcm: 0.2 from the field, 0.3 from the cavern, 0.1 bought at 3 CNY/m3. Summer: 0.4 for demand and 0.3 into the
    cavern, 0.7/0.8 = 0.875 of the field. Cost 0.9·10 + 0.1·30 = 12 yiCNY; prices 3 and 1 CNY/m3 (30 and 10 yiCNY/bcm).
    """
    s = solved(two_regions(
        tmp_path, seasons="{winter: 73, summer: 292}", commodities=[commodity("fuel", "bcm/yr", "season", shortage="9 CNY/m3")],
        kinds=[kind("field", "bcm/yr", variable="1 CNY/m3"), kind("market", "bcm/yr", variable="3 CNY/m3"), kind("cavern",
            "bcm")],
        ports=[port(name, "fuel", 1, "1") for name in ("field", "market")],
        sites=[{"kind": name, "place": "west", "standing": size} for name, size in (("field", 1), ("market", 9),
            ("cavern", 0.3))],
        demand=[need("fuel", "west", 1, "bcm/yr", profile="cold")],
        profiles=[{"profile": "cold", "season": "winter", "value": 3}, {"profile": "cold", "season": "summer", "value": 0.5}],
        stores=[store("hole", "fuel", "cavern", "1 bcm/bcm")],
    ))  # fmt: skip
    assert s.total == approx(12)
    assert s.dual("fuel", "west") == approx([30, 10])
    assert [s.sum("activity", kind="field", slot=slot) for slot in ("winter", "summer")] == approx([1, 0.875])
    assert [s.sum("level", slot=slot) for slot in ("winter", "summer")] == approx([0, 0.3])


def test_a_mine_only_empties_and_its_ore_rises_in_price_with_the_rate_of_interest(tmp_path: Path) -> None:
    """10 Mt lie in the mine; 1 Mt/yr is wanted for five years and 2 for five more, 15 in all; 5 are bought at 100 CNY/t
    (1 yiCNY/Mt).

    They are bought late (discount 5 %). In the ground a tonne is worth the same whenever it is dug, counted today:
    price 2035 = 1 and
    price 2030 = 1/1.05^5 = 0.783526 (Hotelling). Cost Σ_{k=5..9} 1.05^−k = 3.561871.
    """
    s = solved(two_regions(
        tmp_path, periods=(2030, 2035), years=(5, 5), rate=0.05,
        commodities=[commodity("ore", "Mt/yr", "year", shortage="900 CNY/t")],
        kinds=[kind("pit", "Mt"), kind("market", "Mt/yr", variable="100 CNY/t")], ports=[port("market", "ore", 1, "1")],
        sites=[{"kind": "pit", "place": "west", "standing": 10}, {"kind": "market", "place": "west", "standing": 9}],
        demand=[{"commodity": "ore", "place": "west", "amount_2030": 1, "amount_2035": 2, "unit": "Mt/yr"}],
        stores=[store("mine", "ore", "pit", "1 Mt/Mt", start=1)],
    ))  # fmt: skip
    assert [s.sum("level", period=p) for p in ("2030", "2035")] == approx([5, 0])
    assert s.total == approx(sum(1.05**-k for k in range(5, 10))) and s.total == approx(3.561871, abs=1e-6)
    assert s.dual("ore", "west") == approx([1.05**-5, 1])


RETROFIT = {
    "kinds": [
        kind("old", variable="300 CNY/MWh", fixed="100 CNY/kW/yr", retire="yes"),
        kind("better", variable="100 CNY/MWh", invest="500 CNY/kW", life=20),
    ],
    "ports": [
        port("old", "power", 1, "GW/GW"), port("better", "power", 1, "GW/GW"),
        port("better", "capacity:old", -1, "GW/GW", when="building"),
    ],
    "sites": [{"kind": "old", "place": "west", "standing": 10}, {"kind": "better", "place": "west", "potential": 4}],
    "demand": [need("power", "west", 6, "GW")],
}  # fmt: skip


def test_a_retrofit_takes_over_what_stands_and_what_is_idle_retires(tmp_path: Path) -> None:
    """10 GW stand at 1 yiCNY/GW a year; at most 4 may be bettered (5/20 = 0.25 a year). 6 are wanted: 4 better, 2 old, 4 retire.

    Cost 4·0.25 + 2·1 + 4·8.76 + 2·26.28 = 90.6. One more GW keeps one old GW from retiring: 26.28 + 1 = 27.28.
    """
    s = solved(two_regions(tmp_path, **RETROFIT))
    assert s.total == approx(90.6)
    assert s.sum("capacity", "capacity", kind="old") == approx(2) and s.sum("capacity", "retired") == approx(4)
    assert s.sum("capacity", "built", kind="better") == approx(4)
    assert s.dual("power", "west") == approx([DEAR + 1])


def test_a_retrofit_cannot_take_over_more_than_stands(tmp_path: Path) -> None:
    """3 GW stand and 5 might be bettered: 3 are, and the other 3 GW are missed. Cost 3·0.25 + 3·8.76 + 3·1752 = 5283.03."""
    places = [{"kind": "old", "place": "west", "standing": 3}, {"kind": "better", "place": "west", "potential": 5}]
    s = solved(two_regions(tmp_path, **{**RETROFIT, "sites": places}))
    assert s.sum("capacity", "built", kind="better") == approx(3) and s.total == approx(5283.03)


@pytest.mark.parametrize("others", [False, True], ids=["nothing else is built", "something else is built"])
def test_a_retrofit_that_may_not_be_built_takes_nothing_over(tmp_path: Path, others: bool) -> None:
    """1 GW of better stands and none may be added: it runs, old does the other 5. Cost 8.76 + 5·26.28 + 5·1 = 145.16.

    A plant that is built elsewhere (east, 4 GW for 4, at 1/10·10 = 1 and 8.76 a year each) adds 4·9.76 and leaves the west alone.
    """
    case = {
        **RETROFIT,
        "sites": [{"kind": "old", "place": "west", "standing": 10}, {"kind": "better", "place": "west", "standing": 1}],
    }
    if others:
        case["kinds"] = [*RETROFIT["kinds"], kind("zz", variable="100 CNY/MWh", invest="1000 CNY/kW", life=10)]
        case["ports"] = [*RETROFIT["ports"], port("zz", "power", 1, "GW/GW")]
        case["sites"] = [*case["sites"], {"kind": "zz", "place": "east", "potential": 9}]
        case["demand"] = [*RETROFIT["demand"], need("power", "east", 4, "GW")]
    s = solved(two_regions(tmp_path, **case))
    assert s.total == approx(145.16 + (4 * (1 + CHEAP) if others else 0))


def test_what_was_taken_over_does_not_come_back_when_the_retrofit_has_served_its_life(tmp_path: Path) -> None:
    """Better lasts one period: what it was made of in 2030 is gone in 2035 too, though better itself is gone as well."""
    case = two_regions(
        tmp_path, **{**RETROFIT, "kinds": changed(RETROFIT["kinds"], {"kind": "better"}, life=5), "periods": (2030, 2035),
            "years": (5, 5)}
    )  # fmt: skip
    s = solved(case)
    rows = rows_text(s.system, s.stated.programme, s.stated.model.matrix, "capacity").splitlines()
    assert rows[1] == (
        "capacity[old@west,2035]: +1 cap[old@west,2035] +1 new[better@west,2030] "
        "+1 new[better@west,2035] +1 ret[old@west,2035] = 10"
    )
    assert rows[3] == "capacity[better@west,2035]: +1 cap[better@west,2035] -1 new[better@west,2035] = 0"


def test_what_has_retired_does_not_come_back(tmp_path: Path) -> None:
    """Old costs 20 to keep for a year and nothing to run; 2 GW are wanted in the first year and 6 in the second; dear
    costs 26.28.

    2 GW stay for both years (80). Another GW for the second year alone would have to be kept through the first: 40 >
    26.28, so dear
    gives 4: 105.12. Cost 185.12; if what retired could come back, it would be 160.
    """
    s = solved(two_regions(
        tmp_path, periods=(2030, 2031), years=(1, 1), kinds=[kind("old", fixed="2000 CNY/kW/yr", retire="yes"), kinds()[1]],
        ports=[port("old", "power", 1, "GW/GW"), ports()[1]],
        sites=[{"kind": "old", "place": "west", "standing": 10}, {"kind": "dear", "place": "west", "standing": 20}],
        demand=[{"commodity": "power", "place": "west", "amount_2030": 2, "amount_2031": 6, "unit": "GW"}],
    ))  # fmt: skip
    assert s.total == approx(185.12)
    assert [s.sum("capacity", "retired", period=p) for p in ("2030", "2031")] == approx([8, 8])


def test_what_retires_at_the_end_of_its_life_is_not_counted_as_retired_early(tmp_path: Path) -> None:
    """10 GW stand in the first year, 4 of them in the second; only 4 are ever wanted. 6 retire early in the first year
    (saving 6·20)
    and would be gone in the second anyway: none retires early then. Cost (4 + 4)·20 = 160."""
    s = solved(two_regions(
        tmp_path, periods=(2030, 2031), years=(1, 1), kinds=[kind("old", fixed="2000 CNY/kW/yr", retire="yes")],
        ports=[port("old", "power", 1, "GW/GW")], sites=[{"kind": "old", "place": "west", "standing_2030": 10,
            "standing_2031": 4}],
        demand=[need("power", "west", 4, "GW")],
    ))  # fmt: skip
    assert s.total == approx(160)
    assert [s.sum("capacity", "retired", period=p) for p in ("2030", "2031")] == approx([6, 0])


@pytest.mark.parametrize(("lump", "built", "cost"), [(0, 5, 204.58), (4, 4, 214.472)])
def test_whole_lumps_are_built_while_the_next_one_pays(tmp_path: Path, lump: int, built: float, cost: float) -> None:
    """5 GW of cheap power are to spare; a GW of line costs 5 a year and saves 0.9·26.28 − 8.76 = 14.892.

    Any amount: 5 GW. Cost 5·5 + 10·8.76 + (8 − 4.5)·26.28 = 204.58. Lumps of 4: the first saves 4·14.892 = 59.568 for
    20; the second
    would carry 1 GW more, 14.892 for 20, and is left. Cost 20 + 9·8.76 + (8 − 3.6)·26.28 = 214.472.
    """
    s = solved(two_regions(
        tmp_path, kinds=changed(kinds(), {"kind": "line"}, invest="5000 CNY/kW", life=10, lump=lump),
        sites=changed(sites(), {"kind": "line"}, standing=0, potential=12), demand=changed(demand(), {"place": "west"}, amount=5),
    ))  # fmt: skip
    assert s.sum("capacity", "built", kind="line") == approx(built)
    assert s.total == approx(cost)


FIELD = {
    "periods": (2030,), "years": (5,), "seasons": "{dry: 73, wet: 292}", "blocks": 2,
    "commodities": [
        POWER, commodity("stream", "yim3/yr", "season", surplus="0"), commodity("ground", "km2", "year", surplus="0"),
        commodity("purse", "yiCNY/yr", "year", surplus="0"),
    ],
    "kinds": [kind("cheap", variable="100 CNY/MWh", invest="1000 CNY/kW", life=10), kinds()[1]],
    "ports": [
        port("cheap", "power", 1, "GW/GW"), port("cheap", "stream", -1, "m3/MWh"),
        port("cheap", "ground", -2, "km2/GW", when="standing"), port("cheap", "purse", -0.2, "invest", when="building"),
            ports()[1],
    ],
    "sites": [{"kind": "cheap", "place": "west", "standing": 1, "potential": 100}, {"kind": "dear", "place": "west",
        "standing": 20}],
    "demand": [need("power", "west", 8, "GW")],
    "profiles": [{"profile": "river", "season": "dry", "value": 0.1314}, {"profile": "river", "season": "wet", "value": 1}],
}  # fmt: skip


def given(ground: float, purse: float) -> list[dict[str, Any]]:
    """Water for 1.5 GW in the dry season (a fifth of the year) and for plenty in the wet; ground and money as told."""
    return [
        need("stream", "west", 0.82628, "yim3/yr", profile="river"), need("ground", "west", ground, "km2"),
        need("purse", "west", purse, "yiCNY/yr"),
    ]  # fmt: skip


def test_ports_of_slices_seasons_and_years_meet_in_one_plant(tmp_path: Path) -> None:
    """12 km2 let 6 GW of cheap stand. A GW runs on 1 m3/MWh = 0.0876 yim3/yr: the dry season's 0.1314 let 1.5 GW run.

    Cheap runs at 0.2·1.5 + 0.8·6 = 5.1 on the mean, dear at 2.9. Cost 5 years·(5.1·8.76 + 2.9·26.28) + 5
    built·(10/10)·5 = 629.44.
    A km2 more is half a GW more: 0.5·(0.8·17.52·5 − 5) = 32.54 over five years, 6.508 a year. Water in the dry season is worth
    17.52/0.0876 = 200 yiCNY/yim3, that is 200 CNY/m3; in the wet nothing. Money is left: worth nothing.
    """
    s = solved(two_regions(tmp_path, **FIELD, supply=given(12, 10)))
    assert s.total == approx(629.44)
    assert s.sum("capacity", "capacity", kind="cheap") == approx(6)
    assert s.dual("ground", "west") == approx([6.508])
    assert s.dual("stream", "west") == approx([200, 0], abs=1e-9)
    assert s.dual("purse", "west") == approx([0], abs=1e-9)
    assert s.sum("account", commodity="ground", side="use") == approx(-12)
    assert s.sum("account", commodity="purse", side="use") == approx(-0.2 * 50 / 5)


def test_money_for_building_is_spread_over_the_years_of_the_period(tmp_path: Path) -> None:
    """0.8 yiCNY a year for five years are 4; a GW draws a fifth of its 10: 2 GW are built and 3 stand.

    Cheap runs at 0.2·1.5 + 0.8·3 = 2.7. Cost 5·(2.7·8.76 + 5.3·26.28) + 2·5 = 824.68. One yiCNY a year more builds 2.5 GW:
    2.5·(0.8·17.52·5 − 5) = 162.7 over the period, 32.54 for each yiCNY.
    """
    s = solved(two_regions(tmp_path, **FIELD, supply=given(100, 0.8)))
    assert s.total == approx(824.68)
    assert s.sum("capacity", "built", kind="cheap") == approx(2)
    assert s.dual("purse", "west") == approx([32.54])
    assert s.dual("ground", "west") == approx([0], abs=1e-9)


def test_two_modes_share_one_capacity_in_both_directions(tmp_path: Path) -> None:
    """A track of 5 Mt/yr carries stone east or sheep west at 10 CNY/t; 4 of stone and 3 of sheep are wanted, worth 100
    and 300 CNY/t.

    Sheep first: 3, then 2 of stone; 2 of stone are missed. Cost 5·0.1 + 2·1 = 2.5 yiCNY. Stone in the east is worth 1
    (its shortage), so
    the track earns 0.9 a Mt, and sheep in the west cost 0.1 + 0.9 = 1.
    """

    def carry(mode: str, goods: str, start: str, end: str) -> list[dict[str, Any]]:
        return [port("track", goods, r, "1", mode=mode, where=w) for r, w in ((-1, start), (1, end))]

    s = solved(two_regions(
        tmp_path, kinds=[kind("track", "Mt/yr", variable="10 CNY/t")],
        commodities=[commodity(name, "Mt/yr", "year", shortage=f"{price} CNY/t", surplus="0")
                     for name, price in (("stone", 100), ("sheep", 300))],
        ports=[*carry("there", "stone", "from", "to"), *carry("back", "sheep", "to", "from")],
        sites=[{"kind": "track", "place": "west", "to": "east", "standing": 5}],
        demand=[need("stone", "east", 4, "Mt/yr"), need("sheep", "west", 3, "Mt/yr")],
        supply=[need("stone", "west", 10, "Mt/yr"), need("sheep", "east", 10, "Mt/yr")],
    ))  # fmt: skip
    assert s.total == approx(2.5)
    assert s.sum("activity", mode="back") == approx(3) and s.sum("activity", mode="there") == approx(2)
    assert s.sum("account", side="shortage", commodity="stone") == approx(2)
    assert s.dual("stone", "east") == approx([1]) and s.dual("sheep", "west") == approx([1])


def test_what_is_missed_is_paid_at_its_price(tmp_path: Path) -> None:
    """10 GW are wanted and 8 can be had: 2 missed. Cost 8·26.28 + 2·1752 = 3714.24; the price is that of missing it,
    20,000 CNY/MWh."""
    s = solved(two_regions(tmp_path, kinds=kinds()[1:2], ports=ports()[1:2], sites=[{"kind": "dear", "place": "east",
        "standing": 8}],
                           demand=[need("power", "east", 10, "GW")]))  # fmt: skip
    assert s.total == approx(3714.24)
    assert s.dual("power", "east") == approx([SHORT]) and s.sum("price", place="east") == approx(20_000)
    assert s.sum("cost", item="shortage") == approx(2 * SHORT)


def test_what_is_too_much_is_paid_at_its_price_and_the_local_price_is_negative(tmp_path: Path) -> None:
    """8 GW must run at half at least and 2 are wanted: 2 too many at 50 CNY/MWh. Cost 4·8.76 + 2·4.38 = 43.8; the price
    is −50 CNY/MWh."""
    s = solved(two_regions(
        tmp_path, commodities=[{**POWER, "surplus": "50 CNY/MWh"}], kinds=changed(kinds()[:1], {}, floor=0.5), ports=ports()[:1],
        sites=[{"kind": "cheap", "place": "west", "standing": 8}], demand=[need("power", "west", 2, "GW")],
    ))  # fmt: skip
    assert s.total == approx(43.8)
    assert s.dual("power", "west") == approx([-4.38]) and s.sum("price", place="west") == approx(-50)
    assert s.sum("cost", item="surplus") == approx(8.76)


def test_what_is_free_to_leave_unused_has_no_price(tmp_path: Path) -> None:
    """As before, but leaving power unused is free: 4 GW run, 2 are left; cost 4·8.76 and price 0."""
    s = solved(two_regions(
        tmp_path, commodities=[{**POWER, "surplus": "0"}], kinds=changed(kinds()[:1], {}, floor=0.5), ports=ports()[:1],
        sites=[{"kind": "cheap", "place": "west", "standing": 8}], demand=[need("power", "west", 2, "GW")],
    ))  # fmt: skip
    assert s.total == approx(4 * CHEAP) and s.dual("power", "west") == approx([0], abs=1e-9)


def test_length_counts_in_cost_and_in_loss(tmp_path: Path) -> None:
    """1000 km at 3 CNY/kW/km and a loss of 0.00005 a km: 30 yiCNY/GW over 30 years, 1 a year; 0.95 arrive; 10 CNY/MWh
    (0.876) to run.

    One GW sent saves 0.95·26.28 − 8.76 − 0.876 − 1 = 14.33 > 0, so all 8 to spare are sent: 10·8.76 + 8·1.876 +
    0.4·26.28 = 113.12.
    """
    line = {"unit": "GW/GW", "kind": "line", "commodity": "power"}
    s = solved(two_regions(
        tmp_path, kinds=changed(kinds(), {"kind": "line"}, invest_km="3 CNY/kW/km", variable_km="0.01 CNY/MWh/km", life=30),
        ports=[*ports()[:2], {**line, "where": "from", "rate": -1}, {**line, "where": "to", "rate": 1, "rate_km": -0.00005}],
        sites=changed(sites(), {"kind": "line"}, standing=0, potential=12, km=1000),
    ))  # fmt: skip
    assert s.sum("flow", "received") == approx(7.6)
    assert s.total == approx(113.12)
