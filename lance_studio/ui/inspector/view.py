"""The inspector's panel: the selection above, the numbers of the next generation below."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lance_studio.requests.sampling import MAX_GUIDANCE, MAX_SEED, MAX_STEPS
from lance_studio.ui import texts
from lance_studio.ui.inspector.facts import Fact
from lance_studio.ui.inspector.presenter import PANEL, InspectorPresenter
from lance_studio.ui.inspector.state import ClipValues, InspectorState, NextValues
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole, icon
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF, HIT, PADDING
from lance_studio.ui.widgets import (
    ElidedLabel,
    IconLabel,
    PanelFrame,
    SeedField,
    SliderField,
    caption_label,
    label,
    line,
    link_button,
    push_button,
    tool_button,
)

_LABEL_WIDTH = 72
_MOST_STEPS, _MOST_GUIDANCE = 60, 15.0


def build(studio: Studio) -> PanelFrame:
    """Make the panel."""
    return InspectorPanel(studio)


class InspectorPanel(PanelFrame):
    """The inspector.

    Args:
        studio: The shared parts of the window.
    """

    def __init__(self, studio: Studio) -> None:
        super().__init__(PANEL)
        self.presenter = InspectorPresenter(studio)
        self.presenter.setParent(self)
        self._shown: InspectorState | None = None
        self._selection = SelectionPart(self.presenter)
        self._clip = ClipPart(self.presenter)
        self._next = NextPart(self.presenter)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(PADDING, GRID, PADDING, PADDING)
        column.setSpacing(PADDING)
        column.addWidget(self._selection)
        column.addWidget(self._clip)
        column.addWidget(line())
        column.addWidget(self._next)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("inspector.scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self.set_body(scroll)
        self.presenter.changed.connect(self._show)
        self._show(self.presenter.state)

    def _show(self, state: InspectorState) -> None:
        self._selection.show_state(state)
        self._clip.show_values(state.clip)
        self._next.show_values(state.next)


class SelectionPart(QWidget):
    """Name, words and lines of what is selected."""

    def __init__(self, presenter: InspectorPresenter) -> None:
        super().__init__()
        self._lines: tuple[Fact, ...] | None = None
        self._icon = IconLabel("image")
        self._title = ElidedLabel("", font_role=FontRole.STRONG, middle=True)
        self._title.setObjectName("inspector.title")
        head = QHBoxLayout()
        head.setSpacing(GRID)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        self._nothing = caption_label("Select a picture, a medium or a clip to see what is known of it.", wrap=True)
        self._nothing.setObjectName("inspector.nothing")
        self._prompt = label("", "", wrap=True)
        self._prompt.setObjectName("inspector.prompt")
        self._prompt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._reuse = push_button("Reuse prompt", "arrow-counter-clockwise")
        self._reuse.setObjectName("inspector.reuse")
        self._reuse.clicked.connect(presenter.reuse)
        self._recipe = push_button("Use recipe", "arrow-counter-clockwise")
        self._recipe.setObjectName("inspector.use-recipe")
        texts.set_tooltip(self._recipe, "Take over its words, seed, steps, guidance and size")
        self._recipe.clicked.connect(presenter.use_recipe)
        self._copy = tool_button("copy", "Copy prompt")
        self._copy.setObjectName("inspector.copy-prompt")
        self._copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(presenter.state.prompt))
        buttons = QHBoxLayout()
        buttons.setSpacing(HALF)
        buttons.addWidget(self._reuse)
        buttons.addWidget(self._recipe)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        self._words = QFrame()
        self._words.setProperty("kind", "card")
        inside = QVBoxLayout(self._words)
        inside.setContentsMargins(GRID, GRID, GRID, GRID)
        inside.setSpacing(GRID)
        inside.addWidget(self._prompt)
        inside.addLayout(buttons)
        self._grid = QWidget()
        self._rows = QGridLayout(self._grid)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(GRID)
        self._rows.setVerticalSpacing(0)
        self._rows.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._rows.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addWidget(self._words)
        column.addWidget(self._grid)

    def show_state(self, state: InspectorState) -> None:
        """Show another selection."""
        nothing = state.kind == "nothing"
        self._nothing.setVisible(nothing)
        self._icon.setVisible(not nothing)
        self._title.setVisible(not nothing)
        if not nothing:
            self._icon.set_icon(state.icon, "muted")
        self._title.set_text(state.title)
        self._prompt.setText(texts.plain(state.prompt))
        self._words.setVisible(bool(state.prompt))
        self._reuse.setVisible(not state.recipe)
        self._recipe.setVisible(state.recipe)
        if state.facts != self._lines:
            self._lines = state.facts
            self._lay_lines(state.facts)

    def _lay_lines(self, lines: tuple[Fact, ...]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            former = item.widget()
            if former is not None:
                former.hide()
                former.deleteLater()
        for row, fact in enumerate(lines):
            self._rows.addWidget(label(fact.label, "caption"), row, 0)
            value = ElidedLabel(fact.value, font_role=FontRole.NUMBER, middle=True)
            value.setObjectName(f"inspector.fact.{fact.label}")
            self._rows.addWidget(value, row, 1)
            self._rows.setRowMinimumHeight(row, HIT)
            if fact.copied:
                button = tool_button("copy", f"Copy {fact.label.lower()}", size=14)
                button.setObjectName(f"inspector.copy.{fact.label}")
                button.setFixedSize(HIT, HIT)
                button.clicked.connect(
                    lambda _checked=False, text=fact.copied: QGuiApplication.clipboard().setText(text)
                )
                self._rows.addWidget(button, row, 2)
        for row in range(len(lines), self._rows.rowCount()):
            self._rows.setRowMinimumHeight(row, 0)


class ClipPart(QWidget):
    """What can be changed of a clip on the timeline."""

    def __init__(self, presenter: InspectorPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._name = QLineEdit()
        self._name.setObjectName("inspector.clip-name")
        self._name.setAccessibleName("Name of the clip")
        self._name.editingFinished.connect(lambda: presenter.rename_clip(self._name.text()))
        self._fields = {
            "gain": SliderField("Gain", -60, 24, 0, decimals=1, unit=" dB"),
            "opacity": SliderField("Opacity", 0, 100, 100, unit=" %"),
            "speed": SliderField("Speed", 25, 400, 100, unit=" %"),
            "fade_in": SliderField("Fade in", 0, 10, 0, decimals=2, unit=" s"),
            "fade_out": SliderField("Fade out", 0, 10, 0, decimals=2, unit=" s"),
        }
        self._labels = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addWidget(caption_label("Name"))
        column.addWidget(self._name)
        for what, field in self._fields.items():
            field.setObjectName(f"inspector.{what}")
            field.value_changed.connect(lambda value, what=what: presenter.drag_clip(what, value))
            field.value_committed.connect(lambda value, what=what: presenter.set_clip(what, value))
            self._labels[what] = caption_label(field.slider.accessibleName())
            column.addWidget(self._labels[what])
            column.addWidget(field)

    def show_values(self, values: ClipValues | None) -> None:
        """Show another clip, or none."""
        self.setVisible(values is not None)
        if values is None:
            return
        if not self._name.hasFocus():
            texts.fill(self._name, values.name)
        shown = {"gain": values.audio, "opacity": not values.audio, "speed": not values.still}
        for what, field in self._fields.items():
            if what.startswith("fade"):
                most = max(values.duration, 0.01)
                field.field.setMaximum(most)
                field.slider.setMaximum(round(most * 100))
            # The user's own drag is ahead of what the project knows.
            if not field.slider.isSliderDown():
                field.set_value(getattr(values, what))
            field.setVisible(shown.get(what, True))
            self._labels[what].setVisible(shown.get(what, True))


class NextPart(QWidget):
    """The numbers of the next generation."""

    def __init__(self, presenter: InspectorPresenter) -> None:
        super().__init__()
        self._sizes: tuple[tuple[int, int], ...] = ()
        self._presenter = presenter
        self._usual = link_button("Use the model's")
        self._usual.setObjectName("inspector.defaults")
        self._usual.clicked.connect(presenter.use_defaults)
        head = QHBoxLayout()
        head.addWidget(label("Next generation", "strong"))
        head.addStretch(1)
        head.addWidget(self._usual)
        self._size = QComboBox()
        self._size.setObjectName("inspector.size")
        self._size.setAccessibleName("Size of new pictures")
        self._size.activated.connect(self._choose_size)
        self._note = caption_label("", wrap=True)
        self._steps = SliderField("Steps", 1, _MOST_STEPS, 30, limits=(1, MAX_STEPS))
        self._steps.setObjectName("inspector.steps")
        self._steps.value_committed.connect(lambda value: presenter.set_steps(round(value)))
        self._guidance = SliderField("Guidance", 1, _MOST_GUIDANCE, 4, decimals=1, limits=(0, MAX_GUIDANCE))
        self._guidance.setObjectName("inspector.guidance")
        self._guidance.value_committed.connect(presenter.set_guidance)
        self._seed = SeedField("Another one each time", MAX_SEED)
        self._seed.setObjectName("inspector.seed")
        self._seed.committed.connect(presenter.generation.choose_seed)
        self._seed.emptied.connect(lambda: presenter.generation.choose_seed(None))
        self._carried = caption_label("", wrap=True)
        self._carried.setObjectName("inspector.carried")
        self._invalid = label("", "error", wrap=True)
        self._invalid.setObjectName("inspector.invalid")
        self._lock = tool_button("lock-simple-open", "Keep the seed", checkable=True)
        self._lock.setObjectName("inspector.lock")
        self._lock.toggled.connect(presenter.lock_seed)
        seed = QHBoxLayout()
        seed.setSpacing(2)
        seed.addWidget(self._seed, 1)
        seed.addWidget(self._lock)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(HALF)
        column.addLayout(head)
        column.addWidget(caption_label("Size of new pictures"))
        column.addWidget(self._size)
        column.addWidget(self._note)
        for name, field in (("Steps", self._steps), ("Guidance", self._guidance)):
            column.addWidget(caption_label(name))
            column.addWidget(field)
        column.addWidget(caption_label("Seed"))
        column.addLayout(seed)
        column.addWidget(self._carried)
        column.addWidget(self._invalid)
        self._size.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._size.setFixedHeight(CONTROL)

    def show_values(self, values: NextValues) -> None:
        """Show the numbers that hold."""
        with QSignalBlocker(self._size):
            if values.sizes != self._sizes:
                self._sizes = values.sizes
                self._size.clear()
                self._size.addItems([f"{width} × {height}" for width, height in values.sizes])
            self._size.setCurrentIndex(values.sizes.index(values.size))
        self._size.setProperty("invalid", bool(values.invalid_as("width", "height")))
        self._size.style().unpolish(self._size)
        self._size.style().polish(self._size)
        self._note.setText(texts.plain(values.note))
        self._note.setVisible(bool(values.note))
        for name, field, value in (("steps", self._steps, values.steps), ("guidance", self._guidance, values.guidance)):
            invalid = values.invalid_as(name)
            if invalid:
                field.show_invalid(invalid)
            elif not field.slider.isSliderDown():
                field.set_value(value)
        invalid = values.invalid_as("seed")
        locked = values.seed is not None or bool(invalid)
        if not self._seed.hasFocus() or not locked or invalid:
            self._seed.show_value(values.seed, invalid)
        self._carried.setText(texts.plain(values.carried))
        self._carried.setVisible(bool(values.carried))
        self._invalid.setText(texts.plain("\n".join(f"{one.cause} {one.remedy}" for one in values.invalid)))
        self._invalid.setVisible(bool(values.invalid))
        with QSignalBlocker(self._lock):
            self._lock.setChecked(locked)
        self._lock.setIcon(icon("lock-simple" if locked else "lock-simple-open"))
        words = "Draw another seed each time" if locked else "Keep the seed"
        texts.set_tooltip(self._lock, words)
        texts.set_name(self._lock, words)
        self._usual.setVisible(values.own)

    def _choose_size(self, index: int) -> None:
        self._presenter.set_size(*self._sizes[index])
