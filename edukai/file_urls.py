"""Where files of the local store are had; a root of its own, so that who writes their links need not load the whole API."""

from django.urls import path

from edukai import views

ROUTE = "files/<str:token>"  # the AI service has it too, behind its token

urlpatterns = [path(ROUTE, views.file, name="file")]
