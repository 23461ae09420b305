"""Sending a candidate to contacts, in the API."""

from email.message import EmailMessage
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from candidate.campaigns import MOST_CONTACTS

STATES = ("pending", "progress", "completed", "failed")


class RecipientsSerializer(serializers.Serializer):
    contact_ids = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_CONTACTS)
    resend = serializers.BooleanField(required=False, default=False, help_text="Also to contacts that got this candidate lately.")


class RefusedSerializer(serializers.Serializer):
    contact_id = serializers.UUIDField(allow_null=True)
    reason = serializers.CharField()


class SendingStartedSerializer(serializers.Serializer):
    message = serializers.CharField()
    task_id = serializers.UUIDField()
    candidate = serializers.CharField()
    contact_count = serializers.IntegerField(help_text="Asked for, each counted once; `refused` of the status says who gets no mail.")
    poll_url = serializers.CharField()


class SummarySerializer(serializers.Serializer):
    total = serializers.IntegerField(help_text="Mails; until they are planned, the contacts that were asked for.")
    sent = serializers.IntegerField()
    failed = serializers.IntegerField()
    errors = RefusedSerializer(many=True)  # type: ignore[assignment]


class SendingStatusSerializer(serializers.Serializer):
    status = serializers.ChoiceField(STATES)
    summary = SummarySerializer()
    error = serializers.CharField(required=False)
    delivered = serializers.IntegerField()
    bounced = serializers.IntegerField()
    opened = serializers.IntegerField()
    suppressed = serializers.IntegerField(help_text="Said no since they were planned.")
    unknown = serializers.IntegerField(help_text="They may or may not have left.")
    cancelled = serializers.IntegerField()
    waiting = serializers.IntegerField()
    refused = RefusedSerializer(many=True, help_text="Contacts that get no mail, and why; empty until the mails are planned.")
    paused = serializers.CharField(allow_blank=True, help_text="Why it is paused; empty: it is not.")


class AttachmentSerializer(serializers.Serializer[EmailMessage]):
    filename = serializers.CharField(source="get_filename")
    content_type = serializers.CharField(source="get_content_type")
    size = serializers.SerializerMethodField()
    content_id = serializers.SerializerMethodField(help_text="What the HTML shows it by (cid:...); empty: it is not shown there.")

    def get_size(self, part: EmailMessage) -> int:
        return len(part.get_content())

    def get_content_id(self, part: EmailMessage) -> str:
        return part.get("Content-ID", "").strip("<>")


class PreviewSerializer(serializers.Serializer[EmailMessage]):
    """A mail as it is on its way."""

    to = serializers.SerializerMethodField()
    subject = serializers.SerializerMethodField()
    headers = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()
    html = serializers.SerializerMethodField()
    attachments = serializers.SerializerMethodField()

    def get_to(self, mail: EmailMessage) -> str:
        return mail["To"].addresses[0].addr_spec

    def get_subject(self, mail: EmailMessage) -> str:
        return mail["Subject"]

    def get_headers(self, mail: EmailMessage) -> dict[str, str]:
        """From and To, with names, and all others but those that say how the mail is put together."""
        return {name: str(value) for name, value in mail.items() if not name.startswith(("MIME", "Content-"))}

    def get_text(self, mail: EmailMessage) -> str:
        return _body(mail, "plain")

    def get_html(self, mail: EmailMessage) -> str:
        return _body(mail, "html")

    @extend_schema_field(AttachmentSerializer(many=True))
    def get_attachments(self, mail: EmailMessage) -> list[dict[str, Any]]:
        return [AttachmentSerializer(part).data for part in mail.walk() if part.get_filename()]


def _body(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body([kind])
    return body.get_content() if body else ""
