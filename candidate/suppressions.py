"""Who gets no mail any more."""

from account.models import User
from candidate.models import Reason, Suppression, SuppressionSource


def suppress(address: str, reason: Reason, source: SuppressionSource, *, note: str = "", user: User | None = None) -> Suppression:
    """No mail goes to this address any more. Who is suppressed already stays so, for the first reason."""
    told = {"reason": reason, "source": source, "note": note, "created_by": user}
    return Suppression.objects.get_or_create(address=address.strip().lower(), defaults=told)[0]
