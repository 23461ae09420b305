"""Where SendGrid tells of mails. Nobody signs in here: a signature, or a secret in the address, is what lets them in."""

import logging
from typing import cast

from django.conf import settings
from django.http import Http404, QueryDict
from django.utils.crypto import constant_time_compare
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from candidate import mail_events, sendgrid_events
from edukai.api import MultiPartParser
from edukai.schema import DetailSerializer

log = logging.getLogger(__name__)


class IsSigned(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return sendgrid_events.signed(request._request.body, request.headers)


class KnowsSecret(BasePermission):
    """Without a secret in the settings there is no such page."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not settings.MAIL_INBOUND_SECRET:
            raise Http404
        return constant_time_compare(request.query_params.get("secret", ""), settings.MAIL_INBOUND_SECRET)


class MailEvents(APIView):
    authentication_classes = ()
    permission_classes = (IsSigned,)

    @extend_schema(
        request={"application/json": {"type": "array", "items": {"type": "object"}}},
        responses={204: None, 403: DetailSerializer},
        tags=["Webhooks"],
    )
    def post(self, request: Request) -> Response:
        """SendGrid tells what became of mails.

        Its signed event webhook; the same events again, and in any order, do no harm.
        """
        mail_events.receive(request._request.body)
        return Response(status=204)


class InboundUnsubscribe(APIView):
    authentication_classes = ()
    permission_classes = (KnowsSecret,)
    parser_classes = (MultiPartParser,)

    @extend_schema(
        parameters=[OpenApiParameter("secret", str, required=True)],
        request={"multipart/form-data": {"type": "object", "properties": {"from": {"type": "string"}}}},
        responses={204: None, 403: DetailSerializer, 404: DetailSerializer},
        tags=["Webhooks"],
    )
    def post(self, request: Request) -> Response:
        """SendGrid hands over a mail that unsubscribes.

        Its inbound parse of a mail to the unsubscribe address: whoever sent it gets no mail any more.
        """
        taken = mail_events.unsubscribe(str(cast(QueryDict, request.data).get("from", "")))
        log.info("inbound unsubscribe: %d address", taken)
        return Response(status=204)
