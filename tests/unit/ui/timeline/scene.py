"""A project with films whose frames carry their number, and a timeline of them; and a mouse."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from lance_studio.project.commands.media import AddMedia
from lance_studio.project.commands.timelines import AddTimeline
from lance_studio.project.linking import link_file
from lance_studio.project.rows import Media, Node, TimelineRow, new_id
from lance_studio.timeline import placing
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, Track, new_timeline
from lance_studio.timeline.queries import ClipPlace, clips
from lance_studio.ui.session import Session
from lance_studio.ui.timeline.geometry import RULER, TrackRow
from lance_studio.ui.timeline.presenter import TimelinePresenter
from tests.unit.media.painted import painted_clip

RATE = Fraction(24)


def seconds(frames: int) -> Fraction:
    """Frames of the timeline as seconds."""
    return frames / RATE


def add_film(session: Session, folder: Path, name: str = "a.mp4", frames: int = 48, tag: int = 1) -> Media:
    """Write a painted film with a tone and import it."""
    times = np.arange(int(Fraction(frames, 24) * 48000)) / 48000
    tone = (0.4 * np.sin(2 * np.pi * 330 * times)).astype(np.float32)
    path = painted_clip(folder / name, frames, tag=tag, rate=RATE, sound=[np.stack([tone, tone], axis=1)])
    return add_file(session, path, frames)


def add_file(session: Session, path: Path, frames: int, *, has_audio: bool = True) -> Media:
    """Import a film of 96 x 64 pixels at 24 frames a second."""
    project = session.project
    assert project is not None
    link, digest = link_file(path, project.folder)
    media = Media(
        id=new_id(),
        digest=digest,
        kind="video",
        name=path.name,
        size=link.size,
        width=96,
        height=64,
        frames=frames,
        rate=RATE,
        duration=Fraction(frames, 24),
        has_audio=has_audio,
        link=link.path,
        modified_ns=link.modified_ns,
    )
    session.run(AddMedia(media, Node(id=new_id(), media_id=media.id, kind="clip", name=path.stem)))
    return media


def with_clips(media: Media, *spans: tuple[int, int, int]) -> Timeline:
    """Make a timeline with clips on V1 and A1, each given as its start, its first frame in the film, and its length."""
    timeline = new_timeline("Cut", RATE, 96, 64)
    ids = {track.name: track.id for track in timeline.tracks}
    for number, (start, first, length) in enumerate(spans):
        group = new_id()
        common = {
            "media_id": media.id,
            "duration": seconds(length),
            "source_start": seconds(first),
            "source_duration": media.duration,
            "name": f"clip {number}",
            "link_group": group,
        }
        pair = {ids["V1"]: Clip(new_id(), **common), ids["A1"]: Clip(new_id(), **common)}
        timeline = placing.overwrite(timeline, seconds(start), pair)
    return timeline


def show(session: Session, timeline: Timeline) -> None:
    """Put a timeline into the project; the window takes the first one by itself."""
    session.run(AddTimeline(TimelineRow(id=timeline.id, name=timeline.name, document=to_json(timeline))))


def stored(session: Session) -> Timeline:
    """The timeline as the project has it."""
    project, timeline_id = session.project, session.timeline_id
    assert project is not None
    assert timeline_id is not None
    timeline = project.timeline_value(timeline_id)
    assert timeline is not None
    return timeline


def lane(timeline: Timeline, name: str) -> Track:
    """A track by its name."""
    return next(track for track in timeline.tracks if track.name == name)


def on(timeline: Timeline, name: str) -> list[tuple[int, int, int]]:
    """The clips of a track, each as its start, its first frame in the film, and its length, in frames."""
    return [
        tuple(int(value * RATE) for value in (place.start, place.clip.source_start, place.clip.duration))  # type: ignore[misc]
        for place in clips(timeline)
        if place.track.name == name
    ]


def clip(timeline: Timeline, name: str, number: int = 0) -> ClipPlace:
    """A clip of a track by its place."""
    return [place for place in clips(timeline) if place.track.name == name][number]


class Mouse:
    """Real mouse events on the painted part of the timeline, in frames and tracks rather than pixels."""

    def __init__(self, widget: QWidget, presenter: TimelinePresenter) -> None:
        self.widget, self.presenter = widget, presenter

    def x(self, frame: float) -> int:
        return round(self.presenter.view_model.state.scale.x_of(Fraction(frame) / RATE))

    def row(self, name: str) -> TrackRow:
        geometry = self.presenter.view_model.geometry()
        assert geometry is not None
        return next(row for row in geometry.rows if row.track.name == name)

    def at(self, frame: float, name: str = "V1", shift: int = 0) -> QPoint:
        row = self.row(name)
        return QPoint(self.x(frame) + shift, RULER + row.top + row.height // 2)

    def on_ruler(self, frame: float) -> QPoint:
        return QPoint(self.x(frame), 6)

    def click(self, place: QPoint, keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.widget, Qt.MouseButton.LeftButton, keys, place)

    def drag(
        self,
        start: QPoint,
        end: QPoint,
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        before_release: Callable[[], None] = lambda: None,
    ) -> None:
        QTest.mousePress(self.widget, Qt.MouseButton.LeftButton, keys, start)
        for step in range(1, 6):
            place = start + (end - start) * step / 5
            self.move(place, keys, Qt.MouseButton.LeftButton)
        before_release()
        QTest.mouseRelease(self.widget, Qt.MouseButton.LeftButton, keys, end)

    def move(
        self,
        place: QPoint,
        keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        buttons: Qt.MouseButton = Qt.MouseButton.NoButton,
    ) -> None:
        # QTest.mouseMove has no buttons offscreen.
        spot = QPointF(place)
        screen = QPointF(self.widget.mapToGlobal(place))
        kind = QMouseEvent.Type.MouseMove
        QApplication.sendEvent(self.widget, QMouseEvent(kind, spot, screen, Qt.MouseButton.NoButton, buttons, keys))
