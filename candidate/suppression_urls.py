from django.urls import path

from candidate.views import suppressions

urlpatterns = [
    path("", suppressions.SuppressionList.as_view(), name="suppressions"),
    path("import/", suppressions.SuppressionImport.as_view(), name="suppression-import"),
    path("<int:id>/", suppressions.SuppressionDetail.as_view(), name="suppression"),
]
