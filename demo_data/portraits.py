"""Portraits of people who do not exist: drawn, shaded and blurred by Pillow, stored as JPEG like a phone's picture."""

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageDraw, ImageFilter

_SCALE = 2  # drawn larger, then made smaller: smooth edges
WIDTH, HEIGHT = 360, 450


@dataclass(frozen=True, slots=True)
class Look:
    """Colours as #rrggbb."""

    skin: str
    hair: str
    clothes: str
    wall: str
    long_hair: bool = False
    collar: bool = True


COLLAR = [((0.385, 0.735), (0.5, 0.82), (0.43, 0.875), (0.355, 0.775)), ((0.615, 0.735), (0.5, 0.82), (0.57, 0.875), (0.645, 0.775))]
LOOKS = {
    "red_bob": Look("#f0c8ae", "#8a3f1f", "#2f5d62", "#dfe6e8", long_hair=True, collar=False),
    "black_long": Look("#b57f56", "#1d1614", "#7a2f4b", "#e9e2d8", long_hair=True, collar=False),
    "brown_short": Look("#e6b896", "#4a3324", "#34495e", "#d9dde2"),
    "grey_short": Look("#edc3a6", "#8d8b88", "#3b4a3f", "#e4e1da"),
}


def portrait(look: str) -> bytes:
    """The portrait called `look` (a key of LOOKS) as JPEG, WIDTH x HEIGHT pixels."""
    out = io.BytesIO()
    draw_portrait(LOOKS[look], random.Random(look)).save(out, "JPEG", quality=86)
    return out.getvalue()


def draw_portrait(look: Look, dice: random.Random) -> Image.Image:
    """A head and shoulders before a wall; `dice` gives the grain of the picture."""
    size = (WIDTH * _SCALE, HEIGHT * _SCALE)
    picture = _shaded(Image.new("RGB", size, look.wall), (0.25, 0.1), 0.25)
    hair, skin, clothes = look.hair, look.skin, look.clothes
    if look.long_hair:
        _lay(picture, hair, [(0.245, 0.14, 0.755, 0.76)], 10)
    _lay(picture, clothes, [(0.04, 0.74, 0.96, 1.5)], 4)
    _lay(picture, _darker(skin, 0.82), [(0.40, 0.50, 0.60, 0.80)], 6)
    _lay(picture, _darker(skin, 0.93), [(0.405, 0.68, 0.595, 0.80)], 5)
    if look.collar:
        _paint(picture, "#eef1f4", _polygons(picture.size, COLLAR), 2)
    _lay(picture, _darker(skin, 0.9), [(0.265, 0.38, 0.325, 0.50), (0.675, 0.38, 0.735, 0.50)], 4)
    _lay(picture, skin, [(0.29, 0.17, 0.71, 0.66)], 3)
    _hair_on_top(picture, look)
    _features(picture, look)
    return _grain(picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS), dice)


def _hair_on_top(picture: Image.Image, look: Look) -> None:
    """A cap of hair whose lower edge is the forehead."""
    cap = _ellipses(picture.size, [(0.27, 0.11, 0.73, 0.56)] if look.long_hair else [(0.277, 0.115, 0.723, 0.56)])
    forehead = _ellipses(picture.size, [(0.31, 0.265, 0.69, 0.90)] if look.long_hair else [(0.275, 0.215, 0.725, 0.90)])
    _paint(picture, look.hair, ImageChops.subtract(cap, forehead), 5)
    if look.long_hair:
        _lay(picture, look.hair, [(0.262, 0.17, 0.345, 0.73), (0.655, 0.17, 0.738, 0.73)], 9)


def _features(picture: Image.Image, look: Look) -> None:
    shadow, lips = _darker(look.skin, 0.7), _mixed(look.skin, "#a23b3b", 0.5)
    for side in (-1, 1):
        x = 0.5 + side * 0.095
        _lay(picture, _darker(look.hair, 0.9), [(x - 0.055, 0.345, x + 0.055, 0.368)], 5)
        _lay(picture, _darker(look.skin, 0.55), [(x - 0.045, 0.388, x + 0.045, 0.420)], 3)
        _lay(picture, "#f4f1ee", [(x - 0.040, 0.395, x + 0.040, 0.421)], 2)
        _lay(picture, "#3a2a1e", [(x - 0.017, 0.393, x + 0.017, 0.421)], 1)
        _lay(picture, "#ffffff", [(x + 0.004, 0.398, x + 0.010, 0.405)], 1)
        _lay(picture, _mixed(look.skin, "#d9655a", 0.30), [(x - 0.07, 0.455, x + 0.06, 0.535)], 26)
    _lay(picture, shadow, [(0.462, 0.49, 0.538, 0.507)], 8)
    _lay(picture, _mixed(look.skin, "#ffffff", 0.3), [(0.488, 0.40, 0.512, 0.485)], 10)
    smile = ImageChops.subtract(_ellipses(picture.size, [(0.42, 0.53, 0.58, 0.592)]), _ellipses(picture.size, [(0.40, 0.505, 0.60, 0.566)]))
    _paint(picture, lips, smile, 3)
    _lay(picture, shadow, [(0.44, 0.608, 0.56, 0.618)], 9)


def _ellipses(size: tuple[int, int], boxes: list[tuple[float, float, float, float]]) -> Image.Image:
    """A mask of ellipses given in fractions of the picture."""
    mask = Image.new("L", size, 0)
    for x0, y0, x1, y1 in boxes:
        ImageDraw.Draw(mask).ellipse((x0 * size[0], y0 * size[1], x1 * size[0], y1 * size[1]), fill=255)
    return mask


def _polygons(size: tuple[int, int], shapes: Sequence[Sequence[tuple[float, float]]]) -> Image.Image:
    """The same of polygons."""
    mask = Image.new("L", size, 0)
    for shape in shapes:
        ImageDraw.Draw(mask).polygon([(x * size[0], y * size[1]) for x, y in shape], fill=255)
    return mask


def _lay(picture: Image.Image, colour: str, boxes: list[tuple[float, float, float, float]], blur: float) -> None:
    _paint(picture, colour, _ellipses(picture.size, boxes), blur)


def _paint(picture: Image.Image, colour: str, mask: Image.Image, blur: float) -> None:
    picture.paste(_shaded(Image.new("RGB", picture.size, colour), (0.36, 0.3), 0.3), (0, 0), mask.filter(ImageFilter.GaussianBlur(blur)))


def _shaded(layer: Image.Image, light: tuple[float, float], depth: float) -> Image.Image:
    """`layer` darkened away from the light (a point in fractions of the picture)."""
    size = layer.size
    falloff = Image.radial_gradient("L").resize((size[0] * 2, size[1] * 2))
    left, top = round(size[0] * (1 - light[0])), round(size[1] * (1 - light[1]))
    shade = falloff.crop((left, top, left + size[0], top + size[1])).point(lambda value: round(255 - value * depth))
    return ImageChops.multiply(layer, Image.merge("RGB", (shade, shade, shade)))


def _grain(picture: Image.Image, dice: random.Random) -> Image.Image:
    noise = Image.frombytes("L", picture.size, dice.randbytes(picture.width * picture.height)).filter(ImageFilter.GaussianBlur(0.6))
    return Image.blend(picture, Image.merge("RGB", (noise, noise, noise)), 0.05)


def _mixed(colour: str, other: str, share: float) -> str:
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in pairs)


def _darker(colour: str, share: float) -> str:
    return _mixed("#000000", colour, share)
