"""Cover letters and letterheads that come in front of a CV, and name people and numbers who are not the candidate."""

import random

from tests.corpus.person import Person

LETTERHEADS = (
    (
        "Brightwater Teaching Recruitment Ltd",
        "3rd Floor, Meridian House, Leeds LS1 4AB",
        "T: 0113 496 0555  E: hello@brightwater.example.co.uk",
    ),
    (
        "STERLING & VOSS EDUCATION",
        "Candidate profile prepared by your consultant Jeremy Pike",
        "020 7946 0222 | jeremy.pike@sterlingvoss.example.com",
    ),
    (
        "Classmates Supply",
        "Registered office: 14 Dock Street, Liverpool L3 4BX",
        "Phone 0151 496 0911 - jobs@classmates.example.org - www.classmates.example.org",
    ),
    ("Northern Care Staffing", "0161 496 0800", "placements@northerncare.example.net"),
)
ADDRESSEES = (
    ("Mrs P. Callaghan", "The Headteacher", "Bishopsgate Primary School"),
    ("Mr Owen Tregear", "HR Department", "Larkfield Group plc"),
)


def cover_letter(person: Person, dice: random.Random) -> list[str]:
    """A letter with an addressee, who is not the candidate, and a job applied for, which the candidate has not had."""
    addressee, post, place = dice.choice(ADDRESSEES)
    job = person.paid_work[0] if person.paid_work else None
    past = f"In my work as {job.title} at {job.employer} I have learnt to listen first and to plan carefully." if job else ""
    return [
        line
        for line in (
            f"{addressee}, {post}, {place}",
            f"{dice.randint(1, 28)} October 2026",
            f"Dear {addressee.split()[0]} {addressee.split()[-1]},",
            "Re: Application for the position of Phase Coordinator (reference PC/2026/118)",
            f"I was pleased to see your advertisement on the council's website and should like to apply. {past}",
            "I have followed the school's progress since 2019 and share its view that good work takes time. My CV is enclosed, "
            "and I would be glad to talk about what I could bring.",
            "I can be released with a month's notice and am free for an interview on any day but Wednesday.",
            "Yours sincerely,",
            person.name.full,
        )
        if line
    ]
