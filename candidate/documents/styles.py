"""How text in a Word file looks, as far as it matters for reading: headings, lists, boldness, size, hidden. For the child process only.

Source: ECMA-376, part 1, 17.7 (styles). Table styles are left out, and toggles of several levels are not added up: the nearest wins.
"""

import dataclasses
import re
from typing import Any

from lxml import etree

from candidate.documents.package import Package
from candidate.documents.prose import Look, is_light

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_HEADING = re.compile(r"(?i)(?:heading|title|subtitle)\b")
_LIST = re.compile(r"(?i)list (?:bullet|number)")
_OFF = {"0", "false", "off", "none"}
_DEEPEST = 20  # styles based on styles


class Styles:
    """The style sheet of a package."""

    def __init__(self, package: Package) -> None:
        root = package.xml(next((r.target for r in package.relations(package.main_name).values() if r.type == "styles"), "word/styles.xml"))
        self._sheet: dict[str, etree._Element] = {}
        self._looks: dict[str, Look] = {}
        self._base = Look()
        default = ""
        for element in root.iter(f"{W}docDefaults", f"{W}style") if root is not None else ():
            if element.tag == f"{W}docDefaults":
                self._base = self._with_run(Look(size=10.0), element.find(f"{W}rPrDefault/{W}rPr"))
                continue
            name = element.get(f"{W}styleId", "")
            self._sheet[name] = element
            if element.get(f"{W}default") in ("1", "true") and element.get(f"{W}type") == "paragraph":
                default = name
        self._normal = default

    def paragraph(self, properties: etree._Element | None) -> Look:
        """The look of a paragraph with these properties (w:pPr)."""
        look = self._styled(_value(properties, "pStyle") or self._normal, self._base)
        return self._with_paragraph(look, properties)

    def run(self, base: Look, properties: etree._Element | None) -> Look:
        """The look of a run with these properties (w:rPr) in a paragraph of look `base`."""
        if properties is None:
            return base
        style = _value(properties, "rStyle")
        return self._with_run(self._styled(style, base) if style else base, properties)

    def fills_cells(self, name: str) -> bool:
        """Whether a table style puts colours behind text."""
        style = self._sheet.get(name)
        return style is not None and any(map(has_ground, style.iter(f"{W}shd")))

    def _styled(self, name: str, base: Look) -> Look:
        chain: list[etree._Element] = []
        while (element := self._sheet.get(name)) is not None and len(chain) < _DEEPEST:
            chain.append(element)
            name = _value(element, "basedOn")
        for element in reversed(chain):
            base = self._with_run(self._with_paragraph(base, element.find(f"{W}pPr")), element.find(f"{W}rPr"))
            label = _value(element, "name")
            if _HEADING.match(label):
                base = dataclasses.replace(base, heading=True)
            elif _LIST.match(label):
                base = dataclasses.replace(base, listed=True)
        return base

    def _with_paragraph(self, look: Look, properties: etree._Element | None) -> Look:
        if properties is None:
            return look
        if (level := _value(properties, "outlineLvl")) and level in "012345678":
            look = dataclasses.replace(look, heading=True)
        if has_ground(properties.find(f"{W}shd")):
            look = dataclasses.replace(look, filled=True)
        numbering = properties.find(f"{W}numPr")
        if numbering is not None:
            look = dataclasses.replace(look, listed=_value(numbering, "numId") != "0")
        return look

    def _with_run(self, look: Look, properties: etree._Element | None) -> Look:
        if properties is None:
            return look
        changes: dict[str, Any] = {}
        for child in properties:
            if child.tag == f"{W}b":
                changes["bold"] = child.get(f"{W}val", "1") not in _OFF
            elif child.tag == f"{W}vanish":
                changes["hidden"] = child.get(f"{W}val", "1") not in _OFF
            elif child.tag == f"{W}color":
                changes["light"] = is_light(child.get(f"{W}val", ""))
            elif child.tag == f"{W}highlight" or (child.tag == f"{W}shd" and has_ground(child)):
                changes["filled"] = True
            elif child.tag == f"{W}sz" and (half_points := child.get(f"{W}val", "")).isdecimal():
                changes["size"] = int(half_points) / 2
        return dataclasses.replace(look, **changes) if changes else look


def has_ground(shading: etree._Element | None) -> bool:
    """Whether a shading (w:shd) is a colour on which white text is seen."""
    if shading is None:
        return False
    fill = shading.get(f"{W}fill", "auto")
    patterned = shading.get(f"{W}val", "clear") not in ("clear", "nil")
    return patterned or (fill != "auto" and not is_light(fill)) or shading.get(f"{W}themeFill") is not None


def _value(element: etree._Element | None, name: str) -> str:
    """The w:val of a child, "" when there is none."""
    child = element.find(f"{W}{name}") if element is not None else None
    return child.get(f"{W}val", "") if child is not None else ""
