"""Python reads this first in every process that has this folder on its PYTHONPATH: each step towards the network is written down.

A line is added to the file `EDUKAI_NETWORK_LOG` for every address that a socket is connected to, or a datagram sent to, and every
name that is looked up, unless it is of this machine.
"""

import ipaddress
import os
import sys
from typing import Any

EVENTS = {"socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"}


def _record(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in EVENTS:
        return
    address = arguments[1] if event in ("socket.connect", "socket.sendto") else arguments
    host = address[0] if isinstance(address, tuple) else None  # anything else is a socket in the file system
    if host and not _is_here(host):
        with open(os.environ["EDUKAI_NETWORK_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{event} {host!r}\n")


def _is_here(host: str | bytes) -> bool:
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


sys.addaudithook(_record)
