from typing import Any, cast

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from account.models import User
from candidate import campaigns
from candidate.flows import outreach
from candidate.models import Campaign, Candidate
from candidate.serializers.outreach import PreviewSerializer, RecipientsSerializer, SendingStartedSerializer, SendingStatusSerializer
from edukai.api import found
from edukai.errors import Conflict
from edukai.jobs.models import OPEN, Job, Status
from edukai.schema import DetailSerializer
from organization.models import OrganizationContact

ACTION = OpenApiParameter("action", str, OpenApiParameter.PATH, enum=list(outreach.ACTIONS))
DONE = inline_serializer("CampaignMessage", {"message": serializers.CharField()})


class SendToContacts(APIView):
    @extend_schema(request=RecipientsSerializer, responses={202: SendingStartedSerializer, 409: DetailSerializer})
    def post(self, request: Request, id: str) -> Response:
        """Send a candidate to contacts.

        Each gets the profile exactly once; whom it is not sent to is soon in `refused` of the status, with the reason. The first
        mail leaves after `OUTREACH_HOLD_SECONDS`, so that a slip can be cancelled.
        """
        candidate = found(Candidate.objects.defer("ai_enhanced_cv_content"), id)
        asked = RecipientsSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        user = cast(User, request.user)
        contact_ids = set(asked.validated_data["contact_ids"])
        task = outreach.start(candidate, contact_ids, user, resend=asked.validated_data["resend"]).job_id
        told = {"task_id": task, "candidate": candidate.name, "contact_count": len(contact_ids)}
        message = f"The profile is being sent to {len(contact_ids)} contact{'s' if len(contact_ids) > 1 else ''}."
        return Response({"message": message, "poll_url": reverse("send-status", args=[task]), **told}, status=202)


class SendStatus(APIView):
    @extend_schema(responses=SendingStatusSerializer)
    def get(self, request: Request, task_id: str) -> Response:
        """How far a sending is.

        And what has become of its mails.
        """
        job = found(Job.objects.filter(flow=outreach.sending.name), task_id)
        campaign = found(Campaign.objects.all(), job.subject_id)
        answer: dict[str, Any] = {"status": _state(job, campaign), **campaigns.summary(campaign)}
        if answer["status"] == "failed":
            answer["error"] = job.error
        return Response(SendingStatusSerializer(answer).data)


class OutreachPreview(APIView):
    @extend_schema(
        parameters=[OpenApiParameter("contact_id", OpenApiTypes.UUID, required=True)],
        responses={200: PreviewSerializer, 409: DetailSerializer},
    )
    def get(self, request: Request, id: str) -> Response:
        """See a mail beforehand.

        The mail to one contact, as it would leave.
        """
        candidate = found(Candidate.objects.all(), id)
        contact = found(OrganizationContact.objects.all(), request.query_params.get("contact_id", ""))
        return Response(PreviewSerializer(campaigns.preview(candidate, contact)).data)


class SendControl(APIView):
    @extend_schema(request=None, parameters=[ACTION], responses={200: DONE, 409: DetailSerializer})
    def post(self, request: Request, task_id: str, action: str) -> Response:
        """Pause, resume or cancel a sending.

        Mails that have left are not called back.
        """
        job = found(Job.objects.filter(flow=outreach.sending.name), task_id)
        if action not in outreach.ACTIONS:
            raise NotFound
        if job.status not in OPEN:
            raise Conflict("This sending is over.")
        outreach.ACTIONS[action](found(Campaign.objects.all(), job.subject_id))
        return Response({"message": f"Done: {action}."})


def _state(job: Job, campaign: Campaign) -> str:
    if job.status in OPEN:
        return "progress" if campaign.deliveries.exclude(status="planned").exists() else "pending"
    return "completed" if job.status == Status.COMPLETED else "failed"
