from typing import Any

from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser

from account import pictures

FORM_BYTES = 64 * 1024  # what the other fields may take


class PictureParser(MultiPartParser):
    """Multipart with one picture: refuses by length before anything is written to disk, as anybody may register."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        if int(stream.META.get("CONTENT_LENGTH") or 0) > pictures.MOST_BYTES + FORM_BYTES:
            raise ValidationError({"profile_pic": [pictures.TOO_LARGE]})
        return super().parse(stream, media_type, parser_context)
