"""The site behind /admin/: for operators alone, its lists in the order in which they are used."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.response import TemplateResponse

from account import queries
from account.models import Role, User

LATEST = 8  # entries of the activity log on the start page
# What belongs together; whatever is registered besides comes last.
SECTIONS = {
    "CVs": ("candidate.Batch", "candidate.Candidate"),
    "Schools": ("organization.Organization", "organization.OrganizationContact"),
    "Mails": ("candidate.Campaign", "candidate.Delivery", "candidate.Suppression"),
    "Work": ("jobs.Job", "candidate.AiCall", "account.Activity"),
    "People": ("account.User", "account.UserSession"),
}


def is_operator(user: User | AnonymousUser) -> bool:
    """Signed in, active, and of the role that may do everything."""
    return user.is_active and getattr(user, "role", None) == Role.SUPERUSER


class OperatorBackend(ModelBackend):
    """An operator may do everything, others nothing; Django's finer rights are not used."""

    def has_perm(self, user_obj: User | AnonymousUser, perm: str, obj: Any = None) -> bool:
        return is_operator(user_obj)

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        return is_operator(user_obj)


class BackOffice(AdminSite):
    site_header = site_title = "EduKai"
    index_title = "Back office"
    site_url = None

    def has_permission(self, request: HttpRequest) -> bool:
        return is_operator(request.user)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """By section; with `app_label` that app alone, as Django has it."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        left = {model["model"]._meta.label: model for app in apps for model in app["models"]}
        sections = {name: [left.pop(label) for label in labels if label in left] for name, labels in SECTIONS.items()}
        sections["System"] = list(left.values())
        home = {"app_url": "", "has_module_perms": True}
        return [{"name": name, "app_label": name.lower(), "models": models, **home} for name, models in sections.items() if models]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The start page: what every list with `tiles` wants to be seen at once, and what happened last."""
        tiles = [tile for listed in self._registry.values() if hasattr(listed, "tiles") for tile in listed.tiles()]
        latest = queries.activity()[:LATEST]
        return super().index(request, {**(extra_context or {}), "tiles": tiles, "latest": latest})
