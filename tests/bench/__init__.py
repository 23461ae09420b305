"""`make bench`: every figure that EduKai promises, measured beside its target.

figures.py    what a figure is, and the table
cvs.py        what is measured with
page.py       one CV's stages in a warm process
upload.py     1,000 CVs in one request
way.py        200 CVs from upload to mail, against a plain loop
thousand.py   1,000 CVs from upload to mail, and 5 that come in between
sets.py       more and more workers on one database and one broker
answers.py    how soon 202 is said to 20 clients at once
production.py what these three run on: PostgreSQL, Redis and S3
loop.py       that loop: read, analyse, render in two processes, without queue or database
matching.py   contacts to schools
schools.py    schools from the sheet to the map, on either database
lists.py      what is asked of them by HTTP
dashboard.py  what it takes to count everything
material.py   the sheets and postcodes for it
inside.py     what is measured within a stack, by within.py
admin.py      the lists, searches and filters of the back office, on either database
engine.py     1,000 CVs with a model that answers later
outreach.py   1,000 contacts mailed at once
guard/        writes down every step towards the network
usage.py      what processes use of cores and memory

Importing it readies Django on settings of its own, whatever the developer's `.env` says.
"""

import os
from pathlib import Path

import django

FOLDER = Path(__file__).resolve().parents[2] / "var" / "bench"

os.environ |= {
    "DJANGO_SETTINGS_MODULE": "edukai.settings",
    "EDUKAI_DOTENV": os.devnull,
    "EDUKAI_DATA_DIR": str(FOLDER / "data"),
    "LOG_LEVEL": "WARNING",
}
django.setup()
