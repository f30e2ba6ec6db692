"""The unsent text of a prompt field: each text belongs to what it was written for, and is never sent to anything else.

A field shows the text that belongs to its subject and to what it does with it (its mode). When either changes, the
field gets the text that was left there, and coming back brings the former one back with its cursor. What changes by
itself while somebody writes (the playhead moves, a result arrives) changes no subject: it is pinned until the text is
sent or cleared. Texts are kept in the project without a step to undo.
"""

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark
from lance_studio.project.commands.settings import SetSetting
from lance_studio.ui.session import Session
from lance_studio.ui.subject import NOTHING, PINNED, Subject, Subjects
from lance_studio.ui.timers import make_timer

if TYPE_CHECKING:
    from lance_studio.project.project import Project

_DELAY_MS = 500
_MOST_KEPT, _LONGEST = 50, 20_000
_SEPARATOR = "|"


@dataclass(frozen=True)
class Draft:
    """A text that was not sent.

    Attributes:
        text: As it stands in the field.
        cursor: Where the cursor stood in it.
    """

    text: str = ""
    cursor: int = 0


class PromptLine(QObject):
    """The subject of one prompt field, and the texts that were begun in it.

    Make it before anything else of the panel follows the session: a choice of the user must end a pin first.

    Args:
        session: What is shown and selected.
        field: The field's name, under which its texts are kept in the project.
        read: Returns what the field would act on, were nothing pinned.
        parent: Its owner.

    Attributes:
        draft_changed: The field must show another text; carries a `Draft`.
        pinned: The subject was pinned or released: read it again.
        taken: The text was sent.
    """

    draft_changed = Signal(object)
    pinned = Signal()
    taken = Signal()

    def __init__(
        self, session: Session, field: str, read: Callable[[], Subject], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.subjects = Subjects(session)
        self._session, self._read, self._setting = session, read, f"drafts.{field}"
        self._drafts: dict[str, Draft] = {}
        self._draft, self._owner = Draft(), ""
        self._subject, self._mode = NOTHING, ""
        # By what is viewed: a sentence about the timeline keeps its subject while a picture is looked at.
        self._pins: dict[str, Subject] = {}
        self._goes_on = False
        self._had_project = session.project is not None
        self._later = make_timer(self, _DELAY_MS, self.write)
        session.clips_selected.connect(lambda _ids: self.release("timeline"))
        session.timeline_selected.connect(lambda _id: self.release("timeline"))
        session.project_closing.connect(self._close)
        session.project_replaced.connect(self._open)
        self._open()

    @property
    def draft(self) -> Draft:
        """What the field shows."""
        return self._draft

    @property
    def text(self) -> str:
        """The text in the field."""
        return self._draft.text

    @property
    def owner(self) -> str:
        """What the text in the field belongs to: its subject and mode, as one word."""
        return self._owner

    def subject(self) -> Subject:
        """Return what the field acts on now: what is pinned, or else what `read` returns."""
        read, view = self._read(), self._session.viewing
        pin = self._pins.get(view)
        if pin is None:
            return read
        now = self.subjects.again(pin)
        if now is None:
            del self._pins[view]
            return read
        return read if now.key == read.key else replace(now, why=PINNED)

    def last_mode(self, subject: Subject) -> str | None:
        """Return the mode of the newest text that was left at a subject; None where there is none."""
        start = _SEPARATOR.join((*subject.key, ""))
        owner = next((one for one in reversed(self._drafts) if one.startswith(start)), None)
        return None if owner is None else owner.removeprefix(start)

    def follow(self, subject: Subject, mode: str) -> None:
        """Let the field show the text that belongs to a subject and a mode.

        Args:
            subject: What the field acts on.
            mode: What it does with it: a word without "|".
        """
        owner = _SEPARATOR.join((*subject.key, mode))
        self._subject, self._mode = subject, mode
        if owner == self._owner:
            return
        goes_on, self._goes_on = self._goes_on, False
        former, self._owner = self._owner, owner
        if goes_on and self._draft.text and owner not in self._drafts:
            self._drafts.pop(former, None)
            self._keep(self._draft)
        else:
            self._draft = self._drafts.get(owner, Draft())
            self.draft_changed.emit(self._draft)

    def note(self, text: str, cursor: int) -> None:
        """The field holds a text: somebody writes, or it shows what it was told.

        Args:
            text: All of it.
            cursor: Where the cursor stands.
        """
        former, self._draft = self._draft, Draft(text, cursor)
        if former == self._draft or not self._owner:
            return
        self._keep(self._draft)
        if text == former.text:
            return
        view = self._session.viewing
        if not text:
            released = self._pins.pop(view, None)
            if released is not None:
                self.pinned.emit()
        elif view not in self._pins:
            # While the timeline plays nobody follows the playhead: the first letter is about what is seen just then.
            begun = self._read() if not former.text else self._subject
            self._pins[view] = replace(begun, why="")
            self._goes_on = begun.key != self._subject.key
            self.pinned.emit()

    def go_on(self) -> None:
        """The text goes along to the subject that is followed next: the result of a turn that was sent before it."""
        self._goes_on = True

    def release(self, view: str | None = None) -> None:
        """The user chose something else to act on: nothing is pinned any more.

        Args:
            view: "node" or "timeline": where it was chosen; None for what is viewed.
        """
        self._pins.pop(view or self._session.viewing, None)

    def sent(self) -> None:
        """The text in the field was sent: it is a draft no more, and the field is empty."""
        self._draft = Draft()
        self._keep(self._draft)
        # A new picture that was asked for over the timeline has taken the view to the canvas meanwhile.
        self._pins = {view: pin for view, pin in self._pins.items() if pin.key != self._subject.key}
        self.draft_changed.emit(self._draft)
        self.taken.emit()

    def write(self) -> None:
        """Keep the texts in the project."""
        self._later.stop()
        project = self._session.project
        if project is None or project.read_only:
            return
        kept = [[owner, draft.text, draft.cursor] for owner, draft in self._drafts.items()]
        value = json.dumps(kept, ensure_ascii=True) if kept else None
        if project.setting(self._setting) != value:
            # Not worth a banner: what is lost is a text that nobody sent.
            with contextlib.suppress(LanceStudioError):
                project.run(SetSetting(self._setting, value, name=mark("Remember draft")))

    def _keep(self, draft: Draft) -> None:
        # The newest last.
        self._drafts.pop(self._owner, None)
        if draft.text:
            self._drafts[self._owner] = draft
            while len(self._drafts) > _MOST_KEPT:
                del self._drafts[next(iter(self._drafts))]
        if self._session.project is not None:
            self._later.start()

    def _close(self) -> None:
        if self._later.isActive():
            self.write()
        self._drafts, self._owner = {}, ""
        self._pins.clear()

    def _open(self) -> None:
        self._later.stop()
        project = self._session.project
        if self._had_project or project is None:
            self._drafts, self._draft = {}, Draft()
        if project is not None:
            # What was written before there was a project goes along into the one that is made for it.
            self._drafts = {**_stored(project, self._setting), **self._drafts}
        self._had_project, self._owner = project is not None, ""
        self._pins.clear()


def _stored(project: "Project", setting: str) -> dict[str, Draft]:
    """Read the texts that a project keeps; what cannot be read was never sent, and is left out."""
    try:
        rows = json.loads(project.setting(setting) or "[]")
        found = {str(owner): Draft(_whole(str(text)), int(cursor)) for owner, text, cursor in rows}
    except (ValueError, TypeError, RecursionError):
        return {}
    return dict(list(found.items())[-_MOST_KEPT:])


def _whole(text: str) -> str:
    """Without half characters, which no field takes, and no longer than anything that somebody types."""
    return text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
