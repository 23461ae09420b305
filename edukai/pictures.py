"""Pictures from outside: what comes in is decoded and made anew as a small JPEG; nothing of the original file is kept."""

import io

from django.core.files import File
from PIL import Image, ImageOps

from edukai.errors import PermanentError

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
