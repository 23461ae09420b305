"""How text in an OpenDocument text looks, as far as it matters for reading. For the child process only.

Source: OASIS OpenDocument 1.3, part 3, chapters 16 (styles) and 20 (their attributes).
"""

import dataclasses
import re
from collections.abc import Sequence
from typing import Any

from lxml import etree

from candidate.documents.prose import Look, is_light

_BASE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, STYLE, TEXT, TABLE, DRAW = (_BASE % name for name in ("office", "style", "text", "table", "drawing"))
FO, SVG = (_BASE % f"{name}-compatible" for name in ("xsl-fo", "svg"))
XLINK = "{http://www.w3.org/1999/xlink}"

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(pt|in|cm|mm|px|pc)")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "px": 0.75, "pc": 12.0}
_HEADING = re.compile(r"(?i)(?:heading|title|subtitle)\b")
_CLEAR = {"", "transparent", "none"}
_DEEPEST = 20  # styles based on styles


def points(length: str) -> float | None:
    """A length in points; None for what is none (percentages, nonsense)."""
    found = _LENGTH.fullmatch(length)
    return float(found[1]) * _POINTS[found[2]] if found else None


class OdtStyles:
    """The styles of a document, named and automatic ones. `roots`: those of styles.xml and content.xml, in this order."""

    def __init__(self, roots: Sequence[etree._Element]) -> None:
        self._sheet = {style.get(f"{STYLE}name", ""): style for root in roots for style in root.iter(f"{STYLE}style")}
        grounds = [element for root in roots for element in root.iter() if _has_ground(element)]
        self._plain = Look(size=12.0, filled=bool(grounds))  # with coloured grounds anywhere, white text may well be seen

    def look(self, name: str, base: Look | None = None) -> Look:
        """The look of text in the style `name` ("" = none) within text of look `base`."""
        look = base or self._plain
        chain: list[etree._Element] = []
        while (style := self._sheet.get(name)) is not None and len(chain) < _DEEPEST:
            chain.append(style)
            name = style.get(f"{STYLE}parent-style-name", "")
        for style in reversed(chain):
            look = _with(look, style)
        return look


def _with(look: Look, style: etree._Element) -> Look:
    changes: dict[str, Any] = {}
    name = style.get(f"{STYLE}display-name") or style.get(f"{STYLE}name", "")
    if style.get(f"{STYLE}default-outline-level") or _HEADING.match(name):
        changes["heading"] = True
    properties = style.find(f"{STYLE}text-properties")
    attributes = properties.attrib if properties is not None else {}
    if weight := attributes.get(f"{FO}font-weight"):
        changes["bold"] = weight == "bold" or (weight.isdecimal() and int(weight) >= 600)
    if size := attributes.get(f"{FO}font-size"):
        part = re.fullmatch(r"(\d{1,4})%", size)
        changes["size"] = (look.size or 12.0) * int(part[1]) / 100 if part else points(size) or look.size
    if display := attributes.get(f"{TEXT}display"):
        changes["hidden"] = display == "none"
    if colour := attributes.get(f"{FO}color"):
        changes["light"] = is_light(colour)
    return dataclasses.replace(look, **changes) if changes else look


def _has_ground(element: etree._Element) -> bool:
    """Whether text may stand on a colour here: the ground of a cell, a paragraph or a page, or a filled shape."""
    ground = element.get(f"{FO}background-color", "")
    if ground not in _CLEAR and not is_light(ground):
        return True
    parent = element.getparent()
    used = parent is not None and parent.tag != f"{STYLE}default-style"
    return used and element.get(f"{DRAW}fill", "") not in _CLEAR and not is_light(element.get(f"{DRAW}fill-color", ""))
