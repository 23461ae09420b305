from django.apps import apps
from django.contrib import admin, messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from edukai.admin import LookOnly, Tile, moment, pill
from edukai.errors import Conflict
from edukai.jobs import control
from edukai.jobs.models import Job, JobQuerySet, Status

FAILURES = "admin:jobs_job_failures"


@admin.register(Job)
class JobAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("work", "state", "subject", "error", "begun", "ended")
    list_filter = ["status", "flow", "stage", "error_code"]  # and what apps add that know more of a job's subject
    search_fields = ("id", "subject_id", "error")
    actions = ("replay", "cancel")
    show_full_result_count = False
    list_select_related = False
    fieldsets = (
        (None, {"fields": ("flow", "stage", "status", "subject", "error", "error_code")}),
        ("Progress", {"fields": ("done", "total", "message", "attempt", "not_before", "lease_until", "dispatched_at")}),
        ("Record", {"fields": ("id", "args", "result", "created_by", "created_at", "started_at", "finished_at")}),
    )

    def get_urls(self) -> list[URLPattern]:
        own = path("failures/", self.admin_site.admin_view(self.failures), name="jobs_job_failures")
        return [own, *super().get_urls()]

    def tiles(self) -> list[Tile]:
        return [Tile("Failed jobs", Job.objects.filter(status=Status.FAILED).count(), reverse(FAILURES), urgent=True)]

    def failures(self, request: HttpRequest) -> HttpResponse:
        """Failed jobs by reason; one reason, or all, is taken up again by a POST."""
        failed = Job.objects.filter(status=Status.FAILED)
        if request.method == "POST":
            which = {name: request.POST[name] for name in ("flow", "error_code") if name in request.POST}
            self.replay(request, failed.filter(**which))
            return HttpResponseRedirect(reverse(FAILURES))
        told = {**self.admin_site.each_context(request), "title": "Failed jobs by reason", "opts": self.opts}
        reasons = failed.order_by().values("flow", "error_code").annotate(count=Count("pk"), latest=Max("created_at"), error=Max("error"))
        reasons = reasons.order_by("-count", "flow", "error_code")
        rows = [{**row, "url": failed_url(flow__exact=row["flow"], error_code__exact=row["error_code"])} for row in reasons]
        return TemplateResponse(request, "admin/jobs/job/failures.html", {**told, "rows": rows, "count": sum(row["count"] for row in rows)})

    @admin.action(description="Replay failed and cancelled jobs", permissions=["view"])
    def replay(self, request: HttpRequest, jobs: JobQuerySet) -> None:
        try:
            self.message_user(request, f"{control.replay(jobs)} jobs are taken up again.", messages.SUCCESS)
        except Conflict as error:
            self.message_user(request, error.message, messages.ERROR)

    @admin.action(description="Cancel open jobs", permissions=["view"])
    def cancel(self, request: HttpRequest, jobs: JobQuerySet) -> None:
        self.message_user(request, f"{control.cancel(jobs)} jobs are cancelled.", messages.SUCCESS)

    @admin.display(description="Status", ordering="status")
    def state(self, job: Job) -> SafeString:
        return pill(job.status)

    @admin.display(description="Work", ordering="flow")
    def work(self, job: Job) -> str:
        return f"{job.flow}: {job.stage}".replace("_", " ")

    @admin.display(description="Created", ordering="created_at")
    def begun(self, job: Job) -> str:
        return moment(job.created_at)

    @admin.display(description="Finished", ordering="finished_at")
    def ended(self, job: Job) -> str:
        return moment(job.finished_at)

    @admin.display(description="About")
    def subject(self, job: Job) -> str | SafeString:
        """The row that the job is about, where it can be seen here."""
        if not job.subject_type:
            return "-"
        model = apps.get_model(job.subject_type)
        if not self.admin_site.is_registered(model):
            return job.subject_type
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[job.subject_id])
        return format_html('<a href="{}">{}</a>', address, model._meta.verbose_name)


def failed_url(**filters: str) -> str:
    """The list of failed jobs, with these filters."""
    return f"{reverse('admin:jobs_job_changelist')}?{urlencode({'status__exact': Status.FAILED.value, **filters})}"
