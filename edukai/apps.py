from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig

from edukai import checks  # noqa: F401  importing them registers them


class EduKaiConfig(AppConfig):
    name = "edukai"
    label = "edukai"
    verbose_name = "EduKai"


class BackOfficeConfig(AdminConfig):
    """Django's admin with a site of our own."""

    default_site = "account.back_office.BackOffice"
