"""The mask of the node on the canvas, as the project keeps it: each finished gesture is one step to undo."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from lance_studio.errors import InvalidRequestError, LanceStudioError
from lance_studio.language import mark, tr
from lance_studio.project.commands.masks import (
    ChangeMaskEdge,
    ClearMask,
    RemoveMask,
    SaveMask,
    SetMask,
    UseMask,
)
from lance_studio.project.rows import Changes, NodeMask
from lance_studio.ui.background import Background
from lance_studio.ui.canvas import mask_work
from lance_studio.ui.canvas.mask import INSIDE, Mask, Pixels
from lance_studio.ui.canvas.mask_work import Measured
from lance_studio.ui.canvas.state import MaskState, Shown
from lance_studio.ui.session import StepRequest
from lance_studio.ui.studio import Studio
from lance_studio.ui.wording.listing import listed

if TYPE_CHECKING:
    from lance_studio.project.commands.base import Command
    from lance_studio.project.project import Project

DEFAULT_FEATHER = 8


@dataclass(eq=False)
class _Write:
    """A finished gesture on its way into the project."""

    project: "Project"
    node_id: str
    size: tuple[int, int]
    name: str
    revision: int
    feather: int | None = None
    measured: Measured | None = None
    error: LanceStudioError | None = None
    over: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True, eq=False)
class MaskInUse:
    """What an edit that is asked for now uses.

    Attributes:
        digest: Of the mask with its edge, where that is known, so that it can be planned with; else None.
        pixels: uint8 [H, W], 255 where the picture may change; or what reads them, in another thread.
        feather: Width of the soft edge inside it.
    """

    digest: str | None
    pixels: "Pixels | Callable[[], Pixels]"
    feather: int


@dataclass(frozen=True)
class SavedMask:
    """A mask that was saved under a name.

    Attributes:
        id: Its id.
        name: Its name.
        note: Whose it is, and whether it will be scaled; empty for this picture's own.
    """

    id: str
    name: str
    note: str = ""


class MaskKeeper(QObject):
    """Brings the mask under the mouse and the project together.

    What is drawn is in the window at once. Writing, reading and measuring happen in other threads; what they bring is
    taken over in the order of the gestures. Undo waits for what is on its way, and closing puts it into the project.

    Args:
        studio: The shared parts of the window.
        mask: The mask that is drawn in.
        parent: Its owner.

    Attributes:
        changed: The mask, its edge, or what is known of it has changed.
        said: Something that the user must hear, quietly; carries a sentence.
    """

    changed = Signal()
    said = Signal(str)

    def __init__(self, studio: Studio, mask: Mask, parent: QObject) -> None:
        super().__init__(parent)
        self._studio, self._session, self._mask = studio, studio.session, mask
        self._background = Background(self)
        self._owner: tuple[object, Shown] | None = None
        self._row: NodeMask | None = None
        self._digest: str | None = ""
        self._known: tuple[int, Measured] | None = None
        self._writes: list[_Write] = []
        self._after: list[Callable[[], None]] = []
        self._turn = 0
        self._drags = 0
        self._busy = ""
        self.drawing = False
        self._session.step_wanted.connect(self._hold)
        self._session.commit_wanted.connect(self.flush)
        studio.bus.changed.connect(self._follow)

    # --- whose mask ------------------------------------------------------------------------------------------------

    def show(self, shown: Shown | None) -> None:
        """Show the mask of another node, or none; nothing happens where it is the one that is shown."""
        owner = None if shown is None or self._session.project is None else (self._session.project, shown)
        former = self._owner
        same = former is not None and owner is not None and _place(former) == _place(owner)
        if same or (former is None and owner is None):
            return
        if self.drawing:
            # What is half drawn belongs to the picture that it was drawn on.
            self.commit()
        self._owner = owner
        self._turn += 1
        self._row, self._digest, self._known = None, "", None
        self._busy, self._mask.ready, self.drawing = "", True, False
        self._mask.use(None)
        if shown is None:
            self._mask.clear()
        else:
            self._mask.begin(shown.width, shown.height)
            self._read()
        self.changed.emit()
        self._settled()

    def state(self) -> MaskState:
        """Return what the canvas says of the mask."""
        measured = self._fresh()
        if measured is not None:
            share = measured.profile.share if measured.digest else None
        elif not self._mask.ready and self._row is not None:
            share = None
        else:
            share = None if self._mask.is_empty() else self._mask.share()
        row, offered = self._row, self._offered()
        return MaskState(
            exists=row is not None or not self._mask.is_empty(),
            share=share,
            grow=0 if row is None else row.grow,
            feather=DEFAULT_FEATHER if row is None else row.feather,
            offered=offered is not None,
            busy=self._busy,
        )

    def in_use(self) -> MaskInUse | None:
        """Return what an edit that is asked for now uses; None where all of the picture may change."""
        row, project = self._row, self._session.project
        grow, feather = (0, DEFAULT_FEATHER) if row is None else (row.grow, row.feather)
        if not self._mask.ready and row is not None and project is not None and not self._busy:
            # It is still being read.
            files = project.files
            return MaskInUse(None, lambda: mask_work.with_edge(mask_work.read(row, files), grow), feather)
        if self._mask.is_empty():
            return None
        measured = self._fresh()
        if measured is None:
            pixels = self._mask.pixels.copy()
            return MaskInUse(None, (lambda: mask_work.with_edge(pixels, grow)) if grow else pixels, feather)
        used = self._mask.pixels.copy() if measured.used is None else measured.used
        return MaskInUse(measured.used_digest or None, used, feather)

    def planned_digest(self) -> str | None:
        """Return the digest by which an edit with the mask can be foreseen; None where it is not known yet."""
        measured = self._fresh()
        return None if measured is None else measured.used_digest or None

    # --- what the user does ----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The user began to draw: until `commit` or `give_up`, nothing else changes the mask."""
        self.drawing = True

    def give_up(self) -> None:
        """A gesture ended without a change."""
        self.drawing = False
        self._settled()

    def put(self, pixels: object, name: str, feather: int | None = None) -> bool:
        """Put a mask in place of the one that is shown.

        Args:
            pixels: uint8 [H, W] of the picture's size, 128 and more inside.
            name: Of the step.
            feather: Width of the soft edge inside it; None keeps what it was.

        Returns:
            Whether it suits the picture; otherwise the mask stays as it is.
        """
        import numpy as np

        if self._owner is None or not isinstance(pixels, np.ndarray) or pixels.shape[::-1] != self._mask.size:
            return False
        self.flush()
        self._mask.load(np.where(pixels >= 128, INSIDE, 0).astype(np.uint8))
        self.commit(name, feather)
        return True

    def commit(self, name: str = mark("Draw mask"), feather: int | None = None) -> None:
        """A gesture has changed the mask: put it into the project, as one step of this name."""
        self.drawing = False
        project = self._session.project
        if self._owner is None or project is None:
            return
        _, shown = self._owner
        pixels, grow, files = self._mask.pixels.copy(), 0 if self._row is None else self._row.grow, project.files
        write = _Write(project, shown.node_id, (shown.width, shown.height), name, self._mask.revision, feather)
        self._digest = None
        self._writes.append(write)

        def work() -> None:
            try:
                write.measured = mask_work.measured(pixels, grow, files)
            except LanceStudioError as error:
                write.error = error
            finally:
                write.over.set()

        self._background.start(work, lambda _: self._land(), lambda _: self._land())
        self.changed.emit()

    def invert(self) -> None:
        """Exchange inside and outside."""
        if self._owner is not None and self._mask.ready and not self.drawing:
            self._mask.invert()
            self.commit(mark("Invert mask"))

    def clear(self) -> None:
        """Take the mask away."""
        self.flush()
        if self._owner is None:
            return
        self._turn += 1
        self._busy, self._mask.ready = "", True
        self._mask.clear()
        self._digest, self._known = "", None
        if self._row is not None:
            self._run(ClearMask(self._owner[1].node_id))
        self.changed.emit()
        self._settled()

    def press_edge(self) -> None:
        """A drag of a slider begins: what follows is one step."""
        self._drags += 1

    def set_edge(self, *, grow: int | None = None, feather: int | None = None) -> None:
        """Widen or narrow the mask, or soften its edge."""
        self.flush()
        if self._owner is not None and self._row is not None:
            node_id = self._owner[1].node_id
            # English: a name in the project
            self._run(ChangeMaskEdge(node_id, grow, feather, merge_key=f"mask edge {node_id} {self._drags}"))

    def select(self, select: mask_work.Select, how: str, name: str, busy: str) -> None:
        """Change the mask by what a tool selects, which takes a while.

        Args:
            select: The tool.
            how: "replace", "add" or "subtract".
            name: Of the step.
            busy: What is said meanwhile.
        """
        project = self._session.project
        media = None if project is None or self._owner is None else project.media(self._owner[1].media_id)
        if project is None or media is None or not self._mask.ready or self.drawing:
            return
        files, turn = project.files, self._begin_work(busy)

        def done(inside: object) -> None:
            if turn != self._turn:
                return
            self._end_work()
            if not inside.any():  # type: ignore[attr-defined]
                self.said.emit(tr("Nothing was found there, so the mask is as it was."))
            elif inside.shape == self._mask.pixels.shape:  # type: ignore[attr-defined]
                self._mask.combine(inside, how)  # type: ignore[arg-type]
                self.commit(name)
            self._settled()

        self._background.start(lambda: select(media, files), done, lambda error: self._fail_work(turn, error))

    def use_former(self) -> None:
        """Use the mask of the turn that made this picture."""
        offered = self._offered()
        if offered is not None and self._owner is not None:
            shown = self._owner[1]
            digest, feather = offered
            name = mark("Use mask of the turn before")
            self._run(SetMask(shown.node_id, digest, shown.width, shown.height, 0, feather, name=name))

    # --- saved masks -----------------------------------------------------------------------------------------------

    def saved(self) -> tuple[SavedMask, ...]:
        """Return the masks that were saved under names, those of this picture first."""
        project = self._session.project
        if project is None or self._owner is None:
            return ()
        shown = self._owner[1]
        found: list[SavedMask] = []
        for mask in sorted((mask for mask in project.masks() if mask.name), key=lambda m: m.node_id != shown.node_id):
            node = project.node(mask.node_id)
            own = mask.node_id == shown.node_id
            notes = [] if own or node is None else [tr("of “{name}”", name=node.name)]
            if (mask.width, mask.height) != (shown.width, shown.height):
                notes.append(tr("scaled from {width} × {height}", width=mask.width, height=mask.height))
            found.append(SavedMask(mask.id, mask.name, listed(notes)))
        return tuple(found)

    def save(self, name: str) -> None:
        """Save the mask under a name; one of that name of this picture is replaced."""
        self.flush()
        if self._owner is not None:
            self._run(SaveMask(self._owner[1].node_id, name))

    def use_saved(self, mask_id: str) -> None:
        """Use a saved mask, scaled where its picture had another size."""
        project = self._session.project
        mask = None if project is None else next((mask for mask in project.masks() if mask.id == mask_id), None)
        if mask is None or self._owner is None:
            return
        self.flush()
        shown = self._owner[1]
        if (mask.width, mask.height) == (shown.width, shown.height):
            self._run(UseMask(shown.node_id, mask_id))
        else:
            self.select(
                lambda media, files: mask_work.scaled(mask, media.width or 1, media.height or 1, files),
                "replace", mark("Use saved mask"), tr("Scaling the mask…"),
            )  # fmt: skip
            self.said.emit(
                tr(
                    "“{name}” was scaled from {width} × {height} pixels.",
                    name=mask.name,
                    width=mask.width,
                    height=mask.height,
                )
            )

    def remove_saved(self, mask_id: str) -> None:
        """Remove a saved mask."""
        self._run(RemoveMask(mask_id))

    # --- into the project ------------------------------------------------------------------------------------------

    def flush(self) -> None:
        """Put everything that is on its way into the project now; waits for what was begun, which is short."""
        if self.drawing:
            self.commit()
        for write in tuple(self._writes):
            write.over.wait()
        self._land()

    def is_settled(self) -> bool:
        """Return whether nothing is on its way."""
        return not self._writes and not self._busy and self._mask.ready

    def _land(self) -> None:
        """Take over what was written, in the order of the gestures."""
        while self._writes and self._writes[0].over.is_set():
            write = self._writes.pop(0)
            if self._session.project is not write.project:
                continue
            measured, error = write.measured, write.error
            if measured is None:
                self._session.report("canvas", error or _unwritten())
                self._reread(write.node_id)
                continue
            if self._is_shown(write.node_id) and self._mask.revision == write.revision:
                self._digest = measured.digest
                self._take(measured)
            width, height = write.size
            command: Command = SetMask(
                write.node_id, measured.digest, width, height, feather=write.feather, name=write.name
            )
            if not measured.digest:
                command = ClearMask(write.node_id, name=write.name)
            if not self._run(command):
                self._reread(write.node_id)
        self._settled()

    def _run(self, command: "Command") -> bool:
        try:
            self._session.run(command)
        except LanceStudioError as error:
            self._session.report("canvas", error)
            return False
        return True

    def _hold(self, request: StepRequest) -> None:
        if self.drawing:
            request.held = True  # what is being drawn is not a step yet, and what is below it must stay
        elif self._writes or self._busy:
            request.held = True
            self._after.append(request.again)

    def _settled(self) -> None:
        while self._after and not self._writes and not self._busy and not self.drawing:
            # In a turn of its own: whoever is being told of the change must hear of it first.
            QTimer.singleShot(0, self, self._after.pop(0))

    # --- from the project ------------------------------------------------------------------------------------------

    def _follow(self, changes: Changes) -> None:
        if changes.masks and self._owner is not None and self._session.project is self._owner[0]:
            self._read()
            self.changed.emit()

    def _reread(self, node_id: str) -> None:
        """Show what the project holds, because what was drawn could not be kept."""
        if self._is_shown(node_id):
            self._digest = None
            self._read()
            self.changed.emit()

    def _read(self) -> None:
        """Let the mask under the mouse be what the project says, unless there is something newer on its way."""
        project = self._session.project
        if self._owner is None or project is None:
            return
        former, self._row = self._row, project.mask_of(self._owner[1].node_id)
        if self.drawing or any(self._is_shown(write.node_id) for write in self._writes):
            return
        row = self._row
        if row is None:
            if self._digest != "":
                self._turn += 1
                self._mask.ready, self._busy = True, ""
                self._mask.clear()
                self._digest, self._known = "", None
        elif row.digest != self._digest:
            self._load(row)
        elif former is None or former.grow != row.grow or self._fresh() is None:
            self._measure(row)

    def _load(self, row: NodeMask) -> None:
        project = self._session.project
        assert project is not None
        self._digest = row.digest
        turn, files = self._begin_work(""), project.files

        def done(found: tuple[Pixels, Measured]) -> None:
            if turn == self._turn and self._mask.size == (row.width, row.height):
                self._mask.load(found[0])
                self._end_work()
                self._take(found[1])
                self._settled()

        self._background.start(lambda: mask_work.loaded(row, files), done, lambda error: self._fail_work(turn, error))

    def _measure(self, row: NodeMask) -> None:
        """Find out what an edit would use, after the edge was changed."""
        pixels, revision, grow = self._mask.pixels.copy(), self._mask.revision, row.grow

        def work() -> Measured | None:
            # While a slider is dragged, only the newest edge is worth the work.
            now = self._row
            return mask_work.measured(pixels, grow, digest=row.digest) if now is not None and now.grow == grow else None

        def done(found: Measured | None) -> None:
            now = self._row
            if found is not None and now is not None and now.grow == grow and self._mask.revision == revision:
                self._take(found)
            elif now is not None and now.digest == self._digest and self._fresh() is None and self._mask.ready:
                self._measure(now)

        self._known = None
        self._background.start(work, done)

    def _take(self, measured: Measured) -> None:
        if measured.used_digest:
            self._studio.work.know_mask(measured.used_digest, measured.profile)
        self._mask.use(measured.used)
        self._known = (self._mask.revision, measured)
        self.changed.emit()

    def _fresh(self) -> Measured | None:
        """Return what is known of the mask as it is now."""
        known = self._known
        grow = 0 if self._row is None else self._row.grow
        fresh = known is not None and known[0] == self._mask.revision and known[1].grow == grow
        return known[1] if known is not None and fresh else None

    # --- work beside the window ------------------------------------------------------------------------------------

    def _begin_work(self, busy: str) -> int:
        self._turn += 1
        self._busy, self._mask.ready = busy, False
        self.changed.emit()
        return self._turn

    def _end_work(self) -> None:
        self._busy, self._mask.ready = "", True
        self.changed.emit()

    def _fail_work(self, turn: int, error: LanceStudioError) -> None:
        if turn == self._turn:
            self._end_work()
            self._session.report("canvas", error)
            self._settled()

    # --- reading ---------------------------------------------------------------------------------------------------

    def _is_shown(self, node_id: str) -> bool:
        return self._owner is not None and self._owner[1].node_id == node_id

    def _offered(self) -> tuple[str, int] | None:
        """Return digest and feather of the mask of the turn that made this picture, where this one has none."""
        if self._owner is None or self._row is not None or not self._mask.is_empty() or self._writes:
            return None
        project, shown = self._session.project, self._owner[1]
        edge = None if project is None else project.edge(shown.node_id)
        if edge is None or not edge.blobs or shown.kind != "picture":
            return None
        return _mask_of_turn(edge.request)


def _place(owner: tuple[object, Shown]) -> tuple[object, ...]:
    project, shown = owner
    return project, shown.node_id, shown.media_id, shown.width, shown.height


def _mask_of_turn(request: str) -> tuple[str, int] | None:
    from lance_studio.workflows.task import Task

    try:
        task = Task.from_json(request)
    except InvalidRequestError:
        return None
    digest = task.inputs[-1].mask if task.inputs else None
    feather = task.feather if task.feather is not None else getattr(task.request, "feather", DEFAULT_FEATHER)
    return None if digest is None else (digest, feather)


def _unwritten() -> LanceStudioError:
    return LanceStudioError(tr("The mask could not be written."), tr("Draw it again."))
