"""What there is and how it stands, for operators: one query for each table. With urls.py the only code that may see every app."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, cast

from django.core.cache import cache
from django.db.models import Count, Q, Sum, TextChoices
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from candidate.models import HANDED_OVER, STANDINGS, Availability, Batch, Candidate, Delivery, Processing, Quality, Source
from organization.models import Organization, OrganizationContact, Phase

FRESH_SECONDS = 5
MOST_RECENT = 5
RECENT = {f"new_candidates_last_{days}_days": timedelta(days=days) for days in (7, 30)}
BATCH = ("id", "total_count", "processed_count", "failed_count", "progress_percentage", "status", "created_at")
type Rows = Sequence[Mapping[str, Any]]


def figures() -> dict[str, Any]:
    """Everything that the dashboard shows, at most 5 seconds old."""
    return cast(dict[str, Any], cache.get_or_set("dashboard", _counted, FRESH_SECONDS))


def _counted() -> dict[str, Any]:
    candidates, schools, contacts = _candidates(), _schools(), OrganizationContact.objects.count()
    processing, total, geocoded = _by(candidates, "ai_processing_status", Processing), _sum(schools), _sum(schools, "geocoded")
    processed, failed = processing[Processing.COMPLETED], processing[Processing.FAILED]
    return {
        "summary": {
            "total_candidates": _sum(candidates),
            "total_processed": processed,
            "total_failed": failed,
            "success_rate": round(100 * processed / (processed + failed or 1), 1),
            **Batch.objects.aggregate(total_batches=Count("*"), total_uploaded=Sum("total_count", default=0)),
            **_mails(),
            "total_organizations": total,
            "total_contacts": contacts,
        },
        "quality": _by(candidates, "quality_status", Quality),
        "ai_processing": processing,
        "availability": _by(candidates, "availability_status", Availability),
        "sources": _by(candidates, "source", Source),
        "recent_activity": {name: _sum(candidates, name) for name in RECENT},
        "organizations": {
            "total": total,
            "total_contacts": contacts,
            "geocoded": geocoded,
            "not_geocoded": total - geocoded,
            "phase_breakdown": _by(schools, "phase", Phase),
        },
        "recent_batches": _recent_batches(),
    }


def _candidates() -> Rows:
    """How many there are of each combination of standings, and how many of them are new."""
    new = {name: Count("created_at", filter=Q(created_at__gte=timezone.now() - age)) for name, age in RECENT.items()}
    return list(Candidate.objects.order_by().values(*STANDINGS).annotate(count=Count("*"), **new))


def _schools() -> Rows:
    """How many there are of each phase, and how many of them are on the map."""
    return list(Organization.objects.order_by().values("phase").annotate(count=Count("*"), geocoded=Count("latitude")))


def _mails() -> dict[str, int]:
    """How many have left, and about how many of the candidates there are. Counted twice, since a DISTINCT of so many is sorted first."""
    each = Delivery.objects.filter(status__in=HANDED_OVER).values("candidate").annotate(mails=Count("*"))
    return each.aggregate(emailed_candidates=Count("candidate"), total_emails_sent=Sum("mails", default=0))


def _recent_batches() -> Rows:
    newest = Batch.objects.order_by("-created_at", "-id").values("pk")[:MOST_RECENT]
    return list(Batch.objects.with_counts().filter(pk__in=newest).order_by("-created_at", "-id").values(*BATCH))


def _sum(rows: Rows, what: str = "count") -> int:
    return sum(row[what] for row in rows)


def _by(rows: Rows, field: str, choices: type[TextChoices]) -> dict[str, int]:
    """How many there are of each choice, also where there are none."""
    return {choice: _sum([row for row in rows if row[field] == choice]) for choice in choices.values}


def _counts(name: str, *fields: str) -> serializers.Serializer:
    return inline_serializer(name, {field: serializers.IntegerField() for field in fields})


class TotalsSerializer(serializers.Serializer):
    total_candidates = serializers.IntegerField(help_text="Those there are; so are all further counts of candidates.")
    total_uploaded = serializers.IntegerField(help_text="CVs of all batches, those deleted since included.")
    total_processed = serializers.IntegerField(help_text="AI processing completed.")
    total_failed = serializers.IntegerField(help_text="AI processing failed.")
    success_rate = serializers.FloatField(help_text="Percentage of processed in processed and failed; 0 when there are neither.")
    total_batches = serializers.IntegerField()
    emailed_candidates = serializers.IntegerField(help_text="About whom a mail has left, to themselves or to schools.")
    total_emails_sent = serializers.IntegerField(help_text="Mails that have left, whoever they are to, those that came back included.")
    total_organizations = serializers.IntegerField()
    total_contacts = serializers.IntegerField()


class QualityCountsSerializer(serializers.Serializer):
    passed = serializers.IntegerField()
    failed = serializers.IntegerField()
    pending = serializers.IntegerField()
    manual_review = serializers.IntegerField(source="manual")


class OrganizationCountsSerializer(serializers.Serializer):
    total = serializers.IntegerField()
    total_contacts = serializers.IntegerField()
    geocoded = serializers.IntegerField(help_text="With coordinates.")
    not_geocoded = serializers.IntegerField()
    phase_breakdown = _counts("PhaseBreakdown", *Phase.values)


class RecentBatchSerializer(serializers.ModelSerializer[Batch]):
    processed_count = serializers.IntegerField()
    failed_count = serializers.IntegerField()
    progress = serializers.IntegerField(source="progress_percentage", help_text="0 to 100.")
    status = serializers.CharField()

    class Meta:
        model = Batch
        fields = ("id", "total_count", "processed_count", "failed_count", "progress", "status", "created_at")


class DashboardSerializer(serializers.Serializer):
    summary = TotalsSerializer()
    quality = QualityCountsSerializer()
    ai_processing = _counts("ProcessingCounts", *Processing.values)
    availability = _counts("AvailabilityCounts", *Availability.values)
    sources = _counts("SourceCounts", *Source.values)
    recent_activity = _counts("RecentActivity", *RECENT)
    organizations = OrganizationCountsSerializer()
    recent_batches = RecentBatchSerializer(many=True, help_text="The newest, up to 5.")


class Dashboard(APIView):
    @extend_schema(responses=DashboardSerializer)
    def get(self, request: Request) -> Response:
        """The dashboard.

        Candidates, batches, mails and schools in figures, at most 5 seconds old.
        """
        return Response(DashboardSerializer(figures()).data)
