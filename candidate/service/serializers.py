"""What the service takes, and how it shows a task."""

from typing import Any

from pydantic import ValidationError
from rest_framework import serializers

from candidate.ai.service import NOT_KEPT
from candidate.profile import DataExtracted
from candidate.serializers.candidates import BriefSerializer, StringList
from candidate.serializers.texts import MOST_INSTRUCTION
from candidate.service.fetching import NOT_ALLOWED, is_allowed
from candidate.service.flows import FORGOTTEN
from edukai.fields import CleanText
from edukai.jobs.models import Job, Status

MOST_FAULTS = 10


class InfoSerializer(BriefSerializer):
    """The same, where null is nothing said."""

    experience = serializers.FloatField(min_value=0, max_value=60, required=False, allow_null=True)
    skills = StringList(required=False, allow_null=True)
    job_role = StringList(required=False, allow_null=True)


class RegenerationSerializer(serializers.Serializer):
    cv_url = serializers.CharField(max_length=2_000)
    additional_info = InfoSerializer(required=False, allow_null=True)

    def validate_cv_url(self, url: str) -> str:
        if not is_allowed(url):
            raise serializers.ValidationError(NOT_ALLOWED)
        return url


class RewriteSerializer(serializers.Serializer):
    cv_data = serializers.DictField()
    instruction = CleanText(max_length=MOST_INSTRUCTION, required=False, allow_null=True, allow_blank=True)

    def validate_cv_data(self, data: dict[str, Any]) -> dict[str, Any]:
        try:
            return DataExtracted.model_validate(data).model_dump(mode="json")
        except ValidationError as error:
            faults = error.errors(include_url=False, include_context=False, include_input=False)[:MOST_FAULTS]
            raise serializers.ValidationError([f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults]) from None


def shown(job: Job) -> dict[str, Any]:
    """A task in the words of the contract; `code` and `remark` are ours."""
    match Status(job.status):
        case Status.PENDING:
            return {"status": "RETRY" if job.attempt else "PENDING"}
        case Status.RUNNING:
            return {"status": "STARTED"}
        case Status.COMPLETED if job.result is not None:
            return {"status": "completed", **job.result}
        case Status.COMPLETED:
            return {"status": "failed", "error": FORGOTTEN, "code": NOT_KEPT}
        case Status.FAILED | Status.CANCELLED:
            return {"status": "failed", "error": job.error, "code": job.error_code}
