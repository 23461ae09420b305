"""Sending a candidate to contacts, in the API."""

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
    contact_count = serializers.IntegerField()
    poll_url = serializers.CharField()
    refused = RefusedSerializer(many=True)


class SummarySerializer(serializers.Serializer):
    total = serializers.IntegerField()
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
    refused = RefusedSerializer(many=True)
    paused = serializers.CharField(allow_blank=True, help_text="Why it is paused; empty: it is not.")


class AttachmentSerializer(serializers.Serializer):
    filename = serializers.CharField()
    content_type = serializers.CharField()
    size = serializers.IntegerField()


class PreviewSerializer(serializers.Serializer):
    to = serializers.EmailField()
    subject = serializers.CharField()
    text = serializers.CharField()
    html = serializers.CharField()
    attachments = AttachmentSerializer(many=True)
