"""What this project answers to as an AI service (EDUKAI_ROLE=ai)."""

from django.urls import include, path

urlpatterns = [path("", include("candidate.service.urls"))]

handler400 = "edukai.api.bad_request"
handler403 = "edukai.api.permission_denied"
handler404 = "edukai.api.page_not_found"
handler500 = "edukai.api.server_error"
