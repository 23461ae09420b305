import os
import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from account import passwords
from account.models import Role, User


class Command(BaseCommand):
    help = (
        "Makes the operator EDUKAI_OPERATOR_EMAIL with EDUKAI_OPERATOR_PASSWORD; without a password, a random one is printed once. "
        "An operator who is there already is left alone, unless a password is given."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        email = User.objects.normalize_email(os.environ.get("EDUKAI_OPERATOR_EMAIL") or "operator@edukai.example")
        given = os.environ.get("EDUKAI_OPERATOR_PASSWORD") or ""
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError("EDUKAI_OPERATOR_EMAIL is not an e-mail address.") from None
        user = User.objects.filter(email=email).first()
        if user is None:
            password = given or secrets.token_urlsafe(15)
            User.objects.create_superuser(email, password, first_name="EduKai", last_name="Operator")
            shown = "the password of EDUKAI_OPERATOR_PASSWORD" if given else f"the password {password} (shown this once)"
            self.stdout.write(f"Operator {email} created with {shown}.")
        elif given:
            _restore(user, given)
            self.stdout.write(f"Operator {email} has the password of EDUKAI_OPERATOR_PASSWORD.")
        else:
            self.stdout.write(f"Operator {email} is there already.")


def _restore(user: User, password: str) -> None:
    """Make `user` an operator who can sign in with `password`. Sessions end only when the password is another one."""
    user.role, user.is_staff, user.is_superuser, user.is_active = Role.SUPERUSER, True, True, True
    user.save(update_fields=["role", "is_staff", "is_superuser", "is_active", "updated_at"])
    if not user.check_password(password):
        passwords.change(user, password)
