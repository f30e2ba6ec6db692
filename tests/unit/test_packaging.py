"""The set-up of packaging/setup.sh where it stops: each stop must name the cause and the remedy."""

import os
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = sorted((ROOT / "packaging").glob("*.sh"))

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the scripts are for POSIX systems")


class Machine:
    """A checkout with nothing but the packaging, and a PATH with nothing but what a test puts there."""

    def __init__(self, directory: Path) -> None:
        self.checkout = directory / "checkout"
        self.programs = directory / "bin"
        self.programs.mkdir()
        shutil.copytree(ROOT / "packaging", self.checkout / "packaging")
        shutil.copy(ROOT / "pyproject.toml", self.checkout)
        for name in ("cat", "chmod", "dirname", "grep", "mkdir", "mv", "rm", "sed", "sh", "tr", "uname"):
            found = shutil.which(name)
            assert found, f"{name} is part of every POSIX system"
            (self.programs / name).symlink_to(found)

    def program(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def python(self, *, ensurepip: bool = True) -> None:
        """Put a python3 on the PATH that answers as a new enough one, with or without the module of python3-venv."""
        refuse = "" if ensurepip else 'case "$*" in *ensurepip*) exit 1 ;; esac'
        self.program("python3", f'{refuse}\nexec "{shutil.which("python3")}" "$@"')

    def run(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.programs), "HOME": str(self.checkout)}
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


def test_a_system_without_apt_gets_the_names(machine: Machine) -> None:
    machine.python(ensurepip=False)
    result = machine.run("run.sh")
    assert result.returncode == 1
    assert "by their Debian names: python3-venv." in result.stderr


@pytest.mark.parametrize("option", ["--model", "--colour"])
def test_the_demonstration_refuses_what_it_cannot_use(option: str) -> None:
    command = ["sh", str(ROOT / "packaging" / "demo.sh"), option]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert result.returncode == 2
    assert option in result.stderr


def test_every_direct_dependency_is_pinned_to_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line.split("==") for line in lines if line and not line.startswith("#")]
    assert all(len(pin) == 2 for pin in pins)
    names = [name for name, _ in pins]
    assert len(set(names)) == len(names)
    for requirement in wanted:
        name = requirement.split(">")[0].split("[")[0]
        assert name in names
