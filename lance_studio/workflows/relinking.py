"""Finding the files of linked media again: which file may be which medium's, and how sure that is.

Nothing here changes a project; files are only read, and all of it belongs into a worker thread. A file is taken for the
same only by its content. One of another content can stand in for a medium if its user says so and it has the same form:
timelines, masks and edits depend on sizes and lengths.
"""

import enum
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from lance_studio.errors import CancelledError, LanceStudioError, MediaError
from lance_studio.language import tr
from lance_studio.media.digests import content_digest
from lance_studio.project.commands.media import RelinkMedia, ReplaceMedia
from lance_studio.project.linking import check_relink, link_file
from lance_studio.project.rows import Media
from lance_studio.regular_files import require_regular
from lance_studio.workflows.importing import media_of

if TYPE_CHECKING:
    from lance_studio.project.commands.base import Command

MOST_FILES = 200_000
"""Files that one search looks at; whoever has more chooses a folder nearer to the media."""

_TELL_EVERY = 200


class Match(enum.IntEnum):
    """How sure it is that a file is that of a medium; the greater, the surer.

    Attributes:
        UNFIT: Its content differs, and so does its form: it cannot stand in.
        NAMED: Its content differs, and nothing but the name is the same.
        ALIKE: Its content differs; name, size and length are the same.
        SAME: It has the same content.
    """

    UNFIT = 0
    NAMED = 1
    ALIKE = 2
    SAME = 3


@dataclass(frozen=True)
class Candidate:
    """A file that may be that of a medium.

    Attributes:
        media_id: The medium.
        path: The file.
        match: How sure that is.
        why: Why it cannot stand in; empty where it can.
    """

    media_id: str
    path: Path
    match: Match
    why: str = ""

    @property
    def usable(self) -> bool:
        """Whether the medium can be linked to the file, by a click at least."""
        return self.match is not Match.UNFIT


@dataclass(frozen=True)
class Search:
    """What a search has found.

    Attributes:
        found: The best candidate for each medium that has one, by the medium's id.
        files: How many files were looked at.
        whole: Whether all files of the folder were looked at.
    """

    found: dict[str, Candidate]
    files: int
    whole: bool = True


def judge(media: Media, path: Path) -> Candidate:
    """Say how sure it is that a file is that of a medium.

    Args:
        media: The medium.
        path: A file that the user chose.

    Raises:
        MediaError: The file is missing, empty, no ordinary file, or cannot be read.
    """
    require_regular(path, MediaError)
    if path.stat().st_size == media.size and content_digest(path) == media.digest:
        return Candidate(media.id, path, Match.SAME)
    return _judge_other(media, path)


