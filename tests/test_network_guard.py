"""`make bench` counts steps towards the network by `tests/bench/guard`: it has to see them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

GUARD = Path(__file__).parent / "bench" / "guard"
STEP = """
import socket
try:
    {0}
except OSError:
    pass
"""


@pytest.mark.parametrize(
    ("step", "seen"),
    [
        ("socket.create_connection(('0.0.0.1', 9))", True),
        ("socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'', ('0.0.0.1', 9))", True),
        ("socket.getaddrinfo('192.0.2.7', 80, flags=socket.AI_NUMERICHOST)", True),
        ("socket.socket(socket.AF_INET6).connect(('::', 9))", True),
        ("socket.create_connection(('127.0.0.1', 9))", False),
        ("socket.create_connection(('localhost', 9))", False),
        ("socket.socket(socket.AF_INET6).connect(('::1', 9))", False),
        ("socket.socket(socket.AF_UNIX).connect('/nowhere')", False),
        ("socket.getaddrinfo(None, 80)", False),
    ],
)
def test_it_writes_down_each_step_that_leaves_the_machine(tmp_path, step, seen):
    log = tmp_path / "network.log"
    environment = {"PYTHONPATH": str(GUARD), "EDUKAI_NETWORK_LOG": str(log), "PATH": os.environ["PATH"]}
    subprocess.run([sys.executable, "-W", "ignore", "-c", STEP.format(step)], env=environment, check=True)
    assert log.exists() == seen
