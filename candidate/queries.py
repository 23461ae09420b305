"""What lists show and how they are filtered."""

from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject, Lower
from django.utils import timezone

from candidate.models import (
    HANDED_OVER,
    TOTALS,
    AiCall,
    Availability,
    Batch,
    BatchStatus,
    Campaign,
    Candidate,
    Delivery,
    DeliveryStatus,
    Processing,
    Purpose,
    Quality,
    Reason,
    Source,
    Suppression,
    SuppressionSource,
    filed,
)
from candidate.taxonomy import KeyStage, Phase, Role, Subject
from edukai.filters import Contained, FiniteNumber, containing, containing_capitals
from edukai.jobs.models import Job, JobQuerySet

LISTED = (
    "id", "name", "name_without_surname", "email", "whatsapp_number", "location", "years_of_experience", "skills", "job_titles",
    "photo_key", "source", "availability_status", "quality_status", "ai_processing_status", "created_at",
)  # fmt: skip


def listed_candidates() -> QuerySet[Candidate]:
    """Candidates without their large columns, newest first."""
    return Candidate.objects.only(*LISTED)


def candidates() -> QuerySet[Candidate]:
    """Candidates with all that the detail shows."""
    mails = Delivery.objects.filter(purpose=Purpose.AVAILABILITY)
    sent = Delivery.objects.filter(candidate=OuterRef("pk"), status__in=HANDED_OVER).order_by()
    to_schools = sent.filter(purpose=Purpose.OUTREACH).values("candidate").annotate(count=Count(Lower("recipient"), distinct=True))
    rows = Candidate.objects.select_related("batch").annotate(
        ai_used=_used("candidate"),
        last_contacted_at=Subquery(sent.order_by("-sent_at").values("sent_at")[:1]),
        contacts_emailed_count=Coalesce(Subquery(to_schools.values("count")), 0),
    )
    return rows.prefetch_related(Prefetch("deliveries", mails, to_attr="availability_mails"))


def batches() -> QuerySet[Batch]:
    """Batches with their counts, newest first: said here, since grouping takes the order of Meta away."""
    return Batch.objects.with_counts().annotate(ai_used=_used("batch")).order_by("-created_at", "-id")


def as_taken_in(batch: Batch) -> Batch:
    """A batch of just now with what `batches` will say of it until the first CV is done: an upload need not ask the database."""
    fresh = {"active_count": batch.total_count, "status": BatchStatus.IN_PROGRESS, "updated_at": batch.created_at, "ai_used": None}
    for name, value in (dict.fromkeys(("processed_count", "failed_count", "deleted_count", "progress_percentage"), 0) | fresh).items():
        setattr(batch, name, value)
    return batch


def batch_of(text: str) -> Batch | None:
    """The batch whose id is written like this."""
    try:
        return Batch.objects.filter(pk=text).first()
    except ValidationError:
        return None


def jobs_of_batch(batch_id: UUID | str) -> JobQuerySet:
    """The background work on the CVs of one upload."""
    ids = Candidate.objects.filter(batch__pk=batch_id).values_list("pk", flat=True)
    return Job.objects.filter(subject_type=Candidate._meta.label_lower, subject_id__in=[str(pk) for pk in ids])


def _used(of: str) -> Subquery:
    """What the calls to engines took; None when there were none."""
    calls = AiCall.objects.filter(**{of: OuterRef("pk")}).order_by().values(of)
    return Subquery(calls.annotate(used=JSONObject(**TOTALS)).values("used"))


def suppressions() -> QuerySet[Suppression]:
    """Addresses that get no mail, newest first."""
    return Suppression.objects.select_related("created_by").order_by("-created_at", "-id")


def counted_campaigns() -> QuerySet[Campaign]:
    """Campaigns with what became of their mails, newest first."""

    def counted(*statuses: DeliveryStatus) -> Count:
        return Count("deliveries", filter=Q(deliveries__status__in=statuses))

    told = {status.value: counted(status) for status in DeliveryStatus}
    return Campaign.objects.annotate(total=Count("deliveries"), handed_over=counted(*HANDED_OVER), **told).order_by("-created_at", "-id")


