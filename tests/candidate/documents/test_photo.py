import base64
import io
import math
import random

import pytest
from PIL import Image, ImageDraw, ImageFilter

from candidate.documents import photo, read
from candidate.documents.photo import Picture
from demo_data import portraits
from tests.candidate.documents import files

MAPS = Image.Exif()
MAPS[0x010F] = "Camera of Jane"
MAPS[0x0112] = 6  # lies on its side


def _picture(content: bytes, width: float = 100, height: float = 120, depth: float = 0.1) -> Picture:
    return Picture(width, height, depth, lambda: photo.opened(content))


def test_it_makes_the_portrait_anew_small_and_without_metadata():
    chosen = photo.choose([_picture(files.portrait(1800, 2400, turned=90, exif=MAPS, comment=b"secret"))])
    assert chosen is not None
    image = Image.open(io.BytesIO(chosen.jpeg))
    assert image.format == "JPEG"
    assert max(image.size) == 600
    assert image.size == (chosen.width, chosen.height)
    assert image.height > image.width  # turned as the camera said
    assert not image.getexif()
    assert b"secret" not in chosen.jpeg
    assert b"Camera" not in chosen.jpeg


@pytest.mark.parametrize(
    "picture",
    [
        _picture(files.logo()),
        _picture(files.portrait(), width=20, height=25),
        _picture(files.portrait(), width=595, height=842),
        _picture(files.blotches()),
        _picture(files.portrait(900, 300), width=300, height=100),
        _picture(files.portrait(), depth=0.8),
        _picture(files.portrait(20, 24)),
        _picture(files.portrait()[:1000]),
        _picture(b"no picture"),
        _picture(b""),
    ],
    ids=["logo", "blotches", "icon", "background", "banner", "at the foot", "too few pixels", "truncated", "nonsense", "empty"],
)
def test_it_takes_nothing_else_for_a_portrait(picture):
    assert photo.choose([picture]) is None


def test_it_takes_the_largest_of_several_and_skips_broken_ones():
    small, large = _picture(files.portrait(200, 240), 60, 72), _picture(files.portrait(400, 480), 110, 132)
    chosen = photo.choose([small, _picture(b"broken", 150, 160), large])
    assert chosen is not None
    assert chosen.width == 400


def test_it_does_not_unpack_a_decompression_bomb(monkeypatch):
    bomb = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(bomb, "PNG")
    assert photo.choose([_picture(bomb.getvalue())]) is None


@pytest.mark.parametrize("look", portraits.LOOKS)
@pytest.mark.parametrize("change", ["small", "grey", "oval", "with a wall around"])
def test_it_knows_faces(look, change):
    face = Image.open(io.BytesIO(files.portrait(look=look)))
    if change == "small":
        face = face.resize((75, 95))
    elif change == "grey":
        face = face.convert("L")
    elif change == "oval":
        mask = Image.new("L", face.size, 0)
        ImageDraw.Draw(mask).ellipse((0, 40, 300, 340), fill=255)
        face = Image.composite(face, Image.new("RGB", face.size, "white"), mask)
    else:
        wall = Image.new("RGB", (500, 450), "#ccddee")
        wall.paste(face.resize((170, 215)), (200, 150))
        face = wall
    assert photo.choose([_picture(files.stored(face))]) is not None


def _code(dice: random.Random) -> Image.Image:
    small = Image.new("1", (33, 33))
    small.putdata([dice.randrange(2) for _ in range(33 * 33)])
    return small.resize((330, 330), Image.Resampling.NEAREST).convert("RGB")


def _shapes(dice: random.Random) -> Image.Image:
    image = Image.new("RGB", (300, 360), dice.choice(("white", "#eef3ee", "#1d2233")))
    pen = ImageDraw.Draw(image)
    for _ in range(dice.randrange(2, 8)):
        x, y, size = dice.randrange(260), dice.randrange(260), dice.randrange(20, 150)
        dice.choice((pen.ellipse, pen.rectangle))((x, y, x + size, y + size), fill=f"#{dice.randrange(1 << 24):06x}")
    return image


def _view(dice: random.Random) -> Image.Image:
    """Sky, grass and houses."""
    image = Image.effect_noise((300, 360), 40).convert("RGB")
    image = Image.blend(image, Image.linear_gradient("L").resize((300, 360)).convert("RGB"), 0.6)
    pen = ImageDraw.Draw(image)
    for _ in range(6):
        x, height = dice.randrange(280), dice.randrange(40, 150)
        pen.rectangle((x, 260 - height, x + 40, 270), fill=f"#{dice.randrange(1 << 24):06x}")
    return image.filter(ImageFilter.GaussianBlur(1.5))


def _signature(dice: random.Random) -> Image.Image:
    image = Image.new("RGB", (300, 220), "white")
    points = [(10 + 5 * step, 110 + math.sin(step * dice.uniform(0.3, 1)) * dice.uniform(5, 60)) for step in range(56)]
    ImageDraw.Draw(image).line(points, fill="#112255", width=4)
    return image.filter(ImageFilter.GaussianBlur(0.7))


@pytest.mark.parametrize("draw", [_code, _shapes, _view, _signature])
def test_it_takes_no_code_logo_view_or_signature_for_a_face(draw):
    assert [number for number in range(12) if photo.choose([_picture(files.stored(draw(random.Random(number))))])] == []


def test_it_lays_transparent_pictures_on_white():
    image = Image.open(io.BytesIO(files.portrait())).convert("RGBA")
    image.paste((0, 0, 0, 0), (0, 0, 20, 20))
    target = io.BytesIO()
    image.save(target, "PNG")
    chosen = photo.choose([_picture(target.getvalue())])
    assert chosen is not None
    assert min(Image.open(io.BytesIO(chosen.jpeg)).convert("L").crop((2, 2, 12, 12)).getextrema()) > 240


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_it_finds_the_portrait_in_a_pdf(kind):
    image = io.BytesIO()
    Image.open(io.BytesIO(files.portrait())).save(image, kind)
    logo = base64.b64encode(files.logo()).decode()
    face = base64.b64encode(image.getvalue()).decode()
    document = read(
        files.pdf(
            f"<img style='width:150pt' src='data:image/png;base64,{logo}'><img style='width:90pt' src='data:image/png;base64,{face}'>"
            "<p>Jane Smith, teacher of mathematics</p>"
        ),
        "cv.pdf",
    )
    assert document.photo is not None
    assert (document.photo.width, document.photo.height) == (300, 380)
