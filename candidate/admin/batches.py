"""Uploads: CVs come in here as through the API, and a page shows how far they are."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from account.models import User
from candidate import edits, flows, queries, uploads
from candidate.models import Batch, Candidate, Processing
from candidate.serializers.candidates import BriefSerializer
from edukai.admin import CountedLater, pill
from edukai.errors import EduKaiError, TransientError
from edukai.jobs.admin import JobAdmin, failed_url
from edukai.jobs.models import Status

SHOWN = 25  # CVs on the page of a batch
IN_TABLE = ("name", "original_name", "job_titles", "years_of_experience", "quality_status", "ai_processing_status")
SEVERAL = "Several are parted by commas."


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class UploadForm(forms.Form):
    """CVs, and what is asked of them, under the rules of the API."""

    cvs = forms.FileField(widget=ManyFiles, label="CVs", required=False)  # `uploads.accept` looks at them
    experience = forms.FloatField(required=False, label="Least years asked for", min_value=0, max_value=60)
    job_role = forms.CharField(required=False, label="Job titles", help_text=f"{SEVERAL} What fits leads the CV and the e-mail.")
    skills = forms.CharField(required=False, label="Skills", help_text=SEVERAL)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, types = self.fields["cvs"], settings.CV_UPLOAD_TYPES
        field.widget.attrs["accept"] = ",".join(f".{kind}" for kind in types)
        most = f"at most {settings.CV_MAX_BYTES // 1024**2} MB each"
        field.help_text = f"Up to {settings.CV_MAX_FILES:,} files at once: {', '.join(types)}; {most}."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        given = {field: cleaned.get(field) for field in ("experience", "job_role", "skills")}
        lists = {field: [text for part in (given[field] or "").split(",") if (text := part.strip())] for field in ("job_role", "skills")}
        brief = BriefSerializer(data={name: value for name, value in (given | lists).items() if value not in (None, [])})
        if not brief.is_valid():
            for field in brief.errors:
                self.add_error(field, "Please check this: " + " ".join(_sentences(brief.errors[field])))
        self.brief = dict(brief.validated_data) or None
        return cleaned


def _sentences(errors: Any) -> list[str]:
    """Of a field, or of the entries of a list."""
    return [str(error) for error in errors] if isinstance(errors, list) else sorted({str(e) for each in errors.values() for e in each})


class OfBatch(admin.SimpleListFilter):
    """The rows that belong to one upload; a link from there chooses it."""

    title = "batch"
    parameter_name = "batch"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        batch = queries.batch_of(request.GET.get(self.parameter_name, ""))
        return [(str(batch.pk), str(batch))] if batch else []

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(batch=self.value()) if self.value() else queryset


class JobsOfBatch(OfBatch):
    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        batch = self.value()
        return queryset & queries.jobs_of_batch(batch) if batch else queryset


JobAdmin.list_filter = [*JobAdmin.list_filter, JobsOfBatch]


@admin.register(Batch)
class BatchAdmin(CountedLater, admin.ModelAdmin):
    list_display = ("created_at", "progress", "state", "failed", "created_by")
    list_per_page = 25
    show_full_result_count = False
    fields = ("asked_for", "total_count", "created_by", "created_at")

    def counted(self) -> QuerySet[Batch]:
        return Batch.objects.with_counts().select_related("created_by")

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Batch | None:
        found = super().get_object(request, object_id, from_field)
        return found and self.counted().get(pk=found.pk)

    def get_urls(self) -> list[URLPattern]:
        own = path("upload/", self.admin_site.admin_view(self.upload), name="candidate_batch_upload")
        return [own, *super().get_urls()]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Batch | None = None) -> bool:
        return False

    @method_decorator(csrf_exempt)
    def upload(self, request: HttpRequest) -> HttpResponse:
        """Takes the files by the handler of the API; only then may the form, and with it its token, be read."""
        receiving = uploads.ReceivingHandler(request)
        request.upload_handlers = [receiving]
        try:
            return csrf_protect(self._upload)(request)
        except TransientError as error:  # while the files came in
            self.message_user(request, error.message, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:candidate_batch_upload"))
        finally:
            receiving.forget()

    def _upload(self, request: HttpRequest) -> HttpResponse:
        form = UploadForm(request.POST) if request.method == "POST" else UploadForm()
        refused: Sequence[uploads.Rejected] = ()
        if form.is_bound and form.is_valid():
            files = cast(list[UploadedFile], request.FILES.getlist("cvs"))
            try:
                batch, rejected = uploads.accept(files, form.brief, cast(User, request.user), flows.cv)
                return self._uploaded(request, batch, rejected)
            except EduKaiError as error:
                form.add_error("cvs", error.message)
                refused = getattr(error, "rejected", ())
        told = {**self.admin_site.each_context(request), "title": "Upload CVs", "opts": self.opts, "form": form, "refused": refused}
        return TemplateResponse(request, "admin/candidate/batch/upload.html", told)

    def _uploaded(self, request: HttpRequest, batch: Batch, rejected: Sequence[uploads.Rejected]) -> HttpResponse:
        self.message_user(request, f"{batch.total_count} CVs are being processed.", messages.SUCCESS)
        if rejected:
            lines = format_html_join("", "<li><b>{}</b> {}</li>", ((each.file, each.reason) for each in rejected))
            self.message_user(request, format_html("Not taken: {}<ul>{}</ul>", len(rejected), lines), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:candidate_batch_change", args=[batch.pk]))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        batch: Any = kwargs["obj"]
        listed, of_batch = reverse("admin:candidate_candidate_changelist"), {"batch": str(batch.pk)}
        failed = batch.candidates.filter(ai_processing_status=Processing.FAILED).order_by()
        told = {
            "candidates": Candidate.objects.filter(batch=batch).only(*IN_TABLE)[:SHOWN],
            "candidates_url": f"{listed}?batch={batch.pk}",
            "under_way": batch.active_count - batch.processed_count - batch.failed_count,
            "reasons": failed.values("ai_failure_reason").annotate(count=Count("pk")).order_by("-count", "ai_failure_reason"),
            "failed_jobs": queries.jobs_of_batch(batch.pk).filter(status=Status.FAILED).count(),
            "failed_jobs_url": failed_url(**of_batch),
        }
        return super().render_change_form(request, context | told, *args, **kwargs)

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

    @admin.display(description="Progress")
    def progress(self, batch: Any) -> SafeString:
        over, active = batch.processed_count + batch.failed_count, batch.active_count
        bar = '<progress max="100" value="{}">{} %</progress> <span class="quiet">{} of {}</span>'
        return format_html(bar, batch.progress_percentage, batch.progress_percentage, over, active)

    @admin.display(description="Status")
    def state(self, batch: Any) -> SafeString:
        return pill(batch.status)

    @admin.display(description="Failed")
    def failed(self, batch: Any) -> str | SafeString:
        if not batch.failed_count:
            return "-"
        address = reverse("admin:candidate_candidate_changelist")
        return format_html('<a href="{}?batch={}&amp;ai_processing_status__exact=failed">{}</a>', address, batch.pk, batch.failed_count)

    @admin.display(description="Asked for")
    def asked_for(self, batch: Batch) -> str:
        brief = batch.brief
        years = "" if brief.experience is None else f"at least {brief.experience:g} years"
        return "; ".join(filter(None, [years, ", ".join(brief.job_role), ", ".join(brief.skills)])) or "-"
