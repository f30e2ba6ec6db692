"""Compares the pinned packages with known security advisories, without a network.

    .venv/bin/python packaging/audit.py                     what packaging/test.sh runs
    .venv/bin/python packaging/audit.py --update all.zip    renew the snapshot

The advisories are those of advisories.json beside this file; `Snapshot` and `Advisory` say what is in it. A pinned
version that an advisory names is a failure (exit code 1), however old the snapshot is. A snapshot that is missing or
older than `MOST_DAYS` is said loudly and is no failure: time that passes must not break a build, but nobody is to take
an old list for an audit.

To renew it, download the export of all PyPI advisories that OSV publishes (https://osv.dev, "Data dumps") and name the
file; advisories on pinned packages are taken from it. Commit the result, and bring what it names up to date
(packaging/lock.py --upgrade NAME).
"""

import argparse
import datetime
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from pins import LOCK, Pin, read_pins

SNAPSHOT = Path(__file__).resolve().with_name("advisories.json")
FORMAT = 1
MOST_DAYS = 90
_LINE = "!" * 100


class SnapshotError(Exception):
    """The snapshot is missing or is none."""


@dataclass(frozen=True, slots=True)
class Advisory:
    """What is known to be wrong with some versions of a package.

    Attributes:
        id: For example "CVE-2023-50447".
        package: Its canonical name.
        affected: Version specifiers (PEP 440), such as "<10.2.0" or ">=2.0,<2.0.7"; one that fits is enough.
        summary: One sentence.
    """

    id: str
    package: str
    affected: tuple[str, ...]
    summary: str

    def concerns(self, pin: Pin) -> bool:
        """Tell whether a pinned package is one that this is about."""
        return pin.name == self.package and any(
            SpecifierSet(each).contains(pin.version, prereleases=True) for each in self.affected
        )


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The advisories as they were known on a day.

    Attributes:
        date: The day.
        scope: What it holds, and what it does not.
        advisories: All of them.
    """

    date: datetime.date
    scope: str
    advisories: tuple[Advisory, ...]


def read_snapshot(file: Path) -> Snapshot:
    """Read the snapshot.

    Raises:
        SnapshotError: There is none, or it is not in this format.
    """
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise SnapshotError(f"{file.name} has format {document['format']}; this script reads {FORMAT}.")
        advisories = tuple(
            Advisory(each["id"], canonicalize_name(each["package"]), tuple(each["affected"]), each["summary"])
            for each in document["advisories"]
        )
        for advisory in advisories:
            for each in advisory.affected:
                SpecifierSet(each)
        return Snapshot(datetime.date.fromisoformat(document["date"]), str(document["scope"]), advisories)
    except FileNotFoundError:
        raise SnapshotError(f"{file.name} is missing.") from None
    except (OSError, ValueError, KeyError, TypeError, InvalidSpecifier) as error:
        raise SnapshotError(f"{file.name} cannot be read: {error}.") from error


def matches(pins: Iterable[Pin], advisories: Iterable[Advisory]) -> list[tuple[Pin, Advisory]]:
    """Return the pinned packages that advisories are about."""
    advisories = list(advisories)
    return [(pin, advisory) for pin in pins for advisory in advisories if advisory.concerns(pin)]


def audit(pins: Iterable[Pin], file: Path, today: datetime.date) -> int:
    """Compare, and print what came of it.

    Args:
        pins: What is pinned.
        file: The snapshot.
        today: The day.

    Returns:
        The exit code: 1 where an advisory names a pinned version.
    """
    try:
        snapshot = read_snapshot(file)
    except SnapshotError as error:
        _shout("NO AUDIT: the pinned packages were not compared with any advisory.", str(error))
        return 0
    found = matches(pins, snapshot.advisories)
    for pin, advisory in found:
        print(f"{pin.name} {pin.version} is affected by {advisory.id}: {advisory.summary}")
    age = (today - snapshot.date).days
    if age > MOST_DAYS:
        _shout(
            f"NO CURRENT AUDIT: the advisories are those of {snapshot.date}, {age} days ago; what was published since "
            "is not known.",
            f"They count as current for {MOST_DAYS} days.",
        )
    print(f"{len(snapshot.advisories)} advisories of {snapshot.date}: {len(found)} on a pinned version.")
    return 1 if found else 0


def _shout(*lines: str) -> None:
    renew = "To renew them: python packaging/audit.py --update FILE; the beginning of that script says where from."
    print("\n".join((_LINE, *lines, renew, _LINE)))


# --- renewing it -----------------------------------------------------------------------------------------------------


def from_export(export: Path, names: set[str]) -> tuple[datetime.date, list[Advisory]]:
    """Read OSV's export: an archive with a JSON file for each advisory (https://ossf.github.io/osv-schema/).

    Args:
        export: The archive.
        names: The packages that are wanted.

    Returns:
        The day of its newest advisory, and the advisories on the packages, in the order of packages and names.

    Raises:
        SnapshotError: It is no such archive.
    """
    advisories: list[Advisory] = []
    newest = ""
    try:
        with zipfile.ZipFile(export) as archive:
            for name in archive.namelist():
                if name.endswith(".json"):
                    document = json.loads(archive.read(name))
                    newest = max(newest, document["modified"][:10])
                    if "withdrawn" not in document:
                        advisories += _from_osv(document, names)
        return datetime.date.fromisoformat(newest), sorted(advisories, key=lambda each: (each.package, each.id))
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"{export} is no export of OSV: {error}.") from error


def _from_osv(document: Mapping[str, Any], names: set[str]) -> Iterator[Advisory]:
    summary = " ".join(str(document.get("summary") or document.get("details", "")).split())[:200]
    label = next((each for each in document.get("aliases", ()) if each.startswith("CVE-")), document["id"])
    affected: dict[str, list[str]] = {}
    for each in document.get("affected", ()):
        package = each.get("package", {})
        name = canonicalize_name(package.get("name", ""))
        if package.get("ecosystem") == "PyPI" and name in names:
            affected.setdefault(name, []).extend(_specifiers(each))
    for name, specifiers in affected.items():
        yield Advisory(label, name, tuple(dict.fromkeys(specifiers)), summary)


def _specifiers(affected: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"=={version}" for version in affected.get("versions", ()) if _is_version(version))
    for span in affected.get("ranges", ()):
        if span.get("type") != "ECOSYSTEM":
            continue
        start, is_open = "", False
        for event in span["events"]:
            if "introduced" in event:
                start, is_open = "" if event["introduced"] == "0" else f">={event['introduced']}", True
            elif "fixed" in event or "last_affected" in event:
                end = f"<{event['fixed']}" if "fixed" in event else f"<={event['last_affected']}"
                yield ",".join(part for part in (start, end) if part)
                is_open = False
        if is_open:
            yield start or ">=0"


def _is_version(text: str) -> bool:
    try:
        SpecifierSet(f"=={text}")
    except InvalidSpecifier:
        return False
    return True


def write_snapshot(file: Path, snapshot: Snapshot) -> None:
    """Write the snapshot."""
    document = {
        "format": FORMAT,
        "date": snapshot.date.isoformat(),
        "scope": snapshot.scope,
        "advisories": [
            {"id": each.id, "package": each.package, "affected": list(each.affected), "summary": each.summary}
            for each in snapshot.advisories
        ],
    }
    file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Audit, or renew the snapshot; returns the exit code."""
    parser = argparse.ArgumentParser(description="Compares the pinned packages with known security advisories.")
    parser.add_argument("--update", type=Path, metavar="FILE", help="take the advisories from an export of OSV")
    update: Path | None = parser.parse_args(arguments).update
    pins = read_pins(LOCK.read_text(encoding="utf-8"))
    if update is None:
        return audit(pins, SNAPSHOT, datetime.datetime.now(datetime.UTC).date())
    try:
        date, advisories = from_export(update, {pin.name for pin in pins})
    except SnapshotError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    scope = "All advisories on the pinned packages in OSV's export of PyPI, as of the date of its newest entry."
    write_snapshot(SNAPSHOT, Snapshot(date, scope, tuple(advisories)))
    print(f"{SNAPSHOT.name}: {len(advisories)} advisories of {date}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
