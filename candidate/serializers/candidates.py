"""What candidates and batches look like in the API, and what it takes."""

import json
from enum import StrEnum
from typing import Any

from django.db import models
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, extend_schema_field
from rest_framework import serializers
from rest_framework.utils import html

from account.serializers import PictureField
from candidate import flows
from candidate.models import Batch, Candidate
from candidate.profile import Profile
from candidate.queries import LISTED
from candidate.taxonomy import KeyStage, Phase, Role, Subject
from edukai import storage
from edukai.fields import CleanEmail, CleanText
from organization.models import OrganizationContact
from organization.queries import FURTHEST_KM
from organization.serializers import ListedOrganizationSerializer

CONTENT_TYPES = {"pdf": "application/pdf", "doc": "application/msword"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def file_facts(which: str, key: str) -> dict[str, str]:
    """`filename` and `content_type` that a file of a candidate ("original", "enhanced", "photo") goes out with."""
    kind = key.rpartition(".")[2]
    return {
        "original": {"filename": f"Original CV.{kind}", "content_type": CONTENT_TYPES.get(kind, WORD)},
        "enhanced": {"filename": flows.PDF_NAME, "content_type": "application/pdf"},
        "photo": {"filename": "Photo.jpg", "content_type": "image/jpeg"},
    }[which]


def file_url(candidate: Candidate, which: str) -> str | None:
    """A signed link to one of these files; None when there is none."""
    key = getattr(candidate, f"{which}_key")
    facts = file_facts(which, key)
    return storage.signed_url(key, filename=facts["filename"], content_type=facts["content_type"]) or None


class StringList(serializers.ListField):
    """Texts: a JSON list; in a form a repeated key, or one JSON array as text."""

    child = CleanText(max_length=200, allow_blank=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=100, **kwargs)

    def to_internal_value(self, data: Any) -> list[str]:
        only = data[0] if html.is_html_input(getattr(self.root, "initial_data", None)) and len(data) == 1 else None
        if isinstance(only, str) and only.lstrip().startswith("["):
            try:
                data = json.loads(only)
            except (ValueError, RecursionError):
                raise serializers.ValidationError("Not a JSON array.") from None
        texts = super().to_internal_value(data)
        return list(dict.fromkeys(text for text in texts if text))


class CodeList(StringList):
    """Codes of `candidate.taxonomy`."""

    def __init__(self, codes: type[StrEnum], **kwargs: Any) -> None:
        super().__init__(child=serializers.ChoiceField([code.value for code in codes]), **kwargs)


class BriefSerializer(serializers.Serializer):
    """What the operator asks for at upload."""

    experience = serializers.FloatField(min_value=0, max_value=60, required=False, help_text="The least years asked for.")
    skills = StringList(required=False)
    job_role = StringList(required=False)


# Written out: `explode` keeps Swagger UI from joining lists with commas.
UPLOAD_SCHEMA = {
    "type": "object",
    "required": ["files"],
    "properties": {
        "files": {
            "type": "array",
            "items": {"type": "string", "format": "binary"},
            "description": "1 to 1,000 CVs: pdf, doc, docx; at most 10 MB each.",
        },
        "experience": {"type": "number", "minimum": 0, "maximum": 60, "description": "The least years asked for."},
        "skills": {"type": "array", "items": {"type": "string"}},
        "job_role": {"type": "array", "items": {"type": "string"}},
    },
}
UPLOAD_ENCODING = {name: {"style": "form", "explode": True} for name in ("skills", "job_role")}


class UsageSerializer(serializers.Serializer):
    """What the calls to a paid engine took; estimates for those under way."""

    calls = serializers.IntegerField()
    input_tokens = serializers.IntegerField()
    output_tokens = serializers.IntegerField()
    cost_usd = serializers.DecimalField(max_digits=12, decimal_places=6)


NOTHING_USED = {"calls": 0, "input_tokens": 0, "output_tokens": 0, "cost_usd": 0}


class BatchSerializer(serializers.ModelSerializer[Batch]):
    additional_info = BriefSerializer(read_only=True, allow_null=True)
    processed_count = serializers.IntegerField(read_only=True)
    failed_count = serializers.IntegerField(read_only=True)
    active_count = serializers.IntegerField(read_only=True, help_text="CVs that have not been deleted.")
    deleted_count = serializers.IntegerField(read_only=True)
    progress_percentage = serializers.IntegerField(read_only=True)
    status = serializers.CharField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)
    ai_usage = serializers.SerializerMethodField()

    class Meta:
        model = Batch
        fields = (
            "id", "additional_info", "total_count", "processed_count", "failed_count", "active_count", "deleted_count",
            "progress_percentage", "status", "created_at", "updated_at", "ai_usage",
        )  # fmt: skip

    @extend_schema_field(UsageSerializer)
    def get_ai_usage(self, batch: Batch) -> dict[str, Any]:
        return UsageSerializer(batch.ai_used or NOTHING_USED).data  # type: ignore[attr-defined]


