"""Pages that mails link to."""

from django.urls import path

from candidate.views import public

urlpatterns = [
    path("u/<str:token>/", public.Unsubscribe.as_view(), name="unsubscribe"),
    path("a/<str:token>/", public.Answer.as_view(), name="answer"),
    path("a/<str:token>/delete/", public.Delete.as_view(), name="delete-my-data"),
]
