"""What candidates fill in on the page that their mail links to."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from candidate.replies import Answer, Choice, Pattern
from edukai.text import clean

_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # they would turn round what stands beside them
DAYS_AHEAD = 3 * 365


class Words(forms.CharField):
    """Text as `clean` leaves it, counted like a browser does: a line break is one character."""

    def to_python(self, value: Any) -> str:
        return clean(_DIRECTIONS.sub("", super().to_python(value) or ""))


class Line(Words):
    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class AnswerForm(forms.Form):
    choice = forms.ChoiceField(
        label="Are you available?",
        choices=Choice.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Please choose one.", "invalid_choice": "Please choose one."},
    )
    from_date = forms.DateField(
        label="From which date?",
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": "Please enter a date like 31/01/2027."},
    )
    patterns = forms.MultipleChoiceField(
        label="What are you looking for?",
        choices=Pattern.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Please choose from the list."},
    )
    roles = Line(label="Which roles?", max_length=200, required=False)
    miles = forms.IntegerField(label="How far would you travel, in miles?", min_value=0, max_value=200, required=False)
    note = Words(label="Anything else?", max_length=1_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("choice") != Choice.FROM_DATE:
            given["from_date"] = None
            self.errors.pop("from_date", None)  # it is not asked for
        elif "from_date" in given:
            self._check(given["from_date"])
        return given

    def answer(self) -> Answer:
        """What was filled in, once it is valid."""
        given = self.cleaned_data
        day = given["from_date"]
        return Answer(
            choice=given["choice"],
            from_date=day.isoformat() if day else "",
            patterns=given["patterns"],
            roles=given["roles"],
            miles=given["miles"],
            note=given["note"],
        )

    def _check(self, day: date | None) -> None:
        if day is None:
            self.add_error("from_date", "Please say from which date.")
        elif not 0 < (day - timezone.localdate()).days <= DAYS_AHEAD:
            self.add_error("from_date", "Please choose a date after today, within three years.")
