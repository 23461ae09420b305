"""scripts/setup on machines that lack something: commands of the system are doubles, the Python environment is real."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import PROJECT

TOOLS = ("sh", "dirname", "cat", "cksum", "grep", "tr", "cut", "sed", "rm", "mkdir", "mktemp", "getent", "id", "env", "flock")
STAMP = ".venv/setup-product"


class Machine:
    """A checkout with a requirements.txt that names nothing, and a PATH with nothing on it but what is put there."""

    def __init__(self, folder: Path) -> None:
        self.project, self.bin, self.home = folder / "a check out", folder / "bin", folder / "home"
        for made in (self.project / "scripts", self.bin, self.home):
            made.mkdir(parents=True)
        shutil.copy(PROJECT / "scripts" / "setup", self.project / "scripts" / "setup")
        self.wants_packages("")
        (self.project / "requirements.txt").write_text("")
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool))
        self.double("dpkg-query", "exit 1")
        self.environment = {"PATH": str(self.bin), "HOME": str(self.home), "PIP_NO_INDEX": "1"}

    def wants_packages(self, names: str) -> None:
        (self.project / "scripts" / "packages.txt").write_text(f"# Packages\n{names}\n" if names else "# Packages\n")

    def double(self, name: str, script: str) -> Path:
        path = self.bin / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return path

    def has_python(self) -> None:
        self.double("python3", f'exec "{sys.executable}" "$@"')

    def has_environment(self) -> None:
        """As a run that came to its end leaves it."""
        self.has_python()
        self.double("../a check out/.venv/bin/python", f'exec "{sys.executable}" "$@"')
        (self.project / STAMP).write_text(subprocess.run(["cksum"], input="", capture_output=True, text=True, check=True).stdout)

    def has_development(self) -> None:
        """All but newman is there, for developers too."""
        self.has_environment()
        (self.project / "requirements-dev.txt").write_text("")
        shutil.copy(self.project / STAMP, self.project / ".venv" / "setup-dev")
        (self.project / "tests" / "postman").mkdir(parents=True)
        (self.project / "tests" / "postman" / "package-lock.json").write_text("{}")
        self.wants_packages("nodejs node\nnpm node")

    def setup(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [str(self.bin / "sh"), "scripts/setup", *arguments]
        known = self.environment | environment
        return subprocess.run(command, cwd=self.project, env=known, capture_output=True, text=True, check=False, timeout=120)

    def is_whole(self) -> bool:
        python = self.project / ".venv" / "bin" / "python"
        pip = subprocess.run([python, "-m", "pip", "--version"], capture_output=True, check=False) if python.exists() else None
        return pip is not None and pip.returncode == 0 and (self.project / STAMP).exists()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_it_makes_the_environment_once_without_a_home_and_in_a_folder_with_a_space(machine):
    machine.has_python()
    del machine.environment["HOME"]
    first = machine.setup()
    assert first.returncode == 0, first.stderr
    assert "making .venv" in first.stderr
    assert machine.is_whole()
    second = machine.setup()
    assert (second.returncode, second.stderr) == (0, "")


def test_it_makes_an_environment_anew_that_was_interrupted_before_pip_was_there(machine):
    machine.has_python()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", machine.project / ".venv"], check=True)
    outcome = machine.setup()
    assert outcome.returncode == 0, outcome.stderr
    assert machine.is_whole()


def test_it_repairs_an_installation_that_was_interrupted(machine):
    """The first run is killed while pip is at work: nothing half-installed may be taken for installed."""
    machine.has_python()
    assert machine.setup().returncode == 0
    requirements = machine.project / "requirements.txt"
    requirements.write_text("not-to-be-found==1.0\n")
    leftover = machine.project / ".venv" / "half-installed"
    leftover.touch()
    failed = machine.setup()
    assert failed.returncode != 0
    assert "not-to-be-found" in failed.stderr
    requirements.write_text("")
    repaired = machine.setup()
    assert repaired.returncode == 0, repaired.stderr
    assert machine.is_whole()
    assert not leftover.exists()
    assert machine.setup().stderr == ""


@pytest.mark.parametrize("place", ["bin", "home/.local/bin", "home/.cargo/bin"])
def test_it_asks_uv_for_a_python_wherever_uv_is(machine, place):
    ends_at_venv = 'if [ "$2" = venv ]; then echo "this is the one that uv fetched" >&2; exit 1; fi'
    fetched = machine.double("../fetched/python", f'{ends_at_venv}\nexec "{sys.executable}" "$@"')
    script = f'case "$1 $2" in "python find") echo "{fetched}" ;; "python install" | "--version ") ;; *) exit 1 ;; esac'
    machine.double(f"../{place}/uv", script)
    outcome = machine.setup()
    assert "asking uv" in outcome.stderr
    assert "this is the one that uv fetched" in outcome.stderr


def test_an_old_python_without_venv_brings_uv_with_its_pip(machine):
    uv = "#!/bin/sh\\necho uv was asked for: $* >&2\\nexit 1\\n"
    brings = f"""[ "$2" = pip ] || exit 1\nmkdir -p "$7/bin"; printf '{uv}' >"$7/bin/uv"; chmod +x "$7/bin/uv\""""
    machine.double("python3", brings)
    (machine.bin / "chmod").symlink_to(shutil.which("chmod"))
    outcome = machine.setup()
    assert "uv was asked for: python install 3.13" in outcome.stderr
    assert outcome.returncode == 1


