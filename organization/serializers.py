"""What schools and their contacts look like in the API, and what it takes."""

from typing import Any

from django.db import models
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from edukai.fields import CleanEmail, CleanLine
from edukai.jobs.models import Job, Status
from organization import flows
from organization.models import ADDRESS, Organization, OrganizationContact
from organization.queries import LISTED

STATUSES = {
    Status.PENDING: "pending",
    Status.RUNNING: "progress",
    Status.COMPLETED: "completed",
    Status.FAILED: "failed",
    Status.CANCELLED: "failed",
}
TEXTS = serializers.ModelSerializer.serializer_field_mapping | {models.CharField: CleanLine}


class ListedOrganizationSerializer(serializers.ModelSerializer[Organization]):
    contact_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Organization
        fields = (*LISTED[:-1], "contact_count", LISTED[-1])
        read_only_fields = fields


class ContactSerializer(serializers.ModelSerializer[OrganizationContact]):
    serializer_field_mapping = TEXTS
    organization: serializers.Field = serializers.PrimaryKeyRelatedField(read_only=True)
    work_email = CleanEmail(max_length=320)

    class Meta:
        model = OrganizationContact
        fields: tuple[str, ...] = ("id", "organization", "contact_person", "job_title", "work_email", "created_at", "updated_at")


class ListedContactSerializer(ContactSerializer):
    organization = ListedOrganizationSerializer(read_only=True)


class EmbeddedContactSerializer(ContactSerializer):
    class Meta(ContactSerializer.Meta):
        fields = ("id", "contact_person", "job_title", "work_email")


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    """The detail, and what is taken for it."""

    serializer_field_mapping = TEXTS
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    precision = serializers.CharField(read_only=True, help_text="How the place is known: grid, postcode, outcode, town, online, manual.")
    contact_count = serializers.IntegerField(read_only=True)
    contacts = EmbeddedContactSerializer(many=True, read_only=True)

    class Meta:
        model = Organization
        fields = (
            "id", "urn", "name", "local_authority", "phase", "gender", "telephone", *ADDRESS, "latitude", "longitude", "precision",
            "contact_count", "contacts", "created_at", "updated_at",
        )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in ("latitude", "longitude") if attrs.get(name, getattr(self.instance, name, None)) is None]
        if len(missing) == 1:
            raise serializers.ValidationError({missing[0]: ["Latitude and longitude go together."]})
        return attrs


class SheetSerializer(serializers.Serializer):
    file = serializers.FileField(help_text=".xlsx, .xls, .ods or .csv, at most 50 MB.")


class DryRunSerializer(serializers.Serializer):
    dry_run = serializers.BooleanField(default=False, help_text="Report what would happen, and write nothing.")


class ImportStartedSerializer(serializers.Serializer):
    message = serializers.CharField()
    task_id = serializers.UUIDField()
    note = serializers.CharField()


class ProgressSerializer(serializers.Serializer):
    """Rows; all of them are done when they are written, not before."""

    done = serializers.SerializerMethodField()
    total = serializers.IntegerField()

    def get_done(self, job: Job) -> int:
        return job.total if job.status == Status.COMPLETED else job.done


class RowProblemSerializer(serializers.Serializer):
    sheet = serializers.CharField()
    row = serializers.IntegerField(help_text="As the file counts, from 1.")
    column = serializers.CharField()
    value = serializers.CharField()
    reason = serializers.CharField()
    skipped = serializers.BooleanField(help_text="false: the row went in without this value.")


class ImportSummarySerializer(serializers.Serializer):
    """Counts of `organizations_…` or of `contacts_…`, whichever were imported."""

    def get_fields(self) -> dict[str, Any]:
        kinds, outcomes = ("organizations", "contacts"), ("created", "updated", "skipped", "unchanged", "closed")
        counts = {f"{kind}_{outcome}": serializers.IntegerField(required=False) for kind in kinds for outcome in outcomes}
        errors = RowProblemSerializer(many=True, help_text="The first 1,000.")
        return {"total_rows": serializers.IntegerField(), **counts, "errors": errors, "errors_total": serializers.IntegerField()}


class ImportStatusSerializer(serializers.Serializer):
    """Of a job. `error` is one sentence, '' unless it failed."""

    status = serializers.SerializerMethodField()
    progress = ProgressSerializer(source="*")
    summary = serializers.SerializerMethodField()
    errors_url = serializers.SerializerMethodField()
    error = serializers.SerializerMethodField()

    def get_status(self, job: Job) -> str:
        """pending, progress, completed or failed."""
        return STATUSES[Status(job.status)]

    @extend_schema_field(ImportSummarySerializer(allow_null=True))
    def get_summary(self, job: Job) -> dict[str, Any] | None:
        """Null until it is completed."""
        return {name: value for name, value in job.result.items() if name != "errors_key"} if job.result else None

    def get_errors_url(self, job: Job) -> str | None:
        """The whole list of errors as .csv, when there are any."""
        return flows.errors_url(job) or None

    def get_error(self, job: Job) -> str:
        return job.error if self.get_status(job) == "failed" else ""
