"""What the stages cost by themselves: read, analyse, render and search for leaks in a loop, without queue, database or files."""

import dataclasses
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Sequence
from multiprocessing.synchronize import Barrier
from pathlib import Path

from candidate import cv_pdf
from candidate.ai import engine
from candidate.ai.base import Analyse, Answer
from candidate.documents import read as read_bytes
from candidate.documents.model import Document
from candidate.profile import Brief, Profile
from tests.bench.usage import core_seconds

PROCESSES = 2


@dataclasses.dataclass(frozen=True, slots=True)
class Loop:
    seconds: float  # on the clock
    core_seconds: float  # of both processes and their readers
    stages: Counter[str]  # seconds on the clock, summed over both processes


def read(path: Path) -> Document:
    return read_bytes(path.read_bytes(), path.name)


def analyse(document: Document) -> Profile:
    answer = engine().submit(Analyse(document, Brief()), "")
    if not isinstance(answer, Answer) or not isinstance(answer.result, Profile):
        raise TypeError("Only an engine that answers at once can be measured.")
    return answer.result


def picture_of(document: Document) -> bytes | None:
    return document.photo.jpeg if document.photo else None


def whole(path: Path) -> Counter[str]:
    """All that is done with one CV, as the flow's stages do it. Seconds a stage."""
    times = [time.perf_counter()]
    document = read(path)
    times.append(time.perf_counter())
    profile = analyse(document)
    times.append(time.perf_counter())
    pdf = cv_pdf.render(profile.data_extracted, picture_of(document), skills=profile.personal_info.skill)
    times.append(time.perf_counter())
    if leaked := cv_pdf.leaks(pdf, profile.personal_info, filename="CV.pdf"):
        raise RuntimeError(f"{path.name} leaks: {leaked}")
    times.append(time.perf_counter())
    names = ("read", "analyse", "render", "search for leaks")
    return Counter({name: end - start for name, start, end in zip(names, times, times[1:], strict=False)})


def run(paths: Sequence[Path], warm_up: Sequence[Path]) -> Loop:
    """All of `paths` in two warm processes, each taking the next one as soon as it has done the last."""
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(PROCESSES + 1)
    with spawn.Pool(PROCESSES, _warm, (ready, warm_up)) as pool:
        ready.wait()
        used, began = core_seconds(os.getpid()), time.perf_counter()
        stages = sum(pool.imap_unordered(whole, paths), Counter[str]())
        return Loop(time.perf_counter() - began, core_seconds(os.getpid()) - used, stages)


def _warm(ready: Barrier, warm_up: Sequence[Path]) -> None:
    for path in warm_up:
        whole(path)
    ready.wait()
