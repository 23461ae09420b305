"""`python -m edukai.foreground LOG NAME...`: lines of the Procfile as processes, until Ctrl-C; honcho does the work.

A NAME with a + and a number is one more of its kind. What all of them print goes to the terminal, and without colours to the end of LOG.
"""

import os
import re
import sys
from pathlib import Path

from honcho.environ import parse_procfile
from honcho.manager import Manager
from honcho.printer import Printer

PROCFILE = Path(__file__).resolve().parent.parent / "Procfile"
COLOUR = re.compile(r"\x1b\[\d+m")


class Output:
    """The terminal and the log, as one stream of text. Others may write to the log at the same time, line by line."""

    def __init__(self, log: Path) -> None:
        self.log = log.open("a", encoding="utf-8", buffering=1)

    def isatty(self) -> bool:
        return sys.stdout.isatty()

    def write(self, text: str) -> None:
        sys.stdout.write(text)
        self.log.write(COLOUR.sub("", text))

    def flush(self) -> None:
        sys.stdout.flush()


def main(log: Path, names: list[str]) -> int:
    commands = parse_procfile(PROCFILE.read_text(encoding="utf-8")).processes
    manager = Manager(Printer(Output(log)))
    for name in names:
        manager.add_process(name, commands[name.partition("+")[0]], env=dict(os.environ))
    manager.loop()
    return manager.returncode or 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
