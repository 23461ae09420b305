from typing import Any, cast

from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiRequest,
    OpenApiTypes,
    PolymorphicProxySerializer,
    extend_schema,
    inline_serializer,
)
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from account.models import User
from candidate import edits, flows, nearby, queries, uploads
from candidate.models import Batch, Candidate
from candidate.serializers.candidates import (
    UPLOAD_ENCODING,
    UPLOAD_SCHEMA,
    BatchSerializer,
    BriefSerializer,
    CandidateSerializer,
    CandidateUpdateSerializer,
    ListedCandidateSerializer,
    NearbyContactSerializer,
    NearbyOrganizationSerializer,
    NearbyOrganizationsSerializer,
    RadiusSerializer,
    RejectedSerializer,
    UploadedSerializer,
)
from edukai.api import JSONParser, MultiPartParser, found
from edukai.schema import ErrorsSerializer
from organization.models import OrganizationContact
from organization.paging import LongPages
from organization.queries import ContactFilters

MESSAGE = inline_serializer("CandidateMessage", {"message": serializers.CharField()})
NONE_TAKEN = inline_serializer("NoneTaken", {"detail": serializers.CharField(), "rejected": RejectedSerializer(many=True)})
REFUSED = PolymorphicProxySerializer("UploadRefused", [NONE_TAKEN, ErrorsSerializer], None)
BATCH_DELETED = inline_serializer(
    "BatchDeleted",
    {"message": serializers.CharField(), "candidates_deleted": serializers.IntegerField(), "files_queued": serializers.IntegerField()},
)
TEXTS = {"type": "array", "items": {"type": "string"}}
PAGED = [OpenApiParameter(name, OpenApiTypes.INT) for name in ("page", "page_size")]
NEAR_KM = 10
MOST_NEARBY = 1_000
REPEATED = [OpenApiParameter(name, TEXTS, explode=True) for name in ("skills", "job_titles")]


class Upload(APIView):
    """Upload CVs.

    Each becomes a candidate, and is read, analysed, rendered and invited in the background; the batch tells how far they are.
    The good files go in, each bad one is listed in `rejected`; when none is good nothing goes in, and the answer is 400.
    """

    parser_classes = (MultiPartParser,)

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        self.receiving = uploads.ReceivingHandler(request)
        request.upload_handlers = [self.receiving]
        return super().initialize_request(request, *args, **kwargs)

    @extend_schema(
        request={"multipart/form-data": OpenApiRequest(UPLOAD_SCHEMA, encoding=UPLOAD_ENCODING)},
        responses={202: UploadedSerializer, 400: REFUSED},
    )
    def post(self, request: Request) -> Response:
        try:
            brief = BriefSerializer(data=request.data)
            brief.is_valid(raise_exception=True)
            files = request.FILES.getlist("files")
            batch, rejected = uploads.accept(files, brief.validated_data or None, cast(User, request.user), flows.cv)
        except uploads.NothingToDo as error:
            return Response({"detail": error.message, "rejected": RejectedSerializer(error.rejected, many=True).data}, status=400)
        finally:
            self.receiving.forget()
        message = f"{batch.total_count} CVs are being processed."
        answer = {"message": message, "batch": queries.as_taken_in(batch), "rejected": rejected}
        return Response(UploadedSerializer(answer).data, status=202)


@extend_schema(parameters=REPEATED)
class CandidateList(generics.ListAPIView[Candidate]):
    """List candidates.

    Newest first. All filters that are given must match; `skills` and `job_titles` may be repeated.
    """

    queryset = queries.listed_candidates()
    serializer_class = ListedCandidateSerializer
    filterset_class = queries.CandidateFilters


class CandidateDetail(APIView):
    @extend_schema(responses=CandidateSerializer)
    def get(self, request: Request, id: str) -> Response:
        """One candidate.

        All that is known, with links to the CV as it came in and to the branded one. The links expire.
        """
        return Response(CandidateSerializer(found(queries.candidates(), id)).data)


