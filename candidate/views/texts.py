from typing import Any, cast

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from account.models import User
from candidate import flows, queries, texts
from candidate.models import Candidate, Version
from candidate.models.versions import VersionKind
from candidate.serializers.candidates import CandidateSerializer
from candidate.serializers.texts import (
    FeedbackStartedSerializer,
    FeedbackStatusSerializer,
    InstructionSerializer,
    RestoredSerializer,
    RewriteStartedSerializer,
    RewriteStatusSerializer,
    VersionSerializer,
)
from edukai.api import JSONParser, MultiPartParser, found
from edukai.schema import ErrorsSerializer


class Rewrite(APIView):
    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(request=InstructionSerializer, responses={202: RewriteStartedSerializer})
    def post(self, request: Request, id: str) -> Response:
        """Rewrite a candidate's texts.

        They are written better in the background, following the instruction if there is one; facts stay as they are.
        """
        asked = InstructionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        candidate = found(Candidate.objects.select_related("reading"), id)
        job = texts.rewrite(candidate, asked.validated_data["instruction"] or "", cast(User, request.user))
        return Response({"message": "The CV is being rewritten.", "rewrite_task_id": job.pk, "rewrite_status": "processing"}, status=202)


class RewriteStatus(APIView):
    @extend_schema(responses=RewriteStatusSerializer)
    def get(self, request: Request, id: str) -> Response:
        """How far a rewrite is.

        The latest of this candidate; once it is completed `candidate` shows the new texts.
        """
        candidate = found(queries.candidates(), id)
        state = texts.state(texts.latest(flows.rewriting, candidate))
        answer: dict[str, Any] = {"rewrite_status": state["status"], "rewrite_task_id": state["task_id"]}
        if state["status"] == "failed":
            answer["rewrite_failure_reason"] = state["failure_reason"]
        if state["status"] == "completed":
            latest = candidate.versions.filter(kind=VersionKind.REWRITE).first()
            answer |= {"rewrite_remark": latest.remark if latest else "", "candidate": CandidateSerializer(candidate).data}
        return Response(answer)


class VersionList(generics.ListAPIView[Version]):
    """List versions of the texts.

    Newest first; 1 is the one before the first rewrite.
    """

    queryset = Version.objects.all()
    serializer_class = VersionSerializer

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return super().get_queryset()
        return found(Candidate.objects.all(), self.kwargs["id"]).versions.select_related("created_by")


class VersionRestore(APIView):
    @extend_schema(request=None, responses={200: RestoredSerializer, 400: ErrorsSerializer})
    def post(self, request: Request, id: str, number: int) -> Response:
        """Bring a version back.

        That makes one more version; the branded CV is made anew in the background.
        """
        candidate = found(Candidate.objects.all(), id)
        version = candidate.versions.filter(number=number).first()
        if version is None:
            raise NotFound
        restored = texts.restore(candidate, version, cast(User, request.user))
        shown = {"version": VersionSerializer(restored).data, "candidate": CandidateSerializer(found(queries.candidates(), id)).data}
        return Response({"message": f"Version {number} is back.", **shown})


class Feedback(APIView):
    @extend_schema(responses=FeedbackStatusSerializer)
    def get(self, request: Request, id: str) -> Response:
        """See the feedback on a CV.

        Blunt criticism: the latest there is, and how far a newer one is.
        """
        candidate = found(Candidate.objects.select_related("criticism"), id)
        state = texts.state(texts.latest(flows.criticism, candidate))
        latest = candidate.criticism.content() if hasattr(candidate, "criticism") else None
        answer: dict[str, Any] = {"feedback_status": state["status"], "feedback_task_id": state["task_id"], "feedback": latest}
        if state["status"] == "failed":
            answer["feedback_failure_reason"] = state["failure_reason"]
        return Response(FeedbackStatusSerializer(answer).data)

    @extend_schema(request=None, responses={202: FeedbackStartedSerializer, 400: ErrorsSerializer})
    def post(self, request: Request, id: str) -> Response:
        """Ask for feedback on a CV.

        It is written in the background. Asking again while that is under way gives the same task.
        """
        job = texts.criticise(found(Candidate.objects.select_related("reading"), id), cast(User, request.user))
        message = "The CV is being looked at."
        return Response({"message": message, "feedback_task_id": job.pk, "feedback_status": "processing"}, status=202)
