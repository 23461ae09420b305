from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from account.models import User
from candidate import flows, queries
from candidate.models import Campaign, Delivery, DeliveryQuerySet, DeliveryStatus, Purpose, Reason, Suppression, SuppressionSource
from candidate.suppressions import suppress
from edukai.admin import CountedLater, LookOnly, Tile, moment, pill
from edukai.jobs.control import enqueue
from organization.admin import LongList


class LongUnknown(admin.SimpleListFilter):
    title = "outcome"
    parameter_name = "outcome"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [("unknown", "unknown for more than a day")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> QuerySet[Delivery]:
        return queryset.filter(pk__in=queries.unknown_deliveries().values("pk")) if self.value() else queryset


@admin.register(Delivery)
class DeliveryAdmin(LongList, LookOnly, admin.ModelAdmin):
    list_display = ("to", "purpose", "state", "error", "created", "sent", "heard")
    list_display_links = ("created",)
    list_filter = ("purpose", "status", LongUnknown)
    search_fields = ("recipient", "candidate__name")
    search_help_text = "Address, name of the candidate, or the id of a mail or a campaign"
    ordering = ("-created_at", "-id")
    list_per_page = 50
    actions = ("mark_as_sent", "mark_as_failed", "try_again")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).select_related("candidate").defer("candidate__ai_enhanced_cv_content")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Delivery], search_term: str) -> tuple[QuerySet[Delivery], bool]:
        return queries.deliveries_with(queryset, search_term), False

    @admin.display(description="Planned", ordering="created_at")
    def created(self, delivery: Delivery) -> str:
        return moment(delivery.created_at)

    @admin.display(description="Sent", ordering="sent_at")
    def sent(self, delivery: Delivery) -> str:
        return moment(delivery.sent_at or delivery.handed_over_at)

    @admin.display(description="Heard of", ordering="heard_at")
    def heard(self, delivery: Delivery) -> str:
        return moment(delivery.heard_at)

    @admin.display(description="Status", ordering="status")
    def state(self, delivery: Delivery) -> SafeString:
        return pill(delivery.status)

    def tiles(self) -> list[Tile]:
        url = f"{reverse('admin:candidate_delivery_changelist')}?outcome=unknown"
        return [Tile("Mails of unknown outcome", queries.unknown_deliveries().count(), url, urgent=True)]

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return cast(User, request.user).has_perm("candidate.change_delivery")

    @admin.display(description="To", ordering="candidate__name")
    def to(self, delivery: Delivery) -> SafeString:
        if delivery.purpose == Purpose.OUTREACH or delivery.candidate is None:
            return format_html("{}", delivery.recipient or "-")
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:candidate_candidate_change", args=[delivery.candidate_id]), delivery.candidate
        )

    @admin.action(description="Mark as sent: unknown ones that have left", permissions=["settle"])
    def mark_as_sent(self, request: HttpRequest, deliveries: DeliveryQuerySet) -> None:
        unknown = deliveries.filter(status=DeliveryStatus.UNKNOWN)
        sent_at = Coalesce("sent_at", "handed_over_at", Now())
        moved = sum(self._moved(request, delivery, DeliveryStatus.SENT, error="", sent_at=sent_at) for delivery in unknown)
        self.message_user(request, f"Marked as sent: {moved}.")

    @admin.action(description="Mark as failed: unknown ones that have not left", permissions=["settle"])
    def mark_as_failed(self, request: HttpRequest, deliveries: DeliveryQuerySet) -> None:
        unknown = deliveries.filter(status=DeliveryStatus.UNKNOWN)
        error = "It has not left, says an operator."
        moved = sum(self._moved(request, delivery, DeliveryStatus.FAILED, error=error) for delivery in unknown)
        self.message_user(request, f"Marked as failed: {moved}.")

    @admin.action(description="Try again: failed ones to candidates, to the present address", permissions=["settle"])
    def try_again(self, request: HttpRequest, deliveries: DeliveryQuerySet) -> None:
        failed = deliveries.filter(status=DeliveryStatus.FAILED, purpose=Purpose.AVAILABILITY).exclude(candidate__email="")
        there = [(delivery, delivery.candidate.email) for delivery in failed if delivery.candidate]
        moved = sum(self._moved(request, delivery, DeliveryStatus.PLANNED, error="", recipient=email) for delivery, email in there)
        self.message_user(request, f"Tried again: {moved}.")

    def _moved(self, request: HttpRequest, delivery: Delivery, to: DeliveryStatus, **changes: Any) -> bool:
        """The invitation that follows one to a candidate sends what is planned, and says at the candidate how it stands."""
        with transaction.atomic():
            moved = Delivery.objects.filter(pk=delivery.pk, status=delivery.status).move(to, **changes)
            if moved and delivery.purpose == Purpose.AVAILABILITY and delivery.candidate:
                enqueue(flows.invitation, delivery.candidate, created_by=cast(User, request.user))
        return moved == 1


def _counted(name: str) -> Callable[[Campaign], str]:
    """A column of `queries.counted_campaigns`."""

    @admin.display(description=name.replace("_", " ").capitalize())
    def shown(campaign: Campaign) -> str:
        return str(getattr(campaign, name))

    return shown


@admin.register(Campaign)
class CampaignAdmin(CountedLater, LookOnly, admin.ModelAdmin):
    list_display = (
        "created_at",
        "candidate",
        *map(_counted, ("total", "handed_over", "delivered", "opened", "bounced", "failed", "unknown", "suppressed")),
        "paused_at",
        "cancelled_at",
    )
    list_per_page = 25
    search_fields = ("id", "job_id", "subject", "candidate__name")
    date_hierarchy = "created_at"
    show_full_result_count = False
    readonly_fields = ("outcome",)

    def counted(self) -> QuerySet[Campaign]:
        return queries.counted_campaigns().select_related("candidate").defer("candidate__ai_enhanced_cv_content")

    @admin.display(description="Mails")
    def outcome(self, campaign: Campaign) -> str:
        return ", ".join(f"{number} {status}" for status, number in campaign.counts().items() if number) or "-"


@admin.register(Suppression)
class SuppressionAdmin(admin.ModelAdmin):
    list_display = ("address", "reason", "source", "note", "created_by", "created_at")
    list_filter = ("reason", "source")
    list_select_related = ("created_by",)
    search_fields = ("address", "note")
    date_hierarchy = "created_at"
    fields = ("address", "reason", "note")
    show_full_result_count = False

    def has_change_permission(self, request: HttpRequest, obj: Suppression | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Suppression, form: forms.ModelForm, change: bool) -> None:
        """By the one way in, so that nothing that is planned leaves."""
        row = suppress(obj.address, Reason(obj.reason), SuppressionSource.OPERATOR, note=obj.note, user=cast(User, request.user))
        obj.pk = row.pk