class CandidateUpdate(APIView):
    parser_classes = (JSONParser, MultiPartParser)

    @extend_schema(request=CandidateUpdateSerializer, responses=CandidateSerializer)
    def patch(self, request: Request, id: str) -> Response:
        """Change a candidate.

        What is left out stays as it is. After a change of what the branded CV shows it is made anew in the background.
        """
        candidate = found(queries.candidates(), id)
        serializer = CandidateUpdateSerializer(candidate, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        edits.change(candidate, dict(serializer.validated_data), cast(User, request.user))
        return Response(CandidateSerializer(found(queries.candidates(), id)).data)


class CandidateDelete(APIView):
    @extend_schema(responses={200: MESSAGE})
    def delete(self, request: Request, id: str) -> Response:
        """Delete a candidate.

        The files follow in the background.
        """
        edits.delete([found(queries.candidates(), id)])
        return Response({"message": "The candidate has been deleted."})


class NearbyOrganizations(APIView):
    @extend_schema(parameters=[RadiusSerializer, *PAGED], responses={200: NearbyOrganizationsSerializer})
    def get(self, request: Request, id: str) -> Response:
        """Schools near a candidate.

        Within `radius_km` (10 by default), nearest first.
        """
        candidate = found(Candidate.objects.all(), id)
        radius = _radius(request, NEAR_KM)
        latitude, longitude = nearby.point_of(candidate)
        rows, pages = nearby.organizations((latitude, longitude), radius), LongPages()
        paged = not request.query_params.keys().isdisjoint({"page", "page_size"})
        shown = pages.paginate_queryset(rows, request) if paged else rows[:MOST_NEARBY]
        answer = _about(candidate, radius) | {"candidate_lat": latitude, "candidate_lng": longitude, "total_found": rows.count()}
        answer["organizations"] = NearbyOrganizationSerializer(shown, many=True).data
        return Response(answer | ({"pagination": pages.facts()} if paged else {}))


class NearbyPages(LongPages):
    """Says beside `pagination` what the contacts are near to."""

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        page = super().get_paginated_response_schema(schema)
        page["properties"] |= {name: {"type": "string"} for name in ("candidate", "candidate_id", "candidate_location")}
        page["properties"]["radius_km"] = {"type": ["number", "null"]}
        return page


@extend_schema(parameters=[RadiusSerializer], responses={200: NearbyContactSerializer(many=True)})
class NearbyContacts(generics.ListAPIView[OrganizationContact]):
    """Contacts near a candidate.

    Those of schools within `radius_km`, nearest first; without it of all schools that are on the map.
    """

    queryset = OrganizationContact.objects.all()
    serializer_class = NearbyContactSerializer
    filterset_class = ContactFilters
    pagination_class = NearbyPages

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        candidate, radius = found(Candidate.objects.all(), kwargs["id"]), _radius(request, None)
        point = nearby.point_of(candidate)
        rows, self.closest = self.filter_queryset(nearby.contacts(point, radius)), nearby.closest(point)
        page = self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)
        return Response(_about(candidate, radius) | page.data)


class BatchList(generics.ListAPIView[Batch]):
    """List batches.

    Every upload is a batch. Newest first, with their progress.
    """

    queryset = queries.batches()
    serializer_class = BatchSerializer
    filterset_class = queries.BatchOrder


class BatchDetail(APIView):
    @extend_schema(responses=BatchSerializer)
    def get(self, request: Request, id: str) -> Response:
        """One batch.

        An upload, and how far its CVs are.
        """
        return Response(BatchSerializer(found(queries.batches(), id)).data)


class BatchDelete(APIView):
    @extend_schema(responses={200: BATCH_DELETED})
    def delete(self, request: Request, id: str) -> Response:
        """Delete a batch.

        With all its candidates; the files follow in the background.
        """
        candidates, files = edits.delete_batch(found(Batch.objects.all(), id))
        return Response({"message": "The batch has been deleted.", "candidates_deleted": candidates, "files_queued": files})


def _radius[Default: (float, None)](request: Request, default: Default) -> float | Default:
    asked = RadiusSerializer(data={"radius_km": text} if (text := request.query_params.get("radius_km")) else {})
    asked.is_valid(raise_exception=True)
    return asked.validated_data.get("radius_km", default)


def _about(candidate: Candidate, radius_km: float | None) -> dict[str, Any]:
    about = {"candidate": candidate.name, "candidate_id": candidate.pk, "candidate_location": candidate.location}
    return {**about, "radius_km": radius_km}
