"""Paths as in the contract, with and without the slash at their end."""

from django.urls import path, re_path

from candidate.service.views import Regeneration, Rewriting, TaskState, guarded
from edukai import file_urls, views

urlpatterns = [
    re_path(r"^api/v1/regeneration/?$", guarded(Regeneration.as_view())),
    re_path(r"^api/v1/rewrite/?$", guarded(Rewriting.as_view())),
    re_path(r"^api/v1/tasks/(?P<id>[^/]+)/?$", guarded(TaskState.as_view())),
    path(file_urls.ROUTE, guarded(views.file)),
    re_path(r"^healthz?/?$", views.healthz),
    re_path(r"^readyz/?$", guarded(views.readyz)),
]
