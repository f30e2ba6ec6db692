"""What was asked, what was found, and how to get there. No widgets."""

import datetime
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark, translate
from lance_studio.timeline.timing import to_timecode
from lance_studio.ui.background import Background
from lance_studio.ui.presenting import StatePresenter
from lance_studio.ui.studio import Studio
from lance_studio.ui.timers import make_timer
from lance_studio.ui.wording.dates import date_words
from lance_studio.ui.wording.listing import listed

if TYPE_CHECKING:
    from lance_studio.project.search.excerpts import Excerpt
    from lance_studio.project.search.query import Hit

GROUP_NAMES = {
    "pictures": mark("Pictures and clips"),
    "answers": mark("Questions and answers"),
    "notes": mark("Notes"),
    "timelines": mark("Timelines and markers"),
}
SEARCHED = mark("Searches prompts, questions, answers, notes and names in this project.")
_NOTHING = mark("Nothing found for “{question}”. Prompts, questions, answers, notes and names were searched.")
_NO_PROJECT = mark("Open or create a project to search in it.")
_FAILED = "{cause} {remedy}"

_TITLES = {"question": mark("Question"), "answer": mark("Answer")}
_ICONS = {
    "picture": "image", "clip": "film-strip", "medium": "image", "mask": "selection", "question": "chat-circle",
    "answer": "chat-circle-text", "timeline": "film-strip", "timeline_clip": "film-strip", "marker": "flag",
}  # fmt: skip
_TYPING_MS, _CHANGES_MS = 60, 300

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is what was found."""


@dataclass(frozen=True)
class Row:
    """One thing that was found, as it is shown.

    Attributes:
        hit: What it is.
        title: Its name, or what kind of message it is.
        body: The text in which something was found; empty where that is the name alone.
        icon: Shown where there is no picture.
        when: When it was made, or its place on a timeline.
    """

    hit: "Hit"
    title: Pieces
    body: Pieces
    icon: str
    when: str

    @property
    def words(self) -> str:
        """All of it, for those who hear it."""
        return listed("".join(text for text, _ in part) for part in (self.title, self.body))


@dataclass(frozen=True)
class SearchState:
    """What the overlay shows.

    Attributes:
        groups: What was found, by headings.
        words: What is said where nothing is shown.
    """

    groups: tuple[tuple[str, tuple[Row, ...]], ...] = ()
    words: str = SEARCHED


class SearchPresenter(StatePresenter[SearchState]):
    """Everything that the overlay does.

    Args:
        studio: The shared parts.
        parent: Its owner.

    Attributes:
        went: The studio went to what was found; carries the id of the panel that shows it.
    """

    went = Signal(str)

    def __init__(self, studio: Studio, parent: QObject | None = None) -> None:
        super().__init__(SearchState(words=translate(SEARCHED)), parent)
        self._session = studio.session
        self._background = Background(self)
        self._question = self._answered = ""
        self._goes_to_first = False
        self._active = False
        self._asked: tuple[int, threading.Event] | None = None
        self._typing = make_timer(self, _TYPING_MS, self._ask)
        self._changes = make_timer(self, _CHANGES_MS, self._ask)
        studio.bus.changed.connect(self._follow_changes)
        studio.session.project_closing.connect(self._drop)
        studio.session.project_replaced.connect(self._follow_project)

    @property
    def answered(self) -> str:
        """The question that what is shown answers."""
        return self._answered

    def begin(self) -> None:
        """Ask again what was asked last, because the overlay comes to sight."""
        self._active = True
        self._ask()

    def end(self) -> None:
        """Ask nothing any more, because nobody sees it."""
        self._active = self._goes_to_first = False
        self._drop()

    def type(self, question: str) -> None:
        """The field holds another question."""
        self._question = question
        self._goes_to_first = False
        self._typing.start()

    def enter(self, hit: "Hit | None") -> None:
        """Go to what is chosen; while the last letters are not answered yet, to the first that they will find."""
        if self._question != self._answered:
            self._goes_to_first = True
            if self._typing.isActive():
                self._ask()
        elif hit is not None:
            self.go(hit)

    def go(self, hit: "Hit") -> None:
        """Go to what was found."""
        panel = self._show(hit)
        self._session.reveal(panel)
        if panel == "chat":
            self._session.show_message(hit.id)
        self.went.emit(panel)

    def _show(self, hit: "Hit") -> str:
        session = self._session
        if hit.kind in ("question", "answer"):
            return "chat"
        if hit.timeline_id is not None:
            session.select_timeline(hit.timeline_id)
            session.view("timeline")
            if hit.time is not None:
                session.move_playhead(hit.time)
            session.select_clips((hit.id,) if hit.kind == "timeline_clip" else ())
            return "timeline"
        if hit.kind != "medium" and hit.node_id is not None:
            session.open_node(hit.node_id)
            return "canvas"
        assert hit.media_id is not None
        session.select_media(hit.media_id)
        session.open_medium(hit.media_id)
        # A picture that no node shows can only be seen among the media.
        shown = session.source_media_id == hit.media_id or self._is_open(hit.media_id)
        return "canvas" if shown else "media"

    def _is_open(self, media_id: str) -> bool:
        project, node_id = self._session.project, self._session.node_id
        node = None if project is None or node_id is None else project.node(node_id)
        return node is not None and node.media_id == media_id

    # --- asking ------------------------------------------------------------------------------------------------------

    def _ask(self) -> None:
        self._drop()
        project, question = self._session.project, self._question
        if not self._active:
            return
        if project is None or not question.strip():
            self._answered = question
            self._publish(SearchState(words=translate(_NO_PROJECT if project is None else SEARCHED)))
            return
        search, outdated = project.search, threading.Event()

        def work() -> "list[Hit]":
            return search.find(question, outdated.is_set)

        number = self._background.start(work, self._taker(question), self._fail)
        self._asked = (number, outdated)

    def _taker(self, question: str) -> "Callable[[list[Hit]], None]":
        return lambda hits: self._take(question, hits)

    def _take(self, question: str, hits: "list[Hit]") -> None:
        from lance_studio.project.search.query import grouped

        self._asked, self._answered = None, question
        groups = tuple(
            (translate(GROUP_NAMES[group]), tuple(_row(hit) for hit in listed))
            for group, listed in grouped(hits).items()
        )
        self._publish(SearchState(groups, "" if groups else translate(_NOTHING, question=question.strip())))
        if self._goes_to_first and groups:
            self.go(groups[0][1][0].hit)
        self._goes_to_first = False

    def _fail(self, error: LanceStudioError) -> None:
        self._asked, self._answered = None, self._question
        self._publish(SearchState(words=_FAILED.format(cause=error.cause, remedy=error.remedy)))

    def _drop(self) -> None:
        """Let nobody wait for the answer that is on its way."""
        self._typing.stop()
        self._changes.stop()
        if self._asked is not None:
            number, outdated = self._asked
            outdated.set()
            self._background.forget(number)
            self._asked = None

    def _follow_changes(self, _changes: object) -> None:
        if self._active and self._question.strip() and not self._typing.isActive():
            self._changes.start()

    def _follow_project(self) -> None:
        self._publish(SearchState(words=translate(SEARCHED)))
        self._ask()


def _row(hit: "Hit") -> Row:
    title = ((translate(_TITLES[hit.kind]), False),) if hit.kind in _TITLES else _pieces(hit.title)
    body = _pieces(hit.body)
    if hit.kind == "timeline_clip":
        body = ((hit.timeline_name, False),)
    return Row(hit, title, body, _ICONS[hit.kind], _when(hit))


def _when(hit: "Hit") -> str:
    if hit.time is not None and hit.rate is not None:
        return to_timecode(hit.time, hit.rate)
    try:
        made = datetime.datetime.fromisoformat(hit.created).astimezone()
    except (ValueError, OverflowError, OSError):
        return ""
    return date_words(made)


def _pieces(part: "Excerpt") -> Pieces:
    pieces: list[tuple[str, bool]] = [] if part.starts else [("…", False)]
    last = 0
    for start, end in part.marks:
        pieces += [(part.text[last:start], False), (part.text[start:end], True)]
        last = end
    pieces += [(part.text[last:], False), ("" if part.ends else "…", False)]
    return tuple(piece for piece in pieces if piece[0])
