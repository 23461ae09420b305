"""`make demo`: the whole stack with fresh data on free ports, and the main job done through its HTTP API, as any client would."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

PROJECT = Path(__file__).resolve().parent.parent
CVS = PROJECT / "demo_data" / "cvs"
FOLDER = PROJECT / "var" / "demo"
OPERATOR = "operator@edukai.example"
START_SECONDS = 60
BATCH_SECONDS = 120

console = Console(width=None if sys.stdout.isatty() else 150)


class DemoFailed(Exception):
    """What did not come out as it should, in one sentence."""


def main() -> int:
    began = time.monotonic()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    try:
        with stack() as client:
            batch = upload(client)
            wait_for(client, batch["id"])
            people = show(client, batch["id"])
            check(client, batch["id"], people)
    except (DemoFailed, httpx.HTTPError, OSError) as error:
        console.print(f"[bold red]The demo failed:[/] {error}\nThe log of the stack: {FOLDER / 'stack.log'}")
        return 1
    console.print(f"Done in {time.monotonic() - began:.0f} s. [bold]make up[/] starts the stack for yourself.")
    return 0


@contextmanager
def stack() -> Iterator[httpx.Client]:
    """The stack of `make up` with data of its own; gives a client that is signed in."""
    port, redis_port = free_ports(2)
    password = secrets.token_urlsafe(12)
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")}
    environment = kept | {
        "EDUKAI_DOTENV": os.devnull,
        "EDUKAI_DATA_DIR": str(FOLDER),
        "PORT": str(port),
        "EDUKAI_REDIS_PORT": str(redis_port),
        "EDUKAI_OPERATOR_EMAIL": OPERATOR,
        "EDUKAI_OPERATOR_PASSWORD": password,
    }
    with (FOLDER / "stack.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "up"], cwd=PROJECT, env=environment, stdout=log, stderr=log, start_new_session=True
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
            with console.status("Starting the stack"):
                wait_until_ready(client, process)
                client.post("/api/auth/login/", json={"email": OPERATOR, "password": password}).raise_for_status()
            console.print(f"The stack runs at {client.base_url}, signed in as {OPERATOR}.")
            yield client
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise DemoFailed(f"The stack ended with code {process.returncode}.")
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
        time.sleep(0.1)
    raise DemoFailed(f"The stack was not ready within {START_SECONDS} s.")


def upload(client: httpx.Client) -> dict[str, Any]:
    """All demo CVs in one request; gives the batch."""
    files = [("files", (path.name, path.read_bytes())) for path in sorted(CVS.iterdir())]
    answer = client.post("/api/candidates/upload/", files=files)
    if answer.status_code != 202:
        raise DemoFailed(f"The upload was answered with {answer.status_code}: {answer.text[:300]}")
    console.print(f"{len(files)} CVs uploaded in one request: {answer.json()['message']}")
    return answer.json()["batch"]


def wait_for(client: httpx.Client, batch_id: str) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    end = time.monotonic() + BATCH_SECONDS
    with Progress(*columns, console=console) as progress:
        bar = progress.add_task("Reading, analysing, rendering, inviting")
        while time.monotonic() < end:
            batch = client.get(f"/api/candidates/batches/{batch_id}/").raise_for_status().json()
            progress.update(bar, total=batch["total_count"], completed=batch["processed_count"] + batch["failed_count"])
            if batch["status"] != "in_progress":
                return
            time.sleep(0.2)
    raise DemoFailed(f"The batch was not done within {BATCH_SECONDS} s.")


def show(client: httpx.Client, batch_id: str) -> list[dict[str, Any]]:
    """The table of what came out; the PDFs are fetched by their signed links. Gives the candidates in detail."""
    listed = client.get("/api/candidates/", params={"batch": batch_id, "page_size": 100}).raise_for_status().json()["results"]
    people = [client.get(f"/api/candidates/{row['id']}/").raise_for_status().json() for row in listed]
    table = Table("Name", "Titles", "Years", "Quality", "PDF", "Mail", title="What came out", title_justify="left", row_styles=["", "dim"])
    for person in sorted(people, key=lambda person: person["name"] or "~"):
        if person["ai_processing_status"] == "failed":
            table.add_row(person["original_name"], f"[red]{person['ai_failure_reason']}[/]", "", "[red]not read[/]", "", "")
            continue
        pdf = fetch_pdf(client, person)
        years = person["years_of_experience"]
        table.add_row(
            person["name"] or f"({person['original_name']})",
            ", ".join(person["job_titles"][:2]),
            "" if years is None else f"{years:g}",
            f"{person['quality_status']} {'(' + ', '.join(person['quality_reasons']) + ')' if person['quality_reasons'] else ''}",
            f"{len(pdf.read_bytes()) // 1024} KB" if pdf else "[red]none[/]",
            person["availability_email_status"] or "no address",
        )
    console.print(table)
    console.print(f"PDFs   {FOLDER.relative_to(PROJECT) / 'pdfs'}/\nMails  {FOLDER.relative_to(PROJECT) / 'outbox'}/")
    for path in sorted((FOLDER / "pdfs").glob("*.pdf")):
        console.print(f"  {path.relative_to(PROJECT)}", highlight=False)
    return people


def fetch_pdf(client: httpx.Client, person: dict[str, Any]) -> Path | None:
    if not person["enhanced_cv_url"]:
        return None
    answer = client.get(person["enhanced_cv_url"]).raise_for_status()
    path = FOLDER / "pdfs" / f"{person['name_without_surname'] or 'Candidate'} CV {person['id'][:8]}.pdf"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(answer.content)
    return path


def check(client: httpx.Client, batch_id: str, people: list[dict[str, Any]]) -> None:
    """Raises DemoFailed unless every CV but the broken one is completed, with a PDF, and mailed once where there is an address."""
    batch = client.get(f"/api/candidates/batches/{batch_id}/").raise_for_status().json()
    wrong = [person["original_name"] for person in people if (person["ai_processing_status"] == "failed") != is_broken(person)]
    wrong += [
        person["original_name"]
        for person in people
        if person["ai_processing_status"] == "completed"
        and not (person["enhanced_cv_url"] and (person["availability_email_status"] == "sent") == bool(person["email"]))
    ]
    mails = len(list((FOLDER / "outbox").glob("*.eml")))
    expected = sum(bool(person["email"]) for person in people)
    if wrong or batch["status"] != "partial" or mails != expected:
        raise DemoFailed(
            f"batch {batch['status']}, {mails} mails of {expected}, not as expected: {', '.join(sorted(set(wrong))) or 'none'}."
        )


def is_broken(person: dict[str, Any]) -> bool:
    """The file that is broken on purpose."""
    return person["original_name"] == "Daniel Hartley CV.pdf"


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


if __name__ == "__main__":
    sys.exit(main())
