"""Serializer fields for what people type."""

from typing import Any

from rest_framework import serializers

from edukai.text import clean


class CleanText(serializers.CharField):
    """Text, cleaned; NUL is left in, for the validators to refuse."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if "\0" in text:
            return text
        text = clean(text)
        if not text and not self.allow_blank:
            self.fail("blank")
        return text


class CleanLine(CleanText):
    """The same in one line."""

    def to_internal_value(self, data: Any) -> str:
        return " ".join(super().to_internal_value(data).split())


class CleanEmail(CleanText, serializers.EmailField):
    pass
