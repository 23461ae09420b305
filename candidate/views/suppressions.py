from typing import cast

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from account.models import User
from candidate import queries, suppression_lists, suppressions
from candidate.models import Suppression, SuppressionSource
from candidate.serializers.suppressions import ImportReportSerializer, ListSerializer, NewSuppressionSerializer, SuppressionSerializer
from edukai.api import MultiPartParser

MESSAGE = inline_serializer("SuppressionMessage", {"message": serializers.CharField()})


class SuppressionList(generics.ListAPIView[Suppression]):
    """Addresses that get no mail any more, newest first."""

    queryset = queries.suppressions()
    serializer_class = SuppressionSerializer
    filterset_class = queries.SuppressionFilters

    @extend_schema(
        request=NewSuppressionSerializer,
        responses={201: SuppressionSerializer, 200: SuppressionSerializer},
    )
    def post(self, request: Request) -> Response:
        """No more mail to an address, nor what is planned already. 200: it was there; of several reasons the gravest stays."""
        serializer = NewSuppressionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        known = suppressions.among([serializer.validated_data["address"]])
        row = suppressions.suppress(**serializer.validated_data, source=SuppressionSource.OPERATOR, user=cast(User, request.user))
        return Response(SuppressionSerializer(row).data, status=200 if known else 201)


class SuppressionDetail(APIView):
    @extend_schema(responses={200: MESSAGE})
    def delete(self, request: Request, id: int) -> Response:
        """Mail may go to this address again."""
        suppressions.allow(Suppression.objects.get(pk=id).address)
        return Response({"message": "The address may get mail again."})


class SuppressionImport(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": ListSerializer}, responses=ImportReportSerializer)
    def post(self, request: Request) -> Response:
        """Addresses that another system knows to want no mail; the same file again does no harm."""
        serializer = ListSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        report = suppression_lists.import_csv(serializer.validated_data["file"], cast(User, request.user))
        return Response(ImportReportSerializer(report.summary()).data)
