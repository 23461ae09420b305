"""The child process: dying, hanging, forked, started by many threads. What the rest of the process notices of it: nothing."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from candidate.documents import read, reader
from candidate.documents.reader import DOCUMENTS_PER_CHILD
from edukai.errors import TransientError
from tests.candidate.documents import files
from tests.candidate.documents.files import GOOD, refusal


def _child() -> psutil.Process:
    (child,) = (child for child in psutil.Process().children() if "candidate.documents.child" in child.cmdline())
    return child


def _run(script: str) -> subprocess.CompletedProcess[str]:
    setup = "import django\ndjango.setup()\nfrom candidate.documents import read, reader\nimport sys, os, time, signal\n"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "edukai.settings"}
    command = [sys.executable, "-c", setup + textwrap.dedent(script)]
    return subprocess.run(command, input="", capture_output=True, text=True, timeout=60, env=environment, cwd=Path(__file__).parents[3])


def test_it_goes_on_when_the_child_is_killed_in_the_middle_of_a_file(fresh_reader):
    read(GOOD, "cv.pdf")
    first = _child()
    first.suspend()  # so that the file is in its hands, but not finished
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(read, GOOD, "cv.pdf")
        time.sleep(0.3)
        assert not answer.done()
        first.send_signal(signal.SIGKILL)
        assert "Jane Smith" in answer.result(timeout=20).text
    assert _child().pid != first.pid


def test_it_goes_on_when_the_child_was_killed_between_two_files(fresh_reader):
    read(GOOD, "cv.pdf")
    _child().kill()
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_never_gives_a_late_answer_to_the_next_file(fresh_reader):
    class WorkerTimeLimit(Exception):
        pass

    def interrupt(*_: object) -> None:
        raise WorkerTimeLimit

    other = files.pdf("<p>Another candidate altogether</p>")
    read(GOOD, "cv.pdf")
    suspended = _child()
    suspended.suspend()
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(WorkerTimeLimit):
            read(GOOD, "cv.pdf")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert not suspended.is_running()
    assert read(other, "cv.pdf").text == "Another candidate altogether"


def test_it_replaces_a_child_that_hangs(settings, fresh_reader):
    settings.READER_SECONDS = 1
    read(GOOD, "cv.pdf")
    hanging = _child()
    hanging.suspend()
    assert refusal(GOOD) == "too_complex"
    assert not hanging.is_running()
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_replaces_a_child_that_has_served_long_enough(fresh_reader, monkeypatch):
    monkeypatch.setattr(reader, "DOCUMENTS_PER_CHILD", 3)
    assert DOCUMENTS_PER_CHILD > 3
    served = []
    for _ in range(7):
        read(GOOD, "cv.pdf")
        served.append(_child().pid)
    assert [served.count(pid) for pid in dict.fromkeys(served)] == [3, 3, 1]


def test_it_leaves_no_zombies(fresh_reader):
    for _ in range(3):
        read(GOOD, "cv.pdf")
        _child().kill()
    read(GOOD, "cv.pdf")
    assert psutil.STATUS_ZOMBIE not in [child.status() for child in psutil.Process().children()]


def test_it_serves_many_threads(fresh_reader):
    contents = [files.pdf(f"<p>Candidate number {number}, teacher of mathematics</p>") for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        texts = list(pool.map(lambda number: read(contents[number % 6], "cv.pdf").text, range(30)))
    assert texts == [f"Candidate number {number % 6}, teacher of mathematics" for number in range(30)]


def test_it_keeps_the_childs_hands_off_our_secrets(fresh_reader, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    read(GOOD, "cv.pdf")
    assert set(_child().environ()) <= {"PATH", "LANG", "LC_CTYPE"}


@pytest.mark.parametrize("executable", ["/nowhere/python", "/bin/false"])
def test_it_may_be_tried_again_when_no_child_can_be_started(fresh_reader, monkeypatch, executable):
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(TransientError):
        read(GOOD, "cv.pdf")
    monkeypatch.undo()
    assert "Jane Smith" in read(GOOD, "cv.pdf").text


def test_it_gives_each_forked_process_a_child_of_its_own(tmp_path):
    (tmp_path / "cv.pdf").write_bytes(GOOD)
    done = _run(f"""
        content = open({str(tmp_path / "cv.pdf")!r}, "rb").read()
        read(content, "cv.pdf")
        mine = reader.reader._child.process.pid
        forked = os.fork()
        if not forked:
            assert "Jane Smith" in read(content, "cv.pdf").text
            assert reader.reader._child.process.pid != mine
            sys.exit(0)
        assert os.waitpid(forked, 0)[1] == 0
        assert "Jane Smith" in read(content, "cv.pdf").text
        assert reader.reader._child.process.pid == mine
        print("well")
    """)
    assert done.stdout == "well\n", done.stderr
    assert not done.stderr


@pytest.mark.parametrize("busy", [False, True])
def test_its_child_does_not_outlive_a_killed_parent(tmp_path, busy):
    (tmp_path / "good.pdf").write_bytes(GOOD)
    (tmp_path / "slow.pdf").write_bytes(files.deep_pdf(levels=9, copies=30))
    done = _run(f"""
        from django.conf import settings
        import threading
        settings.READER_SECONDS = 2
        read(open({str(tmp_path / "good.pdf")!r}, "rb").read(), "cv.pdf")
        print(reader.reader._child.process.pid, flush=True)
        if {busy}:
            slow = open({str(tmp_path / "slow.pdf")!r}, "rb").read()
            threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGKILL)).start()
            read(slow, "cv.pdf")
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    assert done.returncode == -signal.SIGKILL, done.stderr
    child = int(done.stdout)
    deadline = time.monotonic() + 8
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_it_is_not_disturbed_by_what_a_thread_that_has_ended_started(fresh_reader):
    thread = threading.Thread(target=read, args=(GOOD, "cv.pdf"))
    thread.start()
    thread.join()
    first = _child().pid
    assert "Jane Smith" in read(GOOD, "cv.pdf").text
    assert _child().pid == first


def test_its_child_knows_neither_settings_nor_celery():
    script = "import sys, candidate.documents.child; print([name for name in ('celery', 'edukai.settings') if name in sys.modules])"
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=Path(__file__).parents[3])
    assert done.stdout == "[]\n", done.stderr
