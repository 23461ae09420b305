"""CVs from bytes to profile, one after the other: core time a page, and what the memory grows to over a thousand of them."""

import json
import os
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import psutil

from tests.bench.figures import Figure
from tests.bench.loop import analyse, read
from tests.bench.usage import core_seconds, peak_megabytes
from tests.corpus import generate

TEXT_PDFS = ("weasyprint", "chromium", "reportlab")
PICTURES = ("scan", "png", "jpg")
MANY = 1_000
SAMPLED_EVERY = 50  # CVs


def measure() -> list[Figure]:
    """Over the corpus: text PDFs, scans and pictures, then all its CVs but those again and again."""
    text, pictures, everything = _by_producer(*TEXT_PDFS), _by_producer(*PICTURES), _by_producer()
    a_text_page, pages = _a_page(text)
    a_picture, scanned = _a_page(pictures)
    worker, child = _grown(everything)
    return [
        Figure(f"Text PDF, bytes to profile, core time a page ({pages} pages)", a_text_page * 1000, "ms", under=40),
        Figure("- CVs a second a core", len(text) / (a_text_page * pages), "/s", least=20),
        Figure(f"Scan or picture, bytes to profile, core time a page ({scanned} pages)", a_picture, "s", under=1.2),
        Figure(f"Memory of a worker after {MANY:,} CVs, peak", worker, "MB", under=400),
        Figure("- of the sealed child that reads for it, peak", child, "MB", under=400),
    ]


def _by_producer(*producers: str) -> list[Path]:
    """The CVs of the corpus that these made; of all but pictures when none is named."""
    corpus = generate.ready(generate.DEFAULT_COUNT, generate.DEFAULT_SEED)
    truths = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(corpus.glob("*/truth.json"))]
    cvs = [truth for truth in truths if truth["is_cv"]]
    return [corpus / cv["file"] for cv in cvs if (cv["producer"] in producers if producers else cv["producer"] not in PICTURES)]


def _a_page(files: Sequence[Path]) -> tuple[float, int]:
    """Core seconds a page of this process, its reader and whatever that starts; and how many pages there are."""
    analyse(read(files[0]))
    before, pages = core_seconds(os.getpid()), 0
    for file in files:
        document = read(file)
        analyse(document)
        pages += len(document.pages)
    return (core_seconds(os.getpid()) - before) / pages, pages


def _grown(files: Sequence[Path]) -> tuple[float, float]:
    """Peak megabytes of this process, and of a reader."""
    child = 0.0
    for number, file in enumerate(islice(cycle(files), MANY), 1):
        analyse(read(file))
        if number % SAMPLED_EVERY == 0:
            child = max(child, *(peak_megabytes(process.pid) for process in psutil.Process().children()))
    return peak_megabytes(os.getpid()), child
