"""Addresses that get no mail any more: no means no, at once and everywhere."""

from collections.abc import Collection, Iterable
from itertools import batched, groupby

from django.db import transaction
from django.db.models.functions import Lower

from account.models import User
from candidate.models import Delivery, DeliveryStatus, Reason, Suppression, SuppressionSource

GRAVITY = (Reason.MANUAL, Reason.HARD_BOUNCE, Reason.UNSUBSCRIBE, Reason.OBJECTION, Reason.COMPLAINT)  # the gravest last
AT_ONCE = 1_000  # addresses in one statement


def suppress(address: str, reason: Reason, source: SuppressionSource, *, note: str = "", user: User | None = None) -> Suppression:
    """No more mail to this address, in any case, nor what is planned already. Again is harmless: of several reasons the gravest stays."""
    row = Suppression(address=address, reason=reason, source=source, note=note, created_by=user)
    suppress_each([row])
    return Suppression.objects.get(address=row.address)


def suppress_each(rows: Iterable[Suppression]) -> int:
    """The same for many rows that are not saved yet, in few queries. Returns how many of the addresses are new."""
    by_address: dict[str, Suppression] = {}
    for row in rows:
        row.address = row.address.strip().lower()
        kept = by_address.setdefault(row.address, row)
        if _gravity(row) > _gravity(kept):
            by_address[row.address] = row
    if not by_address:
        return 0
    with transaction.atomic():
        known = among(by_address)
        ordered = sorted(by_address.values(), key=lambda row: row.address)  # two at the same time would else wait for each other
        Suppression.objects.bulk_create(ordered, batch_size=AT_ONCE, ignore_conflicts=True)
        _aggravate([row for row in ordered if row.address in known])
        _stop_planned()
    return len(by_address) - len(known)


def allow(address: str) -> bool:
    """Take an address out again, because a person says so. Returns whether it was in."""
    return Suppression.objects.filter(address=address.strip().lower()).delete()[0] > 0


def among(addresses: Collection[str]) -> set[str]:
    """Those of the addresses, in small letters, that get no mail any more."""
    asked = (Suppression.objects.filter(address__in=part) for part in batched({address.strip().lower() for address in addresses}, AT_ONCE))
    return {address for rows in asked for address in rows.values_list("address", flat=True)}


def _gravity(row: Suppression) -> int:
    return GRAVITY.index(Reason(row.reason))


def _aggravate(rows: list[Suppression]) -> None:
    """A graver reason takes the place of the one that an address is known for."""

    def said(row: Suppression) -> tuple[int, str, str]:
        return _gravity(row), row.source, row.note

    for (gravity, source, note), alike in groupby(sorted(rows, key=said), said):
        for part in batched(alike, AT_ONCE):
            lighter = Suppression.objects.filter(address__in=[row.address for row in part], reason__in=GRAVITY[:gravity])
            lighter.update(reason=GRAVITY[gravity], source=source, note=note)


def _stop_planned() -> None:
    planned = Delivery.objects.filter(status=DeliveryStatus.PLANNED).annotate(to=Lower("recipient"))
    planned.filter(to__in=Suppression.objects.values("address")).move(DeliveryStatus.SUPPRESSED)