def search(
    media: Sequence[Media],
    folder: Path,
    *,
    below: bool = True,
    progress: Callable[[int], object] = lambda files: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Search:
    """Look for the files of media in a folder: by content first, then by name.

    Only files of the right size are read whole. Symbolic links are not followed.

    Args:
        media: The media.
        folder: A folder that the user chose.
        below: Whether folders in it are searched too.
        progress: Is told now and then how many files were looked at.
        cancelled: Is asked now and then whether to give up.

    Raises:
        CancelledError: It was given up.
        MediaError: The folder cannot be read.
    """
    sizes, named = {each.size for each in media}, {name for each in media for name in _names(each)}
    by_size: dict[int, list[Path]] = {}
    by_name: dict[str, list[Path]] = {}
    files = 0
    whole = True
    for entry in _files(folder, below=below):
        if files >= MOST_FILES:
            whole = False
            break
        files += 1
        if files % _TELL_EVERY == 0:
            progress(files)
        if cancelled():
            raise CancelledError
        name = entry.name.casefold()
        try:
            size = entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
        if size in sizes:
            by_size.setdefault(size, []).append(Path(entry.path))
        if name in named:
            by_name.setdefault(name, []).append(Path(entry.path))
    progress(files)
    found: dict[str, Candidate] = {}
    for each in media:
        best = _best(each, by_size.get(each.size, ()), by_name, cancelled)
        if best is not None:
            found[each.id] = best
    return Search(found, files, whole)


def command_for(media: Media, candidate: Candidate, folder: Path) -> "Command":
    """Return the command that links a medium to a file which its user has agreed to; the file is looked at again.

    Args:
        media: The medium.
        candidate: What was found for it.
        folder: The project's folder.

    Raises:
        MediaError: The file is missing or cannot be read.
        ProjectError: The file is not what it was when it was shown.
    """
    if candidate.match is Match.SAME:
        return RelinkMedia(media.id, check_relink(media, candidate.path, folder))
    again = judge(media, candidate.path)
    if not again.usable:
        raise MediaError(
            tr(
                "'{name}' cannot stand in for '{medium}': {why}",
                name=candidate.path.name,
                medium=media.name,
                why=again.why,
            ),
            tr("Choose another.", context="file"),
        )
    from lance_studio.media.probe import probe

    link, digest = link_file(candidate.path, folder)
    new = media_of(probe(candidate.path), digest, link.size, media.name)
    linked = replace(new, id=media.id, created=media.created, link=link.path, modified_ns=link.modified_ns)
    return ReplaceMedia(linked)


def _names(media: Media) -> set[str]:
    names = {media.name.casefold()}
    if media.link:
        names.add(PurePosixPath(media.link).name.casefold())
    return names - {""}


def _files(folder: Path, *, below: bool) -> Iterator[os.DirEntry[str]]:
    """Go through the ordinary files of a folder; folders in it that cannot be read are left out."""
    waiting, first = [str(folder)], True
    while waiting:
        place = waiting.pop()
        try:
            with os.scandir(place) as entries:
                listed = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            if first:
                cause = tr(
                    "The folder '{folder}' cannot be read: {reason}.", folder=folder, reason=error.strerror or error
                )
                raise MediaError(cause, tr("Choose another folder.")) from error
            continue
        first = False
        for entry in listed:
            try:
                if entry.is_file(follow_symlinks=False):
                    yield entry
                elif below and entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
            except OSError:
                continue


def _best(
    media: Media, sized: Iterable[Path], by_name: dict[str, list[Path]], cancelled: Callable[[], bool]
) -> Candidate | None:
    names = _names(media)
    # The likely one first, so that seldom more than one file is read whole.
    for path in sorted(sized, key=lambda path: path.name.casefold() not in names):
        if cancelled():
            raise CancelledError
        try:
            if content_digest(path) == media.digest:
                return Candidate(media.id, path, Match.SAME)
        except MediaError:
            continue
    best: Candidate | None = None
    for path in (path for name in sorted(names) for path in by_name.get(name, ())):
        if cancelled():
            raise CancelledError
        candidate = _judge_other(media, path)
        if best is None or candidate.match > best.match:
            best = candidate
    return best


def _judge_other(media: Media, path: Path) -> Candidate:
    """Judge a file of another content."""
    from lance_studio.media.probe import probe

    try:
        other = media_of(probe(path), "", path.stat().st_size, path.name)
    except (LanceStudioError, OSError) as error:
        why = error.cause if isinstance(error, LanceStudioError) else tr("'{name}' cannot be read.", name=path.name)
        return Candidate(media.id, path, Match.UNFIT, why)
    why = unfit(media, other)
    if why:
        return Candidate(media.id, path, Match.UNFIT, why)
    alike = path.name.casefold() in _names(media) and other.size == media.size and other.duration == media.duration
    return Candidate(media.id, path, Match.ALIKE if alike else Match.NAMED)


def unfit(media: Media, other: Media) -> str:
    """Say why a file cannot stand in for a medium: what was made of it depends on its form.

    Args:
        media: The medium.
        other: The file's facts.

    Returns:
        A sentence; empty if it can.
    """
    if media.kind != other.kind:
        kinds = {"picture": tr("a picture"), "video": tr("a video"), "audio": tr("a sound")}
        return tr("It is {found}, not {wanted}.", found=kinds[other.kind], wanted=kinds[media.kind])
    if (media.width, media.height) != (other.width, other.height):
        return tr(
            "It has {found} pixels instead of {wanted}.",
            found=f"{other.width}×{other.height}",
            wanted=f"{media.width}×{media.height}",
        )
    if media.rate is not None and media.rate != other.rate:
        return tr(
            "It has {found:g} frames a second instead of {wanted:g}.",
            found=float(other.rate or 0),
            wanted=float(media.rate),
        )
    if (other.frames or 0) < (media.frames or 0) or (other.duration or 0) < (media.duration or 0):
        return tr(
            "It lasts {found:.2f} s instead of {wanted:.2f} s.",
            found=float(other.duration or 0),
            wanted=float(media.duration or 0),
        )
    if media.has_audio and not other.has_audio:
        return tr("It has no sound.")
    return ""
