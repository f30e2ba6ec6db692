"""One list of named steps to undo: those that the project's journal keeps, and typing in drafts, which is local.

Each local step lies after the project's step that was the newest when it was made, and is undone while it is the newest
of all. A new step of either kind removes what was undone. What was selected on both sides of each step is remembered
for as long as the project is open; `undo_view` says what to show where nobody remembers.
"""

import contextlib
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, Signal

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark
from lance_studio.ui import undo_view
from lance_studio.ui.undo_view import Before, Selection

if TYPE_CHECKING:
    from lance_studio.project.project import Project
    from lance_studio.project.rows import Changes
    from lance_studio.ui.bus import ChangeBus

TYPING = mark("Typing")
_MOST = 300
_NOTHING = Before(None, {})

Draft = tuple[str, int]
"""The text of a field and where its cursor stands."""


class DraftField(Protocol):
    """A field for text that is kept nowhere else until it is sent.

    Attributes:
        edited: The user changed the text; carries the field, the `Draft` before, the one after, and whether this goes
            on with the edit before it.
        sent: The text was handed on, and the field is empty; carries the field.
        focused: The field has got the focus, or lost it; carries the field and which.
    """

    edited: Any
    sent: Any
    focused: Any

    def toPlainText(self) -> str:  # noqa: N802
        """Return the text."""
        ...

    def put_back(self, draft: Draft) -> None:
        """Show a draft; nothing is said of it by `edited`."""
        ...


@dataclass
class _Typed:
    """A step in a field.

    Attributes:
        field: The field.
        anchor: The project's step after which it lies; 0 for none.
        before: The draft before it.
        after: The draft after it.
        selected: The selection before it.
        then: The selection when it was undone.
    """

    field: DraftField
    anchor: int
    before: Draft
    after: Draft
    selected: Selection
    then: Selection


