"""case.yaml: what a case is called, its periods, seasons and resolutions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from geju.core import unit as units
from geju.core.errors import Fault, Faults, Where, refuse

Name = Annotated[str, StringConstraints(min_length=1)]
Year = Annotated[int, Field(ge=1900, le=2200)]
Some = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class Money(BaseModel):
    """The unit of the objective and the year of its prices."""

    model_config = ConfigDict(extra="forbid", strict=True)
    unit: Name
    price_year: Year


class Settings(BaseModel):
    """The fields of case.yaml.

    ``years`` [period] how many each stands for: all but the last are the years to the next. ``seasons`` days of each;
    ``resolutions`` blocks of a day, a number that divides 24; ``focus`` a group of places the report looks at first;
    ``horizon_end`` how what outlives the horizon is paid for (:mod:`geju.plan.economy`).
    """

    model_config = ConfigDict(extra="forbid", strict=True)
    name: Name
    title: dict[str, str]
    periods: list[Year] = Field(min_length=1)
    years: list[Some]
    money: Money
    discount_rate: Annotated[float, Field(gt=-0.5, lt=1)]
    seasons: dict[str, Some] = Field(min_length=1)
    resolutions: dict[str, Annotated[int, Field(ge=1, le=24)]] = Field(min_length=1)
    default_resolution: str = ""
    sectors: list[Name] = Field(min_length=1)
    policy: str = ""
    focus: str = ""
    horizon_end: Literal["annuity", "salvage"] = "annuity"

    @model_validator(mode="after")
    def fits_together(self) -> Settings:
        """Rules between fields."""
        gaps = [float(b - a) for a, b in zip(self.periods, self.periods[1:], strict=False)]
        rules = (
            (all(gap > 0 for gap in gaps), "periods must increase"),
            (len(self.years) == len(self.periods), "years: one number for each period"),
            (self.years[: len(gaps)] == gaps, "years: each period stands for the years to the next"),
            (len(set(self.sectors)) == len(self.sectors), "sectors: one stands twice"),
            (
                all(24 % blocks == 0 for blocks in self.resolutions.values()),
                "resolutions: blocks of a day must divide 24",
            ),
            (units.factor(self.money.unit, "CNY") is not None, "money.unit is no unit of money"),
            (self.default_resolution in ("", *self.resolutions), "default_resolution is not one of the resolutions"),
        )
        for holds, why in rules:
            if not holds:
                raise ValueError(why)
        return self


def read_settings(folder: Path) -> Settings:
    """The settings of a case folder. Errors T001, K002 (every wrong field)."""
    path = folder / "case.yaml"
    where = Where(path.name, name=folder.name)
    if not path.exists():
        raise Faults([Fault("T001", where, {"file": path.name})])
    try:
        document: Any = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        return Settings.model_validate(document)
    except (YAMLError, UnicodeDecodeError) as error:
        raise Faults([Fault("K002", where, {"why": str(error)})]) from None
    except ValidationError as error:
        wrong = [
            (".".join(str(part) for part in e["loc"]), e["msg"].removeprefix("Value error, ")) for e in error.errors()
        ]
        refuse(
            Fault("K002", Where(path.name, column=at, name=folder.name), {"why": f"{at}: {why}" if at else why})
            for at, why in wrong
        )
        raise
