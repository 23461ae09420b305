"""What Beat starts. All other work is a flow."""

from candidate import mail_events
from edukai.celery import app


@app.task(name="mails.tell_unknown")
def tell_unknown() -> None:
    mail_events.tell_unknown()
