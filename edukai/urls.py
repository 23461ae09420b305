from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView
from drf_spectacular.views import SpectacularAPIView, SpectacularRedocView, SpectacularSwaggerSplitView

from candidate.views.events import AiEvents
from candidate.views.mail_events import InboundUnsubscribe, MailEvents
from edukai import views
from edukai.dashboard import Dashboard

admin.autodiscover()

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="docs")),
    path("api/auth/", include("account.urls")),
    path("api/auth/dashboard/", Dashboard.as_view()),
    path("api/candidates/", include("candidate.urls")),
    path("api/organizations/", include("organization.urls")),
    path("api/ai/events/", AiEvents.as_view(), name="ai-events"),
    path("api/suppressions/", include("candidate.suppression_urls")),
    path("api/mail/events/", MailEvents.as_view(), name="mail-events"),
    path("api/mail/inbound-unsubscribe/", InboundUnsubscribe.as_view(), name="inbound-unsubscribe"),
    path("api/jobs/", include("edukai.jobs.urls")),
    path("api/schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "api/docs/", SpectacularSwaggerSplitView.as_view(template_name="api/swagger.html", template_name_js="api/swagger.js"), name="docs"
    ),
    path("api/redoc/", SpectacularRedocView.as_view(template_name="api/redoc.html"), name="redoc"),
    path("admin/", admin.site.urls),
    path("", include("candidate.public_urls")),
    path("", include("edukai.file_urls")),
    path("healthz", views.healthz),
    path("readyz", views.readyz),
]

handler400 = "edukai.api.bad_request"
handler403 = "edukai.api.permission_denied"
handler404 = "edukai.api.page_not_found"
handler500 = "edukai.api.server_error"
