from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from edukai.jobs.control import enqueue
from organization.geo import postcode_table
from organization.geo.postcode_files import PostcodeFile, UnreadableFile
from organization.placing import placing


class Command(BaseCommand):
    help = (
        "Loads postcodes from OS Code-Point Open (the zip, or one of its CSVs) or the ONS Postcode Directory (zip or CSV). "
        "Again and again: postcodes are added or brought up to date, never taken away. Schools are then placed by them in the background."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The file as downloaded.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rows, left_out = _load(PostcodeFile(options["file"]))
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        outcodes = postcode_table.derive_outcodes()
        enqueue(placing)  # schools whose place is known roughly, or not at all, may be placed better now
        self.stdout.write(f"{rows:,} postcodes loaded, {left_out:,} lines without a place left out; {outcodes:,} outward codes known.")


def _load(file: PostcodeFile) -> tuple[int, int]:
    """Each chunk is a transaction: breaking off harms nothing, and others wait for a moment only."""
    rows = lines = 0
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        bar = progress.add_task("Postcodes", total=file.size)
        for chunk in file.chunks():
            postcode_table.upsert(chunk.rows)
            rows, lines = rows + len(chunk.rows), lines + chunk.lines
            progress.update(bar, completed=chunk.done)
    return rows, lines - rows
