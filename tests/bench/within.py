"""Runs `inside.py` with the settings of a stack."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.processes import PROJECT
from tests.stack import Stack

SCRIPT = Path(__file__).with_name("inside.py")


def within(stack: Stack, *arguments: str, given: object = None) -> Any:
    """What it answers."""
    paths = os.pathsep.join(path for path in (stack.environment.get("PYTHONPATH"), str(PROJECT)) if path)
    done = subprocess.run(
        [sys.executable, "-P", str(SCRIPT), *arguments],
        cwd=PROJECT,
        env=stack.environment | {"PYTHONPATH": paths},
        input=json.dumps(given),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return json.loads(done.stdout)
