"""The canvas' panel: the surface, the tools' options above it, the turns and the prompt bar below it."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QMimeData, QPoint, QRect, QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication, QImage, QResizeEvent
from PySide6.QtWidgets import QFrame, QSlider, QStackedWidget, QToolButton

from lance_studio.errors import LanceStudioError
from lance_studio.language import mark, tr
from lance_studio.project.rows import Media
from lance_studio.ui import texts
from lance_studio.ui.canvas.compare_bar import CompareBar
from lance_studio.ui.canvas.comparing import Compared, Side
from lance_studio.ui.canvas.copying import PictureCopy
from lance_studio.ui.canvas.empty import Welcome
from lance_studio.ui.canvas.mask import LEAST_BRUSH, MOST_BRUSH, Mask
from lance_studio.ui.canvas.mask_row import MaskRow
from lance_studio.ui.canvas.mask_work import by_box, by_colour, by_transparency
from lance_studio.ui.canvas.menu import menu_for
from lance_studio.ui.canvas.presenter import CanvasPresenter
from lance_studio.ui.canvas.prompt_bar import PromptBar
from lance_studio.ui.canvas.room import Room
from lance_studio.ui.canvas.source import SourceViewer
from lance_studio.ui.canvas.state import TOOLS, CanvasState, Shown
from lance_studio.ui.canvas.surface import Surface
from lance_studio.ui.canvas.tray import Tray
from lance_studio.ui.canvas.unchanged import UnchangedBanner
from lance_studio.ui.incoming import incoming
from lance_studio.ui.pixels import to_image
from lance_studio.ui.playback.player import MakeSound, no_sound
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, font
from lance_studio.ui.theme.measures import GRID, HALF, PADDING
from lance_studio.ui.thumbnails import WHOLE, MediaImages
from lance_studio.ui.widgets import (
    Banner,
    ElidedLabel,
    Level,
    PanelFrame,
    ProgressCard,
    label,
    quiet_button,
    tool_button,
)
from lance_studio.ui.widgets.layouts import add, box, column, named, row, stretch, wide

_LEAST_WIDTH = 370
_TINY, _NARROW, _COMPACT, _LOW, _VERY_LOW = 480, 620, 1060, 360, 330


def build(studio: Studio) -> PanelFrame:
    """Make the panel."""
    from lance_studio.ui.playback.sound import open_sound

    return CanvasPanel(studio, open_sound)


class CanvasPanel(PanelFrame):
    """The canvas.

    Args:
        studio: The shared parts of the window.
        make_sound: Makes the sound of films and sounds that are played here.
    """

    def __init__(self, studio: Studio, make_sound: MakeSound = no_sound) -> None:
        super().__init__("canvas", surround=True)
        # Docks give way before anything in here is cut off.
        self.setMinimumWidth(_LEAST_WIDTH)
        self._studio = studio
        self.picture_mask = Mask()
        self.presenter = CanvasPresenter(studio, self.picture_mask)
        self.presenter.setParent(self)
        # Whole pictures: as many as one goes back and forth between.
        self._images = MediaImages(studio.session, self, room=96 << 20)
        self._thumbnails = MediaImages(studio.session, self)
        #: The pictures that are compared, which may be more than there is room for otherwise.
        self._held: dict[str, QImage] = {}
        self._frame: QImage | None = None
        self._copying = PictureCopy(self)
        self._unchanged = UnchangedBanner(self)
        self._unchanged.again_wanted.connect(self.presenter.try_another_seed)
        self._drawn_on: str | None = None
        self._followed: CanvasState | None = None
        self._waited: str | None = None
        self.source = SourceViewer(studio, make_sound, self)
        self._room = Room()
        self._make_body()
        self._make_tools()
        self._register()
        self._connect()
        self.bar.prompt.set_history(self.presenter.said())
        self._show(self.presenter.state)
        draft = self.presenter.line.draft
        self.bar.prompt.show_draft(draft.text, draft.cursor)

    # --- parts -------------------------------------------------------------------------------------------------

    def _make_body(self) -> None:
        self.surface = Surface(self.picture_mask)
        self.welcome = Welcome()
        # In a low window it is squeezed; the bar must not be.
        self.welcome.setMinimumSize(1, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.surface)
        self._pages.addWidget(self.welcome)
        self._pages.addWidget(self.source.sound_page)
        self.progress = self._card("")
        self.tray = Tray(self.presenter.tray, self._thumbnails)
        self.turns = self.tray.turns
        self.bar = PromptBar()
        self._foot = QFrame()
        self._foot.setProperty("kind", "panel")
        row(wide(self.bar), on=self._foot, margins=(PADDING, HALF, PADDING, PADDING), spacing=GRID)
        self.set_body(box(column(wide(self._pages), self.source.strip, self.tray, self._foot, spacing=0)))

    def _make_tools(self) -> None:
        actions = self._studio.actions

        def tool(icon_name: str, action_id: str) -> QToolButton:
            made = tool_button(icon_name, actions.tooltip(action_id), clicked=lambda: actions.trigger(action_id))
            actions.describe(made, action_id)
            return made

        self._name = named(ElidedLabel("", font_role=FontRole.STRONG, middle=True), "canvas.name")
        self._size = label("", "caption")
        self._brush_slider = named(QSlider(Qt.Orientation.Horizontal), "canvas.brush")
        self._brush_slider.setRange(LEAST_BRUSH, MOST_BRUSH // 2)
        self._brush_slider.setFixedWidth(96)
        self._brush_slider.setAccessibleName(tr("Brush size"))
        actions.describe(self._brush_slider, "mask.smaller", "mask.larger", words=tr("Brush size ({} and {})"))
        self._brush_slider.valueChanged.connect(self.presenter.set_brush)
        self._brush_words = label("", "caption")
        self.mask_row = MaskRow(self.presenter.masks, actions)
        self.mask_row.tolerance_chosen.connect(self.presenter.set_tolerance)
        self._invert = named(tool("selection-inverse", "mask.invert"), "canvas.invert")
        self._clear = named(tool("selection-slash", "mask.clear"), "canvas.clear")
        self.compare_bar = CompareBar()
        self._swap = quiet_button(tr("Swap sides"), "swap", clicked=lambda: actions.trigger("view.swap"))
        actions.describe(self._swap, "view.swap")
        self._zoom = quiet_button("100 %", clicked=lambda: actions.trigger("canvas.actual_size"))
        self._zoom.setObjectName("canvas.zoom")
        self._zoom.setFont(font(FontRole.NUMBER))
        actions.describe(self._zoom, "canvas.actual_size")
        minus, plus = tool("minus", "canvas.zoom_out"), tool("plus", "canvas.zoom_in")
        self._zoom_steps = (minus, plus)
        zoom = row(minus, self._zoom, plus, named(tool("corners-out", "canvas.fit"), "canvas.fit"), spacing=0)
        masking = (self._brush_slider, self._brush_words, self.mask_row, self._invert, self._clear)
        self.tools.setContentsMargins(PADDING, HALF, GRID, HALF)
        self.tools.setSpacing(GRID)
        add(self.tools, self._name, self._size, stretch(), *masking, self.compare_bar, self._swap, zoom)
        self.show_tools()

    def _register(self) -> None:
        register, presenter = self._studio.actions.register, self.presenter
        register("canvas.zoom_in", lambda: self.surface.zoom_step(1))
        register("canvas.zoom_out", lambda: self.surface.zoom_step(-1))
        register("canvas.fit", self.surface.fit)
        register("canvas.actual_size", lambda: self.surface.zoom_to(1.0))
        for tool in TOOLS:
            register(f"tool.{tool}", lambda _on, tool=tool: self._take_tool(tool))
        register("mask.smaller", presenter.smaller_brush)
        register("mask.larger", presenter.larger_brush)
        register("mask.invert", presenter.masks.invert)
        register("mask.clear", presenter.masks.clear)
        register("mask.from_alpha", self._select_opaque)
        register("mask.use_former", presenter.masks.use_former)
        register("view.compare", presenter.compare)
        register("view.swap", presenter.swap_sides)
        register("view.timeline", presenter.show_timeline)
        register("generate.run", lambda: self._run_prompt(self.bar.prompt.submit))
        register("generate.next", lambda: self._run_prompt(self.bar.prompt.submit_ahead))
        register("generate.focus", self._focus_prompt)
        register("edit.copy", self._copy)
        register("edit.paste", self._paste, panel="canvas")
        register("canvas.copy_prompt", self._copy_prompt)
        register("canvas.show_in_history", lambda: self._studio.session.reveal("history"))

    def _connect(self) -> None:
        presenter, bar, surface, session = self.presenter, self.bar, self.surface, self._studio.session
        presenter.changed.connect(self._follow)
        actions = self._studio.actions
        session.undo_line.follow(bar.prompt, "canvas")
        bar.prompt.set_undo_actions(actions.action("edit.undo"), actions.action("edit.redo"))
        presenter.prompt_wanted.connect(self._focus_prompt)
        presenter.said_changed.connect(lambda: bar.prompt.set_history(presenter.said()))
        presenter.mask_changed.connect(self._show_mask)
        presenter.masks.said.connect(lambda text: self.show_banner(Banner(text, level=Level.INFO)))
        bar.mask_chips.cleared.connect(presenter.masks.clear)
        bar.mask_chips.former_wanted.connect(presenter.masks.use_former)
        bar.submitted.connect(self._submit)
        bar.prompt.textChanged.connect(self._remark)
        self._studio.work.model_changed.connect(self._remark)
        bar.prompt.written.connect(presenter.note)
        bar.prompt.came.connect(presenter.attach)
        presenter.line.draft_changed.connect(lambda draft: bar.prompt.show_draft(draft.text, draft.cursor))
        presenter.line.taken.connect(bar.prompt.hand_on)
        bar.prompt.writing_began.connect(self._studio.work.warm_up)
        bar.submitted_ahead.connect(lambda text: self._submit(text, ahead=True))
        bar.mode_chosen.connect(self._choose_mode)
        bar.output_chosen.connect(presenter.set_output)
        bar.variants_chosen.connect(presenter.set_variants)
        bar.seed_chosen.connect(presenter.generation.choose_seed)
        bar.lock_toggled.connect(presenter.lock_seed)
        surface.zoomed.connect(self._show_zoom)
        surface.mask_drawn.connect(presenter.masks.commit)
        surface.gesture_begun.connect(presenter.masks.begin)
        surface.gesture_given_up.connect(presenter.masks.give_up)
        surface.colour_picked.connect(self._select_colour)
        surface.boxed.connect(self._select_object)
        surface.space_tapped.connect(lambda: self._studio.actions.trigger("playback.play"))
        surface.came.connect(presenter.open_incoming)
        surface.menu_wanted.connect(self._show_menu)
        self._copying.failed.connect(lambda error: session.report("canvas", error))
        self.welcome.came.connect(presenter.open_incoming)
        self.tray.opened.connect(self._open_from_tray)
        self.tray.compare_clicked.connect(lambda: presenter.compare(True))
        self.tray.chaining_toggled.connect(presenter.set_chaining)
        self.compare_bar.mode_chosen.connect(presenter.compare_by)
        self.compare_bar.gain_chosen.connect(lambda _gain: self._show_picture(presenter.state))
        self.compare_bar.interval_chosen.connect(surface.set_interval)
        surface.side_opened.connect(presenter.open_compared)
        self.welcome.begin_clicked.connect(self._focus_prompt)
        self.welcome.example_chosen.connect(self._focus_prompt)
        self._images.ready.connect(lambda _media_id: self._show_picture(presenter.state))
        self._images.failed.connect(self._show_failure)
        self.source.attach(self.surface)
        self.source.changed.connect(lambda: self._show(presenter.state))
        self.source.picture_changed.connect(lambda: self._show_picture(presenter.state))
        session.frame_ready.connect(self._take_frame)
        session.viewing_changed.connect(self._forget_frame)
        session.project_replaced.connect(self._forget_frame)
        self._studio.work.preview_ready.connect(self._take_preview)

    # --- what is shown -----------------------------------------------------------------------------------------

    def _follow(self, state: CanvasState) -> None:
        former, self._followed = self._followed, state
        if former is not None and _only_progress(former, state):
            self._show_work(state)
        else:
            self._show(state)

    def _show(self, state: CanvasState) -> None:
        node_id = state.shown.node_id if state.shown is not None else None
        if node_id != self._drawn_on:
            self._drawn_on = node_id
            self.surface.abandon()
        self._unchanged.show(state.unchanged if state.viewing == "node" else "")
        self.bar.show_state(state)
        self.tray.show_canvas(state)
        self.welcome.show_examples(state.examples if state.shown is None else ())
        with QSignalBlocker(self._brush_slider):
            self._brush_slider.setValue(state.brush)
        self._brush_words.setText(texts.plain(tr("{size} px", size=state.brush)))
        self._show_picture(state)
        self._show_work(state)
        self._show_tools(state)
        self._lay_foot()

    def _show_tools(self, state: CanvasState) -> None:
        actions, timeline = self._studio.actions, state.viewing == "timeline"
        shown = None if timeline else state.shown
        alone = None if timeline else self.source.alone
        named = alone if alone is not None else shown
        name = tr("Timeline") if timeline else named.name if named is not None else ""
        self._name.set_text(name if state.compared is None else tr("{count} compared", count=len(state.compared)))
        sized = None if state.compared is not None else shown
        self._size.setText(texts.plain("" if sized is None else _size_words(sized)))
        comparing = state.compared is not None
        masking = self._masking(state)
        brushes = masking and state.tool in ("brush", "eraser")
        self._brush_slider.setVisible(brushes)
        self._brush_words.setVisible(brushes)
        # Before anything else is shown, which would make the panel wider.
        self._make_room(state)
        self._swap.setVisible(comparing)
        self.compare_bar.setVisible(comparing)
        self.compare_bar.show_mode(state.compare_mode)
        self.surface.set_tool(state.tool, state.brush, masking)
        for tool in TOOLS:
            actions.set_checked(f"tool.{tool}", tool == state.tool)
            actions.set_enabled(f"tool.{tool}", masking)
        for name in ("mask.smaller", "mask.larger"):
            actions.set_enabled(name, brushes)
        actions.set_enabled("view.compare", state.can_compare and not timeline)
        actions.set_checked("view.compare", comparing)
        actions.set_enabled("view.swap", comparing)
        actions.set_checked("view.timeline", timeline)
        actions.set_enabled("canvas.copy_prompt", bool(self.presenter.prompt_of_shown()))
        actions.set_enabled("canvas.show_in_history", shown is not None)
        self._show_mask()

    def _make_room(self, state: CanvasState) -> None:
        """Leave out what there is no room for while pictures are compared in a narrow panel; the wheel zooms too."""
        narrow = self.width() < _NARROW
        self._swap.setText("" if narrow else tr("Swap sides"))
        crowded = narrow and state.compared is not None
        self._name.setVisible(not crowded and self.width() >= _TINY)
        for step in self._zoom_steps:
            step.setVisible(not narrow)

    def _show_picture(self, state: CanvasState) -> None:
        self._draw_picture(state)
        self._studio.actions.set_enabled("edit.copy", self.surface.image is not None)

    def _draw_picture(self, state: CanvasState) -> None:
        if state.viewing == "timeline":
            self._pages.setCurrentWidget(self.surface)
            self.surface.show_compared(None)
            self.surface.show_image(self._frame, self._studio.session.frame_size if self._frame is not None else None)
            return
        if self.source.alone is not None:
            self._draw_alone(self.source.alone)
            return
        empty = state.shown is None and state.compared is None
        self._pages.setCurrentWidget(self.welcome if empty and not self._lands_here() else self.surface)
        first = state.shown if state.compared is None else state.compared[0]
        if first is None:
            self.surface.show_compared(None)
            self.surface.show_image(None)
            return
        image = self._images.image(first.media_id, WHOLE)
        if state.compared is None and self.source.frame is not None:
            # A film that was played or moved stands elsewhere than at its first frame.
            image = self.source.frame
        if image is None:
            # While it is read its small copy stands in for it, if there is one.
            image = self._thumbnails.image(first.media_id, 96) if state.turns else None
        self.surface.show_image(image, (first.width, first.height))
        self.surface.show_compared(self._sides(state))

    def _sides(self, state: CanvasState) -> Compared | None:
        """Return what is compared, once all of it has been read."""
        if state.compared is None:
            self._held = {}
            return None
        held = {one.media_id: self._held.get(one.media_id) for one in state.compared}
        images = [held[one.media_id] or self._images.image(one.media_id, WHOLE) for one in state.compared]
        self._held = {
            one.media_id: image for one, image in zip(state.compared, images, strict=True) if image is not None
        }
        sides = [
            Side(image, *label) for image, label in zip(images, state.compare_labels, strict=True) if image is not None
        ]
        whole = len(sides) == len(state.compared)
        return Compared(tuple(sides), state.compare_mode, self.compare_bar.gain) if whole else None

    def _draw_alone(self, media: Media) -> None:
        self._pages.setCurrentWidget(self.source.sound_page if media.kind == "audio" else self.surface)
        self.surface.show_compared(None)
        self.surface.show_image(self.source.frame, (media.width or 1, media.height or 1))

    def _show_work(self, state: CanvasState) -> None:
        """Show on an empty canvas what will stand there; what is shown already, nothing ever covers."""
        work = state.work
        if work is None or not self._lands_here():
            self.progress.hide()
            return
        if self._waited != work.job_id:
            self._waited = work.job_id
            former, self.progress = self.progress, self._card(work.label)
            former.hide()
            former.deleteLater()
        self.progress.set_progress(work.step, work.total, work.text)
        self._place_progress()
        self.progress.show()
        self.progress.raise_()

    def _card(self, what: str) -> ProgressCard:
        card = ProgressCard(what)
        card.setParent(self._pages)
        card.setObjectName("canvas.progress")
        card.cancel_clicked.connect(self.presenter.cancel)
        card.hide()
        return card

    def _lands_here(self) -> bool:
        """Return whether the canvas is empty and waits for a result."""
        state = self.presenter.state
        empty = state.shown is None and state.compared is None and state.viewing == "node"
        return empty and state.work is not None and state.work.here

    def _place_progress(self) -> None:
        work = self.presenter.state.work
        if work is not None and self._lands_here():
            self.progress.setGeometry(_middle(self._pages.rect(), work.width, work.height))

    def _show_mask(self) -> None:
        state = self.presenter.state
        actions, masking = self._studio.actions, self._masking(state)
        drawn = masking and state.mask.exists
        self._invert.setVisible(drawn)
        self._clear.setVisible(drawn)
        self.mask_row.show_state(state, masking=masking)
        self.bar.mask_chips.show_state(state, masking=masking)
        for name in ("mask.invert", "mask.clear", "mask.from_alpha"):
            actions.set_enabled(name, masking)
        actions.set_enabled("mask.use_former", masking and state.mask.offered)
        self.surface.update()

    def _masking(self, state: CanvasState) -> bool:
        picture = state.shown is not None and state.shown.kind == "picture"
        # A mask that is there already stays in sight, to be cleared, where the backend knows none.
        possible = "mask" not in state.refusals or state.mask.exists
        return possible and picture and state.viewing == "node" and state.compared is None and state.output == "picture"

    def _show_zoom(self, zoom: float) -> None:
        self._zoom.setText(texts.caption(f"{zoom * 100:.0f} %"))
        self._place_progress()

    def _show_failure(self, media_id: str, error: LanceStudioError) -> None:
        shown = self.presenter.state.shown
        if shown is not None and shown.media_id == media_id:
            self._studio.session.report("canvas", error)

    # --- what happens ------------------------------------------------------------------------------------------

    def _submit(self, text: str, *, ahead: bool = False) -> None:
        if self.presenter.submit(text, ahead=ahead):
            # The button is disabled without words, and would hand the focus to whatever comes next.
            self.bar.prompt.setFocus()

    def _remark(self) -> None:
        self.bar.show_remark(self.presenter.remark(self.bar.prompt.text()))

    def _select_colour(self, x: int, y: int, how: str) -> None:
        tolerance = self.presenter.state.tolerance
        self.presenter.masks.select(
            by_colour(x, y, tolerance), how, mark("Select by colour"), tr("Selecting by colour…")
        )

    def _select_object(self, box: object, how: str) -> None:
        select = by_box(box)  # type: ignore[arg-type]
        self.presenter.masks.select(select, how, mark("Select object"), tr("Looking for the object…"))

    def _select_opaque(self) -> None:
        name = mark("Select by transparency")
        self.presenter.masks.select(by_transparency, "replace", name, tr("Selecting by transparency…"))

    def _choose_mode(self, mode: str) -> None:
        self.presenter.set_mode(mode)
        self.bar.prompt.setFocus()

    def _take_tool(self, tool: str) -> None:
        self.presenter.set_tool(tool)
        # A second click on the same tool has unchecked its button.
        self._show_tools(self.presenter.state)
        self.surface.setFocus()

    def _open_from_tray(self, node_id: str) -> None:
        self._studio.session.stop_comparing()
        self.presenter.open_node(node_id)

    def _run_prompt(self, submit: Callable[[], object]) -> None:
        # An instruction that is out of sight is looked at first.
        if self._room.instructs:
            submit()
        else:
            self._focus_prompt()

    def _focus_prompt(self, text: str = "") -> None:
        self._room = replace(self._room, wanted=True)
        self._lay_foot()
        if text:
            self.bar.prompt.replace_text(text)
        self.bar.prompt.setFocus()

    def _take_preview(self, job_id: str, frame: object) -> None:
        image, work = to_image(frame), self.presenter.state.work  # type: ignore[arg-type]
        self.tray.strip.show_preview(job_id, image)
        if work is not None and work.job_id == job_id:
            self.progress.set_preview(image)

    def _take_frame(self, frame: object) -> None:
        if self.presenter.state.viewing == "timeline":
            self._frame = to_image(frame) if frame is not None else None  # type: ignore[arg-type]
            self._show_picture(self.presenter.state)

    def _forget_frame(self, *_what: object) -> None:
        self._frame = None

    def _copy(self) -> None:
        if self.surface.image is not None:
            self._copying.copy(self.surface.image)

    def _paste(self) -> None:
        self.presenter.open_incoming(incoming(QGuiApplication.clipboard().mimeData() or QMimeData()))

    def _copy_prompt(self) -> None:
        QGuiApplication.clipboard().setText(self.presenter.prompt_of_shown())

    def _show_menu(self, place: QPoint) -> None:
        # Its actions are those of the panel that was used last.
        self.surface.setFocus()
        menu_for(self._studio.actions, self, masked=self.presenter.state.mask.exists).popup(place)

    # --- layout ------------------------------------------------------------------------------------------------

    def follow_workspace(self, workspace_id: str) -> None:
        """Leave the strip of turns out where a film is cut, and the instruction too where questions are asked."""
        self._room = Room(workspace_id, self.height(), wanted=bool(self.bar.prompt.text()))
        self._lay_foot()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        self._lay_foot()
        self._place_progress()

    def _lay_foot(self) -> None:
        narrow = self.width() < _NARROW
        self._room = replace(self._room, height=self.height())
        # In a window that is narrow and low, or very low, the tray gives way to the picture and the instruction.
        low = (narrow and self.height() < _LOW) or self.height() < _VERY_LOW
        self.tray.setVisible(self._room.shows_tray and not low)
        self._foot.setVisible(self._room.instructs)
        # The bar keeps its height in a low window: the picture gives way, not the instruction.
        self._foot.setMinimumHeight(max(self._foot.heightForWidth(self.width()), 0))
        self._size.setVisible(not narrow)
        self._make_room(self.presenter.state)
        self._brush_words.setVisible(not narrow and self._brush_slider.isVisibleTo(self))
        self.mask_row.set_compact(self.width() < _COMPACT, icon_only=narrow)


def _only_progress(former: CanvasState, state: CanvasState) -> bool:
    """Whether two states differ in nothing but how far one job is, which is told many times a second."""
    was, now = former.work, state.work
    if was is None or now is None or (was.job_id, was.here) != (now.job_id, now.here):
        return False
    return replace(state, work=was) == former


def _middle(area: QRect, width: int, height: int) -> QRect:
    """Return the largest place of a shape in the middle of an area, with a margin."""
    room = area.adjusted(24, 24, -24, -24)
    scale = min(room.width() / max(width, 1), room.height() / max(height, 1))
    place = QRect(0, 0, round(width * scale), round(height * scale))
    place.moveCenter(room.center())
    return place


def _size_words(shown: Shown) -> str:
    if shown.frames > 1:
        return tr("{width} × {height} · {count} frames", width=shown.width, height=shown.height, count=shown.frames)
    return f"{shown.width} × {shown.height}"
