"""A CV's way with an AI service on another machine."""

import io
import json
from collections.abc import Iterator

import pytest
from django.utils import timezone
from PIL import Image

from candidate.ai.local import understand
from candidate.documents import read
from candidate.models import Candidate
from candidate.profile import Brief
from edukai.jobs.models import Job
from tests.candidate.openai_stack import detail, to_the_end
from tests.factories import CVS, WHITLOCK, cv, download, upload, work
from tests.fakes.ai_service import AIService, ai_service


@pytest.fixture
def remote(settings) -> Iterator[AIService]:
    with ai_service() as service:
        settings.AI_ENGINE, settings.AI_BASE_URL = "service", service.url
        document = read((CVS / WHITLOCK).read_bytes(), WHITLOCK)
        result = understand(document, Brief(), timezone.localdate()).model_dump(mode="json")
        service.states = [{"status": "PENDING"}, {"status": "completed", "result": result}]
        yield service


def picture() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (300, 400), "teal").save(buffer, "PNG")
    return buffer.getvalue()


def test_it_goes_the_whole_way_with_the_services_photo(api, remote, outbox):
    remote.files["/photo.png"] = (200, {}, picture())
    remote.states[-1]["result"]["extracted_photo_url"] = f"{remote.url}/photo.png"
    upload(api, cv(WHITLOCK), skills="football")
    to_the_end()
    shown = detail(api)
    assert (shown["ai_processing_status"], shown["name"], shown["quality_status"]) == ("completed", "Tom Whitlock", "passed")
    assert download(shown["profile_photo_url"])[1][:3] == b"\xff\xd8\xff"
    assert len(list(outbox.iterdir())) == 1
    (handed_over,) = [asked for asked in remote.asked if asked.method == "POST"]
    assert download(handed_over.body["cv_url"])[1] == (CVS / WHITLOCK).read_bytes()
    assert handed_over.body["additional_info"]["skills"] == ["football"]


def test_what_the_service_invents_is_taken_out(api, remote):
    data = remote.states[-1]["result"]["data_extracted"]
    data["employment_history"].append({"role": "Head of Eton", "company": "Eton", "start": "2001-01", "end": "2002-01"})
    data["qualifications"].append("PhD Astrophysics, Oxford, 1999")
    remote.states[-1]["result"]["education"] = {"qts": True, "statuses": ["qts", "hlta"]}
    remote.states[-1]["result"]["personal_info"]["email"] = "somebody@else.example"
    upload(api, cv(WHITLOCK))
    to_the_end()
    shown = detail(api)
    assert (shown["quality_status"], shown["quality_reasons"]) == ("manual", ["unsupported_claims"])
    assert not {"Eton", "Astrophysics"} & set(json.dumps(shown["ai_enhanced_cv_content"]["data_extracted"]).replace('"', " ").split())
    assert "hlta" not in shown["ai_enhanced_cv_content"]["education"]["statuses"]
    assert shown["email"] != "somebody@else.example"
    assert {claim["place"] for claim in shown["ai_enhanced_cv_content"]["unsupported_claims"]} >= {"employment_history", "qualifications"}


def test_a_rewrite_goes_there_too(api, remote):
    upload(api, cv(WHITLOCK))
    to_the_end()
    candidate = Candidate.objects.get()
    better = {**candidate.profile.data_extracted.model_dump(), "interests": "Football."}
    remote.states = [{"status": "completed", "result": {"data_extracted": better}}]
    assert api.post(f"/api/candidates/{candidate.pk}/rewrite/", {"instruction": "shorter"}, format="json").status_code == 202
    to_the_end()
    status = api.get(f"/api/candidates/{candidate.pk}/rewrite/status/").json()
    assert status["rewrite_status"] == "completed"
    (asked,) = [asked for asked in remote.asked if asked.path.startswith("/api/v1/rewrite")]
    assert asked.body["instruction"] == "shorter"


def test_feedback_is_our_own(api, remote):
    upload(api, cv(WHITLOCK))
    to_the_end()
    candidate = Candidate.objects.get()
    api.post(f"/api/candidates/{candidate.pk}/feedback/")
    to_the_end()
    answer = api.get(f"/api/candidates/{candidate.pk}/feedback/").json()
    assert (answer["feedback_status"], answer["feedback"]["engine"]) == ("completed", "local")


def test_a_task_that_the_service_has_forgotten_is_handed_over_again(api, remote):
    remote.knows_tasks = False
    upload(api, cv(WHITLOCK))
    work()
    Job.objects.update(not_before=timezone.now())
    work()
    remote.knows_tasks = True
    to_the_end()
    assert detail(api)["ai_processing_status"] == "completed"
    assert sum(asked.method == "POST" for asked in remote.asked) == 2
