"""Which picture in a file shows the candidate, and how it is kept. For the child process only.

The rule: upright or nearly square, of the size of a portrait on the page, in the upper part of the first page, and it shows a face,
which logos, icons, codes and signatures do not. Of several, the largest one wins.
"""

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PIL import Image, ImageOps

from candidate.documents.faces import LOWEST, largest_face, shows_face
from candidate.documents.model import Photo
from edukai.errors import PermanentError

LONGEST_SIDE = 600
SIDES = (36.0, 300.0)  # points on the page: half an inch to four inches
SHAPES = (0.5, 1.5)  # width by height
FEWEST_PIXELS = 48
AROUND = (0.35, 0.5, 0.6)  # face widths beside, above and below a face that is cut out of a page
MOST_TRIED = 10

MOST_PIXELS = 40_000_000
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
_FORMATS = ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP", "JPEG2000")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it stands in a file: its size in points, how far down it stands (0 top, 1 bottom), and how to get its pixels."""

    width: float
    height: float
    depth: float
    load: Callable[[], Image.Image]

    @property
    def is_portrait_like(self) -> bool:
        sides = SIDES[0] <= self.width <= SIDES[1] and SIDES[0] <= self.height <= SIDES[1]
        return sides and SHAPES[0] <= self.width / self.height <= SHAPES[1] and self.depth <= LOWEST


def choose(pictures: Iterable[Picture]) -> Photo | None:
    """The candidate's portrait, if there is one."""
    likely = sorted((picture for picture in pictures if picture.is_portrait_like), key=lambda picture: -picture.width * picture.height)
    for picture in likely[:MOST_TRIED]:
        try:
            image = picture.load()
            if min(image.size) >= FEWEST_PIXELS and SHAPES[0] <= image.width / image.height <= 1 / SHAPES[0]:
                photo = _photo(image)
                if photo is not None:
                    return photo
        except (
            PermanentError,
            OSError,
            ValueError,
            SyntaxError,
            Image.DecompressionBombError,
        ):  # Pillow's ways to say that a picture is broken
            continue
    return None


def cut_out(page: Image.Image) -> Photo | None:
    """The portrait on the grey picture of a page, with some of what is around the face."""
    face = largest_face(page)
    if face is None:
        return None
    x0, y0, x1, y1 = face
    side, above, below = (share * (x1 - x0) for share in AROUND)
    portrait = page.crop((round(max(0, x0 - side)), round(max(0, y0 - above)), round(min(page.width, x1 + side)), round(y1 + below)))
    return _photo(portrait)


def opened(data: bytes) -> Image.Image:
    """A picture from a file's bytes, large JPEGs at reduced size. Raises OSError, ValueError, DecompressionBombError."""
    image = Image.open(io.BytesIO(data), formats=_FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    image.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    return image


def _photo(image: Image.Image) -> Photo | None:
    """The picture as a small JPEG on white, upright, without metadata; None when it shows no face."""
    image = ImageOps.exif_transpose(image)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if image.has_transparency_data:
        image = image.convert("RGBA")
        paper = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(paper, image)
    image = image.convert("RGB")
    if not shows_face(image):
        return None
    clean = Image.new("RGB", image.size)
    clean.paste(image)
    target = io.BytesIO()
    clean.save(target, "JPEG", quality=85, optimize=True)
    return Photo(target.getvalue(), *clean.size)
