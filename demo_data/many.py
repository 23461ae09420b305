"""Many plain CVs, fast: each a person of its own with a name, an e-mail and a history, each with a photo that fills it to its size."""

import calendar
import io
import json
import random
import string
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageFilter

from demo_data.portraits import LOOKS, draw_portrait
from demo_data.rawpdf import Text, one_page

WORDS: dict[str, Any] = json.loads((Path(__file__).resolve().parent / "words.json").read_text(encoding="utf-8"))


def make(out: Path, count: int, size: int) -> int:
    """Writes `count` PDFs of about `size` bytes to `out`, named after their people. Returns how many."""
    for number in range(count):
        name, email = person(number)
        photo = _photo(max(size - 3_000, 0), number % len(LOOKS))
        (out / f"{number + 1:04d} {name} CV.pdf").write_bytes(one_page(_cv(name, email, number), photo, number))
    return count


def person(number: int) -> tuple[str, str]:
    """Name and e-mail of the person with this number: distinct for the first 31,200, the e-mail for every one."""
    families, givens = WORDS["family"], WORDS["given"]
    given, family = givens[number % len(givens)], families[number // len(givens) % len(families)]
    generation = number // (len(families) * len(givens))
    initial = f" {string.ascii_uppercase[(generation - 1) % 26]}." if generation else ""
    return f"{given}{initial} {family}", f"{given}.{family}{generation or ''}@example.com".lower()


def _cv(name: str, email: str, number: int) -> list[Text]:
    dice = random.Random(number)
    town, district = dice.choice(list(WORDS["towns"].items()))
    postcode = f"{district} {dice.randint(1, 9)}{''.join(dice.choices('ABDEFGHJLNPQRSTUWXYZ', k=2))}"
    lines = [
        Text(name, 20, bold=True),
        Text(f"{dice.randint(2, 180)} {dice.choice(WORDS['family'])} Avenue, {town} {postcode}"),
        Text(f"07700 900{number % 1000:03d}  |  {email}", after=8),
        Text("Profile", 13, bold=True),
        Text(f"{dice.choice(WORDS['profiles']).format(town=town)} {dice.choice(WORDS['ways'])}", after=8),
        Text("Employment", 13, bold=True),
    ]
    year = 2026
    for job in range(dice.randint(2, 4)):
        start = year - dice.randint(1, 4)
        lines += _job(dice, town, start, year if job else None)
        year = start
    return [
        *lines,
        Text("Qualifications", 13, bold=True),
        Text(f"{dice.choice(WORDS['degrees'])}, {year - 1}"),
        Text("Safeguarding Level 2, 2025", after=8),
        Text("Interests", 13, bold=True),
        Text(f"In my free time I enjoy {dice.choice(WORDS['hobbies'])}."),
    ]


def _job(dice: random.Random, town: str, start: int, end: int | None) -> list[Text]:
    """One post: two lines and three bullets. `end` None: it goes on."""
    post = dice.choice(WORDS["posts"])
    duties = [*post["duties"], f"Led the {dice.choice(WORDS['clubs'])} club on {dice.choice(calendar.day_name[:5])}s"]
    until = f"{dice.choice(calendar.month_name[6:9])} {end}" if end else "present"
    return [
        Text(f"{post['title']}, {dice.choice(WORDS['schools'])} {post['school']}, {town}", bold=True),
        Text(f"{dice.choice(calendar.month_name[9:11])} {start} - {until}"),
        *(Text(f"\u2022 {duty.format(n=dice.randint(9, 31))}") for duty in duties),
        Text("", 4),
    ]


@cache
def _photo(size: int, look: int) -> bytes:
    """A grainy portrait as JPEG, at most `size` bytes and close to it; empty when nothing fits."""
    picture = draw_portrait(list(LOOKS.values())[look], random.Random(look))
    best = b""
    for width in range(120, 2_400, 40):
        jpeg = _jpeg(picture.resize((width, width * 5 // 4)))
        if len(jpeg) > size:
            break
        best = jpeg
    return best + bytes(size - len(best)) if best else best  # readers skip what follows a JPEG's end mark


def _jpeg(picture: Image.Image) -> bytes:
    grain = Image.frombytes("L", picture.size, random.Random(1).randbytes(picture.width * picture.height))
    grain = grain.filter(ImageFilter.GaussianBlur(0.5))
    out = io.BytesIO()
    Image.blend(picture, Image.merge("RGB", (grain, grain, grain)), 0.12).save(out, "JPEG", quality=88)
    return out.getvalue()
