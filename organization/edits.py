"""What an operator does to schools and contacts by hand. Whatever has no place on the map gets one in the background."""

import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from account.models import User
from edukai.jobs.control import enqueue
from organization.geo import postcodes
from organization.models import ADDRESS, Organization, OrganizationContact, Precision
from organization.placing import placing

PLACE = ("latitude", "longitude")
# Which field is named when a constraint of the database is in the way.
NAMED = {"organization_once_per_authority": "name", "organization_urn_once": "urn", "contact_email_once": "work_email"}


def save(organization: Organization, fields: dict[str, Any], user: User) -> None:
    """A new school, or what changed of one; another address ends what was known of its place.

    Raises ValidationError when there is one of this name in this local authority, or of this URN.
    """
    with transaction.atomic():
        if organization._state.adding:
            row, before = organization, Organization()
        else:
            row = Organization.objects.select_for_update().get(pk=organization.pk)
            before = copy.copy(row)
        for field, value in fields.items():
            setattr(row, field, value)
        row.postcode = postcodes.normalise(row.postcode) or row.postcode
        moved = _forget_place(row, before)
        _save(row)
        if moved and row.latitude is None:
            enqueue(placing, row, created_by=user)


def add_contact(organization: Organization, fields: dict[str, Any]) -> OrganizationContact:
    """Raises ValidationError when the e-mail address is in use."""
    contact = OrganizationContact(organization=organization, **fields)
    _save(contact)
    return contact


def change_contact(contact: OrganizationContact, fields: dict[str, Any]) -> None:
    """Raises ValidationError when the e-mail address is in use."""
    for field, value in fields.items():
        setattr(contact, field, value)
    _save(contact)


def _forget_place(row: Organization, before: Organization) -> bool:
    """What is known of the place goes as far as it no longer holds. Whether anything about the place is new."""
    changed = {field for field in (*ADDRESS, *PLACE) if getattr(row, field) != getattr(before, field)}
    if not changed.isdisjoint(PLACE):
        row.precision = "" if row.latitude is None else Precision.MANUAL
    elif changed:
        row.latitude, row.longitude, row.precision = None, None, ""
    if changed:
        row.easting = row.northing = None
    return bool(changed)


def _save(row: models.Model) -> None:
    _refuse_twins(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        _refuse_twins(row)  # somebody else was faster
        raise


def _refuse_twins(row: models.Model) -> None:
    row.clean()
    errors: dict[str, Any] = {}
    for constraint in row._meta.constraints:
        if constraint.name in NAMED:
            try:
                constraint.validate(type(row), row)
            except ValidationError as error:
                errors[NAMED[constraint.name]] = error
    if errors:
        raise ValidationError(errors)
