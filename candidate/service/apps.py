from django.apps import AppConfig


class AIServiceConfig(AppConfig):
    name = "candidate.service"
    label = "ai_service"
    verbose_name = "AI service"
