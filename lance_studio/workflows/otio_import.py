"""Timelines of other programs: an OpenTimelineIO document, and the files that it names.

A document may name any file of this computer, and nothing in it is trusted: what lies below its own folder is used, and
what this installation itself named there; other files only where the user says so, and not even looked for before.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

from lance_studio.errors import LanceStudioError, MediaMissingError, ProjectError, TimelineError
from lance_studio.language import mark, tr, translate
from lance_studio.media.digests import content_digest
from lance_studio.project.link_trust import is_never_opened, known_links
from lance_studio.regular_files import is_regular, open_regular, shown_path
from lance_studio.timeline.interchange import paths_of_url
from lance_studio.timeline.model import Clip, Gap, Timeline, Track, new_id
from lance_studio.timeline.otio_reading import ReadClip, ReadTimeline, ReadTrack, clip_extras, files_of, from_otio
from lance_studio.workflows.media_placement import Placeable, timeline_for

FOUND_BESIDE = mark("'{name}' is not where the document says; the file of that name beside it is used.")
CUT_TO_FIT = mark("Clips that reach beyond the end of their files are cut there: {count}.")
NO_PICTURE = mark("Clips of files that have no picture are left empty: {count}.")
NO_SOUND = mark("Clips of files that have no sound are left empty: {count}.")

_ANSWER = mark("If you know where the document comes from and want these files used, give --trust-links.")
_FIND_IT = mark("Put the files beside the document, or bring them back to where it says.")


class ForeignFilesError(ProjectError):
    """A document names files outside its folder that nobody here has approved; nothing of them was opened.

    Attributes:
        files: Where they lie, for people.
    """

    def __init__(self, cause: str, remedy: str, files: tuple[str, ...]) -> None:
        super().__init__(cause, remedy)
        self.files = files


@dataclass(frozen=True, slots=True)
class OtioDocument:
    """A document that was read, with the files that it names.

    Attributes:
        timeline: What it says.
        files: Where the file of each of its URLs lies.
        notes: Sentences on what is left out or was found elsewhere.
    """

    timeline: ReadTimeline
    files: Mapping[str, Path]
    notes: tuple[str, ...]


def read_otio(path: Path, *, trust_links: bool = False) -> OtioDocument:
    """Read a document and find its files; may be called in any thread.

    Args:
        path: The .otio file.
        trust_links: Whether the user approves files outside its folder that this installation did not name there.

    Returns:
        The document; each of its files exists.

    Raises:
        TimelineError: It is no document of that kind, or holds no timeline.
        ForeignFilesError: It names files outside its folder that nobody here has approved; nothing of them was opened.
        MediaMissingError: A file is missing.
    """
    with open_regular(path, TimelineError) as stream:
        text = stream.read().decode("utf-8", "replace")
    timeline = from_otio(text)
    folder = Path(os.path.realpath(path.absolute().parent))
    # English: so the folder was named if the studio spoke English then
    beside = (folder, *(folder / name for name in {f"{path.stem} media", tr("{stem} media", stem=path.stem)}))
    found: dict[str, Path] = {}
    foreign: list[str] = []
    missing: list[str] = []
    notes = list(timeline.notes)
    for url, digest in files_of(timeline.tracks).items():
        places = list(_places(url, folder))
        usable = [place for place in places if trust_links or _is_usable(place, folder, digest)]
        place = next((each for each in usable if is_regular(each)), None)
        if place is None and (near := _beside(places, beside, digest)) is not None:
            place = near
            notes.append(translate(FOUND_BESIDE, name=near.name))
        if place is not None:
            found[url] = place
        elif usable or not places:
            missing.append(url)
        else:
            foreign.append(shown_path(str(places[0])))
    if foreign:
        raise ForeignFilesError(
            tr(
                "'{name}' names files outside its folder and was not made by this installation: {files}. Nothing of "
                "that was opened.",
                name=path.name,
                files=", ".join(foreign),
            ),
            translate(_ANSWER),
            tuple(foreign),
        )
    if missing:
        raise MediaMissingError(
            tr("'{name}' names files that are missing: {files}.", name=path.name, files=", ".join(missing)),
            translate(_FIND_IT),
            "",
        )
    return OtioDocument(timeline, found, tuple(notes))


def timeline_of(document: OtioDocument, items: Mapping[Path, Placeable]) -> tuple[Timeline, tuple[str, ...]]:
    """Make a timeline of a document whose files were imported.

    Args:
        document: The document.
        items: What each of its files became.

    Returns:
        The timeline, and sentences on what does not fit.

    Raises:
        TimelineError: There is nothing on it.
    """
    builder = _Builder(document, items)
    read = document.timeline
    tracks = tuple(builder.track(track) for track in read.tracks)
    first = next((item for item in items.values() if item.has_picture), None)
    if not any(track.items for track in tracks):
        raise TimelineError(
            tr("The document's timeline is empty."), tr("Export it again from the program that it comes from.")
        )
    size = read.size
    if size is None and first is not None:
        form = timeline_for(first)
        size = form.width, form.height
    width, height = size or (1280, 720)
    made = Timeline(new_id(), read.name, read.rate, tracks, read.markers, width=width, height=height)
    return made, tuple(builder.notes())


class _Builder:
    def __init__(self, document: OtioDocument, items: Mapping[Path, Placeable]) -> None:
        self._document = document
        self._items = items
        self._rate = document.timeline.rate
        self._cut = 0
        self._empty = {NO_PICTURE: 0, NO_SOUND: 0}

    def notes(self) -> Iterator[str]:
        if self._cut:
            yield translate(CUT_TO_FIT, count=self._cut)
        for text, count in self._empty.items():
            if count:
                yield translate(text, count=count)

    def track(self, read: ReadTrack) -> Track:
        items: list[Clip | Gap] = []
        for item in read.items:
            for part in [item] if isinstance(item, Gap) else self._clip(item, read.kind == "video"):
                if isinstance(part, Gap) and items and isinstance(last := items[-1], Gap):
                    items[-1] = Gap(last.duration + part.duration)
                else:
                    items.append(part)
        while items and isinstance(items[-1], Gap):
            items.pop()
        off = not read.enabled
        return Track(
            new_id(),
            read.kind,
            read.name,
            tuple(items),
            muted=off and read.kind == "audio",
            hidden=off and read.kind == "video",
        )

    def _clip(self, read: ReadClip, is_video: bool) -> list[Clip | Gap]:
        """A clip, and a gap where its file ends before it."""
        item = self._items[self._document.files[read.url]]
        if not (item.has_picture if is_video else item.has_sound):
            self._empty[NO_PICTURE if is_video else NO_SOUND] += 1
            return [Gap(read.duration)]
        length, duration = item.media.duration if item.has_course else None, read.duration
        if length is not None:
            # What lies after the end by less than a frame was rounded.
            most = max(((length - read.start) / read.speed * self._rate).__floor__() / self._rate, Fraction(0))
            if most < duration:
                self._cut += 1
                duration = most
        if duration <= 0:
            return [Gap(read.duration)]
        clip = Clip(
            new_id(),
            item.media.id,
            duration,
            source_start=read.start,
            source_duration=length,
            node_id=None if item.node is None else item.node.id,
            name=read.name or item.media.name,
            speed=read.speed,
            generated=item.generated,
        )
        with suppress(TimelineError):
            clip = replace(clip, **clip_extras(read.extras))
        return [clip] if duration == read.duration else [clip, Gap(read.duration - duration)]


def import_otio(
    path: Path, take: Callable[[Path], Placeable], *, trust_links: bool = False
) -> tuple[Timeline, tuple[str, ...]]:
    """Read a document, take its files into a project, and make a timeline of it.

    Args:
        path: The .otio file.
        take: Imports a file.
        trust_links: As for `read_otio`.

    Returns:
        The timeline, and sentences on what is left out or was found elsewhere.

    Raises:
        LanceStudioError: As of `read_otio`; or a file cannot be imported.
    """
    document = read_otio(path, trust_links=trust_links)
    items = {place: take(place) for place in dict.fromkeys(document.files.values())}
    timeline, notes = timeline_of(document, items)
    return timeline, (*document.notes, *notes)


# --- where files lie -------------------------------------------------------------------------------------------------


def _places(url: str, folder: Path) -> Iterator[Path]:
    for text in paths_of_url(url):
        place = os.path.normpath(folder / text)
        if not is_never_opened(place):
            yield Path(place)


def _is_usable(place: Path, folder: Path, digest: str) -> bool:
    """Whether a file may be looked for: it lies below the document's folder, or this installation named it."""
    if digest and known_links().is_own(str(place), digest):
        return True
    # Without looking at what lies outside: a link within the folder may lead there.
    return place.is_relative_to(folder) and Path(os.path.realpath(place)).is_relative_to(folder)


def _beside(places: list[Path], folders: tuple[Path, ...], digest: str) -> Path | None:
    """A file beside the document that has the name, and the content where that is known."""
    for folder in folders:
        for place in places:
            near = folder / place.name
            if near.is_symlink() or not is_regular(near):
                continue
            with suppress(LanceStudioError):
                if not digest or content_digest(near) == digest:
                    return near
    return None
