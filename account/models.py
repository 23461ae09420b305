import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

EMAIL_TAKEN = "There is an account with this e-mail address."
MOST_ACTIVITY = 1_000  # entries that are kept


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
        """An operator."""
        return self.create_user(email, password, **{**fields, "role": Role.SUPERUSER, "is_staff": True, "is_superuser": True})


class User(AbstractUser):
    """Somebody who signs in with an e-mail address. `role` decides what the API allows, and opens /admin/."""

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


class EventType(models.TextChoices):
    BATCH_UPLOADED = "batch_uploaded", "CVs uploaded"
    BATCH_COMPLETED = "batch_completed", "Batch completed"
    BATCH_FAILED = "batch_failed", "Batch failed"
    CV_PROCESSED = "cv_processed", "CV processed"
    CV_FAILED = "cv_failed", "CV failed"
    EMAILS_SENT = "emails_sent", "E-mails sent"
    AVAILABILITY_ANSWERED = "availability_answered", "Availability answered"
    DATA_DELETED = "data_deleted", "Data deleted on request"
    CV_REWRITE_COMPLETED = "cv_rewrite_completed", "Rewrite completed"
    CV_REWRITE_FAILED = "cv_rewrite_failed", "Rewrite failed"
    ORG_IMPORT_COMPLETED = "org_import_completed", "Import of schools"
    CONTACT_IMPORT_COMPLETED = "contact_import_completed", "Import of contacts"
    CAMPAIGN_PAUSED = "campaign_paused", "Campaign paused"
    EMAILS_UNKNOWN = "emails_unknown", "Outcome of e-mails unknown"


class Severity(models.TextChoices):
    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


class ActivityQuerySet(models.QuerySet["Activity"]):
    def kept(self) -> "ActivityQuerySet":
        """The newest 1,000."""
        return self.filter(pk__in=_newest_first()[:MOST_ACTIVITY])

    def surplus(self) -> "ActivityQuerySet":
        """What is older than the newest 1,000."""
        return self.filter(pk__in=_newest_first()[MOST_ACTIVITY:])


class Activity(models.Model):
    """An entry of the log that all operators share. It outlives what it tells of: ids are no foreign keys, and its texts name nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    event_type = models.CharField(max_length=30, choices=EventType)
    severity = models.CharField(max_length=10, choices=Severity, default=Severity.INFO)
    title = models.CharField(max_length=100)
    message = models.TextField(blank=True)
    is_read = models.BooleanField(default=False)
    candidate_id = models.UUIDField(null=True, blank=True)
    batch_id = models.UUIDField(null=True, blank=True)
    organization_id = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name_plural = "activity"
        indexes = [models.Index(fields=["-created_at", "-id"], name="activity_newest")]

    def __str__(self) -> str:
        return self.title


def _newest_first() -> models.QuerySet[Activity, Any]:
    return Activity.objects.order_by("-created_at", "-id").values("pk")
