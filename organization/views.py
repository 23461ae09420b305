from typing import cast

from django.urls import reverse
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.serializer_helpers import ReturnDict
from rest_framework.views import APIView

from account.models import User
from edukai.api import MultiPartParser, found
from edukai.jobs import Flow
from edukai.schema import DetailSerializer
from organization import edits, flows, queries
from organization.models import Organization, OrganizationContact
from organization.paging import LongPages
from organization.serializers import (
    ContactSerializer,
    DryRunSerializer,
    ImportStartedSerializer,
    ImportStatusSerializer,
    ListedContactSerializer,
    ListedOrganizationSerializer,
    OrganizationSerializer,
    SheetSerializer,
)

MESSAGE = inline_serializer("OrganizationMessage", {"message": serializers.CharField()})


class OrganizationList(generics.ListAPIView[Organization]):
    """Schools by name; those in a circle, nearest first."""

    queryset = queries.listed_organizations()
    serializer_class = ListedOrganizationSerializer
    filterset_class = queries.OrganizationFilters
    pagination_class = LongPages

    @extend_schema(request=OrganizationSerializer, responses={201: OrganizationSerializer})
    def post(self, request: Request) -> Response:
        """Add a school; without coordinates it is placed on the map in the background."""
        serializer = OrganizationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        organization = Organization()
        edits.save(organization, serializer.validated_data, cast(User, request.user))
        return Response(_shown(organization), status=201)


class OrganizationDetail(APIView):
    @extend_schema(responses=OrganizationSerializer)
    def get(self, request: Request, id: str) -> Response:
        """One school and its contacts."""
        return Response(OrganizationSerializer(found(queries.organizations(), id)).data)

    @extend_schema(request=OrganizationSerializer, responses=OrganizationSerializer)
    def patch(self, request: Request, id: str) -> Response:
        """Change a school; with another address it is placed on the map anew, in the background."""
        organization = found(Organization.objects.all(), id)
        serializer = OrganizationSerializer(organization, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        edits.save(organization, serializer.validated_data, cast(User, request.user))
        return Response(_shown(organization))

    @extend_schema(responses={200: MESSAGE})
    def delete(self, request: Request, id: str) -> Response:
        """Delete a school with its contacts."""
        found(Organization.objects.all(), id).delete()
        return Response({"message": "The organization and its contacts have been deleted."})


class OrganizationContacts(generics.ListAPIView[OrganizationContact]):
    """The contacts of one school, by name."""

    queryset = OrganizationContact.objects.all()
    serializer_class = ContactSerializer

    @extend_schema(operation_id="organizations_own_contacts_list")
    def get(self, request: Request, id: str) -> Response:
        self.queryset = OrganizationContact.objects.filter(organization=found(Organization.objects.all(), id))
        return self.list(request)

    @extend_schema(responses={201: ContactSerializer})
    def post(self, request: Request, id: str) -> Response:
        """Add a contact to a school."""
        organization = found(Organization.objects.all(), id)
        serializer = ContactSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        contact = edits.add_contact(organization, serializer.validated_data)
        return Response(ContactSerializer(contact).data, status=201)


class ContactList(generics.ListAPIView[OrganizationContact]):
    """Contacts of all schools, by name."""

    queryset = queries.contacts()
    serializer_class = ListedContactSerializer
    filterset_class = queries.ContactFilters
    pagination_class = LongPages


class ContactDetail(APIView):
    @extend_schema(responses=ContactSerializer)
    def get(self, request: Request, id: str) -> Response:
        """One contact."""
        return Response(ContactSerializer(found(OrganizationContact.objects.all(), id)).data)

    @extend_schema(request=ContactSerializer, responses=ContactSerializer)
    def patch(self, request: Request, id: str) -> Response:
        """Change a contact."""
        contact = found(OrganizationContact.objects.all(), id)
        serializer = ContactSerializer(contact, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        edits.change_contact(contact, serializer.validated_data)
        return Response(ContactSerializer(contact).data)

    @extend_schema(responses={200: MESSAGE})
    def delete(self, request: Request, id: str) -> Response:
        """Delete a contact."""
        found(OrganizationContact.objects.all(), id).delete()
        return Response({"message": "The contact has been deleted."})


class Import(APIView):
    """A sheet comes in; what is read from it is written in the background."""

    parser_classes = (MultiPartParser,)
    flow: Flow

    @extend_schema(
        request={"multipart/form-data": SheetSerializer},
        parameters=[DryRunSerializer],
        responses={202: ImportStartedSerializer, 503: DetailSerializer},
    )
    def post(self, request: Request) -> Response:
        """Import a sheet; how far it is, and what became of it, is at `import/status/<task_id>/`."""
        sheet, how = SheetSerializer(data=request.data), DryRunSerializer(data=request.query_params.dict())
        sheet.is_valid(raise_exception=True)
        how.is_valid(raise_exception=True)
        job = flows.accept_import(sheet.validated_data["file"], self.flow, cast(User, request.user), **how.validated_data)
        note = f"Follow it at {reverse('import-status', args=[job.pk])}."
        return Response({"message": "The file is being imported.", "task_id": job.pk, "note": note}, status=202)


class OrganizationImport(Import):
    flow = flows.organization_import


class ContactImport(Import):
    flow = flows.contact_import


class ImportStatus(APIView):
    @extend_schema(responses=ImportStatusSerializer)
    def get(self, request: Request, task_id: str) -> Response:
        """How far an import is, and what became of its rows."""
        return Response(ImportStatusSerializer(found(queries.imports(), task_id)).data)


def _shown(organization: Organization) -> ReturnDict:
    return OrganizationSerializer(queries.organizations().get(pk=organization.pk)).data
