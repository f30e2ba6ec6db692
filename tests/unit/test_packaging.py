"""What packaging/setup.sh does and says, on machines made of stand-in programs; nothing is installed here."""

import contextlib
import importlib.util
import os
import pty
import re
import shutil
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import top_level_imports

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "packaging").glob("*.sh"))
CONSTRAINTS = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
# Names and versions; torch stands there as one build and as the other.
PINS = re.findall(r"^([^#\s=]+)==([^\s+]+)", CONSTRAINTS, re.MULTILINE)
TORCH = dict(PINS)["torch"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]

# What Qt's wheels take from the system, as packaging/setup.sh lists it: library and Debian package.
LIBRARY = re.compile(r"^(lib\S+\.so\.\d+) (\S+)$", re.MULTILINE)
WINDOW_LIBRARIES = dict(LIBRARY.findall((ROOT / "packaging" / "setup.sh").read_text(encoding="utf-8")))

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the scripts are for POSIX systems")
# What pip is asked for, a set of packages at a time.
CPU, CUDA, RUN, DEV = (
    f"--require-hashes --no-deps --requirement lance-studio-{name}-pins.txt"
    for name in ("cpu", "cuda", "run", "run-dev")
)
without_gpu = pytest.mark.skipif(Path("/dev/nvidia0").exists(), reason="this machine has the GPU that must be absent")


