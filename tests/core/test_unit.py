"""Units: what converts, what does not, and how cells are read."""

from __future__ import annotations

import pytest

from geju.core.unit import factor, known, price_unit, product, split

FACTORS = [
    ("MWh", "GWh", 1e-3), ("CNY/kW", "yiCNY/GW", 1e-2), ("CNY/MWh", "yiCNY/yr/GW", 0.0876), ("m3/MWh", "yim3/yr/GW", 0.0876),
    ("kg/kWh", "Mt/yr/GW", 8.76), ("t/MWh", "Mt/yr/GW", 8.76), ("tce", "GJ", 29.3076), ("Mtce", "GW*yr",
        29.3076e6 / 3.6 / 8.76e6),
    ("mu", "m2", 10000 / 15), ("wan_mu", "kha", 2 / 3), ("kha", "km2", 10), ("bcm", "m3", 1e9), ("yim3", "m3", 1e8), ("%",
        "dimensionless", 0.01),
    ("亿元", "yiCNY", 1), ("万亩", "wan_mu", 1), ("yr", "h", 8760), ("CNY/t", "yiCNY/yr/(Mt/yr)", 0.01), ("kTEU/yr",
        "MTEU/yr", 1e-3),
    ("dimensionless", "GW/GW", 1), ("g/kWh", "kg/MWh", 1), ("person/GW", "person/MW", 1e-3),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "to", "value"), FACTORS)
def test_units_convert(unit: str, to: str, value: float) -> None:
    assert factor(unit, to) == pytest.approx(value, rel=1e-12)
    assert factor(to, unit) == pytest.approx(1 / value, rel=1e-12)


@pytest.mark.parametrize(
    ("unit", "to"),
    [("t", "m3"), ("CNY", "GW"), ("person", "TEU"), ("GW", "GWh"), ("wnid", "GW"), ("GW", ""), ("", "GW")],
)
def test_what_does_not_convert_has_no_factor(unit: str, to: str) -> None:
    assert factor(unit, to) is None


@pytest.mark.parametrize("unit", ["wnid", "GW/", "GW h (", "import os", "3 GW", "元/"])
def test_what_is_no_unit_is_not_known(unit: str) -> None:
    assert not known(unit)


@pytest.mark.parametrize(("cell", "pair"), [
    ("4300 CNY/kW", (4300.0, "CNY/kW")), ("-.5e3t", (-500.0, "t")), ("+7", (7.0, "")), ("1_000 GW", (1000.0, "GW")),
        ("CNY 3", None), ("", None),
    ("nan GW", None), ("inf GW", None), ("0", (0.0, "")), ("12 %", (12.0, "%")),
])  # fmt: skip
def test_a_cell_is_a_number_and_a_unit(cell: str, pair: tuple[float, str] | None) -> None:
    assert split(cell) == pair


def test_units_multiply_as_text_and_keep_their_denominators_together() -> None:
    assert product("yiCNY", "/yr", "/(Mt/yr)") == "yiCNY/yr/(Mt/yr)"
    assert factor(product("yiCNY", "/yr", "/(Mt/yr)"), "CNY/t") == pytest.approx(100)
    assert product("Mt/yr", "yr") == "(Mt/yr)*yr" and factor(product("Mt/yr", "yr"), "Mt") == pytest.approx(1)
    assert product() == "dimensionless"


@pytest.mark.parametrize(("unit", "stands", "shown", "ratio"), [
    ("GW", False, "CNY/MWh", 1e8 / 8.76e6), ("GW", True, "CNY/kW/yr", 100), ("Mt/yr", False, "CNY/t", 100), ("yim3/yr",
        False, "CNY/m3", 1),
    ("km2", False, "CNY/mu/yr", 1e8 / 1500),
])  # fmt: skip
def test_a_price_is_shown_in_the_unit_that_readers_know(unit: str, stands: bool, shown: str, ratio: float) -> None:
    assert price_unit("yiCNY", unit, stands) == (shown, pytest.approx(ratio))
