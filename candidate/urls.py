from django.urls import path

from candidate.views import candidates, outreach, texts

urlpatterns = [
    path("", candidates.CandidateList.as_view(), name="candidates"),
    path("upload/", candidates.Upload.as_view(), name="upload"),
    path("send-status/<str:task_id>/", outreach.SendStatus.as_view(), name="send-status"),
    path("send-status/<str:task_id>/<str:action>/", outreach.SendControl.as_view(), name="send-control"),
    path("batches/", candidates.BatchList.as_view(), name="batches"),
    path("batches/<str:id>/", candidates.BatchDetail.as_view(), name="batch"),
    path("batches/<str:id>/delete/", candidates.BatchDelete.as_view(), name="batch-delete"),
    path("<str:id>/", candidates.CandidateDetail.as_view(), name="candidate"),
    path("<str:id>/update/", candidates.CandidateUpdate.as_view(), name="candidate-update"),
    path("<str:id>/rewrite/", texts.Rewrite.as_view(), name="rewrite"),
    path("<str:id>/rewrite/status/", texts.RewriteStatus.as_view(), name="rewrite-status"),
    path("<str:id>/versions/", texts.VersionList.as_view(), name="versions"),
    path("<str:id>/versions/<int:number>/restore/", texts.VersionRestore.as_view(), name="version-restore"),
    path("<str:id>/feedback/", texts.Feedback.as_view(), name="feedback"),
    path("<str:id>/send-to-contacts/", outreach.SendToContacts.as_view(), name="send-to-contacts"),
    path("<str:id>/outreach-preview/", outreach.OutreachPreview.as_view(), name="outreach-preview"),
    path("<str:id>/nearby-organizations/", candidates.NearbyOrganizations.as_view(), name="nearby-organizations"),
    path("<str:id>/nearby-contacts/", candidates.NearbyContacts.as_view(), name="nearby-contacts"),
    path("<str:id>/delete/", candidates.CandidateDelete.as_view(), name="candidate-delete"),
]