class Machine:
    """A checkout with nothing but the packaging, and a PATH with nothing but what a test puts there."""

    def __init__(self, directory: Path) -> None:
        self.environment: dict[str, str] = {}
        self.checkout = directory / "checkout"
        self.programs = directory / "bin"
        self.programs.mkdir()
        shutil.copytree(ROOT / "packaging", self.checkout / "packaging")
        shutil.copy(ROOT / "pyproject.toml", self.checkout)
        (self.checkout / "lance_studio").mkdir()
        (self.checkout / "lance_studio" / "module.py").touch()
        for name in (
            "cat",
            "chmod",
            "dirname",
            "grep",
            "id",
            "mkdir",
            "mv",
            "rm",
            "sed",
            "sh",
            "tr",
            "basename",
        ):
            self.link(name)
        self.kind("Linux", "x86_64")
        self.libraries(*WINDOW_LIBRARIES)
        for name in ("Xvfb", "xdotool"):
            self.program(name, "exit 0")

    def libraries(self, *names: str) -> None:
        """Let the machine have these libraries of the system."""
        lines = "\n".join(f"\t{name} (libc6,x86-64) => /usr/lib/{name}" for name in names)
        self.program("ldconfig", f"cat <<'END'\n{lines}\nEND")

    def kind(self, system: str, processor: str) -> None:
        """Let `uname` tell of this machine."""
        self.program("uname", f'case "$1" in -s) echo {system} ;; *) echo {system} {processor} ;; esac')

    def link(self, name: str) -> None:
        found = shutil.which(name)
        assert found, f"{name} is part of every POSIX system"
        (self.programs / name).symlink_to(found)

    def program(self, name: str, script: str) -> None:
        path = self.programs / name
        path.unlink(missing_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def python(self, *, ensurepip: bool = True) -> None:
        """Put a python3 on the PATH that answers as a new enough one, with or without the module of python3-venv."""
        refuse = "" if ensurepip else 'case "$*" in *ensurepip*) exit 1 ;; esac'
        self.program("python3", f'{refuse}\nexec "{sys.executable}" "$@"')

    def python_with_venv(self, on_install: str = "") -> None:
        """Let `python3 -m venv` make an environment whose pip notes its calls and runs `on_install` instead."""
        venv_python = self.checkout.parent / "venv-python"
        venv_python.write_text(
            f"""#!/bin/sh
case "$*" in
    *compileall*) exec "{sys.executable}" "$@" ;;
    *install*) echo "$*" >>"{self.calls_file}" ;;
    *) exit 0 ;;
esac
{on_install}
""",
            encoding="utf-8",
        )
        self.program(
            "python3",
            f"""if [ "$1 $2" = "-m venv" ]; then
                mkdir -p "$3/bin"
                cat "{venv_python}" >"$3/bin/python"
                printf '#!/bin/sh\\necho studio "$*"\\n' >"$3/bin/lance-studio"
                chmod +x "$3/bin/python" "$3/bin/lance-studio"
            else
                exec "{sys.executable}" "$@"
            fi""",
        )

    @property
    def calls_file(self) -> Path:
        return self.checkout.parent / "calls"

    def installed(self) -> list[str]:
        """What pip was asked for since the last time, a string a call; files of requirements by their names."""
        calls = self.calls_file.read_text(encoding="utf-8").splitlines() if self.calls_file.exists() else []
        self.calls_file.unlink(missing_ok=True)
        folder = f"{self.checkout / '.venv'}/"
        return [call.partition(" install ")[2].replace(folder, "") for call in calls]

    def pins(self, name: str) -> list[str]:
        """Requirements of a file that pip was given, without their hashes."""
        text = (self.checkout / ".venv" / name).read_text(encoding="utf-8")
        return re.findall(r"^([^#\s].*?)(?: \\)?$", re.sub(r"^ .*\n?", "", text, flags=re.MULTILINE), re.MULTILINE)

    def run_at_terminal(self, script: str, typed: str) -> tuple[int, str]:
        """Run a script as somebody at a terminal does who types this; returns its status and all that was shown."""
        ours, theirs = pty.openpty()
        try:
            os.write(ours, typed.encode())
            command = ["sh", str(self.checkout / "packaging" / script)]
            environment = {"PATH": str(self.programs), "HOME": str(self.checkout), **self.environment}
            status = subprocess.run(
                command, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, check=False, timeout=60
            ).returncode
            os.set_blocking(ours, False)
            shown = b""
            with contextlib.suppress(BlockingIOError):
                while piece := os.read(ours, 65536):
                    shown += piece
            return status, shown.decode()
        finally:
            os.close(ours)
            os.close(theirs)

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.programs), "HOME": str(self.checkout), **self.environment}
        command = ["sh", str(self.checkout / "packaging" / script), *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_scripts_are_valid_shell(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)


def test_a_machine_without_python_is_told_so(machine: Machine) -> None:
    result = machine.run("run.sh")
    assert result.returncode == 1
    assert "Python 3.11 or newer is needed; this machine has no python3." in result.stderr


def test_an_old_python_is_named(machine: Machine) -> None:
    machine.program("python3", 'if [ "$1" = --version ]; then echo Python 3.9.2; else exit 1; fi')
    result = machine.run("run.sh")
    assert result.returncode == 1
    assert "this machine has Python 3.9.2." in result.stderr


def test_without_the_right_to_install_the_packages_and_the_command_are_named(machine: Machine) -> None:
    machine.python(ensurepip=False)
    machine.program("apt-get", "echo called >&2; exit 1")
    machine.program("sudo", "exit 1")
    machine.program("id", "echo 1000")
    result = machine.run("test.sh")
    assert result.returncode == 1
    assert "System packages are missing: python3-venv." in result.stderr
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends python3-venv" in result.stderr
    assert "called" not in result.stderr


def test_sudo_is_used_where_it_needs_no_password(machine: Machine) -> None:
    machine.python(ensurepip=False)
    machine.program("apt-get", 'echo "apt-get $*"; [ "$1" = update ]')
    machine.program("sudo", 'shift; exec "$@"')
    machine.program("env", 'shift; exec "$@"')
    machine.program("true", "exit 0")
    machine.program("id", "echo 1000")
    result = machine.run("test.sh")
    assert result.returncode == 1
    assert "apt-get update" in result.stdout
    assert "apt-get install -y --no-install-recommends python3-venv" in result.stdout
    assert "apt-get could not install python3-venv" in result.stderr


def lacks_venv(machine: Machine) -> None:
    """Let the machine lack a package that its user may install."""
    machine.python(ensurepip=False)
    machine.program("apt-get", 'echo "called: $*"; [ "$1" = update ]')
    machine.program("sudo", 'shift; exec "$@"')
    machine.program("env", 'shift; exec "$@"')
    machine.program("true", "exit 0")
    machine.program("id", "echo 1000")


def test_packages_are_named_before_they_are_installed_and_nobody_is_asked_without_a_terminal(machine: Machine) -> None:
    lacks_venv(machine)
    lines = machine.run("run.sh").stdout.splitlines()
    assert lines[:3] == [
        "System packages are missing: python3-venv",
        "They are installed by: sudo -n apt-get update && sudo -n apt-get install -y --no-install-recommends "
        "python3-venv",
        "Installing system packages: python3-venv",
    ]
    assert lines[3].startswith("called: update")
    assert not any("Install them now?" in line for line in lines)


@pytest.mark.parametrize(("typed", "installs"), [("\n", True), ("y\n", True), ("n\n", False), ("what\n", False)])
def test_whoever_sits_at_a_terminal_is_asked(machine: Machine, typed: str, installs: bool) -> None:
    lacks_venv(machine)
    status, shown = machine.run_at_terminal("run.sh", typed)
    assert "System packages are missing: python3-venv" in shown
    assert "Install them now? [Y/n]" in shown
    assert ("called: update" in shown) is installs
    assert ("The system packages were not installed." in shown) is not installs
    assert status == 1  # the stand-in fails to install


def test_no_text_recommends_a_further_index() -> None:
    """It could offer a package of any name; what it lacks is brought as a file, whose hash is checked."""
    texts = [*ROOT.glob("*.md"), *(ROOT / "packaging").iterdir(), ROOT / "pyproject.toml"]
    found = [path.name for path in texts if path.is_file() and "extra_index" in _words(path)]
    assert found == []


def _words(path: Path) -> str:
    return path.read_text(encoding="utf-8").lower().replace("-", "_").replace(" ", "_")


def test_a_system_without_apt_gets_the_names(machine: Machine) -> None:
    machine.python(ensurepip=False)
    result = machine.run("run.sh")
    assert result.returncode == 1
    assert "by their Debian names: python3-venv." in result.stderr


def test_the_tests_ask_for_what_a_window_needs(machine: Machine) -> None:
    machine.python()
    machine.libraries(*(name for name in WINDOW_LIBRARIES if name not in ("libEGL.so.1", "libxcb-cursor.so.0")))
    (machine.programs / "Xvfb").unlink()
    machine.program("sudo", "exit 1")
    machine.program("apt-get", "exit 1")
    machine.program("id", "echo 1000")
    result = machine.run("test.sh")
    assert "System packages are missing: libegl1 libxcb-cursor0 xvfb." in result.stderr


@without_gpu
@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_with_a_display_the_window_is_opened(machine: Machine, variable: str) -> None:
    machine.python_with_venv()
    machine.environment[variable] = ":0"
    result = machine.run("run.sh")
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("studio \n")
    assert machine.run("run.sh", "open", "a b.lstudio").stdout == "studio open a b.lstudio\n"


@without_gpu
def test_without_a_display_the_demonstration_runs_and_commands_stay_commands(machine: Machine) -> None:
    machine.python_with_venv()
    machine.run("run.sh", "info")
    result = machine.run("run.sh")
    assert result.returncode == 0, result.stderr
    assert "studio generate" in result.stdout
    assert machine.run("run.sh", "--demo").stdout == result.stdout
    assert machine.run("run.sh", "open").stdout == "studio open\n"
    assert machine.run("run.sh", "render", "--help").stdout == "studio render --help\n"


@without_gpu
def test_the_demonstration_does_every_kind_of_work_with_the_model_that_it_is_given(machine: Machine) -> None:
    machine.python_with_venv()
    machine.run("run.sh", "info")
    (machine.checkout / "models" / "nano").mkdir(parents=True)
    (machine.checkout / "models" / "nano" / "studio.json").touch()
    own = machine.run("run.sh", "--demo")
    assert own.returncode == 0, own.stderr
    commands = [line.split()[1] for line in own.stdout.splitlines() if line.startswith("studio ")]
    assert commands == ["generate", "edit", "animate", "edit", "extend", "ask", "ask"]
    assert "out/demo/generated.png make the car blue" in own.stdout
    assert "made by Nano" in own.stdout

    other = machine.run("run.sh", "--demo", "--model", "some model", "--out", str(machine.checkout / "my out"))
    assert other.returncode == 0, other.stderr
    assert "resources/samples/harbour.png make it winter --model some model" in other.stdout
    assert "my out/generated.png" in other.stdout
    assert "Nano" not in other.stdout


@without_gpu
def test_a_window_that_cannot_open_names_the_libraries_and_commands_do_without(machine: Machine) -> None:
    machine.python_with_venv()
    machine.libraries()
    assert machine.run("run.sh", "info").stdout.endswith("studio info\n")
    machine.environment["DISPLAY"] = ":0"
    result = machine.run("run.sh")
    assert result.returncode == 1
    assert "by their Debian names: libgl1 libegl1 " in result.stderr
    assert machine.run("run.sh", "open", "a.lstudio").stderr == result.stderr


def test_the_libraries_of_the_window_are_listed() -> None:
    assert {"libEGL.so.1", "libxcb-cursor.so.0", "libpulse.so.0"} <= set(WINDOW_LIBRARIES)


@without_gpu
def test_the_first_run_installs_and_the_second_does_not(machine: Machine) -> None:
    machine.python_with_venv()
    first = machine.run("run.sh", "info", "--json")
    assert first.returncode == 0, first.stderr
    assert first.stdout.endswith("studio info --json\n")
    assert machine.installed() == [CPU, RUN, f"--no-build-isolation --no-deps --editable {machine.checkout}"]
    assert machine.pins("lance-studio-cpu-pins.txt") == [f'torch=={TORCH}+cpu ; python_version == "3.11"']
    assert {f"{name}=={version}" for name, version in PINS if name in ("av", "typer")} <= set(
        machine.pins("lance-studio-run-pins.txt")
    )
    second = machine.run("run.sh", "info")
    assert second.stdout == "studio info\n"
    assert machine.installed() == []


def test_a_gpu_gets_the_cuda_build(machine: Machine) -> None:
    machine.python_with_venv()
    machine.program("nvidia-smi", "echo 'GPU 0: something'")
    machine.run("run.sh", "info")
    assert machine.installed()[0] == CUDA
    assert {f"torch=={TORCH}", f"triton=={dict(PINS)['triton']}"} <= set(machine.pins("lance-studio-cuda-pins.txt"))


@without_gpu
def test_the_studio_is_compiled_once_for_those_who_may_not_write_its_bytecode(machine: Machine) -> None:
    machine.python_with_venv()
    machine.environment["PYTHONPYCACHEPREFIX"] = str(machine.checkout / "elsewhere")
    machine.run("run.sh", "info")
    assert [path.name for path in (machine.checkout / "lance_studio").glob("__pycache__/*.pyc")] == [
        f"module.{sys.implementation.cache_tag}.pyc"
    ]


def test_a_machine_without_locked_hashes_is_told_and_gets_the_same_versions(machine: Machine) -> None:
    machine.python_with_venv()
    machine.kind("Darwin", "arm64")
    result = machine.run("run.sh", "info")
    assert result.returncode == 0, result.stderr
    assert "No hashes are locked for Darwin arm64" in result.stdout
    torch, rest, _ = machine.installed()
    assert torch == f"--constraint lance-studio-cuda-pins.txt.versions torch=={TORCH}"
    assert rest == "--no-deps --requirement lance-studio-run-pins.txt.versions"
    versions = machine.pins("lance-studio-run-pins.txt.versions")
    assert f"av=={dict(PINS)['av']}" in versions
    assert not any("--hash" in line or line.endswith("\\") for line in versions)


@without_gpu
def test_a_python_without_a_locked_cpu_build_is_told(machine: Machine) -> None:
    machine.python_with_venv()
    constraints = machine.checkout / "packaging" / "constraints.txt"
    present = f'python_version == "{sys.version_info.major}.{sys.version_info.minor}"'
    constraints.write_text(CONSTRAINTS.replace(present, 'python_version == "3.9"'), encoding="utf-8")
    result = machine.run("run.sh", "info")
    assert "No CPU build of torch is locked for Python" in result.stdout
    assert machine.installed()[0] == CUDA


@without_gpu
def test_a_new_gpu_makes_the_environment_anew(machine: Machine) -> None:
    machine.python_with_venv()
    machine.run("run.sh", "info")
    machine.installed()
    machine.program("nvidia-smi", "echo 'GPU 0: something'")
    result = machine.run("run.sh", "info")
    assert "making it again" in result.stdout
    assert machine.installed()[0] == CUDA


@without_gpu
@pytest.mark.parametrize(
    "message",
    [
        "ERROR: No matching distribution found for torch=={}+cpu",
        "ERROR: Cannot install torch=={}+cpu because these package versions have conflicting dependencies.",
    ],
)
def test_an_index_without_cpu_builds_gives_the_other_one(machine: Machine, message: str) -> None:
    machine.python_with_venv(f'case "$*" in *cpu-pins*) echo "{message.format(TORCH)}" >&2; exit 1 ;; esac')
    result = machine.run("run.sh", "info")
    assert result.returncode == 0, result.stderr
    assert "has no CPU build of torch" in result.stdout
    assert "PIP_FIND_LINKS" in result.stdout
    assert machine.installed()[:2] == [CPU, CUDA]


@pytest.mark.parametrize(
    ("pip_says", "we_say"),
    [
        ("connection broken by NewConnectionError(refused)", "The package index could not be reached."),
        ("Could not find a version (from versions: none)", "The package index could not be reached."),
        ("SSLError(CERTIFICATE_VERIFY_FAILED)", "The package index's certificate was not accepted."),
        (
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES\n    av==18.1.0 from an/av.whl (from -r x (line 1)):",
            "The download of av==18.1.0 is not the file that packaging/constraints.txt names",
        ),
        ("OSError: [Errno 28] No space left on device", "The disk is full."),
        ("ERROR: No matching distribution found for av==18.1.0", "has no build of a pinned package"),
        ("ERROR: something else", "pip could not install the packages"),
    ],
)
def test_a_failed_installation_is_explained_and_not_taken_for_done(
    machine: Machine, pip_says: str, we_say: str
) -> None:
    machine.python_with_venv(f"echo '{pip_says}' >&2; exit 1")
    result = machine.run("run.sh", "info")
    assert result.returncode == 1
    assert pip_says in result.stderr
    assert we_say in result.stderr

    machine.python_with_venv()
    again = machine.run("run.sh", "info")
    assert again.returncode == 0
    assert "making it again" in again.stdout


def test_the_tools_of_the_tests_are_added_once_and_kept(machine: Machine) -> None:
    machine.python_with_venv()
    machine.run("run.sh", "info")
    machine.installed()
    machine.run("test.sh")
    assert DEV in machine.installed()
    machine.run("run.sh", "info")
    assert machine.installed() == []

    constraints = machine.checkout / "packaging" / "constraints.txt"
    constraints.write_text(constraints.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
    result = machine.run("run.sh", "info")
    assert "making it again" not in result.stdout
    assert DEV in machine.installed()


def test_an_environment_made_by_hand_is_kept_and_brought_up_to_date(machine: Machine) -> None:
    machine.python_with_venv()
    machine.run("run.sh", "info")
    machine.installed()
    (machine.checkout / ".venv" / "lance-studio-stamp").unlink()
    result = machine.run("run.sh", "info")
    assert "making it again" not in result.stdout
    assert len(machine.installed()) == 3


def test_a_moved_checkout_makes_its_environment_anew(machine: Machine) -> None:
    machine.python_with_venv()
    machine.run("run.sh", "info")
    machine.checkout = machine.checkout.rename(machine.checkout.with_name("moved"))
    assert "making it again" in machine.run("run.sh", "info").stdout


def test_two_runs_at_once_install_once(machine: Machine) -> None:
    machine.python_with_venv("sleep 1")
    machine.link("sleep")
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda _: machine.run("run.sh", "info"), range(2)))
    assert [result.returncode for result in results] == [0, 0]
    assert len(machine.installed()) == 3
    assert sum("waiting for it" in result.stdout for result in results) == 1


