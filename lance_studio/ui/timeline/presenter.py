"""What can be done to the clips and tracks of the timeline: every edit is one command."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from lance_studio.errors import LanceStudioError, TimelineError
from lance_studio.language import kept, mark, tr
from lance_studio.timeline import clipboard, cutting, properties, queries, trimming
from lance_studio.timeline.clipboard import Copied
from lance_studio.timeline.model import Timeline, TrackKind
from lance_studio.timeline.snapping import SnapPoint
from lance_studio.ui.bus import ChangeBus
from lance_studio.ui.playback.source_view import marked
from lance_studio.ui.playback.what_plays import seen_medium
from lance_studio.ui.session import Session
from lance_studio.ui.timeline.markers_presenter import MarkersPresenter
from lance_studio.ui.timeline.state import Ghost
from lance_studio.ui.timeline.timeline_view_model import MARGIN, PANEL, TimelineViewModel
from lance_studio.ui.timelines import Timelines, next_name
from lance_studio.workflows.media_placement import HOW_NAMES, arranged, placeable, span

if TYPE_CHECKING:
    from lance_studio.workflows.media_placement import (
        How,
        Placeable,
    )

ZOOM_STEP = 1.4


@dataclass(frozen=True)
class _Expected:
    """Files that were dropped and will come as media."""

    names: frozenset[str]
    how: "How"
    time: Fraction
    track_id: str | None


class TimelinePresenter(QObject):
    """Follows the session and the project; every edit is one command.

    Args:
        session: The open project and what is selected.
        bus: What changed in the project.

    Attributes:
        view_model: What is shown of the timeline, and by which edits are stored.
        markers: What can be done to its markers and its range.
        timelines: What can be done to the project's timelines as a whole.
    """

    def __init__(self, session: Session, bus: ChangeBus) -> None:
        super().__init__()
        self._session = session
        self.view_model = TimelineViewModel(session, bus)
        self.view_model.setParent(self)
        self.markers = MarkersPresenter(self.view_model)
        self.timelines = Timelines(session)
        self._expected: _Expected | None = None
        self._known_media: frozenset[str] = frozenset()
        bus.media_changed.connect(self._place_expected)
        session.project_replaced.connect(self._expect_nothing)

    def _expect_nothing(self) -> None:
        self._expected = None

    # --- cutting -----------------------------------------------------------------------------------------------

    def split_at_playhead(self) -> None:
        """Cut the selected clips under the playhead, or all clips under it if none of them is selected.

        Raises:
            TimelineError: There is no clip under the playhead, or it is locked.
        """
        timeline, time = self.view_model.stored, self.view_model.state.playhead
        if timeline is None:
            return
        under = [place for place in queries.clips_at(timeline, time) if place.start < time]
        chosen = [place for place in under if place.clip.id in self._session.clip_ids]
        if not under:
            raise TimelineError(tr("No clip lies under the playhead."), tr("Move the playhead into a clip."))
        tracks = [place.track.id for place in chosen] or None
        self.view_model.commit(mark("Split clip"), cutting.split_all(timeline, time, tracks))

    def split(self, clip_id: str, time: Fraction, *, linked: bool = True) -> None:
        """Cut a clip, for the blade; at an edge of it nothing happens.

        Raises:
            TimelineError: The clip is locked.
        """
        timeline = self.view_model.stored
        if timeline is None:
            return
        place = queries.find_clip(timeline, clip_id)
        if place.start < time < place.end:
            self.view_model.commit(mark("Split clip"), cutting.split(timeline, clip_id, time, linked=linked))

    def lift(self) -> None:
        """Take the selected clips away and leave gaps."""
        ids = self._session.clip_ids
        if ids:
            self.view_model.edit(
                self._named(mark("Lift clip"), mark("Lift clips")), lambda t: cutting.lift(t, ids, linked=False)
            )

    def ripple_delete(self) -> None:
        """Take the selected clips away and let what follows close up."""
        ids = self._session.clip_ids
        if ids:
            self.view_model.edit(mark("Ripple delete"), lambda t: cutting.ripple_delete(t, ids, linked=False))

    # --- copying -----------------------------------------------------------------------------------------------

    def copy(self) -> Copied | None:
        """Return copies of the selected clips."""
        ids = self._session.clip_ids
        return (
            clipboard.copy(self.view_model.stored, ids, follow_links=False)
            if self.view_model.stored is not None and ids
            else None
        )

    def cut(self) -> Copied | None:
        """Take the selected clips away, leave gaps, and return copies of them.

        Raises:
            TimelineError: One is locked; all stay.
        """
        copied, ids = self.copy(), self._session.clip_ids
        if copied is not None:
            self.view_model.edit(
                self._named(mark("Cut clip"), mark("Cut clips")), lambda t: cutting.lift(t, ids, linked=False)
            )
        return copied

    def paste(self, copied: Copied, *, over: bool = False) -> None:
        """Put copied clips at the playhead, which goes to their end, so that the next ones follow them.

        They go to the tracks of the selected clips, or else to those that they came from.

        Args:
            copied: The clips.
            over: Whether they cover what is there rather than pushing it to the right.

        Raises:
            TimelineError: There are too few tracks, or a medium is no longer in the project.
        """
        timeline, project = self.view_model.stored, self._session.project
        if timeline is None or project is None:
            return
        if any(project.media(each.clip.media_id) is None for each in copied.clips):
            raise TimelineError(tr("What the clips show is no longer in the project."), tr("Import it again."))
        targets = [queries.find_clip(timeline, each).track.id for each in self._session.clip_ids]
        at = self.view_model.state.playhead
        result, new = clipboard.paste(timeline, copied, at, track_ids=targets, over=over)
        self._put(_several(mark("Paste clip"), mark("Paste clips"), copied), result, new, at)
        self.view_model.seek(max(queries.find_clip(result, each).end for each in new))

    def duplicate(self) -> None:
        """Insert copies of the selected clips after the last of them.

        Raises:
            TimelineError: One is locked.
        """
        timeline, copied = self.view_model.stored, self.copy()
        if timeline is not None and copied is not None:
            result, new = clipboard.duplicate(timeline, self._session.clip_ids, follow_links=False)
            start = min(queries.find_clip(result, each).start for each in new)
            self._put(_several(mark("Duplicate clip"), mark("Duplicate clips"), copied), result, new, start)

    def _put(self, name: str, result: Timeline, new: tuple[str, ...], at: Fraction) -> None:
        self.view_model.commit(name, result)
        self._session.select_clips(new)
        self._reveal(at, result)

    def _named(self, one: str, many: str) -> str:
        copied = self.copy()
        return one if copied is None else _several(one, many, copied)

    # --- properties --------------------------------------------------------------------------------------------

    def set_speed(self, clip_id: str, speed: Fraction) -> None:
        """Show a clip faster or slower."""
        self.view_model.edit(mark("Change speed"), lambda t: trimming.set_speed(t, clip_id, speed))

    def unlink(self, clip_id: str) -> None:
        """Let the picture and the sound of a clip be edited one by one."""
        self.view_model.edit(mark("Unlink clips"), lambda t: properties.unlink(t, clip_id))

    def link_selected(self) -> None:
        """Let the selected clips be edited together."""
        ids = self._session.clip_ids
        if len(ids) > 1:
            self.view_model.edit(mark("Link clips"), lambda t: properties.link(t, ids))

    def rename_clip(self, clip_id: str, name: str) -> None:
        """Give a clip another name."""
        if name.strip():
            self.view_model.edit(mark("Rename clip"), lambda t: properties.set_clip(t, clip_id, name=name.strip()))

    def close_gap(self, track_id: str, time: Fraction) -> None:
        """Remove the gap at a time."""
        self.view_model.edit(mark("Close gap"), lambda t: cutting.close_gap(t, track_id, time))

    # --- tracks -----------------------------------------------------------------------------------------------

    def toggle_track(self, track_id: str, what: str) -> None:
        """Turn one of a track's switches: "muted", "hidden" or "locked"."""
        timeline = self.view_model.stored
        if timeline is None:
            return
        track = queries.track(timeline, track_id)
        on = not getattr(track, what)
        name = {
            "muted": (kept("Unmute track {track}", track=track.name), kept("Mute track {track}", track=track.name)),
            "hidden": (kept("Show track {track}", track=track.name), kept("Hide track {track}", track=track.name)),
            "locked": (kept("Unlock track {track}", track=track.name), kept("Lock track {track}", track=track.name)),
        }[what][on]
        changed = properties.set_track(timeline, track_id, **{what: on})  # type: ignore[arg-type]
        self.view_model.commit(name, changed)

    def add_track(self, kind: TrackKind) -> None:
        """Add a video track on top or an audio track at the bottom."""
        self.view_model.edit(
            mark("Add video track") if kind == "video" else mark("Add audio track"),
            lambda t: properties.add_track(t, kind),
        )

    def remove_track(self, track_id: str) -> None:
        """Remove a track with its clips."""
        self.view_model.edit(mark("Remove track"), lambda t: properties.remove_track(t, track_id))

    # --- media -------------------------------------------------------------------------------------------------

    def new_timeline(self) -> None:
        """Add an empty timeline and show it."""
        if self._session.project is not None:
            self.timelines.new()

    def found(self, ids: Iterable[tuple[str | None, str | None]]) -> list["Placeable"]:
        """Look up media, by ids of media and nodes, each with the part between its in and out point."""
        project = self._session.project
        if project is None:
            return []
        items = [item for media, node in ids if (item := placeable(project, media, node)) is not None]
        return [marked(project, item) for item in items]

    def seen(self) -> "Placeable | None":
        """Return the film or sound that the viewer shows by itself, with the part that is marked."""
        media = seen_medium(self._session)
        found = [] if media is None else self.found([(media.id, self._session.node_id)])
        return found[0] if found else None

    def chosen(self) -> list["Placeable"]:
        """Return what is selected in the media bin, or else the current node's medium."""
        pair = (self._session.media_id, None) if self._session.media_id else (None, self._session.node_id)
        return self.found([pair]) if any(pair) else []

    def show_ghost(
        self,
        items: Sequence["Placeable"],
        time: Fraction,
        track_id: str | None,
        *,
        insert: bool,
        snap: SnapPoint | None,
    ) -> None:
        """Show where something would land."""
        length = Fraction(5) if not items else span(items)
        self.view_model.show_ghost(Ghost(time, time + length, track_id, insert), snap)

    def place(
        self, items: Sequence["Placeable"], how: "How", time: Fraction | None = None, track_id: str | None = None
    ) -> None:
        """Put media on the timeline and select the new clips; without a timeline one is made in their format.

        Args:
            items: The media.
            how: By which edit.
            time: Where; None means at the playhead.
            track_id: On which track, for media of its kind.

        Raises:
            TimelineError: The edit is impossible.
            ProjectError: It could not be stored.
        """
        if not items:
            return
        _, new = self._place(items, how, time, track_id)
        self._session.select_clips(new)
        self._session.view("timeline")

    def place_seen(self, item: "Placeable", how: "How") -> None:
        """Put what the viewer shows at the playhead, which goes to its end; the viewer goes on showing it.

        Raises:
            TimelineError: The edit is impossible.
            ProjectError: It could not be stored.
        """
        result, new = self._place([item], how, None, None)
        self._session.set_playing(False)
        self._session.move_playhead(max(queries.find_clip(result, each).end for each in new))

    def _place(
        self, items: Sequence["Placeable"], how: "How", time: Fraction | None, track_id: str | None
    ) -> tuple[Timeline, tuple[str, ...]]:
        base = self.view_model.stored
        result, new = arranged(base, items, how, self.view_model.state.playhead if time is None else time, track_id)
        if base is None:
            name = next_name((row.name for row in self.timelines.rows()), tr("Timeline"))
            self.timelines.add(replace(result, name=name), HOW_NAMES[how])
        else:
            self.view_model.commit(HOW_NAMES[how], result)
        if how != "overwrite" or time is None:
            self._reveal(min(queries.find_clip(result, each).start for each in new), result)
        return result, new

    def expect_files(self, files: Sequence[Path], how: "How", time: Fraction, track_id: str | None) -> None:
        """Place files once whoever imports them has made media of them.

        Args:
            files: Files that were dropped on the timeline.
            how: By which edit.
            time: Where.
            track_id: On which track.
        """
        project = self._session.project
        self._known_media = (
            frozenset(media.id for media in project.media_list()) if project is not None else frozenset()
        )
        self._expected = _Expected(frozenset(path.name for path in files), how, time, track_id)
        self._session.drop_files(tuple(files))

    def _place_expected(self, ids: frozenset[str]) -> None:
        expected, project = self._expected, self._session.project
        if expected is None or project is None:
            return
        arrived = [
            media
            for media_id in ids - self._known_media
            if (media := project.media(media_id)) is not None and media.name in expected.names
        ]
        if not arrived:
            return
        items = self.found([(media.id, None) for media in arrived])
        left = expected.names - {media.name for media in arrived}
        length = span(items)
        self._known_media |= ids
        self._expected = replace(expected, names=left, time=expected.time + length) if left else None
        try:
            self.place(items, expected.how, expected.time, expected.track_id)
        except LanceStudioError as error:
            self._session.report(PANEL, error)

    def _reveal(self, time: Fraction, timeline: Timeline) -> None:
        """Bring what was just placed into sight."""
        x = self.view_model.state.scale.x_of(time)
        if not 0 <= x <= self.view_model.width * (1 - MARGIN) or math.isnan(x):
            self.view_model.fit() if queries.duration(
                timeline
            ) * self.view_model.state.scale.pixels < self.view_model.width else self.view_model.scroll(
                x - self.view_model.width * MARGIN
            )


def _several(one: str, many: str, copied: Copied) -> str:
    """Choose a step's name; a clip and its sound are one thing to those who move them about."""
    things = {each.clip.link_group or each.clip.id for each in copied.clips}
    return many if len(things) > 1 else one
