from django.urls import path

from edukai.jobs import views

urlpatterns = [
    path("", views.JobList.as_view(), name="jobs"),
    path("replay/", views.ReplayFailed.as_view(), name="jobs-replay"),
    path("<str:id>/", views.JobDetail.as_view(), name="job"),
    path("<str:id>/replay/", views.Replay.as_view(), name="job-replay"),
    path("<str:id>/cancel/", views.Cancel.as_view(), name="job-cancel"),
]
