"""A profile that a model wrote from a CV, held against the CV: what has no support there is taken out, and put down as a claim."""

import dataclasses
from collections.abc import Iterable, Sequence
from datetime import date

from candidate import quality
from candidate.ai.local import names, posts, teacher_status
from candidate.ai.local.anonymise import Identity
from candidate.ai.local.engine import profile_of
from candidate.ai.local.findings import Findings, find
from candidate.ai.local.statements import Statement
from candidate.ai.truth.bidding import is_bidding, without_bidding
from candidate.ai.truth.career import Career, pairs
from candidate.ai.truth.person import person
from candidate.ai.truth.sentences import Truth, split
from candidate.ai.truth.source import Source
from candidate.ai.truth.texts import SHORT, Editor
from candidate.documents.model import Document
from candidate.profile import Brief, Claim, DataExtracted, Employment, PersonalInfo, Profile
from candidate.taxonomy import KeyStage, Status

MOST_CLAIMS = 200
_EXAMS = {KeyStage.KS4: "GCSE", KeyStage.KS5: "A-level"}  # what a key stage that is taught ends with


@dataclasses.dataclass(frozen=True)
class _Reading:
    """The CV as the local engine reads it, without what bids a program write something."""

    document: Document
    found: Findings
    profile: Profile

    def lines(self, more: Iterable[str] = ()) -> list[str]:
        """What may bear a text out: the document without its referees, what the reader says of it, and `more`."""
        referees = {evidence.text for referee in self.found.referees for evidence in referee.evidence}
        of_cv = [line.text for line in self.document.lines if line.text not in referees]
        exams = [exam for stage, exam in _EXAMS.items() if stage in self.profile.education.key_stages]
        apart = [""] * 20
        return [*of_cv, *apart, *_told(self.profile.data_extracted), *apart, *self.document.labels, *exams, *apart, *more]

    def truth(self, source: Source, today: date, jobs: Sequence[Employment], more: Sequence[str] = ()) -> Truth:
        """What texts may say when these are the jobs; `more`: texts that bear it out beside the CV."""
        school, read = self.profile.education, self.profile.data_extracted.employment_history
        years = max(_years(jobs, today), _years(read, today))
        taught = max(_years(_at_schools(jobs), today), _years(_at_schools(read), today))
        by_hand = [Statement(sentence, "profile", ()) for text in more for sentence in split(text)]
        statuses = {*school.statuses, *(found.value for found in teacher_status.read(by_hand, (), today, teaches=False))}
        held = frozenset(statuses - {Status.WORKING_TOWARDS_QTS})
        return Truth(source, today, years, taught, max(len(jobs), len(read)), school, held)


def checked(profile: Profile, document: Document, brief: Brief, today: date) -> Profile:
    """The profile with nothing in it that the CV does not bear out; `unsupported_claims` holds what was taken out.

    Contacts for the leak check, school facts, remarks, years and the verdict are the local engine's. Never raises.
    """
    reading, claims = _read(document, brief, today), list[Claim]()
    local = reading.profile
    ours, told = local.data_extracted, profile.data_extracted
    personal = person(profile.personal_info, local.personal_info, reading.found, reading.document, claims)
    source = Source(reading.lines(), today)
    career = Career(source, today, ours.employment_history, reading.found.jobs, claims)
    employment = career.checked(told.employment_history)
    editor = Editor(reading.truth(source, today, employment), _identities(personal, reading), claims)
    employment = [_shown(job, editor) for job in employment]
    given = names.given(personal.full_name)[:SHORT]
    location = editor.supported("location", filter(None, [told.location or profile.personal_info.location]))
    roles = editor.supported("role", told.role or profile.personal_info.job_role) or ours.role
    skills = editor.supported("skill", profile.personal_info.skill) or local.personal_info.skill
    data = _texts(told, ours, editor).model_copy(
        update={"name": given, "role": roles, "location": next(iter(location), ours.location), "employment_history": employment}
    )
    personal = personal.model_copy(update={"skill": skills, "job_role": roles, "location": data.location})
    found = {"personal_info": personal, "data_extracted": data, "education": local.education, "remarks": local.remarks}
    return quality.marked(profile.model_copy(update={**found, "unsupported_claims": claims[:MOST_CLAIMS]}), brief, today)


