from django.apps import AppConfig

from edukai import checks  # noqa: F401  importing them registers them


class EduKaiConfig(AppConfig):
    name = "edukai"
    label = "edukai"
    verbose_name = "EduKai"
