"""Addresses that get no mail, in the API."""

from rest_framework import serializers

from candidate.models import Reason, Suppression
from edukai.fields import CleanEmail, CleanLine


class SuppressionSerializer(serializers.ModelSerializer[Suppression]):
    source = serializers.CharField(  # type: ignore[assignment]
        read_only=True, help_text="Who told us: provider, link, inbound, operator or import."
    )
    created_by = serializers.EmailField(
        source="created_by.email", default=None, allow_null=True, read_only=True, help_text="null: no operator."
    )

    class Meta:
        model = Suppression
        fields = ("id", "address", "reason", "source", "note", "created_by", "created_at")


class NewSuppressionSerializer(serializers.Serializer):
    address = CleanEmail(max_length=320)
    reason = serializers.ChoiceField(Reason.choices, default=Reason.MANUAL)
    note = CleanLine(max_length=300, allow_blank=True, default="")


class ListSerializer(serializers.Serializer):
    file = serializers.FileField(help_text="A .csv file with a column `address` or `email`, perhaps `reason` and `note`; at most 5 MB.")


class ProblemSerializer(serializers.Serializer):
    row = serializers.IntegerField(help_text="As the file counts, from 1.")
    value = serializers.CharField()
    reason = serializers.CharField()


class ImportReportSerializer(serializers.Serializer):
    total_rows = serializers.IntegerField()
    added = serializers.IntegerField()
    known = serializers.IntegerField()
    errors = ProblemSerializer(many=True, help_text="The first 1,000.")  # type: ignore[assignment]
    errors_total = serializers.IntegerField()
