from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from account.models import User
from candidate import edits, queries
from candidate.models import AiCall, Batch, Candidate, filed
from candidate.serializers.candidates import CandidateSerializer, CandidateUpdateSerializer
from candidate.taxonomy import Role
from edukai.admin import LookOnly

EDITABLE = (
    "name", "name_without_surname", "email", "whatsapp_number", "location", "qts", "quality_status", "availability_status",
    "email_subject", "email_body", "notes",
)  # fmt: skip


@admin.register(Batch)
class BatchAdmin(admin.ModelAdmin):
    list_display = ("created_at", "total_count", "processed_count", "failed_count", "progress", "status", "created_by")
    readonly_fields = ("additional_info", "total_count", "created_by", "created_at")
    date_hierarchy = "created_at"
    list_select_related = ("created_by",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        return queries.batches()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_deleted_objects(self, objs: Iterable[Batch], request: HttpRequest) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Whoever may delete batches may delete what is in them; that is counted, not listed: there may be thousands."""
        batches = list(objs)
        inside = Candidate.objects.filter(batch__in=[batch.pk for batch in batches]).count()
        return [str(batch) for batch in batches], {"batches": len(batches), "candidates": inside}, set(), []

    def delete_model(self, request: HttpRequest, obj: Batch) -> None:
        edits.delete_batch(obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Batch]) -> None:
        for batch in queryset:
            edits.delete_batch(batch)

    @admin.display(description="Processed", ordering="processed_count")
    def processed_count(self, batch: Batch) -> int:
        return batch.processed_count  # type: ignore[attr-defined]

    @admin.display(description="Failed", ordering="failed_count")
    def failed_count(self, batch: Batch) -> int:
        return batch.failed_count  # type: ignore[attr-defined]

    @admin.display(description="Progress")
    def progress(self, batch: Batch) -> SafeString:
        return format_html('<progress max="100" value="{0}"></progress> {0} %', batch.progress_percentage)  # type: ignore[attr-defined]

    @admin.display(description="Status")
    def status(self, batch: Batch) -> str:
        return batch.status  # type: ignore[attr-defined]


class RoleFilter(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(role.value, role.value.replace("_", " ")) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> QuerySet[Candidate]:
        role = self.value()
        return queryset.filter(searchable_education__contains=filed("roles", role)) if role else queryset


class CandidateForm(forms.ModelForm):
    """What an operator changed, under the rules of the API."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        changed = {field: cleaned[field] for field in self.changed_data if field in cleaned}
        rules = CandidateUpdateSerializer(self.instance, data=changed, partial=True)
        rules.is_valid()
        for field, errors in rules.errors.items():
            self.add_error(field, [str(error) for error in errors])
        self.changes = dict(rules.validated_data)
        return cleaned


@admin.register(Candidate)
class CandidateAdmin(admin.ModelAdmin):
    form = CandidateForm
    list_display = ("__str__", "email", "location", "years_of_experience", "quality_status", "ai_processing_status", "created_at")
    list_filter = ("ai_processing_status", "quality_status", "availability_status", "source", "qts", RoleFilter)
    search_fields = ("name", "email", "location", "searchable_skills", "searchable_job_titles")
    date_hierarchy = "created_at"
    show_full_result_count = False
    fields = (
        "files", "name", "name_without_surname", "email", "whatsapp_number", "location", "years_of_experience", "skills",
        "job_titles", "roles", "phases", "key_stages", "subjects", "qts", "stated", "quality_status", "quality_reasons",
        "availability_status", "ai_processing_status", "ai_failure_reason", "cv_status_message", "email_subject", "email_body", "notes",
        "texts", "batch", "created_at", "updated_at",
    )  # fmt: skip
    readonly_fields = tuple(field for field in fields if field not in EDITABLE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        return queries.candidates().defer("ai_enhanced_cv_content")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        """The form brings back what it showed: what a worker wrote meanwhile is no change of the operator's."""
        return super().formfield_for_dbfield(db_field, request, show_hidden_initial=True, **kwargs)

    def save_model(self, request: HttpRequest, obj: Candidate, form: CandidateForm, change: bool) -> None:
        edits.change(obj, form.changes, cast(User, request.user))

    def get_deleted_objects(self, objs: Iterable[Candidate], request: HttpRequest) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Whoever may delete candidates may delete what belongs to them."""
        candidates = [str(candidate) for candidate in objs]
        return candidates, {"candidates": len(candidates)}, set(), []

    def delete_model(self, request: HttpRequest, obj: Candidate) -> None:
        edits.delete([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        edits.delete(queryset)

    @admin.display(description="Stated in the CV")
    def stated(self, candidate: Candidate) -> str:
        """Teacher status, DBS and right to work, as the engine read them."""
        if candidate.ai_enhanced_cv_content is None:
            return "-"
        school = candidate.profile.education
        updated = ", update service" if school.dbs and school.dbs.update_service else ""
        dbs = f"{school.dbs.level} DBS {school.dbs.date}{updated}" if school.dbs else ""
        work = {True: "right to work", False: "no right to work without a sponsor", None: ""}[school.right_to_work]
        return "; ".join(filter(None, [", ".join(school.statuses), dbs, work])) or "-"

    @admin.display(description="Versions of the texts")
    def texts(self, candidate: Candidate) -> SafeString:
        """The latest first; brought back by the API."""
        rows = candidate.versions.select_related("created_by")[:20]
        told = (
            (row.number, row.kind, row.created_by or "-", timezone.localtime(row.created_at), row.instruction, row.remark) for row in rows
        )
        return format_html_join(SafeString("<br>"), "{} {}, {}, {:%d %b %Y %H:%M} {} {}", told) or SafeString("-")

    @admin.display(description="Files")
    def files(self, candidate: Candidate) -> SafeString:
        links = CandidateSerializer(candidate)
        original, enhanced = links.get_original_cv_url(candidate), links.get_enhanced_cv_url(candidate)
        if not enhanced:
            return format_html('<a href="{}">Original CV</a>', original)
        return format_html('<a href="{}">Original CV</a> &nbsp; <a href="{}">Branded CV</a>', original, enhanced)


@admin.register(AiCall)
class AiCallAdmin(LookOnly, admin.ModelAdmin):
    list_display = (
        "created_at", "task", "engine", "model", "tier", "status", "input_tokens", "output_tokens", "spent", "candidate_id", "error",
    )  # fmt: skip
    list_filter = ("status", "engine", "task", "model", "tier")
    search_fields = ("ticket", "candidate__id", "job_id")
    date_hierarchy = "created_at"
    show_full_result_count = False
    exclude = ("answer",)  # what is paid for is of interest here, not what a CV says
