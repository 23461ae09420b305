from functools import reduce
from operator import or_
from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from account.models import User
from edukai.errors import EduKaiError
from edukai.filters import containing_capitals
from edukai.jobs import Flow
from edukai.jobs.models import OPEN
from organization import edits, flows, queries
from organization.models import Organization, OrganizationContact
from organization.paging import IdsFirst
from organization.serializers import ImportStatusSerializer

LATEST, MOST_SHOWN = 10, 200  # imports in the list, problems in the report


class SheetForm(forms.Form):
    file = forms.FileField(label="Sheet", help_text=".xlsx, .xls, .ods or .csv, at most 50 MB.")
    dry_run = forms.BooleanField(required=False, label="Try it first", help_text="Report what would happen, and write nothing.")


class Imports(BaseModelAdmin):
    """A list whose rows also come in as a sheet, by the same way as through the API."""

    flow: Flow
    imported: str  # how the report calls the rows
    called: str  # how people do
    sheet_help: str

    def get_urls(self) -> list[URLPattern]:
        view, opts = self.admin_site.admin_view, self.opts
        name = f"{opts.app_label}_{opts.model_name}_import"
        own = [
            path("import/", view(self.import_sheet), name=name),
            path("import/<uuid:pk>/", view(self.report), name=f"{name}_report"),
            path("import/<uuid:pk>/problems/", view(self.problems), name=f"{name}_problems"),
        ]
        return own + super().get_urls()  # type: ignore[misc]

    def import_sheet(self, request: HttpRequest) -> HttpResponse:
        form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            try:
                job = flows.accept_import(given["file"], self.flow, cast(User, request.user), dry_run=given["dry_run"])
                return HttpResponseRedirect(self._address("import_report", job.pk))
            except EduKaiError as error:
                form.add_error("file", error.message)
        latest = self._jobs().select_related("created_by").order_by("-created_at")[:LATEST]
        shown = [(job, ImportStatusSerializer(job).data, self._address("import_report", job.pk)) for job in latest]
        return self._page(request, "import", f"Import {self.called}", form=form, latest=shown)

    def report(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """How far an import is, and what became of its rows."""
        job = get_object_or_404(self._jobs(), pk=pk)
        state = ImportStatusSerializer(job).data
        summary = state["summary"] or {}
        counts = [
            (name, summary.get(f"{self.imported}_{name}", 0))
            for name in ("created", "updated", "skipped", "unchanged", "closed")
        ]  # fmt: skip
        told = {
            "job": job,
            "state": state,
            "counts": counts,
            "running": job.status in OPEN,
        }
        told["problems"] = summary.get("errors", [])[:MOST_SHOWN]
        told["problems_url"] = self._address("import_problems", pk) if state["errors_url"] else ""
        return self._page(request, "import_report", f"Import of {job.args['name']}", **told)

    def problems(self, request: HttpRequest, pk: UUID) -> HttpResponse:
        """On to a link to the whole list that was signed this moment."""
        if url := flows.errors_url(get_object_or_404(self._jobs(), pk=pk)):
            return HttpResponseRedirect(url)
        raise Http404("There is no such list.")

    def _jobs(self) -> QuerySet[Any]:
        return queries.imports().filter(flow=self.flow.name)

    def _address(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)

    def _page(self, request: HttpRequest, template: str, title: str, **told: Any) -> TemplateResponse:
        told |= {**self.admin_site.each_context(request), "title": title, "opts": self.opts, "sheet_help": self.sheet_help}
        told |= {"import_url": self._address("import"), "list_url": self._address("changelist")}
        return TemplateResponse(request, f"admin/organization/{template}.html", told)


class LongList(admin.ModelAdmin):
    """Passes over the rows before its page by their ids alone."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def get_paginator(self, request: HttpRequest, queryset: QuerySet[Any], per_page: int, *args: Any, **kwargs: Any) -> IdsFirst:
        return IdsFirst(queryset, per_page)


class Searched(LongList):
    """Searches the columns that the database keeps in capitals; every word must be in one of them."""

    searched: tuple[str, ...]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> tuple[QuerySet[Any], bool]:
        for word in search_term.split():
            queryset = queryset.filter(reduce(or_, (containing_capitals(column, word) for column in self.searched)))
        return queryset, False


class ContactInline(admin.TabularInline):
    model = OrganizationContact
    fields = ("contact_person", "job_title", "work_email")
    extra = 0


@admin.register(Organization)
class OrganizationAdmin(Imports, Searched):
    flow, imported, called = flows.organization_import, "organizations", "schools"
    sheet_help = "An agency's own list of schools, or the government's register (GIAS) as downloaded. The same file again creates nothing."
    list_display = ("name", "local_authority", "phase", "gender", "town", "postcode", "precision")
    list_filter = ("phase", "gender", "precision")
    search_fields = searched = ("searchable",)
    list_per_page = 50
    fieldsets = (
        (None, {"fields": ("name", "local_authority", "urn", "phase", "gender", "telephone")}),
        ("Address", {"fields": ("street", "address_line_1", "address_line_2", "town", "county", "postcode")}),
        ("On the map", {"fields": ("latitude", "longitude", "precision", "easting", "northing")}),
        ("Record", {"fields": ("created_at", "updated_at")}),
    )
    readonly_fields = ("easting", "northing", "precision", "created_at", "updated_at")
    inlines = (ContactInline,)

    def save_model(self, request: HttpRequest, obj: Organization, form: forms.ModelForm, change: bool) -> None:
        """Under the rules of the API: another address is placed anew."""
        changes = {field: form.cleaned_data[field] for field in form.changed_data}
        edits.save(obj, changes, cast(User, request.user))


@admin.register(OrganizationContact)
class ContactAdmin(Imports, Searched):
    flow, imported, called = flows.contact_import, "contacts", "contacts"
    sheet_help = "People at schools, who find their school by its name and local authority. What might be two schools is not guessed."
    list_display = ("contact_person", "job_title", "work_email", "organization")
    list_filter = ("organization__phase",)
    list_select_related = ("organization",)
    search_fields = searched = ("searchable", "organization__searchable")
    autocomplete_fields = ("organization",)
    list_per_page = 50

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("created_at", "updated_at")
