from django.contrib.auth.password_validation import validate_password
from django.core import exceptions
from django.db import transaction
from rest_framework.exceptions import ValidationError

from account import sessions
from account.models import User, UserSession

MOST_CHARACTERS = 1_024


def check(password: str, user: User, *, field: str) -> None:
    """Django's validators. Raises ValidationError (400) naming `field`."""
    try:
        validate_password(password, user)
    except exceptions.ValidationError as error:
        raise ValidationError({field: error.messages}) from None


def change(user: User, password: str) -> None:
    """Set a password that was checked, and end every session of the user."""
    user.set_password(password)
    with transaction.atomic():
        user.save(update_fields=["password", "updated_at"])
        sessions.end(UserSession.objects.filter(user=user))
