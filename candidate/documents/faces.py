"""Whether a picture shows a face. For the child process only.

OpenCV's cascade of Haar features (Viola and Jones, 2001) finds faces that look into the camera, drawn ones too, in about 10 ms. For a
photograph in which it finds none (a profile, a shadow) the colours decide: skin in the middle, something else in the upper corners.
"""

from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from candidate.documents.model import Box

SIDE = 160  # pixels; larger pictures are made smaller
LEAST_FACE = 0.15  # of the picture's shorter side
SEEN_TIMES = 4  # at neighbouring places and sizes; what looks like a face by chance is seen once or twice
MARGIN = 12  # pixels added around: faces may be cut close
FEWEST_TONES = 5.0  # bits of entropy of the brightness; flat artwork has less than 4
PAGE_SIDE = 500  # pixels: the width of a page that is searched; in 600, half as long again, as many are found
PAGE_FACES = (28, 167)  # pixels: faces on such a page
LOWEST = 0.6  # of the page, from the top
TALL = (0.6, 0.95)  # width by height
SKIN = ((41, 255), (77, 130), (133, 180))  # luminance and chrominances (YCbCr)
LEAST_SKIN, MOST_SKIN_AROUND = 0.35, 0.3

cv2.setNumThreads(1)
_CASCADE = cv2.CascadeClassifier(str(Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"))


def shows_face(image: Image.Image) -> bool:
    """Whether an RGB picture is the portrait of somebody."""
    return _has_face(image) or (_is_photograph(image) and _has_skin_in_the_middle(image))


def largest_face(page: Image.Image) -> Box | None:
    """Where on the grey picture of a page a face looks at us, in pixels; only in its upper part, where portraits stand."""
    scale = PAGE_SIDE / page.width
    upper = page.crop((0, 0, page.width, round(LOWEST * page.height)))
    small = upper.resize((PAGE_SIDE, max(1, round(upper.height * scale))), Image.Resampling.BILINEAR, reducing_gap=2.0)
    least, most = PAGE_FACES
    found = _CASCADE.detectMultiScale(np.asarray(small), 1.2, SEEN_TIMES, minSize=(least, least), maxSize=(most, most))
    if not len(found):
        return None
    x, y, width, height = max((tuple(map(float, face)) for face in found), key=lambda face: face[2])
    return x / scale, y / scale, (x + width) / scale, (y + height) / scale


def _has_face(image: Image.Image) -> bool:
    grey = image.convert("L")
    grey.thumbnail((SIDE, SIDE))
    pixels = cv2.copyMakeBorder(np.asarray(grey), MARGIN, MARGIN, MARGIN, MARGIN, cv2.BORDER_REPLICATE)
    least = max(20, round(LEAST_FACE * min(grey.size)))
    return len(_CASCADE.detectMultiScale(pixels, 1.1, SEEN_TIMES, minSize=(least, least))) > 0


def _is_photograph(image: Image.Image) -> bool:
    return image.convert("L").entropy() >= FEWEST_TONES


def _has_skin_in_the_middle(image: Image.Image) -> bool:
    if not TALL[0] <= image.width / image.height <= TALL[1]:
        return False
    pixels = np.asarray(image.resize((40, 50)).convert("YCbCr"))
    low, high = (np.array(limits) for limits in zip(*SKIN, strict=True))
    skin = ((pixels >= low) & (pixels <= high)).all(axis=2)
    return bool(skin[12:35, 10:30].mean() >= LEAST_SKIN and max(skin[:8, :8].mean(), skin[:8, -8:].mean()) <= MOST_SKIN_AROUND)
