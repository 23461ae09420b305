import django_filters as filters
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from edukai.api import found
from edukai.errors import Conflict
from edukai.jobs.control import cancel, replay
from edukai.jobs.models import Job, Status
from edukai.jobs.serializers import JobSerializer
from edukai.schema import DetailSerializer

REPLAYED = inline_serializer("JobsReplayed", {"message": serializers.CharField(), "replayed": serializers.IntegerField()})


class JobFilters(filters.FilterSet):
    status = filters.ChoiceFilter(choices=Status.choices)
    flow = filters.CharFilter()
    error_code = filters.CharFilter()
    subject_id = filters.CharFilter()

    class Meta:
        model = Job
        fields: list[str] = []


class WhichFailed(serializers.Serializer):
    """Which failed jobs; both left out = all."""

    flow = serializers.CharField(required=False, max_length=50)
    error_code = serializers.CharField(required=False, max_length=50)


class JobList(generics.ListAPIView[Job]):
    """List background work.

    Newest first; `?status=failed` is what could not be done, with the reason.
    """

    queryset = Job.objects.order_by("-created_at", "-id").defer("args", "result")
    serializer_class = JobSerializer
    filterset_class = JobFilters


class JobDetail(APIView):
    @extend_schema(responses=JobSerializer)
    def get(self, request: Request, id: str) -> Response:
        """One job.

        How far it is, and why it failed if it did.
        """
        return Response(JobSerializer(found(Job.objects.all(), id)).data)


class Replay(APIView):
    @extend_schema(request=None, responses={200: JobSerializer, 409: DetailSerializer})
    def post(self, request: Request, id: str) -> Response:
        """Take a job up again.

        A failed or cancelled one goes on where it stopped; any other is 409.
        """
        job = found(Job.objects.all(), id)
        if not replay(Job.objects.filter(pk=job.pk)):
            raise Conflict(f"The job is {job.status}: only failed and cancelled ones can be replayed.")
        job.refresh_from_db()
        return Response(JobSerializer(job).data)


class Cancel(APIView):
    @extend_schema(request=None, responses={200: JobSerializer, 409: DetailSerializer})
    def post(self, request: Request, id: str) -> Response:
        """End a job.

        One that has ended already is 409. What it has done so far stays.
        """
        job = found(Job.objects.all(), id)
        if not cancel(Job.objects.filter(pk=job.pk)):
            raise Conflict(f"The job is {job.status} already.")
        job.refresh_from_db()
        return Response(JobSerializer(job).data)


class ReplayFailed(APIView):
    @extend_schema(operation_id="jobs_replay_failed", request=WhichFailed, responses=REPLAYED)
    def post(self, request: Request) -> Response:
        """Take failed jobs up again.

        All of them, or those of one flow or one error code.
        """
        which = WhichFailed(data=request.data)
        which.is_valid(raise_exception=True)
        replayed = replay(Job.objects.filter(status=Status.FAILED, **which.validated_data))
        return Response({"message": f"{replayed} jobs are taken up again.", "replayed": replayed})
