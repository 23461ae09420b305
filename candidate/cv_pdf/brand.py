"""What the agency brings to the design: its colour, made safe to set text on."""

import dataclasses
import functools
import re

from django.core.exceptions import ImproperlyConfigured

READABLE = 4.5  # least contrast of text, WCAG 2.2 criterion 1.4.3
INK = "#17212b"


@dataclasses.dataclass(frozen=True, slots=True)
class Palette:
    """Colours as #rrggbb: the brand's, one that reads on it, and a shade of it that reads on white."""

    brand: str
    on_brand: str
    ink: str

    @property
    def css(self) -> str:
        """Custom properties for cv.css."""
        return f":root {{ --brand: {self.brand}; --on-brand: {self.on_brand}; --brand-ink: {self.ink}; }}"


@functools.lru_cache(maxsize=8)
def palette(colour: str) -> Palette:
    """The palette around `colour` (#rrggbb). Raises ImproperlyConfigured on anything else: the value ends up in a style sheet."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise ImproperlyConfigured("AGENCY_COLOUR must look like #0b4f6c.")
    on_brand = next(ink for ink in ("#ffffff", INK, "#000000") if contrast(colour, ink) >= READABLE)  # one of white and black always is
    return Palette(brand=colour, on_brand=on_brand, ink=_readable_on_white(colour))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two #rrggbb colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _readable_on_white(colour: str) -> str:
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    for percent in range(100, 0, -4):
        shade = f"#{red * percent // 100:02x}{green * percent // 100:02x}{blue * percent // 100:02x}"
        if contrast(shade, "#ffffff") >= READABLE:
            return shade
    return INK
