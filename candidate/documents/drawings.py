"""Pictures in a Word file's drawings: how large they are shown, and their pixels. For the child process only.

Source: ECMA-376, part 1, 20.1 (DrawingML) and 20.4 (its place in a text); part 4, 19.1 (VML, of older programs).
"""

import functools
import re
from collections.abc import Iterator

from lxml import etree
from PIL import Image

from candidate.documents.package import Package
from candidate.documents.photo import Picture, opened

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_VML = "{urn:schemas-microsoft-com:vml}"
_EMU = 12_700  # English metric units in a point
_VML_SIZE = re.compile(r"(?:^|;)\s*(width|height):([\d.]+)pt")

_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GROUND_SIDES = (150.0, 300.0)  # points: a drawing wider or higher than that may lie behind text; photos and icons are smaller

_FILLS = {f"{_A}{kind}Fill" for kind in ("solid", "grad", "blip", "patt", "grp")}

Crop = tuple[float, float, float, float]  # fractions cut off: left, top, right, bottom


def pictures(drawing: etree._Element, package: Package, part: str, depth: float) -> Iterator[Picture]:
    """The pictures of one drawing in `part`, which stands at `depth` of the first page. Unpacks nothing yet. Raises PermanentError."""
    targets = {name: relation.target for name, relation in package.relations(part).items() if relation.type == "image"}
    for name, width, height, crop in (*_modern(drawing), *_older(drawing)):
        if name in targets:
            yield Picture(width, height, depth, functools.partial(_pixels, package, targets[name], crop))


def is_filled(drawing: etree._Element) -> bool:
    """Whether the text of a drawing stands on a colour or a picture."""
    fills = {fill.tag for properties in drawing.iter(f"{_WPS}spPr") for fill in properties}
    by_style = any(reference.get("idx", "0") != "0" for reference in drawing.iter(f"{_A}fillRef"))
    return (
        not fills.isdisjoint(_FILLS)
        or (by_style and f"{_A}noFill" not in fills)
        or next(drawing.iter(f"{_A}blip"), None) is not None
        or any(shape.get("fillcolor") and shape.get("filled") not in ("f", "false") for shape in drawing.iter(f"{_VML}*"))
    )


def has_ground_behind_text(part: etree._Element) -> bool:
    """Whether the text or the header in `part` puts a colour, large shapes or pictures behind the text of a page."""
    if part.find(f"{_W}background") is not None:
        return True
    for anchor in part.iter(f"{_WP}anchor"):
        extent = anchor.find(f"{_WP}extent")
        edges = {} if extent is None else extent.attrib
        if (_number(edges, "cx", _EMU) >= _GROUND_SIDES[0] or _number(edges, "cy", _EMU) >= _GROUND_SIDES[1]) and is_filled(anchor):
            return True
    return any(map(is_filled, part.iter(f"{_W}pict")))


def _modern(drawing: etree._Element) -> Iterator[tuple[str, float, float, Crop]]:
    blips = list(drawing.iter(f"{_A}blip"))
    for blip in blips:
        fill = blip.getparent()
        extent = next(drawing.iter(f"{_WP}extent"), None)
        if len(blips) > 1 and (picture := fill.getparent()) is not None:  # in a group each has a size of its own
            extent = next((found.find(f"{_A}ext") for found in picture.iter(f"{_A}xfrm")), extent)
        rectangle = fill.find(f"{_A}srcRect")
        edges = {} if rectangle is None else rectangle.attrib
        crop = (_number(edges, "l", 100_000), _number(edges, "t", 100_000), _number(edges, "r", 100_000), _number(edges, "b", 100_000))
        if extent is not None:
            yield blip.get(f"{_R}embed", ""), _number(extent.attrib, "cx", _EMU), _number(extent.attrib, "cy", _EMU), crop


def _older(drawing: etree._Element) -> Iterator[tuple[str, float, float, Crop]]:
    for data in drawing.iter(f"{_VML}imagedata"):
        shape = data.getparent()
        size = dict(_VML_SIZE.findall(shape.get("style", "") if shape is not None else ""))
        yield data.get(f"{_R}id", ""), _number(size, "width", 1), _number(size, "height", 1), (0.0, 0.0, 0.0, 0.0)


def _number(attributes: "etree._Attrib | dict[str, str]", name: str, unit: float) -> float:
    try:
        return max(0.0, float(attributes.get(name, "0")) / unit)
    except ValueError:
        return 0.0


def _pixels(package: Package, name: str, crop: Crop) -> Image.Image:
    """Raises PermanentError, OSError, ValueError."""
    image = opened(package.bytes(name))
    left, top, right, bottom = crop
    if any(crop) and left + right < 0.9 and top + bottom < 0.9:
        width, height = image.size
        image = image.crop((round(left * width), round(top * height), round((1 - right) * width), round((1 - bottom) * height)))
    return image
