"""The pages of the preferences: general, model, cache."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QProgressBar, QWidget

from lance_studio.ui import texts
from lance_studio.ui.preferences.cache_presenter import CachePresenter, CacheState
from lance_studio.ui.preferences.folder_field import FolderField
from lance_studio.ui.preferences.language_row import LanguageRow
from lance_studio.ui.preferences.presenter import DEVICES, SCALES, THEMES, PreferencesPresenter, PreferencesState
from lance_studio.ui.settings import IMAGE_FOLDER, MODEL_FOLDER, VIDEO_FOLDER
from lance_studio.ui.theme.measures import CONTROL, GRID, HALF
from lance_studio.ui.widgets import NumberField, Segments, caption_label, label, push_button
from lance_studio.ui.widgets.dialogs import field_name, form_layout
from lance_studio.ui.widgets.layouts import aligned, column, named, row, stretch

_LEFT = Qt.AlignmentFlag.AlignLeft
_BAR_WIDTH = 240


class GeneralPage(QWidget):
    """Theme, scale and motion. Rows that concern the whole window are added to `form`.

    Args:
        presenter: Keeps what is chosen.

    Attributes:
        form: Its rows; that of the language stands before the theme.
    """

    def __init__(self, presenter: PreferencesPresenter) -> None:
        super().__init__()
        self.form = _form()
        self._language = LanguageRow(presenter.settings, self.form, presenter.tell)
        self._theme = named(Segments("Theme", list(THEMES)), "preferences.theme")
        self._theme.chosen.connect(presenter.set_theme)
        self.form.addRow(_name("Theme"), self._theme)
        self._scale = named(QComboBox(), "preferences.scale")
        self._scale.setAccessibleName("Scale")
        for scale in SCALES:
            self._scale.addItem(f"{scale} %", scale)
        self._scale.activated.connect(lambda index: presenter.set_scale(self._scale.itemData(index)))
        self.form.addRow(_name("Scale"), aligned_left(self._scale))
        self._later = named(caption_label("", wrap=True), "preferences.later")
        self._later.setMinimumHeight(self._later.fontMetrics().lineSpacing())
        self.form.addRow("", self._later)
        self._motion = named(QCheckBox("Less motion"), "preferences.motion")
        self._motion.toggled.connect(presenter.set_less_motion)
        self.form.addRow("", self._motion)
        self._problem = named(label("", "error", wrap=True), "preferences.unwritten")
        column(self.form, self._problem, stretch(), on=self, spacing=GRID)
        presenter.changed.connect(self._show)
        self._show(presenter.state)

    def _show(self, state: PreferencesState) -> None:
        self._theme.set_value(state.theme)
        place = self._scale.findData(state.scale)
        if place < 0:  # set by the command
            self._scale.addItem(f"{state.scale} %", state.scale)
            place = self._scale.count() - 1
        self._scale.setCurrentIndex(place)
        if state.scale != state.scale_at_start:
            words = "The window has {now} % now. {scale} % holds from the next start of the studio on."
            self._later.setText(texts.plain(words.format(now=state.scale_at_start, scale=state.scale)))
        else:
            self._later.setText("Another scale holds from the next start of the studio on.")
        with QSignalBlocker(self._motion):
            self._motion.setChecked(state.less_motion)
        self._problem.setText(texts.plain(state.problem))


class ModelPage(QWidget):
    """Where the model lies, as a whole or checkpoint by checkpoint, and where it computes.

    Args:
        presenter: Keeps what is chosen and looks into folders.
    """

    def __init__(self, presenter: PreferencesPresenter) -> None:
        super().__init__()
        form = _form()
        self._root = FolderField("Model folder", "preferences.", "The usual model", "Choose the model's folder")
        self._image = self._checkpoint("Image checkpoint", "image")
        self._video = self._checkpoint("Video checkpoint", "video")
        for words, field, key in (
            ("Model folder", self._root, MODEL_FOLDER),
            ("Image checkpoint", self._image, IMAGE_FOLDER),
            ("Video checkpoint", self._video, VIDEO_FOLDER),
        ):
            field.chosen.connect(lambda folder, key=key: presenter.set_folder(folder, key))
            form.addRow(_name(words), field)
        self._device = named(QComboBox(), "preferences.device")
        self._device.setAccessibleName("Device")
        for value, words in DEVICES:
            self._device.addItem(words, value)
        self._device.activated.connect(lambda index: presenter.set_device(self._device.itemData(index)))
        form.addRow(_name("Device"), aligned_left(self._device))
        words = (
            "Lance has one checkpoint for pictures and one for clips. Each may lie in a folder of its own; the rest of "
            "the model then comes from the model folder."
        )
        column(caption_label(words, wrap=True), form, stretch(), on=self, spacing=2 * GRID)
        presenter.changed.connect(self._show)
        self._show(presenter.state)

    def _checkpoint(self, name: str, family: str) -> FolderField:
        title = f"Choose the folder of the {family} checkpoint"
        return FolderField(name, f"preferences.{family}-", "In the model folder", title, "Use the model folder's")

    def _show(self, state: PreferencesState) -> None:
        for field, one in ((self._root, state.model), (self._image, state.image), (self._video, state.video)):
            field.show_folder(one.folder, one.found, one.problem)
        place = self._device.findData(state.device)
        if place < 0:  # set by the command, for example cuda:1
            self._device.addItem(texts.line(state.device), state.device)
            place = self._device.count() - 1
        self._device.setCurrentIndex(place)


class CachePage(QWidget):
    """What files that can be made again take, how much they may, and where they are.

    Args:
        presenter: Looks at the cache and changes it.
    """

    def __init__(self, presenter: CachePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        form: QFormLayout = _form()
        self._used = named(label(""), "cache.used")
        self._bar = named(QProgressBar(), "cache.share")
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._bar.setAccessibleName("Share of the limit that is used")
        self._clear = named(push_button("Clear cache", clicked=presenter.clear), "cache.clear")
        form.addRow(_name("Used now"), row(self._used, self._bar, stretch(), self._clear, spacing=GRID))
        self._limit = named(NumberField(), "cache.limit")
        self._limit.setAccessibleName("Limit in gigabytes")
        self._limit.setDecimals(0)
        self._limit.setRange(1, 2000)
        self._limit.setSuffix(" GB")
        self._limit.setKeyboardTracking(False)
        self._limit.valueChanged.connect(lambda gigabytes: presenter.set_limit(round(gigabytes)))
        form.addRow(_name("Limit"), aligned_left(self._limit))
        self._folder = FolderField("Cache folder", "cache.", "The usual place", "Choose a folder for the cache")
        self._folder.chosen.connect(presenter.set_folder)
        form.addRow(_name("Folder"), self._folder)
        self._message = named(caption_label("", wrap=True), "cache.message")
        self._message.setMinimumHeight(2 * self._message.fontMetrics().lineSpacing())
        words = (
            "Media of projects that were needed as files, and what was found out about films. All of it can be made "
            "again; what was not used for longest goes first. Your own files are never touched."
        )
        column(caption_label(words, wrap=True), form, self._message, stretch(), on=self, spacing=2 * GRID)
        presenter.changed.connect(self._show)
        self._show(presenter.state)

    def _show(self, state: CacheState) -> None:
        self._used.setText(texts.plain(state.used))
        self._bar.setValue(round(1000 * state.share))
        if not self._limit.hasFocus():
            with QSignalBlocker(self._limit):
                self._limit.setValue(state.limit)
        self._clear.setEnabled(not state.busy)
        found = f"{state.place}\n{state.room}"
        self._folder.show_folder(state.folder, found, state.problem)
        self._message.setText(texts.plain(state.message))


def _name(words: str) -> QLabel:
    """Return the name of a row, level with the first line of what stands beside it."""
    made = field_name(words)
    made.setFixedHeight(CONTROL)
    return made


def _form() -> QFormLayout:
    form = form_layout()
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    return form


def aligned_left(widget: QWidget) -> QWidget:
    """Return a widget in which a control keeps its own width at the left."""
    held = QWidget()
    column(aligned(widget, _LEFT), on=held, spacing=HALF)
    return held
