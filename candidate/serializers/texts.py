"""Rewriting, versions and feedback in the API."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from candidate.ai.feedback import Part, Severity
from candidate.models import Version
from candidate.serializers.candidates import CandidateSerializer
from edukai.fields import CleanText

MOST_INSTRUCTION = 2_000
STATES = ("idle", "processing", "completed", "failed")


class InstructionSerializer(serializers.Serializer):
    instruction = CleanText(
        max_length=MOST_INSTRUCTION,
        allow_blank=True,
        required=False,
        allow_null=True,
        default="",
        help_text="What to do.",
    )


class RewriteStartedSerializer(serializers.Serializer):
    message = serializers.CharField()
    rewrite_task_id = serializers.UUIDField()
    rewrite_status = serializers.ChoiceField(STATES)


class RewriteStatusSerializer(serializers.Serializer):
    rewrite_status = serializers.ChoiceField(STATES)
    rewrite_task_id = serializers.UUIDField(allow_null=True)
    rewrite_failure_reason = serializers.CharField(required=False)
    rewrite_remark = serializers.CharField(required=False, help_text="What of the instruction was not followed, and why.")
    candidate = CandidateSerializer(required=False)


class VersionSerializer(serializers.ModelSerializer[Version]):
    created_by = serializers.EmailField(
        source="created_by.email", default=None, allow_null=True, read_only=True, help_text="null: an engine."
    )

    class Meta:
        model = Version
        fields = (
            "number", "kind", "created_at", "created_by", "instruction", "remark", "engine", "model", "prompt", "before", "after",
        )  # fmt: skip


class RestoredSerializer(serializers.Serializer):
    message = serializers.CharField()
    version = VersionSerializer()
    candidate = CandidateSerializer()


class FindingSerializer(serializers.Serializer):
    code = serializers.CharField()
    part = serializers.ChoiceField([part.value for part in Part])
    severity = serializers.ChoiceField([severity.value for severity in Severity])
    place = serializers.CharField()
    quote = serializers.CharField()
    finding = serializers.CharField()
    advice = serializers.CharField()


class PartsSerializer(serializers.Serializer):
    def get_fields(self) -> dict[str, Any]:
        return {part.value: serializers.IntegerField(min_value=0, max_value=100) for part in Part}


class FeedbackSerializer(serializers.Serializer):
    score = serializers.IntegerField(min_value=0, max_value=100)
    parts = PartsSerializer()
    summary = serializers.CharField()
    findings = FindingSerializer(many=True)
    engine = serializers.CharField()
    model = serializers.CharField()
    prompt = serializers.CharField(help_text="Version of the prompt.")
    created_at = serializers.DateTimeField()


class FeedbackStartedSerializer(serializers.Serializer):
    message = serializers.CharField()
    feedback_task_id = serializers.UUIDField()
    feedback_status = serializers.ChoiceField(STATES)


class FeedbackStatusSerializer(serializers.Serializer):
    feedback_status = serializers.ChoiceField(STATES)
    feedback_task_id = serializers.UUIDField(allow_null=True)
    feedback_failure_reason = serializers.CharField(required=False)
    feedback = serializers.SerializerMethodField(help_text="The latest there is.")

    @extend_schema_field(FeedbackSerializer(allow_null=True))
    def get_feedback(self, status: dict[str, Any]) -> dict[str, Any] | None:
        return FeedbackSerializer(status["feedback"]).data if status["feedback"] else None