def test_it_says_what_is_missing_when_there_is_no_python_at_all(machine):
    outcome = machine.setup()
    assert outcome.returncode == 1
    assert "needs Python 3.12, 3.13 or 3.14" in outcome.stderr
    assert "PYTHON=/path/to/python" in outcome.stderr


@pytest.mark.parametrize("package", ["python3-venv python", "poppler-utils dev"])
def test_it_leaves_out_packages_that_are_not_needed(machine, package):
    machine.has_environment()
    machine.wants_packages(package)
    machine.double("apt-get", "exit 1")
    assert machine.setup().returncode == 0


def test_it_wants_venv_where_no_python_has_it(machine):
    machine.wants_packages("python3-venv python")
    machine.double("id", "echo 1000")
    outcome = machine.setup()
    assert outcome.stderr == "setup: missing system packages; run as root: apt-get install -y python3-venv\n"


@pytest.mark.parametrize(("sudo", "command"), [(False, "run as root: apt-get"), (True, "run: sudo apt-get")])
def test_it_prints_the_command_when_it_may_not_install(machine, sudo, command):
    machine.has_environment()
    machine.wants_packages("redis-server\nchromium|chromium-browser")
    machine.double("id", "echo 1000")
    machine.double("apt-cache", '[ "$2" = chromium-browser ]')
    if sudo:
        machine.double("sudo", "exit 1")
    outcome = machine.setup()
    assert outcome.returncode == 1
    assert outcome.stderr == f"setup: missing system packages; {command} install -y redis-server chromium-browser\n"


def test_it_installs_what_apt_knows(machine):
    machine.has_environment()
    machine.wants_packages("redis-server\nchromium|chromium-browser")
    machine.double("id", "echo 0")
    machine.double("apt-cache", '[ "$2" != chromium ]')
    machine.double("apt-get", f'echo "$@" >>"{machine.home}/apt"')
    assert machine.setup().returncode == 0
    installs = (machine.home / "apt").read_text().splitlines()[-1]
    assert installs.endswith(" redis-server chromium-browser")


def test_it_stops_at_a_package_that_apt_does_not_know(machine):
    machine.has_environment()
    machine.wants_packages("redis-server\nchromium|chromium-browser")
    machine.double("id", "echo 0")
    machine.double("apt-cache", '[ "$2" = redis-server ]')
    machine.double("apt-get", '[ "$1" = update ]')
    outcome = machine.setup()
    assert outcome.returncode == 1
    assert "apt knows no package chromium|chromium-browser" in outcome.stderr


def test_it_installs_newman_once_with_the_node_that_is_there(machine):
    machine.has_development()
    (machine.bin / "node").symlink_to(shutil.which("node"))
    machine.double("npm", 'mkdir -p tests/postman/node_modules; echo "$1 $2 $3"; exit 1')
    assert machine.setup("dev").returncode == 1
    machine.double("npm", 'echo "$1 $2 $3"')
    assert machine.setup("dev").stderr == "setup: installing newman\nci --prefix tests/postman\n"
    assert machine.setup("dev").stderr == ""


@pytest.mark.parametrize("node", ["exit 1", None], ids=["too old", "none"])
def test_it_wants_node_where_none_fits(machine, node):
    machine.has_development()
    machine.double("id", "echo 1000")
    if node:
        machine.double("node", node)
        machine.double("npm", "exit 1")
    assert machine.setup().returncode == 0
    outcome = machine.setup("dev")
    assert outcome.stderr == "setup: missing system packages; run as root: apt-get install -y nodejs npm\n"


def test_it_says_when_the_system_has_only_an_old_node(machine):
    machine.has_development()
    machine.double("dpkg-query", "echo installed")
    outcome = machine.setup("dev")
    assert (outcome.returncode, outcome.stderr) == (1, "setup: needs Node.js 18 or newer with npm\n")


def test_it_stops_at_an_interpreter_that_was_asked_for_and_does_not_work(machine):
    machine.has_python()
    outcome = machine.setup(PYTHON=str(machine.double("old-python", "exit 1")))
    assert outcome.returncode == 1
    assert "is not a working Python" in outcome.stderr
