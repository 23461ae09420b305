"""Signed links in mails, to pages that ask nobody to sign in. They name nobody, and nobody can make one up.

As with files the signature is a parameter: Django logs the path alone, and that opens nothing.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.urls import reverse

from candidate.models import Candidate
from edukai.errors import PermanentError

PAGE_URLS = "candidate.public_urls"
ANSWER_SECONDS = 60 * 24 * 60 * 60
PAGES = {"unsubscribe": None, "answer": ANSWER_SECONDS}  # how long its links are good


def unsubscribe_link(delivery_key: str) -> str:
    """Where whoever got this mail stops all others; good for ever. `delivery_key` is the id of a `Delivery`."""
    return _link("unsubscribe", delivery_key)


def availability_link(candidate: Candidate) -> str:
    """Where the candidate says whether they are available, for 60 days; `&answer=` and a `replies.Choice` preselects one."""
    return _link("answer", str(candidate.pk))


def deletion_link(candidate: Candidate) -> str:
    """Where the candidate has their data deleted, as long as `availability_link` is good."""
    return availability_link(candidate).replace("/?", "/delete/?")


def delivery_key(token: str, signature: str) -> str:
    """What `unsubscribe_link` was given. Raises PermanentError for a link that is none of ours."""
    return _signed("unsubscribe", token, signature)


def candidate_id(token: str, signature: str) -> str:
    """Whose `availability_link` it is. Raises PermanentError for a link that is none of ours, or has expired."""
    return _signed("answer", token, signature)


def _link(page: str, key: str) -> str:
    signature = _signer(page).sign(key).removeprefix(f"{key}.")
    return f"{settings.PUBLIC_URL}{reverse(page, PAGE_URLS, args=[key])}?{urlencode({'s': signature})}"


def _signed(page: str, token: str, signature: str) -> str:
    try:
        return _signer(page).unsign(f"{token}.{signature}", max_age=PAGES[page])
    except signing.BadSignature:
        raise PermanentError("This link is not valid, or no longer.", code="link") from None


def _signer(page: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"candidate.links.{page}", sep=".")