@pytest.mark.parametrize("option", ["--model", "--colour"])
def test_the_demonstration_refuses_what_it_cannot_use(option: str) -> None:
    command = ["sh", str(ROOT / "packaging" / "demo.sh"), option]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 2
    assert option in result.stderr


def test_every_direct_dependency_is_pinned_to_one_version() -> None:
    names = [name for name, _ in PINS]
    assert len(set(names)) == len(set(PINS))
    assert names == [canonicalize_name(name) for name in names]
    assert {canonicalize_name(Requirement(wanted).name) for wanted in WANTED} <= set(names)


def test_every_pin_has_hashes_and_the_file_names_no_place() -> None:
    entries = [entry for entry in re.split(r"\n(?=\S)", CONSTRAINTS) if entry and not entry.startswith("#")]
    assert len(entries) == len(PINS)
    for entry in entries:
        first, *hashes = entry.rstrip().split(" \\\n")
        assert re.fullmatch(r"[a-z0-9-]+==\S+( ; python_version == \"3\.\d+\")?", first)
        assert hashes
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", line) for line in hashes)
    # The two sets that may be installed are whole: every Python that has hashes has the CUDA build, the first both.
    pythons = re.findall(r"3\.\d+", CONSTRAINTS.partition("elsewhere")[0].partition("Python ")[2])
    sections = dict(re.findall(r"^# \[(\w+)\].*\n((?:.+\n)+)", CONSTRAINTS, re.MULTILINE))
    assert set(sections) == {"run", "dev", "cpu", "cuda"}
    assert f'torch=={TORCH}+cpu ; python_version == "{pythons[0]}"' in sections["cpu"]
    assert len(re.findall("--hash", sections["cuda"].partition(f"torch=={TORCH}")[2].partition("\n\n")[0])) >= len(
        pythons
    )
    assert not re.search(r"[/@]|://", re.sub(r"^#.*", "", CONSTRAINTS, flags=re.MULTILINE))


