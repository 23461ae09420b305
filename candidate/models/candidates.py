import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Max, Q, Value, When
from django.db.models.functions import Coalesce

from candidate.profile import Brief, Education, Profile
from candidate.quality import VERDICTS
from candidate.taxonomy import Remark
from edukai.errors import PermanentError
from organization.models import in_capitals, on_earth


class Source(models.TextChoices):
    LOCAL_UPLOAD = "local_upload"
    CRM = "crm"
    PREVIOUS_DB = "previous_db"


class Availability(models.TextChoices):
    AVAILABLE = "available"
    NOT_AVAILABLE = "not_available"
    OPEN_TO_OFFERS = "open_to_offers"


class Quality(models.TextChoices):
    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"
    MANUAL = "manual"


class Processing(models.TextChoices):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    FAILED = "failed"


class BatchStatus(models.TextChoices):
    EMPTY = "empty"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    PARTIAL = "partial"
    FAILED = "failed"


PREPARING = "The branded CV is being made anew with your changes."
STANDINGS = ("quality_status", "ai_processing_status", "availability_status", "source")
FILED = ("roles", "phases", "key_stages", "subjects")  # lists of codes of `candidate.taxonomy`


def filed(field: str, code: str) -> str:
    """How `searchable_education` says that a list has a code."""
    return f"|{field}:{code}|"


class BatchQuerySet(models.QuerySet["Batch"]):
    def with_counts(self) -> "BatchQuerySet":
        """Everything that is derived from the candidates: counts, status, progress_percentage (0-100), updated_at."""
        counted = self.annotate(
            active_count=Count("candidates__batch"),
            processed_count=Count("candidates__batch", filter=Q(candidates__ai_processing_status=Processing.COMPLETED)),
            failed_count=Count("candidates__batch", filter=Q(candidates__ai_processing_status=Processing.FAILED)),
            updated_at=Coalesce(Max("candidates__updated_at"), F("created_at")),
        )
        over = F("processed_count") + F("failed_count")
        return counted.annotate(
            deleted_count=F("total_count") - F("active_count"),
            status=Case(
                When(active_count=0, then=Value(BatchStatus.EMPTY)),
                When(active_count__gt=over, then=Value(BatchStatus.IN_PROGRESS)),
                When(failed_count=0, then=Value(BatchStatus.COMPLETED)),
                When(processed_count=0, then=Value(BatchStatus.FAILED)),
                default=Value(BatchStatus.PARTIAL),
                output_field=models.CharField(),
            ),
            progress_percentage=Case(
                When(total_count=0, then=Value(0)),
                default=(over + F("deleted_count")) * 100 / F("total_count"),
                output_field=models.IntegerField(),
            ),
        )


