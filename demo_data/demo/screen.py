"""How the demo shows what happens."""

import sys
import time
from collections.abc import Callable

from rich import box
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

console = Console(width=None if sys.stdout.isatty() else 150)


class DemoFailed(Exception):
    """What did not come out as it should, in one sentence."""


def bars() -> Progress:
    """Bars side by side: what is worked on, how much of how much, for how long."""
    return Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), console=console)


def table(title: str, *columns: str, leading: int = 0) -> Table:
    """An empty table that a window of 80 columns has room for; the columns whose name ends in "!" never break a line."""
    heads = (Column(name.rstrip("!"), no_wrap=name.endswith("!"), overflow="fold") for name in columns)
    shown = Table(*heads, title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, leading=leading)
    shown.show_edge, shown.padding = False, (0, 1, 0, 0)
    return shown


def until(over: Callable[[], bool], what: str, seconds: float) -> None:
    """Asks five times a second. Raises DemoFailed when it is not so within `seconds`."""
    end = time.monotonic() + seconds
    while not over():
        if time.monotonic() > end:
            raise DemoFailed(f"{what}: not within {seconds:.0f} s.")
        time.sleep(0.2)
