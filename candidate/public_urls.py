"""Pages that mails link to; a root of its own, so that who writes the mails need not load the whole API."""

from django.urls import path

from candidate.views import public

urlpatterns = [
    path("m/u/<str:token>/", public.Unsubscribe.as_view(), name="unsubscribe"),
    path("m/a/<str:token>/", public.Answer.as_view(), name="answer"),
    path("m/a/<str:token>/delete/", public.Delete.as_view(), name="delete-my-data"),
]