class Batch(models.Model):
    """One upload. Its counts and its status are derived from its candidates: `Batch.objects.with_counts()`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    additional_info = models.JSONField(null=True, blank=True, help_text="What the operator asked for: experience, skills, job_role.")
    total_count = models.PositiveIntegerField(help_text="CVs taken in, those deleted since included.")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return f"Batch of {self.total_count}, {self.created_at:%d %b %Y %H:%M}"

    @property
    def brief(self) -> Brief:
        """`additional_info`, typed."""
        info = self.additional_info or {}
        return Brief(experience=info.get("experience"), skills=tuple(info.get("skills") or ()), job_role=tuple(info.get("job_role") or ()))


class Candidate(models.Model):
    """One CV and what is known of the person. Files are keys of `edukai.storage`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, null=True, blank=True, db_index=False, on_delete=models.CASCADE, related_name="candidates")
    original_name = models.CharField(max_length=255, help_text="The file's name as uploaded.")
    original_key = models.CharField(max_length=200)
    edited = models.JSONField(default=list, blank=True, editable=False, help_text="Fields that an operator has set: engines leave them.")
    revision = models.PositiveIntegerField(default=0, help_text="Counts the changes that the PDF has to show.")
    enhanced_key = models.CharField(max_length=200, blank=True)
    photo_key = models.CharField(max_length=200, blank=True)

    name = models.CharField(max_length=300, blank=True)
    name_without_surname = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=320, blank=True)
    whatsapp_number = models.CharField(max_length=32, blank=True)
    location = models.CharField(max_length=300, blank=True)
    latitude = models.FloatField(null=True, blank=True, editable=False)
    longitude = models.FloatField(null=True, blank=True, editable=False)
    placed_by = models.TextField(blank=True, editable=False, help_text="The address that the coordinates were found by.")
    years_of_experience = models.FloatField(null=True, blank=True)
    skills = models.JSONField(default=list, blank=True)
    job_titles = models.JSONField(default=list, blank=True)
    searchable_skills = models.TextField(blank=True, editable=False)
    searchable_job_titles = models.TextField(blank=True, editable=False)
    roles = models.JSONField(default=list, blank=True, help_text="What the job titles come to, newest first.")
    phases = models.JSONField(default=list, blank=True)
    key_stages = models.JSONField(default=list, blank=True)
    subjects = models.JSONField(default=list, blank=True)
    searchable_education = models.TextField(blank=True, editable=False)
    qts = models.BooleanField("QTS", default=False, help_text="Qualified teacher status, stated in the CV.")

    source = models.CharField(max_length=20, choices=Source.choices, default=Source.LOCAL_UPLOAD)
    availability_status = models.CharField(max_length=20, choices=Availability.choices, default=Availability.NOT_AVAILABLE)
    answer = models.JSONField(null=True, blank=True, editable=False, help_text="What the candidate last said: `candidate.replies.Answer`.")
    quality_status = models.CharField(max_length=20, choices=Quality.choices, default=Quality.PENDING)
    quality_reasons = models.JSONField(default=list, blank=True)
    ai_processing_status = models.CharField(max_length=20, choices=Processing.choices, default=Processing.NOT_STARTED)
    ai_task_id = models.CharField(max_length=200, blank=True)
    ai_enhanced_cv_content = models.JSONField(null=True, blank=True)
    ai_failure_reason = models.TextField(blank=True)
    ai_retry_count = models.PositiveIntegerField(default=0)
    cv_status_message = models.CharField(max_length=300, blank=True)
    email_subject = models.CharField(max_length=300, blank=True)
    email_body = models.TextField(blank=True)
    notes = models.TextField(blank=True)
    searchable = in_capitals(
        "name", "name_without_surname", "email", "whatsapp_number", "location", "searchable_skills", "searchable_job_titles", mixed=True
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [on_earth("candidate_on_earth")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="candidate_newest"),
            models.Index(fields=["batch", "ai_processing_status"], name="candidate_batch_processing"),
            models.Index(fields=["quality_status", "-created_at"], name="candidate_quality"),
            models.Index(models.functions.Lower("email"), name="candidate_email"),
            models.Index(fields=["years_of_experience"], name="candidate_years"),
            models.Index(fields=[*STANDINGS, "created_at"], name="candidate_standings"),
        ]

    def __str__(self) -> str:
        return self.name or self.original_name

    @property
    def brief(self) -> Brief:
        """What the operator asked for when this CV was uploaded."""
        return self.batch.brief if self.batch else Brief()

    @property
    def profile(self) -> Profile:
        """What the engine found, with what an operator changed since laid over it. Raises PermanentError when there is nothing yet."""
        if self.ai_enhanced_cv_content is None:
            raise PermanentError("Nothing has been extracted from this CV yet.", code="not_extracted")
        profile = Profile.model_validate(self.ai_enhanced_cv_content)
        person, shown = profile.personal_info, profile.data_extracted
        person.full_name, person.email, person.whatsapp = self.name, self.email, self.whatsapp_number
        person.location = shown.location = self.location
        person.skill, person.job_role = self.skills, self.job_titles
        person.experience = "" if self.years_of_experience is None else f"{self.years_of_experience:g}"
        if self.quality_status in VERDICTS:
            profile.quality_check = VERDICTS[self.quality_status]
        shown.name, shown.role = self.name_without_surname, self.job_titles
        shown.email_subject, shown.email_body = self.email_subject, self.email_body
        filed_under = {name: getattr(self, name) for name in FILED}
        profile.education = Education.model_validate(profile.education.model_dump() | filed_under | {"qts": self.qts})
        return profile

    @property
    def is_doubtful(self) -> bool:
        """Whether the file looks like something else than a CV, and no operator has passed it."""
        return Remark.NOT_A_CV in self.quality_reasons and self.quality_status == Quality.MANUAL

    @property
    def file_keys(self) -> list[str]:
        """All files of this candidate."""
        return [key for key in (self.original_key, self.enhanced_key, self.photo_key) if key]

    @property
    def outdating(self) -> dict[str, Any]:
        """The fields to change when the PDF shows no longer what it should, until it is made anew."""
        return {"enhanced_key": "", "revision": self.revision + 1, "cv_status_message": PREPARING}

    def learn(self, **fields: Any) -> None:
        """`change` for what was found by machine: what an operator has set stays."""
        self.change(**{name: value for name, value in fields.items() if name not in self.edited})

    def change(self, **fields: Any) -> None:
        """Set and save these fields alone, together with what is derived from them."""
        for listed in fields.keys() & {"skills", "job_titles"}:
            fields[f"searchable_{listed}"] = "\n".join(fields[listed])
        if fields.keys() & set(FILED):
            lists = {name: fields.get(name, getattr(self, name)) for name in FILED}
            fields["searchable_education"] = "".join(filed(name, code) for name, codes in lists.items() for code in codes)
        for field, value in fields.items():
            setattr(self, field, value)
        self.save(update_fields=[*fields, "updated_at"])


class Reading(models.Model):
    """What the reader found in a CV (`candidate.documents.model.Document.to_json`), kept apart since it is large."""

    candidate = models.OneToOneField(Candidate, primary_key=True, on_delete=models.CASCADE, related_name="reading")
    document = models.JSONField()

    def __str__(self) -> str:
        return f"Reading of {self.candidate_id}"
