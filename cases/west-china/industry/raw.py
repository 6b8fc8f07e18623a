"""Raw materials from other sectors: ore comes to the province of the plant; what farms give is drawn from the nation's pool."""

from __future__ import annotations

ORES = ("ore:bauxite", "ore:copper", "ore:lithium", "ore:phosphate", "ore:rare-earth", "ore:iron")
FARM = {"cotton": "kt/yr", "milk": "Mt/yr", "meat": "Mt/yr", "fruit": "Mt/yr"}  # in the unit of its balance