class Selecting(Protocol):
    """What the list needs of a session: its project, and what is selected there."""

    node_selected: Any

    @property
    def project(self) -> "Project | None": ...  # noqa: D102
    @property
    def node_id(self) -> str | None: ...  # noqa: D102
    @property
    def media_id(self) -> str | None: ...  # noqa: D102
    @property
    def clip_ids(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def timeline_id(self) -> str | None: ...  # noqa: D102
    @property
    def viewing(self) -> str: ...  # noqa: D102
    @property
    def source_media_id(self) -> str | None: ...  # noqa: D102
    def select_node(self, node_id: str | None) -> None: ...  # noqa: D102
    def select_source(self, media_id: str) -> None: ...  # noqa: D102
    def select_media(self, media_id: str | None) -> None: ...  # noqa: D102
    def select_clips(self, clip_ids: tuple[str, ...]) -> None: ...  # noqa: D102
    def select_timeline(self, timeline_id: str | None) -> None: ...  # noqa: D102
    def view(self, what: str) -> None: ...  # noqa: D102
    def reveal(self, panel_id: str) -> None: ...  # noqa: D102


class UndoLine(QObject):
    """The steps that can be undone and redone in a window; owned by the session.

    Args:
        session: Its project and its selection are followed.
        bus: Tells of the project's steps.
        parent: Its owner.

    Attributes:
        changed: There are other steps than before.
        next_changed: The next step to undo or redo is another one, because a field got or lost the focus.
    """

    changed = Signal()
    next_changed = Signal()

    def __init__(self, session: Selecting, bus: "ChangeBus", parent: QObject | None = None) -> None:
        super().__init__(parent)
        # The session owns this: a strong reference would leave both to the garbage collector, in whichever thread.
        self._session: Selecting = weakref.proxy(session)
        self._panels: dict[DraftField, str] = {}
        self._done: list[_Typed] = []
        #: The next one to redo is the last.
        self._undone: list[_Typed] = []
        self._before: dict[int, Selection] = {}
        self._after: dict[int, Selection] = {}
        self._newest = 0
        self._shown: str | None = None
        self._field: DraftField | None = None
        self._was = _NOTHING
        self._wanted: Selection | None = None
        session.node_selected.connect(self._note_node)
        bus.replaced.connect(self._begin)
        bus.changed.connect(self._take)
        bus.undo_changed.connect(self.changed)

    def follow(self, field: DraftField, panel: str) -> None:
        """Take what is typed into a field into the list.

        Args:
            field: The field.
            panel: The panel that is brought to the front where undo or redo changes the field.
        """
        self._panels[field] = panel
        field.edited.connect(self._type)
        field.sent.connect(self._forget)
        field.focused.connect(self._focus)

    # --- the list ----------------------------------------------------------------------------------------------

    def undo_names(self) -> list[str]:
        """Return the names of the steps that can be undone, newest first."""
        return [TYPING if isinstance(step, _Typed) else step[1] for step in self._line(back=True)]

    def redo_names(self) -> list[str]:
        """Return the names of the steps that can be redone, the next one first."""
        return [TYPING if isinstance(step, _Typed) else step[1] for step in self._line(back=False)]

    def next_name(self, *, back: bool) -> str | None:
        """Return the name of what `undo`, or else `redo`, would do; None if there is nothing."""
        if back and self._in_field() is not None:
            return TYPING
        step = next(self._line(back=back), None)
        return None if step is None else TYPING if isinstance(step, _Typed) else step[1]

    def _line(self, *, back: bool) -> Iterator[_Typed | tuple[int, str]]:
        """Return all steps in the order in which they are undone or redone."""
        project = self._session.project
        steps = [] if project is None else project.undo_list() if back else project.redo_list()
        typed = [*reversed(self._done if back else self._undone)]
        for step in steps:
            while typed and (typed[0].anchor >= step.id if back else typed[0].anchor < step.id):
                yield typed.pop(0)
            yield step.id, step.name
        yield from typed

    # --- going back and forth ----------------------------------------------------------------------------------

    def undo(self) -> None:
        """Undo what was typed into the field that has the focus, or else the newest step of all."""
        self._go(back=True)

    def redo(self) -> None:
        """Redo what was undone last."""
        self._go(back=False)

    def _go(self, *, back: bool) -> None:
        typed = self._in_field() if back else None
        if typed is not None:
            self._retype(typed, back=True, look=False)
            return
        # A step of a field that shows another draft by now has nothing to undo.
        while next(self._line(back=back), None) is not None and not self.move(back=back):
            pass

    def move(self, *, back: bool) -> bool:
        """Undo the newest step, or else redo the next one, wherever the focus is.

        Returns:
            Whether there was one, and it could be done.
        """
        step = next(self._line(back=back), None)
        if isinstance(step, _Typed):
            return self._retype(step, back=back, look=True)
        project = self._session.project
        if step is None or project is None:
            return False
        self._was = undo_view.before(project)
        try:
            moved = (project.undo() if back else project.redo()) is not None
            # Once more, as panels that have read the project since may have selected something.
            self._select(self._wanted)
        finally:
            self._was, self._wanted = _NOTHING, None
        return moved

    def _in_field(self) -> _Typed | None:
        """Return the newest step of the field that has the focus, if it fits what stands there."""
        field = self._field
        typed = next((one for one in reversed(self._done) if one.field is field), None)
        return typed if typed is not None and typed.field.toPlainText() == typed.after[0] else None

    def _retype(self, typed: _Typed, *, back: bool, look: bool) -> bool:
        """Undo or redo a step of a field; `look`: with the selection that belongs to it, and its panel in front."""
        now = self.selection()
        (self._done if back else self._undone).remove(typed)
        project = self._session.project
        if look:
            wanted = typed.selected if back else typed.then
            # Where drafts belong to what is shown, this brings the draft back.
            self._select(wanted if project is None else undo_view.present(project, wanted, now))
        expected, draft = (typed.after, typed.before) if back else (typed.before, typed.after)
        fits = typed.field.toPlainText() == expected[0]
        if fits:
            if back:
                typed.then = now
            if not look:
                # It was undone before newer steps of others: it is the next one to redo.
                typed.anchor = self._newest
            (self._undone if back else self._done).append(typed)
            typed.field.put_back(draft)
            if look:
                self._session.reveal(self._panels[typed.field])
        self.changed.emit()
        return fits

    # --- new steps ---------------------------------------------------------------------------------------------

    def _type(self, field: DraftField, former: Draft, draft: Draft, goes_on: bool) -> None:
        project = self._session.project
        last = self._done[-1] if self._done else None
        if goes_on and last is not None and last.field is field and last.anchor == self._newest and not self._undone:
            last.after = draft
            return
        self._undone.clear()
        selected = self.selection()
        self._done.append(_Typed(field, self._newest, former, draft, selected, selected))
        del self._done[:-_MOST]
        if project is not None and not project.read_only:
            project.end_step()
            # What cannot be forgotten can still be redone.
            with contextlib.suppress(LanceStudioError):
                project.forget_undone()
        self.changed.emit()

    def _forget(self, field: DraftField) -> None:
        """The draft was sent: what was typed is no step any more."""
        count = len(self._done) + len(self._undone)
        for steps in (self._done, self._undone):
            steps[:] = [one for one in steps if one.field is not field]
        if len(self._done) + len(self._undone) != count:
            self.changed.emit()

    def _focus(self, field: DraftField, on: bool) -> None:
        former = self._field
        self._field = field if on else None if former is field else former
        if self._field is not former:
            self.next_changed.emit()

    # --- following the project ---------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._done.clear()
        self._undone.clear()
        self._before.clear()
        self._after.clear()
        self._shown = None
        self._newest = self._newest_of(self._session.project)

    def _take(self, changes: "Changes") -> None:
        """Remember the selection before a new step, or show what an undo or redo changed; before any panel reads it."""
        project, step = self._session.project, changes.step
        if project is None or step is None:
            return
        now = self.selection()
        if changes.action != "run":
            back = changes.action == "undo"
            if back:
                self._after[step] = now
            noted = (self._before if back else self._after).get(step)
            self._newest = self._newest_of(project)
            self._wanted = undo_view.after_step(project, changes, noted, now, self._was)
            self._select(self._wanted)
        elif step != self._newest:
            self._undone.clear()
            self._before[step] = now
            self._newest = step
            for notes in (self._before, self._after):
                for old in [one for one in notes if one <= step - 2 * _MOST]:
                    del notes[old]

    @staticmethod
    def _newest_of(project: "Project | None") -> int:
        steps = [] if project is None else project.undo_list()
        return steps[0].id if steps else 0

    def _note_node(self, node_id: str | None) -> None:
        self._shown = node_id or self._shown

    def selection(self) -> Selection:
        """Return what is selected and looked at."""
        session = self._session
        return Selection(
            session.node_id,
            session.media_id,
            session.clip_ids,
            session.timeline_id,
            session.viewing,
            self._shown,
            session.source_media_id,
        )

    def _select(self, wanted: Selection | None) -> None:
        if wanted is None:
            return
        session = self._session
        # Whoever shows another timeline lets go of the clips.
        session.select_timeline(wanted.timeline_id)
        session.select_clips(wanted.clip_ids)
        session.select_media(wanted.media_id)
        if wanted.node_id is None and wanted.source_id is not None:
            session.select_source(wanted.source_id)
        else:
            session.select_node(wanted.node_id)
        session.view(wanted.viewing)
