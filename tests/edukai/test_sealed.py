"""The child process: dying, hanging, forked, started by many threads. What the rest of the process notices of it: nothing."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from edukai.errors import TransientError
from edukai.sealed import Limits, Refused, Sealed

MODULE = "tests.edukai.sealed_child"
PROJECT = Path(__file__).parents[2]
ECHO = {"do": "echo", "say": "hello"}
LIMITS = Limits(memory_mb=256, seconds=20)


@contextmanager
def running(limits: Limits = LIMITS, most_served: int = 500) -> Iterator[Sealed]:
    sealed = Sealed(MODULE, lambda: limits, most_served)
    try:
        yield sealed
    finally:
        sealed.close()


@pytest.fixture
def sealed() -> Iterator[Sealed]:
    with running() as sealed:
        yield sealed


def child() -> psutil.Process:
    (child,) = (child for child in psutil.Process().children() if MODULE in child.cmdline())
    return child


def refusal(sealed: Sealed, content: bytes = b"", **request: object) -> str:
    with pytest.raises(Refused) as error:
        sealed.ask(request, content)
    return error.value.code


def answers(sealed: Sealed) -> bool:
    return sealed.ask(ECHO, b"content") == ({"said": "hello"}, b"content")


def script(text: str) -> subprocess.CompletedProcess[str]:
    setup = f"""
        import os, signal, sys, threading
        from edukai.sealed import Limits, Sealed
        sealed = Sealed({MODULE!r}, lambda: Limits(256, 1))
    """
    command = [sys.executable, "-c", textwrap.dedent(setup) + textwrap.dedent(text)]
    return subprocess.run(command, input="", capture_output=True, text=True, timeout=60, cwd=PROJECT)


def test_it_takes_and_gives_large_files(sealed):
    content = os.urandom(20_000_000)
    assert sealed.ask({"do": "echo", "say": "é"}, content) == ({"said": "é"}, content)


def test_it_passes_on_why_a_file_was_refused_and_nothing_else(sealed):
    assert refusal(sealed, do="refuse") == "not_today"
    assert answers(sealed)


def test_it_calls_a_file_corrupt_that_a_library_stumbles_over_and_logs_nothing_of_it(sealed, capfd):
    assert refusal(sealed, b"Jane Smith", do="stumble") == "corrupt"
    assert answers(sealed)
    logged = capfd.readouterr().err
    assert "RuntimeError in a reader" in logged
    assert "Jane Smith" not in logged


def test_it_neither_logs_nor_takes_for_an_answer_what_a_library_prints(sealed, capfd):
    assert sealed.ask({"do": "print"}, b"Jane Smith") == ({}, b"")
    assert answers(sealed)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("request_", [{"do": "eat", "bytes": 1 << 30}, {"do": "abort"}, {"do": "babble"}], ids=lambda value: value["do"])
def test_it_goes_on_after_a_file_that_eats_memory_or_ends_the_child(sealed, request_):
    assert refusal(sealed, **request_) == "too_complex"
    assert answers(sealed)


def test_it_replaces_a_child_that_hangs():
    with running(Limits(256, 1)) as sealed:
        assert answers(sealed)
        hanging = child()
        assert refusal(sealed, do="sleep", seconds=60) == "too_complex"
        assert not hanging.is_running()
        assert answers(sealed)


def test_it_goes_on_when_the_child_is_killed_in_the_middle_of_a_file(sealed):
    assert answers(sealed)
    first = child()
    first.suspend()  # so that the file is in its hands, but not finished
    with ThreadPoolExecutor() as pool:
        answer = pool.submit(answers, sealed)
        time.sleep(0.3)
        assert not answer.done()
        first.send_signal(signal.SIGKILL)
        assert answer.result(timeout=20)
    assert child().pid != first.pid


def test_it_goes_on_when_the_child_was_killed_between_two_files(sealed):
    assert answers(sealed)
    child().kill()
    assert answers(sealed)


def test_it_never_gives_a_late_answer_to_the_next_file(sealed):
    class WorkerTimeLimit(Exception):
        pass

    def interrupt(*_: object) -> None:
        raise WorkerTimeLimit

    assert answers(sealed)
    suspended = child()
    suspended.suspend()
    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        with pytest.raises(WorkerTimeLimit):
            sealed.ask({"do": "echo", "say": "late"}, b"")
    finally:
        signal.signal(signal.SIGALRM, before)
    assert not suspended.is_running()
    assert answers(sealed)


def test_it_replaces_a_child_that_has_served_long_enough():
    served = []
    with running(most_served=3) as sealed:
        for _ in range(7):
            assert answers(sealed)
            served.append(child().pid)
    assert [served.count(pid) for pid in dict.fromkeys(served)] == [3, 3, 1]


def test_it_leaves_no_zombies(sealed):
    for _ in range(3):
        assert answers(sealed)
        child().kill()
    assert answers(sealed)
    assert psutil.STATUS_ZOMBIE not in [child.status() for child in psutil.Process().children()]


def test_it_serves_many_threads(sealed):
    with ThreadPoolExecutor(6) as pool:
        said = list(pool.map(lambda number: sealed.ask({"do": "echo", "say": number}, b"%d" % number), range(30)))
    assert said == [({"said": number}, b"%d" % number) for number in range(30)]


def test_it_keeps_the_childs_hands_off_our_secrets(sealed, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    assert answers(sealed)
    assert set(child().environ()) <= {"PATH", "LANG", "LC_CTYPE", "OPENBLAS_NUM_THREADS"}


@pytest.mark.parametrize("executable", ["/nowhere/python", "/bin/false"])
def test_it_may_be_tried_again_when_no_child_can_be_started(sealed, monkeypatch, executable):
    monkeypatch.setattr(sys, "executable", executable)
    with pytest.raises(TransientError):
        sealed.ask(ECHO, b"")
    monkeypatch.undo()
    assert answers(sealed)


def test_it_gives_each_forked_process_a_child_of_its_own():
    done = script(f"""
        sealed.ask({ECHO}, b"")
        mine = sealed._child.process.pid
        forked = os.fork()
        if not forked:
            assert sealed.ask({ECHO}, b"child") == ({{"said": "hello"}}, b"child")
            assert sealed._child.process.pid != mine
            sys.exit(0)
        assert os.waitpid(forked, 0)[1] == 0
        assert sealed.ask({ECHO}, b"parent") == ({{"said": "hello"}}, b"parent")
        assert sealed._child.process.pid == mine
        print("well")
    """)
    assert done.stdout == "well\n", done.stderr
    assert not done.stderr


@pytest.mark.parametrize("busy", [False, True])
def test_its_child_does_not_outlive_a_killed_parent(busy):
    done = script(f"""
        sealed.ask({ECHO}, b"")
        print(sealed._child.process.pid, flush=True)
        if {busy}:
            threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGKILL)).start()
            sealed.ask({{"do": "sleep", "seconds": 60}}, b"")
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    assert done.returncode == -signal.SIGKILL, done.stderr
    child = int(done.stdout)
    deadline = time.monotonic() + 8
    while psutil.pid_exists(child) and psutil.Process(child).status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(child) or psutil.Process(child).status() == psutil.STATUS_ZOMBIE


def test_it_is_not_disturbed_by_what_a_thread_that_has_ended_started(sealed):
    thread = threading.Thread(target=answers, args=(sealed,))
    thread.start()
    thread.join()
    first = child().pid
    assert answers(sealed)
    assert child().pid == first


@pytest.mark.parametrize("module", ["candidate.documents.child", "organization.sheets.child"])
def test_no_child_knows_settings_or_celery(module):
    script = f"import sys, {module}; print([name for name in ('celery', 'edukai.settings') if name in sys.modules])"
    environment = {"PATH": os.environ["PATH"]}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, cwd=PROJECT)
    assert done.stdout == "[]\n", done.stderr
