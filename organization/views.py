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
    """List schools.

    By name; with `lat`, `lng` and `radius_km` those in the circle, nearest first.
    """

    queryset = queries.listed_organizations()
    serializer_class = ListedOrganizationSerializer
    filterset_class = queries.OrganizationFilters
    pagination_class = LongPages

    @extend_schema(request=OrganizationSerializer, responses={201: OrganizationSerializer})
    def post(self, request: Request) -> Response:
        """Add a school.

        Without coordinates it is placed on the map in the background.
        """
        serializer = OrganizationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        organization = Organization()
        edits.save(organization, serializer.validated_data, cast(User, request.user))
        return Response(_shown(organization), status=201)


class OrganizationDetail(APIView):
    @extend_schema(responses=OrganizationSerializer)
    def get(self, request: Request, id: str) -> Response:
        """One school.

        All that is known of it, and its contacts.
        """
        return Response(OrganizationSerializer(found(queries.organizations(), id)).data)

    @extend_schema(request=OrganizationSerializer, responses=OrganizationSerializer)
    def patch(self, request: Request, id: str) -> Response:
        """Change a school.

        What is left out stays as it is. With another address it is placed on the map anew, in the background.
        """
        organization = found(Organization.objects.all(), id)
        serializer = OrganizationSerializer(organization, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        edits.save(organization, serializer.validated_data, cast(User, request.user))
        return Response(_shown(organization))

    @extend_schema(responses={200: MESSAGE})
    def delete(self, request: Request, id: str) -> Response:
        """Delete a school.

        Its contacts go with it.
        """
        found(Organization.objects.all(), id).delete()
        return Response({"message": "The organization and its contacts have been deleted."})


class OrganizationContacts(generics.ListAPIView[OrganizationContact]):
    """List the contacts of a school.

    By name.
    """

    queryset = OrganizationContact.objects.all()
    serializer_class = ContactSerializer

    @extend_schema(operation_id="organizations_own_contacts_list")
    def get(self, request: Request, id: str) -> Response:
        self.queryset = OrganizationContact.objects.filter(organization=found(Organization.objects.all(), id))
        return self.list(request)

    @extend_schema(responses={201: ContactSerializer})
    def post(self, request: Request, id: str) -> Response:
        """Add a contact to a school.

        An e-mail address that another contact has is 400.
        """
        organization = found(Organization.objects.all(), id)
        serializer = ContactSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        contact = edits.add_contact(organization, serializer.validated_data)
        return Response(ContactSerializer(contact).data, status=201)


class ContactList(generics.ListAPIView[OrganizationContact]):
    """List contacts.

    Those of all schools, by name. All filters that are given must match.
    """

    queryset = queries.contacts()
    serializer_class = ListedContactSerializer
    filterset_class = queries.ContactFilters
    pagination_class = LongPages


class ContactDetail(APIView):
    @extend_schema(responses=ContactSerializer)
    def get(self, request: Request, id: str) -> Response:
        """One contact.

        A person at a school whom candidates can be sent to.
        """
        return Response(ContactSerializer(found(OrganizationContact.objects.all(), id)).data)

    @extend_schema(request=ContactSerializer, responses=ContactSerializer)
    def patch(self, request: Request, id: str) -> Response:
        """Change a contact.

        What is left out stays as it is.
        """
        contact = found(OrganizationContact.objects.all(), id)
        serializer = ContactSerializer(contact, data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        edits.change_contact(contact, serializer.validated_data)
        return Response(ContactSerializer(contact).data)

    @extend_schema(responses={200: MESSAGE})
    def delete(self, request: Request, id: str) -> Response:
        """Delete a contact.

        The school stays.
        """
        found(OrganizationContact.objects.all(), id).delete()
        return Response({"message": "The contact has been deleted."})


class Import(APIView):
    """A sheet comes in; what is read from it is written in the background."""

    parser_classes = (MultiPartParser,)
    flow: Flow

    @extend_schema(
        request={"multipart/form-data": SheetSerializer},
        parameters=[DryRunSerializer],
        responses={202: ImportStartedSerializer},
    )
    def post(self, request: Request) -> Response:
        sheet, how = SheetSerializer(data=request.data), DryRunSerializer(data=request.query_params.dict())
        sheet.is_valid(raise_exception=True)
        how.is_valid(raise_exception=True)
        job = flows.accept_import(sheet.validated_data["file"], self.flow, cast(User, request.user), **how.validated_data)
        note = f"Follow it at {reverse('import-status', args=[job.pk])}."
        return Response({"message": "The file is being imported.", "task_id": job.pk, "note": note}, status=202)


class OrganizationImport(Import):
    """Import schools.

    From a sheet: an agency's own list, or the government's register. It is written in the background, and the same file again
    changes nothing. `dry_run` reports the same and writes nothing. How far it is: `import/status/<task_id>/`.
    """

    flow = flows.organization_import


class ContactImport(Import):
    """Import contacts.

    From a sheet of people, who find their school by its name and local authority; what might be two schools is not guessed. Else as
    with schools.
    """

    flow = flows.contact_import


class ImportStatus(APIView):
    @extend_schema(responses=ImportStatusSerializer)
    def get(self, request: Request, task_id: str) -> Response:
        """How far an import is.

        And what became of its rows: the first 1,000 that could not be taken are in `errors`, all of them at `errors_url`.
        """
        return Response(ImportStatusSerializer(found(queries.imports(), task_id)).data)


def _shown(organization: Organization) -> ReturnDict:
    return OrganizationSerializer(queries.organizations().get(pk=organization.pk)).data