def checked_rewrite(
    after: DataExtracted, before: DataExtracted, document: Document, personal: PersonalInfo, today: date
) -> tuple[DataExtracted, list[Claim]]:
    """The rewritten data with the facts of `before`, and what was taken out. New texts are held against the CV and against `before`,
    which an operator may have edited; where nothing of a new text is left, the old one stays. Never raises."""
    reading, claims = _read(document, Brief(), today), list[Claim]()
    by_hand = [line for line in _told(before) if not is_bidding(line)]
    truth = reading.truth(Source(reading.lines(by_hand), today), today, before.employment_history, by_hand)
    editor = Editor(truth, _identities(personal, reading), claims)
    known = {there: here for here, there in pairs(after.employment_history, before.employment_history).items()}
    employment = [
        _rewritten(job, after.employment_history[known[number]], editor) if number in known else job
        for number, job in enumerate(before.employment_history)
    ]
    for number, job in enumerate(after.employment_history):
        if number not in known.values():
            editor.refused("employment_history", ", ".join(filter(None, [job.role, job.company, job.date_range])), "No such job was there.")
    kept = {"name": before.name, "role": before.role, "location": before.location, "employment_history": employment}
    return _texts(after, before, editor).model_copy(update=kept), claims[:MOST_CLAIMS]


def _read(document: Document, brief: Brief, today: date) -> _Reading:
    document = without_bidding(document)
    found = find(document, today)
    return _Reading(document, found, profile_of(found, brief, today))


def _years(jobs: Sequence[Employment], today: date) -> float:
    return quality.years_of_experience(jobs, today) or 0


def _at_schools(jobs: Sequence[Employment]) -> list[Employment]:
    return [job for job in jobs if posts.roles(job.role, job.company) or posts.is_school(job.company)]


def _told(data: DataExtracted) -> list[str]:
    """All texts of the data, a line each."""
    jobs = [text for job in data.employment_history for text in (job.date_range, job.role, job.company, *job.responsibilities)]
    texts = [data.availability, data.professional_profile, data.interests, data.email_subject, data.email_body]
    return [line for text in (*jobs, *data.role, *data.qualifications, data.location, *texts) for line in text.split("\n")]


def _identities(personal: PersonalInfo, reading: _Reading) -> list[Identity]:
    """The name that is shown first; the one that was read must not show either."""
    read = reading.found.name.value
    streets = tuple(dict.fromkeys([*personal.address, *reading.found.address.streets]))
    return [Identity(name, streets) for name in dict.fromkeys([names.Name(personal.full_name, read.native), read])]


def _shown(job: Employment, editor: Editor) -> Employment:
    duties = editor.texts("responsibilities", job.responsibilities)
    role, company = editor.shown(job.role, SHORT), editor.shown(job.company, SHORT, instead="")
    return job.model_copy(update={"role": role, "company": company, "responsibilities": duties})


def _rewritten(before: Employment, after: Employment, editor: Editor) -> Employment:
    duties = editor.texts("responsibilities", after.responsibilities)
    return before.model_copy(update={"responsibilities": duties or before.responsibilities})


def _texts(told: DataExtracted, otherwise: DataExtracted, editor: Editor) -> DataExtracted:
    return told.model_copy(
        update={
            "availability": editor.text("availability", told.availability, otherwise.availability, SHORT, grounded=True),
            "professional_profile": editor.text("professional_profile", told.professional_profile, otherwise.professional_profile),
            "qualifications": editor.qualifications(told.qualifications, otherwise.qualifications) or otherwise.qualifications,
            "interests": editor.text("interests", told.interests, otherwise.interests, grounded=True),
            "email_subject": editor.text("email_subject", told.email_subject, otherwise.email_subject, SHORT),
            "email_body": editor.text("email_body", told.email_body, otherwise.email_body),
        }
    )
