from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from candidate import events
from edukai.api import JSONParser


class AiEvents(APIView):
    """Where OpenAI says that an answer is there. The signature is what lets it in."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (JSONParser,)

    @extend_schema(request={"application/json": {"type": "object"}}, responses={204: None}, tags=["Webhooks"])
    def post(self, request: Request) -> Response:
        """OpenAI tells that an answer is there.

        A signed event; the same one again does no harm.
        """
        events.receive(request._request.body, request.headers)
        return Response(status=204)
