from datetime import date

from candidate.documents.model import Document
from candidate.profile import Brief, Claim, DataExtracted, PersonalInfo, Profile


def checked(profile: Profile, document: Document, brief: Brief, today: date) -> Profile:
    return profile


def checked_rewrite(
    after: DataExtracted, before: DataExtracted, document: Document, personal: PersonalInfo, today: date
) -> tuple[DataExtracted, list[Claim]]:
    return after, []
