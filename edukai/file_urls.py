"""Where files of the local store are had; a root of its own, so that who writes their links need not load the whole API."""

from django.urls import path

from edukai import views

urlpatterns = [path("files/<str:token>", views.file, name="file")]
