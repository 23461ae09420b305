"""What is logged, and where to."""

from typing import Any

# These log what was asked (where a candidate lives, whom a mail is to, signed links, keys), or three lines for every task
TALKATIVE = ("geopy", "httpx", "httpx2", "httpcore", "openai", "fontTools", "python_http_client")
OF_EACH_TASK = ("celery.app.trace", "celery.beat", "celery.worker.strategy")


def to_console(level: str) -> dict[str, Any]:
    """Django's LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "level": level}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
            "weasyprint": {"level": "ERROR"},
            **{name: {"level": "WARNING"} for name in (*TALKATIVE, *OF_EACH_TASK)},
        },
    }
