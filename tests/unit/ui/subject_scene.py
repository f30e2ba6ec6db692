"""A project with pictures, a clip, a timeline of two films, a gap and a still; and prompt fields without widgets."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import SignalInstance

from lance_studio.project.commands.nodes import AddNode
from lance_studio.project.commands.timelines import AddTimeline, EditTimeline
from lance_studio.project.rows import Media, Node, TimelineRow, new_id
from lance_studio.timeline.document import to_json
from lance_studio.timeline.model import Clip, Timeline, new_timeline
from lance_studio.timeline.placing import overwrite
from lance_studio.ui.canvas.mask import Mask
from lance_studio.ui.canvas.presenter import CanvasPresenter
from lance_studio.ui.chat.presenter import ChatPresenter
from lance_studio.ui.prompt_line import Draft, PromptLine
from tests.unit.ui.fake_generation import FakeGeneration, add_picture, studio_with

RATE = Fraction(24)
ON_FIRST, ON_SECOND, IN_GAP, ON_STILL = Fraction(1), Fraction(3), Fraction(5), Fraction(7)


class _Presenter(Protocol):
    line: PromptLine

    def note(self, text: str, cursor: int) -> None: ...


class Field:
    """What a prompt field does: it shows drafts and tells what is typed.

    Args:
        presenter: The panel's.
        send: Sends a text; returns whether it was accepted.
    """

    def __init__(self, presenter: _Presenter, send: Callable[[str], bool]) -> None:
        self.presenter, self._send = presenter, send
        self.text = presenter.line.draft.text
        changed: SignalInstance = presenter.line.draft_changed
        changed.connect(self._show)

    def _show(self, draft: Draft) -> None:
        self.text = draft.text
        self.presenter.note(draft.text, draft.cursor)

    def type(self, text: str) -> None:
        for letter in text:
            self.text += letter
            self.presenter.note(self.text, len(self.text))

    def clear(self) -> None:
        self.text = ""
        self.presenter.note("", 0)

    def send(self) -> bool:
        return self._send(self.text)


class SubjectScene:
    """The presenters of both panels over one session.

    The timeline has "beach.mov" at 0 to 2 s and at 2 to 4 s, nothing until 6 s, and a still until 8 s.
    """

    def __init__(self, folder: Path) -> None:
        self.work = FakeGeneration()
        self.studio = studio_with(self.work)
        self.session = self.studio.session
        self.folder = folder
        self.canvas = CanvasPresenter(self.studio, Mask())
        self.chat = ChatPresenter(self.studio)
        self.project = self.session.create(folder / f"{new_id()}.lstudio")
        self.harbour = add_picture(self.project, folder, "harbour.jpg", size=(3000, 2000))
        self.street = add_picture(self.project, folder, "street.jpg", size=(640, 480))
        film = Media(
            id=new_id(), digest="ab" * 32, kind="video", name="beach.mov", size=9, width=1080, height=1920,
            frames=372, rate=Fraction(30), duration=Fraction(62, 5), link="beach.mov", modified_ns=1,
        )  # fmt: skip
        self.film = Node(id=new_id(), media_id=film.id, kind="clip", name="beach.mov")
        self.project.run(AddNode(self.film, None, film))
        picture = self.project.node(self.harbour)
        assert picture is not None
        timeline = new_timeline("Cut", RATE, 1920, 1080)
        track = next(track.id for track in timeline.tracks if track.kind == "video")
        part = Clip("first", film.id, Fraction(2), source_duration=film.duration, name="beach.mov")
        still = Clip("still", picture.media_id, Fraction(2), node_id=picture.id, name="harbour.jpg")
        for start, clip in ((0, part), (2, replace(part, id="second")), (6, still)):
            timeline = overwrite(timeline, Fraction(start), {track: clip})
        self.timeline: Timeline = timeline
        self.project.run(AddTimeline(TimelineRow(id=timeline.id, name="Cut", document=to_json(timeline))))
        self.session.select_timeline(timeline.id)
        self.prompt = Field(self.canvas, self.canvas.submit)
        self.message = Field(self.chat, self.chat.send)

    def store(self, timeline: Timeline) -> None:
        self.project.run(EditTimeline(timeline.id, to_json(timeline)))

    def close(self) -> None:
        self.session.close()
        self.canvas.deleteLater()
        self.chat.deleteLater()