class RejectedSerializer(serializers.Serializer):
    file = serializers.CharField()
    reason = serializers.CharField()


class UploadedSerializer(serializers.Serializer):
    message = serializers.CharField()
    batch = BatchSerializer()
    rejected = RejectedSerializer(many=True)


class ListedCandidateSerializer(serializers.ModelSerializer[Candidate]):
    skills = serializers.ListField(child=serializers.CharField(), read_only=True)
    job_titles = serializers.ListField(child=serializers.CharField(), read_only=True)
    profile_photo_url = serializers.SerializerMethodField()

    class Meta:
        model = Candidate
        fields: tuple[str, ...] = tuple("profile_photo_url" if name == "photo_key" else name for name in LISTED)

    def get_profile_photo_url(self, candidate: Candidate) -> str | None:
        return file_url(candidate, "photo")


class ContentField(serializers.SerializerMethodField):
    """A profile, or null until there is one."""


class ContentExtension(OpenApiSerializerFieldExtension):
    target_class = ContentField

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> dict[str, Any]:
        profile: Any = Profile
        return {"oneOf": [auto_schema.resolve_serializer(profile, direction).ref, {"type": "null"}]}


class CandidateSerializer(ListedCandidateSerializer):
    roles = CodeList(Role, read_only=True)
    phases = CodeList(Phase, read_only=True)
    key_stages = CodeList(KeyStage, read_only=True)
    subjects = CodeList(Subject, read_only=True)
    ai_enhanced_cv_content = ContentField()
    original_cv_url = serializers.SerializerMethodField()
    enhanced_cv_url = serializers.SerializerMethodField()
    availability_email_status = serializers.SerializerMethodField()
    ai_usage = serializers.SerializerMethodField()
    last_contacted_at = serializers.DateTimeField(read_only=True, allow_null=True, help_text="The latest mail that left.")
    contacts_emailed_count = serializers.IntegerField(read_only=True, help_text="Contacts of schools that got this candidate.")

    class Meta(ListedCandidateSerializer.Meta):
        fields = (
            *ListedCandidateSerializer.Meta.fields, "batch", "ai_task_id", "ai_enhanced_cv_content", "ai_failure_reason",
            "ai_retry_count", "email_subject", "email_body", "notes", "original_cv_url", "enhanced_cv_url", "cv_status_message",
            "updated_at", "quality_reasons", "original_name", "availability_email_status",
            "roles", "phases", "key_stages", "subjects", "qts", "ai_usage", "last_contacted_at", "contacts_emailed_count",
        )  # fmt: skip

    def to_representation(self, candidate: Candidate) -> dict[str, Any]:
        shown = super().to_representation(candidate)
        if content := shown["ai_enhanced_cv_content"]:
            content["extracted_photo_url"] = shown["profile_photo_url"]
        return shown

    def get_ai_enhanced_cv_content(self, candidate: Candidate) -> dict[str, Any] | None:
        return None if candidate.ai_enhanced_cv_content is None else candidate.profile.model_dump()

    def get_original_cv_url(self, candidate: Candidate) -> str | None:
        return file_url(candidate, "original")

    def get_enhanced_cv_url(self, candidate: Candidate) -> str | None:
        return file_url(candidate, "enhanced")

    def get_availability_email_status(self, candidate: Candidate) -> str | None:
        """planned, sending, sent, failed or unknown; null when there is none (yet)."""
        return next((mail.status for mail in candidate.availability_mails), None)  # type: ignore[attr-defined]

    @extend_schema_field(UsageSerializer)
    def get_ai_usage(self, candidate: Candidate) -> dict[str, Any]:
        return UsageSerializer(candidate.ai_used or NOTHING_USED).data  # type: ignore[attr-defined]


