"""One candidate, as the pipeline would hand her over."""

import io
from typing import Any

from PIL import Image, ImageDraw

from candidate.profile import DataExtracted, Employment, PersonalInfo

PERSON = PersonalInfo(
    full_name="Sarah Jane Whitcombe",
    email="sarah.whitcombe@mail.example",
    whatsapp="+447700900123",
    location="Leeds",
    address=["Flat 3, 14 Acacia Avenue", "Headingley"],
    postcode="LS6 2AB",
    other_contacts=["linkedin.com/in/sjwteach", "01632 960555", "head@oldschool.example"],
)
DUTIES = [
    "Planned and taught a broad curriculum to a class of 30 mixed-ability pupils.",
    "Led mathematics across Key Stage 2: scheme of work, staff training and reports to governors.",
    "Ran a small-group phonics intervention; all six pupils reached the expected standard.",
]


def job(
    role: str = "Class Teacher", company: str = "Oakfield Primary School", start: str = "2019-09", end: str = "present", **more: Any
) -> Employment:
    fields = {"date_range": f"{start} – {end}", "role": role, "company": company, "responsibilities": DUTIES, "start": start, "end": end}
    return Employment(**(fields | more))


def cv(**changes: Any) -> DataExtracted:
    fields: dict[str, Any] = {
        "name": "Sarah",
        "role": ["Primary School Teacher", "Mathematics Lead"],
        "location": "Leeds",
        "availability": "Immediately",
        "professional_profile": "Warm and reflective class teacher with seven years in inner-city primary schools.",
        "employment_history": [job(), job("Teaching Assistant", "St Chad's Primary School", "2016-09", "2019-07")],
        "qualifications": ["PGCE Primary with QTS, University of Leeds, 2017", "BA (Hons) English Literature, 2015"],
        "interests": "Fell running and choral singing.",
    }
    return DataExtracted(**(fields | changes))


def photo(size: tuple[int, int] = (600, 800), **options: Any) -> bytes:
    picture = Image.new("RGB", size, "#c9d6cf")
    ImageDraw.Draw(picture).ellipse((size[0] // 4, size[1] // 4, size[0] * 3 // 4, size[1] * 3 // 4), fill="#e3b899")
    out = io.BytesIO()
    picture.save(out, "JPEG", **options)
    return out.getvalue()
