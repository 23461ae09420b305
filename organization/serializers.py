"""What schools and their contacts look like in the API, and what it takes."""

from typing import Any

from django.db import models
from rest_framework import serializers

from edukai.fields import CleanEmail, CleanLine
from organization.models import ADDRESS, Organization, OrganizationContact
from organization.queries import LISTED

TEXTS = serializers.ModelSerializer.serializer_field_mapping | {models.CharField: CleanLine}


class ListedOrganizationSerializer(serializers.ModelSerializer[Organization]):
    contact_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Organization
        fields = (*LISTED[:-1], "contact_count", LISTED[-1])
        read_only_fields = fields


class ContactSerializer(serializers.ModelSerializer[OrganizationContact]):
    serializer_field_mapping = TEXTS
    organization: serializers.Field = serializers.PrimaryKeyRelatedField(read_only=True)
    work_email = CleanEmail(max_length=320)

    class Meta:
        model = OrganizationContact
        fields: tuple[str, ...] = ("id", "organization", "contact_person", "job_title", "work_email", "created_at", "updated_at")


class ListedContactSerializer(ContactSerializer):
    organization = ListedOrganizationSerializer(read_only=True)


class EmbeddedContactSerializer(ContactSerializer):
    class Meta(ContactSerializer.Meta):
        fields = ("id", "contact_person", "job_title", "work_email")


class OrganizationSerializer(serializers.ModelSerializer[Organization]):
    """The detail, and what is taken for it."""

    serializer_field_mapping = TEXTS
    latitude = serializers.FloatField(min_value=-90, max_value=90, required=False, allow_null=True)
    longitude = serializers.FloatField(min_value=-180, max_value=180, required=False, allow_null=True)
    precision = serializers.CharField(read_only=True, help_text="How the place is known: grid, postcode, outcode, town, online, manual.")
    contact_count = serializers.IntegerField(read_only=True)
    contacts = EmbeddedContactSerializer(many=True, read_only=True)

    class Meta:
        model = Organization
        fields = (
            "id", "urn", "name", "local_authority", "phase", "gender", "telephone", *ADDRESS, "latitude", "longitude", "precision",
            "contact_count", "contacts", "created_at", "updated_at",
        )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        missing = [name for name in ("latitude", "longitude") if attrs.get(name, getattr(self.instance, name, None)) is None]
        if len(missing) == 1:
            raise serializers.ValidationError({missing[0]: ["Latitude and longitude go together."]})
        return attrs
