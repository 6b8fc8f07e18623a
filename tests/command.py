"""The command line as a user runs it."""

from __future__ import annotations

import pytest

from geju import cli


def geju(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """Run the command and give its exit code."""
    monkeypatch.setattr("sys.argv", ["geju", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)