class CandidateUpdateSerializer(serializers.ModelSerializer[Candidate]):
    """What an operator may change; an empty file name takes the photo away."""

    serializer_field_mapping = serializers.ModelSerializer.serializer_field_mapping | {
        models.CharField: CleanText,
        models.TextField: CleanText,
    }
    email = CleanEmail(max_length=320, required=False, allow_blank=True)
    years_of_experience = serializers.FloatField(min_value=0, max_value=80, required=False, allow_null=True)
    skills = StringList(required=False)
    job_titles = StringList(required=False)
    profile_photo = PictureField(required=False, allow_null=True)
    roles = CodeList(Role, required=False)
    phases = CodeList(Phase, required=False)
    key_stages = CodeList(KeyStage, required=False)
    subjects = CodeList(Subject, required=False)

    class Meta:
        model = Candidate
        fields = (
            "name", "name_without_surname", "email", "whatsapp_number", "location", "years_of_experience", "skills", "job_titles",
            "profile_photo", "source", "availability_status", "quality_status", "email_subject", "email_body", "notes",
            "roles", "phases", "key_stages", "subjects", "qts",
        )  # fmt: skip
        extra_kwargs = {"notes": {"max_length": 20_000}, "email_body": {"max_length": 10_000}}

    def validate_email(self, email: str) -> str:
        known = self.instance.email if isinstance(self.instance, Candidate) else ""  # the same CV may have come in twice
        if email and email.lower() != known.lower() and Candidate.objects.filter(email__iexact=email).exists():
            raise serializers.ValidationError("Another candidate has this e-mail address.")
        return email


class RadiusSerializer(serializers.Serializer):
    radius_km = serializers.FloatField(min_value=0, max_value=FURTHEST_KM, required=False)


class NearbyOrganizationSerializer(serializers.Serializer):
    distance_km = serializers.FloatField()
    organization = ListedOrganizationSerializer(source="*")


class NearbyOrganizationsSerializer(serializers.Serializer):
    candidate = serializers.CharField(help_text="The name.")
    candidate_id = serializers.UUIDField()
    candidate_location = serializers.CharField()
    candidate_lat = serializers.FloatField()
    candidate_lng = serializers.FloatField()
    radius_km = serializers.FloatField()
    total_found = serializers.IntegerField()
    organizations = NearbyOrganizationSerializer(many=True)
    pagination = serializers.JSONField(required=False, help_text="With `page` or `page_size`; without them the first 1,000 are shown.")


class NearbyContactSerializer(serializers.ModelSerializer[OrganizationContact]):
    contact_id = serializers.UUIDField(source="id")
    contact_email = serializers.CharField(source="work_email")
    contact_job_title = serializers.CharField(source="job_title")
    organization_id = serializers.UUIDField()
    organization_name = serializers.CharField(source="organization.name")
    organization_phase = serializers.CharField(source="organization.phase")
    organization_gender = serializers.CharField(source="organization.gender")
    organization_town = serializers.CharField(source="organization.town")
    organization_county = serializers.CharField(source="organization.county")
    organization_postcode = serializers.CharField(source="organization.postcode")
    organization_local_authority = serializers.CharField(source="organization.local_authority")
    organization_telephone = serializers.CharField(source="organization.telephone")
    distance_km = serializers.FloatField()

    class Meta:
        model = OrganizationContact
        fields = (
            "contact_id", "contact_person", "contact_email", "contact_job_title", "organization_id", "organization_name",
            "organization_phase", "organization_gender", "organization_town", "organization_county", "organization_postcode",
            "organization_local_authority", "organization_telephone", "distance_km",
        )  # fmt: skip
