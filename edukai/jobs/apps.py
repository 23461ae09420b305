from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "edukai.jobs"
    label = "jobs"
    verbose_name = "Background work"
