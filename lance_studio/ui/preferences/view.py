"""The preferences' dialog."""

from pathlib import Path

from PySide6.QtCore import QObject, QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QFormLayout, QLineEdit, QWidget

from lance_studio.ui import texts
from lance_studio.ui.preferences.language_row import LanguageRow
from lance_studio.ui.preferences.presenter import DEVICES, SCALES, THEMES, PreferencesPresenter, PreferencesState
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import Mode, current_theme
from lance_studio.ui.theme.measures import GRID
from lance_studio.ui.widgets import Segments, caption_label, label, line, push_button, quiet_button, show_words
from lance_studio.ui.widgets.dialogs import ask_folder, field_name, form_layout, lay_out
from lance_studio.ui.widgets.layouts import aligned, column, named, row, stretch, wide

_WIDTH = 520


def install(studio: Studio, window: QWidget) -> "Preferences":
    """Let "Preferences" and "Choose model" open the dialog.

    Args:
        studio: The shared parts of the window.
        window: Parent of the dialog.
    """
    return Preferences(studio, window)


class Preferences(QObject):
    """Opens the dialog; one at a time."""

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.presenter = PreferencesPresenter(studio)
        self.presenter.setParent(self)
        self.presenter.theme_chosen.connect(lambda name: current_theme().set_mode(Mode(name)))
        self.presenter.motion_chosen.connect(lambda less: current_theme().set_less_motion(True if less else None))
        self._dialog: PreferencesDialog | None = None
        studio.actions.register("edit.preferences", self.open)
        studio.actions.register("engine.choose", self.open)

    def open(self) -> None:
        """Open the dialog, or bring it to the front."""
        if self._dialog is None:
            self._dialog = PreferencesDialog(self.presenter, self._window)
            self._dialog.finished.connect(self._forget)
            self._dialog.open()
            self.presenter.look_at_model()
        self._dialog.activateWindow()

    def _forget(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


class PreferencesDialog(QDialog):
    """Every change holds at once.

    Args:
        presenter: Keeps what is chosen.
        parent: The window.
    """

    def __init__(self, presenter: PreferencesPresenter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle("Preferences")
        self.setFixedWidth(_WIDTH)
        self._presenter = presenter
        form = form_layout()
        self._add_model(form)
        self._add_window(form)
        close = named(push_button("Close", clicked=self.accept), "preferences.close")
        lay_out(self, form, row(stretch(), close, margins=(0, GRID, 0, 0)), spacing=GRID)
        presenter.changed.connect(self._show)
        self._show(presenter.state)

    def _add_model(self, form: QFormLayout) -> None:
        form.addRow(label("Model", "title"))
        self._folder = named(QLineEdit(), "preferences.folder")
        self._folder.setPlaceholderText("The usual model")
        self._folder.setAccessibleName("Model folder")
        self._folder.editingFinished.connect(self._name_folder)
        browse = named(push_button("Choose…", clicked=self._ask_folder), "preferences.browse")
        usual = quiet_button("Use the usual one", clicked=lambda: self._presenter.set_folder(""))
        self._usual = named(usual, "preferences.usual")
        form.addRow(field_name("Folder"), row(wide(self._folder), browse, spacing=GRID))
        self._model = named(caption_label("", wrap=True), "preferences.model")
        self._problem = named(label("", "error", wrap=True), "preferences.problem")
        left = aligned(self._usual, Qt.AlignmentFlag.AlignLeft)
        form.addRow("", column(self._model, self._problem, left, spacing=0))
        self._device = named(QComboBox(), "preferences.device")
        self._device.setAccessibleName("Device")
        for value, words in DEVICES:
            self._device.addItem(words, value)
        self._device.activated.connect(lambda index: self._presenter.set_device(DEVICES[index][0]))
        form.addRow(field_name("Device"), self._device)
        form.addRow(line())

    def _add_window(self, form: QFormLayout) -> None:
        form.addRow(label("Window", "title"))
        self._language = LanguageRow(self._presenter.settings, form, self._presenter.tell)
        self._theme = named(Segments("Theme", list(THEMES)), "preferences.theme")
        self._theme.chosen.connect(self._presenter.set_theme)
        form.addRow(field_name("Theme"), self._theme)
        self._scale = named(QComboBox(), "preferences.scale")
        self._scale.setAccessibleName("Scale")
        self._scale.addItems([f"{scale} %" for scale in SCALES])
        self._scale.activated.connect(lambda index: self._presenter.set_scale(SCALES[index]))
        form.addRow(field_name("Scale"), self._scale)
        self._later = caption_label("Holds from the next start of the studio on.")
        form.addRow("", self._later)
        self._motion = named(QCheckBox("Less motion"), "preferences.motion")
        self._motion.toggled.connect(self._presenter.set_less_motion)
        form.addRow("", self._motion)

    def _show(self, state: PreferencesState) -> None:
        if not self._folder.hasFocus() or not self._folder.isModified():
            texts.fill(self._folder, state.folder)
        show_words(self._model, state.model)
        show_words(self._problem, state.problem)
        self._usual.setVisible(bool(state.folder))
        self._device.setCurrentIndex(max(self._device.findData(state.device), 0))
        self._theme.set_value(state.theme if state.theme in dict(THEMES) else THEMES[0][0])
        self._scale.setCurrentIndex(SCALES.index(state.scale))
        self._later.setVisible(state.scale != state.scale_at_start)
        with QSignalBlocker(self._motion):
            self._motion.setChecked(state.less_motion)
        self.adjustSize()

    def _name_folder(self) -> None:
        if self._folder.isModified():
            self._folder.setModified(False)
            self._presenter.set_folder(self._folder.text())

    def _ask_folder(self) -> None:
        ask_folder(self, "Choose the model's folder", "preferences.folder-dialog", self._take_folder)

    def _take_folder(self, folder: Path) -> None:
        self._presenter.set_folder(str(folder))
