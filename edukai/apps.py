from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig

from edukai import checks  # noqa: F401  importing them registers them


class EduKaiConfig(AppConfig):
    name = "edukai"
    label = "edukai"
    verbose_name = "EduKai"


class BackOfficeConfig(SimpleAdminConfig):
    """Django's admin with a site of our own. `urls.py` finds what is registered: workers have no use for it, and are smaller without."""

    default_site = "account.back_office.BackOffice"
