"""The row of the preferences that chooses the language."""

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QFormLayout

from lance_studio.errors import OutputError
from lance_studio.language import LANGUAGES, SYSTEM, current_language, tr
from lance_studio.ui import texts
from lance_studio.ui.settings import LANGUAGE, Settings
from lance_studio.ui.spoken_language import wanted_language
from lance_studio.ui.widgets import caption_label
from lance_studio.ui.widgets.dialogs import field_name
from lance_studio.ui.widgets.layouts import named


class LanguageRow:
    """Offers the system's language and each that comes along, in its own words.

    Args:
        settings: The user's.
        form: Gets the row and, below it, the note that the choice holds from the next start on.
        tell: Called with the error if the choice cannot be written; it holds until the window closes.
    """

    def __init__(self, settings: Settings, form: QFormLayout, tell: Callable[[OutputError], None]) -> None:
        self._settings, self._tell = settings, tell
        self.choice = named(QComboBox(), "preferences.language")
        texts.set_name(self.choice, tr("Language"))
        self.choice.addItem(tr("System", context="language"), SYSTEM)
        for language, name in LANGUAGES:
            self.choice.addItem(name, language)
        self.choice.setCurrentIndex(max(self.choice.findData(settings.text(LANGUAGE, SYSTEM)), 0))
        form.addRow(field_name(tr("Language")), self.choice)
        self._later = named(
            caption_label(tr("Holds from the next start of the studio on.")), "preferences.language-later"
        )
        form.addRow("", self._later)
        self.choice.activated.connect(self._choose)
        self._show()

    def _choose(self) -> None:
        try:
            self._settings.set(LANGUAGE, self.choice.currentData() or None)
        except OutputError as error:
            self._tell(error)
        self._show()

    def _show(self) -> None:
        self._later.setVisible(wanted_language(self._settings) != current_language())
