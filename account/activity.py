"""The operators' log: what happened, written in the transaction in which it happens."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from account.models import Activity, EventType, Severity


def log(
    event_type: EventType,
    title: str,
    message: str = "",
    *,
    severity: Severity = Severity.INFO,
    candidate_id: UUID | None = None,
    batch_id: UUID | None = None,
    organization_id: UUID | None = None,
) -> None:
    """Tell the operators of something, and let go of the oldest entries. Texts must name no candidate: entries outlive them."""
    about = {"candidate_id": candidate_id, "batch_id": batch_id, "organization_id": organization_id}
    with transaction.atomic(savepoint=False):
        Activity.objects.create(event_type=event_type, severity=severity, title=title, message=message, **about)
        _prune()


def mark_read(ids: Collection[UUID] | None = None) -> int:
    """Mark these entries as read, or all. Returns how many were not read before."""
    entries = Activity.objects.kept() if ids is None else Activity.objects.filter(pk__in=ids)
    # Locked in one order: of two who mark the same entries at the same moment, neither holds what the other waits for
    unread = entries.filter(is_read=False).select_for_update().order_by("pk")
    with transaction.atomic(savepoint=False):
        # Not in one statement: without fresh statistics PostgreSQL would lock anew for every row, for minutes
        locked = list(unread.values_list("pk", flat=True))
        return Activity.objects.filter(pk__in=locked).update(is_read=True)


def _prune() -> None:
    """In one statement, and without waiting: what another worker is deleting just now is left to it."""
    surplus = Activity.objects.surplus().select_for_update(skip_locked=True).order_by().values("pk")
    Activity.objects.filter(pk__in=surplus).delete()