def unknown_deliveries() -> QuerySet[Delivery]:
    """Mails that nobody has told anything about for a day: a person decides whether they have left."""
    long_ago = timezone.now() - timedelta(days=1)
    since = Coalesce("handed_over_at", "created_at")
    return Delivery.objects.filter(status=DeliveryStatus.UNKNOWN).alias(since=since).filter(since__lt=long_ago)


def deliveries_with(rows: QuerySet[Delivery], text: str) -> QuerySet[Delivery]:
    """Those that have each word of `text` in their address or in their candidate's name, or that it is the id of, or of their campaign."""
    try:
        return rows.filter(Q(pk=UUID(text.strip())) | Q(campaign=UUID(text.strip()))) if text else rows
    except ValueError:
        for word in text.split():
            named = Candidate.objects.filter(containing("name", word))
            rows = rows.filter(containing_capitals("searchable", word) | Q(candidate__in=named))
        return rows


class _RepeatedField(forms.Field):
    """All values of a repeated key."""

    widget = forms.SelectMultiple

    def clean(self, value: Any) -> list[str]:
        values = [text for text in value or [] if text]
        for text in values:
            ProhibitNullCharactersValidator()(text)
        return values


class _AllContained(filters.Filter):
    """Repeatable: every value must be contained, in any case."""

    field_class = _RepeatedField

    def filter(self, qs: QuerySet[Any], value: list[str]) -> QuerySet[Any]:
        for text in value:
            qs = qs.filter(containing(self.field_name, text))
        return qs


class _Codes(forms.MultipleChoiceField):
    def clean(self, value: Any) -> list[str]:
        return super().clean([code for code in value or [] if code])


class _AllFiled(filters.MultipleChoiceFilter):
    """Repeatable: the list has every one of these codes."""

    field_class = _Codes

    def __init__(self, codes: type[StrEnum]) -> None:
        super().__init__(choices=[(code.value, code.value) for code in codes], conjoined=True, lookup_expr="contains")

    def get_filter_predicate(self, v: Any) -> dict[str, Any]:
        return {"searchable_education__contains": filed(self.field_name, v)}


class CandidateFilters(filters.FilterSet):
    quality_status = filters.ChoiceFilter(choices=Quality.choices)
    availability_status = filters.ChoiceFilter(choices=Availability.choices)
    ai_processing_status = filters.ChoiceFilter(choices=Processing.choices)
    source = filters.ChoiceFilter(choices=Source.choices)
    name = Contained()
    name_without_surname = Contained()
    email = Contained()
    whatsapp_number = Contained()
    location = Contained()
    years_min = FiniteNumber(field_name="years_of_experience", lookup_expr="gte")
    years_max = FiniteNumber(field_name="years_of_experience", lookup_expr="lte")
    skills = _AllContained(field_name="searchable_skills")
    job_titles = _AllContained(field_name="searchable_job_titles")
    roles = _AllFiled(Role)
    phases = _AllFiled(Phase)
    key_stages = _AllFiled(KeyStage)
    subjects = _AllFiled(Subject)
    qts = filters.TypedChoiceFilter(choices=[("true", "true"), ("false", "false")], coerce=lambda text: text == "true")
    batch = filters.UUIDFilter(field_name="batch_id")
    search = filters.CharFilter(method="filter_search")

    class Meta:
        model = Candidate
        fields: list[str] = []

    def filter_search(self, rows: QuerySet[Candidate], name: str, value: str) -> QuerySet[Candidate]:
        return rows.filter(containing_capitals("searchable", value))


class SuppressionFilters(filters.FilterSet):
    address = Contained()
    reason = filters.ChoiceFilter(choices=Reason.choices)
    source = filters.ChoiceFilter(choices=SuppressionSource.choices)

    class Meta:
        model = Suppression
        fields: list[str] = []


class _TotalOrder(filters.OrderingFilter):
    """Rows that are alike keep their order too: else they would jump between pages."""

    def filter(self, qs: QuerySet[Any], value: list[str] | None) -> QuerySet[Any]:
        return super().filter(qs, [*value, "-id"] if value else value)


class BatchOrder(filters.FilterSet):
    ordering = _TotalOrder(fields=["created_at", "total_count", "processed_count", "failed_count"])

    class Meta:
        model = Batch
        fields: list[str] = []
