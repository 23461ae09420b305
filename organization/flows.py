"""The work that is done on schools and their contacts, as lists of stages in the order of the product."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from account import activity
from account.models import EventType, Severity, User
from edukai import storage
from edukai.flows import forget_files
from edukai.jobs import Done, Flow, Stage
from edukai.jobs.control import enqueue
from edukai.jobs.models import OPEN, Job, Status
from organization.imports import Report, plan_contacts, plan_organizations
from organization.imports.contacts import ContactPlan
from organization.imports.organizations import OrganizationPlan
from organization.imports.rows import Progress
from organization.placing import placing
from organization.sheets import Sheet, check, read_sheet

KEPT = timedelta(days=7)  # lists of errors, and sheets whose import may be replayed
EVENTS = {
    "organization_import": (EventType.ORG_IMPORT_COMPLETED, "organizations"),
    "contact_import": (EventType.CONTACT_IMPORT_COMPLETED, "contacts"),
}

Planner = Callable[[Sheet, Progress], OrganizationPlan | ContactPlan]


def accept_import(file: UploadedFile, flow: Flow, user: User, *, dry_run: bool = False) -> Job:
    """Store a sheet and have it imported by `flow`. Raises PermanentError for what is no sheet, TransientError when the store is down."""
    name = file.name or ""
    check(file.read(8), file.size or 0, name)
    file.seek(0)
    key = storage.random_key("imports", "")
    storage.put(key, file)
    try:
        return enqueue(flow, args={"key": key, "name": name, "dry_run": dry_run}, created_by=user)
    except BaseException:
        storage.delete_many([key])
        raise


def import_schools(job: Job, subject: None) -> Done:
    """The file to rows of schools; what the sheet does not place is placed behind it."""
    return _import(job, plan_organizations, then=partial(enqueue, placing))


def import_people(job: Job, subject: None) -> Done:
    """The file to rows of contacts."""
    return _import(job, plan_contacts)


def errors_url(job: Job) -> str:
    """Where the whole list of what went wrong can be had as .csv; '' when nothing did, or the list is KEPT no longer."""
    expired = timezone.now() > job.created_at + KEPT
    key = "" if expired else (job.result or {}).get("errors_key", "")
    return storage.signed_url(key, filename="import-errors.csv", content_type="text/csv")


def _import(job: Job, plan_for: Planner, then: Callable[[], object] | None = None) -> Done:
    with storage.open_file(job.args["key"]) as file:
        sheet = read_sheet(file, job.args["name"])
    plan = plan_for(sheet, job.report)
    result = {**plan.report.summary(), "dry_run": job.args["dry_run"], "errors_key": _stored_errors(job, plan.report)}
    if job.args["dry_run"]:
        return Done(result)

    def write() -> None:
        plan.write()
        if then:
            then()

    return Done(result, write)


def _stored_errors(job: Job, report: Report) -> str:
    if not report.problems:
        return ""
    key = _errors_key(job)
    storage.put(key, report.as_csv())
    return key


def _errors_key(job: Job) -> str:
    return storage.key_for(job.pk, "imports", ".csv")


def _over(job: Job) -> None:
    match job.status:
        case Status.COMPLETED:
            forget_files([job.args["key"]])
            forget_files([_errors_key(job)] if errors_url(job) else [], after=KEPT)
        case Status.FAILED | Status.CANCELLED:  # may be replayed, and may have stored its list of errors before
            forget_files([job.args["key"], _errors_key(job)], after=KEPT)
    if job.status not in OPEN and not job.args["dry_run"]:
        _tell(job)


def _tell(job: Job) -> None:
    """The end of an import, in the activity log."""
    event_type, kind = EVENTS[job.flow]
    if job.status != Status.COMPLETED:
        activity.log(event_type, f"{event_type.label} failed", job.error, severity=Severity.ERROR)
        return
    report = job.result or {}
    rows = ", ".join(f"{report[f'{kind}_{end}']:,} {end}" for end in ("created", "updated", "skipped"))
    problems = report["errors_total"]
    activity.log(
        event_type,
        f"{event_type.label} completed",
        f"Rows: {report['total_rows']:,} ({rows}). Problems: {problems:,}.",
        severity=Severity.WARNING if problems else Severity.SUCCESS,
    )


organization_import = Flow("organization_import", [Stage("import", import_schools)], changed=_over)

contact_import = Flow("contact_import", [Stage("import", import_people)], changed=_over)
