from collections.abc import Iterable
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from account.models import User
from candidate import edits
from candidate.admin.batches import OfBatch
from candidate.models import AiCall, Candidate, Processing, Quality, filed
from candidate.serializers.candidates import CandidateUpdateSerializer, file_facts
from candidate.taxonomy import Role
from edukai import storage
from edukai.admin import LookOnly, Tile, moment, pill
from edukai.jobs.models import Job
from organization.admin import Searched

FACTS = (
    ("Person", ("name", "name_without_surname", "email", "whatsapp_number", "location", "availability_status")),
    ("Verdict", ("quality_status", "reasons", "processing", "failure")),
    ("Work", ("job_titles", "skills", "years_of_experience", "qts", "filed_under", "stated")),
    ("E-mail to schools", ("email_subject", "email_body")),
    ("Notes", ("notes",)),
    ("Record", ("batch", "original_name", "source", "texts", "created_at", "updated_at")),
)
EDITABLE = (
    "name", "name_without_surname", "email", "whatsapp_number", "location", "job_titles", "skills", "years_of_experience", "qts",
    "quality_status", "availability_status", "email_subject", "email_body", "notes",
)  # fmt: skip
FILES = ("original", "enhanced", "photo")
SHOWN = 20  # jobs and mails of a candidate


class RoleFilter(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(role.value, role.value.replace("_", " ")) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Candidate]) -> QuerySet[Candidate]:
        role = self.value()
        return queryset.filter(searchable_education__contains=filed("roles", role)) if role else queryset


class Lines(forms.CharField):
    """A list of texts, each in a line of its own."""

    widget = forms.Textarea(attrs={"rows": 4, "cols": 40})

    def prepare_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else value or ""

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        texts = value if isinstance(value, list) else (value or "").splitlines()
        return [line for text in texts if (line := text.strip())]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class CandidateForm(forms.ModelForm):
    """What an operator changed, under the rules of the API."""

    job_titles = Lines(required=False, show_hidden_initial=True)
    skills = Lines(required=False, show_hidden_initial=True)

    class Meta:
        labels = {
            "name_without_surname": "Name on the CV",
            "email": "E-mail",
            "whatsapp_number": "WhatsApp",
            "email_subject": "Subject",
            "email_body": "Text",
        }
        widgets = {"notes": forms.Textarea(attrs={"rows": 4})}

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
class CandidateAdmin(Searched):
    form = CandidateForm
    list_display = ("__str__", "quality", "processing_state", "years", "location", "email", "received")
    list_filter = ("ai_processing_status", "quality_status", "availability_status", "source", "qts", RoleFilter, OfBatch)
    search_fields = searched = ("searchable",)
    list_per_page = 50
    fieldsets = [(heading, {"fields": fields}) for heading, fields in FACTS]
    readonly_fields = tuple(field for _, fields in FACTS for field in fields if field not in EDITABLE)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Candidate]:
        return super().get_queryset(request).defer("ai_enhanced_cv_content")

    def get_urls(self) -> list[URLPattern]:
        own = path("<uuid:pk>/file/<str:which>/", self.admin_site.admin_view(self.file), name="candidate_candidate_file")
        return [own, *super().get_urls()]

    def tiles(self) -> list[Tile]:
        listed = reverse("admin:candidate_candidate_changelist")
        wanted = (
            ("CVs being worked on", "ai_processing_status", Processing.IN_PROGRESS, False),
            ("Candidates to look at", "quality_status", Quality.MANUAL, True),
        )
        return [
            Tile(label, Candidate.objects.filter(**{field: value}).count(), f"{listed}?{field}__exact={value}", urgent)
            for label, field, value, urgent in wanted
        ]

    def file(self, request: HttpRequest, pk: UUID, which: str) -> HttpResponse:
        """On to a link that was signed this moment, below our own address whatever the store: frames of this page may show it."""
        candidate = self.get_object(request, str(pk))
        key = getattr(candidate, f"{which}_key", "") if which in FILES else ""
        if not key:
            raise Http404("There is no such file.")
        return HttpResponseRedirect(storage.own_link(key, **file_facts(which, key)))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> HttpResponse:
        candidate: Candidate = kwargs["obj"]
        files = {which: self._link(candidate, which) for which in FILES if getattr(candidate, f"{which}_key")}
        told = {
            "files": files,
            "framed": files.get("enhanced") or (files["original"] if candidate.original_key.endswith(".pdf") else ""),
            "original_is_pdf": candidate.original_key.endswith(".pdf"),
            "jobs": Job.objects.of(candidate).order_by("-created_at").defer("args", "result")[:SHOWN],
            "deliveries": candidate.deliveries.select_related("contact__organization").order_by("-created_at")[:SHOWN],
            "deliveries_total": candidate.deliveries.count(),
        }
        return super().render_change_form(request, context | told, *args, **kwargs)

    @staticmethod
    def _link(candidate: Candidate, which: str) -> str:
        return reverse("admin:candidate_candidate_file", args=[candidate.pk, which])

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

    @admin.display(description="Reasons")
    def reasons(self, candidate: Candidate) -> SafeString | str:
        said = format_html_join("", "<li>{}</li>", ((reason.replace("_", " "),) for reason in candidate.quality_reasons))
        return format_html('<ul class="reasons">{}</ul>', said) if said else "-"

    @admin.display(description="Years", ordering="years_of_experience")
    def years(self, candidate: Candidate) -> float | None:
        return candidate.years_of_experience

    @admin.display(description="Received", ordering="created_at")
    def received(self, candidate: Candidate) -> str:
        return moment(candidate.created_at)

    @admin.display(description="Quality", ordering="quality_status")
    def quality(self, candidate: Candidate) -> SafeString:
        return pill(candidate.quality_status)

    @admin.display(description="Processing", ordering="ai_processing_status")
    def processing_state(self, candidate: Candidate) -> SafeString:
        return pill(candidate.ai_processing_status)

    @admin.display(description="Processing")
    def processing(self, candidate: Candidate) -> str:
        return " ".join(filter(None, [f"{candidate.get_ai_processing_status_display()}.", candidate.cv_status_message]))

    @admin.display(description="Why it failed")
    def failure(self, candidate: Candidate) -> str:
        return candidate.ai_failure_reason or "-"

    @admin.display(description="Filed under")
    def filed_under(self, candidate: Candidate) -> str:
        codes = (*candidate.roles, *candidate.phases, *candidate.key_stages, *candidate.subjects)
        return ", ".join(code.replace("_", " ") for code in codes) or "-"


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
