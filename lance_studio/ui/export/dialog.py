"""The question what of the project is exported, and how."""

from fractions import Fraction

from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QWidget

from lance_studio.language import tr, translate
from lance_studio.ui import texts
from lance_studio.ui.export.forms import BY_ID, FORMS, Form
from lance_studio.ui.export.presenter import Choices, ExportPresenter, VideoOptions
from lance_studio.ui.theme.measures import CONTROL, GRID
from lance_studio.ui.widgets import Segments, caption_label, primary_button, push_button, show_words
from lance_studio.ui.widgets.dialogs import field_name, form_layout, lay_out
from lance_studio.ui.widgets.layouts import box, column, named, row, stretch

WIDTH = 440
TIMELINE, CLIP = "timeline", "clip"


class VideoDialog(QDialog):
    """Asks what of the project is exported, and how.

    Args:
        choices: What there is.
        parent: The window.
        presenter: Finds out whether the timeline has transparency; without it there is none.
    """

    def __init__(self, choices: Choices, parent: QWidget, presenter: ExportPresenter | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("export.video")
        self.setWindowTitle(tr("Export video"))
        self.setFixedWidth(WIDTH)
        self._choices, self._presenter = choices, presenter
        self._transparent: bool | None = None
        things = [(TIMELINE, tr("Timeline"))] if choices.timeline else []
        things += [(CLIP, tr("Clip on the canvas"))] if choices.clip else []
        self._what = named(Segments(tr("What to export"), things), "export.what")
        self._make_form()
        self._make_size()
        self._alpha = named(QCheckBox(tr("Keep transparency")), "export.alpha")
        self._why_not = named(caption_label("", wrap=True), "export.alpha-reason")
        self._range = named(
            Segments(tr("Range"), [("marked", tr("In to out")), ("all", tr("Whole timeline"))]), "export.range"
        )
        self._words = named(caption_label("", wrap=True), "export.words")
        for choice in (self._what, self._range):
            choice.chosen.connect(lambda _value: self._follow())
        self._form.currentIndexChanged.connect(lambda _index: self._follow())
        self._rows = form_layout()
        self._clear = box(column(self._alpha, self._why_not, spacing=0))
        for name, field in (
            (tr("Export"), self._what),
            (tr("Form"), self._form),
            (tr("Size"), self._size),
            (tr("Range"), self._range),
        ):
            self._rows.addRow(field_name(name), field)
        self._rows.addRow("", self._clear)
        self._rows.addRow("", self._words)
        export = named(primary_button(tr("Export…"), "export", clicked=self.accept), "export.go")
        export.setDefault(True)
        lay_out(self, self._rows, row(stretch(), push_button(tr("Cancel"), clicked=self.reject), export, spacing=GRID))
        if presenter is not None:
            presenter.facts_ready.connect(self._find_transparency)
        self._find_transparency()

    def _make_form(self) -> None:
        self._form = named(QComboBox(), "export.form")
        self._form.setAccessibleName(tr("Form"))
        self._form.setFixedHeight(CONTROL)
        for form in FORMS:
            self._form.addItem(translate(form.label), form.id)
        model = self._form.model()
        for index, form in enumerate(FORMS):
            if form.sound and not self._choices.heard and isinstance(model, QStandardItemModel):
                model.item(index).setEnabled(False)
                texts.set_tooltip(model.item(index), tr("Nothing is heard on the timeline."))

    def _make_size(self) -> None:
        choices = self._choices
        self._size = named(QComboBox(), "export.size")
        self._size.setAccessibleName(tr("Size"))
        for factor, words in ((2, tr("double")), (1, tr("as the timeline")), (Fraction(1, 2), tr("half"))):
            width, height = (max(int(side * factor) // 2 * 2, 2) for side in (choices.width, choices.height))
            self._size.addItem(f"{width} × {height} ({words})", (width, height))
        self._size.setCurrentIndex(1)

    def chosen(self) -> str:
        """Return "timeline" or "clip"."""
        return self._what.value()

    def options(self) -> VideoOptions:
        """Return how the timeline is to be exported."""
        size = self._size.currentData()
        own = (self._choices.width, self._choices.height)
        whole = (Fraction(0), self._choices.seconds)
        span = whole if self._choices.marked is not None and self._range.value() == "all" else None
        form = self._chosen_form()
        size = None if size == own or form.sound else size
        return VideoOptions(form.id, size, None if form.still else span, self._alpha.isChecked())

    def _chosen_form(self) -> Form:
        return BY_ID[self._form.currentData()]

    def _find_transparency(self) -> None:
        presenter = self._presenter
        self._transparent = False if presenter is None or not self._choices.timeline else presenter.is_see_through()
        self._follow()

    def _show_alpha(self, form: Form) -> None:
        """Offer to keep transparency, or say why it cannot be kept."""
        reason = translate(form.no_alpha) if form.no_alpha else ""
        if not reason and self._transparent is None:
            reason = tr("Its media are still being read.")
        if not reason and not self._transparent:
            reason = tr("Opaque pictures fill every frame of the timeline: nothing is transparent.")
        if reason:
            self._alpha.setChecked(False)
        self._alpha.setEnabled(not reason)
        texts.set_tooltip(self._alpha, reason or tr("What nothing covers stays transparent, rather than black"))
        show_words(self._why_not, reason)

    def _follow(self) -> None:
        timeline, form = self.chosen() == TIMELINE, self._chosen_form()
        self._rows.setRowVisible(self._form, timeline)
        self._rows.setRowVisible(self._size, timeline and not form.sound)
        self._rows.setRowVisible(self._clear, timeline)
        self._rows.setRowVisible(self._range, timeline and not form.still and self._choices.marked is not None)
        self._show_alpha(form)
        marked = self._choices.marked if self._range.value() == "marked" else None
        start, end = marked or (Fraction(0), self._choices.seconds)
        length = tr("{seconds:.2f} s", seconds=float(end - start))
        if not timeline:
            self._words.setText(texts.plain(tr("“{clip}” as it is, with its recipe.", clip=self._choices.clip)))
        else:
            self._words.setText(texts.plain(translate(form.words, length=length)))
        self.adjustSize()
