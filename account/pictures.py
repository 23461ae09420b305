"""Profile pictures: what comes in is decoded and made anew as a small JPEG; nothing of the original file is kept."""

import io
import logging
from functools import partial
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from PIL import Image, ImageOps

from account.models import User
from edukai import storage
from edukai.errors import PermanentError, TransientError

log = logging.getLogger(__name__)

MOST_BYTES = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
TOO_LARGE = "The picture is larger than 5 MB."
EDGE = 512  # pixels, of the longer side
FORMATS = ("JPEG", "PNG", "WEBP")


def normalise(upload: File) -> bytes:
    """A JPEG of at most 512 x 512 pixels without metadata. Raises PermanentError (code "picture")."""
    if (upload.size or 0) > MOST_BYTES:
        raise PermanentError(TOO_LARGE, code="picture")
    try:
        with Image.open(upload, formats=FORMATS) as image:
            too_large = image.width * image.height > MOST_PIXELS
            content = b"" if too_large else _jpeg(image)
    except Exception as error:  # a decoder fed with hostile bytes raises whatever it likes
        raise PermanentError("This is not a picture that can be read: JPEG, PNG or WebP, please.", code="picture") from error
    if too_large:
        raise PermanentError("The picture has more than 25 million pixels.", code="picture")
    return content


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


def _jpeg(image: Image.Image) -> bytes:
    image.draft("RGB", (EDGE, EDGE))  # a JPEG is decoded at about the size that is needed
    picture = image if image.mode in {"RGB", "RGBA", "L", "LA"} else image.convert("RGB" if image.mode == "CMYK" else "RGBA")
    picture.thumbnail((EDGE, EDGE))  # first of all, so that no second full-size copy is in memory
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright)
    buffer = io.BytesIO()
    paper.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()
