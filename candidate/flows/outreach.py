"""A campaign's mails, planned and handed over by the thousand: held back for a moment, paused, resumed and cancelled by operators."""

from collections.abc import Collection
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from account.models import User
from candidate import campaigns, mail_rates
from candidate.models import LEFT_PERHAPS, Campaign, Candidate, Delivery, DeliveryStatus, Purpose
from candidate.quality import LEAK
from edukai import mailer
from edukai.errors import PermanentError, TransientError
from edukai.jobs import Done, Flow, Next, Stage, Wait
from edukai.jobs.control import enqueue, wake
from edukai.jobs.models import Job, Status

PAUSED = 3_600  # seconds until a paused campaign looks again by itself
RENDERING = 10


def plan(job: Job, campaign: Campaign) -> Next | Done:
    """A row for each mail of a campaign; the first one leaves when the time to think it over has passed."""
    if campaign.cancelled_at or campaign.candidate_id is None:
        return Done(write=partial(campaigns.end, campaign))
    contact_ids = [UUID(contact) for contact in job.args["contact_ids"]]
    held = campaign.created_at + timedelta(seconds=settings.OUTREACH_HOLD_SECONDS) - timezone.now()
    write = partial(campaigns.plan, campaign, contact_ids, resend=job.args["resend"])
    return Next(write, after=max(held.total_seconds(), 0), args={})


def send(job: Job, campaign: Campaign) -> Wait | Done:
    """The next mails of a campaign, until none are left."""
    candidate = Candidate.objects.filter(campaigns=campaign).first()
    if campaign.cancelled_at or candidate is None:
        return Done(write=partial(campaigns.end, campaign))
    if campaign.paused_at:
        return Wait(PAUSED, at=place_of(campaign))
    if not candidate.enhanced_key:
        if LEAK in candidate.quality_reasons:
            raise PermanentError("The branded CV would give away who the candidate is: it is not sent.", code=LEAK)
        return Wait(RENDERING)
    campaigns.take_back_interrupted(campaign)
    claimed = campaigns.claim(campaign, min(mailer.transport().most, settings.MAIL_MOST_PER_CALL))
    if isinstance(claimed, float):
        return Wait(claimed)
    if not claimed:
        return Done(write=partial(campaigns.end, campaign))
    try:
        campaigns.hand_over(campaign, candidate, claimed)
    except TransientError as error:
        if error.retry_after:
            mail_rates.shut_gate(error.retry_after)
        raise
    return Wait(0)


def start(candidate: Candidate, contact_ids: Collection[UUID], user: User, *, resend: bool = False) -> Campaign:
    """A campaign to these contacts, each named once, with its job, or neither. Whom it does not go to is found out by the job.

    Raises what `campaigns.check` does, and DoesNotExist when the candidate has been deleted since it was read.
    """
    campaigns.check(candidate, contact_ids)
    campaign = Campaign(candidate=candidate, subject=candidate.email_subject, body=candidate.email_body, created_by=user)
    args = {"contact_ids": [str(contact) for contact in contact_ids], "resend": resend}
    try:
        with transaction.atomic():
            campaign.job_id = enqueue(sending, campaign, args=args, created_by=user).pk
            campaign.save()
    except IntegrityError:
        raise Candidate.DoesNotExist from None
    return campaign


def pause(campaign: Campaign) -> None:
    Campaign.objects.filter(pk=campaign.pk, paused_at=None).update(paused_at=timezone.now(), paused_because="")


def resume(campaign: Campaign) -> None:
    """When it had paused itself, only bounces of what is handed over from now on count: somebody has looked at the others."""
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk).exclude(paused_because="").update(resumed_at=timezone.now())
        Campaign.objects.filter(pk=campaign.pk).update(paused_at=None, paused_because="")
        wake(Job.objects.filter(waits_at=place_of(campaign)))


def cancel(campaign: Campaign) -> None:
    """No mail leaves any more; what has left has."""
    with transaction.atomic():
        Campaign.objects.filter(pk=campaign.pk, cancelled_at=None).update(cancelled_at=timezone.now())
        wake(Job.objects.of(campaign))


def let_go(candidate_ids: Collection[UUID]) -> None:
    """These candidates are about to be deleted: no mail about them leaves any more.

    Their deliveries stay, since the links in what has left stop mails for ever; what says anything of the candidate does not.
    """
    mails, theirs = Delivery.objects.filter(candidate__in=candidate_ids), Campaign.objects.filter(candidate__in=candidate_ids)
    list(mails.select_for_update().order_by("pk").values_list("pk"))  # as all others lock them
    mails.move(DeliveryStatus.CANCELLED, error="The candidate has been deleted.")
    mails.filter(purpose=Purpose.AVAILABILITY).exclude(status__in=LEFT_PERHAPS).update(recipient="")
    for campaign in theirs.filter(told_at=None):
        cancel(campaign)
    theirs.update(subject="", body="")


def place_of(campaign: Campaign) -> str:
    """Where the job of a paused campaign waits."""
    return f"campaign/{campaign.pk.hex}"


ACTIONS = {"pause": pause, "resume": resume, "cancel": cancel}


def _changed(job: Job) -> None:
    """Whoever cancels the job cancels the campaign; one that fails can be replayed, so that what is planned stays."""
    campaign = Campaign.objects.filter(pk=job.subject_id).first()
    if campaign and job.status == Status.CANCELLED:
        campaigns.end(campaign)
        cancel(campaign)
    if campaign and job.status == Status.FAILED:
        campaigns.tell(campaign, job.error)


sending = Flow("outreach", [Stage("plan", plan, queue="default"), Stage("send", send, queue="default", retries=50)], changed=_changed)
