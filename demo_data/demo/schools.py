"""Two sheets go in; then the schools near a candidate, and whom to write to there."""

from dataclasses import dataclass
from typing import Any

import httpx
from rich.markup import escape
from rich.progress import Progress

from demo_data.demo.screen import DemoFailed, console, table, until
from demo_data.demo.stack import FOLDER, PROJECT

API = "/api/organizations/"
SHEETS = PROJECT / "demo_data"
IMPORT_SECONDS = 60
MOST_SKIPPED = 3  # rows that are shown
NEAREST = 5
NEAR_KM = 10


@dataclass(frozen=True, slots=True)
class Imported:
    """`kind` is "organizations" or "contacts", `report` the summary that the API gives, `errors_url` None when every row was taken."""

    sheet: str
    kind: str
    report: dict[str, Any]
    errors_url: str | None


def import_sheets(client: httpx.Client, progress: Progress) -> list[Imported]:
    """First the schools, then the people, who find their school by its name."""
    schools = _import(client, progress, "Organizations.xlsx", "import/", "organizations")
    contacts = _import(client, progress, "Contacts.xlsx", "import/contacts/", "contacts")
    until(lambda: not _open_jobs(client, "placing"), "The schools are placed on the map", IMPORT_SECONDS)
    return [schools, contacts]


def _import(client: httpx.Client, progress: Progress, sheet: str, path: str, kind: str) -> Imported:
    answer = client.post(API + path, files={"file": (sheet, (SHEETS / sheet).read_bytes())})
    if answer.status_code != 202:
        raise DemoFailed(f"{sheet} was answered with {answer.status_code}: {answer.text[:300]}")
    bar, status = progress.add_task(sheet, total=None), {}

    def over() -> bool:
        status.update(client.get(f"{API}import/status/{answer.json()['task_id']}/").raise_for_status().json())
        rows = status["progress"]
        progress.update(bar, total=rows["total"] or None, completed=rows["done"])
        return status["status"] in ("completed", "failed")

    until(over, f"{sheet} is imported", IMPORT_SECONDS)
    if status["status"] == "failed":
        raise DemoFailed(f"{sheet} was not imported: {status['error']}")
    return Imported(sheet, kind, status["summary"], status["errors_url"])


def _open_jobs(client: httpx.Client, flow: str) -> list[dict[str, Any]]:
    jobs = client.get("/api/jobs/", params={"flow": flow}).raise_for_status().json()["results"]
    return [job for job in jobs if job["status"] in ("pending", "running")]


def show_reports(client: httpx.Client, imports: list[Imported]) -> None:
    """What became of the rows; of those that were not taken, the first few. Raises DemoFailed when most were not."""
    console.print()
    for imported in imports:
        report = imported.report
        created, skipped = report[f"{imported.kind}_created"], report[f"{imported.kind}_skipped"]
        console.print(f"{imported.sheet}: {created:,} of {report['total_rows']:,} rows are in, {skipped:,} skipped.")
        if created < skipped:
            raise DemoFailed(f"{imported.sheet}: most rows were skipped.")
        if imported.errors_url:
            _show_skipped(client, imported)


def _show_skipped(client: httpx.Client, imported: Imported) -> None:
    """The list in full is kept as .csv."""
    shown = table(f"Skipped rows of {imported.sheet}, for example", "Row!", "Column!", "Value", "Why")
    for problem in imported.report["errors"][:MOST_SKIPPED]:
        shown.add_row(str(problem["row"]), *(escape(problem[name]) for name in ("column", "value", "reason")))
    console.print("", shown)
    path = FOLDER / f"skipped-{imported.kind}.csv"
    path.write_bytes(client.get(imported.errors_url or "").raise_for_status().content)
    console.print(f"All of them: {path.relative_to(PROJECT)}")


def show_nearest(client: httpx.Client, person: dict[str, Any]) -> None:
    """The schools nearest to a candidate, with their contacts. Raises DemoFailed when there are too few, or nobody to write to."""
    which = {"radius_km": NEAR_KM, "page_size": NEAREST}
    near = client.get(f"/api/candidates/{person['id']}/nearby-organizations/", params=which).raise_for_status().json()
    title = (
        f"The {NEAREST} schools nearest to {person['name']} in {near['candidate_location']}, of {near['total_found']} within {NEAR_KM} km"
    )
    shown, everybody = table(title, "km!", "School", "Contacts!", leading=1), 0
    for row in near["organizations"]:
        school = row["organization"]
        contacts = client.get(f"{API}{school['id']}/contacts/").raise_for_status().json()["results"]
        people = "\n".join(f"{contact['contact_person']}, {contact['job_title']}\n{contact['work_email']}" for contact in contacts)
        place = f"{school['name']}\n{school['phase']}, {school['postcode']}"
        shown.add_row(f"{row['distance_km']:.1f}", escape(place), escape(people))
        everybody += len(contacts)
    console.print("", shown)
    if len(near["organizations"]) < NEAREST or not everybody:
        raise DemoFailed(f"{len(near['organizations'])} schools and {everybody} contacts near {person['name']}.")
