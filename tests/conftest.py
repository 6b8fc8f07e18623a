"""What every test stands on: no network, and in CI the same examples drawn on every machine."""

from __future__ import annotations

import os
import sys
from typing import Any

import hypothesis

LOCAL = ("", "0.0.0.0", "127.0.0.1", "::1", "localhost", None)
LOOKUPS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")


class NetworkRefusedError(RuntimeError):
    """A test reached for the network. Not an ``OSError``: code that forgives a broken line must not forgive this."""


def refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse connections and look-ups beyond this machine; sockets between processes of it stay allowed."""
    if event == "socket.connect":
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    elif event in LOOKUPS:
        host = arguments[0]
    else:
        return
    if isinstance(host, bytes):
        host = host.decode()
    if host not in LOCAL:
        raise NetworkRefusedError(f"tests use no network: {event} {host}")


sys.addaudithook(refuse_network)

hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

# run in a peer's own environment, which this one need not have
collect_ignore = ["peer_linopy.py", "pypsa_worker.py"]
