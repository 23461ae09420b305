"""One row of everything that an address of the API can name."""

import re
from typing import Any

from account import activity
from account.models import EventType, User
from candidate.documents.model import Document
from candidate.flows import criticism, outreach
from candidate.models import Candidate, Delivery, DeliveryStatus, Purpose, Reading, Suppression, Version
from candidate.models.versions import VersionKind
from edukai.jobs.models import Job, Status
from organization.flows import organization_import
from tests.factories import a_batch, a_candidate, a_contact, a_school, content, stored

type Parameters = dict[str, Any]


def rows(user: User) -> dict[str, Parameters]:
    """Parameters of paths by what a path begins with; the first that fits holds."""
    amy = amy_okafor()
    school = a_school(latitude=53.8, longitude=-1.54)
    contact = a_contact(school)
    suppression = Suppression.objects.create(address="no@ash.example", reason="manual", source="operator")
    over = {"status": Status.FAILED, "error": "It cannot be.", "error_code": "x"}
    sheet = Job.objects.create(flow=organization_import.name, stage="import", args={"name": "schools.xlsx"}, **over)
    failed = Job.objects.create(flow=criticism.name, stage="submit", subject_type="candidate.candidate", subject_id=str(amy.pk), **over)
    activity.log(EventType.CV_PROCESSED, "A CV has been processed", candidate_id=amy.pk, batch_id=amy.batch_id)
    return {
        "/api/candidates/batches/": {"id": str(amy.batch_id)},
        "/api/candidates/send-status/": {"task_id": str(outreach.start(amy, [contact.pk], user).job_id), "action": "pause"},
        "/api/candidates/": {"id": str(amy.pk), "number": 1},
        "/api/organizations/import/status/": {"task_id": str(sheet.pk)},
        "/api/organizations/contacts/": {"id": str(contact.pk)},
        "/api/organizations/": {"id": str(school.pk)},
        "/api/suppressions/": {"id": suppression.pk},
        "/api/jobs/": {"id": str(failed.pk)},
    }


def amy_okafor() -> Candidate:
    """Known with all that belongs to a candidate, and asked once already whether she is available."""
    files = {"original_key": stored("cvs", ".pdf"), "enhanced_key": stored("enhanced", ".pdf")}
    amy = a_candidate(batch=a_batch(), latitude=53.8, longitude=-1.5, placed_by="Leeds", **files)
    extracted = content()["data_extracted"]
    Reading.objects.create(candidate=amy, document=Document(()).to_json())
    Version.objects.create(candidate=amy, number=1, kind=VersionKind.REWRITE, before=extracted, after=extracted)
    Delivery.objects.create(purpose=Purpose.AVAILABILITY, candidate=amy, recipient=amy.email, status=DeliveryStatus.SENT)
    return amy


def parameters_of(path: str, known: dict[str, Parameters]) -> Parameters:
    """Those by which a path leads to a row."""
    beginning = next((beginning for beginning in known if path.startswith(beginning)), "")
    return {name: known[beginning][name] for name in re.findall(r"{(\w+)}", path)}
