"""Writes what the studio consists of: a bill of materials (CycloneDX 1.6) for programs, a licence report for people.

    .venv/bin/python packaging/sbom.py -o sbom.json         the bill of materials; without -o on the standard output
    .venv/bin/python packaging/sbom.py --licences           the licence report
    .venv/bin/python packaging/sbom.py --dev …              with the packages that only the tests need

Versions and hashes are those of constraints.txt, for the build of torch that is installed. Licences are what the
installed packages say of themselves, and what FFmpeg inside the PyAV wheel says of its own build; nothing is fetched.
"""

import argparse
import json
import re
import sys
import textwrap
import tomllib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import Any, cast

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pins import LOCK, ROOT, Pin, read_pins

UNKNOWN = "not installed here, so its licence was not read"
_NAMESPACE = uuid.UUID("6f0f7a6e-3d2b-4f0e-9a55-0d3f5c1b7a10")

# What older metadata say, by the identifiers of SPDX.
_SPELLINGS = {
    "apache 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "bsd 2-clause license": "BSD-2-Clause",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "mit license": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    # The identifier without "-only" is deprecated.
    "lgpl-3.0-only or gpl-2.0-only or gpl-3.0": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
}
# Libraries that FFmpeg's own configure script counts as GPL.
_GPL_LIBRARIES = (
    "avisynth", "frei0r", "libcdio", "libdavs2", "libdvdnav", "libdvdread", "librubberband", "libvidstab", "libx264",
    "libx265", "libxavs", "libxavs2", "libxvid",
)  # fmt: skip
_LIBRARY = re.compile(r"[^/]+\.libs/lib([A-Za-z0-9_.+-]+?)(?:-[0-9a-f]{8})?(?:\.([0-9.]+))?\.so(?:\.([0-9.]+[a-z]?))?")


@dataclass(frozen=True, slots=True)
class Library:
    """A shared library that a wheel brings.

    Attributes:
        name: For example "libx264".
        version: Of its binary interface, as its file says; may be empty.
    """

    name: str
    version: str


@dataclass(frozen=True, slots=True)
class Part:
    """A package.

    Attributes:
        pin: Which version, with its hashes.
        licence: An SPDX expression, other words, or `UNKNOWN`.
        needs: Canonical names of the packages that it needs.
        libraries: What its wheel brings.
    """

    pin: Pin
    licence: str
    needs: tuple[str, ...] = ()
    libraries: tuple[Library, ...] = ()


@dataclass(frozen=True, slots=True)
class FFmpegBuild:
    """What the FFmpeg inside the PyAV wheel says of itself.

    Attributes:
        version: Of FFmpeg.
        licence: The words of libavcodec.
        gpl_libraries: Libraries under the GPL that its configuration enables.
    """

    version: str
    licence: str
    gpl_libraries: tuple[str, ...]

    @property
    def is_gpl(self) -> bool:
        """Whether the binaries as a whole can be passed on under the GPL only."""
        own = self.licence.upper()
        return bool(self.gpl_libraries) or ("GPL" in own and "LGPL" not in own)


def ffmpeg_build(meta: Mapping[str, Mapping[str, Any]], version: str) -> FFmpegBuild:
    """Read what FFmpeg says of its build.

    Args:
        meta: Of each library its `license` and `configuration`, as PyAV has them.
        version: Of FFmpeg.
    """
    codec = meta["libavcodec"]
    enabled = set(re.findall(r"--enable-([\w-]+)", str(codec["configuration"])))
    return FFmpegBuild(version, str(codec["license"]), tuple(name for name in _GPL_LIBRARIES if name in enabled))


def installed_ffmpeg() -> FFmpegBuild | None:
    """Ask the installed PyAV; None where it does not tell."""
    try:
        from av import _core
    except ImportError:
        return None
    meta = getattr(_core, "library_meta", None)
    return None if meta is None else ffmpeg_build(meta, str(getattr(_core, "ffmpeg_version_info", "")))


def parts_of(pins: Iterable[Pin]) -> list[Part]:
    """Look the pinned packages up among the installed ones."""
    return [_part(pin) for pin in pins]


def _part(pin: Pin) -> Part:
    try:
        found = metadata.distribution(pin.name)
    except metadata.PackageNotFoundError:
        return Part(pin, UNKNOWN)
    if found.version.partition("+")[0] != pin.version:
        return Part(pin, UNKNOWN)
    needs = (Requirement(text) for text in found.requires or ())
    wanted = {
        canonicalize_name(need.name) for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})
    }
    libraries = {
        Library(f"lib{match[1]}", match[2] or match[3] or "")
        for file in found.files or ()
        if (match := _LIBRARY.fullmatch(str(file)))
    }
    ordered = sorted(libraries, key=lambda each: (each.name, each.version))
    return Part(pin, licence_of(cast(Message, found.metadata)), tuple(sorted(wanted)), tuple(ordered))


