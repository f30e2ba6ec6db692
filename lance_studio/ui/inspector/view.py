"""The inspector's panel: the selection above, the numbers of the next generation below."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QFrame, QLayout, QLineEdit, QSizePolicy, QWidget

from lance_studio.language import tr
from lance_studio.requests.sampling import MAX_GUIDANCE, MAX_SEED, MAX_STEPS
from lance_studio.ui import texts
from lance_studio.ui.inspector.fact_rows import FactRows
from lance_studio.ui.inspector.presenter import PANEL, InspectorPresenter
from lance_studio.ui.inspector.state import ClipValues, InspectorState, NextValues, UseValues
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import FontRole
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF, PADDING
from lance_studio.ui.widgets import (
    ElidedLabel,
    IconLabel,
    PanelFrame,
    SeedField,
    Segments,
    SliderField,
    caption_label,
    explain,
    label,
    line,
    link_button,
    push_button,
    show_icon,
    show_words,
    tool_button,
)
from lance_studio.ui.widgets.dialogs import ask_file
from lance_studio.ui.widgets.layouts import box, column, named, row, scrolled, set_state, stretch, wide

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
        self._use = UsePart(self.presenter)
        parts = (self._selection, self._use, self._clip, line(), self._next, stretch())
        inner = box(column(*parts, margins=(PADDING, GRID, PADDING, PADDING), spacing=PADDING))
        self.set_body(scrolled(inner, "inspector.scroll"))
        self.presenter.changed.connect(self._show)
        self._show(self.presenter.state)

    def _show(self, state: InspectorState) -> None:
        self._selection.show_state(state)
        self._use.show_values(state.use)
        self._clip.show_values(state.clip)
        self._next.show_values(state.next)


class SelectionPart(QWidget):
    """Name, words and lines of what is selected."""

    def __init__(self, presenter: InspectorPresenter) -> None:
        super().__init__()
        self._icon = IconLabel("image")
        self._title = named(ElidedLabel("", font_role=FontRole.STRONG, middle=True), "inspector.title")
        nothing = tr("Select a picture, a medium or a clip to see what is known of it.")
        self._nothing = named(caption_label(nothing, wrap=True), "inspector.nothing")
        self._prompt = named(label("", "", wrap=True), "inspector.prompt")
        self._prompt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        again = "arrow-counter-clockwise"
        self._reuse = named(push_button(tr("Use again"), again, clicked=presenter.reuse), "inspector.reuse")
        self._recipe = named(push_button(tr("Use recipe"), again, clicked=presenter.use_recipe), "inspector.use-recipe")
        for button in (self._reuse, self._recipe):
            texts.set_tooltip(button, tr("Take over its words, source, mask and every number"))
        presenter.recipes.find_wanted.connect(
            lambda title: ask_file(self.window(), title, "inspector.find", presenter.recipes.find)
        )
        copy = tool_button("copy", tr("Copy prompt"))
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(presenter.state.prompt))
        self._words = QFrame()
        self._words.setProperty("kind", "card")
        buttons = row(self._reuse, self._recipe, named(copy, "inspector.copy-prompt"), stretch(), spacing=HALF)
        column(self._prompt, buttons, on=self._words, margins=GRID, spacing=GRID)
        self._facts = FactRows()
        head = row(self._icon, wide(self._title), spacing=GRID)
        self._notes = named(caption_label("", wrap=True), "inspector.notes")
        column(head, self._nothing, self._words, self._facts, self._notes, on=self, spacing=GRID)

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
        self._facts.show_facts(state.facts)
        show_words(self._notes, "\n".join(state.notes))


def _labelled(name: str, *parts: QWidget | QLayout) -> QLayout:
    """Return a field and what belongs to it, below its name."""
    return column(caption_label(name), *parts, spacing=HALF)


class UsePart(QWidget):
    """How the file of a medium or a clip is used, where there is a choice."""

    def __init__(self, presenter: InspectorPresenter) -> None:
        super().__init__()
        self._tracks: tuple[str, ...] = ()
        self._track = named(QComboBox(), "inspector.sound-track")
        self._track.setAccessibleName(tr("Sound track"))
        self._track.activated.connect(presenter.choose_track)
        self._track.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._track.setFixedHeight(CONTROL)
        fields = Segments(tr("Deinterlace"), [("auto", tr("Automatic")), ("off", tr("Off"))])
        self._fields = named(fields, "inspector.deinterlace")
        self._fields.chosen.connect(lambda value: presenter.choose_fields(whole=value == "auto"))
        outside = Segments(tr("Where only the sound goes on"), [("hold", tr("Hold picture")), ("black", tr("Black"))])
        self._outside = named(outside, "inspector.outside")
        self._outside.chosen.connect(lambda value: presenter.choose_black(black=value == "black"))
        self._labels = {
            part: caption_label(part.accessibleName()) for part in (self._track, self._fields, self._outside)
        }
        self._note = named(caption_label("", wrap=True), "inspector.use-note")
        rows = [each for part, words in self._labels.items() for each in (words, part)]
        column(*rows, self._note, on=self, spacing=HALF)

    def show_values(self, values: UseValues) -> None:
        """Show what can be chosen of another selection."""
        self.setVisible(not values.offers_nothing)
        with QSignalBlocker(self._track):
            if values.tracks != self._tracks:
                self._tracks = values.tracks
                self._track.clear()
                self._track.addItems(list(values.tracks))
            self._track.setCurrentIndex(values.track if values.tracks else -1)
        self._fields.set_value("auto" if values.whole else "off")
        self._outside.set_value("black" if values.black else "hold")
        shown = {self._track: bool(values.tracks), self._fields: values.interlaced, self._outside: values.sound_alone}
        for part, words in self._labels.items():
            part.setVisible(shown[part])
            words.setVisible(shown[part])
        show_words(
            self._note, "" if values.of_clip else tr("In the viewer, and in clips that are made of it from now on.")
        )


class ClipPart(QWidget):
    """What can be changed of a clip on the timeline."""

    def __init__(self, presenter: InspectorPresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._name = named(QLineEdit(), "inspector.clip-name")
        self._name.setAccessibleName(tr("Name of the clip"))
        self._name.editingFinished.connect(self._take_name)
        self._fields = {
            "gain": SliderField(tr("Gain"), -60, 24, 0, decimals=1, unit=" dB"),
            "opacity": SliderField(tr("Opacity"), 0, 100, 100, unit=" %"),
            "speed": SliderField(tr("Speed"), 25, 400, 100, unit=" %"),
            "fade_in": SliderField(tr("Fade in"), 0, 10, 0, decimals=2, unit=" s"),
            "fade_out": SliderField(tr("Fade out"), 0, 10, 0, decimals=2, unit=" s"),
        }
        self._labels = {what: caption_label(field.slider.accessibleName()) for what, field in self._fields.items()}
        rows = [part for what, field in self._fields.items() for part in (self._labels[what], field)]
        column(caption_label(tr("Name")), self._name, *rows, on=self, spacing=HALF)
        for what, field in self._fields.items():
            field.setObjectName(f"inspector.{what}")
            field.value_changed.connect(lambda value, what=what: presenter.drag_clip(what, value))
            field.value_committed.connect(lambda value, what=what: presenter.set_clip(what, value))

    def show_values(self, values: ClipValues | None) -> None:
        """Show another clip, or none."""
        self.setVisible(values is not None)
        if values is None:
            return
        if not self._name.hasFocus() or not self._name.isModified():
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

    def _take_name(self) -> None:
        self._presenter.rename_clip(self._name.text())
        # It is the window's step to undo now, and the field follows.
        self._name.setModified(False)


class NextPart(QWidget):
    """The numbers of the next generation."""

    def __init__(self, presenter: InspectorPresenter) -> None:
        super().__init__()
        self._sizes: tuple[tuple[int, int], ...] = ()
        self._presenter = presenter
        self._usual = named(link_button(tr("Use the model's"), clicked=presenter.use_defaults), "inspector.defaults")
        self._size = named(QComboBox(), "inspector.size")
        self._size.setAccessibleName(tr("Size of new pictures"))
        self._size.activated.connect(self._choose_size)
        self._note = caption_label("", wrap=True)
        self._steps = named(SliderField(tr("Steps"), 1, _MOST_STEPS, 30, limits=(1, MAX_STEPS)), "inspector.steps")
        self._steps.value_committed.connect(lambda value: presenter.set_steps(round(value)))
        guidance = SliderField(tr("Guidance"), 1, _MOST_GUIDANCE, 4, decimals=1, limits=(0, MAX_GUIDANCE))
        self._guidance = named(guidance, "inspector.guidance")
        self._guidance.value_committed.connect(presenter.set_guidance)
        self._seed = named(SeedField(tr("Another one each time"), MAX_SEED), "inspector.seed")
        self._seed.committed.connect(presenter.generation.choose_seed)
        self._seed.emptied.connect(lambda: presenter.generation.choose_seed(None))
        self._carried = named(caption_label("", wrap=True), "inspector.carried")
        self._invalid = named(label("", "error", wrap=True), "inspector.invalid")
        self._lock = named(tool_button("lock-simple-open", tr("Keep the seed"), checkable=True), "inspector.lock")
        self._lock.toggled.connect(presenter.lock_seed)
        column(
            row(label(tr("Next generation"), "strong"), stretch(), self._usual),
            _labelled(tr("Size of new pictures"), self._size, self._note),
            _labelled(tr("Steps"), self._steps),
            _labelled(tr("Guidance"), self._guidance),
            _labelled(tr("Seed"), row(wide(self._seed), self._lock, spacing=2), self._carried, self._invalid),
            on=self,
            spacing=HALF,
        )
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
        set_state(self._size, "invalid", bool(values.invalid_as("width", "height")))
        show_words(self._note, values.note)
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
        show_words(self._carried, values.carried)
        show_words(self._invalid, "\n".join(f"{one.cause} {one.remedy}" for one in values.invalid))
        with QSignalBlocker(self._lock):
            self._lock.setChecked(locked)
        show_icon(self._lock, "lock-simple" if locked else "lock-simple-open")
        explain(self._lock, tr("Draw another seed each time") if locked else tr("Keep the seed"))
        self._usual.setVisible(values.own)

    def _choose_size(self, index: int) -> None:
        self._presenter.set_size(*self._sizes[index])
