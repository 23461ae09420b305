from typing import Any

from account import password_reset
from edukai.jobs import Done, Flow, Stage
from edukai.jobs.models import Job


def mail_code(job: Job, subject: Any) -> Done:
    password_reset.send_code(job.args["email"])
    job.args = {}  # the address is not needed any more
    return Done()


PASSWORD_RESET = Flow("password_reset", [Stage("mail", mail_code)])
