from django.urls import path

from candidate import views

urlpatterns = [
    path("", views.CandidateList.as_view(), name="candidates"),
    path("upload/", views.Upload.as_view(), name="upload"),
    path("batches/", views.BatchList.as_view(), name="batches"),
    path("batches/<str:id>/", views.BatchDetail.as_view(), name="batch"),
    path("batches/<str:id>/delete/", views.BatchDelete.as_view(), name="batch-delete"),
    path("<str:id>/", views.CandidateDetail.as_view(), name="candidate"),
    path("<str:id>/update/", views.CandidateUpdate.as_view(), name="candidate-update"),
    path("<str:id>/nearby-organizations/", views.NearbyOrganizations.as_view(), name="nearby-organizations"),
    path("<str:id>/nearby-contacts/", views.NearbyContacts.as_view(), name="nearby-contacts"),
    path("<str:id>/delete/", views.CandidateDelete.as_view(), name="candidate-delete"),
]
