"""What a project remembers of how it was looked at, so that it opens as it was left. No step to undo."""

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark
from lance_studio.project.commands.base import Together
from lance_studio.project.commands.settings import SetSetting
from lance_studio.project.rows import CURRENT_NODE, CURRENT_TIMELINE, FOLDED, PLAYHEAD, PLAYHEADS, VIEWING
from lance_studio.ui.session import Session
from lance_studio.ui.timeline_places import as_time
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    from lance_studio.project.commands.base import Command

_DELAY_MS = 500


class ViewState(QObject):
    """Writes which node and which timeline are open, what the canvas shows, where playheads stand and what is folded.

    It is written a moment after the last change and when the project is closed. Make it after the panels: they open a
    project's node and timeline, and what belongs to them is brought back when they have done so.

    Args:
        session: What is shown.
        parent: Its owner.
    """

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._later = make_timer(self, _DELAY_MS, self.write)
        for signal in (session.node_selected, session.timeline_selected, session.viewing_changed):
            signal.connect(self._note)
        session.playhead_moved.connect(self._note)
        session.folds.changed.connect(self._note)
        session.project_closing.connect(self._close)
        session.project_replaced.connect(self._restore)

    def write(self) -> None:
        """Write what differs from what the project remembers."""
        self._later.stop()
        project, session = self._session.project, self._session
        if project is None or project.read_only:
            return
        known = project.settings()
        folds = session.folds
        now = {
            # An empty canvas is no node to come back to.
            CURRENT_NODE: session.node_id or project.setting(CURRENT_NODE),
            CURRENT_TIMELINE: session.timeline_id or project.setting(CURRENT_TIMELINE),
            VIEWING: session.viewing,
            PLAYHEAD: str(session.playhead),
            PLAYHEADS: session.places.as_text(session.timeline_id, session.playhead),
            # A project in which nothing was ever folded need not say so.
            FOLDED: folds.as_text() if folds.ids or FOLDED in known else None,
        }
        changed: tuple[Command, ...] = tuple(
            SetSetting(key, value) for key, value in now.items() if value is not None and known.get(key) != value
        )
        # Not worth a banner: what is lost is where one was.
        with contextlib.suppress(LanceStudioError):
            if changed:
                project.run(Together(mark("Remember view"), changed))

    def _note(self, _what: object = None) -> None:
        if self._session.project is not None:
            self._later.start()

    def _close(self) -> None:
        if self._later.isActive():
            self.write()

    def _restore(self) -> None:
        project, session = self._session.project, self._session
        if project is None:
            return
        known = project.settings()
        time, viewing = as_time(known.get(PLAYHEAD)) or Fraction(0), known.get(VIEWING)
        session.places.take(known.get(PLAYHEADS))
        session.folds.take(known.get(FOLDED))
        if session.timeline_id is not None:
            session.move_playhead(time)
            if viewing == "timeline":
                session.view(viewing)
        # Opening a project changes nothing in it.
        self._later.stop()
