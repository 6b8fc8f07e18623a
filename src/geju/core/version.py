"""The version of Geju, as plans and reports tell it; pyproject.toml has the same."""

__version__ = "0.1.0"
