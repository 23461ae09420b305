"""CVs go in; what came out."""

from pathlib import Path
from typing import Any

import httpx
from rich.markup import escape
from rich.progress import Progress

from demo_data.demo.screen import DemoFailed, console, table, until
from demo_data.demo.stack import FOLDER, PROJECT

CVS = PROJECT / "demo_data" / "cvs"
BROKEN = "Daniel Hartley CV.pdf"  # on purpose
BATCH_SECONDS = 120


def upload(client: httpx.Client) -> dict[str, Any]:
    """All demo CVs in one request; gives the batch."""
    files = [("files", (path.name, path.read_bytes())) for path in sorted(CVS.iterdir())]
    answer = client.post("/api/candidates/upload/", files=files)
    if answer.status_code != 202:
        raise DemoFailed(f"The upload was answered with {answer.status_code}: {answer.text[:300]}")
    console.print(f"{len(files)} CVs uploaded in one request: {answer.json()['message']}")
    return answer.json()["batch"]


def wait_for(client: httpx.Client, batch_id: str, progress: Progress) -> None:
    bar = progress.add_task("CVs")

    def over() -> bool:
        batch = client.get(f"/api/candidates/batches/{batch_id}/").raise_for_status().json()
        progress.update(bar, total=batch["total_count"], completed=batch["processed_count"] + batch["failed_count"])
        return batch["status"] != "in_progress"

    until(over, "The batch is done", BATCH_SECONDS)


def show(client: httpx.Client, batch_id: str) -> list[dict[str, Any]]:
    """The table of what came out; the PDFs are fetched by their signed links. Gives the candidates in detail."""
    listed = client.get("/api/candidates/", params={"batch": batch_id, "page_size": 100}).raise_for_status().json()["results"]
    people = [client.get(f"/api/candidates/{row['id']}/").raise_for_status().json() for row in listed]
    shown = table("What came out of the CVs", "Name", "Title", "Years!", "Quality", "PDF!", "Mail!")
    for person in sorted(people, key=lambda person: person["name"] or "~"):
        if person["ai_processing_status"] == "failed":
            shown.add_row(person["original_name"], f"[red]{person['ai_failure_reason']}[/]", "", "[red]not read[/]", "", "")
            continue
        pdf = _fetch_pdf(client, person)
        years, quality = person["years_of_experience"], [person["quality_status"], *person["quality_reasons"]]
        shown.add_row(
            escape(person["name"] or f"({person['original_name']})"),
            escape("".join(person["job_titles"][:1])),
            "" if years is None else f"{years:g}",
            ", ".join(quality).replace("_", " "),
            f"{len(pdf.read_bytes()) // 1024} KB" if pdf else "[red]none[/]",
            person["availability_email_status"] or "no address",
        )
    console.print("", shown)
    console.print(f"PDFs: {(FOLDER / 'pdfs').relative_to(PROJECT)}/, mails: {(FOLDER / 'outbox').relative_to(PROJECT)}/")
    return people


def _fetch_pdf(client: httpx.Client, person: dict[str, Any]) -> Path | None:
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
    wrong = [person["original_name"] for person in people if (person["ai_processing_status"] == "failed") != _is_broken(person)]
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


def _is_broken(person: dict[str, Any]) -> bool:
    return person["original_name"] == BROKEN
