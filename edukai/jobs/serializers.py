from rest_framework import serializers

from edukai.jobs.models import Job


class JobSerializer(serializers.ModelSerializer[Job]):
    class Meta:
        model = Job
        fields = (
            "id", "flow", "stage", "status", "subject_type", "subject_id", "error", "error_code", "done", "total", "message",
            "attempt", "not_before", "created_at", "started_at", "finished_at",
        )  # fmt: skip
        read_only_fields = fields
