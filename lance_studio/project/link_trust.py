"""Which linked files may be opened: those below the project's folder, and those that somebody here chose or approved.

A project that comes from elsewhere may name any path of this computer. What it names outside its own folder is not
even looked up before the user has seen it and said yes. A link needs no question if this installation made it itself,
because then the user chose the file: a link is remembered by its place and content, outside the project, when it is
made.
Answers are remembered there too, by medium, place and content, so that a project with other links asks again.

All functions here may be called from any thread.
"""

import contextlib
import enum
import functools
import hashlib
import logging
import os
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lance_studio import paths
from lance_studio.errors import MediaMissingError, MediaNotOpenedError
from lance_studio.language import mark, tr, translate
from lance_studio.project.rows import Media
from lance_studio.regular_files import shown_path

_log = logging.getLogger(__name__)

# Devices, and what may reach another computer when it is looked up: automatic mounts and the desktop's remote folders.
_NEVER_BELOW = ("/dev/", "/proc/", "/sys/", "/net/", "/afs/", "/run/user/")
_MOST_READ = 64 << 20
_KEY_LENGTH = 64
_ANSWER = mark("Choose File → Files outside the project… in the window, or give --trust-links on the command line.")
_CHOOSE = mark("Choose the file yourself: select the medium and Relink it.")


class Standing(enum.Enum):
    """What is known of a link.

    Attributes:
        INSIDE: It leads to a file below the project's folder.
        OWN: This installation made it.
        USED: Somebody else made it, and the user agreed to use it.
        LEFT_OUT: Somebody else made it, and the user does not want it.
        UNKNOWN: Somebody else made it, and nobody has been asked yet.
        REFUSED: It names a device, another computer, or a place that no import can have written.
    """

    INSIDE = enum.auto()
    OWN = enum.auto()
    USED = enum.auto()
    LEFT_OUT = enum.auto()
    UNKNOWN = enum.auto()
    REFUSED = enum.auto()


@dataclass(frozen=True, slots=True)
class ForeignLink:
    """A link that is not used, because nobody here has made or approved it.

    Attributes:
        media: The medium.
        path: Where the link leads, as the project writes it; made absolute where it can be.
        standing: `LEFT_OUT`, `UNKNOWN` or `REFUSED`; a refused link cannot be used whatever the answer is.
        asked: Whether the user has been asked about it already.
    """

    media: Media
    path: str
    standing: Standing
    asked: bool

    @property
    def shown(self) -> str:
        """The whole path on one line, with everything in it visible that is not printable."""
        return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in self.path)


class KnownLinks:
    """What is remembered of links, in one file of the studio's own that only grows.

    A line is a letter (`o` for a link that was made here, `u` for one that is used, `l` for one that is left out), a
    space, and a SHA-256 that stands for the link; the last line on a link counts. Paths are not written down. Other
    processes may add lines at any time. Where the file cannot be written, what was said holds until this process ends.

    Args:
        file: The file; its folder is made when it is first written.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}
        self._read_to = 0

    def remember_own(self, place: str, digest: str) -> None:
        """Note that this installation links a file.

        Args:
            place: Its absolute path.
            digest: SHA-256 of its content.
        """
        self._remember([("o", _key(place, digest))])

    def answer(self, links: Iterable[ForeignLink], *, use: bool) -> None:
        """Note what the user said of links; refused ones are left out in any case."""
        self._remember(
            ("u" if use and link.standing is not Standing.REFUSED else "l", _answer_key(link.media, link.path))
            for link in links
        )

    def refresh(self) -> None:
        """Take in what other processes have noted since the last time."""
        with self._lock:
            self._read()

    def is_own(self, place: str, digest: str) -> bool:
        """Tell whether this installation has linked a file of this place and content."""
        return self._known.get(_key(place, digest)) == "o"

    def answered(self, media: Media, place: str) -> bool | None:
        """Return whether the user wants a link to be used; None where nobody has asked."""
        letter = self._known.get(_answer_key(media, place))
        return None if letter is None else letter == "u"

    def _remember(self, entries: Iterable[tuple[str, str]]) -> None:
        with self._lock:
            self._read()
            new = [(letter, key) for letter, key in entries if self._known.get(key) != letter]
            if not new:
                return
            self._known.update((key, letter) for letter, key in new)
            # The empty line first ends one that was cut short by a full disk.
            text = "\n" + "".join(f"{letter} {key}\n" for letter, key in new)
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                descriptor = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
                with os.fdopen(descriptor, "ab", buffering=0) as stream:
                    stream.write(text.encode())
            except OSError as error:
                _log.info("What was decided of links is kept until the end only: %s", error)

    def _read(self) -> None:
        """Take in what was added since the last time; the caller holds the lock."""
        with contextlib.suppress(OSError):  # there is none yet, or it cannot be read: then nothing is known
            size = self._file.stat().st_size
            if size < self._read_to:  # somebody began again
                self._read_to = 0
            if size == self._read_to:
                return
            with self._file.open("rb") as stream:
                stream.seek(self._read_to)
                text = stream.read(_MOST_READ)
            end = text.rfind(b"\n") + 1
            self._read_to += end
            for line in text[:end].decode("ascii", "replace").splitlines():
                letter, _, key = line.partition(" ")
                if letter in ("o", "u", "l") and len(key) == _KEY_LENGTH:
                    self._known[key] = letter


def known_links() -> KnownLinks:
    """Return what this user's installation knows of links by now."""
    known = _known_links(paths.known_links_file())
    known.refresh()
    return known


