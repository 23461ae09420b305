from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from candidate import edits, queries
from candidate.models import Batch, Candidate, Delivery
from candidate.serializers import CandidateSerializer


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


@admin.register(Candidate)
class CandidateAdmin(admin.ModelAdmin):
    list_display = ("__str__", "email", "location", "years_of_experience", "quality_status", "ai_processing_status", "created_at")
    list_filter = ("ai_processing_status", "quality_status", "availability_status", "source")
    search_fields = ("name", "email", "location", "searchable_skills", "searchable_job_titles")
    date_hierarchy = "created_at"
    show_full_result_count = False
    fields = (
        "files", "name", "name_without_surname", "email", "whatsapp_number", "location", "years_of_experience", "skills",
        "job_titles", "quality_status", "quality_reasons", "availability_status", "ai_processing_status", "ai_failure_reason",
        "cv_status_message", "email_subject", "email_body", "notes", "batch", "created_at", "updated_at",
    )  # fmt: skip
    readonly_fields = tuple(
        field for field in fields if field not in ("availability_status", "quality_status", "notes", "email_subject", "email_body")
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        return queries.candidates().defer("ai_enhanced_cv_content")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Candidate) -> None:
        edits.delete([obj])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> None:
        edits.delete(queryset)

    @admin.display(description="Files")
    def files(self, candidate: Candidate) -> SafeString:
        links = CandidateSerializer(candidate)
        original, enhanced = links.get_original_cv_url(candidate), links.get_enhanced_cv_url(candidate)
        if not enhanced:
            return format_html('<a href="{}">Original CV</a>', original)
        return format_html('<a href="{}">Original CV</a> &nbsp; <a href="{}">Branded CV</a>', original, enhanced)


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    list_display = ("id", "purpose", "status", "created_at", "sent_at", "error")
    list_filter = ("purpose", "status")
    search_fields = ("id", "recipient")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False
