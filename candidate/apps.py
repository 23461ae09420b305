from django.apps import AppConfig

from candidate import checks  # noqa: F401  importing them registers them


class CandidateConfig(AppConfig):
    name = "candidate"
