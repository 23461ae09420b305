import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

EMAIL_TAKEN = "There is an account with this e-mail address."


class Role(models.TextChoices):
    SUPERUSER = "superuser", "Operator"
    NORMALUSER = "normaluser", "Normal user"


class Gender(models.TextChoices):
    MALE = "male", "Male"
    FEMALE = "female", "Female"
    OTHER = "other", "Other"
    PREFER_NOT_TO_SAY = "prefer_not_to_say", "Prefer not to say"


class UserManager(BaseUserManager["User"]):
    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        """The one spelling of an address: without spaces around it, in lower case."""
        return (email or "").strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalize_email(username))

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """An operator who may also use the whole of /admin/."""
        return self.create_user(email, password, **{**fields, "role": Role.SUPERUSER, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """Somebody who signs in with an e-mail address. `role` decides what the API allows, `is_staff` opens /admin/."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True, error_messages={"unique": EMAIL_TAKEN})
    role = models.CharField(max_length=10, choices=Role, default=Role.NORMALUSER)
    gender = models.CharField(max_length=20, choices=Gender, blank=True)
    country = models.CharField(max_length=100, blank=True)
    profile_pic = models.CharField("profile picture", max_length=200, blank=True, editable=False, help_text="Key in edukai.storage.")
    updated_at = models.DateTimeField(auto_now=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_in_any_case",
                violation_error_message=EMAIL_TAKEN,
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="user_role_known"),
        ]

    @property
    def full_name(self) -> str:
        return self.get_full_name()


class UserSession(models.Model):
    """One signed-in browser or script. Tokens name it by `sid` and are worth nothing once the row is gone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    refresh_jti = models.CharField(max_length=64, help_text="The one refresh token that is good now.")
    auth_hash = models.CharField(max_length=128, help_text="Of the password at sign-in: a new one, however set, ends the session.")
    created_at = models.DateTimeField(auto_now_add=True)
    refreshed_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at"]
