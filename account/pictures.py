"""Profile pictures: made anew by `edukai.pictures`, kept in the store."""

import logging
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver

from account.models import User
from edukai import storage
from edukai.errors import TransientError
from edukai.pictures import EDGE, MOST_BYTES, TOO_LARGE, normalise

__all__ = ["EDGE", "MOST_BYTES", "TOO_LARGE", "discard", "normalise", "store", "url"]

log = logging.getLogger(__name__)


def store(jpeg: bytes) -> str:
    """Its key. Raises TransientError."""
    key = storage.random_key("profile_pics", ".jpg")
    storage.put(key, jpeg)
    return key


def discard(key: str) -> None:
    """Delete a picture that nobody shows any more. That the store is down must not undo what came before."""
    try:
        storage.delete_many([key])
    except TransientError:
        log.warning("profile picture %s is left behind: the store is not reachable", key)


def url(user: User) -> str | None:
    return storage.signed_url(user.profile_pic, filename="profile.jpg", content_type="image/jpeg") or None


@receiver(post_delete, sender=User)
def _discard_with_user(instance: User, **_: Any) -> None:
    if instance.profile_pic:
        transaction.on_commit(partial(discard, instance.profile_pic))
