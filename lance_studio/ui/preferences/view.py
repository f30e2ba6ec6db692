"""The preferences: sections at the left, one page of them beside it."""

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QDialog, QListWidget, QStackedWidget, QWidget

from lance_studio.language import mark, tr, translate
from lance_studio.ui import texts
from lance_studio.ui.preferences.cache_presenter import CachePresenter
from lance_studio.ui.preferences.keys_page import KeysPage
from lance_studio.ui.preferences.keys_presenter import KeysPresenter
from lance_studio.ui.preferences.pages import CachePage, GeneralPage, ModelPage
from lance_studio.ui.preferences.presenter import PreferencesPresenter
from lance_studio.ui.studio import Studio
from lance_studio.ui.theme import Mode, current_theme, icon
from lance_studio.ui.theme.measures import GRID, PADDING
from lance_studio.ui.widgets import push_button, title_label
from lance_studio.ui.widgets.layouts import box, column, named, row, scrolled, stretch, wide

GENERAL, MODEL, CACHE, KEYBOARD = "general", "model", "cache", "keys"
_SECTIONS = (
    (GENERAL, mark("General"), "gear"), (MODEL, mark("Model"), "cube"), (CACHE, mark("Cache"), "hard-drives"),
    (KEYBOARD, mark("Keys"), "keyboard"),
)  # fmt: skip
_SIZE = QSize(900, 640)
_SECTIONS_WIDTH = 168
_FRAME = QSize(40, 80)


def install(studio: Studio, window: QWidget) -> "Preferences":
    """Let "Preferences" and "Choose model" open the dialog.

    Args:
        studio: The shared parts of the window.
        window: Parent of the dialog.
    """
    return Preferences(studio, window)


class Preferences(QObject):
    """Opens the dialog, which stays beside the window; one at a time."""

    def __init__(self, studio: Studio, window: QWidget) -> None:
        super().__init__(window)
        self._window, self._studio = window, studio
        self.presenter = PreferencesPresenter(studio)
        self.presenter.setParent(self)
        self.keys = KeysPresenter(studio.actions, studio.settings, self)
        self.cache = CachePresenter(studio.settings, self)
        self.presenter.theme_chosen.connect(lambda name: current_theme().set_mode(Mode(name)))
        self.presenter.motion_chosen.connect(lambda less: current_theme().set_less_motion(True if less else None))
        self._dialog: PreferencesDialog | None = None
        studio.actions.register("edit.preferences", self.open)
        studio.actions.register("engine.choose", lambda: self.open(MODEL))

    def open(self, section: str = "") -> None:
        """Open the dialog, or bring it to the front.

        Args:
            section: The page to show; nothing for the one that was seen last.
        """
        if self._dialog is None:
            self._dialog = PreferencesDialog(self, self._studio, self._window)
            self._dialog.finished.connect(self._forget)
            self._dialog.show()
            self.presenter.look_at_model()
            self.cache.look()
        if section:
            self._dialog.show_section(section)
        self._dialog.activateWindow()

    def _forget(self, _result: int) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None


class PreferencesDialog(QDialog):
    """Every change holds at once.

    Args:
        preferences: The presenters of its pages.
        studio: The shared parts of the window.
        parent: The window.
    """

    def __init__(self, preferences: Preferences, studio: Studio, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle(tr("Preferences"))
        self.sections = named(QListWidget(), "preferences.sections")
        self.sections.setAccessibleName(tr("Sections"))
        self.sections.setFixedWidth(_SECTIONS_WIDTH)
        self._pages = QStackedWidget()
        keys = KeysPage(preferences.keys, studio.actions)
        pages: dict[str, QWidget] = {
            GENERAL: GeneralPage(preferences.presenter),
            MODEL: ModelPage(preferences.presenter),
            CACHE: CachePage(preferences.cache),
        }
        for name, words, icon_name in _SECTIONS:
            item = texts.list_item(translate(words))
            item.setIcon(icon(icon_name, "muted"))
            self.sections.addItem(item)
            # The list of keys scrolls by itself.
            page = keys if name == KEYBOARD else scrolled(_padded(pages[name]), f"preferences.page.{name}")
            self._pages.addWidget(
                box(column(title_label(translate(words)), wide(page), margins=(2 * PADDING, 0, 0, 0)))
            )
        self.sections.currentRowChanged.connect(self._pages.setCurrentIndex)
        self.sections.setCurrentRow(0)
        close = named(push_button(tr("Close"), clicked=self.accept), "preferences.close")
        column(
            wide(row(self.sections, wide(self._pages), spacing=0)),
            row(stretch(), close, margins=(0, GRID, 0, 0)),
            on=self, margins=(PADDING, PADDING, 2 * PADDING, PADDING),
        )  # fmt: skip
        self.resize(_SIZE.boundedTo(self.screen().availableSize() - _FRAME))
        self.sections.setFocus(Qt.FocusReason.TabFocusReason)

    def show_section(self, name: str) -> None:
        """Show a page.

        Raises:
            ValueError: If there is none of that name.
        """
        self.sections.setCurrentRow([one for one, _, _ in _SECTIONS].index(name))


def _padded(page: QWidget) -> QWidget:
    held = QWidget()
    column(page, stretch(), on=held, margins=(0, GRID, PADDING, 0))
    return held