@functools.lru_cache(maxsize=4)
def _known_links(file: Path) -> KnownLinks:
    return KnownLinks(file)


def standing_of(media: Media, folder: Path) -> Standing:
    """Tell what is known of a linked medium's link; nothing is looked up where it leads.

    Args:
        media: A linked medium.
        folder: The project's folder.
    """
    return _standing(media, folder, known_links())


def _standing(media: Media, folder: Path, known: KnownLinks) -> Standing:
    # Asked of thousands of links at once: plain texts are compared, not paths.
    link = media.link or ""
    if is_never_opened(link):
        return Standing.OWN if known.is_own(link, media.digest) else Standing.REFUSED
    if not link.startswith("/") or link.startswith(f"{folder}/"):
        return Standing.INSIDE
    if known.is_own(link, media.digest):
        return Standing.OWN
    return {None: Standing.UNKNOWN, True: Standing.USED, False: Standing.LEFT_OUT}[known.answered(media, link)]


def is_made_here(media: Media, folder: Path) -> bool:
    """Tell whether this installation linked a medium's file where it is said to lie, and has read its content then."""
    return known_links().is_own(str(folder / (media.link or "")), media.digest)


def foreign_links(linked: Iterable[Media], folder: Path) -> list[ForeignLink]:
    """Return the links that are not used; nothing is looked up where they lead.

    Args:
        linked: Linked media.
        folder: The project's folder.
    """
    found: list[ForeignLink] = []
    known = known_links()
    for media in linked:
        standing = _standing(media, folder, known)
        if standing in (Standing.LEFT_OUT, Standing.UNKNOWN, Standing.REFUSED):
            path = media.link or ""
            found.append(ForeignLink(media, path, standing, known.answered(media, path) is not None))
    return found


def require_usable(media: Media, folder: Path) -> None:
    """Refuse a link that may not be followed; nothing is looked up where it leads.

    A link below the project's folder must not leave it through a symbolic link: imports write down where a file really
    lies, so that only somebody else's project can have such a link.

    Args:
        media: A linked medium.
        folder: The project's folder.

    Raises:
        MediaNotOpenedError: Nobody here has made or approved the link.
        MediaMissingError: It leads out of the folder through a symbolic link.
    """
    standing, link = standing_of(media, folder), media.link or ""
    if standing is Standing.REFUSED:
        raise MediaNotOpenedError(
            tr(
                "The project links '{link}' as '{name}': no file of this computer that a project "
                "may name, so it is not opened.",
                link=shown_path(link),
                name=media.name,
            ),
            translate(_CHOOSE),
            media.id,
        )
    if standing in (Standing.UNKNOWN, Standing.LEFT_OUT):
        raise MediaNotOpenedError(
            tr(
                "'{name}' is the file '{link}' outside the project's folder, which is not opened "
                "before somebody says so.",
                name=media.name,
                link=shown_path(link),
            ),
            translate(_ANSWER),
            media.id,
        )
    if standing is Standing.INSIDE:
        _refuse_symbolic_links(media, folder)


def _refuse_symbolic_links(media: Media, folder: Path) -> None:
    place = folder
    path = Path(media.link or "")
    for part in (path.relative_to(folder) if path.is_absolute() else path).parts:
        place = place / part
        if place.is_symlink():
            raise MediaMissingError(
                tr(
                    "The project names '{link}' for '{name}', and '{place}' is a symbolic link, which is not followed.",
                    link=shown_path(media.link or ""),
                    name=media.name,
                    place=shown_path(place),
                ),
                translate(_CHOOSE),
                media.id,
            )


def is_never_opened(link: str) -> bool:
    """Tell whether a link names a device, another computer, or a place that no import writes."""
    if not link or "\0" in link or "://" in link or link.startswith(("//", "\\\\")):
        return True
    # As text two spellings may name one place, but what the studio writes itself has one only.
    parts = link.removeprefix("/").split("/")
    return any(part in ("", ".", "..") for part in parts) or link.startswith(_NEVER_BELOW)


def _key(place: str, digest: str) -> str:
    return hashlib.sha256(f"{place}\0{digest}".encode("utf-8", "surrogatepass")).hexdigest()


def _answer_key(media: Media, place: str) -> str:
    return hashlib.sha256(f"{media.id}\0{place}\0{media.digest}".encode("utf-8", "surrogatepass")).hexdigest()