def test_the_lock_is_what_its_script_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a stand-in for pip that answers with what is locked; the indexes are not asked here."""
    lock = load_lock()
    written = tmp_path / "constraints.txt"
    written.write_text(CONSTRAINTS, encoding="utf-8")
    monkeypatch.setattr(lock, "LOCK", written)
    monkeypatch.setattr(lock.sys, "argv", ["lock.py"])
    sections = dict(re.findall(r"^# \[(\w+)\].*\n((?:.+\n)+)", CONSTRAINTS, re.MULTILINE))
    entries = {
        name: re.findall(r"^([^\s=]+)==([^\s+]+)((?:.*\n )*.*)", sections[name], re.MULTILINE) for name in sections
    }
    with_gpu = [name for name, _, _ in entries["cuda"] if name != "torch"]

    def answer(wanted: list[str], pins: dict[str, str], python: str, *, closure: bool = True) -> dict[str, Any]:
        if python not in CONSTRAINTS.partition("elsewhere")[0] or (not closure and python not in sections["cpu"]):
            raise lock.UnresolvableError("no wheel")
        found: dict[str, Any] = {}
        for name, version, hashes in (
            [*entries["run"], *entries["dev"], *entries["cuda"]] if closure else entries["cpu"]
        ):
            needs = metadata.requires(name) if name not in with_gpu else []
            needs = [*(needs or []), *(with_gpu if name == "torch" and closure else [])]
            found[name] = lock.Package(version, needs, set(re.findall("[0-9a-f]{64}", hashes)))
        assert set(pins) <= set(found)
        return found

    monkeypatch.setattr(lock, "ask_pip", answer)
    lock.main()
    assert written.read_text(encoding="utf-8") == CONSTRAINTS


def load_lock() -> Any:
    spec = importlib.util.spec_from_file_location("lock", ROOT / "packaging" / "lock.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_everything_that_comes_with_a_dependency_is_pinned_to_what_is_installed() -> None:
    """This environment was made from the pins, unless a package that nobody pinned came along."""
    pinned = dict(PINS)
    unlike = {
        name: version
        for name, version in closure([Requirement(wanted) for wanted in WANTED]).items()
        # The build of torch for a processor or a GPU is the same version with a label.
        if pinned.get(name) != version.partition("+")[0]
    }
    assert unlike == {}


def closure(wanted: list[Requirement]) -> dict[str, str]:
    """Names and versions of all installed packages that these requirements lead to, with their extras."""
    found: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    while wanted:
        requirement = wanted.pop()
        for extra in ("", *requirement.extras):
            name = canonicalize_name(requirement.name)
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            try:
                package = metadata.distribution(name)
            except metadata.PackageNotFoundError:
                # Of another system, or left out by whoever made the environment by hand.
                continue
            found[name] = package.version
            needs = [Requirement(line) for line in package.requires or ()]
            wanted += [need for need in needs if need.marker is None or need.marker.evaluate({"extra": extra})]
    return found


@pytest.mark.parametrize("place", ["lance_studio", "models", "resources", "tests"])
def test_every_imported_package_is_a_dependency(place: str) -> None:
    """What happens to be installed here, or comes with something else, may be absent elsewhere."""
    declared = {canonicalize_name(Requirement(wanted).name) for wanted in WANTED}
    # Installed by the build system that pyproject.toml names, and by pytest and pip.
    declared |= {"setuptools", "packaging"}
    providers = metadata.packages_distributions()
    missing = {
        f"{module} in {file.relative_to(ROOT)}"
        for file in sorted((ROOT / place).rglob("*.py"))
        for module in top_level_imports(file.read_text(encoding="utf-8"))
        if module not in sys.stdlib_module_names
        and module not in ("lance_studio", "models", "tests", "resources")
        and not {canonicalize_name(name) for name in providers.get(module, ())} & declared
    }
    assert missing == set()
