from typing import Any

from django.conf import settings
from django.db import models

from candidate.models.candidates import Candidate


class VersionKind(models.TextChoices):
    ORIGINAL = "original"
    EDIT = "edit"
    REWRITE = "rewrite"
    RESTORE = "restore"


class Version(models.Model):
    """A state of a candidate's texts (`DataExtracted`): number 1 is the one before the first rewrite; each later one was made from
    `before` by a rewrite, by bringing an earlier one back, or by hand (an edit, noted when the next one is made; no `before`)."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=VersionKind.choices)
    instruction = models.TextField(blank=True)
    remark = models.TextField(blank=True, help_text="What of the instruction was not followed, and why.")
    engine = models.CharField(max_length=20, blank=True)
    model = models.CharField(max_length=100, blank=True)
    prompt = models.CharField(max_length=100, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["candidate", "number"], name="one_version_of_each_number")]

    def __str__(self) -> str:
        return f"Version {self.number} of {self.candidate_id}"


class Criticism(models.Model):
    """The latest feedback on a CV (`candidate.ai.feedback.Feedback`)."""

    candidate = models.OneToOneField(Candidate, primary_key=True, on_delete=models.CASCADE, related_name="criticism")
    feedback = models.JSONField()
    engine = models.CharField(max_length=20)
    model = models.CharField(max_length=100, blank=True)
    prompt = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Feedback on {self.candidate_id}"

    def content(self) -> dict[str, Any]:
        return {**self.feedback, "engine": self.engine, "model": self.model, "prompt": self.prompt, "created_at": self.created_at}
