"""The bar below the picture: the instruction, what it makes, what it will cost, and the button."""

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QSizePolicy, QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.requests.sampling import MAX_SEED
from lance_studio.ui import texts
from lance_studio.ui.canvas.mask_chip import MaskChips
from lance_studio.ui.canvas.state import CanvasState
from lance_studio.ui.canvas.target_line import TargetLine
from lance_studio.ui.generation import MOST_VARIANTS
from lance_studio.ui.theme import FontRole
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF, HIT, PRIMARY
from lance_studio.ui.widgets import (
    ElidedLabel,
    FlowLayout,
    PromptEdit,
    SeedField,
    Segments,
    primary_button,
    show_icon,
    tool_button,
)
from lance_studio.ui.widgets.layouts import aligned, box, column, named, row, set_state, wide

_SEED_WIDTH, _VARIANTS_WIDTH = 88, 60
_LINE, _LEAST_BUTTON = 16, 112
_BOTTOM_RIGHT = Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignRight
_GENERATE = mark("Generate (Enter)")
_OUTPUTS = (("picture", mark("Make a picture")), ("clip", mark("Make a clip")))


class PromptBar(QFrame):
    """What an instruction acts on, one line for it that grows, and everything that belongs to it below.

    Attributes:
        submitted: The user wants the instruction carried out; carries it.
        submitted_ahead: The same, before all that waits.
        mode_chosen: "new" or "edit".
        output_chosen: "picture" or "clip".
        variants_chosen: How many results.
        seed_chosen: The seed that was typed.
        lock_toggled: Whether to keep the seed.
    """

    submitted = Signal(str)
    submitted_ahead = Signal(str)
    mode_chosen = Signal(str)
    output_chosen = Signal(str)
    variants_chosen = Signal(int)
    seed_chosen = Signal(object)
    lock_toggled = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self._refused = self._promised = self._came = ""
        self.setProperty("kind", "prompt")
        self.setObjectName("canvas.bar")
        self.prompt = PromptEdit(tr("Describe a picture"))
        self.prompt.setObjectName("canvas.prompt")
        self.prompt.setFrameShape(QFrame.Shape.NoFrame)
        self.prompt.submitted.connect(self.submitted)
        self.prompt.submitted_ahead.connect(self.submitted_ahead)
        self.prompt.hovered.connect(lambda over: set_state(self, "dropping", over))
        self.prompt.installEventFilter(self)
        self.generate = primary_button(tr("Generate"), "sparkle")
        self.generate.setObjectName("canvas.generate")
        # It keeps its place whatever stands on it.
        self.generate.setMinimumWidth(_LEAST_BUTTON)
        self.generate.clicked.connect(self._submit)
        self.prompt.textChanged.connect(self._enable)
        self.prompt.textChanged.connect(self._show_line)
        self._make_controls()
        self.target = TargetLine()
        self.mask_chips = MaskChips()
        above = box(row(wide(self.target), self.mask_chips, spacing=GRID))
        # Nothing moves when a chip comes or goes.
        above.setFixedHeight(HIT)
        below = row(wide(self._controls()), aligned(self.generate, _BOTTOM_RIGHT), spacing=GRID)
        parts = (above, self.prompt, self._make_line(), below)
        column(*parts, on=self, margins=(GRID, GRID - 2, GRID, GRID), spacing=HALF)
        self._enable()

    def show_state(self, state: CanvasState) -> None:
        """Show what the canvas will do with an instruction."""
        self.target.show_subject(state.subject, state.acts_on, state.notes)
        self.prompt.setPlaceholderText(texts.line(state.placeholder))
        texts.set_name(self.prompt, state.placeholder)
        self.generate.setText(texts.caption(state.verb))
        texts.set_name(self.generate, state.verb)
        self.mode.set_value(state.mode)
        self._refused = state.refused
        self._enable()
        self.mode.allow("new", state.refusals.get("new", ""))
        self.mode.allow("edit", state.refusals.get("edit", ""), enabled=state.can_edit)
        for value, words in _OUTPUTS:
            self.output.allow(value, state.refusals.get(value, ""), translate(words))
        self.output.set_value(state.output)
        self.output.setVisible(state.can_choose_output)
        with QSignalBlocker(self.variants):
            self.variants.setCurrentIndex(state.variants - 1)
        locked = state.seed is not None or bool(state.seed_invalid)
        with QSignalBlocker(self.lock):
            self.lock.setChecked(locked)
        words = tr("Draw another seed each time") if locked else tr("Keep the seed")
        show_icon(self.lock, "lock-simple" if locked else "lock-simple-open")
        texts.set_tooltip(self.lock, words)
        texts.set_name(self.lock, words)
        if not self.seed.hasFocus() or not locked or state.seed_invalid:
            self.seed.show_value(state.seed, state.seed_invalid)
        wrong = state.invalid or state.refused
        self.invalid.set_text(wrong)
        for part, shown in ((self.invalid, bool(wrong)), (self.forecast, not wrong), (self.remark, not wrong)):
            part.setVisible(shown)
        self._promised, self._came = state.forecast, state.came
        self._show_line()

    def show_remark(self, words: str) -> None:
        """Say quietly what of the prompt the model does not know; the line keeps its height without words."""
        if words != self.remark.text():
            self.remark.set_text(words)

    def _make_line(self) -> QWidget:
        """Make the line below the instruction: its forecast, and at the right what is remarked on its words.

        What is wrong takes the whole line, as nothing can be promised then. However long they get, nothing moves.
        """
        self.forecast = named(ElidedLabel("", font_role=FontRole.CAPTION, muted=True), "canvas.forecast")
        self.remark = named(ElidedLabel("", font_role=FontRole.CAPTION, muted=True), "canvas.remark")
        self.invalid = named(ElidedLabel("", font_role=FontRole.CAPTION, error=True), "canvas.invalid")
        self.invalid.hide()
        for part in (self.forecast, self.remark, self.invalid):
            part.setFixedHeight(_LINE)
        parts = (wide(self.forecast), self.remark, wide(self.invalid))
        return box(row(*parts, margins=(GRID, 0, GRID, 0), spacing=2 * GRID))

    def _make_controls(self) -> None:
        self.mode = Segments(tr("What the instruction does"), [("new", tr("New picture")), ("edit", tr("Edit"))])
        self.mode.setObjectName("canvas.mode")
        self.mode.chosen.connect(self.mode_chosen)
        self.output = Segments(tr("What it makes"), [("picture", "", "image"), ("clip", "", "film-strip")])
        self.output.setObjectName("canvas.output")
        for value, words in _OUTPUTS:
            self.output.allow(value, "", translate(words))
            texts.set_name(self._part(self.output, value), translate(words))
        self.output.chosen.connect(self.output_chosen)
        self.variants = QComboBox()
        self.variants.setObjectName("canvas.variants")
        self.variants.addItems([f"{count}×" for count in range(1, MOST_VARIANTS + 1)])
        self.variants.setFixedSize(_VARIANTS_WIDTH, CONTROL)
        texts.set_tooltip(self.variants, tr("Results of one instruction"))
        self.variants.setAccessibleName(tr("Results of one instruction"))
        self.variants.activated.connect(lambda index: self.variants_chosen.emit(index + 1))
        self.seed = SeedField(tr("Any seed"), MAX_SEED, least_width=_SEED_WIDTH)
        self.seed.setObjectName("canvas.seed")
        texts.set_tooltip(self.seed, tr("Seed: the same one with the same prompt makes the same picture"))
        self.seed.committed.connect(self.seed_chosen)
        self.seed.emptied.connect(self._release_seed)
        self.lock = tool_button("lock-simple-open", tr("Keep the seed"), checkable=True)
        self.lock.setObjectName("canvas.lock")
        self.lock.toggled.connect(self.lock_toggled)

    def _controls(self) -> QWidget:
        made, pair = QWidget(), box(row(self.seed, self.lock, spacing=2))
        # In a narrow window it breaks into lines.
        flow = FlowLayout(made)
        around = (PRIMARY - CONTROL) // 2
        flow.setContentsMargins(0, around, 0, around)
        for widget in (self.mode, self.output, self.variants, pair):
            flow.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, D102
        super().resizeEvent(event)
        # The forecast comes first: however much is remarked, it keeps half of the line.
        self.remark.setMaximumWidth(self.width() // 2 - 2 * GRID)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802, D102
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.setProperty("active", event.type() == QEvent.Type.FocusIn)
            self.style().unpolish(self)
            self.style().polish(self)
        return super().eventFilter(watched, event)

    def _part(self, segments: Segments, value: str) -> QWidget:
        found = segments.findChild(QWidget, f"segment.{value}")
        assert isinstance(found, QWidget)
        return found

    def _show_line(self) -> None:
        """What came of the result in sight stands there until the next instruction is begun."""
        came = self._came if not self.prompt.text() else ""
        self.forecast.set_text(came or self._promised)

    def _enable(self) -> None:
        self.generate.setEnabled(bool(self.prompt.text()) and not self._refused)
        texts.set_tooltip(self.generate, self._refused or translate(_GENERATE))

    def _submit(self) -> None:
        self.prompt.submit()

    def _release_seed(self) -> None:
        if self.lock.isChecked():
            self.lock_toggled.emit(False)
