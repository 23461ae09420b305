"""A real browser that stays on this machine."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections
from playwright.sync_api import Page, expect, sync_playwright

QUIET = [f"--{flag}" for flag in ("no-sandbox", "disable-gpu", "disable-quic", "disable-background-networking", "disable-sync")]

SLOWEST = 30_000  # milliseconds: other tests use the machine as well
expect.set_options(timeout=SLOWEST)

VIEWER = "chrome"  # chrome://, chrome-extension://: the browser's own viewer of PDFs


@contextmanager
def opened(url: str, **options: Any) -> Iterator[Page]:
    """A page of a fresh browser; that it asks for anything but what is at `url` fails the test. DJANGO_ALLOW_ASYNC_UNSAFE must be set."""
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        page = browser.new_context(base_url=url, **options).new_page()
        page.set_default_timeout(SLOWEST)
        requested: list[str] = []
        blocked: list[str] = []  # by the page's own content security policy, before anything left
        page.on("request", lambda request: requested.append(request.url))
        page.on("requestfailed", lambda request: blocked.append(request.url) if request.failure == "csp" else None)
        yield page
        connections.close_all()  # those of Playwright's loop, which nobody else would close
        browser.close()
    assert [asked for asked in requested if not asked.startswith((url, "data:", "blob:", VIEWER)) and asked not in blocked] == []
