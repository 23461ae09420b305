from typing import Any, cast

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from account.models import User
from organization import edits
from organization.models import Organization, OrganizationContact


class ContactInline(admin.TabularInline):
    model = OrganizationContact
    fields = ("contact_person", "job_title", "work_email")
    extra = 0


@admin.register(Organization)
class OrganizationAdmin(admin.ModelAdmin):
    list_display = ("name", "local_authority", "phase", "gender", "town", "postcode", "precision")
    list_filter = ("phase", "gender", "precision")
    search_fields = ("searchable",)
    show_full_result_count = False
    fields = (
        "urn", "name", "local_authority", "phase", "gender", "telephone", "street", "address_line_1", "address_line_2", "town", "county",
        "postcode", "latitude", "longitude", "easting", "northing", "precision", "created_at", "updated_at",
    )  # fmt: skip
    readonly_fields = ("easting", "northing", "precision", "created_at", "updated_at")
    inlines = (ContactInline,)

    def save_model(self, request: HttpRequest, obj: Organization, form: ModelForm, change: bool) -> None:
        """Under the rules of the API: another address is placed anew."""
        changes = {field: form.cleaned_data[field] for field in form.changed_data}
        edits.save(obj, changes, cast(User, request.user))


@admin.register(OrganizationContact)
class ContactAdmin(admin.ModelAdmin):
    list_display = ("contact_person", "job_title", "work_email", "organization")
    list_filter = ("organization__phase",)
    list_select_related = ("organization",)
    search_fields = ("contact_person", "work_email", "job_title", "organization__searchable")
    autocomplete_fields = ("organization",)
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("created_at", "updated_at")