def licence_of(meta: Message) -> str:
    """Return what a package says of its licence: as an SPDX expression where that can be told, else in its words."""
    said = meta.get("License-Expression") or meta.get("License") or ""
    classifiers = [
        each.rpartition(" :: ")[2]
        for each in meta.get_all("Classifier") or ()
        if each.startswith("License :: ") and " approved" not in each
    ]
    # Some put the whole text of the licence there.
    first = said.strip().splitlines()[0] if said.strip() and len(said) < 200 else ""
    for text in (first, *classifiers):
        known = _SPELLINGS.get(text.casefold(), text)
        if _is_expression(known):
            return known
    return first or " / ".join(classifiers) or "no licence is named"


def _is_expression(text: str) -> bool:
    try:
        canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return False
    return bool(text)


# --- the bill of materials -------------------------------------------------------------------------------------------


def bill(parts: list[Part], build: FFmpegBuild | None, project: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return the bill of materials as CycloneDX 1.6 has it; the same for the same packages.

    Args:
        parts: The packages.
        build: Of FFmpeg in PyAV; None where it is not known.
        project: The table `project` of pyproject.toml.
        version: Of the studio.
    """
    names = {part.pin.name for part in parts}
    root = f"pkg:generic/{project['name']}@{version}"
    direct = sorted({canonicalize_name(Requirement(text).name) for text in project["dependencies"]} & names)
    refs = {part.pin.name: _purl(part.pin) for part in parts}
    identity = json.dumps([version, [(part.pin.name, part.pin.version, part.pin.hashes) for part in parts]])
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_NAMESPACE, identity)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": project["name"],
                "version": version,
                "licenses": [{"expression": project["license"]}],
            }
        },
        "components": [_component(part, build) for part in parts],
        "dependencies": [
            {"ref": root, "dependsOn": [refs[name] for name in direct]},
            *(
                {"ref": refs[part.pin.name], "dependsOn": [refs[each] for each in part.needs if each in refs]}
                for part in parts
            ),
        ],
    }


def _purl(pin: Pin) -> str:
    return f"pkg:pypi/{pin.name}@{pin.version}"


def _component(part: Part, build: FFmpegBuild | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "library",
        "bom-ref": _purl(part.pin),
        "name": part.pin.name,
        "version": part.pin.version,
        "scope": "excluded" if part.pin.section == "dev" else "required",
        "purl": _purl(part.pin),
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in part.pin.hashes],
    }
    if part.licence != UNKNOWN:
        found["licenses"] = [_licence(part.licence)]
    inside = [_inner(part, library) for library in part.libraries]
    if part.pin.name == "av" and build is not None:
        inside.append(
            {
                "type": "library",
                "bom-ref": f"{_purl(part.pin)}#ffmpeg",
                "name": "FFmpeg",
                "version": build.version,
                "licenses": [{"license": {"name": build.licence}}],
                "properties": [{"name": "gpl-libraries", "value": " ".join(build.gpl_libraries)}],
            }
        )
    return {**found, "components": inside} if inside else found


def _inner(part: Part, library: Library) -> dict[str, Any]:
    found = {"type": "library", "bom-ref": f"{_purl(part.pin)}#{library.name}-{library.version}", "name": library.name}
    return {**found, "version": library.version} if library.version else found


def _licence(text: str) -> dict[str, Any]:
    return {"expression": text} if _is_expression(text) else {"license": {"name": text}}


# --- the report ------------------------------------------------------------------------------------------------------


def report(parts: list[Part], build: FFmpegBuild | None, project: Mapping[str, Any]) -> str:
    """Return the licence report: the packages by licence, and what must be known before they are passed on."""
    by_licence: dict[str, list[str]] = {}
    for part in parts:
        by_licence.setdefault(part.licence, []).append(f"{part.pin.name} {part.pin.version}")
    lines = [f"Lance Studio itself: {project['license']}", ""]
    for licence, names in sorted(by_licence.items(), key=lambda item: (item[0] == UNKNOWN, item[0].casefold())):
        lines += [
            licence,
            textwrap.fill(", ".join(sorted(names)), 110, initial_indent="  ", subsequent_indent="  "),
            "",
        ]
    lines += ["Libraries inside the wheels", ""]
    for part in parts:
        if part.libraries:
            listed = ", ".join(dict.fromkeys(library.name for library in part.libraries))
            lines += [textwrap.fill(f"{part.pin.name}: {listed}", 110, initial_indent="  ", subsequent_indent="    ")]
    return "\n".join([*lines, "", "Passing the studio on", "", *_notes(parts, build)])


def _notes(parts: list[Part], build: FFmpegBuild | None) -> list[str]:
    notes = [
        "The studio's source names these packages and does not contain them: passing the source on is a matter of its "
        "own licence alone. What follows concerns whoever passes on an installation, an image or an installer that "
        "holds the packages."
    ]
    if build is None:
        notes.append("PyAV does not tell how its FFmpeg was built: find that out before you pass its wheel on.")
    elif build.is_gpl:
        listed = ", ".join(build.gpl_libraries) or "parts of FFmpeg"
        notes.append(
            f"PyAV's wheel carries FFmpeg {build.version}, which calls itself '{build.licence}', and {listed}, which "
            "are under the GNU GPL (version 2 or later). FFmpeg is linked with them, so that the wheel's binaries can "
            "be passed on under the terms of the GPL only, version 3 where FFmpeg asks for it: with the licence's text "
            "and the complete source of FFmpeg and of these libraries, build scripts included, or an offer of it. "
            "Whoever does not want that leaves the wheel out and has it installed from its own place, as "
            "packaging/run.sh does, or builds PyAV with an FFmpeg that lacks them; the studio then needs another "
            "encoder for H.264. Patents on H.264 and H.265 are a matter apart from all licences."
        )
    else:
        notes.append(f"PyAV's wheel carries FFmpeg {build.version} under '{build.licence}', with no GPL library.")
    notes += [_other_ffmpeg(part) for part in parts if part.pin.name != "av" and _brings_ffmpeg(part)]
    lgpl = [part.pin.name for part in parts if "LGPL" in part.licence]
    if lgpl:
        notes.append(
            f"{', '.join(lgpl)}: under the LGPL, users must be able to replace the libraries. They lie in the "
            "environment as files of their own, which allows that; a program that is frozen into one file may not."
        )
    if unknown := [part.pin.name for part in parts if part.licence == UNKNOWN]:
        notes.append(f"Read the licences of these too, which are not installed here: {', '.join(unknown)}.")
    return ["\n".join(textwrap.wrap(note, 110)) + "\n" for note in notes]


def _brings_ffmpeg(part: Part) -> bool:
    return any(library.name == "libavcodec" for library in part.libraries)


def _other_ffmpeg(part: Part) -> str:
    """Return what there is to know of an FFmpeg that does not tell how it was built, by the libraries beside it."""
    brought = {library.name for library in part.libraries}
    beginning = f"{part.pin.name}'s wheel carries an FFmpeg of its own, which the studio does not use, "
    if listed := ", ".join(name for name in _GPL_LIBRARIES if name in brought):
        return f"{beginning}with {listed}, under the GNU GPL: its binaries can be passed on under the GPL's terms only."
    return (
        f"{beginning}and no library beside it that is under the GPL. Such a build is under the LGPL, version 2.1 or "
        "later; the wheel's own list of licences says so too, and must be passed on with it."
    )


def wanted_pins(pins: Iterable[Pin], *, dev: bool) -> list[Pin]:
    """Return the pins of what is installed here: one build of torch, and the tools of the tests if they are wanted."""
    try:
        build = "cpu" if metadata.version("torch").endswith("+cpu") else "cuda"
    except metadata.PackageNotFoundError:
        build = "cuda"
    sections = {"run", build, *(("dev",) if dev else ())}
    return [pin for pin in pins if pin.section in sections]


def main(arguments: list[str] | None = None) -> int:
    """Write one or the other; returns the exit code."""
    parser = argparse.ArgumentParser(description="Writes a bill of materials or a licence report.")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where it goes; default: standard output")
    parser.add_argument("--licences", action="store_true", help="the licence report, in place of the bill of materials")
    parser.add_argument("--dev", action="store_true", help="with the packages that only the tests need")
    options = parser.parse_args(arguments)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    version = re.search(r'__version__ = "(.+)"', (ROOT / "lance_studio" / "__init__.py").read_text(encoding="utf-8"))
    parts = parts_of(wanted_pins(read_pins(LOCK.read_text(encoding="utf-8")), dev=options.dev))
    build = installed_ffmpeg()
    if options.licences:
        text = report(parts, build, project)
    else:
        text = json.dumps(bill(parts, build, project, "0" if version is None else version[1]), indent=2) + "\n"
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
