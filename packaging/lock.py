"""Writes constraints.txt again: the version of every package, and the SHA-256 of every wheel that may be installed.

    .venv/bin/python packaging/lock.py                      keep the versions, write the hashes again
    .venv/bin/python packaging/lock.py --upgrade            take the newest version of all that pyproject.toml allows
    .venv/bin/python packaging/lock.py --upgrade av rich    take the newest versions of these

Everything is asked of pip, with the index that it is set up for, and nothing is installed. Where that has no CPU builds
of torch, PIP_FIND_LINKS must name a folder with their wheels, as its publisher offers them. Wheels are those for 64-bit
Linux on x86 and the Pythons in `PYTHONS`; a Python for which a package has no wheel is left out with a message, unless
it is the first. Run packaging/test.sh afterwards.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LOCK = ROOT / "packaging" / "constraints.txt"

#: The first is the one that is tested; it decides the versions.
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
#: Newest C library whose wheels are accepted.
GLIBC_MINOR = 40

HEADER = """\
# The exact version of every package that the two commands install, the whole transitive closure included, and the
# SHA-256 of each wheel: pip refuses any other file. pyproject.toml holds the ranges that the code supports; this file
# holds the one set that is tested. packaging/lock.py writes it and packaging/setup.sh reads it, section by section.
# Hashes are for Linux x86_64 and Python {pythons}; elsewhere packaging/setup.sh uses the versions alone.
"""
SECTIONS = {
    "run": "What the application needs, but for torch.",
    "dev": "What the tests need beside that.",
    "cpu": "torch for a machine without an NVIDIA GPU, for the Pythons whose CPU build an index offered.",
    "cuda": "torch for a machine with an NVIDIA GPU, and what only that build needs.",
}


@dataclass(slots=True)
class Package:
    """A package in one version.

    Attributes:
        version: Without a local label.
        needs: Its requirements as its metadata has them.
        hashes: SHA-256 of its wheels.
    """

    version: str
    needs: list[str]
    hashes: set[str] = field(default_factory=set)


Packages = dict[str, Package]


class UnresolvableError(Exception):
    """What pip said when it could not find the packages."""


def ask_pip(wanted: Iterable[str], pins: Mapping[str, str], python: str, *, closure: bool = True) -> Packages:
    """What pip would install on 64-bit Linux, by name.

    Args:
        wanted: Requirements.
        pins: Versions by name that the answer must have.
        python: Version of Python, such as `3.12`.
        closure: Whether to look for the requirements of the requirements.

    Raises:
        UnresolvableError: There is no such set of wheels.
    """
    platforms = [f"manylinux_2_{minor}_x86_64" for minor in range(GLIBC_MINOR, 4, -1)]
    platforms += ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64", "linux_x86_64", "any"]
    abis = ["cp" + python.replace(".", ""), "abi3", "none"]
    with tempfile.TemporaryDirectory() as folder:
        constraints, report = Path(folder, "pins.txt"), Path(folder, "report.json")
        constraints.write_text("".join(f"{name}=={version}\n" for name, version in pins.items()), encoding="utf-8")
        command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", "--no-input", "install"]
        command += ["--dry-run", "--ignore-installed", "--only-binary=:all:", f"--target={folder}/none"]
        command += [f"--report={report}", f"--constraint={constraints}", f"--python-version={python}"]
        command += ["--implementation=cp", *(f"--abi={abi}" for abi in abis), *(f"--platform={at}" for at in platforms)]
        command += [] if closure else ["--no-deps"]
        done = subprocess.run([*command, *wanted], capture_output=True, text=True, check=False)
        if done.returncode:
            raise UnresolvableError(done.stderr.strip())
        installs = json.loads(report.read_text(encoding="utf-8"))["install"]
    return {
        canonicalize_name(item["metadata"]["name"]): Package(
            item["metadata"]["version"].partition("+")[0],
            item["metadata"].get("requires_dist") or [],
            {item["download_info"]["archive_info"]["hashes"]["sha256"]},
        )
        for item in installs
    }


def reachable(wanted: Iterable[str], packages: Packages) -> set[str]:
    """Names of all packages that requirements lead to, with their extras."""
    found: set[tuple[str, str]] = set()
    pending = [Requirement(text) for text in wanted]
    while pending:
        requirement = pending.pop()
        name = canonicalize_name(requirement.name)
        for extra in ("", *requirement.extras):
            if (name, extra) in found or name not in packages:
                continue
            found.add((name, extra))
            needs = [Requirement(text) for text in packages[name].needs]
            pending += [need for need in needs if need.marker is None or need.marker.evaluate({"extra": extra})]
    return {name for name, _ in found}


def read_pins() -> dict[str, str]:
    """Versions by name of the present file, torch without its label."""
    lines = LOCK.read_text(encoding="utf-8").splitlines()
    pins = dict(line.split(" ")[0].split("==") for line in lines if "==" in line and line[0].isalnum())
    return {name: version.partition("+")[0] for name, version in pins.items()}


def resolve(wanted: Sequence[str], pins: dict[str, str]) -> tuple[Packages, list[str]]:
    """All packages with the wheels for all Pythons, and which Pythons; `pins` grows by what the first Python gets."""
    if "torch" not in pins:
        pins["torch"] = ask_pip(wanted, pins, PYTHONS[0])["torch"].version
    packages: Packages = {}
    pythons: list[str] = []
    for python in PYTHONS:
        try:
            # Unlike `==`, `===` does not take the CPU build, whose version has a label.
            found = ask_pip([*wanted, f"torch==={pins['torch']}"], pins, python)
        except UnresolvableError as error:
            if python == PYTHONS[0]:
                raise
            print(f"Python {python} is left out: {error.args[0].splitlines()[-1]}", file=sys.stderr)
            continue
        for name, package in found.items():
            packages.setdefault(name, package).hashes.update(package.hashes)
            pins.setdefault(name, package.version)
        pythons.append(python)
        print(f"Python {python}: {len(found)} packages", file=sys.stderr)
    return packages, pythons


def resolve_cpu_builds(version: str, pythons: Sequence[str]) -> dict[str, Package]:
    """The CPU builds of torch, by Python.

    Raises:
        UnresolvableError: There is none for the first Python.
    """
    builds: dict[str, Package] = {}
    for python in pythons:
        try:
            builds[python] = ask_pip([f"torch=={version}+cpu"], {}, python, closure=False)["torch"]
        except UnresolvableError:
            print(f"Python {python}: no index has a CPU build of torch", file=sys.stderr)
    if PYTHONS[0] not in builds:
        raise UnresolvableError("Name a folder with the CPU builds of torch in PIP_FIND_LINKS.")
    return builds


def entry(pin: str, hashes: Iterable[str]) -> str:
    """A requirement with its hashes."""
    return " \\\n".join([pin, *(f"    --hash=sha256:{digest}" for digest in sorted(hashes))]) + "\n"


def write(sections: Mapping[str, Sequence[str]], pythons: Sequence[str]) -> None:
    """Write the file, section by section."""
    parts = [HEADER.format(pythons=", ".join(pythons))]
    parts += [f"\n# [{name}] {SECTIONS[name]}\n{''.join(entries)}" for name, entries in sections.items()]
    LOCK.write_text("".join(parts), encoding="utf-8")


def main() -> None:
    """Resolve, and write the file."""
    parser = argparse.ArgumentParser(description="Writes packaging/constraints.txt again.")
    parser.add_argument("--upgrade", nargs="*", metavar="PACKAGE", help="take newer versions: of these, or of all")
    upgrade: list[str] | None = parser.parse_args().upgrade
    pins = {} if upgrade == [] else read_pins()
    for name in upgrade or ():
        pins.pop(canonicalize_name(name), None)

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    # The editable package is built with what is installed.
    run = [*project["project"]["dependencies"], *project["build-system"]["requires"]]
    dev = project["project"]["optional-dependencies"]["dev"]
    try:
        packages, pythons = resolve([*run, *dev], pins)
        builds = resolve_cpu_builds(packages["torch"].version, pythons)
    except UnresolvableError as error:
        sys.exit(f"Error: {error}")

    with_cpu = {**packages, "torch": builds[PYTHONS[0]]}
    needed = {"run": reachable(run, with_cpu) - {"torch"}}
    needed["dev"] = reachable([*run, *dev], with_cpu) - {"torch"} - needed["run"]
    # What remains came with torch, or is needed by another Python than this one; then it does no harm in `run`.
    needed["cuda"] = reachable(["torch"], packages) - needed["run"] - needed["dev"]
    needed["run"] |= set(packages) - needed["run"] - needed["dev"] - needed["cuda"]

    sections = {
        name: [entry(f"{package}=={packages[package].version}", packages[package].hashes) for package in sorted(names)]
        for name, names in needed.items()
    }
    cpu = [
        entry(f'torch=={build.version}+cpu ; python_version == "{python}"', build.hashes)
        for python, build in builds.items()
    ]
    write({"run": sections["run"], "dev": sections["dev"], "cpu": cpu, "cuda": sections["cuda"]}, pythons)


if __name__ == "__main__":
    main()
