"""The endpoints of the AI service. A bearer token, AI_SERVICE_TOKEN, opens all of them; without one they are open."""

import hashlib
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from candidate.service import flows
from candidate.service.serializers import RegenerationSerializer, RewriteSerializer, shown
from edukai import storage
from edukai.api import JSONParser, found
from edukai.jobs import Flow
from edukai.jobs.control import enqueue
from edukai.jobs.models import Job

View = Callable[..., HttpResponseBase]


def guarded(view: View) -> View:
    """The view, for whoever shows the token."""

    @wraps(view)
    def with_token(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        scheme, _, token = request.META.get("HTTP_AUTHORIZATION", "").encode("latin-1", "replace").partition(b" ")
        wanted = settings.AI_SERVICE_TOKEN.encode()
        if wanted and not (scheme.lower() == b"bearer" and secrets.compare_digest(token.strip(), wanted)):
            return JsonResponse({"detail": "The token is missing or wrong."}, status=401, headers={"WWW-Authenticate": "Bearer"})
        return view(request, *args, **kwargs)

    return with_token


class ServiceView(APIView):
    schema = None  # the contract describes it
    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (JSONParser,)


class TaskTaken(ServiceView):
    """A task comes in. One that comes again with the same `Idempotency-Key` while it is under way is the same task."""

    flow: Flow
    serializer: type[Serializer]
    message: str

    def post(self, request: Request) -> Response:
        task = self.serializer(data=request.data)
        task.is_valid(raise_exception=True)
        key = request.headers.get("Idempotency-Key", "")
        twin = f"{self.flow.name}:{hashlib.sha256(key.encode()).hexdigest()}" if key else ""
        job = enqueue(self.flow, args=task.validated_data, dedup_key=twin)
        return Response({"status": "processing", "task_id": str(job.pk), "message": self.message}, status=202)


class Regeneration(TaskTaken):
    flow, serializer, message = flows.regeneration, RegenerationSerializer, "The CV is being read."


class Rewriting(TaskTaken):
    flow, serializer, message = flows.service_rewrite, RewriteSerializer, "The CV is being rewritten."


class TaskState(ServiceView):
    def get(self, request: Request, id: str) -> Response:
        job = found(Job.objects.filter(flow__in=flows.TASKS), id)
        state = shown(job)
        if "photo" in job.args and "result" in state:
            link = storage.own_link(job.args["photo"], filename="Photo.jpg", content_type="image/jpeg")
            state["result"]["extracted_photo_url"] = request.build_absolute_uri(link)
        return Response(state)
