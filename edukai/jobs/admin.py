from django.contrib import admin, messages
from django.http import HttpRequest

from edukai.admin import LookOnly
from edukai.errors import Conflict
from edukai.jobs import control
from edukai.jobs.models import Job, JobQuerySet


@admin.register(Job)
class JobAdmin(LookOnly, admin.ModelAdmin):
    list_display = ("id", "flow", "stage", "status", "error", "attempt", "created_at", "finished_at")
    list_filter = ("status", "flow", "stage", "error_code")
    search_fields = ("id", "subject_id", "error")
    date_hierarchy = "created_at"
    actions = ("replay", "cancel")
    show_full_result_count = False

    @admin.action(description="Replay failed and cancelled jobs", permissions=["view"])
    def replay(self, request: HttpRequest, jobs: JobQuerySet) -> None:
        try:
            self.message_user(request, f"{control.replay(jobs)} jobs are taken up again.")
        except Conflict as error:
            self.message_user(request, error.message, messages.ERROR)

    @admin.action(description="Cancel open jobs", permissions=["view"])
    def cancel(self, request: HttpRequest, jobs: JobQuerySet) -> None:
        self.message_user(request, f"{control.cancel(jobs)} jobs are cancelled.")
