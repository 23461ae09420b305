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
    """List addresses that get no mail.

    Newest first, with the reason and who told us.
    """

    queryset = queries.suppressions()
    serializer_class = SuppressionSerializer
    filterset_class = queries.SuppressionFilters

    @extend_schema(
        request=NewSuppressionSerializer,
        responses={201: SuppressionSerializer, 200: SuppressionSerializer},
    )
    def post(self, request: Request) -> Response:
        """Send no more mail to an address.

        Nor what is planned already. 201 when it is new, 200 when it was there: of several reasons the gravest stays.
        """
        serializer = NewSuppressionSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        known = suppressions.among([serializer.validated_data["address"]])
        row = suppressions.suppress(**serializer.validated_data, source=SuppressionSource.OPERATOR, user=cast(User, request.user))
        return Response(SuppressionSerializer(row).data, status=200 if known else 201)


class SuppressionDetail(APIView):
    @extend_schema(responses={200: MESSAGE})
    def delete(self, request: Request, id: int) -> Response:
        """Allow mail to an address again.

        Takes the entry away. Mails that were stopped stay so.
        """
        suppressions.allow(Suppression.objects.get(pk=id).address)
        return Response({"message": "The address may get mail again."})


class SuppressionImport(APIView):
    parser_classes = (MultiPartParser,)

    @extend_schema(request={"multipart/form-data": ListSerializer}, responses=ImportReportSerializer)
    def post(self, request: Request) -> Response:
        """Import addresses that want no mail.

        From another system, as .csv; the same file again does no harm.
        """
        serializer = ListSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        report = suppression_lists.import_csv(serializer.validated_data["file"], cast(User, request.user))
        return Response(ImportReportSerializer(report.summary()).data)
